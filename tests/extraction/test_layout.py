"""Speech that marks, labels and dashes attribute."""

import pytest

from claims.extraction import StatementKind
from tests.extraction.finding import content, read, statement_with


def names(text: str) -> list[str | None]:
    return [s.speaker.name if s.speaker else None for s in read(text).statements]


def test_dialogue_behind_dashes() -> None:
    text = (
        "The chamber was full.\n\n— We have built more homes than anyone, said Aldo Ferrin.\n\n"
        "— I can name four thousand, replied Ferrin. — And they all have doors."
    )
    found = read(text).statements
    assert [content(text, s) for s in found] == [
        "We have built more homes than anyone",
        "I can name four thousand | And they all have doors.",
    ]
    assert names(text) == ["Aldo Ferrin", "Aldo Ferrin"]


def test_a_transcript_set_in_quotation_marks() -> None:
    text = (
        "Here is what they said.\n\n“REED: Was the lock shut?”\n\n“STRAND: It was shut at noon. I saw it.”\n\n"
        "“REED: Who opened it?”\n\n“STRAND: Nobody has told me.”"
    )
    strand = [s for s in read(text).statements if [span.of(text) for span in s.source] == ["STRAND"]]
    assert next(content(text, s) for s in strand).startswith("It was shut at noon. I saw it.")


def test_who_only_asks_in_an_interview_makes_no_statements() -> None:
    text = (
        "Lena Orsi directs the ballet.\n\nCorvo Times: You closed the school. Why?\n\n"
        "Orsi: The roof was falling in.\n\nCorvo Times: Will it open again?\n\nOrsi: It opens in the autumn."
    )
    assert names(text) == ["Lena Orsi", "Lena Orsi"]
    assert {s.kind for s in read(text).statements} == {StatementKind.DIRECT}


def test_figures_behind_labels_are_no_speech() -> None:
    text = "Growth by sector:\n\nManufacturing: 2.0 percent\n\nConstruction: 0.7 percent\n\nTrade: 1.1 percent"
    assert read(text).statements == ()


def test_one_label_with_a_role_speaks() -> None:
    text = "Storm Edda\n\n14.41\n\nFerry operator SeaLine: All sailings are cancelled until Thursday."
    found = statement_with(text, "All sailings")
    assert [span.of(text) for span in found.source] == ["Ferry operator SeaLine"]


@pytest.mark.parametrize(
    ("text", "source", "words"),
    [
        ("Pires resigned. Captain Wes Ngala was blunter: “We were a disgrace to the town.”", "Captain Wes Ngala", None),
        ("Ola spoke. Her message to islanders was simple: “Book the bus before it is full.”", "Her", None),
        ("The operator put it differently: “We hope to sail in May.”", "The operator", None),
        (
            "“Keep your hands where I see them,” Ola sings to Vera before asking her, “Where do we go from here?”",
            "Ola",
            "“Keep your hands where I see them,”",
        ),
    ],
)
def test_verbs_that_no_lexicon_has(text: str, source: str, words: str | None) -> None:
    found = statement_with(text, words or text[text.index("“") :])
    assert [span.of(text) for span in found.source] == [source]
    assert content(text, found) == (words or text[text.index("“") :])


def test_a_lone_closing_mark_ends_the_speech_that_opens_the_paragraph() -> None:
    text = "Ivo Raab spoke on Friday.\n\nThe inspectors came at six,” he said. “They found nothing.”"
    (found,) = read(text).statements
    assert content(text, found) == "The inspectors came at six,” | “They found nothing.”"


def test_two_apostrophes_are_a_pair_of_marks() -> None:
    text = "Prices rose. ''There is a lot of new work,'' Olt said. ''It is not done.''"
    (found,) = read(text).statements
    assert content(text, found) == "''There is a lot of new work,'' | ''It is not done.''"


def test_marks_of_the_same_style_inside_a_quotation() -> None:
    text = "“This is the third “temporary” shortage in two years,” said Farhod Mirzo."
    (found,) = read(text).statements
    assert content(text, found) == "“This is the third “temporary” shortage in two years,”"


def test_speech_quoted_inside_a_quotation_ends_with_its_marks() -> None:
    text = "“He said ‘nobody leaves this room’ and locked the door,” the witness, Olga Prem, told the inquiry."
    outer, inner = read(text).statements
    assert content(text, inner) == "‘nobody leaves this room’"
    assert inner.parent == 0
    assert content(text, outer).endswith("locked the door,”")


def test_a_title_in_quotation_marks_is_not_said() -> None:
    text = "The report, titled “A Door Too Many”, says the exits were blocked on 14 occasions."
    (found,) = read(text).statements
    assert content(text, found) == "the exits were blocked on 14 occasions"
