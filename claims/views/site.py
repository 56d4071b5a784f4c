"""What every template may show, and the pages for what went wrong."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.models import User
from claims.permissions import is_member
from claims.services.notices import COUNTED, count_unread


def site(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)  # absent where a request fails before anybody looked who it is
    return {
        "site_name": settings.SITE_NAME,
        "publisher_name": settings.PUBLISHER_NAME,
        "site_url": settings.SITE_URL,
        # A page swapped in by a script of an older state would be minded by it: pages.js loads it instead.
        "build": getattr(staticfiles_storage, "manifest_hash", ""),
        # Called only where a template asks: pages for readers must not look at the session.
        "is_member": lambda: user is not None and is_member(user),
        "unread_notices": cache(lambda: _unread(user)),  # asked for twice: the bell, and the menu of a phone
    }


def _unread(user: object) -> str:
    """How many notices wait, as the badge shows it; empty for none."""
    number = count_unread(user) if isinstance(user, User) else 0
    return f"{COUNTED - 1}+" if number >= COUNTED else str(number or "")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return render(request, "403.html", status=403)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form whose token is of another session: nothing was saved, and the way back keeps what was typed."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Stands on its own: whatever failed may be what the other pages need."""
    return render(None, "500.html", {"site_name": settings.SITE_NAME}, status=500)


def keep_private(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an answer silent about caches is for one browser alone. Public pages say what they allow."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return answer
