"""Taking back what one did to a claim last, and what stands in the way of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from claims.errors import Missing, Refused
from claims.models import BulkAct, Claim, Event, Evidence, MatchDecision, Statement, User
from claims.services import attributions, bulk, claims, matches, passages, revisions, sources, speakers, surgery
from claims.services.acts import undoable
from claims.services.history import verify_history
from claims.services.undoing import undo_last_act
from claims.views.history import tell
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=1)


def later(minutes: int) -> datetime:
    return NOW + timedelta(minutes=minutes)


def undo(who: User, claim: Claim, *, at: datetime = SOON) -> str:
    return undo_last_act(actor=who, claim_id=claim.pk, now=at).verb


def refused(who: User, claim: Claim, *, at: datetime = SOON) -> Refused:
    with pytest.raises(Refused) as caught:
        undo(who, claim, at=at)
    return caught.value


def last_line(claim: Claim) -> str:
    return tell(Event.objects.about("claim", claim.pk))[-1].words


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_claim(reviewer)


@pytest.fixture
def piece(reviewer: User, claim: Claim) -> Evidence:
    return sources.add_evidence(
        actor=reviewer, claim_id=claim.pk, stance="supports", title="Register", passage="It lists 97.", now=NOW
    )


def test_a_wording_is_taken_back_with_its_kind(claim: Claim, second: User) -> None:
    before = (claim.standalone, claim.kind)
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Anew.", kind="numerical", now=NOW)
    seen = claims.fresh_claim(claim.pk)
    assert undo(second, claim) == "reword"
    now = claims.fresh_claim(claim.pk)
    assert (now.standalone, now.kind, now.revision) == (*before, seen.revision + 1)
    assert last_line(claim) == "took their change of its wording back"
    # A page that was opened in between still finds what stood there then, to merge with.
    assert revisions.wording_at(now, seen.revision)["standalone"] == "Anew."
    assert refused(second, claim).code == "nothing_to_undo"


def test_speaker_of_all_claims_of_the_statement_and_of_the_statement_is_taken_back(
    reviewer: User, second: User, claim: Claim
) -> None:
    former = speakers.named_speaker(name="Tomas Vell", now=NOW)
    statement = builders.make_statement(reviewer, claim, name="Tomas Vell")
    Statement.objects.filter(pk=statement.pk).update(resolved_by="name", speaker_confidence=0.5, set_by=None)
    sibling = claims.add_claim(
        actor=reviewer, version_id=claim.version_id, start=claim.start, end=claim.start + 7, now=NOW
    )
    Claim.objects.filter(pk__in=[claim.pk, sibling.pk]).update(statement=statement, speaker=former)
    attributions.correct_speaker(actor=second, claim_id=claim.pk, name="Mira Castel", now=NOW)
    assert undo(second, sibling) == "correct_speaker"
    assert {str(one.speaker) for one in Claim.objects.filter(pk__in=[claim.pk, sibling.pk])} == {"Tomas Vell"}
    statement.refresh_from_db()
    assert (statement.speaker, statement.speaker_name) == (former, "Tomas Vell")
    assert (statement.resolved_by, statement.speaker_confidence, statement.set_by) == ("name", 0.5, None)
    assert last_line(claim) == "took their correction of the speaker back"
    assert refused(second, claim).code == "nothing_to_undo"


def test_a_speaker_merged_since_comes_back_as_the_one_that_stayed(reviewer: User, claim: Claim) -> None:
    attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, name="T. Vell", now=NOW)
    attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, name="Mira Castel", now=NOW)
    stays = speakers.named_speaker(name="Tomas Vell", now=NOW)
    gone = speakers.named_speaker(name="T. Vell", now=NOW)
    speakers.merge_speakers(actor=reviewer, speaker_id=gone.pk, into_id=stays.pk, now=NOW)
    undo(reviewer, claim)
    assert claims.fresh_claim(claim.pk).speaker == stays


def test_a_source_is_taken_back_and_put_back(reviewer: User, claim: Claim, piece: Evidence) -> None:
    assert undo(reviewer, claim) == "add_evidence"
    assert not claim.evidence.standing().exists()
    assert last_line(claim) == "took a source back that they had added"
    again = sources.add_evidence(actor=reviewer, claim_id=claim.pk, stance="refutes", title="Gazette", now=SOON)
    sources.withdraw_evidence(actor=reviewer, evidence_id=again.pk, now=SOON)
    assert undo(reviewer, claim) == "withdraw_evidence"
    assert list(claim.evidence.standing()) == [again]
    assert last_line(claim) == "put a source back that they had removed"


def test_a_removed_source_that_was_attached_anew_is_not_put_back_twice(
    reviewer: User, second: User, claim: Claim, piece: Evidence
) -> None:
    sources.withdraw_evidence(actor=reviewer, evidence_id=piece.pk, now=NOW)
    twin = sources.add_evidence(
        actor=second, claim_id=claim.pk, stance="supports", title="Register", passage="It lists 97.", now=NOW
    )
    Evidence.objects.filter(pk=twin.pk).update(source=piece.source_id)
    assert refused(reviewer, claim).code == "known_evidence"


def test_each_press_takes_one_act_back_the_latest_first(reviewer: User, claim: Claim, piece: Evidence) -> None:
    sources.amend_evidence(actor=reviewer, evidence_id=piece.pk, stance="mixed", note="Page 3.", now=later(1))
    passages.write_passage(actor=reviewer, evidence_id=piece.pk, passage="It lists 98.", now=later(2))
    assert [undo(reviewer, claim, at=later(n)) for n in (3, 4, 5)] == ["mark_passage", "amend_evidence", "add_evidence"]
    piece.refresh_from_db()
    assert (piece.passage, piece.stance, piece.note) == ("It lists 97.", "supports", "")
    assert piece.withdrawn_at == later(5)
    assert list(verify_history()) == []


def test_pieces_joined_as_one_origin_are_parted_by_one_press(reviewer: User, claim: Claim, piece: Evidence) -> None:
    other = sources.add_evidence(actor=reviewer, claim_id=claim.pk, stance="supports", title="Gazette", now=NOW)
    sources.join_origins(actor=reviewer, claim_id=claim.pk, evidence_ids=[piece.pk, other.pk], group="wire", now=SOON)
    assert undo(reviewer, claim, at=later(2)) == "amend_evidence"
    assert set(claim.evidence.values_list("independence_group", flat=True)) == {""}


@pytest.mark.parametrize("decision", [MatchDecision.CONFIRM, MatchDecision.REJECT])
def test_a_yes_or_no_is_taken_back_once(decision: MatchDecision, reviewer: User, claim: Claim) -> None:
    match = builders.make_match(claim)
    twin = builders.make_appearance(claim, builders.make_claim(reviewer))
    judge = partial(matches.judge_match, actor=reviewer, claim_id=claim.pk, match_id=match.pk, now=NOW)
    matches.judge_appearance(actor=reviewer, claim_id=claim.pk, appearance_id=twin.pk, decision=decision, now=NOW)
    judge(decision=MatchDecision.CONFIRM)
    judge(decision=MatchDecision.UNDO)
    judge(decision=decision)
    assert undo(reviewer, claim) == f"{decision}_match"
    match.refresh_from_db()
    assert (match.status, match.judged_by) == ("proposed", None)
    assert undo(reviewer, claim) == f"{decision}_appearance"
    assert undoable(actor=reviewer, claim_id=claim.pk, now=SOON) is None


def test_accepting_and_dismissing_are_taken_back_here_as_in_the_queue(reviewer: User, second: User) -> None:
    (one,) = builders.make_proposals(reviewer, 1)
    claims.accept_claim(actor=second, claim_id=one.pk, now=NOW)
    assert undo(second, one) == "accept"
    claims.dismiss_claim(actor=second, claim_id=one.pk, reason="Opinion", now=later(2))
    assert undo(second, one, at=later(3)) == "dismiss"
    now = claims.fresh_claim(one.pk)
    assert (now.status, now.dismissed_reason) == ("proposed", "")
    assert not BulkAct.objects.filter(undone_at=None).exists()  # so that the queue's key does not try it once more
    claims.accept_claim(actor=second, claim_id=one.pk, now=later(4))
    claims.dismiss_claim(actor=second, claim_id=one.pk, reason="Opinion", now=later(5))
    undo(second, one, at=later(6))
    assert claims.fresh_claim(one.pk).status == "open"


def test_what_the_queue_took_back_is_not_taken_back_again(reviewer: User, second: User) -> None:
    (one,) = builders.make_proposals(reviewer, 1)
    claims.accept_claim(actor=second, claim_id=one.pk, now=NOW)
    bulk.undo_last(actor=second, now=SOON)
    assert refused(second, one).code == "nothing_to_undo"


def test_span_split_and_merge_are_among_it(reviewer: User, claim: Claim) -> None:
    quote = claim.quote
    surgery.adjust_span(actor=reviewer, claim_id=claim.pk, start=claim.start, end=claim.end - 9, now=NOW)
    assert undo(reviewer, claim) == "adjust_span"
    assert claims.fresh_claim(claim.pk).quote == quote
    other = builders.make_claim(reviewer)
    surgery.merge_claim(actor=reviewer, claim_id=claim.pk, into_id=other.pk, now=SOON)
    assert undo(reviewer, claim, at=later(2)) == "merge"
    assert claims.fresh_claim(claim.pk).status == "open"


# -- refusals -------------------------------------------------------------------------------------


def test_nothing_of_ones_own_is_said_in_words(claim: Claim, second: User, piece: Evidence) -> None:
    refusal = refused(second, claim)
    assert (refusal.code, "You did nothing to this claim" in refusal.message) == ("nothing_to_undo", True)
    assert claim.evidence.standing().exists()
    with pytest.raises(Missing):
        undo_last_act(actor=second, claim_id=0, now=SOON)


def test_a_stranger_takes_nothing_back(claim: Claim, stranger: User) -> None:
    assert refused(stranger, claim).code == "not_a_member"


def test_what_is_long_ago_stays(reviewer: User, claim: Claim, piece: Evidence) -> None:
    assert refused(reviewer, claim, at=NOW + timedelta(days=1)).code == "nothing_to_undo"


def _reword(who: User, claim: Claim, piece: Evidence) -> None:
    claims.reword_claim(actor=who, claim_id=claim.pk, standalone=f"Said by {who}.", now=SOON)


def _speaker(who: User, claim: Claim, piece: Evidence) -> None:
    attributions.correct_speaker(actor=who, claim_id=claim.pk, name=f"Ola {who}", now=SOON)


def _amend(who: User, claim: Claim, piece: Evidence) -> None:
    stance = "mixed" if who.username == "rita" else "refutes"
    sources.amend_evidence(actor=who, evidence_id=piece.pk, stance=stance, now=SOON)


def _passage(who: User, claim: Claim, piece: Evidence) -> None:
    passages.write_passage(actor=who, evidence_id=piece.pk, passage=f"Words of {who}.", now=SOON)


@pytest.mark.parametrize("change", [_reword, _speaker, _amend, _passage])
def test_what_somebody_else_changed_since_stays_and_they_are_named(
    change: Callable[[User, Claim, Evidence], None], reviewer: User, second: User, claim: Claim, piece: Evidence
) -> None:
    change(reviewer, claim, piece)
    change(second, claim, piece)
    before = (claims.fresh_claim(claim.pk).standalone, claims.fresh_claim(claim.pk).speaker)
    refusal = refused(reviewer, claim, at=later(2))
    assert (refusal.code, "Sam went on with that since" in refusal.message) == ("moved_on", True)
    assert (claims.fresh_claim(claim.pk).standalone, claims.fresh_claim(claim.pk).speaker) == before
    assert undo(second, claim, at=later(2))


def test_a_source_that_somebody_worked_on_stays(reviewer: User, second: User, claim: Claim, piece: Evidence) -> None:
    sources.amend_evidence(actor=second, evidence_id=piece.pk, note="Page 3.", now=SOON)
    assert "Sam went on" in refused(reviewer, claim, at=later(2)).message
    assert claim.evidence.standing().exists()


def test_an_accepted_claim_that_somebody_took_stays_open_to_them(reviewer: User, second: User) -> None:
    (one,) = builders.make_proposals(reviewer, 1)
    claims.accept_claim(actor=reviewer, claim_id=one.pk, now=NOW)
    claims.take_claim(actor=second, claim_id=one.pk, now=SOON)
    assert "Sam went on with that since (take)" in refused(reviewer, one, at=later(2)).message


def test_evidence_of_a_verdict_that_was_handed_in_is_settled(reviewer: User) -> None:
    claim = builders.make_submitted_claim(reviewer)
    assert refused(reviewer, claim).code == "evidence_settled"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_windows_take_one_act_back_once(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    first = claim.standalone
    for minute, wording in ((0, "One."), (1, "Two.")):
        claims.reword_claim(actor=reviewer, claim_id=claim.pk, standalone=wording, now=later(minute))
    won, lost = sorted_out(at_once([partial(undo, reviewer, claim, at=later(2))] * 2))
    now = claims.fresh_claim(claim.pk).standalone
    codes = [one.code for one in lost if isinstance(one, Refused)]
    # One after the other takes both back, each once; at the very same moment the second is told.
    assert (len(won), codes, now) in [(2, [], first), (1, ["moved_on"], "One.")]
    assert list(verify_history()) == []


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_taking_back_and_a_colleagues_change_at_once_lose_nothing(reviewer: User, second: User) -> None:
    claim = builders.make_claim(reviewer)
    claims.reword_claim(actor=reviewer, claim_id=claim.pk, standalone="Mine.", now=NOW)
    change = partial(claims.reword_claim, actor=second, claim_id=claim.pk, standalone="Theirs.", now=SOON)
    calls: list[Callable[[], object]] = [partial(undo, reviewer, claim), change]
    _, lost = sorted_out(at_once(calls))
    assert [one.code for one in lost if isinstance(one, Refused)] in ([], ["moved_on"])
    assert claims.fresh_claim(claim.pk).standalone == "Theirs."


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_taking_back_and_correcting_speakers_at_once_block_nobody(reviewer: User, second: User) -> None:
    claim = builders.make_claim(reviewer)
    attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, name="Ola Brandt", now=NOW)
    attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, name="Mira Castel", now=NOW)
    gone, stays = (speakers.named_speaker(name=name, now=NOW) for name in ("Ola Brandt", "O. Brandt"))
    calls: list[Callable[[], object]] = [
        partial(undo, reviewer, claim),
        partial(attributions.correct_speaker, actor=second, claim_id=claim.pk, name="Ines Quill", now=SOON),
        partial(speakers.merge_speakers, actor=second, speaker_id=gone.pk, into_id=stays.pk, now=SOON),
    ]
    _, lost = sorted_out(at_once(calls))
    assert all(isinstance(one, Refused) and one.code == "moved_on" for one in lost), lost
    assert claims.fresh_claim(claim.pk).speaker_id != gone.pk
