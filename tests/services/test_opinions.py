"""A second rating given blind, an editor's word between two, and what is withheld until then."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from claims.errors import Forbidden, Invalid, Refused
from claims.models import Claim, Event, Notice, Opinion, Rating, RatingScale, Review, Role, User
from claims.services import claims, opinions, policies, publishing, reviews
from claims.services.verdicts import latest_verdict, standing_verdicts
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW

LATER = NOW + timedelta(minutes=1)


def opine(claim: Claim, who: User, slug: str = "true", note: str = "I counted them in the register.") -> Opinion:
    return opinions.give_opinion(actor=who, claim_id=claim.pk, rating_id=builders.rating(slug).pk, note=note, now=LATER)


@pytest.fixture
def submitted(reviewer: User) -> Claim:
    """Rated “true”, on a desk that reviews blind."""
    builders.review_blind()
    return builders.make_submitted_claim(reviewer)


def seen(who: User, claim: Claim) -> list[int]:
    """Numbers of the verdicts that this person sees."""
    found = list(standing_verdicts(claim).prefetch_related("opinions", "reviews"))
    hidden = opinions.withheld(who, claims.fresh_claim(claim.pk), found)
    return [one.number for one in found if one.pk not in hidden]


def test_second_reviewer_gives_a_rating_before_seeing_the_first(submitted: Claim, second: User) -> None:
    assert seen(second, submitted) == []
    reviews_of_theirs: list[Callable[[], object]] = [
        lambda: reviews.approve_claim(actor=second, claim_id=submitted.pk, now=LATER),
        lambda: reviews.return_claim(actor=second, claim_id=submitted.pk, note="Hm.", now=LATER),
    ]
    for review in reviews_of_theirs:
        with pytest.raises(Refused, match="say first how you would rate") as caught:
            review()
        assert caught.value.code == "opinion_first"
    opinion = opine(submitted, second, note=" I counted them. ")
    assert (opinion.rating.slug, opinion.note, opinion.is_blind, opinion.reviewer) == (
        "true", "I counted them.", True, second,
    )  # fmt: skip
    assert seen(second, submitted) == [1]
    assert reviews.approve_claim(actor=second, claim_id=submitted.pk, now=LATER).status == "approved"
    assert not Review.objects.get().is_adjudication
    told = Event.objects.about("claim", submitted.pk).get(verb="give_opinion")
    assert (told.data["is_equal"], told.data["is_blind"], told.data["note"]) == (True, True, "I counted them.")


def test_who_agrees_may_still_return_it(submitted: Claim, second: User) -> None:
    opine(submitted, second)
    assert (
        reviews.return_claim(actor=second, claim_id=submitted.pk, note="Name the year.", now=LATER).status == "returned"
    )


def test_two_ratings_that_differ_wait_for_an_editor_who_gave_neither(
    submitted: Claim, reviewer: User, second: User, editor: User
) -> None:
    other_editor = builders.make_user("emil", Role.EDITOR)
    opine(submitted, second, "mostly-true", "One bridge is a ford.")
    assert {one.person.username for one in Notice.objects.filter(kind="to_adjudicate")} == {"edda", "emil"}
    for who, code in ((second, "awaits_editor"), (editor, "awaits_editor"), (reviewer, "own_verdict")):
        with pytest.raises(Refused) as caught:
            reviews.approve_claim(actor=who, claim_id=submitted.pk, now=LATER)
        assert caught.value.code == code
    for who in (second, builders.make_user("third")):
        with pytest.raises(Forbidden, match="an editor who gave neither") as barred:
            reviews.adjudicate_claim(actor=who, claim_id=submitted.pk, decision="approve", now=LATER)
        assert barred.value.code == "not_to_adjudicate"
    assert seen(editor, submitted) == [1]
    assert seen(builders.make_user("fourth"), submitted) == []
    with pytest.raises(Refused) as late:  # a third rating would decide nothing
        opine(submitted, other_editor, "false")
    assert late.value.code == "awaits_editor"
    upheld = reviews.adjudicate_claim(
        actor=editor, claim_id=submitted.pk, decision="approve", note="A ford is crossed, not built.", now=LATER
    )
    assert upheld.status == "approved"
    review = Review.objects.get()
    assert (review.reviewer, review.decision, review.is_adjudication) == (editor, "approve", True)
    assert not Notice.objects.filter(kind="to_adjudicate", read_at=None).exists()
    assert Notice.objects.get(kind="approved").person == reviewer
    assert [one.note for one in opinions.dissents(review.verdict, Opinion.objects.all())] == ["One bridge is a ford."]


def test_editor_may_return_what_two_rate_differently(submitted: Claim, second: User, editor: User) -> None:
    opine(submitted, second, "false")
    assert [one.pk for one in opinions.awaiting_editor()] == [submitted.pk]
    with pytest.raises(Invalid) as caught:
        reviews.adjudicate_claim(actor=editor, claim_id=submitted.pk, decision="return", note=" ", now=LATER)
    assert list(caught.value.fields) == ["note"]
    returned = reviews.adjudicate_claim(
        actor=editor, claim_id=submitted.pk, decision="return", note="Count again.", now=LATER
    )
    assert returned.status == "returned"
    assert list(opinions.awaiting_editor()) == []


def test_a_second_rating_that_agrees_hides_no_third_that_differs(submitted: Claim, second: User, editor: User) -> None:
    opine(submitted, second)
    opine(submitted, builders.make_user("third"), "false")
    assert list(opinions.awaiting_editor()) == [submitted]
    assert list(opinions.awaiting_word_of(editor, now=LATER)) == [submitted]


def test_claims_wait_for_the_word_of_whoever_may_decide(
    submitted: Claim, reviewer: User, second: User, editor: User
) -> None:
    emil, eike = (builders.make_user(name, Role.EDITOR) for name in ("emil", "eike"))
    opine(submitted, emil, "false")
    builders.make_conflict(eike, submitted)
    waiting = {
        who.username: opinions.awaiting_word_of(who, now=LATER).exists()
        for who in (editor, emil, eike, second, reviewer)
    }
    assert waiting == {"edda": True, "emil": False, "eike": False, "sam": False, "rita": False}


def test_nothing_to_decide_between_is_refused(submitted: Claim, second: User, editor: User) -> None:
    for act in (lambda: None, lambda: opine(submitted, second)):
        act()
        with pytest.raises(Refused) as caught:
            reviews.adjudicate_claim(actor=editor, claim_id=submitted.pk, decision="approve", now=LATER)
        assert caught.value.code == "nothing_to_adjudicate"
    with pytest.raises(Invalid):
        reviews.adjudicate_claim(actor=editor, claim_id=submitted.pk, decision="shrug", now=LATER)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.django_db
def test_four_eyes_nobody_rates_or_adjudicates_their_own_verdict(role: Role, second: User) -> None:
    builders.review_blind()
    author = builders.make_user("author", role)
    claim = builders.make_submitted_claim(author)
    with pytest.raises(Forbidden) as caught:
        opine(claim, author)
    assert caught.value.code == "own_verdict"
    opine(claim, second, "false")
    with pytest.raises(Forbidden) as caught:
        reviews.adjudicate_claim(actor=author, claim_id=claim.pk, decision="approve", now=LATER)
    assert caught.value.code == "own_verdict"
    verdict = latest_verdict(claim)
    assert verdict
    with pytest.raises(IntegrityError, match="four_eyes"), transaction.atomic():
        Opinion.objects.create(
            verdict=verdict, reviewer=author, rating=builders.rating(), note="Mine.", created_at=LATER
        )


def test_an_opinion_is_frozen_and_given_once(submitted: Claim, second: User) -> None:
    opinion = opine(submitted, second)
    with pytest.raises(Refused) as caught:
        opine(submitted, second, "false")
    assert caught.value.code == "opinion_given"
    with pytest.raises(IntegrityError, match="opinion_frozen"), transaction.atomic():
        Opinion.objects.filter(pk=opinion.pk).update(note="Other words.")
    with pytest.raises(IntegrityError, match="opinion_kept"), transaction.atomic():
        opinion.delete()


@pytest.mark.parametrize(
    ("changes", "field"), [({"note": "  "}, "note"), ({"note": "x" * 5001}, "note"), ({"rating_id": 0}, "rating")]
)
def test_incomplete_opinion_is_refused_by_field(
    submitted: Claim, second: User, changes: dict[str, Any], field: str
) -> None:
    given = {"rating_id": builders.rating().pk, "note": "Because.", **changes}
    with pytest.raises(Invalid) as caught:
        opinions.give_opinion(actor=second, claim_id=submitted.pk, now=LATER, **given)
    assert list(caught.value.fields) == [field]
    assert not Opinion.objects.exists()


def test_opinion_is_on_the_scale_of_the_verdict(submitted: Claim, second: User) -> None:
    scale = RatingScale.objects.create(slug="other", name="Other")
    foreign = Rating.objects.create(scale=scale, slug="so-so", label="So so")
    with pytest.raises(Invalid, match="not complete"):
        opinions.give_opinion(actor=second, claim_id=submitted.pk, rating_id=foreign.pk, note="Hm.", now=LATER)


def test_opinion_wants_a_verdict_that_waits_and_a_member(
    submitted: Claim, second: User, stranger: User, reviewer: User
) -> None:
    with pytest.raises(Refused) as caught:
        opine(builders.make_held_claim(reviewer), second)
    assert caught.value.code == "wrong_status"
    with pytest.raises(Forbidden):
        opine(submitted, stranger)
    with pytest.raises(Refused) as caught:
        opinions.give_opinion(
            actor=second, claim_id=submitted.pk, rating_id=builders.rating().pk, note="So.", revision=1, now=LATER
        )
    assert caught.value.code == "stale"


def test_switching_blind_review_off_waves_no_disagreement_away(submitted: Claim, second: User, editor: User) -> None:
    opine(submitted, second, "false")
    builders.review_blind(is_on=False)
    assert seen(builders.make_user(), submitted) == [1]
    with pytest.raises(Refused) as caught:
        reviews.approve_claim(actor=second, claim_id=submitted.pk, now=LATER)
    assert caught.value.code == "awaits_editor"


def test_dissent_on_an_open_desk_is_on_record_and_holds_nothing_up(reviewer: User, second: User) -> None:
    claim = builders.make_submitted_claim(reviewer)
    assert seen(second, claim) == [1]
    opinion = opine(claim, second, "mostly-true", "One of them is a ford.")
    assert not opinion.is_blind
    assert reviews.approve_claim(actor=second, claim_id=claim.pk, now=LATER).status == "approved"


def test_earlier_verdicts_are_withheld_too_but_not_what_one_had_a_part_in(
    submitted: Claim, reviewer: User, second: User
) -> None:
    opine(submitted, second)
    reviews.return_claim(actor=second, claim_id=submitted.pk, note="Count again.", now=LATER)
    third = builders.make_user("third")
    assert seen(third, submitted) == [1]  # decided: whoever takes it next reads it
    claims.take_claim(actor=reviewer, claim_id=submitted.pk, now=LATER)
    reviews.judge_claim(
        actor=reviewer, claim_id=submitted.pk, rating_id=builders.rating("false").pk, now=LATER,
        summary="Counted again: they are not there.", right_of_reply="Asked again.",
    )  # fmt: skip
    assert (seen(third, submitted), seen(second, submitted), seen(reviewer, submitted)) == ([], [1], [2, 1])


@pytest.mark.parametrize("is_public", [True, False])
def test_readers_see_a_dissent_only_where_the_desk_says_so(
    is_public: bool, submitted: Claim, second: User, editor: User
) -> None:
    builders.review_blind(is_dissent_public=is_public)
    opine(submitted, second, "mostly-true", "One of them is a ford.")
    reviews.adjudicate_claim(actor=editor, claim_id=submitted.pk, decision="approve", now=LATER)
    facts = publishing.publish_claim(actor=editor, claim_id=submitted.pk, now=LATER).facts
    told = [{"rating": {"label": "Mostly true", "truth": "mostly_true"}, "note": "One of them is a ford."}]
    assert facts["dissent"] == (told if is_public else [])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_rate_differently_at_once_the_second_is_told_that_an_editor_decides(
    reviewer: User, second: User
) -> None:
    builders.review_blind()
    claim = builders.make_submitted_claim(reviewer)
    third = builders.make_user("third")
    won, lost = sorted_out(
        at_once([partial(opine, claim, second, "false"), partial(opine, claim, third, "mostly-true")])
    )
    assert len(won) == 1
    assert [one.code for one in lost if isinstance(one, Refused)] == ["awaits_editor"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_approval_and_a_differing_rating_at_once_leave_one_of_them(reviewer: User, second: User) -> None:
    """Either the approval came first and no verdict waits any more, or the rating did and an editor decides."""
    builders.review_blind()
    claim = builders.make_submitted_claim(reviewer)
    third = builders.make_user("third")
    opine(claim, second)
    approve: Callable[[], object] = lambda: reviews.approve_claim(actor=second, claim_id=claim.pk, now=LATER)  # noqa: E731
    won, lost = sorted_out(at_once([approve, lambda: opine(claim, third, "false")]))
    assert len(won) == 1
    codes = [one.code for one in lost if isinstance(one, Refused)]
    status = claims.fresh_claim(claim.pk).status
    assert (status, codes) in [("approved", ["wrong_status"]), ("submitted", ["awaits_editor"])]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_editors_adjudicate_once(reviewer: User, second: User, editor: User) -> None:
    builders.review_blind()
    claim = builders.make_submitted_claim(reviewer)
    emil = builders.make_user("emil", Role.EDITOR)
    opine(claim, second, "false")
    acts = [
        partial(reviews.adjudicate_claim, actor=editor, claim_id=claim.pk, decision="approve", now=LATER),
        partial(reviews.adjudicate_claim, actor=emil, claim_id=claim.pk, decision="return", note="No.", now=LATER),
    ]
    won, lost = sorted_out(at_once(acts))
    # An approved verdict may still be returned by another editor, but not as a decision between two ratings.
    assert len(won) == 1
    assert next(one.code for one in lost if isinstance(one, Refused)) in ("wrong_status", "nothing_to_adjudicate")
    assert policies.desk_policy().is_review_blind
