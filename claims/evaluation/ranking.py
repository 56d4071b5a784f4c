"""Check-worthiness of sentences: scores against labels, and against the plain order of the text."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from claims.evaluation.intervals import Share, Weights, f1, ratio
from claims.evaluation.sets import Sentences

LINE = 0.5  # from this score on a sentence counts as worth checking


def average_precision(labels: Sequence[int], relevant: int | None = None) -> float:
    """Of labels in ranked order; ``relevant`` counts those too that were never ranked."""
    hits, total = 0, 0.0
    for rank, label in enumerate(labels, 1):
        if label:
            hits += 1
            total += hits / rank
    wanted = hits if relevant is None else relevant
    return total / wanted if wanted else 0.0


def reciprocal_rank(labels: Sequence[int]) -> float:
    return next((1 / rank for rank, label in enumerate(labels, 1) if label), 0.0)


def gain(worths: Sequence[int], best: Sequence[int]) -> float:
    """Normalised discounted cumulative gain of worths in ranked order, against the ``best`` order of all that exist."""
    ideal = _discounted(sorted(best, reverse=True))
    return _discounted(worths) / ideal if ideal else 0.0


def _discounted(worths: Sequence[int]) -> float:
    return sum((2.0**worth - 1.0) / math.log2(rank + 1) for rank, worth in enumerate(worths, 1))


class Ranking:
    """Figures for documents of labelled sentences and the scores that were given to them."""

    def __init__(self, documents: Sequence[Sentences], scores: Sequence[Sequence[float]]) -> None:
        numbers: dict[str, int] = {}
        owner: list[int] = []
        labels: list[int] = []
        flat: list[float] = []
        for document, row in zip(documents, scores, strict=True):
            number = numbers.setdefault(document.name, len(numbers))
            owner += [number] * len(document.labels)
            labels += document.labels
            flat += row
        score = np.array(flat)
        self.documents = len(numbers)
        self._owner, self._label = np.array(owner), np.array(labels)
        self._order = np.argsort(-score, kind="stable")
        self._flagged = score >= LINE
        per_document = [np.flatnonzero(self._owner == number) for number in range(self.documents)]
        self._by_score = self._each(per_document, score)
        self._by_place = self._each(per_document, None)

    def _each(
        self, rows: list[npt.NDArray[np.int64]], score: npt.NDArray[np.float64] | None
    ) -> npt.NDArray[np.float64]:
        """Of each document whether it has any positive, its average precision and its reciprocal rank."""
        found = []
        for numbers in rows:
            ranked = numbers if score is None else numbers[np.argsort(-score[numbers], kind="stable")]
            labels = self._label[ranked].tolist()
            found.append((float(any(labels)), average_precision(labels), reciprocal_rank(labels)))
        return np.array(found)

    def shares(self, weights: Weights) -> Mapping[str, Share]:
        times = weights[self._owner]
        positives = float(times @ self._label)
        flagged = float(times @ self._flagged)
        right = float(times @ (self._label * self._flagged))
        documents, precision, reciprocal = (float(value) for value in weights @ self._by_score)
        _, lead_precision, lead_reciprocal = (float(value) for value in weights @ self._by_place)
        return {
            "average precision": Share(self._pooled(times), positives),
            "F1 at 0.5": f1(right, flagged, positives),
            "precision at 0.5": ratio(right, flagged),
            "recall at 0.5": ratio(right, positives),
            "MAP per document": ratio(precision, documents),
            "MRR per document": ratio(reciprocal, documents),
            "order of the text: MAP per document": ratio(lead_precision, documents),
            "order of the text: MRR per document": ratio(lead_reciprocal, documents),
        }

    def _pooled(self, times: npt.NDArray[np.int64]) -> float:
        """Average precision of all sentences together, a document drawn twice standing there twice."""
        labels = np.repeat(self._label[self._order], times[self._order])
        hits = np.cumsum(labels)
        places = np.flatnonzero(labels)
        return float(np.mean(hits[places] / (places + 1))) if len(places) else 0.0
