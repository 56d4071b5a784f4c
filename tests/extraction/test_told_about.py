"""What is told about a statement: who, through what, when, and inside whose words; on articles of several desks."""

from datetime import date

import pytest

from claims.extraction import SpeakerKind, Statement, analyze
from tests.extraction.finding import content
from tests.extraction.texts_of_desks import (
    BORDER_POST,
    FLOOD_MAPS,
    GLACIER,
    HARBOUR,
    INQUEST,
    LOOMLY,
    PIPELINE,
    SMOKEHOUSE,
)

_ISSUES: dict[str, tuple[date, str | None]] = {
    HARBOUR: (date(2025, 6, 12), "Fennmark Courier"),
    INQUEST: (date(2024, 11, 7), "Tarrow Evening News"),
    GLACIER: (date(2025, 2, 3), "Mirador"),
    BORDER_POST: (date(2023, 9, 20), "Steppe Wire"),
    LOOMLY: (date(2025, 10, 14), "Ledger & Loom"),
    PIPELINE: (date(2025, 4, 2), None),
    SMOKEHOUSE: (date(2025, 8, 22), "The Brisling"),
    FLOOD_MAPS: (date(2025, 1, 29), "Northern Dispatch"),
}


def said(text: str, words: str) -> tuple[Statement, Statement | None]:
    """The innermost statement whose content holds the words, and the one around it."""
    published_on, outlet = _ISSUES.get(text, (date(2025, 3, 12), "Fennmark Courier"))
    statements = analyze(text, published_on=published_on, outlet=outlet).statements
    found = [s for s in statements if words in content(text, s)]
    assert found, f"no statement holds {words!r}"
    best = min(found, key=lambda s: sum(span.end - span.start for span in s.content))
    return best, statements[best.parent] if best.parent is not None else None


@pytest.mark.parametrize(
    ("text", "words", "medium"),
    [
        (HARBOUR, "go up by 34", "Radio Fennmark"),
        (HARBOUR, "eviction notice", "a statement"),
        (HARBOUR, "forty members", "Fennmark Courier"),
        (HARBOUR, "promised a freeze", "Fennmark Courier"),  # she goes on
        (HARBOUR, "is spoken for", "a letter"),
        (HARBOUR, "hiding a surplus", None),
        (INQUEST, "was on order", None),
        (GLACIER, "41 percent of the mass", "Mirador"),  # an answer in its interview
        (GLACIER, "follows all standards", "an email"),
        (BORDER_POST, "no obstacle", "Altyn"),
        (BORDER_POST, "has heard such words", "Telegram"),
        (LOOMLY, "not strategy", "LinkedIn"),
        (PIPELINE, "waited twenty years", None),
        (SMOKEHOUSE, "should be listed", "Brisling"),
        (FLOOD_MAPS, "three years out of date", "Channel Six"),
        (FLOOD_MAPS, "Resign", "X"),
        (FLOOD_MAPS, "14,000 homes", "Sunday Lantern"),
        (FLOOD_MAPS, "misspoke", "an emailed statement"),
        ("Jane Dorn told local radio that the dam was safe.", "dam was safe", "local radio"),
        ("Jane Dorn told the radio reporter Karl Ost that the dam was safe.", "dam was safe", None),
        ("“The dam is safe,” Jane Dorn wrote on the group’s blog.", "dam is safe", "the group’s blog"),
        ("Jane Dorn reports in the journal Coastal Notes that eels turn south.", "turn south", "Coastal Notes"),
        ("Karl Ost owns the dam. His report says the wall had moved.", "wall had moved", "His report"),
        ("“The critics told us that it would fall,” Jane Dorn said.", "would fall", None),  # "us" is not the outlet
        ("Doing well, all of us. — Jane Dorn (@jdorn) May 3, 2024", "Doing well", None),  # no platform is named
    ],
)
def test_through_what(text: str, words: str, medium: str | None) -> None:
    assert said(text, words)[0].medium == medium


@pytest.mark.parametrize(
    ("text", "words", "day"),
    [
        (HARBOUR, "go up by 34", "2025-06-10"),
        (HARBOUR, "eviction notice", "2025-06-11"),
        (HARBOUR, "hiding a surplus", "2025-06-07"),  # "speaking at a rally last Saturday"
        (HARBOUR, "is spoken for", "2025-05-01/2025-05-31"),
        (HARBOUR, "will vote on the budget", "2025-06-11"),
        (HARBOUR, "costs twice", None),
        (GLACIER, "there was none", "2022-01-01/2022-12-31"),
        (BORDER_POST, "no obstacle", "2023-09-18"),
        (BORDER_POST, "told nothing of the plan", "2023-09-18"),  # she goes on
        (BORDER_POST, "340 trucks", None),
        (LOOMLY, "lost its largest", "2025-10-06/2025-10-12"),
        (LOOMLY, "a loss of 80 million", None),
        (PIPELINE, "pipeline is in service", "2025-04-02"),
        (PIPELINE, "fallen by 18 percent", "2025-02-01/2025-02-28"),  # when the review came out
        (SMOKEHOUSE, "the roof was leaking", "2025-07-01/2025-07-31"),
        (FLOOD_MAPS, "14,000 homes", "2024-12-01/2024-12-31"),  # not the Sunday of the Sunday Lantern
        (FLOOD_MAPS, "22,000", "2024-12-01/2024-12-31"),
        ("Jane Dorn said this year that the dam was safe.", "dam was safe", "2025-01-01/2025-03-12"),
        ("Jane Dorn has just told reporters that the dam is safe.", "dam is safe", "2025-03-12"),
        ("Jane Dorn, mayor since 2009, said the dam was safe.", "dam was safe", None),
        ("The mayor wants an answer by Friday.", "an answer", None),
        ("Jane Dorn wrote, referring to a flood in 2019, that the dam was safe.", "dam was safe", None),
    ],
)
def test_when(text: str, words: str, day: str | None) -> None:
    when = said(text, words)[0].said_on
    given = sorted({when.start.isoformat(), when.end.isoformat()}) if when is not None else []
    assert "/".join(given) == (day or "")


@pytest.mark.parametrize(
    ("text", "words", "inner", "outer"),
    [
        (INQUEST, "part was on order", "Colin Reeve", "Beth Sallow"),
        (GLACIER, "there was none", "the company", "Ana Lucía Ferro"),
        (BORDER_POST, "honour the accord", "Kesh", "her ministry"),
        (LOOMLY, "to delete test results", None, "One former engineer"),
        (SMOKEHOUSE, "the roof was leaking", "Hove’s son", "Eli Mo"),
        (SMOKEHOUSE, "a ferry", "The county", "Jon Aas"),
        ("Jane Dorn said the board had promised 12 new boats.", "12 new boats", "the board", "Jane Dorn"),
        ("“She was told to stay upstairs,” Jane Dorn said.", "to stay upstairs", None, "Jane Dorn"),
        ("Jane Dorn says everybody thought that the dam was safe.", "the dam was safe", "everybody", "Jane Dorn"),
    ],
)
def test_words_within_words(text: str, words: str, inner: str | None, outer: str) -> None:
    found, around = said(text, words)
    assert (found.speaker.name if found.speaker is not None else None) == inner
    assert around is not None
    assert around.speaker is not None
    assert around.speaker.name == outer


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        (BORDER_POST, "nine would be released", "Rustam Ileyev"),  # "informed that": nobody is written
        (GLACIER, "retire in June", "Ana Lucía Ferro"),
        (INQUEST, "did everything right", "Joan"),
        ("Gwen Tarrow spoke. Cross-examined, she accepted that it was dark.", "it was dark", "Gwen Tarrow"),
        ("Karl Ost owns the meadow. “A coincidence of dates,” he lets us know.", "coincidence of dates", "Karl Ost"),
        (
            "Bishop Karl Ost came. The bishop, who is 91 and left in the schism of 2009, recalled that bells rang.",
            "bells rang",
            "Karl Ost",
        ),
    ],
)
def test_who(text: str, words: str, name: str) -> None:
    speaker = said(text, words)[0].speaker
    assert speaker is not None
    assert speaker.name == name


def test_a_clause_behind_whoever_is_told_is_the_content() -> None:
    found = said(INQUEST, "by the supplier")[0]
    assert content(INQUEST, found).startswith("he had been told")
    assert found.addressee == "the hearing"


def test_what_another_said_before_a_semicolon_is_not_the_content() -> None:
    assert content(LOOMLY, said(LOOMLY, "80 million francs")[0]) == "a loss of 80 million francs this year"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The herders said the wells were dry.", SpeakerKind.ORGANISATION),  # described, though by no name
        ("Her mother said the wells were dry.", SpeakerKind.PERSON),
        ("The parish chronicle says the wells were dry.", SpeakerKind.DOCUMENT),
        ("The official said the wells were dry.", SpeakerKind.UNNAMED),
        ("Two herders said the wells were dry.", SpeakerKind.UNNAMED),
        ("Officials said the wells were dry.", SpeakerKind.UNNAMED),
    ],
)
def test_who_is_described_is_not_hidden(text: str, kind: SpeakerKind) -> None:
    speaker = said(text, "wells were dry")[0].speaker
    assert speaker is not None
    assert speaker.kind is kind
    assert kind is SpeakerKind.UNNAMED or speaker.confidence < 0.5
