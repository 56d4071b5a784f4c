"""Annotated articles in, labelled windows out."""

import gzip
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from claims.evaluation import gold
from claims.extraction import quotes, sentences
from claims.extraction.tagger import tags
from claims.extraction.tagger.deeds import Deed, deed_of
from claims.extraction.tagger.pieces import Pieces, read
from claims.extraction.tagger.windows import LONGEST, NO_PIECE, Ints, Window, pack
from claims.extraction.tagger.wordpiece import Vocabulary

UNKNOWN_DEED = -1
NOT_HERE = -1  # the source or cue lies in another window: no lesson in it
# Share of the articles that are also seen with British single marks; the tagger must not lean on one house's marks.
SINGLE_MARKS = 0.15
_SWAP = str.maketrans('“”‘’"', "‘’“”'")


@dataclass(slots=True)
class Labelled:
    """A window with its tags and, for every cue in it, the pieces it goes with (0 stands for none)."""

    window: Window
    tags: Ints
    cues: list[tuple[int, int, int]]  # first piece of the cue, first piece of its source, deed
    contents: list[tuple[int, int]]  # first piece of a stretch of content, first piece of its cue


def rows(path: Path) -> list[dict[str, Any]]:
    """The first annotator's row of every article."""
    seen: dict[str, dict[str, Any]] = {}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            seen.setdefault(row["doc"], row)
    return list(seen.values())


def gold_rows(folder: Path) -> list[dict[str, Any]]:
    """Articles of the gold set as rows of the same shape, each cue with its deed.

    Only outermost statements: the tags cannot hold one content within another.
    """
    return [
        {
            "text": article.text,
            "attributions": [
                {
                    "source": [statement.source] if statement.source else [],
                    "cue": [statement.cue] if statement.cue else [],
                    "content": list(statement.content),
                    "deed": Deed[statement.deed.upper()],
                }
                for statement in article.statements
                if statement.parent is None
            ],
        }
        for article in gold.load([folder])
        if article.language == "en"
    ]


@dataclass(slots=True)
class Article:
    """Pieces with the labels of a whole text."""

    pieces: Pieces
    tags: Ints
    cues: list[tuple[int, int | None, int]]
    contents: list[tuple[int, int]]

    def windows(self, chance: random.Random | None) -> list[Labelled]:
        first_limit = chance.choice((96, 160, 224, None)) if chance is not None else None
        return [_labelled(self, window) for window in pack(self.pieces, first_limit=first_limit)]


def article(vocabulary: Vocabulary, row: dict[str, Any], *, swap_marks: bool = False) -> Article:
    text: str = row["text"].translate(_SWAP) if swap_marks else row["text"]
    paragraphs = sentences.paragraphs(text)
    marks = quotes.find(text, paragraphs, sentences.split(text, paragraphs))
    pieces = read(vocabulary, text, paragraphs, marks)
    labels = np.zeros(len(pieces), dtype=np.int64)
    starts = np.asarray(pieces.start)
    owner = np.full(len(pieces), -1)

    def within(span: list[int]) -> tuple[int, int]:
        return int(np.searchsorted(starts, span[0])), int(np.searchsorted(starts, span[1]))

    found = [a for a in row["attributions"] if a["cue"] and a["content"]]
    for role in (tags.CONTENT, tags.SOURCE, tags.CUE):  # a later role takes the words that an earlier one holds
        for number, attribution in enumerate(found):
            for span in attribution[tags.ROLES[role]]:
                low, high = within(span)
                labels[low:high] = tags.inside(role)
                owner[low:high] = number if role == tags.CONTENT else -2 - number
    cues: list[tuple[int, int | None, int]] = []
    contents: list[tuple[int, int]] = []
    cue_at: dict[int, int] = {}
    for number, attribution in enumerate(found):
        low, high = within(attribution["cue"][0])
        if high <= low or role_in(labels, low) != tags.CUE:
            continue
        cue_at[number] = low
        source: int | None = None
        if attribution["source"]:
            first, last = within(attribution["source"][0])
            source = first if last > first and role_in(labels, first) == tags.SOURCE else NOT_HERE
        words = " ".join(text[s:e] for s, e in attribution["cue"])
        deed = attribution.get("deed", deed_of(words))
        cues.append((low, source, UNKNOWN_DEED if deed is None else int(deed)))
        labels[low] = tags.begin(tags.CUE)
        if source is not None and source != NOT_HERE:
            labels[source] = tags.begin(tags.SOURCE)
    before = -1
    for place in range(len(pieces)):
        is_content = labels[place] == tags.inside(tags.CONTENT)
        breaks = place == 0 or pieces.paragraph[place] != pieces.paragraph[place - 1]
        if is_content and (before != owner[place] or breaks):
            labels[place] = tags.begin(tags.CONTENT)
            if int(owner[place]) in cue_at:
                contents.append((place, cue_at[int(owner[place])]))
        before = int(owner[place]) if is_content else -1
    return Article(pieces, _well_formed(labels), cues, contents)


def role_in(labels: Ints, place: int) -> int:
    return tags.role_of(int(labels[place])) if labels[place] else -1


def _well_formed(labels: Ints) -> Ints:
    """An I without its B becomes one."""
    before = tags.OUT
    for place, tag in enumerate(labels):
        if tag and tag % 2 == 0 and not tags.ALLOWED[before, tag]:
            labels[place] = tag - 1
        before = int(labels[place])
    return labels


def _labelled(whole: Article, window: Window) -> Labelled:
    place_in = {int(piece): place for place, piece in enumerate(window.pieces) if piece != NO_PIECE}
    labels = np.where(window.pieces == NO_PIECE, tags.OUT, whole.tags[window.pieces])
    cues = []
    for cue, source, deed in whole.cues:
        if cue in place_in:
            cues.append((place_in[cue], 0 if source is None else place_in.get(source, NOT_HERE), deed))
    contents = [(place_in[c], place_in.get(cue, 0)) for c, cue in whole.contents if c in place_in]
    return Labelled(window, _well_formed(labels), cues, contents)


def distances(found: list[Article]) -> dict[str, npt.NDArray[np.float64]]:
    """How likely each distance of a source from its cue, and of a cue from its content, is before a word is read.

    Logarithms of the share of the links in a bucket, spread over the pieces in it, and of those that go nowhere.
    """
    size = tags.bucket(np.arange(-LONGEST, LONGEST + 1))
    room = np.bincount(size, minlength=tags.BUCKETS).clip(1)
    sources, cues = np.full(tags.BUCKETS, 0.5), np.full(tags.BUCKETS, 0.5)
    no_source = no_cue = 0.5
    for labelled in (window for whole in found for window in whole.windows(None)):
        for cue, source, _ in labelled.cues:
            if source > 0:
                sources[tags.bucket(np.array(source - cue))] += 1
            no_source += source == 0
        for content, cue in labelled.contents:
            if cue > 0:
                cues[tags.bucket(np.array(cue - content))] += 1
            no_cue += cue == 0
    of_sources, of_cues = sources.sum() + no_source, cues.sum() + no_cue
    return {
        "source_distance": np.log(sources / of_sources / room),
        "content_distance": np.log(cues / of_cues / room),
        "no_source": np.log(np.array(no_source / of_sources)),
        "no_cue": np.log(np.array(no_cue / of_cues)),
    }


def articles(vocabulary: Vocabulary, found: list[dict[str, Any]], seed: int, share: float) -> list[list[Article]]:
    """For every row its versions: as printed, and for a share of them with single marks too."""
    chance = random.Random(seed)
    return [
        [article(vocabulary, row)] + ([article(vocabulary, row, swap_marks=True)] if chance.random() < share else [])
        for row in found
    ]
