"""Who said what: cue, source and content in the ways that news writes them."""

import pytest

from claims.extraction import CueKind, Polarity, SpeakerKind, StatementKind
from tests.extraction import texts
from tests.extraction.finding import content, read, statement_with


@pytest.mark.parametrize(
    ("text", "source", "cue", "said"),
    [
        ("Jane Dorn said the bridge was safe.", "Jane Dorn", "said", "the bridge was safe"),
        ("The bridge was safe, Jane Dorn said.", "Jane Dorn", "said", "The bridge was safe"),
        ("The bridge, she said, was safe.", "she", "said", "The bridge | was safe"),
        ("“It is safe,” said Jane Dorn.", "Jane Dorn", "said", "“It is safe,”"),
        ("Jane Dorn warned: “It is not safe.”", "Jane Dorn", "warned", "“It is not safe.”"),
        ("As Jane Dorn stressed, the bridge was safe.", "Jane Dorn", "stressed", "the bridge was safe"),
        ("According to the harbour office, 14 ships sank.", "the harbour office", "According to", "14 ships sank"),
        ("In the view of the union it comes too late.", "the union", "In the view of", "it comes too late"),
        ("In the eyes of the farmers the dam is a danger.", "the farmers", "In the eyes of", "the dam is a danger"),
        ("In the opinion of the board, tolls must rise.", "the board", "In the opinion of", "tolls must rise"),
        ("The council accused the firm of fraud.", "The council", "accused", "the firm of fraud"),
        ("Dorn described the vote as a farce.", "Dorn", "described", "the vote as a farce"),
        ("The minister called for an inquiry into the loss.", "The minister", "called", "an inquiry into the loss"),
        ("Prices, says the bank, will fall.", "the bank", "says", "Prices | will fall"),
        ("Everyone knows that the ferry is late.", "Everyone", "knows", "that the ferry is late"),
        ("She plans to sell the ferry.", "She", "plans", "to sell the ferry"),
        ("Dorn further told that the ferry was sold.", "Dorn", "further told", "that the ferry was sold"),
        ("Dorn, who said that the ferry was sold, left.", "who", "said", "that the ferry was sold"),
    ],
)
def test_one_sentence(text: str, source: str, cue: str, said: str) -> None:
    (found,) = read(text).statements
    assert [span.of(text) for span in found.source] == [source]
    assert [span.of(text).split(" for")[0] for span in found.cue] == [cue]
    assert content(text, found).rstrip(".") == said.rstrip(".")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“It is safe,” said Jane Dorn.", StatementKind.DIRECT),
        ("Dorn said the bridge was “a disgrace to us all” and would close.", StatementKind.MIXED),
        ("Dorn said the bridge would close.", StatementKind.INDIRECT),
    ],
)
def test_kind_follows_the_quotation_marks(text: str, kind: StatementKind) -> None:
    assert read(text).statements[0].kind is kind


@pytest.mark.parametrize(
    ("text", "polarity", "cue_kind"),
    [
        ("Dorn denied that the bridge was closed.", Polarity.DENIED, CueKind.DENY),
        ("Dorn did not deny that the bridge was closed.", Polarity.AFFIRMED, CueKind.DENY),
        ("Dorn did not say that the bridge was closed.", Polarity.DENIED, CueKind.SAY),
        ("Dorn declined to comment.", Polarity.AFFIRMED, CueKind.DECLINE),
        ("Dorn believes that the bridge is closed.", Polarity.AFFIRMED, CueKind.BELIEVE),
        ("Dorn wants to close the bridge.", Polarity.AFFIRMED, CueKind.INTEND),
    ],
)
def test_polarity_and_kind_of_cue(text: str, polarity: Polarity, cue_kind: CueKind) -> None:
    (found,) = read(text).statements
    assert (found.polarity, found.cue_kind) == (polarity, cue_kind)


@pytest.mark.parametrize(
    "text",
    [
        "The tide rose and the boats left.",
        "She added sugar to the tea.",
        "They went to the market “Old Quay” in the rain.",
        "The council closed the bridge on Monday.",
    ],
)
def test_deeds_are_no_statements(text: str) -> None:
    assert read(text).statements == ()


def test_quotation_of_several_sentences_and_an_interrupted_one_are_one_statement_each() -> None:
    text = (
        "“It is safe. We measured it,” Dorn said. “The report is public.”\n\n“If it falls,” she added, “we all fall.”"
    )
    first, second = read(text).statements
    assert content(text, first) == "“It is safe. We measured it,” | “The report is public.”"
    assert content(text, second) == "“If it falls,” | “we all fall.”"


def test_speech_over_paragraphs_is_one_statement() -> None:
    found = statement_with(texts.PARAGRAPHS, "340 houses")
    assert len(found.content) == 3
    assert found.speaker is not None
    assert found.speaker.name == "Elena Prit"


def test_british_quotations_and_what_follows_them() -> None:
    found = statement_with(texts.BRITISH, "utter nonsense")
    assert content(texts.BRITISH, found).startswith("‘We are not going to shut a single ward,’")
    assert found.medium == "Wessmere Echo"
    assert found.speaker is not None
    assert found.speaker.name == "Fiona Carrow"


def test_missing_marks_do_not_move_the_speakers() -> None:
    statements = read(texts.UNCLOSED).statements
    assert len(statements) == 4
    assert {s.speaker.name for s in statements if s.speaker} == {"Karl Ost"}


def test_third_party_in_a_quotation_is_a_chain() -> None:
    analysis = read(texts.STRAITS)
    (child,) = [s for s in analysis.statements if s.parent is not None]
    assert "readiness" in content(texts.STRAITS, child)
    parent = analysis.statements[child.parent if child.parent is not None else -1]
    assert parent.speaker is not None
    assert parent.speaker.name == "Pavel Morenko"


def test_own_thoughts_in_a_quotation_are_no_chain() -> None:
    assert len(read("“I think we should go, and I hope we will,” said Jane Dorn.").statements) == 1


def test_hearsay_names_nobody() -> None:
    found = statement_with(texts.ANONYMOUS, "moved two brigades")
    assert found.speaker is None
    assert found.source == ()
    assert found.is_hedged


def test_transcript_gives_each_answer_to_its_speaker() -> None:
    found = statement_with(texts.INTERVIEW, "5.4 metres")
    assert found.speaker is not None
    assert found.speaker.name == "Marta Quell"
    nested = statement_with(texts.INTERVIEW, "it never arrived")
    assert nested.speaker is not None
    assert nested.speaker.name == "the council"


def test_named_labels_of_a_transcript() -> None:
    text = "Jane Dorn, the mayor, met Karl Ost.\n\nDORN: The bridge is safe.\n\nOST: It fell down in May."
    names = [s.speaker.name for s in read(text).statements if s.speaker]
    assert names == ["Jane Dorn", "Karl Ost"]


def test_embedded_post_has_author_medium_and_day() -> None:
    found = statement_with(texts.POSTS, "fell by 22%")
    assert found.speaker is not None
    assert found.speaker.name == "Nora Beck"
    assert found.medium == "Twitter"
    assert found.said_on is not None
    assert found.said_on.start.isoformat() == "2019-05-03"


def test_told_a_medium_without_a_subject() -> None:
    found = statement_with(texts.STRAITS, "honest broker", None)
    assert found.source == ()
    assert found.speaker is not None
    assert (found.speaker.name, found.speaker.resolved_by.value) == ("Pavel Morenko", "carried_over")
    assert (found.medium, found.addressee) == ("Meridian News", None)
    assert found.said_on is not None
    assert (found.said_on.start.isoformat(), found.said_on.end.isoformat()) == ("2021-05-18", "2021-05-18")


def test_told_reporters_is_an_addressee() -> None:
    found = statement_with(texts.WIRE, "4.2 million tonnes")
    assert (found.medium, found.addressee) == (None, "reporters")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Ola Brandt has said the ferries carried more people than in any year since 2011, rejecting a sale.",
            "the ferries carried more people than in any year since 2011",
        ),
        ("The firm said that fares rose by 4 per cent, dismissing calls for a cap.", "that fares rose by 4 per cent"),
        ("Voss said the school would open in August, defending the builders.", "the school would open in August"),
        ("Voss said that sales rose and that fares fell, rejecting a sale.", "that sales rose and that fares fell"),
        ("Voss said the storm hit the quay, killing two dockers.", "the storm hit the quay, killing two dockers"),
    ],
)
def test_what_the_speaker_does_beside_it_is_no_content(text: str, said: str) -> None:
    assert content(text, read(text).statements[0]).rstrip(".") == said


@pytest.mark.parametrize(
    "text",
    [
        "Two officials, who asked not to be named because the talks are private, said that the quay had cracks.",
        "“The quay had cracks,” said two officials, who spoke on condition of anonymity because the talks are private.",
    ],
)
def test_why_somebody_is_not_named_is_no_content(text: str) -> None:
    (found,) = read(text).statements
    assert found.speaker is not None
    assert found.speaker.kind is SpeakerKind.UNNAMED
    assert [span.of(text).lower() for span in found.source] == ["two officials"]
    assert "quay" in content(text, found)
    assert "private" not in content(text, found)


def test_void_in_the_eyes_of_the_law_is_nobodys_view() -> None:
    assert read("The lease is void in the eyes of the law.").statements == ()
