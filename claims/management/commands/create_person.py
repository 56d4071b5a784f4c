"""Open an account from the command line: how a new desk gets its first administrator."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.errors import Invalid, Refused
from claims.models import Role
from claims.services.people import create_person


class Command(BaseCommand):
    help = "Open an account. Without --ask-password a random password is made and printed once, alone on a line."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--role",
            action="append",
            default=[],
            choices=[role.value for role in Role],
            help="may be given several times",
        )
        parser.add_argument("--name", default="", help="shown beside verdicts and in the history")
        parser.add_argument("--ask-password", action="store_true", help="ask for the password, or read it from a pipe")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        roles: list[str] = options["role"]
        try:
            password = self._ask() if options["ask_password"] else ""
            made = create_person(
                actor=None, username=options["username"], roles=roles, display_name=options["name"], password=password,
                now=timezone.now(),
            )  # fmt: skip
        except Invalid as error:
            raise CommandError(" ".join(line for lines in error.fields.values() for line in lines)) from None
        except Refused as error:
            raise CommandError(error.message) from None
        if made.password:
            self.stdout.write(made.password)
        if not roles:
            self.stderr.write(
                "No role was given: this person sees nothing of the desk until an administrator gives one."
            )

    def _ask(self) -> str:
        if not sys.stdin.isatty():
            password = sys.stdin.readline().rstrip("\n")
        else:
            password = getpass.getpass("Password: ")
            if getpass.getpass("Once more: ") != password:
                raise CommandError("The two differ. Nothing was done: run the command again.")
        if not password:
            raise CommandError("The password is empty. Nothing was done: run the command again.")
        return password
