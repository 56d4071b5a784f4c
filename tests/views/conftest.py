"""Browsers without a browser: Django's client, signed in."""

from collections.abc import Callable

import pytest
from django.test import Client

from claims.models import User

SignIn = Callable[[User], Client]


@pytest.fixture
def sign_in() -> SignIn:
    """A client in which this person is signed in."""

    def sign(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign
