"""Who says things: people, organisations, documents, and sources without a name."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q

from claims.extraction.analysis import SpeakerKind
from claims.models.constraints import filled, one_of


class SpeakerQuerySet(models.QuerySet["Speaker"]):
    def standing(self) -> "SpeakerQuerySet":
        """Not merged into another."""
        return self.filter(merged_into=None)

    def locked(self) -> "SpeakerQuerySet":
        """Held against a merge until the transaction ends, in one order; rows may still come to point at them."""
        return self.select_for_update(no_key=True).order_by("pk")


class Speaker(models.Model):
    """One source of statements, whatever it is called in this or that article."""

    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=12, choices=[(kind.value, kind.value.capitalize()) for kind in SpeakerKind])
    role = models.CharField(max_length=300, blank=True, help_text="As last seen: “Deputy Foreign Minister of Norland”.")
    key = models.CharField(max_length=300, editable=False, help_text="The name folded for comparison.")
    disambiguation = models.CharField(
        max_length=100, blank=True, help_text="Only where two share a name: “the footballer”."
    )
    same_as = models.URLField(max_length=500, blank=True, help_text="Home page, Wikipedia or Wikidata entry.")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField()

    objects = SpeakerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "disambiguation"], condition=Q(merged_into=None), name="speaker_key_unique"
            ),
            models.CheckConstraint(condition=~Q(merged_into=models.F("id")), name="speaker_not_merged_into_itself"),
            one_of("kind", SpeakerKind, name="speaker_kind_known"),
            filled("key", name="speaker_key_filled"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.disambiguation})" if self.disambiguation else self.name


class SpeakerAlias(models.Model):
    """A name that this speaker goes by; the full name is one of them."""

    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=300)
    key = models.CharField(max_length=300, editable=False)

    class Meta:
        verbose_name_plural = "speaker aliases"
        constraints = [
            models.UniqueConstraint(fields=["speaker", "key"], name="speakeralias_key_unique"),
            filled("key", name="speakeralias_key_filled"),
        ]
        indexes = [
            models.Index(fields=["key"], name="speakeralias_key"),
            GinIndex(fields=["key"], opclasses=["gin_trgm_ops"], name="speakeralias_key_trigrams"),
        ]

    def __str__(self) -> str:
        return self.name
