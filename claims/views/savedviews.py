"""Saved views of the queue: keeping the present filters, renaming, sharing, deleting."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST

from claims.errors import Refused
from claims.forms.queue import QueueFilters
from claims.permissions import may_change_view
from claims.services import savedviews
from claims.views.desk import DeskRequest, desk, status_of


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def views(request: DeskRequest) -> HttpResponse:
    """One's own views and those that others share. A post keeps filters under a name and opens them."""
    if request.method != "POST":
        return _page(request)
    filters = QueueFilters(QueryDict(request.POST.get("query", "")), user=request.user)
    query = urlencode(filters.params)
    try:
        view = savedviews.save_view(
            actor=request.user, name=request.POST.get("name", ""), query=query,
            is_shared="is_shared" in request.POST, now=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        return _page(request, refusal=refusal, query=query, name=request.POST.get("name", ""))
    messages.success(request, f"Saved as “{view.name}”.")
    return HttpResponseRedirect(f"{reverse('claims:queue')}?{view.query}")


@desk
@require_POST
def change(request: DeskRequest, pk: int) -> HttpResponse:
    """Another name, and whether the desk shares it."""
    try:
        view = savedviews.change_view(
            actor=request.user, view_id=pk, name=request.POST.get("name", ""),
            is_shared="is_shared" in request.POST, now=timezone.now(),
        )  # fmt: skip
    except Refused as refusal:
        return _page(request, refusal=refusal)
    messages.success(request, f"“{view.name}” is {'shared with the desk' if view.is_shared else 'yours alone'}.")
    return HttpResponseRedirect(reverse("claims:view-list"))


@desk
@require_POST
def delete(request: DeskRequest, pk: int) -> HttpResponse:
    savedviews.delete_view(actor=request.user, view_id=pk, now=timezone.now())
    messages.success(request, "Deleted. The claims it listed are where they were.")
    return HttpResponseRedirect(reverse("claims:view-list"))


def _page(
    request: DeskRequest, *, refusal: Refused | None = None, query: str | None = None, name: str = ""
) -> HttpResponse:
    query = query if query is not None else request.GET.get("query", "")
    filters = QueueFilters(QueryDict(query[:2000]), user=request.user)
    rows = []
    for view in savedviews.views_for(request.user):
        told = QueueFilters(QueryDict(view.query), user=request.user, people=filters.people)
        rows.append({"view": view, "told": told.told(), "is_mine": may_change_view(request.user, view)})
    context = {
        "here": "queue", "rows": rows, "refusal": refusal, "query": query, "name": name, "told": filters.told(),
    }  # fmt: skip
    return render(request, "claims/views.html", context, status=status_of(refusal) if refusal else 200)
