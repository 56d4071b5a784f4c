"""Verdicts, what the policy asks of them, and the second pair of eyes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from claims.errors import Forbidden, Invalid, Refused
from claims.models import Claim, Event, Proximity, Rating, RatingScale, Role, Stance, User, Verdict, VerdictPolicy
from claims.services import claims, policies, reviews, sources, verdicts
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(minutes=1)
SUMMARY = "The public register lists every one of these bridges."


@pytest.fixture
def held(reviewer: User) -> Claim:
    return builders.make_held_claim(reviewer)


@pytest.fixture
def submitted(reviewer: User) -> Claim:
    return builders.make_submitted_claim(reviewer)


def add_source(claim: Claim, who: User, site: str, proximity: Proximity = Proximity.SECONDARY, group: str = "") -> None:
    sources.add_evidence(
        actor=who, claim_id=claim.pk, url=f"https://{site}/{claim.pk}", stance=Stance.REFUTES, proximity=proximity,
        independence_group=group, now=NOW,
    )  # fmt: skip


def judge(claim: Claim, who: User, slug: str = "true", *, summary: str = SUMMARY, reply: str = "") -> Claim:
    return reviews.judge_claim(
        actor=who, claim_id=claim.pk, rating_id=builders.rating(slug).pk, summary=summary, right_of_reply=reply,
        now=LATER,
    )  # fmt: skip


# -- verdicts ----------------------------------------------------------------------------------------


def test_verdict_is_recorded_and_written_again_as_the_next(held: Claim, reviewer: User) -> None:
    for number, summary in ((1, SUMMARY), (2, "Counted again: the same.")):
        verdict = reviews.record_verdict(
            actor=reviewer, claim_id=held.pk, rating_id=builders.rating("true").pk, summary=f" {summary} ", now=LATER
        )
        assert (verdict.number, verdict.summary, verdict.author) == (number, summary, reviewer)
    assert [one.verb for one in Event.objects.about("claim", held.pk)][-2:] == ["record_verdict"] * 2
    assert claims.fresh_claim(held.pk).lease_expires_at == LATER + claims.lease_length()
    latest = verdicts.latest_verdict(held)
    assert latest
    assert latest.number == 2


def test_only_the_holder_judges(held: Claim, second: User, editor: User, stranger: User) -> None:
    for who in (second, editor):
        with pytest.raises(Forbidden, match="Rita is working on this claim") as caught:
            judge(held, who)
        assert caught.value.code == "held"
    with pytest.raises(Forbidden) as caught:
        judge(held, stranger)
    assert caught.value.code == "not_a_member"
    assert not Verdict.objects.exists()


def test_claim_is_taken_before_it_is_judged(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    with pytest.raises(Refused, match="Take it first") as caught:
        judge(claim, reviewer)
    assert caught.value.code == "wrong_status"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"summary": " "}, "summary"),
        ({"summary": "x" * 20_001}, "summary"),
        ({"rationale": "x" * 20_001}, "rationale"),
        ({"right_of_reply": "x" * 20_001}, "right_of_reply"),
        ({"rating_id": 0}, "rating"),
    ],
)
def test_incomplete_verdict_is_refused_by_field(
    held: Claim, reviewer: User, changes: dict[str, object], field: str
) -> None:
    given = {"rating_id": builders.rating("true").pk, "summary": SUMMARY} | changes
    with pytest.raises(Invalid) as caught:
        reviews.record_verdict(actor=reviewer, claim_id=held.pk, now=LATER, **given)  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]
    assert not Verdict.objects.exists()


def test_retired_rating_and_inactive_scale_are_not_usable(held: Claim, reviewer: User) -> None:
    retired = builders.rating("satire")
    Rating.objects.filter(pk=retired.pk).update(is_retired=True)
    scale = RatingScale.objects.create(slug="old", name="Old", is_active=False)
    old = Rating.objects.create(scale=scale, slug="so-so", label="So so")
    for rating in (retired, old):
        with pytest.raises(Invalid, match="not complete"):
            reviews.record_verdict(actor=reviewer, claim_id=held.pk, rating_id=rating.pk, summary=SUMMARY, now=LATER)


def test_stale_verdict_is_refused(held: Claim, reviewer: User, second: User) -> None:
    claims.reword_claim(actor=second, claim_id=held.pk, standalone="Another claim.", now=NOW)
    with pytest.raises(Refused) as caught:
        reviews.record_verdict(
            actor=reviewer, claim_id=held.pk, rating_id=builders.rating().pk, summary=SUMMARY, revision=held.revision,
            now=LATER,
        )  # fmt: skip
    assert caught.value.code == "stale"
    assert not Verdict.objects.exists()


# -- what the policy asks for ------------------------------------------------------------------------


def test_refusal_spells_out_all_that_is_missing(held: Claim, reviewer: User) -> None:
    with pytest.raises(Refused) as caught:
        judge(held, reviewer, "false", summary="No.")
    assert caught.value.code == "policy"
    assert caught.value.details["codes"] == ["summary", "sources", "independent", "primary", "right_of_reply"]
    assert caught.value.details["missing"] == [
        "Sum up in at least 20 characters.",
        "Add 2 sources: you have 0.",
        "Add 2 independent sources: you have 0.",
        "Add a primary source.",
        "Note whom you asked for a reply, or why nobody.",
    ]
    assert "“False” needs more" in caught.value.message
    assert not Verdict.objects.exists()  # both or neither
    assert claims.fresh_claim(held.pk).status == "in_review"


def test_sources_that_copy_each_other_count_once(held: Claim, reviewer: User) -> None:
    add_source(held, reviewer, "www.gazette.example.net", Proximity.PRIMARY)
    add_source(held, reviewer, "gazette.example.net/again")
    with pytest.raises(Refused) as caught:
        judge(held, reviewer, "false", reply="Asked on Monday.")
    assert caught.value.details["codes"] == ["independent"]
    add_source(held, reviewer, "wire.example.org", group="agency")
    add_source(held, reviewer, "daily.example.org", group=" Agency")
    assert policies.independent_sources(held.evidence.standing()) == 2
    assert judge(held, reviewer, "false", reply="Asked on Monday.").status == "submitted"


def test_withdrawn_evidence_counts_no_more(held: Claim, reviewer: User) -> None:
    add_source(held, reviewer, "gazette.example.net")
    sources.withdraw_evidence(actor=reviewer, evidence_id=held.evidence.get().pk, now=NOW)
    with pytest.raises(Refused) as caught:
        judge(held, reviewer)
    assert caught.value.details["missing"] == ["Add a source."]


def test_checklist_is_the_same_as_the_refusal(held: Claim) -> None:
    rows = policies.requirements(claim=held, rating=builders.rating("false"), summary=SUMMARY)
    assert [(row.code, row.is_met) for row in rows] == [
        ("rating", True), ("summary", True), ("sources", False), ("independent", False), ("primary", False),
        ("right_of_reply", False),
    ]  # fmt: skip
    rows = policies.requirements(claim=held, rating=None)
    assert [(row.code, row.is_met) for row in rows] == [("rating", False), ("summary", False), ("sources", False)]


def test_desk_without_policies_asks_for_a_rating_and_a_summary(held: Claim) -> None:
    VerdictPolicy.objects.all().delete()
    assert [row.code for row in policies.requirements(claim=held, rating=builders.rating("false"))] == [
        "rating", "summary",
    ]  # fmt: skip


# -- submitting ----------------------------------------------------------------------------------------


def test_submitting_wants_a_verdict_of_ones_own(held: Claim, reviewer: User, second: User) -> None:
    with pytest.raises(Refused, match="Write your verdict first"):
        reviews.submit_claim(actor=reviewer, claim_id=held.pk, now=LATER)
    reviews.record_verdict(actor=reviewer, claim_id=held.pk, rating_id=builders.rating().pk, summary=SUMMARY, now=LATER)
    after = NOW + timedelta(hours=2)
    claims.take_claim(actor=second, claim_id=held.pk, now=after)  # the first one's lease ran out
    with pytest.raises(Refused) as caught:
        reviews.submit_claim(actor=second, claim_id=held.pk, now=after)
    assert caught.value.code == "no_verdict"


def test_submitted_claim_keeps_its_author_and_no_lease(submitted: Claim, reviewer: User) -> None:
    assert (submitted.status, submitted.assignee, submitted.lease_expires_at) == ("submitted", reviewer, None)


def test_judging_is_undone_whole(held: Claim, reviewer: User) -> None:
    add_source(held, reviewer, "gazette.example.net")
    told = Event.objects.about("claim", held.pk).count()
    with transaction.atomic():
        judge(held, reviewer)
        assert Event.objects.about("claim", held.pk).count() == told + 2
        transaction.set_rollback(True)
    assert Event.objects.about("claim", held.pk).count() == told
    assert not Verdict.objects.exists()


# -- the second person ---------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
def test_nobody_reviews_their_own_verdict(role: Role) -> None:
    author = builders.make_user("author", role)
    claim = builders.make_submitted_claim(author)
    own: list[Callable[[], object]] = [
        lambda: reviews.approve_claim(actor=author, claim_id=claim.pk, now=LATER),
        lambda: reviews.return_claim(actor=author, claim_id=claim.pk, note="Hm.", now=LATER),
    ]
    for review in own:
        with pytest.raises(Forbidden, match="Somebody else") as caught:
            review()
        assert caught.value.code == "own_verdict"
    assert claims.fresh_claim(claim.pk).status == "submitted"


def test_second_person_approves(submitted: Claim, second: User) -> None:
    approved = reviews.approve_claim(
        actor=second, claim_id=submitted.pk, note=" Well done. ", revision=submitted.revision, now=LATER
    )
    assert approved.status == "approved"
    review = submitted.verdicts.get().reviews.get()
    assert (review.reviewer, review.decision, review.note, review.created_at) == (
        second, "approve", "Well done.", LATER,
    )  # fmt: skip
    last = Event.objects.about("claim", submitted.pk).latest("sequence")
    assert (last.verb, last.actor_name, last.data["note"]) == ("approve", "Sam", "Well done.")


def test_returned_claim_goes_round_again_with_a_new_verdict(submitted: Claim, reviewer: User, second: User) -> None:
    returned = reviews.return_claim(actor=second, claim_id=submitted.pk, note="Which year?", now=LATER)
    assert returned.status == "returned"
    claims.take_claim(actor=reviewer, claim_id=submitted.pk, now=LATER)
    with pytest.raises(Refused) as caught:  # the verdict that was returned is no answer to the note
        reviews.submit_claim(actor=reviewer, claim_id=submitted.pk, now=LATER)
    assert caught.value.code == "no_verdict"
    assert judge(submitted, reviewer).status == "submitted"
    assert reviews.approve_claim(actor=second, claim_id=submitted.pk, now=LATER).status == "approved"
    assert [one.number for one in submitted.verdicts.order_by("number")] == [1, 2]


@pytest.mark.parametrize("note", ["", "  ", "x" * 20_001])
def test_return_wants_a_note_that_fits(submitted: Claim, second: User, note: str) -> None:
    with pytest.raises(Invalid) as caught:
        reviews.return_claim(actor=second, claim_id=submitted.pk, note=note, now=LATER)
    assert list(caught.value.fields) == ["note"]


def test_review_of_a_stale_page_and_by_a_stranger_is_refused(submitted: Claim, second: User, stranger: User) -> None:
    with pytest.raises(Refused) as caught:
        reviews.approve_claim(actor=second, claim_id=submitted.pk, revision=1, now=LATER)
    assert caught.value.code == "stale"
    with pytest.raises(Forbidden) as caught:
        reviews.approve_claim(actor=stranger, claim_id=submitted.pk, now=LATER)
    assert caught.value.code == "not_a_member"
