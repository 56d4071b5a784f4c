"""Word pieces as BERT's lower-case vocabulary wants them, with the code points that each came from.

Written out here rather than taken from a package: the one that does it brings a hub client along, and nothing in this
product may be able to download a model.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

LONGEST_WORD = 100  # characters; a longer one is unknown as a whole
UNKNOWN = "[UNK]"
_CJK = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF),
    (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


class Piece(NamedTuple):
    """One piece: its number in the vocabulary, the stretch of the text, and whether a word begins with it."""

    identity: int
    start: int
    end: int
    begins: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The known pieces. Words are remembered, since news repeats itself; the memory is bounded."""

    numbers: dict[str, int]
    _seen: dict[str, tuple[tuple[int, int], ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def read(cls, path: Path) -> "Vocabulary":
        """One piece a line, its number is the line's."""
        return cls({line: number for number, line in enumerate(path.read_text(encoding="utf-8").splitlines())})

    def pieces(self, text: str, start: int, end: int) -> Iterator[Piece]:
        """The pieces of ``text[start:end]`` in order; offsets count from the beginning of ``text``."""
        for word, starts, ends in _words(text, start, end):
            at = 0
            for identity, length in self._split(word):
                yield Piece(identity, starts[at], ends[at + length - 1], at == 0)
                at += length

    def _split(self, word: str) -> tuple[tuple[int, int], ...]:
        """Greedy, longest first: (number, length) of each piece."""
        known = self._seen.get(word)
        if known is not None:
            return known
        whole = ((self.numbers[UNKNOWN], len(word)),)
        found: list[tuple[int, int]] = []
        at = 0
        while at < len(word) <= LONGEST_WORD:
            for stop in range(len(word), at, -1):
                number = self.numbers.get(("##" if at else "") + word[at:stop])
                if number is not None:
                    found.append((number, stop - at))
                    at = stop
                    break
            else:
                found = []
                break
        result = tuple(found) if found else whole
        if len(self._seen) < 50_000:
            self._seen[word] = result
        return result


def _words(text: str, start: int, end: int) -> Iterator[tuple[str, list[int], list[int]]]:
    """Plain lower-case words and single marks, with the code points at which each of their letters starts and ends."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for place in range(start, end):
        character = text[place]
        plain, parts = _plain(character)
        if parts and letters:
            yield "".join(letters), starts, ends
            letters, starts, ends = [], [], []
        if parts:
            if plain:
                yield plain, [place] * len(plain), [place + 1] * len(plain)
        elif plain:
            letters.extend(plain)
            starts.extend([place] * len(plain))
            ends.extend([place + 1] * len(plain))
        elif letters and unicodedata.combining(character):
            ends[-1] = place + 1  # an accent that was taken off still belongs to its letter
    if letters:
        yield "".join(letters), starts, ends


_PLAIN: dict[str, tuple[str, bool]] = {}


def _plain(character: str) -> tuple[str, bool]:
    """The letters that stand for a character, none for white space and controls, and whether words end at it."""
    known = _PLAIN.get(character)
    if known is None:
        known = _look_up(character)
        if len(_PLAIN) < 10_000:
            _PLAIN[character] = known
    return known


def _look_up(character: str) -> tuple[str, bool]:
    if character.isspace() and character not in "\x1c\x1d\x1e\x1f\x0b\x0c\x85":
        return "", True
    category = unicodedata.category(character)
    if category[0] == "C" or character in "\0\ufffd":
        return "", False
    if category[0] == "Z":
        return "", True
    code = ord(character)
    if any(low <= code <= high for low, high in _CJK):
        return character, True
    bare = "".join(c for c in unicodedata.normalize("NFD", character) if unicodedata.category(c) != "Mn").lower()
    is_mark = category[0] == "P" or (code < 128 and not character.isalnum())
    return bare, is_mark
