"""A client that speaks JSON with a token, and people to speak as."""

from collections.abc import Callable, Sequence
from typing import Any

import orjson
import pytest
from django.test import Client

from claims.models import Role, Scope, User
from claims.services import people
from tests import builders


class Api:
    """Sends JSON in the name of a token; ``token`` empty sends none."""

    def __init__(self, token: str = "", user: User | None = None) -> None:
        self.user = user
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1{path}", headers=self.headers | _dashed(headers))

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("POST", path, body, headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("PATCH", path, body, headers)

    def delete(self, path: str, body: Any = None, **headers: str) -> Any:
        return self._send("DELETE", path, body, headers)

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        """``None`` sends no body at all, as programs do that have nothing to say."""
        data, kind = ("", "") if body is None else (orjson.dumps(body), "application/json")
        return self.client.generic(
            method, f"/api/v1{path}", data, content_type=kind, headers=self.headers | _dashed(headers)
        )


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def api_for(user: User, scopes: Sequence[str] = (Scope.ADMIN,)) -> Api:
    return Api(people.create_token(actor=None, owner=user, scopes=scopes, now=builders.NOW).key, user)


@pytest.fixture
def api(reviewer: User) -> Api:
    """A reviewer's token for everything."""
    return api_for(reviewer)


@pytest.fixture
def second_api(second: User) -> Api:
    return api_for(second)


@pytest.fixture
def editor_api(editor: User) -> Api:
    return api_for(editor)


@pytest.fixture
def make_api() -> Callable[..., Api]:
    """A new person of these roles with a token of these scopes."""

    def make(*roles: Role, scopes: Sequence[str] = (Scope.ADMIN,)) -> Api:
        return api_for(builders.make_user("", *roles), scopes)

    return make


def problem_of(response: Any, status: int, code: str) -> dict[str, Any]:
    """The problem document, with all that every one of them carries checked."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = response.json()
    assert body["status"] == status
    assert body["code"] == code, body
    assert body["type"].startswith("http")
    assert body["title"]
    assert body["detail"]
    return body
