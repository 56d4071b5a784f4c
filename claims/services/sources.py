"""Evidence: sources, the passage that matters, and how it bears on a claim."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db import IntegrityError, transaction
from django.db.models.functions import Left

from claims.errors import Invalid, Missing, Refused
from claims.extraction.copies import LOOKED_AT, copies_among
from claims.models import (
    Capture,
    Claim,
    Disclosure,
    Evidence,
    EvidenceMedium,
    IdentityLevel,
    Proximity,
    Source,
    SourceKind,
    Stance,
    User,
)
from claims.permissions import NOT_A_MEMBER, demand, is_member, may_add_evidence
from claims.services.captures import keep_once
from claims.services.claims import fresh_claim, lock_claim
from claims.services.gathering import GATHERING, demand_gathering, touch
from claims.services.history import record_event
from claims.services.keeping import HandedIn, keep_upload, medium_of, read_upload
from claims.services.passages import lock_piece, newest_text, place_in
from claims.services.sourcefacts import find_source
from claims.services.watch import begin_watch

__all__ = [
    "GATHERING",
    "HandedIn",
    "OriginHint",
    "add_evidence",
    "amend_evidence",
    "join_origins",
    "look_up_source",
    "shared_origins",
    "withdraw_evidence",
]
MAX_PROSE_CHARS = 20_000
_LIMITS = {
    "passage": MAX_PROSE_CHARS, "note": MAX_PROSE_CHARS, "title": 500, "author": 300, "publisher": 200,
    "proximity_reason": 300, "independence_group": 100, "interests": 500,
}  # fmt: skip
_WORDS: dict[str, type[StrEnum]] = {
    "stance": Stance, "proximity": Proximity, "disclosure": Disclosure, "source_kind": SourceKind,
    "medium": EvidenceMedium, "identity_level": IdentityLevel,
}  # fmt: skip
_MAY_BE_EMPTY = ("identity_level",)


def add_evidence(
    *,
    actor: User,
    claim_id: int,
    stance: str,
    url: str = "",
    upload: HandedIn | None = None,
    title: str = "",
    publisher: str = "",
    author: str = "",
    published_on: date | None = None,
    source_kind: str = "",
    is_archived_privately: bool = False,
    proximity: str = Proximity.SECONDARY,
    proximity_reason: str = "",
    passage: str = "",
    note: str = "",
    independence_group: str = "",
    disclosure: str = Disclosure.PUBLIC,
    medium: str = "",
    identity_level: str = "",
    interests: str = "",
    now: datetime,
) -> Evidence:
    """Attach a source to a claim. A source needs an address, a file or a title; the same address is the same source.

    A copy of the page is asked for, and the passage looked for in it; a file given with an address is the copy of that
    page. What is typed here is never replaced by what is read. ``medium`` empty: as the document's kind tells.
    """
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    kind = source_kind or (SourceKind.WEB_PAGE if url.strip() else SourceKind.DOCUMENT)
    _demand_short(
        passage=passage, note=note, title=title, author=author, publisher=publisher,
        proximity_reason=proximity_reason, independence_group=independence_group, interests=interests,
    )  # fmt: skip
    _demand_words(
        stance=stance, proximity=proximity, disclosure=disclosure, source_kind=kind,
        medium=medium or EvidenceMedium.WEB_TEXT, identity_level=identity_level,
    )  # fmt: skip
    file, read = read_upload(upload, now=now) if upload else (None, None)
    if read is not None and upload is not None and not url.strip():
        title = title if title.strip() else (read.title or upload.name)[:500]
    with transaction.atomic():
        claim = lock_claim(claim_id)
        demand(may_add_evidence(actor, claim), "not_a_member", NOT_A_MEMBER)
        demand_gathering(claim)
        source = find_source(
            url=url, kind=kind, title=title, publisher=publisher, author=author, published_on=published_on,
            is_archived_privately=is_archived_privately, actor=actor, now=now,
        )  # fmt: skip
        if file is not None and read is not None:
            source = Source.objects.select_for_update().get(pk=source.pk)
            keep_upload(source=source, upload=file, read=read, actor=actor, now=now)
        else:
            keep_once(source=source, actor=actor, now=now)
        begin_watch(source=source, now=now)
        kept = newest_text(source.pk)
        evidence = Evidence(
            claim=claim,
            source=source,
            stance=stance,
            proximity=proximity,
            proximity_reason=proximity_reason.strip(),
            passage=passage.strip(),
            note=note.strip(),
            independence_group=independence_group.strip(),
            disclosure=disclosure,
            medium=medium or _medium(source),
            identity_level=identity_level,
            interests=interests.strip(),
            added_by=actor,
            created_at=now,
            **place_in(kept, passage),
        )
        try:
            with transaction.atomic():
                evidence.save(force_insert=True)
        except IntegrityError:
            raise Refused(
                "known_evidence",
                "This source is attached with this passage already. Name another passage, or remove the first.",
            ) from None
        touch(claim, actor=actor, now=now)
        record_event(
            actor=actor, verb="add_evidence", subject=claim, now=now,
            data={"evidence": evidence.pk, "source": str(source), "url": source.url, "stance": str(stance)},
        )  # fmt: skip
    return evidence


def _medium(source: Source) -> str:
    """What the kind of the newest copy names; words on a page until there is one, papers and talks as what they are."""
    kept = source.captures.kept().values_list("content_type", flat=True).first()
    if kept and (named := medium_of(kept)):
        return str(named)
    return str(
        {
            SourceKind.DOCUMENT: EvidenceMedium.DOCUMENT,
            SourceKind.DATASET: EvidenceMedium.DATASET,
            SourceKind.PERSON: EvidenceMedium.INTERVIEW,
        }.get(SourceKind(source.kind), EvidenceMedium.WEB_TEXT)
    )


def look_up_source(*, actor: User, url: str, now: datetime) -> Source:
    """The source at an address, with its first copy asked for: before somebody has said how it bears on a claim."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    if not url.strip():
        raise Invalid("Paste an address first.", {"url": ["Paste the address of the page."]})
    with transaction.atomic():
        source = find_source(url=url, kind=SourceKind.WEB_PAGE, title="", actor=actor, now=now)
        keep_once(source=source, actor=actor, now=now)
    return source


AMENDABLE = (
    "stance", "proximity", "proximity_reason", "note", "independence_group", "disclosure", "medium", "identity_level",
    "interests",
)  # fmt: skip


def amend_evidence(
    *, actor: User, evidence_id: int, seen: Mapping[str, str] | None = None, now: datetime, **changes: str
) -> Evidence:
    """Change how a piece bears on its claim: any of :data:`AMENDABLE`. Its source and passage have verbs of their own.

    ``seen``: what stood there when the changes were begun. What equals it is left as it is by now, and what somebody
    else changed meanwhile is refused as ``stale``. Nothing that differs: nothing is written.
    """
    unknown = set(changes) - set(AMENDABLE)
    if unknown:
        raise TypeError(f"evidence has no {', '.join(sorted(unknown))} to amend")
    _demand_short(**{name: value for name, value in changes.items() if name in _LIMITS})
    _demand_words(**{name: value for name, value in changes.items() if name in _WORDS})
    values = {name: str(value).strip() for name, value in changes.items()}
    with transaction.atomic():
        claim, evidence = lock_piece(actor=actor, evidence_id=evidence_id, now=now)
        before = {name: value.strip() for name, value in (seen or {}).items()}
        values = {name: value for name, value in values.items() if before.get(name) != value}
        clash = [n for n, value in values.items() if n in before and getattr(evidence, n) not in (before[n], value)]
        if clash:
            raise Refused(
                "stale",
                "Somebody changed this piece of evidence meanwhile. Yours is not lost: compare it with what "
                "stands there now and save again.",
                revision=claim.revision, fields=clash, present={name: getattr(evidence, name) for name in clash},
            )  # fmt: skip
        changed = {name: value for name, value in values.items() if getattr(evidence, name) != value}
        if not changed:
            return evidence
        told = {name: {"from": getattr(evidence, name), "to": value} for name, value in changed.items()}
        for name, value in changed.items():
            setattr(evidence, name, value)
        evidence.save(update_fields=list(changed))
        touch(claim, actor=actor, now=now)
        record_event(
            actor=actor, verb="amend_evidence", subject=claim, now=now,
            data={"evidence": evidence.pk, "source": str(evidence.source), "changed": told},
        )  # fmt: skip
    return evidence


def withdraw_evidence(*, actor: User, evidence_id: int, now: datetime) -> Claim:
    """Take a piece of evidence off its claim; the history keeps that it was there."""
    with transaction.atomic():
        evidence = Evidence.objects.select_related("source").filter(pk=evidence_id).first()
        if evidence is None:
            raise Missing("no_such_evidence", f"There is no evidence {evidence_id}. Reload the claim.")
        claim = lock_claim(evidence.claim_id)
        demand(may_add_evidence(actor, claim), "not_a_member", NOT_A_MEMBER)
        demand_gathering(claim)
        if not Evidence.objects.filter(pk=evidence_id, withdrawn_at=None).update(withdrawn_at=now):
            raise Refused("withdrawn_already", "This piece was removed a moment ago. Reload the claim.")
        touch(claim, actor=actor, now=now)
        record_event(
            actor=actor, verb="withdraw_evidence", subject=claim, now=now,
            data={"evidence": evidence.pk, "source": str(evidence.source)},
        )  # fmt: skip
    return fresh_claim(claim.pk)


# -- one story, told twice ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OriginHint:
    """Pieces whose texts copy each other, and are not marked as one origin yet. ``share``: how much, from 0 to 1."""

    evidence_ids: tuple[int, ...]
    titles: tuple[str, ...]
    group: str
    share: float


def shared_origins(evidence: Iterable[Evidence]) -> list[OriginHint]:
    """Which of these pieces look like copies of one story, by the newest texts of their sources. One query."""
    by_source: dict[int, list[Evidence]] = {}
    for piece in evidence:
        by_source.setdefault(piece.source_id, []).append(piece)
    if not by_source:
        return []
    rows = (
        Capture.objects.kept()
        .filter(source__in=by_source)
        .exclude(text="")
        .order_by("source_id", "-retrieved_at", "-id")
        .distinct("source_id")
        .values_list("source_id", Left("text", LOOKED_AT))
    )
    hints = []
    for members, share in copies_among(dict(rows)):
        own = [piece for source_id in sorted(members) for piece in by_source[source_id]]
        groups = {piece.independence_group.casefold() for piece in own}
        if len(groups) == 1 and "" not in groups:
            continue
        named = next((piece.independence_group for piece in own if piece.independence_group), "")
        hints.append(
            OriginHint(
                evidence_ids=tuple(piece.pk for piece in own),
                titles=tuple(dict.fromkeys(piece.source.title for piece in own)),
                group=named or _group_name(own),
                share=share,
            )
        )
    return hints


def _group_name(pieces: list[Evidence]) -> str:
    return min(
        (piece.source for piece in pieces), key=lambda source: (source.published_on or date.max, source.pk)
    ).title[:100]


def join_origins(
    *, actor: User, claim_id: int, evidence_ids: Iterable[int], group: str, now: datetime
) -> list[Evidence]:
    """Mark these pieces of one claim as copies of one story: they count once."""
    group = " ".join(group.split())
    if not group:
        raise Invalid("Name the origin.", {"independence_group": ["Give one word for where the story comes from."]})
    with transaction.atomic():
        claim = lock_claim(claim_id)
        chosen = list(claim.evidence.standing().filter(pk__in=list(evidence_ids)).values_list("pk", flat=True))
        if len(chosen) < 2:
            raise Refused("too_few_pieces", "It takes two pieces of this claim to share an origin. Reload the claim.")
        return [amend_evidence(actor=actor, evidence_id=pk, independence_group=group, now=now) for pk in chosen]


# -- checks -----------------------------------------------------------------------------------------


def _demand_words(**given: str) -> None:
    wrong = {
        field: [f"Choose one of: {', '.join(_WORDS[field])}."]
        for field, value in given.items()
        if value not in set(_WORDS[field]) and not (value == "" and field in _MAY_BE_EMPTY)
    }
    if wrong:
        raise Invalid("Some choices are not known here.", wrong)


def _demand_short(**given: str) -> None:
    """Nothing typed is cut off behind its author's back."""
    wrong = {
        field: [f"Keep it below {_LIMITS[field]:,} characters."]
        for field, value in given.items()
        if len(value.strip()) > _LIMITS[field]
    }
    if wrong:
        raise Invalid("Some of this is too long.", wrong)
