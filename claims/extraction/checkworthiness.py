"""How much a sentence deserves checking: a score between 0 and 1 that is the sum of named, signed reasons.

The model is a logistic regression over the properties in ``wording`` and a small table of words. Its probability is
shared out among the properties along the straight path from the average sentence (for a function of one weighted sum,
the integrated gradient of a term is its part of the sum), so that "base" and the reasons add up to the score exactly.
"""

import json
import math
from functools import cache
from pathlib import Path
from typing import NamedTuple

from claims.extraction.analysis import Reason
from claims.extraction.wording import measure, tokens

WEIGHTS = Path(__file__).parent / "weights" / "checkworthiness.json"
LEAD = 3  # sentences at the top of an article that carry its news
TALK = frozenset({"first person", "we", "addressed to you", "courtesy or procedure", "question"})
SHOWN = 5  # pieces of evidence quoted in a reason


class Model(NamedTuple):
    bias: float
    features: dict[str, float]
    words: dict[str, float]
    context: dict[str, float]
    version: str


class Context(NamedTuple):
    """What the scorer may know about the place of a sentence. All of it is optional."""

    position: int | None = None  # of the sentence in its article, from 0
    is_bare: bool = False  # nothing but the list of sentences is known: the opening of a report then counts for more
    is_narrator: bool | None = None
    kind: str | None = None  # of the claim


@cache
def model() -> Model:
    table = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Model(table["bias"], table["features"], table["words"], table["context"], table["version"])


def assess(text: str, context: Context | None = None) -> tuple[float, tuple[Reason, ...]]:
    """Score and reasons of one sentence or claim; ``sum(r.weight for r in reasons)`` is the score."""
    table = model()
    terms: list[tuple[str, float, str]] = []
    for name, (value, evidence) in measure(text).items():
        weight = table.features.get(name, 0.0)
        if weight:
            terms.append((name, weight * value, ", ".join(dict.fromkeys(evidence[:SHOWN]))))
    wording, said = _wording(text, table)
    if wording:
        terms.append(("wording", wording, said))
    if context is not None:
        if context.is_bare and any(name in TALK for name, _, _ in terms):
            context = context._replace(position=None)  # a greeting opens a speech, not a report
        terms.extend(_context(context, table))
    return _shared_out(table.bias, terms)


def _wording(text: str, table: Model) -> tuple[float, str]:
    seen = sorted(set(tokens(text)))
    weights = {word: table.words[word] for word in seen if word in table.words}
    if not weights:
        return 0.0, ""
    total = sum(weights.values()) / math.sqrt(len(seen))
    strongest = sorted(weights, key=lambda word: (-abs(weights[word]), word))
    return total, ", ".join(strongest[:SHOWN])


def _context(context: Context, table: Model) -> list[tuple[str, float, str]]:
    terms = []
    if context.position is not None and context.position < LEAD:
        name = "opening" if context.is_bare else "lead"
        terms.append(
            ("top of the article", table.context[name] / (1 + context.position), f"sentence {context.position + 1}")
        )
    if context.is_narrator:
        terms.append(("outlet's own voice", table.context["narrator"], "no one else is named as the source"))
    if context.kind is not None and context.kind in table.context:
        terms.append((f"kind: {context.kind}", table.context[context.kind], context.kind))
    return terms


def _shared_out(bias: float, terms: list[tuple[str, float, str]]) -> tuple[float, tuple[Reason, ...]]:
    base = _sigmoid(bias)
    total = math.fsum(term for _, term, _ in terms)
    gain = _sigmoid(bias + total) - base
    slope = gain / total if abs(total) > 1e-9 else base * (1 - base)
    reasons = [Reason("base", round(base, 4), "an average sentence")]
    reasons.extend(
        Reason(name, round(slope * term, 4), detail)
        for name, term, detail in sorted(terms, key=lambda term: (-abs(term[1]), term[0]))
    )
    score = sum(reason.weight for reason in reasons)
    if not 0.0 <= score <= 1.0:  # rounding can pass the ends by a hair
        first = reasons[0]
        reasons[0] = Reason(first.name, first.weight - (score if score < 0 else score - 1.0), first.detail)
        score = min(1.0, max(0.0, sum(reason.weight for reason in reasons)))
    return score, tuple(reasons)


def _sigmoid(value: float) -> float:
    if value >= 0:
        return 1.0 / (1.0 + math.exp(-value))
    small = math.exp(value)
    return small / (1.0 + small)


def score_sentences(sentences: list[str]) -> list[float]:
    """Check-worthiness of the sentences of one document, in order. At least 0.5 means worth checking."""
    is_list = len(sentences) > 1
    return [
        assess(text, Context(position=number if is_list else None, is_bare=is_list))[0]
        for number, text in enumerate(sentences)
    ]
