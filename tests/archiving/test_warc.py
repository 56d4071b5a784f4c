"""Copies as WARC 1.1: what the wire gave is what the file holds, and other tools can read it."""

import gzip
import hashlib
import io
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from claims.archiving.warc import Upload, Warc, body_of, read_warc, write_warc

AT = datetime(2026, 3, 2, 9, 30, 1, 250000, tzinfo=UTC)
PAGE = b"<html><body>Norland has 97 bridges.</body></html>"
PACKED = gzip.compress(PAGE)


@dataclass(frozen=True)
class Hop:
    url: str
    response: bytes
    request: bytes = b"GET / HTTP/1.1\r\nHost: news.example.org\r\n\r\n"
    address: str = "93.184.216.34"
    truncated: str = ""


MOVED = Hop("http://news.example.org/", b"HTTP/1.1 301 Moved\r\nLocation: https://news.example.org/\r\n\r\n")
FINAL = Hop(
    "https://news.example.org/",
    b"HTTP/1.1 200 OK\r\ncontent-TYPE:   text/html\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n"
    + f"{len(PACKED):x}\r\n".encode() + PACKED + b"\r\n0\r\n\r\n",
)  # fmt: skip


def write(**given: object) -> Warc:
    told: dict[str, object] = {
        "at": AT, "software": "Desk 1.0", "operator": "The Norland Desk", "facts": {"text_sha256": "ab"}
    } | given  # fmt: skip
    return write_warc(**told)  # type: ignore[arg-type]


def test_records_follow_each_other_and_name_their_moment() -> None:
    warc = write(exchanges=[MOVED, FINAL], text="Norland has 97 bridges.", url=FINAL.url)
    records = list(read_warc(warc.data))
    assert [(one.kind, one.url) for one in records] == [
        ("warcinfo", ""),
        ("response", MOVED.url), ("request", MOVED.url),
        ("response", FINAL.url), ("request", FINAL.url),
        ("resource", f"urn:text:{FINAL.url}"),
        ("metadata", FINAL.url),
    ]  # fmt: skip
    assert {one.at for one in records} == {"2026-03-02T09:30:01.250000Z"}
    assert [one.status for one in records if one.kind == "response"] == [301, 200]


def test_answer_lies_in_the_file_as_the_wire_gave_it() -> None:
    warc = write(exchanges=[FINAL], url=FINAL.url)
    with gzip.open(io.BytesIO(warc.data)) as unpacked:
        assert FINAL.response in unpacked.read()


def test_other_readers_unpack_it_and_find_every_digest_right() -> None:
    warc = write(exchanges=[FINAL], text="Norland has 97 bridges.", url=FINAL.url)
    seen = {}
    for record in ArchiveIterator(io.BytesIO(warc.data), check_digests="raise"):
        assert record.rec_headers.protocol == "WARC/1.1"
        seen[record.rec_type] = record.content_stream().read()
    assert seen["response"] == PAGE
    assert seen["resource"] == b"Norland has 97 bridges."


def test_each_record_can_be_read_from_where_it_lies() -> None:
    warc = write(exchanges=[MOVED, FINAL], url=FINAL.url)
    for record in read_warc(warc.data):
        piece = warc.data[record.offset : record.offset + record.length]
        (alone,) = read_warc(piece)
        assert (alone.kind, alone.payload) == (record.kind, record.payload)


def test_answer_that_broke_off_is_marked() -> None:
    cut = Hop(MOVED.url, MOVED.response, truncated="disconnect")
    records = ArchiveIterator(io.BytesIO(write(exchanges=[cut, FINAL], url=FINAL.url).data))
    marks = [one.rec_headers.get_header("WARC-Truncated") for one in records if one.rec_type == "response"]
    assert marks == ["disconnect", None]


def test_upload_is_a_resource_under_its_name_alone() -> None:
    file = Upload("C:\\Users\\rita\\Brief an das Ministerium.pdf", "application/pdf", b"%PDF-1.7 \x00\xff")
    warc = write(upload=file, text="Sehr geehrte Damen")
    kinds = [(one.kind, one.url) for one in read_warc(warc.data)]
    address = "file:///Brief%20an%20das%20Ministerium.pdf"
    assert kinds == [
        ("warcinfo", ""), ("resource", address), ("resource", f"urn:text:{address}"), ("metadata", address)
    ]  # fmt: skip
    assert body_of(warc.data) == (file.body, "application/pdf")


def test_document_is_the_last_answer_unpacked() -> None:
    assert body_of(write(exchanges=[MOVED, FINAL], url=FINAL.url).data) == (PAGE, "text/html")


def test_hash_is_the_files_own() -> None:
    warc = write(exchanges=[FINAL], url=FINAL.url)
    assert warc.sha256 == hashlib.sha256(warc.data).hexdigest()


def test_byte_changed_in_the_file_is_noticed() -> None:
    data = write(exchanges=[FINAL], url=FINAL.url).data
    record = next(one for one in read_warc(data) if one.kind == "response")
    end = record.offset + record.length
    forged = gzip.decompress(data[record.offset : end]).replace(b"200 OK", b"200 NO")
    with pytest.raises(ArchiveLoadFailed, match="block digest failed"):
        list(read_warc(data[: record.offset] + gzip.compress(forged) + data[end:]))


def test_line_breaks_in_a_name_forge_no_header() -> None:
    warc = write(exchanges=[FINAL], url=FINAL.url, operator="Desk\r\nWARC-Type: response")
    assert [one.kind for one in read_warc(warc.data)].count("response") == 1
