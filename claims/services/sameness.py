"""Which claims are taken for one: repeats inside an article, and what people confirmed across articles."""

from collections.abc import Collection

from django.db.models import Q

from claims.models import Appearance, Claim, ProposalStatus


def same_claims(claim_id: int) -> set[int]:
    """Claims that say the same as this one, without it: its repeats, what a person confirmed for any of these, and the
    repeats of that. Three queries."""
    own = {claim_id} | _repeats({claim_id})
    pairs = Appearance.objects.filter(Q(first__in=own) | Q(second__in=own), status=ProposalStatus.CONFIRMED)
    others = {pk for pair in pairs.values_list("first", "second") for pk in pair} - own
    return (own | others | (_repeats(others) if others else set())) - {claim_id}


def _repeats(claim_ids: Collection[int]) -> set[int]:
    """All that stand for the same claim of an article as one of these."""
    leads = Claim.objects.filter(pk__in=claim_ids).values_list("pk", "repeats")
    heads = {lead or pk for pk, lead in leads}
    return heads | set(Claim.objects.filter(repeats__in=heads).values_list("pk", flat=True))
