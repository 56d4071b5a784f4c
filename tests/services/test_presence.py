"""Who is looking, the lease that a page in use renews, and what came of the claim meanwhile."""

from datetime import timedelta

import pytest

from claims.errors import Forbidden, Missing
from claims.models import User, Visit
from claims.services import claims, drafts, leases, presence
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(seconds=30)


def names(beat: presence.Beat) -> list[tuple[str, bool]]:
    return [(str(one.person), one.is_writing) for one in beat.others]


def test_two_people_see_each_other_and_not_themselves(reviewer: User, second: User) -> None:
    claim = builders.make_claim(reviewer)
    assert names(presence.beat(actor=reviewer, claim_id=claim.pk, is_active=True, now=NOW)) == []
    assert names(presence.beat(actor=second, claim_id=claim.pk, is_active=True, now=SOON)) == [("Rita", False)]
    assert names(presence.beat(actor=reviewer, claim_id=claim.pk, is_active=True, now=SOON)) == [("Sam", False)]
    presence.leave(actor=second, claim_id=claim.pk)
    assert names(presence.beat(actor=reviewer, claim_id=claim.pk, is_active=True, now=SOON)) == []


def test_page_that_fell_silent_is_gone_and_comes_back_as_a_new_visit(reviewer: User, second: User) -> None:
    claim = builders.make_claim(reviewer)
    presence.beat(actor=second, claim_id=claim.pk, is_active=True, now=NOW)
    late = NOW + timedelta(minutes=2)
    assert names(presence.beat(actor=reviewer, claim_id=claim.pk, is_active=True, now=late)) == []
    presence.beat(actor=second, claim_id=claim.pk, is_active=True, now=late)
    assert Visit.objects.get(person=second).since == late
    presence.beat(actor=second, claim_id=claim.pk, is_active=True, now=late + timedelta(seconds=30))
    assert Visit.objects.get(person=second).since == late


def test_holder_who_types_a_verdict_is_seen_to_write(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer)
    for who in (reviewer, second):
        presence.beat(actor=who, claim_id=claim.pk, is_active=True, now=NOW)
        drafts.save_draft(
            actor=who, claim_id=claim.pk, form="verdict", fields={"summary": "Half"}, revision=2, number=1, now=NOW
        )
    assert names(presence.beat(actor=second, claim_id=claim.pk, is_active=True, now=SOON)) == [("Rita", True)]
    assert names(presence.beat(actor=reviewer, claim_id=claim.pk, is_active=True, now=SOON)) == [("Sam", False)]
    idle = NOW + timedelta(minutes=3)
    presence.beat(actor=reviewer, claim_id=claim.pk, is_active=True, now=idle)
    assert names(presence.beat(actor=second, claim_id=claim.pk, is_active=True, now=idle)) == [("Rita", False)]


def test_beat_of_a_page_in_use_renews_the_lease_of_its_holder_alone(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer)
    until = NOW + claims.lease_length()
    assert presence.beat(actor=second, claim_id=claim.pk, is_active=True, now=SOON).claim.lease_expires_at == until
    assert presence.beat(actor=reviewer, claim_id=claim.pk, is_active=False, now=SOON).claim.lease_expires_at == until
    renewed = presence.beat(actor=reviewer, claim_id=claim.pk, is_active=True, now=SOON).claim
    assert renewed.lease_expires_at == SOON + claims.lease_length()
    assert renewed.revision == claim.revision


def test_beat_of_a_former_holder_takes_nothing_back(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer)
    leases.take_over_claim(actor=second, claim_id=claim.pk, note="Mine.", now=NOW)
    told = presence.beat(actor=reviewer, claim_id=claim.pk, is_active=True, now=SOON).claim
    assert (told.assignee, told.lease_expires_at) == (second, NOW + claims.lease_length())


def test_page_is_told_what_others_did_and_not_what_its_own_person_did(reviewer: User, second: User) -> None:
    claim = builders.make_claim(reviewer)
    seen = presence.last_event(claim)
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Sam says so.", now=SOON)
    claims.reword_claim(actor=reviewer, claim_id=claim.pk, standalone="Rita says so.", now=SOON)
    told = presence.beat(actor=reviewer, claim_id=claim.pk, is_active=True, seen=seen, now=SOON)
    assert [(event.verb, event.actor_name) for event in told.news] == [("reword", "Sam")]
    again = presence.beat(actor=reviewer, claim_id=claim.pk, is_active=True, seen=told.seen, now=SOON)
    assert again.news == []


def test_stranger_and_a_claim_that_is_not_there(reviewer: User, stranger: User) -> None:
    claim = builders.make_claim(reviewer)
    with pytest.raises(Forbidden):
        presence.beat(actor=stranger, claim_id=claim.pk, is_active=True, now=NOW)
    with pytest.raises(Forbidden):
        presence.leave(actor=stranger, claim_id=claim.pk)
    with pytest.raises(Missing):
        presence.beat(actor=reviewer, claim_id=10**9, is_active=True, now=NOW)
    assert not Visit.objects.exists()


def test_sweep_clears_silent_visits(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    presence.beat(actor=reviewer, claim_id=claim.pk, is_active=True, now=NOW)
    assert presence.sweep_visits(now=NOW + timedelta(minutes=5)) == 0
    assert presence.sweep_visits(now=NOW + timedelta(hours=1)) == 1
