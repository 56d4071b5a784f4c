"""What lets tests run beside each other."""

import os
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.conftest import numbered


@pytest.mark.parametrize(
    ("address", "third"),
    [
        ("unix:///run/valkey.sock?db=0", "unix:///run/valkey.sock?db=2"),
        ("unix:///run/valkey.sock", "unix:///run/valkey.sock?db=2"),
        ("redis://:secret@broker.example.org:6379/5", "redis://:secret@broker.example.org:6379/7"),
        ("rediss://broker.example.org", "rediss://broker.example.org/2"),
    ],
)
def test_each_worker_has_its_own_number(address: str, third: str) -> None:
    assert numbered(address, 2) == third


@pytest.mark.django_db
def test_each_worker_has_its_own_database() -> None:
    given = urlsplit(os.environ["DATABASE_URL"]).path.strip("/")
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    assert connection.settings_dict["NAME"] == f"test_{given}" + (f"_{worker}" if worker else "")
