"""Hand an article in from the command line."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.errors import Invalid, Refused
from claims.forms.articles import SubmitForm
from claims.models import Lane, User
from claims.services.articles import submit_article


class Command(BaseCommand):
    help = (
        "Hand in a .txt or .html file, text from standard input (-), or an address. Prints the article's id and status."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", metavar="FILE", help="a .txt or .html file, or - for standard input")
        parser.add_argument(
            "--url", default="", help="the article's address; fetched by the worker unless FILE is given"
        )
        parser.add_argument("--title", default="")
        parser.add_argument("--outlet", default="", help="who published it")
        parser.add_argument("--published-on", default="", metavar="YYYY-MM-DD")
        parser.add_argument("--bulk", action="store_true", help="after everything that people wait for")
        parser.add_argument("--as", dest="username", required=True, metavar="USERNAME", help="in whose name")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        actor = User.objects.filter(username=options["username"]).first()
        if actor is None:
            raise CommandError(f"There is nobody called {options['username']}. Name a member of the desk in --as.")
        data = {name: options[name] for name in ("url", "title", "outlet", "published_on")}
        form = SubmitForm(data, self._file(options["file"]))
        if not form.is_valid():
            lines = (f"{name.replace('_', '-')}: {line}" for name, lines in form.errors.items() for line in lines)
            raise CommandError(" ".join(lines))
        try:
            submitted = submit_article(
                actor=actor,
                submission=form.submission,
                lane=Lane.BULK if options["bulk"] else Lane.INTERACTIVE,
                now=timezone.now(),
            )
        except Invalid as error:
            raise CommandError(" ".join(line for lines in error.fields.values() for line in lines)) from None
        except Refused as error:
            raise CommandError(error.message) from None
        if not submitted.is_new:
            self.stderr.write(f"On the desk already, known by its {submitted.known_by}.")
        self.stdout.write(f"{submitted.article.pk} {submitted.article.status}")

    def _file(self, name: str | None) -> dict[str, SimpleUploadedFile]:
        if name is None:
            return {}
        try:
            body = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as error:
            raise CommandError(f"{name} cannot be read: {error.strerror}. Check the path.") from None
        return {"file": SimpleUploadedFile("standard-input.txt" if name == "-" else Path(name).name, body)}
