"""System checks for what would fail late or quietly in production."""

from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution
from django.db import connections
from django.http.request import validate_host

EXTENSIONS = ("vector", "pg_trgm", "unaccent", "btree_gin")
OLDEST_POSTGRESQL = 15
DEFAULT_NAME = "Fact-check desk"
SHORTEST_TOKEN = 16


@register(deploy=True)
def production_is_configured(**_: Any) -> list[CheckMessage]:
    return [*_what_is_missing(), *_what_is_dangerous(), *_what_readers_would_see()]


def _what_is_missing() -> Iterator[CheckMessage]:
    if settings.MISSING:
        yield Error(
            f"{', '.join(settings.MISSING)} not set.",
            hint="Set each in the environment, or NAME_FILE to a file that holds it. See docs/operating.md.",
            id="claims.E001",
        )
    if not settings.METRICS_TOKEN:
        yield Caution(
            "METRICS_TOKEN not set: /metrics answers 404.",
            hint="Set it to a long random word that your Prometheus sends as a bearer token.",
            id="claims.W001",
        )
    elif len(settings.METRICS_TOKEN) < SHORTEST_TOKEN:
        yield Caution(
            f"METRICS_TOKEN has only {len(settings.METRICS_TOKEN)} characters and can be guessed.",
            hint='Make a long one: python3 -c "import secrets; print(secrets.token_urlsafe(24))"',
            id="claims.W002",
        )


def _what_is_dangerous() -> Iterator[CheckMessage]:
    if settings.FETCH_ALLOWED_HOSTS:
        yield Error(
            "FETCH_ALLOWED_HOSTS opens private addresses to whoever submits an article.",
            hint="Unset it; it is for tests only.",
            id="claims.E002",
        )
    if settings.DEBUG:
        yield Error(
            "DEBUG is on: an error page would show readers the code and the settings.",
            hint="Unset DEBUG.",
            id="claims.E003",
        )
    if not settings.IS_HTTPS:
        yield Error(
            f"SITE_URL is {settings.SITE_URL}: passwords and sessions would travel in the clear, and passkeys fail.",
            hint="Set SITE_URL to the https:// address that people open.",
            id="claims.E004",
        )
    elif not settings.IS_BEHIND_PROXY:
        yield Caution(
            "SITE_URL begins with https:// but BEHIND_PROXY is off: every page would be redirected to itself for ever.",
            hint="Set BEHIND_PROXY=1 where a proxy ends TLS and sends X-Forwarded-Proto, as the Compose file does.",
            id="claims.W003",
        )


def _what_readers_would_see() -> Iterator[CheckMessage]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    if not validate_host(host, settings.ALLOWED_HOSTS):
        yield Error(
            f"ALLOWED_HOSTS leaves out {host}, the host of SITE_URL: every page would answer 400.",
            hint=f"Add {host} to ALLOWED_HOSTS, or leave ALLOWED_HOSTS unset.",
            id="claims.E005",
        )
    if DEFAULT_NAME in (settings.SITE_NAME, settings.PUBLISHER_NAME):
        yield Caution(
            f"SITE_NAME or PUBLISHER_NAME is still “{DEFAULT_NAME}”: published checks would name it as publisher.",
            hint="Set both to the name of your newsroom.",
            id="claims.W004",
        )


@register(Tags.database)
def database_is_able(databases: Iterable[str] | None = None, **_: Any) -> list[CheckMessage]:
    """Before the first migration trips over it. Asked by ``migrate`` and ``check --database default``."""
    found: list[CheckMessage] = []
    for alias in databases or ():
        connection = connections[alias]
        with connection.cursor() as cursor:
            version = cursor.connection.info.server_version // 10_000
            cursor.execute("SELECT name FROM pg_available_extensions WHERE name = ANY(%s)", [list(EXTENSIONS)])
            missing = set(EXTENSIONS) - {name for (name,) in cursor.fetchall()}
        if version < OLDEST_POSTGRESQL:
            found.append(
                Error(
                    f"The database server is PostgreSQL {version}; {OLDEST_POSTGRESQL} or newer is needed.",
                    hint="Name a newer server in DATABASE_URL.",
                    id="claims.E006",
                )
            )
        if missing:
            found.append(
                Error(
                    f"The database server lacks the extensions {', '.join(sorted(missing))}.",
                    hint="Install PostgreSQL's contrib package and pgvector on the server. See docs/operating.md.",
                    id="claims.E007",
                )
            )
    return found
