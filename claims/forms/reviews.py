"""Shapes of a verdict and of a second opinion."""

from django import forms

from claims.forms.claims import Guarded


class VerdictForm(Guarded):
    rating = forms.IntegerField(
        label="Rating", required=False, error_messages={"invalid": "Choose a rating of a scale in use."}
    )
    summary = forms.CharField(
        label="Summary", required=False, help_text="One or two sentences that readers see first.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    rationale = forms.CharField(
        label="How the sources lead there", required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    right_of_reply = forms.CharField(
        label="Right of reply", required=False,
        help_text="Whom you asked and what they answered, or why nobody was asked.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip


class ReviewForm(Guarded):
    note = forms.CharField(
        label="Note to the author", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Needed when you return it: what should change? They see it.",
    )  # fmt: skip
