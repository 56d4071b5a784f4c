"""Storing a copy for good: everything that came, its text, and what it tells of its source."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from claims.archiving.warc import Upload, Warc, write_warc
from claims.errors import Invalid, Missing
from claims.extraction.documents import READABLE, SourceText, read_source, type_of_file
from claims.fetching import Fetched, user_agent
from claims.models import Capture, CapturePurpose, CaptureState, Evidence, EvidenceMedium, Source, User
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.services.history import record_event
from claims.services.passages import anchor_waiting
from claims.services.sourcefacts import fill_in

READER = "claims.extraction.documents"


@dataclass(frozen=True, slots=True)
class Document:
    """What came: where from, what kind, its bytes unpacked, and the status it came with, if it came over HTTP."""

    url: str
    content_type: str
    body: bytes
    status: int | None


def sha256(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def _facts(body: Document, text: str, read: SourceText) -> dict[str, Any]:
    return {
        "body_sha256": sha256(body.body),
        "body_bytes": len(body.body),
        "content_type": body.content_type,
        "text_sha256": sha256(text) if text else "",
        "text_characters": len(text),
        "text_reader": READER,
        "note": read.note,
        "title": read.title,
        "author": read.author,
        "publisher": read.publisher,
        "published_on": read.published_on.isoformat() if read.published_on else None,
    }


def warc_of(fetched: Fetched, read: SourceText, text: str) -> Warc:
    """The WARC of what was fetched: every hop as the wire gave it, and the text that was read."""
    body = document_of(fetched)
    return write_warc(
        at=fetched.retrieved_at, software=user_agent(settings.SITE_URL), operator=settings.PUBLISHER_NAME,
        exchanges=fetched.exchanges, text=text, url=fetched.url, facts=_facts(body, text, read),
    )  # fmt: skip


def document_of(fetched: Fetched) -> Document:
    return Document(fetched.url, fetched.content_type, fetched.body, fetched.status)


def store_copy(
    capture: Capture,
    source: Source,
    body: Document,
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
    capture.body_sha256 = sha256(body.body)
    capture.body_bytes = len(body.body)
    capture.text = text
    capture.text_sha256 = sha256(text) if text else ""
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
    body = Document(upload.name, upload.content_type, upload.body, None)
    warc = write_warc(
        at=now, software=user_agent(settings.SITE_URL), operator=settings.PUBLISHER_NAME,
        upload=upload, text=text, facts=_facts(body, text, read),
    )  # fmt: skip
    capture = Capture(
        source=source, purpose=CapturePurpose.UPLOAD.value, requested_by=actor, requested_at=now, due_at=now
    )
    before = source.captures.kept().defer("warc").first()
    return store_copy(capture, source, body, read, text, warc, before=before, at=now, now=now)


# -- handing out --------------------------------------------------------------------------------------


def open_copy(*, actor: User, capture_id: int) -> Capture:
    """A copy that is kept, with its bytes. Raises :class:`Missing` for one that is not kept yet."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    capture = Capture.objects.select_related("source").filter(pk=capture_id).first()
    if capture is None:
        raise Missing(
            "no_such_capture", f"There is no copy {capture_id}. It may have been a look that found nothing new."
        )
    if capture.state != CaptureState.ARCHIVED:
        raise Missing("nothing_kept", "Nothing is kept of this copy yet. Look again when it is made.")
    return capture
