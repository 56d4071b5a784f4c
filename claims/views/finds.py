"""What was found in an article, paragraph by paragraph, and what a reader adds or puts right there."""

import re
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from claims.errors import Invalid, Refused
from claims.forms.articles import AddClaimForm, ArticleSpeakerForm
from claims.models import Article, ArticleVersion, Claim
from claims.services import claims as verbs
from claims.views.desk import DeskRequest, desk, refusal, revision
from claims.views.reading import Paragraph, lay_out

REASONS = ("Opinion", "Not checkable", "Not a claim", "Too trivial", "Said before", "Too vague")


def latest_version(article: Article) -> ArticleVersion | None:
    return article.versions.order_by("-number").first()


def body_of(version: ArticleVersion) -> dict[str, Any]:
    """All that the text of an article shows: two queries, however many finds."""
    claims = list(version.claims.select_related("speaker", "assignee"))
    statements = list(version.statements.select_related("speaker", "parent__speaker"))
    paragraphs = lay_out(version.text, claims, statements)
    by_status: dict[str, int] = {}
    for claim in claims:
        by_status[claim.status] = by_status.get(claim.status, 0) + 1
    finds = [find for paragraph in paragraphs for find in paragraph.finds]
    return {
        "paragraphs": paragraphs,
        "claim_count": len(claims),
        "statement_count": len(statements),
        "by_status": sorted(by_status.items()),
        "proposed": by_status.get("proposed", 0),
        "unnamed": len({find.key for find in finds if find.is_unnamed}),
        "unresolved": len({find.key for find in finds if find.is_unresolved}),
        "reasons": REASONS,
        "add_form": AddClaimForm(initial={"version": version.pk}, auto_id="add_%s"),
    }


def paragraphs(request: DeskRequest, claim: Claim) -> HttpResponse:
    """The paragraph in which this claim begins, to be swapped in; with it all others that its change shows in."""
    version = claim.version
    shown = lay_out(
        version.text,
        version.claims.select_related("speaker", "assignee"),
        version.statements.select_related("speaker", "parent__speaker"),
    )
    context = {"article": claim.article, "version": version, "now": timezone.now()}
    home = [one for one in shown if one.start <= claim.start < one.end]
    others = [one for one in shown if one not in home and _concerns(one, claim)]
    parts = [(one, False) for one in home] + [(one, True) for one in others]
    html = [
        render_to_string("claims/_paragraph.html", context | {"paragraph": one, "oob": oob}, request)
        for one, oob in parts
    ]
    return HttpResponse("".join(html))


def _concerns(paragraph: Paragraph, claim: Claim) -> bool:
    """The claim reaches into it, or a claim of the same statement is listed there."""
    if claim.start < paragraph.end and paragraph.start < claim.end:
        return True
    return claim.statement_id is not None and any(
        one.statement_id == claim.statement_id for find in paragraph.finds for one in find.claims
    )


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def add_claim(request: DeskRequest, pk: int) -> HttpResponse:
    """Selected words with their place, or words typed as they stand in the text."""
    article = get_object_or_404(Article.objects.visible_to(request.user), pk=pk)
    version = latest_version(article)
    if version is None:
        return redirect("claims:article-detail", pk)
    if request.method != "POST":
        form = AddClaimForm(initial={"version": version.pk}, auto_id="add_%s")
        return render(request, "claims/add_claim.html", {"form": form, "article": article, "here": "articles"})
    form = AddClaimForm(request.POST, auto_id="add_%s")
    if form.is_valid():
        try:
            claim = _add(request, version, form.cleaned_data)
        except Invalid as error:
            for name, sentences in error.fields.items():
                place = {"selection": "quote", "speaker": "speaker_name"}.get(name, name)
                for sentence in sentences:
                    form.add_error(place if place in form.fields else None, sentence)
        except Refused as error:
            form.add_error(None, error.message)
        else:
            if request.htmx:
                response = paragraphs(request, claim)
                response["Desk-Claim"] = str(claim.pk)
                return response
            return redirect(f"{reverse('claims:article-detail', args=[pk])}#find-{claim.pk}")
    template = "claims/_add_claim_form.html" if request.htmx else "claims/add_claim.html"
    response = render(request, template, {"form": form, "article": article, "here": "articles"}, status=422)
    if request.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = "#add-claim-form", "outerHTML"
    return response


def _add(request: DeskRequest, version: ArticleVersion, said: dict[str, Any]) -> Claim:
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
    return verbs.add_claim(
        actor=request.user, version_id=version.pk, start=start, end=end, quote=quote,
        standalone=said["standalone"], speaker_name=said["speaker_name"], now=timezone.now(),
    )  # fmt: skip


_QUOTES = "\"'“”‘’„‚«»‹›`´"


def find_quote(text: str, quote: str) -> tuple[int, int]:
    """Where these words stand in the text, however they were spaced and quoted when typed. Raises :class:`Invalid`."""
    parts = [re.escape(word) for word in quote.split()]
    marks = f"[{re.escape(_QUOTES)}]"
    rule = r"\s+".join(re.sub(marks, lambda _: marks, part) for part in parts)
    found = [match.span() for match in re.finditer(rule, text)] if parts else []
    if not found and parts:
        found = [match.span() for match in re.finditer(rule, text, re.IGNORECASE)]
    if len(found) == 1:
        return found[0]
    if found:
        raise Invalid(
            "These words stand there more than once.",
            {"quote": [f"These words stand in the text {len(found)} times. Add the words around them."]},
        )
    raise Invalid(
        "These words do not stand in the text.",
        {"quote": ["These words do not stand in the text like this. Copy them from it."]},
    )


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def speaker(request: DeskRequest, pk: int) -> HttpResponse:
    """Correct who said a claim, from its place in the article: type, choose, done."""
    rows = Claim.objects.visible_to(request.user).with_row_facts().select_related("version", "statement__speaker")
    claim = get_object_or_404(rows, pk=pk)
    page = "claims/_speaker_form.html" if request.htmx else "claims/speaker.html"
    context: dict[str, Any] = {"claim": claim, "here": "articles"}
    if request.method != "POST":
        return render(request, page, context | {"form": ArticleSpeakerForm(auto_id=f"who-{pk}-%s")})
    form = ArticleSpeakerForm(request.POST, auto_id=f"who-{pk}-%s")
    if form.is_valid():
        said = form.cleaned_data
        try:
            claim = verbs.correct_speaker(
                actor=request.user,
                claim_id=pk,
                speaker_id=None if said["is_outlet"] else said["speaker_id"],
                name="" if said["is_outlet"] else said["name"],
                revision=revision(request),
                now=timezone.now(),
            )
        except Invalid as error:
            form.add_error("name", " ".join(error.fields.get("speaker", [error.message])))
        except Refused as error:
            if error.code != "ambiguous_speaker":
                return refusal(request, error)
            form.add_error("name", error.message)
            context["choices"] = error.details["speakers"]
        else:
            if request.htmx:
                return paragraphs(request, claim)
            return redirect(f"{reverse('claims:article-detail', args=[claim.article_id])}#find-{claim.pk}")
    response = render(request, page, context | {"form": form}, status=422)
    if request.htmx:
        response["HX-Retarget"], response["HX-Reswap"] = f"#tools-{pk}", "innerHTML"
    return response
