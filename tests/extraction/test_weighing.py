"""Parts of a score: log-odds and points both add up, and a heavier weight never works the other way."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.extraction.weighing import BASE, OFFSET, Part, Weights, parts_of, sigmoid, weigh

PARTS = [Part(BASE, -0.7), Part("figures", 1.2, "4,200"), Part("opinion", -0.9, "wonderful"), Part("vague", 0.0)]


def test_points_and_log_odds_add_up() -> None:
    score, reasons = weigh(PARTS)
    assert sum(reason.weight for reason in reasons) == score
    assert sigmoid(sum(reason.log_odds for reason in reasons)) == pytest.approx(score, abs=1e-6)
    assert [reason.name for reason in reasons] == [BASE, "figures", "opinion"]
    assert score == pytest.approx(1 / (1 + math.exp(0.4)), abs=1e-6)


@given(st.lists(st.floats(-6, 6, allow_nan=False), max_size=12), st.floats(-4, 4, allow_nan=False))
def test_they_add_up_whatever_the_parts(values: list[float], base: float) -> None:
    score, reasons = weigh([Part(BASE, base), *(Part(f"part {n}", value) for n, value in enumerate(values))])
    assert 0 <= score <= 1
    assert sum(reason.weight for reason in reasons) == score
    assert sigmoid(math.fsum(reason.log_odds for reason in reasons)) == pytest.approx(score, abs=2e-5)


@pytest.mark.parametrize(("part", "rises"), [("figures", True), ("opinion", False)])
def test_a_heavier_weight_pulls_further_the_same_way(part: str, rises: bool) -> None:
    scores = [weigh(PARTS, Weights({part: factor}))[0] for factor in (0.0, 0.5, 1.0, 2.0, 5.0)]
    assert scores == sorted(scores, reverse=not rises)
    assert len(set(scores)) == len(scores)


def test_the_base_has_no_weight_and_the_offset_is_a_part_of_its_own() -> None:
    assert weigh(PARTS, Weights({BASE: 9.0})) == weigh(PARTS)
    score, reasons = weigh(PARTS, Weights(offset=0.4))
    assert score == pytest.approx(0.5, abs=1e-6)
    assert {reason.name for reason in reasons} == {BASE, "figures", "opinion", OFFSET}


def test_stored_parts_give_the_score_again() -> None:
    score, reasons = weigh(PARTS)
    again, _ = weigh(Part(name, value) for name, value in parts_of(reasons).items())
    assert again == score


@pytest.mark.parametrize("value", [-800.0, 800.0])
def test_extremes_stay_in_bounds(value: float) -> None:
    score, reasons = weigh([Part(BASE, value), Part("figures", value)])
    assert score == pytest.approx(float(value > 0), abs=2e-5)
    assert 0 < score < 1
    assert sum(reason.weight for reason in reasons) == score
