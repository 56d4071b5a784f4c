"""What people said of proposed matches, for training the ranking."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from claims.services.matches import judged_pairs


class Command(BaseCommand):
    help = (
        "Write what people decided on proposed matches as JSON lines: query, text, label, score, reasons, engine, at; "
        "label 1 for the same claim. Only the last word on each pair counts; what was taken back is left out."
    )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 - Django's signature
        for pair in judged_pairs():
            self.stdout.write(json.dumps(pair, ensure_ascii=False))
