"""What sources say: pages, plain texts, PDF and Word files, and files that cannot be read."""

from datetime import date

import pytest

from claims.extraction.documents import DOCX, read_source, type_of_file
from tests.extraction.files import WORD, make_docx, make_pdf

STORY = (
    "Norland's register of bridges lists 97 bridges in all, the ministry said. Twelve of them are closed to lorries."
)
PAGE = f"""<!doctype html><html lang="en"><head><title>Bridges | The Gazette</title>
<meta property="og:title" content="Bridges of Norland"><meta property="og:site_name" content="The Gazette">
<meta name="author" content="Ines Quill"><meta property="article:published_time" content="2026-02-27T08:00:00Z">
<script>var secret = "never shown";</script></head><body><nav><a href="/">Home page</a></nav>
<article><h1>Bridges of Norland</h1><p>{STORY}</p><p>The list was last counted in January, and every bridge was looked
at by an engineer, said the head of the office in Skag.</p></article>
<aside>Also in the register: <b>14</b> ferries.</aside></body></html>"""


def test_page_tells_its_article_and_what_it_is() -> None:
    found = read_source(PAGE.encode(), "text/html", url="https://gazette.example.org/b", today=date(2026, 3, 1))
    assert STORY in found.text
    assert (found.title, found.author, found.publisher, found.published_on) == (
        "Bridges of Norland", "Ines Quill", "The Gazette", date(2026, 2, 27),
    )  # fmt: skip
    assert "14 ferries" in found.whole
    assert "never shown" not in found.whole


def test_passage_beside_the_article_is_looked_for_in_the_whole_page() -> None:
    found = read_source(PAGE.encode(), "text/html")
    assert found.holding(["lists 97 bridges in all"]) == found.text
    assert found.holding(["Also in the register: 14 ferries."]) == found.whole
    assert found.holding(["nowhere to be seen"]) == found.text


def test_page_without_an_article_is_read_as_a_whole() -> None:
    table = (
        "<html><head><title>Register &amp; list</title></head><body><table><tr><th>Town</th><th>Bridges</th></tr>"
        "<tr><td>Skag</td><td>14</td></tr></table><p>See <a href='x'>the map</a>.</p></body></html>"
    )
    found = read_source(table.encode(), "text/html")
    assert found.text == "Town | Bridges\n\nSkag | 14\n\nSee the map."
    assert found.title == "Register & list"


def test_plain_text_is_read_as_it_is() -> None:
    assert read_source(b"One.\r\n\r\nTwo.", "text/plain").text == "One.\n\nTwo."


def test_pdf_is_read_with_its_lines_joined() -> None:
    pdf = make_pdf(
        "The register lists 97 bridges, of which\ntwelve are closed to lorries.\nThe minister \\(Mira Castel\\) knows.",
        "Second page.", title="Register of bridges", author="Bridge Office", made="D:20260105120000",
    )  # fmt: skip
    found = read_source(pdf, "application/pdf", today=date(2026, 3, 1))
    assert "lists 97 bridges, of which twelve are closed to lorries." in found.text
    assert found.text.endswith("\n\nSecond page.")
    assert (found.title, found.author, found.published_on) == (
        "Register of bridges", "Bridge Office", date(2026, 1, 5),
    )  # fmt: skip


def test_date_in_the_future_is_not_believed() -> None:
    pdf = make_pdf("Words.", made="D:20390105120000")
    assert read_source(pdf, "application/pdf", today=date(2026, 3, 1)).published_on is None


def test_word_file_is_read_by_paragraphs() -> None:
    found = read_source(make_docx("One &amp; all.", "Two.", title="A letter", author="O. Brandt"), DOCX)
    assert (found.text, found.title, found.author) == ("One & all.\n\nTwo.", "A letter", "O. Brandt")


BOMB = f'<!DOCTYPE x [<!ENTITY a "{"b" * 1000}"><!ENTITY c "{"&a;" * 1000}">]>'
FILE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("prologue", [BOMB, FILE])
def test_entities_of_a_word_file_are_never_opened(prologue: str) -> None:
    name = "c" if prologue is BOMB else "a"
    document = f'{prologue}<w:document xmlns:w="{WORD}"><w:p><w:t>x&{name};y</w:t></w:p></w:document>'
    found = read_source(make_docx(document=document.encode()), DOCX)
    assert len(found.text) < 10
    assert "root" not in found.text


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (make_pdf(""), "application/pdf", "no text"),
        (b"%PDF-1.7 and nothing more", "application/pdf", "cannot be read"),
        (b"PK\x03\x04 broken", DOCX, "cannot be read"),
        (make_docx(document=b"<not closed"), DOCX, "cannot be read"),
        (make_docx(), DOCX, "no text"),
        (b"\x89PNG\r\n", "image/png", "A picture"),
        (b"\x00\x01\x02", "application/x-unknown", "cannot read text"),
        (b"\x00" * 400, "text/plain", "not plain text"),
        (b"<html></html>", "text/html", "no text"),
    ],
)
def test_what_cannot_be_read_has_no_text_and_says_why(body: bytes, kind: str, said: str) -> None:
    found = read_source(body, kind)
    assert found.text == ""
    assert said in found.note


def test_endless_text_is_cut_and_says_so() -> None:
    found = read_source(b"word " * 200_000, "text/plain")
    assert len(found.text) <= 600_000
    assert "first 600,000 characters" in found.note


@pytest.mark.parametrize(
    ("name", "body", "kind"),
    [
        ("a.PDF", b"%PDF-1.4", "application/pdf"),
        ("a.pdf", b"<html>", ""),
        ("letter.docx", b"PK\x03\x04", DOCX),
        ("letter.docx", b"text", ""),
        ("page.html", b"<html>", "text/html"),
        ("notes.txt", b"x", "text/plain"),
        ("scan.png", b"\x89PNG", "image/png"),
        ("scan.png", b"<svg onload=alert(1)>", ""),
        ("run.exe", b"MZ", ""),
        ("drawing.svg", b"<svg>", ""),
    ],
)
def test_files_are_known_by_ending_and_first_bytes(name: str, body: bytes, kind: str) -> None:
    assert type_of_file(name, body) == kind
