"""How the desk's pages answer: who may come in, and what a service's refusal looks like.

A page is written for members only::

    @desk
    def take(request: DeskRequest, pk: int) -> HttpResponse:
        claim = claims.take_claim(actor=request.user, claim_id=pk, now=timezone.now())

``desk`` sends anonymous people to sign in, tells strangers what to do, and turns every Refused that the view lets
through into an answer: to htmx a fragment that is put where the form asks for it (``data-refusal="#id"``, else at the
page's edge), with nothing else on the page touched; to a plain form post a page of its own.
"""

import json
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import User
from claims.permissions import is_member
from claims.services.drafts import forget_draft
from claims.views.acts import once

P = ParamSpec("P")


class DeskRequest(HttpRequest):
    """What a view behind ``desk`` is given: ``user`` is a member."""

    user: User
    htmx: HtmxDetails


def desk(
    view: Callable[Concatenate[DeskRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For members of the desk; answers refusals. Put it outside ``require_POST`` and the like."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sign_in(request)
        if not is_member(request.user):
            return render(request, "403_stranger.html", status=403)
        return once(request, lambda: answered(request, *args, **kwargs))

    def answered(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)  # type: ignore[arg-type]
        except Refused as error:
            return refusal(request, error)
        if request.method == "POST" and response.status_code < 400:
            _forget_draft(request, response)
        return response

    return guarded  # type: ignore[return-value]  # wraps() calls it what it calls the view


def _forget_draft(request: HttpRequest, response: HttpResponse) -> None:
    """A form that was saved needs its draft no more. It says which one: ``claim:form``, scripts in a header."""
    given = request.headers.get("Desk-Draft", "") if _wants_part(request) else request.POST.get("draft-of", "")
    claim_id, _, form = given.partition(":")
    if not (
        claim_id.isascii() and claim_id.isdecimal() and len(claim_id) < 19 and form and isinstance(request.user, User)
    ):
        return
    number = forget_draft(actor=request.user, claim_id=int(claim_id), form=form[:40], now=timezone.now())
    if number is not None:
        response["Desk-Draft-Number"] = str(number)


def _sign_in(request: HttpRequest) -> HttpResponse:
    if _wants_part(request):
        # Leaving the page would lose what was typed.
        error = Forbidden("signed_out", "You are signed out. Sign in in another tab, then try again here.")
        return refusal(request, error, status=401)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else _page_before(request))


def _page_before(request: HttpRequest) -> str:
    """The page a form was on; a post itself cannot be repeated after signing in."""
    before = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return urlsplit(before)._replace(scheme="", netloc="").geturl()
    return reverse("claims:queue")


def _wants_part(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False)) and not getattr(request.htmx, "boosted", False)  # type: ignore[attr-defined]


def status_of(error: Refused) -> int:
    match error:
        case Forbidden():
            return 403
        case Missing():
            return 404
        case Invalid():
            return 422
        case _:
            return 409


def refusal(
    request: HttpRequest, error: Refused, *, status: int | None = None, typed: Mapping[str, str] | None = None
) -> HttpResponse:
    """The answer to a refusal. ``typed`` (label: text) is shown beside what stands there when the save was stale."""
    context = {"error": error, "fields": getattr(error, "fields", {}), "typed": typed or _typed(request)}
    status = status or status_of(error)
    if not _wants_part(request):
        template = "404.html" if status == 404 else "refused.html"
        return render(request, template, context | {"back": _page_before(request)}, status=status)
    response = render(request, "_refusal.html", context, status=status)
    response["Desk-Refusal"] = error.code
    return response


_SHOWN = {
    "standalone": "Wording", "name": "Speaker", "reason": "Reason", "other": "Reason", "note": "Note",
    "body": "Remark", "question": "Question", "answer": "Answer", "explanation": "How that follows",
}  # fmt: skip


def _typed(request: HttpRequest) -> dict[str, str]:
    return {label: request.POST[name] for name, label in _SHOWN.items() if request.POST.get(name, "").strip()}


def part_or_page(
    request: HttpRequest, *, part: str, page: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The fragment for htmx, the page that includes it for everybody else."""
    response = render(request, part if _wants_part(request) else page, context, status=status)
    response.headers.setdefault("Vary", "HX-Request")
    return response


def go(request: HttpRequest, address: str) -> HttpResponse:
    """Leave for another page, whether htmx asked or a plain form."""
    if _wants_part(request):
        response = HttpResponse(status=204)
        response["HX-Trigger"] = json.dumps({"desk-onward": {"to": address}})  # pages.js goes there
        return response
    return redirect(address)


def safe_next(request: HttpRequest, default: str) -> str:
    """Where the form says that one should go afterwards, if that is on this site."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and is_ours else default


def revision(request: HttpRequest) -> int | None:
    """The state that the form was made from; None when it says nothing usable."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
