"""Figures with bootstrap intervals: whole documents are drawn again, for sentences of one article are no strangers."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

ROUNDS = 1_000
SEED = 20_250
LEVEL = 0.95

Weights = npt.NDArray[np.int64]  # how often each document counts


class Share(NamedTuple):
    """A figure, and how many things it is about (None where that says nothing)."""

    value: float
    of: float | None = None


class Figure(NamedTuple):
    """A figure with the ends of its interval; the ends are None where none was asked for."""

    value: float
    of: int | None
    low: float | None
    high: float | None


class Measurement(Protocol):
    """Something that can be computed anew for any weights of its documents."""

    @property
    def documents(self) -> int: ...

    def shares(self, weights: Weights) -> Mapping[str, Share]: ...


class Tally:
    """Counts by document, and the formula that makes figures of their sums."""

    def __init__(
        self, counts: Sequence[Mapping[str, float]], formula: Callable[[Mapping[str, float]], Mapping[str, Share]]
    ) -> None:
        self.names = sorted({name for row in counts for name in row})
        self._table = np.array([[row.get(name, 0.0) for name in self.names] for row in counts], dtype=np.float64)
        self._formula = formula

    @property
    def documents(self) -> int:
        return len(self._table)

    def shares(self, weights: Weights) -> Mapping[str, Share]:
        sums = weights @ self._table
        return self._formula({name: float(value) for name, value in zip(self.names, sums, strict=True)})


def figures(measurement: Measurement, rounds: int = ROUNDS, seed: int = SEED) -> dict[str, Figure]:
    """The figures of a measurement in its order; the middle 95 % of the resampled figures are the interval.

    ``rounds`` 0, or a single document, leaves the intervals out. The same seed draws the same documents, so that two
    engines measured on one set are compared on the same draws.
    """
    size = measurement.documents
    plain = measurement.shares(np.ones(size, dtype=np.int64))
    if rounds <= 0 or size < 2:
        return {name: Figure(share.value, _count(share.of), None, None) for name, share in plain.items()}
    source = np.random.default_rng(seed)
    drawn: dict[str, list[float]] = {name: [] for name in plain}
    for _ in range(rounds):
        weights = np.bincount(source.integers(0, size, size), minlength=size)
        for name, share in measurement.shares(weights).items():
            if share.of is None or share.of > 0:  # a draw without any of the kind says nothing about it
                drawn[name].append(share.value)
    tail = 100 * (1 - LEVEL) / 2
    found = {}
    for name, share in plain.items():
        low, high = np.percentile(drawn[name], [tail, 100 - tail]) if drawn[name] else (None, None)
        found[name] = Figure(
            share.value,
            _count(share.of),
            float(low) if low is not None else None,
            float(high) if high is not None else None,
        )
    return found


def ratio(part: float, whole: float) -> Share:
    return Share(part / whole if whole else 0.0, whole)


def harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def f1(true: float, predicted: float, gold: float) -> Share:
    """F1 from counts."""
    return Share(harmonic(true / predicted if predicted else 0.0, true / gold if gold else 0.0), gold)


def _count(of: float | None) -> int | None:
    return round(of) if of is not None else None
