"""What readers see: the list of checks, one check, its markup, and how we work. No sign-in, no cookies, cacheable."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.dateparse import parse_datetime
from django.utils.http import http_date, parse_http_date_safe, quote_etag
from django.views.decorators.http import require_safe

from claims.claimreview import script_json
from claims.models import Occasion, Publication, Rating, VerdictPolicy
from claims.models.keyset import beyond
from claims.services.policies import desk_policy
from claims.services.publishing import public_address

P = ParamSpec("P")
PAGE = 30
MAX_AGE = 60  # seconds that a copy may be shown without asking: a correction must be seen soon


def public(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For readers: cacheable by anybody, 304 to whoever has it already. The tag is of the body as it is now."""

    def cached(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 200:
            return response
        etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
        response["ETag"] = etag
        patch_cache_control(response, public=True, max_age=MAX_AGE, stale_while_revalidate=10 * MAX_AGE)
        modified = parse_http_date_safe(response.get("Last-Modified", ""))
        return get_conditional_response(request, etag=etag, last_modified=modified, response=response) or response

    update_wrapper(cached, view)
    return require_safe(cached)


def _changed(response: HttpResponse, at: datetime | None) -> HttpResponse:
    if at is not None:
        response["Last-Modified"] = http_date(at.timestamp())
    return response


@public
def check_list(request: HttpRequest) -> HttpResponse:
    """The checks, newest first, a page at a time."""
    return _list(request, Publication.objects.current(), "public/check_list.html", "checks", "claims:check-list")


@public
def correction_list(request: HttpRequest) -> HttpResponse:
    """Every change made after publication, newest first, whatever version it led to."""
    rows = Publication.objects.exclude(occasion=Occasion.FIRST)
    return _list(request, rows, "public/corrections.html", "changes", "claims:correction-list")


def _list(request: HttpRequest, rows: QuerySet[Publication], template: str, name: str, address: str) -> HttpResponse:
    """A page of versions under ``name``; ``before`` names the last row of the page before."""
    rows = rows.order_by("-published_at", "-id")
    before = request.GET.get("before", "")
    if before:
        rows = beyond(rows, ("published_at", "id"), _cursor(before), is_descending=True)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    last = shown[-1] if len(found) > PAGE else None
    context = {
        "here": name,
        name: shown,
        "is_later_page": bool(before),
        "next_cursor": f"{last.published_at.isoformat()}_{last.pk}" if last else "",
        "canonical": f"{settings.SITE_URL}{reverse(address)}",
    }
    return _changed(render(request, template, context), shown[0].published_at if shown else None)


def _cursor(text: str) -> tuple[datetime, int]:
    """Raises :class:`Http404` for what no page of ours links to."""
    moment, _, key = text.replace(" ", "+").rpartition("_")
    try:
        at = parse_datetime(moment)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not (key.isascii() and key.isdecimal() and len(key) < 19):
        raise Http404("This page of the list does not exist. Begin at the newest checks.")
    return at, int(key)


@public
def check_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One check, from what was frozen when it was published."""
    versions = _versions(slug)
    current = versions[0]
    context: dict[str, Any] = {
        "check": current,
        "facts": current.facts,
        "versions": versions,
        "corrections": [one for one in versions if one.occasion != Occasion.FIRST],
        "first": versions[-1],
        "canonical": public_address(slug),
        "contact": settings.CORRECTIONS_CONTACT,
    }
    return _changed(render(request, "public/check_detail.html", context), current.published_at)


@public
def check_jsonld(_request: HttpRequest, slug: str) -> HttpResponse:
    """The same ClaimReview as on the page, for programs of any site."""
    current = _versions(slug)[0]
    response = HttpResponse(script_json(current.json_ld) + "\n", content_type="application/ld+json")
    response["Access-Control-Allow-Origin"] = "*"
    response["Link"] = f'<{public_address(slug)}>; rel="canonical"'
    return _changed(response, current.published_at)


def _versions(slug: str) -> list[Publication]:
    """The one that stands first, then what it replaced, newest first."""
    versions = list(Publication.objects.filter(slug=slug).order_by("-is_current", "-number"))
    if not versions or not versions[0].is_current:
        raise Http404("There is no check at this address.")
    return versions


@public
def methodology(request: HttpRequest) -> HttpResponse:
    """How claims are found and judged here, with the scale and the policies that are in force."""
    policies = {policy.rating_id: policy for policy in VerdictPolicy.objects.all()}
    ratings = list(Rating.objects.of_default_scale().select_related("scale"))
    context = {
        "here": "methodology",
        "scale": ratings[0].scale if ratings else None,
        "ratings": [{"rating": one, "policy": policies.get(one.pk)} for one in ratings],
        "fallback": policies.get(None),
        "desk_policy": desk_policy(),
        "contact": settings.CORRECTIONS_CONTACT,
        "canonical": f"{settings.SITE_URL}{reverse('claims:methodology')}",
    }
    return render(request, "public/methodology.html", context)
