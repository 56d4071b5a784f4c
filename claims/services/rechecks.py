"""Published claims that age: when each is to be looked at again, and what is due."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from claims.errors import Invalid
from claims.models import Claim, Correction, User
from claims.permissions import NOT_A_MEMBER, demand, may_set_recheck
from claims.services.claims import fresh_claim, lock_claim
from claims.services.history import record_event
from claims.services.policies import desk_policy
from claims.workflow import CLAIM_MOVES

MAX_NOTE_CHARS = 300


def first_recheck(*, now: datetime) -> date | None:
    """When what is published now is due, by the desk's policy."""
    days = desk_policy().recheck_days
    return (now + timedelta(days=days)).date() if days else None


def set_recheck(*, actor: User, claim_id: int, on: date | None, note: str = "", now: datetime) -> Claim:
    """Have a published check looked at again on that day; None: not any more."""
    note = " ".join(note.split())
    wrong: dict[str, list[str]] = {}
    if on is not None and on <= now.date():
        wrong["recheck_on"] = ["Choose a day to come. To look at it now, propose a change or clear the date."]
    if len(note) > MAX_NOTE_CHARS:
        wrong["recheck_note"] = [f"Keep it below {MAX_NOTE_CHARS} characters."]
    if wrong:
        raise Invalid("This day cannot be set.", wrong)
    with transaction.atomic():
        claim = lock_claim(claim_id)
        demand(may_set_recheck(actor), "not_a_member", NOT_A_MEMBER)
        if claim.status not in CLAIM_MOVES["correct"].before:
            raise CLAIM_MOVES.refusal("correct", claim.status)
        if (claim.recheck_on, claim.recheck_note) != (on, note if on else ""):
            Claim.objects.filter(pk=claim.pk).update(
                recheck_on=on, recheck_note=note if on else "", revision=claim.revision + 1, updated_at=now
            )
            record_event(
                actor=actor, verb="set_recheck", subject=claim, now=now,
                data={"from": _iso(claim.recheck_on), "to": _iso(on), "note": note},
            )  # fmt: skip
        return fresh_claim(claim_id)


def due_for_recheck(*, now: datetime) -> QuerySet[Claim]:
    """Published claims whose day has come, the longest overdue first."""
    return (
        Claim.objects.filter(recheck_on__lte=now.date(), status__in=CLAIM_MOVES["correct"].before)
        .with_row_facts()
        .order_by("recheck_on", "id")
    )


def due_count(*, now: datetime, limit: int) -> int:
    """How many are due, and how many changes wait for an editor; counted no further than ``limit``."""
    due = due_for_recheck(now=now).order_by()[:limit].count()
    return min(limit, due + Correction.objects.waiting()[:limit].count())


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
