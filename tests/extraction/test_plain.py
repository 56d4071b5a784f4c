from __future__ import annotations

import codecs
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.extraction.plain import (
    EmptyText,
    NotText,
    TextError,
    UnsupportedFile,
    clean_text,
    decode_html,
    decode_text,
    decode_upload,
    usable_text,
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("one\r\ntwo\rthree\n", "one\ntwo\nthree"),
        ("\ufeffGood morning", "Good morning"),
        ("a\x00b\x07c\x1bd\x7fe\x9ff", "abcdef"),
        ("page one\x0cpage two\x0bline", "page one\npage two\nline"),
        ("one\u2028two\u2029three\x85four", "one\ntwo\nthree\nfour"),
        ("spaces   \nand tabs\t \nand wide ones\u3000\u00a0", "spaces\nand tabs\nand wide ones"),
        ("\n\n  indented\n\n\n\nfar below\n\n", "  indented\n\n\n\nfar below"),
        ("half \ud83d here", "half  here"),
        ("whole \ud83d\ude00 here", "whole \U0001f600 here"),
        ("non\ufffe\uffff\ufdd0\U0001ffffcharacters", "noncharacters"),
        ("\u200f\n", "\u200f"),
        ("", ""),
        (" \n\t\r\n", ""),
    ],
)
def test_only_what_nobody_can_use_is_removed(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize(
    "text",
    [
        "“Quotes”, \"quotes\", 'quotes', «quotes», „quotes‘ and dashes – — - …",
        "e\u0301 is not é, ﬁ is not fi, ① is not 1",
        "soft\u00adhyphen, zero\u200bwidth, narrow\u202f%, nbsp\u00a0inside, tab\tinside",
        "שלום \u200fעולם, مرحبا, 你好。, 🇩🇪👩‍🚀",
        "two  spaces and a lone & or < or &amp;",
    ],
)
def test_every_letter_and_quote_stays(text: str) -> None:
    assert clean_text(text) == text


_ANY_TEXT = st.text(st.characters(exclude_categories=()) | st.sampled_from("\r\n\x00\ufeff \t\ud83d\ude00\x85"))


@given(_ANY_TEXT)
@example("\r\ufeff\n \ufeff\n")
@example("\ud83d\x00\ude00")
@example("\ude00\ud83d")
@example(" \n\ufeff x")
def test_cleaning_never_fails_and_twice_is_once(raw: str) -> None:
    clean = clean_text(raw)
    assert clean_text(clean) == clean
    clean.encode("utf-8")
    assert not any(unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t" for character in clean)
    assert all(line == line.rstrip() for line in clean.split("\n"))


@given(st.text(st.characters(categories=["L", "M", "N", "P", "S"])))
def test_cleaning_keeps_text_without_spaces_and_controls(text: str) -> None:
    assert clean_text(text) == text


def test_empty_text_is_refused_with_a_sentence() -> None:
    assert usable_text(" x ") == " x"
    with pytest.raises(EmptyText) as refusal:
        usable_text("\ufeff \r\n")
    assert refusal.value.code == "empty_text"
    assert "Paste the text" in refusal.value.message


TEXT = "Die Fähre kostet 5 € mehr, sagte Frau Jänisch: „Das reicht.“\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        TEXT.encode("cp1252"),
        TEXT.encode("utf-16"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
    ],
    ids=["utf-8", "utf-8 mark", "cp1252", "utf-16 mark", "utf-16-be mark", "utf-16-le", "utf-16-be", "utf-32 mark"],
)
def test_text_file_is_read_in_whatever_encoding(data: bytes) -> None:
    assert decode_upload(data, "Notes.TXT") == ("text", TEXT)


@pytest.mark.parametrize(
    ("data", "looks_like"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF file"),
        (b"PK\x03\x04\x14\x00", "a Word file"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (bytes(range(256)) * 4, ""),
        (b"\x00" * 50, ""),
        ("x".encode("utf-16") + b"\x00", ""),
        (b"caf\x81", ""),
    ],
)
def test_file_that_is_no_text_is_refused(data: bytes, looks_like: str) -> None:
    with pytest.raises(NotText) as refusal:
        decode_upload(data, "report.txt")
    assert looks_like in refusal.value.message


@pytest.mark.parametrize("filename", ["report.pdf", "report.docx", "report", "", ".txt", "page.html.exe"])
def test_file_of_another_kind_is_refused_by_name(filename: str) -> None:
    with pytest.raises(UnsupportedFile) as refusal:
        decode_upload(b"text", filename)
    assert ".txt and .html" in refusal.value.message


@pytest.mark.parametrize("filename", ["empty.txt", "empty.html"])
def test_empty_file_is_refused(filename: str) -> None:
    with pytest.raises(EmptyText):
        decode_upload(b"\xef\xbb\xbf \r\n", filename)


def test_page_keeps_its_tags() -> None:
    assert decode_upload(b"<p>Good morning</p>", "page.HTM") == ("html", "<p>Good morning</p>")


@pytest.mark.parametrize(
    ("data", "charset", "expected"),
    [
        ("<p>Grüße".encode("cp1252"), "iso-8859-1", "<p>Grüße"),
        ("<p>Grüße €".encode("cp1252"), None, "<p>Grüße €"),
        ("<p>Grüße".encode(), "latin-1", "<p>Grüße"),
        ("<p>Привет".encode("cp1251"), "windows-1251", "<p>Привет"),
        ('<meta charset="windows-1251"><p>Привет'.encode("cp1251"), None, '<meta charset="windows-1251"><p>Привет'),
        ('<meta charset="koi8-r"><p>Привет'.encode("cp1251"), "cp1251", '<meta charset="koi8-r"><p>Привет'),
        ('<meta charset="utf-16"><p>Grüße'.encode(), None, '<meta charset="utf-16"><p>Grüße'),
        (
            "<?xml version='1.0' encoding='iso-8859-2'?><p>Łódź".encode("iso-8859-2"),
            None,
            "<?xml version='1.0' encoding='iso-8859-2'?><p>Łódź",
        ),
        (codecs.BOM_UTF8 + "<p>Grüße".encode(), "cp1252", "<p>Grüße"),
        ("<p>Grüße".encode(), "no-such-charset", "<p>Grüße"),
        ("<p>Grüße".encode(), "base64", "<p>Grüße"),
        (b"<p>bad \xff byte", "utf-8", "<p>bad \ufffd byte"),
    ],
)
def test_page_is_decoded_by_mark_server_page_and_guess(data: bytes, charset: str | None, expected: str) -> None:
    assert decode_html(data, charset) == expected


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "latin-1", "utf-16", "idna", "rot13", "\x00"]))
def test_any_bytes_are_decoded_or_refused(data: bytes, charset: str | None) -> None:
    for decode in (decode_text, lambda given_data: decode_html(given_data, charset)):
        try:
            text = decode(data)
        except TextError:
            continue
        clean_text(text).encode("utf-8")


@pytest.mark.parametrize(
    ("body", "read"),
    [
        ("Die Brücke von Skåg – neu".encode("cp1252"), "Die Brücke von Skåg – neu"),
        (b'<meta charset="windows-1251"><p>' + "Мост через реку".encode("cp1251"), "Мост через реку"),
        ("Die größte Brücke von Skåg".encode() + b"\xff", "Die größte Brücke von Skåg"),  # one stray byte
    ],
)
def test_page_that_only_says_it_is_utf_8_is_read_as_what_it_is(body: bytes, read: str) -> None:
    assert read in decode_html(body, "utf-8")
