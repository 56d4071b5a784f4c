"""How well scores rank, and whether they mean what they say."""

import numpy as np

from training.checkworthiness.data import Floats


def sigmoid(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -35, 35))), dtype=np.float64)


def average_precision(scores: Floats, labels: Floats) -> float:
    ranked = labels[np.argsort(-scores, kind="stable")]
    hits = np.cumsum(ranked)
    return float((hits / np.arange(1, len(ranked) + 1))[ranked == 1].mean())


def f1(log_odds: Floats, labels: Floats) -> float:
    """Of calling everything from one half on worth checking."""
    flagged = log_odds >= 0
    return float(2 * (flagged & (labels == 1)).sum() / max(1.0, flagged.sum() + labels.sum()))


def best_f1(log_odds: Floats, labels: Floats) -> float:
    """Of the line that would have been best."""
    hits = np.cumsum(labels[np.argsort(-log_odds, kind="stable")])
    return float((2 * hits / (np.arange(1, len(labels) + 1) + labels.sum())).max())


def rank_correlation(scores: Floats, worth: Floats) -> float:
    """Spearman's, with ties at their mean rank."""
    one, two = _ranks(scores), _ranks(worth)
    if one.std() == 0 or two.std() == 0:
        return float("nan")
    return float(np.corrcoef(one, two)[0, 1])


def _ranks(values: Floats) -> Floats:
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return np.asarray((last - (count - 1) / 2)[place], dtype=np.float64)


def reliability(log_odds: Floats, labels: Floats, bins: int = 10) -> list[tuple[str, int, float, float]]:
    """(range, rows, mean score, share that is worth checking) of each tenth of the scale that has rows."""
    scores = sigmoid(log_odds)
    found = []
    for number in range(bins):
        inside = (scores >= number / bins) & ((scores < (number + 1) / bins) | (number == bins - 1))
        if inside.any():
            name = f"{number / bins:.1f}-{(number + 1) / bins:.1f}"
            found.append((name, int(inside.sum()), float(scores[inside].mean()), float(labels[inside].mean())))
    return found


def calibration_error(log_odds: Floats, labels: Floats) -> float:
    """Expected calibration error over ten bins."""
    return sum(n * abs(said - true) for _, n, said, true in reliability(log_odds, labels)) / len(labels)
