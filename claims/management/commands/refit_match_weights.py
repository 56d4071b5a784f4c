"""Learn the weights of the ranking of earlier checks from the desk's judgements."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.errors import Refused
from claims.services.matchrefits import is_better, refit_match_weights
from claims.services.matchweights import switch_on_match_weights


class Command(BaseCommand):
    help = (
        "Learn from what reviewers confirmed and rejected under “Checked before”, print how well that ranks, and keep "
        "the weights as a proposal. They rank nothing until they are switched on, here or in the admin."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", default="", help="what to call these weights")
        parser.add_argument(
            "--switch-on", action="store_true", help="use them at once, if the report finds them better"
        )

    def handle(self, *args: Any, name: str, switch_on: bool, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        now = timezone.now()
        try:
            row = refit_match_weights(actor=None, name=name, now=now)
            for line in row.report["lines"]:
                self.stdout.write(line)
            self.stdout.write(f"\nKept as a proposal: {row}.")
            if not switch_on:
                self.stdout.write("Not switched on. Look at it in the admin, under “Match weights”.")
                return
            if not is_better(row):
                raise CommandError("Not switched on: it is no better than what holds now. It stays a proposal.")
            switch_on_match_weights(actor=None, weights_id=row.pk, now=now)
            self.stdout.write("Switched on. Open proposals are being ranked anew.")
        except Refused as error:
            raise CommandError(error.message) from None
