"""How fast texts become vectors, how long a short list of 100 takes to rank, and how much memory both need.

    python benchmarks/matching.py [--queries 60]

One thread, invented claims, nothing remembered between two rounds. Beside the ranker stands its floor: the share of
common words, which needs no model and sees no meaning.
"""

import argparse
import os
import random
import resource
import sys
from pathlib import Path
from time import perf_counter, process_time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(name, "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np  # noqa: E402  threads are set before numpy loads

from claims.matching import profile, vectors  # noqa: E402
from claims.matching.ranking import Candidate, rank  # noqa: E402

CANDIDATES = 100
PLACES = "Norhaven Karesh Velmora Sorland Brackwater Marrick Ostrava Tarnow Hallow Lindmark".split()
PEOPLE = ("Karla Brenn", "Tomas Ridley", "Petra Lindholm", "Aldous Finch", "Mara Quill", "Milo Trent")
THINGS = "hospital school bridge harbour prison stadium airport museum library market".split()
PATTERNS = (
    "{person} voted to close the {thing} in {place} in {year}.",
    "The {thing} at {place} cost taxpayers ${number} million more than planned, {person} said.",
    "More than {number},000 people in {place} have lost their jobs since the {thing} was sold in {year}.",
    "Crime near the {thing} of {place} has risen by {number} percent under {person}.",
    "A photograph shows {person} asleep at the opening of the {thing} in {place}.",
    "No country spends less on its {thing} than {place}, which cut it by {number} percent between {year} and 2021.",
)


def claim(chance: random.Random) -> str:
    return chance.choice(PATTERNS).format(
        person=chance.choice(PEOPLE),
        place=chance.choice(PLACES),
        thing=chance.choice(THINGS),
        year=chance.randrange(1990, 2020),
        number=chance.randrange(2, 90),
    )


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def common_words(query: str, texts: list[str]) -> list[float]:
    mine = set(query.casefold().split())
    return sorted((len(mine & set(t.casefold().split())) / len(mine) for t in texts), reverse=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--queries", type=int, default=60)
    options = parser.parse_args()
    chance = random.Random(5)
    before, started = megabytes(), process_time()
    vectors.preload()
    print(f"{vectors.VERSION}: models loaded in {process_time() - started:.1f} s, {megabytes() - before:.0f} MB more")
    texts = [claim(chance) for _ in range(400)]
    started = process_time()
    known = vectors.embed(texts)
    print(f"embedding: {len(texts) / (process_time() - started):.0f} claims a second of processor time")
    singles = []
    for text in texts[:40]:
        started = process_time()
        vectors.embed([text + " "])
        singles.append(process_time() - started)
    print(f"one text alone: {1000 * float(np.median(singles)):.1f} ms")
    ranked, floor, wall = [], [], []
    for number in range(options.queries):
        query = claim(chance)
        similarity = known @ vectors.embed([query])[0]
        places = np.argsort(-similarity)[:CANDIDATES]
        candidates = [Candidate(int(n), f"{texts[n]} Check {number}-{n}", float(similarity[n])) for n in places]
        profile.forget()
        started, clock = process_time(), perf_counter()
        rank(query, candidates)
        ranked.append(process_time() - started)
        wall.append(perf_counter() - clock)
        started = process_time()
        common_words(query, [one.text for one in candidates])
        floor.append(process_time() - started)
    p50, p95 = (1000 * float(np.percentile(ranked, p)) for p in (50, 95))
    print(
        f"rank() of {CANDIDATES} unseen candidates: median {p50:.1f} ms, p95 {p95:.1f} ms of processor time "
        f"(p95 by the clock {1000 * float(np.percentile(wall, 95)):.1f} ms; "
        f"share of common words, the floor: {1000 * float(np.median(floor)):.1f} ms)"
    )
    print(f"{megabytes():.0f} MB resident at most")


if __name__ == "__main__":
    main()
