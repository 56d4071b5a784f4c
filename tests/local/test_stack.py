"""Real PostgreSQL and Valkey on a data folder: what they keep, whom they let in, how they come back."""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
import redis

from factcheck.local import home, places, stack
from factcheck.local.home import Trouble
from factcheck.local.supervise import Supervisor


@pytest.fixture(autouse=True)
def nothing_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "REDIS_URL", "DATABASE_URL_FILE", "REDIS_URL_FILE", "MAKELEVEL"):
        monkeypatch.delenv(name, raising=False)


LONG = Path("a-folder-with-a-rather-long-name-" * 4) / "desk"  # longer than a socket's path may be


@pytest.fixture
def data() -> Iterator[Path]:
    """Where everybody may step in, so that root need not put the other half elsewhere: that costs a copy each time."""
    top = Path(tempfile.mkdtemp(prefix="factcheck-test-", dir="/tmp"))
    top.chmod(0o711)
    home.make(top / LONG)
    yield top / LONG
    places.remove_elsewhere(top / LONG)
    shutil.rmtree(top)


@pytest.fixture
def closed_data(tmp_path: Path) -> Iterator[Path]:
    """Below a folder that keeps others out, as one's home is."""
    tmp_path.chmod(0o700)
    home.make(tmp_path / LONG)
    yield tmp_path / LONG
    places.remove_elsewhere(tmp_path / LONG)


@contextlib.contextmanager
def running(data: Path) -> Iterator[tuple[dict[str, str], Supervisor, list[str]]]:
    said: list[str] = []
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    supervisor = Supervisor(data / "logs", say=said.append)
    try:
        yield stack.start(data, supervisor), supervisor, said
    finally:
        supervisor.stop()
        stack.tidy(data)
        for number, handler in before.items():
            signal.signal(number, handler)


def connect(url: str, user: str = "factcheck") -> "psycopg.Connection[tuple[object, ...]]":
    host = parse_qs(urlsplit(url).query)["host"][0]
    return psycopg.connect(host=host, dbname="factcheck", user=user, autocommit=True)


def pid_of(supervisor: Supervisor, name: str) -> int:
    return next(child.process.pid for child in supervisor.children if child.name == name)


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
        if not told.stdout.strip() or told.stdout.startswith("Z"):
            return
        time.sleep(0.05)
    pytest.fail(f"process {pid} still runs")


@pytest.mark.parametrize("where", ["data", "closed_data"])
def test_what_was_stored_is_there_at_the_next_start(where: str, request: pytest.FixtureRequest) -> None:
    data: Path = request.getfixturevalue(where)
    with running(data) as (addresses, _, said):
        assert any(line.startswith("PostgreSQL: ") for line in said)
        assert any(line.startswith("Valkey: ") for line in said)
        with connect(addresses["DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE kept (id int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        redis.from_url(addresses["REDIS_URL"]).set("bell", "rung")
    with running(data) as (addresses, _, said):
        with connect(addresses["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT id FROM kept").fetchall() == [(7,)]
        assert redis.from_url(addresses["REDIS_URL"]).get("bell") == b"rung"
        assert not any("making a database" in line for line in said)


def test_the_role_is_no_superuser_and_new_databases_have_the_extensions(data: Path) -> None:
    with running(data) as (addresses, _, _said), connect(addresses["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone() == (False,)
        connection.execute("CREATE DATABASE another")
        host = connection.info.host
        with psycopg.connect(host=host, dbname="another", user="factcheck") as another:
            found = {name for (name,) in another.execute("SELECT extname FROM pg_extension")}
            another.execute("CREATE EXTENSION IF NOT EXISTS vector")
        assert {"vector", "pg_trgm", "unaccent", "btree_gin"} <= found
        assert connection.execute("SHOW server_encoding").fetchone() == ("UTF8",)


def test_nobody_else_is_let_in(data: Path) -> None:
    with running(data) as (addresses, supervisor, _):
        sockets = Path(parse_qs(urlsplit(addresses["DATABASE_URL"]).query)["host"][0])
        assert len(str(sockets)) < 60
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert stat.S_IMODE((sockets / ".s.PGSQL.5432").stat().st_mode) & 0o077 == 0
        for name in ("postgres", "valkey"):
            ports = listening_ports(pid_of(supervisor, name))
            assert ports == set(), f"{name} listens on the network"


def listening_ports(pid: int) -> set[str]:
    """Local TCP addresses that a process listens on, from /proc."""
    sockets = set()
    for link in Path(f"/proc/{pid}/fd").glob("*"):
        with contextlib.suppress(OSError):
            sockets.add(os.readlink(link))  # noqa: PTH115  (not a path: "socket:[123]")
    found = set()
    for table in ("tcp", "tcp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="utf-8").splitlines()[1:]:
            fields = line.split()
            if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
                found.add(fields[1])
    return found


def test_a_killed_postgres_recovers(data: Path) -> None:
    with running(data) as (addresses, supervisor, _):
        with connect(addresses["DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE kept (id int)")
            connection.execute("INSERT INTO kept VALUES (7)")
        os.kill(pid_of(supervisor, "postgres"), signal.SIGKILL)
    with running(data) as (addresses, _, _said), connect(addresses["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT id FROM kept").fetchall() == [(7,)]


def test_a_pid_file_that_names_somebody_else_is_no_obstacle(data: Path) -> None:
    with running(data) as (_, _supervisor, _said):
        folder = postgres_folder(data)
        uid = folder.stat().st_uid
    extra: dict[str, Any] = (
        {"user": uid, "group": folder.stat().st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    )
    with subprocess.Popen(["/bin/sleep", "60"], cwd="/", **extra) as stranger:
        pid_file = folder / "postmaster.pid"
        pid_file.write_text(f"{stranger.pid}\n{folder}\n1700000000\n5432\n\n\n", encoding="utf-8")
        os.chown(pid_file, uid, -1)
        with running(data) as (addresses, _, _said), connect(addresses["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        assert stranger.poll() is None, "the stranger must be left alone"
        stranger.kill()


def test_servers_that_nobody_minds_any_more_are_stopped_first(data: Path) -> None:
    with running(data) as (addresses, supervisor, _):
        postgres, valkey = pid_of(supervisor, "postgres"), pid_of(supervisor, "valkey")
        with connect(addresses["DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE kept (id int)")
        with running(data) as (again, _, said):
            wait_until_gone(postgres)
            wait_until_gone(valkey)
            assert any("PostgreSQL that was left running" in line for line in said)
            assert any("Valkey that was left running" in line for line in said)
            with connect(again["DATABASE_URL"]) as connection:
                assert connection.execute("SELECT count(*) FROM kept").fetchone() == (0,)


def test_an_unreadable_file_of_valkey_is_set_aside(data: Path) -> None:
    with running(data) as (addresses, _, _said):
        redis.from_url(addresses["REDIS_URL"]).set("bell", "rung")
    spoilt = next(postgres_folder(data).with_name("valkey").rglob("*.incr.aof"))
    spoilt.write_bytes(b"*3\r\n$3\r\nSET\r\nnonsense" + spoilt.read_bytes())
    with running(data) as (addresses, _, said):
        assert redis.from_url(addresses["REDIS_URL"]).get("bell") is None
        assert any("could not read its file" in line for line in said)


def test_a_half_made_database_is_made_anew(data: Path) -> None:
    with running(data):
        folder = postgres_folder(data)
    draft = folder.with_name(f"{folder.name}.partial")
    folder.rename(draft)
    (draft / "PG_VERSION").unlink()
    with running(data) as (addresses, _, _said), connect(addresses["DATABASE_URL"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_a_failed_start_leaves_no_process(data: Path) -> None:
    with running(data):
        folder = postgres_folder(data)
    (folder / "postgresql.conf").write_text("nonsense = yes\n", encoding="utf-8")
    with pytest.raises(Trouble, match=r"(?s)postgres ended by itself.*nonsense"), running(data):
        pytest.fail("it cannot have started")
    assert processes_in(folder.with_name("valkey")) == []
    assert not (data / "run.json").exists()


def test_given_addresses_are_taken_as_they_are(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = data / "database-url"
    secret.write_text("postgres://desk@db.example.org/desk\n", encoding="utf-8")
    monkeypatch.setenv("DATABASE_URL_FILE", str(secret))
    monkeypatch.setenv("REDIS_URL", "redis://broker.example.org:6379/0")
    with running(data) as (addresses, supervisor, said):
        assert addresses == {
            "DATABASE_URL": "postgres://desk@db.example.org/desk",
            "REDIS_URL": "redis://broker.example.org:6379/0",
        }
        assert supervisor.children == []
        assert "PostgreSQL: the address given in DATABASE_URL" in said


def test_a_secret_file_that_cannot_be_read_is_said(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REDIS_URL_FILE", "/nonexistent/redis")
    with pytest.raises(Trouble, match="REDIS_URL_FILE names /nonexistent/redis"), running(data):
        pass


def postgres_folder(data: Path) -> Path:
    """Where this desk's database lies."""
    return next(folder for folder in data.glob("postgres-*") if folder.suffix != ".partial")


def processes_in(folder: Path) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (entry / "cwd").samefile(folder):
                found.append(int(entry.name))
    return found
