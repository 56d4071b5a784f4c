"""Learn the ranker: the artefact claim-ranker.

A sum of weighed numbers is learned, no more: each weight can be shown to people, and the guards can only speak against
what they are there to catch. ``report`` holds out a fifth of the queries five times and tells what that gives.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped,unused-ignore]

from claims.matching import features, profile
from claims.matching.artefact import MANIFEST
from claims.matching.encoders import Vectors
from claims.matching.features import COLUMNS, NAMES
from claims.matching.stems import Rarity
from claims.matching.vectors import HALF
from training.matching import twists
from training.matching.data import Asked, Claim, Query, learned_from, queries
from training.matching.encodings import Embeddings
from training.matching.lists import Labelled, labelled, mean_average_precision, rarity_of, save_rarity, unanswered
from training.matching.project import hashed

RIDGE = 0.01
UNANSWERED_SHARE = 0.2  # of a list whose right answer was taken away
TWIST_SHARE = 1.0  # a lesson counts as much as so many candidates
FAR_LIST = 60
FOR = {"same_names", "same_figures", "same_days", "similarity_ahead", "words_ahead", "words_covered", "claim_covered",
       "claim_covered_half", "words_alike", "neighbours", "characters", "similarity_behind_best", "words_behind_best",
       "similarity", "similarity_above_40", "similarity_above_55", "similarity_above_70", "similarity_above_80",
       "shared_weight", "rarest_shared", "alike_twice"}  # fmt: skip
AGAINST = {"query_names_missing", "claim_names_missing", "other_names", "other_names_close", "other_figures",
           "other_figures_close", "other_days", "other_days_close", "denied", "denied_close", "turned",
           "turned_close"}  # fmt: skip

# The house sets how loudly a guard speaks at least: few real queries differ from a check in one figure
# alone, and what the sets call the same claim is now and then another year's.
LEAST_WORDS, LEAST_MEANING, MOST_STANDING = 1.0, 8.0, 8.0  # a candidate that stands alone must be judged too
AT_LEAST = {"other_figures_close": -5.5, "other_days_close": -5.0, "denied_close": -5.5, "turned_close": -6.5,
            "other_names_close": -2.5}  # fmt: skip

Numbers = npt.NDArray[np.float64]


@dataclass(slots=True)
class Lessons:
    """Everything that the ranker learns from, as numbers."""

    lists: dict[str, list[Labelled]] = field(default_factory=dict)
    made: list[twists.Twist] = field(default_factory=list)
    rows: Numbers = field(default_factory=lambda: np.zeros((0, len(NAMES))))
    labels: Numbers = field(default_factory=lambda: np.zeros(0))
    abroad: list[tuple[Numbers, Numbers]] = field(default_factory=list)

    @property
    def queries(self) -> int:
        return sum(map(len, self.lists.values()))


def gather(
    folder: Path, sets: list[Asked], embeddings: Embeddings, *, seed: int, twisted: int
) -> tuple[Lessons, npt.NDArray[np.uint8], float]:
    """The lists of the training queries and the lessons for the guards; and how much a word tells."""
    known = {one.name: learned_from(folder, one, seed) for one in sets}
    table, step = rarity_of([claim for found in known.values() for claim in found])
    rarity = Rarity(table, step)
    chance = random.Random(seed)
    lessons = Lessons()
    for one in sets:
        asked, claims = queries(folder, one.queries), known[one.name]
        mine, theirs = embeddings.of([query.text for query in asked]), embeddings.of([claim.text for claim in claims])
        lessons.abroad.append(far_rows(asked, mine, claims, theirs))
        lessons.lists[one.name] = labelled(asked, mine, claims, theirs, rarity)
        chosen = [claim.bare for claim in chance.sample([c for c in claims if 30 < len(c.bare) < 220], twisted)]
        lessons.made += twists.make(chosen, chance, chosen)
    lessons.rows, lessons.labels = lesson_rows(lessons.made, embeddings, rarity, np.random.default_rng(seed))
    return lessons, table, step


def learn(out: Path, lessons: Lessons, table: npt.NDArray[np.uint8], step: float, manifest: dict[str, Any]) -> None:
    """Write the artefact."""
    weights, middle = fit([one for found in lessons.lists.values() for one in found], lessons.rows, lessons.labels)
    save_rarity(out, table, step)
    numbers = {
        "base": round(middle, 5),
        "columns": {n: round(float(w), 5) for n, w in zip(NAMES, weights, strict=True)},
        "abroad": fit_abroad(lessons.abroad),
    }
    (out / "weights.json").write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    whole = {
        "name": "claim-ranker",
        **manifest,
        "queries": lessons.queries,
        "lessons": len(lessons.labels),
        "files": {name: hashed(out / name) for name in ("weights.json", "rarity.npz")},
    }
    (out / MANIFEST).write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


def lesson_rows(
    lessons: list[twists.Twist], embeddings: Embeddings, rarity: Rarity, chance: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """The guards' lessons as numbers, half of them as though they led a list by some way."""
    mine = embeddings.of([t.query for t in lessons])
    place = {claim: n for n, claim in enumerate(dict.fromkeys(t.claim for t in lessons))}
    theirs = embeddings.of(list(place))
    rows = np.concatenate(
        [
            features.matrix(
                [
                    features.compare(
                        profile.read(t.query), profile.read(t.claim), float(mine[n] @ theirs[place[t.claim]]), rarity
                    )
                ]
            )
            for n, t in enumerate(lessons)
        ]
    )
    leads = chance.random(len(rows)) < 0.5
    rows[leads, NAMES.index("similarity_ahead")] = chance.uniform(0, 0.3, leads.sum())
    rows[leads, NAMES.index("words_ahead")] = chance.uniform(0, 0.5, leads.sum())
    return rows, np.array([float(t.same) for t in lessons])


def far_rows(asked: list[Query], vectors: Vectors, known: list[Claim], whole: Vectors) -> tuple[Numbers, Numbers]:
    """Queries as though they were in another language: the second half of their vectors is all there is."""
    second = vectors[:, HALF:]
    half = second / np.maximum(np.linalg.norm(second, axis=1, keepdims=True), 1e-6)
    theirs = whole[:, HALF:] * 2**0.5
    place = {claim.key: n for n, claim in enumerate(known)}
    values, labels = [], []
    for query, vector in zip(asked, half, strict=True):
        similarity = theirs @ vector
        right = {place[key] for key in query.relevant}
        for n in np.argpartition(-similarity, FAR_LIST)[:FAR_LIST].tolist():
            values.append(float(similarity[n]))
            labels.append(float(n in right))
    return np.array(values), np.array(labels)


def fit_abroad(found: list[tuple[Numbers, Numbers]]) -> dict[str, float]:
    """Two numbers: how the likeness across languages becomes a probability. The pull of a shared figure is set."""
    values, labels = (np.concatenate([pair[n] for pair in found]) for n in (0, 1))
    signs = 2 * labels - 1

    def loss(given: Numbers) -> float:
        return float(np.logaddexp(0, -signs * (given[0] * values + given[1])).mean())

    best = minimize(loss, np.array([10.0, -8.0]), method="Nelder-Mead").x
    return {"base": round(float(best[1]), 4), "similarity": round(float(best[0]), 4), "figures": 0.7}


def fit(lists: list[Labelled], rows: Numbers, labels: Numbers) -> tuple[Numbers, float]:
    """Weights for the raw numbers, and the base."""
    known = sum(len(one.places) for one in lists)
    lists = [*lists, *map(unanswered, lists)]
    all_rows = np.concatenate([*(one.rows for one in lists), rows])
    all_labels = np.concatenate([*(one.right for one in lists), labels])
    share = np.full(len(all_rows), UNANSWERED_SHARE)
    share[:known] = 1
    share[len(all_rows) - len(rows) :] = TWIST_SHARE
    middle, spread = all_rows.mean(0), all_rows.std(0) + 1e-6
    scaled = (all_rows - middle) / spread
    signs = 2 * all_labels - 1

    def loss(given: Numbers) -> tuple[float, Numbers]:
        margin = signs * (scaled @ given[:-1] + given[-1])
        value = float((share * np.logaddexp(0, -margin)).sum() / share.sum())
        pull = -signs * share / (1 + np.exp(np.clip(margin, -50, 50))) / share.sum()
        ridge = RIDGE * 0.01 * given[:-1]
        slope = np.append(scaled.T @ pull + 2 * ridge, pull.sum())
        return value + float(ridge @ given[:-1]), slope

    floor = {"words_alike": LEAST_WORDS, "similarity": LEAST_MEANING}
    bounds = [
        (floor.get(n, 0.0) * w, MOST_STANDING * w if COLUMNS[n] == "standing" else None)
        if n in FOR
        else (None, AT_LEAST.get(n, 0.0) * w if n in AGAINST else None)
        for n, w in zip(NAMES, spread, strict=True)
    ]
    start = np.array([*((floor | AT_LEAST).get(n, 0.0) * w for n, w in zip(NAMES, spread, strict=True)), 0.0])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[*bounds, (None, None)],
                     options={"maxiter": 500})  # fmt: skip
    weights = found.x[:-1] / spread
    return weights, float(found.x[-1] - weights @ middle)


def report(lessons: Lessons, seed: int) -> Iterator[str]:
    """What queries and lessons that were held out get, and by vectors alone; a line each."""
    lists, made, labels = lessons.lists, lessons.made, lessons.labels
    order = np.random.default_rng(seed)
    folds = {name: order.permutation(len(found)) % 5 for name, found in lists.items()}
    claims = dict.fromkeys(twist.claim for twist in made)
    claim_fold = dict(zip(claims, order.permutation(len(claims)) % 5, strict=True))
    mine = np.array([claim_fold[twist.claim] for twist in made])
    scores = {name: [np.zeros(0)] * len(found) for name, found in lists.items()}
    judged = np.zeros(len(labels))
    for fold in range(5):
        kept = [one for name, found in lists.items() for n, one in enumerate(found) if folds[name][n] != fold]
        weights, base = fit(kept, lessons.rows[mine != fold], labels[mine != fold])
        judged[mine == fold] = lessons.rows[mine == fold] @ weights + base
        for name, found in lists.items():
            for n, one in enumerate(found):
                if folds[name][n] == fold:
                    scores[name][n] = one.rows @ weights + base
    for name, found in lists.items():
        alone = mean_average_precision(found, [one.rows[:, 0] for one in found])
        ranked = mean_average_precision(found, scores[name])
        reached = np.mean([one.right.any() for one in found])
        said = np.concatenate(scores[name]) > 0
        true = np.concatenate([one.right for one in found])
        yield (
            f"{name}: MAP@5 {ranked:.3f}, vectors alone {alone:.3f}, in the short list {reached:.3f}; "
            f"at 0.5 right {true[said].mean():.2f} of {said.sum()}, found {said[true > 0].mean():.2f}"
        )
    for kind in dict.fromkeys(twist.kind for twist in made):
        same = np.array([twist.kind == kind and twist.same for twist in made])
        other = np.array([twist.kind == kind and not twist.same for twist in made])
        yield (
            f"{kind}: turned refused {(judged[other] < 0).mean():.2f} of {other.sum()}, "
            f"reworded accepted {(judged[same] > 0).mean():.2f}"
        )
