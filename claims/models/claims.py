"""What the engine or a person found in a text: statements, and the claims in them."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Func, Q, Subquery, Value
from django.db.models.functions import MD5, Coalesce, Lower, Trim

from claims.extraction.analysis import ClaimKind, Polarity, Precision, ResolvedBy, StatementKind
from claims.extraction.anchoring import Anchoring
from claims.models.articles import Article, ArticleVersion
from claims.models.checkworthiness import ScoreWeights
from claims.models.constraints import filled, one_of, ordered_span, share, whole_interval
from claims.models.speakers import Speaker
from claims.workflow import ClaimStatus

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.people import User

FEW = 2000  # hits of a search that are worth naming one by one
SPLIT_BACK = "split taken back"  # the reason with which the parts of a claim that is whole again are dismissed
PIECE_GAP = " … "  # between the pieces of a discontinuous span in *_text fields


def words_key() -> MD5:
    """What statements of the same words share, however they are quoted and spaced: an index finds them by it."""
    signs = (Value("[^[:alnum:]]+"), Value(" "), Value("g"))
    words = Func(Lower(F("content_text")), *signs, function="regexp_replace", output_field=models.TextField())
    return MD5(Trim(words))


class StatementQuerySet(models.QuerySet["Statement"]):
    def standing(self) -> "StatementQuerySet":
        """Without those that a person said are none."""
        return self.filter(dismissed_at=None)


class Statement(models.Model):
    """An attribution. Spans are lists of [start, end]; a trigger holds each ``*_text`` to what its spans cut out."""

    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="statements")
    source_spans = models.JSONField(default=list, blank=True)
    cue_spans = models.JSONField(default=list, blank=True)
    content_spans = models.JSONField(default=list)
    source_text = models.TextField(blank=True)
    cue_text = models.TextField(blank=True)
    content_text = models.TextField()
    start = models.PositiveIntegerField(help_text="Where the content begins.")
    end = models.PositiveIntegerField(help_text="Where the content ends.")
    cue_start = models.PositiveIntegerField(null=True, blank=True, help_text="Where the cue begins; empty without one.")
    kind = models.CharField(max_length=12)
    polarity = models.CharField(max_length=10, default=Polarity.AFFIRMED.value)
    is_hedged = models.BooleanField(default=False)
    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, null=True, blank=True, related_name="statements")
    speaker_name = models.CharField(max_length=300, blank=True, help_text="The fullest name this text gives.")
    role = models.CharField(max_length=300, blank=True, help_text="Title or office as this text gives it.")
    resolved_by = models.CharField(max_length=14, blank=True)
    speaker_confidence = models.FloatField(default=0)
    medium = models.CharField(max_length=200, blank=True, help_text="Through whom: a news agency, a broadcaster.")
    addressee = models.CharField(max_length=200, blank=True)
    said_from = models.DateField(null=True, blank=True)
    said_until = models.DateField(null=True, blank=True)
    said_precision = models.CharField(max_length=8, blank=True)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children")
    confidence = models.FloatField(default=1)
    engine = models.CharField(max_length=100, blank=True, help_text="What proposed it; empty when a person added it.")
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Who added it or corrected its speaker.",
    )  # fmt: skip
    dismissed_at = models.DateTimeField(null=True, blank=True, help_text="When a person said that it is none.")
    created_at = models.DateTimeField()

    objects = StatementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "start", "end", "cue_start"], nulls_distinct=False, name="statement_span_unique"
            ),
            one_of("kind", StatementKind, name="statement_kind_known"),
            one_of("polarity", Polarity, name="statement_polarity_known"),
            one_of("resolved_by", ResolvedBy, name="statement_resolution_known", optional=True),
            one_of("said_precision", Precision, name="statement_precision_known", optional=True),
            ordered_span("start", "end", name="statement_span_ordered"),
            whole_interval("said", name="statement_interval_ordered"),
            share("confidence", name="statement_confidence_share"),
            share("speaker_confidence", name="statement_speaker_confidence_share"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="statement_not_its_own_parent"),
        ]
        indexes = [
            models.Index(words_key(), condition=Q(kind=StatementKind.DIRECT.value), name="statement_by_words"),
        ]

    def __str__(self) -> str:
        return f"{self.speaker_name or self.source_text or 'somebody'}: {self.content_text[:80]}"


class ClaimQuerySet(models.QuerySet["Claim"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ClaimQuerySet":
        """Every member of the desk sees every claim; others see none."""
        return self if getattr(user, "roles", None) else self.none()

    def ordinary(self) -> "ClaimQuerySet":
        """Without the parts of splits that were taken back: their history stays, and nobody has to look past them."""
        undone = Q(status=ClaimStatus.DISMISSED.value, dismissed_reason=SPLIT_BACK, split_from__isnull=False)
        return self.exclude(undone)

    def leading(self) -> "ClaimQuerySet":
        """Without those that say again what another claim of their article says, while that one may be taken up."""
        return self.filter(Q(repeats=None) | Q(repeats__status=ClaimStatus.DISMISSED.value))

    def repeating(self) -> "ClaimQuerySet":
        """Those that :meth:`leading` leaves out."""
        return self.filter(repeats__isnull=False).exclude(repeats__status=ClaimStatus.DISMISSED.value)

    def said_by(self, speaker: Speaker) -> "ClaimQuerySet":
        return self.filter(speaker=speaker)

    def attributed_to(self, speaker_id: int) -> "ClaimQuerySet":
        """Whose speaker this is, or the one that this speaker was merged into."""
        merged = Speaker.objects.filter(pk=speaker_id).values("merged_into")
        return self.filter(speaker=Coalesce(Subquery(merged), Value(speaker_id)))

    def held_by(self, user: "User", *, now: datetime) -> "ClaimQuerySet":
        """In this person's hands at this moment."""
        return self.filter(assignee=user, status=ClaimStatus.IN_REVIEW.value, lease_expires_at__gt=now)

    def matching(self, words: str) -> "ClaimQuerySet":
        """Whose wording holds these words; understands quotes, OR and a leading minus."""
        return self.filter(search=SearchQuery(words, config="english", search_type="websearch"))

    def holding(self, words: str) -> "ClaimQuerySet":
        """The same as :meth:`matching`, at a price that does not depend on how rare the words are; one more query.

        The planner cannot know how rare a word is, and walks the whole list for one that hardly occurs. So the search
        index is asked alone first: few rows are named, and for many the walk ends soon.
        """
        keys = list(Claim.objects.matching(words).values_list("pk", flat=True)[:FEW])
        return self.filter(pk__in=keys) if len(keys) < FEW else self.matching(words)

    def with_row_facts(self) -> "ClaimQuerySet":
        """All that one line of a list shows, in one query."""
        return self.select_related("article", "article__outlet", "speaker", "statement", "assignee")


class Claim(models.Model):
    """One checkable proposition. A trigger holds ``version.text[start:end] == quote``."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="claims")
    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="claims")
    statement = models.ForeignKey(Statement, on_delete=models.SET_NULL, null=True, blank=True, related_name="claims")
    speaker = models.ForeignKey(Speaker, on_delete=models.PROTECT, null=True, blank=True, related_name="claims")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    quote = models.TextField()
    standalone = models.TextField(help_text="The claim worded so that it can be judged alone.")
    substitutions = models.JSONField(
        default=list, blank=True, help_text="What the stand-alone wording put in: [{start, end, replacement, why}]."
    )
    repeats = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="repeated_by",
        help_text="The claim of this article that this one says again; empty where it stands for itself.",
    )  # fmt: skip
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged",
        help_text="The claim that goes on in this one's place.",
    )  # fmt: skip
    split_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts_of_it",
        help_text="The claim that this one was cut out of.",
    )  # fmt: skip
    anchoring = models.CharField(
        max_length=10, default=Anchoring.EXACT.value, help_text="How its words stand in the newest text of the article."
    )
    times_said = models.PositiveSmallIntegerField(
        default=1, help_text="How often the article says it: this claim and those that repeat it."
    )
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value.capitalize()) for kind in ClaimKind])
    said_from = models.DateField(null=True, blank=True)
    said_until = models.DateField(null=True, blank=True)
    said_precision = models.CharField(max_length=8, blank=True)
    quantities = models.JSONField(default=list, blank=True)
    score = models.FloatField(default=0, help_text="Check-worthiness, 0 to 1.")
    reasons = models.JSONField(
        default=list, blank=True, help_text="Named parts that add up to the score: [{name, weight, detail, log_odds}]."
    )
    parts = models.JSONField(
        default=dict, blank=True, help_text="The shipped value of each part of the score, in log-odds, by its name."
    )
    weights = models.ForeignKey(
        ScoreWeights, on_delete=models.PROTECT, null=True, blank=True, db_index=False, related_name="+",
        help_text="What the score was weighed with; empty: the shipped weights.",
    )  # fmt: skip
    confidence = models.FloatField(default=1)
    engine = models.CharField(max_length=100, blank=True, help_text="What proposed it; empty when a person added it.")
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    status = models.CharField(max_length=12, default=ClaimStatus.PROPOSED.value)
    dismissed_reason = models.CharField(max_length=500, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="claims"
    )
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    recheck_on = models.DateField(null=True, blank=True, help_text="When what was published is to be looked at again.")
    recheck_note = models.CharField(max_length=300, blank=True, help_text="What to look for then.")
    revision = models.PositiveIntegerField(
        default=1, help_text="Grows with every change; what a stale save is told by."
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    search = models.GeneratedField(
        expression=SearchVector("standalone", "quote", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "start", "end"], name="claim_span_unique"),
            one_of("kind", ClaimKind, name="claim_kind_known"),
            one_of("status", ClaimStatus, name="claim_status_known"),
            one_of("said_precision", Precision, name="claim_precision_known", optional=True),
            ordered_span("start", "end", name="claim_span_ordered"),
            whole_interval("said", name="claim_interval_ordered"),
            share("score", name="claim_score_share"),
            share("confidence", name="claim_confidence_share"),
            filled("standalone", name="claim_standalone_filled"),
            models.CheckConstraint(condition=~Q(repeats=F("id")), name="claim_not_its_own_repeat"),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")) & Q(status=ClaimStatus.DISMISSED.value),
                name="claim_merged_is_dismissed",
            ),
            models.CheckConstraint(condition=~Q(split_from=F("id")), name="claim_not_cut_from_itself"),
            one_of("anchoring", Anchoring, name="claim_anchoring_known"),
            models.CheckConstraint(
                condition=Q(status=ClaimStatus.IN_REVIEW.value, assignee__isnull=False, lease_expires_at__isnull=False)
                | (~Q(status=ClaimStatus.IN_REVIEW.value) & Q(lease_expires_at__isnull=True)),
                name="claim_lease_only_in_review",
            ),
            models.CheckConstraint(
                condition=~Q(status=ClaimStatus.DISMISSED.value) | ~Q(dismissed_reason=""),
                name="claim_dismissal_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="claim_newest"),
            models.Index(fields=["status", "-score", "-id"], name="claim_by_status_and_score"),
            models.Index(fields=["-score", "-id"], name="claim_by_score"),
            models.Index(fields=["assignee", "status"], name="claim_by_assignee"),
            models.Index(fields=["speaker", "-created_at", "-id"], name="claim_by_speaker"),
            models.Index(fields=["recheck_on", "id"], condition=Q(recheck_on__isnull=False), name="claim_by_recheck"),
            GinIndex(fields=["search"], name="claim_search"),
        ]

    def __str__(self) -> str:
        return self.standalone

    def is_leased(self, *, now: datetime) -> bool:
        """In somebody's hands at this moment."""
        return bool(self.status == ClaimStatus.IN_REVIEW and self.lease_expires_at and self.lease_expires_at > now)

    def is_held_by(self, user: "User", *, now: datetime) -> bool:
        return self.assignee_id == user.pk and self.is_leased(now=now)
