"""Two long texts side by side: paragraphs that read the same left out, the others word by word."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = 3000  # of a block: a comparison word by word costs their square

_BREAK = re.compile(r"\s*\n\s*")


@dataclass(frozen=True, slots=True)
class Change:
    """``same`` paragraphs that are left out here, or what stood there and what stands there now.

    ``is_close``: near enough to each other to be shown as one text with its changes.
    """

    same: int = 0
    before: str = ""
    after: str = ""
    is_close: bool = False


def changes_between(before: str, after: str) -> list[Change]:
    """In the order of the text."""
    old, new = _paragraphs(before), _paragraphs(after)
    found: list[Change] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Change(same=i2 - i1))
        elif i2 - i1 == j2 - j1:
            found += [_change([one], [other]) for one, other in zip(old[i1:i2], new[j1:j2], strict=True)]
        else:
            found.append(_change(old[i1:i2], new[j1:j2]))
    return found


def _paragraphs(text: str) -> list[str]:
    return [one for one in _BREAK.split(text.strip()) if one]


def _change(old: Sequence[str], new: Sequence[str]) -> Change:
    before, after = "\n\n".join(old), "\n\n".join(new)
    words, others = before.split(), after.split()
    is_small = len(words) + len(others) <= WORDS
    # Of two paragraphs that share hardly a word, a comparison is only confetti.
    shared = len(set(words) & set(others)) / max(1, min(len(set(words)), len(set(others))))
    return Change(before=before, after=after, is_close=bool(old and new) and is_small and shared >= 0.4)
