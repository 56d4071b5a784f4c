"""Pages by key: a cursor names the last row that was shown, so that rows added meanwhile shift nothing."""

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.fields import MAX_ID, Query, QueryWhole, Text
from claims.errors import Invalid
from claims.models.keyset import beyond, in_order

MAX_PAGE = 200


class PageQuery(Query):
    """What every list takes."""

    cursor = Text(required=False, help_text="From “next” of the page before.")
    page_size = QueryWhole(
        required=False, min_value=1, max_value=MAX_PAGE, help_text=f"Rows per page, at most {MAX_PAGE}."
    )


@dataclass(frozen=True, slots=True)
class Order:
    """A total order: the last column is unique. ``kinds`` are the columns' Python types, as cursors carry them."""

    fields: tuple[str, ...]
    kinds: tuple[type, ...]
    is_descending: bool = False


NEWEST_FIRST = Order(("created_at", "id"), (datetime, int), is_descending=True)
IN_TEXT_ORDER = Order(("start", "id"), (int, int))


def page(
    request: Request,
    rows: QuerySet[Any, dict[str, Any]],
    order: Order,
    query: Mapping[str, Any],
    shape: Callable[[dict[str, Any]], dict[str, Any]],
    *,
    size: int = 50,
) -> tuple[dict[str, Any], dict[str, str]]:
    """One page of a ``values()`` queryset as body and headers. One query, however many rows.

    ``rows`` must contain the order's columns.
    """
    size = query.get("page_size") or size
    rows = in_order(rows, order.fields, is_descending=order.is_descending)
    if "cursor" in query:
        rows = beyond(rows, order.fields, read_cursor(query["cursor"], order), is_descending=order.is_descending)
    found = list(rows[: size + 1])
    following: str | None = None
    headers: dict[str, str] = {}
    if len(found) > size:
        found.pop()
        params = request.query_params.copy()
        params["cursor"] = write_cursor(found[-1], order)
        following = request.build_absolute_uri(f"{request.path}?{params.urlencode()}")
        headers["Link"] = f'<{following}>; rel="next"'
    return {"results": [shape(row) for row in found], "next": following}, headers


def write_cursor(row: Mapping[str, Any], order: Order) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([row[field] for field in order.fields])).decode().rstrip("=")


def read_cursor(cursor: str, order: Order) -> Sequence[Any]:
    """The key in a cursor. Raises :class:`Invalid` for what no page of this list has handed out."""
    try:
        key = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
        return [_part(part, kind) for part, kind in zip(key, order.kinds, strict=True)]
    except (ValueError, TypeError, binascii.Error):
        raise Invalid(
            "This cursor is from another list. Begin without one.", {"cursor": ["Use “next” as it was handed out."]}
        ) from None


def _part(part: Any, kind: type) -> Any:
    if kind is datetime:
        moment = datetime.fromisoformat(part)
        if moment.tzinfo is None:
            raise ValueError(part)
        return moment
    if type(part) is int and kind is int and 0 <= part <= MAX_ID:
        return part
    raise ValueError(part)


def page_of(name: str, row: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """The schema of a page of such rows."""
    return type(
        name,
        (serializers.Serializer,),
        {
            "results": row(many=True),
            "next": serializers.URLField(allow_null=True, help_text="The next page's address; null on the last."),
            "__doc__": "One page of a list.",
        },
    )
