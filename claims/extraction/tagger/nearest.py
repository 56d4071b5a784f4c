"""Links by distance alone: what the learned linker is measured against."""

from collections.abc import Sequence
from typing import Protocol

FAR = 60  # pieces that a link may leap over at most
PARAGRAPH = 30  # pieces that a change of paragraph counts for


class Run(Protocol):
    @property
    def first(self) -> int: ...
    @property
    def last(self) -> int: ...


def nearest(askers: Sequence[Run], takers: Sequence[Run], paragraph: Sequence[int]) -> list[tuple[int, float]]:
    """For each asker the taker with the fewest pieces between them, the earlier of two; -1 where none is in reach.

    The second number is how sure the link is, as the learned linker gives it: here it says nothing and is always 0.5.
    """
    found = []
    for asker in askers:
        gaps = [
            max(taker.first - asker.last, asker.first - taker.last, 0)
            + PARAGRAPH * abs(paragraph[taker.first] - paragraph[asker.first])
            for taker in takers
        ]
        best = min(range(len(gaps)), key=lambda number: (gaps[number], number), default=-1)
        found.append((best if best >= 0 and gaps[best] <= FAR else -1, 0.5))
    return found
