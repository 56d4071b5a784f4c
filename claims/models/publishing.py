"""What readers see: frozen versions of a published check."""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.claims import Claim
from claims.models.constraints import one_of
from claims.models.reviews import Verdict


class Occasion(StrEnum):
    """Why a version was published."""

    FIRST = "first"
    CORRECTION = "correction"
    UPDATE = "update"
    CLARIFICATION = "clarification"
    RETRACTION = "retraction"


class PublicationQuerySet(models.QuerySet["Publication"]):
    def current(self) -> "PublicationQuerySet":
        """The version of each check that its address shows."""
        return self.filter(is_current=True)

    def newest_first(self) -> "PublicationQuerySet":
        return self.order_by("-published_at", "-id")


class Publication(models.Model):
    """One version of a published check. All but ``is_current`` is frozen: a trigger holds this."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="publications")
    verdict = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="publications")
    slug = models.SlugField(max_length=120, help_text="The address; the same for all versions of one check.")
    number = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    occasion = models.CharField(max_length=14, default=Occasion.FIRST.value)
    note = models.TextField(blank=True, help_text="For readers: what changed and why.")
    facts = models.JSONField(help_text="All that the page shows, frozen.")
    json_ld = models.JSONField(help_text="schema.org ClaimReview")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="publications")
    published_at = models.DateTimeField()

    objects = PublicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="publication_number_unique"),
            models.UniqueConstraint(fields=["slug", "number"], name="publication_slug_unique"),
            models.UniqueConstraint(fields=["claim"], condition=Q(is_current=True), name="publication_one_current"),
            models.UniqueConstraint(fields=["slug"], condition=Q(is_current=True), name="publication_one_per_address"),
            one_of("occasion", Occasion, name="publication_occasion_known"),
            models.CheckConstraint(
                condition=Q(occasion=Occasion.FIRST.value) | ~Q(note=""), name="publication_change_has_note"
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], condition=Q(is_current=True), name="publication_newest")
        ]

    def __str__(self) -> str:
        return self.slug
