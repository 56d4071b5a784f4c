"""``manage.py evaluate``: tables and values for every sort of set, and refusals that say what to do."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.evaluation.test_gold_files import GOOD, written
from tests.extraction import texts


def run(*arguments: Any) -> str:
    out = io.StringIO()
    call_command("evaluate", *map(str, arguments), stdout=out, stderr=io.StringIO())
    return out.getvalue()


def lines(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def attributions(folder: Path) -> Path:
    """One article in which a reader marks one statement that the engine finds and one deed that it must not."""
    text = texts.WIRE

    def at(words: str) -> list[list[int]]:
        start = text.index(words)
        return [[start, start + len(words)]]

    marked = [
        {"source": at("she"), "cue": [], "content": at('"We cannot pretend that this is a growing business,"')},
        {"source": at("Nobody"), "cue": at("shown"), "content": at("around 90 lorries")},
    ]
    return lines(folder / "set.jsonl", [{"doc": "wire", "text": text, "attributions": marked}])


def test_the_table_of_an_attribution_set(tmp_path: Path) -> None:
    shown = run("attribution", attributions(tmp_path), "--errors")
    assert "set.jsonl: 1 texts. rules-" in shown
    assert "content recall 0.500 of 2" in " ".join(shown.split())
    assert "missed: cue not found" in shown


def test_the_engine_without_its_parts_stands_beside_the_whole(tmp_path: Path) -> None:
    answer = json.loads(run("attribution", attributions(tmp_path), "--ablation", "--json", "--bootstrap", 0))
    columns = answer["sets"][0]["figures"]["Who said what"]
    assert list(columns) == ["rules", "+ tagger", "+ linker", "+ resolver", "rules + resolver"]
    assert all(figures["content recall"]["value"] == 0.5 for figures in columns.values())
    assert columns["rules"]["content recall"] == {"value": 0.5, "low": None, "high": None, "of": 2}


def test_gold_articles_are_read_judged_and_can_set_floors(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    answer = json.loads(run("gold", path, "--json", "--errors", "--write-floors", tmp_path / "floors.json"))
    figures = answer["sets"][0]["figures"]
    assert list(figures) == ["Who said what", "Around a statement", "Claims"]
    assert figures["Who said what"]["full"]["content recall"]["of"] == 2
    assert figures["Claims"]["full"]["repeats: pairs F1"]["of"] == 1
    written_floors = json.loads((tmp_path / "floors.json").read_text(encoding="utf-8"))
    measured = figures["Who said what"]["full"]["content recall"]["value"]
    assert measured - 0.05 < written_floors["Who said what"]["content recall"] < measured
    assert {"kind", "place", "wanted", "found"} == set(answer["sets"][0]["errors"][0])


def test_ranking_sentences_and_known_claims(tmp_path: Path) -> None:
    labelled = lines(
        tmp_path / "labels.jsonl",
        [
            {"doc": "a", "text": "Thank you very much.", "check": 0},
            {"doc": "a", "text": "The deficit grew by 4 billion crowns last year.", "check": 1},
            {"doc": "b", "text": "Crime fell by 12 percent in 2019.", "check": 1},
        ],
    )
    ranking = json.loads(run("ranking", labelled, "--json", "--bootstrap", 20))["sets"][0]["figures"]
    assert ranking["Worth checking"]["full"]["average precision"]["value"] == 1.0
    assert ranking["Worth checking"]["full"]["average precision"]["low"] is not None
    paragraphs = lines(tmp_path / "paragraphs.jsonl", [{"sentences": ["Mr. Reed left.", "He was late."]}])
    assert "whole sentences F1 1.000 of 2" in " ".join(run("sentences", paragraphs).split())
    known = lines(
        tmp_path / "known.jsonl",
        [{"id": "mill", "text": "The mill in Sandmark closed."}, {"id": "goat", "text": "A goat was elected mayor."}],
    )
    queries = lines(
        tmp_path / "queries.jsonl", [{"id": 1, "text": "They elected a goat as mayor!", "relevant": ["goat"]}]
    )
    assert "hit@1 1.000 of 1" in " ".join(run("retrieval", queries, "--claims", known).split())


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["ranking", "x", "--errors"], "for attribution and gold sets only"),
        (["sentences", "x", "--ablation"], "for attribution and gold sets only"),
        (["attribution", "x", "--write-floors", "y"], "for gold sets and the full engine only"),
        (["retrieval", "x"], "--claims FILE goes with retrieval"),
        (["gold", "x", "--claims", "y"], "--claims FILE goes with retrieval"),
        (["gold", "absent.toml"], "there is no such file"),
        (["attribution", "absent.jsonl"], "absent.jsonl"),
        (["gold", "x", "--bootstrap", "-1"], "not a whole number"),
    ],
)
def test_what_cannot_be_measured_is_refused_with_a_reason(arguments: list[str], complaint: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert complaint in str(caught.value)
