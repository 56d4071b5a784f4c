"""Articles: handing them in, and what became of them."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.claimrows import CLAIM_COLUMNS, ClaimRow, claim_row
from claims.api.endpoint import Endpoint, actor, demand_match, tagged
from claims.api.fields import Body, Day, Text, Word, read_body
from claims.api.paging import IN_TEXT_ORDER, NEWEST_FIRST, PageQuery, page, page_of
from claims.api.rendering import answer
from claims.api.schema import IF_MATCH, IF_NONE_MATCH, operation
from claims.api.statements import STATEMENT_COLUMNS, StatementRow, statement_row
from claims.api.words import ARTICLE_STATUSES, LANES, LINK_STATES
from claims.errors import Missing
from claims.models import Article, ArticleVersion, Claim, Lane, Scope, Statement, User
from claims.services.articlefacts import FACTS, correct_article
from claims.services.articles import Submission, retry_article, submit_article
from claims.services.articlewatch import changed_articles


class ArticleBody(Body):
    """An article to take apart: its text, or the address to fetch it from."""

    text = Text(required=False, help_text="The article's text. With an address as well, it is not fetched again.")
    url = Text(required=False, max_length=4096, help_text="http or https, on the open internet.")
    title = Text(required=False, max_length=500)
    byline = Text(required=False, max_length=300)
    published_on = Day(required=False, allow_null=True)
    outlet = Text(required=False, max_length=200, help_text="The name of who published it.")
    lane = Word(choices=LANES, required=False, help_text="bulk: after everything that people wait for.")


class ArticlePatch(Body):
    """What is known of the article; what is left out stays as it is, null takes the date away."""

    title = Text(required=False, max_length=500)
    byline = Text(required=False, max_length=300)
    published_on = Day(required=False, allow_null=True)
    outlet = Text(required=False, max_length=200, help_text="The name of who published it; empty: not known.")
    url = Text(required=False, max_length=4096, help_text="Only for an article that has no address yet.")


class ArticleRow(serializers.Serializer[Any]):
    """An article as lists show it."""

    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=ARTICLE_STATUSES)
    error = serializers.CharField(help_text="Why it failed and what to do; empty otherwise.")
    error_code = serializers.CharField()
    title = serializers.CharField()
    byline = serializers.CharField()
    outlet = serializers.CharField(help_text="Name of the publisher; empty when unknown.")
    url = serializers.CharField(help_text="As it was given; empty for pasted text.")
    published_on = serializers.DateField(allow_null=True)
    language = serializers.CharField(help_text="BCP 47; empty until known.")
    lane = serializers.ChoiceField(choices=LANES)
    attempts = serializers.IntegerField()
    duplicate_of = serializers.IntegerField(allow_null=True, help_text="The article with the same text.")
    submitted_by = serializers.CharField(allow_null=True, help_text="Username.")
    source_state = serializers.ChoiceField(
        choices=["", *LINK_STATES], help_text="How its page fared when last looked at; empty without an address."
    )
    source_note = serializers.CharField(help_text="What somebody should look at; empty when nothing.")
    source_looked_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class ArticleReceipt(ArticleRow):
    """An article just handed in, or the one that was there."""

    known_by = serializers.CharField(help_text="address or text when it was on the desk already; empty when new.")


class ArticleDetail(ArticleRow):
    """An article with its text. All spans count Unicode code points in ``text``."""

    version = serializers.IntegerField(allow_null=True, help_text="Id of the text; null until it was fetched.")
    text = serializers.CharField(allow_null=True)
    text_sha256 = serializers.CharField()
    engine = serializers.CharField(help_text="What took it apart; empty until then.")
    extracted_at = serializers.DateTimeField(allow_null=True)
    skipped = serializers.ListField(help_text="What the engine left undone, and why.")


ARTICLE_COLUMNS = (
    "id", "status", "error", "error_code", "title", "byline", "outlet__name", "url", "published_on", "language", "lane",
    "attempts", "duplicate_of_id", "submitted_by__username", "watch__state", "watch__note", "watch__looked_at",
    "created_at", "updated_at",
)  # fmt: skip


def article_row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "status": row["status"],
        "error": row["error"],
        "error_code": row["error_code"],
        "title": row["title"],
        "byline": row["byline"],
        "outlet": row["outlet__name"] or "",
        "url": row["url"],
        "published_on": row["published_on"],
        "language": row["language"],
        "lane": row["lane"],
        "attempts": row["attempts"],
        "duplicate_of": row["duplicate_of_id"],
        "submitted_by": row["submitted_by__username"],
        "source_state": row["watch__state"] or "",
        "source_note": row["watch__note"] or "",
        "source_looked_at": row["watch__looked_at"],
        "created_at": row["created_at"],
        "updated_at": row["updated_at"],
    }


def article_detail(user: User, article_id: int) -> dict[str, Any]:
    """The article with its current text. Raises :class:`Missing`."""
    row = Article.objects.visible_to(user).filter(pk=article_id).values(*ARTICLE_COLUMNS, "text_sha256").first()
    if row is None:
        raise Missing("no_such_article", f"There is no article {article_id}.")
    version = (
        ArticleVersion.objects.filter(article=article_id)
        .order_by("-number")
        .values("id", "text", "engine", "extracted_at", "skipped")
        .first()
    )
    return {
        **article_row(row),
        "version": version["id"] if version else None,
        "text": version["text"] if version else None,
        "text_sha256": row["text_sha256"],
        "engine": version["engine"] if version else "",
        "extracted_at": version["extracted_at"] if version else None,
        "skipped": version["skipped"] if version else [],
    }


def current_version(user: User, article_id: int) -> int | None:
    """Id of the article's newest text; None while there is none. Raises :class:`Missing`."""
    if not Article.objects.visible_to(user).filter(pk=article_id).exists():
        raise Missing("no_such_article", f"There is no article {article_id}.")
    return ArticleVersion.objects.filter(article=article_id).order_by("-number").values_list("pk", flat=True).first()


class ArticleListQuery(PageQuery):
    status = Word(choices=ARTICLE_STATUSES, required=False)
    changed = serializers.BooleanField(required=False, help_text="Only those whose page somebody should look at.")


class ArticleList(Endpoint):
    @operation(
        "list_articles",
        "Articles, newest first",
        scope=Scope.ARTICLES_READ,
        query=ArticleListQuery,
        answers={200: (page_of("ArticlePage", ArticleRow), "A page.")},
    )
    def get(self, request: Request) -> HttpResponse:
        query = ArticleListQuery.read(request.query_params)
        articles = Article.objects.visible_to(actor(request))
        if "status" in query:
            articles = articles.filter(status=query["status"])
        if query.get("changed"):
            articles = articles.filter(pk__in=changed_articles().values("pk"))
        body, headers = page(request, articles.values(*ARTICLE_COLUMNS), NEWEST_FIRST, query, article_row)
        return answer(body, headers=headers)

    @operation(
        "create_article",
        "Hand an article in",
        scope=Scope.ARTICLES_WRITE,
        body=ArticleBody,
        answers={
            202: (ArticleReceipt, "Taken in; a worker takes it apart. Follow it at the address in Location."),
            200: (ArticleReceipt, "On the desk already: the same address or the same text."),
        },
        refusals=(422,),
        description="The same address or the same text is the same article, so repeating the request is safe.",
    )
    def post(self, request: Request) -> HttpResponse:
        values = read_body(ArticleBody, request.data)
        lane = Lane(values.pop("lane", Lane.INTERACTIVE))
        user = actor(request)
        submitted = submit_article(actor=user, submission=Submission(**values), lane=lane, now=timezone.now())
        pk = submitted.article.pk
        row = Article.objects.values(*ARTICLE_COLUMNS).get(pk=pk)
        return answer(
            {**article_row(row), "known_by": submitted.known_by},
            status=202 if submitted.is_new else 200,
            headers={"Location": request.build_absolute_uri(reverse("api:article-detail", args=[pk]))},
        )


class ArticleOne(Endpoint):
    @operation(
        "read_article",
        "One article with its text",
        scope=Scope.ARTICLES_READ,
        answers={200: (ArticleDetail, "The article.")},
        refusals=(304, 404),
        parameters=[IF_NONE_MATCH],
    )
    def get(self, request: Request, article_id: int) -> HttpResponse:
        return tagged(request, article_detail(actor(request), article_id))

    @operation(
        "correct_article",
        "Say what is known of an article",
        scope=Scope.ARTICLES_WRITE,
        body=ArticlePatch,
        answers={200: (ArticleDetail, "As it now stands; queued where its text is read again.")},
        refusals=(404, 409, 412, 422),
        parameters=[IF_MATCH],
        description="Where date, outlet or byline change, a worker reads the text again in their light: days and "
        "wordings of claims that nobody touched follow. Published checks stay as they are: an editor corrects them.",
    )
    def patch(self, request: Request, article_id: int) -> HttpResponse:
        user, values = actor(request), read_body(ArticlePatch, request.data)
        seen: dict[str, str] | None = None
        if request.headers.get("If-Match"):
            detail = article_detail(user, article_id)
            demand_match(request, detail)
            # The service compares again under the row's lock, so nobody slips in between.
            seen = {name: str(detail[name] or "") for name in FACTS}
        is_undated = "published_on" in values and values["published_on"] is None
        correct_article(
            actor=user, article_id=article_id, is_undated=is_undated, seen=seen, now=timezone.now(), **values
        )
        return tagged(request, article_detail(user, article_id))


class ArticleStatements(Endpoint):
    @operation(
        "list_article_statements",
        "What the article says somebody said",
        scope=Scope.ARTICLES_READ,
        query=PageQuery,
        answers={200: (page_of("StatementPage", StatementRow), "A page, in the order of the text.")},
        refusals=(404,),
        tag="articles",
    )
    def get(self, request: Request, article_id: int) -> HttpResponse:
        query = PageQuery.read(request.query_params)
        version = current_version(actor(request), article_id)
        rows = Statement.objects.filter(version=version).values(*STATEMENT_COLUMNS)
        body, headers = page(request, rows, IN_TEXT_ORDER, query, statement_row, size=200)
        return answer(body, headers=headers)


class ArticleClaims(Endpoint):
    @operation(
        "list_article_claims",
        "The article's claims",
        scope=Scope.CLAIMS_READ,
        query=PageQuery,
        answers={200: (page_of("ArticleClaimPage", ClaimRow), "A page, in the order of the text.")},
        refusals=(404,),
        tag="articles",
    )
    def get(self, request: Request, article_id: int) -> HttpResponse:
        query = PageQuery.read(request.query_params)
        version = current_version(actor(request), article_id)
        rows = Claim.objects.visible_to(actor(request)).filter(version=version).values(*CLAIM_COLUMNS)
        body, headers = page(request, rows, IN_TEXT_ORDER, query, claim_row, size=200)
        return answer(body, headers=headers)


class ArticleRetry(Endpoint):
    @operation(
        "retry_article",
        "Try a failed article again",
        scope=Scope.ARTICLES_WRITE,
        answers={200: (ArticleDetail, "Back in the queue, all attempts before it.")},
        refusals=(404, 409, 412),
        parameters=[IF_MATCH],
    )
    def post(self, request: Request, article_id: int) -> HttpResponse:
        user = actor(request)
        if request.headers.get("If-Match"):
            demand_match(request, article_detail(user, article_id))
        retry_article(actor=user, article_id=article_id, now=timezone.now())
        return tagged(request, article_detail(user, article_id))
