"""Prove that nobody rewrote the history."""

import re
from argparse import ArgumentParser, FileType
from collections.abc import Iterator
from itertools import chain
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from claims.services.history import Anchor, anchors, verify_anchors, verify_history

_ANCHOR = re.compile(r"([a-z]+)\t(\d+)\t(\d+)\t([0-9a-f]{64})")


class Command(BaseCommand):
    help = "Walk every chain of events and list what was changed, removed, reordered or done past the history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--heads", action="store_true", help="only print how each chain ends, to keep elsewhere")
        parser.add_argument(
            "--against", type=FileType("r"), metavar="FILE", help="hold the chains against what --heads printed before"
        )

    def handle(self, *_args: Any, heads: bool, against: TextIO | None, **_options: Any) -> None:
        if heads:
            for one in anchors():
                self.stdout.write(f"{one.subject}\t{one.subject_id}\t{one.length}\t{one.head}")
            return
        flaws = 0
        for flaw in chain(verify_history(), verify_anchors(_read(against)) if against else ()):
            flaws += 1
            place = f", event {flaw.sequence}" if flaw.sequence else ""
            self.stdout.write(f"{flaw.subject} {flaw.subject_id}{place}: {flaw.problem}")
        if flaws:
            raise CommandError(
                f"The history does not hold: {flaws} flaws. Stop writing to this database, keep a copy, and compare "
                "with your backups."
            )
        self.stdout.write("The history holds: every chain is whole.")


def _read(lines: TextIO) -> Iterator[Anchor]:
    for number, line in enumerate(lines, 1):
        if not (found := _ANCHOR.fullmatch(line.rstrip("\n"))):
            raise CommandError(f"Line {number} of {lines.name} is none that --heads prints. Name the file it printed.")
        subject, subject_id, length, head = found.groups()
        yield Anchor(subject, int(subject_id), int(length), head)
