"""Judgements and second opinions. A verdict is never changed; a new one takes its place."""

from enum import StrEnum

from django.conf import settings
from django.db import models

from claims.models.claims import Claim
from claims.models.constraints import filled, one_of
from claims.models.scales import Rating


class Verdict(models.Model):
    """An immutable judgement of a claim; a trigger holds it so."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="verdicts")
    number = models.PositiveIntegerField()
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="verdicts")
    summary = models.TextField(help_text="One or two sentences that readers see first.")
    rationale = models.TextField(blank=True, help_text="How the sources lead to the rating.")
    right_of_reply = models.TextField(blank=True, help_text="Whom we asked and what they answered, or why nobody was.")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="verdicts")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["claim", "number"], name="verdict_number_unique"),
            filled("summary", name="verdict_summary_filled"),
        ]
        get_latest_by = "number"

    def __str__(self) -> str:
        return f"{self.rating} (verdict {self.number})"


class Decision(StrEnum):
    APPROVE = "approve"
    RETURN = "return"


class Review(models.Model):
    """A second person's word on a verdict. Never by its author: a trigger holds this too."""

    verdict = models.ForeignKey(Verdict, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews")
    decision = models.CharField(max_length=8, choices=[(d.value, d.value.capitalize()) for d in Decision])
    note = models.TextField(blank=True)
    is_adjudication = models.BooleanField(default=False, help_text="An editor's word on two ratings that differ.")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["verdict", "reviewer"], name="review_once_per_reviewer"),
            one_of("decision", Decision, name="review_decision_known"),
            models.CheckConstraint(
                condition=~models.Q(decision=Decision.RETURN.value) | ~models.Q(note=""), name="review_return_has_note"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision} by {self.reviewer}"
