"""Figures with unit and bound."""

from datetime import date

import pytest

from claims.extraction import Span, quantities, times


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound", "is_approximate"),
    [
        ("More than 20,000 villagers were killed", 20_000, "villagers", "more_than", False),
        ("around one million were displaced", 1_000_000, "", "exactly", True),
        ("half a million crowns", 500_000, "crowns", "exactly", False),
        ("at least seven people died", 7, "people", "at_least", False),
        ("up to 40 jobs", 40, "jobs", "at_most", False),
        ("fewer than 30 boats", 30, "boats", "less_than", False),
        ("prices rose 3.5%", 3.5, "%", "exactly", False),
        ("nearly 60 per cent", 60, "%", "exactly", True),
        ("worth $2.4 million", 2_400_000, "USD", "exactly", False),
        ("£84,000 was stolen", 84_000, "GBP", "exactly", False),
        ("twenty-five cases", 25, "cases", "exactly", False),
        ("more than a dozen towns", 12, "towns", "more_than", False),
        ("two-thirds of voters", 2 / 3, "share", "exactly", False),
        ("four Council resolutions were ignored", 4, "resolutions", "exactly", False),
        ("no fewer than 15 ships", 15, "ships", "at_least", False),
        ("three percentage points", 3, "percentage point", "exactly", False),
        ("3bn crowns", 3e9, "crowns", "exactly", False),
    ],
)
def test_figure(text: str, value: float, unit: str, bound: str, is_approximate: bool) -> None:
    (found,) = quantities.find(text, [])
    assert (found.value, found.unit, found.bound, found.is_approximate) == (value, unit, bound, is_approximate)
    assert found.span.of(text) in text


@pytest.mark.parametrize(
    "text", ["one of the men", "the 21st time", "at 10:30", "It is the one thing", "no figure at all"]
)
def test_no_figure(text: str) -> None:
    assert quantities.find(text, []) == []


def test_dates_are_not_figures() -> None:
    text = "On 12 February 2020 they counted 30 boats."
    found = quantities.find(text, times.find(text, date(2020, 3, 1)))
    assert [q.span.of(text) for q in found] == ["30 boats"]


def test_figures_are_found_by_stretch() -> None:
    text = "They saw 30 boats and 40 crates."
    figures = quantities.Figures(quantities.find(text, []))
    whole = Span(0, len(text))
    assert [q.value for q in figures.within(whole)] == [30, 40]
    assert [q.value for q in figures.within(Span(0, 18))] == [30]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("between 3 and 5 % of votes", [(3, "%", "at_least"), (5, "%", "at_most")]),
        ("3–5 % of votes", [(3, "%", "at_least"), (5, "%", "at_most")]),
        ("rose from 180 to 212 million marks", [(180e6, "marks", "exactly"), (212e6, "marks", "exactly")]),
        ("one in five adults", [(0.2, "share", "exactly")]),
        ("two in the morning", []),
    ],
)
def test_ranges_and_ratios(text: str, expected: list[tuple[float, str, str]]) -> None:
    assert [(q.value, q.unit, q.bound) for q in quantities.find(text, [])] == expected
