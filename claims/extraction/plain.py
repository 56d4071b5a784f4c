"""Text as it comes in, made fit to be kept: decoded, without what nobody can use, otherwise as it was."""

from __future__ import annotations

import codecs
import re
from pathlib import PurePath
from typing import Literal


class TextError(Exception):
    """There is no text to work with. `code` is for programs, `message` a sentence that says what to do next."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class EmptyText(TextError):
    """Nothing is left but blanks."""

    def __init__(self) -> None:
        super().__init__("empty_text", "There is no text here. Paste the text of the article, or choose another file.")


class NotText(TextError):
    """The bytes are no text in any encoding that is tried."""

    def __init__(self, looks_like: str = "") -> None:
        what = f" It looks like {looks_like}." if looks_like else ""
        super().__init__("not_text", f"This file is not plain text.{what} Save it as .txt or .html, or paste the text.")


class UnsupportedFile(TextError):
    """The file's name says that it is of a kind the desk does not read."""

    def __init__(self) -> None:
        super().__init__("unsupported_file", "The desk reads .txt and .html files. Save it as one, or paste the text.")


_LINE_BREAKS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
# Control characters (PostgreSQL refuses NUL; none of them shows), byte order marks, and code points that are no
# characters in any Unicode version.
_UNUSABLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufeff\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_TRAILING_SPACES = re.compile(r"[^\S\n]+(?=\n|\Z)")


def clean_text(raw: str) -> str:
    """The text to freeze: what offsets count in from then on.

    Line ends become LF; control characters, byte order marks, lone surrogates and non-characters go; spaces at line
    ends and blank lines at both ends go. Every other character stays as it is, quotes, dashes and accents included.
    Never fails; idempotent; may be empty.
    """
    if _SURROGATE.search(raw):
        # Two halves side by side are one character; a half alone is none.
        raw = raw.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")
    text = _LINE_BREAKS.sub("\n", raw)
    text = _UNUSABLE.sub("", text)
    return _TRAILING_SPACES.sub("", text).strip("\n")


def usable_text(raw: str) -> str:
    """`clean_text`, but raises EmptyText instead of handing back nothing."""
    text = clean_text(raw)
    if not text:
        raise EmptyText
    return text


Kind = Literal["text", "html"]
_KINDS: dict[str, Kind] = {
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
}


def decode_upload(data: bytes, filename: str) -> tuple[Kind, str]:
    """What kind of text an uploaded file is, by its name, and the text (HTML still with its tags, not cleaned).

    Raises UnsupportedFile, NotText or EmptyText.
    """
    kind = _KINDS.get(PurePath(filename).suffix.lower())
    if kind is None:
        raise UnsupportedFile
    text = decode_html(data) if kind == "html" else decode_text(data)
    if not clean_text(text):
        raise EmptyText
    return kind, text


_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins the same way
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SIGNATURES = (
    (b"%PDF-", "a PDF file"),
    (b"PK\x03\x04", "a Word file or another ZIP archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a packed file"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")


def decode_text(data: bytes) -> str:
    """Text from bytes: by its byte order mark, else UTF-8, else UTF-16 by its zero bytes, else Windows-1252.

    Raises NotText for what is no text in any of them.
    """
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise NotText(what)
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding)
    unmarked = _utf_16_by_zeros(data)
    if unmarked:
        return _decoded(data, unmarked)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded(data, "cp1252")
    # A stray control character happens in text; one in every hundred does not.
    if len(_CONTROL.findall(text)) > 2 + len(text) // 100:
        raise NotText
    return text


def decode_html(data: bytes, charset: str | None = None) -> str:
    """A page's source from bytes: byte order mark, `charset` (what the server said), the page's own word, a guess.

    A page that is valid UTF-8 is read as such where it claims a Latin encoding: such claims are a server's default more
    often than a fact; one that claims UTF-8 and is not, most of it, is read by the page's own word or as cp1252. Bytes
    that fit nothing become U+FFFD. Raises NotText for what is no text at all.
    """
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    declared = _known_encoding(charset) or _known_encoding(_encoding_in_page(data))
    if declared is None:
        return decode_text(data)
    if declared in _LATIN:
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            declared = "cp1252"  # as browsers read every Latin-1 page
    if declared.startswith("utf-16") and _utf_16_by_zeros(data) is None:
        declared = "utf-8"  # a page that can say so in ASCII is not in UTF-16
    if declared == "utf-8" and (other := _not_utf_8(data)):
        declared = other
    return data.decode(declared, "replace")


def _not_utf_8(data: bytes) -> str:
    """What a page is in that only says it is UTF-8: more of its letters break than hold. Empty where it may be so.

    One that is cut short, or has a stray byte, stays what it says it is.
    """
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        read = data.decode("utf-8", "replace")
        broken = read.count("\ufffd")
        held = sum(sign > "\x7f" for sign in read) - broken
        if broken > max(1, held):
            own = _known_encoding(_encoding_in_page(data))
            return own if own and own != "utf-8" and own not in _LATIN else "cp1252"
    return ""


_LATIN = frozenset({"ascii", "iso8859-1", "cp1252"})
_PAGE_ENCODING = re.compile(
    r"ascii|utf-8|utf-16(?:-[lb]e)?|iso8859-\d+|cp\d+|koi8-[ru]|mac-\w+|gb\w+|big5\w*|euc_\w+|iso2022_\w+|"
    r"shift_jis\w*|tis-620"
)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:\-]{1,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:\-]{1,40})", re.IGNORECASE)


def _encoding_in_page(data: bytes) -> str | None:
    found = _XML_ENCODING.search(data[:200]) or _META_CHARSET.search(data[:4096])
    return found[1].decode("ascii") if found else None


def _known_encoding(name: str | None) -> str | None:
    """Python's name for an encoding that pages use; None for no name and for every other codec ("base64", "idna")."""
    if not name or not name.isascii():
        return None
    try:
        known = codecs.lookup(name).name
    except (LookupError, ValueError):
        return None
    return known if _PAGE_ENCODING.fullmatch(known) else None


def _utf_16_by_zeros(data: bytes) -> str | None:
    """UTF-16 without a mark: in text of mostly Latin letters one byte of every pair is zero."""
    start = data[:2000]
    if len(start) < 4 or b"\x00" not in start:
        return None
    pairs = len(start) // 2
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd > pairs * 0.4 and even < pairs * 0.05:
        return "utf-16-le"
    if even > pairs * 0.4 and odd < pairs * 0.05:
        return "utf-16-be"
    return None


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise NotText from None
