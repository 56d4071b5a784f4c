"""Reading a body piece by piece: unpacked, counted, and of a kind the caller can use."""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Iterable

from claims.fetching.errors import FetchPermanent, FetchTemporary
from claims.fetching.limits import TEXT_TYPES

# Small bodies of spaces pack well without being an attack: the ratio counts from here on.
_RATIO_COUNTS_FROM = 256 * 1024
_MAX_GZIP_MEMBERS = 16
_SNIFF_BYTES = 1024
_UNDECLARED = frozenset({"", "application/octet-stream", "application/x-download", "binary/octet-stream"})
_HTML_START = re.compile(rb"<(?:!doctype\s+html|html|head|body|!--|meta|title|script|article|div|p)\b", re.IGNORECASE)


def content_type_of(header: str) -> tuple[str, str | None]:
    """The media type in lower case, and the character set where the header names one that Python knows."""
    media_type, _, parameters = header.partition(";")
    found = re.search(r"charset\s*=\s*[\"']?([A-Za-z0-9_.:\-]{1,40})", parameters, re.IGNORECASE)
    charset = None
    if found:
        try:
            charset = codecs.lookup(found[1]).name
        except LookupError:
            charset = None
    return media_type.strip().lower(), charset


def too_large(limit: int) -> FetchPermanent:
    return FetchPermanent(
        "too_large",
        f"The document is larger than {limit // (1024 * 1024) or 1} MiB. Paste the part that matters instead.",
    )


def read_body(chunks: Iterable[bytes], *, encoding: str, limit: int, ratio: int) -> bytes:
    """The body, decompressed while it arrives and never beyond `limit` bytes.

    `encoding` is the Content-Encoding header. Raises FetchPermanent (`too_large`, `compression`) and FetchTemporary
    (`cut_short`).
    """
    unpacker = _unpacker(encoding)
    wire = 0
    body = bytearray()
    for chunk in chunks:
        wire += len(chunk)
        if wire > limit:
            raise too_large(limit)
        if unpacker is None:
            body += chunk
            continue
        for piece in unpacker.feed(chunk):
            body += piece
            if len(body) > limit:
                raise too_large(limit)
            if len(body) > _RATIO_COUNTS_FROM and len(body) > ratio * wire:
                raise FetchPermanent(
                    "compression", "The document unpacks to far more than was sent. Paste the text instead."
                )
    if unpacker is not None and wire and not unpacker.is_complete:
        raise FetchTemporary("cut_short", "The answer broke off before its end. The desk will try again.")
    return bytes(body)


def kind_of(content_type: str, body: bytes) -> str:
    """The media type to go by: the declared one, or for an undeclared body what its first bytes say ("" if nothing)."""
    if content_type not in _UNDECLARED:
        if content_type in TEXT_TYPES and _looks_binary(body):
            return ""
        return content_type
    start = body[:_SNIFF_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n\f")
    if _HTML_START.match(start):
        return "text/html"
    if start.startswith(b"%PDF-"):
        return "application/pdf"
    if not body or _looks_binary(body):
        return ""
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "text/plain"


def is_undeclared(content_type: str) -> bool:
    """Whether the site did not say what it sends."""
    return content_type in _UNDECLARED


def _looks_binary(body: bytes) -> bool:
    start = body[:_SNIFF_BYTES]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return False
    # UTF-16 without a mark has a NUL in every second place; a file of another kind has them anywhere.
    if b"\x00" not in start:
        return start.startswith((b"%PDF-", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"PK\x03\x04", b"\x1f\x8b"))
    return bool(start[::2].strip(b"\x00")) == bool(start[1::2].strip(b"\x00"))


class _Unpacker:
    """gzip or deflate, a bounded piece at a time."""

    _PIECE = 64 * 1024

    def __init__(self, *, is_gzip: bool) -> None:
        self._is_gzip = is_gzip
        self._members = 1
        self._any = False
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16 if is_gzip else zlib.MAX_WBITS)

    @property
    def is_complete(self) -> bool:
        return self._stream.eof

    def feed(self, data: bytes) -> Iterable[bytes]:
        while data:
            if self._stream.eof and not self._next_member(data):
                return
            try:
                piece = self._stream.decompress(data, self._PIECE)
            except zlib.error:
                if self._any or self._is_gzip:
                    raise FetchPermanent(
                        "compression", "The document cannot be unpacked. Paste the text instead."
                    ) from None
                # "deflate" means zlib's format, but some servers send the bare stream.
                self._any = True
                self._stream = zlib.decompressobj(-zlib.MAX_WBITS)
                continue
            self._any = True
            yield piece
            data = self._stream.unused_data if self._stream.eof else self._stream.unconsumed_tail

    def _next_member(self, data: bytes) -> bool:
        """Begin the next of several gzip files in a row; False for padding after the last one."""
        if not self._is_gzip or not data.startswith(b"\x1f\x8b"):
            return False
        self._members += 1
        if self._members > _MAX_GZIP_MEMBERS:
            raise FetchPermanent("compression", "The document cannot be unpacked. Paste the text instead.")
        self._stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
        return True


def _unpacker(encoding: str) -> _Unpacker | None:
    names = [name for name in (part.strip().lower() for part in encoding.split(",")) if name not in ("", "identity")]
    if not names:
        return None
    if names in (["gzip"], ["x-gzip"], ["deflate"]):
        return _Unpacker(is_gzip=names != ["deflate"])
    raise FetchPermanent("compression", "The site packs its answer in a way that was not asked for. Paste the text.")
