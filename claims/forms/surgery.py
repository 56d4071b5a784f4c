"""Shapes of what is sent to change the cut of a claim."""

from django import forms


class SpanForm(forms.Form):
    start = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    quote = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    step = forms.CharField(required=False)


class SplitForm(forms.Form):
    at = forms.IntegerField(min_value=0)
    first = forms.CharField(required=False, max_length=2000)
    second = forms.CharField(required=False, max_length=2000)


class MergeForm(forms.Form):
    into = forms.IntegerField(
        min_value=1, max_value=2**62,
        error_messages={"required": "Choose the claim that goes on.", "invalid": "Choose the claim that goes on."},
    )  # fmt: skip
