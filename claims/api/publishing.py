"""Published checks: what readers and machines get, and publishing itself."""

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.claims import Revised, expected_revision
from claims.api.endpoint import Endpoint, actor
from claims.api.fields import read_body
from claims.api.paging import Order, PageQuery, page, page_of
from claims.api.rendering import answer
from claims.api.schema import IF_MATCH, operation
from claims.api.words import OCCASIONS
from claims.errors import Missing
from claims.models import Publication, Scope
from claims.services.publishing import public_address, publish_claim

# Anybody may read what is published, from any site's scripts as well; nothing here depends on who asks.
OPEN_TO_ALL = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=60"}
NEWEST_PUBLISHED = Order(("published_at", "id"), (datetime, int), is_descending=True)


class VersionRow(serializers.Serializer[Any]):
    """One version of a published check."""

    number = serializers.IntegerField()
    occasion = serializers.ChoiceField(choices=OCCASIONS)
    note = serializers.CharField(help_text="What changed and why; empty for the first.")
    published_at = serializers.DateTimeField()


class PublicationRow(VersionRow):
    """A published check in the version that its address shows."""

    slug = serializers.CharField()
    url = serializers.URLField(help_text="The page for readers.")
    claim = serializers.IntegerField(help_text="Id of the claim.")
    facts = serializers.DictField(help_text="All that the page shows: claim, speaker, rating, summary, evidence …")


class PublicationDetail(PublicationRow):
    """A published check with its markup and its versions."""

    json_ld = serializers.DictField(help_text="schema.org ClaimReview.")
    versions = VersionRow(many=True, help_text="Newest first.")


_VERSION = ("number", "occasion", "note", "published_at")
COLUMNS = ("id", "slug", "claim_id", "facts", *_VERSION)


def publication_row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "slug": row["slug"],
        "url": public_address(row["slug"]),
        "claim": row["claim_id"],
        **{name: row[name] for name in _VERSION},
        "facts": row["facts"],
    }


def publication_detail(slug: str) -> dict[str, Any]:
    """The current version. Raises :class:`Missing`."""
    row = Publication.objects.current().filter(slug=slug).values(*COLUMNS, "json_ld").first()
    if row is None:
        raise Missing("no_such_publication", f"There is no published check {slug}.")
    versions = Publication.objects.filter(slug=slug).order_by("-number").values(*_VERSION)
    return {**publication_row(row), "json_ld": row["json_ld"], "versions": list(versions)}


class PublicationList(Endpoint):
    @operation(
        "list_publications",
        "Published checks, newest first",
        query=PageQuery,
        answers={200: (page_of("PublicationPage", PublicationRow), "A page.")},
        is_public=True,
    )
    def get(self, request: Request) -> HttpResponse:
        query = PageQuery.read(request.query_params)
        rows = Publication.objects.current().values(*COLUMNS)
        body, headers = page(request, rows, NEWEST_PUBLISHED, query, publication_row)
        return answer(body, headers=headers | OPEN_TO_ALL)


class PublicationOne(Endpoint):
    @operation(
        "read_publication",
        "One published check",
        answers={200: (PublicationDetail, "The version that its address shows, with the list of all.")},
        refusals=(404,),
        is_public=True,
    )
    def get(self, request: Request, slug: str) -> HttpResponse:
        return answer(publication_detail(slug), headers=OPEN_TO_ALL)


class ClaimPublish(Endpoint):
    @operation(
        "publish_claim",
        "Publish an approved claim",
        scope=Scope.PUBLICATIONS_WRITE,
        body=Revised,
        answers={200: (PublicationDetail, "Published; publishing again answers with the same check.")},
        refusals=(404, 409, 412),
        parameters=[IF_MATCH],
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(Revised, request.data)
        user = actor(request)
        revision = expected_revision(request, user, claim_id, values.get("revision"))
        publication = publish_claim(actor=user, claim_id=claim_id, revision=revision, now=timezone.now())
        address = request.build_absolute_uri(reverse("api:publication-detail", args=[publication.slug]))
        return answer(publication_detail(publication.slug), headers={"Location": address})
