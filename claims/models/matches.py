"""Which claims were checked before, and where else they are made: the index, what it proposes, and what people say."""

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q

from claims.models.claims import Claim
from claims.models.constraints import filled, one_of, share
from claims.models.halfvectors import HalfVectorField
from claims.models.known import KnownCheck
from claims.models.publishing import Publication


class KnownClaimQuerySet(models.QuerySet["KnownClaim"]):
    def with_origin(self) -> "KnownClaimQuerySet":
        """With what a line about each shows, in one query."""
        return self.select_related(
            "check_of_others", "publication__claim__article__outlet", "publication__verdict__rating"
        )

    def unread(self, *, version: str) -> "KnownClaimQuerySet":
        """Without a vector of this model, oldest first: two ranges of an index."""
        return self.filter(Q(vector_version__lt=version) | Q(vector_version__gt=version), is_standing=True)


class KnownClaim(models.Model):
    """One entry of the index of checked claims: of somebody else's check, or of our own publication."""

    check_of_others = models.OneToOneField(
        KnownCheck,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="entry",
        verbose_name="check of others",
    )
    publication = models.OneToOneField(
        Publication, on_delete=models.CASCADE, null=True, blank=True, related_name="entry",
        help_text="The current version of our own check.",
    )  # fmt: skip
    text = models.TextField(help_text="The claim.")
    title = models.CharField(max_length=500, blank=True)
    claimant = models.CharField(max_length=300, blank=True)
    claimed_on = models.DateField(null=True, blank=True)
    is_standing = models.BooleanField(default=True, help_text="Not withdrawn.")
    vector = HalfVectorField(null=True, editable=False)
    vector_version = models.CharField(max_length=60, blank=True, default="", help_text="The model that made it.")
    search = models.GeneratedField(
        expression=SearchVector("text", "title", config="english"), output_field=SearchVectorField(), db_persist=True
    )

    objects = KnownClaimQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(check_of_others__isnull=True, publication__isnull=False)
                | Q(check_of_others__isnull=False, publication__isnull=True),
                name="knownclaim_one_origin",
            ),
            models.CheckConstraint(
                condition=Q(vector__isnull=True, vector_version="") | Q(vector__isnull=False) & ~Q(vector_version=""),
                name="knownclaim_vector_has_version",
            ),
            filled("text", name="knownclaim_text_filled"),
        ]
        indexes = [
            GinIndex(fields=["search"], name="knownclaim_search"),
            models.Index(fields=["vector_version", "id"], name="knownclaim_by_version"),
        ]

    def __str__(self) -> str:
        return self.text


class ClaimLookupQuerySet(models.QuerySet["ClaimLookup"]):
    def due(self, *, now: datetime) -> "ClaimLookupQuerySet":
        return self.filter(due_at__lte=now)


class ClaimLookup(models.Model):
    """One of our claims as the index sees it, and when it was last looked up. The row is the truth of the task."""

    claim = models.OneToOneField(Claim, on_delete=models.CASCADE, related_name="lookup")
    text = models.TextField(blank=True, help_text="The wording that was looked up.")
    vector = HalfVectorField(null=True, editable=False)
    vector_version = models.CharField(max_length=60, blank=True, default="")
    due_at = models.DateTimeField(null=True, blank=True, help_text="Waiting for a worker since, or until, then.")
    attempts = models.PositiveSmallIntegerField(default=0)
    looked_up_at = models.DateTimeField(null=True, blank=True)
    engine = models.CharField(max_length=120, blank=True)
    error = models.CharField(max_length=300, blank=True)

    objects = ClaimLookupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(vector__isnull=True, vector_version="") | Q(vector__isnull=False) & ~Q(vector_version=""),
                name="claimlookup_vector_has_version",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(due_at__isnull=False), name="claimlookup_due"),
        ]

    def __str__(self) -> str:
        return f"lookup of claim {self.claim_id}"


class ProposalStatus(StrEnum):
    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"


class Proposal(models.Model):
    """That two things are the same claim: the engine proposes, a person decides, and then the engine is silent."""

    status = models.CharField(max_length=10, default=ProposalStatus.PROPOSED.value)
    score = models.FloatField(help_text="0 to 1; from .5 on “probably the same claim”.")
    reasons = models.JSONField(default=list, blank=True, help_text="For and against: [{name, weight, detail}].")
    features = models.JSONField(
        default=dict, blank=True, help_text="By column of the ranking, the number that was weighed; zero where absent."
    )
    engine = models.CharField(max_length=120, help_text="What proposed it.")
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    judged_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            one_of("status", ProposalStatus, name="%(class)s_status_known"),
            share("score", name="%(class)s_score_share"),
            models.CheckConstraint(
                condition=Q(status=ProposalStatus.PROPOSED.value, judged_by__isnull=True, judged_at__isnull=True)
                | (~Q(status=ProposalStatus.PROPOSED.value) & Q(judged_by__isnull=False, judged_at__isnull=False)),
                name="%(class)s_judged_by_somebody",
            ),
        ]


class Match(Proposal):
    """That this claim was checked before."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="matches")
    known = models.ForeignKey(KnownClaim, on_delete=models.CASCADE, related_name="matches")

    class Meta(Proposal.Meta):
        verbose_name_plural = "matches"
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(fields=["claim", "known"], name="match_once"),
        ]

    def __str__(self) -> str:
        return f"claim {self.claim_id} and known claim {self.known_id}"


class AppearanceQuerySet(models.QuerySet["Appearance"]):
    def of(self, claim: Claim) -> "AppearanceQuerySet":
        return self.filter(Q(first=claim) | Q(second=claim))


class Appearance(Proposal):
    """That two articles make the same claim. Each pair once, the older claim first."""

    first = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+")

    objects = AppearanceQuerySet.as_manager()

    class Meta(Proposal.Meta):
        constraints = [
            *Proposal.Meta.constraints,
            models.UniqueConstraint(fields=["first", "second"], name="appearance_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="appearance_older_first"),
        ]

    def __str__(self) -> str:
        return f"claims {self.first_id} and {self.second_id}"

    def other(self, claim: Claim) -> Claim:
        return self.second if self.first_id == claim.pk else self.first

    def other_id(self, claim: Claim) -> int:
        return self.second_id if self.first_id == claim.pk else self.first_id


class MatchDecision(StrEnum):
    CONFIRM = "confirm"
    REJECT = "reject"
    UNDO = "undo"


class Judgement(models.Model):
    """What a person said of a proposal, with all that they saw then. Never changed: what the ranking learns from."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="+", help_text="On whose page.")
    match = models.ForeignKey(Match, on_delete=models.CASCADE, null=True, blank=True, related_name="judgements")
    appearance = models.ForeignKey(
        Appearance, on_delete=models.CASCADE, null=True, blank=True, related_name="judgements"
    )
    decision = models.CharField(max_length=8)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    claim_text = models.TextField()
    other_text = models.TextField()
    score = models.FloatField()
    reasons = models.JSONField(default=list, blank=True)
    features = models.JSONField(
        default=dict, blank=True, help_text="What the ranking weighed; empty where a person's word proposed it."
    )
    engine = models.CharField(max_length=120)

    class Meta:
        constraints = [
            one_of("decision", MatchDecision, name="judgement_decision_known"),
            share("score", name="judgement_score_share"),
            models.CheckConstraint(
                condition=Q(match__isnull=True, appearance__isnull=False)
                | Q(match__isnull=False, appearance__isnull=True),
                name="judgement_about_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} by {self.by}"
