"""The guards one by one: what counts as the same figure, day, name, denial and direction."""

import numpy as np
import pytest

from claims.matching import guards, profile
from claims.matching.guards import Differences
from claims.matching.stems import Rarity, buckets, stem


def between(query: str, claim: str) -> Differences:
    flat = Rarity(np.full(buckets(), 50, np.uint8), 0.1)
    return guards.compare(profile.read(query), profile.read(claim), flat)


@pytest.mark.parametrize(
    ("query", "claim"),
    [
        ("It cost $1.3 billion.", "It cost 1.3 billion dollars."),
        ("More than 7,000 people died.", "7,000 people died."),
        ("More than 7,000 people died.", "Over 7,500 people were killed."),
        ("One in five children is hungry.", "20 percent of children are hungry."),
        ("Half of the voters stayed at home.", "50% of the voters stayed at home."),
        ("A quarter of a million birds die.", "250,000 birds die."),
        ("About 1,000,000 people fled.", "Around one million people fled."),
        ("Nearly 500 nurses left.", "480 nurses left."),
    ],
)
def test_the_same_figure(query: str, claim: str) -> None:
    found = between(query, claim)
    assert found.same_figures
    assert not found.other_figures
    assert not between(claim, query).other_figures


@pytest.mark.parametrize(
    ("query", "claim"),
    [
        ("It cost $7 million.", "It cost $7 billion."),
        ("More than 7,000 people died.", "More than 70,000 people died."),
        ("At least 500 nurses left.", "Fewer than 50 nurses left."),
        ("Crime is up 3 percent.", "Crime is up 30 percent."),
        ("One in five children is hungry.", "One in two children is hungry."),
        ("The fee is 40 euros.", "The fee is 60 euros."),
    ],
)
def test_another_figure(query: str, claim: str) -> None:
    found = between(query, claim)
    assert found.other_figures
    assert " / " in found.other_figures[0]
    assert between(claim, query).other_figures


def test_figures_of_different_things_do_not_clash() -> None:
    found = between("Crime is up 12 percent.", "The project cost $40 million.")
    assert not found.other_figures
    assert not found.same_figures


@pytest.mark.parametrize(
    ("query", "claim", "differs"),
    [
        ("The dam broke in March 2003.", "The dam broke in 2003.", False),
        ("The dam broke in March 2003.", "The dam broke in 2013.", True),
        ("The dam broke in the 1990s.", "The dam broke in 1994.", False),
        ("The dam broke.", "The dam broke in 1994.", False),
    ],
)
def test_days(query: str, claim: str, *, differs: bool) -> None:
    assert bool(between(query, claim).other_days) is differs


def test_a_surname_is_enough_for_a_name() -> None:
    found = between("Brenn sold the forest, said Karla Brenn.", "Senator Karla Brenn sold the forest.")
    assert not found.other_names
    assert found.same_names
    found = between("Yesterday Karla Brenn sold the forest.", "Yesterday Tomas Ridley sold the forest.")
    assert found.other_names == ["Karla Brenn / Tomas Ridley"]


@pytest.mark.parametrize(
    ("query", "claim", "differs"),
    [
        ("She did not vote.", "She voted.", True),
        ("She didn't vote.", "She did not vote.", False),
        ("No more than 7 came.", "At most 7 came.", False),
        ("She not only came but sang.", "She came and sang.", False),
        ("No water was found.", "Water was found.", True),
        ("It is a myth that bread cures.", "Bread cures.", True),
    ],
)
def test_denial(query: str, claim: str, *, differs: bool) -> None:
    assert bool(between(query, claim).denied) is differs
    assert bool(between(claim, query).denied) is differs


@pytest.mark.parametrize(
    ("query", "claim", "differs"),
    [
        ("Taxes rose.", "Taxes fell.", True),
        ("Taxes rose.", "Taxes have increased.", False),
        ("The dam at Tarnow Falls rose.", "The dam at Tarnow Falls grew.", False),
        ("He supports the ban.", "He opposes the ban.", True),
        ("House prices are up.", "House prices are DOWN.", True),
    ],
)
def test_direction(query: str, claim: str, *, differs: bool) -> None:
    assert bool(between(query, claim).turned) is differs


@pytest.mark.parametrize(
    "words",
    [
        "vote votes voted voting",
        "tax taxes taxed",
        "city cities",
        "organise organised organization",
        "stop stopped stopping",
    ],
)
def test_forms_of_a_word_meet(words: str) -> None:
    assert len({stem(word) for word in words.split()}) == 1
