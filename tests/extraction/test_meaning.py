"""Sentences as vectors, and what they add to the score of bare sentences."""

import numpy as np
import pytest

from claims.extraction import meaning
from claims.extraction.checkworthiness import MEANING, Context, assess, meanings, model, score_sentences
from tests.extraction import texts
from tests.extraction.finding import read

FACT, THANKS = "The deficit grew by 4 billion crowns last year.", "Thank you all."
SENTENCES = [FACT, THANKS, "", "I love this town.", " \n", "\ud800"]


def test_a_sentence_means_the_same_alone_and_among_others() -> None:
    found = meaning.vectors(SENTENCES)
    assert found.shape == (len(SENTENCES), meaning.WIDTH)
    for text, row in zip(SENTENCES, found, strict=True):
        assert np.allclose(meaning.vectors([text])[0], row, atol=1e-5)
        assert np.linalg.norm(row) == pytest.approx(1 if text.strip() else 0, abs=1e-5)
    assert len(meaning.vectors([])) == 0


def test_sentences_of_one_meaning_are_near_each_other() -> None:
    one, alike, other = meaning.vectors(
        ["The council closed the old bridge.", "The old bridge was shut by the council.", "I love to sing at night."]
    )
    assert one @ alike > one @ other + 0.2


def test_what_can_be_checked_means_more() -> None:
    fact, thanks, nothing, *_ = meanings(SENTENCES)
    assert fact > nothing > thanks
    assert nothing == 0.0


def test_bare_sentences_have_the_part_and_it_adds_up() -> None:
    for text in SENTENCES:
        for context in (Context(), Context(position=0, is_bare=True, report=1.0)):
            score, reasons = assess(text, context)
            assert sum(reason.weight for reason in reasons) == score
            said = [reason.log_odds for reason in reasons if reason.name == MEANING]
            assert said == ([round(meanings([text])[0], 4)] if text.strip() else [])


def test_lists_are_scored_as_their_sentences_are() -> None:
    assert score_sentences(SENTENCES[:2]) == [pytest.approx(assess(text)[0], abs=1e-4) for text in SENTENCES[:2]]


def test_claims_of_articles_are_scored_without_it() -> None:
    assert not any(reason.name == MEANING for claim in read(texts.WIRE).claims for reason in claim.reasons)


def test_another_encoder_than_the_one_learned_with_is_refused() -> None:
    assert model().encoder == meaning.digests()
    meaning.check(model().encoder)
    with pytest.raises(meaning.EncoderBroken, match="install the pinned packages again"):
        meaning.check(dict.fromkeys(meaning.FILES, "0" * 64))
    with pytest.raises(meaning.EncoderBroken, match="is missing"):
        meaning.check({"resources/another.npz": "0" * 64})
