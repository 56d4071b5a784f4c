"""Scores with reasons that add up."""

import pytest

from claims.extraction import score_sentences
from claims.extraction.checkworthiness import Context, assess
from tests.extraction import texts
from tests.extraction.finding import claim_with, read


def test_reasons_add_up_to_the_score_exactly() -> None:
    for text in (texts.STRAITS, texts.SPEECH, texts.WIRE):
        for claim in read(text).claims:
            assert sum(reason.weight for reason in claim.reasons) == claim.check_worthiness
            assert 0 <= claim.check_worthiness <= 1


@pytest.mark.parametrize(
    ("higher", "lower"),
    [
        ("Unemployment fell to 3.9 percent in 2019.", "I think this is a wonderful town."),
        ("The council spent 2 million crowns on the bridge.", "We must do more for the bridge."),
        ("More than 7,000 people were killed in the war.", "The main thing is to show political will."),
        ("Crime doubled in two years.", "Thank you very much."),
        ("The army has not implemented three resolutions.", "Some people say things like that."),
    ],
)
def test_what_can_be_checked_ranks_above_what_cannot(higher: str, lower: str) -> None:
    up, _ = assess(higher)
    down, _ = assess(lower)
    assert up >= 0.5 > down


def test_reasons_quote_what_earned_them() -> None:
    _, reasons = assess("Unemployment fell to 3.9 percent in 2019.")
    by_name = {reason.name: reason for reason in reasons}
    assert "3.9" in by_name["figures"].detail
    assert by_name["figures"].weight > 0


def test_kind_and_voice_are_reasons() -> None:
    plain, _ = assess("The bridge was closed.")
    narrated, reasons = assess("The bridge was closed.", Context(is_narrator=True, kind="opinion"))
    assert {"outlet's own voice", "kind: opinion"} <= {reason.name for reason in reasons}
    assert narrated < plain


def test_facts_of_the_working_day_are_on_top_and_opinions_at_the_bottom() -> None:
    ranked = sorted(read(texts.STRAITS).claims, key=lambda claim: -claim.check_worthiness)
    top, bottom = ranked[: len(ranked) // 2], ranked[len(ranked) // 2 :]
    for words in ("three resolutions", "7,000 Kessians", "half a million", "in 1997"):
        assert claim_with(texts.STRAITS, words, None).text in {claim.text for claim in top}
    for words in ("significant potential", "political will", "support this attitude", "honest broker"):
        assert any(words in claim.text for claim in bottom)


def test_sentences_are_scored_in_order() -> None:
    scores = score_sentences(["Thank you all.", "The deficit grew by 4 billion crowns last year.", "Is that so?"])
    assert len(scores) == 3
    assert scores[1] > max(scores[0], scores[2])
    assert all(0 <= score <= 1 for score in scores)
    assert score_sentences([]) == []
    assert score_sentences([""]) == [assess("")[0]]


def test_the_opening_of_a_report_counts_for_more_than_the_opening_of_a_speech() -> None:
    report = "The ferry company has closed its office in Orm."
    assert score_sentences([report, "More follows."])[0] > assess(report)[0]
    greeting = "Good evening and welcome, I am glad to see you."
    assert score_sentences([greeting, "More follows."])[0] == assess(greeting)[0]
