"""What is looked up: a sentence or a post as a whole, an article by its headline and sentences."""

import re
from dataclasses import dataclass

from claims.extraction import sentences
from claims.matching.cleaning import clean
from claims.matching.stems import WORD

SHORT = 90  # words: more than that is an article
MOST_PARTS = 24
FEWEST_WORDS, MOST_WORDS = 5, 60
_ODD = re.compile(
    r"(?i)cookie|subscribe|newsletter|sign up|all rights reserved|javascript|privacy policy|terms of (?:use|service)"
)


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the query that may hold the claim. ``trust`` is at most 1: the further down, the less likely it is
    what the article is about."""

    text: str
    trust: float


def parts(text: str) -> list[Part]:
    """At least one, the most trusted first; the whole text when it is short."""
    plain = clean(text)
    if len(WORD.findall(plain)) <= SHORT:
        return [Part(text, 1.0)]
    spans = sentences.split(text[:60_000])
    found: list[str] = []
    seen: set[str] = set()
    for span in spans:
        sentence = clean(text[span.start : span.end])
        words = WORD.findall(sentence)
        if len(words) < FEWEST_WORDS or _ODD.search(sentence) or sentence.casefold() in seen:
            continue
        seen.add(sentence.casefold())
        found.append(" ".join(sentence.split()[:MOST_WORDS]))
        if len(found) == MOST_PARTS:
            break
    if not found:
        return [Part(text[:2000], 1.0)]
    opening = " ".join(" ".join(found[:3]).split()[:SHORT])
    return [Part(opening, 1.0), *(Part(sentence, 1.0 / (1 + 0.04 * n)) for n, sentence in enumerate(found))]
