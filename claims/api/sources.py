"""Evidence: attaching sources to claims, weighing them, and marking the passage."""

import base64
import binascii
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.claimdetails import ClaimDetail
from claims.api.claims import Revised, as_seen, expected_revision, guarded, shown
from claims.api.endpoint import Endpoint, actor
from claims.api.evidence import EVIDENCE_COLUMNS, EvidenceRow, evidence_shown
from claims.api.fields import Body, Day, Id, Text, Whole, Word, read_body
from claims.api.rendering import answer
from claims.api.schema import IF_MATCH, operation
from claims.api.words import DISCLOSURES, IDENTITY_LEVELS, MEDIA, PROXIMITIES, SOURCE_KINDS, STANCES
from claims.errors import Invalid, Missing
from claims.models import Evidence, Scope
from claims.services import passages, sources
from claims.services.keeping import HandedIn

LONG = 20_000


class EvidenceBody(Revised):
    """A source and how it bears on the claim. It needs an address, a file or a title; the same address is the same
    source, and a copy of its page is asked for."""

    stance = Word(choices=STANCES)
    url = Text(required=False, max_length=4096)
    title = Text(required=False, max_length=500, help_text="What you give here is never replaced by what is read.")
    publisher = Text(required=False, max_length=200)
    author = Text(required=False, max_length=300)
    published_on = Day(required=False, allow_null=True)
    source_kind = Word(choices=SOURCE_KINDS, required=False)
    is_archived_privately = serializers.BooleanField(
        required=False, help_text="Never hand its address to a public archive."
    )
    proximity = Word(choices=PROXIMITIES, required=False)
    proximity_reason = Text(required=False, max_length=300, help_text="Why no nearer source was used.")
    passage = Text(required=False, max_length=LONG, help_text="The words that bear on the claim, exactly.")
    note = Text(required=False, max_length=LONG, help_text="What it shows.")
    independence_group = Text(required=False, max_length=100, help_text="Same word for sources that copy each other.")
    disclosure = Word(choices=DISCLOSURES, required=False)
    medium = Word(choices=MEDIA, required=False)
    identity_level = Word(choices=IDENTITY_LEVELS, required=False, help_text="For a human source.")
    interests = Text(required=False, max_length=500, help_text="What could sway the source.")
    file_name = Text(required=False, max_length=200, help_text="With file_base64: the file's name, ending included.")
    file_base64 = Text(required=False, help_text="A file to keep as it is, 3 MB at most; larger ones by the desk.")


class Bearing(Body):
    """How a piece bears on its claim."""

    stance = Word(choices=STANCES, required=False)
    proximity = Word(choices=PROXIMITIES, required=False)
    proximity_reason = Text(required=False, max_length=300)
    note = Text(required=False, max_length=LONG)
    independence_group = Text(required=False, max_length=100)
    disclosure = Word(choices=DISCLOSURES, required=False)
    medium = Word(choices=MEDIA, required=False)
    identity_level = Word(choices=["", *IDENTITY_LEVELS], required=False)
    interests = Text(required=False, max_length=500)


class EvidencePatch(Bearing, Revised):
    """How a piece bears on its claim; what is left out stays as it is."""

    seen = Bearing(
        required=False,
        help_text="What stood there when you began. 409 stale, with what stands there now, for a field that somebody "
        "else changed since; what you leave as it was is not written.",
    )


class PassageBody(Revised):
    """Words to be looked for in the newest copy; or code points start to end of a copy's text."""

    passage = Text(
        required=False, max_length=LONG, help_text="With a span: a guard, what you believe stands there. Empty: none."
    )
    capture = Id(required=False, help_text="Id of the copy that start and end count in.")
    start = Whole(required=False)
    end = Whole(required=False)


class OriginBody(Body):
    """Pieces of the claim that tell one story: as one origin they count once."""

    evidence = serializers.ListField(child=Id(), min_length=2, max_length=100)
    independence_group = Text(max_length=100)


def piece_shown(evidence_id: int) -> dict[str, Any]:
    return evidence_shown(Evidence.objects.values(*EVIDENCE_COLUMNS).get(pk=evidence_id))


def _of_claim(claim_id: int, evidence_id: int) -> None:
    if not Evidence.objects.filter(pk=evidence_id, claim_id=claim_id).exists():
        raise Missing("no_such_evidence", f"Claim {claim_id} has no evidence {evidence_id}.")


def _file(values: dict[str, Any]) -> HandedIn | None:
    """The file in a body; takes its two fields out of the values."""
    name, coded = values.pop("file_name", ""), values.pop("file_base64", "")
    if not name and not coded:
        return None
    if not name or not coded:
        raise Invalid("A file needs its name and its content.", {"file_name": ["Send both or neither."]})
    return handed_in({"file_name": name, "file_base64": coded})


def handed_in(values: dict[str, Any]) -> HandedIn:
    """A file in a body. Raises :class:`Invalid`."""
    try:
        return HandedIn(values["file_name"], base64.b64decode(values["file_base64"], validate=True))
    except (binascii.Error, ValueError):
        raise Invalid("The file cannot be read.", {"file_base64": ["Send its bytes as Base64."]}) from None


class ClaimEvidence(Endpoint):
    @operation(
        "create_claim_evidence",
        "Attach a source",
        scope=Scope.EVIDENCE_WRITE,
        body=EvidenceBody,
        answers={201: (EvidenceRow, "Attached.")},
        refusals=(404, 409, 412, 422),
        parameters=[IF_MATCH],
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(EvidenceBody, request.data)
        user = actor(request)
        revision = expected_revision(request, user, claim_id, values.pop("revision", None))
        upload = _file(values)
        evidence = guarded(sources.add_evidence, user, claim_id, revision, upload=upload, **values)
        return answer(piece_shown(evidence.pk), status=201)


class ClaimEvidenceOne(Endpoint):
    @operation(
        "amend_claim_evidence",
        "Change how a source bears on the claim",
        scope=Scope.EVIDENCE_WRITE,
        body=EvidencePatch,
        answers={200: (EvidenceRow, "As it now stands.")},
        refusals=(404, 409, 412, 422),
        parameters=[IF_MATCH],
        tag="claims",
    )
    def patch(self, request: Request, claim_id: int, evidence_id: int) -> HttpResponse:
        values = read_body(EvidencePatch, request.data)
        _of_claim(claim_id, evidence_id)
        user = actor(request)
        with as_seen(request, user, claim_id, values.pop("revision", None)):
            sources.amend_evidence(actor=user, evidence_id=evidence_id, now=timezone.now(), **values)
        return answer(piece_shown(evidence_id))


class ClaimEvidenceWithdraw(Endpoint):
    @operation(
        "withdraw_claim_evidence",
        "Take a source off the claim",
        scope=Scope.EVIDENCE_WRITE,
        body=Revised,
        answers={200: (ClaimDetail, "The claim without it; the history keeps that it was there.")},
        refusals=(404, 409, 412),
        parameters=[IF_MATCH],
        tag="claims",
    )
    def post(self, request: Request, claim_id: int, evidence_id: int) -> HttpResponse:
        values = read_body(Revised, request.data)
        _of_claim(claim_id, evidence_id)
        user = actor(request)
        with as_seen(request, user, claim_id, values.get("revision")):
            sources.withdraw_evidence(actor=user, evidence_id=evidence_id, now=timezone.now())
        return shown(request, claim_id)


class ClaimEvidencePassage(Endpoint):
    @operation(
        "mark_claim_passage",
        "Mark the passage",
        scope=Scope.EVIDENCE_WRITE,
        body=PassageBody,
        answers={200: (EvidenceRow, "With how the passage stands in the copy.")},
        refusals=(404, 409, 412, 422),
        parameters=[IF_MATCH],
        tag="claims",
    )
    def post(self, request: Request, claim_id: int, evidence_id: int) -> HttpResponse:
        given = read_body(PassageBody, request.data)
        _of_claim(claim_id, evidence_id)
        user, now, words = actor(request), timezone.now(), given.get("passage", "")
        span = {name: given[name] for name in ("capture", "start", "end") if name in given}
        if 0 < len(span) < 3:
            raise Invalid("A span needs its copy, its start and its end.", {"capture": ["Send all three, or none."]})
        with as_seen(request, user, claim_id, given.get("revision")):
            if not span:
                passages.write_passage(actor=user, evidence_id=evidence_id, passage=words, now=now)
            else:
                passages.mark_passage(
                    actor=user, evidence_id=evidence_id, capture_id=span["capture"], start=span["start"],
                    end=span["end"], quote=words, now=now,
                )  # fmt: skip
        return answer(piece_shown(evidence_id))


class ClaimOrigin(Endpoint):
    @operation(
        "join_claim_origins",
        "Mark pieces as one origin",
        scope=Scope.EVIDENCE_WRITE,
        body=OriginBody,
        answers={200: (ClaimDetail, "The claim, its evidence grouped.")},
        refusals=(404, 409, 422),
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        given = read_body(OriginBody, request.data)
        sources.join_origins(
            actor=actor(request), claim_id=claim_id, evidence_ids=given["evidence"],
            group=given["independence_group"], now=timezone.now(),
        )  # fmt: skip
        return shown(request, claim_id)
