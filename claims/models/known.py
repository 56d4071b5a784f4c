"""Fact-checks that others published, how they came here, and what their labels mean."""

from enum import StrEnum
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.constraints import filled, one_of
from claims.models.scales import TRUTH_CODES

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.people import User


class ImportBatch(models.Model):
    """One file or request of known checks, and what became of its records."""

    origin = models.CharField(max_length=300, help_text="The file's name, or who sent it.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Empty: the command line of the server.",
    )  # fmt: skip
    added = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list, blank=True, help_text="The first records that could not be used, and why.")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True, help_text="Empty: under way, or broken off.")

    class Meta:
        verbose_name = "import of known checks"
        verbose_name_plural = "imports of known checks"
        constraints = [
            filled("origin", name="importbatch_origin_filled"),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=models.F("started_at")),
                name="importbatch_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.origin


class Meaning(StrEnum):
    """Where a label lies off the truth axis; on it, the codes of the scales are used."""

    MISLEADING = "misleading"
    MISSING_CONTEXT = "missing_context"
    UNPROVEN = "unproven"
    ALTERED = "altered"
    SATIRE = "satire"
    OUTDATED = "outdated"
    OTHER = "other"


MEANINGS = (*TRUTH_CODES, *(str(word) for word in Meaning))


class LabelMeaning(models.Model):
    """What a printed label means, for one outlet or for all that have no row of their own."""

    site = models.CharField(
        max_length=253, blank=True, help_text="Host of the outlet's checks, without www. Empty: every outlet."
    )
    key = models.CharField(max_length=100, help_text="The label in small letters, without marks.")
    label = models.CharField(max_length=100, help_text="The label as it is printed.")
    meaning = models.CharField(
        max_length=16, choices=[(word, word.replace("_", " ").capitalize()) for word in MEANINGS]
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "key"], name="labelmeaning_key_unique"),
            filled("key", name="labelmeaning_key_filled"),
            one_of("meaning", MEANINGS, name="labelmeaning_meaning_known"),
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.site or 'every outlet'})"


class KnownCheckQuerySet(models.QuerySet["KnownCheck"]):
    def visible_to(self, user: "User | AnonymousUser") -> "KnownCheckQuerySet":
        """Every member of the desk sees them; others see none."""
        return self if getattr(user, "roles", None) else self.none()

    def standing(self) -> "KnownCheckQuerySet":
        """Not withdrawn by their outlet."""
        return self.filter(withdrawn_at=None)

    def printed(self, *, site: str, key: str) -> "KnownCheckQuerySet":
        """Carrying this label; of all outlets when ``site`` is empty."""
        rows = self.filter(label_key=key)
        return rows.filter(site=site) if site else rows


class KnownCheck(models.Model):
    """Somebody else's published fact-check, as their markup tells it. Importing it again updates it."""

    key = models.CharField(max_length=64, editable=False, help_text="SHA-256 of the address and the folded claim.")
    url = models.CharField(max_length=4096, help_text="Where the check is read.")
    claim = models.TextField()
    claimant = models.CharField(max_length=300, blank=True)
    claimed_on = models.DateField(null=True, blank=True)
    publisher = models.CharField(max_length=200)
    site = models.CharField(max_length=253, help_text="Host of the address, without www.")
    title = models.CharField(max_length=500, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    label = models.CharField(max_length=500, blank=True, help_text="The rating as they print it.")
    label_key = models.CharField(max_length=100, blank=True, editable=False)
    share = models.FloatField(null=True, blank=True, help_text="Their number on their scale: 0 false, 1 true.")
    meaning = models.CharField(max_length=16, blank=True, help_text="What the label means; empty when nobody knows.")
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47")
    appearances = models.JSONField(default=list, blank=True, help_text="Addresses where the claim was made.")
    raw = models.JSONField(help_text="The record as it was imported.")
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="checks", help_text="The latest.")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="When their feed took it back.")

    objects = KnownCheckQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], name="knowncheck_key_unique"),
            filled("claim", name="knowncheck_claim_filled"),
            filled("url", name="knowncheck_url_filled"),
            filled("publisher", name="knowncheck_publisher_filled"),
            one_of("meaning", MEANINGS, name="knowncheck_meaning_known", optional=True),
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=1), name="knowncheck_share_in_range"
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="knowncheck_newest"),
            models.Index(fields=["site", "-created_at", "-id"], name="knowncheck_by_site"),
            models.Index(fields=["label_key", "site"], name="knowncheck_by_label"),
        ]

    def __str__(self) -> str:
        return self.claim
