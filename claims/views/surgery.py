"""Changing the cut of a claim from its place in the article: its words, two of one, one of two, and the way back."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from claims.errors import Invalid, Missing, Refused
from claims.extraction.anchoring import fold
from claims.forms.claims import WordingForm
from claims.forms.surgery import MergeForm, SpanForm, SplitForm
from claims.models import Appearance, Claim
from claims.services import claims as wordings
from claims.services import surgery as verbs
from claims.services.spans import RELOAD
from claims.views.claim_reading import substitutions_of
from claims.views.cuts import STEPS, cuts_of, lead, likely_cut, step, trail, window_of
from claims.views.desk import DeskRequest, desk, refusal, revision
from claims.views.finds import paragraphs
from claims.workflow import ClaimStatus

CANDIDATES = 8
TITLES = {"span": "Change its words", "split": "Split in two", "merge": "Merge into another claim", "reword": "Reword"}


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def span(request: DeskRequest, pk: int) -> HttpResponse:
    """Other words for a claim: by steps of a word, or as they were selected."""
    claim = _claim(request, pk)
    if request.method != "POST":
        return _tool(request, claim, "span", _span_context(claim, claim.start, claim.end))
    form = SpanForm(request.POST)
    if not form.is_valid():
        raise Invalid("Nothing is selected.", {"selection": ["Select the words of the claim in the text."]})
    said = form.cleaned_data
    start, end = said["start"], said["end"]
    if not 0 <= start < end <= len(claim.version.text):
        raise Invalid("This is no part of the text.", {"selection": [RELOAD]})
    if said["step"] in STEPS:
        return _tool(request, claim, "span", _span_context(claim, *step(claim.version.text, start, end, said["step"])))
    return _do(
        request, claim, "span",
        lambda: verbs.adjust_span(
            actor=request.user, claim_id=pk, start=start, end=end, quote=said["quote"], revision=revision(request),
            now=timezone.now(),
        ),
    )  # fmt: skip


def _span_context(claim: Claim, start: int, end: int) -> dict[str, Any]:
    text = claim.version.text
    window = window_of(text, start, end)
    return {
        "start": start, "end": end, "window": window, "quote": text[start:end],
        "before": lead(text, start), "after": trail(text, end),
        "may_undo": verbs.undoable_adjustment(claim) is not None,
    }  # fmt: skip


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def split(request: DeskRequest, pk: int) -> HttpResponse:
    """Two claims of one, cut before a word."""
    claim = _claim(request, pk)
    if request.method != "POST":
        return _tool(request, claim, "split", {"cuts": cuts_of(claim), "at": likely_cut(claim)})
    form = SplitForm(request.POST)
    if not form.is_valid():
        raise Invalid("Choose where to cut.", {"at": ["Choose the word that the second part begins with."]})

    def cut() -> list[Claim]:
        return verbs.split_claim(
            actor=request.user, claim_id=pk, revision=revision(request), now=timezone.now(), **form.cleaned_data
        )

    return _do(request, claim, "split", cut)


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: DeskRequest, pk: int) -> HttpResponse:
    """Let another claim of the desk go on in this one's place."""
    claim = _claim(request, pk)
    if request.method != "POST":
        words = request.GET.get("q", "").strip()[:200]
        context = {"candidates": _candidates(claim, words), "q": words}
        if request.htmx and "q" in request.GET:
            return render(request, "claims/_find_merge_choices.html", context | {"claim": claim})
        return _tool(request, claim, "merge", context)
    form = MergeForm(request.POST)
    if not form.is_valid():
        raise Invalid("Choose the claim that goes on.", {"into": [str(one) for one in form.errors["into"]]})
    return _do(
        request, claim, "merge",
        lambda: verbs.merge_claim(
            actor=request.user, claim_id=pk, into_id=form.cleaned_data["into"], revision=revision(request),
            now=timezone.now(),
        ),
    )  # fmt: skip


def _candidates(claim: Claim, words: str) -> list[Claim]:
    """Claims that this one may go on in: those of these words or this number, else those most like it."""
    rows = Claim.objects.with_row_facts().exclude(pk=claim.pk).exclude(status=ClaimStatus.DISMISSED.value)
    if words.isascii() and words.isdecimal() and len(words) < 18:
        return list(rows.filter(pk=int(words)))
    if words:
        return list(rows.holding(words).order_by("-created_at", "-id")[:CANDIDATES])
    pairs = Appearance.objects.filter(Q(first=claim) | Q(second=claim)).order_by("-score")[:CANDIDATES]
    linked = {pk for pair in pairs.values_list("first_id", "second_id") for pk in pair}
    near = list(rows.filter(Q(article=claim.article_id) | Q(pk__in=linked)).order_by("start")[:500])
    mine = _words(claim.standalone)
    likeness = {one.pk: len(mine & (theirs := _words(one.standalone))) / len(mine | theirs or {""}) for one in near}
    near.sort(key=lambda one: (one.pk not in linked, -likeness[one.pk]))
    return [one for one in near if one.pk in linked or likeness[one.pk] > 0][:CANDIDATES]


def _words(text: str) -> frozenset[str]:
    return frozenset(word for word in fold(text)[0].split() if len(word) > 3 or word.isdigit())


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def reword(request: DeskRequest, pk: int) -> HttpResponse:
    """The stand-alone wording, and what was put into it."""
    claim = _claim(request, pk)
    if request.method != "POST":
        return _tool(request, claim, "reword", _wording_context(claim, WordingForm(
            initial={"standalone": claim.standalone, "kind": claim.kind}, auto_id=f"word-{pk}-%s"
        )))  # fmt: skip
    form = WordingForm(request.POST, auto_id=f"word-{pk}-%s")
    if not form.is_valid():
        return _tool(request, claim, "reword", _wording_context(claim, form), status=422)
    said = form.cleaned_data
    return _do(
        request, claim, "reword",
        lambda: wordings.reword_claim(actor=request.user, claim_id=pk, now=timezone.now(), **said),
    )  # fmt: skip


def _wording_context(claim: Claim, form: WordingForm) -> dict[str, Any]:
    return {"form": form, "put": substitutions_of(claim)}


BACK: dict[str, Callable[..., Claim]] = {
    "span": verbs.unadjust_span,
    "split": verbs.unsplit_claim,
    "merge": verbs.unmerge_claim,
}


@desk
@require_POST
def undo(request: DeskRequest, pk: int, what: str) -> HttpResponse:
    """Take back what was done to the cut of a claim."""
    if what not in BACK:
        raise Missing("no_such_act", "There is nothing of this name to take back.")
    claim = _claim(request, pk)
    return _do(request, claim, "", lambda: BACK[what](actor=request.user, claim_id=pk, now=timezone.now()))


def _do(request: DeskRequest, claim: Claim, done: str, act: Callable[[], Claim | list[Claim]]) -> HttpResponse:
    """Act, and show the paragraphs that it shows in; to a plain form, the page."""
    try:
        made = act()
    except Refused as error:
        return refusal(request, error)
    also: Iterable[Claim] = [claim, *(made if isinstance(made, list) else [])]
    now = Claim.objects.select_related("version__article__outlet").get(pk=claim.pk)
    if request.htmx:
        return paragraphs(request, now, also=also, done=done)
    return redirect(f"{reverse('claims:article-detail', args=[claim.article_id])}#find-{claim.pk}")


def _tool(request: DeskRequest, claim: Claim, name: str, context: dict[str, Any], *, status: int = 200) -> HttpResponse:
    context |= {"claim": claim, "article": claim.article, "here": "articles", "title": TITLES[name]}
    if not request.htmx:
        page = {"tool": f"claims/_find_{name}.html"}
        return render(request, "claims/find_tool.html", context | page, status=status)
    response = render(request, f"claims/_find_{name}.html", context, status=status)
    if request.method == "POST":
        response["HX-Retarget"], response["HX-Reswap"] = f"#tools-{claim.pk}", "innerHTML"
    return response


def _claim(request: DeskRequest, pk: int) -> Claim:
    rows = Claim.objects.visible_to(request.user).with_row_facts().select_related("version")
    return get_object_or_404(rows, pk=pk)
