"""A sentence as a set of hashed pieces: its words, their pairs, the letters inside them, and the pattern they stand in.

The pieces have no names and need no vocabulary: each is a slot of a table of learned numbers. Figures are one word,
years another, so that no single number is learned by heart.
"""

import re
import zlib
from functools import lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt

SLOTS = 1 << 17
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|[$£€]?\d(?:[\d,.]*\d)?%?|[^\w\s]")
_KEPT = frozenset(  # words that stay themselves in a pattern
    (
        "a an the i we you he she it they me us him her them my our your his its their this that these those who "
        "which what when where why how and or but if because so than then as of in on at by for from with to about "
        "into over under after before between not no never is are was were be been being am has have had do does did "
        "will would shall should can could may might must going there here all some any many much more most less few "
        "one two three just only very also now up down out"
    ).split()
)
_ENDINGS = ("ing", "ed", "ly", "tion", "ment", "ness", "est", "ers", "er", "s", "al", "ive", "ous", "able")
_NAME, _OTHER = "<name>", "x"
SHAPES = (*(f"-{ending}" for ending in _ENDINGS), _NAME, _OTHER)  # what stands for words that are not kept
LETTERS = (3, 4, 5)


@lru_cache(maxsize=256)  # a sentence is read for its pieces and for their order
def tokens(text: str) -> tuple[tuple[str, str], ...]:
    """(word, what stands for it in a pattern) of every word, figure and mark."""
    found: list[tuple[str, str]] = []
    before = "."
    for match in _TOKEN.finditer(text):
        written = match.group()
        word = written.lower().replace("’", "'")
        if word[0].isdigit() or word[0] in "$£€":
            word = _figure(word)
            found.append((word, word))
        elif not word[0].isalpha():
            found.append((written, written))
        elif word in _KEPT or "'" in word:
            found.append((word, word))
        else:
            is_name = written[0].isupper() and before not in '.?!"“'
            found.append((word, _NAME if is_name else _ending(word)))
        before = written
    return tuple(found)


def _figure(word: str) -> str:
    digits = "".join(sign for sign in word if sign.isdigit())
    if word[0] in "$£€":
        return "$0"
    if word.endswith("%"):
        return "0%"
    return "<year>" if len(digits) == 4 and digits == word and digits[:2] in {"17", "18", "19", "20"} else "0"


@lru_cache(maxsize=20_000)
def _ending(word: str) -> str:
    return next(("-" + one for one in _ENDINGS if word.endswith(one) and len(word) > len(one) + 2), _OTHER)


def slot(piece: str) -> int:
    return zlib.crc32(piece.encode("utf-8", "surrogatepass")) & (SLOTS - 1)


@lru_cache(maxsize=20_000)
def slots_of_word(word: str) -> tuple[int, ...]:
    """Of the word itself, and of the letters inside it when it is one of letters."""
    found = {slot("w" + word)}
    if word[0].isalpha():
        framed = f"#{word[:40]}#"
        found.update(slot("c" + framed[at : at + n]) for n in LETTERS for at in range(len(framed) - n + 1))
    return tuple(sorted(found))


def slots(text: str) -> npt.NDArray[np.int64]:
    """All slots of a text, each once, in order. Empty for a text without words and marks."""
    pairs = tokens(text)
    if not pairs:
        return np.empty(0, dtype=np.int64)
    found: set[int] = set()
    for word, _ in pairs:
        found.update(slots_of_word(word))
    words = ["<s>", *(word for word, _ in pairs), "</s>"]
    pattern = ["<s>", *(shape for _, shape in pairs), "</s>"]
    found.update(slot(f"w{one}_{two}") for one, two in pairwise(words))
    found.update(slot(f"s{one}_{two}") for one, two in pairwise(pattern))
    found.update(
        slot(f"s{one}_{two}_{three}") for one, two, three in zip(pattern, pattern[1:], pattern[2:], strict=False)
    )
    return np.array(sorted(found), dtype=np.int64)
