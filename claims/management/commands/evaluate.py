"""``evaluate``: runs the engine over annotated sets and prints how well it does, without a database."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.evaluation import floors, gold, sets, tables
from claims.evaluation.gold import GoldBroken
from claims.evaluation.intervals import ROUNDS, Figure, figures
from claims.evaluation.reports import (
    ABLATION,
    ENGINES,
    Report,
    on_attributions,
    on_gold,
    on_ranking,
    on_retrieval,
    on_sentences,
)
from claims.evaluation.sets import SetBroken
from claims.extraction import preload, version
from claims.extraction.parts import Parts

KINDS = ("attribution", "ranking", "retrieval", "sentences", "gold")
READ_WHOLE = frozenset({"attribution", "gold"})  # sets of articles, that engines with parts left out can read


class Command(BaseCommand):
    help = (
        "Run the engine over annotated sets and print how well it does. KIND says what the files hold: attribution, "
        "ranking, retrieval, sentences (JSON lines, gzipped or not; claims/evaluation/sets.py lists their fields) or "
        "gold (TOML files or folders of them, as benchmarks/gold)."
    )
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--engine", choices=sorted(ENGINES), default="full", help="rules: no learned parts")
        parser.add_argument("--claims", type=Path, metavar="FILE", help="retrieval: the known claims to search")
        parser.add_argument("--ablation", action="store_true", help="measure with parts of the engine left out")
        parser.add_argument(
            "--with-deeds", action="store_true", help="count votes, awards and the like, as some sets do"
        )
        parser.add_argument("--errors", action="store_true", help="count errors by kind, with examples")
        parser.add_argument("--examples", type=_count, default=3, metavar="N", help="examples of each kind (3)")
        parser.add_argument(
            "--bootstrap",
            type=_count,
            default=ROUNDS,
            metavar="N",
            help=f"how often to draw the documents anew for the intervals ({ROUNDS}); 0 leaves them out",
        )
        parser.add_argument("--json", action="store_true", help="one object instead of tables")
        parser.add_argument(
            "--write-floors", type=Path, metavar="FILE", help="write the floors of the regression tests"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        kind = options["kind"]
        engines = ABLATION if options["ablation"] else {options["engine"]: ENGINES[options["engine"]]}
        if kind not in READ_WHOLE and (options["errors"] or options["ablation"] or options["engine"] != "full"):
            raise CommandError("--errors, --ablation and --engine rules are for attribution and gold sets only")
        if (kind == "retrieval") != (options["claims"] is not None):
            raise CommandError("--claims FILE goes with retrieval: the known claims that the queries are looked for in")
        if options["write_floors"] and (kind != "gold" or options["ablation"] or options["engine"] != "full"):
            raise CommandError("--write-floors is for gold sets and the full engine only")
        preload()
        answer: dict[str, Any] = {"engine": version(), "sets": []}
        try:
            reports = (
                self._retrievals(options["files"], options["claims"])
                if kind == "retrieval"
                else self._reports(kind, options["files"], engines, with_deeds=options["with_deeds"])
            )
            for name, report in reports:
                measured = _measured(report, options["bootstrap"])
                if options["write_floors"]:
                    rows = {title: columns["full"] for title, columns in measured.items()}
                    floors.write(options["write_floors"], floors.below(rows))
                if options["json"]:
                    answer["sets"].append(_values(name, report, measured, with_errors=options["errors"]))
                else:
                    self._show(name, report, measured, options["examples"] if options["errors"] else None)
        except (SetBroken, GoldBroken) as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False))

    def _reports(
        self, kind: str, files: Sequence[Path], engines: dict[str, Parts], *, with_deeds: bool
    ) -> Iterator[tuple[str, Report]]:
        if kind == "gold":
            articles = gold.load(files)
            yield f"{len(articles)} gold articles", on_gold(articles, engines, self.stderr.write)
            return
        for path in files:
            if kind == "attribution":
                texts = sets.attributions(path)
                report = on_attributions(texts, engines, self.stderr.write, with_deeds=with_deeds)
                yield f"{path.name}: {len(texts)} texts", report
            elif kind == "ranking":
                documents = sets.labelled(path)
                yield f"{path.name}: {sum(len(d.labels) for d in documents):,} sentences", on_ranking(documents)
            else:
                paragraphs = sets.paragraphs(path)
                yield f"{path.name}: {len(paragraphs)} paragraphs", on_sentences(paragraphs)

    def _retrievals(self, files: Sequence[Path], claims: Path) -> Iterator[tuple[str, Report]]:
        known = sets.known_claims(claims)
        for path in files:
            queries = sets.queries(path)
            name = f"{path.name}: {len(queries)} queries, {len(known):,} known claims"
            yield name, on_retrieval(queries, known, self.stderr.write)

    def _show(
        self, name: str, report: Report, measured: dict[str, dict[str, dict[str, Figure]]], examples: int | None
    ) -> None:
        self.stdout.write(f"{name}. {version()}\n")
        for title, columns in measured.items():
            lines = (
                tables.side_by_side(title, columns)
                if len(columns) > 1
                else tables.table(title, next(iter(columns.values())))
            )
            self.stdout.write("\n".join(lines))
        if examples is not None:
            self.stdout.write("\n".join(tables.mistakes(report.mistakes, examples)))


def _measured(report: Report, rounds: int) -> dict[str, dict[str, dict[str, Figure]]]:
    """Section → engine → figures."""
    return {
        section.title: {name: figures(measurement, rounds) for name, measurement in section.columns.items()}
        for section in report.sections
    }


def _values(
    name: str, report: Report, measured: dict[str, dict[str, dict[str, Figure]]], *, with_errors: bool
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "set": name,
        "figures": {
            title: {engine: tables.values(found) for engine, found in columns.items()}
            for title, columns in measured.items()
        },
    }
    if with_errors:
        row["errors"] = [
            {"kind": m.kind, "place": m.place, "wanted": m.wanted, "found": m.found} for m in report.mistakes
        ]
    return row


def _count(written: str) -> int:
    if not written.isdigit():
        raise ArgumentTypeError(f"{written!r} is not a whole number from 0 on")
    return int(written)
