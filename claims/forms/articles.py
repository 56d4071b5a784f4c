"""What somebody hands in: a text, an address or a file, and what they know about it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from claims.extraction.page import read_page
from claims.extraction.plain import TextError, decode_upload
from claims.services.articles import Submission
from claims.services.snapshots import Original


class SubmitForm(forms.Form):
    """Bound to one post. ``submission`` is there once it is valid."""

    url = forms.CharField(
        label="Address of the article", max_length=4096,
        help_text="The desk fetches the page and reads the article out of it.",
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )  # fmt: skip
    text = forms.CharField(
        label="Or paste the text", strip=False,
        help_text="Date line and byline may stay. With an address too, the text is taken as it stands there.",
        widget=forms.Textarea(attrs={"rows": 12, "class": "input--text"}),
    )  # fmt: skip
    file = forms.FileField(
        label="Or choose a file", allow_empty_file=True,
        help_text="A .txt or .html file of up to 10 MB. The original is kept.",
        widget=forms.FileInput(attrs={"accept": ".txt,.text,.html,.htm,.xhtml"}),
    )  # fmt: skip
    title = forms.CharField(label="Title", max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    outlet = forms.CharField(label="Outlet", max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    published_on = forms.DateField(
        label="Published on", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    submission: Submission

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in self.fields.values():
            one.required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        facts = {name: given[name] for name in ("url", "title", "outlet")}
        published_on: date | None = given["published_on"]
        upload: UploadedFile[bytes] | None = given["file"]
        text: str = given["text"]
        if upload is not None:
            if text.strip():
                self.add_error(
                    "file", "Give a file or a pasted text, not both. Choose the file again if it is the one."
                )
                return given
            self._read_file(upload, facts, published_on)
        elif not text.strip() and not given["url"].strip():
            self.add_error("text", "Give an address, paste the article's text, or choose a file.")
        else:
            self.submission = Submission(text=text, published_on=published_on, **facts)
        return given

    def _read_file(self, upload: "UploadedFile[bytes]", facts: dict[str, str], published_on: date | None) -> None:
        if (upload.size or 0) > settings.UPLOAD_LIMIT:
            most = settings.UPLOAD_LIMIT // 1024 // 1024
            self.add_error("file", f"This file is larger than {most} MB. Paste the text of the article instead.")
            return
        body, name = upload.read(), upload.name or ""
        try:
            kind, text = decode_upload(body, name)
            page = read_page(body, url=facts["url"].strip() or None, charset=None) if kind == "html" else None
        except TextError as error:
            self.add_error("file", f"{error.message} What you typed below is still here.")
            return
        original = Original(name, "text/html" if page else "text/plain", body)
        if page is None:
            self.submission = Submission(text=text, published_on=published_on, original=original, **facts)
            return
        # What a person typed stands; the page fills in what they left empty.
        self.submission = Submission(
            text=page.text,
            url=facts["url"],
            title=facts["title"] or page.title or "",
            outlet=facts["outlet"] or page.outlet or "",
            byline=page.byline or "",
            published_on=published_on or page.published_on,
            language=page.language or "",
            original=original,
        )


class FactsForm(forms.Form):
    """What is known of an article that is here already. ``starts_at``: the field that has the focus at first."""

    title = forms.CharField(
        label="Title", max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Give it a title: lists and colleagues know the article by it."},
    )  # fmt: skip
    outlet = forms.CharField(
        label="Outlet", required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    byline = forms.CharField(
        label="Byline", required=False, max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    published_on = forms.DateField(
        label="Published on", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the date as 2026-03-31, or leave it empty."},
    )  # fmt: skip
    url = forms.CharField(
        label="Address", required=False, max_length=4096, help_text="Where it can be read. Once given, it stays.",
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )  # fmt: skip

    def __init__(self, *args: Any, has_address: bool, starts_at: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "fact-%s"} | kwargs)
        if has_address:
            del self.fields["url"]
        if starts_at in self.fields:
            self.fields[starts_at].widget.attrs["data-focus-now"] = True

    def add_refusals(self, fields: Mapping[str, Sequence[str]]) -> None:
        """What a service refused, each at its field."""
        for name, sentences in fields.items():
            self.add_error(name if name in self.fields else None, list(sentences))


class AddClaimForm(forms.Form):
    """Words that the engine missed: selected, with offsets in code points, or typed as they stand in the text."""

    quote = forms.CharField(
        label="The words of the claim, as they stand in the text", max_length=2000, strip=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "input--text"}),
        error_messages={"required": "Copy the words of the claim from the text."},
    )  # fmt: skip
    standalone = forms.CharField(
        label="Worded to stand alone", required=False, max_length=2000,
        help_text="Names for pronouns, the place and the date where they matter. Empty: as quoted.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    speaker_name = forms.CharField(
        label="Who says it", required=False, max_length=300,
        help_text="Empty: as the text around it says.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "speakers-known"}),
    )  # fmt: skip
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class AddStatementForm(forms.Form):
    """Words that somebody is told to have said; who, and the word that says so, when one likes."""

    quote = forms.CharField(
        label="What was said, as it stands in the text", strip=False, max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
        error_messages={"required": "Copy the words that were said from the text."},
    )  # fmt: skip
    speaker_name = forms.CharField(
        label="Who said it", required=False, max_length=300,
        help_text="A name from the register, or a new one. Empty: nobody named yet.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "speakers-known"}),
    )  # fmt: skip
    source = forms.CharField(
        label="Who speaks, in the words of the text", required=False, max_length=300,
        help_text="For example “the mayor”. The nearest place is marked.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    cue = forms.CharField(
        label="The word that says so", required=False, max_length=100,
        help_text="For example “said”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ReviseForm(forms.Form):
    """What an article reads now."""

    text = forms.CharField(
        label="The text as it reads now", strip=False,
        widget=forms.Textarea(attrs={"rows": 18, "class": "input--text"}),
        error_messages={"required": "Paste what the article reads now."},
    )  # fmt: skip


class ArticleSpeakerForm(forms.Form):
    """Who said it: somebody of the register, a new name, or nobody but the outlet."""

    name = forms.CharField(
        label="Who said it", required=False, max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "speakers-known"}),
    )  # fmt: skip
    speaker_id = forms.IntegerField(required=False, min_value=1)
    is_outlet = forms.BooleanField(required=False, label="Nobody: the outlet says it in its own voice")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors and not said["name"].strip() and not said["speaker_id"] and not said["is_outlet"]:
            self.add_error("name", "Write a name, or choose that the outlet says it in its own voice.")
        return said


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Why is it withdrawn?", max_length=500, help_text="For the history; colleagues see it.",
        error_messages={"required": "Say why this article is withdrawn; the history keeps it."},
    )  # fmt: skip
