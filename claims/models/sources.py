"""What verdicts rest on: sources, what we kept of them, and how each bears on a claim."""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import MD5

from claims.extraction.anchoring import Anchoring
from claims.models.articles import ArticleVersion
from claims.models.claims import Claim
from claims.models.constraints import filled, one_of, ordered_span


class SourceKind(StrEnum):
    WEB_PAGE = "web_page"
    DOCUMENT = "document"
    DATASET = "dataset"
    PERSON = "person"
    OTHER = "other"


class Stance(StrEnum):
    SUPPORTS = "supports"
    REFUTES = "refutes"
    MIXED = "mixed"
    CONTEXT = "context"
    INSUFFICIENT = "insufficient"


class Proximity(StrEnum):
    PRIMARY = "primary"
    SECONDARY = "secondary"
    TERTIARY = "tertiary"


class Disclosure(StrEnum):
    """How much of a piece of evidence readers see."""

    PUBLIC = "public"
    SUMMARY_ONLY = "summary_only"
    PRIVATE = "private"


class EvidenceMedium(StrEnum):
    """After AVeriTeC's media, and what newsrooms add."""

    WEB_TEXT = "web_text"
    PDF = "pdf"
    WEB_TABLE = "web_table"
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    DATASET = "dataset"
    INTERVIEW = "interview"
    DOCUMENT = "document"
    METADATA = "metadata"
    OTHER = "other"


class IdentityLevel(StrEnum):
    """How far readers learn who a human source is."""

    NAMED = "named"
    PARTLY_NAMED = "partly_named"
    UNNAMED_TO_PUBLIC = "unnamed_to_public"
    CONFIDENTIAL = "confidential"


class LinkState(StrEnum):
    UNWATCHED = "unwatched"
    ALIVE = "alive"
    CHANGED = "changed"  # its text differs from the copy that passages were marked in
    DEAD = "dead"


class SourceQuerySet(models.QuerySet["Source"]):
    def at_address(self, canonical: str) -> "SourceQuerySet":
        """The one source of this canonical address, found by its hash."""
        return self.alias(key=MD5("canonical_url")).filter(key=MD5(Value(canonical)), canonical_url=canonical)


class Source(models.Model):
    """A document, page, data set or person used as evidence, once for all claims that use it."""

    kind = models.CharField(
        max_length=12,
        default=SourceKind.WEB_PAGE.value,
        choices=[(k.value, k.value.replace("_", " ").capitalize()) for k in SourceKind],
    )
    url = models.URLField(max_length=4096, blank=True)
    canonical_url = models.CharField(max_length=4096, blank=True, editable=False)
    title = models.CharField(max_length=500)
    publisher = models.CharField(max_length=200, blank=True)
    author = models.CharField(max_length=300, blank=True)
    published_on = models.DateField(null=True, blank=True)
    is_archived_privately = models.BooleanField(
        default=False, help_text="Never hand its address to a public archive: tips and confidential leads."
    )
    link_state = models.CharField(max_length=9, default=LinkState.UNWATCHED.value)
    link_checked_at = models.DateTimeField(null=True, blank=True)
    link_note = models.CharField(max_length=300, blank=True, help_text="What the last look found.")
    watch_due_at = models.DateTimeField(null=True, blank=True, help_text="When the page is looked at again.")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects = SourceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(MD5("canonical_url"), condition=~Q(canonical_url=""), name="source_url_unique"),
            one_of("kind", SourceKind, name="source_kind_known"),
            one_of("link_state", LinkState, name="source_link_state_known"),
            filled("title", name="source_title_filled"),
        ]
        indexes = [
            models.Index(fields=["watch_due_at"], condition=Q(watch_due_at__isnull=False), name="source_watch_due")
        ]

    def __str__(self) -> str:
        return self.title


class Snapshot(models.Model):
    """The bytes an address answered with, as they came, gzip-compressed. Never changed: a trigger holds this."""

    version = models.ForeignKey(ArticleVersion, on_delete=models.CASCADE, related_name="snapshots")
    url = models.CharField(max_length=4096, help_text="After redirects, or the name of an uploaded file.")
    content_type = models.CharField(max_length=200)
    body_gzip = models.BinaryField()
    body_sha256 = models.CharField(max_length=64, help_text="Of the body before compression.")
    retrieved_at = models.DateTimeField()

    class Meta:
        constraints = [filled("body_sha256", name="snapshot_hash_filled")]

    def __str__(self) -> str:
        return f"{self.url} at {self.retrieved_at:%Y-%m-%d %H:%M}"


class EvidenceQuerySet(models.QuerySet["Evidence"]):
    def standing(self) -> "EvidenceQuerySet":
        """Not withdrawn, oldest first."""
        return self.filter(withdrawn_at=None).order_by("id")


class Evidence(models.Model):
    """How one source bears on one claim."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="evidence")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="evidence")
    stance = models.CharField(max_length=12, choices=[(s.value, s.value.capitalize()) for s in Stance])
    proximity = models.CharField(max_length=10, choices=[(p.value, p.value.capitalize()) for p in Proximity])
    proximity_reason = models.CharField(max_length=300, blank=True, help_text="Why no nearer source was used.")
    passage = models.TextField(blank=True, help_text="The words that bear on the claim, exactly as they stand.")
    passage_prefix = models.CharField(max_length=32, blank=True, help_text="The code points before them.")
    passage_suffix = models.CharField(max_length=32, blank=True, help_text="The code points after them.")
    passage_start = models.PositiveIntegerField(null=True, blank=True)
    passage_end = models.PositiveIntegerField(null=True, blank=True)
    capture = models.ForeignKey(
        "Capture", on_delete=models.PROTECT, null=True, blank=True, related_name="evidence",
        help_text="The copy whose text the passage's positions count in.",
    )  # fmt: skip
    anchoring = models.CharField(
        max_length=10, blank=True, help_text="How the passage stands in that text; empty while there is no copy."
    )
    medium = models.CharField(
        max_length=9,
        default=EvidenceMedium.WEB_TEXT.value,
        choices=[(m.value, m.value.replace("_", " ").capitalize()) for m in EvidenceMedium],
    )
    identity_level = models.CharField(
        max_length=17, blank=True, help_text="For a human source: how far readers learn who it is.",
        choices=[(level.value, level.value.replace("_", " ").capitalize()) for level in IdentityLevel],
    )  # fmt: skip
    interests = models.CharField(max_length=500, blank=True, help_text="What could sway the source.")
    note = models.TextField(blank=True, help_text="What it shows, for colleagues and readers.")
    independence_group = models.CharField(
        max_length=100, blank=True, help_text="Same word for sources that copy each other: they count once."
    )
    disclosure = models.CharField(
        max_length=12,
        default=Disclosure.PUBLIC.value,
        choices=[(d.value, d.value.replace("_", " ").capitalize()) for d in Disclosure],
    )
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                F("claim"),
                F("source"),
                MD5("passage"),
                condition=Q(withdrawn_at=None),
                name="evidence_once_per_passage",
            ),
            one_of("stance", Stance, name="evidence_stance_known"),
            one_of("proximity", Proximity, name="evidence_proximity_known"),
            one_of("disclosure", Disclosure, name="evidence_disclosure_known"),
            one_of("anchoring", Anchoring, name="evidence_anchoring_known", optional=True),
            one_of("medium", EvidenceMedium, name="evidence_medium_known"),
            one_of("identity_level", IdentityLevel, name="evidence_identity_known", optional=True),
            ordered_span("passage_start", "passage_end", name="evidence_passage_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.stance} claim {self.claim_id}"
