"""Who holds a claim, for how long, and how it passes into other hands."""

from datetime import datetime

from django.db import transaction

from claims.errors import Forbidden, Invalid, Refused
from claims.models import Claim, Event, User
from claims.permissions import NOT_A_MEMBER, demand, may_judge_claim, may_take_over_claim
from claims.services.claims import (
    demand_revision,
    fresh_claim,
    hand_over,
    holder_details,
    lease_length,
    lock_claim,
    lock_person,
    renew_lease,
)
from claims.workflow import CLAIM_MOVES, ClaimStatus

MAX_NOTE_CHARS = 400


def take_over_claim(
    *,
    actor: User,
    claim_id: int,
    note: str,
    holder_id: int | None = None,
    revision: int | None = None,
    now: datetime,
) -> Claim:
    """Take a claim out of somebody's hands. The note goes to them and into the history.

    ``holder_id`` is whom the taker saw holding it: when it is somebody else's by now, the refusal ``held`` says whose,
    so that of several who take over at once one wins. Free meanwhile, it is simply taken; held already, renewed.
    """
    note = " ".join(note.split())
    if len(note) > MAX_NOTE_CHARS:
        raise Invalid("This note is too long.", {"note": [f"Keep it below {MAX_NOTE_CHARS} characters."]})
    with transaction.atomic():
        lock_person(actor)
        claim = lock_claim(claim_id)
        demand(may_take_over_claim(actor, claim), "not_a_member", NOT_A_MEMBER)
        if claim.status == ClaimStatus.IN_REVIEW and claim.assignee_id == actor.pk:
            renew_lease(claim, now=now)
            return fresh_claim(claim.pk)
        demand_revision(claim, revision)
        if claim.status not in CLAIM_MOVES["take_over"].before | CLAIM_MOVES["take"].before:
            raise CLAIM_MOVES.refusal("take_over", claim.status)
        if claim.is_leased(now=now):
            if holder_id is not None and holder_id != claim.assignee_id:
                raise Refused(
                    "held",
                    f"{claim.assignee} took it over a moment ago. Ask them, or take it over from them in turn: what "
                    "you wrote stays here.",
                    **holder_details(claim),
                )
            if not note:
                raise Invalid(
                    "Say why you take it over.",
                    {"note": [f"{claim.assignee} reads this: write a word on why you take it over."]},
                )
        return hand_over(claim, actor=actor, note=note, now=now)


def renew_held(*, actor: User, claim_id: int, now: datetime) -> bool:
    """Renew the lease if ``actor`` still holds the claim; nobody's hands are changed by it. Whether they do."""
    held = Claim.objects.filter(pk=claim_id, status=ClaimStatus.IN_REVIEW, assignee=actor)
    return bool(held.update(lease_expires_at=now + lease_length()))


def demand_holder(actor: User, claim: Claim) -> None:
    """Raise :class:`Forbidden` ``held`` unless ``actor`` holds the claim that is in review: who does, since when, why,
    and how to get it back."""
    if may_judge_claim(actor, claim):
        return
    since = _taken_over_from(actor, claim)
    holder = str(claim.assignee)
    how = f"What you wrote is kept as your draft. To go on, take the claim back with a note, or ask {holder} for it."
    if since is None:
        raise Forbidden("held", f"{holder} is working on this claim. {how}", **holder_details(claim))
    note = str(since.data.get("note") or "")
    raise Forbidden(
        "held",
        f"{holder} took this claim over from you at {since.at:%H:%M} UTC" + (f": “{note}” " if note else ". ") + how,
        **holder_details(claim), note=note, since=since.at.isoformat(),
    )  # fmt: skip


def last_take_over(claim: Claim) -> Event | None:
    """The event by which the claim passed from one person's hands into its holder's, if that is how they got it."""
    if claim.status != ClaimStatus.IN_REVIEW:
        return None
    last = Event.objects.about("claim", claim.pk).filter(verb__in=["take", "take_over"]).last()
    return last if last and last.verb == "take_over" else None


def _taken_over_from(actor: User, claim: Claim) -> Event | None:
    event = last_take_over(claim)
    return event if event and event.data.get("from_id") == actor.pk else None
