"""What a person has begun on a claim and not saved yet, and who is looking at it just now."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from claims.models.claims import Claim
from claims.models.constraints import filled

PRESENT_FOR = timedelta(seconds=75)  # somewhat over two beats of an open page


class Draft(models.Model):
    """The unsaved state of one form: of one person, on one claim. Saving the form removes it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="drafts")
    form = models.CharField(max_length=40, help_text="Which form of the claim's page: verdict, evidence, wording…")
    fields = models.JSONField(help_text="What was typed, by the name of its field.")
    revision = models.PositiveIntegerField(help_text="Of the claim when the typing began: saving is held against it.")
    number = models.PositiveIntegerField(default=1, help_text="Grows with every save of the draft.")
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "claim", "form"], name="draft_one_per_form"),
            filled("form", name="draft_form_filled"),
        ]

    def __str__(self) -> str:
        return f"{self.form} of claim {self.claim_id} by {self.person}"


class VisitQuerySet(models.QuerySet["Visit"]):
    def present(self, *, now: datetime) -> "VisitQuerySet":
        """Whose page has been heard of lately, the longest there first."""
        return self.filter(seen_at__gt=now - PRESENT_FOR).order_by("since", "id")


class Visit(models.Model):
    """A person with a claim's page open; refreshed by the page's own beat."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="visits")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits")
    since = models.DateTimeField(help_text="When this visit began.")
    seen_at = models.DateTimeField()

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "person"], name="visit_one_per_person")]
        indexes = [models.Index(fields=["seen_at"], name="visit_by_age")]

    def __str__(self) -> str:
        return f"{self.person} at claim {self.claim_id}"
