"""What an article reads now: looking at its source again, and taking in a new text."""

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from claims.errors import Invalid, Refused
from claims.forms.articles import ReviseForm
from claims.models import Article, ArticleVersion
from claims.services import versions as verbs
from claims.views.desk import DeskRequest, desk, part_or_page
from claims.workflow import ArticleStatus

PATIENCE = timedelta(minutes=2)  # for a worker that was asked to look


def source_context(article: Article, version: ArticleVersion, *, now: datetime | None = None) -> dict[str, Any]:
    """What the page says of the article's source, and the claims that do not stand in its newest text."""
    look = verbs.last_look(article)
    now = now or timezone.now()
    return {
        "look": look,
        "is_looking": verbs.is_reading(look) and look is not None and look.at > now - PATIENCE,
        "may_look": bool(article.url) and article.status == ArticleStatus.READY,
        "may_revise": not article.is_working,
        "detached": verbs.detached(article, version),
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
    context = {"article": article, "version": version, **source_context(article, version)}
    answer = part_or_page(request, part="claims/_article_look.html", page="claims/article.html", context=context)
    if article.is_working:
        answer["HX-Refresh"] = "true"  # it has changed: the whole page is about the new text now
    return answer


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: DeskRequest, pk: int) -> HttpResponse:
    """Give the text as it reads now. What was typed stays when it is refused."""
    article = _article(request, pk)
    version = article.versions.order_by("-number").first()
    if request.method != "POST":
        form = ReviseForm(initial={"text": version.text if version else ""})
        return render(request, "claims/article_revise.html", {"form": form, "article": article, "here": "articles"})
    form = ReviseForm(request.POST)
    if form.is_valid():
        try:
            revised = verbs.revise_article(
                actor=request.user, article_id=pk, text=form.cleaned_data["text"], now=timezone.now()
            )
        except Invalid as error:
            for sentences in error.fields.values():
                form.add_error("text", list(sentences))
        except Refused as error:
            form.add_error(None, error.message)
        else:
            messages.info(request, told(revised))
            return redirect("claims:article-detail", pk)
    context = {"form": form, "article": article, "here": "articles"}
    return render(request, "claims/article_revise.html", context, status=422)


def told(revised: verbs.Revised) -> str:
    """What became of the claims, in a sentence."""
    if not revised.is_new:
        return "It reads as before. Nothing was changed."
    counts = revised.counts
    words = {"exact": "stand as they were", "normalised": "differ in signs only", "fuzzy": "have changed words",
             "orphaned": "are not in it any more"}  # fmt: skip
    shown = [f"{counts[how]} {words[how]}" for how in words if counts.get(how)]
    return f"Taken in as version {revised.version.number}. Claims: {', '.join(shown) or 'none'}."


def _article(request: DeskRequest, pk: int) -> Article:
    return get_object_or_404(Article.objects.visible_to(request.user).select_related("outlet"), pk=pk)
