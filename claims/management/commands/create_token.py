"""Issue an API token."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from claims.errors import Invalid, Refused
from claims.models import Scope, User
from claims.services.people import create_token

MAX_DAYS = 3660


class Command(BaseCommand):
    help = "Make an API token for somebody. It is printed once, alone on a line; only its hash is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--scopes", default="", help=f"separated by commas; known: {', '.join(Scope)}")
        parser.add_argument("--name", default="", help="what it is for, to recognise it by")
        parser.add_argument("--days", type=int, help="how long it works; without it, until it is revoked")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        username, days = options["username"], options["days"]
        owner = User.objects.filter(username=username).first()
        if owner is None:
            raise CommandError(
                f"There is nobody called {username}. Open an account first: "
                f"manage.py create_person {username} --role reviewer"
            )
        if days is not None and not 1 <= days <= MAX_DAYS:
            raise CommandError(f"--days must lie between 1 and {MAX_DAYS}.")
        now = timezone.now()
        try:
            made = create_token(
                actor=None,
                owner=owner,
                scopes=options["scopes"].split(","),
                name=options["name"],
                expires_at=now + timedelta(days=days) if days else None,
                now=now,
            )
        except Invalid as error:
            raise CommandError(" ".join(line for lines in error.fields.values() for line in lines)) from None
        except Refused as error:
            raise CommandError(error.message) from None
        if not owner.roles:
            self.stderr.write(f"{owner} has no role: the token is refused everywhere until an administrator gives one.")
        self.stdout.write(made.key)
