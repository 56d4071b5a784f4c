"""The right of reply: asked, answered, overdue; what the policy and the verdict make of it."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Claim, Notice, ReplyRequest, User
from claims.services import attributions, notices, packs, replies, speakers
from claims.services.policies import requirements
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_held_claim(reviewer)


def log(actor: User, claim: Claim, **given: Any) -> ReplyRequest:
    values = {"whom": "the ministry", "channel": "email", "asked_at": NOW, "deadline_at": NOW + 24 * HOUR, **given}
    return replies.log_request(actor=actor, claim_id=claim.pk, request=replies.Request(**values), now=NOW)


def outcome(actor: User, row: ReplyRequest, word: str, **given: Any) -> ReplyRequest:
    return replies.record_outcome(actor=actor, reply_id=row.pk, outcome=word, now=NOW + 2 * HOUR, **given)


def text(claim: Claim) -> str:
    return replies.reply_text(replies.replies_of(claim))


def test_asking_is_logged_with_whom_how_and_until_when(claim: Claim, reviewer: User) -> None:
    row = log(reviewer, claim, question=" Is it so? ", whom="  the   ministry ")
    assert (row.whom, row.outcome, row.question, row.logged_by) == ("the ministry", "waiting", "Is it so?", reviewer)
    assert log(reviewer, claim, asked_at=None).asked_at == NOW


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"whom": "  "}, "whom"),
        ({"channel": "pigeon"}, "channel"),
        ({"asked_at": NOW + HOUR}, "asked_at"),
        ({"deadline_at": NOW}, "deadline_at"),
        ({"question": "x" * (replies.MAX_TEXT + 1)}, "question"),
    ],
)
def test_what_cannot_be_logged_names_its_field(given: dict[str, Any], field: str, claim: Claim, reviewer: User) -> None:
    with pytest.raises(Invalid) as refused:
        log(reviewer, claim, **given)
    assert list(refused.value.fields) == [field]
    assert not ReplyRequest.objects.exists()


def test_the_claims_own_speaker_is_known_as_such(claim: Claim, reviewer: User) -> None:
    speaker = speakers.named_speaker(name="Mira Castel", now=NOW)
    attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, speaker_id=speaker.pk, now=NOW)
    assert log(reviewer, claim, whom="mira castel").speaker == speaker
    assert log(reviewer, claim).speaker is None


def test_the_log_reads_as_sentences_for_readers(claim: Claim, reviewer: User) -> None:
    row = log(reviewer, claim)
    assert text(claim) == "We asked the ministry by email on 2 March 2026; we had no answer by the time of publication."
    outcome(reviewer, row, "answered", answer="“It is so.”")
    assert text(claim) == "We asked the ministry by email on 2 March 2026; they answered: “It is so.”"
    outcome(reviewer, row, "declined")
    assert text(claim).endswith("; they declined to comment.")
    outcome(reviewer, row, "no_answer")
    assert text(claim).endswith("; there was no answer.")
    log(reviewer, claim, whom="a source at the port", is_public=False)
    assert "port" not in text(claim)
    assert "port" not in str(packs.make_record(actor=reviewer, claim_id=claim.pk)["right_of_reply"])


def test_nobody_asked_needs_a_reason_and_stands_once(claim: Claim, reviewer: User) -> None:
    with pytest.raises(Invalid):
        replies.log_nobody(actor=reviewer, claim_id=claim.pk, reason=" ", now=NOW)
    replies.log_nobody(actor=reviewer, claim_id=claim.pk, reason="The figure is the register's own", now=NOW)
    assert text(claim) == "We asked nobody for a reply: The figure is the register's own."
    with pytest.raises(Refused) as refused:
        replies.log_nobody(actor=reviewer, claim_id=claim.pk, reason="Again.", now=NOW)
    assert refused.value.code == "noted_already"
    with pytest.raises(Refused) as refused:
        outcome(reviewer, ReplyRequest.objects.get(), "answered", answer="Yes.")
    assert refused.value.code == "nobody_asked"


def test_an_answer_has_words(claim: Claim, reviewer: User) -> None:
    row = log(reviewer, claim)
    for word, given, field in (
        ("answered", {}, "answer"),
        ("lost", {}, "outcome"),
        ("not_asked", {}, "outcome"),
        ("answered", {"answer": "Yes.", "answered_at": NOW + 9 * HOUR}, "answered_at"),
        ("waiting", {"deadline_at": NOW - HOUR}, "deadline_at"),
    ):
        with pytest.raises(Invalid) as refused:
            outcome(reviewer, row, word, **given)
        assert list(refused.value.fields) == [field]


def test_a_standing_entry_satisfies_the_policy(claim: Claim, reviewer: User) -> None:
    def is_met() -> bool:
        rows = requirements(claim=claim, rating=builders.rating("false"))
        return next(row.is_met for row in rows if row.code == "right_of_reply")

    assert not is_met()
    row = log(reviewer, claim)
    assert is_met()
    replies.withdraw_request(actor=reviewer, reply_id=row.pk, now=NOW)
    assert not is_met()


def test_answers_come_late_but_entries_stay_once_a_verdict_rests_on_them(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer)
    row = log(reviewer, claim)
    builders.hand_in(reviewer, claim)
    with pytest.raises(Refused) as refused:
        replies.withdraw_request(actor=second, reply_id=row.pk, now=NOW)
    assert refused.value.code == "evidence_settled"
    assert outcome(second, row, "answered", answer="It is so.").outcome == "answered"


def test_time_that_is_over_is_told_once_to_those_concerned(claim: Claim, reviewer: User, second: User) -> None:
    row = log(second, claim)
    assert replies.sweep_replies(now=NOW + 23 * HOUR) == {"told": 0}
    over = NOW + 25 * HOUR
    assert replies.sweep_replies(now=over) == {"told": 2}
    assert replies.sweep_replies(now=over + HOUR) == {"told": 0}
    notice = notices.notices_of(second).get()
    assert (notice.kind, notice.told_by) == ("deadline", None)
    assert notice.text == "the ministry was asked on 2 March and has not answered."
    assert notices.count_unread(reviewer) == 1  # who holds the claim
    replies.record_outcome(
        actor=second, reply_id=row.pk, outcome="waiting", deadline_at=over + 48 * HOUR, now=over
    )  # more time: heard of again when that is over
    assert notices.count_unread(reviewer) == 0
    assert replies.sweep_replies(now=over + 49 * HOUR) == {"told": 2}
    replies.record_outcome(actor=second, reply_id=row.pk, outcome="no_answer", now=over + 50 * HOUR)
    assert notices.count_unread(second) == 0


def test_an_answer_in_time_is_never_overdue(claim: Claim, reviewer: User) -> None:
    outcome(reviewer, log(reviewer, claim), "answered", answer="Yes.")
    log(reviewer, claim, deadline_at=None)
    assert replies.sweep_replies(now=NOW + 99 * HOUR) == {"told": 0}


def test_strangers_and_lost_entries(claim: Claim, reviewer: User, stranger: User) -> None:
    with pytest.raises(Forbidden):
        log(stranger, claim)
    with pytest.raises(Missing):
        replies.withdraw_request(actor=reviewer, reply_id=0, now=NOW)
    row = log(reviewer, claim)
    replies.withdraw_request(actor=reviewer, reply_id=row.pk, now=NOW)
    with pytest.raises(Refused) as refused:
        outcome(reviewer, row, "declined")
    assert refused.value.code == "withdrawn_already"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_sweeps_and_an_answer_at_the_same_moment() -> None:
    author = builders.make_user("rita")
    claim = builders.make_held_claim(author)
    row = log(author, claim)
    over = NOW + 25 * HOUR
    sweep = partial(replies.sweep_replies, now=over)
    answered = partial(
        replies.record_outcome, actor=author, reply_id=row.pk, outcome="answered", answer="Yes.", now=over
    )
    calls: list[Callable[[], object]] = [sweep, sweep, answered]
    _, lost = sorted_out(at_once(calls))
    assert lost == []
    assert Notice.objects.count() <= 1
    assert Notice.objects.unread().count() == 0  # told before the answer or never; settled by it
