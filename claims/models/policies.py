"""The desk's rules as data: every state they ever had is kept under its number."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.constraints import filled


class DeskPolicy(models.Model):
    """How this desk works, beside what each verdict needs. One row: it is edited, never added."""

    is_review_blind = models.BooleanField(
        default=False, help_text="The second reviewer gives a rating before seeing the first one's."
    )
    is_dissent_public = models.BooleanField(
        default=False, help_text="Readers of a check see a differing second opinion's reason."
    )
    lease_minutes = models.PositiveSmallIntegerField(
        default=30, help_text="How long a taken claim stays with its holder after the last sign of life."
    )
    recheck_days = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        help_text="Days after publishing until a check is to be looked at again; empty: never.",
    )
    watch_days = models.PositiveSmallIntegerField(
        default=7, help_text="How often a source's page is looked at again; 0: never."
    )
    article_watch_hours = models.PositiveSmallIntegerField(
        default=24,
        help_text="Hours until an article's page is looked at again, twice as long each time it reads the same; "
        "0: never.",
    )
    number = models.PositiveIntegerField(default=1, editable=False, help_text="Grows with every change.")

    class Meta:
        verbose_name_plural = "desk policy"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="deskpolicy_one_row"),
            models.CheckConstraint(
                condition=Q(lease_minutes__gte=5, lease_minutes__lte=720), name="deskpolicy_lease_range"
            ),
        ]

    def __str__(self) -> str:
        return "The desk's policy"


class PolicyVersion(models.Model):
    """One state of a policy or scale, frozen: what a verdict of that day was held against."""

    subject = models.CharField(max_length=40, help_text="Which table: verdictpolicy, deskpolicy, ratingscale.")
    subject_id = models.PositiveBigIntegerField()
    number = models.PositiveIntegerField()
    values = models.JSONField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "subject_id", "number"], name="policyversion_number_unique"),
            filled("subject", name="policyversion_subject_filled"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}, version {self.number}"
