"""Minding child processes: start in order, notice a death, stop in the opposite order, leave nothing behind.

Children write straight into their log files and each leads a process group of its own, so that a Ctrl-C in the terminal
reaches only us and we decide who stops when. There are no threads here, which keeps `preexec_fn` safe.
"""

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from factcheck.local.accounts import Account
from factcheck.local.home import Trouble

_PROBLEM = re.compile(r"\b(ERROR|CRITICAL|FATAL|PANIC)\b|\[(error|critical)\s*\]|\"level\":\s*\"(error|critical)\"")
_TRACEBACK = re.compile(r"Traceback \(|╭")
_MORE_OF_IT = re.compile(r"\s|[│╰]|Traceback \(|During handling of|The above exception|$")
_NO_PROBLEM = re.compile(r"the database system is (starting up|shutting down|not yet accepting connections)")
_KEEP_LOG = 5 * 1024 * 1024
_SET_PARENT_DEATH_SIGNAL = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None

Say = Callable[[str], None]


class Stopped(Exception):
    """Somebody asked us to stop: Ctrl-C, SIGTERM, a closed terminal."""


class Crashed(Trouble):
    """A child ended that should have gone on."""


@dataclass(slots=True)
class Child:
    name: str
    process: "subprocess.Popen[bytes]"
    log: Path
    stop_signal: signal.Signals
    grace: float
    started_at: int
    read_to: int = 0
    in_traceback: bool = field(default=False)

    def news(self) -> str:
        """What it has logged since the last call."""
        with self.log.open("rb") as lines:
            lines.seek(self.read_to)
            text = lines.read()
        whole, newline, _ = text.rpartition(b"\n")
        self.read_to += len(whole) + len(newline)
        return whole.decode("utf-8", "replace")

    def last_words(self, count: int = 15) -> str:
        with self.log.open("rb") as lines:
            lines.seek(self.started_at)
            text = lines.read().decode("utf-8", "replace").rstrip()
        return "\n".join(f"    {line}" for line in text.splitlines()[-count:])


class Supervisor:
    """Starts and stops children; from its making on, the signals that mean "stop" are noted, not obeyed at once."""

    def __init__(self, logs: Path, *, say: Say) -> None:
        self.logs = logs
        self.say = say
        self.children: list[Child] = []
        self.asked = 0
        self.asked_by: int = 0  # the last signal
        self._maker = os.getppid() if os.environ.get("MAKELEVEL") else 0
        logs.mkdir(exist_ok=True, mode=0o700)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup means it
                signal.signal(number, self._note)

    def _note(self, number: int, _frame: object) -> None:
        self.asked += 1
        self.asked_by = number

    def start(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        account: Account | None = None,
        folder: Path | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
        grace: float = 10.0,
    ) -> Child:
        """Start a child that is expected to run until it is stopped."""
        log = self.logs / f"{name}.log"
        with self._open(log) as out:
            started_at = out.tell()
            process = subprocess.Popen(
                [str(part) for part in command],
                **self._arguments(env, account, folder, stop_signal),
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        child = Child(name, process, log, stop_signal, grace, started_at, read_to=started_at)
        self.children.append(child)
        return child

    def run(
        self,
        name: str,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str],
        account: Account | None = None,
        folder: Path | None = None,
        timeout: float = 600.0,
    ) -> None:
        """Run a step to its end, minding the other children meanwhile. Trouble with its last lines when it fails."""
        child = self.start(name, command, env=env, account=account, folder=folder)
        self.children.remove(child)
        deadline = time.monotonic() + timeout
        try:
            while child.process.poll() is None:
                self.check()
                if time.monotonic() > deadline:
                    raise Trouble(
                        f"{name} was not done after {timeout:.0f} s:\n{child.last_words()}\n  Log: {child.log}"
                    )
                time.sleep(0.02)
        finally:
            _end(child, at_once=True)
        if child.process.returncode:
            raise Trouble(
                f"{name} failed (exit status {child.process.returncode}):\n{child.last_words()}\n  Log: {child.log}"
            )

    def check(self) -> None:
        """Raise Stopped if we were asked to stop, Crashed if a child has ended; show problems that children logged."""
        if self.asked:
            raise Stopped
        if self._maker and os.getppid() != self._maker:
            raise Stopped  # the make that started us is gone, and so is whoever watched it
        for child in self.children:
            status = child.process.poll()
            if status is not None:
                raise Crashed(
                    f"{child.name} ended by itself ({_in_words(status)}):\n{child.last_words()}\n  Log: {child.log}"
                )
            self._show_problems(child)

    def wait_until(self, is_done: Callable[[], bool], *, timeout: float, what: str, step: float = 0.05) -> None:
        """Poll until true, minding the children; Trouble naming `what` when time is up."""
        deadline = time.monotonic() + timeout
        while not is_done():
            self.check()
            if time.monotonic() > deadline:
                raise Trouble(f"{what} after {timeout:.0f} s. The logs are in {self.logs} .")
            time.sleep(step)

    def watch(self) -> None:
        """Mind the children until we are asked to stop (Stopped) or one of them ends (Crashed)."""
        while True:
            self.check()
            time.sleep(0.2)

    def stop(self, *, first: Sequence[str] = ()) -> None:
        """Stop all children: those named in `first` in that order, then the others, last started first.

        Asked again meanwhile, it waits no longer.
        """
        asked_before = self.asked
        leading = [child for name in reversed(first) for child in self.children if child.name == name]
        self.children = [child for child in self.children if child not in leading] + leading
        while self.children:
            child = self.children[-1]
            if child.process.poll() is None:
                self.say(f"stopping {child.name}")
            _end(child, at_once=False, is_hurried=lambda: self.asked > asked_before)
            self.children.pop()

    def _show_problems(self, child: Child) -> None:
        """Say which errors a child has logged, and of a traceback the line that says what happened."""
        for line in child.news().splitlines():
            was_in_traceback = child.in_traceback
            child.in_traceback = bool((_MORE_OF_IT if was_in_traceback else _TRACEBACK).match(line))
            if child.in_traceback:
                continue
            is_problem = was_in_traceback or (_PROBLEM.search(line) and not _NO_PROBLEM.search(line))
            if is_problem and line.strip():
                self.say(f"[{child.name}] {line}")

    @staticmethod
    def _open(log: Path) -> IO[bytes]:
        if log.exists() and log.stat().st_size > _KEEP_LOG:
            log.replace(log.with_name(f"{log.name}.1"))
        out = os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")
        out.seek(0, os.SEEK_END)
        return out

    @staticmethod
    def _arguments(
        env: Mapping[str, str], account: Account | None, folder: Path | None, stop_signal: signal.Signals
    ) -> dict[str, Any]:
        return {
            "env": dict(env),
            "cwd": folder or "/",
            "stdin": subprocess.DEVNULL,
            "start_new_session": True,
            "preexec_fn": _die_with_us(stop_signal) if _libc else None,
            **(account.popen_arguments() if account else {}),
        }


def _die_with_us(stop_signal: signal.Signals) -> Callable[[], None]:
    """Linux then stops the child even when we are killed with -9. To be run last: changing the user would undo it."""
    parent = os.getpid()

    def ask_kernel() -> None:
        if _libc:
            _libc.prctl(_SET_PARENT_DEATH_SIGNAL, int(stop_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return ask_kernel


def _end(child: Child, *, at_once: bool, is_hurried: Callable[[], bool] = lambda: False) -> None:
    """Stop a child and everything left of its process group."""
    if child.process.poll() is None and not at_once:
        child.process.send_signal(child.stop_signal)
        deadline = time.monotonic() + child.grace
        while child.process.poll() is None and time.monotonic() < deadline and not is_hurried():
            time.sleep(0.02)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child.process.pid, signal.SIGKILL)
    child.process.wait()


def _in_words(status: int) -> str:
    return f"killed by {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"
