"""Running calls at the same moment, each with a database connection of its own."""

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.db import connection

from claims.errors import Refused
from claims.models import Article, Claim, Event

T = TypeVar("T")
PATIENCE = 30.0  # seconds; a deadlock shows as a failure, not as a test that hangs


def at_once(calls: Sequence[Callable[[], T]]) -> list[T | Exception]:
    """What each call returned or raised, in the order of the calls."""
    outcomes: list[T | Exception | None] = [None] * len(calls)
    gate = threading.Barrier(len(calls))

    def run(index: int) -> None:
        try:
            connection.ensure_connection()
            gate.wait(PATIENCE)
            outcomes[index] = calls[index]()
        except Exception as error:  # noqa: BLE001 - it is the outcome
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,), daemon=True) for index in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "calls wait for each other"
    return [outcome for outcome in outcomes if outcome is not None]


def sorted_out(outcomes: list[T | Exception]) -> tuple[list[T], list[Exception]]:
    """Those that went well, and what the others raised."""
    went = [one for one in outcomes if not isinstance(one, Exception)]
    return went, [one for one in outcomes if isinstance(one, Exception)]


def refusals(raised: list[Exception]) -> list[str]:
    """Their codes; anything but a refusal is a failure of the test."""
    assert all(isinstance(one, Refused) for one in raised), raised
    return [one.code for one in raised if isinstance(one, Refused)]


def verbs(row: Article | Claim) -> list[str]:
    return list(Event.objects.about(str(row._meta.model_name), row.pk).values_list("verb", flat=True))
