"""Weights learned from decisions."""

import math

import pytest

from claims.extraction.refitting import Decision, average_precision, refit
from claims.extraction.weighing import SHIPPED, Weights


def planted(number: int, *, likes: str, dislikes: str) -> list[Decision]:
    """A desk that keeps what has one part and dismisses what has another, whatever the shipped weights say."""
    return [
        Decision({"base": -0.5, "figures": 0.8, (likes if is_kept else dislikes): 0.6}, is_kept, article=n // 4)
        for n in range(number)
        for is_kept in (n % 2 == 0,)
    ]


def test_a_planted_preference_is_learned() -> None:
    learned = refit(planted(400, likes="harm or wrongdoing", dislikes="public matter"))
    factors = learned.weights.factors
    assert factors["harm or wrongdoing"] > 1.5
    assert factors["public matter"] < 0.5
    assert learned.after.average_precision > learned.before.average_precision + 0.2
    assert learned.after.log_loss < learned.before.log_loss
    assert learned.seen["figures"] == 400


def test_few_decisions_change_less_than_many() -> None:
    few, many = (
        refit(planted(n, likes="harm or wrongdoing", dislikes="public matter")).weights.factors["harm or wrongdoing"]
        for n in (8, 800)
    )
    assert 1 < few < many


def test_a_desk_that_agrees_with_the_shipped_weights_changes_little() -> None:
    decisions = []
    for n in range(600):
        value = (n % 10 - 4.5) / 2
        chance = 1 / (1 + math.exp(-value))
        decisions.append(Decision({"base": 0.0, "wording": value}, (n * 37 % 100) / 100 < chance, article=n // 3))
    learned = refit(decisions)
    assert learned.weights.factors.get("wording", 1.0) == pytest.approx(1.0, abs=0.25)
    assert abs(learned.weights.offset) < 0.3


def test_what_is_held_against_is_what_holds_now() -> None:
    decisions = planted(100, likes="harm or wrongdoing", dislikes="public matter")
    shipped, other = refit(decisions, SHIPPED), refit(decisions, Weights({"public matter": -1.0}))
    assert other.before.average_precision > shipped.before.average_precision
    assert other.weights == shipped.weights  # always drawn towards the shipped ones, never towards a taste of the day


def test_the_same_decisions_give_the_same_weights() -> None:
    decisions = planted(60, likes="vague", dislikes="figures")
    assert refit(decisions) == refit(decisions)


def test_ties_favour_nobody() -> None:
    assert average_precision([1.0, 1.0], [1.0, 0.0]) == 0.5
    assert average_precision([1.0, 1.0], [0.0, 1.0]) == 0.5
    assert average_precision([0.9, 0.5, 0.1], [1.0, 0.0, 1.0]) == pytest.approx((1 + 2 / 3) / 2)
    assert average_precision([0.4], [0.0]) == 0.0
