"""Two people at the same moment with one verdict: written, reviewed, published once, on real PostgreSQL."""

from datetime import timedelta
from functools import partial

import pytest

from claims.models import (
    Claim,
    Publication,
    Role,
    User,
    Verdict,
)
from claims.services import (
    claims,
    corrections,
    publishing,
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


def test_two_verdicts_at_once_are_submitted_once(reviewer: User) -> None:
    """The same person, in two windows."""
    claim = builders.make_held_claim(reviewer)
    sources.add_evidence(actor=reviewer, claim_id=claim.pk, stance="supports", title="A paper", now=NOW)

    def judge(summary: str) -> Claim:
        return reviews.judge_claim(
            actor=reviewer, claim_id=claim.pk, rating_id=builders.rating().pk, summary=summary, now=LATER
        )

    won, lost = sorted_out(
        at_once([lambda: judge("The paper says one thing."), lambda: judge("The paper says another thing.")])
    )
    assert len(won) == 1
    assert refusals(lost) == ["wrong_status"]
    assert Verdict.objects.count() == 1
    assert verbs(claim)[-2:] == ["record_verdict", "submit"]


def test_two_verdicts_recorded_at_once_are_numbered(reviewer: User) -> None:
    claim = builders.make_held_claim(reviewer)
    rating = builders.rating().pk
    won, lost = sorted_out(
        at_once(
            [
                lambda: reviews.record_verdict(
                    actor=reviewer, claim_id=claim.pk, rating_id=rating, summary="As it is.", now=LATER
                )
            ]
            * 4
        )
    )
    assert lost == []
    assert sorted(verdict.number for verdict in won) == [1, 2, 3, 4]


def test_two_approvals_are_one(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_submitted_claim(reviewer)
    won, lost = sorted_out(
        at_once([partial(reviews.approve_claim, actor=who, claim_id=claim.pk, now=LATER) for who in (second, editor)])
    )
    assert len(won) == 1
    assert refusals(lost) == ["wrong_status"]
    assert claim.verdicts.get().reviews.count() == 1


def test_approving_and_returning_at_once_leave_one_word(reviewer: User, second: User, editor: User) -> None:
    """Both had the submitted claim before them; an approved one may be returned too, but by somebody who saw that."""
    claim = builders.make_submitted_claim(reviewer)
    seen = claims.fresh_claim(claim.pk).revision
    won, lost = sorted_out(
        at_once(
            [
                lambda: reviews.approve_claim(actor=second, claim_id=claim.pk, revision=seen, now=LATER),
                lambda: reviews.return_claim(
                    actor=editor, claim_id=claim.pk, note="Which year?", revision=seen, now=LATER
                ),
            ]
        )
    )
    assert len(won) == 1
    assert refusals(lost) == ["stale"]
    review = claim.verdicts.get().reviews.get()
    assert claims.fresh_claim(claim.pk).status == {"approve": "approved", "return": "returned"}[review.decision]


def test_publishing_twice_at_once_is_once(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_approved_claim(reviewer, second)
    other = builders.make_user("elin", Role.EDITOR)
    won, lost = sorted_out(
        at_once(
            [
                partial(publishing.publish_claim, actor=who, claim_id=claim.pk, now=LATER)
                for who in (editor, other, editor, other)
            ]
        )
    )
    assert lost == []
    assert len({one.pk for one in won}) == Publication.objects.count() == 1
    assert verbs(claim).count("publish") == 1


def test_two_editors_publish_a_change_once() -> None:
    reviewer, second = builders.make_user("rita"), builders.make_user("sam")
    editors = [builders.make_user(name, Role.EDITOR) for name in ("edda", "egon")]
    claim = builders.make_published_claim(reviewer, second, editors[0])
    change = corrections.Change(occasion="clarification", reason="wording", note="We now name the register.")
    correction = corrections.propose_correction(actor=reviewer, claim_id=claim.pk, change=change, now=LATER)
    calls = [
        partial(corrections.publish_correction, actor=one, correction_id=correction.pk, now=LATER) for one in editors
    ]
    done, raised = sorted_out(at_once(calls))
    assert raised == []
    assert len(set(done)) == 1
    assert claim.publications.count() == 2
