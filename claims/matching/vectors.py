"""Sentence vectors: near when two texts may say the same, across languages too; the inner product is the similarity.

A vector has two halves. The first comes from an English encoder, the second from a multilingual one; each is brought to
fewer numbers by a projection that was learned from fact-checked claims and that weakens what all claims have in common.
Text that is not English has nothing in its first half, so that it meets English claims in the second.
"""

from collections.abc import Sequence
from threading import Lock

import numpy as np

from claims.matching.artefact import Artefact, ArtefactBroken
from claims.matching.cleaning import clean
from claims.matching.encoders import Encoders, Vectors, unit
from claims.matching.tongues import is_english

HALF = 192
WIDTH = 2 * HALF
VERSION = "claim-vectors-2"  # stored beside every vector: what another version made does not compare


class Projection:
    """Turns what the encoders give into vectors; learned numbers from the artefact claim-vectors."""

    def __init__(self, artefact: Artefact) -> None:
        with np.load(artefact.folder / "projection.npz") as numbers:
            self.middle = [numbers[f"middle_{name}"].astype(np.float32) for name in ("english", "multilingual")]
            self.turn = [numbers[f"turn_{name}"].astype(np.float32) for name in ("english", "multilingual")]

    def __call__(self, plain: Sequence[str], english: Vectors, multilingual: Vectors) -> Vectors:
        """The vectors of cleaned texts from both encoders' rows for them."""
        # One normal form: a text of no words stays the zero vector, near to nothing.
        halves = [unit((rows - self.middle[n]) @ self.turn[n]) for n, rows in enumerate((english, multilingual))]
        halves[0][[n for n, text in enumerate(plain) if not is_english(text)]] = 0
        whole = np.concatenate(halves, axis=1)
        whole[[n for n, text in enumerate(plain) if not any(map(str.isalnum, text))]] = 0
        return unit(whole)


class _Space:
    """Encoders and projections of this process, loaded at the first text."""

    def __init__(self) -> None:
        artefact = Artefact.open("claim-vectors")
        if artefact.version != VERSION:
            raise ArtefactBroken(f"{artefact.folder} holds {artefact.version}, the code wants {VERSION}: restore it.")
        self.encoders = Encoders(artefact)
        self.projection = Projection(artefact)

    def embed(self, texts: Sequence[str]) -> Vectors:
        plain = [clean(text) for text in texts]
        return self.projection(plain, self.encoders.english(plain), self.encoders.multilingual(plain))


_lock = Lock()
_space: _Space | None = None


def preload() -> None:
    """Load the models now rather than at the first text."""
    embed(["one two"])


def embed(texts: Sequence[str]) -> Vectors:
    """(n, WIDTH), rows of length 1, in the order of the texts; all zero for a text that has no words.

    Posts are cleaned first (links, handles, emoji); only the first hundred words or so are read. Raises ArtefactBroken
    when a file of the models is not the one that was delivered.
    """
    global _space  # noqa: PLW0603  one set of models per process
    with _lock:
        if _space is None:
            _space = _Space()
    return _space.embed(texts) if len(texts) else np.zeros((0, WIDTH), np.float32)
