"""Shapes of a verdict and of a second opinion."""

from typing import Any

from django import forms

from claims.forms.claims import Guarded
from claims.models import Outlet, Rating


class Rated(Guarded):
    """Carries the id of a rating, chosen by its label."""

    def seen_value(self, name: str, value: Any) -> str:
        if name == "rating" and (key := str(value or "")).isdecimal() and len(key) < 19:
            return str(Rating.objects.filter(pk=int(key)).first() or "A rating that is gone")
        return super().seen_value(name, value)


class VerdictForm(Rated):
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


class OpinionForm(Rated):
    rating = forms.IntegerField(
        label="Your rating", required=False, error_messages={"invalid": "Choose one of these ratings."}
    )
    note = forms.CharField(
        label="Your reason", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="A sentence or two. It stays on record as you write it.",
    )  # fmt: skip


class AdjudicationForm(Guarded):
    decision = forms.CharField(required=False, widget=forms.HiddenInput)
    note = forms.CharField(
        label="Your word on it", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Needed when you return it: what should change? Both people see it.",
    )  # fmt: skip


class ConflictForm(Guarded):
    """Too near to what the claim is about; which of its three sides, by name."""

    subject = forms.CharField(label="What are you too near to?", required=False)
    note = forms.CharField(
        label="How so", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A word for the editors; nobody else reads it.",
    )  # fmt: skip


class NearnessForm(forms.Form):
    """The same on one's account page, where a speaker or an outlet has to be found first."""

    speaker = forms.CharField(
        label="A speaker", required=False, max_length=300, help_text="By their name in the register.",
        widget=forms.TextInput(attrs={"list": "speaker-names", "autocomplete": "off"}),
    )  # fmt: skip
    outlet = forms.ModelChoiceField(
        label="or an outlet", required=False, queryset=Outlet.objects.order_by("name"), empty_label="None"
    )
    near_note = forms.CharField(
        label="How so", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="A word for the editors; nobody else reads it.",
    )  # fmt: skip


class PeriodForm(forms.Form):
    since = forms.DateField(label="From", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    until = forms.DateField(label="To", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    by = forms.ChoiceField(
        label="By", required=False, choices=[("quarter", "Quarter"), ("month", "Month"), ("year", "Year")]
    )
