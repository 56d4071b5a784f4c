"""Real workers, a real clock and a broker of their own, to be killed without warning."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.db import connection

from factcheck.local import processes, programs
from factcheck.local.home import CHECKOUT
from factcheck.local.valkey import ask

LEASE = 15  # seconds
PLACES = ("harbour", "hospital", "market", "railway", "library", "theatre", "airport", "university", "bakery", "mine")


def story(number: int, paragraphs: int = 12) -> str:
    """An invented article of its own, long enough that taking it apart can be caught in the act."""
    lines = [f"Report {number}: the council of Norland met on Monday."]
    for part in range(paragraphs):
        place = PLACES[(number + part) % len(PLACES)]
        figure = 100 + number * 37 + part * 11
        lines.append(
            f"The {place} of Norland cost {figure} million crowns in 2025, Mira Castel said. “We spent {figure + 3} "
            f"million on the {place} and {part + 2} new bridges,” she told Radio Norland. Tomas Vell disputed the "
            f"figure: {figure + 9} people lost their work at the {place}, he said, and the council had closed "
            f"{part + 1} of its departments."
        )
    return "\n\n".join(lines)


@dataclass
class Desk:
    """Processes on the test's own database. Each leads a process group, so that a kill takes all of it."""

    folder: Path
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    @property
    def socket(self) -> Path:
        return self.folder / "valkey.sock"

    @property
    def env(self) -> dict[str, str]:
        database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
        return {
            **os.environ,
            "DATABASE_URL": database.geturl(),
            "REDIS_URL": f"unix://{self.socket}?db=0",
            "EXTRACTION_LEASE": str(LEASE),
            "SWEEP_SECONDS": "1",
        }

    def start(self, name: str, command: Sequence[str | Path]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                [str(part) for part in command], cwd=CHECKOUT, env=self.env, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def start_broker(self) -> None:
        server = programs.find_valkey(say=lambda _: None).server
        options = {"port": "0", "unixsocket": str(self.socket), "dir": str(self.folder), "save": "", "appendonly": "no"}
        self.start("broker", [server, *(part for name, value in options.items() for part in (f"--{name}", value))])
        until(lambda: ask(self.socket, "PING") == "+PONG", 20)

    def start_worker(self, name: str = "worker", queues: str = "interactive,bulk") -> None:
        self.start(name, processes.worker(name=name, queues=queues, concurrency=1))

    def start_beat(self) -> None:
        self.start("beat", processes.beat(schedule=self.folder / "beat-schedule"))

    def kill(self, name: str) -> None:
        """As the kernel does when memory runs out: all of it, with no word of warning."""
        process = self.running.pop(name)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def run(self, code: str, *, given: str = "", **env: str) -> str:
        """Python on the same desk, in a process of its own."""
        done = subprocess.run(
            [sys.executable, "manage.py", "shell", "-v", "0", "-c", code], cwd=CHECKOUT, env={**self.env, **env},
            input=given, capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def logs(self) -> str:
        return "\n".join(f"== {log.name}\n{log.read_text()[-3000:]}" for log in sorted(self.folder.glob("*.log")))


@contextlib.contextmanager
def a_desk() -> Iterator[Desk]:
    with tempfile.TemporaryDirectory(prefix="factcheck-kill-", dir="/tmp", ignore_cleanup_errors=True) as folder:
        desk = Desk(Path(folder))
        try:
            yield desk
        except BaseException:
            sys.stderr.write(desk.logs())
            raise
        finally:
            for name in list(desk.running):
                desk.kill(name)


def until(is_true: Callable[[], bool], patience: float, step: float = 0.02) -> float:
    """Wait, and say for how long."""
    begun = time.monotonic()
    while not is_true():
        assert time.monotonic() - begun < patience, f"not so after {patience:.0f} s"
        time.sleep(step)
    return time.monotonic() - begun
