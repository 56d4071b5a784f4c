"""What a word search may cost: rows of the table and entries of the index, however many known claims there are."""

import re

import pytest

from claims.models.shortlist import POSTINGS_READ, ROWS_READ, Word, affordable


def words(*shares: float) -> list[Word]:
    return [Word(f"w{n}", share) for n, share in enumerate(sorted(shares))]


def asked(query: str) -> list[list[str]]:
    return [re.findall(r"w\d+", term) for term in query.split(" | ")] if query else []


def test_rare_words_are_asked_for_alone() -> None:
    assert asked(affordable(words(1e-5, 2e-5), 1_000_000)) == [["w0"], ["w1"]]
    assert affordable([], 1_000_000) == ""


@pytest.mark.parametrize("rows", [0, 1, 300])
def test_in_a_small_index_every_word_is_rare(rows: int) -> None:
    assert asked(affordable(words(0.1, 0.5), rows)) == [["w0"], ["w1"]]


@pytest.mark.parametrize("rows", [10_000, 100_000, 1_000_000, 10_000_000])
def test_what_is_read_does_not_grow_with_the_index(rows: int) -> None:
    given = words(0.0002, 0.001, 0.003, 0.004, 0.01, 0.02, 0.05, 0.12)
    shares = {word.lexeme: word.share for word in given}
    terms = asked(affordable(given, rows))
    assert terms
    price = sum(rows * shares[term[0]] * (shares[term[1]] if len(term) > 1 else 1) for term in terms)
    # The first term is asked for whatever it costs: something must be.
    assert price <= ROWS_READ or len(terms) == 1
    walked = sum(rows * shares[word] for word in {term[0] for term in terms if len(term) > 1})
    assert walked <= POSTINGS_READ or len(terms) == 1


def test_where_all_words_are_common_the_cheapest_pair_is_asked_for() -> None:
    assert asked(affordable(words(0.1, 0.2, 0.3), 1_000_000)) == [["w0", "w1"]]
    assert asked(affordable(words(0.2), 1_000_000)) == [["w0"]]
