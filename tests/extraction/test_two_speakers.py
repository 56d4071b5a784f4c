"""Several cues in one sentence: whose words end where."""

import pytest

from claims.extraction import Polarity
from tests.extraction.finding import content, read


def said(text: str) -> list[tuple[str, str]]:
    """Source and content of every statement."""
    return [
        (" | ".join(span.of(text) for span in s.source), content(text, s).rstrip(".")) for s in read(text).statements
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The minister said 4,200 nurses had left the service and promised to hire 3,000.",
            [
                ("The minister", "4,200 nurses had left the service"),
                ("The minister", "to hire 3,000"),
            ],
        ),
        (
            "Dorn denied that any figure had been withheld but acknowledged that counting had been slow.",
            [
                ("Dorn", "that any figure had been withheld"),
                ("Dorn", "that counting had been slow"),
            ],
        ),
        (
            "Mayor Elsa Tiding said the school would open in May, while her deputy, Bo Narr, said it would not.",
            [
                ("Mayor Elsa Tiding", "the school would open in May"),
                ("her deputy, Bo Narr", "it would not"),
            ],
        ),
        (
            "The builders say the plans changed four times, but the town says it asked for one change.",
            [
                ("The builders", "the plans changed four times"),
                ("the town", "it asked for one change"),
            ],
        ),
        (
            "The mayor of Ostby, Ruta Lind, said she had written to the minister twice.",
            [("The mayor of Ostby, Ruta Lind", "she had written to the minister twice")],
        ),
    ],
)
def test_each_speaker_keeps_their_own_words(text: str, expected: list[tuple[str, str]]) -> None:
    assert said(text) == expected


def test_a_second_that_clause_belongs_to_the_first_cue() -> None:
    text = "The company said it expected sales to grow by 5%, and that it would open 12 shops."
    assert ("The company", text.removeprefix("The company said ").rstrip(".")) in said(text)


def test_what_studies_find_and_contradict_stays_whole() -> None:
    text = "A study found that research either did not support or flatly contradicted half of the advice."
    assert said(text)[0][1].endswith("half of the advice")


def test_a_speaker_set_between_commas_is_no_part_of_the_content() -> None:
    text = "The dam, engineer Karl Voss said, holds 40 million cubic metres and has never failed."
    assert said(text) == [("engineer Karl Voss", "The dam | holds 40 million cubic metres and has never failed")]


@pytest.mark.parametrize(
    ("text", "source", "words"),
    [
        (
            "According to its chair, Tomas Hale, the harbour board will need 14 million crowns.",
            "its chair, Tomas Hale",
            "the harbour board will need 14 million crowns",
        ),
        (
            "The line carried 300 trains, according to the operator, Morvan Lines.",
            "the operator, Morvan Lines",
            "The line carried 300 trains",
        ),
        (
            "According to two sailors, who asked not to be named, the captain ignored a warning.",
            "two sailors",
            "the captain ignored a warning",
        ),
        ("In her view, the next step is a survey.", "her", "the next step is a survey"),
    ],
)
def test_phrases_that_name_a_source(text: str, source: str, words: str) -> None:
    assert said(text) == [(source, words)]


def test_the_name_behind_according_to_is_the_speaker() -> None:
    (found,) = read("According to its chair, Tomas Hale, the harbour board will need 14 million crowns.").statements
    assert found.speaker is not None
    assert found.speaker.name == "Tomas Hale"


def test_what_is_told_of_the_speaker_behind_a_quotation_is_not_said() -> None:
    text = "“He had no choice,” said Signe Falk, who teaches finance in Harr. “The bank was six weeks from closing.”"
    (found,) = read(text).statements
    assert content(text, found) == "“He had no choice,” | “The bank was six weeks from closing.”"


def test_a_comment_behind_the_content_is_the_journalists() -> None:
    text = "The challenger said that he would keep the plant open, a reversal of what his party decided in spring."
    assert said(text) == [("The challenger", "that he would keep the plant open")]


def test_a_court_is_told_and_does_not_speak() -> None:
    text = "A baker sold bread made with sawdust, a court heard."
    (found,) = read(text).statements
    assert found.source == ()
    assert found.speaker is None


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The office neither confirmed nor denied that he owned shares.", Polarity.AFFIRMED),
        ("Nobody at the office has said that he owned shares.", Polarity.DENIED),
        ("Dorn doubts that he owned shares.", Polarity.DENIED),
        ("Dorn disputes that he owned shares.", Polarity.DENIED),
    ],
)
def test_polarity(text: str, polarity: Polarity) -> None:
    assert read(text).statements[-1].polarity is polarity
