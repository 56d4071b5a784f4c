"""The first account of a desk is opened from the command line."""

import io

import pytest
from django.core.management import CommandError, call_command

from claims.models import Event, User

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    call_command("create_person", *arguments, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


def test_first_administrator_is_made_and_the_password_printed_alone() -> None:
    out, err = run("ada", "--role", "administrator", "--name", "Ada Quill")
    ada = User.objects.get(username="ada")
    assert ada.check_password(out.removesuffix("\n"))
    assert (str(ada), sorted(ada.roles), ada.is_superuser, err) == ("Ada Quill", ["administrator"], False, "")
    assert set(Event.objects.values_list("actor_name", flat=True)) == {"system"}


def test_several_roles_may_be_given() -> None:
    run("nora", "--role", "reviewer", "--role", "editor")
    assert User.objects.get(username="nora").roles == {"reviewer", "editor"}


def test_person_without_a_role_is_pointed_out() -> None:
    _, err = run("nora")
    assert "No role was given" in err


def test_password_may_come_through_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("correct horse battery staple\n"))
    out, _ = run("nora", "--role", "reviewer", "--ask-password")
    assert out == ""
    assert User.objects.get(username="nora").check_password("correct horse battery staple")


@pytest.mark.parametrize(("typed", "said"), [("", "is empty"), ("short\n", "too short")])
def test_unusable_password_is_refused(monkeypatch: pytest.MonkeyPatch, typed: str, said: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    with pytest.raises(CommandError, match=said):
        run("nora", "--ask-password")
    assert not User.objects.exists()


def test_taken_name_is_refused() -> None:
    run("nora")
    with pytest.raises(CommandError, match="Somebody has this username"):
        run("Nora")
