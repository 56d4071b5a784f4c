"""PostgreSQL and Valkey together: taken from the environment, or found, started and told apart by their addresses."""

import contextlib
import json
import os
from pathlib import Path

from factcheck.local import accounts, home, places, programs
from factcheck.local.home import Trouble
from factcheck.local.postgres import Postgres, existing_major
from factcheck.local.supervise import Supervisor
from factcheck.local.valkey import Valkey, end_leftover

_RUN = "run.json"
_TITLES = {"DATABASE_URL": "PostgreSQL", "REDIS_URL": "Valkey"}


def start(data: Path, supervisor: Supervisor, *, is_throw_away: bool = False) -> dict[str, str]:
    """Start what the environment names no address for; returns DATABASE_URL and REDIS_URL.

    The caller holds the folder's lock, stops the supervisor afterwards and then calls `tidy`.
    """
    say = supervisor.say
    addresses = {name: address for name in ("DATABASE_URL", "REDIS_URL") if (address := _given(name))}
    for name in addresses:
        say(f"{_TITLES[name]}: the address given in {name}")
    if len(addresses) == 2:
        return addresses
    _end_leftovers(data, supervisor)
    account = accounts.for_services(places.owner_of_data(data))
    here = places.lay_out(data, account)
    home.write_private(data / _RUN, json.dumps({"run": str(here.run)}) + "\n")
    postgres = valkey = None
    if "REDIS_URL" not in addresses:
        found = here.reachable(programs.find_valkey(say=say))
        say(f"Valkey: {found}{_as(account)}")
        valkey = Valkey(found, here, is_throw_away)
        addresses["REDIS_URL"] = valkey.url
    if "DATABASE_URL" not in addresses:
        found = here.reachable(programs.find_postgres(say=say, major=existing_major(here.data)))
        say(f"PostgreSQL: {found}{_as(account)}")
        postgres = Postgres(found, here, is_throw_away)
        addresses["DATABASE_URL"] = postgres.url
        if not postgres.data.exists():
            say(f"making a database in {postgres.data}")
        postgres.start(supervisor)
    if valkey:
        valkey.start(supervisor)
        valkey.wait_ready(supervisor)
    if postgres:
        postgres.wait_ready(supervisor)
    return addresses


def tidy(data: Path) -> None:
    """After everything has stopped: forget the addresses and remove the sockets' folder."""
    (data / home.SERVICES).unlink(missing_ok=True)
    if run := _last_run(data):
        places.clear_run(run)
    (data / _RUN).unlink(missing_ok=True)


def was_killed(data: Path) -> bool:
    """Whether the last start on these data ended without tidying up."""
    return (data / _RUN).exists()


def _end_leftovers(data: Path, supervisor: Supervisor) -> None:
    if run := _last_run(data):
        end_leftover(run, supervisor)
        places.clear_run(run)


def _last_run(data: Path) -> Path | None:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        run = Path(json.loads((data / _RUN).read_text(encoding="utf-8"))["run"])
        return run if run.name.startswith("factcheck-") and run.is_dir() and not run.is_symlink() else None
    return None


def _given(name: str) -> str:
    """An address that the environment names, itself or in a file."""
    if address := os.environ.get(name, "").strip():
        return address
    path = os.environ.get(f"{name}_FILE", "").strip()
    try:
        return Path(path).read_text(encoding="utf-8").strip() if path else ""
    except OSError as error:
        raise Trouble(f"{name}_FILE names {path}, which cannot be read: {error.strerror}.") from error


def _as(account: accounts.Account) -> str:
    return f", run as {account.name}" if account.is_dropped else ""
