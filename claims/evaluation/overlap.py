"""How much of their words two marks share, and which mark of one reader is which of another."""

from collections.abc import Sequence

from claims.extraction.analysis import Span

SAME = 0.5  # intersection over union from which two contents are one
PASSED_OVER = frozenset("\"“”'‘’.,")  # marks and points that annotators place differently

Stretch = tuple[Span, ...]  # in order, without overlap


class Ruler:
    """Measures stretches of one text in the characters that count: no white space, and nothing PASSED_OVER."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._before = [0]
        for character in text:
            self._before.append(self._before[-1] + (not character.isspace() and character not in PASSED_OVER))

    def size(self, stretch: Stretch) -> int:
        return sum(self._before[span.end] - self._before[span.start] for span in stretch)

    def shared(self, one: Stretch, other: Stretch) -> int:
        return self.size(intersection(one, other))

    def likeness(self, one: Stretch, other: Stretch) -> float:
        """Intersection over union, 0..1."""
        shared = self.shared(one, other)
        return shared / (self.size(one) + self.size(other) - shared) if shared else 0.0


def stretch(spans: Sequence[Span]) -> Stretch:
    """The spans in order, those that touch or overlap joined."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return tuple(found)


def intersection(one: Stretch, other: Stretch) -> Stretch:
    found: list[Span] = []
    i = j = 0
    while i < len(one) and j < len(other):
        start, end = max(one[i].start, other[j].start), min(one[i].end, other[j].end)
        if start < end:
            found.append(Span(start, end))
        if one[i].end <= other[j].end:
            i += 1
        else:
            j += 1
    return tuple(found)


def pairs(ruler: Ruler, gold: Sequence[Stretch], guessed: Sequence[Stretch], same: float = SAME) -> dict[int, int]:
    """Which guess is which gold stretch: one to one, the most alike first, at least ``same`` alike."""
    scored = [
        (-likeness, i, j)
        for i, one in enumerate(gold)
        for j, other in enumerate(guessed)
        if one and other and one[0].start < other[-1].end and other[0].start < one[-1].end
        if (likeness := ruler.likeness(one, other)) >= same
    ]
    found: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, j in sorted(scored):
        if i not in found and j not in taken:
            found[i] = j
            taken.add(j)
    return found
