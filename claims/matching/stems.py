"""Words brought to a common form, so that "voted", "votes" and "voting" meet; and how much a word tells."""

import re
import zlib
from functools import lru_cache
from math import fsum

import numpy as np
import numpy.typing as npt

from claims.extraction.words import word_set

WORD = re.compile(r"[^\W_]+(?:['.-][^\W_]+)*")
COMMON = word_set("""
    a an the and or but nor so yet if then than as of in on at to for from by with about into onto over under after
    before between through during without within against among around up down out off is are was were be been being am
    do does did doing done have has had having will would can could shall should may might must ought i you he she it
    we they me him her us them my your his its our their mine yours hers ours theirs this that these those who whom
    whose which what when where why how there here not no n't 's 're 've 'll 'd 'm s t just very really also too more
    most much many some any all each every both few other another such own same only even still now ever never again
    says said say saying tell told get got go going goes went make made because while one two it's i'm don't
    """)
_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "people": "person", "feet": "foot", "died": "die",
    "dead": "die", "death": "die", "deaths": "die", "dies": "die", "dying": "die", "killed": "kill", "paid": "pay",
    "bought": "buy", "sold": "sell", "fell": "fall", "fallen": "fall", "rose": "rise", "risen": "rise", "grew": "grow",
    "grown": "grow", "lost": "lose", "left": "leave", "took": "take", "taken": "take", "gave": "give", "given": "give",
    "wrote": "write", "written": "write", "spent": "spend", "built": "build", "found": "find", "kept": "keep",
    "held": "hold", "led": "lead", "met": "meet", "ran": "run", "saw": "see", "seen": "see", "shot": "shoot",
    "sent": "send", "stole": "steal", "stolen": "steal", "won": "win", "wore": "wear", "worn": "wear", "knew": "know",
    "known": "know", "came": "come", "became": "become", "began": "begin", "begun": "begin", "broke": "break",
    "broken": "break", "ate": "eat", "eaten": "eat", "drank": "drink", "drunk": "drink", "caught": "catch",
    "thought": "think", "taught": "teach", "photo": "photograph", "photos": "photograph", "pic": "photograph",
    "picture": "photograph", "pictures": "photograph", "image": "photograph", "images": "photograph",
    "pics": "photograph", "percentage": "percent", "us": "us", "u.s": "us", "u.s.a": "us", "usa": "us", "uk": "uk",
    "u.k": "uk", "pres": "president", "gov": "governor", "sen": "senator", "rep": "representative",
}  # fmt: skip
_ENDINGS = (
    ("ational", "ate"), ("ization", "ize"), ("isation", "ize"), ("fulness", "ful"), ("ousness", "ous"),
    ("iveness", "ive"), ("ically", "ic"), ("ations", "ate"), ("ation", "ate"), ("ments", "ment"), ("ities", "ity"),
    ("ingly", ""), ("edly", ""), ("ising", "ize"), ("ised", "ize"), ("ises", "ize"), ("ise", "ize"), ("ies", "y"),
    ("ied", "y"), ("ying", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("ings", ""),
    ("ing", ""), ("ers", "er"), ("ed", ""), ("ly", ""), ("es", "e"), ("s", ""), ("our", "or"),
)  # fmt: skip
_BUCKETS = 1 << 15


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """A lower-case word's common form. Plain rules: it need not be a word, only the same for what belongs together."""
    word = word.removesuffix("'s").removesuffix("'")
    known = _IRREGULAR.get(word)
    if known is not None:
        return known if known == word else stem(known)
    if len(word) < 4 or not word.isalpha() or word.endswith(("ss", "us", "is")):
        return word.replace(".", "")
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word[: -len(ending)] + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word[:-1] if len(word) > 3 and word.endswith("e") else word


class Rarity:
    """How much a word tells: the inverse document frequency of its stem, learned from a large set of claims.

    Counted in hashed buckets, so that the table is small and holds no word of any text.
    """

    def __init__(self, table: npt.NDArray[np.uint8], step: float) -> None:
        self._weights = table.astype(np.float32) * step
        self._seen: dict[str, float] = {}
        self._totals: dict[frozenset[str], float] = {}

    def __call__(self, word: str) -> float:
        known = self._seen.get(word)
        if known is None:
            known = float(self._weights[bucket(word)])
            if len(self._seen) < 100_000:
                self._seen[word] = known
        return known

    def total(self, words: frozenset[str]) -> float:
        """Of all together, the same whatever order a set has in this process."""
        known = self._totals.get(words)
        if known is None:
            known = fsum(map(self, words))
            if len(self._totals) >= 10_000:
                self._totals.clear()
            self._totals[words] = known
        return known


def bucket(word: str) -> int:
    """Where a stem is counted."""
    return zlib.crc32(word.encode("utf-8", "replace")) % _BUCKETS


def buckets() -> int:
    return _BUCKETS
