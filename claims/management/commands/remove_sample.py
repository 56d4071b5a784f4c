"""Clear the sample newsroom."""

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from claims.models import User
from claims.services.sample import remove_sample


class Command(BaseCommand):
    help = "Remove the sample articles, all that was made of them, and the sample people."

    def handle(self, *_args: Any, **_options: Any) -> None:
        removed = remove_sample(now=timezone.now())
        self._forget_sign_ins(Path(settings.FACTCHECK_HOME) / "sign-ins.json")
        self.stdout.write(f"Removed {removed.articles} sample articles and {removed.people} sample people.")
        for line in removed.kept:
            self.stdout.write(line)

    def _forget_sign_ins(self, path: Path) -> None:
        """Passwords that open nothing any more have no business on the disk; those that do stay."""
        try:
            known = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        names = [one["username"] for one in known]
        standing = set(User.objects.filter(username__in=names, is_active=True).values_list("username", flat=True))
        if still := [one for one in known if one["username"] in standing]:
            path.write_text(json.dumps(still, indent=2), encoding="utf-8")
        else:
            path.unlink()
