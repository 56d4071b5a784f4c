"""Known claims held in memory, for batch work: exact inner products and word search, then the same ranking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claims.matching import vectors
from claims.matching.queries import Part, parts
from claims.matching.ranking import Candidate, Match, rank_parts
from claims.matching.wordsearch import WordSearch

NEAREST, BY_WORDS = 60, 40  # of a sentence's or a post's short list
NEAREST_PART, BY_WORDS_PART, WHOLE = 8, 4, 40  # of each part of an article, and by the words of all of it
STEP = 2000  # claims embedded between two reports


@dataclass(frozen=True, slots=True)
class Known:
    """A claim that was checked before."""

    key: str | int
    text: str


class Collection:
    """Searched as often as one likes; memory grows by about 2 kB a claim."""

    def __init__(self, known: Sequence[Known], progress: Callable[[int], object] = lambda _: None) -> None:
        self._known = list(known)
        rows = [np.zeros((0, vectors.WIDTH), np.float32)]
        for at in range(0, len(self._known), STEP):
            rows.append(vectors.embed([one.text for one in self._known[at : at + STEP]]))
            progress(min(at + STEP, len(self._known)))
        self._vectors = np.concatenate(rows)
        self._words = WordSearch([one.text for one in self._known])

    def search(self, query: str, k: int = 20) -> list[Match]:
        """The ``k`` likeliest, best first."""
        asked = parts(query)
        similarity = vectors.embed([part.text for part in asked]) @ self._vectors.T
        places = self._short_list(query, asked, similarity, k)
        candidates = [Candidate(self._known[n].key, self._known[n].text, float(similarity[:, n].max())) for n in places]
        return rank_parts(asked, candidates, similarity[:, places].astype(np.float64))[:k]

    def _short_list(self, query: str, asked: Sequence[Part], similarity: npt.NDArray[np.float32], k: int) -> list[int]:
        found = set(_best(self._words.scores(query), max(k, BY_WORDS)))
        if len(asked) == 1:
            return sorted(found | set(_best(similarity[0], max(k, NEAREST), above=-2)))
        trust = np.array([part.trust for part in asked], np.float32)[:, None]
        found |= set(_best((similarity * trust).max(axis=0), max(k, WHOLE), above=-2))
        for row, part in zip(similarity, asked, strict=True):
            found |= set(_best(row, NEAREST_PART, above=-2))
            found |= set(_best(self._words.scores(part.text), BY_WORDS_PART))
        return sorted(found)


def _best(scores: npt.NDArray[np.float32], n: int, above: float = 0) -> list[int]:
    """The places of the ``n`` highest scores above a line; ties by place."""
    n = min(n, len(scores))
    if not n:
        return []
    top = np.argpartition(-scores, n - 1)[:n]
    return [int(place) for place in top if scores[place] > above]
