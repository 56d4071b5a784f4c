"""Where the services' files lie when the account that runs them cannot reach the data folder."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from factcheck.local import accounts, home, places
from factcheck.local.accounts import Account
from factcheck.local.home import Trouble
from factcheck.local.programs import Programs

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs services as another account")


@pytest.fixture
def closed(tmp_path: Path) -> Iterator[Path]:
    """A data folder below one that keeps everybody else out."""
    tmp_path.chmod(0o700)
    data = tmp_path / "checkout" / ".factcheck"
    home.make(data)
    yield data
    places.remove_elsewhere(data)


@pytest.fixture
def account() -> Account:
    return accounts.for_services()


def lay_out(data: Path, account: Account) -> places.Places:
    made = places.lay_out(data, account)
    places.clear_run(made.run)
    return made


def test_an_ordinary_user_runs_the_services_itself(account: Account) -> None:
    assert account.is_dropped == (os.geteuid() == 0)
    assert account.uid != 0


def test_the_sockets_folder_is_short_private_and_removed(closed: Path, account: Account) -> None:
    made = places.lay_out(closed, account)
    assert len(os.fsencode(made.sockets)) < 60
    assert stat.S_IMODE(made.sockets.stat().st_mode) == 0o700
    assert made.sockets.stat().st_uid == account.uid
    places.clear_run(made.run)
    assert not made.run.exists()


@as_root
def test_data_go_where_the_account_can_reach_them_and_stay_there(closed: Path, account: Account) -> None:
    first = lay_out(closed, account)
    assert first.data != closed
    assert account.can_reach(first.data)
    assert not account.can_reach(closed)
    kept = first.folder("valkey")
    assert kept.stat().st_uid == account.uid
    assert stat.S_IMODE(kept.stat().st_mode) == 0o700
    assert lay_out(closed, account).data == first.data
    assert (first.data / "belongs-to").read_text(encoding="utf-8").strip() == str(closed)


@as_root
def test_where_the_account_can_reach_the_data_folder_they_stay_inside(account: Account) -> None:
    data = Path("/tmp") / f"factcheck-test-{os.getpid()}"
    try:
        home.make(data)
        assert lay_out(data, account).data == data
    finally:
        shutil.rmtree(data)


@as_root
def test_programs_out_of_reach_are_copied_with_their_libraries(closed: Path, account: Account, tmp_path: Path) -> None:
    root = tmp_path / "wheels"
    server = root / "engine" / "bin" / "engine"
    server.parent.mkdir(parents=True)
    server.write_text('#!/bin/sh\ncat "$(dirname "$0")/../../engine.libs/version"\n', encoding="utf-8")
    server.chmod(0o700)
    (root / "engine.libs").mkdir(mode=0o700)
    (root / "engine.libs" / "version").write_text("1.0\n", encoding="utf-8")
    found = Programs("Engine", (1, 0), server, root, ("engine", "engine.libs"), "from a wheel")
    assert not account.can_run(server)
    moved = lay_out(closed, account).reachable(found)
    assert account.can_run(moved.server)
    assert moved.server.is_relative_to(lay_out(closed, account).data)
    assert "copied to" in str(moved)
    assert lay_out(closed, account).reachable(found).server == moved.server
    shutil.rmtree(moved.root / "engine.libs")
    assert account.can_run(lay_out(closed, account).reachable(found).server), "a spoilt copy is made anew"


@as_root
def test_the_owner_of_existing_data_runs_them(closed: Path) -> None:
    nobody = accounts.for_services(owner=65534)
    assert nobody.uid == 65534
    made = lay_out(closed, nobody)
    made.folder("postgres-18")
    assert places.owner_of_data(closed) == 65534


@as_root
def test_data_of_a_user_who_is_gone_are_explained() -> None:
    with pytest.raises(Trouble, match="user number 4000001, who no longer exists here"):
        accounts.for_services(owner=4000001)


def test_a_spoilt_note_of_the_other_place_is_said(closed: Path, account: Account) -> None:
    (closed / "elsewhere.json").write_text("{", encoding="utf-8")
    with pytest.raises(Trouble, match="names where this desk's data lie"):
        places.owner_of_data(closed)
    (closed / "elsewhere.json").unlink()
