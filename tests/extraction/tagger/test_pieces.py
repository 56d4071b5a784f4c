"""Word pieces, their code points and their windows: whatever a text holds, nothing is lost or shifted."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.extraction import quotes, sentences
from claims.extraction.tagger import pieces
from claims.extraction.tagger.windows import CLS, LONGEST, NO_PIECE, SEP, batch, pack
from claims.extraction.tagger.wordpiece import UNKNOWN, Vocabulary

WORDS = "[PAD] [UNK] [CLS] [SEP] the flood came ##s ##ing over to town \" ' - . , ? ! said 4 ##5 cafe ##t e".split()


@pytest.fixture
def vocabulary(tmp_path: Path) -> Vocabulary:
    path = tmp_path / "vocabulary.txt"
    path.write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    return Vocabulary.read(path)


def read(vocabulary: Vocabulary, text: str) -> pieces.Pieces:
    paragraphs = sentences.paragraphs(text)
    return pieces.read(vocabulary, text, paragraphs, quotes.find(text, paragraphs, sentences.split(text, paragraphs)))


def words(vocabulary: Vocabulary, text: str) -> list[tuple[str, str]]:
    names = {number: word for word, number in vocabulary.numbers.items()}
    return [(names[p.identity], text[p.start : p.end]) for p in vocabulary.pieces(text, 0, len(text))]


def test_the_longest_known_piece_is_taken_first(vocabulary: Vocabulary) -> None:
    assert words(vocabulary, "The floods, 45") == [
        ("the", "The"), ("flood", "flood"), ("##s", "s"), (",", ","), ("4", "4"), ("##5", "5"),
    ]  # fmt: skip


def test_a_word_that_cannot_be_made_is_unknown_as_a_whole(vocabulary: Vocabulary) -> None:
    assert words(vocabulary, "the zebras") == [("the", "the"), (UNKNOWN, "zebras")]


def test_accents_are_read_away_and_still_belong_to_their_letter(vocabulary: Vocabulary) -> None:
    assert words(vocabulary, "CAFÉ cafe\u0301t") == [("cafe", "CAFÉ"), ("cafe", "cafe\u0301"), ("##t", "t")]


def test_controls_and_odd_spaces_part_words_or_vanish_without_shifting_offsets(vocabulary: Vocabulary) -> None:
    assert words(vocabulary, "the\u00a0flood\u200bs\u2003came\x00") == [
        ("the", "the"), ("flood", "flood"), ("##s", "s"), ("came", "came"),
    ]  # fmt: skip


@pytest.mark.parametrize("marks", ["“”", '""', "«»", "‘’"])
def test_every_house_style_of_quotation_marks_looks_the_same(vocabulary: Vocabulary, marks: str) -> None:
    text = f"{marks[0]}The flood came to the town,{marks[1]} said the town."
    found = read(vocabulary, text)
    assert found.quoted[0] == pieces.OPENING
    assert found.quoted[1] == pieces.INSIDE
    assert found.quoted[8] == pieces.CLOSING
    assert found.quoted[9] == pieces.OUTSIDE
    assert all(text[s:e] for s, e in zip(found.start, found.end, strict=True))


def test_case_survives_lower_casing_and_is_that_of_the_whole_word(vocabulary: Vocabulary) -> None:
    found = read(vocabulary, "The FLOODS came over-the 45")
    kinds = dict(zip([f"{s}-{e}" for s, e in zip(found.start, found.end, strict=True)], found.case, strict=True))
    assert kinds == {
        "0-3": pieces.TITLE, "4-9": pieces.UPPER, "9-10": pieces.UPPER, "11-15": pieces.LOWER, "16-20": pieces.LOWER,
        "20-21": pieces.MARK, "21-24": pieces.LOWER, "25-26": pieces.FIGURE, "26-27": pieces.FIGURE,
    }  # fmt: skip


def test_windows_hold_whole_paragraphs_and_every_piece_once(vocabulary: Vocabulary) -> None:
    text = "\n\n".join("The flood came over the town. " * n for n in (3, 20, 1, 90, 2))
    found = read(vocabulary, text)
    windows = pack(found)
    assert all(len(window) <= LONGEST for window in windows)
    assert [int(p) for window in windows for p in window.pieces if p != NO_PIECE] == list(range(len(found)))
    for window in windows:
        assert window.ids[0] == CLS
        assert window.ids[-1] == SEP
    whole = [number for number, (low, high) in enumerate(found.paragraphs) if high - low <= LONGEST - 2]
    for number in whole:
        assert sum(any(found.paragraph[int(p)] == number for p in w.pieces if p != NO_PIECE) for w in windows) == 1


def test_a_paragraph_longer_than_a_window_is_cut_after_a_sentence(vocabulary: Vocabulary) -> None:
    text = "The flood came over the town. " * 80
    found = read(vocabulary, text)
    ends = [int(window.pieces[-2]) for window in pack(found)][:-1]
    assert ends
    # The vocabulary of this test has other numbers than the real one, so the cut falls back to the limit; offsets hold.
    assert all(0 < end < len(found) for end in ends)


def test_a_block_is_padded_and_masked(vocabulary: Vocabulary) -> None:
    windows = pack(read(vocabulary, "The flood.\n\n" + "The flood came over the town. " * 60))
    block = batch(windows)
    assert block["ids"].shape == block["mask"].shape == block["case"].shape
    assert [int(row.sum()) for row in block["mask"]] == [len(window) for window in windows]


@given(st.text(max_size=400))
def test_any_text_gives_ordered_pieces_inside_it(text: str) -> None:
    vocabulary = Vocabulary({word: number for number, word in enumerate(WORDS)})
    found = read(vocabulary, text)
    last = 0
    for start, end in zip(found.start, found.end, strict=True):
        assert last <= start < end <= len(text)
        last = end
    assert sum(len(w) for w in pack(found)) >= len(found)
