"""What may give a rating away: who is kept from it, from when on, and until when."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, Comment, Question, Role, User
from claims.services import discussion, opinions, packs, reviews, sources, worksheet
from claims.services.blindness import Blindfold, blindfold, blindfolds, telling_answers, telling_comments
from claims.services.claims import fresh_claim, take_claim
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db
BEFORE, LATER = NOW - timedelta(minutes=30), NOW + timedelta(minutes=1)


def say(who: User, claim: Claim, body: str = "I rated it false.", *, at: object = LATER) -> Comment:
    return discussion.say(actor=who, claim_id=claim.pk, body=body, now=at).comment  # type: ignore[arg-type]


def covers(fold: Blindfold, one: Comment) -> bool:
    return fold.covers_remark(one.author_id, one.created_at, one.edited_at)


def opine(claim: Claim, who: User, slug: str = "true") -> None:
    opinions.give_opinion(
        actor=who, claim_id=claim.pk, rating_id=builders.rating(slug).pk, note="I counted them.", now=LATER
    )


@pytest.fixture
def claim(reviewer: User) -> Claim:
    builders.review_blind()
    return builders.make_submitted_claim(reviewer)


def test_remarks_of_the_author_since_the_verdict_wait_until_the_rating_is_given(
    claim: Claim, reviewer: User, second: User
) -> None:
    told, own = say(reviewer, claim), say(second, claim, "Which register?")
    fold = blindfold(second, claim)
    assert (covers(fold, told), covers(fold, own)) == (True, False)
    assert not blindfold(reviewer, claim)
    opine(claim, second)
    assert not blindfold(second, fresh_claim(claim.pk))


def test_what_was_said_before_the_verdict_and_by_who_does_not_know_it_is_open(
    reviewer: User, second: User, editor: User
) -> None:
    builders.review_blind()
    held = builders.make_held_claim(reviewer)
    early = say(reviewer, held, "Looking at the register.", at=BEFORE)
    claim = builders.hand_in(reviewer, held)
    bystander = say(editor, claim, "Who reviews this one?")
    fold = blindfold(second, claim)
    assert not covers(fold, early)
    assert not covers(fold, bystander)


def test_an_old_remark_changed_after_the_verdict_waits_too(reviewer: User, second: User) -> None:
    builders.review_blind()
    held = builders.make_held_claim(reviewer)
    early = say(reviewer, held, "Looking at it.", at=BEFORE)
    claim = builders.hand_in(reviewer, held)
    assert not covers(blindfold(second, claim), early)
    discussion.edit_comment(actor=reviewer, comment_id=early.pk, body="It is false, I think.", now=LATER)
    early.refresh_from_db()
    assert covers(blindfold(second, claim), early)


def test_whoever_rated_it_knows_it_too(claim: Claim, second: User, editor: User) -> None:
    opine(claim, second)
    told = say(second, claim, "The same as mine.")
    assert covers(blindfold(builders.make_user("third"), claim), told)


def test_an_editor_who_decides_between_two_ratings_sees_all(
    claim: Claim, reviewer: User, second: User, editor: User
) -> None:
    say(reviewer, claim)
    assert blindfold(editor, claim)
    opine(claim, second, "false")
    assert not blindfold(editor, fresh_claim(claim.pk))
    assert blindfold(builders.make_user("third"), fresh_claim(claim.pk))


@pytest.mark.parametrize("way", ["approve", "return"])
def test_a_reviewed_verdict_keeps_nothing_back_any_more(way: str, claim: Claim, second: User) -> None:
    opine(claim, second)
    if way == "approve":
        reviews.approve_claim(actor=second, claim_id=claim.pk, now=LATER)
    else:
        reviews.return_claim(actor=second, claim_id=claim.pk, note="Name the year.", now=LATER)
    third = builders.make_user("third")
    assert not blindfold(third, fresh_claim(claim.pk))
    assert blindfolds(third, [claim.pk]) == {}


def test_on_a_desk_that_does_not_review_blind_nothing_is_kept_back(reviewer: User, second: User) -> None:
    claim = builders.make_submitted_claim(reviewer)
    assert not covers(blindfold(second, claim), say(reviewer, claim))
    assert blindfolds(second, [claim.pk]) == {}
    assert list(telling_comments(second)) == []


def test_answers_in_own_words_wait_and_words_of_a_source_do_not(reviewer: User, second: User) -> None:
    builders.review_blind()
    held = builders.make_held_claim(reviewer)
    piece = sources.add_evidence(
        actor=reviewer, claim_id=held.pk, stance="supports", title="Register", passage="It lists 97 bridges.", now=NOW
    )
    asked = [
        worksheet.ask_question(actor=reviewer, claim_id=held.pk, question=f"Question {n}?", now=NOW) for n in range(3)
    ]
    for row, kind, answer, why in (
        (asked[0], "extractive", "", ""), (asked[1], "abstractive", "So it is true.", ""),
        (asked[2], "boolean", "yes", "The register has them."),
    ):  # fmt: skip
        worksheet.answer_question(
            actor=reviewer, question_id=row.pk, answer_kind=kind, answer=answer, explanation=why,
            evidence_id=piece.pk, now=NOW,
        )  # fmt: skip
    claim = builders.hand_in(reviewer, held)
    fold = blindfold(second, claim)
    rows = Question.objects.order_by("pk")
    assert [fold.covers_answer(one.answered_by_id, one.answer_kind, one.explanation) for one in rows] == [
        False, True, True,
    ]  # fmt: skip
    assert list(telling_answers(second).order_by("pk").values_list("pk", flat=True)) == [asked[1].pk, asked[2].pk]
    record = packs.make_record(actor=second, claim_id=claim.pk)
    assert [(one["answer"], one["is_withheld"]) for one in record["worksheet"]] == [
        ("It lists 97 bridges.", False), ("", True), ("", True),
    ]  # fmt: skip
    mine = packs.make_record(actor=reviewer, claim_id=claim.pk)
    assert [one["is_withheld"] for one in mine["worksheet"]] == [False] * 3


def test_lists_over_the_desk_leave_out_what_tells_and_show_it_afterwards(
    claim: Claim, reviewer: User, editor: User
) -> None:
    told = say(reviewer, claim)
    assert list(telling_comments(editor)) == [told]
    assert list(telling_comments(reviewer)) == []
    opine(claim, editor)
    assert list(telling_comments(editor)) == []


def test_many_claims_take_as_many_queries_as_one(reviewer: User, second: User) -> None:
    builders.review_blind()
    claims = [builders.make_submitted_claim(reviewer).pk for _ in range(4)]
    assert set(blindfolds(second, claims)) == set(claims)
    counted = []
    for some in (claims[:1], claims):
        with CaptureQueriesContext(connection) as caught:
            blindfolds(second, some)
        counted.append(len(caught))
    assert counted[0] == counted[1]


def test_a_holder_who_comes_after_another_is_not_shown_what_the_first_wrote(reviewer: User, second: User) -> None:
    """Written and not handed in, then taken by somebody else: they judge for themselves."""
    builders.review_blind()
    held = builders.make_held_claim(reviewer)
    builders.attach_sources(reviewer, held, 2)
    reviews.record_verdict(
        actor=reviewer, claim_id=held.pk, rating_id=builders.rating("false").pk, summary="None of them stands.", now=NOW
    )
    taken = take_claim(actor=second, claim_id=held.pk, now=NOW + timedelta(hours=2))
    assert blindfold(second, taken)
    assert blindfold(builders.make_user("admin", Role.ADMINISTRATOR), taken)
