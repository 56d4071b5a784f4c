"""Claims: one proposition each, with exact words, a stand-alone wording, a kind, times and figures."""

from datetime import date

import pytest

from claims.extraction import ClaimKind, Precision, Put
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
        (texts.STRAITS, "To this day", "As of 18 May 2021, Tamar has not implemented three resolutions"),
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
        (texts.DENIALS, "any patient", "No patient had died because of the power cut at Sorrel General Hospital."),
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


TWIN = """\
date 2022-03-14 By Ines Calder

Sarvian Deputy Energy Minister Lena Orbach has said that the 1996 ceasefire agreement has been the basis for calm.

“In May 2021, in Dravna, the Sarvian minister hosted a meeting of the Kestian and Ombrian ministers. At this meeting a timetable was agreed,” Orbach said.

As for the dam on the upper Lune, she noted that it remains closed.

Sarvia has been mediating since the signing of a temporary cease-fire agreement between Kestia and Ombria in 1996.

The Lune Heights are Kestia’s breakaway district which along with three nearby valleys was occupied by Ombrian troops in a war in the late 1980s. More than 4,000 Kestians were killed and around 90,000 were driven out.

The 1996 ceasefire agreement was followed by talks. To this day, Ombria has not carried out two rulings of the Court.
"""  # noqa: E501  (a paragraph of an article is one line)


def test_one_dated_event_told_three_times_is_one_cluster() -> None:
    claims = read(TWIN).claims
    about = [number for number, claim in enumerate(claims) if "1996" in claim.text]
    leads = {claims[n].repeat_of if claims[n].repeat_of is not None else n for n in about}
    assert len(about) == 3
    assert len(leads) == 1
    assert sum(claim.repeat_of is not None for claim in claims) == 2


@pytest.mark.parametrize(
    ("words", "standalone"),
    [
        ("At this meeting", "At the meeting of the Kestian and Ombrian ministers in Dravna in May 2021"),
        ("remains closed", "The dam on the upper Lune remains closed."),
        ("three nearby valleys", "The Lune Heights along with three nearby valleys was occupied"),
        ("driven out", "Around 90,000 Kestians were driven out."),
        ("To this day", "As of 14 March 2022, Ombria has not carried out two rulings"),
    ],
)
def test_what_a_claim_points_at_is_put_in(words: str, standalone: str) -> None:
    assert claim_with(TWIN, words).standalone.startswith(standalone)


@pytest.mark.parametrize(
    ("text", "words", "standalone", "why"),
    [
        ("Mayor Jane Dorn resigned. Dorn had spent 3 million crowns.", "3 million", "Jane Dorn had spent", Put.PRONOUN),
        ("“I have sold the quay,” said Jane Dorn, the mayor.", "sold the quay", "Jane Dorn has sold", Put.SPEAKER),
        ("Jane Dorn left last year.", "left", "Jane Dorn left in 2020.", Put.DATE),
        (
            "Corran Tidal plc sells power. The company lost 4 million crowns.",
            "lost 4",
            "Corran Tidal lost 4 million",
            Put.THING,
        ),
    ],
)
def test_words_put_in_say_why(text: str, words: str, standalone: str, why: Put) -> None:
    claim = claim_with(text, words)
    assert claim.standalone.startswith(standalone)
    assert why in {one.why for one in claim.substitutions}
    assert all(text[s.span.start : s.span.end] == s.span.of(text) for s in claim.substitutions)


def test_a_headline_and_its_story_are_one_claim_but_other_figures_are_not() -> None:
    text = (
        "The Tarn bridge was shut to lorries.\n\n"
        "Engineers said on Monday that the Tarn bridge was shut to lorries in May.\n\n"
        "The Orm bridge cost 3 million crowns. The Tarn bridge cost 5 million crowns."
    )
    claims = read(text).claims
    assert [claim.repeat_of is not None for claim in claims].count(True) == 1
    assert all(claim.repeat_of is None for claim in claims if "million" in claim.text)


def test_words_told_at_second_hand_are_one_claim() -> None:
    text = "“The driver told me, ‘The bridge cost 40 million crowns in 2019,’” said Jane Dorn."
    assert sum("40 million" in claim.text for claim in read(text).claims) == 1


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("The mayor said the bridge would open in May.", "open in May", ClaimKind.PREDICTION),
        ("The mayor said she would publish the letter.", "publish", ClaimKind.PROMISE),
        ("Jane Dorn called the closure “a gift to the port”.", "gift", ClaimKind.OPINION),
        ("The union urged drivers to stay at home.", "stay at home", ClaimKind.OPINION),
        ("He resigned eleven days after the vote.", "resigned", ClaimKind.FACTUAL),
        ("Real wages rose 1.8 percent.", "wages", ClaimKind.NUMERICAL),
        ("Rust killed the wheat because nobody had sprayed it.", "Rust", ClaimKind.CAUSAL),
    ],
)
def test_kind_by_what_was_done(text: str, words: str, kind: ClaimKind) -> None:
    assert claim_with(text, words).kind is kind


@pytest.mark.parametrize(
    ("text", "words", "standalone"),
    [
        (
            "Parliament will vote on the contract in March. In the view of the union it comes too late.",
            "too late",
            "It comes too late",
        ),
        (
            "The council closed the bridge in May. It had 14 cracks.",
            "14 cracks",
            "It had 14 cracks",
        ),
        (
            "The Corvane Bank cut its rate in June. It also sold 12 branches.",
            "12 branches",
            "The Corvane Bank also sold 12 branches",
        ),
        (
            "The Corvane Bank cut its rate in June. It sold 12 branches in July 2020.",
            "12 branches",
            "The Corvane Bank sold 12 branches",
        ),
        (
            "The council approved a museum in March. It closed in May 2020.",
            "closed",
            "It closed in May 2020",
        ),
        (
            "The council met in Northam in May. It has 14 members.",
            "14 members",
            "The council has 14 members",
        ),
    ],
)
def test_it_is_left_where_two_things_may_be_meant(text: str, words: str, standalone: str) -> None:
    assert claim_with(text, words).standalone.startswith(standalone)
