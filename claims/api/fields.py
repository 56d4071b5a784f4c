"""Fields and serializers that take exactly what the schema says: no coercion, nothing unknown, nothing twice."""

import math
import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError

from claims.api.problems import Unusable

MAX_ID = 2**63 - 1


class Text(serializers.CharField):
    """A JSON string, as it was sent. Blank ones are for the services to judge."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"trim_whitespace": False, "allow_blank": True} | options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            raise ValidationError("Send a string.", code="type")
        return str(super().to_internal_value(data))


class Word(serializers.ChoiceField):
    """One of a fixed list of strings."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or data not in self.choices:
            raise ValidationError(f"Choose one of: {', '.join(self.choices)}.", code="choice")
        return data


class Whole(serializers.IntegerField):
    """A JSON integer; no strings, no fractions, no booleans."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 0, "max_value": MAX_ID} | options)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, float) and data.is_integer():  # 1.0 is an integer in JSON Schema
            data = int(data)
        if type(data) is not int:
            raise ValidationError("Send a whole number.", code="type")
        return data


class Id(Whole):
    """The id of a row."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 1} | options)


class Number(serializers.FloatField):
    """A JSON number; no strings, no booleans."""

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float):
            raise ValidationError("Send a number.", code="type")
        return float(super().to_internal_value(data))


class Day(serializers.DateField):
    """YYYY-MM-DD."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            raise ValidationError("Send a date as YYYY-MM-DD.", code="type")
        return super().to_internal_value(value)


class Flag(serializers.BooleanField):
    """A JSON boolean; no strings, no numbers."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            raise ValidationError("Send true or false.", code="type")
        return data


_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


class Moment(serializers.DateTimeField):
    """A moment as RFC 3339 writes it, with its offset from UTC."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not _MOMENT.fullmatch(value):
            raise ValidationError("Send a moment such as 2026-03-31T14:30:00Z.", code="type")
        return super().to_internal_value(value.upper())


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "integer", "minimum": 1}]})
class SlugOrId(serializers.Field[Any, Any, Any, Any]):
    """A label's slug, or its id."""

    def to_internal_value(self, data: Any) -> str | int:
        if isinstance(data, float) and data.is_integer():
            data = int(data)
        if type(data) is int and 0 < data <= MAX_ID:
            return data
        if isinstance(data, str) and "\x00" not in data:
            return data
        raise ValidationError("Send a slug or an id.", code="type")

    def to_representation(self, value: Any) -> Any:
        return value


class QueryWhole(serializers.IntegerField):
    """A positive whole number written in digits, as query parameters are."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": MAX_ID} | options)

    def to_internal_value(self, data: Any) -> int:
        if not re.fullmatch(r"[0-9]{1,19}", str(data)):
            raise ValidationError("Write a positive whole number in digits.", code="type")
        return int(data)


class QueryShare(serializers.FloatField):
    """A number from 0 to 1."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=1, **options)

    def to_internal_value(self, data: Any) -> float:
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            raise ValidationError("Write a number from 0 to 1.", code="type")
        return float(value)


class Body(serializers.Serializer[Any]):
    """A request's body: unknown fields are refused, each at its place, along with whatever else is wrong."""

    def to_internal_value(self, data: Any) -> Any:
        errors: dict[str, Any] = {}
        if isinstance(data, Mapping):
            known = ", ".join(self.fields)
            for name in data:
                if name not in self.fields:
                    sentence = f"There is no field {str(name)[:60]!r} here. " + (f"Known: {known}." if known else "")
                    errors[str(name)] = [ErrorDetail(sentence.strip(), code="unknown")]
        try:
            values = super().to_internal_value(data)
        except ValidationError as error:
            if not isinstance(error.detail, dict):
                raise
            errors = error.detail | errors
            values = {}
        if errors:
            raise ValidationError(errors)
        return values


class Query(serializers.Serializer[Any]):
    """Query parameters: unknown ones are refused, and so are two values where one is meant."""

    @classmethod
    def read(cls, params: QueryDict) -> dict[str, Any]:
        """Checked values of the parameters that were given. Raises :class:`Unusable`."""
        query = cls()
        errors: dict[str, Any] = {}
        data: dict[str, Any] = {}
        for name in params:
            field = query.fields.get(name)
            values = params.getlist(name)
            if field is None:
                known = ", ".join(query.fields) or "none"
                errors[name] = [
                    ErrorDetail(f"There is no parameter {name[:60]!r} here. Known: {known}.", code="unknown")
                ]
            elif isinstance(field, serializers.ListField):
                data[name] = values
            elif len(values) > 1:
                errors[name] = [ErrorDetail("Give this parameter once.", code="repeated")]
            else:
                data[name] = values[0]
        query = cls(data=data)
        if not query.is_valid():
            errors = query.errors | errors
        if errors:
            raise Unusable(errors)
        return dict(query.validated_data)


def read_body(kind: type[Body], data: Any) -> dict[str, Any]:
    """The checked body. Raises ValidationError."""
    body = kind(data=data)
    body.is_valid(raise_exception=True)
    return dict(body.validated_data)
