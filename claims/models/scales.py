"""How verdicts are worded and what each asks for, as data."""

from django.db import models
from django.db.models import F, Q

from claims.models.constraints import filled, one_of

TRUTH_CODES = ("true", "mostly_true", "mixed", "mostly_false", "false")  # 5 … 1 on the axis that ClaimReview exports


class RatingScale(models.Model):
    """A set of labels that belong together."""

    slug = models.SlugField(max_length=50)
    name = models.CharField(max_length=100)
    language = models.CharField(max_length=35, default="en", help_text="BCP 47")
    description = models.TextField(blank=True)
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    number = models.PositiveIntegerField(default=1, editable=False, help_text="Grows with every change of a label.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="ratingscale_slug_unique"),
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="ratingscale_one_default"
            ),
            models.CheckConstraint(
                condition=~Q(is_default=True, is_active=False), name="ratingscale_default_is_active"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RatingQuerySet(models.QuerySet["Rating"]):
    def usable(self) -> "RatingQuerySet":
        """That a new verdict may carry, in the order of their scale."""
        return self.filter(is_retired=False, scale__is_active=True).order_by("scale__name", "position", "id")

    def called(self, slug: str) -> "RatingQuerySet":
        """Usable labels of this slug: one for each scale that has it."""
        return self.usable().filter(slug=slug)

    def of_default_scale(self) -> "RatingQuerySet":
        return self.usable().filter(scale__is_default=True)


class Rating(models.Model):
    """One label of a scale. Retired when out of use, never deleted: a trigger holds this."""

    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="ratings")
    slug = models.SlugField(max_length=60)
    label = models.CharField(max_length=100)
    truth = models.CharField(max_length=12, blank=True, help_text="Where it lies on the truth axis; empty when off it.")
    value = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 (false) to 5 (true), exported as ratingValue; empty when off the axis."
    )
    flags = models.JSONField(default=list, blank=True)
    description = models.CharField(max_length=300, blank=True, help_text="When to choose it.")
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    objects = RatingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scale", "slug"], name="rating_slug_unique"),
            models.UniqueConstraint(fields=["scale", "label"], name="rating_label_unique"),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=1, value__lte=5), name="rating_value_range"),
            one_of("truth", TRUTH_CODES, name="rating_truth_known", optional=True),
            filled("label", name="rating_label_filled"),
        ]

    def __str__(self) -> str:
        return self.label


class VerdictPolicy(models.Model):
    """What a verdict needs before it can be submitted. One per rating, or one for all ratings that have none."""

    rating = models.OneToOneField(
        Rating, on_delete=models.CASCADE, null=True, blank=True, related_name="policy",
        help_text="Empty: for every rating without a policy of its own.",
    )  # fmt: skip
    min_sources = models.PositiveSmallIntegerField(default=1, help_text="Pieces of evidence with a source.")
    min_independent = models.PositiveSmallIntegerField(default=1, help_text="Sources that do not copy each other.")
    min_primary = models.PositiveSmallIntegerField(default=0, help_text="Primary sources.")
    min_summary_chars = models.PositiveSmallIntegerField(default=20)
    needs_right_of_reply = models.BooleanField(
        default=False, help_text="Whom we asked and what they answered, or why nobody was asked."
    )
    needs_other_side = models.BooleanField(
        default=False, help_text="A piece of evidence for the other side, or an answered question that looked for it."
    )
    needs_marked_passages = models.BooleanField(default=False, help_text="Every source with its passage marked.")
    number = models.PositiveIntegerField(default=1, editable=False, help_text="Grows with every change.")

    class Meta:
        verbose_name_plural = "verdict policies"
        constraints = [
            models.UniqueConstraint(
                fields=["rating"], condition=Q(rating=None), nulls_distinct=False, name="verdictpolicy_one_fallback"
            ),
            models.CheckConstraint(
                condition=Q(min_independent__lte=F("min_sources"), min_primary__lte=F("min_sources")),
                name="verdictpolicy_counts_fit",
            ),
        ]

    def __str__(self) -> str:
        return f"Policy for {self.rating or 'every other rating'}"
