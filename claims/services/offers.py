"""What may be done with a claim now, and by whom: the tables that verbs refuse by, asked before a key is pressed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from claims.models import Claim, User, Verdict
from claims.permissions import (
    NOT_A_MEMBER,
    TOO_NEAR,
    is_member,
    is_too_near,
    may_adjudicate,
    may_judge_claim,
    may_publish_verdict,
    may_release_claim,
    may_review_verdict,
    may_take_over_claim,
)
from claims.services.claims import WORDABLE
from claims.services.opinions import AWAITS_EDITOR, OPINION_FIRST, is_split
from claims.services.policies import desk_policy
from claims.services.sources import GATHERING
from claims.workflow import CLAIM_MOVES, ClaimStatus


@dataclass(frozen=True, slots=True)
class Offer:
    """One verb for one person: open to them, or why not, in words."""

    why_not: str = ""

    @property
    def is_open(self) -> bool:
        return not self.why_not


def claim_offers(*, actor: User, claim: Claim, verdict: Verdict | None, now: datetime) -> Mapping[str, Offer]:
    """For each verb of the claim page. ``verdict`` is the latest one."""
    if not is_member(actor):
        return {verb: Offer(NOT_A_MEMBER) for verb in VERBS}
    told = claim.status.replace("_", " ")
    settled = f"This claim is {told}: what the verdict was given on no longer changes. Returning it opens it again."
    if claim.status in (ClaimStatus.PUBLISHED, ClaimStatus.CORRECTED, ClaimStatus.RETRACTED, ClaimStatus.APPROVED):
        settled = f"This claim is {told}: what the verdict was given on no longer changes."
    if claim.status == ClaimStatus.DISMISSED:
        settled = "This claim was dismissed. Reopen it to work on it."
    offers = {
        "accept": _by_table(claim, "accept"),
        "dismiss": _by_table(claim, "dismiss"),
        "reopen": _by_table(claim, "reopen"),
        "take": _take(actor, claim, now),
        "take_over": _take_over(actor, claim, now),
        "release": _release(actor, claim),
        "word": Offer() if claim.status in WORDABLE else Offer(settled),
        "gather": Offer() if claim.status in GATHERING else Offer(settled),
        "judge": _judge(actor, claim, now),
        "opinion": _opinion(actor, claim, verdict),
        "adjudicate": _adjudicate(actor, claim, verdict),
        "review": _review(actor, claim, verdict),
        "send_back": _send_back(actor, claim, verdict),
        "publish": _publish(actor, claim, verdict),
        "correct": _by_table(claim, "correct"),
    }
    if is_too_near(actor, claim.pk, now=now):
        offers |= {verb: Offer(TOO_NEAR) for verb in BARRED if offers[verb].is_open}
    return offers


VERBS = (
    "accept", "dismiss", "reopen", "take", "take_over", "release", "word", "gather", "judge", "opinion",
    "adjudicate", "review", "send_back", "publish", "correct",
)  # fmt: skip
# What a declared conflict of interest bars.
BARRED = ("take", "take_over", "judge", "opinion", "adjudicate", "review", "send_back", "publish")


def _by_table(claim: Claim, verb: str) -> Offer:
    if claim.status in CLAIM_MOVES[verb].before:
        return Offer()
    return Offer(CLAIM_MOVES.refusal(verb, claim.status).message)


def _take(actor: User, claim: Claim, now: datetime) -> Offer:
    if claim.status in CLAIM_MOVES["take"].before:
        return Offer()
    if claim.status == ClaimStatus.IN_REVIEW:
        if claim.is_held_by(actor, now=now):
            return Offer("You hold this claim.")
        if claim.lease_expires_at and claim.lease_expires_at > now:
            return Offer(f"{claim.assignee} is working on this claim until {claim.lease_expires_at:%H:%M} UTC.")
        return Offer()
    return Offer(CLAIM_MOVES.refusal("take", claim.status).message)


def _take_over(actor: User, claim: Claim, now: datetime) -> Offer:
    """Out of somebody's hands, with a note. A lease that ran out needs none: that is taking."""
    if claim.is_leased(now=now) and claim.assignee_id != actor.pk and may_take_over_claim(actor, claim):
        return Offer()
    return Offer("Nobody else holds this claim.")


def _release(actor: User, claim: Claim) -> Offer:
    if claim.status != ClaimStatus.IN_REVIEW:
        return Offer("Nobody holds this claim.")
    if may_release_claim(actor, claim):
        return Offer()
    return Offer(f"{claim.assignee} holds this claim. Only they or an editor can release it.")


def _judge(actor: User, claim: Claim, now: datetime) -> Offer:
    if claim.status == ClaimStatus.IN_REVIEW:
        if may_judge_claim(actor, claim):
            return Offer()
        if claim.lease_expires_at and claim.lease_expires_at > now:
            return Offer(f"{claim.assignee} is working on this claim, so the verdict is theirs to write.")
        return Offer(f"{claim.assignee} let the time run out. Take the claim over to write the verdict.")
    if claim.status in CLAIM_MOVES["take"].before:
        return Offer("Take this claim to write its verdict. Until you release it, nobody else can.")
    if claim.status == ClaimStatus.DISMISSED:
        return Offer("This claim was dismissed. Reopen it to judge it.")
    return Offer("A verdict was handed in.")


NO_VERDICT_WAITS = "There is no verdict waiting for a second opinion."


def _opinion(actor: User, claim: Claim, verdict: Verdict | None) -> Offer:
    """A rating of one's own beside the verdict's."""
    if claim.status != ClaimStatus.SUBMITTED or verdict is None:
        return Offer(NO_VERDICT_WAITS)
    if verdict.author_id == actor.pk:
        return Offer("You wrote this verdict.")
    if any(one.reviewer_id == actor.pk for one in verdict.opinions.all()):
        return Offer("You rated this claim already.")
    return Offer(AWAITS_EDITOR) if is_split(verdict) else Offer()


def _adjudicate(actor: User, claim: Claim, verdict: Verdict | None) -> Offer:
    if claim.status != ClaimStatus.SUBMITTED or verdict is None or not is_split(verdict):
        return Offer("No two ratings of this claim differ.")
    return Offer() if may_adjudicate(actor, verdict, verdict.opinions.all()) else Offer(AWAITS_EDITOR)


def _review(actor: User, claim: Claim, verdict: Verdict | None) -> Offer:
    if claim.status != ClaimStatus.SUBMITTED or verdict is None:
        return Offer(NO_VERDICT_WAITS)
    if not may_review_verdict(actor, verdict):
        return Offer("You wrote this verdict. Somebody else of the desk has to review it.")
    if is_split(verdict):
        return Offer(AWAITS_EDITOR)
    if desk_policy().is_review_blind and not any(one.reviewer_id == actor.pk for one in verdict.opinions.all()):
        return Offer(OPINION_FIRST)
    return Offer()


def _send_back(actor: User, claim: Claim, verdict: Verdict | None) -> Offer:
    """Return what is approved: what an editor finds before publishing."""
    if claim.status != ClaimStatus.APPROVED or verdict is None:
        return Offer("There is no approved verdict to return.")
    if not may_review_verdict(actor, verdict):
        return Offer("You wrote this verdict. Somebody else of the desk can return it.")
    if any(review.reviewer_id == actor.pk for review in verdict.reviews.all()):
        return Offer("You gave your opinion on this verdict already. Somebody else of the desk can return it.")
    return Offer()


def _publish(actor: User, claim: Claim, verdict: Verdict | None) -> Offer:
    if claim.status != ClaimStatus.APPROVED or verdict is None:
        return Offer("There is no approved verdict to publish.")
    if may_publish_verdict(actor, verdict):
        return Offer()
    if verdict.author_id == actor.pk:
        return Offer("You wrote this verdict. Another editor has to publish it.")
    return Offer("Approved. An editor publishes it.")
