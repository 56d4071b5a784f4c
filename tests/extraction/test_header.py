"""Date lines, bylines and datelines."""

from datetime import date

import pytest

from claims.extraction import Header, analyze, header
from tests.extraction import texts

BODY = "The council of Orm voted for the tram on Monday."


@pytest.mark.parametrize(
    ("top", "day", "byline"),
    [
        (" date 2020-02-12 By Farid Nasirov\n\n", date(2020, 2, 12), "Farid Nasirov"),
        (
            "By JANE DORN and JOHN SELM\nPublished: 3 March 2021 10:40 GMT\n\n",
            date(2021, 3, 3),
            "Jane Dorn and John Selm",
        ),
        ("03/04/2020 By Jane Dorn ", date(2020, 4, 3), "Jane Dorn"),
        (
            "Tram vote is near\nBy Jane van der Berg, Political Editor\n13/02/2020\n",
            date(2020, 2, 13),
            "Jane van der Berg",
        ),
        ("March 3, 2021\n", date(2021, 3, 3), None),
        ("By Jane Dorn\n", None, "Jane Dorn"),
        ("Updated 3rd of March 2021, 9.15am | By J. R. Selm\n\n", date(2021, 3, 3), "J. R. Selm"),
    ],
)
def test_header_is_read_and_kept_apart(top: str, day: date | None, byline: str | None) -> None:
    text = top + BODY
    found = header.read(text, date(2020, 4, 3))
    assert (found.header.published_on, found.header.byline) == (day, byline)
    if found.header.byline_span is not None and byline is not None:
        assert found.header.byline_span.of(text).lower() == byline.lower()
    assert found.header.span is not None
    assert found.header.span.end <= text.index(BODY)


@pytest.mark.parametrize("text", ["By and large it works.", "By Monday it was over.", BODY, "", "By", "2020"])
def test_no_header_is_invented(text: str) -> None:
    assert header.read(text).header == Header()


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("ORM, March 3 (Northwire) - ", date(2021, 3, 3)),
        ("PORT VESSEL (Northwire) — ", None),
        ("GRUNNING - ", None),
        ("Merrow, 14 May 2021 - ", date(2021, 5, 14)),
    ],
)
def test_dateline_is_a_hole(line: str, day: date | None) -> None:
    text = line + BODY
    found = header.read(text, date(2021, 4, 1))
    assert found.dateline is not None
    assert found.dateline.of(text) == line
    assert found.dateline_date == day


def test_byline_is_never_part_of_the_speaker() -> None:
    glued = texts.STRAITS.replace("Nasirov\n\n", "Nasirov ", 1)
    for text in (texts.STRAITS, glued):
        analysis = analyze(text)
        assert analysis.header.byline == "Farid Nasirov"
        assert {s.speaker.name for s in analysis.statements if s.speaker} == {"Pavel Morenko", "the parties"}
        assert text[analysis.statements[0].source[0].start :].startswith("Valdorian Deputy Trade Minister")
