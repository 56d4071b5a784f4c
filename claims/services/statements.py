"""Attributions that a person adds, corrects or takes out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from claims.errors import Invalid, Missing, Refused
from claims.extraction import ResolvedBy, StatementKind
from claims.models import Claim, Speaker, Statement, User
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.services.attributions import correct_speaker
from claims.services.claims import WORDABLE
from claims.services.history import record_event
from claims.services.spans import find_version, usable_span
from claims.services.speakers import find_speaker, named_speaker

MAX_CONTENT_CHARS = 5000
MAX_SOURCE_CHARS = 300
MAX_CUE_CHARS = 100
QUOTES = '"“”„‟«»‹›'

Span = Sequence[int]
ANY = object()  # a speaker that the caller did not look at


def add_statement(
    *,
    actor: User,
    version_id: int,
    content: Span,
    source: Span | None = None,
    cue: Span | None = None,
    quote: str = "",
    kind: str | None = None,
    speaker_id: int | None = None,
    name: str = "",
    now: datetime,
) -> Statement:
    """Add an attribution that the engine missed: who said it is given by id, by name, or left open.

    Spans are [start, end] in code points of the version's text. ``quote``, when given, must be what ``content`` cuts
    out. Without ``kind``, quote marks tell it: all inside of them is direct, some is mixed, none is indirect.
    """
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    text = (version := find_version(version_id)).text
    start, end = usable_span(
        text, content[0], content[1], longest=MAX_CONTENT_CHARS, what="statement", field="content", quote=quote
    )
    wanted: dict[str, list[list[int]]] = {"source": [], "cue": []}
    for field, span, longest in (("source", source, MAX_SOURCE_CHARS), ("cue", cue, MAX_CUE_CHARS)):
        if span is not None:
            wanted[field] = [list(usable_span(text, span[0], span[1], longest=longest, what=field, field=field))]
    if kind is not None and kind not in set(StatementKind):
        raise Invalid("There is no such kind.", {"kind": [f"Choose one of: {', '.join(StatementKind)}."]})
    with transaction.atomic():
        speaker = _speaker(speaker_id, name, now=now)
        statement = Statement(
            version=version, content_spans=[[start, end]], source_spans=wanted["source"], cue_spans=wanted["cue"],
            content_text=text[start:end], source_text=_cut(text, wanted["source"]), cue_text=_cut(text, wanted["cue"]),
            start=start, end=end, cue_start=wanted["cue"][0][0] if wanted["cue"] else None,
            kind=kind or kind_of(text, start, end), speaker=speaker,
            speaker_name=speaker.name if speaker else "",
            resolved_by=ResolvedBy.PERSON.value if speaker else "",
            speaker_confidence=1 if speaker else 0, set_by=actor, created_at=now,
        )  # fmt: skip
        try:
            with transaction.atomic():
                statement.save(force_insert=True)
        except IntegrityError:
            twin = Statement.objects.get(version=version, start=start, end=end, cue_start=statement.cue_start)
            raise _known(twin) from None
        record_event(
            actor=actor, verb="add", subject=statement, now=now,
            data={"start": start, "end": end, "content": statement.content_text, "speaker": str(speaker or "")},
        )  # fmt: skip
    return statement


def kind_of(text: str, start: int, end: int) -> StatementKind:
    """How far the words are the speaker's own, by the quote marks in and around them."""
    words = text[start:end]
    if words[0] in QUOTES and words[-1].rstrip(".,;") in ("", *QUOTES):
        return StatementKind.DIRECT
    if start > 0 and text[start - 1] in QUOTES and end < len(text) and text[end] in QUOTES:
        return StatementKind.DIRECT
    return StatementKind.MIXED if any(sign in words for sign in QUOTES) else StatementKind.INDIRECT


def correct_statement_speaker(
    *,
    actor: User,
    statement_id: int,
    speaker_id: int | None = None,
    name: str = "",
    seen: int | object | None = ANY,
    now: datetime,
) -> Statement:
    """Say who said it: a speaker of the register, or a name; with neither, nobody yet. Its claims follow.

    ``seen`` is the id of the speaker that the person was looking at, None where there was none: another one by now
    refuses the change.
    """
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    with transaction.atomic():
        claim = Claim.objects.filter(statement=statement_id, status__in=WORDABLE).order_by("pk").first()
        if claim is not None:  # speakers before claims before statements, as correct_speaker locks them
            speaker = _speaker(speaker_id, name, now=now)
            _demand_seen(find_statement(statement_id), seen)
            correct_speaker(actor=actor, claim_id=claim.pk, speaker_id=speaker.pk if speaker else None, now=now)
            return find_statement(statement_id)
        speaker = _speaker(speaker_id, name, now=now)
        statement = lock_statement(statement_id)
        _demand_seen(statement, seen)
        if Claim.objects.filter(statement=statement_id).exclude(status="dismissed").exists():
            raise Refused(
                "settled",
                "The claims of this statement are settled: their speaker is what the verdict was given on. Return "
                "one of them with a note first.",
            )
        told = {"from": str(statement.speaker or ""), "to": str(speaker or ""), "speaker": speaker and speaker.pk}
        statement.speaker, statement.speaker_name = speaker, speaker.name if speaker else ""
        statement.resolved_by, statement.speaker_confidence, statement.set_by = ResolvedBy.PERSON.value, 1, actor
        statement.save(update_fields=["speaker", "speaker_name", "resolved_by", "speaker_confidence", "set_by"])
        record_event(actor=actor, verb="correct_speaker", subject=statement, now=now, data=told)
    return statement


def _demand_seen(statement: Statement, seen: int | object | None) -> None:
    if seen is not ANY and seen != statement.speaker_id:
        raise Refused(
            "stale",
            f"Somebody named a speaker meanwhile: {statement.speaker or 'nobody'}. Yours is not lost: save again if "
            "you still mean it.",
            speaker=str(statement.speaker or ""),
            speaker_id=statement.speaker_id or 0,
        )


def dismiss_statement(*, actor: User, statement_id: int, now: datetime) -> Statement:
    """This is no statement: its marks go. It stays listed, and claims in it keep the speaker that they have."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    with transaction.atomic():
        statement = lock_statement(statement_id)
        if statement.dismissed_at is not None:
            raise Refused("dismissed_already", "This was taken out already. Reload to see how it stands.")
        _set_dismissed(statement, now)
        record_event(actor=actor, verb="dismiss", subject=statement, now=now, data=_words(statement))
    return statement


def restore_statement(*, actor: User, statement_id: int, now: datetime) -> Statement:
    """It is one after all."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    with transaction.atomic():
        statement = lock_statement(statement_id)
        if statement.dismissed_at is None:
            raise Refused("not_dismissed", "This stands as a statement already. Reload to see how it stands.")
        _set_dismissed(statement, None)
        record_event(actor=actor, verb="restore", subject=statement, now=now, data=_words(statement))
    return statement


def _set_dismissed(statement: Statement, at: datetime | None) -> None:
    statement.dismissed_at = at
    statement.save(update_fields=["dismissed_at"])


def _words(statement: Statement) -> dict[str, Any]:
    return {"content": statement.content_text[:500], "speaker": str(statement.speaker or statement.speaker_name)}


def find_statement(statement_id: int) -> Statement:
    """With its speaker. Raises :class:`Missing`."""
    found = Statement.objects.select_related("speaker", "version").filter(pk=statement_id).first()
    if found is None:
        raise Missing("no_such_statement", f"There is no statement {statement_id}. Reload the article.")
    return found


def lock_statement(statement_id: int) -> Statement:
    """The row, locked until the transaction ends. Raises :class:`Missing`."""
    list(Statement.objects.select_for_update(of=("self",)).filter(pk=statement_id).values_list("pk", flat=True))
    return find_statement(statement_id)


def _speaker(speaker_id: int | None, name: str, *, now: datetime) -> Speaker | None:
    if speaker_id is not None:
        return find_speaker(speaker_id)
    return named_speaker(name=name, now=now) if name.strip() else None


def _cut(text: str, spans: list[list[int]]) -> str:
    return "".join(text[start:end] for start, end in spans)


def _known(twin: Statement) -> Refused:
    if twin.dismissed_at is not None:
        return Refused(
            "known_statement", "A colleague took out this very statement. Bring it back instead.", statement=twin.pk
        )
    return Refused(
        "known_statement",
        f"These words are a statement already ({twin.speaker or twin.speaker_name or 'nobody named'}). Correct its "
        "speaker instead.",
        statement=twin.pk,
    )
