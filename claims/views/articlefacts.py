"""What is known of an article beside its text: shown at its head, given and corrected there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from claims.errors import Invalid, Refused
from claims.forms.articles import FactsForm
from claims.models import Article, Event
from claims.services import articlefacts as verbs
from claims.views.desk import DeskRequest, desk, part_or_page, status_of
from claims.views.history import tell

LABELS = {"title": "Title", "outlet": "Outlet", "byline": "Byline", "published_on": "Published on", "url": "Address"}


@dataclass(frozen=True, slots=True)
class Clash:
    """A fact that a colleague corrected while somebody else was at it."""

    label: str
    mine: str
    theirs: str


def facts_context(article: Article) -> dict[str, Any]:
    """What the head of an article's page says of it. Two queries."""
    last = Event.objects.about("article", article.pk).filter(verb="correct_article").last()
    return {"corrected": tell([last])[0] if last else None, "old_checks": verbs.old_checks(article)}


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: DeskRequest, pk: int) -> HttpResponse:
    """The form in the place of the facts, and saving it. ``?shown`` gives the facts back, unchanged."""
    article = _article(request, pk)
    if request.method == "POST":
        return _save(request, article)
    if "shown" in request.GET:
        if not request.htmx:
            return redirect("claims:article-detail", pk)
        return render(request, "claims/_article_facts.html", _shown(article))
    wanted = request.GET.get("field", "")
    form = FactsForm(
        initial=verbs.facts_of(article),
        has_address=bool(article.url),
        starts_at=wanted if wanted in LABELS else "title",
    )
    return _form(request, article, form)


def _save(request: DeskRequest, article: Article) -> HttpResponse:
    form = FactsForm(request.POST, has_address=bool(article.url))
    if not form.is_valid():
        return _form(request, article, form, was=_was(request), status=422)
    given = form.cleaned_data
    published_on: date | None = given["published_on"]
    try:
        saved = verbs.correct_article(
            actor=request.user, article_id=article.pk, is_undated=published_on is None, seen=_was(request),
            now=timezone.now(), **given,
        )  # fmt: skip
    except Invalid as error:
        form.add_refusals(error.fields)
        return _form(request, article, form, was=_was(request), status=422)
    except Refused as error:
        if error.code == "stale":
            return _too_late(request, article.pk, form)
        form.add_error(None, error.message)
        return _form(request, article, form, was=_was(request), status=status_of(error))
    if not request.htmx:
        messages.success(
            request,
            "Corrected. A worker reads the text again in that light." if saved.is_working else "Corrected.",
        )
        return redirect("claims:article-detail", article.pk)
    # Where it is read again, the part asks for the whole page's state: that follows the reading as any other.
    return render(request, "claims/_article_facts.html", _shown(_article(request, article.pk)) | {"is_saved": True})


def _too_late(request: DeskRequest, pk: int, form: FactsForm) -> HttpResponse:
    """What the person changed stays in the form; what only a colleague changed is shown as it is now."""
    article, was = _article(request, pk), _was(request)
    present = verbs.facts_of(article)
    mine = {name: " ".join(str(form[name].value() or "").split()) for name in form.fields}
    clashes = [
        Clash(LABELS[name], _told(name, mine[name]), _told(name, present[name]))
        for name in mine
        if mine[name] != was.get(name) and present[name] not in (was.get(name), mine[name])
    ]
    data = QueryDict(mutable=True)
    data.update({name: present[name] if mine[name] == was.get(name) else mine[name] for name in mine})
    both = FactsForm(data, has_address=bool(article.url))
    return _form(request, article, both, clashes=clashes, status=409)


def _told(name: str, value: str) -> str:
    if name == "published_on" and value:
        day = date.fromisoformat(value)
        return f"{day.day} {day:%B %Y}"
    return value


def _was(request: DeskRequest) -> dict[str, str]:
    return {name: request.POST[f"was-{name}"] for name in verbs.FACTS if f"was-{name}" in request.POST}


def _shown(article: Article) -> dict[str, Any]:
    return {"article": article, "now": timezone.now(), **facts_context(article)}


def _form(
    request: DeskRequest,
    article: Article,
    form: FactsForm,
    *,
    was: Mapping[str, str] | None = None,
    clashes: list[Clash] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "here": "articles",
        "article": article,
        "form": form,
        "was": {name: value for name, value in (was or verbs.facts_of(article)).items() if name in form.fields},
        "clashes": clashes or [],
        "old_checks": verbs.old_checks(article),
    }
    return part_or_page(
        request, part="claims/_article_facts_form.html", page="claims/article_facts.html", context=context,
        status=status,
    )  # fmt: skip


def _article(request: DeskRequest, pk: int) -> Article:
    rows = Article.objects.visible_to(request.user).select_related("outlet", "submitted_by")
    return get_object_or_404(rows, pk=pk)
