"""Windows: whole paragraphs packed together, as many as the encoder can read at once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claims.extraction.tagger.pieces import Pieces

LONGEST = 256  # positions beyond these were never trained in this encoder
CLS, SEP, PAD = 101, 102, 0
NO_PIECE = -1
_ENDINGS = frozenset({1012, 1029, 999})  # . ? !
_QUOTE = 1000

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Window:
    """Rows of the encoder's input; ``pieces`` gives the place in the text's pieces, or NO_PIECE for a mark of ours."""

    ids: Ints
    case: Ints
    quoted: Ints
    first: Ints  # 1 for the first piece of a paragraph
    pieces: Ints

    def __len__(self) -> int:
        return len(self.ids)


def pack(
    pieces: Pieces, longest: int = LONGEST, first_limit: int | None = None, chosen: frozenset[int] | None = None
) -> list[Window]:
    """The text, or its ``chosen`` paragraphs, in windows of at most ``longest`` positions.

    Training shortens the first, to vary the cuts.
    """
    windows: list[Window] = []
    parts: list[tuple[int, int]] = []
    used = 1
    limit = first_limit or longest
    for number, (low, high) in enumerate(pieces.paragraphs):
        if chosen is not None and number not in chosen:
            continue
        for part in _parts(pieces, low, high, longest - 2):
            size = part[1] - part[0] + 1
            if parts and used + size > limit:
                windows.append(_window(pieces, parts))
                parts, used, limit = [], 1, longest
            parts.append(part)
            used += size
    if parts:
        windows.append(_window(pieces, parts))
    return windows


def _parts(pieces: Pieces, low: int, high: int, room: int) -> list[tuple[int, int]]:
    """A paragraph that is too long is cut after the last sentence that fits."""
    parts = []
    while high - low > room:
        cut = low + room
        for place in range(low + room - 1, low + room // 3, -1):
            if pieces.ids[place] in _ENDINGS:
                cut = place + 1
                if cut < low + room and pieces.ids[cut] == _QUOTE:
                    cut += 1
                break
        parts.append((low, cut))
        low = cut
    if high > low:
        parts.append((low, high))
    return parts


def _window(pieces: Pieces, parts: list[tuple[int, int]]) -> Window:
    places: list[int] = [NO_PIECE]
    ids, case, quoted, first = [CLS], [0], [0], [0]
    starts = {low for low, _ in pieces.paragraphs}
    for low, high in parts:
        places.extend(range(low, high))
        places.append(NO_PIECE)
        ids.extend(pieces.ids[low:high])
        ids.append(SEP)
        case.extend(pieces.case[low:high])
        case.append(0)
        quoted.extend(pieces.quoted[low:high])
        quoted.append(0)
        first.extend(int(place in starts) for place in range(low, high))
        first.append(0)
    return Window(*(np.asarray(column, dtype=np.int64) for column in (ids, case, quoted, first, places)))


def batch(windows: list[Window]) -> dict[str, Ints]:
    """The windows as one padded block for each input of the encoder."""
    width = max(len(window) for window in windows)
    block = {
        name: np.zeros((len(windows), width), dtype=np.int64) for name in ("ids", "mask", "case", "quoted", "first")
    }
    for row, window in enumerate(windows):
        size = len(window)
        block["ids"][row, :size] = window.ids
        block["mask"][row, :size] = 1
        block["case"][row, :size] = window.case
        block["quoted"][row, :size] = window.quoted
        block["first"][row, :size] = window.first
    return block
