"""What lets tests run beside each other and in any order."""

import os
from urllib.parse import urlsplit

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from claims.models import Event, Rating, User
from tests import builders
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


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_test_that_commits_leaves_the_rows_of_migrations() -> None:
    before = list(Rating.objects.order_by("pk").values())
    assert before
    builders.make_submitted_claim(builders.make_user("rita"))
    Rating.objects.filter(pk=before[0]["id"]).update(label="Something else")
    call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
    assert list(Rating.objects.order_by("pk").values()) == before
    assert not User.objects.exists()
    assert not Event.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():  # the rules hold again
        Rating.objects.all()._raw_delete("default")
