"""How long a person waits: from a clean clone to `ready` with a warm package cache, and from the second `make up` on.

The floor, in the same run: PostgreSQL and Valkey alone, on new data and on existing data. What is measured is the last
commit, cloned; a first environment in another clone warms the package cache.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from factcheck.local import home, places, stack
from factcheck.local.home import CHECKOUT
from factcheck.local.supervise import Supervisor

LIMIT = 300.0  # seconds
OURS = (
    "DATABASE_URL",
    "REDIS_URL",
    "SECRET_KEY",
    "FACTCHECK_HOME",
    "PYTHONPATH",
    "MAKELEVEL",
    "MAKEFLAGS",
    "VIRTUAL_ENV",
)
GOALS = {"clean clone to ready": 30.0, "second start to ready": 10.0}


def main() -> int:
    for name in OURS:
        os.environ.pop(name, None)
    with tempfile.TemporaryDirectory(prefix="factcheck-startup-") as place:
        folder = Path(place)
        folder.chmod(0o755)
        seconds = dict(floor(folder / "floor"))
        timed("warming the package cache", ["make", "env"], clone(folder / "warm"))
        fresh = clone(folder / "fresh")
        seconds["environment alone, packages cached"] = timed("environment", ["make", "env"], clone(folder / "alone"))
        first, _ = until_ready(fresh)
        again, memory = until_ready(fresh)
        seconds |= {"clean clone to ready": first, "second start to ready": again}
        places.remove_elsewhere(fresh / ".factcheck")
    for name, value in seconds.items():
        goal = f"   goal {GOALS[name]:.0f}" if name in GOALS else ""
        print(f"{name:<40} {value:6.1f} s{goal}")
    print(f"{'memory of all processes at ready':<40} {memory:6.0f} MB (shared pages counted once)")
    print(
        json.dumps({"seconds": {name: round(value, 2) for name, value in seconds.items()}, "memory_mb": round(memory)})
    )
    return 0


def floor(data: Path) -> Iterator[tuple[str, float]]:
    """The services alone."""
    home.make(data)
    for name in ("floor: services alone, new data", "floor: services alone, existing data"):
        with home.hold(data):
            supervisor = Supervisor(data / "logs", say=lambda _: None)
            started = time.monotonic()
            try:
                stack.start(data, supervisor)
                yield name, time.monotonic() - started
            finally:
                supervisor.stop()
                stack.tidy(data)
    places.remove_elsewhere(data)


def clone(folder: Path) -> Path:
    subprocess.run(["git", "clone", "--quiet", str(CHECKOUT), str(folder)], check=True)
    return folder


def timed(what: str, command: list[str], folder: Path) -> float:
    started = time.monotonic()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{what} failed:\n{done.stdout}{done.stderr}")
    return time.monotonic() - started


def until_ready(folder: Path) -> tuple[float, float]:
    """Seconds from `make up` to its last line, and the megabytes that all its processes then use."""
    out = folder.with_name("up.out")
    started = time.monotonic()
    with (
        out.open("wb") as lines,
        subprocess.Popen(
            ["make", "up"],
            cwd=folder,
            env={**os.environ, "PORT": "0"},
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        while not re.search(r"^ready: http", out.read_text(encoding="utf-8"), re.MULTILINE):
            if process.poll() is not None or time.monotonic() - started > LIMIT:
                os.killpg(process.pid, signal.SIGKILL)
                sys.exit(f"it did not become ready:\n{out.read_text(encoding='utf-8')}")
            time.sleep(0.02)
        seconds = time.monotonic() - started
        memory = megabytes(folder)
        os.killpg(process.pid, signal.SIGINT)
    return seconds, memory


def megabytes(folder: Path) -> float:
    """Proportional memory of the processes that write into this desk's logs."""
    logs = str(folder / ".factcheck" / "logs")
    total = 0
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if str((entry / "fd" / "1").resolve()).startswith(logs):
                found = re.search(r"^Pss:\s+(\d+) kB", (entry / "smaps_rollup").read_text(), re.MULTILINE)
                total += int(found[1]) if found else 0
        except OSError:
            continue
    return total / 1024


if __name__ == "__main__":
    sys.exit(main())
