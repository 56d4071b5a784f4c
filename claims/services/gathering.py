"""When evidence may still change, for all verbs that change it."""

from datetime import datetime

from claims.errors import Refused
from claims.models import Claim, User
from claims.services.claims import SETTLED_NEXT, renew_lease
from claims.workflow import ClaimStatus, spoken

# Evidence is gathered until a verdict is handed in; what a second person looks at must not change under their eyes.
GATHERING = (ClaimStatus.PROPOSED, ClaimStatus.OPEN, ClaimStatus.IN_REVIEW, ClaimStatus.RETURNED)


def demand_gathering(claim: Claim) -> None:
    if claim.status not in GATHERING:
        raise Refused(
            "evidence_settled",
            f"This claim is {spoken(claim.status)}: its evidence is settled. "
            + SETTLED_NEXT.get(ClaimStatus(claim.status), "It can no longer be changed here."),
            status=claim.status,
        )


def touch(claim: Claim, *, actor: User, now: datetime) -> None:
    """Evidence belongs to what a claim's reader sees; but it does not make a wording typed meanwhile stale."""
    Claim.objects.filter(pk=claim.pk).update(updated_at=now)
    if claim.assignee_id == actor.pk:
        renew_lease(claim, now=now)
