"""Import fact-checks that others published."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.claimreview.streams import Fault, UnreadableError
from claims.services.known import Summary, import_file

PROGRESS_EVERY = 10_000


class Command(BaseCommand):
    help = (
        "Import published fact-checks: pages or JSON with ClaimReview, a DataFeed, answers of Google's claims:search, "
        "JSON lines, CSV or TSV with a line of column names; each may be .gz. However long a file is, memory stays the "
        "same. Importing again updates what changed and doubles nothing. Records that cannot be used are listed with "
        "their number; the rest goes on, and the command ends with 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and write nothing")

    def handle(self, *args: Any, files: list[str], dry_run: bool, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        self._told = 0
        bad = sum(self._import(Path(name), is_rehearsal=dry_run) for name in files)
        if bad:
            raise CommandError(f"{bad:,} could not be used; see the reasons above. Everything else was taken in.")

    def _import(self, path: Path, *, is_rehearsal: bool) -> int:
        """How many records, or whole files, could not be used."""
        self._told = 0
        try:
            with path.open("rb") as stream:
                summary = import_file(
                    actor=None, stream=stream, name=path.name, is_rehearsal=is_rehearsal, clock=timezone.now,
                    on_fault=lambda fault: self._tell(path, fault), on_progress=self._progress,
                )  # fmt: skip
        except OSError as error:
            self.stderr.write(f"{path}: {error.strerror or error}")
            return 1
        except UnreadableError as error:
            self.stderr.write(f"{path}: {error}")
            return 1
        counts = ", ".join(f"{count:,} {name}" for name, count in summary.counts().items())
        self.stdout.write(f"{path.name}: {counts}{' (dry run: nothing was written)' if is_rehearsal else ''}")
        return summary.bad

    def _tell(self, path: Path, fault: Fault) -> None:
        self.stderr.write(f"{path.name}, record {fault.number}: {fault.reason}")

    def _progress(self, summary: Summary) -> None:
        done = summary.added + summary.updated + summary.unchanged + summary.withdrawn + summary.bad
        if done // PROGRESS_EVERY > self._told // PROGRESS_EVERY:
            self.stderr.write(f"{done:,} records …")
        self._told = done
