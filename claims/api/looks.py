"""The page of an article, looked at again: what it reads now, and what is made of that."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.articles import ArticleDetail, article_detail
from claims.api.endpoint import Endpoint, actor, tagged
from claims.api.fields import Body, Text, read_body
from claims.api.rendering import answer
from claims.api.schema import IF_NONE_MATCH, operation
from claims.api.words import ANCHORINGS, LINK_STATES
from claims.errors import Missing
from claims.models import Article, ArticleWatch, Scope
from claims.services import looks


class ConcernedShown(serializers.Serializer[Any]):
    """A claim whose words are others in what was found."""

    claim = serializers.IntegerField(help_text="Id.")
    anchoring = serializers.ChoiceField(choices=ANCHORINGS, help_text="fuzzy or orphaned.")
    reads = serializers.CharField(help_text="What stands there now, up to 500 characters; empty where nothing does.")


class ChangesShown(serializers.Serializer[Any]):
    """What the last look found. ``text`` is null where nothing waits for somebody's word."""

    state = serializers.ChoiceField(choices=LINK_STATES)
    note = serializers.CharField(help_text="What somebody should look at; empty when nothing.")
    looked_at = serializers.DateTimeField(allow_null=True)
    is_looking = serializers.BooleanField(help_text="A look was asked for and has no answer yet.")
    next_look_at = serializers.DateTimeField(allow_null=True)
    found_at = serializers.DateTimeField(allow_null=True)
    text = serializers.CharField(allow_null=True, help_text="The text of the page as it reads now.")
    text_sha256 = serializers.CharField(help_text="Name it to take this text in, or to settle it.")
    concerned = ConcernedShown(many=True)


class SeenBody(Body):
    """Which text you looked at: another one by now answers 409 stale."""

    text_sha256 = Text(max_length=64)


class SettleBody(Body):
    """The same; left out where no text was found, as of a page that is gone."""

    text_sha256 = Text(required=False, max_length=64)


def changes_shown(article_id: int) -> dict[str, Any]:
    row = ArticleWatch.objects.filter(pk=article_id).first()
    if row is None:
        raise Missing("not_watched", f"Article {article_id} has no address that is looked at.")
    return {
        "state": row.state,
        "note": row.note,
        "looked_at": row.looked_at,
        "is_looking": row.asked_at is not None,
        "next_look_at": row.due_at,
        "found_at": row.found_at,
        "text": row.text or None,
        "text_sha256": row.text_sha256 if row.text else "",
        "concerned": [
            {"claim": int(key), "anchoring": one["how"], "reads": one["reads"]} for key, one in row.concerned.items()
        ],
    }


def _demand_article(request: Request, article_id: int) -> None:
    if not Article.objects.visible_to(actor(request)).filter(pk=article_id).exists():
        raise Missing("no_such_article", f"There is no article {article_id}.")


class ArticleLook(Endpoint):
    @operation(
        "look_at_article_again",
        "Have a worker look at the address again",
        scope=Scope.ARTICLES_WRITE,
        answers={202: (ChangesShown, "Asked. What is found is told here; nothing is taken in by itself.")},
        refusals=(404, 409, 422),
        tag="articles",
    )
    def post(self, request: Request, article_id: int) -> HttpResponse:
        looks.ask_look(actor=actor(request), article_id=article_id, now=timezone.now())
        address = request.build_absolute_uri(reverse("api:article-changes", args=[article_id]))
        return answer(changes_shown(article_id), status=202, headers={"Location": address})


class ArticleChanges(Endpoint):
    @operation(
        "read_article_changes",
        "What the article's page reads now, where that differs",
        scope=Scope.ARTICLES_READ,
        answers={200: (ChangesShown, "What the last look found.")},
        refusals=(304, 404),
        parameters=[IF_NONE_MATCH],
        tag="articles",
    )
    def get(self, request: Request, article_id: int) -> HttpResponse:
        _demand_article(request, article_id)
        return tagged(request, changes_shown(article_id))


class ArticleTakeIn(Endpoint):
    @operation(
        "take_in_article_changes",
        "Make what was found the article's new text",
        scope=Scope.ARTICLES_WRITE,
        body=SeenBody,
        answers={200: (ArticleDetail, "With its new text, and queued to be read.")},
        refusals=(404, 409, 422),
        description="Claims and statements move with their words; each claim's anchoring tells how it stands.",
        tag="articles",
    )
    def post(self, request: Request, article_id: int) -> HttpResponse:
        given = read_body(SeenBody, request.data)
        looks.take_in(actor=actor(request), article_id=article_id, seen=given["text_sha256"], now=timezone.now())
        return tagged(request, article_detail(actor(request), article_id))


class ArticleSettle(Endpoint):
    @operation(
        "settle_article_changes",
        "Say that you looked, and that the article keeps its text",
        scope=Scope.ARTICLES_WRITE,
        body=SettleBody,
        answers={200: (ChangesShown, "As it now stands; the same difference is not told again.")},
        refusals=(404, 409, 422),
        tag="articles",
    )
    def post(self, request: Request, article_id: int) -> HttpResponse:
        given = read_body(SettleBody, request.data)
        seen = given.get("text_sha256", "")
        looks.settle_look(actor=actor(request), article_id=article_id, seen=seen, now=timezone.now())
        return answer(changes_shown(article_id))
