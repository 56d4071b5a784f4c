"""Changes of published checks: proposing, publishing and declining them, and the day to look again."""

from datetime import datetime
from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.claimdetails import ClaimDetail
from claims.api.claims import Revised, expected_revision, shown
from claims.api.endpoint import Endpoint, actor
from claims.api.fields import SlugOrId, Text, Word, read_body
from claims.api.paging import Order, PageQuery, page, page_of
from claims.api.publishing import PublicationDetail, publication_detail
from claims.api.rendering import answer
from claims.api.reviews import LONG, rating_id
from claims.api.schema import IF_MATCH, operation
from claims.api.words import CHANGE_OCCASIONS, CORRECTION_REASONS, CORRECTION_STATES
from claims.models import Correction, Scope
from claims.services import corrections as services
from claims.services import rechecks

NEWEST_PROPOSED = Order(("proposed_at", "id"), (datetime, int), is_descending=True)


class CorrectionRow(serializers.Serializer[Any]):
    """A change of a published check: proposed, published or declined."""

    id = serializers.IntegerField()
    claim = serializers.IntegerField(help_text="Id of the claim.")
    occasion = serializers.ChoiceField(choices=CHANGE_OCCASIONS)
    reason = serializers.ChoiceField(choices=CORRECTION_REASONS)
    note = serializers.CharField(help_text="What readers are told.")
    internal_note = serializers.CharField()
    state = serializers.ChoiceField(choices=CORRECTION_STATES)
    verdict_before = serializers.IntegerField(help_text="Id of the published verdict.")
    verdict_after = serializers.IntegerField(help_text="The same where only the note is new.")
    proposed_by = serializers.CharField(help_text="Username.")
    proposed_at = serializers.DateTimeField()
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decision_note = serializers.CharField()


_COLUMNS = (
    "id", "claim_id", "occasion", "reason", "note", "internal_note", "state", "before_id", "after_id", "proposed_at",
    "decided_at", "decision_note", "proposed_name", "decided_name",
)  # fmt: skip


def _rows() -> Any:
    return Correction.objects.annotate(
        proposed_name=F("proposed_by__username"), decided_name=F("decided_by__username")
    ).values(*_COLUMNS)


def correction_row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "claim": row["claim_id"],
        **{name: row[name] for name in ("occasion", "reason", "note", "internal_note", "state")},
        "verdict_before": row["before_id"],
        "verdict_after": row["after_id"],
        "proposed_by": row["proposed_name"],
        "proposed_at": row["proposed_at"],
        "decided_by": row["decided_name"],
        "decided_at": row["decided_at"],
        "decision_note": row["decision_note"],
    }


class CorrectionListQuery(PageQuery):
    """Filters; each narrows what the others leave."""

    state = Word(choices=CORRECTION_STATES, required=False)


class CorrectBody(Revised):
    """What should change. What is left out stays as it was published."""

    occasion = Word(choices=CHANGE_OCCASIONS)
    reason = Word(choices=CORRECTION_REASONS)
    note = Text(max_length=services.MAX_NOTE_CHARS, help_text="For readers: what changes and why.")
    internal_note = Text(required=False, max_length=services.MAX_NOTE_CHARS)
    rating = SlugOrId(required=False, help_text="Slug or id of the new rating.")
    summary = Text(required=False, max_length=LONG)
    rationale = Text(required=False, max_length=LONG)
    right_of_reply = Text(required=False, max_length=LONG)


class DeclineBody(Revised):
    """Why the check stays as it is."""

    note = Text(max_length=services.MAX_NOTE_CHARS)


class RecheckBody(Revised):
    """When to look at it again; null for not any more."""

    recheck_on = serializers.DateField(allow_null=True)
    note = Text(required=False, max_length=rechecks.MAX_NOTE_CHARS)


class CorrectionList(Endpoint):
    @operation(
        "list_corrections",
        "Changes of published checks, the newest proposal first",
        scope=Scope.CLAIMS_READ,
        query=CorrectionListQuery,
        answers={200: (page_of("CorrectionPage", CorrectionRow), "A page.")},
        tag="publications",
    )
    def get(self, request: Request) -> HttpResponse:
        query = CorrectionListQuery.read(request.query_params)
        rows = _rows()
        if "state" in query:
            rows = rows.filter(state=query["state"])
        body, headers = page(request, rows, NEWEST_PROPOSED, query, correction_row)
        return answer(body, headers=headers)


class ClaimCorrections(Endpoint):
    @operation(
        "propose_correction",
        "Propose a change of a published check",
        scope=Scope.REVIEWS_WRITE,
        body=CorrectBody,
        answers={201: (CorrectionRow, "Proposed. Readers see nothing of it until an editor publishes it.")},
        refusals=(404, 409, 412, 422),
        parameters=[IF_MATCH],
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(CorrectBody, request.data)
        user = actor(request)
        revision = expected_revision(request, user, claim_id, values.pop("revision", None))
        rating = values.pop("rating", None)
        change = services.Change(rating_id=None if rating is None else rating_id(rating), **values)
        correction = services.propose_correction(
            actor=user, claim_id=claim_id, change=change, revision=revision, now=timezone.now()
        )
        return answer(correction_row(_rows().get(pk=correction.pk)), status=201)


class CorrectionPublish(Endpoint):
    @operation(
        "publish_correction",
        "Put a proposed change before readers",
        scope=Scope.PUBLICATIONS_WRITE,
        answers={200: (PublicationDetail, "The new version at the same address.")},
        refusals=(404, 409),
        tag="publications",
    )
    def post(self, request: Request, correction_id: int) -> HttpResponse:
        publication = services.publish_correction(actor=actor(request), correction_id=correction_id, now=timezone.now())
        return answer(publication_detail(publication.slug))


class CorrectionDecline(Endpoint):
    @operation(
        "decline_correction",
        "Leave the check as it stands, with a reason",
        scope=Scope.REVIEWS_WRITE,
        body=DeclineBody,
        answers={200: (CorrectionRow, "Declined.")},
        refusals=(404, 409, 422),
        tag="publications",
    )
    def post(self, request: Request, correction_id: int) -> HttpResponse:
        values = read_body(DeclineBody, request.data)
        correction = services.decline_correction(
            actor=actor(request), correction_id=correction_id, note=values["note"], now=timezone.now()
        )
        return answer(correction_row(_rows().get(pk=correction.pk)))


class ClaimRecheck(Endpoint):
    @operation(
        "set_claim_recheck",
        "Set when a published check is to be looked at again",
        scope=Scope.REVIEWS_WRITE,
        body=RecheckBody,
        answers={200: (ClaimDetail, "The claim as it stands now.")},
        refusals=(404, 409, 422),
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(RecheckBody, request.data)
        rechecks.set_recheck(
            actor=actor(request), claim_id=claim_id, on=values["recheck_on"], note=values.get("note", ""),
            now=timezone.now(),
        )  # fmt: skip
        return shown(request, claim_id)
