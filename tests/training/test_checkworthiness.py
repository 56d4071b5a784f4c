"""The parts of the training of the check-worthiness score that need no labelled sets."""

import numpy as np
import pytest

from training.checkworthiness import openings
from training.checkworthiness.placing import best_line


def page(length: int, answer: int, rng: np.random.Generator) -> openings.Laid:
    return openings.Laid.out(rng.normal(size=length), 0.0, (np.arange(length) == answer).astype(float))


def test_where_the_first_sentence_is_picked_the_opening_counts() -> None:
    rng = np.random.default_rng(3)
    pages = [page(20, 0, rng) for _ in range(30)]
    place = openings.fit(pages)
    assert place["lead"] > 2
    answers = [one.answer for one in pages]
    assert openings.reciprocal_rank(answers, openings.cross_validated(pages)) > 0.9


def test_where_any_sentence_is_picked_the_opening_counts_little() -> None:
    rng = np.random.default_rng(3)
    pages = [page(20, int(rng.integers(20)), rng) for _ in range(60)]
    place = openings.fit(pages)
    assert abs(place["lead"]) < 2
    assert openings.fit(pages) == place


def test_where_the_wording_decides_it_goes_before_the_opening() -> None:
    rng = np.random.default_rng(3)
    pages = []
    for _ in range(40):
        wording = rng.normal(size=20) * 3
        pages.append(openings.Laid.out(wording, 0.0, (np.arange(20) == wording.argmax()).astype(float)))
    assert openings.reciprocal_rank([one.answer for one in pages], openings.cross_validated(pages)) > 0.95


def test_a_list_that_talks_has_no_opening() -> None:
    laid = openings.Laid.out(np.zeros(200), 1.0, np.ones(200) / 200)
    assert not laid.lead.any()
    assert not laid.slope.any()


def test_ties_stand_in_the_order_of_the_text() -> None:
    answer = np.array([0.0, 1.0, 0.0])
    assert openings.reciprocal_rank([answer], [np.zeros(3)]) == 0.5


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_line_is_where_f1_is_best(seed: int) -> None:
    chances = np.random.default_rng(seed).uniform(size=400)
    lift = best_line(chances)

    def promised(line: float) -> float:
        flagged = np.log(chances / (1 - chances)) + line >= -1e-9
        return float(2 * chances[flagged].sum() / (flagged.sum() + chances.sum()))

    assert lift > 0  # half of the best F1 is below one half
    assert promised(lift) >= max(promised(lift + step) for step in np.linspace(-2, 2, 41)) - 1e-9
