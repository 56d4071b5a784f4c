"""Shapes of what a person types about a source and how it bears on a claim."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from claims.extraction.documents import READABLE
from claims.forms.claims import Guarded
from claims.models import Disclosure, EvidenceMedium, IdentityLevel, Proximity, SourceKind, Stance
from claims.services.keeping import HandedIn

STANCE_LABELS = {
    Stance.SUPPORTS: "Supports",
    Stance.REFUTES: "Refutes",
    Stance.MIXED: "Both",
    Stance.CONTEXT: "Context",
    Stance.INSUFFICIENT: "Not enough",
}
STANCE_KEYS = {"supports": "s", "refutes": "r", "mixed": "b", "context": "c", "insufficient": "n"}
PROXIMITY_LABELS = {
    Proximity.PRIMARY: "Primary",
    Proximity.SECONDARY: "Secondary",
    Proximity.TERTIARY: "Tertiary",
}
PROXIMITY_KEYS = {"primary": "1", "secondary": "2", "tertiary": "3"}
DISCLOSURE_LABELS = {
    Disclosure.PUBLIC: "All of it",
    Disclosure.SUMMARY_ONLY: "Only what it shows",
    Disclosure.PRIVATE: "Nothing",
}
MEDIUM_LABELS = {
    EvidenceMedium.WEB_TEXT: "Text on a page",
    EvidenceMedium.WEB_TABLE: "Table on a page",
    EvidenceMedium.PDF: "PDF",
    EvidenceMedium.DOCUMENT: "Paper or file",
    EvidenceMedium.DATASET: "Data set",
    EvidenceMedium.IMAGE: "Picture",
    EvidenceMedium.VIDEO: "Video",
    EvidenceMedium.AUDIO: "Sound",
    EvidenceMedium.INTERVIEW: "Talk with a person",
    EvidenceMedium.METADATA: "Data about a file",
    EvidenceMedium.OTHER: "Something else",
}
IDENTITY_LABELS = {
    IdentityLevel.NAMED: "Named",
    IdentityLevel.PARTLY_NAMED: "Partly named",
    IdentityLevel.UNNAMED_TO_PUBLIC: "Known to us, not to readers",
    IdentityLevel.CONFIDENTIAL: "Confidential",
}
KIND_LABELS = {
    SourceKind.WEB_PAGE: "Page",
    SourceKind.DOCUMENT: "Document",
    SourceKind.DATASET: "Data set",
    SourceKind.PERSON: "Person",
    SourceKind.OTHER: "Something else",
}
MISSING_DATE = "Write the date as 2026-03-31, or leave it empty."


def _words(labels: Any) -> list[tuple[str, str]]:
    return [(str(word), label) for word, label in labels.items()]


def _date() -> forms.DateField:
    return forms.DateField(
        label="Published on", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": MISSING_DATE},
    )  # fmt: skip


class BearingForm(Guarded):
    """How a piece bears on its claim: what can be changed without taking it off."""

    stance = forms.ChoiceField(
        label="It …", choices=_words(STANCE_LABELS),
        widget=forms.RadioSelect, error_messages={"required": "Say how it bears on the claim."},
    )  # fmt: skip
    proximity = forms.ChoiceField(
        label="How near to the fact", choices=_words(PROXIMITY_LABELS),
        initial=Proximity.SECONDARY.value, widget=forms.RadioSelect,
    )  # fmt: skip
    proximity_reason = forms.CharField(
        label="Why nothing nearer", required=False, max_length=300, help_text="When it is not a primary source."
    )
    note = forms.CharField(
        label="What it shows", required=False, help_text="For colleagues and readers.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    independence_group = forms.CharField(
        label="Same origin as", required=False, max_length=100,
        help_text="One word for sources that copy each other, such as a wire story: they count once.",
    )  # fmt: skip
    medium = forms.ChoiceField(
        label="What it is", required=False, choices=[("", "As the file tells"), *_words(MEDIUM_LABELS)]
    )
    identity_level = forms.ChoiceField(
        label="If it is a person", required=False, choices=[("", "Not a person"), *_words(IDENTITY_LABELS)]
    )
    interests = forms.CharField(
        label="What could sway it", required=False, max_length=500, help_text="Who pays, who gains, who is related."
    )
    disclosure = forms.ChoiceField(
        label="What readers see", choices=_words(DISCLOSURE_LABELS), initial=Disclosure.PUBLIC.value
    )

    @property
    def has_more(self) -> bool:
        """Whether something stands, or is wrong, in the fields that are folded away."""
        names = ("independence_group", "identity_level", "interests", "is_archived_privately")
        shown = [self[name] for name in names if name in self.fields]
        return any(field.value() or field.errors for field in shown) or bool(
            self["disclosure"].errors or self["medium"].errors
        )


class EvidenceForm(BearingForm):
    url = forms.CharField(
        label="Address", required=False, max_length=4096,
        help_text="The desk keeps a copy and fills in what the page says of itself. No address: a file or a title.",
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://", "aria-keyshortcuts": "e"}),
    )  # fmt: skip
    file = forms.FileField(
        label="Or a file", required=False, allow_empty_file=True,
        help_text="HTML, text, PDF, Word or a picture, up to 10 MB. It is kept as it is.",
        widget=forms.FileInput(attrs={"accept": READABLE}),
    )  # fmt: skip
    title = forms.CharField(label="Title", required=False, max_length=500)
    publisher = forms.CharField(label="Publisher", required=False, max_length=200)
    author = forms.CharField(label="Author", required=False, max_length=300)
    published_on = _date()
    passage = forms.CharField(
        label="The passage that matters", required=False,
        help_text="Exactly as it stands there, or mark it in the copy afterwards; readers get a link to it.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
    is_archived_privately = forms.BooleanField(
        label="Do not archive publicly", required=False,
        help_text="For tips and confidential leads: its address is never handed to an archive of others.",
    )  # fmt: skip
    field_order = (
        "url", "file", "stance", "proximity", "proximity_reason", "title", "publisher", "author", "published_on",
        "passage", "note",
    )  # fmt: skip

    def clean_file(self) -> HandedIn | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data["file"]
        return _handed_in(upload) if upload else None


def _handed_in(upload: "UploadedFile[bytes]") -> HandedIn:
    most = settings.UPLOAD_LIMIT
    if (upload.size or 0) > most:
        raise forms.ValidationError(
            f"This file is larger than {most // 1024 // 1024} MB. Hand in a part of it, or describe it by hand."
        )
    return HandedIn(upload.name or "file", upload.read())


class FileForm(Guarded):
    """A file as the copy of a source."""

    file = forms.FileField(
        label="File", help_text=f"As it was saved or sent: {READABLE}.",
        error_messages={"required": "Choose the file.", "empty": "There is nothing in this file. Choose another."},
    )  # fmt: skip

    def clean_file(self) -> HandedIn:
        return _handed_in(self.cleaned_data["file"])


class PassageForm(Guarded):
    """Words of a copy: selected, with offsets in code points, or typed as they stand in the text."""

    passage = forms.CharField(
        label="The passage", required=False, strip=False,
        help_text="Select it in the text, or paste it here: the desk looks for it.",
        widget=forms.Textarea(attrs={"rows": 5, "class": "input--text"}),
    )  # fmt: skip
    start = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    capture = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)


class SourceForm(Guarded):
    """What a source is."""

    title = forms.CharField(
        label="Title", max_length=500, error_messages={"required": "Name the source: readers see this."}
    )
    publisher = forms.CharField(label="Publisher", required=False, max_length=200)
    author = forms.CharField(label="Author", required=False, max_length=300)
    published_on = _date()
    kind = forms.ChoiceField(label="Kind", choices=_words(KIND_LABELS))
    is_archived_privately = forms.BooleanField(
        label="Do not archive publicly", required=False,
        help_text="For tips and confidential leads: its address is never handed to an archive of others.",
    )  # fmt: skip


class CopyForm(Guarded):
    """Where somebody else's archive keeps a page."""

    url = forms.CharField(
        label="Address of the copy", max_length=4096,
        help_text="As the archive gave it, such as a Memento address with its 14 digits.",
        widget=forms.URLInput(attrs={"inputmode": "url", "placeholder": "https://"}),
        error_messages={"required": "Paste the address that the archive gave."},
    )  # fmt: skip
    archived_at = forms.DateTimeField(
        label="Made at (UTC)", required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}),
        help_text="Empty: the moment that the address names.",
        error_messages={"invalid": "Write the moment as 2026-03-31T14:05, or leave it empty."},
    )  # fmt: skip
