"""All that somebody else needs to check a check: one record as JSON, and the copies it rests on as one WACZ file."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from django.conf import settings
from django.utils.text import slugify

from claims.archiving.citations import Cited, as_csl
from claims.archiving.wacz import Described, Member, write_wacz
from claims.errors import Missing
from claims.extraction.anchoring import CONTEXT
from claims.models import ArchivedCopy, Capture, Claim, Disclosure, Evidence, IdentityLevel, User, Verdict
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.services.blindness import fold_of
from claims.services.opinions import withheld
from claims.services.packprov import Told, provenance
from claims.services.replies import replies_record
from claims.services.worksheet import worksheet_record

FORMAT = "factcheck-record/1"
RECORD = "record.json"
IN_MEMORY = 8 * 1024 * 1024
HIDDEN = (IdentityLevel.UNNAMED_TO_PUBLIC, IdentityLevel.CONFIDENTIAL)


@dataclass(frozen=True, slots=True)
class Pack:
    """A finished file, open at its beginning; whoever has it closes it."""

    name: str
    file: IO[bytes]


def make_pack(*, actor: User, claim_id: int, now: datetime) -> Pack:
    """The WACZ of a claim: copies of its public sources, and the record. What readers may not see stays out of it."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    claim = _claim(claim_id)
    shown, captures = _shown(claim)
    record = _record(claim, shown, captures, actor=actor, now=now)
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - handed on open
    write_wacz(
        out,
        members=_members(captures),
        described=Described(
            title=f"Claim {claim.pk}: {claim.standalone[:200]}",
            description="Copies of the sources of one fact-check, with the record of how it was judged.",
            software=record["software"],
            created=now,
            main_page_url=next((capture.final_url for capture in captures if capture.url), ""),
        ),
        extra={RECORD: json.dumps(record, ensure_ascii=False, indent=1).encode()},
    )
    out.seek(0)
    return Pack(f"claim-{claim.pk}-{slugify(claim.standalone)[:50].strip('-') or 'check'}.wacz", out)


def make_record(*, actor: User, claim_id: int, now: datetime) -> dict[str, Any]:
    """The record alone: claim, verdicts, evidence with selectors, sources as CSL-JSON, hashes, PROV-O."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    claim = _claim(claim_id)
    shown, captures = _shown(claim)
    return _record(claim, shown, captures, actor=actor, now=now)


def _claim(claim_id: int) -> Claim:
    claim = (
        Claim.objects.select_related("article__outlet", "version", "speaker", "statement").filter(pk=claim_id).first()
    )
    if claim is None:
        raise Missing("no_such_claim", f"There is no claim {claim_id}.")
    return claim


def _shown(claim: Claim) -> tuple[list[Evidence], list[Capture]]:
    """What may be handed on, and the copies it rests on: those that passages stand in, else the newest."""
    pieces = list(
        claim.evidence.standing().exclude(disclosure=Disclosure.PRIVATE.value).select_related("source", "added_by")
    )
    open_sources = {piece.source_id for piece in pieces if piece.disclosure == Disclosure.PUBLIC}
    rows = Capture.objects.kept().defer("warc", "text").filter(source__in=open_sources)
    marked = {piece.capture_id for piece in pieces if piece.disclosure == Disclosure.PUBLIC and piece.capture_id}
    chosen: dict[int, Capture] = {}
    newest: set[int] = set()
    for capture in rows:
        if capture.pk in marked or capture.source_id not in newest:
            chosen[capture.pk] = capture
        newest.add(capture.source_id)
    return pieces, sorted(chosen.values(), key=lambda one: one.pk)


def _members(captures: Sequence[Capture]) -> Iterator[Member]:
    """One copy at a time: together they may be larger than the memory."""
    for known in captures:
        capture = Capture.objects.select_related("source").get(pk=known.pk)
        yield Member(
            name=file_name(capture),
            data=bytes(capture.warc or b""),
            url=capture.final_url if capture.url else f"file:///{capture.final_url}",
            title=capture.source.title,
            at=capture.retrieved_at or capture.requested_at,
            text=capture.text[:100_000],
        )


def file_name(capture: Capture) -> str:
    """The name of a copy inside a pack."""
    return f"copy-{capture.pk}.warc.gz"


# -- the record ---------------------------------------------------------------------------------


def _record(
    claim: Claim, pieces: list[Evidence], captures: list[Capture], *, actor: User, now: datetime
) -> dict[str, Any]:
    verdicts = list(
        claim.verdicts.select_related("rating__scale", "author")
        .prefetch_related("reviews__reviewer", "opinions")
        .order_by("number")
    )
    hidden = withheld(actor, claim, verdicts[::-1])
    fold = fold_of(actor, hidden, verdicts)
    verdicts = [verdict for verdict in verdicts if verdict.pk not in hidden]
    copies: dict[int, list[ArchivedCopy]] = {}
    for copy in ArchivedCopy.objects.filter(
        source__in={piece.source_id for piece in pieces}, source__is_archived_privately=False
    ).order_by("id"):
        copies.setdefault(copy.source_id, []).append(copy)
    publications = list(claim.publications.select_related("published_by").order_by("number"))
    corrections = list(claim.corrections.published().select_related("decided_by").order_by("decided_at", "id"))
    software = f"{settings.SITE_NAME} (fact-check desk)"
    told = Told(claim, verdicts, pieces, captures, publications, corrections, software)
    return {
        "format": FORMAT,
        "created": now.isoformat(),
        "software": software,
        "desk": {"name": settings.PUBLISHER_NAME, "url": settings.SITE_URL},
        "claim": _claim_told(claim),
        "verdicts": [_verdict_told(verdict) for verdict in verdicts],
        "evidence": [_evidence_told(piece) for piece in pieces],
        "withheld": claim.evidence.standing().filter(disclosure=Disclosure.PRIVATE.value).count(),
        "worksheet": worksheet_record(claim, fold),
        "right_of_reply": replies_record(claim),
        "sources": _sources_told(pieces, captures, copies),
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


def _evidence_told(piece: Evidence) -> dict[str, Any]:
    is_open = piece.disclosure == Disclosure.PUBLIC
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
    if is_open:
        told |= {"source": f"source-{piece.source_id}", "interests": piece.interests}
        if piece.passage:
            told["target"] = {
                "source": piece.source.url,
                "copy": piece.capture_id,
                "anchoring": piece.anchoring,
                "selectors": _selectors(
                    piece.passage, piece.passage_prefix, piece.passage_suffix, piece.passage_start, piece.passage_end
                ),
            }
    return told


def _sources_told(
    pieces: list[Evidence], captures: list[Capture], copies: dict[int, list[ArchivedCopy]]
) -> list[dict[str, Any]]:
    seen: dict[int, dict[str, Any]] = {}
    for piece in pieces:
        source = piece.source
        if piece.disclosure != Disclosure.PUBLIC or source.pk in seen:
            continue
        kept = [capture for capture in captures if capture.source_id == source.pk]
        elsewhere = copies.get(source.pk, [])
        seen[source.pk] = as_csl(
            Cited(
                key=f"source-{source.pk}",
                kind=source.kind,
                medium=piece.medium,
                title=source.title,
                url=source.url,
                author="" if piece.identity_level in HIDDEN else source.author,
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
