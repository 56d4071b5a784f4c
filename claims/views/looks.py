"""The source of an article: looked at again, what it reads now beside what we have, and what is made of that."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.models import Article, ArticleVersion, ArticleWatch, Claim
from claims.services import looks as verbs
from claims.services.versions import detached
from claims.views.desk import DeskRequest, desk, go, part_or_page
from claims.views.textchanges import changes_between
from claims.views.versions import told
from claims.workflow import ArticleStatus

PATIENCE = timedelta(minutes=2)  # for a worker that was asked to look


def watch_of(article: Article) -> ArticleWatch | None:
    """What is known of its page, without the text that was found."""
    return ArticleWatch.objects.without_text().filter(pk=article.pk).first()


def source_context(article: Article, version: ArticleVersion, *, now: datetime) -> dict[str, Any]:
    """What the page says of the article's source, and the claims that do not stand in its newest text."""
    watch = watch_of(article)
    asked = watch.asked_at if watch else None
    return {
        "watch": watch,
        "is_looking": asked is not None and asked > now - PATIENCE,
        "is_unanswered": asked is not None and asked <= now - PATIENCE,
        "may_look": bool(article.url) and article.status == ArticleStatus.READY,
        "may_revise": not article.is_working,
        "detached": detached(article, version),
    }


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def look(request: DeskRequest, pk: int) -> HttpResponse:
    """Have the source looked at; by GET, what came of it."""
    article = _article(request, pk)
    if request.method == "POST":
        verbs.ask_look(actor=request.user, article_id=pk, now=timezone.now())
        if not request.htmx:
            messages.info(request, "A worker looks at the source. Its answer appears here.")
            return redirect("claims:article-detail", pk)
    version = article.versions.order_by("-number").first()
    if version is None or not request.htmx:
        return redirect("claims:article-detail", pk)
    context = {"article": article, "version": version, **source_context(article, version, now=timezone.now())}
    answer = part_or_page(request, part="claims/_article_look.html", page="claims/article.html", context=context)
    if article.is_working:
        answer["HX-Refresh"] = "true"  # it has a new text: the whole page is about that now
    return answer


@desk
@require_safe
def changes(request: DeskRequest, pk: int) -> HttpResponse:
    """What the source reads now beside the newest text that we have, before anything is done."""
    article = _article(request, pk)
    watch = ArticleWatch.objects.filter(pk=pk).first()
    version = article.versions.order_by("-number").first()
    if watch is None or version is None or not watch.text:
        messages.info(request, "No other text waits to be looked at: somebody may have been faster.")
        return redirect("claims:article-detail", pk)
    claims = Claim.objects.filter(pk__in=[int(key) for key in watch.concerned]).select_related("speaker", "assignee")
    context = {
        "here": "articles",
        "article": article,
        "watch": watch,
        "version": version,
        "changes": changes_between(version.text, watch.text),
        "concerned": [
            {"claim": claim, **watch.concerned[str(claim.pk)]} for claim in claims.order_by("start", "pk")
        ],
        "may_take_in": article.status == ArticleStatus.READY,
    }  # fmt: skip
    return render(request, "claims/article_changes.html", context)


@desk
@require_POST
def take_in(request: DeskRequest, pk: int) -> HttpResponse:
    """Make it a new version."""
    _article(request, pk)
    revised = verbs.take_in(actor=request.user, article_id=pk, seen=_seen(request), now=timezone.now())
    messages.success(request, told(revised))
    return go(request, f"/articles/{pk}/")


@desk
@require_POST
def settle(request: DeskRequest, pk: int) -> HttpResponse:
    """Somebody looked, and the article keeps its text."""
    _article(request, pk)
    verbs.settle_look(actor=request.user, article_id=pk, seen=_seen(request), now=timezone.now())
    messages.success(request, "Noted: the article keeps its text. You hear of the next change of its source.")
    return go(request, f"/articles/{pk}/")


def _seen(request: DeskRequest) -> str:
    return request.POST.get("seen", "")[:64]


def _article(request: DeskRequest, pk: int) -> Article:
    return get_object_or_404(Article.objects.visible_to(request.user).select_related("outlet"), pk=pk)
