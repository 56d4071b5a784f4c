"""Which verdict of a claim counts."""

from django.db.models import Max, QuerySet

from claims.models import Claim, Correction, Verdict


def standing_verdicts(claim: Claim) -> QuerySet[Verdict]:
    """Newest first, without those that a correction proposes or proposed in vain."""
    mere_proposals = Correction.objects.unpublished_verdicts()
    return claim.verdicts.exclude(proposed_in__in=mere_proposals).order_by("-number")


def latest_verdict(claim: Claim) -> Verdict | None:
    """The verdict that counts."""
    return standing_verdicts(claim).select_related("rating__scale", "author").first()


def next_number(claim: Claim) -> int:
    """For a new verdict of the locked claim."""
    return (claim.verdicts.aggregate(last=Max("number"))["last"] or 0) + 1
