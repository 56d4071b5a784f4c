"""Whatever is pasted in: no exception, spans that cut out what they say, and a word on what was not done."""

from time import process_time

import pytest

from claims.extraction import analyze
from tests.extraction import texts
from tests.extraction.finding import PUBLISHED
from tests.extraction.test_engine import check

NEWS = texts.WIRE + "\n" + texts.BRITISH


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "no words"),
        (" \n\t ", "no words"),
        ("🙂 … 12 %", "no words"),
        ("<p>" + NEWS.replace("\n\n", "</p>\n<p>") + "</p>", "HTML tags"),
        (NEWS.upper(), "capitals"),
        ("the mayor said that the bridge was safe and the council said that it was not " * 12, "no punctuation"),
        (texts.GERMAN, "'de'"),
        ("قال رئيس البلدية يوم الاثنين إن المدينة بنت ثلاثمئة وأربعين شقة جديدة في العام الماضي.", "'ar'"),
        ("ראש העיר אמר ביום שני כי העיר בנתה שלוש מאות וארבעים דירות חדשות בשנה שעברה.", "'he'"),
    ],
)
def test_what_was_skipped_is_said(text: str, words: str) -> None:
    assert any(words in said for said in check(text).skipped)


def test_an_ordinary_article_skips_nothing() -> None:
    assert analyze(texts.WIRE, published_on=PUBLISHED).skipped == ()


@pytest.mark.parametrize(
    "text",
    [
        "Dorn",
        "“",
        "Cafe\u0301 owner Zoe\u0301 Dorn said: “It is o\u0308ver 🙂👩‍👩‍👧.”",
        "Dorn said\u0000 that \u0007the bridge\u200b was \u202eefas\u202c.",
        "Dorn said: “" + "never " * 3000 + "”",
        "A: " * 800,
        "— Dorn, said Olt. " * 300,
        "“Dorn “said “that “it " * 200,
        "”,” he said. ”,” she said. " * 200,
    ],
)
def test_odd_marks_and_characters(text: str) -> None:
    check(text)


def test_accents_and_emoji_keep_the_spans_exact() -> None:
    text = "Zoe\u0301 Dorn smiled 🙂. “The cafe\u0301 is o\u0308ver 👩‍👩‍👧 the bridge,” Zoe\u0301 Dorn said."
    (found,) = check(text).statements
    assert found.content[0].of(text) == "“The cafe\u0301 is o\u0308ver 👩‍👩‍👧 the bridge,”"


def seconds(text: str) -> float:
    started = process_time()
    check(text)
    return process_time() - started


@pytest.mark.parametrize(
    "paragraph",
    [
        "Dorn said the bridge was safe, and Olt said it was not. “It is safe,” Dorn added. ",
        "— It is safe, said Dorn. — It is not, replied Olt. ",
        "dorn said the bridge was safe and olt said it was not ",
    ],
)
def test_one_endless_paragraph_takes_time_in_line_with_its_length(paragraph: str) -> None:
    seconds(paragraph * 10)
    short = seconds(paragraph * 30)
    assert seconds(paragraph * 120) < 4 * short * 2.5


def test_thirty_thousand_words() -> None:
    text = f"{NEWS}\n\n{texts.COURT}\n\n{texts.INTERVIEW}\n\n"
    long = text * (30_000 // len(text.split()) + 1)
    analysis = check(long)
    assert len(analysis.statements) > 1_000
