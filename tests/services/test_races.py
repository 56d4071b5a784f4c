"""Two people at the same moment with one claim: who holds it, what was saved, on real PostgreSQL."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from claims.errors import Refused
from claims.models import (
    Claim,
    Notice,
    Source,
    User,
    Verdict,
    Visit,
)
from claims.services import (
    claims,
    leases,
    presence,
    reviews,
    sources,
)
from tests import builders
from tests.at_once import at_once, refusals, sorted_out, verbs
from tests.builders import NOW

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("history_stays_whole"),
]
LATER = NOW + timedelta(minutes=1)


def test_two_takes_have_one_winner_and_the_loser_is_told_who(reviewer: User, second: User) -> None:
    claim = builders.make_claim(reviewer)
    people = [reviewer, second, *(builders.make_user() for _ in range(4))]
    won, lost = sorted_out(
        at_once([partial(claims.take_claim, actor=who, claim_id=claim.pk, now=NOW) for who in people])
    )
    assert len(won) == 1
    assert refusals(lost) == ["held"] * 5
    holder = claims.fresh_claim(claim.pk).assignee
    assert {one.details["holder"] for one in lost if isinstance(one, Refused)} == {str(holder)}
    assert verbs(claim) == ["add", "take"]


def test_one_takeover_of_a_lease_that_ran_out(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_held_claim(reviewer)
    after = NOW + timedelta(hours=1)
    won, lost = sorted_out(
        at_once([partial(claims.take_claim, actor=who, claim_id=claim.pk, now=after) for who in (second, editor)])
    )
    assert len(won) == 1
    assert refusals(lost) == ["held"]
    assert verbs(claim) == ["add", "take", "take_over"]


def test_take_overs_of_a_live_claim_at_once_have_one_winner(reviewer: User, second: User, editor: User) -> None:
    """What people complained of elsewhere: the same item given to two people."""
    claim = builders.make_held_claim(reviewer)
    others = [second, editor, *(builders.make_user() for _ in range(4))]
    won, lost = sorted_out(
        at_once(
            [
                partial(
                    leases.take_over_claim, actor=who, claim_id=claim.pk, note="Mine.", holder_id=reviewer.pk, now=LATER
                )
                for who in others
            ]
        )
    )
    assert len(won) == 1
    assert refusals(lost) == ["held"] * 5
    held = claims.fresh_claim(claim.pk)
    assert held.assignee == won[0].assignee
    assert {one.details["holder_id"] for one in lost if isinstance(one, Refused)} == {held.assignee_id}
    assert verbs(claim) == ["add", "take", "take_over"]
    assert Notice.objects.filter(kind="taken_over").count() == 1


def test_take_over_and_the_holders_verdict_at_once_leave_one_of_the_two(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer)
    sources.add_evidence(actor=reviewer, claim_id=claim.pk, stance="supports", title="A paper", now=NOW)
    won, lost = sorted_out(
        at_once(
            [
                lambda: leases.take_over_claim(
                    actor=second, claim_id=claim.pk, note="Mine.", holder_id=reviewer.pk, now=LATER
                ),
                lambda: reviews.judge_claim(
                    actor=reviewer, claim_id=claim.pk, rating_id=builders.rating().pk,
                    summary="The paper says one thing.", now=LATER,
                ),
            ]
        )
    )  # fmt: skip
    assert len(won) == 1
    now = claims.fresh_claim(claim.pk)
    if now.status == "submitted":
        assert (now.assignee, refusals(lost)) == (reviewer, ["wrong_status"])
    else:
        assert (now.assignee, refusals(lost)) == (second, ["held"])
        assert not Verdict.objects.exists()


def test_beats_and_a_take_over_at_once_leave_the_lease_with_its_taker(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer)
    beat = partial(presence.beat, actor=reviewer, claim_id=claim.pk, is_active=True, now=LATER)
    beats: list[Callable[[], object]] = [beat] * 4
    after = LATER + timedelta(minutes=2)

    def take() -> Claim:
        return leases.take_over_claim(actor=second, claim_id=claim.pk, note="Mine.", now=after)

    _, lost = sorted_out(at_once([*beats, take]))
    assert lost == []
    now = claims.fresh_claim(claim.pk)
    assert (now.assignee, now.lease_expires_at) == (second, after + claims.lease_length())
    assert Visit.objects.filter(person=reviewer).count() == 1


def test_saving_at_once_makes_all_but_one_stale(reviewer: User, second: User) -> None:
    claim = builders.make_claim(reviewer)

    def save(who: User) -> Claim:
        return claims.reword_claim(
            actor=who, claim_id=claim.pk, standalone=f"By {who}.", revision=claim.revision, now=LATER
        )

    won, lost = sorted_out(at_once([lambda: save(reviewer), lambda: save(second)]))
    assert len(won) == 1
    assert refusals(lost) == ["stale"]
    assert claims.fresh_claim(claim.pk).standalone == won[0].standalone


def test_evidence_added_at_once_shares_one_source(reviewer: User) -> None:
    first, other = builders.make_claim(reviewer), builders.make_claim(reviewer)
    url = "https://registry.example.org/bridges"
    calls: list[Callable[[], object]] = [
        partial(sources.add_evidence, actor=reviewer, claim_id=pk, stance="supports", url=url, now=LATER)
        for pk in (first.pk, other.pk, first.pk)
    ]
    won, lost = sorted_out(at_once(calls))
    assert len(won) == 2
    assert refusals(lost) == ["known_evidence"]
    assert Source.objects.count() == 1
