"""The labelled sets, read from a data folder, and the same numbers of each sentence that the product computes."""

import gzip
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from claims.extraction import meaning
from claims.extraction.ngrams import SLOTS, slots
from claims.extraction.wording import FEATURES, measure

DEBATES = "checkworthy/claimbuster_1960_2012.jsonl.gz"
SPEECHES = "checkworthy/policlaim_gold_train.jsonl.gz"
WEB_PAGES = "checkworthy/news_silver.jsonl.gz"  # measured only
CHECKED_PAGES, CHECKS = "retrieval/articles_to_snopes.jsonl.gz", "retrieval/snopes_claims.jsonl.gz"
UNIMPORTANT = "UFS"  # a fact that the annotators of debates thought nobody needs to check
HALF = 0.5  # what it counts as while words are learned: more than no fact, less than one to check
Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Row:
    set: str  # "debates" or "speeches"
    document: str
    text: str
    label: int  # what is measured
    aim: float = 0.0  # what is learned from


@dataclass(slots=True)
class Table:
    """Sentences as numbers: which slots each has, and the values of its features."""

    rows: list[Row]
    starts: Numbers
    slots: Numbers
    features: Floats
    vectors: npt.NDArray[np.float32]  # of the sentence encoder
    share: Floats = field(init=False)  # what each slot of a row counts

    def __post_init__(self) -> None:
        self.share = 1.0 / np.sqrt(np.maximum(1, np.diff(self.starts)))

    @classmethod
    def of(cls, rows: list[Row]) -> "Table":
        found = [slots(row.text) for row in rows]
        starts = np.concatenate([[0], np.cumsum([len(one) for one in found])]).astype(np.int64)
        names = {feature.name: number for number, feature in enumerate(FEATURES)}
        features = np.zeros((len(rows), len(FEATURES)))
        for number, row in enumerate(rows):
            for name, (value, _) in measure(row.text).items():
                features[number, names[name]] = value
        vectors = meaning.vectors([row.text for row in rows])
        return cls(rows, starts, np.concatenate(found) if found else np.empty(0, np.int64), features, vectors)

    def chosen(self, inside: npt.NDArray[np.bool_]) -> "Table":
        numbers = np.flatnonzero(inside)
        pieces = [self.slots[self.starts[n] : self.starts[n + 1]] for n in numbers]
        starts = np.concatenate([[0], np.cumsum([len(one) for one in pieces])]).astype(np.int64)
        rows = [self.rows[n] for n in numbers]
        return Table(rows, starts, np.concatenate(pieces), self.features[numbers], self.vectors[numbers])

    @property
    def labels(self) -> Floats:
        return np.array([float(row.label) for row in self.rows])

    @property
    def aims(self) -> Floats:
        return np.array([row.aim for row in self.rows])

    def pull(self, words: Floats) -> Floats:
        """The sum over the slots of each row."""
        if not len(self.slots):
            return np.zeros(len(self.rows))
        summed = np.concatenate([[0.0], np.cumsum(words[self.slots])])
        return np.asarray((summed[self.starts[1:]] - summed[self.starts[:-1]]) * self.share, dtype=np.float64)

    def back(self, error: Floats) -> Floats:
        """The transposed product: errors of the rows summed into their slots."""
        spread = np.repeat(error * self.share, np.diff(self.starts))
        return np.asarray(np.bincount(self.slots, weights=spread, minlength=SLOTS), dtype=np.float64)


def lines(path: Path) -> list[dict[str, Any]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            return [json.loads(line) for line in file if line.strip()]
    except FileNotFoundError:
        raise SystemExit(f"{path} is missing: --data is the folder that holds it.") from None


def read_sentences(folder: Path, limit: int | None = None) -> list[Row]:
    """Debates, then speeches. ``limit``: that many sentences of each document at most."""
    rows: list[Row] = []
    for name, file in (("debates", DEBATES), ("speeches", SPEECHES)):
        seen: Counter[str] = Counter()
        for one in lines(folder / file):
            document = str(one.get("doc", ""))
            seen[document] += 1
            if limit is None or seen[document] <= limit:
                label = int(one["check"] if "check" in one else one["verifiable"])
                aim = HALF if one.get("label") == UNIMPORTANT else float(label)
                rows.append(Row(name, document, one["text"], label, aim))
    return rows
