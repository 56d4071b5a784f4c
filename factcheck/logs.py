"""Every line a request causes carries its id, also those that Django writes once the middleware is done with it."""

from collections.abc import Callable, MutableMapping
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse


class KeepLogContext:
    """Directly below the middleware that begins a request's context: notes it on the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.log_context = structlog.contextvars.get_contextvars()  # type: ignore[attr-defined]
        return self.get_response(request)


def from_request(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A structlog processor for lines of the standard library that name their request."""
    request = getattr(event.get("_record"), "request", None)
    for name, value in getattr(request, "log_context", {}).items():
        event.setdefault(name, value)
    return event
