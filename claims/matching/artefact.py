"""Learned numbers as files: read once per process, and only when their hashes are the ones written down."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "artefacts"
MANIFEST = "manifest.json"


class ArtefactBroken(RuntimeError):
    """A file of learned numbers is missing or is not the one that its manifest describes."""


@dataclass(frozen=True)
class Artefact:
    """One folder whose files are those of its manifest."""

    folder: Path
    manifest: dict[str, Any]

    @classmethod
    def open(cls, name: str, folder: Path = FOLDER) -> "Artefact":
        """Checks every file before anything is loaded."""
        here = folder / name
        try:
            manifest = json.loads((here / MANIFEST).read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise ArtefactBroken(f"{here / MANIFEST} is missing: restore it from the release.") from None
        for file, digest in manifest["files"].items():
            check(here / file, digest, "restore it from the release")
        return cls(here, manifest)

    @property
    def version(self) -> str:
        return f"{self.manifest['name']}-{self.manifest['version']}"


def check(path: Path, digest: str, remedy: str) -> None:
    """ArtefactBroken unless the file is there with this SHA-256."""
    if not path.is_file():
        raise ArtefactBroken(f"{path} is missing: {remedy}.")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != digest:
        raise ArtefactBroken(f"{path} is not the file that was written down for it: {remedy}.")
