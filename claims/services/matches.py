"""Judging proposals: two claims are the same, or not, or one takes it back. And using a check that was found."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from claims.errors import Missing, Refused
from claims.models import Appearance, Claim, Evidence, Judgement, Match, MatchDecision, Proximity, Stance, User
from claims.models.matches import ProposalStatus
from claims.permissions import NOT_A_MEMBER, demand, may_judge_match
from claims.services.history import record_event
from claims.services.lookups import request_lookups
from claims.services.origins import origin_of
from claims.services.sameness import same_claims
from claims.services.sources import add_evidence

AFTER = {
    MatchDecision.CONFIRM: ProposalStatus.CONFIRMED,
    MatchDecision.REJECT: ProposalStatus.REJECTED,
    MatchDecision.UNDO: ProposalStatus.PROPOSED,
}
# How an earlier check bears on a claim that says the same. What lies off the axis is for a person to weigh.
STANCES = {
    "true": Stance.SUPPORTS,
    "mostly_true": Stance.SUPPORTS,
    "mixed": Stance.MIXED,
    "mostly_false": Stance.REFUTES,
    "false": Stance.REFUTES,
    "altered": Stance.REFUTES,
}


def judge_match(*, actor: User, claim_id: int, match_id: int, decision: MatchDecision, now: datetime) -> Match:
    """Say that an earlier check is of this very claim, that it is not, or take that back.

    Whoever comes second is told what the first said. Saying the same again changes nothing.
    """
    with transaction.atomic():
        match = _locked_match(claim_id, match_id)
        demand(may_judge_match(actor), "not_a_member", NOT_A_MEMBER)
        if _settle(match, decision, actor=actor, now=now):
            _tell(match, match.claim, match.known.text, decision, actor=actor, now=now)
            _tell_the_same(match, decision, now=now)
    return match


def judge_appearance(
    *, actor: User, claim_id: int, appearance_id: int, decision: MatchDecision, now: datetime
) -> Appearance:
    """Say that another article makes this very claim, that it does not, or take that back."""
    with transaction.atomic():
        rows = Appearance.objects.select_for_update(of=("self",)).select_related("first", "second")
        row = rows.filter(pk=appearance_id).first()
        if row is None or claim_id not in (row.first_id, row.second_id):
            raise Missing("no_such_appearance", "This is not proposed for the claim any more. Reload to see what is.")
        demand(may_judge_match(actor), "not_a_member", NOT_A_MEMBER)
        if _settle(row, decision, actor=actor, now=now):
            here = row.first if row.first_id == claim_id else row.second
            _tell(row, here, row.other(here).standalone, decision, actor=actor, now=now)
            # What was confirmed or rejected for the one holds for the other.
            same = same_claims(row.first_id) | same_claims(row.second_id)
            request_lookups(claim_ids=sorted({row.first_id, row.second_id} | same), now=now)
    return row


def _locked_match(claim_id: int, match_id: int) -> Match:
    rows = Match.objects.select_for_update(of=("self",)).select_related("claim", "known")
    match = rows.filter(pk=match_id, claim=claim_id).first()
    if match is None:
        raise Missing("no_such_match", "This is not proposed for the claim any more. Reload to see what is.")
    return match


def _settle(row: Match | Appearance, decision: MatchDecision, *, actor: User, now: datetime) -> bool:
    """Set the status; False when it stands there already. Raises :class:`Refused` for what somebody else decided."""
    after = AFTER[decision]
    if row.status == after:
        return False
    if decision != MatchDecision.UNDO and row.status != ProposalStatus.PROPOSED:
        raise Refused(
            "judged_already",
            f"{row.judged_by} {row.status} this already. Undo that first if you see it differently.",
            status=row.status,
            by=str(row.judged_by),
        )
    is_open = after == ProposalStatus.PROPOSED
    row.status = after.value
    row.judged_by, row.judged_at = (None, None) if is_open else (actor, now)
    row.updated_at = now
    row.save(update_fields=["status", "judged_by", "judged_at", "updated_at"])
    return True


def _tell(
    row: Match | Appearance, claim: Claim, other: str, decision: MatchDecision, *, actor: User, now: datetime
) -> None:
    """Keep what was said, with all that the person saw: the ranking learns from it, and the history tells of it."""
    Judgement.objects.create(
        claim=claim,
        match=row if isinstance(row, Match) else None,
        appearance=row if isinstance(row, Appearance) else None,
        decision=decision.value,
        by=actor,
        at=now,
        claim_text=claim.standalone,
        other_text=other,
        score=row.score,
        reasons=row.reasons,
        features=row.features,
        engine=row.engine,
    )
    noun = "match" if isinstance(row, Match) else "appearance"
    record_event(
        actor=actor, verb=f"{decision}_{noun}", subject=claim, now=now,
        data={noun: row.pk, "other": other, "score": f"{row.score:.2f}"},
    )  # fmt: skip


def _tell_the_same(match: Match, decision: MatchDecision, *, now: datetime) -> None:
    """Claims known to be the same hear of it: what was rejected leaves them at once, a worker does the rest."""
    same = sorted(same_claims(match.claim_id))
    if decision == MatchDecision.REJECT:
        twins = Match.objects.filter(claim__in=same, known=match.known_id, status=ProposalStatus.PROPOSED)
        twins.filter(judgements=None).delete()
    else:
        request_lookups(claim_ids=same, now=now)


def reuse_match(*, actor: User, claim_id: int, match_id: int, now: datetime) -> Evidence:
    """Attach a confirmed earlier check to the claim as evidence: its address, title, outlet, date and rating."""
    with transaction.atomic():
        match = _locked_match(claim_id, match_id)
        demand(may_judge_match(actor), "not_a_member", NOT_A_MEMBER)
        if match.status != ProposalStatus.CONFIRMED:
            raise Refused("not_confirmed", "Confirm first that it is the same claim; then it can be used here.")
        origin = origin_of(match.known)
        stance = STANCES.get(origin.meaning, Stance.CONTEXT)
        return add_evidence(
            actor=actor,
            claim_id=claim_id,
            stance=stance,
            url=origin.url,
            title=origin.title or match.known.text[:500],
            publisher=origin.publisher,
            published_on=origin.reviewed_on,
            proximity=Proximity.SECONDARY,
            proximity_reason="An earlier check; its own sources are named there.",
            note=f"Earlier check of the same claim, rated “{origin.label}” by {origin.publisher}."
            if origin.label
            else f"Earlier check of the same claim by {origin.publisher}.",
            now=now,
        )


def judged_pairs() -> Iterator[dict[str, Any]]:
    """The last word on each pair that people judged, oldest first: what a ranking is trained on."""
    rows = Judgement.objects.filter(Q(match__isnull=False) | Q(appearance__isnull=False))
    last = rows.order_by("match", "appearance", "-at", "-id").distinct("match", "appearance").values("pk")
    for one in Judgement.objects.filter(pk__in=last).order_by("at", "id").iterator(chunk_size=1000):
        if one.decision != MatchDecision.UNDO:
            yield {
                "query": one.claim_text,
                "text": one.other_text,
                "label": int(one.decision == MatchDecision.CONFIRM),
                "score": one.score,
                "reasons": one.reasons,
                "features": one.features,
                "engine": one.engine,
                "at": one.at.isoformat(),
            }
