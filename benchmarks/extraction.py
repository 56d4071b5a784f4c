"""How long an article takes, step by step, on one thread; how much memory; whether time grows in line with length; and
beside it two quotation finders of other houses, with how well each of them does.

    python benchmarks/extraction.py [--longest 30000] [--set FILE] [--no-peers]

The articles are put together from the invented texts of the tests. Times are processor time, so that other work on the
machine shows little. Quality is measured on the training half of the gold set, or on --set: a folder of gold articles
or attributions as JSON lines. The peers are installed into an environment that is thrown away, which needs a package
index; where one cannot be had, that is said and the rest goes on.
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

from benchmarks import _peers_beside as beside  # noqa: E402  threads are set before numpy loads
from claims.evaluation import attribution, gold, sets  # noqa: E402
from claims.evaluation.intervals import figures  # noqa: E402
from claims.evaluation.reports import analyses  # noqa: E402
from claims.extraction import analyze, preload, version  # noqa: E402
from claims.extraction.engine import Stages  # noqa: E402
from claims.extraction.parts import ALL, RULES, Parts  # noqa: E402
from tests.extraction import texts  # noqa: E402

ROUNDS = 7
WORDS = 800  # of the article that is timed beside the peers
GOLD = Path(__file__).with_name("gold") / "train"
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


def compare(path: Path, *, with_peers: bool) -> None:
    """One line for each engine: quality on the set, time for one article, memory."""
    texts = sets.of_gold(gold.load([path])) if path.is_dir() else sets.attributions(path)
    timed_text = article(WORDS)
    print(f"\nBeside others, on {len(texts)} texts of {path.name}, and {WORDS} words of one article")
    print("                     end to end F1          direct: found, source right   indirect: found     ms    MB")
    for name, parts in (("this engine", ALL), ("its rules alone", RULES)):
        found = [attribution.found_in(analysis) for analysis in analyses(texts, parts, lambda _: None)]
        seconds = median(_seconds(timed_text, parts) for _ in range(ROUNDS))
        print(_line(name, texts, found, 1000 * seconds, megabytes()))
    if not with_peers:
        return
    try:
        with beside.environment() as python:
            for name, pinned in beside.VERSIONS.items():
                try:
                    beside.install(python, name)
                    peer = beside.run(python, name, texts, timed_text, ROUNDS)
                except beside.CannotInstall as error:
                    print(f"!! {name} {pinned} IS NOT MEASURED: it could not be installed or run.\n{error}")
                    continue
                gave_up = f"   gave up on {peer.gave_up} of {len(texts)} texts" if peer.gave_up else ""
                line = _line(f"{name} {pinned}", texts, peer.found, peer.milliseconds, peer.megabytes)
                print(line + gave_up)
    except beside.CannotInstall as error:
        print(f"!! NO PEER IS MEASURED: an environment for them could not be made.\n{error}")


def _seconds(text: str, parts: Parts) -> float:
    started = process_time()
    analyze(text, parts=parts)
    return process_time() - started


def _line(
    name: str, texts: list[sets.MarkedText], found: list[tuple[sets.Marked, ...]], milliseconds: float, memory: float
) -> str:
    row = figures(attribution.measure(texts, found))
    whole, direct, right = row["end to end F1"], row["direct: found"], row["direct: source right"]
    interval = f"[{whole.low:.3f} {whole.high:.3f}]" if whole.low is not None else ""
    return (
        f"{name:20s} {whole.value:.3f} {interval:14s}  {direct.value:.3f}, {right.value:.3f}"
        f"                  {row['indirect: found'].value:.3f}           {milliseconds:6.0f} {memory:5.0f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--longest", type=int, default=LENGTHS[-1])
    parser.add_argument("--set", type=Path, default=GOLD, help="gold folder, or attributions as JSON lines")
    parser.add_argument("--no-peers", action="store_true", help="install nothing")
    options = parser.parse_args()
    started = process_time()
    preload()
    print(f"{version()}: models loaded in {process_time() - started:.1f} s, {megabytes():.0f} MB resident at most")
    for words in (500, WORDS):
        total, steps = timed(article(words), ROUNDS)
        print(f"{words} words: {1000 * total:.0f} ms")
        for name, seconds in steps.items():
            print(f"  {name:26s} {1000 * seconds:5.0f} ms")
    print(f"{megabytes():.0f} MB resident at most")
    compare(options.set, with_peers=not options.no_peers)
    print("\nwords    seconds   ms per thousand words")
    for words in (n for n in LENGTHS if n <= options.longest):
        total, _ = timed(article(words), 1)
        print(f"{words:6d}  {total:8.2f}  {1000 * total / (words / 1000):8.0f}")
    print(f"{megabytes():.0f} MB resident at most")


if __name__ == "__main__":
    main()
