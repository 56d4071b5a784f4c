"""Where the services' files lie: data, sockets and, for root, programs that the unprivileged account can reach."""

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from factcheck.local.accounts import Account
from factcheck.local.home import Trouble, write_private
from factcheck.local.programs import Programs

LONGEST_SOCKET = 100  # bytes; the kernels' limits are 104 and 108
_ELSEWHERE = "elsewhere.json"
_SHARED_PLACES = ("/var/lib", "/var/tmp")


@dataclass(frozen=True, slots=True)
class Places:
    """One data folder's places. `data` is FACTCHECK_HOME itself wherever the services' account can reach that."""

    home: Path
    data: Path
    account: Account
    run: Path

    @property
    def sockets(self) -> Path:
        return self.run / "sockets"

    def folder(self, name: str) -> Path:
        """A folder below `data` that belongs to the account alone, made if need be."""
        path = self.data / name
        if not path.exists():
            path.mkdir(mode=0o700)
            self.account.own(path)
        return path

    def reachable(self, programs: Programs) -> Programs:
        """The same programs, copied to where the account can run them if it cannot run them where they are."""
        if self.account.can_run(programs.server):
            return programs
        stamp = hashlib.sha256(f"{programs.server}{programs.server.stat().st_mtime_ns}".encode()).hexdigest()[:8]
        place = self.data if self.account.can_reach(self.data) else _elsewhere(self.home, self.account)
        copy = place / f"programs-{programs.title.lower()}-{'.'.join(map(str, programs.version))}-{stamp}"
        server = copy / programs.server.relative_to(programs.root)
        if not self.account.can_run(server):
            _copy(programs, copy)
        if not self.account.can_run(server):
            raise Trouble(
                f"{programs} cannot be run by the account {self.account.name}, not even from {copy}. "
                "Is that folder on a file system mounted noexec? Set FACTCHECK_HOME to a folder elsewhere."
            )
        return replace(programs, server=server, root=copy, origin=f"{programs.origin}, copied to {copy}")


def lay_out(home: Path, account: Account) -> Places:
    """Find the data folder and make a new run folder. Close it with `clear_run`."""
    data = home if account.can_reach(home) else _elsewhere(home, account)
    return Places(home=home, data=data, account=account, run=_make_run_folder(account))


def owner_of_data(home: Path) -> int | None:
    """The user number that existing PostgreSQL data belong to."""
    for place in (home, _remembered(home)):
        for folder in place.glob("postgres-*") if place else []:
            return folder.stat().st_uid
    return None


def clear_run(run: Path) -> None:
    shutil.rmtree(run, ignore_errors=True)


def _make_run_folder(account: Account) -> Path:
    """Short and private: a socket's whole path must stay below about 100 bytes, however long FACTCHECK_HOME is."""
    for parent in ("/tmp", "/var/tmp", tempfile.gettempdir()):
        with contextlib.suppress(OSError):
            run = Path(tempfile.mkdtemp(prefix="factcheck-", dir=parent))
            sockets = run / "sockets"
            if len(os.fsencode(sockets / ".s.PGSQL.5432")) < LONGEST_SOCKET:
                if account.is_dropped:
                    run.chmod(0o711)
                sockets.mkdir(mode=0o700)
                account.own(sockets)
                if account.can_reach(sockets):
                    return run
            clear_run(run)
    raise Trouble("No folder for sockets could be made in /tmp or /var/tmp. Make one of them writable for this user.")


def _elsewhere(home: Path, account: Account) -> Path:
    """A folder of this data folder outside it, for when the account cannot step into it (a checkout below /root)."""
    if (known := _remembered(home)) and known.is_dir():
        return known
    for parent in _SHARED_PLACES:
        with contextlib.suppress(OSError):
            place = Path(tempfile.mkdtemp(prefix="factcheck-desk-", dir=parent))
            place.chmod(0o711)
            if account.can_reach(place):
                write_private(home / _ELSEWHERE, json.dumps({"data": str(place)}) + "\n")
                (place / "belongs-to").write_text(f"{home}\n", encoding="utf-8")
                return place
            place.rmdir()
    raise Trouble(
        f"The account {account.name} cannot step into {home}, "
        f"and no folder in {' or '.join(_SHARED_PLACES)} can be made. "
        "Set FACTCHECK_HOME to a folder that every user may step into."
    )


def _remembered(home: Path) -> Path | None:
    try:
        return Path(json.loads((home / _ELSEWHERE).read_text(encoding="utf-8"))["data"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Trouble(f"{home / _ELSEWHERE} cannot be read ({error}). It names where this desk's data lie.") from error


def remove_elsewhere(home: Path) -> None:
    """For throw-away data folders: take their other half with them."""
    if place := _remembered(home):
        shutil.rmtree(place, ignore_errors=True)


def _copy(programs: Programs, copy: Path) -> None:
    """Everybody may read the copy and run what was runnable. It gets its name when it is whole."""
    draft = copy.with_name(f"{copy.name}.partial")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    unneeded = shutil.ignore_patterns("include", "*.a", "doc", "__pycache__")
    for part in programs.parts:
        if (programs.root / part).is_dir():
            shutil.copytree(programs.root / part, draft / part, symlinks=True, ignore=unneeded)
        else:
            shutil.copy2(programs.root / part, draft / part)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    shutil.rmtree(copy, ignore_errors=True)
    draft.rename(copy)
    for older in copy.parent.glob(f"programs-{programs.title.lower()}-*"):
        if older != copy:
            shutil.rmtree(older, ignore_errors=True)
