"""How much a sentence deserves checking: the probability that a desk would check it, as a sum of named parts.

The parts are the properties of the wording (``wording``), the pull of its words and of the pattern they stand in
(``ngrams``, a table of learned numbers), what the words say in their order (``order``, a small network), and what is
known of its place: in an article the kind of claim, the voice, the source, its figures and where it stands; in a bare
list of sentences what a sentence encoder makes of it (``meaning``), and where it stands if the list reads like a
report.
``training/checkworthiness`` makes the numbers and says how well they do.
"""

import hashlib
import json
import math
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from claims.extraction import meaning
from claims.extraction.analysis import ClaimKind, Reason
from claims.extraction.ngrams import slots, slots_of_word, tokens
from claims.extraction.order import Network
from claims.extraction.weighing import BASE, SHIPPED, Part, Weights, weigh
from claims.extraction.wording import FEATURES, measure

FOLDER = Path(__file__).parent / "weights"
NUMBERS, TABLE = "checkworthiness.json", "checkworthiness-pieces.npy"
WORDS, ORDER = "checkworthiness-words.txt", "checkworthiness-order.npz"
MEANINGS = "checkworthiness-meaning.npy"
SHORTEST_LIST = 5  # sentences from which on a list tells what sort of text it is
SHOWN = 5  # pieces of evidence quoted in a reason
TALK = frozenset({"first person", "we", "addressed to you", "courtesy or procedure", "question"})
WORDING, IN_ORDER = "wording", "words in their order"
MEANING = "meaning of the sentence"  # of bare sentences alone
PLACE, VOICE = "place in the article", "outlet's own voice"
MEASURED, NAMED, UNNAMED, HEDGED = "measured quantities", "named source", "unnamed source", "hedged"
MOST_QUANTITIES = 3
LEAST_TALK, MOST_TALK = 0.5, 0.6  # shares of sentences that speak: most reports have less, speeches more
SHORT, LONG = 80, 120  # sentences: most reports have fewer, speeches more

_FEATURES = tuple(feature.name for feature in FEATURES)
# Every part of the claims of articles, which a weight can be set for, in the order in which people are shown them.
PARTS: tuple[str, ...] = (
    *_FEATURES,
    WORDING, IN_ORDER, MEASURED, VOICE, NAMED, UNNAMED, HEDGED, PLACE,
    *(f"kind: {kind.value}" for kind in ClaimKind),
)  # fmt: skip


class ArtefactBroken(RuntimeError):
    """A file of weights is missing or is not the one that was written down for it."""


class Model(NamedTuple):
    version: str
    article: dict[str, float]  # base, wording, place, voice, source, quantities, kinds
    article_features: dict[str, float]
    listed: dict[str, float]  # base, wording, place
    list_features: dict[str, float]
    pieces: npt.NDArray[np.int8]
    step: float  # of one unit of ``pieces``
    network: Network
    meaning: npt.NDArray[np.float32]  # what each number of a sentence's vector counts
    encoder: dict[str, str]  # the hashes of the encoder's files


class Context(NamedTuple):
    """What the scorer may know about a sentence beside its words. All of it is optional."""

    position: int | None = None  # of the sentence in its text, from 0
    is_bare: bool = False  # one of a list of sentences of which nothing else is known
    report: float | None = None  # how far that list reads like a report, 0 to 1
    is_narrator: bool | None = None
    kind: str | None = None  # of the claim
    quantities: int = 0  # figures with a value that were understood
    is_named: bool | None = None  # the source; None: no source
    is_hedged: bool = False


@cache
def model() -> Model:
    """The shipped numbers. Raises :class:`ArtefactBroken` when a file is not the one it should be."""
    return load(FOLDER)


def load(folder: Path) -> Model:
    try:
        told: dict[str, Any] = json.loads((folder / NUMBERS).read_text(encoding="utf-8"))
        for name, digest in told["files"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                raise ArtefactBroken(f"{folder / name} is not the file that {NUMBERS} describes: restore the release.")
    except FileNotFoundError as error:
        raise ArtefactBroken(f"{error.filename} is missing: restore it from the release.") from None
    article, listed = dict(told["article"]), dict(told["list"])
    in_article, in_list = article.pop("features"), listed.pop("features")
    pieces = np.load(folder / TABLE, allow_pickle=False)
    network = Network.load(folder / WORDS, folder / ORDER)
    meanings = np.load(folder / MEANINGS, allow_pickle=False)
    return Model(
        told["version"], article, in_article, listed, in_list, pieces, told["step"], network, meanings, told["encoder"]
    )


class Reading(NamedTuple):
    """What a sentence says by itself."""

    features: dict[str, tuple[float, list[str]]]
    in_order: float  # log-odds
    meant: float | None = None  # log-odds; None: not asked


def read(texts: Sequence[str]) -> list[Reading]:
    """Each of many sentences: the same as one by one, and quicker."""
    measured = [measure(text) for text in texts]
    values = [
        np.array([found[name][0] if name in found else 0.0 for name in _FEATURES], dtype=np.float32)
        for found in measured
    ]
    return [Reading(*one) for one in zip(measured, model().network.pulls(texts, values), strict=True)]


def read_bare(texts: Sequence[str]) -> list[Reading]:
    """The same of sentences that come without an article, with what they mean."""
    return [one._replace(meant=meant) for one, meant in zip(read(texts), meanings(texts), strict=True)]


def meanings(texts: Sequence[str]) -> list[float]:
    """What each bare sentence means for its score, in log-odds. Raises :class:`claims.extraction.meaning.EncoderBroken`
    when the installed encoder is not the one that was learned with."""
    table = model()
    meaning.check(table.encoder)
    found = meaning.vectors(texts).astype(np.float64) @ table.meaning.astype(np.float64)
    return [float(one) for one in found]


def assess(
    text: str, context: Context | None = None, weights: Weights = SHIPPED, reading: Reading | None = None
) -> tuple[float, tuple[Reason, ...]]:
    """Score and reasons of one sentence or claim; see :func:`claims.extraction.weighing.weigh`.

    ``reading``: what :func:`read` made of the text, where it was read among others.
    """
    return weigh(parts(text, context or Context(), reading), weights)


def parts(text: str, context: Context, reading: Reading | None = None) -> Iterator[Part]:
    """The shipped value of every part of this score."""
    table = model()
    is_bare = context.is_bare or context == Context()
    measured, in_order, meant = reading or (read_bare if is_bare else read)([text])[0]
    place, features = (table.listed, table.list_features) if is_bare else (table.article, table.article_features)
    yield Part(BASE, place["base"])
    for name, (value, evidence) in measured.items():
        if weight := features.get(name, 0.0):
            yield Part(name, weight * value, ", ".join(dict.fromkeys(one.rstrip(",;:") for one in evidence[:SHOWN])))
    pull, said = wording(text)
    yield Part(WORDING, place["wording"] * pull, said)
    yield Part(IN_ORDER, place["order"] * in_order, "read by a small network")
    if meant is not None:
        yield Part(MEANING, meant, "read by a sentence encoder")
    yield from _in_list(context, place) if is_bare else _in_article(context, place)


def wording(text: str) -> tuple[float, str]:
    """The pull of the words and their pattern in log-odds, and the words that pull most."""
    table = model()
    found = slots(text)
    if not len(found):
        return 0.0, ""
    unit = table.step / math.sqrt(len(found))
    pulls = {word: _pull_of_word(word) for word, _ in tokens(text) if word[0].isalnum()}
    strongest = sorted(pulls, key=lambda word: (-abs(pulls[word]), word))[:SHOWN]
    said = ", ".join(f"{word} {'+' if pulls[word] > 0 else '−'}" for word in strongest if pulls[word])
    return float(table.pieces[found].sum(dtype=np.int64)) * unit, said


@lru_cache(maxsize=20_000)
def _pull_of_word(word: str) -> int:
    return int(model().pieces[list(slots_of_word(word))].sum(dtype=np.int64))


def _in_article(context: Context, table: dict[str, float]) -> Iterator[Part]:
    if context.position is not None:
        falls = falling(context.position, table["lead"], table["slope"])
        yield Part(PLACE, falls, f"sentence {context.position + 1}")
    if context.is_narrator:
        yield Part(VOICE, table["narrator"], "no one else is named as the source")
    if context.is_named is not None:
        yield Part(*((NAMED, table["named"]) if context.is_named else (UNNAMED, table["unnamed"])))
    if context.is_hedged:
        yield Part(HEDGED, table["hedged"], "the source is put as unsure")
    if context.quantities:
        count = min(context.quantities, MOST_QUANTITIES)
        yield Part(MEASURED, table["quantities"] * count, f"{context.quantities} understood")
    if context.kind is not None:
        yield Part(f"kind: {context.kind}", table.get(context.kind, 0.0), context.kind)


def _in_list(context: Context, table: dict[str, float]) -> Iterator[Part]:
    if context.position is not None and context.report:
        falls = falling(context.position, table["lead"], table["slope"])
        yield Part(PLACE, context.report * falls, f"sentence {context.position + 1}")


def report_share(talk: float, length: int) -> float:
    """How far a list reads like a report, 0 to 1: ``talk`` is the share of its sentences that speak.

    Reports put first what matters most; speeches and debates, which are long, begin with greetings.
    """
    by_talk, by_length = (MOST_TALK - talk) / (MOST_TALK - LEAST_TALK), (LONG - length) / (LONG - SHORT)
    return min(1.0, max(0.0, by_talk, by_length))


def falling(position: int, lead: float, slope: float) -> float:
    """What a place counts: much at the very top, then less and less."""
    return lead / (1 + position) - slope * math.log1p(position)


def score_sentences(sentences: list[str]) -> list[float]:
    """Check-worthiness of the sentences of one document, in order. At least 0.5 means worth checking."""
    readings = read_bare(sentences)
    if len(sentences) < SHORTEST_LIST:
        return [assess(text, reading=reading)[0] for text, reading in zip(sentences, readings, strict=True)]
    talk = sum(not TALK.isdisjoint(reading.features) for reading in readings) / len(sentences)
    report = report_share(talk, len(sentences))
    return [
        assess(text, Context(position=number, is_bare=True, report=report), reading=reading)[0]
        for number, (text, reading) in enumerate(zip(sentences, readings, strict=True))
    ]
