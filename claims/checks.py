"""System checks for what would fail late or quietly in production."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register


@register(deploy=True)
def production_is_configured(**_: Any) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if settings.MISSING:
        found.append(
            Error(
                f"{', '.join(settings.MISSING)} not set.",
                hint="Set each in the environment, or NAME_FILE to a file that holds it. See docs/operating.md.",
                id="claims.E001",
            )
        )
    if settings.FETCH_ALLOWED_HOSTS:
        found.append(
            Error(
                "FETCH_ALLOWED_HOSTS opens private addresses to whoever submits an article.",
                hint="Unset it; it is for tests only.",
                id="claims.E002",
            )
        )
    if not settings.METRICS_TOKEN:
        found.append(
            Warning(
                "METRICS_TOKEN not set: /metrics answers 404.",
                hint="Set it to a long random word that your Prometheus sends as a bearer token.",
                id="claims.W001",
            )
        )
    return found
