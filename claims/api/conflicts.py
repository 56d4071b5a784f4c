"""Declared conflicts of interest: reading, declaring and ending them."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.claimrows import Person, person_columns, person_shown
from claims.api.endpoint import Endpoint, actor
from claims.api.fields import Body, Id, Text, read_body
from claims.api.paging import Order, PageQuery, page, page_of
from claims.api.rendering import answer
from claims.api.schema import operation
from claims.models import ConflictOfInterest, Scope
from claims.services import conflicts as services

NEWEST_DECLARED = Order(("declared_at", "id"), (datetime, int), is_descending=True)
_COLUMNS = (
    "id", "speaker_id", "outlet_id", "claim_id", "note", "declared_at", "ended_at",
    *person_columns("person"), *person_columns("declared_by"),
)  # fmt: skip


class ConflictRow(serializers.Serializer[Any]):
    """Somebody is too near to one claim, a speaker or an outlet, and neither takes, judges nor publishes it."""

    id = serializers.IntegerField()
    person = Person()
    speaker = serializers.IntegerField(allow_null=True, help_text="Id; of the three one is given.")
    outlet = serializers.IntegerField(allow_null=True)
    claim = serializers.IntegerField(allow_null=True)
    note = serializers.CharField()
    declared_by = Person(allow_null=True)
    declared_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True, help_text="From then on it bars no more.")


class ConflictBody(Body):
    """What you are too near to: one of speaker, outlet and claim. Editors name another person."""

    speaker = Id(required=False)
    outlet = Id(required=False)
    claim = Id(required=False)
    person = Id(required=False, help_text="Yourself when left out.")
    note = Text(max_length=services.MAX_NOTE_CHARS, help_text="How near; only editors read it.")


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "person": person_shown(row, "person"),
        **{name: row[f"{name}_id"] for name in ("speaker", "outlet", "claim")},
        "note": row["note"],
        "declared_by": person_shown(row, "declared_by"),
        "declared_at": row["declared_at"],
        "ended_at": row["ended_at"],
    }


def _one(conflict: ConflictOfInterest) -> dict[str, Any]:
    return _shown(ConflictOfInterest.objects.values(*_COLUMNS).get(pk=conflict.pk))


class ConflictList(Endpoint):
    @operation(
        "list_conflicts",
        "Conflicts of interest, the newest first: everybody's for editors, else one's own",
        scope=Scope.CLAIMS_READ,
        query=PageQuery,
        answers={200: (page_of("ConflictPage", ConflictRow), "A page.")},
        tag="conflicts of interest",
    )
    def get(self, request: Request) -> HttpResponse:
        query = PageQuery.read(request.query_params)
        rows = services.conflicts_for(actor(request)).select_related(None).values(*_COLUMNS)
        body, headers = page(request, rows, NEWEST_DECLARED, query, _shown)
        return answer(body, headers=headers)

    @operation(
        "declare_conflict",
        "Declare a conflict of interest",
        scope=Scope.REVIEWS_WRITE,
        body=ConflictBody,
        answers={201: (ConflictRow, "In force at once; what the person held of it is released.")},
        refusals=(404, 422),
        tag="conflicts of interest",
    )
    def post(self, request: Request) -> HttpResponse:
        values = read_body(ConflictBody, request.data)
        note = values.pop("note")
        conflict = services.declare_conflict(
            actor=actor(request), note=note, now=timezone.now(), **{f"{name}_id": pk for name, pk in values.items()}
        )
        return answer(_one(conflict), status=201)


class ConflictEnd(Endpoint):
    @operation(
        "end_conflict",
        "End a conflict of interest of somebody else",
        scope=Scope.REVIEWS_WRITE,
        answers={200: (ConflictRow, "Ended.")},
        refusals=(404, 409),
        tag="conflicts of interest",
    )
    def post(self, request: Request, conflict_id: int) -> HttpResponse:
        return answer(_one(services.end_conflict(actor=actor(request), conflict_id=conflict_id, now=timezone.now())))
