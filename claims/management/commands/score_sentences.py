"""``score_sentences``: the check-worthiness of sentences, without a database."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from claims.extraction import score_sentences
from claims.management.json_lines import BadRow, Row, Writer, failure, rows, text_of


class Command(BaseCommand):
    help = (
        'Read JSON lines {"id", "doc"?, "text"} from standard input and print {"id", "score"} for each: 0 to 1, '
        "at least 0.5 means worth checking. The sentences of one doc come one after the other, in their order."
    )
    requires_system_checks = []
    stealth_options = ("stdin",)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """No arguments: everything is in the lines."""

    def handle(self, *_args: Any, **options: Any) -> None:
        writer = Writer(self.stdout.write, self.stderr.write, "sentences")
        document: list[tuple[int, Row | BadRow, Row | None]] = []
        name: Any = None
        for number, row in rows(options.get("stdin") or sys.stdin):
            checked, error = _checked(row)
            here = checked.get("doc") if checked is not None else name
            if document and (here is None or here != name):
                _flush(document, writer)
                document = []
            if checked is not None:
                name = here
            document.append((number, error or row, checked))
        _flush(document, writer)
        writer.finish()


def _checked(row: Row | BadRow) -> tuple[Row | None, BadRow | None]:
    if isinstance(row, BadRow):
        return None, row
    try:
        text_of(row)
    except BadRow as error:
        error.__dict__["row"] = row
        return None, error
    return row, None


def _flush(document: list[tuple[int, Row | BadRow, Row | None]], writer: Writer) -> None:
    """Score a document's good lines together and answer every line in its place."""
    scores = iter(score_sentences([row["text"] for _, _, row in document if row is not None]))
    for number, given, row in document:
        if row is not None:
            writer.write({"id": row["id"], "score": round(next(scores), 6)})
        elif isinstance(given, BadRow):
            writer.write(failure(number, given.__dict__.get("row"), given))
