"""A piece of evidence, its source and its copies, as the API shows them."""

from typing import Any

from rest_framework import serializers

from claims.api.claimrows import Person, person_columns, person_shown
from claims.api.words import (
    ANCHORINGS,
    CAPTURE_FAILURES,
    CAPTURE_PURPOSES,
    CAPTURE_STATES,
    DISCLOSURES,
    IDENTITY_LEVELS,
    LINK_STATES,
    MEDIA,
    PROXIMITIES,
    SOURCE_KINDS,
    STANCES,
)
from claims.models import CaptureState

NEXT_STEPS = ["wait", "retry", "hand_in"]


class SourceShown(serializers.Serializer[Any]):
    """Where a piece of evidence comes from."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=SOURCE_KINDS)
    url = serializers.CharField()
    title = serializers.CharField()
    publisher = serializers.CharField()
    author = serializers.CharField()
    published_on = serializers.DateField(allow_null=True)
    is_archived_privately = serializers.BooleanField(help_text="Its address is never handed to a public archive.")
    link_state = serializers.ChoiceField(choices=LINK_STATES, help_text="How its page fared when last looked at.")
    link_note = serializers.CharField(help_text="What somebody should look at; empty when nothing.")
    link_checked_at = serializers.DateTimeField(allow_null=True)


class EvidenceRow(serializers.Serializer[Any]):
    """How a source bears on the claim."""

    id = serializers.IntegerField()
    source = SourceShown()  # type: ignore[assignment]
    stance = serializers.ChoiceField(choices=STANCES)
    proximity = serializers.ChoiceField(choices=PROXIMITIES)
    proximity_reason = serializers.CharField()
    medium = serializers.ChoiceField(choices=MEDIA)
    identity_level = serializers.ChoiceField(choices=["", *IDENTITY_LEVELS], help_text="Empty: not a person.")
    interests = serializers.CharField(help_text="What could sway the source.")
    passage = serializers.CharField()
    passage_prefix = serializers.CharField(help_text="Up to 32 code points before it in the copy.")
    passage_suffix = serializers.CharField()
    passage_start = serializers.IntegerField(allow_null=True, help_text="In code points of the copy's text.")
    passage_end = serializers.IntegerField(allow_null=True)
    capture = serializers.IntegerField(allow_null=True, help_text="Id of the copy that the positions count in.")
    anchoring = serializers.ChoiceField(
        choices=["", *ANCHORINGS], help_text="How the passage stands in the copy; empty while there is none."
    )
    note = serializers.CharField()
    independence_group = serializers.CharField(help_text="Sources of one group count once.")
    disclosure = serializers.ChoiceField(choices=DISCLOSURES)
    added_by = Person(allow_null=True)
    created_at = serializers.DateTimeField()


class CaptureRow(serializers.Serializer[Any]):
    """One copy of a source: requested, archived or failed."""

    id = serializers.IntegerField()
    source = serializers.IntegerField(help_text="Id of the source.")  # type: ignore[assignment]
    state = serializers.ChoiceField(choices=CAPTURE_STATES)
    purpose = serializers.ChoiceField(choices=CAPTURE_PURPOSES)
    url = serializers.CharField(help_text="What was asked for; empty for an upload.")
    failure = serializers.ChoiceField(choices=["", *CAPTURE_FAILURES])
    error = serializers.CharField(help_text="Why it failed; of an archived copy, what could not be read of it.")
    attempts = serializers.IntegerField()
    requested_by = Person(allow_null=True)
    requested_at = serializers.DateTimeField()
    retrieved_at = serializers.DateTimeField(allow_null=True)
    final_url = serializers.CharField(help_text="After redirects, or the file's name.")
    http_status = serializers.IntegerField(allow_null=True)
    content_type = serializers.CharField()
    body_sha256 = serializers.CharField()
    body_bytes = serializers.IntegerField()
    text_sha256 = serializers.CharField()
    warc_sha256 = serializers.CharField()
    is_same_as_before = serializers.BooleanField(allow_null=True, help_text="Null for a first copy.")
    next_try_at = serializers.DateTimeField(
        allow_null=True, help_text="Of a request that came to nothing so far: when a worker tries again."
    )
    next_steps = serializers.ListField(
        child=serializers.ChoiceField(choices=NEXT_STEPS),
        help_text="What a person can do: wait for it; retry this copy; hand_in a file with the source's files.",
    )


class CaptureDetail(CaptureRow):
    """A copy with the text that passages are marked in."""

    text = serializers.CharField(help_text="Positions count its Unicode code points.")


_SOURCE = (
    "id", "kind", "url", "title", "publisher", "author", "published_on", "is_archived_privately", "link_state",
    "link_note", "link_checked_at",
)  # fmt: skip
_EVIDENCE = (
    "id", "stance", "proximity", "proximity_reason", "medium", "identity_level", "interests", "passage",
    "passage_prefix", "passage_suffix", "passage_start", "passage_end", "anchoring", "note", "independence_group",
    "disclosure", "created_at",
)  # fmt: skip
EVIDENCE_COLUMNS = (
    *_EVIDENCE, "capture_id", *(f"source__{name}" for name in _SOURCE), *person_columns("added_by")
)  # fmt: skip
SOURCE_COLUMNS = _SOURCE
_CAPTURE = (
    "id", "state", "purpose", "url", "failure", "error", "attempts", "requested_at", "retrieved_at", "final_url",
    "http_status", "content_type", "body_sha256", "body_bytes", "text_sha256", "warc_sha256", "is_same_as_before",
)  # fmt: skip
_NEXT = {CaptureState.REQUESTED: ["wait"], CaptureState.FAILED: ["retry", "hand_in"]}
CAPTURE_COLUMNS = (*_CAPTURE, "due_at", "source_id", *person_columns("requested_by"))


def evidence_shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _EVIDENCE},
        "capture": row["capture_id"],
        "source": {name: row[f"source__{name}"] for name in _SOURCE},
        "added_by": person_shown(row, "added_by"),
    }


def capture_shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _CAPTURE},
        "source": row["source_id"],
        "next_try_at": row["due_at"] if row["state"] == CaptureState.REQUESTED and row["error"] else None,
        "next_steps": _NEXT.get(row["state"], []),
        "requested_by": person_shown(row, "requested_by"),
    }
