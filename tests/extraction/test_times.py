"""Time expressions as intervals."""

from datetime import date

import pytest

from claims.extraction import times

NEAR = date(2020, 2, 12)  # a Wednesday


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("on 2019-03-04", date(2019, 3, 4), date(2019, 3, 4)),
        ("on February 12", date(2020, 2, 12), date(2020, 2, 12)),
        ("on 30 December", date(2019, 12, 30), date(2019, 12, 30)),
        ("in April 2019", date(2019, 4, 1), date(2019, 4, 30)),
        ("in 1994", date(1994, 1, 1), date(1994, 12, 31)),
        ("since the signing of a truce between Orm and Tarn in 1994", date(1994, 1, 1), NEAR),
        ("in the early 1990s", date(1990, 1, 1), date(1993, 12, 31)),
        ("in the ’80s", date(1980, 1, 1), date(1989, 12, 31)),
        ("last year", date(2019, 1, 1), date(2019, 12, 31)),
        ("to this day", NEAR, NEAR),
        ("yesterday", date(2020, 2, 11), date(2020, 2, 11)),
        ("on Tuesday", date(2020, 2, 11), date(2020, 2, 11)),
        ("last Wednesday", date(2020, 2, 5), date(2020, 2, 5)),
        ("they will vote on Friday", date(2020, 2, 14), date(2020, 2, 14)),
        ("by June", date(2020, 6, 1), date(2020, 6, 30)),
        ("since January", date(2020, 1, 1), NEAR),
        ("three weeks ago", date(2020, 1, 22), date(2020, 1, 22)),
        ("in the past five years", date(2015, 2, 12), NEAR),
        ("between 1994 and 2000", date(1994, 1, 1), date(2000, 12, 31)),
        ("in 1995-97", date(1995, 1, 1), date(1997, 12, 31)),
        ("between 3 and 9 April 2019", date(2019, 4, 3), date(2019, 4, 9)),
        ("next month", date(2020, 3, 1), date(2020, 3, 31)),
        ("last summer", date(2019, 6, 1), date(2019, 8, 31)),
        ("in the 19th century", date(1801, 1, 1), date(1900, 12, 31)),
    ],
)
def test_interval(words: str, start: date, end: date) -> None:
    text = f"It happened {words}."
    (found,) = times.find(text, NEAR)
    assert (found.start, found.end) == (start, end)
    assert found.span is not None
    assert found.span.of(text) in text


@pytest.mark.parametrize(
    "text", ["2000 soldiers died.", "It cost 1,994 crowns.", "Flight 1994 people", "May I go?", "He may march."]
)
def test_figures_and_words_are_not_dates(text: str) -> None:
    assert times.find(text, NEAR) == []


def test_without_a_day_relative_times_are_left_alone() -> None:
    text = "It rained yesterday and in 1994."
    assert [t.span.of(text) for t in times.find(text, None) if t.span] == ["1994"]
    assert times.has_relative(text)
    assert not times.has_relative("It rained in 1994.")


@pytest.mark.parametrize(
    ("words", "near", "day"),
    [
        ("03/04/2020", None, None),
        ("03/04/2020", date(2020, 4, 3), date(2020, 4, 3)),
        ("13/04/2020", None, date(2020, 4, 13)),
        ("04/13/2020", None, date(2020, 4, 13)),
        ("31 February 2020", None, None),
        ("3 March", None, None),
        ("Dec. 30", date(2021, 1, 2), date(2020, 12, 30)),
    ],
)
def test_one_day_in_many_spellings(words: str, near: date | None, day: date | None) -> None:
    assert times.read_date(words, near) == day


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("in the three months to June", date(2020, 4, 1), date(2020, 6, 30)),
        ("in the six months to 30 June 2019", date(2019, 1, 1), date(2019, 6, 30)),
        ("in the third quarter of 2018", date(2018, 7, 1), date(2018, 9, 30)),
    ],
)
def test_parts_of_years_and_stretches_up_to_a_month(text: str, start: date, end: date) -> None:
    (found,) = times.find(text, date(2021, 5, 20))
    assert (found.start, found.end) == (start, end)


def test_the_last_day_of_a_month_is_not_the_last_24_hours() -> None:
    assert times.find("on the last day of October", date(2021, 5, 20)) == []
