"""Claims: one proposition each, with exact words, a stand-alone wording, a kind, times and figures."""

from datetime import date

import pytest

from claims.extraction import ClaimKind, Precision
from tests.extraction import texts
from tests.extraction.finding import claim_with, read, statement_with


def test_two_figures_in_one_sentence_are_two_claims_with_bounds() -> None:
    killed = claim_with(texts.STRAITS, "7,000 Kessians", None)
    displaced = claim_with(texts.STRAITS, "half a million", None)
    assert killed.text == "More than 7,000 Kessians were killed"
    assert displaced.text == "around half a million were displaced as a result of the fighting."
    assert [(q.value, q.bound, q.is_approximate) for q in killed.quantities] == [(7000, "more_than", False)]
    assert [(q.value, q.bound, q.is_approximate) for q in displaced.quantities] == [(500_000, "exactly", True)]


def test_narrator_speaks_for_the_outlet() -> None:
    for words in ("five adjacent islands", "three resolutions", "followed by peace talks", "one of the chairs"):
        claim = claim_with(texts.STRAITS, words, None)
        assert claim.statement is None
        assert claim.speaker is None


def test_claims_of_a_quotation_are_its_sentences() -> None:
    analysis = read(texts.STRAITS)
    index = next(i for i, s in enumerate(analysis.statements) if "telephone line" in s.content[0].of(texts.STRAITS))
    claims = [claim.text for claim in analysis.claims if claim.statement == index]
    assert len(claims) == 5
    assert claims[0] == "There is a telephone line between Kess and Tamar City."


@pytest.mark.parametrize(
    ("text", "words", "standalone"),
    [
        (texts.STRAITS, "This is the first", "The Harrow Declaration is the first and so far the only document"),
        (texts.STRAITS, "At this meeting", "At the meeting of the Kessian and Tamari FMs in Harrow in March 2020"),
        (texts.STRAITS, "it remains fairly calm", "The situation on the line of buoys remains fairly calm."),
        (texts.STRAITS, "leads the efforts", "The Straits Group leads the efforts to find a peaceful settlement."),
        (texts.STRAITS, "To this day", "To 18 May 2021, Tamar has not implemented three resolutions"),
        (texts.STRAITS, "an important step", "Pavel Morenko described as an important step the signing"),
        (texts.MIXED_SPEAKERS, "her figures", "Clara Obrecht’s figures were “two years old”"),
        (texts.MIXED_SPEAKERS, "signed them himself", "Stefan Lund had signed them himself."),
        (texts.MIXED_SPEAKERS, "settled by Friday", "The matter would be settled by 21 May 2021."),
        (texts.WIRE, "9.6 million", "The terminal paid 9.6 million crowns in local taxes."),
        (
            texts.WIRE,
            "4.2 million",
            "The terminal had handled 4.2 million tonnes of coal in 2020, down 38 percent from 2015.",
        ),
        (texts.WIRE, "hiding the cost", "Tomas Reith accused the city of hiding the cost of the closure."),
        (texts.DENIALS, "any patient", "The health ministry denied that any patient had died"),
        (texts.DENIALS, "any such report", "Adela Voss did not receive any such report."),
        (texts.COURT, "three counts", "Gareth Plimley admitted three counts of fraud."),
        (
            texts.POLL,
            "margin of error",
            "The poll of 1,204 people, carried out between 3 and 9 April 2021, has a margin",
        ),
        (texts.BRITISH, "a single ward", "We [Fiona Carrow speaking] are not going to shut a single ward."),
    ],
)
def test_standalone_wording(text: str, words: str, standalone: str) -> None:
    assert claim_with(text, words).standalone.startswith(standalone)


def test_every_substitution_is_recorded_and_reproduces_the_wording() -> None:
    claim = claim_with(texts.WIRE, "4.2 million")
    (found,) = claim.substitutions
    assert found.span.of(texts.WIRE) == "last year"
    assert found.replacement == "in 2020"


def test_words_around_the_cue_are_left_out() -> None:
    claim = claim_with("The bridge, the mayor said, was closed in May 2019.", "bridge")
    assert claim.text == "The bridge, the mayor said, was closed in May 2019."
    assert claim.standalone == "The bridge was closed in May 2019."


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        (texts.WIRE, "600 jobs", ClaimKind.NUMERICAL),
        (texts.WIRE, "last coal terminal", ClaimKind.PREDICTION),
        (texts.WIRE, "find other work", ClaimKind.OPINION),
        (texts.PARAGRAPHS, "let that happen", ClaimKind.PROMISE),
        (texts.DENIALS, "any patient", ClaimKind.CAUSAL),
        (texts.STRAITS, "significant potential", ClaimKind.OPINION),
        (texts.STRAITS, "support this attitude", ClaimKind.POSITION),
        (texts.STRAITS, "organized a meeting", ClaimKind.FACTUAL),
        (texts.SPEECH, "We must do more", ClaimKind.OPINION),
    ],
)
def test_kind(text: str, words: str, kind: ClaimKind) -> None:
    assert claim_with(text, words).kind is kind


def test_times_of_a_claim_are_intervals_against_the_date_line() -> None:
    ceasefire = claim_with(texts.STRAITS, "has been mediating", None)
    war = claim_with(texts.STRAITS, "late 1980s", None)
    assert [(t.start, t.end) for t in ceasefire.times] == [(date(1997, 1, 1), date(2021, 5, 18))]
    assert [(t.start, t.end, t.precision) for t in war.times] == [
        (date(1987, 1, 1), date(1989, 12, 31), Precision.DECADE)
    ]


def test_said_on_comes_from_the_cue_not_from_the_source() -> None:
    assert statement_with(texts.BRITISH, "1,150 nurses").said_on is None
    monday = statement_with(texts.COURT, "three counts").said_on
    assert monday is not None
    assert monday.start == date(2021, 5, 17)


def test_questions_and_fragments_are_no_claims() -> None:
    assert read("Was the town warned?\n\nYes.\n\nStorm Edda").claims == ()


def test_an_article_without_quotations_gives_narrator_claims_only() -> None:
    analysis = read(texts.NO_QUOTES)
    assert analysis.statements == ()
    assert len(analysis.claims) >= 6
    assert all(claim.statement is None for claim in analysis.claims)


def test_a_main_clause_beside_a_statement_is_the_narrators() -> None:
    text = "The tram cost 3 million crowns in 2019, and the mayor said it was cheap."
    claim = claim_with(text, "3 million")
    assert claim.statement is None
    assert claim_with(text, "cheap").statement == 0


@pytest.mark.parametrize(
    ("text", "words", "standalone"),
    [
        (
            "The council voted against the plan, saying it would cost too much.",
            "voted",
            "The council voted against the plan.",
        ),
        (
            "Karl Ost, 54, was charged with fraud after police said he had taken 3,000 crowns.",
            "charged",
            "Karl Ost, 54, was charged with fraud.",
        ),
        ('"The bridge," wrote the engineer, "has three cracks."', "three cracks", "The bridge has three cracks."),
        ("He has denied any wrongdoing.", "any wrongdoing", "He has denied any wrongdoing."),
    ],
)
def test_clause_is_whole_when_a_statement_is_taken_out(text: str, words: str, standalone: str) -> None:
    assert claim_with(text, words).standalone == standalone


def test_an_attributed_question_is_no_claim() -> None:
    assert read("She asked whether the ferry was late.").claims == ()
