"""A PostgreSQL of our own: made on first use, reached through a socket that only we (and root) can open."""

import contextlib
import os
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from factcheck.local.accounts import ours
from factcheck.local.places import Places
from factcheck.local.programs import EXTENSIONS, Programs
from factcheck.local.supervise import Child, Supervisor

DATABASE = "factcheck"
ROLE = "factcheck"  # owns the database, is no superuser
_SUPERUSER = "postgres"
_MAP = "desk"
_START_TIMEOUT = 300.0  # seconds; recovery after a crash can take a while
_UNSAFE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "log_min_messages": "fatal",  # tests break rules on purpose, by the hundred
}


def existing_major(data: Path) -> int | None:
    """The major version that wrote the newest data here, if there are any."""
    found = [
        int(folder.name.removeprefix("postgres-"))
        for folder in data.glob("postgres-*")
        if folder.name.removeprefix("postgres-").isdecimal() and (folder / "PG_VERSION").exists()
    ]
    return max(found, default=None)


@dataclass(frozen=True, slots=True)
class Postgres:
    """One server on one data folder. `is_throw_away` trades safety for speed, for tests."""

    programs: Programs
    places: Places
    is_throw_away: bool = False

    @property
    def data(self) -> Path:
        return self.places.data / f"postgres-{self.programs.version[0]}"

    @property
    def url(self) -> str:
        return f"postgres://{ROLE}@/{DATABASE}?host={self.places.sockets}"

    def start(self, supervisor: Supervisor) -> Child:
        """Make the data if there are none, and start. Use `wait_ready` before connecting."""
        if not self.data.exists():
            self._create(supervisor)
        self._end_leftover(supervisor)
        self._write_access_rules()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.places.sockets),
            "unix_socket_permissions": "0700",
            "hba_file": str(self.places.run / "pg_hba.conf"),
            "ident_file": str(self.places.run / "pg_ident.conf"),
            "max_connections": "60",
            "shared_buffers": "64MB",
            "log_line_prefix": "%m [%p] ",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "lc_messages": "C",
            "logging_collector": "off",
            "log_destination": "stderr",
            **(_UNSAFE if self.is_throw_away else {}),
        }
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        return supervisor.start(
            "postgres",
            [self.programs.server, "-D", self.data, *options],
            env=self._environment(),
            account=self.places.account,
            stop_signal=signal.SIGINT,  # "fast": ends sessions, loses nothing
            grace=30.0,
        )

    def wait_ready(self, supervisor: Supervisor) -> None:
        """Wait until it answers, then see to the role, the database and the extensions."""
        supervisor.wait_until(self._answers, timeout=_START_TIMEOUT, what="PostgreSQL did not answer", step=0.03)
        with self._connect("postgres") as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                return
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN CREATEDB").format(sql.Identifier(ROLE)))
        with self._connect("template1") as connection:
            # Here, so that each new database (that of the tests too) has them although the role may not create them:
            # `vector` asks for a superuser.
            for name in EXTENSIONS:
                connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
        with self._connect("postgres") as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(ROLE))
            )

    def _create(self, supervisor: Supervisor) -> None:
        """Into a folder of another name first: a half-made one is never taken for data."""
        draft = self.places.data / f"postgres-{self.programs.version[0]}.partial"
        if draft.exists():
            shutil.rmtree(draft)
        draft.mkdir(mode=0o700)
        self.places.account.own(draft)
        locale = ["--locale=C"]
        if self.programs.version[0] >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        supervisor.run(
            "initdb",
            [
                self.programs.bin / "initdb",
                f"--pgdata={draft}",
                f"--username={_SUPERUSER}",
                "--encoding=UTF8",
                *locale,
                "--auth=reject",  # our own rules are given at each start
                "--no-instructions",
                *(["--no-sync"] if self.is_throw_away else []),
            ],
            env=self._environment(),
            account=self.places.account,
        )
        draft.rename(self.data)

    def _end_leftover(self, supervisor: Supervisor) -> None:
        """Stop a server on these data that nobody minds any more.

        Where the PID file's number now means some other process, remove the file: PostgreSQL would take that process
        for itself and refuse to start.
        """
        pid_file = self.data / "postmaster.pid"
        pid = _read_pid(pid_file)
        if not pid:
            return
        if pid in self._users_of_data(pid):
            supervisor.say(f"stopping a PostgreSQL that was left running on {self.data} (process {pid})")
            os.kill(pid, signal.SIGINT)
        supervisor.wait_until(
            lambda: not self._users_of_data(pid), timeout=30.0, what=f"PostgreSQL still works on {self.data}"
        )
        if _is_alive(pid):
            pid_file.unlink(missing_ok=True)

    def _users_of_data(self, pid: int) -> set[int]:
        """Processes whose working folder is the data folder, as PostgreSQL's is. Without /proc only `pid` is judged."""
        if not Path("/proc/self/cwd").exists():
            told = subprocess.run(["ps", "-p", str(pid), "-o", "command="], capture_output=True, text=True, check=False)
            return {pid} if "postgres" in told.stdout else set()
        found = set()
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                with contextlib.suppress(OSError):  # gone meanwhile, or somebody else's
                    if (entry / "cwd").samefile(self.data):
                        found.add(int(entry.name))
        return found

    def _write_access_rules(self) -> None:
        """Only the socket, and by it only this user, the server's own account, and root."""
        users = dict.fromkeys([ours().pw_name, self.places.account.name, "root"])
        rules = self.places.run / "pg_hba.conf"
        names = self.places.run / "pg_ident.conf"
        rules.write_text(f"local all {ROLE},{_SUPERUSER} peer map={_MAP}\n", encoding="utf-8")
        names.write_text(
            "".join(f'{_MAP} "{user}" {role}\n' for user in users for role in (ROLE, _SUPERUSER)), encoding="utf-8"
        )
        for path in (rules, names):
            path.chmod(0o644)  # the folder above says who may come in

    def _connect(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host=str(self.places.sockets),
            port=5432,
            dbname=database,
            user=_SUPERUSER,
            autocommit=True,
            connect_timeout=5,
        )

    def _answers(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True

    @staticmethod
    def _environment() -> dict[str, str]:
        """Nothing of ours but the search path: a PGPORT or PGDATA of the caller's must not steer this server."""
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _read_pid(path: Path) -> int:
    try:
        return int(path.read_text(encoding="utf-8").split(maxsplit=1)[0])
    except (OSError, ValueError, IndexError):
        return 0


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
