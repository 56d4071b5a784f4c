"""The queue: what is next for me, and the verbs that one line of it offers."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from claims.forms.queue import ORDERS, STATUSES, TABS, QueueFilters, cursor_after, next_after, ordered
from claims.models import Claim
from claims.permissions import TOO_NEAR, may_run_desk
from claims.services import bulk
from claims.services import claims as verbs
from claims.services.nearness import nearness_of
from claims.services.rechecks import due_count
from claims.services.savedviews import views_for
from claims.views.claim_page import EVERYTHING, show_parts
from claims.views.desk import DeskRequest, desk, go, part_or_page, revision, safe_next
from claims.views.finds import REASONS, paragraphs
from claims.views.onward import claim_address, queue_of

PAGE = 50
COUNT_TO = 100  # nobody acts on the difference between 100 and 4,000; the database does


@desk
@require_safe
def queue(request: DeskRequest) -> HttpResponse:
    now = timezone.now()
    filters = QueueFilters(request.GET, user=request.user)
    picked = filters.pick(Claim.objects.visible_to(request.user).with_row_facts())
    order = filters.chosen("order") or "score"
    rows = list(ordered(picked, order, request.GET.get("after", ""))[: PAGE + 1])
    more = rows[PAGE - 1] if len(rows) > PAGE else None
    query = urlencode(filters.params)
    context = {
        "here": "queue",
        "filters": filters,
        "claims": rows[:PAGE],
        **tabs_context(request, filters),
        "shown_status": STATUSES[filters.chosen("status") or "proposed"][0],
        "shown_order": {"score": "Most check-worthy first"}.get(order, ORDERS[order]),
        "is_continued": "after" in request.GET,
        "first_query": query,
        "queue_query": query,
        "next_query": urlencode(filters.params | {"after": cursor_after(more)}) if more else "",
        "views": list(views_for(request.user)),
        "reasons": REASONS,
        "now": now,
        **barred_context(request, rows[:PAGE], now=now),
    }
    return part_or_page(request, part="claims/_queue.html", page="claims/queue.html", context=context)


def tabs_context(request: DeskRequest, filters: QueueFilters) -> dict[str, Any]:
    """The tabs, each with a count that stops at COUNT_TO."""
    shown = []
    is_lead = may_run_desk(request.user)
    for tab in TABS:
        if tab.is_for_leads and not is_lead:
            continue
        count = ""
        if tab.key not in ("done", "all"):
            rows = QueueFilters(tab.params, user=request.user, people=filters.people)
            number = rows.pick(Claim.objects.visible_to(request.user))[:COUNT_TO].count()
            count = f"{COUNT_TO - 1}+" if number == COUNT_TO else str(number)
        shown.append({"tab": tab, "count": count, "is_current": filters.tab is tab})
    number = due_count(now=timezone.now(), limit=COUNT_TO)
    return {
        "tabs": shown,
        "tab": filters.tab,
        "tabs_query": urlencode(filters.params),
        "due": f"{COUNT_TO - 1}+" if number == COUNT_TO else str(number),
    }


@desk
@require_safe
def counts(request: DeskRequest) -> HttpResponse:
    """The tabs anew, asked for after something was done. Opened by hand it leads to the queue."""
    if not request.htmx:
        return redirect(f"{reverse('claims:queue')}?{request.GET.urlencode()}")
    filters = QueueFilters(request.GET, user=request.user, people=[])
    return render(request, "claims/_queue_tabs.html", tabs_context(request, filters))


@desk
@require_safe
def go_on(request: DeskRequest) -> HttpResponse:
    """On to the next claim of a queue, or back to the queue where there is none."""
    query = queue_of(request)
    filters = QueueFilters(QueryDict(query), user=request.user, people=[])
    after = request.GET.get("after", "")
    number = int(after) if after.isascii() and after.isdecimal() and len(after) < 18 else 0
    rows = filters.pick(Claim.objects.visible_to(request.user))
    last = Claim.objects.filter(pk=number).first()
    found = next_after(rows, filters.chosen("order") or "score", last)
    if found is None:
        messages.success(request, "That was the last claim of this list.")
        return redirect(f"{reverse('claims:queue')}?{query}")
    return redirect(claim_address(request, found.pk))  # with the #begin that led here


@desk
@require_safe
def glance(request: DeskRequest, pk: int) -> HttpResponse:
    """One claim where it stands: the paragraph around it, for the pane beside the queue."""
    claim = _claim(request, pk)
    text = claim.version.text
    start = text.rfind("\n", 0, claim.start) + 1
    end = text.find("\n", claim.end)
    context = {
        "claim": claim,
        "before": text[max(start, claim.start - 900) : claim.start],
        "after": text[claim.end : min(end if end >= 0 else len(text), claim.end + 900)],
        "now": timezone.now(),
    }
    return render(request, "claims/_glance.html", context)


@desk
@require_safe
def why(request: DeskRequest, pk: int) -> HttpResponse:
    """What a claim's score is made of, asked for when somebody wants to know."""
    return part_or_page(
        request,
        part="claims/_reasons.html",
        page="claims/why.html",
        context={"claim": _claim(request, pk), "here": "queue"},
    )


VERBS: dict[str, Callable[..., Claim]] = {
    "accept": verbs.accept_claim,
    "dismiss": verbs.dismiss_claim,
    "reopen": verbs.reopen_claim,
    "unaccept": bulk.unaccept_claim,
    "restore": bulk.restore_claim,
    "take": verbs.take_claim,
    "release": verbs.release_claim,
}
SAID = {
    "accept": "Accepted. It is open for whoever takes it.",
    "dismiss": "Dismissed. You can reopen it here.",
    "reopen": "Open again.",
    "unaccept": "Back in triage.",
    "restore": "Back in triage.",
    "take": "It is yours. Everything you do here keeps it with you.",
    "release": "Released. Anybody can take it now.",
}
GUARDED = {"accept", "dismiss", "reopen", "unaccept", "restore"}  # refuse a state that the person did not see


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: DeskRequest, pk: int, verb: str) -> HttpResponse:
    """One of the verbs that a line offers. A dismissal asked for by GET shows the form for its reason."""
    if request.method != "POST":
        return _ask(request, pk, verb)
    arguments: dict[str, Any] = {"actor": request.user, "claim_id": pk, "now": timezone.now()}
    if verb in GUARDED:
        arguments["revision"] = revision(request)
    if verb == "dismiss":
        arguments["reason"] = reason_of(request)
    claim = VERBS[verb](**arguments)
    part = request.POST.get("part", "")
    if verb == "take" and (part == "row" or safe_next(request, "").startswith(f"{reverse('claims:queue')}?")):
        return go(request, claim_address(request, pk, at="begin"))  # to take it is to begin with it
    if part == "row" and request.htmx:
        answer = render(request, "claims/_row.html", row_context(request, claim))
        answer["HX-Trigger"] = "desk-changed"
        return answer
    if part == "find" and request.htmx:
        return paragraphs(request, claim)
    if request.htmx:
        return show_parts(request, pk, EVERYTHING, said=SAID[verb])
    return redirect(safe_next(request, claim_address(request, claim.pk)))


def row_context(request: DeskRequest, claim: Claim) -> dict[str, Any]:
    now = timezone.now()
    return {"claim": claim, "now": now, "queue_query": queue_of(request), **barred_context(request, [claim], now=now)}


def barred_context(request: DeskRequest, claims: Iterable[Claim], *, now: datetime) -> dict[str, Any]:
    """What lines must not offer to this person: ids of the claims that they are too near to, and an editor's verbs."""
    near = nearness_of(request.user, now=now)
    return {
        "near_ids": {claim.pk for claim in claims if near.covers(claim)},
        "too_near": TOO_NEAR,
        "is_lead": may_run_desk(request.user),
    }


def reason_of(request: DeskRequest) -> str:
    """A few words of one's own, or the reason whose button was pressed."""
    return request.POST.get("other", "").strip() or request.POST.get("reason", "")


def _ask(request: DeskRequest, pk: int, verb: str) -> HttpResponse:
    if verb != "dismiss":
        return redirect("claims:claim-detail", pk)
    context = {"claim": _claim(request, pk), "reasons": REASONS, "here": "queue", "back": request.GET.get("next", "")}
    return render(request, "claims/dismiss.html", context)


def _claim(request: DeskRequest, pk: int) -> Claim:
    return get_object_or_404(Claim.objects.visible_to(request.user).with_row_facts().select_related("version"), pk=pk)
