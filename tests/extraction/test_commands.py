"""The batch commands: JSON lines in and out, and a bad line harms no other."""

import io
import json
from typing import Any

from django.core.management import call_command

from tests.extraction import texts


def run(command: str, lines: list[Any]) -> tuple[list[dict[str, Any]], str]:
    given = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n"
    out, err = io.StringIO(), io.StringIO()
    call_command(command, stdin=io.StringIO(given), stdout=out, stderr=err)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_analyze_answers_every_line_in_its_place() -> None:
    found, progress = run(
        "analyze",
        [
            {"id": "a", "text": texts.STRAITS, "published_on": "2021-05-18"},
            "not json",
            "",
            {"id": 7},
            {"text": "no id"},
            {"id": "b", "text": texts.COURT, "published_on": "soon"},
            ["a", "list"],
            {"id": "c", "text": texts.COURT, "published_on": None},
        ],
    )
    assert [row.get("id") for row in found] == ["a", None, 7, None, "b", None, "c"]
    assert [row.get("line") for row in found] == [None, 2, 4, 5, 6, 7, None]
    assert "2020-02-12" in found[4]["error"]
    assert len([a for a in found[0]["attributions"] if a["parent"] is None]) == 11
    assert "5 with an error" in progress


def test_score_sentences_keeps_order_and_documents() -> None:
    found, _ = run(
        "score_sentences",
        [
            {"id": 1, "doc": "x", "text": "The deficit grew by 4 billion crowns last year."},
            "{broken",
            {"id": 2, "doc": "x", "text": "Thank you very much."},
            {"id": 3, "doc": "y"},
            {"id": 4, "text": "Crime doubled in two years."},
        ],
    )
    assert [row.get("id") for row in found] == [1, None, 2, 3, 4]
    assert found[0]["score"] > 0.5 > found[2]["score"]
    assert [row.get("line") for row in found] == [None, 2, None, 4, None]


def test_half_a_character_is_an_error_of_its_line_alone() -> None:
    found, _ = run("score_sentences", ['{"id": 1, "text": "\\ud800"}', {"id": 2, "text": "Crime doubled."}])
    assert "surrogate" in found[0]["error"]
    assert "score" in found[1]


def test_empty_input_gives_no_lines() -> None:
    assert run("analyze", [])[0] == []
    assert run("score_sentences", [])[0] == []
