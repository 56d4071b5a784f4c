"""Files of known checks that somebody uploads: read for a preview first, taken in when a person says so.

The file lies in the database in pieces, so that whichever worker has the task can read it. Reading and taking in go
chunk by chunk, each a short transaction that also moves the row on: a worker that dies loses and doubles nothing.
"""

import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, cast

from django.conf import settings
from django.db import transaction

from claims.claimreview.streams import Fault, Read, UnreadableError, read_file
from claims.errors import Invalid, Refused
from claims.models import ImportUpload, UploadFault, UploadPart, UploadStatus, User
from claims.queue import ring_upload
from claims.services.history import record_event
from claims.services.known import (
    FAULTS_KEPT,
    Line,
    Summary,
    close_batch,
    demand_importer,
    in_chunks,
    open_batch,
    take_chunk,
)
from claims.services.labels import Labels, save_label
from claims.services.rows import locked_row

PART = 1 << 20  # bytes
SMALL = 1 << 20  # bytes that are read at once, while the person waits
BUDGET = timedelta(seconds=90)  # of one task; what is left is the next one's
LEASE = timedelta(minutes=3)
KEPT = timedelta(days=14)  # until a file that nobody takes in is discarded
SHOWN = 200  # usable records in the preview; all that cannot be used are shown
MOST_LABELS = 200  # unknown ones in the preview
MOST_RECORDS = 1_000_000
COUNTS = ("added", "updated", "unchanged", "withdrawn", "bad")


def begin_upload(
    *, actor: User, name: str, pieces: Iterable[bytes], now: datetime, clock: Callable[[], datetime]
) -> ImportUpload:
    """Keep the file and make the preview: at once for a small file, by a worker otherwise. Takes nothing in yet.

    Raises :class:`Invalid` for a file that is empty or too large, and then keeps nothing of it.
    """
    demand_importer(actor)
    name = name.strip().replace("\x00", "")[-300:]
    if not name:
        raise Invalid("The file has no name.", {"file": ["Give the file a name; its ending tells what it is."]})
    with transaction.atomic():
        upload = ImportUpload.objects.create(name=name, size=0, by=actor, uploaded_at=now)
        size = 0
        for number, part in enumerate(_parts(pieces)):
            size += len(part)
            if size > settings.IMPORT_UPLOAD_LIMIT:
                most = settings.IMPORT_UPLOAD_LIMIT // 1024 // 1024
                advice = "Compress it (.gz), split it, or use “manage.py import_known_checks” on the server."
                raise Invalid("The file is too large.", {"file": [f"At most {most} MB fit. {advice}"]})
            UploadPart.objects.create(upload=upload, number=number, body=part)
        if not size:
            raise Invalid("The file is empty.", {"file": ["The file is empty."]})
        upload.size = size
        upload.save(update_fields=["size"])
        record_event(actor=actor, verb="upload", subject=upload, now=now, data={"name": name, "bytes": size})
        if size > SMALL:
            ring_upload(upload.pk)
    return _at_once(upload, clock)


def _parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        while len(held) >= PART:
            yield bytes(held[:PART])
            del held[:PART]
    if held:
        yield bytes(held)


def _at_once(upload: ImportUpload, clock: Callable[[], datetime]) -> ImportUpload:
    if upload.size <= SMALL:
        advance_upload(upload_id=upload.pk, clock=clock)
        upload.refresh_from_db()
    return upload


def take_upload(*, actor: User, upload_id: int, now: datetime, clock: Callable[[], datetime]) -> ImportUpload:
    """Take in what the preview found usable: at once for a small file, by a worker otherwise. Twice is once."""
    demand_importer(actor)
    with transaction.atomic():
        upload = locked_row(ImportUpload, upload_id)
        if upload.status in (UploadStatus.TAKING, UploadStatus.DONE):
            return upload
        if upload.status != UploadStatus.READY:
            raise Refused("not_ready", f"This file is {upload.status} and cannot be taken in. {upload.error}".strip())
        if upload.position <= upload.bad:
            raise Refused("nothing_usable", "Nothing in this file can be used. Discard it.")
        upload.batch = open_batch(actor=actor, origin=upload.name, now=now)
        upload.status, upload.position, upload.lease_expires_at = UploadStatus.TAKING, 0, None
        for name in COUNTS:
            setattr(upload, name, 0)
        upload.save()
        if upload.size > SMALL:
            ring_upload(upload.pk)
    return _at_once(upload, clock)


def discard_upload(*, actor: User | None, upload_id: int, now: datetime) -> ImportUpload:
    """Forget the file; nothing of it is taken in. Raises :class:`Refused` once it is being taken in."""
    demand_importer(actor)
    with transaction.atomic():
        upload = locked_row(ImportUpload, upload_id)
        if upload.status == UploadStatus.DISCARDED:
            return upload
        if upload.status in (UploadStatus.TAKING, UploadStatus.DONE):
            raise Refused("taken_already", "This file is being taken in, or was; it can no longer be discarded.")
        upload.status, upload.finished_at, upload.lease_expires_at = UploadStatus.DISCARDED, now, None
        upload.save(update_fields=["status", "finished_at", "lease_expires_at"])
        upload.parts.all().delete()
        record_event(actor=actor, verb="discard", subject=upload, now=now, data={"name": upload.name})
    return upload


def name_labels(*, actor: User, upload_id: int, meanings: Mapping[tuple[str, str], str], now: datetime) -> ImportUpload:
    """Say what labels of this file's outlets mean, by (site, label); an empty meaning is left open."""
    demand_importer(actor)
    with transaction.atomic():
        upload = locked_row(ImportUpload, upload_id)
        asked = {(one["site"], one["label"]) for one in upload.unknown_labels}
        labels = Labels()
        for (site, label), meaning in sorted(meanings.items()):
            if (site, label) in asked and meaning and not labels.meaning(site=site, label=label, share=None):
                save_label(actor=actor, site=site, label=label, meaning=meaning, now=now)
                labels = Labels()  # two spellings of one label are one row
    return upload


def open_labels(upload: ImportUpload) -> list[dict[str, Any]]:
    """The labels of the file that still nobody knows the meaning of, the most frequent first."""
    labels = Labels()
    found: list[dict[str, Any]] = upload.unknown_labels
    still = [one for one in found if not labels.meaning(site=one["site"], label=one["label"], share=None)]
    return sorted(still, key=lambda one: (-one["count"], one["site"], one["label"]))


# -- the work: a preview, or taking in ----------------------------------------------------------


def advance_upload(*, upload_id: int, clock: Callable[[], datetime]) -> str:
    """Go on with a file where it was left. Safe to call any number of times, by any number of workers.

    Returns "left" when there is nothing to do or somebody is at it, "more" when its time ran out and the bell rang for
    the rest, else the status that the file came to.
    """
    upload = _begin(upload_id, now=clock())
    if upload is None:
        return "left"
    until, error = clock() + BUDGET, ""
    labels = Labels()
    stored = io.BufferedReader(cast("io.RawIOBase", _Stored(upload.pk)))
    rest = islice(read_file(stored, upload.name), upload.position, None)
    try:
        for chunk in in_chunks(rest):
            if not _step(upload, chunk, labels, now=clock()):
                return "left"
            if upload.position >= MOST_RECORDS:
                error = f"Only the first {MOST_RECORDS:,} records were read. Split the file."
                break
            if clock() >= until:
                with transaction.atomic():
                    ImportUpload.objects.filter(pk=upload.pk).update(lease_expires_at=None)
                    ring_upload(upload.pk)
                return "more"
    except UnreadableError as unreadable:
        error = f"After {upload.position:,} records: {unreadable}"
    return _end(upload, error, now=clock())


def _begin(upload_id: int, *, now: datetime) -> ImportUpload | None:
    rows = ImportUpload.objects.waiting(now=now).filter(pk=upload_id)
    if rows.update(lease_expires_at=now + LEASE) != 1:
        return None
    return ImportUpload.objects.select_related("batch").get(pk=upload_id)


class _Stored(io.RawIOBase):
    """The uploaded file, piece by piece."""

    def __init__(self, upload_id: int) -> None:
        super().__init__()
        self._upload_id = upload_id
        self._number = 0
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            parts = UploadPart.objects.filter(upload=self._upload_id, number=self._number)
            body = parts.values_list("body", flat=True).first()
            if body is None:
                return 0
            self._rest, self._number = memoryview(bytes(body)), self._number + 1
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size


def _step(upload: ImportUpload, chunk: list[Read | Fault], labels: Labels, *, now: datetime) -> bool:
    """One chunk, and how far the file is, in one transaction. False when somebody else has moved it on."""
    is_preview = upload.status == UploadStatus.READING
    summary, faults = Summary(batch=upload.batch), list[Fault]()
    with transaction.atomic():
        held = ImportUpload.objects.select_for_update().filter(
            pk=upload.pk, status=upload.status, position=upload.position
        )
        if held.first() is None:
            return False
        lines = take_chunk(
            chunk, summary, labels=labels, is_rehearsal=is_preview, on_fault=faults.append, now=now
        )  # fmt: skip
        upload.position += len(chunk)
        for name, count in summary.counts().items():
            setattr(upload, name, getattr(upload, name) + count)
        if is_preview:
            _show(upload, lines)
            UploadFault.objects.bulk_create(
                [UploadFault(upload=upload, number=one.number, reason=one.reason or "unusable") for one in faults]
            )
        upload.lease_expires_at = now + LEASE
        upload.save(update_fields=["position", *COUNTS, "shown", "unknown_labels", "lease_expires_at"])
    return True


def _show(upload: ImportUpload, lines: list[Line]) -> None:
    upload.shown += [
        {
            "number": line.number, "outcome": line.outcome, "claim": line.check.claim[:300], "url": line.check.url,
            "publisher": line.check.publisher, "site": line.check.site, "label": line.check.label[:100],
            "share": line.check.share,
        }
        for line in lines[: max(0, SHOWN - len(upload.shown))]
    ]  # fmt: skip
    counted = Counter({(one["site"], one["label"]): one["count"] for one in upload.unknown_labels})
    counted.update(
        (line.check.site, line.check.label[:100]) for line in lines if line.check.label_key and not line.check.meaning
    )
    upload.unknown_labels = [
        {"site": site, "label": label, "count": count} for (site, label), count in counted.most_common(MOST_LABELS)
    ]


def _end(upload: ImportUpload, error: str, *, now: datetime) -> str:
    with transaction.atomic():
        row = locked_row(ImportUpload, upload.pk)
        if (row.status, row.position) != (upload.status, upload.position):
            return "left"
        row.error, row.lease_expires_at = error[:500], None
        if row.status == UploadStatus.READING:
            row.status = UploadStatus.FAILED if error and not row.position else UploadStatus.READY
            if row.status == UploadStatus.FAILED:
                row.finished_at = now
                row.parts.all().delete()
        else:
            row.status, row.finished_at = UploadStatus.DONE, now
            kept = row.faults.order_by("number", "id")[:FAULTS_KEPT]
            counts = {name: getattr(row, name) for name in COUNTS}
            faults = [Fault(one.number, one.reason) for one in kept]
            close_batch(Summary(batch=row.batch, faults=faults, **counts), actor=row.by, now=now)
            row.parts.all().delete()
        row.save()
    return str(row.status)


def sweep_uploads(*, now: datetime) -> dict[str, int]:
    """Ring for files whose worker died or whose bell was lost, and discard those that nobody wanted."""
    waiting = list(ImportUpload.objects.waiting(now=now).values_list("pk", flat=True))
    with transaction.atomic():
        for pk in waiting:
            ring_upload(pk)
    old = ImportUpload.objects.filter(status=UploadStatus.READY, uploaded_at__lt=now - KEPT)
    forgotten = list(old.values_list("pk", flat=True))
    for pk in forgotten:
        discard_upload(actor=None, upload_id=pk, now=now)
    return {"rung": len(waiting), "discarded": len(forgotten)}
