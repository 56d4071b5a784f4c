"""Articles: handing one in, the list, and the article with what was found in it."""

from collections import Counter
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.errors import Invalid, Refused
from claims.extraction.analysis import UNDATED
from claims.forms.articles import SubmitForm, WithdrawForm
from claims.models import Article, ArticleWatch, Claim
from claims.permissions import may_withdraw_article
from claims.services import articles as verbs
from claims.services.articlewatch import changed_articles
from claims.services.pulse import is_worker_silent
from claims.views.articlefacts import facts_context
from claims.views.desk import DeskRequest, desk, part_or_page
from claims.views.finds import body_of, latest_version, shown_params
from claims.views.looks import source_context
from claims.workflow import ArticleStatus

PAGE = 50
POLL_FAST, POLL_SLOW = 1, 4  # seconds between looks; slow once it has waited for half a minute


@desk
@require_safe
def article_list(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    rows = (
        Article.objects.visible_to(request.user).select_related("outlet", "submitted_by").order_by("-created_at", "-id")
    )
    after = request.GET.get("after", "")
    if (
        after.isascii()
        and after.isdecimal()
        and len(after) < 18
        and (last := Article.objects.filter(pk=int(after)).first())
    ):
        rows = rows.filter(created_at__lte=last.created_at).exclude(created_at=last.created_at, id__gte=last.pk)
    if is_changed := "changed" in request.GET:
        rows = rows.filter(pk__in=changed_articles().values("pk"))
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    notes = dict(ArticleWatch.objects.filter(article__in=shown).exclude(note="").values_list("pk", "note"))
    counts: dict[int, Counter[str]] = {article.pk: Counter() for article in shown}
    rows_of = Claim.objects.ordinary().filter(article__in=shown).values_list("article_id", "status")
    grouped = rows_of.annotate(number=Count("id"))
    for article_id, status, number in grouped:
        counts[article_id][status] = number
    context = {
        "here": "articles",
        "rows": [
            {"article": article, "counts": _told(counts[article.pk]), "note": notes.get(article.pk, "")}
            for article in shown
        ],
        "is_changed": is_changed,
        "is_working": any(article.is_working for article in shown),
        "is_silent": any(article.is_working for article in shown) and is_worker_silent(now=now),
        "is_continued": bool(after),
        "next": shown[-1].pk if len(found) > PAGE else None,
        "now": now,
    }
    return part_or_page(request, part="claims/_articles.html", page="claims/articles.html", context=context)


def _told(counts: Counter[str]) -> dict[str, int]:
    """How many claims wait for a decision, are in work and are settled."""
    waiting, dismissed = counts["proposed"], counts["dismissed"]
    done = counts["published"] + counts["corrected"] + counts["retracted"]
    return {
        "total": counts.total(),
        "proposed": waiting,
        "dismissed": dismissed,
        "published": done,
        "active": counts.total() - waiting - dismissed - done,
    }


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: DeskRequest) -> HttpResponse:
    """Refusals keep everything typed; an article that is here already is shown and said so."""
    if request.method != "POST":
        initial = {name: request.GET[name] for name in ("url", "title", "text") if name in request.GET}
        return render(request, "claims/article_new.html", {"form": SubmitForm(initial=initial), "here": "ingest"})
    form = SubmitForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            submitted = verbs.submit_article(actor=request.user, submission=form.submission, now=timezone.now())
        except Invalid as error:
            for name, sentences in error.fields.items():
                for sentence in sentences:
                    form.add_error(name if name in form.fields else None, sentence)
        else:
            if not submitted.is_new:
                messages.info(
                    request, f"This article is here already: it has the same {submitted.known_by}. Nothing was added."
                )
            return redirect("claims:article-detail", submitted.article.pk)
    return render(request, "claims/article_new.html", {"form": form, "here": "ingest"}, status=422)


@desk
@require_safe
def detail(request: DeskRequest, pk: int) -> HttpResponse:
    return render(request, "claims/article.html", article_context(request, _article(request, pk), now=timezone.now()))


@desk
@require_safe
def state(request: DeskRequest, pk: int) -> HttpResponse:
    """What the page asks for while a worker has the article; without a further request in it once there is an end."""
    context = article_context(request, _article(request, pk), now=timezone.now())
    return part_or_page(request, part="claims/_article.html", page="claims/article.html", context=context)


def article_context(request: DeskRequest, article: Article, *, now: datetime) -> dict[str, Any]:
    context: dict[str, Any] = {
        "here": "articles",
        "article": article,
        "waited": article.waited(now=now),
        "may_withdraw": may_withdraw_article(request.user, article) and article.status != ArticleStatus.WITHDRAWN,
        "withdraw_form": WithdrawForm(),
        "now": now,
        **facts_context(article),
    }
    if article.is_working:
        context["is_silent"] = is_worker_silent(now=now)
        context["poll"] = POLL_FAST if context["waited"].total_seconds() < 30 else POLL_SLOW
        return context
    version = latest_version(article)
    if version is None:
        return context | {"version": None}
    return context | {
        "version": version,
        "is_day_missing": article.published_on is None and UNDATED in version.skipped,
        "filter_query": urlencode(shown_params(request)),
        **body_of(version, shown_params(request)),
        **source_context(article, version, now=now),
    }


@desk
@require_POST
def retry(request: DeskRequest, pk: int) -> HttpResponse:
    _article(request, pk)
    article = verbs.retry_article(actor=request.user, article_id=pk, now=timezone.now())
    if request.htmx:
        return render(request, "claims/_article.html", article_context(request, article, now=timezone.now()))
    return redirect("claims:article-detail", pk)


@desk
@require_POST
def withdraw(request: DeskRequest, pk: int) -> HttpResponse:
    article = _article(request, pk)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            verbs.withdraw_article(
                actor=request.user, article_id=pk, reason=form.cleaned_data["reason"], now=timezone.now()
            )
        except Refused as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "Withdrawn. What was found in it stays readable.")
            return redirect(reverse("claims:article-detail", args=[pk]))
    context = article_context(request, article, now=timezone.now()) | {"withdraw_form": form, "is_withdrawing": True}
    return render(request, "claims/article.html", context, status=422)


def _article(request: DeskRequest, pk: int) -> Article:
    rows = Article.objects.visible_to(request.user).select_related("outlet", "submitted_by", "duplicate_of")
    return get_object_or_404(rows, pk=pk)
