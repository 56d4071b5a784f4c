"""Fixtures that several rooms share. State is built by tests/builders.py, through services."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, connections
from django.test import override_settings

from claims.models import Role, User
from tests import builders
from tests.database import KeepsRows


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Every connection of the tests, this first one too, puts rows back in our own way."""
    type(connections["default"]).creation_class = KeepsRows
    connections["default"].creation = KeepsRows(connections["default"])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """A transaction test ends by truncating every table; only for that the test database drops this one trigger.

    The test that proves the trigger puts it back for itself.
    """
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE claims_event DISABLE TRIGGER event_never_truncated")
    # What migrations filled in is kept on the connection that made the database, and put back after each truncation.
    # Once a browser's event loop runs, the tests have another connection: let that one know it too.
    if kept := getattr(connection, "_test_serialized_contents", ""):
        type(connections["default"])._test_serialized_contents = kept  # type: ignore[attr-defined]


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """The real hasher takes a tenth of a second on purpose."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def reviewer(db: None) -> User:
    return builders.make_user("rita")


@pytest.fixture
def second(db: None) -> User:
    """Another reviewer."""
    return builders.make_user("sam")


@pytest.fixture
def editor(db: None) -> User:
    return builders.make_user("edda", Role.EDITOR)


@pytest.fixture
def administrator(db: None) -> User:
    return builders.make_user("ada", Role.ADMINISTRATOR)


@pytest.fixture
def stranger(db: None) -> User:
    return builders.make_stranger()
