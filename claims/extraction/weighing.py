"""Parts of a score, how much each counts, and the sum: a logistic model whose every term has a name.

A part is worth so many log-odds. The score is the probability that belongs to their sum. The same parts are also told
as points of the score: the way from the average sentence is shared out in proportion to the log-odds (for a function of
one weighted sum, that is the integrated gradient of each term), so that points and log-odds both add up.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from claims.extraction.analysis import Reason

BASE = "base"
OFFSET = "weights of this desk"  # the name under which the offset of a desk's own weights is told
DIGITS = 4  # of stored log-odds
POINT_DIGITS = 6
SURE = 1e-5  # no score comes nearer to 0 and 1


class Part(NamedTuple):
    """One named term, as shipped."""

    name: str
    log_odds: float
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Weights:
    """How many times the shipped value of a part counts (1 where none is named), and what is added to every sum."""

    factors: Mapping[str, float] = field(default_factory=dict)
    offset: float = 0.0

    def of(self, part: str) -> float:
        return 1.0 if part == BASE else self.factors.get(part, 1.0)


SHIPPED = Weights()


def weigh(parts: Iterable[Part], weights: Weights = SHIPPED) -> tuple[float, tuple[Reason, ...]]:
    """Score in 0..1 and its reasons, heaviest first behind the base.

    ``sum(r.weight for r in reasons)`` is the score exactly, and ``sigmoid(sum(r.log_odds for r in reasons))`` is it to
    within one part in a hundred thousand. Parts that count nothing are left out.
    """
    base = 0.0
    terms: list[Part] = []
    for part in parts:
        value = round(part.log_odds * weights.of(part.name), DIGITS)
        if part.name == BASE:
            base += value
        elif value:
            terms.append(Part(part.name, value, part.detail))
    if weights.offset:
        terms.append(Part(OFFSET, round(weights.offset, DIGITS), "added to every score"))
    terms.sort(key=lambda part: (-abs(part.log_odds), part.name))
    start, total = sigmoid(base), math.fsum(part.log_odds for part in terms)
    score = sigmoid(base + total)
    score = min(1 - SURE, max(SURE, score))  # so that rounded points cannot add up to more than all, or less than none
    slope = (score - start) / total if abs(total) > 1e-9 else start * (1 - start)
    points = [round(slope * part.log_odds, POINT_DIGITS) for part in terms]
    # Rounding leaves a crumb: the base takes it, and the score is what the points add up to.
    first = round(score - math.fsum(points), POINT_DIGITS)
    reasons = [Reason(BASE, first, "what any of them starts from", round(base, DIGITS))]
    reasons.extend(
        Reason(part.name, point, part.detail, part.log_odds) for part, point in zip(terms, points, strict=True)
    )
    return sum(reason.weight for reason in reasons), tuple(reasons)


def parts_of(reasons: Iterable[Reason]) -> dict[str, float]:
    """Log-odds by name of reasons that were weighed with the shipped weights: what is kept to weigh them anew."""
    return {reason.name: reason.log_odds for reason in reasons}


def sigmoid(value: float) -> float:
    if value >= 0:
        return 1.0 / (1.0 + math.exp(-value))
    small = math.exp(value)
    return small / (1.0 + small)
