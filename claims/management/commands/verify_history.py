"""Prove that nobody rewrote the history."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.services.history import verify_history


class Command(BaseCommand):
    help = "Walk every chain of events and list what was changed, removed, reordered or done past the history."

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        flaws = 0
        for flaw in verify_history():
            flaws += 1
            place = f", event {flaw.sequence}" if flaw.sequence else ""
            self.stdout.write(f"{flaw.subject} {flaw.subject_id}{place}: {flaw.problem}")
        if flaws:
            raise CommandError(
                f"The history does not hold: {flaws} flaws. Stop writing to this database, keep a copy, and compare "
                "with your backups."
            )
        self.stdout.write("The history holds: every chain is whole.")
