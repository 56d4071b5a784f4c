"""One claim as lists show it: columns, shape, schema. The list is hot, so no model instances are made."""

from typing import Any

from rest_framework import serializers

from claims.api.statements import SpeakerMention, speaker_shown
from claims.api.words import ANCHORINGS, CLAIM_KINDS, CLAIM_STATUSES


class Person(serializers.Serializer[Any]):
    """A member of the desk."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()


class ClaimRow(serializers.Serializer[Any]):
    """A claim: ``quote`` is exactly ``text[start:end]`` of its article."""

    id = serializers.IntegerField()
    article = serializers.IntegerField()
    article_title = serializers.CharField()
    statement = serializers.IntegerField(allow_null=True, help_text="Null: the outlet's own words.")
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    quote = serializers.CharField()
    standalone = serializers.CharField(help_text="Worded so that it can be judged alone.")
    kind = serializers.ChoiceField(choices=CLAIM_KINDS)
    score = serializers.FloatField(help_text="Check-worthiness, 0 to 1.")
    times_said = serializers.IntegerField(
        help_text="How often the article says it: this claim and those that repeat it; 1 for a repeat."
    )
    repeat_of = serializers.IntegerField(
        allow_null=True, help_text="Id of the claim of the same article that this one says again; null otherwise."
    )
    anchoring = serializers.ChoiceField(
        choices=ANCHORINGS, help_text="How its words stand in the newest text of the article."
    )
    merged_into = serializers.IntegerField(allow_null=True, help_text="Id of the claim that goes on in its place.")
    split_from = serializers.IntegerField(allow_null=True, help_text="Id of the claim that it was cut out of.")
    speaker = SpeakerMention(allow_null=True)
    said_from = serializers.DateField(allow_null=True)
    said_until = serializers.DateField(allow_null=True)
    said_precision = serializers.CharField()
    status = serializers.ChoiceField(choices=CLAIM_STATUSES)
    assignee = Person(allow_null=True)
    revision = serializers.IntegerField(
        help_text="Grows with every change; send it along to guard against stale saves."
    )
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


CLAIM_COLUMNS = (
    "id", "article_id", "article__title", "statement_id", "start", "end", "quote", "standalone", "kind", "score",
    "times_said", "repeats_id", "anchoring", "merged_into_id", "split_from_id",
    "speaker_id", "speaker__name", "speaker__role", "statement__speaker_name", "statement__role",
    "said_from", "said_until", "said_precision", "status",
    "assignee_id", "assignee__username", "assignee__display_name", "assignee__first_name", "assignee__last_name",
    "revision", "created_at", "updated_at",
)  # fmt: skip


def claim_row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "article": row["article_id"],
        "article_title": row["article__title"],
        "statement": row["statement_id"],
        "start": row["start"],
        "end": row["end"],
        "quote": row["quote"],
        "standalone": row["standalone"],
        "kind": row["kind"],
        "score": row["score"],
        "times_said": row["times_said"],
        "repeat_of": row["repeats_id"],
        "anchoring": row["anchoring"],
        "merged_into": row["merged_into_id"],
        "split_from": row["split_from_id"],
        "speaker": speaker_shown(
            row["speaker_id"],
            row["speaker__name"] or row["statement__speaker_name"],
            row["statement__role"] or row["speaker__role"],
        ),
        "said_from": row["said_from"],
        "said_until": row["said_until"],
        "said_precision": row["said_precision"],
        "status": row["status"],
        "assignee": person_shown(row, "assignee"),
        "revision": row["revision"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def person_columns(name: str) -> tuple[str, ...]:
    """What :func:`person_shown` reads, for a relation of this name."""
    return (f"{name}_id", *(f"{name}__{part}" for part in ("username", "display_name", "first_name", "last_name")))


def person_shown(row: dict[str, Any], name: str) -> dict[str, Any] | None:
    """A person as they are called everywhere else on the desk."""
    if row[f"{name}_id"] is None:
        return None
    username = row[f"{name}__username"]
    shown = (
        row[f"{name}__display_name"] or f"{row[f'{name}__first_name']} {row[f'{name}__last_name']}".strip() or username
    )
    return {"id": row[f"{name}_id"], "username": username, "name": shown}
