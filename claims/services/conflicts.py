"""Conflicts of interest: said by the person or an editor, ended by an editor, and barring until then."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, Q, QuerySet

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Claim, ConflictOfInterest, Outlet, Speaker, User
from claims.permissions import NOT_A_MEMBER, demand, is_member, may_end_conflict, may_see_conflicts
from claims.services.claims import lock_claims, lock_person, move_claim
from claims.services.history import record_event
from claims.workflow import ClaimStatus

MAX_NOTE_CHARS = 500
NOT_YOURS = "Only an editor declares this for somebody else. Tell one."


def declare_conflict(
    *,
    actor: User,
    person_id: int | None = None,
    claim_id: int | None = None,
    speaker_id: int | None = None,
    outlet_id: int | None = None,
    note: str,
    now: datetime,
) -> ConflictOfInterest:
    """Say that somebody is too near to one claim, a speaker or an outlet: oneself, or for an editor anybody.

    From now on they neither take, judge, rate, review nor publish what it concerns, and what they hold of it is
    released. Declared already: the declaration that stands.
    """
    note = " ".join(note.split())
    with transaction.atomic():
        demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
        person = _person(actor, person_id)
        subject = _subject(claim_id=claim_id, speaker_id=speaker_id, outlet_id=outlet_id)
        if not note:
            raise Invalid("Say how near.", {"note": ["Write a word on what the nearness is; only editors read it."]})
        if len(note) > MAX_NOTE_CHARS:
            raise Invalid("This note is too long.", {"note": [f"Keep it below {MAX_NOTE_CHARS} characters."]})
        lock_person(person)  # two windows declare once, and nothing is taken meanwhile
        standing = ConflictOfInterest.objects.standing(now=now).filter(person=person, **subject).first()
        if standing:
            return standing
        conflict = ConflictOfInterest.objects.create(
            person=person, note=note, declared_by=actor, declared_at=now, **subject
        )
        told = {name: row.pk for name, row in subject.items()}
        record_event(
            actor=actor, verb="declare_conflict", subject=person, now=now, data={"conflict": conflict.pk, **told}
        )
        _release_held(conflict, actor=actor, now=now)
    return conflict


def _person(actor: User, person_id: int | None) -> User:
    if person_id is None or person_id == actor.pk:
        return actor
    if not may_see_conflicts(actor):
        raise Forbidden("not_an_editor", NOT_YOURS)
    person = User.objects.filter(pk=person_id).first()
    if person is None or not is_member(person):
        raise Invalid("There is no such colleague.", {"person": ["Choose somebody with a role on this desk."]})
    return person


def _subject(*, claim_id: int | None, speaker_id: int | None, outlet_id: int | None) -> dict[str, Any]:
    """The one row that is meant, under the name of its field."""
    given = {"claim": claim_id, "speaker": speaker_id, "outlet": outlet_id}
    named = {name: pk for name, pk in given.items() if pk is not None}
    if len(named) != 1:
        raise Invalid(
            "Say what you are too near to.", {"subject": ["Choose one: this claim, a speaker, or an outlet."]}
        )
    (name, pk), *_ = named.items()
    models: dict[str, type[Model]] = {"claim": Claim, "speaker": Speaker, "outlet": Outlet}
    row = models[name]._default_manager.filter(pk=pk).first()
    if isinstance(row, Speaker) and row.merged_into is not None:
        row = row.merged_into
    if row is None:
        raise Missing(f"no_such_{name}", f"There is no {name} {pk} on this desk any more. Reload the page.")
    return {name: row}


def _release_held(conflict: ConflictOfInterest, *, actor: User, now: datetime) -> None:
    """What this person holds of it goes back to everybody."""
    held = Claim.objects.filter(assignee=conflict.person_id, status=ClaimStatus.IN_REVIEW.value)
    if conflict.claim_id:
        held = held.filter(pk=conflict.claim_id)
    elif conflict.speaker_id:
        held = held.filter(Q(speaker=conflict.speaker_id) | Q(speaker__merged_into=conflict.speaker_id))
    else:
        held = held.filter(article__outlet=conflict.outlet_id)
    for claim in lock_claims(held.values_list("pk", flat=True)).values():
        if claim.status == ClaimStatus.IN_REVIEW and claim.assignee_id == conflict.person_id:
            move_claim(claim, "release", actor=actor, now=now, assignee=None, told={"reason": "conflict_of_interest"})


def end_conflict(*, actor: User, conflict_id: int, now: datetime) -> ConflictOfInterest:
    """The person is not too near any more: an editor's word, and never about oneself."""
    with transaction.atomic():
        demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
        conflict = ConflictOfInterest.objects.select_for_update().filter(pk=conflict_id).first()
        if conflict is None:
            raise Missing("no_such_conflict", "There is no such declaration. Reload the list.")
        demand(
            may_end_conflict(actor, conflict),
            "not_to_end",
            "An editor ends this, and nobody for themselves. Ask an editor.",
        )
        if conflict.ended_at is not None and conflict.ended_at <= now:
            raise Refused("ended_already", "This declaration was ended already. Reload the list.")
        conflict.ended_at = now
        conflict.save(update_fields=["ended_at"])
        record_event(actor=actor, verb="end_conflict", subject=conflict.person, now=now, data={"conflict": conflict.pk})
    return conflict


def conflicts_for(actor: User) -> QuerySet[ConflictOfInterest]:
    """Editors see everybody's, everybody sees their own; newest first."""
    rows = ConflictOfInterest.objects.select_related("person", "speaker", "outlet", "claim", "declared_by")
    if not may_see_conflicts(actor):
        rows = rows.filter(person=actor)
    return rows.order_by("-declared_at", "-pk")


def standing_conflict(actor: User, claim: Claim, *, now: datetime) -> ConflictOfInterest | None:
    """What bars this person from the claim, if anything does."""
    rows = ConflictOfInterest.objects.standing(now=now).about(claim.pk).filter(person=actor)
    return rows.select_related("speaker", "outlet").order_by("pk").first()


def told_as(conflict: ConflictOfInterest) -> Mapping[str, str]:
    """Kind and name of what somebody is too near to, for people."""
    if conflict.speaker:
        return {"kind": "Speaker", "name": str(conflict.speaker)}
    if conflict.outlet:
        return {"kind": "Outlet", "name": str(conflict.outlet)}
    return {"kind": "Claim", "name": conflict.claim.standalone if conflict.claim else ""}
