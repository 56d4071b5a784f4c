"""``match_claims``: which known claims each text repeats, without a database."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.management.json_lines import BadRow, Row, Writer, failure, rows, text_of
from claims.matching.collection import Collection, Known

MOST = 1000


class Command(BaseCommand):
    help = (
        'Read JSON lines {"id", "text"} from standard input (a sentence, a post or a whole article each) and print '
        '{"id", "matches": [{"id", "score"}…]} for each, the likeliest known claim first; a score of at least 0.5 '
        "means probably the same claim. A bad line is answered with its number; the rest goes on."
    )
    requires_system_checks = []
    stealth_options = ("stdin",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--claims", required=True, type=Path, help='the known claims, JSON lines {"id", "text"}')
        parser.add_argument("--k", type=int, default=20, help="how many matches for each text (20)")
        parser.add_argument("--reasons", action="store_true", help="say what spoke for and against each match")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not 1 <= options["k"] <= MOST:
            raise CommandError(f"--k is {options['k']}; choose a number from 1 to {MOST}.")
        collection = self._collection(options["claims"])
        writer = Writer(self.stdout.write, self.stderr.write, "texts")
        for number, row in rows(options.get("stdin") or sys.stdin):
            if isinstance(row, BadRow):
                writer.write(failure(number, None, row))
                continue
            try:
                found = collection.search(text_of(row), options["k"])
            except BadRow as error:
                writer.write(failure(number, row, error))
                continue
            except Exception as error:  # noqa: BLE001  the batch must go on whatever one text does
                self.stderr.write(f"line {number}: {type(error).__name__}: {error}")
                writer.write(failure(number, row, error))
                continue
            matches: list[Row] = []
            for match in found:
                shown: Row = {"id": match.key, "score": round(match.score, 6)}
                if options["reasons"]:
                    shown["reasons"] = [
                        {"name": r.name, "weight": round(r.weight, 4), "detail": r.detail} for r in match.reasons
                    ]
                matches.append(shown)
            writer.write({"id": row["id"], "matches": matches})
        writer.finish()

    def _collection(self, path: Path) -> Collection:
        """The known claims; a bad line of theirs is named on standard error and left out."""
        known: list[Known] = []
        seen: set[str] = set()
        try:
            with path.open(encoding="utf-8") as lines:
                for number, row in rows(lines):
                    try:
                        one = _known(row, seen)
                    except BadRow as error:
                        self.stderr.write(f"{path}, line {number}: {error}; left out")
                        continue
                    seen.add(str(one.key))
                    known.append(one)
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror or error}.") from None
        except UnicodeDecodeError:
            raise CommandError(f"{path} is not UTF-8; convert it first.") from None
        if not known:
            raise CommandError(f'{path} holds no claims; write one {{"id", "text"}} a line.')
        self.stderr.write(f"{len(known)} known claims; reading them once")
        return Collection(known, progress=lambda done: self.stderr.write(f"{done} claims read"))


def _known(row: Row | BadRow, seen: set[str]) -> Known:
    if isinstance(row, BadRow):
        raise row
    text = text_of(row)
    if not isinstance(row["id"], str | int):
        raise BadRow('"id" is neither a string nor a number')
    if str(row["id"]) in seen:
        raise BadRow(f'"id" {row["id"]!r} was there before')
    return Known(row["id"], text)
