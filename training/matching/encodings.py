"""What the two encoders give for the texts that are learned from; each list of texts is encoded once."""

import hashlib
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from claims.matching.artefact import Artefact
from claims.matching.cleaning import clean
from claims.matching.encoders import Encoders, Vectors
from claims.matching.vectors import Projection


class Encodings:
    """Kept in a folder by what was encoded. An empty folder gives the same: it only takes longer."""

    def __init__(self, encoders: Encoders, cache: Path) -> None:
        self._encoders = encoders
        self._cache = cache

    def of(self, texts: Sequence[str]) -> tuple[Vectors, Vectors]:
        """The rows of the English and of the multilingual encoder."""
        plain = [clean(text) for text in texts]
        key = hashlib.sha256("\0".join(plain).encode()).hexdigest()[:16]
        path = self._cache / f"encoded-{key}.npz"
        if not path.is_file():
            began, used = time.perf_counter(), time.process_time()
            self._cache.mkdir(parents=True, exist_ok=True)
            np.savez(path, english=self._encoders.english(plain), multilingual=self._encoders.multilingual(plain))
            print(
                f"{len(plain)} texts encoded in {time.perf_counter() - began:.0f} s "
                f"({time.process_time() - used:.0f} s of processor time)",
                flush=True,
            )
        with np.load(path) as kept:
            return kept["english"], kept["multilingual"]


class Embeddings:
    """Vectors as the product makes them, from what the encoders gave."""

    def __init__(self, encodings: Encodings, artefact: Artefact) -> None:
        self._encodings = encodings
        self._projection = Projection(artefact)

    def of(self, texts: Sequence[str]) -> Vectors:
        return self._projection([clean(text) for text in texts], *self._encodings.of(texts))
