"""A query and a known claim as numbers: what the ranker weighs. Every name stands for one column."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np
import numpy.typing as npt

from claims.matching import guards
from claims.matching.guards import Differences
from claims.matching.profile import Profile
from claims.matching.stems import Rarity

# In which order the numbers stand, and which reason shown to people each belongs to.
COLUMNS: dict[str, str] = {
    "similarity": "meaning",
    "similarity_above_40": "meaning",
    "similarity_above_55": "meaning",
    "similarity_above_70": "meaning",
    "similarity_above_80": "meaning",
    "similarity_behind_best": "standing",
    "similarity_ahead": "standing",
    "words_alike": "words",
    "words_covered": "words",
    "claim_covered": "words",
    "claim_covered_half": "words",
    "shared_weight": "words",
    "rarest_shared": "words",
    "neighbours": "words",
    "characters": "words",
    "words_behind_best": "standing",
    "words_ahead": "standing",
    "alike_twice": "words",
    "same_names": "names",
    "query_names_missing": "names",
    "claim_names_missing": "names",
    "other_names": "names",
    "other_names_close": "names",
    "same_figures": "figures",
    "other_figures": "figures",
    "other_figures_close": "figures",
    "claim_figures_missing": "figures",
    "same_days": "days",
    "other_days": "days",
    "other_days_close": "days",
    "denied": "denial",
    "denied_close": "denial",
    "turned": "direction",
    "turned_close": "direction",
    "short_query": "meaning",
    "long_claim": "meaning",
}
NAMES = tuple(COLUMNS)

# What the second best of thousands of claims reaches with nothing in common but the subject (in sets of 14,000 and
# 19,000 the middle half lies around these). A small index has no such second; without these bounds whatever is the
# least unlike in it would seem to stand out.
USUAL_SIMILARITY = 0.45
USUAL_WEIGHT = 10.0
MANY = 8  # others in a list, for standing out among them to count in full

Rows = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One candidate beside the query: numbers for the ranker, and the words behind them for people."""

    similarity: float
    alike: float
    covered: float
    claim_covered: float
    weight: float
    rarest: float
    neighbours: float
    characters: float
    shared: tuple[str, ...]
    differences: Differences
    claim_figures: int
    query_words: int
    claim_words: int


def compare(query: Profile, claim: Profile, similarity: float, rarity: Rarity) -> Comparison:
    """Everything that two texts say about each other; ``similarity`` is their vectors' inner product."""
    shared = query.stems & claim.stems
    mine = rarity.total(query.stems) or 1.0
    theirs = rarity.total(claim.stems) or 1.0
    both = sorted([(rarity(word), word) for word in shared], reverse=True)
    weight = fsum([value for value, _ in both])
    pairs = len(query.pairs & claim.pairs) / (min(len(query.pairs), len(claim.pairs)) or 1)
    grams = len(query.grams & claim.grams) / (min(len(query.grams), len(claim.grams)) or 1)
    return Comparison(
        similarity=similarity,
        alike=weight / (mine * theirs) ** 0.5,
        covered=weight / mine,
        claim_covered=weight / theirs,
        weight=weight,
        rarest=both[0][0] if both else 0.0,
        neighbours=pairs,
        characters=grams,
        shared=tuple([claim.spelt[word] for _, word in both]),
        differences=guards.compare(query, claim, rarity),
        claim_figures=len(claim.figures),
        query_words=len(query.order),
        claim_words=len(claim.order),
    )


def matrix(found: Sequence[Comparison]) -> Rows:
    """One row for each candidate of one query; some columns compare a candidate with the best of the others."""
    similarity = np.array([one.similarity for one in found])
    weight = np.array([one.weight for one in found])
    columns = {
        "similarity": similarity,
        **{f"similarity_above_{at}": np.maximum(0, similarity - at / 100) for at in (40, 55, 70, 80)},
        **standing(similarity, weight),
        "words_alike": np.array([one.alike for one in found]),
        "words_covered": np.array([one.covered for one in found]),
        "claim_covered": np.array([one.claim_covered for one in found]),
        "claim_covered_half": np.array([max(0.0, one.claim_covered - 0.5) for one in found]),
        "shared_weight": np.log1p(weight),
        "rarest_shared": np.array([one.rarest for one in found]),
        "neighbours": np.array([one.neighbours for one in found]),
        "characters": np.array([one.characters for one in found]),
        "alike_twice": np.array([one.alike * max(0.0, one.similarity) for one in found]),
        "short_query": np.array([1 / (1 + one.query_words / 8) for one in found]),
        "long_claim": np.array([min(1.0, one.claim_words / 60) for one in found]),
        **_guarded(found),
    }
    # Whoever says the opposite in the same words stands out too.
    agreeing = 1 - np.maximum(columns["denied_close"], columns["turned_close"])
    for name in ("similarity_ahead", "words_ahead"):
        columns[name] = columns[name] * agreeing
    return np.stack([columns[name] for name in NAMES], axis=1)


def standing(similarity: Rows, weight: Rows) -> dict[str, Rows]:
    """How the candidates of one list stand among each other, by their vectors and by the weight of shared words.

    Nobody stands out by being better than what any large index holds.
    """
    most = max(weight.max(), USUAL_WEIGHT)
    return {
        "similarity_behind_best": similarity - max(similarity.max(), USUAL_SIMILARITY),
        "similarity_ahead": _ahead(similarity, USUAL_SIMILARITY, 0.3),
        "words_behind_best": (weight - most) / (most + 5),
        "words_ahead": _ahead(weight / (most + 5), USUAL_WEIGHT / (most + 5), 0.5),
    }


def _guarded(found: Sequence[Comparison]) -> dict[str, Rows]:
    close = np.array([closeness(one) for one in found])
    seen = [one.differences for one in found]
    other_names = np.array([float(bool(d.other_names)) for d in seen])
    other_figures = np.array([float(bool(d.other_figures)) for d in seen])
    other_days = np.array([float(bool(d.other_days)) for d in seen])
    denied = np.array([float(bool(d.denied)) for d in seen])
    turned = np.array([float(bool(d.turned)) for d in seen])
    return {
        "same_names": np.array([min(2.0, len(d.same_names)) for d in seen]),
        "query_names_missing": np.array([d.missing for d in seen]),
        "claim_names_missing": np.array([d.unasked for d in seen]),
        "other_names": other_names,
        "other_names_close": other_names * close,
        "same_figures": np.array([min(2.0, len(d.same_figures)) for d in seen]),
        "other_figures": other_figures,
        "other_figures_close": other_figures * close,
        "claim_figures_missing": np.array(
            [float(one.claim_figures > 0 and not one.differences.same_figures) for one in found]
        ),
        "same_days": np.array([min(2.0, len(d.same_days)) for d in seen]),
        "other_days": other_days,
        "other_days_close": other_days * close,
        "denied": denied,
        "denied_close": denied * close,
        "turned": turned,
        "turned_close": turned * close,
    }


def closeness(one: Comparison) -> float:
    """0 to 1: how nearly the two texts have the same words. Only among such does one turned word turn the claim."""
    return min(1.0, max(0.0, (max(one.alike, one.similarity - 0.2) - 0.35) / 0.35))


def _ahead(values: Rows, usual: float, limit: float) -> Rows:
    """How far the leader is ahead of the best other one, or of what is usual; zero for all but the leader.

    It counts for less in a short list: to stand out among three says little.
    """
    ahead = np.zeros(len(values))
    if len(values) > 1:
        order = np.argsort(-values, kind="stable")
        lead = values[order[0]] - max(usual, values[order[1]])
        ahead[order[0]] = min(limit, max(0.0, lead)) * min(1.0, (len(values) - 1) / MANY)
    return ahead
