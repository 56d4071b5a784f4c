"""Load the rating scales of known fact-checkers."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.errors import Refused
from claims.services.scales import load_scales


class Command(BaseCommand):
    help = "Add or update rating scales, all of them or those named. Labels out of use are retired, never deleted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="slug", help="politifact, snopes, afp …")

    def handle(self, *args: Any, slugs: list[str], **options: Any) -> None:  # noqa: ARG002 - Django's signature
        try:
            loaded = load_scales(actor=None, slugs=slugs, now=timezone.now())
        except Refused as error:
            raise CommandError(error.message) from None
        for one in loaded:
            what = (
                "added" if one.is_new else "up to date" if not (one.added or one.changed or one.retired) else "updated"
            )
            counts = f"{one.added} labels added, {one.changed} changed, {one.retired} retired"
            self.stdout.write(f"{one.slug}: {what} ({counts})")
