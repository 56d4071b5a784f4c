"""Structured logs: each line names the request or the task that caused it."""

import io
import logging
import re
from collections.abc import Iterator

import pytest
import structlog
from django.test import Client
from django_structlog.celery.receivers import CeleryReceiver

import claims.tasks  # noqa: F401 - registers them
from claims.models import User
from factcheck.celery import app

pytestmark = pytest.mark.django_db

ID = re.compile(r"request_id=([0-9a-f-]{36})\b")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What the handler of the settings writes."""
    handlers = [
        handler
        for handler in logging.getLogger().handlers
        if isinstance(handler, logging.StreamHandler)
        and isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter)
    ]
    assert len(handlers) == 1
    written = io.StringIO()
    before = handlers[0].setStream(written)
    yield written
    if before:
        handlers[0].setStream(before)


def written(lines: io.StringIO) -> list[str]:
    return [line for line in lines.getvalue().splitlines() if re.match(r"\d{4}-\d\d-\d\dT|\{", line)]


def ids(lines: io.StringIO) -> set[str]:
    """Of all lines; "none" stands for a line without one."""
    return {found[1] if (found := ID.search(line)) else f"none: {line}" for line in written(lines)}


def test_every_line_of_a_request_carries_its_id(client: Client, lines: io.StringIO, reviewer: User) -> None:
    client.force_login(reviewer)
    client.get("/checks/")
    assert "request_started" in lines.getvalue()
    assert "request_finished" in lines.getvalue()
    assert len(ids(lines)) == 1, ids(lines)


@pytest.mark.parametrize(
    ("path", "host"), [("/metrics", "testserver"), ("/no/such/page/", "testserver"), ("/checks/", "evil.example.org")]
)
def test_refusals_carry_the_id_too(client: Client, lines: io.StringIO, path: str, host: str) -> None:
    assert client.get(path, headers={"Host": host}).status_code in (400, 404)
    assert "[warning" in lines.getvalue() or "[error" in lines.getvalue()
    assert len(ids(lines)) == 1, ids(lines)


def test_each_request_has_an_id_of_its_own_that_no_visitor_chooses(client: Client, lines: io.StringIO) -> None:
    chosen = "0f0e0d0c-1111-2222-3333-444455556666"
    for _ in range(2):
        client.get("/healthz", headers={"X-Request-ID": chosen})
    assert len(ids(lines)) == 2
    assert chosen not in lines.getvalue()


def test_lines_of_a_task_carry_its_id(lines: io.StringIO) -> None:
    receiver = CeleryReceiver()  # kept: signals hold their receivers weakly
    receiver.connect_worker_signals()
    done = app.tasks["claims.tasks.sweep_articles"].apply()
    assert done.successful()
    found = [line for line in written(lines) if "task_" in line]
    assert found
    assert all(f"task_id={done.id}" in line for line in found), found
