"""Shapes of a change to a published check, of a decision on it, and of a day to look again."""

from typing import Any

from django import forms

from claims.forms.claims import Guarded
from claims.models import CorrectionReason, Occasion, Rating
from claims.models.corrections import CHANGES

OCCASION_LABELS = {
    Occasion.CORRECTION: "Correction",
    Occasion.UPDATE: "Update",
    Occasion.CLARIFICATION: "Clarification",
    Occasion.RETRACTION: "Retraction",
}
OCCASION_HINTS = {
    Occasion.CORRECTION: "We were wrong about something.",
    Occasion.UPDATE: "We were right then; something new is known.",
    Occasion.CLARIFICATION: "The finding stands; its words were unclear or misspelt.",
    Occasion.RETRACTION: "The check should not have been published. It keeps its address and says so.",
}
REASON_LABELS = {reason: reason.replace("_", " ").capitalize() for reason in CorrectionReason}


class CorrectionForm(Guarded):
    occasion = forms.ChoiceField(
        label="What kind of change", choices=[(str(one), OCCASION_LABELS[one]) for one in CHANGES],
        widget=forms.RadioSelect, error_messages={"required": "Choose what kind of change this is."},
    )  # fmt: skip
    reason = forms.ChoiceField(
        label="Reason", choices=[("", "Choose…"), *((str(one), label) for one, label in REASON_LABELS.items())],
        error_messages={"required": "Choose the reason."},
    )  # fmt: skip
    note = forms.CharField(
        label="Note to readers", widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What changes and why. It stands on the check with its date.",
        error_messages={"required": "Tell readers in a sentence what changes and why."},
    )  # fmt: skip
    rating = forms.IntegerField(label="Rating", required=False)
    summary = forms.CharField(label="Summary", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    rationale = forms.CharField(
        label="How the sources lead there", required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    right_of_reply = forms.CharField(label="Right of reply", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    internal_note = forms.CharField(
        label="Note to colleagues", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Readers never see it.",
    )  # fmt: skip

    def __init__(self, *args: Any, ratings: list[Rating] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.pk, f"{one.label} ({one.scale.name})") for one in ratings or []]
        self.fields["rating"].widget = forms.Select(choices=[("", "As published"), *offered])


class DeclineForm(Guarded):
    note = forms.CharField(
        label="Why not", widget=forms.Textarea(attrs={"rows": 2}), help_text="Whoever proposed it sees this.",
        error_messages={"required": "Give whoever proposed this a reason."},
    )  # fmt: skip


class RecheckForm(Guarded):
    recheck_on = forms.DateField(
        label="Look again on", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as 2026-03-31, or leave it empty."},
    )  # fmt: skip
    recheck_note = forms.CharField(
        label="What to look for", required=False, max_length=300,
        help_text="For example: new figures of the statistics office.",
    )  # fmt: skip
