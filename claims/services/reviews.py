"""Verdicts and the second pair of eyes."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from claims.errors import Invalid, Refused
from claims.models import Claim, Correction, Decision, Rating, Review, User, Verdict
from claims.permissions import NOT_A_MEMBER, Person, demand, is_member, may_judge_claim, may_review_verdict
from claims.services.claims import demand_revision, lock_claim, move_claim, renew_lease
from claims.services.history import record_event
from claims.services.policies import requirements
from claims.workflow import CLAIM_MOVES, ClaimStatus, spoken

MAX_PROSE_CHARS = 20_000


def standing_verdicts(claim: Claim) -> QuerySet[Verdict]:
    """Newest first, without those that a correction proposes or proposed in vain."""
    mere_proposals = Correction.objects.unpublished_verdicts()
    return claim.verdicts.exclude(proposed_in__in=mere_proposals).order_by("-number")


def latest_verdict(claim: Claim) -> Verdict | None:
    """The verdict that counts."""
    return standing_verdicts(claim).select_related("rating", "author").first()


def next_number(claim: Claim) -> int:
    """For a new verdict of the locked claim."""
    return (claim.verdicts.aggregate(last=Max("number"))["last"] or 0) + 1


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
            data={"verdict": verdict.pk, "number": verdict.number, "rating": rating.label, "summary": summary},
        )  # fmt: skip
    return verdict


def submit_claim(*, actor: User, claim_id: int, revision: int | None = None, now: datetime) -> Claim:
    """Hand the latest verdict in for a second opinion. Refuses with all that the policy still misses."""
    with transaction.atomic():
        claim = lock_claim(claim_id)
        _demand_holder(actor, claim, "submit")
        demand_revision(claim, revision)
        verdict = latest_verdict(claim)
        if verdict is None or verdict.author_id != actor.pk or verdict.reviews.exists():
            raise Refused("no_verdict", "Write your verdict first, then submit.", missing=["Write a verdict."])
        demand_policy(claim, verdict)
        return move_claim(claim, "submit", actor=actor, now=now, told={"verdict": verdict.pk})


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
    """The second person agrees."""
    return _review(actor, claim_id, Decision.APPROVE, note, revision, now)


def return_claim(*, actor: User, claim_id: int, note: str, revision: int | None = None, now: datetime) -> Claim:
    """The second person does not agree yet, and says why."""
    if not note.strip():
        raise Invalid("Say what is missing.", {"note": ["Tell the author what to change; they see this note."]})
    return _review(actor, claim_id, Decision.RETURN, note, revision, now)


def _review(actor: User, claim_id: int, decision: Decision, note: str, revision: int | None, now: datetime) -> Claim:
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
        demand(
            may_review_verdict(actor, verdict),
            "own_verdict",
            "This verdict is your own. Somebody else of the desk has to review it.",
        )
        if verdict.reviews.filter(reviewer=actor).exists():
            raise Refused(
                "reviewed_already",
                "You gave your opinion on this verdict already, and it stands. Ask somebody else of the desk.",
            )
        Review.objects.create(verdict=verdict, reviewer=actor, decision=decision, note=note, created_at=now)
        return move_claim(claim, decision, actor=actor, now=now, told={"verdict": verdict.pk, "note": note})


def _demand_holder(actor: Person, claim: Claim, verb: str) -> None:
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    if claim.status != ClaimStatus.IN_REVIEW:
        first = "Take it first. " if claim.status in CLAIM_MOVES["take"].before else ""
        raise Refused(
            "wrong_status",
            f"To {verb} you must hold the claim, and it is {spoken(claim.status)}. {first}".strip(),
            status=claim.status,
            allowed=CLAIM_MOVES.from_status(claim.status),
        )
    demand(
        may_judge_claim(actor, claim),
        "held",
        f"{claim.assignee} is working on this claim. Ask them to release it; what you wrote stays in the form.",
    )
