"""The learned weights as files: read once per process, and only when their hashes are the ones written down."""

import hashlib
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from claims.extraction.tagger.decode import Floats, Links
from claims.extraction.tagger.windows import Window, batch
from claims.extraction.tagger.wordpiece import Vocabulary

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

FOLDER = Path(__file__).parent.parent / "artefacts" / "attribution-tagger"
MANIFEST = "manifest.json"
SWITCH = "FACTCHECK_LEARNED"  # "off": the rules work alone


class ArtefactBroken(RuntimeError):
    """A file of the artefact is missing or is not the one that the manifest describes."""


@dataclass(frozen=True)
class Artefact:
    """The encoder, its vocabulary and the numbers of the linker, from one folder."""

    folder: Path
    manifest: dict[str, Any]

    @classmethod
    def open(cls, folder: Path = FOLDER) -> "Artefact":
        """Checks every file before anything is loaded."""
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        for name, digest in manifest["files"].items():
            path = folder / name
            if not path.is_file():
                raise ArtefactBroken(f"{path} is missing: restore it from the release, or set {SWITCH}=off.")
            if hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                raise ArtefactBroken(
                    f"{path} is not the file that {MANIFEST} describes: restore the release, or set {SWITCH}=off."
                )
        return cls(folder, manifest)

    def load(self) -> None:
        """Everything that would otherwise be loaded at the first text."""
        _ = self.vocabulary, self.links, self.session

    @property
    def name(self) -> str:
        return str(self.manifest["name"])

    @property
    def version(self) -> str:
        return str(self.manifest["version"])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary.read(self.folder / "vocabulary.txt")

    @cached_property
    def links(self) -> Links:
        numbers = self.manifest["links"]

        def table(name: str) -> Floats:
            return np.asarray(numbers[name], dtype=np.float32)

        return Links(
            table("moves"), table("opening"), table("source_distance"), table("content_distance"),
            float(numbers["no_source"]), float(numbers["no_cue"]),
        )  # fmt: skip

    @cached_property
    def session(self) -> "InferenceSession":
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # workers are the unit of parallelism here, and one thread gives one answer
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(
            str(self.folder / "encoder.onnx"), options, providers=["CPUExecutionProvider"]
        )

    def run(self, windows: list[Window]) -> list[tuple[Floats, Floats, Floats]]:
        """Emissions, role vectors and deeds of each window."""
        found = []
        for window in windows:  # one at a time: nothing is padded, and memory stays flat however long the text
            emissions, roles, deeds = self.session.run(None, dict(batch([window])))
            found.append((emissions[0], roles[0], deeds[0]))
        return found


class Shelf:
    """The one artefact of this process, opened at first need."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._artefact: Artefact | None = None
        self._looked = False

    def artefact(self) -> Artefact | None:
        """None when the learned part is switched off or was not delivered with this copy."""
        if os.environ.get(SWITCH, "on").strip().lower() in {"off", "0", "false", "no"}:
            return None
        with self._lock:
            if not self._looked:
                self._artefact = Artefact.open() if (FOLDER / MANIFEST).is_file() else None
                self._looked = True
            return self._artefact


shelf = Shelf()
