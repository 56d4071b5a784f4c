"""Adjusting the ranking to judgements: a little by few, much by many, and never against what the guards are for."""

import random

import numpy as np
import pytest

from claims.matching import vectors
from claims.matching.ranking import Candidate, rank
from claims.matching.refitting import AGAINST, FOR, GUARD_KEEPS, Judged, measure, refit
from claims.matching.weights import ADJUSTABLE, weights
from tests.matching import pairs

SHIPPED = weights().table()


def judgements(number: int, *, seed: int = 3, claims_per: int = 2) -> list[Judged]:
    """A desk that goes by names alone where the shipped ranker goes by likeness and standing."""
    chance = random.Random(seed)
    made = []
    for n in range(number):
        is_same = n % 2 == 0
        features = {
            "base": 1.0,
            "similarity": chance.uniform(0.5, 0.8),
            "similarity_behind_best": chance.uniform(-0.2, 0.0),
            "words_behind_best": chance.uniform(-0.4, 0.0),
            "short_query": chance.uniform(0.2, 0.5),
            "long_claim": chance.uniform(0.1, 0.4),
            "same_names": 1.0 if is_same or chance.random() < 0.1 else 0.0,
        }
        made.append(Judged(features, is_same, n // claims_per))
    return made


def log_odds(table: dict[str, float], one: Judged) -> float:
    return sum(table[name] * value for name, value in one.features.items())


def learned(judged: list[Judged]) -> dict[str, float]:
    return SHIPPED | refit(judged, shipped=SHIPPED, current=SHIPPED).columns


def test_features_and_weights_add_up_to_the_score() -> None:
    claims = [pair.claim for pair in (*pairs.SAME, *pairs.NUMBER)] + [next(iter(pairs.TONGUES.values()))["de"]]
    query = pairs.SAME[0].query
    similarity = vectors.embed(claims) @ vectors.embed([query])[0]
    found = rank(
        query,
        [Candidate(n, text, float(similarity[n]), made_by="Mira Castel") for n, text in enumerate(claims)],
        said_by="Tomas Vell",
    )
    assert {"abroad_base", "base"} <= {name for match in found for name in match.features}
    for match in found:
        assert match.features.keys() <= {*ADJUSTABLE, "place"}
        expected = np.log(match.score / (1 - match.score))
        assert sum(SHIPPED[name] * value for name, value in match.features.items()) == pytest.approx(expected, abs=0.02)


def test_adjusted_weights_rank_and_unknown_ones_are_refused() -> None:
    pair = pairs.SAME[0]
    mine, theirs = vectors.embed([pair.query, pair.claim])
    candidate = Candidate(1, pair.claim, float(mine @ theirs))
    shipped = rank(pair.query, [candidate])[0]
    harder = weights().adjusted({"base": SHIPPED["base"] - 2})
    assert rank(pair.query, [candidate], learned=harder)[0].score < shipped.score
    assert rank(pair.query, [candidate], learned=weights().adjusted({}))[0] == shipped
    with pytest.raises(KeyError):
        weights().adjusted({"charm": 1.0})


def test_ten_judgements_move_it_a_little_and_thousands_much() -> None:
    asked = judgements(400, seed=11)
    moved = {}
    for number in (10, 3000):
        table = learned(judgements(number))
        moved[number] = float(np.mean([abs(log_odds(table, one) - log_odds(SHIPPED, one)) for one in asked]))
    assert 0.05 < moved[10] < 1.0
    assert moved[3000] > 2 * moved[10]
    assert learned(judgements(3000))["same_names"] > 2 > learned(judgements(10))["same_names"] > SHIPPED["same_names"]


def test_what_was_learned_ranks_better_on_other_claims_and_is_calibrated() -> None:
    outcome = refit(judgements(1500), shipped=SHIPPED, current=SHIPPED)
    assert outcome.after.average_precision > outcome.before.average_precision + 0.2
    assert outcome.after.log_loss < outcome.before.log_loss
    assert outcome.after.false_alarms < 0.2
    assert outcome.after.missed < 0.05
    assert 2 * outcome.after.calibration < outcome.before.calibration
    assert outcome.seen["same_names"] > 700
    table = SHIPPED | outcome.columns
    fresh = judgements(1000, seed=99)
    told = measure(np.array([log_odds(table, one) for one in fresh]), np.array([float(one.is_same) for one in fresh]))
    assert told.average_precision == pytest.approx(outcome.after.average_precision, abs=0.05)
    assert told.calibration < 0.1


def test_chance_alone_is_not_called_better() -> None:
    chance = random.Random(5)
    judged = [Judged(one.features, chance.random() < 0.5, one.group) for one in judgements(200)]
    outcome = refit(judged, shipped=SHIPPED, current=SHIPPED | outcome_base(judged))
    assert outcome.after.average_precision < outcome.before.average_precision + 0.1


def outcome_base(judged: list[Judged]) -> dict[str, float]:
    return refit(judged, shipped=SHIPPED, current=SHIPPED).columns


def test_signs_hold_whatever_a_desk_has_waved_through() -> None:
    judged = []
    for n in range(2000):
        is_same = n % 2 == 0  # everything upside down: the unlike and contradicted pairs are confirmed
        features = {"base": 1.0, "similarity": 0.4 if is_same else 0.9, "other_figures_close": 1.0 if is_same else 0.0,
                    "turned_close": 0.8 if is_same else 0.0, "denied": 1.0 if is_same else 0.0}  # fmt: skip
        judged.append(Judged(features, is_same, n))
    table = learned(judged)
    assert all(table[name] >= 0 for name in FOR)
    assert all(table[name] <= 0 for name in AGAINST)
    assert table["other_figures_close"] <= GUARD_KEEPS * SHIPPED["other_figures_close"]
    assert table["turned_close"] <= GUARD_KEEPS * SHIPPED["turned_close"]
    assert set(ADJUSTABLE) > FOR | AGAINST


def test_the_same_judgements_in_the_same_order_give_the_same_weights() -> None:
    assert refit(judgements(300), shipped=SHIPPED, current=SHIPPED) == refit(
        judgements(300), shipped=SHIPPED, current=SHIPPED
    )


def test_measures_of_a_known_order() -> None:
    told = measure(np.array([2.0, 1.0, -1.0, -2.0]), np.array([1.0, 0.0, 1.0, 0.0]))
    assert told.average_precision == pytest.approx((1 + 2 / 3) / 2)
    assert (told.false_alarms, told.missed) == (0.5, 0.5)
    tied = measure(np.zeros(4), np.array([1.0, 0.0, 1.0, 0.0]))
    assert tied.average_precision == pytest.approx(0.5)
    assert tied.calibration == pytest.approx(0.5)  # five bins at most, four rows: one each
