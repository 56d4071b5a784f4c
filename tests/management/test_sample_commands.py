"""The sample newsroom from the command line, and the file that keeps its passwords."""

import json
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings

from claims.models import Article, Role, User
from tests.builders import make_user

pytestmark = pytest.mark.django_db


def test_sign_ins_open_the_desk_and_nobody_else_reads_them(tmp_path: Path) -> None:
    with override_settings(FACTCHECK_HOME=tmp_path):
        call_command("load_sample", stdout=StringIO())
    kept = tmp_path / "sign-ins.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    known = json.loads(kept.read_text())
    assert sorted(one["role"] for one in known) == ["administrator", "editor", "reviewer", "reviewer"]
    for one in known:
        assert User.objects.get(username=one["username"]).check_password(one["password"])


def test_removing_the_sample_removes_its_passwords(tmp_path: Path) -> None:
    with override_settings(FACTCHECK_HOME=tmp_path):
        call_command("load_sample", stdout=StringIO())
        make_user("nora", Role.ADMINISTRATOR)
        call_command("remove_sample", stdout=StringIO())
    assert not (tmp_path / "sign-ins.json").exists()
    assert not Article.objects.exists()
    assert list(User.objects.values_list("username", flat=True)) == ["nora"]


def test_password_of_the_last_administrator_is_kept(tmp_path: Path) -> None:
    out = StringIO()
    with override_settings(FACTCHECK_HOME=tmp_path):
        call_command("load_sample", stdout=StringIO())
        call_command("remove_sample", stdout=out)
    assert [one["role"] for one in json.loads((tmp_path / "sign-ins.json").read_text())] == ["administrator"]
    assert "Make one, then run this again" in out.getvalue()


def test_desk_with_people_gets_no_sample(tmp_path: Path) -> None:
    make_user("nora")
    out = StringIO()
    with override_settings(FACTCHECK_HOME=tmp_path):
        call_command("load_sample", stdout=out)
    assert "has people already" in out.getvalue()
    assert not (tmp_path / "sign-ins.json").exists()
