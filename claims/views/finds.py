"""What was found in an article, paragraph by paragraph, and what a reader adds or puts right there."""

import re
from collections import Counter
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from claims.errors import Invalid, Missing, Refused
from claims.forms.articles import AddClaimForm, ArticleSpeakerForm
from claims.models import Article, ArticleVersion, Claim, Statement
from claims.services import claims as verbs
from claims.views.desk import DeskRequest, desk, part_or_page, refusal, revision
from claims.views.reading import Paragraph, lay_out

REASONS = ("Opinion", "Not checkable", "Not a claim", "Too trivial", "Said before", "Too vague")


def latest_version(article: Article) -> ArticleVersion | None:
    return article.versions.order_by("-number").first()


AT_ONCE = 150  # finds sent with the page; those of later paragraphs come when they are scrolled to
REACH = 5_000  # how far a cue or a source may stand from the words that it is about, in characters


def _claims(version: ArticleVersion) -> QuerySet[Claim]:
    return version.claims.select_related("speaker", "assignee").defer("search", "quantities", "substitutions", "quote")


def _statements(version: ArticleVersion) -> QuerySet[Statement]:
    return version.statements.select_related("speaker", "parent__speaker")


def body_of(version: ArticleVersion) -> dict[str, Any]:
    """All that the text of an article shows: two queries, however many finds."""
    claims, statements = list(_claims(version)), list(_statements(version))
    paragraphs = lay_out(version.text, claims, statements)
    sent = 0
    for paragraph in paragraphs:
        paragraph.is_later = sent > AT_ONCE
        sent += paragraph.count
    by_status = Counter(claim.status for claim in claims)
    finds = [find for paragraph in paragraphs for find in paragraph.finds]
    return {
        "paragraphs": paragraphs,
        "claim_count": len(claims),
        "statement_count": len(statements),
        "by_status": sorted(by_status.items()),
        "unnamed": len({find.key for find in finds if find.is_unnamed}),
        "unresolved": len({find.key for find in finds if find.is_unresolved}),
        "reasons": REASONS,
        "add_form": AddClaimForm(initial={"version": version.pk}, auto_id="add_%s"),
    }


def part_of(version: ArticleVersion, start: int, end: int) -> list[Paragraph]:
    """The paragraphs that touch these code points, without reading the rest of a long article's finds."""
    statements = list(_statements(version).filter(start__lt=end + REACH, end__gt=start - REACH))
    claims = _claims(version).filter(Q(start__lt=end + REACH, end__gt=start - REACH) | Q(statement__in=statements))
    return lay_out(version.text, claims, statements, within=(start, end))


def paragraphs(request: DeskRequest, claim: Claim) -> HttpResponse:
    """The paragraph in which this claim begins, to be swapped in; with it all others that its change shows in."""
    version = claim.version
    spans = [(claim.start, claim.end)]
    if claim.statement_id:
        spans += Claim.objects.filter(statement=claim.statement_id).values_list("start", "end")
    shown = part_of(version, min(start for start, _ in spans), max(end for _, end in spans))
    home = [one for one in shown if one.start <= claim.start < one.end]
    parts = [(one, False) for one in home] + [(one, True) for one in shown if one not in home]
    context = {"article": claim.article, "version": version, "now": timezone.now()}
    html = [
        render_to_string("claims/_paragraph.html", context | {"paragraph": one, "oob": oob}, request)
        for one, oob in parts
    ]
    return HttpResponse("".join(html))


@desk
@require_safe
def paragraph(request: DeskRequest, pk: int, start: int) -> HttpResponse:
    """One paragraph with its finds, for a long article whose page was sent without them."""
    article = get_object_or_404(Article.objects.visible_to(request.user).select_related("outlet"), pk=pk)
    version = latest_version(article)
    shown = part_of(version, start, start + 1) if version and start < len(version.text) else []
    if not shown:
        raise Missing("no_such_paragraph", "This paragraph is not in the text any more. Reload the article.")
    context = {"article": article, "version": version, "paragraph": shown[0], "now": timezone.now(), "here": "articles"}
    return part_or_page(request, part="claims/_paragraph.html", page="claims/paragraph.html", context=context)


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
