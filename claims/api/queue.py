"""Many claims at once, taking the last act back, and saved views of the queue."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.endpoint import Endpoint, actor
from claims.api.fields import Body, Id, Text, Whole, read_body
from claims.api.rendering import answer
from claims.api.schema import operation
from claims.models import BulkVerb, SavedView, Scope
from claims.services import bulk, savedviews


class SeenClaim(Body):
    """A claim, and the revision of it that you looked at."""

    id = Id()
    revision = Whole(required=False, help_text="Refused as stale when it is not the present one.")


class YesOrNo(serializers.BooleanField):
    """A JSON boolean; no strings, no numbers."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise serializers.ValidationError("Send true or false.", code="type")
        return data


class ManyBody(Body):
    """Which claims, and whether only to say what would happen."""

    claims = SeenClaim(many=True)
    preview = YesOrNo(required=False, help_text="true: change nothing, say what would be done and what refused.")


class DismissManyBody(ManyBody):
    """The same, with the reason that all are dismissed for."""

    reason = Text(max_length=500, required=False, help_text="Not needed for a preview.")


class UndoBody(Body):
    """Which act to take back; your last one when it is left out."""

    act = Id(required=False)


class RefusedClaim(serializers.Serializer[Any]):
    """A claim that stays as it is, and why."""

    claim = serializers.IntegerField()
    code = serializers.CharField()
    detail = serializers.CharField()


class ActOutcome(serializers.Serializer[Any]):
    """What became of several claims."""

    act = serializers.IntegerField(allow_null=True, help_text="What to take back; null when nothing was changed.")
    done = serializers.ListField(child=serializers.IntegerField(), help_text="Ids of the claims it was done to.")
    refused = RefusedClaim(many=True)


def _shown(outcome: bulk.Outcome) -> HttpResponse:
    return answer(
        {
            "act": outcome.act.pk if outcome.act else None,
            "done": [line.claim_id for line in outcome.done],
            "refused": [
                {"claim": line.claim_id, "code": line.refusal.code, "detail": line.refusal.message}
                for line in outcome.refused
                if line.refusal
            ],
        }
    )


def _seen(values: dict[str, Any]) -> list[bulk.Seen]:
    return [bulk.Seen(one["id"], one.get("revision")) for one in values["claims"]]


class ClaimsAccept(Endpoint):
    @operation(
        "accept_many_claims",
        "Accept several claims, in one act",
        scope=Scope.CLAIMS_WRITE,
        body=ManyBody,
        answers={200: (ActOutcome, "What was done, and what was refused.")},
        refusals=(422,),
        tag="claims",
    )
    def post(self, request: Request) -> HttpResponse:
        values = read_body(ManyBody, request.data)
        seen, user = _seen(values), actor(request)
        if values.get("preview"):
            return _shown(bulk.preview_many(actor=user, verb=BulkVerb.ACCEPT, seen=seen))
        return _shown(bulk.accept_many(actor=user, seen=seen, now=timezone.now()))


class ClaimsDismiss(Endpoint):
    @operation(
        "dismiss_many_claims",
        "Dismiss several claims for one reason, in one act",
        scope=Scope.CLAIMS_WRITE,
        body=DismissManyBody,
        answers={200: (ActOutcome, "What was done, and what was refused.")},
        refusals=(422,),
        tag="claims",
    )
    def post(self, request: Request) -> HttpResponse:
        values = read_body(DismissManyBody, request.data)
        seen, user = _seen(values), actor(request)
        if values.get("preview"):
            return _shown(bulk.preview_many(actor=user, verb=BulkVerb.DISMISS, seen=seen))
        return _shown(bulk.dismiss_many(actor=user, seen=seen, reason=values.get("reason", ""), now=timezone.now()))


class ActUndo(Endpoint):
    @operation(
        "undo_claim_act",
        "Take back your last acceptance or dismissal, of one claim or many",
        scope=Scope.CLAIMS_WRITE,
        body=UndoBody,
        answers={200: (ActOutcome, "What was taken back, and what was not as somebody went on with it.")},
        refusals=(404, 409),
        tag="claims",
    )
    def post(self, request: Request) -> HttpResponse:
        values = read_body(UndoBody, request.data)
        return _shown(bulk.undo_last(actor=actor(request), act_id=values.get("act"), now=timezone.now()))


# -- saved views -----------------------------------------------------------------------------------


class ViewRow(serializers.Serializer[Any]):
    """Filters of the queue under a name."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    query = serializers.CharField(help_text="The filters as the queue's address spells them, behind “?”.")
    is_shared = serializers.BooleanField()
    owner = serializers.CharField(help_text="Username.")
    created_at = serializers.DateTimeField()


class ViewListed(serializers.Serializer[Any]):
    """Your views and those that others share."""

    results = ViewRow(many=True)


class ViewBody(Body):
    """A new view."""

    name = Text(max_length=80)
    query = Text(max_length=2000, required=False, help_text="For example status=open&kind=causal.")
    is_shared = YesOrNo(required=False)


class ViewPatch(Body):
    """What should be otherwise."""

    name = Text(max_length=80, required=False)
    query = Text(max_length=2000, required=False)
    is_shared = YesOrNo(required=False)


def _row(view: SavedView) -> dict[str, Any]:
    return {
        "id": view.pk,
        "name": view.name,
        "query": view.query,
        "is_shared": view.is_shared,
        "owner": view.owner.username,
        "created_at": view.created_at,
    }


class ViewList(Endpoint):
    @operation(
        "list_views",
        "Saved views of the queue: yours and those that are shared",
        scope=Scope.CLAIMS_READ,
        answers={200: (ViewListed, "All of them, by name.")},
        tag="views",
    )
    def get(self, request: Request) -> HttpResponse:
        return answer({"results": [_row(view) for view in savedviews.views_for(actor(request))]})

    @operation(
        "create_view",
        "Keep filters of the queue under a name",
        scope=Scope.CLAIMS_WRITE,
        body=ViewBody,
        answers={201: (ViewRow, "Saved.")},
        refusals=(409, 422),
        tag="views",
    )
    def post(self, request: Request) -> HttpResponse:
        values = {"query": ""} | read_body(ViewBody, request.data)
        return answer(_row(savedviews.save_view(actor=actor(request), now=timezone.now(), **values)), status=201)


class ViewOne(Endpoint):
    @operation(
        "change_view",
        "Rename a view, give it other filters, share it or not",
        scope=Scope.CLAIMS_WRITE,
        body=ViewPatch,
        answers={200: (ViewRow, "The view as it stands now.")},
        refusals=(404, 409, 422),
        tag="views",
    )
    def patch(self, request: Request, view_id: int) -> HttpResponse:
        values = read_body(ViewPatch, request.data)
        return answer(_row(savedviews.change_view(actor=actor(request), view_id=view_id, now=timezone.now(), **values)))

    @operation(
        "delete_view",
        "Delete a view; the claims it listed stay",
        scope=Scope.CLAIMS_WRITE,
        answers={204: (None, "Deleted.")},
        refusals=(404,),
        tag="views",
    )
    def delete(self, request: Request, view_id: int) -> HttpResponse:
        savedviews.delete_view(actor=actor(request), view_id=view_id, now=timezone.now())
        return HttpResponse(status=204)
