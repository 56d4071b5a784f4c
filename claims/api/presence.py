"""Working on a claim together: who has it open, keeping hold of it, and taking it over with a note."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.claimdetails import ClaimDetail
from claims.api.claimrows import Person
from claims.api.claims import Revised, expected_revision, shown
from claims.api.endpoint import Endpoint, actor
from claims.api.fields import Body, Id, Text, read_body
from claims.api.rendering import answer
from claims.api.schema import IF_MATCH, operation
from claims.api.words import CLAIM_STATUSES
from claims.errors import Missing
from claims.models import Claim, Scope, User
from claims.services import leases, presence
from claims.services.claims import fresh_claim


class PresentRow(serializers.Serializer[Any]):
    """Somebody else whose page of the claim is open, or whose program says that it works on it."""

    person = Person()
    since = serializers.DateTimeField()
    is_writing_verdict = serializers.BooleanField(help_text="They hold the claim and type.")


class ClaimPresence(serializers.Serializer[Any]):
    """In whose hands a claim is, and who else is there."""

    claim = serializers.IntegerField()
    status = serializers.ChoiceField(choices=CLAIM_STATUSES)
    revision = serializers.IntegerField(help_text="Higher than the one you know: read the claim again.")
    holder = Person(allow_null=True, help_text="Who works on it; null when it is not in review.")
    lease_expires_at = serializers.DateTimeField(allow_null=True, help_text="Until when, unless they go on.")
    others = PresentRow(many=True)


class TakeOverBody(Revised):
    """Why; the holder reads it. ``holder``: whom you saw holding it; 409 held when it is somebody else by now."""

    note = Text(required=False, max_length=leases.MAX_NOTE_CHARS)
    holder = Id(required=False)


class HeartbeatBody(Body):
    """Nothing is needed."""


def _person(user: User) -> dict[str, Any]:
    return {"id": user.pk, "username": user.username, "name": str(user)}


def presence_shown(claim: Claim, others: list[presence.Present]) -> dict[str, Any]:
    is_held = claim.lease_expires_at is not None and claim.assignee is not None
    return {
        "claim": claim.pk,
        "status": claim.status,
        "revision": claim.revision,
        "holder": _person(claim.assignee) if is_held and claim.assignee else None,
        "lease_expires_at": claim.lease_expires_at,
        "others": [
            {"person": _person(one.person), "since": one.since, "is_writing_verdict": one.is_writing} for one in others
        ],
    }


class ClaimPresent(Endpoint):
    @operation(
        "read_claim_presence",
        "Whose hands a claim is in, and who else has it open",
        scope=Scope.CLAIMS_READ,
        answers={200: (ClaimPresence, "As it is at this moment.")},
        refusals=(404,),
        tag="claims",
    )
    def get(self, request: Request, claim_id: int) -> HttpResponse:
        user = actor(request)
        if not Claim.objects.visible_to(user).filter(pk=claim_id).exists():
            raise Missing("no_such_claim", f"There is no claim {claim_id}.")
        claim = fresh_claim(claim_id)
        return answer(presence_shown(claim, presence.others_at(claim, user=user, now=timezone.now())))


class ClaimHeartbeat(Endpoint):
    @operation(
        "beat_claim",
        "Say that you are still at it",
        scope=Scope.CLAIMS_WRITE,
        body=HeartbeatBody,
        answers={200: (ClaimPresence, "As it is now. “holder” tells whether you still hold the claim.")},
        refusals=(404,),
        description="Shows you as present for some 75 seconds, and renews your lease if you hold the claim. It never "
        "takes a claim: for that there are take and take-over.",
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        read_body(HeartbeatBody, request.data)
        told = presence.beat(actor=actor(request), claim_id=claim_id, is_active=True, now=timezone.now())
        return answer(presence_shown(told.claim, told.others))


class ClaimTakeOver(Endpoint):
    @operation(
        "take_over_claim",
        "Take it out of somebody's hands, with a note to them",
        scope=Scope.CLAIMS_WRITE,
        body=TakeOverBody,
        answers={200: (ClaimDetail, "The claim, yours now.")},
        refusals=(404, 409, 412, 422),
        description="The note is needed while their lease runs; it goes to them and into the history.",
        parameters=[IF_MATCH],
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(TakeOverBody, request.data)
        user = actor(request)
        revision = expected_revision(request, user, claim_id, values.get("revision"))
        leases.take_over_claim(
            actor=user, claim_id=claim_id, note=values.get("note", ""), holder_id=values.get("holder"),
            revision=revision, now=timezone.now(),
        )  # fmt: skip
        return shown(request, claim_id)
