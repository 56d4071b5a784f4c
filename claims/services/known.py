"""Known checks: taking in what other fact-checkers published, and keeping the index of known claims in step."""

import hashlib
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.db import transaction

from claims.claimreview.reading import FoundCheck, read_record
from claims.claimreview.streams import Fault, Read, UnreadableError, read_file
from claims.errors import Invalid
from claims.fetching import FetchError, canonical_url
from claims.models import ImportBatch, KnownCheck, KnownClaim, Occasion, Publication, User
from claims.permissions import demand, may_import_known_checks
from claims.queue import ring_index
from claims.services.history import record_event
from claims.services.labels import Labels, label_key

AT_ONCE = 500  # records in one transaction
FAULTS_KEPT = 100  # with the import; all of them go to the caller
MAX_RECORDS = 1000  # in one request

_FACTS = (
    "url", "claim", "claimant", "claimed_on", "publisher", "site", "title", "reviewed_on", "label", "label_key",
    "share", "meaning", "language", "appearances", "raw", "withdrawn_at",
)  # fmt: skip
_INDEXED = ("text", "title", "claimant", "claimed_on", "is_standing")


@dataclass(slots=True)
class Summary:
    """What became of an import's records. ``batch`` is None for a rehearsal, which writes nothing."""

    batch: ImportBatch | None = None
    added: int = 0
    updated: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    bad: int = 0
    faults: list[Fault] = field(default_factory=list)

    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("added", "updated", "unchanged", "withdrawn", "bad")}


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one usable record: "added", "updated", "unchanged" or "withdrawn"."""

    number: int
    outcome: str
    check: KnownCheck


def import_file(
    *,
    actor: User | None,
    stream: IO[bytes],
    name: str,
    is_rehearsal: bool = False,
    on_fault: Callable[[Fault], object] = lambda _: None,
    on_progress: Callable[[Summary], object] = lambda _: None,
    clock: Callable[[], datetime],
) -> Summary:
    """Take in a file of published checks, however long. What cannot be used is told by number; the rest goes on.

    A check that is known already, by its address and its claim, is brought up to date and never doubled, so an import
    that broke off is simply run again. ``actor`` None is the command line. Raises ``UnreadableError`` when the file as
    a whole cannot be read; what came before that place stays.
    """
    return _import(actor, read_file(stream, name), name, is_rehearsal, on_fault, on_progress, clock)


def import_records(
    *, actor: User | None, records: Sequence[Any], origin: str = "", is_rehearsal: bool = False, now: datetime
) -> Summary:
    """The same for a few records that are at hand already, as programs send them."""
    if not records:
        raise Invalid("There is nothing to import.", {"records": ["Send at least one record."]})
    if len(records) > MAX_RECORDS:
        raise Invalid("These are too many records.", {"records": [f"Send at most {MAX_RECORDS:,} in one request."]})

    def read() -> Iterator[Read | Fault]:
        for number, record in enumerate(records, 1):
            for found in read_record(record):
                yield Read(number, found) if isinstance(found, FoundCheck) else Fault(number, str(found))

    origin = origin.strip()[:300] or f"{actor or 'command line'}, by the API"
    return _import(actor, read(), origin, is_rehearsal, lambda _: None, lambda _: None, lambda: now)


def _import(
    actor: User | None,
    found: Iterable[Read | Fault],
    origin: str,
    is_rehearsal: bool,  # noqa: FBT001 - private, and named by both callers
    on_fault: Callable[[Fault], object],
    on_progress: Callable[[Summary], object],
    clock: Callable[[], datetime],
) -> Summary:
    demand_importer(actor)
    summary, labels = Summary(), Labels()
    if not is_rehearsal:
        summary.batch = open_batch(actor=actor, origin=origin, now=clock())

    def fault(one: Fault) -> None:
        if len(summary.faults) < FAULTS_KEPT:
            summary.faults.append(one)
        on_fault(one)

    try:
        for chunk in in_chunks(found):
            with transaction.atomic():
                take_chunk(chunk, summary, labels=labels, is_rehearsal=is_rehearsal, on_fault=fault, now=clock())
            on_progress(summary)
    finally:
        # Broken off or not, the batch says how far it came.
        if summary.batch is not None:
            close_batch(summary, actor=actor, now=clock())
    return summary


def demand_importer(actor: User | None) -> None:
    """Only editors and administrators go on; ``None`` is the command line of the server."""
    demand(
        actor is None or may_import_known_checks(actor),
        "not_an_editor",
        "Only editors and administrators import known checks. Ask one of them.",
    )


def open_batch(*, actor: User | None, origin: str, now: datetime) -> ImportBatch:
    with transaction.atomic():
        batch = ImportBatch.objects.create(origin=origin[:300], by=actor, started_at=now)
        record_event(actor=actor, verb="begin_import", subject=batch, now=now, data={"origin": origin})
    return batch


def in_chunks(found: Iterable[Read | Fault]) -> Iterator[list[Read | Fault]]:
    """AT_ONCE at a time. Where the file cannot be read any further, what came before that place is given first."""
    chunk: list[Read | Fault] = []
    try:
        for one in found:
            chunk.append(one)
            if len(chunk) == AT_ONCE:
                yield chunk
                chunk = []
    except UnreadableError:
        if chunk:
            yield chunk
        raise
    if chunk:
        yield chunk


def take_chunk(
    chunk: Sequence[Read | Fault],
    summary: Summary,
    *,
    labels: Labels,
    is_rehearsal: bool,
    on_fault: Callable[[Fault], object],
    now: datetime,
) -> list[Line]:
    """Store what can be used of these records, or only say what would become of each. Call it in a transaction."""
    usable: list[tuple[int, KnownCheck]] = []
    for one in chunk:
        fault = one if isinstance(one, Fault) else None
        if isinstance(one, Read):
            try:
                usable.append((one.number, _row(one.check, labels, summary.batch, now)))
            except FetchError as error:
                fault = Fault(one.number, f"its address cannot be used: {error} ({one.check.url[:200]})")
        if fault is not None:
            summary.bad += 1
            on_fault(fault)
    outcomes = _store([row for _, row in usable], summary, is_rehearsal=is_rehearsal, now=now)
    return [Line(number, outcomes[row.key], row) for number, row in usable]


def close_batch(summary: Summary, *, actor: User | None, now: datetime) -> None:
    """Write down with the batch what became of its records."""
    batch = summary.batch
    assert batch is not None  # noqa: S101 - for the type checker; the caller asked
    for name, count in summary.counts().items():
        setattr(batch, name, count)
    batch.faults = [{"number": one.number, "reason": one.reason[:500]} for one in summary.faults]
    batch.finished_at = now
    with transaction.atomic():
        batch.save()
        record_event(actor=actor, verb="import", subject=batch, now=now, data=dict(summary.counts()))
        if summary.added or summary.updated:
            ring_index()


def check_key(url: str, claim: str) -> str:
    """One key for all spellings of an address and a claim. Raises FetchError for an address that is none."""
    plain = unicodedata.normalize("NFKC", claim).casefold()
    folded = " ".join("".join(c if c.isalnum() else " " for c in plain).split()) or plain.strip()
    return hashlib.sha256(f"{canonical_url(url)}\n{folded}".encode()).hexdigest()


def _row(found: FoundCheck, labels: Labels, batch: ImportBatch | None, now: datetime) -> KnownCheck:
    return KnownCheck(
        key=check_key(found.url, found.claim),
        url=found.url,
        claim=found.claim,
        claimant=found.claimant[:300],
        claimed_on=found.claimed_on,
        publisher=found.publisher[:200],
        site=found.site[:253],
        title=found.title[:500],
        reviewed_on=found.reviewed_on,
        label=found.label[:500],
        label_key=label_key(found.label),
        share=found.share,
        meaning=labels.meaning(site=found.site, label=found.label, share=found.share),
        language=found.language,
        appearances=list(found.appearances)[:100],
        raw=_storable(found.raw),
        batch=batch,
        withdrawn_at=now if found.is_withdrawn else None,
        created_at=now,
        updated_at=now,
    )


def _storable(value: Any) -> Any:
    """The record as PostgreSQL can keep it: the zero character and halves of characters become the mark for these."""
    if isinstance(value, str):
        return "".join("\ufffd" if c == "\x00" or "\ud800" <= c <= "\udfff" else c for c in value)
    if isinstance(value, dict):
        return {_storable(str(name)): _storable(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(inner) for inner in value]
    return value


def _store(rows: Sequence[KnownCheck], summary: Summary, *, is_rehearsal: bool, now: datetime) -> dict[str, str]:
    """Add what is new and change what is not as it was. Of two with one key in the chunk, the later one stands.

    Returns what became of each key.
    """
    wanted: dict[str, KnownCheck] = {}
    for row in rows:
        summary.unchanged += row.key in wanted
        wanted[row.key] = row
    query = KnownCheck.objects.filter(key__in=list(wanted))
    known = {one.key: one for one in (query if is_rehearsal else query.select_for_update().order_by("pk"))}
    fresh = [row for key, row in wanted.items() if key not in known]
    outcomes = {row.key: "added" for row in fresh}
    changed: list[KnownCheck] = []
    for key, old in known.items():
        new = wanted[key]
        if old.withdrawn_at and new.withdrawn_at:
            new.withdrawn_at = old.withdrawn_at
        if all(getattr(old, name) == getattr(new, name) for name in _FACTS):
            summary.unchanged += 1
            outcomes[key] = "unchanged"
            continue
        is_withdrawal = new.withdrawn_at is not None and old.withdrawn_at is None
        summary.withdrawn += is_withdrawal
        summary.updated += not is_withdrawal
        outcomes[key] = "withdrawn" if is_withdrawal else "updated"
        for name in (*_FACTS, "batch"):
            setattr(old, name, getattr(new, name))
        old.updated_at = now
        changed.append(old)
    summary.added += len(fresh)
    if is_rehearsal:
        return outcomes
    # Two imports at once may meet in the same check: the second finds it there, and takes it for known the next time.
    KnownCheck.objects.bulk_create(fresh, ignore_conflicts=True)
    KnownCheck.objects.bulk_update(changed, [*_FACTS, "batch", "updated_at"], batch_size=100)
    stored = KnownCheck.objects.filter(key__in=[row.key for row in fresh]).order_by("pk")
    KnownClaim.objects.bulk_create([_entry(check) for check in stored], ignore_conflicts=True)
    _renew_entries(changed)
    return outcomes


def _entry(check: KnownCheck) -> KnownClaim:
    return KnownClaim(
        check_of_others=check, text=check.claim, title=check.title, claimant=check.claimant,
        claimed_on=check.claimed_on, is_standing=check.withdrawn_at is None,
    )  # fmt: skip


def _renew_entries(checks: Sequence[KnownCheck]) -> None:
    """Bring the index in step; an entry that reads differently now loses its vector until a worker makes another."""
    wanted = {check.pk: _entry(check) for check in checks}
    entries = list(KnownClaim.objects.filter(check_of_others__in=list(wanted)).defer("vector"))
    for entry in entries:
        new = wanted[entry.check_of_others_id or 0]
        if (entry.text, entry.title) != (new.text, new.title):
            KnownClaim.objects.filter(pk=entry.pk).update(vector=None, vector_version="")
        for name in _INDEXED:
            setattr(entry, name, getattr(new, name))
    KnownClaim.objects.bulk_update(entries, _INDEXED, batch_size=100)


def index_publication(publication: Publication) -> None:
    """Put a version of our own check into the index, in the place of the version before it. Call in a transaction.

    A sample's check stays out: it goes when the sample goes, and must not take judgements along.
    """
    if publication.claim.article.is_sample:
        return
    facts: dict[str, Any] = publication.facts
    entry = KnownClaim.objects.filter(publication__claim=publication.claim).first() or KnownClaim()
    text = str(facts.get("claim") or publication.claim.standalone)
    if entry.text != text:
        entry.vector, entry.vector_version = None, ""
    entry.publication, entry.text = publication, text
    entry.is_standing = publication.occasion != Occasion.RETRACTION
    entry.claimant = str(publication.claim.speaker or "")[:300]
    entry.claimed_on = publication.claim.said_from
    entry.save()
    ring_index()
