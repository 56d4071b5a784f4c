"""Logistic regressions: a wide sparse one for words and features, and small dense ones for the rest."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from claims.extraction.ngrams import SLOTS
from claims.extraction.wording import FEATURES
from training.checkworthiness.data import Floats, Numbers, Table

PENALTY_WORDS, PENALTY_FEATURES = 0.3, 1.0
PENALTY_MEANING = 0.25
MEMORY = 8
ROUNDS = 45


class Fitted(NamedTuple):
    words: Floats
    features: Floats
    intercepts: Floats  # one for each set: they ask different questions

    def log_odds(self, table: Table) -> Floats:
        """Without any intercept."""
        return table.pull(self.words) + table.features @ self.features


def fit_sentences(table: Table, sets: Numbers, weight: Floats, start: Fitted | None = None) -> Fitted:
    """Ridge logistic regression with shared weights and an intercept for each set."""
    labels, wide, width = table.aims, SLOTS, len(FEATURES)
    count = int(sets.max()) + 1

    def loss(x: Floats) -> tuple[float, Floats]:
        words, features, intercepts = x[:wide], x[wide : wide + width], x[wide + width :]
        z = table.pull(words) + table.features @ features + intercepts[sets]
        error = weight * (1 / (1 + np.exp(-np.clip(z, -35, 35))) - labels)
        value = float((weight * (np.logaddexp(0, z) - labels * z)).sum())
        value += 0.5 * PENALTY_WORDS * float(words @ words) + 0.5 * PENALTY_FEATURES * float(features @ features)
        slope = np.concatenate(
            [
                table.back(error) + PENALTY_WORDS * words,
                table.features.T @ error + PENALTY_FEATURES * features,
                np.bincount(sets, weights=error, minlength=count),
            ]
        )
        return value, slope

    begin = np.concatenate(start) if start else np.zeros(wide + width + count)
    x = minimise(loss, begin)
    return Fitted(x[:wide], x[wide : wide + width], x[wide + width :])


def minimise(loss: Callable[[Floats], tuple[float, Floats]], x: Floats) -> Floats:
    """Limited-memory BFGS with a backtracking line search."""
    steps: list[Floats] = []
    turns: list[Floats] = []
    value, slope = loss(x)
    for _ in range(ROUNDS):
        way = slope.copy()
        shares = []
        for step, turn in zip(reversed(steps), reversed(turns), strict=True):
            share = (step @ way) / (turn @ step)
            shares.append(share)
            way -= share * turn
        way *= (steps[-1] @ turns[-1]) / (turns[-1] @ turns[-1]) if steps else 1 / max(1.0, float(np.linalg.norm(way)))
        for step, turn, share in zip(steps, turns, reversed(shares), strict=True):
            way += (share - (turn @ way) / (turn @ step)) * step
        length, fall = 1.0, -float(slope @ way)
        while True:
            to = x - length * way
            there, slope_there = loss(to)
            if there <= value + 1e-4 * length * fall or length < 1e-8:
                break
            length /= 2
        step, turn = to - x, slope_there - slope
        if step @ turn > 1e-12:
            steps, turns = [*steps, step][-MEMORY:], [*turns, turn][-MEMORY:]
        is_done = abs(value - there) < 1e-6 * max(1.0, abs(value))
        x, value, slope = to, there, slope_there
        if is_done:
            break
    return x


def fit_small(table: Floats, labels: Floats, weight: Floats, centre: Floats, pull: Floats) -> Floats:
    """Logistic regression over few columns, each drawn towards ``centre`` as hard as ``pull`` says. Newton's method."""
    found = centre.astype(np.float64).copy()
    for _ in range(100):
        chance = 1 / (1 + np.exp(-np.clip(table @ found, -35, 35)))
        slope = table.T @ (weight * (chance - labels)) + pull * (found - centre)
        curve = (table * (weight * chance * (1 - chance))[:, None]).T @ table + np.diag(pull + 1e-9)
        step = np.linalg.solve(curve, slope)
        found -= step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-8:
            break
    return found


def fit_meaning(table: Table, sets: Numbers, weight: Floats) -> Floats:
    """What each number of a sentence's vector counts, with an intercept for each set that is thrown away."""
    count = int(sets.max()) + 1
    columns = np.hstack([table.vectors.astype(np.float64), np.eye(count)[sets]])
    pull = np.concatenate([np.full(table.vectors.shape[1], PENALTY_MEANING), np.zeros(count)])
    found = fit_small(columns, table.aims, weight, np.zeros(len(pull)), pull)
    return found[: table.vectors.shape[1]]
