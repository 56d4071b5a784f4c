"""Writing the history and proving that nobody rewrote it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from claims.models import Article, Claim, Event, EventChain, User
from claims.models.history import GENESIS
from claims.workflow import ClaimStatus

SYSTEM = "system"
REMOVED = "removed"  # the status that tells of a row cleared away


def record_event(
    *, actor: User | None, verb: str, subject: Article | Claim | Any, now: datetime, data: dict[str, Any] | None = None
) -> Event:
    """Append one event to the subject's chain. Call it in the transaction that makes the change.

    The chain's row is locked until that transaction ends, so two writers take their turns.
    ``data`` may hold strings, whole numbers, booleans, None, and lists and mappings of them.
    """
    data = data or {}
    _demand_stable(data)
    name = str(subject._meta.model_name)
    if not connection.in_atomic_block:
        raise RuntimeError("an event belongs in the transaction of the change it tells of")
    EventChain.objects.bulk_create([EventChain(subject=name, subject_id=subject.pk)], ignore_conflicts=True)
    chain = EventChain.objects.select_for_update().get(subject=name, subject_id=subject.pk)
    event = Event(
        chain=chain,
        sequence=chain.length + 1,
        verb=verb,
        actor=actor,
        actor_name=str(actor)[:200] if actor else SYSTEM,
        data=data,
        at=now,
        previous=chain.head,
    )
    event.digest = event.expected_digest()
    event.save(force_insert=True)
    EventChain.objects.filter(pk=chain.pk).update(length=event.sequence, head=event.digest)
    return event


def _demand_stable(value: Any) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise TypeError(f"event data wants string keys, not {key!r}")
            _demand_stable(inner)
    elif isinstance(value, list):
        for inner in value:
            _demand_stable(inner)
    elif value is not None and type(value) not in (str, int, bool):
        raise TypeError(f"event data may not hold a {type(value).__name__}: {value!r}")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One place where the history does not hold together."""

    subject: str
    subject_id: int
    sequence: int | None
    problem: str


def verify_history() -> Iterator[Flaw]:
    """Walk every chain and yield what was changed, removed, reordered, or done past the history.

    Finds: an event whose content no longer gives its digest, a gap or a swap in the sequence, a link that names
    another predecessor, a tail cut off, a whole chain missing, a status that no event led to, and an article or claim
    that is gone although its history goes on. Events are streamed; only each subject's last status is kept in memory.
    """
    with transaction.atomic():
        # One snapshot of all tables: a change committed midway must not look like a forgery.
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        told: dict[tuple[str, int], str] = {}
        yield from _verify_chains(told)
        yield from _verify_rows(told)


def _verify_chains(told: dict[tuple[str, int], str]) -> Iterator[Flaw]:
    events = Event.objects.order_by("chain_id", "sequence").iterator(chunk_size=2000)
    by_chain = groupby(events, key=lambda event: event.chain_id)
    pk, its_events = next(by_chain, (None, iter(())))
    for chain in EventChain.objects.order_by("pk").iterator(chunk_size=2000):
        length, head, status = 0, GENESIS, ""
        if pk == chain.pk:
            for event in its_events:
                for problem in _problems(event, length=length, head=head):
                    yield Flaw(chain.subject, chain.subject_id, event.sequence, problem)
                length, head, status = event.sequence, event.digest, event.data.get("after", status)
            pk, its_events = next(by_chain, (None, iter(())))
        if (length, head) != (chain.length, chain.head):
            problem = f"should end with event {chain.length} but ends with {length}: its tail was removed or replaced"
            yield Flaw(chain.subject, chain.subject_id, None, problem)
        told[chain.subject, chain.subject_id] = status


def _problems(event: Event, *, length: int, head: str) -> Iterator[str]:
    """What is wrong with an event that follows ``length`` others, the last of them with the digest ``head``."""
    if event.sequence != length + 1:
        yield f"event {length + 1} is missing before it"
    elif event.previous != head:
        yield "does not follow from the event before it: reordered, or one was replaced"
    if event.digest != event.expected_digest():
        yield "was changed after it was written"


def _verify_rows(told: dict[tuple[str, int], str]) -> Iterator[Flaw]:
    """Hold every article and claim against the last status that its history tells; ``told`` is used up."""
    for pk, status in Article.objects.values_list("pk", "status").iterator(chunk_size=5000):
        if (last := told.pop(("article", pk), "nothing")) != status:
            yield Flaw("article", pk, None, f"is {status}, but its history tells {last}")
    for pk, status, revision in Claim.objects.values_list("pk", "status", "revision").iterator(chunk_size=5000):
        is_told = ("claim", pk) in told
        # A proposal of the engine has no event of its own: the article's event told of it.
        last = told.pop(("claim", pk), "") or ClaimStatus.PROPOSED.value
        if last != status:
            yield Flaw("claim", pk, None, f"is {status}, but its history tells {last}")
        elif revision > 1 and not is_told:
            yield Flaw("claim", pk, None, "was changed, but its whole history is missing")
    for (subject, pk), last in told.items():
        if subject in ("article", "claim") and last != REMOVED:
            yield Flaw(subject, pk, None, f"is gone, but its history ends with {last or 'a proposal'}")


@dataclass(frozen=True, slots=True)
class Anchor:
    """How a chain ended at some moment: kept outside the database, it shows a history that was rewritten as a whole."""

    subject: str
    subject_id: int
    length: int
    head: str


def anchors() -> Iterator[Anchor]:
    """The end of every chain that has one, as it stands now."""
    chains = EventChain.objects.filter(length__gt=0).order_by("subject", "subject_id")
    for chain in chains.iterator(chunk_size=2000):
        yield Anchor(chain.subject, chain.subject_id, chain.length, chain.head)


def verify_anchors(kept: Iterable[Anchor]) -> Iterator[Flaw]:
    """Yield each chain that no longer has, at that length, the event it once ended with."""
    for anchor in kept:
        event = Event.objects.about(anchor.subject, anchor.subject_id).filter(sequence=anchor.length).first()
        if event is None or event.digest != anchor.head:
            yield Flaw(anchor.subject, anchor.subject_id, anchor.length, "is not the event that was noted outside")
