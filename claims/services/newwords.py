"""Claims whose words have changed at the source while their wording stayed: somebody takes the new words, or keeps."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from claims.errors import Refused
from claims.extraction.anchoring import Anchoring
from claims.models import Claim, User
from claims.permissions import NOT_A_MEMBER, demand, may_triage_claim
from claims.services.claims import (
    WORDABLE,
    demand_revision,
    demand_wordable,
    fresh_claim,
    lock_claim,
    renew_lease,
    usable_wording,
)
from claims.services.history import record_event
from claims.services.lookups import request_lookups
from claims.services.surgery import worded


@dataclass(frozen=True, slots=True)
class NewWords:
    """``reads``: the passage as it stands in the newest text; ``offered``: the wording that it makes, with what the
    claim's wording had put in; ``is_open``: whether somebody may decide now."""

    reads: str
    offered: str
    is_open: bool


def new_words(claim: Claim) -> NewWords | None:
    """What there is to decide about a claim, which comes with its version; None where its words stand as they were.

    A claim that was settled when its words changed stays with the text that its verdict was given on: there is
    nothing to decide here, a verdict would have to be given anew.
    """
    if (
        claim.anchoring != Anchoring.FUZZY
        or claim.version.article.versions.filter(number__gt=claim.version.number).exists()
    ):
        return None
    return words_in(claim, claim.version.text)


def words_in(claim: Claim, text: str) -> NewWords:
    """The same for a claim that is known to stand in this text, which is the newest."""
    return NewWords(
        reads=text[claim.start : claim.end],
        offered=worded(claim, claim.start, claim.end, text=text),
        is_open=claim.status in WORDABLE,
    )


def take_new_words(*, actor: User, claim_id: int, revision: int | None = None, now: datetime) -> Claim:
    """Let the claim say what its passage reads now."""
    with transaction.atomic():
        claim, found = _to_decide(actor, claim_id, revision)
        wording = usable_wording(found.offered)
        told = {"from": claim.standalone, "to": wording, "reads": found.reads}
        return _decide(claim, "take_words", told, actor=actor, now=now, standalone=wording)


def keep_wording(*, actor: User, claim_id: int, revision: int | None = None, now: datetime) -> Claim:
    """The claim goes on saying what it says, though its passage reads differently now."""
    with transaction.atomic():
        claim, found = _to_decide(actor, claim_id, revision)
        told = {"standalone": claim.standalone, "reads": found.reads}
        return _decide(claim, "keep_wording", told, actor=actor, now=now)


def _to_decide(actor: User, claim_id: int, revision: int | None) -> tuple[Claim, NewWords]:
    claim = lock_claim(claim_id)
    demand(may_triage_claim(actor, claim), "not_a_member", NOT_A_MEMBER)
    demand_revision(claim, revision)
    demand_wordable(claim)
    found = new_words(claim)
    if found is None:
        raise Refused(
            "words_stand",
            "There is nothing to decide about the words of this claim: somebody has, or they stand as they did. "
            "Reload it to see how it stands.",
        )
    return claim, found


def _decide(
    claim: Claim, verb: str, told: dict[str, Any], *, actor: User, now: datetime, standalone: str = ""
) -> Claim:
    is_other = bool(standalone) and standalone != claim.standalone
    Claim.objects.filter(pk=claim.pk).update(
        standalone=standalone or claim.standalone, anchoring=Anchoring.EXACT.value, revision=claim.revision + 1,
        updated_at=now,
    )  # fmt: skip
    record_event(actor=actor, verb=verb, subject=claim, now=now, data=told | {"revision": claim.revision + 1})
    if is_other:
        request_lookups(claim_ids=[claim.pk], now=now)
    if claim.assignee_id == actor.pk:
        renew_lease(claim, now=now)
    return fresh_claim(claim.pk)
