"""One command with services of its own: it sees them, its exit status is ours, and nothing of them stays."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from factcheck.local import home
from factcheck.local import run as run_module
from factcheck.local.home import CHECKOUT

UNSET = ("DATABASE_URL", "REDIS_URL", "MAKELEVEL", "FACTCHECK_HOME", "SECRET_KEY")
ENV = {name: value for name, value in os.environ.items() if name not in UNSET}


def run(*command: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "factcheck.local.run", "--", *command],
        cwd=CHECKOUT,
        env=ENV,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def is_alive(pid: int) -> bool:
    told = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return bool(told.stdout.strip()) and not told.stdout.strip().startswith("Z")


def test_the_command_finds_running_services_and_its_status_is_passed_on() -> None:
    code = """
import json, os, psycopg, redis
from urllib.parse import parse_qs, urlsplit
host = parse_qs(urlsplit(os.environ["DATABASE_URL"]).query)["host"][0]
with psycopg.connect(host=host, dbname="factcheck", user="factcheck") as connection:
    durable = connection.execute("SHOW fsync").fetchone()[0]
print(json.dumps([redis.from_url(os.environ["REDIS_URL"]).ping(), durable, host, os.environ["FACTCHECK_HOME"]]))
raise SystemExit(7)
"""
    done = run(sys.executable, "-c", code)
    assert done.returncode == 7, done.stderr
    answers, durable, sockets, data = json.loads(done.stdout)
    assert answers is True
    assert durable == "off", "tests need speed, not safety"
    assert not Path(sockets).exists()
    assert not Path(data).exists()


def test_a_command_that_is_killed_counts_as_a_failure() -> None:
    assert run("/bin/sh", "-c", "kill -9 $$").returncode == 137


def test_a_command_that_does_not_exist_is_said() -> None:
    done = run("no-such-program")
    assert done.returncode == 127
    assert "no such program: no-such-program" in done.stderr


def test_without_a_command_it_explains_itself() -> None:
    done = run()
    assert done.returncode == 2
    assert "python -m factcheck.local.run -- " in done.stderr


def test_asked_to_stop_it_hands_that_on_and_cleans_up(tmp_path: Path) -> None:
    told = tmp_path / "told"
    code = (
        "import os, sys, time\n"
        f"open({str(told)!r}, 'w').write(os.environ['FACTCHECK_HOME'] + ' ' + str(os.getpid()) + '\\n')\n"
        "time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-m", "factcheck.local.run", "--", sys.executable, "-c", code],
        cwd=CHECKOUT,
        env=ENV,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as runner:
        deadline = time.monotonic() + 60
        while not (told.exists() and told.read_text(encoding="utf-8").endswith("\n")):
            assert time.monotonic() < deadline
            time.sleep(0.05)
        data, pid = told.read_text(encoding="utf-8").split()
        runner.send_signal(signal.SIGTERM)
        assert runner.wait(timeout=30) == 143
    assert not is_alive(int(pid))
    assert not Path(data).exists()


def test_what_a_killed_runner_forgot_is_removed_later_and_nothing_else(tmp_path: Path) -> None:
    def folder(name: str) -> Path:
        made = tmp_path / name
        home.make(made)
        with home.hold(made):
            pass
        sockets = Path(tempfile.mkdtemp(prefix="factcheck-", dir=tmp_path))
        (made / "run.json").write_text(json.dumps({"run": str(sockets)}), encoding="utf-8")
        return made

    forgotten, in_use, someone_elses = (folder(name) for name in ("factcheck-run-a", "factcheck-run-b", "other-run-c"))
    fresh = folder("factcheck-run-d")
    for old in (forgotten, in_use, someone_elses):
        os.utime(old, (0, 0))
    with home.hold(in_use):
        run_module.remove_forgotten(tmp_path, older_than=60)
    assert not forgotten.exists()
    assert in_use.exists()
    assert someone_elses.exists()
    assert fresh.exists()
    assert len(list(tmp_path.glob("factcheck-*"))) == 5, "its folder of sockets went along"
