"""Many claims at once, and taking back what one did last."""

from datetime import timedelta
from functools import partial

import pytest

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import BulkAct, Claim, Event, User
from claims.services import bulk, claims
from claims.services.bulk import Outcome, Seen
from claims.services.history import verify_history
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW

LATER = NOW + timedelta(minutes=1)
together = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def seen(*rows: Claim) -> list[Seen]:
    return [Seen(claim.pk, claim.revision) for claim in rows]


def statuses(*rows: Claim) -> list[str]:
    now = Claim.objects.in_bulk([claim.pk for claim in rows])
    return [now[claim.pk].status for claim in rows]


@pytest.mark.django_db
def test_many_are_accepted_in_one_act_and_taken_back_as_one(reviewer: User) -> None:
    rows = builders.make_proposals(reviewer, 3)
    outcome = bulk.accept_many(actor=reviewer, seen=seen(*rows), now=LATER)
    assert (len(outcome.done), outcome.refused) == (3, [])
    assert statuses(*rows) == ["open"] * 3
    assert BulkAct.objects.count() == 1
    undone = bulk.undo_last(actor=reviewer, now=LATER)
    assert len(undone.done) == 3
    assert statuses(*rows) == ["proposed"] * 3
    with pytest.raises(Refused) as caught:
        bulk.undo_last(actor=reviewer, now=LATER)
    assert caught.value.code == "nothing_to_undo"
    assert list(verify_history()) == []
    told = list(Event.objects.about("claim", rows[0].pk).values_list("verb", flat=True))
    assert told[-2:] == ["accept", "unaccept"]


@pytest.mark.django_db
def test_dismissals_are_taken_back_to_where_each_claim_was(reviewer: User) -> None:
    (proposed,) = builders.make_proposals(reviewer, 1)
    opened = builders.make_claim(reviewer)
    bulk.dismiss_many(actor=reviewer, seen=seen(proposed, opened), reason=" Opinion ", now=LATER)
    assert statuses(proposed, opened) == ["dismissed", "dismissed"]
    assert Claim.objects.get(pk=opened.pk).dismissed_reason == "Opinion"
    bulk.undo_last(actor=reviewer, now=LATER)
    assert statuses(proposed, opened) == ["proposed", "open"]
    assert Claim.objects.get(pk=opened.pk).dismissed_reason == ""
    assert list(verify_history()) == []


@pytest.mark.django_db
def test_what_cannot_go_stays_with_its_reason_and_the_rest_goes(reviewer: User, second: User) -> None:
    fine, stale, taken = builders.make_proposals(reviewer, 3)
    rows = seen(fine, stale, taken)
    claims.reword_claim(actor=second, claim_id=stale.pk, standalone="Norland built ten bridges.", now=NOW)
    claims.take_claim(actor=second, claim_id=taken.pk, now=NOW)
    looked = bulk.preview_many(actor=reviewer, verb="accept", seen=[*rows, Seen(10**9), rows[0]])
    assert [line.claim_id for line in looked.done] == [fine.pk]
    assert looked.act is None
    assert statuses(fine) == ["proposed"]  # looking changes nothing
    outcome = bulk.accept_many(actor=reviewer, seen=rows, now=LATER)
    assert [line.claim_id for line in outcome.done] == [fine.pk]
    assert {line.claim_id: line.refusal.code for line in outcome.refused if line.refusal} == {
        stale.pk: "stale",
        taken.pk: "stale",
    }
    assert statuses(fine, stale, taken) == ["open", "proposed", "in_review"]


@pytest.mark.django_db
def test_wrong_status_is_named_when_no_revision_is_given(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    outcome = bulk.accept_many(actor=reviewer, seen=[Seen(claim.pk)], now=LATER)
    assert outcome.act is None
    assert [line.refusal.code for line in outcome.refused if line.refusal] == ["wrong_status"]


@pytest.mark.django_db
def test_nothing_too_many_no_reason_and_strangers_are_refused(reviewer: User, stranger: User) -> None:
    (claim,) = builders.make_proposals(reviewer, 1)
    with pytest.raises(Invalid):
        bulk.accept_many(actor=reviewer, seen=[], now=NOW)
    with pytest.raises(Invalid):
        bulk.accept_many(actor=reviewer, seen=[Seen(n) for n in range(bulk.MAX_MANY + 1)], now=NOW)
    with pytest.raises(Invalid):
        bulk.dismiss_many(actor=reviewer, seen=seen(claim), reason="  ", now=NOW)
    with pytest.raises(Invalid):
        bulk.preview_many(actor=reviewer, verb="publish", seen=seen(claim))
    for act in (partial(bulk.accept_many, seen=seen(claim)), bulk.undo_last):
        with pytest.raises(Forbidden):
            act(actor=stranger, now=NOW)
    assert statuses(claim) == ["proposed"]


@pytest.mark.django_db
def test_single_acts_are_taken_back_one_after_the_other(reviewer: User, second: User) -> None:
    first, other, theirs = builders.make_proposals(reviewer, 3)
    claims.accept_claim(actor=reviewer, claim_id=first.pk, now=NOW)
    claims.dismiss_claim(actor=reviewer, claim_id=other.pk, reason="Opinion", now=LATER)
    claims.accept_claim(actor=second, claim_id=theirs.pk, now=LATER)
    bulk.undo_last(actor=reviewer, now=LATER)
    assert statuses(first, other, theirs) == ["open", "proposed", "open"]
    bulk.undo_last(actor=reviewer, now=LATER)
    assert statuses(first, other, theirs) == ["proposed", "proposed", "open"]  # nobody else's is touched


@pytest.mark.django_db
def test_undo_is_refused_where_somebody_went_on_meanwhile(reviewer: User, second: User) -> None:
    (claim,) = builders.make_proposals(reviewer, 1)
    claims.accept_claim(actor=reviewer, claim_id=claim.pk, now=NOW)
    claims.take_claim(actor=second, claim_id=claim.pk, now=LATER)
    with pytest.raises(Refused) as caught:
        bulk.undo_last(actor=reviewer, now=LATER)
    assert caught.value.code == "moved_on"
    assert str(second) in caught.value.message
    assert statuses(claim) == ["in_review"]


@pytest.mark.django_db
def test_of_many_only_those_are_taken_back_with_which_nobody_went_on(reviewer: User, second: User) -> None:
    rows = builders.make_proposals(reviewer, 3)
    act = bulk.accept_many(actor=reviewer, seen=seen(*rows), now=NOW).act
    assert act is not None
    claims.take_claim(actor=second, claim_id=rows[1].pk, now=LATER)
    outcome = bulk.undo_last(actor=reviewer, act_id=act.pk, now=LATER)
    assert [line.claim_id for line in outcome.refused] == [rows[1].pk]
    assert statuses(*rows) == ["proposed", "in_review", "proposed"]
    with pytest.raises(Refused) as caught:
        bulk.undo_last(actor=reviewer, act_id=act.pk, now=LATER)
    assert caught.value.code == "undone_already"
    with pytest.raises(Missing):
        bulk.undo_last(actor=second, act_id=act.pk, now=LATER)


@pytest.mark.django_db
def test_taking_from_triage_is_one_act_with_one_word_in_the_history(reviewer: User) -> None:
    (claim,) = builders.make_proposals(reviewer, 1)
    taken = claims.take_claim(actor=reviewer, claim_id=claim.pk, now=NOW)
    assert (taken.status, taken.assignee) == ("in_review", reviewer)
    last = Event.objects.about("claim", claim.pk).order_by("sequence").last()
    assert last is not None
    assert (last.verb, last.data["before"]) == ("take", "proposed")
    assert list(verify_history()) == []


@together
def test_the_same_item_given_to_two_people(reviewer: User, second: User) -> None:
    """What people complained of elsewhere; here several take the same claim straight from triage."""
    (claim,) = builders.make_proposals(reviewer, 1)
    people = [reviewer, second, *(builders.make_user() for _ in range(3))]
    won, lost = sorted_out(
        at_once([partial(claims.take_claim, actor=who, claim_id=claim.pk, now=NOW) for who in people])
    )
    assert len(won) == 1
    assert [one.code for one in lost if isinstance(one, Refused)] == ["held"] * 4
    assert Claim.objects.get(pk=claim.pk).assignee == won[0].assignee
    assert list(verify_history()) == []


@together
def test_two_people_accepting_the_same_page_do_it_once(reviewer: User, second: User) -> None:
    rows = builders.make_proposals(reviewer, 6)
    backwards = list(reversed(rows))
    outcomes = at_once(
        [
            partial(bulk.accept_many, actor=reviewer, seen=seen(*rows), now=LATER),
            partial(bulk.dismiss_many, actor=second, seen=seen(*backwards), reason="Opinion", now=LATER),
        ]
    )
    went = [one for one in outcomes if isinstance(one, Outcome)]
    assert len(went) == 2, outcomes
    assert sum(len(one.done) for one in went) == 6
    assert all(len(one.done) + len(one.refused) == 6 for one in went)
    assert list(verify_history()) == []


@together
def test_undo_and_a_take_at_the_same_moment_leave_one_of_the_two(reviewer: User, second: User) -> None:
    (claim,) = builders.make_proposals(reviewer, 1)
    claims.accept_claim(actor=reviewer, claim_id=claim.pk, now=NOW)
    calls = [
        partial(bulk.undo_last, actor=reviewer, now=LATER),
        partial(claims.take_claim, actor=second, claim_id=claim.pk, now=LATER),
    ]
    went, lost = sorted_out(at_once(calls))  # type: ignore[arg-type]
    stored = Claim.objects.get(pk=claim.pk)
    # Taken back first, the claim may still be taken out of triage; taken first, it is not taken back.
    assert (stored.status, stored.assignee) == ("in_review", second)
    assert len(went) + len(lost) == 2
    assert all(isinstance(one, Refused) and one.code == "moved_on" for one in lost)
    assert list(verify_history()) == []


@together
def test_one_act_undone_from_two_windows_is_undone_once(reviewer: User) -> None:
    rows = builders.make_proposals(reviewer, 2)
    act = bulk.accept_many(actor=reviewer, seen=seen(*rows), now=NOW).act
    assert act is not None
    undo = partial(bulk.undo_last, actor=reviewer, act_id=act.pk, now=LATER)
    went, lost = sorted_out(at_once([undo, undo]))
    assert len(went) == 1
    assert [one.code for one in lost if isinstance(one, Refused)] == ["undone_already"]
    assert statuses(*rows) == ["proposed", "proposed"]
