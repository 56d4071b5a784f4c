"""What can go wrong when the desk opens somebody's address.

Three classes, because a caller does three different things: refuse the request, try again later, or give up and say
why. Each error carries a stable `code` for programs and a `message` for people that says what to do next. Messages
never name a resolved network address, so an error cannot be used to map the network that the desk runs in.
"""

from __future__ import annotations


class FetchError(Exception):
    """Base of the three. `str(error)` is the sentence for people; `status` what the site answered with, if it did."""

    def __init__(self, code: str, message: str, *, status: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


class FetchRefused(FetchError):
    """The desk will not open this address. Trying again changes nothing; another address may work."""


class FetchPermanent(FetchError):
    """The address was opened, or could not be, and trying again is not expected to help."""


class FetchTemporary(FetchError):
    """Worth another try. `retry_after` is the number of seconds the site asked for, or None."""

    def __init__(self, code: str, message: str, *, retry_after: int | None = None, status: int | None = None) -> None:
        super().__init__(code, message, status=status)
        self.retry_after = retry_after
