"""Copies of sources: asked for, made by a worker, kept for good. The row is the truth about the work."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import F

from claims.archiving.warc import Upload, Warc, write_warc
from claims.errors import Invalid, Missing, Refused
from claims.extraction.documents import READABLE, SourceText, read_source, type_of_file
from claims.fetching import Fetched, FetchError, FetchTemporary, Purpose, fetch, user_agent
from claims.models import (
    Capture,
    CaptureFailure,
    CapturePurpose,
    CaptureState,
    Evidence,
    EvidenceMedium,
    Lane,
    Source,
    User,
)
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.queue import ring_capture
from claims.services import watch
from claims.services.history import record_event
from claims.services.passages import anchor_waiting
from claims.services.sourcefacts import fill_in, locked_source

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 4
RING_AGAIN = timedelta(seconds=20)
LONGEST_PAUSE = timedelta(hours=6)
SWEEP_BATCH = 200
TOO_MANY_REQUESTS = 429
READER = "claims.extraction.documents"


# -- asking ---------------------------------------------------------------------------------------


def request_capture(*, actor: User, source_id: int, now: datetime) -> Capture:
    """Ask for a fresh copy of a source's page. One that is under way already is the one that is returned."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    with transaction.atomic():
        source = locked_source(source_id)
        if not source.url:
            raise Refused(
                "no_address", "This source has no address to copy from. Hand its file in as evidence instead."
            )
        purpose = CapturePurpose.AGAIN if source.captures.kept().exists() else CapturePurpose.FIRST
        return ask_for_copy(source=source, actor=actor, purpose=purpose, now=now)


def ask_for_copy(
    *, source: Source, actor: User | None, purpose: CapturePurpose, now: datetime, lane: Lane = Lane.INTERACTIVE
) -> Capture:
    """The request that is under way, or a new one with a ring for a worker. Call in a transaction."""
    waiting = source.captures.filter(state=CaptureState.REQUESTED.value).first()
    if waiting is None:
        try:
            with transaction.atomic():
                waiting = Capture.objects.create(
                    source=source, purpose=purpose, url=source.url, requested_by=actor, requested_at=now,
                    due_at=now + RING_AGAIN,
                )  # fmt: skip
        except IntegrityError:  # asked for at this moment
            return source.captures.get(state=CaptureState.REQUESTED.value)
        ring_capture(waiting.pk, lane=lane)
    return waiting


def keep_once(*, source: Source, actor: User, now: datetime) -> None:
    """Ask for a copy of a source that none was kept of or asked for yet. Call in a transaction."""
    if source.url and not source.captures.exclude(state=CaptureState.FAILED.value).exists():
        ask_for_copy(source=source, actor=actor, purpose=CapturePurpose.FIRST, now=now)


def retry_capture(*, actor: User, capture_id: int, now: datetime) -> Capture:
    """Try a failed copy again, with all its attempts before it."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    with transaction.atomic():
        capture = Capture.objects.without_bytes().select_for_update(of=("self",)).filter(pk=capture_id).first()
        if capture is None:
            raise Missing("no_such_capture", f"There is no copy {capture_id}. Reload the page.")
        if capture.state != CaptureState.FAILED:
            raise Refused(
                "not_failed",
                "This copy is kept already. Ask for a fresh one instead."
                if capture.state == CaptureState.ARCHIVED
                else "A worker is at this copy already. Wait for it.",
                state=capture.state,
            )
        source = locked_source(capture.source_id)
        waiting = source.captures.filter(state=CaptureState.REQUESTED.value).first()
        if waiting is not None:
            return waiting
        values: dict[str, Any] = {
            "state": CaptureState.REQUESTED.value, "failure": "", "error": "", "attempts": 0, "requested_by": actor,
            "requested_at": now, "due_at": now + RING_AGAIN,
        }  # fmt: skip
        Capture.objects.filter(pk=capture.pk).update(**values)
        ring_capture(capture.pk, lane=Lane.INTERACTIVE)
    return Capture.objects.without_bytes().get(pk=capture.pk)


# -- the worker's side ------------------------------------------------------------------------------


def begin_capture(*, capture_id: int, now: datetime) -> Capture | None:
    """Lease a requested copy to the calling worker; None when another has it, it rests, or it needs no work."""
    rows = Capture.objects.without_bytes().select_related("source")
    capture = rows.filter(pk=capture_id, state=CaptureState.REQUESTED.value).first()
    if capture is None or (capture.attempts and capture.due_at > now):
        return None
    changed = Capture.objects.filter(
        pk=capture.pk, state=CaptureState.REQUESTED.value, attempts=capture.attempts
    ).update(attempts=F("attempts") + 1, due_at=now + timedelta(seconds=settings.EXTRACTION_LEASE))
    return rows.get(pk=capture.pk) if changed else None


def fetch_capture(*, capture_id: int, clock: Callable[[], datetime]) -> str:
    """Make one copy. Safe to call any number of times, by any number of workers.

    Returns the state of the copy afterwards, "same" for a look that found nothing new, or "left" when another worker
    has it or it needs no work.
    """
    capture = begin_capture(capture_id=capture_id, now=clock())
    if capture is None:
        return "left"
    try:
        fetched = fetch(
            capture.url, now=clock(), site_url=settings.SITE_URL, purpose=Purpose.SOURCE,
            allowed_hosts=frozenset(settings.FETCH_ALLOWED_HOSTS), is_recorded=True,
        )  # fmt: skip
        read = read_source(
            fetched.body, fetched.content_type, url=fetched.url, charset=fetched.charset,
            today=fetched.retrieved_at.date(),
        )  # fmt: skip
        return _keep(capture, fetched, read, now=clock())
    except FetchTemporary as error:
        is_quota = error.status == TOO_MANY_REQUESTS
        put_back(
            capture,
            kind=CaptureFailure.QUOTA if is_quota else CaptureFailure.TRANSIENT,
            code=error.code,
            reason=str(error),
            now=clock(),
            pause=timedelta(seconds=error.retry_after) if error.retry_after else None,
        )
    except FetchError as error:
        put_back(capture, kind=CaptureFailure.PERMANENT, code=error.code, reason=str(error), now=clock())
    except Refused:
        log.warning("lease_lost", capture_id=capture.pk)
        return "left"
    except (OperationalError, InterfaceError):
        log.warning("database_error", capture_id=capture.pk, exc_info=True)
        reason = "The database did not take the copy in. The desk will try again."
        put_back(capture, kind=CaptureFailure.TRANSIENT, code="database_error", reason=reason, now=clock())
    except Exception as error:
        log.exception("capture_failed", capture_id=capture.pk)
        reason = f"The desk stumbled over this document ({type(error).__name__}). The desk will try again."
        put_back(capture, kind=CaptureFailure.TRANSIENT, code="engine_error", reason=reason, now=clock())
    state = Capture.objects.filter(pk=capture.pk).values_list("state", flat=True).first()
    return state or "same"


def put_back(
    capture: Capture,
    *,
    kind: CaptureFailure,
    code: str,
    reason: str,
    now: datetime,
    pause: timedelta | None = None,
) -> None:
    """Give up this attempt: rest with growing pauses and try again, or fail when final or tried often enough.

    Does nothing when the lease was lost meanwhile: whoever holds it now decides.
    """
    is_final = kind == CaptureFailure.PERMANENT or capture.attempts >= MAX_ATTEMPTS
    values: dict[str, Any] = {"failure": str(kind), "error": reason}
    if is_final:
        values["state"] = CaptureState.FAILED.value
        if kind != CaptureFailure.PERMANENT:
            what = reason.partition("The desk will try again")[0].strip()
            values["error"] = f"{what} The desk tried {capture.attempts} times. Try again later, or upload the file."
    else:
        values["due_at"] = now + (
            timedelta(seconds=15 * 2**capture.attempts) if pause is None else min(pause, LONGEST_PAUSE)
        )
    with transaction.atomic():
        mine = Capture.objects.filter(
            pk=capture.pk, state=CaptureState.REQUESTED.value, attempts=capture.attempts
        ).update(**values)
        if mine and is_final:
            watch.found_missing(
                source=locked_source(capture.source_id), code=code, said=str(values["error"]),
                is_final=kind == CaptureFailure.PERMANENT, now=now,
            )  # fmt: skip


def _keep(capture: Capture, fetched: Fetched, read: SourceText, *, now: datetime) -> str:
    """Store the copy, in one transaction, only while the lease is still ours."""
    passages = list(
        Evidence.objects.standing()
        .filter(source=capture.source_id)
        .exclude(passage="")
        .values_list("passage", flat=True)
    )
    text = read.holding(passages)
    body = _Body(fetched.url, fetched.content_type, fetched.body, fetched.status)
    warc = write_warc(
        at=fetched.retrieved_at, software=user_agent(settings.SITE_URL), operator=settings.PUBLISHER_NAME,
        exchanges=fetched.exchanges, text=text, url=fetched.url, facts=_facts(body, text, read),
    )  # fmt: skip
    with transaction.atomic():
        source = locked_source(capture.source_id)
        locked = (
            Capture.objects.without_bytes()
            .select_for_update(of=("self",))
            .filter(pk=capture.pk, state=CaptureState.REQUESTED.value, attempts=capture.attempts)
            .first()
        )
        if locked is None:
            raise Refused("lease_lost", "Another worker has this copy now.")
        before = source.captures.kept().defer("warc").first()
        if capture.purpose == CapturePurpose.WATCH and before is not None and before.text_sha256 == _sha256(text):
            # Looked at, and nothing new: the row has done its work, and the source says when it was looked at.
            locked.delete()
            watch.found_same(source=source, now=now)
            return "same"
        kept = _store(locked, source, body, read, text, warc, before=before, at=fetched.retrieved_at, now=now)
        if before is not None and not kept.is_same_as_before:
            watch.found_changed(source=source, before=before, after=kept, now=now)
        else:
            watch.found_same(source=source, now=now)
    return str(CaptureState.ARCHIVED)


@dataclass(frozen=True, slots=True)
class _Body:
    url: str
    content_type: str
    body: bytes
    status: int | None


def _sha256(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def _facts(body: _Body, text: str, read: SourceText) -> dict[str, Any]:
    return {
        "body_sha256": _sha256(body.body),
        "body_bytes": len(body.body),
        "content_type": body.content_type,
        "text_sha256": _sha256(text) if text else "",
        "text_characters": len(text),
        "text_reader": READER,
        "note": read.note,
        "title": read.title,
        "author": read.author,
        "publisher": read.publisher,
        "published_on": read.published_on.isoformat() if read.published_on else None,
    }


def _store(
    capture: Capture,
    source: Source,
    body: _Body,
    read: SourceText,
    text: str,
    warc: Warc,
    *,
    before: Capture | None,
    at: datetime,
    now: datetime,
) -> Capture:
    """Everything into the row, for good; what the document tells into the source; passages to their places."""
    capture.state = CaptureState.ARCHIVED.value
    capture.failure = ""
    capture.error = read.note  # of a copy that is kept: what could not be read of it
    capture.retrieved_at = at
    capture.final_url = body.url[:4096]
    capture.http_status = body.status
    capture.content_type = body.content_type[:200]
    capture.warc = warc.data
    capture.warc_sha256 = warc.sha256
    capture.body_sha256 = _sha256(body.body)
    capture.body_bytes = len(body.body)
    capture.text = text
    capture.text_sha256 = _sha256(text) if text else ""
    if before is not None:
        # Where there is no text, as of a picture, the bytes decide.
        same_text = capture.text_sha256 == before.text_sha256
        capture.is_same_as_before = same_text if text else same_text and capture.body_sha256 == before.body_sha256
    capture.save()
    filled = fill_in(source, read)
    _name_medium(source, body.content_type)
    anchor_waiting(capture)
    told: dict[str, Any] = {
        "capture": capture.pk, "source": str(source), "sha256": capture.body_sha256, "filled": list(filled),
    }  # fmt: skip
    record_event(actor=None, verb="keep_copy", subject=source, now=now, data=told)
    return capture


_MEDIA = {"application/pdf": EvidenceMedium.PDF, "image/": EvidenceMedium.IMAGE}


def medium_of(content_type: str) -> EvidenceMedium | None:
    """The medium that a document's kind names by itself."""
    return next((medium for kind, medium in _MEDIA.items() if content_type.startswith(kind)), None)


def _name_medium(source: Source, content_type: str) -> None:
    if medium := medium_of(content_type):
        Evidence.objects.filter(source=source, medium=EvidenceMedium.WEB_TEXT.value).update(medium=str(medium))


# -- files ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A file as it came."""

    name: str
    body: bytes


def read_upload(upload: HandedIn, *, now: datetime) -> tuple[Upload, SourceText]:
    """Check a file that somebody hands in, and read it. Raises :class:`Invalid` by the field ``file``."""
    most = settings.UPLOAD_LIMIT
    if len(upload.body) > most:
        raise Invalid(
            "This file is too large.", {"file": [f"It is larger than {most // 1024 // 1024} MB. Hand in a part of it."]}
        )
    if not upload.body:
        raise Invalid("This file is empty.", {"file": ["There is nothing in it. Choose another file."]})
    kind = type_of_file(upload.name, upload.body)
    if not kind:
        raise Invalid(
            "This kind of file is not taken.",
            {"file": [f"Its ending and its content must belong together, and be one of: {READABLE}."]},
        )
    return Upload(upload.name[-200:], kind, upload.body), read_source(upload.body, kind, today=now.date())


def keep_upload(*, source: Source, upload: Upload, read: SourceText, actor: User, now: datetime) -> Capture:
    """Keep a file as the copy of a source. Call in a transaction, with the source locked."""
    text = read.text
    body = _Body(upload.name, upload.content_type, upload.body, None)
    warc = write_warc(
        at=now, software=user_agent(settings.SITE_URL), operator=settings.PUBLISHER_NAME,
        upload=upload, text=text, facts=_facts(body, text, read),
    )  # fmt: skip
    capture = Capture(
        source=source, purpose=CapturePurpose.UPLOAD.value, requested_by=actor, requested_at=now, due_at=now
    )
    before = source.captures.kept().defer("warc").first()
    return _store(capture, source, body, read, text, warc, before=before, at=now, now=now)


# -- what beat asks for -------------------------------------------------------------------------------


def sweep_captures(*, now: datetime) -> dict[str, int]:
    """Ring again for copies that wait too long, give up those whose worker died too often, and look at watched pages.

    Returns what was done.
    """
    due = list(Capture.objects.due(now=now).without_bytes().order_by("due_at")[:SWEEP_BATCH])
    dead = [one for one in due if one.attempts >= MAX_ATTEMPTS]
    for capture in dead:
        put_back(
            capture, kind=CaptureFailure.TRANSIENT, code="worker_died",
            reason="The worker stopped while making this copy.", now=now,
        )  # fmt: skip
    waiting = [one for one in due if one.attempts < MAX_ATTEMPTS]
    fresh = [one.pk for one in waiting if not one.attempts]
    # One that waits behind a long queue must not fill that queue with bells. One that was tried before keeps its
    # moment: it is by that moment that a worker knows it may go on.
    Capture.objects.filter(pk__in=fresh, attempts=0).update(due_at=now + RING_AGAIN)
    ring_capture(*(one.pk for one in waiting), lane=Lane.INTERACTIVE)
    looked = 0
    for source in watch.to_look_at(now=now):
        with transaction.atomic():
            if watch.begin_look(source=source, now=now):
                ask_for_copy(source=source, actor=None, purpose=CapturePurpose.WATCH, now=now, lane=Lane.BULK)
                looked += 1
    return {"given_up": len(dead), "rung": len(waiting), "looked": looked}
