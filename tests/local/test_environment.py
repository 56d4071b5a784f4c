"""The environment is made from bare Python, in a checkout of its own, out of a folder of packages: no network."""

import base64
import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from factcheck.local import environment
from factcheck.local.home import CHECKOUT

BARE = shutil.which("python3", path="/usr/bin:/usr/local/bin") or sys.executable


def a_wheel(folder: Path, name: str, version: str) -> str:
    """Write a package with nothing in it but its version; returns its line for a lock."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"version = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(
        f"{file},sha256={base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip('=')},{len(text)}\n"
        for file, text in files.items()
    )
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in files.items():
            wheel.writestr(zipfile.ZipInfo(file), text)  # dated alike whenever it is made: so is its hash
        wheel.writestr(zipfile.ZipInfo(f"{info}/RECORD"), f"{record}{info}/RECORD,,\n")
    return f"{name}=={version} --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"


class Clone:
    """A checkout with the script, three tiny locks and the packages that they name."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.packages = root / "packages"
        script = root / "factcheck" / "local" / "environment.py"
        script.parent.mkdir(parents=True)
        shutil.copy(CHECKOUT / "factcheck" / "local" / "environment.py", script)
        (root / "requirements").mkdir()
        self.lock({"runtime": ["alpha"], "local": ["alpha", "beta"], "dev": ["alpha", "beta", "gamma"]})

    def lock(self, levels: dict[str, list[str]], version: str = "1.0") -> None:
        for level, names in levels.items():
            lines = [a_wheel(self.packages, name, version) for name in names]
            (self.root / "requirements" / f"{level}.lock").write_text("".join(lines), encoding="utf-8")

    def make(self, level: str, **env: str) -> "subprocess.CompletedProcess[str]":
        unset = ("VIRTUAL_ENV", "PYTHONPATH", "UV_DEFAULT_INDEX", "PIP_CONSTRAINT")
        clean = {name: value for name, value in os.environ.items() if name not in unset}
        offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.packages), "PIP_CONFIG_FILE": os.devnull}
        offline |= {"UV_NO_INDEX": "1", "UV_FIND_LINKS": str(self.packages), "UV_NO_CONFIG": "1"}
        return subprocess.run(
            [BARE, "factcheck/local/environment.py", level],
            cwd=self.root,
            env={**clean, **offline, **env},
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )

    def installed(self) -> dict[str, str]:
        found = {}
        for name in ("alpha", "beta", "gamma"):
            told = subprocess.run(
                [self.root / ".venv/bin/python", "-c", f"import {name}; print({name}.version)"],
                capture_output=True,
                text=True,
                check=False,
            )
            if told.returncode == 0:
                found[name] = told.stdout.strip()
        return found


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    told = subprocess.run([BARE, "-m", "pip", "--version"], capture_output=True, check=False)
    if told.returncode and not shutil.which("uv"):
        pytest.skip(f"{BARE} has no pip, and there is no uv: nothing could install a package")
    return Clone(tmp_path / "clone")


@pytest.fixture
def without_uv(tmp_path: Path) -> dict[str, str]:
    """A search path without uv; where the lock names none, none can be fetched either."""
    return {"PATH": "/usr/bin:/bin"}


def test_a_level_is_installed_once_and_again_only_when_its_lock_changes(
    clone: Clone, without_uv: dict[str, str]
) -> None:
    done = clone.make("local", **without_uv)
    assert done.returncode == 0, done.stderr
    assert clone.installed() == {"alpha": "1.0", "beta": "1.0"}
    assert "installing up to 2 packages" in done.stderr
    assert clone.make("local", **without_uv).stderr == "", "nothing to do, nothing to say"
    assert clone.make("runtime", **without_uv).stderr == "", "a higher level has it all"
    clone.lock({"local": ["alpha", "beta"]}, version="1.1")
    assert clone.make("local", **without_uv).returncode == 0
    assert clone.installed() == {"alpha": "1.1", "beta": "1.1"}


def test_a_higher_level_once_asked_for_is_kept_complete(clone: Clone, without_uv: dict[str, str]) -> None:
    assert clone.make("dev", **without_uv).returncode == 0
    clone.lock({"dev": ["alpha", "beta", "gamma"]}, version="1.2")
    done = clone.make("local", **without_uv)
    assert "dev.lock" in done.stderr
    assert clone.installed() == {"alpha": "1.2", "beta": "1.2", "gamma": "1.2"}


def test_it_needs_no_ensurepip(clone: Clone, without_uv: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without" / "ensurepip.py").write_text("raise ImportError('not packaged')\n", encoding="utf-8")
    done = clone.make("runtime", PYTHONPATH=str(tmp_path / "without"), **without_uv)
    assert done.returncode == 0, done.stderr
    assert clone.installed() == {"alpha": "1.0"}


def test_a_package_whose_hash_is_wrong_is_refused_and_nothing_counts_as_installed(
    clone: Clone, without_uv: dict[str, str]
) -> None:
    lock = clone.root / "requirements" / "runtime.lock"
    lock.write_text("alpha==1.0 --hash=sha256:" + "0" * 64 + "\n", encoding="utf-8")
    done = clone.make("runtime", **without_uv)
    assert done.returncode == 1
    assert "could not be installed" in done.stderr
    assert not (clone.root / ".venv" / "installed.json").exists()
    clone.lock({"runtime": ["alpha"]})
    assert clone.make("runtime", **without_uv).returncode == 0, "the next try goes on"


def test_a_broken_environment_is_made_anew(clone: Clone, without_uv: dict[str, str]) -> None:
    assert clone.make("runtime", **without_uv).returncode == 0
    (clone.root / ".venv" / "bin" / "python").unlink()
    done = clone.make("runtime", **without_uv)
    assert "making .venv" in done.stderr
    assert clone.installed() == {"alpha": "1.0"}


def test_settings_of_pip_that_would_contradict_do_not(clone: Clone, without_uv: dict[str, str]) -> None:
    done = clone.make("runtime", PIP_USER="1", PIP_REQUIRE_VIRTUALENV="1", **without_uv)
    assert done.returncode == 0, done.stderr


def test_when_uv_fails_pip_takes_over(clone: Clone, tmp_path: Path) -> None:
    broken = tmp_path / "bin" / "uv"
    broken.parent.mkdir()
    broken.write_text("#!/bin/sh\necho 'error: no route to the index' >&2\nexit 2\n", encoding="utf-8")
    broken.chmod(0o755)
    done = clone.make("runtime", PATH=f"{broken.parent}:/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    assert "no route to the index" in done.stderr
    assert "trying once more with pip" in done.stderr
    assert clone.installed() == {"alpha": "1.0"}


def test_uv_is_told_the_index_and_certificates_that_pip_uses(clone: Clone, tmp_path: Path) -> None:
    told = tmp_path / "told"
    spy = tmp_path / "bin" / "uv"
    spy.parent.mkdir()
    spy.write_text(
        f'#!/bin/sh\necho "$UV_DEFAULT_INDEX $SSL_CERT_FILE $UV_PYTHON_DOWNLOADS" > {told}\nexit 1\n', "utf-8"
    )
    spy.chmod(0o755)
    config = tmp_path / "pip.conf"
    config.write_text("[global]\nindex-url = https://packages.example.org/simple\n", encoding="utf-8")
    clone.make(
        "runtime",
        PATH=f"{spy.parent}:/usr/bin:/bin",
        PIP_CONFIG_FILE=str(config),
        PIP_CERT="/etc/ca.pem",
        SSL_CERT_FILE="",
    )
    assert told.read_text(encoding="utf-8").split() == [
        "https://packages.example.org/simple",
        "/etc/ca.pem",
        "never",
    ]


def test_an_old_python_is_told_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(environment, "OLDEST", (99, 0))
    assert environment.main(["local"]) == 1
    assert "Python 99.0 or newer is needed" in capsys.readouterr().err


def test_an_unknown_level_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert environment.main(["everything"]) == 2
    assert "runtime|local|dev" in capsys.readouterr().err


def test_the_locks_contain_one_another_and_carry_hashes() -> None:
    pins = {}
    for level in environment.LEVELS:
        lines = (CHECKOUT / "requirements" / f"{level}.lock").read_text(encoding="utf-8").splitlines()
        names = [line.split()[0] for line in lines if line[:1].isalnum()]
        assert all("==" in name for name in names)
        assert sum("--hash=sha256:" in line for line in lines) >= len(names)
        assert not any("://" in line for line in lines), "no registry's address in a lock"
        pins[level] = set(names)
    assert pins["runtime"] < pins["local"] < pins["dev"]
    assert json.dumps(sorted(pins["runtime"])).isascii()
