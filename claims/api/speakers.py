"""The register of speakers."""

from typing import Any

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.endpoint import Endpoint
from claims.api.fields import Query, QueryWhole, Text
from claims.api.rendering import answer
from claims.api.schema import operation
from claims.api.words import SPEAKER_KINDS
from claims.models import Scope
from claims.services.speakers import suggest_speakers


class SpeakerRow(serializers.Serializer[Any]):
    """Somebody, or something, that says things."""

    id = serializers.IntegerField()
    name = serializers.CharField(help_text="With what tells them from a namesake.")
    kind = serializers.ChoiceField(choices=SPEAKER_KINDS)
    role = serializers.CharField(help_text="As last seen.")
    same_as = serializers.CharField(help_text="Home page or entry in a public register; may be empty.")


class Speakers(serializers.Serializer[Any]):
    """Best matches first."""

    results = SpeakerRow(many=True)


class SpeakerQuery(Query):
    q = Text(max_length=300, help_text="Part of a name or alias.")
    limit = QueryWhole(required=False, min_value=1, max_value=50)


class SpeakerList(Endpoint):
    @operation(
        "search_speakers",
        "Find speakers by name",
        scope=Scope.CLAIMS_READ,
        query=SpeakerQuery,
        answers={200: (Speakers, "Best matches first.")},
    )
    def get(self, request: Request) -> HttpResponse:
        query = SpeakerQuery.read(request.query_params)
        found = suggest_speakers(words=query["q"], limit=query.get("limit", 8))
        shown = [
            {"id": one.pk, "name": str(one), "kind": one.kind, "role": one.role, "same_as": one.same_as}
            for one in found
        ]
        return answer({"results": shown})
