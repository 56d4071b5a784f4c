"""From the encoder's numbers to attributions: the best path of tags, then the best links."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claims.extraction.analysis import Span
from claims.extraction.tagger import tags
from claims.extraction.tagger.deeds import Deed
from claims.extraction.tagger.nearest import nearest
from claims.extraction.tagger.pieces import Pieces
from claims.extraction.tagger.windows import NO_PIECE, Window

Floats = npt.NDArray[np.float32]

REACH = 250  # pieces: the links were learned inside windows of about this length
LEAP = 2.0  # what a link costs for each paragraph between its ends, and two at most


@dataclass(frozen=True, slots=True)
class Links:
    """The learned numbers that are no part of the encoder."""

    moves: Floats  # tag → tag
    opening: Floats
    source_distance: Floats
    content_distance: Floats
    no_source: float
    no_cue: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """A run of pieces of one role, ``last`` included."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Found:
    """One attribution: spans of the text, how sure the links are, and what its cue tells of the source."""

    source: Span | None
    cue: Span
    content: tuple[Span, ...]
    deed: Deed  # as learned; a list of known cues may know better
    confidence: float  # 0..1: of the weakest link


@dataclass(frozen=True, slots=True)
class Read:
    """Everything the encoder said about a text, in the order of its pieces."""

    tags: npt.NDArray[np.int64]
    roles: Floats
    deeds: Floats


def viterbi(emissions: Floats, links: Links) -> npt.NDArray[np.int64]:
    """The best allowed path of tags through one window."""
    moves = np.where(tags.ALLOWED, links.moves, -np.inf).astype(np.float32)
    best = np.where(tags.ALLOWED_FIRST, links.opening, -np.inf) + emissions[0]
    came_from = np.zeros(emissions.shape, dtype=np.int64)
    columns = np.arange(tags.TAGS)
    for step in range(1, len(emissions)):
        scores = best[:, None] + moves
        came_from[step] = scores.argmax(axis=0)
        best = scores[came_from[step], columns] + emissions[step]
    path = np.zeros(len(emissions), dtype=np.int64)
    path[-1] = best.argmax()
    for step in range(len(emissions) - 1, 0, -1):
        path[step - 1] = came_from[step, path[step]]
    return path


def gather(pieces: Pieces, windows: list[Window], outputs: list[tuple[Floats, Floats, Floats]], links: Links) -> Read:
    """Puts the windows together again."""
    size = len(pieces)
    labels = np.zeros(size, dtype=np.int64)
    roles = np.zeros((size, outputs[0][1].shape[-1] if outputs else 0), dtype=np.float32)
    deeds = np.zeros((size, len(Deed)), dtype=np.float32)
    for window, (emissions, role_rows, deed_rows) in zip(windows, outputs, strict=True):
        real = window.pieces != NO_PIECE
        places = window.pieces[real]
        labels[places] = viterbi(emissions[: len(window)], links)[real]
        roles[places] = role_rows[: len(window)][real]
        deeds[places] = deed_rows[: len(window)][real]
    return Read(labels, roles, deeds)


def stretches(pieces: Pieces, labels: npt.NDArray[np.int64]) -> dict[int, list[Stretch]]:
    """Runs of each role; one never crosses a paragraph."""
    found: dict[int, list[Stretch]] = {tags.SOURCE: [], tags.CUE: [], tags.CONTENT: []}
    first: int | None = None
    for place in range(len(labels) + 1):
        tag = int(labels[place]) if place < len(labels) else tags.OUT
        goes_on = (
            first is not None
            and tag == tags.inside(tags.role_of(int(labels[first])))
            and pieces.paragraph[place] == pieces.paragraph[first]
        )
        if first is not None and not goes_on:
            found[tags.role_of(int(labels[first]))].append(Stretch(first, place - 1))
            first = None
        if tag != tags.OUT and not goes_on:
            first = place
    return found


def attributions(pieces: Pieces, said: Read, links: Links, *, by_distance: bool = False) -> list[Found]:
    """Each stretch of content goes to its best cue, each cue takes its best source; one without content is dropped.

    ``by_distance`` leaves out what was learned of links and takes the nearest.
    """
    runs = stretches(pieces, said.tags)
    cues, sources, contents = runs[tags.CUE], runs[tags.SOURCE], runs[tags.CONTENT]
    if not cues or not contents:
        return []
    asks, source, wants, cue = np.split(said.roles, 4, axis=1)
    cue_at = np.array([c.first for c in cues], dtype=np.int64)
    content_at = np.array([c.first for c in contents], dtype=np.int64)
    source_at = np.array([s.first for s in sources], dtype=np.int64)
    paragraphs = np.asarray(pieces.paragraph, dtype=np.int64)
    if by_distance:
        owners = nearest(contents, cues, pieces.paragraph)
        speakers = nearest(cues, sources, pieces.paragraph)
    else:
        owners = _pick(wants[content_at], cue[cue_at], content_at, cue_at, paragraphs, links.content_distance, None)
        speakers = _pick(
            asks[cue_at], source[source_at], cue_at, source_at, paragraphs, links.source_distance, links.no_source
        )
    held: dict[int, list[int]] = {}
    sure: dict[int, float] = {}
    for number, (owner, share) in enumerate(owners):
        held.setdefault(owner, []).append(number)
        sure[owner] = max(sure.get(owner, 0.0), share)
    found = []
    for number in sorted(held):
        if number < 0:
            continue
        speaker, share = speakers[number]
        at = cues[number].first
        found.append(
            Found(
                _span(pieces, sources[speaker]) if speaker >= 0 else None,
                _span(pieces, cues[number]),
                tuple(_span(pieces, contents[n]) for n in held[number]),
                Deed(int(said.deeds[at].argmax())),
                round(float(min(share, sure[number])), 3),
            )
        )
    return found


def _pick(
    queries: Floats,
    keys: Floats,
    at: npt.NDArray[np.int64],
    places: npt.NDArray[np.int64],
    paragraphs: npt.NDArray[np.int64],
    table: Floats,
    none: float | None,
) -> list[tuple[int, float]]:
    """For each query the best key and its share among those in reach; -1 where none is better, or none is there."""
    scale = 1.0 / math.sqrt(queries.shape[1]) if queries.size else 1.0
    found: list[tuple[int, float]] = []
    low = np.searchsorted(places, at - REACH)
    high = np.searchsorted(places, at + REACH)
    for row in range(len(at)):
        near = slice(int(low[row]), int(high[row]))
        scores = keys[near] @ queries[row] * scale + table[tags.bucket(places[near] - at[row])]
        scores = scores - LEAP * np.minimum(2, np.abs(paragraphs[places[near]] - paragraphs[at[row]]))
        if none is not None:
            scores = np.append(scores, none)
        if not len(scores):
            found.append((-1, 1.0))
            continue
        weights = np.exp(scores - scores.max())
        best = int(scores.argmax())
        is_none = none is not None and best == len(scores) - 1
        found.append((-1 if is_none else near.start + best, float(weights[best] / weights.sum())))
    return found


def _span(pieces: Pieces, stretch: Stretch) -> Span:
    return Span(pieces.start[stretch.first], pieces.end[stretch.last])
