"""Minding children: a death is noticed and told, stopping goes backwards, nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from factcheck.local.home import CHECKOUT, Trouble
from factcheck.local.supervise import Crashed, Stopped, Supervisor

ENV = {"PATH": os.environ["PATH"]}


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def supervisor(tmp_path: Path, said: list[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Supervisor]:
    monkeypatch.delenv("MAKELEVEL", raising=False)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    made = Supervisor(tmp_path / "logs", say=said.append)
    yield made
    made.stop()
    for number, handler in before.items():
        signal.signal(number, handler)


def shell(script: str) -> list[str]:
    return ["/bin/sh", "-c", script]


def is_alive(pid: int) -> bool:
    """A process that is neither gone nor a zombie."""
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(told.stdout.strip()) and not told.stdout.strip().startswith("Z")


def wait_for(path: Path) -> str:
    deadline = time.monotonic() + 10
    while not (path.exists() and path.read_text(encoding="utf-8").endswith("\n")):
        assert time.monotonic() < deadline, f"{path} was not written"
        time.sleep(0.02)
    return path.read_text(encoding="utf-8").strip()


def test_a_death_is_told_with_its_last_words(supervisor: Supervisor) -> None:
    supervisor.start("web", shell("echo 'cannot find the door'; exit 3"), env=ENV)
    with pytest.raises(Crashed, match=r"web ended by itself \(exit status 3\):\n\s+cannot find the door"):
        supervisor.watch()


def test_a_killed_child_is_told_by_the_name_of_the_signal(supervisor: Supervisor) -> None:
    child = supervisor.start("worker", ["/bin/sleep", "60"], env=ENV)
    child.process.kill()
    with pytest.raises(Crashed, match="killed by SIGKILL"):
        supervisor.watch()


def test_a_child_that_ends_well_has_ended_too_early_all_the_same(supervisor: Supervisor) -> None:
    supervisor.start("beat", shell("exit 0"), env=ENV)
    with pytest.raises(Crashed, match="exit status 0"):
        supervisor.watch()


def test_words_of_an_earlier_run_are_not_repeated(supervisor: Supervisor) -> None:
    supervisor.logs.joinpath("web.log").write_text("from last week\n", encoding="utf-8")
    supervisor.start("web", shell("echo today; exit 1"), env=ENV)
    with pytest.raises(Crashed) as crash:
        supervisor.watch()
    assert "today" in str(crash.value)
    assert "last week" not in str(crash.value)


def test_stopping_goes_backwards_and_waits_for_each(supervisor: Supervisor, tmp_path: Path) -> None:
    order = tmp_path / "order"
    for name in ("first", "second", "third"):
        on_stop = f"trap 'sleep 0.2; echo {name} >> {order}; exit 0' TERM"
        script = f"{on_stop}; echo up > {tmp_path / name}; while :; do sleep 0.05; done"
        supervisor.start(name, shell(script), env=ENV)
        wait_for(tmp_path / name)
    supervisor.stop()
    assert order.read_text(encoding="utf-8").split() == ["third", "second", "first"]


def test_a_child_that_will_not_stop_is_killed(supervisor: Supervisor, tmp_path: Path) -> None:
    script = f"trap '' TERM; echo up > {tmp_path / 'up'}; while :; do sleep 0.05; done"
    child = supervisor.start("stubborn", shell(script), env=ENV, grace=0.3)
    wait_for(tmp_path / "up")
    supervisor.stop()
    assert child.process.returncode == -signal.SIGKILL


def test_grandchildren_go_with_a_child_that_was_killed(supervisor: Supervisor, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    child = supervisor.start("worker", shell(f"sleep 60 & echo $! > {pid}; wait"), env=ENV)
    grandchild = int(wait_for(pid))
    child.process.kill()
    with pytest.raises(Crashed):
        supervisor.watch()
    supervisor.stop()
    assert not is_alive(grandchild)


def test_a_step_that_fails_shows_why(supervisor: Supervisor) -> None:
    with pytest.raises(Trouble, match=r"migrate failed \(exit status 2\):\n\s+no such column"):
        supervisor.run("migrate", shell("echo 'no such column' >&2; exit 2"), env=ENV)


def test_a_step_that_takes_too_long_is_ended(supervisor: Supervisor, tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    with pytest.raises(Trouble, match=r"slow was not done after 1 s"):
        supervisor.run("slow", shell(f"echo $$ > {pid}; sleep 60"), env=ENV, timeout=1.0)
    assert not is_alive(int(pid.read_text(encoding="utf-8")))


def test_a_service_that_dies_ends_the_step_that_needs_it(supervisor: Supervisor) -> None:
    supervisor.start("postgres", shell("sleep 0.3; exit 1"), env=ENV)
    with pytest.raises(Crashed, match="postgres ended by itself"):
        supervisor.run("migrate", ["/bin/sleep", "60"], env=ENV)


def test_problems_are_shown_and_the_rest_stays_in_the_log(
    supervisor: Supervisor, said: list[str], tmp_path: Path
) -> None:
    lines = tmp_path / "lines"
    lines.write_text(
        "GET / 200\n2026-01-01 [error    ] lost the broker\n"
        '{"level": "error", "event": "x"}\n'
        'Traceback (most recent call last):\n  File "x.py", line 1\nValueError: no\n[info     ] fine\n',
        encoding="utf-8",
    )
    script = f"cat {lines}; sleep 0.3"
    supervisor.start("web", shell(script), env=ENV)
    with pytest.raises(Crashed):
        supervisor.watch()
    shown = [line.removeprefix("[web] ") for line in said]
    assert "2026-01-01 [error    ] lost the broker" in shown
    assert '{"level": "error", "event": "x"}' in shown
    assert not any('File "x.py"' in line for line in shown), "of a traceback, what happened"
    assert "ValueError: no" in shown
    assert not any("GET /" in line or "fine" in line for line in shown)


def test_being_asked_to_stop_is_noticed(supervisor: Supervisor) -> None:
    supervisor.start("web", ["/bin/sleep", "60"], env=ENV)
    os.kill(os.getpid(), signal.SIGTERM)
    with pytest.raises(Stopped):
        supervisor.watch()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_children_do_not_outlive_a_supervisor_killed_with_9(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    script = f"""
from pathlib import Path
from factcheck.local.supervise import Supervisor
child = Supervisor(Path({str(tmp_path / "logs")!r}), say=print)
started = child.start("worker", ["/bin/sleep", "60"], env={{}})
Path({str(pid)!r}).write_text(f"{{started.process.pid}}\\n")
child.watch()
"""
    parent = subprocess.Popen([sys.executable, "-c", script], cwd=CHECKOUT)
    child = int(wait_for(pid))
    assert is_alive(child)
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 5
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(child)


def test_a_long_log_is_set_aside(supervisor: Supervisor) -> None:
    log = supervisor.logs / "web.log"
    log.write_bytes(b"x" * (6 * 1024 * 1024))
    supervisor.start("web", ["/bin/sleep", "60"], env=ENV)
    assert log.stat().st_size == 0
    assert (supervisor.logs / "web.log.1").stat().st_size == 6 * 1024 * 1024
