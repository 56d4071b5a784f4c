"""Shapes of a remark, a question with its answer, and an entry in the log of replies."""

from collections.abc import Sequence
from typing import Any

from django import forms

from claims.forms.claims import Guarded
from claims.models import AnswerKind, Channel, Evidence, ReplyOutcome
from claims.services import discussion, replies, worksheet

ANSWER_LABELS = {
    AnswerKind.ABSTRACTIVE: "In our words",
    AnswerKind.EXTRACTIVE: "In the source’s words",
    AnswerKind.BOOLEAN: "Yes or no",
    AnswerKind.UNANSWERABLE: "Cannot be answered",
}
CHANNEL_LABELS = {
    Channel.EMAIL: "Email",
    Channel.PHONE: "Phone",
    Channel.LETTER: "Letter",
    Channel.SOCIAL_MEDIA: "Social media",
    Channel.CONTACT_FORM: "Contact form",
    Channel.IN_PERSON: "In person",
    Channel.OTHER: "Another way",
}
OUTCOME_LABELS = {
    ReplyOutcome.WAITING: "Still waiting",
    ReplyOutcome.ANSWERED: "Answered",
    ReplyOutcome.DECLINED: "Declined to comment",
    ReplyOutcome.NO_ANSWER: "No answer",
    ReplyOutcome.NOT_ASKED: "Nobody asked",
}
WRONG_MOMENT = "Write day and time as 2026-03-31 14:30, in UTC, or leave it empty."
_MOMENTS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"]


def _moment(label: str, hint: str = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label, required=False, help_text=hint, input_formats=_MOMENTS,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": WRONG_MOMENT},
    )  # fmt: skip


class CommentForm(Guarded):
    body = forms.CharField(
        label="Say something about this claim", max_length=discussion.MAX_CHARS, strip=False,
        help_text="@ and a name tells that person.",
        widget=forms.Textarea(attrs={"rows": 3, "data-mentions": ""}),
        error_messages={"required": "Write what you want to say."},
    )  # fmt: skip


class QuestionForm(Guarded):
    question = forms.CharField(
        label="What has to be found out?", max_length=worksheet.MAX_QUESTION,
        widget=forms.TextInput(attrs={"autocapitalize": "sentences"}),
        error_messages={"required": "Write what has to be found out."},
    )  # fmt: skip


class AnswerForm(Guarded):
    answer_kind = forms.ChoiceField(
        label="How it is answered", widget=forms.RadioSelect,
        choices=[(str(kind), label) for kind, label in ANSWER_LABELS.items()],
        error_messages={"required": "Choose how it is answered."},
    )  # fmt: skip
    evidence = forms.IntegerField(label="It rests on", required=False)
    answer = forms.CharField(
        label="Answer", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="In the source’s words: as they stand in the passage; left empty, all of it. Yes or no: just that.",
    )  # fmt: skip
    explanation = forms.CharField(
        label="How that follows", required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Needed for a yes or no. Where there is no answer: what was looked at.",
    )  # fmt: skip

    def __init__(self, *args: Any, evidence: Sequence[Evidence] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(one.pk, _called(one)) for one in evidence]
        self.fields["evidence"].widget = forms.Select(choices=[("", "Nothing listed here"), *offered])


def _called(piece: Evidence) -> str:
    words = f": “{piece.passage[:60]}…”" if len(piece.passage) > 60 else f": “{piece.passage}”" if piece.passage else ""
    return f"{piece.source.title[:80]}{words}"


class RequestForm(Guarded):
    whom = forms.CharField(
        label="Whom we asked", max_length=replies.MAX_NAME, help_text="The person or office.",
        error_messages={"required": "Name the person or office."},
    )  # fmt: skip
    channel = forms.ChoiceField(
        label="How", choices=[("", "Choose…"), *((str(one), label) for one, label in CHANNEL_LABELS.items())],
        error_messages={"required": "Choose how you asked."},
    )  # fmt: skip
    asked_at = _moment("When", "In UTC; empty: just now.")
    deadline_at = _moment("Until when they may answer", "In UTC. The desk tells you when it is over.")
    question = forms.CharField(
        label="What we asked", required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=replies.MAX_TEXT
    )
    is_public = forms.BooleanField(
        label="Readers may know", required=False, initial=True,
        help_text="Off: it stays on the desk, and out of the text that the verdict offers.",
    )  # fmt: skip


class NobodyForm(Guarded):
    reason = forms.CharField(
        label="Nobody was asked, because", widget=forms.Textarea(attrs={"rows": 2}), max_length=replies.MAX_TEXT,
        error_messages={"required": "Give the reason in a sentence."},
    )  # fmt: skip


class OutcomeForm(Guarded):
    outcome = forms.ChoiceField(
        label="What came of it", widget=forms.RadioSelect,
        choices=[(str(one), OUTCOME_LABELS[one]) for one in replies.OUTCOMES],
        error_messages={"required": "Choose what came of it."},
    )  # fmt: skip
    answer = forms.CharField(
        label="What they said", required=False, max_length=replies.MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}), help_text="In their words.",
    )  # fmt: skip
    answered_at = _moment("When they answered", "In UTC; empty: just now.")
    deadline_at = _moment("Wait until", "In UTC; where they get more time.")
