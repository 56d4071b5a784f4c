"""What the words of a sentence say in their order: a small network over word vectors, run with numpy alone.

Words it does not know are read by their shape (``ngrams.tokens``): a name, a figure, an ending. A sentence among many
costs about a tenth of a millisecond.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from claims.extraction.ngrams import SHAPES, tokens

LONGEST = 90  # words and marks; the rest of a longer sentence is not read
WIDTHS = (1, 3, 5)  # words that one kernel sees
EDGE = max(WIDTHS) // 2  # empty rows before, between and behind sentences
TOGETHER = 64  # sentences, so that memory stays bounded
# Rows that are multiplied at once: so few that the algebra library does not wake other threads, which costs more than
# the product, and never of two sentences, so that each has to the last digit what it has alone.
ROWS = 40
UNKNOWN = 0  # number of the vector for words without one
Floats = npt.NDArray[np.float32]

_SHAPE_NUMBERS = {shape: number for number, shape in enumerate(SHAPES, start=1)}  # 0: the word stands for itself


@dataclass(frozen=True)
class Network:
    """Weights as they are stored. ``words`` are in steps of ``step``."""

    numbers: dict[str, int]
    words: npt.NDArray[np.int8]
    step: float
    shapes: Floats
    kernels: tuple[Floats, ...]  # one a width: (width, inputs, outputs)
    kernel_bias: tuple[Floats, ...]
    hidden: Floats
    hidden_bias: Floats
    out: Floats

    @classmethod
    def load(cls, vocabulary: Path, weights: Path) -> "Network":
        words = vocabulary.read_text(encoding="utf-8").split("\n")
        with np.load(weights, allow_pickle=False) as stored:
            return cls(
                {word: number for number, word in enumerate(words) if number != UNKNOWN},
                stored["words"],
                float(stored["step"]),
                stored["shapes"].astype(np.float32),
                tuple(_by_word(stored[f"kernel{width}"].astype(np.float32), width) for width in WIDTHS),
                tuple(stored[f"bias{width}"].astype(np.float32) for width in WIDTHS),
                stored["hidden"].astype(np.float32),
                stored["hidden_bias"].astype(np.float32),
                stored["out"].astype(np.float32),
            )

    def pull(self, text: str, features: Floats) -> float:
        """Log-odds, up to a constant, of being worth checking. ``features``: their values in a fixed order."""
        return self.pulls([text], [features])[0]

    def pulls(self, texts: Sequence[str], features: Sequence[Floats]) -> list[float]:
        """The same of each of many sentences, to the last digit what each has alone, but quicker."""
        found: list[float] = []
        for first in range(0, len(texts), TOGETHER):
            found += self._pulls(texts[first : first + TOGETHER], features[first : first + TOGETHER])
        return found

    def _pulls(self, texts: Sequence[str], features: Sequence[Floats]) -> list[float]:
        read = [numbered(text, self.numbers) for text in texts]
        if not any(numbers for numbers, _ in read):
            return [0.0] * len(texts)
        places: list[slice] = []  # of each sentence's words among the rows
        end = 0
        for numbers, _ in read:
            places.append(slice(end + EDGE, end + EDGE + len(numbers)))
            end = places[-1].stop
        rows = np.zeros((end + EDGE, self.words.shape[1] + self.shapes.shape[1]), dtype=np.float32)
        steps = np.float32(self.step)
        for place, (numbers, shapes) in zip(places, read, strict=True):
            rows[place, : self.words.shape[1]] = self.words[numbers].astype(np.float32) * steps
            rows[place, self.words.shape[1] :] = self.shapes[shapes]
        pieces = [
            slice(first, min(first + ROWS, place.stop))
            for place in places
            for first in range(place.start, place.stop, ROWS)
        ]
        heard = [
            self._heard(rows, pieces, kernel, bias, width)
            for width, kernel, bias in zip(WIDTHS, self.kernels, self.kernel_bias, strict=True)
        ]
        return [
            self._sum(heard, place, values) if place.start < place.stop else 0.0
            for place, values in zip(places, features, strict=True)
        ]

    def _heard(self, rows: Floats, pieces: list[slice], kernel: Floats, bias: Floats, width: int) -> Floats:
        """What one kernel makes of every row."""
        total = np.zeros((len(rows), kernel.shape[2]), dtype=np.float32)
        times = np.zeros_like(total)
        for at in range(width):
            aside = at - width // 2
            for piece in pieces:
                np.matmul(rows[piece.start + aside : piece.stop + aside], kernel[at], out=times[piece])
            total += times
        heard: Floats = np.maximum(bias + total, 0)
        return heard

    def _sum(self, heard: list[Floats], place: slice, features: Floats) -> float:
        pooled: list[Floats] = []
        length = place.stop - place.start
        for rows in heard:
            own = rows[place]
            pooled += [own.max(axis=0), own.sum(axis=0) / np.float32(4 * np.sqrt(length))]
        found = np.concatenate([*pooled, features])
        inner = np.maximum((found[:, None] * self.hidden).sum(axis=0) + self.hidden_bias, 0)
        return float((inner * self.out).sum())


def _by_word(kernel: Floats, width: int) -> Floats:
    """(width × inputs, outputs) as (width, inputs, outputs)."""
    return np.ascontiguousarray(kernel.reshape(width, -1, kernel.shape[1]))


def numbered(text: str, numbers: dict[str, int]) -> tuple[list[int], list[int]]:
    """Numbers of the words and of their shapes."""
    pairs = tokens(text)[:LONGEST]
    return [numbers.get(word, UNKNOWN) for word, _ in pairs], [_SHAPE_NUMBERS.get(shape, 0) for _, shape in pairs]
