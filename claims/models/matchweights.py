"""How much each reason counts when earlier checks are ranked: adjusted to what this desk confirmed and rejected."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.checkworthiness import WeightsStatus
from claims.models.constraints import filled


class MatchWeightsQuerySet(models.QuerySet["MatchWeights"]):
    def active(self) -> "MatchWeightsQuerySet":
        return self.filter(status=WeightsStatus.ACTIVE.value)

    def unapplied(self) -> "MatchWeightsQuerySet":
        """Switched on or retired, with proposals still to be ranked anew."""
        return self.exclude(status=WeightsStatus.PROPOSED.value).filter(applied_at=None)


class MatchWeights(models.Model):
    """One numbered adjustment of the shipped ranking of earlier checks. At most one is active.

    The shipped weights are no row: they hold where no row is active, and where the active one was learned for another
    version of the ranking than the one at work. Retired when out of use, never deleted, and frozen once it was active:
    triggers hold both, so that a proposal can always be traced to what made it.
    """

    number = models.PositiveIntegerField(help_text="1, 2, 3 …; proposals name it in their engine.")
    name = models.CharField(max_length=100)
    ranker = models.CharField(max_length=60, help_text="The version of the ranking that this adjusts.")
    columns = models.JSONField(
        default=dict, blank=True, help_text="By column of the ranking, the weight that takes the shipped one's place."
    )
    status = models.CharField(max_length=8, default=WeightsStatus.PROPOSED.value)
    report = models.JSONField(default=dict, blank=True, help_text="What was learned from, and how well it ranks.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Empty: the command line of the server.",
    )  # fmt: skip
    created_at = models.DateTimeField()
    switched_on_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(
        null=True, blank=True,
        help_text="When every open proposal was ranked with what followed; empty while that is under way.",
    )  # fmt: skip

    objects = MatchWeightsQuerySet.as_manager()

    class Meta:
        verbose_name = "match weights"
        verbose_name_plural = "match weights"
        constraints = [
            models.UniqueConstraint(fields=["number"], name="matchweights_number_unique"),
            models.UniqueConstraint(
                fields=["status"], condition=Q(status=WeightsStatus.ACTIVE.value), name="matchweights_one_active"
            ),
            filled("name", name="matchweights_name_filled"),
            filled("ranker", name="matchweights_ranker_filled"),
            # Which statuses there are follows from this, too.
            models.CheckConstraint(
                condition=Q(status=WeightsStatus.PROPOSED.value, switched_on_at=None, retired_at=None)
                | Q(status=WeightsStatus.ACTIVE.value, switched_on_at__isnull=False, retired_at=None)
                | Q(status=WeightsStatus.RETIRED.value, retired_at__isnull=False),
                name="matchweights_moments_fit_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"
