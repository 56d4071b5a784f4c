"""What was found in an article, paragraph by paragraph, and what a reader adds or puts right there."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.db.models import Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from claims.errors import Invalid, Missing, Refused
from claims.extraction import ResolvedBy
from claims.extraction.anchoring import Anchoring
from claims.forms.articles import AddClaimForm, AddStatementForm, ArticleSpeakerForm
from claims.forms.finds import FindFilters
from claims.models import Article, ArticleVersion, ArticleWatch, Claim, Statement
from claims.services import attributions
from claims.services import claims as verbs
from claims.services.integrity import Elsewhere, said_by_others
from claims.services.newwords import words_in
from claims.views.claim_reading import substitutions_of
from claims.views.desk import DeskRequest, desk, part_or_page, refusal, revision
from claims.views.reading import Paragraph, lay_out

REASONS = ("Opinion", "Not checkable", "Not a claim", "Too trivial", "Said before", "Too vague")


def latest_version(article: Article) -> ArticleVersion | None:
    return article.versions.order_by("-number").first()


AT_ONCE = 150  # finds sent with the page; those of later paragraphs come when they are scrolled to
DEEPEST = 6  # steps of a chain of attribution that are shown
REACH = 5_000  # how far a cue or a source may stand from the words that it is about, in characters


def _claims(version: ArticleVersion) -> QuerySet[Claim]:
    return version.claims.ordinary().select_related("speaker", "assignee").defer("search", "quantities", "quote")


def _statements(version: ArticleVersion) -> QuerySet[Statement]:
    return version.statements.select_related("speaker", "parent__speaker")


def body_of(version: ArticleVersion, params: Mapping[str, str] | None = None) -> dict[str, Any]:
    """All that the text of an article shows: the same few queries, however many finds."""
    claims, statements = list(_claims(version)), list(_statements(version))
    others = said_by_others(version, statements)
    filters = FindFilters(params or {}, claims=claims, statements=statements, flagged=others)
    paragraphs = _laid_out(version, claims, statements, others, filters)
    sent = 0
    for paragraph in paragraphs:
        paragraph.is_later = sent > AT_ONCE
        sent += paragraph.count
    standing = [one for one in statements if one.dismissed_at is None]
    shown = {claim.pk for paragraph in paragraphs for find in paragraph.finds for claim in find.claims}
    return {
        "paragraphs": paragraphs,
        "filters": filters,
        "claim_count": len(claims),
        "shown_count": len(shown),
        "statement_count": len(standing),
        "by_status": sorted(Counter(claim.status for claim in claims).items()),
        "unnamed": sum(one.resolved_by == ResolvedBy.UNNAMED for one in standing),
        "unresolved": sum(one.speaker_id is None and one.resolved_by != ResolvedBy.UNNAMED for one in standing),
        "changed": sum(claim.anchoring != Anchoring.EXACT for claim in claims),
        "misattributed": len(others),
        "taken_out": [one for one in statements if one.dismissed_at is not None],
        "reasons": REASONS,
        "add_form": AddClaimForm(initial={"version": version.pk}, auto_id="add_%s"),
        "statement_form": AddStatementForm(initial={"version": version.pk}, auto_id="say_%s"),
    }


def part_of(
    version: ArticleVersion,
    start: int,
    end: int,
    params: Mapping[str, str] | None = None,
    *,
    always: Collection[int] = (),
) -> list[Paragraph]:
    """The paragraphs that touch these code points, without reading the rest of a long article's finds.

    ``always``: claims that are shown whatever the filters say, as the person has just changed them.
    """
    statements = list(_statements(version).filter(start__lt=end + REACH, end__gt=start - REACH))
    near = Q(start__lt=end + REACH, end__gt=start - REACH) | Q(statement__in=statements)
    claims = list(_claims(version).filter(near))
    others = said_by_others(version, statements)
    filters = FindFilters(params or {}, claims=claims, statements=statements, flagged=others)
    return _laid_out(version, claims, statements, others, filters, always=always, within=(start, end))


def _laid_out(
    version: ArticleVersion,
    claims: list[Claim],
    statements: list[Statement],
    others: dict[int, list[Elsewhere]],
    filters: FindFilters,
    *,
    always: Collection[int] = (),
    within: tuple[int, int] | None = None,
) -> list[Paragraph]:
    """The paragraphs with what the filters leave, and beside each find what is known of it."""
    known = {one.pk: one for one in statements}
    kept = [
        one for one in claims
        if one.pk in always or filters.keeps(one, known.get(one.statement_id) if one.statement_id else None)
    ]  # fmt: skip
    claimed = {one.statement_id for one in kept}
    standing = [
        one for one in statements
        if one.dismissed_at is None and (one.pk in claimed or filters.keeps_alone(one))
    ]  # fmt: skip
    # A claim with a statement that is hidden has none without claims of its own either.
    hidden = {one.statement_id for one in claims} - claimed
    standing = [one for one in standing if one.pk not in hidden]
    # A claim whose statement stays with an older text is still told with who said it.
    away = {one.statement_id for one in kept if one.statement_id} - known.keys()
    older = list(Statement.objects.standing().filter(pk__in=away).select_related("speaker")) if away else []
    paragraphs = lay_out(version.text, kept, standing, elsewhere=older, within=within)
    reads = ArticleWatch.objects.filter(pk=version.article_id, found_at__isnull=False).values_list(
        "concerned", flat=True
    ).first() or {}  # fmt: skip
    parts: dict[int, list[int]] = {}
    for one in claims:
        if one.split_from_id:
            parts.setdefault(one.split_from_id, []).append(one.pk)
    for paragraph in paragraphs:
        for find in paragraph.finds:
            if find.statement is not None:
                find.others = others.get(find.statement.pk, [])
                find.chain = _chain(find.statement, known)
            find.parts = parts
            find.put = {one.pk: substitutions_of(one) for one in find.claims if one.substitutions}
            find.reads = reads
            find.words = {
                one.pk: words_in(one, version.text) for one in find.claims if one.anchoring == Anchoring.FUZZY
            }
    return paragraphs


def _chain(statement: Statement, known: Mapping[int, Statement]) -> list[Statement]:
    """In whose telling it stands, nearest first."""
    chain: list[Statement] = []
    parent = statement.parent
    while parent is not None and parent.pk not in {one.pk for one in chain} and len(chain) < DEEPEST:
        chain.append(known.get(parent.pk, parent))
        parent = chain[-1].parent if chain[-1].pk in known else None
    return chain


def paragraphs(request: DeskRequest, claim: Claim, *, also: Iterable[Claim] = (), done: str = "") -> HttpResponse:
    """The paragraph in which this claim begins, to be swapped in; with it all others that its change shows in.

    ``done``: what was just done to it, for a line that offers the way back.
    """
    version = claim.version
    spans = [(one.start, one.end) for one in (claim, *also) if one.version_id == claim.version_id]
    if claim.statement_id:
        spans += Claim.objects.filter(statement=claim.statement_id, version=version).values_list("start", "end")
    return show_part(
        request, version, spans, home=claim.start, done=done, changed=claim.pk,
        always=(claim.pk, *(one.pk for one in also)),
    )  # fmt: skip


def show_part(
    request: DeskRequest,
    version: ArticleVersion,
    spans: Sequence[tuple[int, int]],
    *,
    home: int,
    done: str = "",
    changed: int | None = None,
    always: Collection[int] = (),
) -> HttpResponse:
    """The paragraphs that hold these spans; the one at ``home`` is what the answer is swapped for."""
    around = part_of(
        version, min(start for start, _ in spans), max(end for _, end in spans), shown_params(request), always=always
    )
    shown = [one for one in around if any(one.start < end and start < one.end for start, end in spans)]
    first = [one for one in shown if one.start <= home < one.end]
    parts = [(one, False) for one in first] + [(one, True) for one in shown if one not in first]
    context = {
        "article": version.article, "version": version, "now": timezone.now(), "done": done, "changed": changed,
        "filter_query": urlencode(shown_params(request)),
    }  # fmt: skip
    html = [
        render_to_string("claims/_paragraph.html", context | {"paragraph": one, "oob": oob}, request)
        for one, oob in parts
    ]
    return HttpResponse("".join(html))


def shown_params(request: DeskRequest) -> dict[str, str]:
    """The filters of the page that asks: its own address has them, the one of a part repeats them."""
    address = request.htmx.current_url if request.htmx and request.htmx.current_url else ""
    query = QueryDict(urlsplit(address).query) if address else request.GET
    return {name: query[name] for name in FindFilters.base_fields if query.get(name)}


@desk
@require_safe
def paragraph(request: DeskRequest, pk: int, start: int) -> HttpResponse:
    """One paragraph with its finds, for a long article whose page was sent without them."""
    article = get_object_or_404(Article.objects.visible_to(request.user).select_related("outlet"), pk=pk)
    version = latest_version(article)
    params = shown_params(request)
    shown = part_of(version, start, start + 1, params) if version and start < len(version.text) else []
    if not shown:
        raise Missing("no_such_paragraph", "This paragraph is not in the text any more. Reload the article.")
    context = {
        "article": article, "version": version, "paragraph": shown[0], "now": timezone.now(), "here": "articles",
        "filter_query": urlencode(params),
    }  # fmt: skip
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
            claim = attributions.correct_speaker(
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
