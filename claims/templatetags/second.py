"""Looking a value up by a key that the template holds."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(rows: Mapping[Any, Any], key: Any) -> Any:
    """What stands under this key; nothing where there is none."""
    return rows.get(key, "") if rows else ""
