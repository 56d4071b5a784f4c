"""Cohen's kappa against figures worked by hand and in print, and what the desk counts."""

import math
from datetime import date, timedelta

import pytest

from claims.errors import Forbidden
from claims.models import User
from claims.services import opinions
from claims.services.agreement import ENOUGH_PAIRS, Pair, agreement, cohens_kappa, linear_weight
from tests import builders
from tests.builders import NOW


def pairs(table: dict[Pair, int]) -> list[Pair]:
    return [pair for pair, count in table.items() for _ in range(count)]


def test_kappa_of_a_table_worked_by_hand() -> None:
    """50 grant proposals: po = 35/50, pe = (25·30 + 25·20)/2500 = 0.5, so kappa is 0.4."""
    found = cohens_kappa(pairs({("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}))
    assert (found.pairs, found.observed, found.expected) == (50, 0.7, 0.5)
    assert found.value == pytest.approx(0.4)


def test_interval_is_that_of_fleiss_cohen_and_everitt() -> None:
    """100 diagnoses: kappa 0.676 with standard error 0.088, as worked in Fleiss, Statistical Methods for Rates and
    Proportions, on measuring agreement."""
    found = cohens_kappa(
        pairs({
            ("psychosis", "psychosis"): 75, ("psychosis", "neurosis"): 1, ("psychosis", "organic"): 4,
            ("neurosis", "psychosis"): 5, ("neurosis", "neurosis"): 4, ("neurosis", "organic"): 1,
            ("organic", "organic"): 10,
        })
    )  # fmt: skip
    assert found.value == pytest.approx(0.676, abs=0.001)
    assert found.low is not None
    assert found.high is not None
    assert (found.high - found.low) / 2 / 1.96 == pytest.approx(0.088, abs=0.001)


def test_agreeing_by_chance_is_nothing_and_never_is_less() -> None:
    by_chance = cohens_kappa(pairs({("a", "a"): 25, ("a", "b"): 25, ("b", "a"): 25, ("b", "b"): 25}))
    never = cohens_kappa(pairs({("a", "b"): 50, ("b", "a"): 50}))
    always = cohens_kappa(pairs({("a", "a"): 30, ("b", "b"): 30}))
    assert by_chance.value == pytest.approx(0)
    assert never.value == pytest.approx(-1)
    assert (always.value, always.low, always.high) == (1, 1, 1)


def test_weighted_kappa_forgives_a_near_miss_more_than_a_far_one() -> None:
    weigh = linear_weight({"true": 5, "mostly": 4, "mixed": 3, "false": 1})
    assert (weigh("true", "true"), weigh("true", "mostly"), weigh("true", "false")) == (1, 0.75, 0)
    near = pairs({("true", "true"): 20, ("false", "false"): 20, ("true", "mostly"): 10})
    far = pairs({("true", "true"): 20, ("false", "false"): 20, ("true", "false"): 10})
    plain = cohens_kappa(near).value
    weighted = cohens_kappa(near, weigh).value
    assert plain is not None
    assert weighted is not None
    assert weighted > plain
    # Two labels at the ends of the axis: weights change nothing.
    assert cohens_kappa(far, weigh).value == pytest.approx(cohens_kappa(far).value)


def test_one_label_only_and_no_pairs_tell_nothing() -> None:
    same = cohens_kappa([("true", "true")] * 40)
    assert (same.value, same.observed, same.is_enough) == (None, 1, False)
    assert (cohens_kappa([]).value, cohens_kappa([]).pairs) == (None, 0)


def test_too_few_pairs_are_called_so() -> None:
    some = [("true", "true"), ("false", "false")] * (ENOUGH_PAIRS // 2)
    assert cohens_kappa(some).is_enough
    assert not cohens_kappa(some[:-1]).is_enough


@pytest.mark.django_db
def test_desk_counts_blind_ratings_by_scale_and_period(reviewer: User, second: User, editor: User) -> None:
    opined = (("true", "true", 0), ("true", "mostly-true", 0), ("false", "false", 40), ("false", "satire", 40))
    for first, other, days in opined:
        now = NOW + timedelta(days=days)
        builders.review_blind(now=now)
        claim = builders.make_submitted_claim(reviewer, slug=first, now=now)
        opinions.give_opinion(actor=second, claim_id=claim.pk, rating_id=builders.rating(other).pk, note="So.", now=now)
    builders.review_blind(is_on=False)
    open_one = builders.make_submitted_claim(reviewer)
    opinions.give_opinion(
        actor=second, claim_id=open_one.pk, rating_id=builders.rating("false").pk, note="No.", now=NOW
    )
    (found,) = agreement(actor=editor)
    assert found.scale.is_default
    assert (found.kappa.pairs, found.kappa.observed) == (4, 0.5)
    assert found.weighted.pairs == 3  # satire is off the axis
    assert math.isclose(found.weighted.observed, (1 + 0.75 + 1) / 3)
    assert [(one.start, one.name, one.kappa.pairs) for one in found.periods] == [
        (date(2026, 1, 1), "Q1 2026", 2), (date(2026, 4, 1), "Q2 2026", 2),
    ]  # fmt: skip
    assert sorted(found.apart) == [("False", "Satire", 1), ("True", "Mostly true", 1)]
    (march,) = agreement(actor=editor, until=date(2026, 3, 31), by="month")
    assert [(one.name, one.kappa.pairs) for one in march.periods] == [("Mar 2026", 2)]
    assert agreement(actor=editor, since=date(2027, 1, 1)) == []
    with pytest.raises(Forbidden):
        agreement(actor=reviewer)
