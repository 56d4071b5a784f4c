"""Browsers without a browser: Django's client, signed in."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Claim, User

SignIn = Callable[[User], Client]
CountQueries = Callable[[Callable[[], object]], int]


def address(verb: str, claim: Claim, *more: int) -> str:
    """Where this claim answers to this verb."""
    return reverse(f"claims:claim-{verb}", args=[claim.pk, *more])


@pytest.fixture
def sign_in() -> SignIn:
    """A client in which this person is signed in."""

    def sign(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign


@pytest.fixture
def count_queries() -> CountQueries:
    """How many queries an act makes, after it was made once to warm what is warmed once."""

    def count(act: Callable[[], object]) -> int:
        act()
        with CaptureQueriesContext(connection) as caught:
            act()
        return len(caught)

    return count
