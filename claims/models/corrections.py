"""What becomes of a check after it was published."""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from claims.models.claims import Claim
from claims.models.constraints import filled, one_of
from claims.models.publishing import Occasion, Publication
from claims.models.reviews import Verdict

CHANGES = (Occasion.CORRECTION, Occasion.UPDATE, Occasion.CLARIFICATION, Occasion.RETRACTION)


class CorrectionState(StrEnum):
    PROPOSED = "proposed"
    PUBLISHED = "published"
    DECLINED = "declined"


class CorrectionReason(StrEnum):
    FACTUAL_ERROR = "factual_error"
    NEW_EVIDENCE = "new_evidence"
    NEW_EVENTS = "new_events"
    WRONG_SPEAKER = "wrong_speaker"
    WRONG_SOURCE = "wrong_source"
    WORDING = "wording"
    LEGAL = "legal"
    OTHER = "other"


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def waiting(self) -> "CorrectionQuerySet":
        """Proposed and not decided, oldest first."""
        return self.filter(state=CorrectionState.PROPOSED.value).order_by("proposed_at", "id")

    def published(self) -> "CorrectionQuerySet":
        return self.filter(state=CorrectionState.PUBLISHED.value)

    def unpublished_verdicts(self) -> "CorrectionQuerySet":
        """Those whose new verdict never reached readers: it waits, or was declined."""
        return self.exclude(state=CorrectionState.PUBLISHED.value).exclude(after=F("before"))


class Correction(models.Model):
    """One proposed or published change of a published check, with its reason and what readers are told."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="corrections")
    occasion = models.CharField(max_length=14, choices=[(o.value, o.value.capitalize()) for o in CHANGES])
    reason = models.CharField(
        max_length=14, choices=[(r.value, r.value.replace("_", " ").capitalize()) for r in CorrectionReason]
    )
    internal_note = models.TextField(blank=True, help_text="For colleagues only.")
    note = models.TextField(help_text="For readers: what changed and why.")
    before = models.ForeignKey(Verdict, on_delete=models.PROTECT, related_name="+", help_text="The published verdict.")
    after = models.ForeignKey(
        Verdict, on_delete=models.PROTECT, related_name="proposed_in",
        help_text="The verdict that takes its place; the same where only the note is new.",
    )  # fmt: skip
    state = models.CharField(max_length=9, default=CorrectionState.PROPOSED.value)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="corrections")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True, help_text="Why it was declined.")
    publication = models.OneToOneField(
        Publication, on_delete=models.PROTECT, null=True, blank=True, related_name="correction"
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("occasion", tuple(CHANGES), name="correction_occasion_known"),
            one_of("reason", CorrectionReason, name="correction_reason_known"),
            filled("note", name="correction_note_filled"),
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state=CorrectionState.PROPOSED.value), name="correction_one_proposal"
            ),
            models.CheckConstraint(
                condition=Q(state=CorrectionState.PROPOSED.value, decided_at__isnull=True, publication__isnull=True)
                | Q(state=CorrectionState.PUBLISHED.value, decided_at__isnull=False, publication__isnull=False)
                | Q(state=CorrectionState.DECLINED.value, decided_at__isnull=False, publication__isnull=True)
                & ~Q(decision_note=""),
                name="correction_decided_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=CorrectionState.PUBLISHED.value) | ~Q(decided_by=F("proposed_by")),
                name="correction_four_eyes",
            ),
        ]
        indexes = [models.Index(fields=["state", "proposed_at"], name="correction_waiting")]

    def __str__(self) -> str:
        return f"{self.occasion} of claim {self.claim_id}, {self.state}"
