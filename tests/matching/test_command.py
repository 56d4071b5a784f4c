"""``match_claims``: known claims from a file, texts from standard input, a bad line harms no other."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.matching import pairs


def written(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows), encoding="utf-8")
    return path


def run(claims: Path, lines: list[Any], **options: Any) -> tuple[list[dict[str, Any]], str]:
    given = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n"
    out, err = io.StringIO(), io.StringIO()
    call_command("match_claims", claims=claims, stdin=io.StringIO(given), stdout=out, stderr=err, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


@pytest.fixture
def known(tmp_path: Path) -> Path:
    return written(tmp_path / "known.jsonl", [{"id": f"k{n}", "text": pair.claim} for n, pair in enumerate(pairs.SAME)])


def test_each_text_gets_the_claim_it_repeats(known: Path) -> None:
    found, progress = run(known, [{"id": n, "text": pair.query} for n, pair in enumerate(pairs.SAME)], k=3)
    assert [row["id"] for row in found] == list(range(len(pairs.SAME)))
    for n, row in enumerate(found):
        assert row["matches"][0]["id"] == f"k{n}"
        assert row["matches"][0]["score"] >= 0.5
        assert len(row["matches"]) == 3
        scores = [match["score"] for match in row["matches"]]
        assert scores == sorted(scores, reverse=True)
    assert f"{len(pairs.SAME)} known claims" in progress


def test_a_bad_line_is_answered_with_its_number(known: Path) -> None:
    found, progress = run(
        known, [{"id": 1, "text": "Bread."}, "{broken", {"id": 2}, {"text": "x"}, ["a"], {"id": 3, "text": "Bread."}]
    )
    assert [row.get("line") for row in found] == [None, 2, 3, 4, 5, None]
    assert all(("matches" in row) is ("error" not in row) for row in found)
    assert "4 with an error" in progress


def test_a_bad_claim_is_named_and_left_out(tmp_path: Path) -> None:
    claims = written(
        tmp_path / "known.jsonl",
        [
            {"id": 1, "text": "The dam broke."},
            "nonsense",
            {"id": 1, "text": "Twice."},
            {"id": [2], "text": "x"},
            {"id": 3},
        ],
    )
    found, progress = run(claims, [{"id": "q", "text": "The dam broke."}], reasons=True)
    assert [match["id"] for match in found[0]["matches"]] == [1]
    assert found[0]["matches"][0]["reasons"][0]["name"]
    assert all(f"line {number}:" in progress for number in (2, 3, 4, 5))


def test_empty_texts_are_matched_with_nothing_much(known: Path) -> None:
    found, _ = run(known, [{"id": 1, "text": ""}, {"id": 2, "text": "🎉"}])
    assert all(match["score"] < 0.5 for row in found for match in row["matches"])


@pytest.mark.parametrize(("content", "message"), [("", "holds no claims"), ("nonsense\n", "holds no claims")])
def test_a_file_without_claims_is_refused(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "known.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=message):
        run(path, [])


def test_a_missing_file_and_a_senseless_number_are_refused(tmp_path: Path, known: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read"):
        run(tmp_path / "none.jsonl", [])
    with pytest.raises(CommandError, match="choose a number"):
        run(known, [], k=0)
