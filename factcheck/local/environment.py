"""Make `.venv` and install a lock into it: python3 factcheck/local/environment.py runtime|local|dev

Run by the machine's bare python3, so: standard library only, and no syntax newer than its version check can report.
Each lock holds the one before it: runtime (a server), local (and PostgreSQL and Valkey as wheels), dev (and all tools).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent.parent
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
BUILD = CHECKOUT / "build"
LEVELS = ("runtime", "local", "dev")
OLDEST = (3, 11)


class Failed(Exception):
    """What could not be done, for a person to read."""


def say(text: str) -> None:
    print(f"environment: {text}", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0] not in LEVELS:
        print(__doc__, file=sys.stderr)
        return 2
    if sys.version_info < OLDEST:
        say(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; {sys.executable} is {sys.version.split()[0]}. "
            "Name another one: make PYTHON=/path/to/python3 up"
        )
        return 1
    try:
        BUILD.mkdir(exist_ok=True)
        with (BUILD / "environment.lock").open("w") as lock:  # `make up` and `make test` at once: one waits
            fcntl.flock(lock, fcntl.LOCK_EX)
            bring_up_to(arguments[0])
    except Failed as failure:
        say(str(failure))
        return 1
    except OSError as error:
        say(f"{CHECKOUT} cannot be written: {error}. Use a checkout of your own.")
        return 1
    return 0


def bring_up_to(level: str) -> None:
    """Make sure that the environment holds at least this lock, in its present state."""
    version = ".".join(map(str, sys.version_info[:2]))
    installed = read_stamp()
    is_sound = PYTHON.exists() and python_version() is not None
    if is_sound and LEVELS.index(installed.get("level", "runtime")) > LEVELS.index(level):
        level = installed["level"]  # more was asked for before: keep it complete
    wanted = {"level": level, "python": python_version() if is_sound else version, "sha256": digest(level)}
    if is_sound and installed == wanted:
        return
    if not is_sound:
        say(f"making .venv with Python {sys.version.split()[0]}")
        make_venv()
        wanted["python"] = python_version() or version
    STAMP.unlink(missing_ok=True)
    lock = CHECKOUT / "requirements" / f"{level}.lock"
    count = len(re.findall(r"^[A-Za-z0-9]", lock.read_text(encoding="utf-8"), re.MULTILINE))
    say(f"installing up to {count} packages from {lock.relative_to(CHECKOUT)}")
    install(lock)
    STAMP.write_text(json.dumps(wanted) + "\n", encoding="utf-8")
    say("ready in .venv")


def read_stamp() -> dict[str, str]:
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and found.get("level") in LEVELS else {}


def digest(level: str) -> str:
    return hashlib.sha256((CHECKOUT / "requirements" / f"{level}.lock").read_bytes()).hexdigest()


def python_version() -> str | None:
    """Of the environment's own Python; None when it does not run, as after an upgrade of the machine's."""
    code = "import sys; print('%d.%d' % sys.version_info[:2]); sys.exit(sys.prefix == sys.base_prefix)"
    try:
        told = subprocess.run([PYTHON, "-I", "-c", code], capture_output=True, text=True, check=True, timeout=60)
    except (OSError, subprocess.SubprocessError):
        return None
    version = told.stdout.strip()
    return version if tuple(map(int, version.split("."))) >= OLDEST else None


def make_venv() -> None:
    """Without pip inside, which needs no ensurepip; packages are put in from outside."""
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", "--without-pip", VENV], capture_output=True, text=True, check=False
    )
    if done.returncode == 0:
        return
    uv = find_uv()
    if uv is None:
        raise Failed(f"{sys.executable} cannot make a virtual environment: {(done.stderr or done.stdout).strip()}")
    run_or_fail([uv, "venv", "--clear", "--python", sys.executable, VENV], uv_environment())


def install(lock: Path) -> None:
    """With uv where it can be had (seconds), else with pip (a minute or more)."""
    uv = find_uv()
    if uv is not None:
        command = [uv, "pip", "install", "--python", PYTHON, "--require-hashes", "-r", lock]
        if show([str(part) for part in command], uv_environment()) == 0:
            return
        say("uv could not install everything; trying once more with pip, which is slower and knows pip's own settings")
    pip = find_pip()
    if pip is None:
        raise Failed(
            "neither uv nor pip was found. Install one of them (Debian: apt install python3-pip), then try again."
        )
    command = [*pip, "--python", PYTHON, "install", "--require-hashes", "--no-warn-script-location", "-r", lock]
    if show([str(part) for part in command], pip_environment()) != 0:
        raise Failed(
            "the packages could not be installed; the lines above say why. Run the same command again to go on."
        )


def find_uv() -> str | None:
    """On PATH, or put by pip into the build folder, at the version and with the hashes of the lock."""
    if found := shutil.which("uv"):
        return found
    block = re.search(
        r"^uv==.*?(?=^\S|\Z)", (CHECKOUT / "requirements" / "dev.lock").read_text(), re.DOTALL | re.MULTILINE
    )
    pip = find_pip()
    if block is None or pip is None:
        return None
    version = block[0].split()[0].split("==")[1]
    folder = BUILD / f"uv-{version}"
    if not (folder / "bin" / "uv").exists():
        say("fetching uv, the installer")
        draft = Path(tempfile.mkdtemp(prefix="uv-", dir=BUILD))
        pinned = draft / "uv.txt"
        pinned.write_text("\n".join(line for line in block[0].splitlines() if "#" not in line) + "\n", encoding="utf-8")
        command = [
            *pip,
            "install",
            "--quiet",
            "--no-deps",
            "--require-hashes",
            "--target",
            str(draft),
            "-r",
            str(pinned),
        ]
        done = subprocess.run(command, env=pip_environment(), capture_output=True, text=True, check=False)
        if done.returncode or not (draft / "bin" / "uv").exists():
            shutil.rmtree(draft, ignore_errors=True)
            say(f"uv cannot be had; going on with pip. {(done.stderr.strip().splitlines() or [''])[-1]}")
            return None
        shutil.rmtree(folder, ignore_errors=True)
        draft.rename(folder)
    return str(folder / "bin" / "uv")


def find_pip() -> list[str] | None:
    for command in (
        [sys.executable, "-m", "pip"],
        *([path] for name in ("pip3", "pip") if (path := shutil.which(name))),
    ):
        if subprocess.run([*command, "--version"], capture_output=True, check=False).returncode == 0:
            return command
    return None


def pip_environment() -> dict[str, str]:
    """Settings that would contradict an installation into a folder are taken out, others (index, proxy) left alone."""
    quiet = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore", "PIP_NO_INPUT": "1"}
    return {**os.environ, **quiet, "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}


def uv_environment() -> dict[str, str]:
    """uv reads none of pip's settings: hand over the index and the certificates that pip was told to use."""
    values = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "" if sys.stderr.isatty() else "1"}
    values = {name: value for name, value in values.items() if value}
    for unwanted in ("UV_TARGET", "UV_PREFIX", "UV_SYSTEM_PYTHON", "VIRTUAL_ENV"):
        values.pop(unwanted, None)
    told = pip_settings()
    if (index := told.get("index-url")) and not {"UV_INDEX_URL", "UV_DEFAULT_INDEX", "UV_INDEX"} & set(values):
        values["UV_DEFAULT_INDEX"] = index
    if certificates := told.get("cert"):
        values.setdefault("SSL_CERT_FILE", certificates)
    return values


def pip_settings() -> dict[str, str]:
    """What pip's files and environment say, by the name of the setting; as for pip, the environment wins."""
    pip = find_pip()
    if pip is None:
        return {}
    told = subprocess.run([*pip, "config", "list"], env=pip_environment(), capture_output=True, text=True, check=False)
    found = {}
    for line in sorted(told.stdout.splitlines(), key=lambda line: line.startswith(":env:")):
        name, equals, value = line.partition("=")
        if equals:
            found[name.strip().rpartition(".")[2]] = value.strip().strip("'\"")
    return found


def show(command: list[str], env: dict[str, str]) -> int:
    """Run with its progress in sight; without a terminal, less the one line per package."""
    if sys.stderr.isatty():
        return subprocess.run(command, env=env, check=False, stdout=sys.stderr).returncode
    process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in process.stdout or ():
        if not re.match(
            r" [+~-] | *[━╸╺]|Ignoring|Looking in|Installing collected|Successfully installed|Requirement already", line
        ):
            print(f"  {line.rstrip()}", file=sys.stderr, flush=True)
    return process.wait()


def run_or_fail(command: list[str | Path], env: dict[str, str]) -> None:
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{Path(command[0]).name} failed: {(done.stderr or done.stdout).strip()}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
