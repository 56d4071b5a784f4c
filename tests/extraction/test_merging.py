"""Two changes of one text put together, or set side by side."""

from hypothesis import given
from hypothesis import strategies as st

from claims.extraction.merging import LONGEST, Part, merge, merged_text

BASE = "The port of Skag has 14 cranes. The mayor said so on Monday. Nobody counted them."


def disputed(parts: list[Part]) -> list[tuple[str, str]]:
    return [(part.mine.strip(), part.theirs.strip()) for part in parts if part.is_disputed]


def test_changes_at_different_places_fit_together() -> None:
    parts = merge(BASE, BASE.replace("14", "15"), BASE.replace("Nobody", "Two reporters"))
    assert disputed(parts) == []
    assert merged_text(parts) == (
        "The port of Skag has 15 cranes. The mayor said so on Monday. Two reporters counted them."
    )


def test_changes_of_the_same_words_are_a_choice_and_the_rest_is_merged() -> None:
    mine = BASE.replace("14 cranes", "15 cranes").replace("mayor", "clerk")
    theirs = BASE.replace("14 cranes", "some 16 cranes").replace("Nobody", "Somebody")
    parts = merge(BASE, mine, theirs)
    assert disputed(parts) == [("15", "some 16")]
    assert merged_text(parts) == ("The port of Skag has 15 cranes. The clerk said so on Monday. Somebody counted them.")


def test_the_same_change_by_both_is_no_dispute() -> None:
    changed = BASE.replace("14", "15")
    assert merged_text(merge(BASE, changed, changed)) == changed
    assert disputed(merge(BASE, changed, changed)) == []


def test_one_who_changed_nothing_leaves_the_others_change() -> None:
    assert merged_text(merge(BASE, BASE, "All anew.")) == "All anew."
    assert merged_text(merge(BASE, "All anew.", BASE)) == "All anew."


def test_a_deletion_against_a_change_is_a_choice() -> None:
    assert disputed(merge("One two three.", "One three.", "One zwei three.")) == [("", "zwei")]


def test_two_paragraphs_written_from_nothing_are_a_choice_between_wholes() -> None:
    assert disputed(merge("", "Mine, written alone.", "Theirs, quite different.")) == [
        ("Mine, written alone.", "Theirs, quite different.")
    ]


def test_paragraphs_added_at_both_ends_are_both_kept() -> None:
    parts = merge("Middle.\n\nMore.", "Before.\n\nMiddle.\n\nMore.", "Middle.\n\nMore.\n\nAfter.")
    assert merged_text(parts) == "Before.\n\nMiddle.\n\nMore.\n\nAfter."
    assert disputed(parts) == []


def test_disputes_a_word_apart_are_one() -> None:
    assert disputed(merge("a b c", "x b y", "u b v")) == [("x b y", "u b v")]


def test_very_long_texts_are_set_side_by_side_as_wholes() -> None:
    long = "word " * LONGEST
    assert merge(long, long + "mine", long + "theirs") == [Part(long, long + "mine", long + "theirs")]


texts = st.lists(st.sampled_from(["Skag", "has", "14", "cranes.", "\n\n", "\n", " ", "  "]), max_size=12).map(" ".join)


@given(texts, texts, texts)
def test_nothing_of_any_text_is_lost(base: str, mine: str, theirs: str) -> None:
    parts = merge(base, mine, theirs)
    assert "".join(part.base for part in parts) == base
    assert "".join(part.mine for part in parts) == mine
    assert "".join(part.theirs for part in parts) == theirs


@given(texts, texts)
def test_an_untouched_side_never_disputes(base: str, other: str) -> None:
    assert merged_text(merge(base, base, other)) == other
    assert merged_text(merge(base, other, base)) == other
