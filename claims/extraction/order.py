"""What the words of a sentence say in their order: a small network over word vectors, run with numpy alone.

Words it does not know are read by their shape (``ngrams.tokens``): a name, a figure, an ending. One sentence costs
about half a millisecond.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from claims.extraction.ngrams import SHAPES, tokens

LONGEST = 90  # words and marks; the rest of a longer sentence is not read
WIDTHS = (1, 3, 5)  # words that one kernel sees
ROWS = 40  # that are multiplied at once
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
        numbers, shapes = numbered(text, self.numbers)
        if not numbers:
            return 0.0
        steps = np.float32(self.step)
        rows = np.hstack([self.words[numbers].astype(np.float32) * steps, self.shapes[shapes]])
        pooled = []
        for width, kernel, bias in zip(WIDTHS, self.kernels, self.kernel_bias, strict=True):
            side = width // 2
            padded = np.pad(rows, ((side, side), (0, 0)))
            heard = bias + sum(_times(padded[at : at + len(rows)], kernel[at]) for at in range(width))
            heard = np.maximum(heard, 0)
            pooled += [heard.max(axis=0), heard.sum(axis=0) / np.float32(4 * np.sqrt(len(rows)))]
        found = np.concatenate([*pooled, features])
        inner = np.maximum((found[:, None] * self.hidden).sum(axis=0) + self.hidden_bias, 0)
        return float((inner * self.out).sum())


def _by_word(kernel: Floats, width: int) -> Floats:
    """(width × inputs, outputs) as (width, inputs, outputs)."""
    return np.ascontiguousarray(kernel.reshape(width, -1, kernel.shape[1]))


def _times(rows: Floats, kernel: Floats) -> Floats:
    """A product in pieces so small that the algebra library does not wake other threads: waking costs more than it."""
    return np.concatenate([rows[at : at + ROWS] @ kernel for at in range(0, len(rows), ROWS)])


def numbered(text: str, numbers: dict[str, int]) -> tuple[list[int], list[int]]:
    """Numbers of the words and of their shapes."""
    pairs = tokens(text)[:LONGEST]
    return [numbers.get(word, UNKNOWN) for word, _ in pairs], [_SHAPE_NUMBERS.get(shape, 0) for _, shape in pairs]
