"""Clear the sample newsroom."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from claims.services.sample import remove_sample


class Command(BaseCommand):
    help = "Remove the sample articles, all that was made of them, and the sample people."

    def handle(self, *_args: Any, **_options: Any) -> None:
        removed = remove_sample(now=timezone.now())
        self.stdout.write(f"Removed {removed.articles} sample articles and {removed.people} sample people.")
        for line in removed.kept:
            self.stdout.write(line)
