"""Attributions on an article's page: adding one, naming its speaker, taking it out and bringing it back."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from claims.errors import Invalid, Refused
from claims.forms.articles import AddStatementForm, ArticleSpeakerForm
from claims.models import Article, ArticleVersion, Statement
from claims.services import statements as verbs
from claims.views.desk import DeskRequest, desk
from claims.views.finds import find_quote, latest_version, show_part


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: DeskRequest, pk: int) -> HttpResponse:
    """Selected words with their place, or words typed as they stand in the text."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    version = latest_version(article)
    if version is None:
        return redirect("claims:article-detail", pk)
    if request.method != "POST":
        form = AddStatementForm(initial={"version": version.pk}, auto_id="say_%s")
        return render(request, "claims/add_statement.html", {"form": form, "article": article, "here": "articles"})
    form = AddStatementForm(request.POST, auto_id="say_%s")
    if form.is_valid():
        try:
            statement = _add(request, version, form.cleaned_data)
        except Invalid as error:
            for name, sentences in error.fields.items():
                place = {"selection": "quote", "content": "quote", "speaker": "speaker_name"}.get(name, name)
                form.add_error(place if place in form.fields else None, list(sentences))
        except Refused as error:
            form.add_error(None, error.message)
        else:
            if request.htmx:
                answer = _shown(request, statement)
                answer["Desk-Statement"] = str(statement.pk)
                return answer
            return redirect(f"{reverse('claims:article-detail', args=[pk])}#p-{statement.start}")
    template = "claims/_add_statement_form.html" if request.htmx else "claims/add_statement.html"
    response = render(request, template, {"form": form, "article": article, "here": "articles"}, status=422)
    if request.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "#add-statement-form", "outerHTML"
    return response


def _add(request: DeskRequest, version: ArticleVersion, said: dict[str, Any]) -> Statement:
    if said["version"] != version.pk:
        raise Invalid(
            "The text has changed.",
            {"quote": ["The article's text has changed meanwhile. Reload it and select again."]},
        )
    quote: str = said["quote"]
    if said["start"] is None or said["end"] is None:
        start, end = find_quote(version.text, quote)
        quote = ""
    else:
        start, end = said["start"], said["end"]
    return verbs.add_statement(
        actor=request.user, version_id=version.pk, content=(start, end), quote=quote, name=said["speaker_name"],
        source=_nearest(version.text, said["source"], start, end, field="source"),
        cue=_nearest(version.text, said["cue"], start, end, field="cue"), now=timezone.now(),
    )  # fmt: skip


def _nearest(text: str, words: str, start: int, end: int, *, field: str) -> tuple[int, int] | None:
    """Where these words stand outside of what was said, nearest to it. Raises :class:`Invalid`."""
    words = words.strip()
    if not words:
        return None
    before = text.rfind(words, 0, start)
    after = text.find(words, end)
    places = [place for place in (before, after) if place >= 0]
    if not places:
        raise Invalid(
            "These words do not stand in the text.",
            {field: ["These words do not stand in the text outside of what was said. Copy them from it."]},
        )
    place = min(places, key=lambda one: start - one if one < start else one - end)
    return place, place + len(words)


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def speaker(request: DeskRequest, pk: int) -> HttpResponse:
    """Name who said it: type, choose, done."""
    statement = verbs.find_statement(pk)
    page = "claims/_statement_speaker_form.html" if request.htmx else "claims/statement_speaker.html"
    context: dict[str, Any] = {"statement": statement, "article": statement.version.article, "here": "articles"}
    if request.method != "POST":
        return render(request, page, context | {"form": ArticleSpeakerForm(auto_id=f"says-{pk}-%s")})
    form = ArticleSpeakerForm(request.POST, auto_id=f"says-{pk}-%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            statement = verbs.correct_statement_speaker(
                actor=request.user, statement_id=pk, seen=_seen(request), now=timezone.now(),
                speaker_id=None if said["is_outlet"] else said["speaker_id"],
                name="" if said["is_outlet"] else said["name"],
            )  # fmt: skip
        except Invalid as error:
            form.add_error("name", " ".join(error.fields.get("speaker", [error.message])))
        except Refused as error:
            form.add_error("name", error.message)
            context["choices"] = error.details.get("speakers", ())
            context["statement"] = verbs.find_statement(pk)  # what they have seen now
        else:
            return _answer(request, statement)
    response = render(request, page, context | {"form": form}, status=422)
    if request.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = f"#says-tools-{pk}", "innerHTML"
    return response


def _seen(request: DeskRequest) -> int | object | None:
    seen = request.POST.get("seen")
    if seen is None:
        return verbs.ANY
    return int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 18 else None


@desk
@require_POST
def dismiss(request: DeskRequest, pk: int) -> HttpResponse:
    """This is no statement."""
    return _answer(request, verbs.dismiss_statement(actor=request.user, statement_id=pk, now=timezone.now()), out=True)


@desk
@require_POST
def restore(request: DeskRequest, pk: int) -> HttpResponse:
    """It is one after all."""
    statement = verbs.restore_statement(actor=request.user, statement_id=pk, now=timezone.now())
    return _answer(request, statement)


def _answer(request: DeskRequest, statement: Statement, *, out: bool = False) -> HttpResponse:
    if request.htmx:
        return _shown(request, statement, out=out)
    return redirect(f"{reverse('claims:article-detail', args=[statement.version.article_id])}#text")


def _shown(request: DeskRequest, statement: Statement, *, out: bool = False) -> HttpResponse:
    """The paragraphs that it shows in; ``out``: with the way back where it stood."""
    return show_part(
        request, statement.version, [(statement.start, statement.end)], home=statement.start,
        done=f"statement-{statement.pk}" if out else "",
    )  # fmt: skip
