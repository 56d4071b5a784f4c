"""What a source says: its text and what it tells of itself, from a page, a plain text, a PDF or a Word file."""

from __future__ import annotations

import html as entities
import io
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath

from lxml import etree
from lxml import html as lxml_html
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from claims.extraction.page import NoArticleFound, read_page
from claims.extraction.plain import TextError, clean_text, decode_html, decode_text

MAX_CHARS = 600_000
PDF_SECONDS = 20.0
_PDF_PAGES = 3000
_DOCX_BYTES = 40 * 1024 * 1024

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_BY_ENDING = {
    ".html": "text/html",
    ".htm": "text/html",
    ".xhtml": "application/xhtml+xml",
    ".txt": "text/plain",
    ".text": "text/plain",
    ".md": "text/plain",
    ".csv": "text/csv",
    ".pdf": "application/pdf",
    ".docx": DOCX,
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
}
READABLE = ", ".join(dict.fromkeys(_BY_ENDING))


@dataclass(frozen=True, slots=True)
class SourceText:
    """What was read. ``text`` is cleaned; empty where there is none to read, and ``note`` says why.

    ``whole`` is all the text of a page, its furniture included, where ``text`` is the article alone. The other fields
    are what the document says of itself, None where it is silent.
    """

    text: str
    whole: str = ""
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published_on: date | None = None
    note: str = ""

    def holding(self, passages: list[str]) -> str:
        """The text to mark passages in: the article, unless one of these passages stands only in the whole page."""
        if not self.whole or all(passage in self.text for passage in passages):
            return self.text
        return (
            self.whole if any(passage in self.whole for passage in passages if passage not in self.text) else self.text
        )


def type_of_file(name: str, body: bytes) -> str:
    """The media type of an uploaded file by its ending, held against its first bytes; "" for a kind not taken."""
    kind = _BY_ENDING.get(PurePath(name).suffix.lower(), "")
    if body.startswith(b"%PDF-"):
        return "application/pdf"
    if kind == "application/pdf" or (kind == DOCX and not body.startswith(b"PK")):
        return ""
    if kind.startswith("image/") and not body.startswith((b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")):
        return ""
    return kind


def read_source(
    body: bytes, content_type: str, *, url: str | None = None, charset: str | None = None, today: date | None = None
) -> SourceText:
    """Read a document of any kind that is kept as evidence. Never fails: what cannot be read has no text and a note."""
    try:
        match content_type:
            case "text/html" | "application/xhtml+xml":
                found = _read_html(body, url=url, charset=charset, today=today)
            case "text/plain" | "text/csv":
                found = SourceText(clean_text(decode_text(body)))
            case "application/pdf":
                found = read_pdf(body, today=today)
            case kind if kind == DOCX:
                found = read_docx(body)
            case kind if kind.startswith("image/"):
                return SourceText("", note="A picture: there is no text to read in it. Describe what it shows.")
            case _:
                return SourceText("", note="The desk cannot read text from this kind of file. It is kept as it is.")
    except TextError as error:
        return SourceText("", note=error.message)
    if not found.text.strip():
        return SourceText("", note=found.note or "There is no text in it. It is kept as it is.")
    if len(found.text) > MAX_CHARS:
        cut = f"Only the first {MAX_CHARS:,} characters are shown. The file is kept whole."
        return SourceText(
            clean_text(found.text[:MAX_CHARS]), "", found.title, found.author, found.publisher, found.published_on, cut
        )
    return found


def _read_html(body: bytes, *, url: str | None, charset: str | None, today: date | None) -> SourceText:
    whole = _all_text(decode_html(body, charset))
    try:
        page = read_page(body, url=url, charset=charset, today=today)
    except NoArticleFound:
        title = _title_of(body, charset)
        return SourceText(whole, title=title)
    if _letters(page.text) == _letters(whole):  # nothing was left out: a table keeps its rows, then
        return SourceText(whole, "", page.title, page.byline, page.outlet, page.published_on)
    return SourceText(page.text, whole[:MAX_CHARS], page.title, page.byline, page.outlet, page.published_on)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text)


_SILENT = {"script", "style", "noscript", "template", "svg", "head", "iframe", "object", "textarea", "select"}
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "dfn", "em", "font", "i", "kbd", "mark", "q", "s", "samp",
    "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr", "label", "ins", "del",
}  # fmt: skip


def _all_text(source: str) -> str:
    """Every word of a page that a reader could see, a block a paragraph, cells of a table row beside each other."""
    data = clean_text(source).encode()
    if not data:
        return ""
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return ""
    pieces: list[str] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        is_silent = tag in _SILENT or _is_inside_silent(element)
        if event == "start":
            if tag not in _INLINE and not is_silent:
                pieces.append(" | " if tag in ("td", "th") and element.getprevious() is not None else "\n\n")
            if not is_silent and element.text:
                pieces.append(re.sub(r"\s+", " ", element.text))
        else:
            if tag == "br":
                pieces.append("\n")
            elif tag not in _INLINE and tag not in ("td", "th") and not is_silent:
                pieces.append("\n\n")
            parent = element.getparent()
            if element.tail and parent is not None and parent.tag not in _SILENT and not _is_inside_silent(parent):
                pieces.append(re.sub(r"\s+", " ", element.tail))
    text = "".join(pieces).replace("\n\n | ", " | ")
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return clean_text(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)))


def _is_inside_silent(element: etree._Element) -> bool:
    return any(one.tag in _SILENT for one in element.iterancestors())


def _title_of(body: bytes, charset: str | None) -> str | None:
    found = re.search(r"<title[^>]*>(.{1,500}?)</title>", decode_html(body, charset), re.IGNORECASE | re.DOTALL)
    if not found:
        return None
    title = entities.unescape(re.sub(r"<[^>]*>", " ", found[1]))
    return " ".join(title.split()) or None


# -- PDF ----------------------------------------------------------------------------------------


def read_pdf(body: bytes, *, today: date | None = None) -> SourceText:
    """The text of a PDF, pages apart by blank lines, for as long as reading it takes a reasonable time."""
    ends = time.monotonic() + PDF_SECONDS
    pages: list[str] = []
    note = ""
    try:
        reader = PdfReader(io.BytesIO(body), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            return SourceText("", note="This PDF is locked with a password. It is kept as it is.")
        told = reader.metadata
        title, author = (_line(told.title), _line(told.author)) if told else (None, None)
        made = _day_of(told.creation_date, today) if told else None
        for number, page in enumerate(reader.pages):
            if time.monotonic() > ends or number >= _PDF_PAGES or sum(map(len, pages)) > MAX_CHARS:
                note = f"Only the first {number} pages were read. The file is kept whole."
                break
            pages.append(_unwrapped(page.extract_text() or ""))
    except (PyPdfError, ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, RecursionError):
        # The reader meets files that no standard foresees; what it had read until then is worth keeping.
        if not any(page.strip() for page in pages):
            return SourceText("", note="The text of this PDF cannot be read. It is kept as it is.")
        return SourceText(_joined(pages), note=f"Only the first {len(pages)} pages could be read.")
    text = _joined(pages)
    if not text:
        return SourceText(
            "", title=title, author=author, published_on=made,
            note="This PDF holds pictures of pages and no text. It is kept as it is.",
        )  # fmt: skip
    return SourceText(text, title=title, author=author, published_on=made, note=note)


def _joined(pages: list[str]) -> str:
    return clean_text("\n\n".join(page for page in pages if page.strip()))


_LINE_END = re.compile(r"(?<=[^\n.:;!?…”\"])\n(?=[a-zà-ÿ(“\"0-9])")


def _unwrapped(page: str) -> str:
    """Lines that go on in the next one are joined: the end of a line on paper is none of the sentence."""
    return _LINE_END.sub(" ", re.sub(r"(?<=[a-zà-ÿ])-\n(?=[a-zà-ÿ])", "", clean_text(page)))


def _day_of(moment: datetime | None, today: date | None) -> date | None:
    if moment is None:
        return None
    day = moment.date()
    return None if day.year < 1990 or (today and day > today) else day


def _line(value: object) -> str | None:
    text = " ".join(clean_text(str(value or "")).split())
    # "Microsoft Word - report_v3.doc" is what the printer was told, not what the report is called.
    text = re.sub(r"^Microsoft (?:Word|PowerPoint|Excel) - ", "", text)
    return (
        text
        if text and not re.fullmatch(r"(?i)untitled|.*\.(?:docx?|indd|pdf|tex|odt)|user|admin|unknown", text)
        else None
    )


# -- Word ---------------------------------------------------------------------------------------

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_BROKEN = "This Word file cannot be read. It is kept as it is."


def read_docx(body: bytes) -> SourceText:
    """The paragraphs of a Word file, with those of its tables."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            text = clean_text("\n\n".join(_paragraphs(_part(archive, "word/document.xml"))))
            core = _part(archive, "docProps/core.xml") if "docProps/core.xml" in archive.namelist() else None
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, ValueError, OSError, RuntimeError, NotImplementedError):
        return SourceText("", note=_BROKEN)
    title = _line(core.findtext(f"{_DC}title")) if core is not None else None
    author = _line(core.findtext(f"{_DC}creator")) if core is not None else None
    return SourceText(text, title=title, author=author)


def _part(archive: zipfile.ZipFile, name: str) -> etree._Element:
    info = archive.getinfo(name)
    if info.file_size > _DOCX_BYTES or info.file_size > 200 * max(info.compress_size, 1024):
        raise ValueError(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    return etree.fromstring(archive.read(name), parser)


def _paragraphs(root: etree._Element) -> Iterator[str]:
    for paragraph in root.iter(f"{_W}p"):
        words = [
            (node.text or "") if node.tag == f"{_W}t" else " " if node.tag == f"{_W}tab" else "\n"
            for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr")
        ]
        text = "".join(words).strip()
        if text:
            yield text
