"""What pages tell of a source's copies: the newest that is kept, what is under way, what failed and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from claims.extraction.anchoring import Anchoring
from claims.matching.fragments import passage_link
from claims.models import Capture, CapturePurpose, CaptureState, Evidence, Source
from claims.services.pulse import is_worker_silent
from claims.services.sources import OriginHint, shared_origins

POLL_FAST, POLL_SLOW = 1, 5  # seconds between looks; slow once it has waited for half a minute

HOLDS = {
    Anchoring.EXACT: "Word for word in our copy",
    Anchoring.NORMALISED: "In our copy, but for signs or case",
    Anchoring.FUZZY: "In our copy in slightly other words",
    Anchoring.ORPHANED: "Not in our copy",
}


@dataclass(frozen=True, slots=True)
class CopyState:
    """Of one source. ``kept`` is the newest copy, ``waiting`` the request under way, ``failed`` the last one that came
    to nothing and was not made up for since."""

    kept: Capture | None = None
    waiting: Capture | None = None
    failed: Capture | None = None

    def waited(self, now: datetime) -> timedelta:
        return max(timedelta(0), now - self.waiting.requested_at) if self.waiting else timedelta(0)


def copy_states(source_ids: Iterable[int]) -> dict[int, CopyState]:
    """By source. One query."""
    states: dict[int, dict[str, Capture]] = {}
    rows = Capture.objects.without_bytes().filter(source__in=set(source_ids)).order_by("source_id", "-id")
    for capture in rows:
        seen = states.setdefault(capture.source_id, {})
        match capture.state:
            case CaptureState.REQUESTED:
                seen.setdefault("waiting", capture)
            case CaptureState.ARCHIVED:
                best = seen.get("kept")
                if best is None or (capture.retrieved_at, capture.pk) > (best.retrieved_at, best.pk):
                    seen["kept"] = capture
            case CaptureState.FAILED if capture.purpose != CapturePurpose.WATCH:
                last = seen.get("failed")
                if last is None or capture.requested_at > last.requested_at:
                    seen["failed"] = capture
    for seen in states.values():
        kept, failed = seen.get("kept"), seen.get("failed")
        # What somebody asked for is told until a copy made up for it, even where an older one is kept.
        if kept and failed and kept.retrieved_at and kept.retrieved_at >= failed.requested_at:
            del seen["failed"]
    return {source_id: CopyState(**seen) for source_id, seen in states.items()}


@dataclass(frozen=True, slots=True)
class PieceView:
    """One piece of evidence with its copy, as the claim page shows it."""

    piece: Evidence
    copy: CopyState
    holds: str
    link: str
    poll: int | None
    waited: timedelta

    @property
    def anchoring(self) -> str:
        return self.piece.anchoring


def piece_view(piece: Evidence, copy: CopyState, *, now: datetime) -> PieceView:
    waited = copy.waited(now)
    poll = (POLL_FAST if waited < timedelta(seconds=30) else POLL_SLOW) if copy.waiting else None
    return PieceView(
        piece=piece,
        copy=copy,
        holds=HOLDS.get(Anchoring(piece.anchoring), "") if piece.anchoring else "",
        link=passage_link(piece.source.url, piece.passage, prefix=piece.passage_prefix, suffix=piece.passage_suffix),
        poll=poll,
        waited=waited,
    )


def evidence_context(evidence: Sequence[Evidence], *, now: datetime) -> dict[str, Any]:
    """For the evidence of the claim page: the pieces with their copies, and which tell one story twice."""
    states = copy_states(piece.source_id for piece in evidence)
    views = [piece_view(piece, states.get(piece.source_id, CopyState()), now=now) for piece in evidence]
    hints: list[OriginHint] = shared_origins(evidence)
    return {
        "piece_views": views,
        "origin_hints": hints,
        "to_look_at": sum(bool(piece.source.link_note) for piece in evidence),
        "is_silent": any(view.poll for view in views) and is_worker_silent(now=now),
    }


@dataclass(frozen=True, slots=True)
class Stretch:
    """Part of a paragraph. ``mark`` is the id of the piece of evidence that is marked there, if one is."""

    text: str
    mark: int | None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``start`` is where it begins in the copy's text, in code points."""

    start: int
    stretches: tuple[Stretch, ...]


def paragraphs_of(text: str, marks: Sequence[tuple[int, int, int]]) -> list[Paragraph]:
    """The text by paragraphs, nothing left out of them, with marked spans (start, end, key) cut out. Where marks
    overlap, the first one counts."""
    spans: list[tuple[int, int, int]] = []
    for start, end, key in sorted(marks):
        begin = max(start, spans[-1][1]) if spans else start
        if begin < end:
            spans.append((begin, end, key))
    found: list[Paragraph] = []
    at = 0
    for block in text.split("\n\n"):
        start, end = at, at + len(block)
        at = end + 2
        if block.strip():
            found.append(Paragraph(start, _stretches(text, start, end, spans)))
    return found


def _stretches(text: str, start: int, end: int, spans: Sequence[tuple[int, int, int]]) -> tuple[Stretch, ...]:
    pieces: list[Stretch] = []
    at = start
    for begin, stop, key in spans:
        begin, stop = max(begin, start), min(stop, end)  # noqa: PLW2901
        if begin >= stop:
            continue
        if begin > at:
            pieces.append(Stretch(text[at:begin], None))
        pieces.append(Stretch(text[begin:stop], key))
        at = stop
    if at < end:
        pieces.append(Stretch(text[at:end], None))
    return tuple(pieces)


def source_copies(source: Source) -> list[Capture]:
    """All copies of a source, newest first, without their bytes."""
    return list(source.captures.without_bytes().select_related("requested_by").order_by("-requested_at", "-id")[:50])
