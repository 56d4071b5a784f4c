"""Adjusting the ranking of earlier checks to what a desk confirmed and rejected.

A logistic regression over the numbers that the ranker weighs, drawn towards the shipped weights: ten judgements move
them a little, thousands have their way. Signs stay what they are: likeness never speaks against, a guard never for, and
never at less than half of its shipped loudness, whatever a desk has waved through.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claims.matching.weights import ADJUSTABLE

FOLDS = 5
STRAY = 0.2  # log-odds by which a column may stray from its shipped share before that needs many judgements
BASE_STRAY = 0.35  # the same of the base, which carries how readily this desk calls two claims the same
LEAST_PULL = 0.25
PROBABLY = 0.5  # from here on a proposal is shown as probably the same
BINS = 5  # equally filled, for the calibration
ROUNDS = 100
MOST = 30.0  # log-odds
DIGITS = 4

FOR = frozenset(
    "similarity similarity_above_40 similarity_above_55 similarity_above_70 similarity_above_80 similarity_behind_best "
    "similarity_ahead words_alike words_covered claim_covered claim_covered_half shared_weight rarest_shared "
    "neighbours characters words_behind_best words_ahead alike_twice same_names same_figures same_days speaker "
    "abroad_similarity abroad_figures".split()
)
AGAINST = frozenset(
    "query_names_missing claim_names_missing other_names other_names_close other_figures other_figures_close "
    "other_days other_days_close denied denied_close turned turned_close".split()
)
GUARD_KEEPS = 0.5  # of its shipped weight

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """One pair that people judged: what the ranker weighed, and whether it was the same claim.

    ``group``: pairs of one group (those of one claim) are never both learned from and measured on.
    """

    features: Mapping[str, float]
    is_same: bool
    group: int


@dataclass(frozen=True, slots=True)
class Measures:
    """How well scores fit judgements that they were not learned from."""

    average_precision: float
    log_loss: float
    false_alarms: float  # share of the rejected pairs that are called probably the same
    missed: float  # share of the confirmed pairs that are not
    calibration: float  # mean distance between a score and how often it comes true


@dataclass(frozen=True, slots=True)
class Refit:
    columns: dict[str, float]  # those that moved from the shipped ones
    before: Measures  # of the weights that hold now
    after: Measures  # of weights learned in the same way, each from other claims
    seen: dict[str, int]  # judgements in which a column was not zero
    reach: dict[str, float]  # its usual size where it occurs: what a changed weight is worth in log-odds


def refit(judged: Sequence[Judged], *, shipped: Mapping[str, float], current: Mapping[str, float]) -> Refit:
    """Learn from these pairs; both answers must occur, in at least two groups. Deterministic.

    ``shipped`` and ``current`` hold a weight for every name of ``ADJUSTABLE``.
    """
    rows = np.array([[one.features.get(name, 0.0) for name in ADJUSTABLE] for one in judged], dtype=np.float64)
    fixed = np.array([one.features.get("place", 0.0) for one in judged], dtype=np.float64)
    labels = np.array([float(one.is_same) for one in judged])
    start = np.array([shipped[name] for name in ADJUSTABLE])
    numbers = {group: number % FOLDS for number, group in enumerate(sorted({one.group for one in judged}))}
    folds = np.array([numbers[one.group] for one in judged])
    foreseen = np.empty(len(judged))
    for fold in sorted(set(folds.tolist())):
        inside = folds == fold
        foreseen[inside] = fixed[inside] + rows[inside] @ _fit(rows[~inside], fixed[~inside], labels[~inside], start)
    found = _fit(rows, fixed, labels, start)
    held = fixed + rows @ np.array([current[name] for name in ADJUSTABLE])
    return Refit(
        {
            name: round(float(new), DIGITS)
            for name, new, old in zip(ADJUSTABLE, found, start, strict=True)
            if round(float(new - old), DIGITS)
        },
        measure(held, labels),
        measure(foreseen, labels),
        {name: int(count) for name, count in zip(ADJUSTABLE, (rows != 0).sum(axis=0), strict=True)},
        {name: float(size) for name, size in zip(ADJUSTABLE, _sizes(rows), strict=True)},
    )


def _sizes(rows: Floats) -> Floats:
    sizes: Floats = np.sqrt((rows**2).sum(axis=0) / np.maximum((rows != 0).sum(axis=0), 1))
    return sizes


def _bounds(start: Floats) -> tuple[Floats, Floats]:
    low, high = np.full(len(ADJUSTABLE), -np.inf), np.full(len(ADJUSTABLE), np.inf)
    for n, name in enumerate(ADJUSTABLE):
        if name in FOR:
            low[n] = 0.0
        elif name in AGAINST:
            high[n] = min(0.0, GUARD_KEEPS * start[n])
    return low, high


def _fit(rows: Floats, fixed: Floats, labels: Floats, start: Floats) -> Floats:
    """Least log loss plus a pull of every weight towards where it starts, within bounds. Projected Newton steps."""
    strays = np.array([BASE_STRAY if name.endswith("base") else STRAY for name in ADJUSTABLE])
    pull = np.maximum((_sizes(rows) / strays) ** 2, LEAST_PULL)
    low, high = _bounds(start)

    def loss(given: Floats) -> float:
        margin = fixed + rows @ given
        return float((np.logaddexp(0.0, margin) - labels * margin).sum() + 0.5 * (pull * (given - start) ** 2).sum())

    found = np.clip(start, low, high)
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(fixed + rows @ found, -MOST, MOST)))
        slope = rows.T @ (chance - labels) + pull * (found - start)
        free = ~((found <= low) & (slope > 0) | (found >= high) & (slope < 0))
        if not free.any() or float(np.abs(slope[free]).max()) < 1e-7:
            break
        curve = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(pull)
        step = np.zeros(len(found))
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        size, now = 1.0, loss(found)
        while size > 1e-9 and loss(np.clip(found - size * step, low, high)) >= now:
            size /= 2
        if size <= 1e-9:
            break
        found = np.clip(found - size * step, low, high)
    return found


def measure(log_odds: Floats, labels: Floats) -> Measures:
    """Of the probabilities behind these log-odds. Ties of the order are taken together, as if in any order."""
    loss = np.logaddexp(0.0, log_odds) - labels * log_odds
    chance = 1 / (1 + np.exp(-np.clip(log_odds, -MOST, MOST)))
    told = chance >= PROBABLY
    same = labels == 1
    return Measures(
        average_precision=_average_precision(log_odds, same),
        log_loss=float(loss.mean()),
        false_alarms=float(told[~same].mean()) if (~same).any() else 0.0,
        missed=float((~told)[same].mean()) if same.any() else 0.0,
        calibration=_calibration(chance, labels),
    )


def _average_precision(scores: Floats, same: npt.NDArray[np.bool_]) -> float:
    """Mean precision at each confirmed pair."""
    values, place = np.unique(-scores, return_inverse=True)
    size = np.bincount(place, minlength=len(values)).cumsum()
    hits = np.bincount(place, weights=same.astype(np.float64), minlength=len(values))
    total = hits.sum()
    return float((hits * hits.cumsum() / size).sum() / total) if total else 0.0


def _calibration(chance: Floats, labels: Floats) -> float:
    """Mean distance, in equally filled bins, between what was foreseen and what came true."""
    bins = np.array_split(np.argsort(chance, kind="stable"), min(BINS, len(chance)))
    return float(sum(len(one) * abs(chance[one].mean() - labels[one].mean()) for one in bins) / len(chance))
