"""Tokens: shown once, kept as a hash, ended at once."""

from datetime import timedelta

import pytest
from django.db import transaction

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import ApiToken, Event, User
from claims.services import people
from tests.builders import NOW

LATER = NOW + timedelta(minutes=2)


def test_key_is_shown_once_and_found_again(reviewer: User) -> None:
    made = people.create_token(
        actor=reviewer, owner=reviewer, scopes=["claims:read", " articles:write ", "claims:read"], name="CMS", now=NOW
    )
    assert made.token.scopes == ["articles:write", "claims:read"]
    assert made.key.startswith("fcd_")
    assert made.key not in str(ApiToken.objects.values().get())
    assert people.find_token(key=made.key, now=NOW) == made.token
    assert people.is_well_formed(made.key)
    last = Event.objects.about("user", reviewer.pk).latest("sequence")
    assert (last.verb, last.data) == ("create_token", {"token": made.token.prefix, "scopes": made.token.scopes})


@pytest.mark.parametrize(
    "spoil", [lambda key: key[:-1] + "?", lambda key: key[1:], lambda key: "", lambda key: key + "0"]
)
def test_mistyped_key_needs_no_database(spoil: object) -> None:
    key = f"fcd_{'a' * 40}"
    key += people._checksum("a" * 40)
    assert people.is_well_formed(key)
    assert people.find_token(key=spoil(key), now=NOW) is None  # type: ignore[operator]


def test_unused_expired_revoked_and_inactive_are_told_apart(reviewer: User) -> None:
    made = people.create_token(
        actor=reviewer, owner=reviewer, scopes=["admin"], expires_at=NOW + timedelta(days=1), now=NOW
    )
    assert made.token.has_scope("claims:write")
    assert people.find_token(key=made.key, now=NOW + timedelta(days=1)) is None
    User.objects.filter(pk=reviewer.pk).update(is_active=False)
    assert people.find_token(key=made.key, now=NOW) is None
    User.objects.filter(pk=reviewer.pk).update(is_active=True)
    people.revoke_token(actor=reviewer, token_id=made.token.pk, now=LATER)
    people.revoke_token(actor=reviewer, token_id=made.token.pk, now=LATER)
    assert people.find_token(key=made.key, now=NOW) is None
    assert list(Event.objects.about("user", reviewer.pk).values_list("verb", flat=True)).count("revoke_token") == 1


def test_use_is_noted_once_a_minute(reviewer: User) -> None:
    made = people.create_token(actor=None, owner=reviewer, scopes=["claims:read"], now=NOW)
    for moment, noted in ((NOW, NOW), (NOW + timedelta(seconds=59), NOW), (LATER, LATER)):
        people.find_token(key=made.key, now=moment)
        assert ApiToken.objects.get().last_used_at == noted


def test_tokens_for_others_take_an_administrator(reviewer: User, editor: User, administrator: User) -> None:
    with pytest.raises(Forbidden, match="administrator"):
        people.create_token(actor=editor, owner=reviewer, scopes=["claims:read"], now=NOW)
    made = people.create_token(actor=administrator, owner=reviewer, scopes=["claims:read"], now=NOW)
    with pytest.raises(Forbidden, match="owner or an administrator"):
        people.revoke_token(actor=editor, token_id=made.token.pk, now=LATER)
    assert people.revoke_token(actor=administrator, token_id=made.token.pk, now=LATER).revoked_at == LATER


@pytest.mark.parametrize("scopes", [[], [" "], ["claims:read", "claims:burn"]])
def test_unknown_scopes_are_named(reviewer: User, scopes: list[str]) -> None:
    with pytest.raises(Invalid) as caught:
        people.create_token(actor=reviewer, owner=reviewer, scopes=scopes, now=NOW)
    assert "articles:write" in caught.value.fields["scopes"][0]


def test_inactive_owner_and_missing_token_are_refused(reviewer: User, administrator: User) -> None:
    reviewer.is_active = False
    with pytest.raises(Refused, match="Activate"):
        people.create_token(actor=administrator, owner=reviewer, scopes=["claims:read"], now=NOW)
    with pytest.raises(Missing):
        people.revoke_token(actor=administrator, token_id=0, now=NOW)


def test_token_and_its_event_come_together(reviewer: User) -> None:
    with transaction.atomic():
        people.create_token(actor=reviewer, owner=reviewer, scopes=["claims:read"], now=NOW)
        transaction.set_rollback(True)
    assert not ApiToken.objects.exists()
    assert not Event.objects.filter(verb="create_token").exists()
