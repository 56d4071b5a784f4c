"""Texts that copy each other: one wire story told by two outlets is one source, not two."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations

WORDS = 5  # in a row: what two people who write for themselves hardly ever share
COPIED = 0.5  # the share of the shorter text that stands in the other one too
FEWEST = 40  # rows of words; less is a headline or a menu
LOOKED_AT = 8_000  # characters from the beginning: a story is known by them

_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=64)  # the same few texts are compared each time a page is drawn
def rows_of(text: str) -> frozenset[int]:
    """All rows of five words in a text, as numbers."""
    words = _WORD.findall(text[:LOOKED_AT].casefold())
    return frozenset(hash(tuple(words[at : at + WORDS])) for at in range(len(words) - WORDS + 1))


def copied_share(one: frozenset[int], other: frozenset[int]) -> float:
    """How much of the shorter text stands in the other word for word, from 0 to 1; 0 where there is too little."""
    fewer = min(len(one), len(other))
    return len(one & other) / fewer if fewer >= FEWEST else 0.0


def copies_among(texts: Mapping[int, str]) -> list[tuple[frozenset[int], float]]:
    """Groups of keys whose texts copy each other, each with the least share that binds it; the largest group first."""
    rows = {key: rows_of(text) for key, text in texts.items()}
    groups: list[tuple[set[int], float]] = []
    for one, other in combinations(sorted(rows), 2):
        share = copied_share(rows[one], rows[other])
        if share < COPIED:
            continue
        joined, least = {one, other}, share
        rest = []
        for members, bound in groups:
            if members & joined:
                joined, least = joined | members, min(least, bound)
            else:
                rest.append((members, bound))
        groups = [*rest, (joined, least)]
    return sorted(
        ((frozenset(members), least) for members, least in groups), key=lambda one: (-len(one[0]), min(one[0]))
    )
