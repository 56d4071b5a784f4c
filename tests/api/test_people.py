"""Tokens: whose, how far, how long."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Scope, User
from claims.services import people
from tests.api.conftest import Api, problem_of

pytestmark = pytest.mark.django_db


def test_me_says_who_and_how_far(reviewer: User) -> None:
    made = people.create_token(
        actor=None, owner=reviewer, scopes=[Scope.CLAIMS_READ], name="Monitor", now=timezone.now()
    )
    me = Api(made.key).get("/me").json()
    assert (me["username"], me["roles"], me["scopes"]) == ("rita", ["reviewer"], ["claims:read"])
    assert (me["token"]["name"], me["token"]["prefix"]) == ("Monitor", made.key[:12])
    assert made.key not in str(me)


def test_a_token_ends_by_time_revocation_and_with_its_owner(reviewer: User) -> None:
    now = timezone.now()

    def make(**options: object) -> people.NewToken:
        return people.create_token(actor=None, owner=reviewer, scopes=["admin"], now=now, **options)  # type: ignore[arg-type]

    old = make(expires_at=now - timedelta(seconds=1))
    problem_of(Api(old.key).get("/me"), 401, "invalid_token")
    lasting = make(expires_at=now + timedelta(days=1))
    assert Api(lasting.key).get("/me").status_code == 200
    people.revoke_token(actor=reviewer, token_id=lasting.token.pk, now=now)
    problem_of(Api(lasting.key).get("/me"), 401, "invalid_token")
    other = make()
    reviewer.is_active = False
    reviewer.save()
    problem_of(Api(other.key).get("/me"), 401, "invalid_token")


def test_the_scope_admin_stands_for_all(reviewer: User) -> None:
    made = people.create_token(actor=None, owner=reviewer, scopes=["admin"], now=timezone.now())
    assert Api(made.key).post("/articles", {"text": "A fact."}).status_code == 202
