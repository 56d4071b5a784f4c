"""Who runs the services: we do or, when we are root, an account without rights, since PostgreSQL refuses root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from factcheck.local.home import Trouble


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine. `is_dropped`: not the one we run as, so it may see less than we do."""

    name: str
    uid: int
    gid: int
    is_dropped: bool

    def popen_arguments(self) -> dict[str, Any]:
        """What subprocess needs to run something as this account."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.is_dropped else {}

    def own(self, folder: Path) -> None:
        """Give it a folder that we have just made ourselves."""
        if self.is_dropped:
            os.chown(folder, self.uid, self.gid)

    def can_run(self, program: Path) -> bool:
        return self._succeeds([str(program), "--version"])

    def can_reach(self, folder: Path) -> bool:
        """Whether it may step into an existing folder."""
        return self._succeeds(["/bin/sh", "-c", 'cd -- "$0"', str(folder)])

    def _succeeds(self, command: list[str]) -> bool:
        try:
            done = subprocess.run(
                command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=20,
                check=False,
                **self.popen_arguments(),
            )
        except (OSError, subprocess.SubprocessError):
            return False
        return done.returncode == 0


def ours() -> pwd.struct_passwd:
    """The account we run as. PostgreSQL needs it to have a name."""
    try:
        return pwd.getpwuid(os.geteuid())
    except KeyError:
        raise Trouble(
            f"This process runs as user number {os.geteuid()}, which has no name on this machine, "
            "and PostgreSQL needs one. Run it as a user of the machine, or name a database of your own in DATABASE_URL."
        ) from None


def for_services(owner: int | None = None) -> Account:
    """The account that runs the services. `owner`: the user number that existing data belong to, which then decides."""
    me = ours()
    if me.pw_uid != 0:
        return Account(me.pw_name, me.pw_uid, me.pw_gid, is_dropped=False)
    candidates = [entry for name in ("postgres", "nobody") if (entry := _by_name(name))]
    if owner:
        try:
            candidates.insert(0, pwd.getpwuid(owner))
        except KeyError:
            raise Trouble(
                f"The database's files belong to user number {owner}, who no longer exists here. "
                "Give them to an existing unprivileged user with chown -R, then start again."
            ) from None
    for entry in candidates:
        account = Account(entry.pw_name, entry.pw_uid, entry.pw_gid, is_dropped=True)
        if account.can_reach(Path("/")):
            return account
    raise Trouble(
        "PostgreSQL refuses to run as root, and neither of the accounts `postgres` and `nobody` can be used here. "
        "Run this as an ordinary user, or name a database of your own in DATABASE_URL."
    )


def _by_name(name: str) -> pwd.struct_passwd | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return entry if entry.pw_uid != 0 else None
