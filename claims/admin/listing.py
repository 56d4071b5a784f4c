"""Lists that stay quick at a million rows."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

COUNTED = 5_000  # rows that a list pages through; filters and search lead to the rest


class BoundedPaginator(Paginator):  # type: ignore[type-arg]
    """Counts no further than :data:`COUNTED`: counting a whole table is what makes an admin slow."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        return rows.order_by().values("pk")[:COUNTED].count()

    @property
    def is_cut(self) -> bool:
        return self.count >= COUNTED


def one_of(field: str, values: Iterable[str], title: str = "") -> type[admin.SimpleListFilter]:
    """A filter over known words: it asks the database for no choices."""
    options = [(str(value), str(value).replace("_", " ").capitalize()) for value in values]

    class OneOf(admin.SimpleListFilter):
        parameter_name = field

        def lookups(self, request: HttpRequest, model_admin: Any) -> Sequence[tuple[str, str]]:
            return options

        def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
            return queryset.filter(**{field: self.value()}) if self.value() in dict(options) else queryset

    OneOf.title = title or field.replace("_", " ")
    return OneOf


def as_json(value: Any) -> SafeString:
    """Stored JSON, laid out to be read."""
    return format_html('<pre tabindex="0">{}</pre>', json.dumps(value, indent=2, ensure_ascii=False))


def shortened(text: str, limit: int = 110) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
