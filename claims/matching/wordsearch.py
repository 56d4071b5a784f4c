"""Word search over claims held in memory: BM25 on stems. In the product PostgreSQL does this."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from claims.matching.cleaning import clean
from claims.matching.stems import COMMON, WORD, stem

SATURATION, LENGTH_SHARE = 1.2, 0.6  # BM25's k1 and b
MOST_WORDS = 60  # of a long query, the rarest


def terms(text: str) -> list[str]:
    """The telling words of a text as stems, in order."""
    return [stem(word) for word in (w.casefold() for w in WORD.findall(clean(text))) if word not in COMMON]


class WordSearch:
    """An index over texts by their place in the sequence."""

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(terms(text)) for text in texts]
        lengths = np.array([sum(count.values()) for count in counts] or [0], np.float32)
        mean = float(lengths.mean()) or 1.0
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for place, count in enumerate(counts):
            for word, often in count.items():
                found[word].append((place, often))
        self._size = len(texts)
        self._lists: dict[str, tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]] = {}
        for word, pairs in found.items():
            places = np.array([place for place, _ in pairs], np.int32)
            times = np.array([n for _, n in pairs], np.float32)
            rarity = np.log(1 + (self._size - len(pairs) + 0.5) / (len(pairs) + 0.5))
            weight = rarity * times * (SATURATION + 1)
            weight /= times + SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths[places] / mean)
            self._lists[word] = (places, weight.astype(np.float32))

    def scores(self, text: str) -> npt.NDArray[np.float32]:
        """One number for every text of the index; zero where no word is shared."""
        total = np.zeros(self._size, np.float32)
        known = [word for word in dict.fromkeys(terms(text)) if word in self._lists]
        known.sort(key=lambda word: len(self._lists[word][0]))
        for word in known[:MOST_WORDS]:
            places, weight = self._lists[word]
            total[places] += weight
        return total
