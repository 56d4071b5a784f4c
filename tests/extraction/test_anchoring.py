"""Quotations found again: where they were, with what stood around them, but for signs, nearly, or not at all."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.extraction.anchoring import CONTEXT, Anchoring, anchor, fold, select

TEXT = (
    "The register lists 97 bridges. Of these, 12 are closed.\n\n"
    "Mira Castel said: “The register lists 97 bridges” – and left it at that.\n\n"
    "Ferries run from Skag to Norhaven every hour, weather permitting, the harbour master’s office said."
)


def cut(quote: str, **hints: object) -> tuple[str, str | None]:
    found = anchor(quote, TEXT, **hints)  # type: ignore[arg-type]
    return str(found.how), None if found.start is None else TEXT[found.start : found.end]


def test_quotation_is_found_as_it_stands() -> None:
    assert cut("Of these, 12 are closed.") == ("exact", "Of these, 12 are closed.")


def test_place_where_it_was_comes_before_all_others() -> None:
    second = TEXT.index("The register", 5)
    found = anchor("The register lists 97 bridges", TEXT, near=second)
    assert (found.start, found.is_ambiguous) == (second, False)


def test_surroundings_tell_two_places_apart() -> None:
    second = TEXT.index("The register", 5)
    assert anchor("The register lists 97 bridges", TEXT, prefix="Castel said: “").start == second
    assert anchor("The register lists 97 bridges", TEXT, suffix=". Of these").start == 0


def test_several_places_without_a_hint_are_all_named() -> None:
    found = anchor("The register lists 97 bridges", TEXT)
    assert (found.how, found.places, found.is_ambiguous) == (
        Anchoring.EXACT, (0, TEXT.index("The register", 5)), True
    )  # fmt: skip


def test_place_that_moved_is_the_nearest_one() -> None:
    second = TEXT.index("The register", 5)
    found = anchor("The register lists 97 bridges", TEXT, near=second - 9)
    assert (found.start, found.is_ambiguous) == (second, False)


@pytest.mark.parametrize(
    ("quote", "stands"),
    [
        ('"The register lists 97 bridges" - and left', "“The register lists 97 bridges” – and left"),
        ("the harbour master's office", "the harbour master’s office"),
        ("OF THESE,  12\nare closed", "Of these, 12 are closed"),
        ("the register lists 97 bridges. of these", "The register lists 97 bridges. Of these"),
    ],
)
def test_signs_blanks_and_case_do_not_matter(quote: str, stands: str) -> None:
    assert cut(quote) == ("normalised", stands)


def test_words_broken_at_a_line_end_and_ligatures_are_read_as_one() -> None:
    found = anchor("an official figure", "It is an offi-\ncial ﬁgure of the office.")
    assert found.how == Anchoring.NORMALISED


def test_accents_in_two_spellings_are_the_same() -> None:
    text = "Die Bru\u0308cke steht."
    found = anchor("Die Brücke steht", text)
    assert (found.how, text[found.start : found.end]) == (Anchoring.NORMALISED, "Die Bru\u0308cke steht")


def test_some_words_may_differ_and_the_likeness_is_told() -> None:
    found = anchor("Ferries run from Skag to Norhaven each hour, weather permitting", TEXT)
    assert found.how == Anchoring.FUZZY
    assert TEXT[found.start : found.end] == "Ferries run from Skag to Norhaven every hour, weather permitting"
    assert 0.85 < found.score < 1


@pytest.mark.parametrize(
    "quote",
    [
        "Norland has no bridges at all, the ministry wrote",
        "The register lists 97 tunnels, and 45 of them were built by hand last winter",
        "closer",
        "lists 9",  # words and figures are not cut
        " \n ",
        "",
    ],
)
def test_what_is_not_there_is_orphaned(quote: str) -> None:
    found = anchor(quote, TEXT)
    assert (found.how, found.start, found.end, found.score) == (Anchoring.ORPHANED, None, None, 0.0)


def test_word_inside_another_is_not_the_word() -> None:
    text = "They concatenate. The cat sat."
    found = anchor("cat", text)
    assert (found.start, found.places) == (text.index("cat sat"), (text.index("cat sat"),))


def test_figures_that_differ_are_never_the_same_short_quotation() -> None:
    assert anchor("12 are open", TEXT).how == Anchoring.ORPHANED


def test_long_text_without_the_quotation_is_searched_in_time() -> None:
    text = "Norland counts its bridges every year in the register of the ministry. " * 8_000
    begun = time.process_time()
    found = anchor("The ministry of bridges counts registers in Skag, and nobody in Norland knows why that is", text)
    assert found.how == Anchoring.ORPHANED
    assert time.process_time() - begun < 5


def test_selector_keeps_what_stands_around() -> None:
    start = TEXT.index("12 are closed")
    kept = select(TEXT, start, start + 13)
    assert (kept.exact, kept.prefix, kept.suffix) == (
        "12 are closed", TEXT[start - CONTEXT : start], TEXT[start + 13 : start + 13 + CONTEXT]
    )  # fmt: skip
    assert anchor(kept.exact, TEXT, kept.prefix, kept.suffix, kept.start).start == start


@pytest.mark.parametrize(
    ("text", "start", "end", "whole"),
    [
        ("a Bru\u0308cke b", 2, 5, "Bru\u0308"),
        ("one \U0001f469\U0001f3fd\u200d\U0001f52c two", 4, 5, "\U0001f469\U0001f3fd\u200d\U0001f52c"),
        ("\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7", 2, 3, "\U0001f1eb\U0001f1f7"),
    ],
)
def test_characters_are_not_cut_in_two(text: str, start: int, end: int, whole: str) -> None:
    assert select(text, start, end).exact == whole


@pytest.mark.parametrize(("start", "end"), [(-1, 4), (4, 4), (5, 4), (0, 10_000)])
def test_what_is_no_span_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no span"):
        select(TEXT, start, end)


WORDS = st.text(alphabet="abc dé“”–\n'", min_size=1, max_size=60)


@given(WORDS, WORDS, WORDS)
def test_whatever_is_cut_out_is_found_exactly_there(before: str, quote: str, after: str) -> None:
    text = f"{before} {quote} {after}"
    if not quote.strip():
        return
    lead = len(quote) - len(quote.lstrip())
    start = len(before) + 1 + lead
    found = anchor(quote, text, near=start)
    assert found.how == Anchoring.EXACT
    assert found.start is not None
    assert text[found.start : found.end] == quote.strip()


@given(st.text(max_size=200), st.text(max_size=60))
def test_any_input_gets_an_answer_inside_the_text(text: str, quote: str) -> None:
    found = anchor(quote, text)
    if found.start is not None and found.end is not None:
        assert 0 <= found.start < found.end <= len(text)
    folded, origin = fold(text)
    assert len(folded) == len(origin)
    assert origin == sorted(origin)
