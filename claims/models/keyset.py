"""Walking a table in a fixed order without counting it: what comes after a key."""

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

M = TypeVar("M", bound=Model)


def in_order(queryset: QuerySet[M], fields: Sequence[str], *, is_descending: bool) -> QuerySet[M]:
    """Sorted by these columns, all in one direction."""
    return queryset.order_by(*(f"-{field}" if is_descending else field for field in fields))


def beyond(queryset: QuerySet[M], fields: Sequence[str], key: Sequence[Any], *, is_descending: bool) -> QuerySet[M]:
    """Only rows past ``key`` in that order: one row comparison, which an index over the columns answers."""
    comparison = TupleLessThan if is_descending else TupleGreaterThan
    return queryset.filter(comparison(Tuple(*fields), tuple(key)))
