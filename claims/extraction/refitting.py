"""Learning how much each part of a score should count from what people kept and dismissed.

A logistic regression over the stored parts, drawn towards the shipped weights: with few decisions little changes, with
many the decisions have their way. How well the result ranks is measured on articles that it was not learned from.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claims.extraction.checkworthiness import PARTS
from claims.extraction.weighing import BASE, SHIPPED, Weights

FOLDS = 5
MOST_FACTOR = 5.0
STRAY = 0.7  # log-odds by which a part may stray from its shipped value before that needs many decisions
LEAST_PULL = 0.25  # towards a factor of 1, for parts that are small wherever they occur
OFFSET_PULL = 0.05
ROUNDS = 50

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Decision:
    """What people did with one proposed claim."""

    parts: dict[str, float]  # log-odds by name, as shipped; the base among them
    is_kept: bool
    article: int


@dataclass(frozen=True, slots=True)
class Measures:
    """How well scores fit decisions that they were not learned from."""

    average_precision: float
    log_loss: float


@dataclass(frozen=True, slots=True)
class Refit:
    weights: Weights
    before: Measures  # of the weights that hold now
    after: Measures  # of weights learned in the same way, each from the other articles
    seen: dict[str, int]  # decisions in which a part occurred


def refit(decisions: Sequence[Decision], current: Weights = SHIPPED) -> Refit:
    """Learn from these decisions; both labels must occur, in at least two articles. Deterministic."""
    table, base = _table(decisions)
    labels = np.array([float(one.is_kept) for one in decisions])
    articles = np.array([one.article for one in decisions])
    factors, offset = _fit(table, base, labels)
    numbers = {article: number % FOLDS for number, article in enumerate(sorted(set(articles.tolist())))}
    folds = np.array([numbers[article] for article in articles.tolist()])
    foreseen = np.empty(len(decisions))
    for fold in sorted(set(folds.tolist())):
        inside = folds == fold
        other_factors, other_offset = _fit(table[~inside], base[~inside], labels[~inside])
        foreseen[inside] = base[inside] + table[inside] @ other_factors + other_offset
    held = base + table @ np.array([current.of(part) for part in PARTS]) + current.offset
    return Refit(
        Weights(
            {part: round(float(one), 3) for part, one in zip(PARTS, factors, strict=True) if round(float(one), 3) != 1},
            round(float(offset), 3),
        ),
        measure(held, labels),
        measure(foreseen, labels),
        {part: int(count) for part, count in zip(PARTS, (table != 0).sum(axis=0), strict=True)},
    )


def _table(decisions: Sequence[Decision]) -> tuple[Floats, Floats]:
    table = np.array([[one.parts.get(part, 0.0) for part in PARTS] for one in decisions], dtype=np.float64)
    return table, np.array([one.parts.get(BASE, 0.0) for one in decisions], dtype=np.float64)


def _fit(table: Floats, base: Floats, labels: Floats) -> tuple[Floats, float]:
    """Factors and offset: least log loss plus a pull of every factor towards 1. Newton's method."""
    present = np.maximum((table != 0).sum(axis=0), 1)
    size = np.sqrt((table**2).sum(axis=0) / present)
    pull = np.append(np.maximum((size / STRAY) ** 2, LEAST_PULL), OFFSET_PULL)
    full = np.hstack([table, np.ones((len(table), 1))])
    start = np.append(np.ones(len(PARTS)), 0.0)
    found = start.copy()
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(base + full @ found, -35, 35)))
        slope = full.T @ (chance - labels) + pull * (found - start)
        curve = (full * (chance * (1 - chance))[:, None]).T @ full + np.diag(pull)
        step = np.linalg.solve(curve, slope)
        found -= step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-7:
            break
    return np.clip(found[:-1], -MOST_FACTOR, MOST_FACTOR), float(np.clip(found[-1], -MOST_FACTOR, MOST_FACTOR))


def measure(log_odds: Floats, labels: Floats) -> Measures:
    """Average precision of the order (ties in favour of nobody) and mean log loss of the probabilities."""
    loss = np.logaddexp(0.0, log_odds) - labels * log_odds
    return Measures(average_precision(log_odds.tolist(), labels.tolist()), float(loss.mean()))


def average_precision(scores: Sequence[float], labels: Sequence[float]) -> float:
    """Mean precision at each hit; rows of one score are taken together, as if in any order."""
    hits = total = 0.0
    rank = 0
    groups: dict[float, list[float]] = {}
    for score, label in zip(scores, labels, strict=True):
        groups.setdefault(score, []).append(label)
    for score in sorted(groups, reverse=True):
        rank += len(groups[score])
        found = math.fsum(groups[score])
        hits += found
        total += found * hits / rank
    return total / hits if hits else 0.0
