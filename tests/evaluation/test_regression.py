"""The engine on the half of the gold set that it may be built with: it must not fall below what it once could.

The other half is only checked for being readable. ``manage.py evaluate gold benchmarks/gold/train --write-floors
tests/evaluation/floors.json`` measures the floors anew.
"""

from collections.abc import Mapping
from pathlib import Path

import pytest

from claims.evaluation import floors, gold
from claims.evaluation.intervals import Figure, figures
from claims.evaluation.reports import ENGINES, on_gold

GOLD = Path(__file__).parents[2] / "benchmarks" / "gold"
FLOORS = Path(__file__).with_name("floors.json")


@pytest.fixture(scope="module")
def measured() -> Mapping[str, Mapping[str, Figure]]:
    """Figures of the full engine on the training half, by section."""
    with pytest.MonkeyPatch.context() as environment:
        environment.delenv("FACTCHECK_LEARNED", raising=False)
        report = on_gold(gold.load([GOLD / "train"]), {"full": ENGINES["full"]}, lambda _: None)
    return {section.title: figures(section.columns["full"], rounds=0) for section in report.sections}


def test_all_gold_files_are_valid_and_no_article_is_in_both_halves() -> None:
    articles = gold.load([GOLD])
    assert len(articles) == len(gold.files([GOLD]))
    assert len({article.text for article in articles}) == len(articles)
    assert all(article.claims for article in articles if article.language == "en")
    assert not any(article.statements or article.claims for article in articles if article.language != "en")


def test_the_engine_stays_above_its_floors(measured: Mapping[str, Mapping[str, Figure]]) -> None:
    assert floors.broken(measured, floors.read(FLOORS)) == []


def test_the_floors_speak_of_every_figure(measured: Mapping[str, Mapping[str, Figure]]) -> None:
    written = floors.read(FLOORS)
    assert {title: set(rows) for title, rows in written.items()} == {
        title: set(rows) for title, rows in measured.items()
    }


def test_a_figure_below_its_floor_is_named() -> None:
    here = {"Claims": {"F1": Figure(0.61, 10, None, None)}}
    assert floors.below(here) == {"Claims": {"F1": 0.58}}
    assert floors.broken(here, {"Claims": {"F1": 0.6}}) == []
    assert floors.broken(here, {"Claims": {"F1": 0.62, "recall": 0.1}}) == [
        "Claims: F1: 0.610 is below the floor of 0.62",
        "Claims: recall: not measured any more; write the floors anew",
    ]
