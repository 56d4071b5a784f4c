"""What every address of the API does alike: answers, entity tags, preconditions, headers."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from claims.api.problems import PreconditionFailed
from claims.api.rendering import answer, dumps
from claims.models import User


class Endpoint(APIView):
    """Base of all views. Methods are declared with :func:`claims.api.schema.operation`."""

    metadata_class = None

    def options(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        """The methods of this address, in the Allow header."""
        return HttpResponse(status=204)

    def finalize_response(  # type: ignore[override]
        self, request: Request, response: HttpResponseBase, *args: Any, **kwargs: Any
    ) -> HttpResponseBase:
        response = super().finalize_response(request, response, *args, **kwargs)  # type: ignore[arg-type]
        if throttle := request.META.get("claims.throttle"):
            for name, value in throttle.headers().items():
                response[name] = value
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
            patch_vary_headers(response, ("Authorization", "Cookie"))
        return response


def actor(request: Request) -> User:
    """The member who asks; the permission class has made sure that it is one."""
    if not isinstance(request.user, User):
        raise TypeError("this operation is not public, yet nobody is signed in")
    return request.user


def etag_of(body: bytes) -> str:
    """A strong tag: it changes with every byte of the representation."""
    return f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def tagged(request: Request, data: Mapping[str, Any], *, status: int = 200, **headers: str) -> HttpResponse:
    """The representation under its ETag; 304 without a body when the caller has it already."""
    body = dumps(data)
    etag = etag_of(body)
    if request.method in ("GET", "HEAD") and _names(request.headers.get("If-None-Match", ""), etag, is_weak=True):
        return HttpResponse(status=304, headers={"ETag": etag})
    response = answer(None, status=status, headers={"ETag": etag} | headers)
    response.content = body
    return response


def demand_match(request: Request, data: Mapping[str, Any]) -> bool:
    """Whether If-Match was given; raises :class:`PreconditionFailed` when it names another state than ``data``."""
    given = request.headers.get("If-Match", "")
    if not given:
        return False
    etag = etag_of(dumps(data))
    if not _names(given, etag, is_weak=False):
        raise PreconditionFailed(etag)
    return True


_TAG = re.compile(r'(W/)?("[^"]*")')


def _names(header: str, etag: str, *, is_weak: bool) -> bool:
    """Whether a list of entity tags holds this one. A weak tag never satisfies the strong comparison of If-Match."""
    if header.strip() == "*":
        return True
    return any(tag == etag and (is_weak or not weak) for weak, tag in _TAG.findall(header))


class Nowhere(Endpoint):
    """Every address under /api/ that is none: the same problem document as everywhere."""

    authentication_classes = ()
    permission_classes = ()
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound

    def handle_exception(self, exc: Exception) -> HttpResponseBase:  # type: ignore[override]
        return super().handle_exception(exc if isinstance(exc, APIException) else NotFound())
