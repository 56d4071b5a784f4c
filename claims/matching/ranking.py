"""Which known claims say what a query says: a learned sum of named reasons for and against, as a probability.

    rank("Unemployment has fallen", [Candidate(7, "Unemployment fell last year.", 0.83)])

The short list comes from elsewhere (vectors, words); here each candidate is read beside the query. The weights of
the reasons are logits: together they give ``log(score / (1 - score))``.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from math import exp, fsum, log

import numpy as np
import numpy.typing as npt

from claims.matching import profile
from claims.matching.features import COLUMNS, NAMES, Comparison, compare, matrix
from claims.matching.names import fold_name
from claims.matching.profile import Profile
from claims.matching.queries import Part, parts
from claims.matching.tongues import is_english
from claims.matching.weights import Weights, weights

VERSION = "claim-ranker-2"
TELLING = 0.05  # smaller weights are not worth a reader's time
BEST_PARTS = 3  # of an article, for each candidate
# Log-odds for what an article as a whole has to do with a claim, and what is usual where it is about it.
ABOUT_WORDS, USUALLY_COVERED = 4.0, 0.6
ABOUT_MEANING, USUALLY_NEAR = 4.0, 0.5


class ReasonName(StrEnum):
    """What spoke for or against."""

    MEANING = "meaning"
    WORDS = "words"
    NAMES = "names"
    FIGURES = "figures"
    DAYS = "days"
    DENIAL = "denial"
    DIRECTION = "direction"
    STANDING = "standing"
    SPEAKER = "speaker"
    PLACE = "place"


_GROUPS = tuple(name for name in ReasonName if name in set(COLUMNS.values()))
_BELONGS = np.array([[float(COLUMNS[name] == group) for group in _GROUPS] for name in NAMES])


@dataclass(frozen=True, slots=True)
class Reason:
    """A share of the score: above zero for, below zero against; the detail is for people."""

    name: ReasonName
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A known claim of the short list: its text with its title, and the inner product of its vector and the query's."""

    key: Hashable
    text: str
    similarity: float
    made_by: str = ""
    made_on: date | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A judged candidate: from .5 on, probably the same claim.

    ``features`` are the numbers behind the score by name, zero where absent; with the weights of the same names they
    add up to its log-odds (``place`` counts as it is).
    """

    key: Hashable
    score: float
    reasons: tuple[Reason, ...]
    features: Mapping[str, float] = field(default_factory=dict)


def rank(
    query: str,
    candidates: Sequence[Candidate],
    *,
    said_by: str = "",
    said_on: date | None = None,
    learned: Weights | None = None,
) -> list[Match]:
    """All candidates, the likeliest first; equal ones keep their order. An article is judged by the part that fits.

    ``learned``: other weights than the shipped ones.
    """
    asked = parts(query)
    similarity = np.array([[one.similarity for one in candidates]] * len(asked), np.float64).reshape(len(asked), -1)
    return rank_parts(asked, candidates, similarity, said_by=said_by, said_on=said_on, learned=learned)


def rank_parts(
    asked: Sequence[Part],
    candidates: Sequence[Candidate],
    similarity: npt.NDArray[np.float64],
    *,
    said_by: str = "",
    said_on: date | None = None,
    learned: Weights | None = None,
) -> list[Match]:
    """The same for a query in parts, with the similarity of each part (row) to each candidate (column)."""
    if not candidates:
        return []
    learned = learned or weights()
    mine = [profile.read(part.text, said_on) for part in asked]
    english = [is_english(one.text) for one in mine]
    found: list[Comparison] = []
    chosen: list[int] = []
    is_plain: list[bool] = []
    for n, candidate in enumerate(candidates):
        theirs = profile.read(candidate.text, candidate.made_on)
        best, comparison = _best(mine, asked, theirs, similarity[:, n], learned)
        found.append(comparison)
        chosen.append(best)
        is_plain.append(english[best] and is_english(theirs.text))
    rows = matrix(found)
    groups = (rows * learned.columns) @ _BELONGS
    groups[:, _GROUPS.index(ReasonName.MEANING)] += learned.base  # what no likeness earns
    numbers, sums = np.round(rows, 4).tolist(), groups.tolist()
    words = frozenset().union(*(one.stems for one in mine))
    matches = []
    for n, candidate in enumerate(candidates):
        about = 0.0
        if is_plain[n]:
            features = {"base": 1.0, **{name: value for name, value in zip(NAMES, numbers[n], strict=True) if value}}
            reasons = [
                Reason(name, weight, _detail(name, found[n]) if abs(weight) >= TELLING else "")
                for name, weight in zip(_GROUPS, sums[n], strict=True)
            ]
            if len(asked) > 1:
                theirs = profile.read(candidate.text, candidate.made_on)
                about = _about(words, theirs, similarity[:, n], learned)
        else:
            features, reasons = _abroad(
                candidate, mine[chosen[n]], found[n].similarity, learned, one_english=english[chosen[n]]
            )
        besides, asides = _aside(candidate, said_by, asked[chosen[n]], about, learned)
        reasons += asides
        features |= {name: round(value, 4) for name, value in besides.items() if round(value, 4)}
        total = fsum([reason.weight for reason in reasons])
        shown = sorted([r for r in reasons if abs(r.weight) >= TELLING], key=lambda r: -abs(r.weight))
        matches.append(Match(candidate.key, 1 / (1 + exp(-max(-30.0, min(30.0, total)))), tuple(shown), features))
    return sorted(matches, key=lambda match: -match.score)


def _best(
    mine: Sequence[Profile],
    asked: Sequence[Part],
    theirs: Profile,
    similarity: npt.NDArray[np.float64],
    learned: Weights,
) -> tuple[int, Comparison]:
    """The part of the query that a candidate fits best, and how."""
    if len(mine) == 1:
        return 0, compare(mine[0], theirs, float(similarity[0]), learned.rarity)
    rough = [
        part.trust
        * (similarity[n] + 0.6 * len(one.stems & theirs.stems) / ((len(one.stems) * len(theirs.stems)) ** 0.5 or 1))
        for n, (part, one) in enumerate(zip(asked, mine, strict=True))
    ]
    tried = np.argsort(-np.array(rough), kind="stable")[:BEST_PARTS]
    compared = [(n, compare(mine[n], theirs, float(similarity[n]), learned.rarity)) for n in map(int, tried)]
    return max(compared, key=lambda pair: asked[pair[0]].trust * (pair[1].similarity + pair[1].alike))


def _about(words: frozenset[str], theirs: Profile, similarity: npt.NDArray[np.float64], learned: Weights) -> float:
    """Whether an article as a whole is about the claim: how much of its words it holds, and how near its best parts
    are. A sentence that happens to fit is worth less than a text that keeps to the subject."""
    covered = fsum(map(learned.rarity, theirs.stems & words)) / (learned.rarity.total(theirs.stems) or 1.0)
    near = float(np.sort(similarity)[-BEST_PARTS:].mean())
    return ABOUT_WORDS * (covered - USUALLY_COVERED) + ABOUT_MEANING * (near - USUALLY_NEAR)


def _detail(name: ReasonName, found: Comparison) -> str:
    seen = found.differences
    match name:
        case ReasonName.MEANING:
            return f"alike by {found.similarity:.0%}"
        case ReasonName.WORDS:
            return "shared: " + ", ".join(_telling(found.shared)) if found.shared else "no telling word shared"
        case ReasonName.NAMES:
            return (
                "; ".join(seen.other_names[:2])
                or ", ".join(seen.same_names[:3])
                or "names of one are missing in the other"
            )
        case ReasonName.FIGURES:
            return (
                "; ".join(seen.other_figures[:2])
                or ", ".join(seen.same_figures[:3])
                or "a figure that the query has not"
            )
        case ReasonName.DAYS:
            return "; ".join(seen.other_days[:2]) or ", ".join(seen.same_days[:3])
        case ReasonName.DENIAL:
            return f"only one of them denies: {seen.denied}"
        case ReasonName.DIRECTION:
            return seen.turned
        case ReasonName.STANDING:
            return "how far ahead of everything else that was found"
        case _:
            return ""


def _telling(shared: tuple[str, ...]) -> tuple[str, ...]:
    """The first few words; the pieces of a figure are not among them, for figures have a reason of their own."""
    return tuple(word for word in shared if len(word) > 3 or not word.isdigit())[:5]


def _abroad(
    candidate: Candidate, query: Profile, similarity: float, learned: Weights, *, one_english: bool
) -> tuple[dict[str, float], list[Reason]]:
    """Across languages, and outside English: the vectors' second halves decide, and figures written in digits."""
    # A text without a first half reaches at most half the squared length of an English one.
    is_mixed = one_english != is_english(profile.read(candidate.text, candidate.made_on).text)
    shown = similarity * 2**0.5 if is_mixed else similarity
    weight = learned.abroad["base"] + learned.abroad["similarity"] * shown
    reasons = [Reason(ReasonName.MEANING, weight, f"meaning across languages {shown:.2f}")]
    features = {"abroad_base": 1.0, "abroad_similarity": shown}
    same = sorted(profile.digits(query.text) & profile.digits(candidate.text))
    if same:
        features["abroad_figures"] = 1.0
        reasons.append(Reason(ReasonName.FIGURES, learned.abroad["figures"], ", ".join(same[:3])))
    return features, reasons


def _aside(
    candidate: Candidate, said_by: str, part: Part, about: float, learned: Weights
) -> tuple[dict[str, float], list[Reason]]:
    """What is not in the words: who said it, how far down the article it stands, and what the rest is about."""
    features: dict[str, float] = {}
    reasons = []
    if said_by and candidate.made_by:
        mine, theirs = fold_name(said_by).split(), fold_name(candidate.made_by).split()
        is_same = bool(mine and theirs) and mine[-1] == theirs[-1]
        detail = candidate.made_by if is_same else f"{said_by} / {candidate.made_by}"
        features["speaker"] = 1.0 if is_same else -1.0
        reasons.append(Reason(ReasonName.SPEAKER, learned.speaker * features["speaker"], detail))
    place = log(part.trust) + about
    if place:
        features["place"] = place
        telling = "the article as a whole is about it" if place > 0 else "little else in the article is about it"
        detail = telling if abs(about) > abs(log(part.trust)) else "further down in the article"
        reasons.append(Reason(ReasonName.PLACE, place, detail))
    return features, reasons
