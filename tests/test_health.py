"""What supervisors and Prometheus are told, and what the public is not."""

import json
import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.utils import OperationalError
from django.test import Client
from pytest_django import Settings

from claims.models import User
from claims.services import articles, pulse
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

TOKEN = "a-long-random-word"
WITH_TOKEN = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def token(settings: Settings) -> str:
    settings.METRICS_TOKEN = TOKEN
    return TOKEN


@pytest.fixture
def no_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OperationalError("connection to secret-host refused")

    monkeypatch.setattr(connection, "cursor", refuse)


@pytest.fixture
def no_broker(settings: Settings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"  # nothing listens on port 1


def test_live_process_says_so_even_without_database_and_broker(
    client: Client, no_database: None, no_broker: None
) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_desk_tells_the_public_nothing_more(client: Client, token: str) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_ready_desk_tells_the_operator_its_parts(client: Client, token: str) -> None:
    cache.clear()
    pulse.note_sweep(now=NOW)
    told = client.get("/readyz", headers=WITH_TOKEN).json()
    assert told["beat_age_seconds"] > 0
    assert told == {
        "ready": True, "database": True, "broker": True, "queue_depth": {"interactive": 0, "bulk": 0},
        "beat_age_seconds": told["beat_age_seconds"],
    }  # fmt: skip


def test_desk_without_database_is_not_ready_and_keeps_the_reason_to_itself(
    client: Client, token: str, no_database: None
) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")
    told = client.get("/readyz", headers=WITH_TOKEN)
    assert (told.status_code, told.json()["database"], told.json()["broker"]) == (503, False, True)
    assert b"secret-host" not in told.content


def test_desk_without_broker_is_not_ready(client: Client, token: str, no_broker: None) -> None:
    answer = client.get("/readyz")
    assert (answer.status_code, answer.content) == (503, b"not ready\n")
    told = client.get("/readyz", headers=WITH_TOKEN).json()
    assert (told["database"], told["broker"], told["queue_depth"]) == (True, False, {"interactive": -1, "bulk": -1})


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": "Bearer "}])
def test_metrics_are_not_there_for_whoever_has_no_token(client: Client, token: str, header: dict[str, str]) -> None:
    assert client.get("/metrics", headers=header).status_code == 404


def test_metrics_are_not_there_when_no_token_is_set(client: Client, settings: Settings) -> None:
    settings.METRICS_TOKEN = ""
    for header in ({}, {"Authorization": "Bearer "}, {"Authorization": "Bearer x"}):
        assert client.get("/metrics", headers=header).status_code == 404


def test_metrics_count_what_waits(client: Client, token: str, reviewer: User) -> None:
    failed = builders.make_article(reviewer, "One text.")
    builders.make_article(reviewer, "Another text.")
    assert articles.begin_extraction(article_id=failed.pk, now=NOW)
    failed.refresh_from_db()
    articles.put_back(article=failed, code="unreadable", reason="No text in it.", now=NOW, is_final=True)
    text = client.get("/metrics", headers=WITH_TOKEN).content.decode()
    assert 'factcheck_articles{status="queued"} 1.0' in text
    assert 'factcheck_articles{status="failed"} 1.0' in text
    assert re.search(r'^factcheck_queue_depth\{queue="bulk"\} 0.0', text, re.MULTILINE)
    assert "factcheck_beat_age_seconds" in text
    assert "django_http_requests_total_by_method_total" in text


def test_metrics_without_broker_still_tell_the_rest(client: Client, token: str, no_broker: None) -> None:
    answer = client.get("/metrics", headers=WITH_TOKEN)
    assert answer.status_code == 200
    assert 'factcheck_queue_depth{queue="interactive"} -1.0' in answer.content.decode()


def test_health_answers_need_no_session_and_set_no_cookie(client: Client, token: str) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        assert not client.get(path, headers=WITH_TOKEN).cookies
    assert json.loads(client.get("/readyz", headers=WITH_TOKEN).content)
