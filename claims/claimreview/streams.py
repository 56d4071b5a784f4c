"""Files of published checks, record by record, however long they are: JSON, JSON lines, web pages, tables; also .gz.

Memory stays constant: of a feed of hundreds of megabytes only one item is held at a time.
"""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import PurePath
from typing import IO, Any

from claims.claimreview.reading import BadRecord, FoundCheck, read_record, read_row

CHUNK = 1 << 16  # characters
MAX_RECORD_CHARS = 8_000_000
MAX_PAGE_CHARS = 32_000_000
FIRST_LINE_CHARS = 4 * CHUNK  # that are looked at to tell JSON lines from one long JSON text
STREAMED = ("dataFeedElement", "claims", "@graph", "itemListElement", "results")  # long lists inside one object
csv.field_size_limit(MAX_RECORD_CHARS)


@dataclass(frozen=True, slots=True)
class Fault:
    """A record that could not be used."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Read:
    """A check, and the number of the record that it was in."""

    number: int
    check: FoundCheck


class UnreadableError(ValueError):
    """The file as a whole cannot be read; the message says what to do."""


def read_file(stream: IO[bytes], name: str) -> Iterator[Read | Fault]:
    """Each record of the file with its number, from 1. ``name`` tells the kind where the content does not.

    Raises :class:`UnreadableError` for a file that is no JSON, page or table in UTF-8.
    """
    suffixes = [suffix.lower() for suffix in PurePath(name).suffixes]
    opened: Any = stream
    if suffixes[-1:] == [".gz"]:
        opened, suffixes = gzip.GzipFile(fileobj=stream), suffixes[:-1]
    lines = io.TextIOWrapper(opened, encoding="utf-8-sig", errors="strict", newline="")
    try:
        yield from _read(lines, suffixes[-1] if suffixes else "")
    except UnicodeDecodeError as error:
        raise UnreadableError("The file is not in UTF-8 throughout. Convert it, then import it again.") from error
    except (EOFError, OSError, gzip.BadGzipFile) as error:
        raise UnreadableError(f"The file cannot be read to its end: {error}.") from error
    finally:
        lines.detach()


def _read(lines: io.TextIOWrapper, suffix: str) -> Iterator[Read | Fault]:
    if suffix in (".csv", ".tsv"):
        yield from _rows(lines, "\t" if suffix == ".tsv" else ",")
        return
    start = _Text(lines)
    first = start.peek()
    if suffix in (".html", ".htm", ".xhtml") or first == "<":
        yield from _records(_of_page(start.rest(MAX_PAGE_CHARS)))
    elif suffix in (".jsonl", ".ndjson") or start.has_objects_line_by_line():
        yield from _records(start.lines())
    elif first in ("{", "["):
        yield from _records(start.values())
    elif not first:
        return
    else:
        raise UnreadableError("The file is neither JSON nor a web page. Name it .csv if it is a table.")


def _records(records: Iterable[object]) -> Iterator[Read | Fault]:
    for number, record in enumerate(records, 1):
        if isinstance(record, BadRecord):
            yield Fault(number, str(record))
            continue
        for found in read_record(record):
            yield Fault(number, str(found)) if isinstance(found, BadRecord) else Read(number, found)


def _rows(lines: io.TextIOWrapper, delimiter: str) -> Iterator[Read | Fault]:
    reader = csv.DictReader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Fault(number, f"the line is not well formed: {error}")
            continue
        try:
            yield Read(number, read_row(row))
        except BadRecord as error:
            yield Fault(number, str(error))


def _of_page(page: str) -> Iterator[object]:
    parser = _Scripts()
    parser.feed(page)
    parser.close()
    if not parser.found:
        yield BadRecord("the page holds no JSON-LD (script of type application/ld+json)")
    told = 0
    faults: list[object] = []
    for script in parser.found:
        try:
            value = json.loads(_without_comments(script), strict=False, parse_constant=str)
        except (ValueError, RecursionError) as error:
            faults.append(BadRecord(f"its JSON-LD is not JSON: {error}"))
            continue
        for record in value if isinstance(value, list) else [value]:
            # Pages carry much else beside the review: a breadcrumb is no fault.
            if "ClaimReview" in json.dumps(record):
                told += 1
                yield record
    if not told and parser.found:
        yield from faults or [BadRecord("the page's JSON-LD holds no ClaimReview")]


def _without_comments(script: str) -> str:
    text = script.strip()
    for before, after in (("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("/*<![CDATA[*/", "/*]]>*/")):
        text = text.removeprefix(before).removesuffix(after).strip()
    return text.rstrip(";")


class _Scripts(HTMLParser):
    """The contents of a page's JSON-LD blocks."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.found: list[str] = []
        self._is_inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("type") or ""
        self._is_inside = tag == "script" and kind.partition(";")[0].strip().lower() == "application/ld+json"
        if self._is_inside:
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._is_inside = False

    def handle_data(self, data: str) -> None:
        if self._is_inside:
            self.found[-1] += data


class _Text:
    """A long JSON text that is read piece by piece."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        self._buffer = ""
        self._at = 0
        self._is_all = False
        self._decoder = json.JSONDecoder(strict=False, parse_constant=str)

    def _more(self, size: int = CHUNK) -> bool:
        piece = self._stream.read(size)
        if not piece:
            self._is_all = True
            return False
        self._buffer = self._buffer[self._at :] + piece
        self._at = 0
        return True

    def peek(self) -> str:
        """The next character that is not a blank; "" at the end."""
        while True:
            while self._at < len(self._buffer) and self._buffer[self._at] in " \t\r\n\ufeff":
                self._at += 1
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._more():
                return ""

    def _take(self, expected: str) -> str:
        found = self.peek()
        if not found or found not in expected:
            raise BadRecord(f"the JSON breaks off here: expected {' or '.join(expected)}, found {found or 'the end'}")
        self._at += 1
        return found

    def _value(self) -> Any:
        """The whole JSON value that begins here."""
        self.peek()
        size = CHUNK
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except RecursionError:
                raise BadRecord("it is nested too deeply") from None
            except ValueError as error:
                if self._is_all or len(self._buffer) - self._at > MAX_RECORD_CHARS:
                    why = "it is too long" if not self._is_all else str(error)
                    raise BadRecord(f"the JSON breaks off here: {why}") from None
            else:
                # A number at the very end of what was read may go on in the next piece.
                if end < len(self._buffer) or self._is_all:
                    self._at = end
                    return value
            self._more(size)
            size *= 2  # so that a long value is not looked at once for each small piece

    def rest(self, limit: int) -> str:
        """All that is left. Raises :class:`UnreadableError` when that is too much."""
        while not self._is_all:
            self._more(1 << 20)
            if len(self._buffer) > limit:
                raise UnreadableError("This page is longer than any page should be. Import the feed instead.")
        return self._buffer[self._at :]

    def has_objects_line_by_line(self) -> bool:
        """Whether the first line is an object by itself and more follow."""
        if self.peek() != "{":
            return False
        while "\n" not in self._buffer[self._at :] and len(self._buffer) < FIRST_LINE_CHARS and self._more():
            pass
        line, _, after = self._buffer[self._at :].partition("\n")
        try:
            return isinstance(json.loads(line), dict) and (bool(after.strip()) or self._more())
        except (ValueError, RecursionError):
            return False

    def lines(self) -> Iterator[object]:
        """One value a line; a line that is none is told and passed over."""
        while True:
            end = self._buffer.find("\n", self._at)
            while end < 0 and not self._is_all:
                known = len(self._buffer) - self._at
                self._more()
                end = self._buffer.find("\n", self._at + known)
            line = self._buffer[self._at : end if end >= 0 else len(self._buffer)]
            self._at = end + 1 if end >= 0 else len(self._buffer)
            if line.strip():
                try:
                    yield json.loads(line, strict=False, parse_constant=str)
                except (ValueError, RecursionError) as error:
                    yield BadRecord(f"the line is not JSON: {error}")
            if end < 0:
                return

    def values(self) -> Iterator[object]:
        """Every record of one JSON text, or of several in a row. A text that breaks off is told at that place."""
        try:
            while first := self.peek():
                if first == "[":
                    yield from self._elements()
                elif first == "{":
                    yield from self._members()
                else:
                    yield self._value()
        except BadRecord as fault:
            yield fault

    def _elements(self) -> Iterator[object]:
        self._take("[")
        if self.peek() == "]":
            self._take("]")
            return
        while True:
            yield self._value()
            if self._take(",]") == "]":
                return

    def _members(self) -> Iterator[object]:
        """An object: its long list of records one by one, or, without such a list, itself."""
        self._take("{")
        rest: dict[str, Any] = {}
        was_streamed = False
        if self.peek() == "}":
            self._take("}")
            return
        while True:
            key = self._value()
            if not isinstance(key, str):
                raise BadRecord("the JSON breaks off here: expected a name in quotation marks")
            self._take(":")
            if key in STREAMED and self.peek() == "[" and not _is_review(rest):
                was_streamed = True
                yield from self._elements()
            else:
                rest[key] = self._value()
            if self._take(",}") == "}":
                break
        if not was_streamed:
            yield rest


def _is_review(record: Mapping[str, Any]) -> bool:
    return "claimReviewed" in record or record.get("@type") == "ClaimReview"
