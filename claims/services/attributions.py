"""Whose words a claim is: said by a person, for all claims of the statement."""

from datetime import datetime
from typing import Any

from django.db import transaction

from claims.extraction import ResolvedBy
from claims.models import Claim, Speaker, Statement, User
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.services.claims import (
    WORDABLE,
    demand_revision,
    demand_wordable,
    fresh_claim,
    lock_claim,
    locked_ids,
    renew_lease,
)
from claims.services.history import record_event
from claims.services.speakers import find_speaker, named_speaker


def correct_speaker(
    *,
    actor: User,
    claim_id: int,
    speaker_id: int | None = None,
    name: str = "",
    revision: int | None = None,
    now: datetime,
) -> Claim:
    """Say who made this claim: a speaker of the register, or a name; with neither, the outlet itself.

    The statement that the claim stands in, and the other claims of that statement, follow.
    """
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    with transaction.atomic():
        # Speakers are locked before claims, here as in merge_speakers, so that neither waits for the other.
        speaker: Speaker | None = None
        if speaker_id is not None:
            speaker = find_speaker(speaker_id)
        elif name.strip():
            speaker = named_speaker(name=name, now=now)
        together = lock_siblings(claim_id)
        claim = lock_claim(claim_id)
        demand_revision(claim, revision)
        demand_wordable(claim)
        former = _attribution(claim.statement_id)
        if claim.statement_id:
            Statement.objects.filter(pk=claim.statement_id).update(
                speaker=speaker,
                speaker_name=speaker.name if speaker else "",
                resolved_by=ResolvedBy.PERSON,
                speaker_confidence=1,
                set_by=actor,
            )
        for one in together:
            if one.status not in WORDABLE:
                continue  # judged already: it keeps the speaker that the verdict was given on
            told = {
                "from": str(one.speaker or ""),
                "to": str(speaker or ""),
                "speaker": speaker.pk if speaker else None,
                "from_id": one.speaker_id,
                "statement_from": former,  # with from_id, what taking it back needs
                "revision": one.revision + 1,
            }
            Claim.objects.filter(pk=one.pk).update(speaker=speaker, revision=one.revision + 1, updated_at=now)
            record_event(actor=actor, verb="correct_speaker", subject=one, now=now, data=told)
            if one.assignee_id == actor.pk:
                renew_lease(one, now=now)
        return fresh_claim(claim_id)


ATTRIBUTED = ("speaker_id", "speaker_name", "resolved_by", "speaker_confidence", "set_by_id")


def _attribution(statement_id: int | None) -> dict[str, Any] | None:
    """Whose words a statement is held to be, as the history can keep it."""
    row = Statement.objects.filter(pk=statement_id).values(*ATTRIBUTED).first() if statement_id else None
    return row and row | {"speaker_confidence": repr(row["speaker_confidence"])}


def lock_siblings(claim_id: int) -> list[Claim]:
    """This claim and the others of its statement, locked."""
    statement_id = Claim.objects.filter(pk=claim_id).values_list("statement_id", flat=True).first()
    together = Claim.objects.filter(statement_id=statement_id) if statement_id else Claim.objects.filter(pk=claim_id)
    return list(Claim.objects.filter(pk__in=locked_ids(together.values("pk"))).select_related("speaker").order_by("pk"))
