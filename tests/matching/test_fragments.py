"""Links into a page: the text directive, as browsers read it."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.matching.fragments import EXACT_LIMIT, passage_link

PAGE = "https://registry.example.org/bridges"


@pytest.mark.parametrize(
    ("passage", "directive"),
    [
        ("It lists 97 bridges in all.", "It%20lists%2097%20bridges%20in%20all."),
        ("bridges,  roads & well-kept\nferries", "bridges%2C%20roads%20%26%20well%2Dkept%20ferries"),
        ("Brücken über den Fluss", "Br%C3%BCcken%20%C3%BCber%20den%20Fluss"),
    ],
)
def test_signs_of_the_directive_are_escaped(passage: str, directive: str) -> None:
    assert passage_link(PAGE, passage) == f"{PAGE}#:~:text={directive}"


def test_long_passage_is_named_by_how_it_begins_and_ends() -> None:
    words = [f"word{number}" for number in range(100)]
    link = passage_link(PAGE, " ".join(words))
    start, end = link.split("text=")[1].split(",")
    assert (unquote(start), unquote(end)) == (" ".join(words[:6]), " ".join(words[-6:]))


def test_few_words_take_what_stands_around_them_along() -> None:
    link = passage_link(PAGE, "97 bridges", prefix="gister it says that only ", suffix=" were closed since 20")
    assert link == f"{PAGE}#:~:text=it%20says%20that%20only-,97%20bridges,-were%20closed%20since"


def test_few_words_without_context_stand_alone() -> None:
    assert passage_link(PAGE, "97 bridges", prefix="x ", suffix="") == f"{PAGE}#:~:text=97%20bridges"


def test_half_a_word_at_an_edge_is_left_out() -> None:
    link = passage_link(PAGE, "idges of Norland are clo", prefix="all the br", suffix="sed to lorries")
    assert link == f"{PAGE}#:~:text=of%20Norland%20are"


def test_one_word_cut_in_two_is_taken_as_it_is() -> None:
    assert passage_link(PAGE, "idg", prefix="br", suffix="es") == f"{PAGE}#:~:text=idg"


def test_words_that_stand_there_twice_take_what_stands_around_them_along() -> None:
    passage, before, after = "The register lists 97 bridges", "as Castel said: ", " and left it at that"
    assert (
        passage_link(PAGE, passage, prefix=before, suffix=after)
        == f"{PAGE}#:~:text=The%20register%20lists%2097%20bridges"
    )
    assert passage_link(PAGE, passage, is_ambiguous=True, prefix=before, suffix=after) == (
        f"{PAGE}#:~:text=Castel%20said%3A-,The%20register%20lists%2097%20bridges,-and%20left%20it%20at"
    )


def test_copy_in_an_archive_takes_the_same_directive() -> None:
    copy = "https://archive.example.org/web/20260301120000/https://registry.example.org/bridges"
    assert passage_link(copy, "It lists 97 bridges.") == f"{copy}#:~:text=It%20lists%2097%20bridges."


def test_nothing_to_point_at_is_the_address_alone() -> None:
    assert passage_link(PAGE, " \n") == PAGE
    assert passage_link("", "words") == ""


def test_fragment_of_the_address_stays_and_an_older_directive_goes() -> None:
    link = passage_link(f"{PAGE}#closed:~:text=old", "four words stand here")
    assert link == f"{PAGE}#closed:~:text=four%20words%20stand%20here"


@given(st.text(min_size=1, max_size=2 * EXACT_LIMIT))
def test_any_passage_makes_a_directive_that_holds_together(passage: str) -> None:
    link = passage_link(PAGE, passage)
    if link == PAGE:
        assert not passage.split()
        return
    terms = link.removeprefix(f"{PAGE}#:~:text=").split(",")
    assert 1 <= len(terms) <= 2
    assert all(term and not set(term) & set(" &-#") for term in terms)
    assert link.isascii()
