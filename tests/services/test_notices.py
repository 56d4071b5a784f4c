"""What a person is told, by what, and what they have seen of it."""

from datetime import timedelta

import pytest

from claims.errors import Missing
from claims.models import Claim, NoticeKind, Role, User
from claims.services import corrections, discussion, notices, reviews
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def kinds(person: User) -> list[str]:
    return [notice.kind for notice in notices.notices_of(person).unread()]


def notify(person: User, claim: Claim, *, minute: int = 0) -> int:
    now = NOW + timedelta(minutes=minute)
    return notices.notify(person=person, claim=claim, kind=NoticeKind.CHANGED_SOURCE, told_by=None, now=now).pk


def test_an_author_hears_of_the_second_opinion(reviewer: User, second: User) -> None:
    returned = builders.make_submitted_claim(reviewer)
    reviews.return_claim(actor=second, claim_id=returned.pk, note="Ask the ministry.", now=NOW)
    approved = builders.make_submitted_claim(reviewer)
    reviews.approve_claim(actor=second, claim_id=approved.pk, now=NOW + timedelta(minutes=1))
    assert kinds(reviewer) == ["approved", "returned"]
    assert notices.notices_of(reviewer).last().text == "Ask the ministry."  # type: ignore[union-attr]
    assert kinds(second) == []


def test_editors_who_may_decide_hear_of_a_proposal_until_one_decided(
    reviewer: User, second: User, editor: User, administrator: User
) -> None:
    claim = builders.make_published_claim(reviewer, second, editor)
    own = builders.make_user("own", Role.EDITOR)
    change = corrections.Change(
        occasion="correction", reason="factual_error", note="One was counted twice.", summary="It lists 99 of them."
    )
    correction = corrections.propose_correction(actor=own, claim_id=claim.pk, change=change, now=NOW)
    assert kinds(editor) == kinds(administrator) == ["to_decide"]
    assert kinds(own) == []  # their own verdict: another decides
    assert "to_decide" not in kinds(reviewer)
    corrections.decline_correction(actor=administrator, correction_id=correction.pk, note="It is not so.", now=NOW)
    assert kinds(editor) == kinds(administrator) == []


def test_one_all_and_those_about_a_claim_are_read(reviewer: User, second: User) -> None:
    claim, other = builders.make_claim(second), builders.make_claim(second)
    first, _, third = notify(reviewer, claim), notify(reviewer, other, minute=1), notify(reviewer, claim, minute=2)
    notify(second, claim)
    assert notices.read_notice(actor=reviewer, notice_id=first, now=NOW).read_at == NOW
    notices.read_notice(actor=reviewer, notice_id=first, now=NOW + timedelta(hours=1))
    assert notices.notices_of(reviewer).get(pk=first).read_at == NOW
    assert notices.count_unread(reviewer) == 2
    assert notices.read_about(actor=reviewer, claim_id=other.pk, now=NOW) == 1
    assert notices.read_all(actor=reviewer, up_to=third - 1, now=NOW) == 0
    assert notices.read_all(actor=reviewer, now=NOW) == 1
    assert notices.count_unread(second) == 1


def test_nobody_reads_for_another(reviewer: User, second: User) -> None:
    pk = notify(reviewer, builders.make_claim(second))
    with pytest.raises(Missing):
        notices.read_notice(actor=second, notice_id=pk, now=NOW)
    assert notices.count_unread(reviewer) == 1


def test_the_count_stops_where_nobody_counts(reviewer: User, second: User) -> None:
    claim = builders.make_claim(second)
    for n in range(notices.COUNTED + 5):
        notify(reviewer, claim, minute=n)
    assert notices.count_unread(reviewer) == notices.COUNTED


def test_the_author_of_a_remark_is_named_with_it(reviewer: User, second: User) -> None:
    claim = builders.make_claim(reviewer)
    discussion.say(actor=reviewer, claim_id=claim.pk, body="@sam look", now=NOW)
    notice = notices.notices_of(second).get()
    assert (notice.kind, notice.told_by, notice.claim) == ("mention", reviewer, claim)
