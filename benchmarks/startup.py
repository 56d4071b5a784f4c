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
from dataclasses import dataclass
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
        first = until_ready(fresh)
        again = until_ready(fresh)
        seconds |= {"clean clone to ready": first.seconds, "second start to ready": again.seconds}
        places.remove_elsewhere(fresh / ".factcheck")
    for name, value in seconds.items():
        goal = f"   goal {GOALS[name]:.0f}" if name in GOALS else ""
        print(f"{name:<40} {value:6.1f} s{goal}")
    print(f"{'processor time of the second start':<40} {again.processor:6.1f} s")
    print(f"{'memory of all processes, all loaded':<40} {again.megabytes:6.0f} MB (shared pages counted once)")
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    verdict = "   too busy: judge by the processor time" if load > 2 * cores else ""
    print(f"{'load of this machine':<40} {load:6.1f} on {cores} cores{verdict}")
    print(
        json.dumps(
            {
                "seconds": {name: round(value, 2) for name, value in seconds.items()},
                "processor_seconds": round(again.processor, 2),
                "memory_mb": round(again.megabytes),
                "load": round(load, 1),
            }
        )
    )
    return 0


@dataclass(frozen=True, slots=True)
class Start:
    """One start, as a person waits for it, and what it costs."""

    seconds: float
    processor: float
    megabytes: float


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


def until_ready(folder: Path) -> Start:
    """From `make up` to its last line; the memory is read when all processes have loaded."""
    out = folder.with_name("up.out")
    logs = folder / ".factcheck" / "logs"
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

        def wait_for(path: Path, pattern: str, skip: int = 0) -> None:
            while not (path.exists() and re.search(pattern, path.read_text(encoding="utf-8")[skip:], re.MULTILINE)):
                if process.poll() is not None or time.monotonic() - started > LIMIT:
                    os.killpg(process.pid, signal.SIGKILL)
                    sys.exit(f"it did not become ready:\n{out.read_text(encoding='utf-8')}")
                time.sleep(0.02)

        bulk = logs / "worker-bulk.log"
        old = len(bulk.read_text(encoding="utf-8")) if bulk.exists() else 0
        wait_for(out, r"^ready: http")
        seconds, processor = time.monotonic() - started, processor_time(folder)
        wait_for(bulk, r"ready\.", skip=old)
        time.sleep(3.0)  # its pool loads the language model
        memory = megabytes(folder)
        os.killpg(process.pid, signal.SIGINT)
    return Start(seconds, processor, memory)


def processes(folder: Path) -> Iterator[Path]:
    """Those that `up` in this clone has started, and itself."""
    logs = str(folder / ".factcheck" / "logs")
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            is_up = b"factcheck.local.up" in (entry / "cmdline").read_bytes() and (entry / "cwd").resolve() == folder
            if is_up or str((entry / "fd" / "1").resolve()).startswith(logs):
                yield entry
        except OSError:
            continue  # gone meanwhile


def megabytes(folder: Path) -> float:
    """Proportional memory."""
    total = 0
    for entry in processes(folder):
        found = re.search(r"^Pss:\s+(\d+) kB", (entry / "smaps_rollup").read_text(), re.MULTILINE)
        total += int(found[1]) if found else 0
    return total / 1024


def processor_time(folder: Path) -> float:
    """Seconds of processor time, those of finished children included."""
    ticks = 0
    for entry in processes(folder):
        fields = (entry / "stat").read_text().rpartition(")")[2].split()
        ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main())
