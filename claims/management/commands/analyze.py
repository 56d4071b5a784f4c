"""``analyze``: articles in, statements and claims out, without a database."""

import sys
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand

from claims.extraction import analyze, as_json, preload
from claims.management.json_lines import BadRow, Row, Writer, failure, rows, text_of


class Command(BaseCommand):
    help = (
        'Read JSON lines {"id", "text", "published_on"?, "outlet"?, "byline"?} from standard input and print one '
        "line for each with its sentences, attributions and claims. "
        "A bad line is answered with its number; the rest goes on."
    )
    requires_system_checks = []
    stealth_options = ("stdin",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--with-deeds",
            action="store_true",
            help="count votes, awards, endorsements and the like as statements, as some corpora do; readers do not",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        preload()
        writer = Writer(self.stdout.write, self.stderr.write, "articles")
        for number, row in rows(options.get("stdin") or sys.stdin):
            if isinstance(row, BadRow):
                writer.write(failure(number, None, row))
                continue
            try:
                writer.write(_answer(row, with_deeds=options["with_deeds"]))
            except BadRow as error:
                writer.write(failure(number, row, error))
            except Exception as error:  # noqa: BLE001  the batch must go on whatever one text does
                self.stderr.write(f"line {number}: {type(error).__name__}: {error}")
                writer.write(failure(number, row, error))
        writer.finish()


def _answer(row: Row, *, with_deeds: bool) -> Row:
    text = text_of(row)
    found = analyze(
        text,
        published_on=_day(row.get("published_on")),
        outlet=_words(row, "outlet"),
        byline=_words(row, "byline"),
        with_deeds=with_deeds,
    )
    return {"id": row["id"], **as_json.analysis(found)}


def _day(written: Any) -> date | None:
    if written in (None, ""):
        return None
    try:
        return date.fromisoformat(str(written)[:10])
    except ValueError:
        raise BadRow(f'"published_on" is {written!r}; write a day as 2020-02-12, or leave it out') from None


def _words(row: Row, field: str) -> str | None:
    value = row.get(field)
    if value is not None and not isinstance(value, str):
        raise BadRow(f'"{field}" is not a string')
    return value or None
