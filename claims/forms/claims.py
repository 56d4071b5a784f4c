"""Shapes of what a person types about a claim itself. What the words may be, services decide."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from claims.extraction.analysis import ClaimKind

KIND_LABELS = {
    ClaimKind.FACTUAL: "Fact",
    ClaimKind.NUMERICAL: "Figure",
    ClaimKind.CAUSAL: "Cause and effect",
    ClaimKind.POSITION: "Stated position",
    ClaimKind.PREDICTION: "Prediction",
    ClaimKind.PROMISE: "Promise",
    ClaimKind.OPINION: "Opinion",
}


class Guarded(forms.Form):
    """Carries the revision of the claim that the person was looking at."""

    revision = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.setdefault("autocomplete", "off")
            field.widget.attrs.setdefault("class", f"field-{name.replace('_', '-')}")

    def add_refusals(self, fields: Mapping[str, Sequence[str]]) -> None:
        """Show a service's sentences beside the fields they are about."""
        for name, sentences in fields.items():
            for sentence in sentences:
                self.add_error(name if name in self.fields else None, sentence)

    def as_seen(self) -> dict[str, str]:
        """What was filled in, by label, as the person who did so saw it: a choice by its name."""
        seen = {str(one.label): self.seen_value(one.name, one.value()) for one in self if not one.is_hidden}
        return {label: text for label, text in seen.items() if text.strip()}

    def seen_value(self, name: str, value: Any) -> str:
        """One value in words; what was left empty or unticked: nothing."""
        if value is None or value is False:
            return ""
        if value is True or isinstance(self.fields[name], forms.BooleanField):
            return "Yes" if value else ""
        choices = getattr(self.fields[name].widget, "choices", ())
        return next((str(label) for key, label in choices if key and str(key) == str(value)), str(value))


class WordingForm(Guarded):
    standalone = forms.CharField(
        label="The claim in one sentence that stands alone",
        widget=forms.Textarea(attrs={"rows": 3, "autocapitalize": "sentences"}),
        error_messages={"required": "Write the claim as one sentence that stands alone."},
    )
    kind = forms.ChoiceField(label="Kind", choices=[(str(kind), label) for kind, label in KIND_LABELS.items()])


class SpeakerForm(Guarded):
    name = forms.CharField(
        label="Full name", max_length=300, required=False,
        help_text="A name from the register, or a new one.",
        widget=forms.TextInput(attrs={"list": "speaker-names", "autocapitalize": "words"}),
    )  # fmt: skip
    speaker_id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    is_outlet = forms.BooleanField(required=False, label="Nobody: the outlet says it in its own voice")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not said.get("is_outlet") and not said.get("speaker_id") and not str(said.get("name") or "").strip():
            self.add_error("name", "Write who said it, or choose that the outlet says it in its own voice.")
        return said


class TakeOverForm(Guarded):
    holder = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    note = forms.CharField(
        label="Why you take it over", required=False, max_length=400,
        help_text="They are told, with these words. What they wrote stays theirs, as a draft.",
        widget=forms.TextInput(attrs={"autocapitalize": "sentences"}),
    )  # fmt: skip
