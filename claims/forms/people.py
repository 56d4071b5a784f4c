"""Shapes of what a person types about their own account."""

from django import forms

from claims.models import Scope

LIFETIMES = [("30", "30 days"), ("90", "90 days"), ("365", "A year"), ("", "Until it is revoked")]


class TokenForm(forms.Form):
    name = forms.CharField(
        label="What it is for", max_length=100, help_text="For example the program that will use it."
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do", choices=[(scope.value, scope.value) for scope in Scope],
        widget=forms.CheckboxSelectMultiple, error_messages={"required": "Tick at least one."},
    )  # fmt: skip
    lifetime = forms.ChoiceField(label="How long it lasts", choices=LIFETIMES, required=False, initial="90")

    def days(self) -> int | None:
        """None: it does not end by itself."""
        return int(self.cleaned_data["lifetime"]) if self.cleaned_data["lifetime"] else None
