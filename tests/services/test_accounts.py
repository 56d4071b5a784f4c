"""Accounts: opening, changing, closing them, and never without an administrator."""

import threading
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Claim, Event, Role, User
from claims.services import people
from claims.workflow import ClaimStatus
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def test_person_is_made_with_a_random_password_that_signs_in(administrator: User) -> None:
    made = people.create_person(
        actor=administrator, username="nora", display_name=" Nora  Quill ", roles=[Role.EDITOR], now=NOW
    )
    assert len(made.password) >= 16
    assert made.user.check_password(made.password)
    assert (made.user.display_name, sorted(made.user.roles), made.user.is_staff) == ("Nora Quill", ["editor"], True)
    told = list(Event.objects.about("user", made.user.pk).values_list("verb", "actor_id"))
    assert told == [("create", administrator.pk), ("set_roles", administrator.pk)]
    assert made.password not in str(list(Event.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [
        ("ADA", "", "username"),  # sign-in does not tell cases apart
        ("", "", "username"),
        ("two words", "", "username"),
        ("nora", "short", "password"),
        ("nora", "password1234", "password"),
    ],
)
def test_unusable_sign_in_is_refused_by_field(administrator: User, username: str, password: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        people.create_person(actor=administrator, username=username, password=password, now=NOW)
    assert list(caught.value.fields) == [field]


def test_only_an_administrator_manages_people(editor: User, reviewer: User) -> None:
    for act in (
        lambda: people.create_person(actor=editor, username="nora", now=NOW),
        lambda: people.edit_person(
            actor=editor, user_id=editor.pk, display_name="E", roles=[Role.ADMINISTRATOR], now=NOW
        ),
        lambda: people.deactivate_person(actor=editor, user_id=reviewer.pk, now=NOW),
        lambda: people.reactivate_person(actor=editor, user_id=reviewer.pk, now=NOW),
        lambda: people.reset_sign_in(actor=editor, user_id=reviewer.pk, now=NOW),
        lambda: people.set_roles(actor=editor, user=editor, roles=[Role.ADMINISTRATOR], now=NOW),
    ):
        with pytest.raises(Forbidden) as caught:
            act()
        assert caught.value.code == "not_administrator"
    assert not User.objects.filter(username="nora").exists()
    assert User.objects.get(pk=editor.pk).roles == {"editor"}


def test_name_and_roles_change_together_or_not_at_all(administrator: User) -> None:
    with pytest.raises(Refused) as caught:
        people.edit_person(
            actor=administrator, user_id=administrator.pk, display_name="Changed", roles=[Role.EDITOR], now=NOW
        )
    assert caught.value.code == "last_administrator"
    assert User.objects.get(pk=administrator.pk).display_name == "Ada"


def test_deactivated_person_holds_nothing_any_more(administrator: User, reviewer: User) -> None:
    held = builders.make_held_claim(reviewer)
    handed_in = builders.make_submitted_claim(reviewer)
    key = people.create_token(actor=reviewer, owner=reviewer, scopes=["claims:read"], now=NOW).key
    people.deactivate_person(actor=administrator, user_id=reviewer.pk, now=NOW)
    person = User.objects.get(pk=reviewer.pk)
    assert (person.is_active, person.roles) == (False, frozenset())
    free = Claim.objects.get(pk=held.pk)
    assert (free.status, free.assignee_id) == (ClaimStatus.OPEN, None)
    assert Claim.objects.get(pk=handed_in.pk).status == ClaimStatus.SUBMITTED
    assert people.find_token(key=key, now=NOW + timedelta(seconds=1)) is None
    event = Event.objects.about("user", reviewer.pk).get(verb="deactivate")
    assert event.data == {"released_claims": [held.pk], "revoked_tokens": 1}
    people.reactivate_person(actor=administrator, user_id=reviewer.pk, now=NOW)
    assert User.objects.get(pk=reviewer.pk).roles == {"reviewer"}
    assert people.find_token(key=key, now=NOW + timedelta(seconds=1)) is None


def test_nobody_locks_themselves_out(administrator: User) -> None:
    with pytest.raises(Refused) as caught:
        people.deactivate_person(actor=administrator, user_id=administrator.pk, now=NOW)
    assert caught.value.code == "yourself"


def test_last_administrator_cannot_be_deactivated_by_a_superuser_from_elsewhere(administrator: User) -> None:
    outsider = User.objects.create_superuser(username="root", password=builders.PASSWORD)
    with pytest.raises(Refused) as caught:
        people.deactivate_person(actor=outsider, user_id=administrator.pk, now=NOW)
    assert caught.value.code == "last_administrator"


def test_deactivating_twice_or_a_missing_person_is_refused(administrator: User, reviewer: User) -> None:
    people.deactivate_person(actor=administrator, user_id=reviewer.pk, now=NOW)
    with pytest.raises(Refused) as caught:
        people.deactivate_person(actor=administrator, user_id=reviewer.pk, now=NOW)
    assert caught.value.code == "inactive"
    with pytest.raises(Missing):
        people.deactivate_person(actor=administrator, user_id=0, now=NOW)
    people.reactivate_person(actor=administrator, user_id=reviewer.pk, now=NOW)
    with pytest.raises(Refused) as again:
        people.reactivate_person(actor=administrator, user_id=reviewer.pk, now=NOW)
    assert again.value.code == "active"


def test_locked_out_person_gets_a_new_password_and_loses_the_second_factor(administrator: User, reviewer: User) -> None:
    Authenticator.objects.create(user=reviewer, type=Authenticator.Type.TOTP, data={"secret": "x"})
    new = people.reset_sign_in(actor=administrator, user_id=reviewer.pk, now=NOW)
    person = User.objects.get(pk=reviewer.pk)
    assert person.check_password(new.password)
    assert not person.check_password(builders.PASSWORD)
    assert not Authenticator.objects.filter(user=reviewer).exists()
    assert Event.objects.about("user", reviewer.pk).get(verb="reset_sign_in").data == {"removed_factors": 1}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_administrators_cannot_remove_each_other_at_once() -> None:
    ada, abe = (builders.make_user(name, Role.ADMINISTRATOR) for name in ("ada", "abe"))
    gate = threading.Barrier(2)
    outcomes: list[str] = []

    def remove(actor: User, other: User) -> None:
        try:
            gate.wait(timeout=10)
            people.deactivate_person(actor=User.objects.get(pk=actor.pk), user_id=other.pk, now=NOW)
            outcomes.append("done")
        except Refused as refusal:
            outcomes.append(refusal.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=remove, args=pair) for pair in ((ada, abe), (abe, ada))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
    assert User.objects.filter(is_active=True, groups__name=Role.ADMINISTRATOR).count() == 1, outcomes
    assert "done" in outcomes
    assert len(outcomes) == 2
