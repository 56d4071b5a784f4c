"""Shapes of what a person types about a source and how it bears on a claim."""

from django import forms

from claims.forms.claims import Guarded
from claims.models import Disclosure, Proximity, Stance

STANCE_LABELS = {
    Stance.SUPPORTS: "Supports",
    Stance.REFUTES: "Refutes",
    Stance.MIXED: "Both",
    Stance.CONTEXT: "Context",
    Stance.INSUFFICIENT: "Not enough",
}
PROXIMITY_LABELS = {
    Proximity.PRIMARY: "Primary",
    Proximity.SECONDARY: "Secondary",
    Proximity.TERTIARY: "Tertiary",
}
DISCLOSURE_LABELS = {
    Disclosure.PUBLIC: "All of it",
    Disclosure.SUMMARY_ONLY: "Only what it shows",
    Disclosure.PRIVATE: "Nothing",
}


class EvidenceForm(Guarded):
    url = forms.CharField(
        label="Address", required=False, max_length=4096,
        help_text="Or leave it empty and give a title: a letter, a call, a book.",
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://", "aria-keyshortcuts": "e"}),
    )  # fmt: skip
    title = forms.CharField(label="Title", required=False, max_length=500)
    publisher = forms.CharField(label="Publisher", required=False, max_length=200)
    published_on = forms.DateField(
        label="Published on", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as 2026-03-31, or leave it empty."},
    )  # fmt: skip
    stance = forms.ChoiceField(
        label="It …", choices=[(str(stance), label) for stance, label in STANCE_LABELS.items()],
        widget=forms.RadioSelect, error_messages={"required": "Say how it bears on the claim."},
    )  # fmt: skip
    proximity = forms.ChoiceField(
        label="How near to the fact", choices=[(str(one), label) for one, label in PROXIMITY_LABELS.items()],
        initial=Proximity.SECONDARY.value, widget=forms.RadioSelect,
    )  # fmt: skip
    proximity_reason = forms.CharField(
        label="Why nothing nearer", required=False, max_length=300, help_text="When it is not a primary source."
    )
    passage = forms.CharField(
        label="The passage that matters", required=False,
        help_text="Exactly as it stands there; readers get a link to it.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    note = forms.CharField(
        label="What it shows", required=False, help_text="For colleagues and readers.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    independence_group = forms.CharField(
        label="Same origin as", required=False, max_length=100,
        help_text="One word for sources that copy each other, such as a wire story: they count once.",
    )  # fmt: skip
    disclosure = forms.ChoiceField(
        label="What readers see", choices=[(str(one), label) for one, label in DISCLOSURE_LABELS.items()],
        initial=Disclosure.PUBLIC.value,
    )  # fmt: skip
