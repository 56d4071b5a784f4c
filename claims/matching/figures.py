"""Figures as ranges of values of one unit: what may be the same figure, said more or less exactly."""

import re
from dataclasses import dataclass

from claims.extraction.analysis import Quantity, Span
from claims.matching.stems import stem

EXACT, ROUND, ROUGH = 0.011, 0.06, 0.15  # how far apart two figures may be and still be one
REACH = 1.5  # "more than 7,000" may be said of 10,000, hardly of 70,000

_PARTS = re.compile(
    r"(?i)\b(?P<part>one|two|three|four|five|six|seven|eight|nine|\d{1,3}) (?:in|out of) (?:every )?"
    r"(?P<whole>two|three|four|five|six|seven|eight|nine|ten|\d{1,4})\b(?!\s*%)"
)
_SMALL = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten".split())}
_CURRENCIES = {
    "dollar": "USD", "buck": "USD", "euro": "EUR", "pound": "GBP", "rouble": "RUB", "ruble": "RUB", "yen": "JPY",
    "rupee": "INR", "lira": "TRY", "hryvnia": "UAH",
}  # fmt: skip
MONEY = frozenset(_CURRENCIES.values()) | {"CAD", "AUD"}
TIME = frozenset(stem(word) for word in "second minute hour day week month year decade".split())


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as a range of values of one unit, with the words it was read from."""

    low: float
    high: float
    unit: str
    words: str


def figures(text: str, quantities: list[Quantity]) -> tuple[Figure, ...]:
    """The figures of a text, "one in five" as a share, currencies under one name."""
    found: list[Figure] = []
    taken: list[tuple[int, int]] = []
    for match in _PARTS.finditer(text):
        part, whole = _number(match["part"]), _number(match["whole"])
        if 0 < part < whole:
            share = 100 * part / whole
            found.append(Figure(share * (1 - ROUND), share * (1 + ROUND), "%", match.group()))
            taken.append(match.span())
    found.extend(
        _figure(quantity, text)
        for quantity in _joined(text, quantities)
        if not any(start < quantity.span.end and quantity.span.start < end for start, end in taken)
    )
    return tuple(found)


def _joined(text: str, quantities: list[Quantity]) -> list[Quantity]:
    """ "a quarter of a million" is one figure."""
    out: list[Quantity] = []
    for quantity in quantities:
        before = out[-1] if out else None
        between = text[before.span.start : quantity.span.start] if before else ""
        if before and before.unit == "share" and re.search(r"(?i)\b(?:half|third|quarter)s? of (?:an? )?$", between):
            out[-1] = Quantity(
                Span(before.span.start, quantity.span.end),
                before.value * quantity.value, quantity.unit, before.bound, before.is_approximate,
            )  # fmt: skip
        else:
            out.append(quantity)
    return out


def _number(written: str) -> int:
    return int(written) if written.isdigit() else _SMALL.get(written.lower(), 0)


def _figure(quantity: Quantity, text: str) -> Figure:
    value, unit = quantity.value, quantity.unit.lower()
    if unit == "share":
        value, unit = 100 * value, "%"
    unit = unit if unit in {"%", "percentage point"} else _CURRENCIES.get(stem(unit), stem(unit))
    unit = quantity.unit if quantity.unit in MONEY else unit
    slack = ROUGH if quantity.is_approximate else ROUND if _is_round(value) else EXACT
    low, high = value * (1 - slack), value * (1 + slack)
    if quantity.bound in {"at_least", "more_than"}:
        high = value * REACH
    elif quantity.bound in {"at_most", "less_than"}:
        low = value / REACH
    return Figure(low, high, unit, text[quantity.span.start : quantity.span.end])


def _is_round(value: float) -> bool:
    """Two telling digits at most, and not a small number: such figures are often rounded."""
    return value >= 100 and float(f"{value:.1e}") == value
