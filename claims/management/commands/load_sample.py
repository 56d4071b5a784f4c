"""Make the sample newsroom."""

import json
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from claims.services.sample import load_sample


class Command(BaseCommand):
    help = "Make a small sample newsroom: four people and three invented articles. Does nothing on a desk with people."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sign-ins",
            type=Path,
            default=Path(settings.FACTCHECK_HOME) / "sign-ins.json",
            help="where to write the passwords (only the owner can read the file)",
        )

    def handle(self, *_args: Any, sign_ins: Path, **options: Any) -> None:
        try:
            # People whose passwords could not be kept must not exist either.
            with transaction.atomic():
                made = load_sample(now=timezone.now())
                if not made:
                    self.stdout.write("This desk has people already: no sample was made.")
                    return
                sign_ins.unlink(missing_ok=True)
                with os.fdopen(os.open(sign_ins, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                    json.dump([one.as_dict() for one in made], out, indent=2)
        except OSError as error:
            raise CommandError(
                f"{sign_ins} cannot be written: {error.strerror}. Name another file in --sign-ins."
            ) from error
        for one in made if options["verbosity"] else ():
            self.stdout.write(f"{one.username}\t{one.password}\t{one.role}")
