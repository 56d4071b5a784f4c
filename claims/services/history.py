"""Writing the history and proving that nobody rewrote it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from claims.models import Article, Claim, Event, EventChain, User
from claims.models.history import GENESIS
from claims.workflow import ClaimStatus

SYSTEM = "system"


def record_event(
    *, actor: User | None, verb: str, subject: Article | Claim | Any, now: datetime, data: dict[str, Any] | None = None
) -> Event:
    """Append one event to the subject's chain. Call it in the transaction that makes the change.

    The chain's row is locked until that transaction ends, so two writers take their turns.
    ``data`` may hold strings, whole numbers, booleans, None, and lists and mappings of them.
    """
    data = data or {}
    _demand_stable(data)
    name = subject._meta.model_name
    if not connection.in_atomic_block:
        raise RuntimeError("an event belongs in the transaction of the change it tells of")
    EventChain.objects.bulk_create([EventChain(subject=name, subject_id=subject.pk)], ignore_conflicts=True)
    chain = EventChain.objects.select_for_update().get(subject=name, subject_id=subject.pk)
    event = Event(
        chain=chain,
        sequence=chain.length + 1,
        verb=verb,
        actor=actor,
        actor_name=str(actor) if actor else SYSTEM,
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
    another predecessor, a tail cut off, a whole chain missing, and a status that no event led to.
    Memory is flat: events are streamed in chain order.
    """
    with transaction.atomic():
        # One snapshot of all tables: a change committed midway must not look like a forgery.
        if not connection.savepoint_ids:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        statuses: dict[tuple[str, int], str] = {}
        yield from _verify_chains(statuses)
        yield from _verify_statuses(statuses)


def _verify_chains(statuses: dict[tuple[str, int], str]) -> Iterator[Flaw]:
    chains = {chain.pk: chain for chain in EventChain.objects.iterator(chunk_size=2000)}
    reached: dict[int, tuple[int, str]] = {}
    events = Event.objects.order_by("chain_id", "sequence", "id").iterator(chunk_size=2000)
    for event in events:
        chain = chains[event.chain_id]
        length, head = reached.get(chain.pk, (0, GENESIS))

        def flaw(problem: str, chain: EventChain = chain, event: Event = event) -> Flaw:
            return Flaw(chain.subject, chain.subject_id, event.sequence, problem)

        if event.sequence != length + 1:
            yield flaw(f"event {length + 1} is missing before it")
        elif event.previous != head:
            yield flaw("does not follow from the event before it: reordered, or one was replaced")
        if event.digest != event.expected_digest():
            yield flaw("was changed after it was written")
        reached[chain.pk] = (event.sequence, event.digest)
        if "after" in event.data:
            statuses[chain.subject, chain.subject_id] = event.data["after"]
    for chain in chains.values():
        length, head = reached.get(chain.pk, (0, GENESIS))
        if (length, head) != (chain.length, chain.head):
            yield Flaw(
                chain.subject, chain.subject_id, None,
                f"the chain should end with event {chain.length} but ends with {length}: its tail was removed or replaced",
            )  # fmt: skip


def _verify_statuses(statuses: dict[tuple[str, int], str]) -> Iterator[Flaw]:
    for pk, status in Article.objects.values_list("pk", "status").iterator(chunk_size=5000):
        if statuses.get(("article", pk)) != status:
            told = statuses.get(("article", pk), "nothing")
            yield Flaw("article", pk, None, f"is {status}, but its history tells {told}")
    for pk, status in Claim.objects.values_list("pk", "status").iterator(chunk_size=5000):
        # A proposal of the engine has no event of its own: the article's event told of it.
        told = statuses.get(("claim", pk), ClaimStatus.PROPOSED.value)
        if told != status:
            yield Flaw("claim", pk, None, f"is {status}, but its history tells {told}")
