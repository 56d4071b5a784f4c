"""The peer of claims_list: the same list as the framework's own parts make it, beside ours in one process.

These are the addresses that the measurement serves. Authentication is the same for both; the peer selects its
related rows, so it is not slowed by a query for each row.
"""

from typing import Any

from django.urls import include, path
from rest_framework import pagination, permissions, renderers, serializers, viewsets

from claims.models import Claim, Speaker, User


class PeerSpeaker(serializers.ModelSerializer[Speaker]):
    class Meta:
        model = Speaker
        fields = ["id", "name", "role"]


class PeerPerson(serializers.ModelSerializer[User]):
    class Meta:
        model = User
        fields = ["id", "username", "display_name"]


class PeerClaim(serializers.ModelSerializer[Claim]):
    article_title = serializers.CharField(source="article.title")
    speaker = PeerSpeaker()
    assignee = PeerPerson()

    class Meta:
        model = Claim
        fields = [
            "id",
            "article",
            "article_title",
            "statement",
            "start",
            "end",
            "quote",
            "standalone",
            "kind",
            "score",
            "speaker",
            "said_from",
            "said_until",
            "said_precision",
            "status",
            "assignee",
            "revision",
            "created_at",
            "updated_at",
        ]


class PeerPages(pagination.CursorPagination):
    ordering = ("-created_at", "-id")
    page_size = 50


class PeerClaims(viewsets.ModelViewSet[Claim]):
    queryset = Claim.objects.select_related("article", "speaker", "assignee")
    serializer_class = PeerClaim
    pagination_class = PeerPages
    permission_classes = (permissions.IsAuthenticated,)
    renderer_classes = (renderers.JSONRenderer,)


urlpatterns: list[Any] = [
    path("api/", include("claims.api.urls")),
    path("peer/claims", PeerClaims.as_view({"get": "list"})),
]
