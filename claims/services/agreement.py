"""How far two people who did not see each other's rating agree: Cohen's kappa, per scale and period."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db.models import F

from claims.models import Opinion, RatingScale, User
from claims.permissions import demand, may_see_agreement

ENOUGH_PAIRS = 30  # below, the interval of a large sample means little, and a figure would pretend too much
Z95 = 1.959964
PERIODS = ("month", "quarter", "year")

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Kappa:
    """``value`` None: chance alone would make all agree, so there is nothing to tell. ``low`` to ``high``: 95 %."""

    pairs: int
    observed: float
    expected: float
    value: float | None
    low: float | None
    high: float | None

    @property
    def is_enough(self) -> bool:
        return self.pairs >= ENOUGH_PAIRS and self.value is not None


def cohens_kappa(pairs: Sequence[Pair], weight: Callable[[str, str], float] | None = None) -> Kappa:
    """Agreement beyond chance of two ratings each.

    Unweighted: Cohen, J. (1960), A coefficient of agreement for nominal scales, Educational and Psychological
    Measurement 20, 37-46: (po - pe) / (1 - pe). With ``weight``, 1 for equal labels and less for others: Cohen, J.
    (1968), Weighted kappa, Psychological Bulletin 70, 213-220. The interval is value ± 1.96 standard errors for large
    samples after Fleiss, J. L., Cohen, J. and Everitt, B. S. (1969), Psychological Bulletin 72, 323-327, cut to
    -1 to 1. Of no pairs at all: zero pairs and no value.
    """
    weigh = weight or (lambda one, other: float(one == other))
    n = len(pairs)
    if not n:
        return Kappa(0, 0.0, 0.0, None, None, None)
    rows, columns = Counter(first for first, _ in pairs), Counter(second for _, second in pairs)
    cells = Counter(pairs)
    observed = sum(count * weigh(*pair) for pair, count in cells.items()) / n
    # What a label meets on average on the other side.
    of_row = {one: sum(count * weigh(one, other) for other, count in columns.items()) / n for one in rows}
    of_column = {other: sum(count * weigh(one, other) for one, count in rows.items()) / n for other in columns}
    expected = sum(count * of_row[one] for one, count in rows.items()) / n
    if math.isclose(expected, 1.0):
        return Kappa(n, observed, expected, None, None, None)
    value = (observed - expected) / (1 - expected)
    spread = sum(
        count / n * (weigh(one, other) - (of_row[one] + of_column[other]) * (1 - value)) ** 2
        for (one, other), count in cells.items()
    )
    variance = (spread - (value - expected * (1 - value)) ** 2) / (n * (1 - expected) ** 2)
    error = Z95 * math.sqrt(max(variance, 0.0))
    return Kappa(n, observed, expected, value, max(-1.0, value - error), min(1.0, value + error))


def linear_weight(places: Mapping[str, int]) -> Callable[[str, str], float]:
    """1 for the same place on the axis, 0 for its two ends, and evenly between."""
    width = max(places.values()) - min(places.values()) if places else 0

    def weigh(one: str, other: str) -> float:
        return 1.0 if not width else 1 - abs(places[one] - places[other]) / width

    return weigh


@dataclass(frozen=True, slots=True)
class PeriodAgreement:
    """One month, quarter or year."""

    start: date
    name: str
    kappa: Kappa


@dataclass(frozen=True, slots=True)
class ScaleAgreement:
    """One scale over the whole span. ``weighted`` counts labels on the truth axis only; ``apart``: which pairs of
    labels differed, how often, most first."""

    scale: RatingScale
    kappa: Kappa
    weighted: Kappa
    periods: list[PeriodAgreement]
    apart: list[tuple[str, str, int]] = field(default_factory=list)


MAX_PAIRS = 20_000


def agreement(
    *, actor: User, since: date | None = None, until: date | None = None, by: str = "quarter"
) -> list[ScaleAgreement]:
    """Each scale on which anybody gave a blind second rating from ``since`` to ``until``, both days included.

    Only ratings given before the verdict was seen count. Of more than :data:`MAX_PAIRS`, the newest.
    """
    demand(may_see_agreement(actor), "not_an_editor", "Only editors see how far people agree. Ask one of them.")
    rows = Opinion.objects.filter(is_blind=True)
    if since:
        rows = rows.filter(created_at__date__gte=since)
    if until:
        rows = rows.filter(created_at__date__lte=until)
    told = list(
        rows.annotate(first=F("verdict__rating__slug"), place=F("verdict__rating__value"))
        .order_by("-created_at", "-pk")
        .values_list("rating__scale", "created_at", "first", "place", "rating__slug", "rating__value")[:MAX_PAIRS]
    )
    scales = RatingScale.objects.in_bulk({row[0] for row in told})
    found = []
    for pk, scale in sorted(scales.items(), key=lambda one: (not one[1].is_default, one[1].name)):
        mine = [row for row in told if row[0] == pk]
        pairs = [(row[2], row[4]) for row in mine]
        on_axis = [row for row in mine if row[3] is not None and row[5] is not None]
        places: dict[str, int] = {row[2]: int(row[3] or 0) for row in on_axis}
        places |= {row[4]: int(row[5] or 0) for row in on_axis}
        # The whole axis counts, whether or not its ends were given: 1 to 5.
        places |= {"": 1, " ": 5} if places else {}
        by_period: dict[date, list[Pair]] = {}
        for row in mine:
            by_period.setdefault(_start_of(row[1], by), []).append((row[2], row[4]))
        labels = dict(scale.ratings.values_list("slug", "label"))
        apart = Counter((labels[one], labels[other]) for one, other in pairs if one != other)
        found.append(
            ScaleAgreement(
                scale=scale,
                kappa=cohens_kappa(pairs),
                weighted=cohens_kappa([(row[2], row[4]) for row in on_axis], linear_weight(places)),
                periods=[
                    PeriodAgreement(start, _name_of(start, by), cohens_kappa(some))
                    for start, some in sorted(by_period.items())
                ],
                apart=[(one, other, count) for (one, other), count in apart.most_common(8)],
            )
        )
    return found


def _start_of(moment: datetime, by: str) -> date:
    month = {"month": moment.month, "quarter": (moment.month - 1) // 3 * 3 + 1, "year": 1}[by]
    return date(moment.year, month, 1)


def _name_of(start: date, by: str) -> str:
    match by:
        case "month":
            return f"{start:%b} {start.year}"
        case "quarter":
            return f"Q{(start.month + 2) // 3} {start.year}"
        case _:
            return str(start.year)
