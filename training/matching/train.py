"""Learn the ranker: a data folder in, the artefact claim-ranker out.

    python -m training.matching.train --data FOLDER --cache FOLDER [--sets snopes,politifact] [--most N] [--report]

Needs the artefact claim-vectors (training.matching.project) and scipy. Of the queries only *_train are read.
A sum of weighed numbers is learned, no more: each weight can be shown to people, and the guards can only speak against
what they are there to catch. ``--report`` holds out a fifth of the queries five times and prints what that gives.
"""

import argparse
import json
import random
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped,unused-ignore]

from claims.matching import features, profile
from claims.matching.artefact import FOLDER, MANIFEST
from claims.matching.encoders import Vectors
from claims.matching.features import COLUMNS, NAMES
from claims.matching.stems import Rarity
from claims.matching.vectors import HALF
from claims.matching.vectors import VERSION as VECTORS
from training.matching import twists
from training.matching.data import Claim, Query, claims, digest, queries
from training.matching.lists import (
    Labelled,
    embedded,
    labelled,
    mean_average_precision,
    rarity_of,
    save_rarity,
    unanswered,
)
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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True)
    parser.add_argument("--version", default="1")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sets", default="snopes,politifact")
    parser.add_argument("--most", type=int, default=10_000, help="queries of each set, the first ones")
    parser.add_argument("--twisted", type=int, default=260, help="claims of each set that lessons are made from")
    parser.add_argument("--report", action="store_true")
    options = parser.parse_args()
    chance = random.Random(options.seed)
    sets = [(f"{name}_queries_train", f"{name}_claims") for name in options.sets.split(",")]
    known = {name: claims(options.data, name) for _, name in sets}
    table, step = rarity_of([claim for found in known.values() for claim in found])
    rarity = Rarity(table, step)
    lists: dict[str, list[Labelled]] = {}
    lessons: list[twists.Twist] = []
    abroad: list[tuple[Numbers, Numbers]] = []
    for name, set_of_claims in sets:
        asked = queries(options.data, name)
        vectors = embedded([q.text for q in asked], options.cache)[: options.most]
        asked = asked[: options.most]
        abroad.append(far_rows(asked, vectors, known[set_of_claims], options.cache))
        lists[name] = labelled(
            asked,
            vectors,
            known[set_of_claims],
            embedded([c.text for c in known[set_of_claims]], options.cache),
            rarity,
        )
        chosen = chance.sample([c for c in known[set_of_claims] if 30 < len(c.bare) < 220], options.twisted)
        lessons += twists.make([c.bare for c in chosen], chance, [c.bare for c in chosen])
    rows, labels = lesson_rows(lessons, options.cache, rarity, np.random.default_rng(options.seed))
    print(f"{sum(map(len, lists.values()))} queries, {len(labels)} lessons for the guards", flush=True)
    if options.report:
        report(lists, rows, labels, lessons, options.seed)
    weights, middle = fit([one for found in lists.values() for one in found], rows, labels)
    out = FOLDER / "claim-ranker"
    out.mkdir(exist_ok=True)
    save_rarity(out, table, step)
    numbers = {
        "base": round(middle, 5),
        "columns": {n: round(float(w), 5) for n, w in zip(NAMES, weights, strict=True)},
        "abroad": fit_abroad(abroad),
    }
    (out / "weights.json").write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    manifest = {
        "name": "claim-ranker",
        "version": options.version,
        "vectors": VECTORS,
        "seed": options.seed,
        "queries": sum(map(len, lists.values())),
        "lessons": len(labels),
        "files": {name: hashed(out / name) for name in ("weights.json", "rarity.npz")},
        "learned_from": {name: digest(options.data, name) for pair in sets for name in pair},
    }
    (out / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def lesson_rows(
    lessons: list[twists.Twist], cache: Path, rarity: Rarity, chance: np.random.Generator
) -> tuple[Numbers, Numbers]:
    """The guards' lessons as numbers, half of them as though they led a list by some way."""
    mine, theirs = embedded([t.query for t in lessons], cache), embedded([t.claim for t in lessons], cache)
    rows = np.concatenate(
        [
            features.matrix(
                [features.compare(profile.read(t.query), profile.read(t.claim), float(mine[n] @ theirs[n]), rarity)]
            )
            for n, t in enumerate(lessons)
        ]
    )
    leads = chance.random(len(rows)) < 0.5
    rows[leads, NAMES.index("similarity_ahead")] = chance.uniform(0, 0.3, leads.sum())
    rows[leads, NAMES.index("words_ahead")] = chance.uniform(0, 0.5, leads.sum())
    return rows, np.array([float(t.same) for t in lessons])


def far_rows(asked: list[Query], vectors: Vectors, known: list[Claim], cache: Path) -> tuple[Numbers, Numbers]:
    """Queries as though they were in another language: the second half of their vectors is all there is."""
    second = vectors[:, HALF:]
    half = second / np.maximum(np.linalg.norm(second, axis=1, keepdims=True), 1e-6)
    theirs = embedded([claim.text for claim in known], cache)[:, HALF:] * 2**0.5
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


def report(
    lists: dict[str, list[Labelled]], rows: Numbers, labels: Numbers, lessons: list[twists.Twist], seed: int
) -> None:
    """What queries and lessons that were held out get, and by vectors alone."""
    order = np.random.default_rng(seed)
    folds = {name: order.permutation(len(found)) % 5 for name, found in lists.items()}
    lesson_folds = order.permutation(len({t.claim for t in lessons})) % 5
    claim_fold = dict(zip(dict.fromkeys(t.claim for t in lessons), lesson_folds, strict=True))
    mine = np.array([claim_fold[t.claim] for t in lessons])
    scores = {name: [np.zeros(0)] * len(found) for name, found in lists.items()}
    judged = np.zeros(len(labels))
    for fold in range(5):
        kept = [one for name, found in lists.items() for n, one in enumerate(found) if folds[name][n] != fold]
        weights, base = fit(kept, rows[mine != fold], labels[mine != fold])
        judged[mine == fold] = rows[mine == fold] @ weights + base
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
        print(
            f"{name}: MAP@5 {ranked:.3f}, vectors alone {alone:.3f}, in the short list {reached:.3f}; "
            f"at 0.5 right {true[said].mean():.2f} of {said.sum()}, found {said[true > 0].mean():.2f}"
        )
    for kind in dict.fromkeys(t.kind for t in lessons):
        same = np.array([t.kind == kind and t.same for t in lessons])
        other = np.array([t.kind == kind and not t.same for t in lessons])
        print(f"{kind}: turned refused {(judged[other] < 0).mean():.2f} of {other.sum()}, "
              f"reworded accepted {(judged[same] > 0).mean():.2f}")  # fmt: skip


if __name__ == "__main__":
    main()
