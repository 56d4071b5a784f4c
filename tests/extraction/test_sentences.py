"""Sentence boundaries of newspaper prose."""

import pytest

from claims.extraction import sentences
from claims.extraction.analysis import Span


def split(text: str) -> list[str]:
    return [span.of(text) for span in sentences.split(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Mr. J. Olt met Dr. Sand at 5 p.m. in St. Orm.", "He left on Jan. 5."],
        ["The U.S. Senate voted.", "It lost by 3.5 points."],
        ["“I know,” she said.", "“You do not.”"],
        ["“Is it safe?” the mayor asked.", "Nobody answered."],
        ["He called it “a farce.”", "The council disagreed."],
        ["It cost No. 5 dearly.", "Prices rose 2 per cent."],
        ["They make it at Widget Inc. and sell it abroad.", "Profits fell."],
        ["See fig. 3 on p. 4.", "It is wrong."],
        ["‘No,’ he said.", "‘Never again!’ cried the guard."],
        ["What happened?", "Nobody knows!", "It ended."],
    ],
)
def test_sentences_joined_by_a_space_come_apart_again(expected: list[str]) -> None:
    assert split(" ".join(expected)) == expected


def test_a_missing_space_between_sentences_is_seen() -> None:
    assert split("The bridge was closed.The ferry was full.") == ["The bridge was closed.", "The ferry was full."]


def test_an_address_is_not_cut() -> None:
    assert split("Read it at Orm.Example.Com today.") == ["Read it at Orm.Example.Com today."]


def test_a_line_break_ends_a_sentence_without_punctuation() -> None:
    assert split("Council votes for tram\n\nThe council voted.") == ["Council votes for tram", "The council voted."]


def test_a_hard_wrapped_paragraph_is_one_paragraph() -> None:
    line = "the ferry that leaves from the western quay of Orm at nine"
    text = "\n".join([f"A{line}", line, line, line, f"{line}."])
    assert len(sentences.paragraphs(text)) == 1


def test_a_text_without_punctuation_is_cut_into_pieces_that_cover_its_words() -> None:
    text = "word " * 3000
    found = sentences.split(text)
    assert max(span.end - span.start for span in found) <= sentences.LONGEST
    assert " ".join(span.of(text) for span in found).split() == text.split()


def test_a_hole_cuts_the_sentence_and_names_the_part_inside() -> None:
    text = "ORM (Northwire) - The ferry sank."
    found, apart = sentences.cut(text, sentences.split(text), (Span(0, 18),))
    assert [span.of(text) for span in found] == ["ORM (Northwire) -", "The ferry sank."]
    assert apart == {0}


def test_position_lookup_finds_the_sentence_or_none() -> None:
    text = "One two. Three four."
    found = sentences.split(text)
    assert [sentences.at(found, 0), sentences.at(found, 8), sentences.at(found, 9)] == [0, None, 1]
