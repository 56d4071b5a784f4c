"""A Valkey of our own: the broker and the cache, kept in an append-only file, reached through a private socket."""

import contextlib
import os
import socket
import time
from dataclasses import dataclass
from pathlib import Path

from factcheck.local.places import Places
from factcheck.local.programs import Programs
from factcheck.local.supervise import Child, Crashed, Supervisor

_SOCKET = "valkey.sock"
_START_TIMEOUT = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Valkey:
    """One server on one data folder. `is_throw_away`: nothing is kept on disk."""

    programs: Programs
    places: Places
    is_throw_away: bool = False

    @property
    def socket(self) -> Path:
        return self.places.sockets / _SOCKET

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def start(self, supervisor: Supervisor) -> Child:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.places.folder("valkey")),
            "daemonize": "no",
            "save": "",
            "appendonly": "no" if self.is_throw_away else "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",  # a broker must not lose what it was given
        }
        options = [part for name, value in settings.items() for part in (f"--{name}", value)]
        return supervisor.start(
            "valkey",
            [self.programs.server, *options],
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
            account=self.places.account,
        )

    def wait_ready(self, supervisor: Supervisor) -> None:
        """Wait until it answers.

        A file that it cannot read any more is set aside: its messages are only doorbells, and the sweep rings again for
        whatever waits in the database.
        """
        try:
            supervisor.wait_until(self._answers, timeout=_START_TIMEOUT, what="Valkey did not answer", step=0.02)
        except Crashed:
            child = next(one for one in supervisor.children if one.name == "valkey")
            kept = self.places.data / "valkey"
            if child.process.poll() is None or not any(
                word in child.last_words(40) for word in ("append only file", "AOF", "RDB format version")
            ):
                raise
            aside = kept.with_name(f"valkey-unreadable-{time.strftime('%Y%m%d-%H%M%S')}")
            kept.rename(aside)
            supervisor.say(f"Valkey could not read its file; it starts empty, the old one is kept in {aside}")
            supervisor.children.remove(child)
            self.start(supervisor)
            supervisor.wait_until(self._answers, timeout=_START_TIMEOUT, what="Valkey did not answer", step=0.02)

    def _answers(self) -> bool:
        return ask(self.socket, "PING") == "+PONG"


def ask(path: Path, command: str) -> str:
    """One command without arguments to the server behind a socket; its answer's first line, empty if there is none."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as talk:
        talk.settimeout(5.0)
        talk.connect(str(path))
        talk.sendall(f"{command}\r\n".encode())
        return talk.recv(1024).decode("utf-8", "replace").strip()
    return ""


def end_leftover(old_run: Path, supervisor: Supervisor) -> None:
    """Stop a server that an `up` killed with -9 left behind: two of them on one file would spoil it."""
    path = old_run / "sockets" / _SOCKET
    if ask(path, "PING"):
        supervisor.say("stopping a Valkey that was left running")
        ask(path, "SHUTDOWN")
        supervisor.wait_until(lambda: not ask(path, "PING"), timeout=20.0, what="The left-over Valkey did not stop")
