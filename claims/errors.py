"""The one way a service says no."""

from collections.abc import Mapping, Sequence
from typing import Any


class Refused(Exception):
    """A service will not do this. ``code`` is stable and for programs; ``message`` says what to do next.

    ``details`` carries what an entrance may show beside the message: what is missing, who holds the claim,
    what the row says now. Only strings, numbers, booleans, lists and mappings of them.
    """

    def __init__(self, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details: Mapping[str, Any] = details


class Forbidden(Refused):
    """This person may not, whatever the state of the row."""


class Missing(Refused):
    """There is no such row, or none that this person may see."""


class Invalid(Refused):
    """A value is not usable. ``fields`` maps a field's name to sentences for people."""

    def __init__(self, message: str, fields: Mapping[str, Sequence[str]]) -> None:
        super().__init__("invalid", message)
        self.fields = fields
