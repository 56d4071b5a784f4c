"""How long an article takes, step by step, on one thread; how much memory; whether time grows in line with length.

    python benchmarks/extraction.py [--longest 30000]

The articles are put together from the invented texts of the tests. Times are processor time, so that other work on the
machine shows little.
"""

import argparse
import os
import resource
import sys
from pathlib import Path
from statistics import median
from time import process_time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"):
    os.environ.setdefault(name, "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from claims.extraction import analyze, preload, version  # noqa: E402  threads are set before numpy loads
from claims.extraction.engine import Stages  # noqa: E402
from tests.extraction import texts  # noqa: E402

ROUNDS = 7
LENGTHS = (1_000, 2_000, 4_000, 8_000, 16_000, 30_000)
ARTICLES = (
    texts.STRAITS,
    texts.WIRE,
    texts.COURT,
    texts.BRITISH,
    texts.NO_QUOTES,
    texts.MIXED_SPEAKERS,
    texts.PARAGRAPHS,
    texts.ANONYMOUS,
)


def article(words: int) -> str:
    """A text of about so many words, in whole paragraphs."""
    paragraphs = [p for text in ARTICLES for p in text.strip().split("\n\n")]
    taken: list[str] = []
    count = 0
    number = 0
    while count < words:
        paragraph = paragraphs[number % len(paragraphs)]
        taken.append(paragraph)
        count += len(paragraph.split())
        number += 1
    return "\n\n".join(taken)


def timed(text: str, rounds: int) -> tuple[float, dict[str, float]]:
    """Median processor seconds of a whole analysis and of its steps."""
    totals: list[float] = []
    steps: dict[str, list[float]] = {}
    for _ in range(rounds):
        stages = Stages()
        started = process_time()
        analyze(text, stages=stages)
        totals.append(process_time() - started)
        for name, seconds in stages.seconds.items():
            steps.setdefault(name, []).append(seconds)
    return median(totals), {name: median(seconds) for name, seconds in steps.items()}


def megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--longest", type=int, default=LENGTHS[-1])
    options = parser.parse_args()
    started = process_time()
    preload()
    print(f"{version()}: models loaded in {process_time() - started:.1f} s, {megabytes():.0f} MB resident at most")
    for words in (500, 800):
        total, steps = timed(article(words), ROUNDS)
        parts = ", ".join(f"{name} {1000 * seconds:.0f}" for name, seconds in steps.items())
        print(f"{words} words: {1000 * total:.0f} ms ({parts})")
    print(f"{megabytes():.0f} MB resident at most")
    print("words    seconds   ms per thousand words")
    for words in (n for n in LENGTHS if n <= options.longest):
        total, _ = timed(article(words), 1)
        print(f"{words:6d}  {total:8.2f}  {1000 * total / (words / 1000):8.0f}")
    print(f"{megabytes():.0f} MB resident at most")


if __name__ == "__main__":
    main()
