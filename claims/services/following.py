"""A text that is read again: what the engine found before says what it finds now, where nobody touched it."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from claims.extraction.anchoring import Anchoring
from claims.models import ArticleVersion, Claim, Event, Speaker, Statement
from claims.services.history import record_event
from claims.services.lookups import request_lookups
from claims.workflow import ClaimStatus

BATCH = 500
MACHINE = ("follow",)  # the verbs of a claim's history that are not somebody's doing
SHOWN = ("standalone", "kind", "said_from", "said_until", "said_precision", "speaker_id")
BEHIND = (
    "statement_id", "substitutions", "quantities", "score", "reasons", "parts", "weights_id", "confidence", "engine",
)  # fmt: skip
OF_STATEMENT = (
    "source_spans", "cue_spans", "content_spans", "source_text", "cue_text", "content_text", "kind", "polarity",
    "is_hedged", "speaker_id", "speaker_name", "role", "resolved_by", "speaker_confidence", "medium", "addressee",
    "said_from", "said_until", "said_precision", "confidence", "engine",
)  # fmt: skip

ClaimKey = tuple[int, int]
StatementKey = tuple[int, int, int | None]


def untouched_claims(version: ArticleVersion) -> dict[ClaimKey, Claim]:
    """The engine's proposals to which nobody did anything, by span, locked until the transaction ends."""
    rows = version.claims.filter(
        status=ClaimStatus.PROPOSED.value, anchoring=Anchoring.EXACT.value, added_by=None
    ).exclude(engine="")  # fmt: skip
    found = {one.pk: one for one in rows.defer("search").select_for_update(no_key=True, of=("self",)).order_by("pk")}
    if not found:
        return {}
    # Asked once they are locked: whoever touches a claim locks it and writes down what they did.
    events = Event.objects.filter(chain__subject="claim", chain__subject_id__in=list(found))
    touched = set(events.exclude(verb__in=MACHINE).values_list("chain__subject_id", flat=True))
    return {(one.start, one.end): one for pk, one in found.items() if pk not in touched}


def untouched_statements(version: ArticleVersion) -> dict[StatementKey, Statement]:
    """The engine's statements that nobody corrected or took out, by place, locked. Lock claims before."""
    rows = version.statements.standing().filter(set_by=None).exclude(engine="")
    locked = rows.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return {(one.start, one.end, one.cue_start): one for one in locked}


def follow_statements(former: dict[StatementKey, Statement], found: Iterable[Statement]) -> None:
    """Let each of ``former`` say what its counterpart among ``found`` says."""
    changed = []
    for new in found:
        row = former.pop((new.start, new.end, new.cue_start), None)
        if row is None:
            continue
        if row.speaker_id is not None and row.speaker_name == new.speaker_name:
            new.speaker_id = row.speaker_id  # the same name: whom the register had it stand for then
        if _take(row, new, OF_STATEMENT):
            changed.append(row)
    Statement.objects.bulk_update(changed, [_field(name) for name in OF_STATEMENT], batch_size=BATCH)


def follow_claims(
    former: dict[ClaimKey, Claim],
    found: Iterable[Claim],
    statements: Mapping[int, Statement],
    *,
    lane: str,
    now: datetime,
) -> int:
    """The same for claims; each change that people see is told in the claim's history. Returns how many did change so.

    ``statements``: those that they stand in, as they are now, by id. Reworded claims are looked up anew.
    """
    changed, told, reworded = [], [], []
    for new in found:
        row = former.pop((new.start, new.end), None)
        if row is None:
            continue
        if new.statement_id is not None:
            new.speaker_id = statements[new.statement_id].speaker_id  # whoever a person said it was
        was = {name: getattr(row, name) for name in SHOWN}
        is_other_behind = _take(row, new, BEHIND)
        if is_seen := _take(row, new, SHOWN):
            row.revision += 1
            row.updated_at = now
            told.append((row, was))
            if was["standalone"] != row.standalone:
                reworded.append(row.pk)
        if is_seen or is_other_behind:
            changed.append(row)
    fields = [_field(name) for name in (*SHOWN, *BEHIND)]
    Claim.objects.bulk_update(changed, [*fields, "revision", "updated_at"], batch_size=BATCH)
    keys = {was["speaker_id"] for _, was in told} | {row.speaker_id for row, _ in told}
    names = {one.pk: str(one) for one in Speaker.objects.filter(pk__in=[key for key in keys if key is not None])}
    for row, was in told:
        record_event(actor=None, verb="follow", subject=row, now=now, data=_difference(row, was, names))
    request_lookups(claim_ids=reworded, now=now, lane=lane)
    return len(told)


def _difference(row: Claim, was: Mapping[str, Any], names: Mapping[int, str]) -> dict[str, Any]:
    data: dict[str, Any] = {"revision": row.revision}
    if was["standalone"] != row.standalone:
        data |= {"from": was["standalone"], "to": row.standalone}
    if was["kind"] != row.kind:
        data |= {"kind_from": str(was["kind"]), "kind_to": str(row.kind)}
    if any(was[name] != getattr(row, name) for name in SHOWN if name.startswith("said_")):
        data |= {"said_from": _said(was), "said_to": _said({name: getattr(row, name) for name in SHOWN})}
    if was["speaker_id"] != row.speaker_id:
        data |= {"speaker_from": names.get(was["speaker_id"], ""), "speaker_to": names.get(row.speaker_id or 0, "")}
    return data


def _said(row: Mapping[str, Any]) -> str:
    """The days as ISO writes an interval; empty where they are not known."""
    days = [row[name].isoformat() for name in ("said_from", "said_until") if row[name]]
    return "/".join(dict.fromkeys(days))


def _take(row: Claim | Statement, new: Claim | Statement, names: Iterable[str]) -> bool:
    """Set what differs. Whether anything did."""
    is_other = False
    for name in names:
        value = _plain(getattr(new, name))
        if _plain(getattr(row, name)) != value:
            setattr(row, name, value)
            is_other = True
    return is_other


def _plain(value: Any) -> Any:
    """As the database gives it back."""
    return json.loads(json.dumps(value)) if isinstance(value, list | dict | tuple) else value


def _field(name: str) -> str:
    return name.removesuffix("_id")
