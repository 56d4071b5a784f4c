"""Errors as application/problem+json (RFC 9457), each type with a page that says what to do."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import structlog
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.signals import got_request_exception
from django.db import connections
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.request import Request

from claims.api.problemtypes import PROBLEMS, ProblemType
from claims.api.rendering import answer
from claims.errors import Forbidden, Invalid, Missing, Refused

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"
QUOTA_EXCEEDED = "https://iana.org/assignments/http-problem-types#quota-exceeded"


class PreconditionFailed(Exception):
    """If-Match names a state that is not the present one."""

    def __init__(self, etag: str) -> None:
        super().__init__(etag)
        self.etag = etag


class Unusable(exceptions.ValidationError):
    """Query parameters of the wrong shape; each error names its parameter instead of a pointer into the body."""


def type_address(code: str) -> str:
    """Where the type is explained. One per kind of error, the same on every installation's own address."""
    return f"{settings.SITE_URL}/api/problems/{code}"


def problem(
    code: str,
    detail: str,
    *,
    status: int = 0,
    instance: str = "",
    headers: Mapping[str, str] | None = None,
    **members: Any,
) -> HttpResponse:
    """``code`` is stable and for programs; ``detail`` says what to do next."""
    kind = PROBLEMS.get(code) or ProblemType(409, "The desk refuses this", "")
    body = {
        "type": type_address(code if code in PROBLEMS else "refused"),
        "title": kind.title,
        "status": status or kind.status,
        "detail": detail,
        "code": code,
    }
    if instance:
        body["instance"] = instance
    return answer(body | members, status=status or kind.status, headers=headers, content_type=MEDIA_TYPE)


def handler(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """Every exception of a view as a problem. What nobody expected is logged, and its answer tells nothing."""
    request: Request | None = context.get("request")
    at = request.path if request is not None else ""
    if isinstance(error, Refused):
        return _refusal(error, at)
    if isinstance(error, PreconditionFailed):
        return problem(
            "precondition_failed",
            "This was changed since you read it. Read it again, look at what changed, and repeat with the new ETag.",
            instance=at,
            headers={"ETag": error.etag},
        )
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(*error.args)
    if isinstance(error, exceptions.APIException):
        _roll_back()
        return _of_framework(error, at)
    log.error("api_error", path=at, exc_info=error)
    got_request_exception.send(sender=handler, request=getattr(request, "_request", None))
    return problem("internal_error", "Something failed on our side; it was logged. Try again later.", instance=at)


def _refusal(error: Refused, at: str) -> HttpResponse:
    members: dict[str, Any] = {"details": dict(error.details)} if error.details else {}
    status = PROBLEMS[error.code].status if error.code in PROBLEMS else 409
    if isinstance(error, Forbidden):
        status = 403
    elif isinstance(error, Missing):
        status = 404
    elif isinstance(error, Invalid):
        status = 422
        members["errors"] = [
            {"detail": sentence, "pointer": f"#/{_escaped(field)}", "code": "unusable"}
            for field, sentences in error.fields.items()
            for sentence in sentences
        ]
    return problem(error.code, error.message, status=status, instance=at, **members)


def _of_framework(error: exceptions.APIException, at: str) -> HttpResponse:
    headers: dict[str, str] = {}
    if isinstance(error, exceptions.ValidationError):
        place = "parameter" if isinstance(error, Unusable) else "pointer"
        errors = [
            {"detail": detail, place: ".".join(path) if place == "parameter" else _pointer(path), "code": code}
            for path, detail, code in _flat(error.detail, ())
        ]
        return problem(
            "malformed", " ".join(dict.fromkeys(one["detail"] for one in errors)), instance=at, errors=errors
        )
    if auth_header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = auth_header
    if isinstance(error, exceptions.Throttled):
        wait = int(getattr(error, "wait", None) or 1)
        headers["Retry-After"] = str(wait)
        detail = f"Too many requests. Wait {wait} seconds."
        members: dict[str, Any] = {"type": QUOTA_EXCEEDED, "violated-policies": ["burst"]}
        return problem("rate_limited", detail, instance=at, headers=headers, **members)
    code = _code_of(error)
    detail = _sentence(error, code, at)
    return problem(code, detail, status=error.status_code, instance=at, headers=headers)


_CODES: tuple[tuple[type[exceptions.APIException], str], ...] = (
    (exceptions.AuthenticationFailed, "invalid_token"),
    (exceptions.NotAuthenticated, "not_authenticated"),
    (exceptions.NotFound, "not_found"),
    (exceptions.MethodNotAllowed, "method_not_allowed"),
    (exceptions.NotAcceptable, "not_acceptable"),
    (exceptions.UnsupportedMediaType, "unsupported_media_type"),
    (exceptions.ParseError, "malformed"),
    (exceptions.PermissionDenied, "forbidden"),
)


def _code_of(error: exceptions.APIException) -> str:
    if error.status_code == 413:
        return "too_large"
    return next((code for kind, code in _CODES if isinstance(error, kind)), "refused")


def _sentence(error: exceptions.APIException, code: str, at: str) -> str:
    """The framework's words where they say what to do, else ours."""
    ours = {
        "not_authenticated": "Send a token in the header Authorization: Bearer …, or sign in.",
        "not_found": f"There is nothing at {at}. The addresses are listed in {settings.SITE_URL}/api/docs/.",
        "not_acceptable": "The API answers in application/json. Accept that, or send no Accept header.",
        "unsupported_media_type": "Send the body as application/json.",
    }
    return ours.get(code, str(error.detail))


def _flat(detail: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Nested validation errors as rows of path, sentence, code."""
    if isinstance(detail, Mapping):
        for key, inner in detail.items():
            yield from _flat(inner, path if key == "non_field_errors" else (*path, str(key)))
    elif isinstance(detail, Sequence) and not isinstance(detail, str):
        for inner in detail:
            yield from _flat(inner, path)
    else:
        yield path, str(detail), str(getattr(detail, "code", "invalid"))


def _pointer(path: Sequence[str]) -> str:
    return "#" + "".join(f"/{_escaped(part)}" for part in path)


def _escaped(part: str) -> str:
    return part.replace("~", "~0").replace("/", "~1")


def _roll_back() -> None:
    """As the framework's own handler does: nothing half done survives a refusal inside ATOMIC_REQUESTS."""
    for connection in connections.all(initialized_only=True):
        if connection.settings_dict["ATOMIC_REQUESTS"] and connection.in_atomic_block:
            connection.set_rollback(True)
