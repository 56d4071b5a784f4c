"""All that somebody else needs to check a check: one record as JSON, and the copies it rests on as one WACZ file."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import IO, Any

from django.conf import settings
from django.db.models import Max
from django.utils.text import slugify

from claims.archiving.citations import Cited, as_csl
from claims.archiving.wacz import Described, Member, write_wacz
from claims.archiving.warc import file_address
from claims.errors import Invalid, Missing, Refused
from claims.extraction.anchoring import CONTEXT
from claims.models import ArchivedCopy, Capture, Claim, Disclosure, Event, Evidence, IdentityLevel, User, Verdict
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.services.blindness import fold_of
from claims.services.opinions import withheld
from claims.services.packfiles import opened
from claims.services.packprov import Told, provenance
from claims.services.replies import replies_record
from claims.services.worksheet import worksheet_record

FORMAT = "factcheck-record/1"
RECORD = "record.json"
HIDDEN = (IdentityLevel.UNNAMED_TO_PUBLIC, IdentityLevel.CONFIDENTIAL)


class Audience(StrEnum):
    """For whom a pack is made."""

    PUBLIC = "public"  # may be handed on: what readers may not see, and what is not to be archived publicly, stays out
    DESK = "desk"  # all that the desk has; never to be handed on


@dataclass(frozen=True, slots=True)
class Pack:
    """A finished file, open at its beginning; whoever has it closes it. ``tag``: the same for the same bytes."""

    name: str
    file: IO[bytes]
    tag: str


def make_pack(*, actor: User, claim_id: int, audience: str = Audience.PUBLIC) -> Pack:
    """The WACZ of a claim: copies of its sources, and the record, for readers or for the desk alone.

    Nothing changed: the same bytes. So a player can read it in pieces, one request each.
    """
    record, captures, claim = _made(actor, claim_id, audience)
    told = json.dumps(record, ensure_ascii=False, indent=1).encode()
    tag = hashlib.sha256(told).hexdigest()
    first = next((capture for capture in captures if capture.url), None)

    def write(out: IO[bytes]) -> None:
        write_wacz(
            out,
            members=_members(captures),
            described=Described(
                title=f"Claim {claim.pk}: {claim.standalone[:200]}",
                description="Copies of the sources of one fact-check, with the record of how it was judged."
                + (" For the desk alone: not to be handed on." if audience == Audience.DESK else ""),
                software=record["software"],
                created=datetime.fromisoformat(record["created"]),
                main_page_url=first.final_url if first else "",
                main_page_at=first.retrieved_at if first else None,
            ),
            extra={RECORD: told},
        )

    try:
        file = opened(tag, write)
    except OSError as error:
        raise Refused(
            "no_room",
            "There is no room to pack these copies together. Save them one by one from the pages of their sources, "
            "and tell whoever runs this server.",
        ) from error
    name = slugify(claim.standalone)[:50].strip("-") or "check"
    whose = "-desk-only" if audience == Audience.DESK else ""
    return Pack(f"claim-{claim.pk}{whose}-{name}.wacz", file, tag)


def make_record(*, actor: User, claim_id: int, audience: str = Audience.PUBLIC) -> dict[str, Any]:
    """The record alone: claim, verdicts, evidence with selectors, sources as CSL-JSON, hashes, PROV-O."""
    return _made(actor, claim_id, audience)[0]


def _made(actor: User, claim_id: int, audience: str) -> tuple[dict[str, Any], list[Capture], Claim]:
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    if audience not in set(Audience):
        raise Invalid("There is no such pack.", {"audience": [f"Choose one of: {', '.join(Audience)}."]})
    claim = _claim(claim_id)
    kept = _shown(claim, is_whole=audience == Audience.DESK)
    return _record(claim, kept, actor=actor, audience=audience), kept.captures, claim


@dataclass(frozen=True, slots=True)
class Shown:
    """What goes into a pack. ``open_pieces``: the ids of those whose source is told, not only what they show."""

    pieces: list[Evidence]
    open_pieces: frozenset[int]
    captures: list[Capture]
    withheld: int
    is_whole: bool


def _claim(claim_id: int) -> Claim:
    claim = (
        Claim.objects.select_related("article__outlet", "version", "speaker", "statement").filter(pk=claim_id).first()
    )
    if claim is None:
        raise Missing("no_such_claim", f"There is no claim {claim_id}.")
    return claim


def _shown(claim: Claim, *, is_whole: bool) -> Shown:
    """What may be handed on, and the copies it rests on: those that passages stand in, else the newest.

    A copy of what is not to be archived publicly, or of whom readers are not to know, is for the desk alone.
    """
    everything = list(claim.evidence.standing().select_related("source", "added_by"))
    pieces = [piece for piece in everything if is_whole or piece.disclosure != Disclosure.PRIVATE]
    told = [piece for piece in pieces if is_whole or piece.disclosure == Disclosure.PUBLIC]
    veiled = {piece.source_id for piece in everything if piece.identity_level in HIDDEN}
    copied = [
        piece for piece in told
        if is_whole or not (piece.source.is_archived_privately or piece.source_id in veiled)
    ]  # fmt: skip
    rows = Capture.objects.kept().defer("warc", "text").filter(source__in={piece.source_id for piece in copied})
    marked = {piece.capture_id for piece in copied if piece.capture_id}
    chosen: dict[int, Capture] = {}
    newest: set[int] = set()
    for capture in rows:
        if capture.pk in marked or capture.source_id not in newest:
            chosen[capture.pk] = capture
        newest.add(capture.source_id)
    return Shown(
        pieces=pieces,
        open_pieces=frozenset(piece.pk for piece in told),
        captures=sorted(chosen.values(), key=lambda one: one.pk),
        withheld=len(everything) - len(pieces),
        is_whole=is_whole,
    )


def _members(captures: Sequence[Capture]) -> Iterator[Member]:
    """One copy at a time: together they may be larger than the memory."""
    for known in captures:
        capture = Capture.objects.select_related("source").get(pk=known.pk)
        yield Member(
            name=file_name(capture),
            data=bytes(capture.warc or b""),
            url=capture.final_url if capture.url else file_address(capture.final_url),
            title=capture.source.title,
            at=capture.retrieved_at or capture.requested_at,
            text=capture.text[:100_000],
        )


def file_name(capture: Capture) -> str:
    """The name of a copy inside a pack."""
    return f"copy-{capture.pk}.warc.gz"


# -- the record ---------------------------------------------------------------------------------


def _record(claim: Claim, shown: Shown, *, actor: User, audience: str) -> dict[str, Any]:
    pieces, captures = shown.pieces, shown.captures
    verdicts = list(
        claim.verdicts.select_related("rating__scale", "author")
        .prefetch_related("reviews__reviewer", "opinions")
        .order_by("number")
    )
    hidden = withheld(actor, claim, verdicts[::-1])
    fold = fold_of(actor, hidden, verdicts)
    verdicts = [verdict for verdict in verdicts if verdict.pk not in hidden]
    copies: dict[int, list[ArchivedCopy]] = {}
    noted = ArchivedCopy.objects.filter(source__in={piece.source_id for piece in pieces}).order_by("id")
    for copy in noted if shown.is_whole else noted.filter(source__is_archived_privately=False):
        copies.setdefault(copy.source_id, []).append(copy)
    publications = list(claim.publications.select_related("published_by").order_by("number"))
    corrections = list(claim.corrections.published().select_related("decided_by").order_by("decided_at", "id"))
    software = f"{settings.SITE_NAME} (fact-check desk)"
    told = Told(claim, verdicts, pieces, shown.open_pieces, captures, publications, corrections, software)
    return {
        "format": FORMAT,
        "audience": str(audience),
        "created": _last_change(claim, captures).isoformat(),
        "software": software,
        "desk": {"name": settings.PUBLISHER_NAME, "url": settings.SITE_URL},
        "claim": _claim_told(claim),
        "verdicts": [_verdict_told(verdict) for verdict in verdicts],
        "evidence": [_evidence_told(piece, shown) for piece in pieces],
        "withheld": shown.withheld,
        "worksheet": worksheet_record(claim, fold),
        "right_of_reply": replies_record(claim),
        "sources": _sources_told(shown, copies),
        "copies": [_copy_told(capture) for capture in captures],
        "publications": [
            {"number": one.number, "slug": one.slug, "occasion": one.occasion, "note": one.note,
             "published_at": one.published_at.isoformat(), "claim_review": one.json_ld}
            for one in publications
        ],
        "corrections": [
            {"occasion": one.occasion, "reason": one.reason, "note": one.note,
             "decided_at": one.decided_at.isoformat() if one.decided_at else None}
            for one in corrections
        ],
        "provenance": provenance(told).as_json(),
    }  # fmt: skip


def _last_change(claim: Claim, captures: list[Capture]) -> datetime:
    """When the newest thing in it came about: a pack of the same things bears the same moment."""
    last: datetime | None = Event.objects.about("claim", claim.pk).aggregate(last=Max("at"))["last"]
    kept = [capture.retrieved_at for capture in captures if capture.retrieved_at]
    moments: list[datetime] = [claim.created_at, *([last] if last else []), *kept]
    return max(moments)


def _claim_told(claim: Claim) -> dict[str, Any]:
    article, text = claim.article, claim.version.text
    return {
        "id": claim.pk,
        "standalone": claim.standalone,
        "quote": claim.quote,
        "kind": claim.kind,
        "status": claim.status,
        "said_from": claim.said_from.isoformat() if claim.said_from else None,
        "said_until": claim.said_until.isoformat() if claim.said_until else None,
        "speaker": {"name": claim.speaker.name, "kind": claim.speaker.kind, "same_as": claim.speaker.same_as}
        if claim.speaker
        else None,
        "source_text": claim.statement.source_text if claim.statement else "",
        "article": {
            "title": article.title,
            "url": article.url,
            "outlet": article.outlet.name if article.outlet else "",
            "published_on": article.published_on.isoformat() if article.published_on else None,
            "text_sha256": claim.version.text_sha256,
            "version": claim.version.number,
        },
        "selectors": _selectors(
            claim.quote, text[max(0, claim.start - CONTEXT) : claim.start], text[claim.end : claim.end + CONTEXT],
            claim.start, claim.end,
        ),
    }  # fmt: skip


def _selectors(exact: str, prefix: str, suffix: str, start: int | None, end: int | None) -> list[dict[str, Any]]:
    """As the Web Annotation model words them; positions count Unicode code points."""
    found: list[dict[str, Any]] = [{"type": "TextQuoteSelector", "exact": exact, "prefix": prefix, "suffix": suffix}]
    if start is not None and end is not None:
        found.append({"type": "TextPositionSelector", "start": start, "end": end})
    return found


def _verdict_told(verdict: Verdict) -> dict[str, Any]:
    rating = verdict.rating
    return {
        "number": verdict.number,
        "rating": {
            "slug": rating.slug, "label": rating.label, "truth": rating.truth, "value": rating.value,
            "scale": rating.scale.name,
        },
        "summary": verdict.summary,
        "rationale": verdict.rationale,
        "right_of_reply": verdict.right_of_reply,
        "author": str(verdict.author),
        "created_at": verdict.created_at.isoformat(),
        "reviews": [
            {"reviewer": str(review.reviewer), "decision": review.decision, "created_at": review.created_at.isoformat()}
            for review in sorted(verdict.reviews.all(), key=lambda one: one.pk)
        ],
    }  # fmt: skip


def _evidence_told(piece: Evidence, shown: Shown) -> dict[str, Any]:
    kept = {capture.pk for capture in shown.captures}
    told: dict[str, Any] = {
        "id": piece.pk,
        "motivation": "assessing",
        "stance": piece.stance,
        "proximity": piece.proximity,
        "proximity_reason": piece.proximity_reason,
        "medium": piece.medium,
        "identity_level": piece.identity_level,
        "independence_group": piece.independence_group,
        "note": piece.note,
        "disclosure": piece.disclosure,
        "created_at": piece.created_at.isoformat(),
    }
    if piece.pk in shown.open_pieces:
        told |= {"source": f"source-{piece.source_id}", "interests": piece.interests}
        if piece.passage:
            told["target"] = {
                "source": piece.source.url,
                "copy": piece.capture_id if piece.capture_id in kept else None,
                "anchoring": piece.anchoring,
                "selectors": _selectors(
                    piece.passage, piece.passage_prefix, piece.passage_suffix, piece.passage_start, piece.passage_end
                ),
            }
    return told


def _sources_told(shown: Shown, copies: dict[int, list[ArchivedCopy]]) -> list[dict[str, Any]]:
    veiled = set() if shown.is_whole else {one.source_id for one in shown.pieces if one.identity_level in HIDDEN}
    seen: dict[int, dict[str, Any]] = {}
    for piece in shown.pieces:
        source = piece.source
        if piece.pk not in shown.open_pieces or source.pk in seen:
            continue
        kept = [capture for capture in shown.captures if capture.source_id == source.pk]
        elsewhere = copies.get(source.pk, [])
        seen[source.pk] = as_csl(
            Cited(
                key=f"source-{source.pk}",
                kind=source.kind,
                medium=piece.medium,
                title=source.title,
                url=source.url,
                author="" if source.pk in veiled else source.author,
                publisher=source.publisher,
                published_on=source.published_on,
                accessed_at=kept[-1].retrieved_at if kept else None,
                copies=tuple(copy.url for copy in elsewhere),
            ),
            custom={
                "copies": [capture.pk for capture in kept],
                "archived": [
                    {"url": copy.url, "at": copy.archived_at.isoformat() if copy.archived_at else None}
                    for copy in elsewhere
                ],
                "link_state": source.link_state,
                "archived_privately": source.is_archived_privately,
            },
        )
    return list(seen.values())


def _copy_told(capture: Capture) -> dict[str, Any]:
    return {
        "id": capture.pk,
        "source": f"source-{capture.source_id}",
        "file": f"archive/{file_name(capture)}",
        "url": capture.url,
        "final_url": capture.final_url,
        "retrieved_at": capture.retrieved_at.isoformat() if capture.retrieved_at else None,
        "http_status": capture.http_status,
        "content_type": capture.content_type,
        "body_sha256": capture.body_sha256,
        "text_sha256": capture.text_sha256,
        "warc_sha256": capture.warc_sha256,
    }
