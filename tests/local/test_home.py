"""The data folder: its lock, its private files, and what it says of running services."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from factcheck.local import home
from factcheck.local.home import CHECKOUT, Trouble


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "desk"
    monkeypatch.setenv("FACTCHECK_HOME", str(folder))
    home.make(folder)
    return folder


def test_the_folder_is_in_the_checkout_unless_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FACTCHECK_HOME", raising=False)
    assert home.folder() == CHECKOUT / ".factcheck"
    monkeypatch.setenv("FACTCHECK_HOME", str(tmp_path / "elsewhere"))
    assert home.folder() == tmp_path / "elsewhere"


def test_nothing_runs_where_nothing_was_written(data: Path) -> None:
    assert home.services() == {}


def test_services_are_told_while_the_lock_is_held_and_not_after(data: Path) -> None:
    home.write_services(data, {"REDIS_URL": "unix:///x"})
    with home.hold(data):
        told = subprocess.run(
            [sys.executable, "-c", "from factcheck.local import home; print(home.services())"],
            cwd=CHECKOUT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.strip() == "{'REDIS_URL': 'unix:///x'}"
    assert home.services() == {}, "a file left by a killed process must not be believed"


@pytest.mark.parametrize("content", ["", "{", "[]", "7"])
def test_a_spoilt_file_is_no_address(data: Path, content: str) -> None:
    (data / home.SERVICES).write_text(content, encoding="utf-8")
    with home.hold(data):
        assert home.services() == {}


def test_a_second_holder_is_refused_and_told_where_the_first_one_serves(data: Path) -> None:
    with home.hold(data):
        home.write_services(data, {"SITE_URL": "http://127.0.0.1:8123"})
        with (
            pytest.raises(Trouble, match=r"already running on the data in .*http://127\.0\.0\.1:8123"),
            home.hold(data),
        ):
            pass
    with home.hold(data):
        pass


def test_asking_whether_somebody_holds_it_does_not_keep_a_holder_out(data: Path) -> None:
    with home.hold(data):
        pass
    for _ in range(20):
        assert not home.is_held(data)
        with home.hold(data):
            assert home.is_held(data)


def test_private_files_are_private(data: Path) -> None:
    path = data / "secret"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o644)
    home.write_private(path, "new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text(encoding="utf-8") == "new"
    assert [one.name for one in data.iterdir()] == ["secret"], "no draft may be left"


def test_the_signing_key_is_made_once(data: Path) -> None:
    key = home.secret_key(data)
    assert len(key) >= 50
    assert home.secret_key(data) == key
    assert stat.S_IMODE((data / "secret-key").stat().st_mode) == 0o600


def test_only_root_lets_others_through_its_folder(data: Path) -> None:
    assert stat.S_IMODE(data.stat().st_mode) == (0o711 if os.geteuid() == 0 else 0o700)


def test_a_folder_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(Trouble, match="Name another one in FACTCHECK_HOME"):
        home.make(tmp_path / "file" / "desk")


def test_reading_it_needs_the_standard_library_alone(data: Path) -> None:
    """settings.py reads it first, and so may a Python in which nothing is installed."""
    code = "import sys; sys.path.insert(0, sys.argv[1]); from factcheck.local import home; print(home.services())"
    told = subprocess.run(
        [sys.executable, "-S", "-I", "-c", code, str(CHECKOUT)], capture_output=True, text=True, check=True
    )
    assert json.loads(told.stdout) == {}
