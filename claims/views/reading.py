"""An article laid out for reading: paragraphs, the marks in them, and what was found in each.

Marks overlap and nest, so a paragraph is cut where any of them begins or ends; each piece knows all that cover it.
Everything counts code points, as the database does.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, pairwise
from typing import Literal

from claims.models import Claim, Statement
from claims.services.integrity import Elsewhere
from claims.services.newwords import NewWords
from claims.workflow import ClaimStatus

Role = Literal["claim", "speech", "cue", "source"]

FAINT = 0.5  # proposals below it are only underlined, so that the page does not shout
STRETCH = 1000  # characters
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")
_LINE_END = re.compile(r"\n")


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int
    role: Role
    key: int  # the claim's or the statement's id
    status: str = ""
    score: float = 1.0
    lane: int = 0  # of the line under it: none that overlap share one; the shorter lies nearer to the words

    @property
    def state(self) -> str:
        return strongest((self,))


@dataclass(frozen=True, slots=True)
class Piece:
    """Text under one and the same set of marks; ``begins`` are the claims whose first piece this is, and ``details``
    the ids of what is said about those beside the text."""

    text: str
    marks: tuple[Mark, ...]
    begins: tuple[int, ...]
    details: tuple[str, ...] = ()

    @property
    def claims(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.role == "claim")

    @property
    def state(self) -> str:
        return strongest(self.claims)

    def has(self, role: Role) -> bool:
        return any(mark.role == role for mark in self.marks)


@dataclass(slots=True)
class Find:
    """What one attribution holds in this paragraph, or what the outlet claims in its own voice."""

    statement: Statement | None
    claims: list[Claim] = field(default_factory=list)
    chain: list[Statement] = field(default_factory=list)  # in whose telling it stands, nearest first
    others: list[Elsewhere] = field(default_factory=list)  # the same words in another mouth
    parts: dict[int, list[int]] = field(default_factory=dict)  # what a claim was split into
    put: dict[int, list[dict[str, str]]] = field(default_factory=dict)  # what the stand-alone wording put in
    words: dict[int, NewWords] = field(default_factory=dict)  # where the passage reads differently from before
    reads: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # what it reads at the source by now

    @property
    def is_unnamed(self) -> bool:
        return self.statement is not None and self.statement.resolved_by == "unnamed"

    @property
    def is_unresolved(self) -> bool:
        """Somebody is said to have said it, and nobody of the register stands behind it yet."""
        return self.statement is not None and not self.is_unnamed and self.statement.speaker_id is None

    @property
    def key(self) -> str:
        return f"said-{self.statement.pk}" if self.statement else f"own-{self.claims[0].pk}"


@dataclass(slots=True)
class Paragraph:
    start: int
    end: int
    pieces: list[Piece] = field(default_factory=list)
    finds: list[Find] = field(default_factory=list)
    is_later: bool = False  # its finds are sent when it comes into view
    depth: int = 0  # how many claims meet at most over one of its words

    @property
    def count(self) -> int:
        return sum(max(len(find.claims), 1) for find in self.finds)


def paragraph_spans(text: str) -> list[tuple[int, int]]:
    """Paragraphs as the writer set them: between blank lines where the text has any, else line by line."""
    rule = _BLANK_LINES if _BLANK_LINES.search(text.strip()) else _LINE_END
    edges = [0, *(edge for gap in rule.finditer(text) for edge in gap.span()), len(text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if text[start:end].strip()]


def lay_out(
    text: str,
    claims: Iterable[Claim],
    statements: Iterable[Statement],
    *,
    elsewhere: Iterable[Statement] = (),
    within: tuple[int, int] | None = None,
) -> list[Paragraph]:
    """The article, or its paragraphs that touch ``within``. A claim is listed with the paragraph in which it begins.

    For a part, ``claims`` and ``statements`` may be those alone that touch it. ``elsewhere``: statements that stand in
    an older text; their claims are listed under them, and they are not marked.
    """
    claims, statements = list(claims), list(statements)
    paragraphs = [Paragraph(start, end) for start, end in paragraph_spans(text)]
    if not paragraphs:
        return []
    starts = [paragraph.start for paragraph in paragraphs]

    def at(position: int) -> int:
        return max(bisect_right(starts, position) - 1, 0)

    by_place: list[list[Mark]] = [[] for _ in paragraphs]
    for mark in (*_claim_marks(claims), *_speech_marks(statements, {claim.statement_id for claim in claims})):
        for place in range(at(mark.start), at(mark.end - 1) + 1):
            by_place[place].append(mark)
    for place, finds in _finds(claims, statements, list(elsewhere), at).items():
        paragraphs[place].finds = finds
    shown = range(len(paragraphs)) if within is None else range(at(within[0]), at(max(*within, 1) - 1) + 1)
    for place in shown:
        one = paragraphs[place]
        one.pieces = cut_pieces(text, one.start, one.end, by_place[place])
        one.depth = max((len(piece.claims) for piece in one.pieces), default=0)
    return [paragraphs[place] for place in shown]


def in_lanes(marks: Iterable[Mark]) -> list[Mark]:
    """The claims' marks, each in the lowest lane that nothing overlapping it has taken, the shortest first."""
    placed: list[Mark] = []
    near: dict[int, list[Mark]] = {}  # by stretch of the text, so that a long one is not compared with all of it
    for mark in sorted(marks, key=lambda one: (one.end - one.start, one.start, one.key)):
        stretches = range(mark.start // STRETCH, mark.end // STRETCH + 1)
        taken = {
            one.lane
            for stretch in stretches
            for one in near.get(stretch, ())
            if one.start < mark.end and mark.start < one.end
        }
        put = replace(mark, lane=next(lane for lane in count() if lane not in taken))
        placed.append(put)
        for stretch in stretches:
            near.setdefault(stretch, []).append(put)
    return placed


def cut_pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> list[Piece]:
    """The text from start to end, cut at every edge of a mark. Joined, the pieces are exactly that text."""
    edges = {start, end}
    for mark in marks:
        edges.update(edge for edge in (mark.start, mark.end) if start < edge < end)
    pieces = []
    for left, right in pairwise(sorted(edges)):
        over = tuple(mark for mark in marks if mark.start <= left and right <= mark.end)
        begins = tuple(
            mark.key for mark in over if mark.role == "claim" and left == max(mark.start, start) and mark.start >= start
        )
        pieces.append(Piece(text[left:right], over, begins, tuple(f"find-{key}" for key in begins)))
    return pieces


def _claim_marks(claims: Iterable[Claim]) -> Iterable[Mark]:
    marks = (Mark(claim.start, claim.end, "claim", claim.pk, claim.status, claim.score) for claim in claims)
    return in_lanes(marks)


def _speech_marks(statements: Iterable[Statement], claimed: set[int | None]) -> Iterable[Mark]:
    """Who speaks and the word that says so; the content only where no claim in it is marked anyway."""
    spans: tuple[tuple[Role, str], ...] = (
        ("speech", "content_spans"),
        ("cue", "cue_spans"),
        ("source", "source_spans"),
    )
    for statement in statements:
        for role, name in spans[1:] if statement.pk in claimed else spans:
            for start, end in getattr(statement, name):
                if start < end:
                    yield Mark(start, end, role, statement.pk)


def _finds(
    claims: list[Claim], statements: list[Statement], elsewhere: list[Statement], at: Callable[[int], int]
) -> dict[int, list[Find]]:
    by_statement: dict[int, dict[int, Find]] = {}  # statement → paragraph → find
    finds: dict[int, list[Find]] = {}
    known = {statement.pk: statement for statement in (*statements, *elsewhere)}
    for claim in sorted(claims, key=lambda one: (one.start, -one.end, one.pk)):
        place = at(claim.start)
        statement = known.get(claim.statement_id) if claim.statement_id else None
        here = finds.setdefault(place, [])
        if statement is None:
            # Neighbours in the outlet's own voice stand under one heading, unless a person gave one a speaker.
            last = here[-1] if here else None
            if last and last.statement is None and last.claims[-1].speaker_id == claim.speaker_id:
                last.claims.append(claim)
            else:
                here.append(Find(None, [claim]))
            continue
        find = by_statement.setdefault(statement.pk, {}).get(place)
        if find is None:
            find = by_statement[statement.pk][place] = Find(statement)
            here.append(find)
        find.claims.append(claim)
    for statement in statements:
        if statement.pk not in by_statement:
            finds.setdefault(at(statement.start), []).append(Find(statement))
    for here in finds.values():
        here.sort(
            key=lambda find: find.claims[0].start if find.claims else find.statement.start if find.statement else 0
        )
    return finds


def strongest(marks: Sequence[Mark]) -> str:
    """How a piece under several claims is drawn: the state that most asks for a person."""
    order = (ClaimStatus.PROPOSED, ClaimStatus.OPEN, ClaimStatus.IN_REVIEW, ClaimStatus.RETURNED, ClaimStatus.SUBMITTED)
    held = {mark.status for mark in marks}
    if not held - {ClaimStatus.DISMISSED}:
        return "dismissed"
    if ClaimStatus.PROPOSED in held and max(mark.score for mark in marks) < FAINT:
        return "faint"
    return next((str(status) for status in order if status in held), "settled")
