"""Weights of the ranking of earlier checks: what there is, learning, switching on, retiring, ranking anew."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.checkworthiness import Nothing
from claims.api.endpoint import Endpoint, actor
from claims.api.fields import Body, Text, read_body
from claims.api.paging import NEWEST_FIRST, PageQuery, page, page_of
from claims.api.rendering import answer
from claims.api.schema import operation
from claims.api.words import WEIGHTS_STATUSES
from claims.models import MatchWeights, Scope
from claims.services import matchrefits
from claims.services import matchweights as services


class MatchWeightsRow(serializers.Serializer[Any]):
    """One adjustment of the ranking of earlier checks, learned from judgements."""

    id = serializers.IntegerField()
    number = serializers.IntegerField(help_text="1, 2, 3 …; the engine of a match names it: match-weights-3.")
    name = serializers.CharField()
    ranker = serializers.CharField(help_text="The version of the ranking that it adjusts.")
    columns = serializers.DictField(
        child=serializers.FloatField(), help_text="By column of the ranking, the weight in place of the shipped one."
    )
    status = serializers.ChoiceField(choices=WEIGHTS_STATUSES)
    report = serializers.DictField(
        help_text="What it was learned from; before and after, on claims it was not learned from; which weights moved."
    )
    created_at = serializers.DateTimeField()
    switched_on_at = serializers.DateTimeField(allow_null=True)
    retired_at = serializers.DateTimeField(allow_null=True)
    applied_at = serializers.DateTimeField(
        allow_null=True,
        help_text="When every open proposal was ranked with what followed; null while that is under way.",
    )


class MatchWeightsBody(Body):
    """Learn from all judgements so far."""

    name = Text(required=False, max_length=100)


_COLUMNS = (
    "id", "number", "name", "ranker", "columns", "status", "report", "created_at", "switched_on_at", "retired_at",
    "applied_at",
)  # fmt: skip


def _shown(weights: MatchWeights, status: int = 200) -> HttpResponse:
    return answer(MatchWeights.objects.values(*_COLUMNS).get(pk=weights.pk), status=status)


class MatchWeightsList(Endpoint):
    @operation(
        "list_match_weights",
        "Weights of the ranking of earlier checks, newest first",
        scope=Scope.CLAIMS_READ,
        query=PageQuery,
        answers={200: (page_of("MatchWeightsPage", MatchWeightsRow), "A page.")},
        tag="match weights",
    )
    def get(self, request: Request) -> HttpResponse:
        query = PageQuery.read(request.query_params)
        body, headers = page(request, MatchWeights.objects.values(*_COLUMNS), NEWEST_FIRST, query, dict)
        return answer(body, headers=headers)

    @operation(
        "learn_match_weights",
        "Learn the ranking from what was confirmed and rejected",
        scope=Scope.ADMIN,
        body=MatchWeightsBody,
        answers={201: (MatchWeightsRow, "Proposed, with a report; switch them on to rank with them.")},
        refusals=(409, 422),
        description="409 too_few_judgements below ten confirmed, ten rejected and ten claims.",
        tag="match weights",
    )
    def post(self, request: Request) -> HttpResponse:
        values = read_body(MatchWeightsBody, request.data)
        weights = matchrefits.refit_match_weights(
            actor=actor(request), name=values.get("name", ""), now=timezone.now()
        )  # fmt: skip
        return _shown(weights, status=201)


class MatchWeightsSwitchOn(Endpoint):
    @operation(
        "switch_on_match_weights",
        "Rank earlier checks with these weights from now on",
        scope=Scope.ADMIN,
        body=Nothing,
        answers={200: (MatchWeightsRow, "They hold; open proposals are being ranked anew.")},
        refusals=(404, 409),
        description="The weights that held before are retired. Judged matches stay as they are.",
        tag="match weights",
    )
    def post(self, request: Request, weights_id: int) -> HttpResponse:
        read_body(Nothing, request.data)
        return _shown(
            services.switch_on_match_weights(actor=actor(request), weights_id=weights_id, now=timezone.now())
        )  # fmt: skip


class MatchWeightsRetire(Endpoint):
    @operation(
        "retire_match_weights",
        "Go back to the shipped ranking",
        scope=Scope.ADMIN,
        body=Nothing,
        answers={200: (MatchWeightsRow, "Out of use; the shipped weights hold again.")},
        refusals=(404, 409),
        tag="match weights",
    )
    def post(self, request: Request, weights_id: int) -> HttpResponse:
        read_body(Nothing, request.data)
        return _shown(services.retire_match_weights(actor=actor(request), weights_id=weights_id, now=timezone.now()))


class MatchWeightsRescore(Endpoint):
    @operation(
        "rescore_matches",
        "Rank all open proposals again",
        scope=Scope.ADMIN,
        body=Nothing,
        answers={200: (MatchWeightsRow, "Asked for; applied_at tells when it is done.")},
        refusals=(404, 409),
        tag="match weights",
    )
    def post(self, request: Request, weights_id: int) -> HttpResponse:
        read_body(Nothing, request.data)
        return _shown(services.rescore_matches(actor=actor(request), weights_id=weights_id, now=timezone.now()))
