"""One copy of a source as a WARC 1.1 file, gzip by record, and reading it back."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import quote

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

VERSION = "WARC/1.1"
FORMAT = "WARC File Format 1.1"
CONFORMS = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"


class Exchanged(Protocol):
    """One request and its answer, byte for byte."""

    @property
    def url(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def request(self) -> bytes: ...
    @property
    def response(self) -> bytes: ...
    @property
    def truncated(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that somebody handed in."""

    name: str
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Warc:
    """The finished file."""

    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def write_warc(
    *,
    at: datetime,
    software: str,
    operator: str,
    exchanges: Iterable[Exchanged] = (),
    upload: Upload | None = None,
    text: str = "",
    url: str = "",
    facts: Mapping[str, Any],
) -> Warc:
    """Records: warcinfo; request and response of each hop as the wire gave them, or the uploaded file as a resource;
    the extracted text as a resource ``urn:text:…``; and ``facts`` (hashes, what read the text) as metadata in JSON.

    ``url`` is the address of what the text was read from. ``at`` is the moment of the capture, to the microsecond.
    """
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    info = {"software": software, "format": FORMAT, "conformsTo": CONFORMS, "operator": operator}
    lines = "".join(f"{name}: {_line(value)}\r\n" for name, value in info.items()).encode()
    info_id = _new_id()
    _put(writer, "warcinfo", lines, "application/warc-fields", {"WARC-Record-ID": info_id, "WARC-Date": moment})
    kept = {"WARC-Date": moment, "WARC-Warcinfo-ID": info_id}
    main_id = ""
    for one in exchanges:
        main_id, request_id = _new_id(), _new_id()
        told = kept | {"WARC-Target-URI": one.url} | ({"WARC-IP-Address": one.address} if one.address else {})
        cut = {"WARC-Truncated": one.truncated} if one.truncated else {}
        _put(
            writer, "response", one.response, "application/http; msgtype=response",
            told | cut | {"WARC-Record-ID": main_id, "WARC-Payload-Digest": sha1(payload_of(one.response))},
        )  # fmt: skip
        _put(
            writer, "request", one.request, "application/http; msgtype=request",
            told | {"WARC-Record-ID": request_id, "WARC-Concurrent-To": main_id,
                    "WARC-Payload-Digest": sha1(payload_of(one.request))},
        )  # fmt: skip
    if upload is not None:
        main_id, url = _new_id(), file_address(upload.name)
        _put(
            writer, "resource", upload.body, upload.content_type or "application/octet-stream",
            kept | {"WARC-Record-ID": main_id, "WARC-Target-URI": url, "WARC-Payload-Digest": sha1(upload.body)},
        )  # fmt: skip
    if text:
        body = text.encode()
        _put(
            writer, "resource", body, "text/plain; charset=utf-8",
            kept | {"WARC-Record-ID": _new_id(), "WARC-Target-URI": text_address(url), "WARC-Refers-To": main_id,
                    "WARC-Payload-Digest": sha1(body)},
        )  # fmt: skip
    _put(
        writer, "metadata", json.dumps(facts, ensure_ascii=False, indent=1).encode(), "application/json",
        kept | {"WARC-Record-ID": _new_id(), "WARC-Target-URI": url, "WARC-Refers-To": main_id},
    )  # fmt: skip
    return Warc(out.getvalue())


def _put(writer: Any, kind: str, block: bytes, content_type: str, told: Mapping[str, str]) -> None:
    # The record is made by hand: warcio's own builder would write a header block anew, and it would no longer be what
    # the site sent.
    headers = StatusAndHeaders("", [("WARC-Type", kind), *told.items()], protocol=VERSION)
    record = ArcWarcRecord("warc", kind, headers, io.BytesIO(block), None, content_type, len(block))
    record.payload_length = len(block)
    headers.add_header("WARC-Block-Digest", sha1(block))
    writer.write_record(record)


def _new_id() -> str:
    return f"<urn:uuid:{uuid.uuid4()}>"


def _line(value: str) -> str:
    return " ".join(value.split())


def sha1(data: bytes) -> str:
    """A digest as WARC writes it."""
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode()


def payload_of(message: bytes) -> bytes:
    """What follows the header block of an HTTP message, packed and in chunks as it came."""
    return message.partition(b"\r\n\r\n")[2]


def file_address(name: str) -> str:
    """The address under which an uploaded file stands in its WARC."""
    return f"file:///{quote(name.replace(chr(92), '/').rpartition('/')[2], safe='.-_~')}"


def text_address(url: str) -> str:
    """The address under which the text read from ``url`` stands in its WARC."""
    return f"urn:text:{url}"


@dataclass(frozen=True, slots=True)
class Record:
    """One record, with where it lies in the file, packed. ``payload`` is unpacked and put together."""

    kind: str
    url: str
    at: str
    content_type: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    payload: bytes
    digest: str
    offset: int
    length: int


def read_warc(data: bytes) -> Iterator[Record]:
    """Its records, each digest checked on the way. Raises warcio's errors for what is no WARC."""
    stream = io.BytesIO(data)
    records = ArchiveIterator(stream, check_digests="raise")
    for record in records:
        http = record.http_headers
        content = (http.get_header("content-type") if http else record.content_type) or ""
        told = record.rec_headers
        status = http.get_statuscode() if http and record.rec_type == "response" else ""
        payload = record.content_stream().read()
        offset = records.get_record_offset()
        yield Record(
            kind=record.rec_type,
            url=told.get_header("WARC-Target-URI") or "",
            at=told.get_header("WARC-Date") or "",
            content_type=content,
            status=int(status) if status and status.isdigit() else None,
            headers=tuple(http.headers) if http else (),
            payload=payload,
            digest=told.get_header("WARC-Payload-Digest") or "",
            offset=offset,
            length=records.get_record_length(),
        )


def body_of(data: bytes) -> tuple[bytes, str]:
    """The document itself, unpacked, and its declared type: the last answer, or the uploaded file."""
    found: tuple[bytes, str] = b"", ""
    for record in read_warc(data):
        is_file = record.kind == "resource" and not record.url.startswith("urn:text:")
        if record.kind == "response" or is_file:
            found = record.payload, record.content_type
    return found
