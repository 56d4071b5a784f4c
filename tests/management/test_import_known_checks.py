"""Importing known checks from the command line."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.models import KnownCheck

pytestmark = pytest.mark.django_db


def record(number: int) -> dict[str, object]:
    return {
        "@type": "ClaimReview",
        "url": f"https://checks.example.org/{number}",
        "claimReviewed": f"Skag has {number} cranes.",
        "reviewRating": {"alternateName": "False"},
    }


def run(*arguments: str) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("import_known_checks", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_several_files_are_imported_and_summed_up(tmp_path: Path) -> None:
    one, two = tmp_path / "one.json", tmp_path / "two.jsonl"
    one.write_text(json.dumps([record(1), record(2)]))
    two.write_text("\n".join(json.dumps(record(number)) for number in (2, 3)))
    out, err = run(str(one), str(two))
    assert out.splitlines() == [
        "one.json: 2 added, 0 updated, 0 unchanged, 0 withdrawn, 0 bad",
        "two.jsonl: 1 added, 0 updated, 1 unchanged, 0 withdrawn, 0 bad",
    ]
    assert err == ""
    assert KnownCheck.objects.count() == 3


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps([record(1)]))
    out, _ = run("--dry-run", str(file))
    assert "1 added" in out
    assert "nothing was written" in out
    assert not KnownCheck.objects.exists()


def test_bad_records_and_files_are_named_and_the_rest_is_taken_in(tmp_path: Path) -> None:
    good, odd = tmp_path / "good.json", tmp_path / "odd.txt"
    good.write_text("\n".join([json.dumps(record(1)), "{broken", json.dumps(record(2))]))
    odd.write_text("no checks at all")
    err = StringIO()
    with pytest.raises(CommandError, match="3 could not be used"):
        call_command("import_known_checks", str(good), str(odd), str(tmp_path / "away.json"), stderr=err)
    assert "good.json, record 2: the line is not JSON" in err.getvalue()
    assert "neither JSON nor a web page" in err.getvalue()
    assert "away.json: No such file" in err.getvalue()
    assert KnownCheck.objects.count() == 2


def test_memory_stays_the_same_however_long_the_feed(tmp_path: Path) -> None:
    import tracemalloc

    from claims.claimreview.streams import Read, read_file

    def peak(count: int) -> int:
        file = tmp_path / f"{count}.json"
        with file.open("w") as out:
            out.write('{"@type": "DataFeed", "dataFeedElement": [')
            out.write(",".join(json.dumps({"item": [record(number)]}) for number in range(count)))
            out.write("]}")
        tracemalloc.start()
        with file.open("rb") as stream:
            found = sum(isinstance(one, Read) for one in read_file(stream, file.name))
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found == count
        return highest

    assert peak(20_000) < 1.5 * peak(2_000)
