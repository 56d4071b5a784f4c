"""Weights of the check-worthiness score: what there is, proposing, switching on, retiring, scoring claims anew."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.endpoint import Endpoint, actor
from claims.api.fields import Body, Id, Number, Text, read_body
from claims.api.paging import NEWEST_FIRST, PageQuery, page, page_of
from claims.api.rendering import answer
from claims.api.schema import operation
from claims.api.words import WEIGHTS_ORIGINS, WEIGHTS_STATUSES
from claims.models import Scope, ScoreWeights
from claims.services import checkworthiness as services


class ScoreWeightsRow(serializers.Serializer[Any]):
    """One table of weights, for the desk or for one outlet's articles."""

    id = serializers.IntegerField()
    outlet = serializers.IntegerField(allow_null=True, help_text="Null: the whole desk.")
    number = serializers.IntegerField(help_text="1, 2, 3 … for its outlet or for the desk.")
    name = serializers.CharField()
    factors = serializers.DictField(
        child=serializers.FloatField(), help_text="By part, how many times its shipped value counts; 1 where absent."
    )
    offset = serializers.FloatField(help_text="Added to every score, in log-odds.")
    status = serializers.ChoiceField(choices=WEIGHTS_STATUSES)
    origin = serializers.ChoiceField(choices=WEIGHTS_ORIGINS, help_text="decisions: learned from what reviewers kept.")
    report = serializers.DictField(help_text="What was learned from and how well it ranks; empty when set by hand.")
    created_at = serializers.DateTimeField()
    switched_on_at = serializers.DateTimeField(allow_null=True)
    retired_at = serializers.DateTimeField(allow_null=True)
    applied_at = serializers.DateTimeField(
        allow_null=True, help_text="When every claim had the score that followed; null while that is under way."
    )


class ScoreWeightsBody(Body):
    """Weights to propose. They score nothing until they are switched on."""

    name = Text(max_length=100)
    outlet = Id(required=False, allow_null=True, help_text="Id of an outlet; without it, the whole desk.")
    factors = serializers.DictField(
        child=Number(), required=False,
        help_text="By part of the score (see the reasons of a claim), how many times its shipped value counts.",
    )  # fmt: skip
    offset = Number(required=False)


class Nothing(Body):
    """Takes no fields."""


_COLUMNS = (
    "id", "outlet_id", "number", "name", "factors", "offset", "status", "origin", "report", "created_at",
    "switched_on_at", "retired_at", "applied_at",
)  # fmt: skip


def weights_row(row: dict[str, Any]) -> dict[str, Any]:
    return {"outlet" if name == "outlet_id" else name: row[name] for name in _COLUMNS}


def _shown(weights: ScoreWeights, status: int = 200) -> HttpResponse:
    return answer(weights_row(ScoreWeights.objects.values(*_COLUMNS).get(pk=weights.pk)), status=status)


class ScoreWeightsList(Endpoint):
    @operation(
        "list_score_weights",
        "Weights of the score, newest first",
        scope=Scope.CLAIMS_READ,
        query=PageQuery,
        answers={200: (page_of("ScoreWeightsPage", ScoreWeightsRow), "A page.")},
        tag="score weights",
    )
    def get(self, request: Request) -> HttpResponse:
        query = PageQuery.read(request.query_params)
        body, headers = page(request, ScoreWeights.objects.values(*_COLUMNS), NEWEST_FIRST, query, weights_row)
        return answer(body, headers=headers)

    @operation(
        "propose_score_weights",
        "Propose weights of the score",
        scope=Scope.ADMIN,
        body=ScoreWeightsBody,
        answers={201: (ScoreWeightsRow, "Proposed; switch them on to score claims with them.")},
        refusals=(404, 409, 422),
        tag="score weights",
    )
    def post(self, request: Request) -> HttpResponse:
        values = read_body(ScoreWeightsBody, request.data)
        weights = services.save_weights(
            actor=actor(request), outlet_id=values.get("outlet"), name=values["name"],
            factors=values.get("factors", {}), offset=values.get("offset", 0.0), now=timezone.now(),
        )  # fmt: skip
        return _shown(weights, status=201)


class ScoreWeightsSwitchOn(Endpoint):
    @operation(
        "switch_on_score_weights",
        "Score claims with these weights from now on",
        scope=Scope.ADMIN,
        body=Nothing,
        answers={200: (ScoreWeightsRow, "They hold; stored claims are being scored anew.")},
        refusals=(404, 409),
        description="The weights that held for the same outlet, or for the desk, are retired.",
        tag="score weights",
    )
    def post(self, request: Request, weights_id: int) -> HttpResponse:
        read_body(Nothing, request.data)
        return _shown(
            services.switch_on_weights(actor=actor(request), weights_id=weights_id, now=timezone.now())
        )  # fmt: skip


class ScoreWeightsRetire(Endpoint):
    @operation(
        "retire_score_weights",
        "Take weights out of use",
        scope=Scope.ADMIN,
        body=Nothing,
        answers={200: (ScoreWeightsRow, "Out of use; the desk's or the shipped weights hold again.")},
        refusals=(404, 409),
        tag="score weights",
    )
    def post(self, request: Request, weights_id: int) -> HttpResponse:
        read_body(Nothing, request.data)
        return _shown(services.retire_weights(actor=actor(request), weights_id=weights_id, now=timezone.now()))


class ScoreWeightsRescore(Endpoint):
    @operation(
        "rescore_claims",
        "Score all claims in reach of these weights again",
        scope=Scope.ADMIN,
        body=Nothing,
        answers={200: (ScoreWeightsRow, "Asked for; applied_at tells when it is done.")},
        refusals=(404, 409),
        tag="score weights",
    )
    def post(self, request: Request, weights_id: int) -> HttpResponse:
        read_body(Nothing, request.data)
        return _shown(services.rescore_claims(actor=actor(request), weights_id=weights_id, now=timezone.now()))
