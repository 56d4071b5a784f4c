"""How much each part of the check-worthiness score counts, for the whole desk or for one outlet's articles."""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.articles import Outlet
from claims.models.constraints import filled, one_of


class WeightsStatus(StrEnum):
    PROPOSED = "proposed"
    ACTIVE = "active"
    RETIRED = "retired"


class WeightsOrigin(StrEnum):
    HAND = "hand"
    DECISIONS = "decisions"  # learned from what reviewers kept and dismissed


class ScoreWeightsQuerySet(models.QuerySet["ScoreWeights"]):
    def active(self) -> "ScoreWeightsQuerySet":
        return self.filter(status=WeightsStatus.ACTIVE.value)

    def unapplied(self) -> "ScoreWeightsQuerySet":
        """Switched on or retired, with claims still to be scored anew."""
        return self.exclude(status=WeightsStatus.PROPOSED.value).filter(applied_at=None)

    def of_outlet(self, outlet_id: int | None) -> "ScoreWeightsQuerySet":
        """Made for this outlet, or for the whole desk when None."""
        return self.filter(outlet=outlet_id) if outlet_id is not None else self.filter(outlet=None)


class ScoreWeights(models.Model):
    """One numbered table of weights. At most one is active for the desk and one for an outlet; an outlet's own wins.

    The shipped table is no row: it is what holds where no row is active. Retired when out of use, never deleted, and
    frozen once it was active: triggers hold both, so that a score can always be traced to what made it.
    """

    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="score_weights",
        help_text="Empty: the whole desk.",
    )  # fmt: skip
    number = models.PositiveIntegerField(help_text="1, 2, 3 … for its outlet or for the desk.")
    name = models.CharField(max_length=100, help_text="For example “More health, less crime”.")
    factors = models.JSONField(
        default=dict,
        blank=True,
        help_text="By part of the score, how many times its shipped value counts; 1 where none is named.",
    )
    offset = models.FloatField(
        default=0, help_text="Added to every score, in log-odds: above 0 lets more claims through."
    )
    status = models.CharField(max_length=8, default=WeightsStatus.PROPOSED.value)
    origin = models.CharField(max_length=10, default=WeightsOrigin.HAND.value)
    report = models.JSONField(default=dict, blank=True, help_text="What was learned from, and how well it ranks.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Empty: the command line of the server.",
    )  # fmt: skip
    created_at = models.DateTimeField()
    switched_on_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(
        null=True, blank=True, help_text="When every claim had the score that followed; empty while that is under way."
    )

    objects = ScoreWeightsQuerySet.as_manager()

    class Meta:
        verbose_name = "check-worthiness weights"
        verbose_name_plural = "check-worthiness weights"
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "number"], nulls_distinct=False, name="scoreweights_number_unique"
            ),
            models.UniqueConstraint(
                fields=["outlet"],
                condition=Q(status=WeightsStatus.ACTIVE.value),
                nulls_distinct=False,
                name="scoreweights_one_active",
            ),
            one_of("origin", WeightsOrigin, name="scoreweights_origin_known"),
            filled("name", name="scoreweights_name_filled"),
            models.CheckConstraint(condition=Q(offset__gte=-10, offset__lte=10), name="scoreweights_offset_bounded"),
            # Which statuses there are follows from this, too.
            models.CheckConstraint(
                condition=Q(status=WeightsStatus.PROPOSED.value, switched_on_at=None, retired_at=None)
                | Q(status=WeightsStatus.ACTIVE.value, switched_on_at__isnull=False, retired_at=None)
                | Q(status=WeightsStatus.RETIRED.value, retired_at__isnull=False),
                name="scoreweights_moments_fit_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.outlet or 'desk'} {self.number})"
