"""Sentence vectors in columns of pgvector's type halfvec: two bytes a number, which the search does not notice."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    _Field = models.Field[Any, Any]
else:
    _Field = models.Field


class HalfVectorField(_Field):
    """A row of numbers, or None. Its width stands in the migration that makes the column.

    To migrations it calls itself a text field, so that they import nothing of ours and never alter the column by
    themselves: pgvector's type is given and changed in SQL there.
    """

    def deconstruct(self) -> Any:
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def db_type(self, connection: Any) -> str:  # noqa: ARG002 - Django's signature
        return "halfvec"

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:  # noqa: ARG002 - Django's signature
        return "%s::halfvec"

    def get_prep_value(self, value: Any) -> str | None:
        return None if value is None else written(value)

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> list[float] | None:  # noqa: ARG002
        return None if value is None else [float(number) for number in value[1:-1].split(",")]


def written(vector: Sequence[float]) -> str:
    """As pgvector spells it."""
    return "[" + ",".join(f"{number:.6g}" for number in vector) + "]"
