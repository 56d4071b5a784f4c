"""Short lists as the product makes them, for learning: the nearest vectors and the best word matches of each query."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from claims.matching import features, profile
from claims.matching.cleaning import clean
from claims.matching.encoders import Vectors
from claims.matching.stems import COMMON, WORD, Rarity, bucket, buckets, stem
from claims.matching.wordsearch import WordSearch
from training.matching.data import Claim, Query

NEAREST, BY_WORDS = 60, 40


@dataclass(frozen=True, slots=True)
class Labelled:
    """A query's candidates: which they are, their numbers, and which are the same claim."""

    places: list[int]
    rows: features.Rows
    right: npt.NDArray[np.float64]
    wanted: int  # how many checks of this claim there are, found or not


def rarity_of(claims: list[Claim]) -> tuple[npt.NDArray[np.uint8], float]:
    """The table of ``Rarity``: inverse document frequency in hashed buckets, in steps of a byte."""
    counts = np.zeros(buckets(), np.int64)
    for claim in claims:
        words = {stem(w) for w in (x.casefold() for x in WORD.findall(clean(claim.text))) if w not in COMMON}
        for number in {bucket(word) for word in words}:
            counts[number] += 1
    weights = np.log((len(claims) + 1) / (counts + 1))
    step = float(weights.max()) / 255
    return np.round(weights / step).astype(np.uint8), step


def short_list(similarity: npt.NDArray[np.float32], words: npt.NDArray[np.float32]) -> list[int]:
    """The places of the nearest by vector and of the best by words, each once."""
    near = np.argpartition(-similarity, min(NEAREST, len(similarity) - 1))[:NEAREST]
    fit = np.argpartition(-words, min(BY_WORDS, len(words) - 1))[:BY_WORDS]
    return sorted({*near.tolist(), *(n for n in fit.tolist() if words[n] > 0)})


def labelled(
    queries: list[Query], asked: Vectors, claims: list[Claim], known: Vectors, rarity: Rarity
) -> list[Labelled]:
    index = WordSearch([claim.text for claim in claims])
    place = {claim.key: n for n, claim in enumerate(claims)}
    lists = []
    for query, vector in zip(queries, asked, strict=True):
        similarity = known @ vector
        places = short_list(similarity, index.scores(query.text))
        mine = profile.read(query.text)
        found = [features.compare(mine, profile.read(claims[n].text), float(similarity[n]), rarity) for n in places]
        right = {place[key] for key in query.relevant}
        lists.append(
            Labelled(places, features.matrix(found), np.array([float(n in right) for n in places]), len(right))
        )
    return lists


def unanswered(one: Labelled) -> Labelled:
    """The same list as though nobody had checked the claim: most of what a desk looks up was never checked."""
    kept = one.right == 0
    rows = one.rows[kept].copy()
    similarity, weight = (rows[:, features.NAMES.index(name)] for name in ("similarity", "shared_weight"))
    for name, values in features.standing(similarity, np.expm1(weight)).items():
        rows[:, features.NAMES.index(name)] = values
    return Labelled([n for n, stays in zip(one.places, kept, strict=True) if stays], rows, one.right[kept], 0)


def mean_average_precision(lists: list[Labelled], scores: list[npt.NDArray[np.float64]], depth: int = 5) -> float:
    total = 0.0
    for one, score in zip(lists, scores, strict=True):
        hits, precision = 0.0, 0.0
        for rank, n in enumerate(np.argsort(-score, kind="stable")[:depth], 1):
            if one.right[n]:
                hits += 1
                precision += hits / rank
        total += precision / one.wanted
    return total / len(lists)


def save_rarity(folder: Path, table: npt.NDArray[np.uint8], step: float) -> None:
    np.savez_compressed(folder / "rarity.npz", table=table, step=np.float64(step))
