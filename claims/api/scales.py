"""Rating scales: the labels that a verdict may carry."""

from typing import Any

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.claimdetails import RatingShown
from claims.api.endpoint import Endpoint
from claims.api.fields import Query
from claims.api.rendering import answer
from claims.api.schema import operation
from claims.models import Rating, Scope


class RatingRow(RatingShown):
    """A label of a scale in use."""

    scale = serializers.CharField(help_text="Slug of its scale.")
    is_default = serializers.BooleanField(help_text="Of the desk's own scale: its slug alone names it.")
    description = serializers.CharField(help_text="When to choose it.")
    flags = serializers.ListField(child=serializers.CharField())


class Ratings(serializers.Serializer[Any]):
    """All labels that a new verdict may carry."""

    results = RatingRow(many=True)


class RatingQuery(Query):
    """Takes no parameters."""


class RatingList(Endpoint):
    @operation(
        "list_ratings",
        "Labels that a verdict may carry",
        scope=Scope.CLAIMS_READ,
        answers={200: (Ratings, "In the order of their scales.")},
        refusals=(400,),
    )
    def get(self, request: Request) -> HttpResponse:
        RatingQuery.read(request.query_params)
        rows = Rating.objects.usable().values(
            "id", "slug", "label", "truth", "value", "description", "flags", "scale__slug", "scale__is_default"
        )
        shown = [
            {
                **{name: value for name, value in row.items() if not name.startswith("scale__")},
                "scale": row["scale__slug"],
                "is_default": row["scale__is_default"],
            }
            for row in rows
        ]
        return answer({"results": shown})
