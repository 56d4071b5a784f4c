"""JSON, fast: what every answer of the API is written with."""

from collections.abc import Mapping
from typing import Any

import orjson
from django.http import HttpResponse
from rest_framework.renderers import BaseRenderer

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS


def dumps(data: Any) -> bytes:
    """UTF-8 JSON; moments as RFC 3339 with a Z, dates as YYYY-MM-DD."""
    return orjson.dumps(data, option=OPTIONS)


def answer(
    data: Any, *, status: int = 200, headers: Mapping[str, str] | None = None, content_type: str = "application/json"
) -> HttpResponse:
    """A finished answer, past the framework's own rendering."""
    return HttpResponse(dumps(data), status=status, headers=dict(headers or {}), content_type=content_type)


class OrjsonRenderer(BaseRenderer):
    """Decides which requests can be answered (Accept), and renders what the framework itself answers."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Mapping[str, Any] | None = None
    ) -> bytes:
        return b"" if data is None else dumps(data)
