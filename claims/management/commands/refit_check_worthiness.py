"""Learn the weights of the check-worthiness score from the desk's decisions."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.errors import Refused
from claims.models import Outlet
from claims.services.checkworthiness import switch_on_weights
from claims.services.refits import is_better, refit_check_worthiness


class Command(BaseCommand):
    help = (
        "Learn from what reviewers kept and dismissed, print how well that ranks, and keep the weights as a proposal. "
        "They score nothing until they are switched on, here or in the admin."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--outlet", default="", help="host or name of one outlet; without it, the whole desk")
        parser.add_argument("--name", default="", help="what to call these weights")
        parser.add_argument(
            "--switch-on", action="store_true", help="use them at once, if the report finds them better"
        )

    def handle(self, *args: Any, outlet: str, name: str, switch_on: bool, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        now = timezone.now()
        try:
            row = refit_check_worthiness(actor=None, outlet_id=_outlet(outlet), name=name, now=now)
            for line in row.report["lines"]:
                self.stdout.write(line)
            self.stdout.write(f"\nKept as a proposal: {row}.")
            if not switch_on:
                self.stdout.write("Not switched on. Look at it in the admin, under “Check-worthiness weights”.")
                return
            if not is_better(row):
                raise CommandError("Not switched on: it is no better than what holds now. It stays a proposal.")
            switch_on_weights(actor=None, weights_id=row.pk, now=now)
            self.stdout.write("Switched on. Claims are being scored anew.")
        except Refused as error:
            raise CommandError(error.message) from None


def _outlet(word: str) -> int | None:
    if not word:
        return None
    found = Outlet.objects.filter(host=word).first() or Outlet.objects.filter(name=word).first()
    if found is None:
        raise CommandError(f"There is no outlet {word}. Give its host or its name as the admin shows it.")
    return found.pk
