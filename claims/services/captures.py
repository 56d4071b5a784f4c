"""Copies of sources: asked for, made by a worker, kept for good. The row is the truth about the work."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Exists, F

from claims.errors import Missing, Refused
from claims.extraction.documents import SourceText, read_source
from claims.fetching import Fetched, FetchError, FetchTemporary, Purpose, fetch
from claims.models import (
    Capture,
    CaptureFailure,
    CapturePurpose,
    CaptureState,
    Evidence,
    Lane,
    Source,
    User,
)
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.queue import ring_capture
from claims.services import watch
from claims.services.keeping import HandedIn, document_of, keep_upload, read_upload, sha256, store_copy, warc_of
from claims.services.sourcefacts import locked_source

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
    if waiting is not None and actor is not None and waiting.purpose == CapturePurpose.WATCH:
        # A look that finds nothing new leaves nothing behind. Now somebody waits for a copy of their own: it is kept.
        values: dict[str, Any] = {"purpose": str(purpose), "requested_by": actor, "requested_at": now}
        Capture.objects.filter(pk=waiting.pk, state=CaptureState.REQUESTED.value).update(**values)
        if not waiting.attempts:
            ring_capture(waiting.pk, lane=lane)
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
        source_id = Capture.objects.filter(pk=capture_id).values_list("source", flat=True).first()
        # The source before its copies, as everybody locks them.
        source = locked_source(source_id) if source_id else None
        capture = Capture.objects.without_bytes().select_for_update(of=("self",)).filter(pk=capture_id).first()
        if capture is None or source is None:
            raise Missing("no_such_capture", f"There is no copy {capture_id}. Reload the page.")
        if capture.state != CaptureState.FAILED:
            raise Refused(
                "not_failed",
                "This copy is kept already. Ask for a fresh one instead."
                if capture.state == CaptureState.ARCHIVED
                else "A worker is at this copy already. Wait for it.",
                state=capture.state,
            )
        if source.captures.filter(state=CaptureState.REQUESTED.value).exists():
            return ask_for_copy(source=source, actor=actor, purpose=CapturePurpose.AGAIN, now=now)
        values: dict[str, Any] = {
            "state": CaptureState.REQUESTED.value, "failure": "", "error": "", "attempts": 0, "requested_by": actor,
            "purpose": str(CapturePurpose.AGAIN) if capture.purpose == CapturePurpose.WATCH else capture.purpose,
            "requested_at": now, "due_at": now + RING_AGAIN,
        }  # fmt: skip
        Capture.objects.filter(pk=capture.pk).update(**values)
        ring_capture(capture.pk, lane=Lane.INTERACTIVE)
    return Capture.objects.without_bytes().get(pk=capture.pk)


def hand_in_copy(*, actor: User, source_id: int, upload: HandedIn, now: datetime) -> Capture:
    """Keep a file as the copy of a source: where a site shuts programs out, or its page cannot be had any more.

    A request that is under way goes on; one that failed is made up for by this.
    """
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    file, read = read_upload(upload, now=now)
    with transaction.atomic():
        source = locked_source(source_id)
        before = source.captures.kept().defer("warc").first()
        kept = keep_upload(source=source, upload=file, read=read, actor=actor, now=now)
        if before is not None and kept.is_same_as_before is False:
            watch.found_changed(source=source, before=before, after=kept, now=now)
        if Source.objects.filter(Exists(watch.live_evidence()), pk=source.pk).exists():
            watch.begin_watch(source=source, now=now)
    return Capture.objects.without_bytes().get(pk=kept.pk)


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
        source = Source.objects.select_for_update().filter(pk=capture.source_id).first()
        if source is None:
            return  # gone with the sample, and its copies with it
        mine = Capture.objects.filter(
            pk=capture.pk, state=CaptureState.REQUESTED.value, attempts=capture.attempts
        ).update(**values)
        if mine and is_final:
            watch.found_missing(
                source=source, code=code, said=str(values["error"]),
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
    body, warc = document_of(fetched), warc_of(fetched, read, text)
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
        if locked.purpose == CapturePurpose.WATCH and before is not None and before.text_sha256 == sha256(text):
            # Looked at, and nothing new: the row has done its work, and the source says when it was looked at.
            locked.delete()
            watch.found_same(source=source, now=now)
            return "same"
        kept = store_copy(locked, source, body, read, text, warc, before=before, at=fetched.retrieved_at, now=now)
        if before is not None and not kept.is_same_as_before:
            watch.found_changed(source=source, before=before, after=kept, now=now)
        else:
            watch.found_same(source=source, now=now)
    return str(CaptureState.ARCHIVED)


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
