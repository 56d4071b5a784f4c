"""Who am I, as far as the API is concerned."""

from typing import Any

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.auth import token_of
from claims.api.endpoint import Endpoint, actor
from claims.api.rendering import answer
from claims.api.schema import operation
from claims.api.words import ROLES, SCOPES
from claims.models import Scope


class TokenShown(serializers.Serializer[Any]):
    """The token that the request was made with."""

    name = serializers.CharField()
    prefix = serializers.CharField(help_text="Its first characters.")
    expires_at = serializers.DateTimeField(allow_null=True)


class Me(serializers.Serializer[Any]):
    """The member behind the request, and what it may be used for."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    name = serializers.CharField()
    roles = serializers.ListField(child=serializers.ChoiceField(choices=ROLES))
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=SCOPES))
    token = TokenShown(allow_null=True, help_text="Null for a session.")


class WhoAmI(Endpoint):
    @operation("read_me", "Who am I", tag="me", answers={200: (Me, "The member and the token.")})
    def get(self, request: Request) -> HttpResponse:
        user, token = actor(request), token_of(request)
        return answer(
            {
                "id": user.pk,
                "username": user.username,
                "name": str(user),
                "roles": sorted(user.roles),
                "scopes": list(token.scopes) if token else [str(Scope.ADMIN)],
                "token": {"name": token.name, "prefix": token.prefix, "expires_at": token.expires_at}
                if token
                else None,
            }
        )
