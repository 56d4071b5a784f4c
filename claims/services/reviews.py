"""Verdicts and the second pair of eyes."""

from datetime import datetime

from django.db import transaction

from claims.errors import Forbidden, Invalid, Refused
from claims.models import Claim, Decision, NoticeKind, Rating, Review, User, Verdict
from claims.permissions import (
    NOT_A_MEMBER,
    demand,
    demand_distance,
    is_member,
    may_adjudicate,
    may_review_verdict,
)
from claims.services.claims import demand_revision, lock_claim, move_claim, renew_lease
from claims.services.history import record_event
from claims.services.leases import demand_holder
from claims.services.notices import notify, settle_notices
from claims.services.opinions import AWAITS_EDITOR, OPINION_FIRST, OWN_VERDICT, is_split
from claims.services.policies import desk_policy, policy_for, requirements
from claims.services.verdicts import latest_verdict, next_number
from claims.workflow import CLAIM_MOVES, ClaimStatus, spoken

MAX_PROSE_CHARS = 20_000


def record_verdict(
    *,
    actor: User,
    claim_id: int,
    rating_id: int,
    summary: str,
    rationale: str = "",
    right_of_reply: str = "",
    revision: int | None = None,
    now: datetime,
) -> Verdict:
    """Write a verdict on a claim that one holds. It is never changed: writing again makes the next one."""
    summary, rationale, right_of_reply = summary.strip(), rationale.strip(), right_of_reply.strip()
    with transaction.atomic():
        claim = lock_claim(claim_id)
        _demand_holder(actor, claim, "record a verdict")
        demand_distance(actor, claim.pk, now=now)
        demand_revision(claim, revision)
        rating = Rating.objects.usable().filter(pk=rating_id).first()
        wrong: dict[str, list[str]] = {}
        if rating is None:
            wrong["rating"] = ["Choose a rating of a scale in use."]
        if not summary:
            wrong["summary"] = ["Sum the finding up in one or two sentences."]
        for field, value in (("summary", summary), ("rationale", rationale), ("right_of_reply", right_of_reply)):
            if len(value) > MAX_PROSE_CHARS:
                wrong[field] = [f"Keep it below {MAX_PROSE_CHARS:,} characters."]
        if wrong or rating is None:
            raise Invalid("The verdict is not complete.", wrong)
        verdict = Verdict(
            claim=claim,
            number=next_number(claim),
            rating=rating,
            summary=summary,
            rationale=rationale,
            right_of_reply=right_of_reply,
            author=actor,
            created_at=now,
        )
        verdict.save(force_insert=True)
        renew_lease(claim, now=now)
        record_event(
            actor=actor, verb="record_verdict", subject=claim, now=now,
            data={
                "verdict": verdict.pk, "number": verdict.number, "rating": rating.label, "summary": summary,
                "revision": claim.revision,
            },
        )  # fmt: skip
    return verdict


def submit_claim(*, actor: User, claim_id: int, revision: int | None = None, now: datetime) -> Claim:
    """Hand the latest verdict in for a second opinion. Refuses with all that the policy still misses."""
    with transaction.atomic():
        claim = lock_claim(claim_id)
        _demand_holder(actor, claim, "submit")
        demand_distance(actor, claim.pk, now=now)
        demand_revision(claim, revision)
        verdict = latest_verdict(claim)
        if verdict is None or verdict.author_id != actor.pk or verdict.reviews.exists():
            raise Refused("no_verdict", "Write your verdict first, then submit.", missing=["Write a verdict."])
        demand_policy(claim, verdict)
        policy = policy_for(verdict.rating)
        held_against = {"policy": policy.pk, "policy_number": policy.number, "desk_policy_number": desk_policy().number}
        return move_claim(claim, "submit", actor=actor, now=now, told={"verdict": verdict.pk, **held_against})


def demand_policy(claim: Claim, verdict: Verdict) -> None:
    """Raise :class:`Refused` naming every line of the checklist that is not met."""
    rows = requirements(
        claim=claim, rating=verdict.rating, summary=verdict.summary, right_of_reply=verdict.right_of_reply
    )
    missing = [row for row in rows if not row.is_met]
    if missing:
        raise Refused(
            "policy",
            f"“{verdict.rating.label}” needs more before it can be submitted. "
            + " ".join(row.missing for row in missing),
            missing=[row.missing for row in missing],
            codes=[row.code for row in missing],
        )


def judge_claim(
    *,
    actor: User,
    claim_id: int,
    rating_id: int,
    summary: str,
    rationale: str = "",
    right_of_reply: str = "",
    revision: int | None = None,
    now: datetime,
) -> Claim:
    """Record a verdict and submit it, both or neither."""
    with transaction.atomic():
        record_verdict(
            actor=actor, claim_id=claim_id, rating_id=rating_id, summary=summary, rationale=rationale,
            right_of_reply=right_of_reply, revision=revision, now=now,
        )  # fmt: skip
        return submit_claim(actor=actor, claim_id=claim_id, now=now)


def approve_claim(*, actor: User, claim_id: int, note: str = "", revision: int | None = None, now: datetime) -> Claim:
    """The second person agrees. Where the desk reviews blind, they have rated the claim themselves before."""
    return _review(actor, claim_id, Decision.APPROVE, note, revision, now)


def return_claim(*, actor: User, claim_id: int, note: str, revision: int | None = None, now: datetime) -> Claim:
    """The second person does not agree yet, and says why."""
    _demand_note(note)
    return _review(actor, claim_id, Decision.RETURN, note, revision, now)


def adjudicate_claim(
    *, actor: User, claim_id: int, decision: str, note: str = "", revision: int | None = None, now: datetime
) -> Claim:
    """An editor's word on two ratings that differ: ``approve`` upholds the verdict, ``return`` sends it back with a
    note. The differing opinion stays on record either way."""
    if decision not in set(Decision):
        raise Invalid("There is no such decision.", {"decision": [f"Choose one of: {', '.join(Decision)}."]})
    if decision == Decision.RETURN:
        _demand_note(note)
    return _review(actor, claim_id, Decision(decision), note, revision, now, is_adjudication=True)


def _demand_note(note: str) -> None:
    if not note.strip():
        raise Invalid("Say what is missing.", {"note": ["Tell the author what to change; they see this note."]})


def _review(
    actor: User,
    claim_id: int,
    decision: Decision,
    note: str,
    revision: int | None,
    now: datetime,
    *,
    is_adjudication: bool = False,
) -> Claim:
    note = note.strip()
    if len(note) > MAX_PROSE_CHARS:
        raise Invalid("This note is too long.", {"note": [f"Keep it below {MAX_PROSE_CHARS:,} characters."]})
    with transaction.atomic():
        claim = lock_claim(claim_id)
        demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
        demand_revision(claim, revision)
        verdict = latest_verdict(claim)
        if verdict is None or claim.status not in CLAIM_MOVES[decision].before:
            raise CLAIM_MOVES.refusal(decision, claim.status)
        demand(may_review_verdict(actor, verdict), "own_verdict", OWN_VERDICT)
        demand_distance(actor, claim.pk, now=now)
        _demand_turn(actor, claim, verdict, is_adjudication=is_adjudication)
        if verdict.reviews.filter(reviewer=actor).exists():
            raise Refused(
                "reviewed_already",
                "You gave your opinion on this verdict already, and it stands. Ask somebody else of the desk.",
            )
        Review.objects.create(
            verdict=verdict, reviewer=actor, decision=decision, note=note, is_adjudication=is_adjudication,
            created_at=now,
        )  # fmt: skip
        told: dict[str, object] = {"verdict": verdict.pk, "note": note}
        if is_adjudication:
            told["is_adjudication"] = True
        reviewed = move_claim(claim, decision, actor=actor, now=now, told=told)
        settle_notices(claim=reviewed, kinds=[NoticeKind.TO_ADJUDICATE], now=now)
        _tell_author(verdict, reviewed, decision, note, actor=actor, now=now)
        return reviewed


def _demand_turn(actor: User, claim: Claim, verdict: Verdict, *, is_adjudication: bool) -> None:
    """Whose word is next on a verdict that was handed in. An approved one may be returned by whoever may review it."""
    is_waiting = claim.status == ClaimStatus.SUBMITTED
    if is_adjudication:
        if not is_waiting or not is_split(verdict):
            raise Refused(
                "nothing_to_adjudicate",
                "No two ratings of this claim differ, so there is nothing for an editor to decide between. "
                "Approve or return the verdict instead.",
            )
        if not may_adjudicate(actor, verdict, verdict.opinions.all()):
            raise Forbidden("not_to_adjudicate", AWAITS_EDITOR)
        return
    if not is_waiting:
        return
    if is_split(verdict):
        raise Refused("awaits_editor", AWAITS_EDITOR)
    if desk_policy().is_review_blind and not verdict.opinions.filter(reviewer=actor).exists():
        raise Refused("opinion_first", OPINION_FIRST)


def _tell_author(verdict: Verdict, claim: Claim, decision: Decision, note: str, *, actor: User, now: datetime) -> None:
    kind = NoticeKind.APPROVED if decision == Decision.APPROVE else NoticeKind.RETURNED
    notify(person=verdict.author, claim=claim, kind=kind, told_by=actor, text=note, now=now)


def _demand_holder(actor: User, claim: Claim, verb: str) -> None:
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    if claim.status != ClaimStatus.IN_REVIEW:
        first = "Take it first. " if claim.status in CLAIM_MOVES["take"].before else ""
        raise Refused(
            "wrong_status",
            f"To {verb} you must hold the claim, and it is {spoken(claim.status)}. {first}".strip(),
            status=claim.status,
            allowed=CLAIM_MOVES.from_status(claim.status),
        )
    demand_holder(actor, claim)
