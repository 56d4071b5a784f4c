"""Run one command with a PostgreSQL and a Valkey of its own, thrown away afterwards:

    python -m factcheck.local.run -- pytest tests

The exit status is the command's. What DATABASE_URL or REDIS_URL already name is used instead of starting one.
"""

import contextlib
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from factcheck.local import home, places, stack
from factcheck.local.home import CHECKOUT, Trouble
from factcheck.local.supervise import Crashed, Stopped, Supervisor

_PREFIX = "factcheck-run-"


def say(text: str) -> None:
    print(f"services: {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def throw_away_home() -> Iterator[Path]:
    """A new data folder, removed afterwards with all that was put elsewhere for it."""
    parent = Path("/tmp" if os.access("/tmp", os.W_OK) else tempfile.gettempdir())
    remove_forgotten(parent, older_than=3600)
    data = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
    home.make(data)
    try:
        yield data
    finally:
        _throw_away(data)


def remove_forgotten(parent: Path, *, older_than: float) -> None:
    """Remove data folders of ours whose runner was killed before it could: of some age, and held by nobody."""
    for data in parent.glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError, Trouble):
            found = data.lstat()
            is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
            if is_ours and time.time() - found.st_mtime > older_than and not home.is_held(data):
                stack.tidy(data)
                _throw_away(data)


def _throw_away(data: Path) -> None:
    with contextlib.suppress(Trouble):
        places.remove_elsewhere(data)
    shutil.rmtree(data, ignore_errors=True)


def run(command: Sequence[str]) -> int:
    """Start the services, run the command in front of them, stop them."""
    with throw_away_home() as data, home.hold(data):
        supervisor = Supervisor(data / "logs", say=say)
        try:
            addresses = stack.start(data, supervisor, is_throw_away=True)
            values = {**addresses, "SECRET_KEY": home.secret_key(data), "FACTCHECK_HOME": str(data)}
            home.write_services(data, values)
            return _run_in_front(command, values, supervisor)
        finally:
            supervisor.stop()
            stack.tidy(data)


def _run_in_front(command: Sequence[str], values: dict[str, str], supervisor: Supervisor) -> int:
    """In our own process group, so that the terminal's Ctrl-C reaches it; other signals are handed on."""
    paths = [str(CHECKOUT), *filter(None, [os.environ.get("PYTHONPATH")])]
    process = subprocess.Popen(command, env={**os.environ, **values, "PYTHONPATH": os.pathsep.join(paths)})
    handed_on = 0
    while (status := process.poll()) is None:
        time.sleep(0.1)
        try:
            supervisor.check()
        except Stopped:
            if not handed_on and supervisor.asked_by != signal.SIGINT:  # that one the terminal gave to both of us
                process.send_signal(signal.SIGTERM)
            handed_on += 1
            if handed_on > 100:  # ten seconds
                process.kill()
        except Crashed as crash:
            process.kill()
            process.wait()
            raise Trouble(str(crash)) from crash
    return status if status >= 0 else 128 - status


def main(arguments: Sequence[str]) -> int:
    command = list(arguments[1:] if arguments[:1] == ["--"] else arguments)
    if not command:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        return run(command)
    except Stopped:
        return 130
    except Trouble as trouble:
        say(str(trouble))
        return 1
    except (FileNotFoundError, PermissionError) as error:  # the latter where a folder on PATH may not be entered
        say(f"no such program: {error.filename}")
        return 127


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
