"""Scores with reasons that add up."""

import pytest

from claims.extraction import score_sentences
from claims.extraction.checkworthiness import PARTS, Context, assess
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
    fact, _ = assess("The bridge was closed.", Context(is_narrator=True, kind="factual"))
    opinion, reasons = assess("The bridge was closed.", Context(is_narrator=True, kind="opinion"))
    assert {"outlet's own voice", "kind: opinion"} <= {reason.name for reason in reasons}
    assert opinion < fact


def test_facts_of_the_working_day_are_on_top_and_opinions_at_the_bottom() -> None:
    ranked = sorted(read(texts.STRAITS).claims, key=lambda claim: -claim.check_worthiness)
    top, bottom = ranked[: len(ranked) // 2], ranked[len(ranked) // 2 :]
    for words in ("three resolutions", "7,000 Kessians", "half a million", "in 1997"):
        assert claim_with(texts.STRAITS, words, None).text in {claim.text for claim in top}
    for words in ("significant potential", "political will", "support this attitude"):
        assert any(words in claim.text for claim in bottom)


def test_sentences_are_scored_in_order() -> None:
    scores = score_sentences(["Thank you all.", "The deficit grew by 4 billion crowns last year.", "Is that so?"])
    assert len(scores) == 3
    assert scores[1] > max(scores[0], scores[2])
    assert all(0 <= score <= 1 for score in scores)
    assert score_sentences([]) == []
    assert score_sentences([""]) == [assess("")[0]]


def test_every_part_has_a_name_that_a_weight_can_be_set_for() -> None:
    for text in (texts.STRAITS, texts.SPEECH, texts.WIRE):
        for claim in read(text).claims:
            assert {reason.name for reason in claim.reasons} <= {"base", *PARTS}
    assert len(set(PARTS)) == len(PARTS)


def test_scores_of_an_article_are_spread() -> None:
    scores = [claim.check_worthiness for text in (texts.STRAITS, texts.WIRE) for claim in read(text).claims]
    assert max(scores) - min(scores) > 0.5
    assert sum(score > 0.97 for score in scores) < len(scores) / 10


REPORT = ["The ferry company has closed its office in Orm.", *["The harbour was closed for repairs."] * 5]
SPEECH = ["I have come home to Orm.", *["I thank you all, and we will win."] * 130]


def test_the_opening_of_a_report_counts_for_more_than_the_opening_of_a_speech() -> None:
    def gain(sentences: list[str]) -> float:
        """How far the first sentence rises above where it would stand at the end."""
        return score_sentences(sentences)[0] - score_sentences([*sentences[1:], sentences[0]])[-1]

    assert gain(REPORT) > 0
    assert gain(SPEECH) == pytest.approx(0, abs=1e-6)
