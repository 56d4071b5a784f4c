"""Articles, their texts, and the outlets they came from."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from claims.admin.access import Editable, ReadOnly, ReasonForm, chosen
from claims.admin.listing import one_of
from claims.models import Article, ArticleVersion, ArticleWatch, Lane, LinkState, Outlet, User
from claims.services import articles, outlets
from claims.workflow import ArticleStatus


@admin.register(Article)
class ArticleAdmin(ReadOnly[Article]):
    list_display = ("__str__", "status", "outlet", "published_on", "submitted_by", "created_at", "error_code")
    list_filter = (one_of("status", ArticleStatus), one_of("lane", Lane.values), "is_sample")
    list_select_related = ("outlet", "submitted_by")
    search_fields = ("title", "url", "byline")
    search_help_text = "Title, address or byline"
    action_form = ReasonForm
    actions = ("retry", "withdraw")
    readonly_fields = ("correcting",)

    @admin.display(description="To correct it")
    def correcting(self, article: Article) -> str:
        """Title, outlet, byline and date: there a text is read again in the light of them, and the history tells."""
        address = reverse("claims:article-facts", args=[article.pk])
        return format_html('<a href="{}">Correct title, outlet, byline and date on the desk</a>', address)

    @admin.action(description="Read again (failed or withdrawn articles)")
    def retry(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self.run_each(
            request, queryset, lambda who, key, now: articles.retry_article(actor=who, article_id=key, now=now),
            done="put back in the queue",
        )  # fmt: skip

    @admin.action(description="Withdraw, for the reason given")
    def withdraw(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        reason = request.POST.get("reason", "")
        self.run_each(
            request, queryset, done="withdrawn",
            act=lambda who, key, now: articles.withdraw_article(actor=who, article_id=key, reason=reason, now=now),
        )  # fmt: skip


@admin.register(ArticleVersion)
class ArticleVersionAdmin(ReadOnly[ArticleVersion]):
    list_display = ("article", "number", "engine", "created_at", "extracted_at")
    list_select_related = ("article",)
    search_fields = ("article__title", "=text_sha256")
    search_help_text = "Title of the article, or the text's SHA-256"

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleVersion]:
        rows = super().get_queryset(request)
        is_one = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        return rows if is_one else rows.defer("text", "sentences", "skipped")


@admin.register(ArticleWatch)
class ArticleWatchAdmin(ReadOnly[ArticleWatch]):
    """Looks at the pages of articles. What was found is looked at, and taken in, on the article's own page."""

    list_display = ("article", "host", "state", "note", "looked_at", "due_at", "asked_at", "failures")
    list_filter = (one_of("state", LinkState),)
    list_select_related = ("article",)
    search_fields = ("article__title", "host")
    search_help_text = "Title of the article, or its site"
    exclude = ("text", "body_gzip", "concerned")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArticleWatch]:
        return super().get_queryset(request).defer("text", "body_gzip")


@admin.register(Outlet)
class OutletAdmin(Editable[Outlet]):
    list_display = ("name", "host")
    ordering = ("name", "pk")
    search_fields = ("name", "host")
    fields = ("name", "host")

    def save_through(self, actor: User, pk: int | None, values: Mapping[str, Any], now: datetime) -> Outlet:
        return outlets.save_outlet(actor=actor, outlet_id=pk, **chosen(values, "name", "host"), now=now)
