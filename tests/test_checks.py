"""System checks: a server that is set up well is clean, and each way to set it up badly is named."""

from typing import Any

import pytest
from django.core.checks import CheckMessage
from pytest_django import Settings

from claims import checks
from tests.test_security import in_production


@pytest.fixture
def production(settings: Settings) -> Settings:
    settings.MISSING = []
    settings.DEBUG = False
    settings.FETCH_ALLOWED_HOSTS = []
    settings.SITE_URL = "https://desk.example.org"
    settings.IS_HTTPS = settings.IS_BEHIND_PROXY = True
    settings.ALLOWED_HOSTS = ["desk.example.org"]
    settings.SITE_NAME = settings.PUBLISHER_NAME = "The Norland Desk"
    settings.METRICS_TOKEN = "a-long-random-word"
    return settings


def ids(found: list[CheckMessage]) -> list[str | None]:
    assert all(message.hint for message in found), "each says what to do"
    return [message.id for message in found]


def test_good_settings_are_clean(production: Settings) -> None:
    assert checks.production_is_configured() == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("MISSING", ["SECRET_KEY"], "claims.E001"),
        ("FETCH_ALLOWED_HOSTS", ["127.0.0.1:80"], "claims.E002"),
        ("DEBUG", True, "claims.E003"),
        ("IS_HTTPS", False, "claims.E004"),
        ("ALLOWED_HOSTS", ["other.example.org"], "claims.E005"),
        ("METRICS_TOKEN", "", "claims.W001"),
        ("METRICS_TOKEN", "short", "claims.W002"),
        ("IS_BEHIND_PROXY", False, "claims.W003"),
        ("PUBLISHER_NAME", "Fact-check desk", "claims.W004"),
    ],
)
def test_each_mistake_is_named(production: Settings, name: str, value: Any, expected: str) -> None:
    setattr(production, name, value)
    assert ids(checks.production_is_configured()) == [expected]


@pytest.mark.django_db
def test_database_of_the_tests_is_able() -> None:
    assert checks.database_is_able(databases=["default"]) == []
    assert checks.database_is_able(databases=None) == []


@pytest.mark.django_db
def test_what_the_database_server_lacks_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "EXTENSIONS", ("vector", "no_such_extension"))
    monkeypatch.setattr(checks, "OLDEST_POSTGRESQL", 99)
    found = checks.database_is_able(databases=["default"])
    assert ids(found) == ["claims.E006", "claims.E007"]
    assert "no_such_extension" in found[1].msg
    assert "vector" not in found[1].msg


def test_whole_check_is_clean_with_production_settings() -> None:
    done = in_production("manage.py", "check", "--deploy", "--fail-level", "WARNING", PUBLISHER_NAME="The Norland Desk")
    assert done.returncode == 0, done.stderr


def test_whole_check_fails_loudly_on_a_plain_http_site() -> None:
    done = in_production(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING", SITE_URL="http://desk.example.org"
    )
    assert done.returncode != 0
    assert "claims.E004" in done.stderr
