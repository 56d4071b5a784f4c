"""Which claims wait to be looked up among the known ones. The models are only loaded where the lookups are made."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from claims.errors import Missing
from claims.models import Claim, ClaimLookup, KnownClaim, User
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.queue import ring_index, ring_lookups
from claims.workflow import ClaimStatus

LEASE = timedelta(minutes=3)  # until a lookup that was begun is begun again
UNSETTLED = (ClaimStatus.DISMISSED,)  # nobody works on these: they are not looked up


def request_lookups(*, claim_ids: Sequence[int], now: datetime, lane: str = "interactive") -> None:
    """Have these claims looked up soon. Call it in the transaction that made or changed them."""
    if not claim_ids:
        return
    ClaimLookup.objects.bulk_create(
        [ClaimLookup(claim_id=claim_id, due_at=now) for claim_id in claim_ids], ignore_conflicts=True, batch_size=1000
    )
    ClaimLookup.objects.filter(claim__in=claim_ids).update(due_at=now, attempts=0, error="")
    ring_lookups(claim_ids, lane=lane)


def sweep_lookups(*, now: datetime, limit: int = 500) -> dict[str, int]:
    """Ring for what a lost message, a dead worker or a desk from before left waiting."""
    from claims.matching import vectors

    with transaction.atomic():
        fresh = list(
            Claim.objects.filter(lookup=None)
            .exclude(status__in=UNSETTLED)
            .order_by("pk")
            .values_list("pk", flat=True)[:limit]
        )
        if fresh:
            request_lookups(claim_ids=fresh, now=now, lane="bulk")
        due = list(
            ClaimLookup.objects.due(now=now - LEASE).order_by("due_at").values_list("claim_id", flat=True)[:limit]
        )
        ring_lookups(due, lane="bulk")
        unread = KnownClaim.objects.unread(version=vectors.VERSION).exists()
        if unread:
            ring_index()
    return {"new": len(fresh), "due": len(due), "unread": int(unread)}


def look_again(*, actor: User, claim_id: int, now: datetime) -> None:
    """Somebody asks for a claim to be looked up once more. Raises :class:`Missing`."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    with transaction.atomic():
        if not Claim.objects.filter(pk=claim_id).exists():
            raise Missing("no_such_claim", f"There is no claim {claim_id}.")
        request_lookups(claim_ids=[claim_id], now=now)
