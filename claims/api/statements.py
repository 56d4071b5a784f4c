"""Statements as the API shows them."""

from typing import Any

from rest_framework import serializers

from claims.api.words import POLARITIES, STATEMENT_KINDS


class SpeakerMention(serializers.Serializer[Any]):
    """Who said it, as the text gives it; ``id`` when linked to the register."""

    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    role = serializers.CharField()


class Span(serializers.ListField):
    """[start, end] in code points."""

    child = serializers.IntegerField()


class StatementRow(serializers.Serializer[Any]):
    """An attribution found in an article: who said what, in which words it is said that they did."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=STATEMENT_KINDS)
    polarity = serializers.ChoiceField(choices=POLARITIES)
    is_hedged = serializers.BooleanField()
    start = serializers.IntegerField(help_text="Where the content begins.")
    end = serializers.IntegerField()
    source_spans = serializers.ListField(child=Span())
    source_text = serializers.CharField()
    cue_spans = serializers.ListField(child=Span())
    cue_text = serializers.CharField()
    content_spans = serializers.ListField(child=Span())
    content_text = serializers.CharField()
    speaker = SpeakerMention(allow_null=True, help_text="Null while nobody could be named.")
    resolved_by = serializers.CharField(help_text="How the speaker was found.")
    speaker_confidence = serializers.FloatField()
    medium = serializers.CharField(help_text="Through whom: “told Radio Norland”.")
    addressee = serializers.CharField()
    said_from = serializers.DateField(allow_null=True)
    said_until = serializers.DateField(allow_null=True)
    said_precision = serializers.CharField()
    parent = serializers.IntegerField(  # type: ignore[assignment]
        allow_null=True, help_text="The statement that this one is made in."
    )
    confidence = serializers.FloatField()
    engine = serializers.CharField(help_text="What proposed it; empty when a person added it.")
    dismissed_at = serializers.DateTimeField(allow_null=True, help_text="When a person said that it is none.")
    created_at = serializers.DateTimeField()


_PLAIN = (
    "id", "kind", "polarity", "is_hedged", "start", "end", "source_spans", "source_text", "cue_spans", "cue_text",
    "content_spans", "content_text", "resolved_by", "speaker_confidence", "medium", "addressee", "said_from",
    "said_until", "said_precision", "confidence", "engine", "dismissed_at", "created_at",
)  # fmt: skip
STATEMENT_COLUMNS = (*_PLAIN, "parent_id", "speaker_id", "speaker__name", "speaker_name", "role")


def statement_row(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: row[name] for name in _PLAIN}
    shown["parent"] = row["parent_id"]
    shown["speaker"] = speaker_shown(row["speaker_id"], row["speaker__name"] or row["speaker_name"], row["role"])
    return shown


def speaker_shown(pk: int | None, name: str | None, role: str | None) -> dict[str, Any] | None:
    """A speaker of the register, a name that only the text gives (without id), or nobody."""
    return {"id": pk, "name": name, "role": role or ""} if name else None
