"""Short spellings for the constraints that every table repeats."""

from enum import StrEnum

from django.db.models import CheckConstraint, F, Q


def one_of(
    field: str, values: type[StrEnum] | tuple[str, ...], *, name: str, optional: bool = False
) -> CheckConstraint:
    """The column holds one of these words (or, when ``optional``, an empty string)."""
    allowed = [str(value) for value in values] + ([""] if optional else [])
    return CheckConstraint(condition=Q(**{f"{field}__in": allowed}), name=name)


def share(field: str, *, name: str) -> CheckConstraint:
    """The column lies in 0..1."""
    return CheckConstraint(condition=Q(**{f"{field}__gte": 0, f"{field}__lte": 1}), name=name)


def ordered_span(start: str, end: str, *, name: str) -> CheckConstraint:
    """``0 <= start < end``, or both empty."""
    return CheckConstraint(
        condition=_both_empty(start, end) | _both_set(start, end) & Q(**{f"{start}__gte": 0, f"{end}__gt": F(start)}),
        name=name,
    )


def whole_interval(prefix: str, *, name: str) -> CheckConstraint:
    """``<prefix>_from <= <prefix>_until``, or both empty."""
    first, last = f"{prefix}_from", f"{prefix}_until"
    return CheckConstraint(
        condition=_both_empty(first, last) | _both_set(first, last) & Q(**{f"{last}__gte": F(first)}), name=name
    )


def _both_empty(first: str, last: str) -> Q:
    return Q(**{f"{first}__isnull": True, f"{last}__isnull": True})


def _both_set(first: str, last: str) -> Q:
    """Said aloud: a comparison with NULL is not false, and a check that is not false holds."""
    return Q(**{f"{first}__isnull": False, f"{last}__isnull": False})


def filled(field: str, *, name: str) -> CheckConstraint:
    """The text is not empty."""
    return CheckConstraint(condition=~Q(**{field: ""}), name=name)
