"""The whole desk, started as a person starts it: it says what it does, answers, and leaves nothing behind."""

import contextlib
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from factcheck.local import home, places, up
from factcheck.local.home import CHECKOUT, Trouble

UNSET = ("DATABASE_URL", "REDIS_URL", "MAKELEVEL", "SECRET_KEY", "SITE_URL", "METRICS_TOKEN", "DJANGO_SETTINGS_MODULE")
START_TIMEOUT = 180.0


class Desk:
    """One `up` in a process of its own, its output read line by line."""

    def __init__(self, data: Path, port: int = 0) -> None:
        self.data = data
        clean = {name: value for name, value in os.environ.items() if name not in UNSET}
        self.env = {**clean, "FACTCHECK_HOME": str(data), "PORT": str(port)}
        self.out = data.with_name(f"{data.name}-{time.monotonic_ns()}.out")
        with self.out.open("wb") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "factcheck.local.up"],
                cwd=CHECKOUT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )

    def said(self) -> str:
        return self.out.read_text(encoding="utf-8")

    def ready(self) -> str:
        """Wait for the line that says ready; the address in it."""
        deadline = time.monotonic() + START_TIMEOUT
        while not (found := re.search(r"^ready: (http://127\.0\.0\.1:\d+)\n\Z", self.said(), re.MULTILINE)):
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)
        return found[1]

    def pid_of(self, name: str) -> int:
        """The process group leader of a child, by the log file it writes to."""
        log = self.data / "logs" / f"{name}.log"
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                leads = os.getpgid(int(entry.name)) == int(entry.name)
                if leads and (entry / "fd" / "1").samefile(log):
                    return int(entry.name)
        pytest.fail(f"no process writes to {log}")

    def left_over(self) -> list[str]:
        """Command lines of processes that still have to do with this data folder."""
        found = []
        for entry in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if entry.name != str(os.getpid()) and str(self.data / "logs") in str((entry / "fd" / "1").resolve()):
                    found.append((entry / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        return found

    def run(self, *command: str) -> "subprocess.CompletedProcess[str]":
        """A command by hand, which learns where to look from FACTCHECK_HOME alone."""
        return subprocess.run(
            [sys.executable, *command], cwd=CHECKOUT, env=self.env, capture_output=True, text=True, check=False
        )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("up") / "desk"
    yield folder
    places.remove_elsewhere(folder)


@pytest.fixture(scope="module")
def desk(data: Path) -> Iterator[Desk]:
    started = Desk(data)
    started.ready()
    yield started
    if started.process.poll() is None:
        started.process.terminate()
        started.process.wait(timeout=90)


def get(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.status, answer.read().decode()


@pytest.mark.slow
class TestUp:
    """In this order on one desk, since a start takes seconds."""

    def test_it_answers_where_it_says(self, desk: Desk) -> None:
        status, _ = get(desk.ready() + "/healthz")
        assert status == 200
        assert get(desk.ready() + "/readyz")[0] == 200

    def test_the_first_start_shows_the_sign_ins_and_keeps_them_privately(self, desk: Desk) -> None:
        path = desk.data / home.SIGN_INS
        people = json.loads(path.read_text(encoding="utf-8"))
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert sorted(one["role"] for one in people) == ["administrator", "editor", "reviewer", "reviewer"]
        for one in people:
            assert re.search(rf"{one['username']} +{re.escape(one['password'])} +{one['role']}", desk.said())
            assert not any(one["password"] in log.read_text("utf-8") for log in (desk.data / "logs").glob("*.log"))

    def test_the_samples_are_taken_apart_before_it_is_ready(self, desk: Desk) -> None:
        code = "from claims.models import Article as A; print(sorted(A.objects.values_list('status', flat=True)))"
        told = desk.run("manage.py", "shell", "--no-imports", "-c", code)
        assert told.stdout.strip() == "['ready', 'ready', 'ready']", told.stderr

    def test_addresses_and_keys_are_private(self, desk: Desk) -> None:
        assert stat.S_IMODE((desk.data / home.SERVICES).stat().st_mode) == 0o600

    def test_a_command_by_hand_finds_the_running_services(self, desk: Desk) -> None:
        told = desk.run("manage.py", "migrate", "--check")
        assert told.returncode == 0, told.stderr

    def test_a_second_one_on_the_same_data_is_refused(self, desk: Desk) -> None:
        second = Desk(desk.data)
        assert second.process.wait(timeout=60) == 1
        assert f"already running on the data in {desk.data}" in second.said()
        assert desk.ready() in second.said()
        assert get(desk.ready() + "/healthz")[0] == 200

    def test_a_port_that_is_taken_is_said_before_anything_starts(self, desk: Desk, tmp_path: Path) -> None:
        port = int(desk.ready().rpartition(":")[2])
        second = Desk(tmp_path / "other", port=port)
        assert second.process.wait(timeout=60) == 1
        assert f"Port {port} is in use" in second.said()
        assert f"PORT={port + 1} make up" in second.said()
        assert not (tmp_path / "other" / "logs").exists()

    def test_a_worker_that_is_killed_ends_it_all(self, desk: Desk) -> None:
        os.kill(desk.pid_of("worker"), signal.SIGKILL)
        assert desk.process.wait(timeout=90) == 1
        assert "up: worker ended by itself (killed by SIGKILL)" in desk.said()
        assert desk.left_over() == []
        assert not (desk.data / home.SERVICES).exists()

    def test_the_next_start_goes_on_and_stops_in_order_when_asked(self, desk: Desk) -> None:
        again = Desk(desk.data)
        again.ready()
        assert f"sign-ins: in {desk.data / home.SIGN_INS}" in again.said()
        for one in json.loads((desk.data / home.SIGN_INS).read_text(encoding="utf-8")):
            assert one["password"] not in again.said(), "shown once"
        again.process.terminate()
        assert again.process.wait(timeout=90) == 0
        order = re.findall(r"^stopping ([a-z-]+)$", again.said(), re.MULTILINE)
        assert order == ["web", "beat", "worker-bulk", "worker", "valkey", "postgres"]
        assert again.left_over() == []

    def test_a_killed_up_takes_everything_along_and_the_next_one_starts(self, desk: Desk) -> None:
        victim = Desk(desk.data)
        address = victim.ready()
        victim.process.kill()
        victim.process.wait()
        port = int(address.rpartition(":")[2])
        again = Desk(desk.data, port=port)
        assert again.ready() == address
        again.process.terminate()
        assert again.process.wait(timeout=90) == 0
        assert again.left_over() == []


@pytest.mark.parametrize("text", ["eighty", "-1", "65536", "80 80"])
def test_a_port_that_is_none_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(Trouble, match="PORT must be a number from 1 to 65535"):
        up.wanted_port()


def test_a_port_that_is_free_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "0")
    port = up.wanted_port()
    up.wait_for_port(port, patience=0)
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        with pytest.raises(Trouble, match=f"Port {port} is in use"):
            up.wait_for_port(port, patience=0.2)


def test_waiting_articles_are_counted_from_the_metrics() -> None:
    metrics = (
        '# TYPE factcheck_articles gauge\nfactcheck_articles{status="queued"} 2.0\n'
        'factcheck_articles{status="extracting"} 1.0\nfactcheck_articles{status="failed"} 5.0\n'
    )
    assert up.waiting_articles(metrics) == 3
    assert up.waiting_articles("") == 0
