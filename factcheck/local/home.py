"""FACTCHECK_HOME: where the data of one desk on this machine lives, and what is running for it now.

Standard library only: settings.py reads this before anything else is known to be installed.
"""

import contextlib
import fcntl
import json
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
SERVICES = "services.json"
SIGN_INS = "sign-ins.json"
_LOCK = "lock"


class Trouble(Exception):
    """Something that a person has to put right. The text says what, and what to do next."""


def folder() -> Path:
    """The data folder: FACTCHECK_HOME, or `.factcheck` in the checkout. It need not exist yet."""
    named = os.environ.get("FACTCHECK_HOME", "").strip()
    return Path(named).expanduser().absolute() if named else CHECKOUT / ".factcheck"


def services() -> dict[str, str]:
    """Addresses and secrets of what runs for this data folder now; empty when nothing does.

    A file left by a process that was killed is not believed: whoever wrote it holds the lock for as long as it is true.
    """
    home = folder()
    try:
        known = json.loads((home / SERVICES).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(known, dict) or not is_held(home):
        return {}
    return {str(name): str(value) for name, value in known.items()}


def make(home: Path) -> None:
    """Create the folder. Root's lets the unprivileged account of the database through: there, the files are private."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        home.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise Trouble(
            f"The data folder {home} cannot be used: {error.strerror}. Name another one in FACTCHECK_HOME."
        ) from error


def write_private(path: Path, text: str) -> None:
    """Replace a file at once, readable by its owner alone from its first byte on."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
    draft.replace(path)


def write_services(home: Path, values: Mapping[str, str]) -> None:
    write_private(home / SERVICES, json.dumps(dict(values), indent=2) + "\n")


def secret_key(home: Path) -> str:
    """The signing key of this data folder, made once."""
    path = home / "secret-key"
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    key = secrets.token_urlsafe(50)
    write_private(path, key + "\n")
    return key


def is_held(home: Path) -> bool:
    """Whether a running process holds the lock of this data folder."""
    try:
        descriptor = os.open(home / _LOCK, os.O_RDONLY)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextlib.contextmanager
def hold(home: Path) -> Iterator[None]:
    """Hold the data folder while the block runs; Trouble if somebody else does. The kernel frees it however we end."""
    descriptor = os.open(home / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        deadline = (
            time.monotonic() + 0.5
        )  # is_held() takes the lock for an instant, which must not look like a second desk
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                if time.monotonic() > deadline:
                    raise Trouble(_taken(home)) from None
                time.sleep(0.02)
        yield
    finally:
        os.close(descriptor)


def _taken(home: Path) -> str:
    site = ""
    with contextlib.suppress(OSError, ValueError):
        site = json.loads((home / SERVICES).read_text(encoding="utf-8")).get("SITE_URL", "")
    where = f" It serves {site} ." if site else ""
    return (
        f"A desk is already running on the data in {home}.{where} Stop that one first (Ctrl-C where it runs), "
        "or start this one on other data: FACTCHECK_HOME=/another/folder PORT=8001 make up"
    )
