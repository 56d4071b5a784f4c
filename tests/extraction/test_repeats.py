"""Claims that an article makes twice: found by what they come to, never across figures, days, names or a denial."""

import pytest

from claims.extraction import Claim
from claims.extraction.alike import common_form, opposites, with_plain_verbs
from tests.extraction.finding import read

HEADLINE = """\
Council to shut Tarn bridge to lorries

The town council of Halm will close the Tarn bridge to trucks from June, its chair, Ines Okoro, said on Monday.

“Nobody asked the hauliers,” said Bo Narr, who runs a depot in Halm.
"""


def pairs(text: str) -> list[tuple[str, str]]:
    """The words of each claim that says again what another says, with the other's."""
    claims: tuple[Claim, ...] = read(text).claims
    return [(one.text, claims[one.repeat_of].text) for one in claims if one.repeat_of is not None]


def test_a_headline_repeats_its_story_in_other_words() -> None:
    found = pairs(HEADLINE)
    assert len(found) == 1
    assert {words.split()[0] for words in found[0]} == {"Council", "The"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The company halted work at the Orlen mine in March.", "Work at the Orlen mine was stopped in March."),
        ("Two miners are missing in the Orlen tunnel.", "Two workers are unaccounted for in the Orlen tunnel."),
        ("The Lune festival was called off on Friday.", "The Lune festival was cancelled on Friday by the town."),
        ("Phones were never the problem.", "Phones were never the problem."),
    ],
)
def test_the_same_again_in_other_words(one: str, other: str) -> None:
    assert len(pairs(f"{one}\n\nNarr opened a shop in Kerr.\n\n{other}")) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The fire in the Orlen mill killed 31 people.", "The fire in the Orlen mill killed 44 people."),
        ("Rents in the Orlen district rose last year.", "Rents in the Orlen district fell last year."),
        ("The Orlen dam was inspected in May.", "The Orlen dam was not inspected in May."),
        ("The Orlen dam was inspected in May 2019.", "The Orlen dam was inspected in May 2020."),
        ("Anna Bell won the seat of Orlen by a wide margin.", "Bo Narr won the seat of Orlen by a wide margin."),
        ("The Orlen dam was closed by the council.", "The Orlen dam should be closed by the council."),
        ("The Orlen dam was closed to all traffic.", "The Orlen dam will be closed to all traffic."),
        ("The first Orlen turbine was switched on.", "The second Orlen turbine was switched on."),
        ("The court convicted the Orlen miller of fraud.", "The court acquitted the Orlen miller of fraud."),
        ("The Orlen mill employs many women.", "A fire at the Orlen mill killed many women."),
    ],
)
def test_what_differs_in_what_matters_is_no_repeat(one: str, other: str) -> None:
    assert pairs(f"{one}\n\nNarr opened a shop in Kerr.\n\n{other}") == []


def test_a_claim_that_differs_from_a_member_does_not_join_the_cluster() -> None:
    text = (
        "Fire kills workers at Orlen mill\n\n"
        "A fire at the Orlen mill killed 31 workers.\n\n"
        "Narr opened a shop in Kerr.\n\n"
        "A fire at the Orlen mill killed 44 workers."
    )
    assert len(pairs(text)) <= 1


def test_words_of_one_meaning_have_one_form() -> None:
    assert common_form("stopped") == common_form("halts")
    assert common_form("arrests") == common_form("Detained")
    assert common_form("weir’s") == common_form("weirs")
    assert common_form("rose") != common_form("fell")
    assert common_form("fell") in opposites(frozenset({common_form("rose")}))
    assert with_plain_verbs("The match was Called off.") == "The match was cancelled."


def test_many_claims_about_one_matter_are_read_in_little_time() -> None:
    text = "\n\n".join(f"The Orlen mill sold {n} tonnes of flour to shop {n} in the town." for n in range(20, 220))
    assert pairs(text) == []
