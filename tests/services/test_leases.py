"""Taking over: with a note, told to whoever held the claim, and never into two hands."""

from datetime import timedelta

import pytest

from claims.errors import Forbidden, Invalid, Refused
from claims.models import Claim, DeskPolicy, Event, Notice, User
from claims.services import claims, leases, reviews
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=5)


def test_live_claim_is_taken_over_with_a_note_that_its_holder_reads(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer)
    taken = leases.take_over_claim(
        actor=second, claim_id=claim.pk, note="  It runs\nat six. ", holder_id=reviewer.pk, now=SOON
    )
    assert (taken.assignee, taken.lease_expires_at) == (second, SOON + claims.lease_length())
    notice = Notice.objects.get()
    assert (notice.person, notice.kind, notice.told_by, notice.text) == (
        reviewer, "taken_over", second, "It runs at six.",
    )  # fmt: skip
    event = Event.objects.about("claim", claim.pk).last()
    assert event
    assert (event.verb, event.data["from"], event.data["note"]) == ("take_over", "Rita", "It runs at six.")


def test_live_claim_is_not_taken_over_without_a_word(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer)
    for note, wrong in (("  ", "Rita reads this"), ("x" * 401, "400 characters")):
        with pytest.raises(Invalid) as caught:
            leases.take_over_claim(actor=second, claim_id=claim.pk, note=note, now=SOON)
        assert wrong in caught.value.fields["note"][0]
    assert claims.fresh_claim(claim.pk).assignee == reviewer


def test_lease_that_ran_out_needs_no_note_and_its_holder_is_told(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer)
    late = NOW + timedelta(hours=1)
    assert leases.take_over_claim(actor=second, claim_id=claim.pk, note="", now=late).assignee == second
    assert Notice.objects.get(person=reviewer).text == "The time you had for it had run out."


def test_whoever_saw_another_holder_is_told_who_has_it_now(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_held_claim(reviewer)
    leases.take_over_claim(actor=second, claim_id=claim.pk, note="Mine.", holder_id=reviewer.pk, now=SOON)
    with pytest.raises(Refused) as caught:
        leases.take_over_claim(actor=editor, claim_id=claim.pk, note="No, mine.", holder_id=reviewer.pk, now=SOON)
    assert (caught.value.code, caught.value.details["holder"]) == ("held", "Sam")
    assert claims.fresh_claim(claim.pk).assignee == second


def test_claim_that_is_free_meanwhile_is_taken_and_a_settled_one_is_not(reviewer: User, second: User) -> None:
    free = builders.make_claim(reviewer)
    assert leases.take_over_claim(actor=second, claim_id=free.pk, note="", now=SOON).assignee == second
    submitted = builders.make_submitted_claim(reviewer)
    with pytest.raises(Refused) as caught:
        leases.take_over_claim(actor=second, claim_id=submitted.pk, note="Mine.", now=SOON)
    assert caught.value.code == "wrong_status"
    assert Notice.objects.filter(kind="taken_over").count() == 0


def test_own_claim_is_renewed_not_taken_over(reviewer: User) -> None:
    claim = builders.make_held_claim(reviewer)
    again = leases.take_over_claim(actor=reviewer, claim_id=claim.pk, note="", now=SOON)
    assert (again.revision, again.lease_expires_at) == (claim.revision, SOON + claims.lease_length())


def test_stranger_takes_nothing_over(reviewer: User, stranger: User) -> None:
    claim = builders.make_held_claim(reviewer)
    with pytest.raises(Forbidden):
        leases.take_over_claim(actor=stranger, claim_id=claim.pk, note="Mine.", now=SOON)


def test_former_holder_is_refused_and_told_who_when_why_and_how_to_get_it_back(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer)
    leases.take_over_claim(actor=second, claim_id=claim.pk, note="It runs at six.", now=SOON)
    with pytest.raises(Forbidden) as caught:
        reviews.judge_claim(
            actor=reviewer, claim_id=claim.pk, rating_id=builders.rating().pk, summary="As it is.", now=SOON
        )
    assert caught.value.code == "held"
    assert "Sam took this claim over from you at 09:35 UTC: “It runs at six.”" in caught.value.message
    assert "take the claim back with a note" in caught.value.message
    assert caught.value.details["holder"] == "Sam"
    assert not Claim.objects.get(pk=claim.pk).verdicts.exists()


def test_desk_says_how_long_a_lease_is(reviewer: User) -> None:
    DeskPolicy.objects.update_or_create(pk=1, defaults={"lease_minutes": 90})
    assert builders.make_held_claim(reviewer).lease_expires_at == NOW + timedelta(minutes=90)


def test_renewing_is_for_the_holder_alone(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer)
    assert not leases.renew_held(actor=second, claim_id=claim.pk, now=SOON)
    assert claims.fresh_claim(claim.pk).lease_expires_at == NOW + claims.lease_length()
    assert leases.renew_held(actor=reviewer, claim_id=claim.pk, now=SOON)
    assert claims.fresh_claim(claim.pk).lease_expires_at == SOON + claims.lease_length()
