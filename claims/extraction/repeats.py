"""Which claims of an article say the same thing again: by their words, names, figures and dated events alone.

Each claim is compared with the few earlier ones that share a rare word with it, so the time grows with the length of
the text and not with its square.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from claims.extraction.analysis import Quantity, Span
from claims.extraction.words import word_set

SAME = 0.62  # share of weight in common (Dice) from which two claims are one
INSIDE = 0.8  # share of the shorter claim found in the longer one: a headline and its story
FEWEST_INSIDE = 4
MOST_COMPARED = 12  # earlier claims looked at for each word
FIGURE, NAME, YEAR, WORD = 3.0, 1.6, 1.2, 1.0
FEWEST_SHARED = 3  # things in common

_WORD = re.compile(r"[^\W_]+(?:[-’'][^\W_]+)*")
_ASIDE = re.compile(r" \[[^\]]*\]")
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_EVENT = re.compile(r"\b((?:1[6-9]|20)\d\d)\s+((?:[\w’'-]+\s+){0,2}?[\w-]+)")
_NEGATED = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|deni(?:es|ed)|den(?:y|ying))\b|n['’]t\b", re.IGNORECASE
)
_STOP = word_set("""
    a an the this that these those it its he she they them his her their we our us you your i my me him who whom
    which what is are was were be been being am has have had having do does did will would can could may might shall
    should must and or but nor so if than then as at by for from in into of off on onto out over to up with about
    after before between during since until against under within through there here also too very more most some
    any all each every both such only just not no never own same other another one said says say told tells added
    according while when where because however yet still even now today near around among along per via
    """)
_IRREGULAR = {
    "died": "die", "dies": "die", "dead": "die", "won": "win", "wins": "win", "fell": "fall", "falls": "fall",
    "rose": "rise", "rises": "rise", "cut": "cut", "cuts": "cut", "built": "build", "bought": "buy", "sold": "sell",
    "found": "find", "made": "make", "took": "take", "taken": "take", "paid": "pay", "lost": "lose", "left": "leave",
    "shut": "close", "shuts": "close", "percent": "%", "per": "", "cent": "%",
}  # fmt: skip
# What happened once and is called by its year.
_EVENTS = word_set("""
    ceasefire armistice truce coup war invasion earthquake flood crash massacre referendum bombing merger accident
    explosion uprising revolution genocide hurricane tsunami outbreak epidemic disaster collapse
    """)


@dataclass(frozen=True, slots=True)
class Gist:
    """What a claim is compared by."""

    terms: dict[str, float]
    figures: frozenset[float]
    is_negated: bool
    years: frozenset[str]
    events: frozenset[tuple[str, str]]  # (year, event): "1994 ceasefire agreement"


def gist(words: str, quantities: Sequence[Quantity]) -> Gist:
    """Of a claim's own words, dates in full."""
    terms: dict[str, float] = {}
    years: set[str] = set()
    figures = frozenset(quantity.value for quantity in quantities)
    for match in _WORD.finditer(_ASIDE.sub(" ", words)):
        word = match.group()
        if _YEAR.fullmatch(word):
            years.add(word)
            terms[word] = YEAR
            continue
        stem = _stem(word)
        if stem in _STOP or not stem or word.isdigit():
            continue
        is_name = word[:1].isupper() and match.start() > 0
        terms[stem] = max(terms.get(stem, 0.0), NAME if is_name else WORD)
    for value in figures:
        terms[f"#{value:g}"] = FIGURE
    events = {
        (match.group(1), stem)
        for match in _EVENT.finditer(words)
        for stem in (_stem(word) for word in match.group(2).split())
        if stem in _EVENTS
    }
    return Gist(terms, figures, bool(_NEGATED.search(words)), frozenset(years), frozenset(events))


def leads(gists: Sequence[Gist], scores: Sequence[float], spans: Sequence[Span]) -> list[int | None]:
    """For each claim the number of the claim that it repeats, None for those that stand for themselves.

    Of claims that say the same the one with the highest score leads, the first of equals. Claims that share words of
    the text never repeat each other.
    """
    group: list[int] = []  # number of the first claim of each one's cluster
    by_term: dict[str, list[int]] = defaultdict(list)
    by_event: dict[tuple[str, str], int] = {}
    for number, one in enumerate(gists):
        best = max(
            (
                (_likeness(one, gists[other]), -other)
                for other in _candidates(one, by_term)
                if spans[other].end <= spans[number].start
            ),
            default=(0.0, 0),
        )
        home = group[-best[1]] if best[0] >= SAME else None
        if home is None and not one.figures:
            home = next((by_event[e] for e in sorted(_events_of(one, by_event))), None)
        group.append(number if home is None else home)
        for term in one.terms:
            by_term[term].append(number)
        if not one.figures:
            for event in one.events:
                by_event.setdefault(event, group[number])
    members: dict[int, list[int]] = defaultdict(list)
    for number, home in enumerate(group):
        members[home].append(number)
    best_of = {home: min(all_, key=lambda n: (-scores[n], n)) for home, all_ in members.items()}
    return [None if best_of[group[n]] == n else best_of[group[n]] for n in range(len(gists))]


def _candidates(one: Gist, by_term: dict[str, list[int]]) -> list[int]:
    """Earlier claims that share at least two of the rarer terms."""
    counts: dict[int, int] = defaultdict(int)
    for term in one.terms:
        for number in by_term.get(term, ())[-MOST_COMPARED:]:
            counts[number] += 1
    return [number for number, count in counts.items() if count >= 2]


def _likeness(one: Gist, other: Gist) -> float:
    if one.is_negated is not other.is_negated:
        return 0.0
    if one.figures and other.figures and not one.figures & other.figures:
        return 0.0
    if one.years and other.years and not one.years & other.years:
        return 0.0
    shared = one.terms.keys() & other.terms.keys()
    if len(shared) < FEWEST_SHARED:
        return 0.0
    common = sum(min(one.terms[term], other.terms[term]) for term in shared)
    mine, theirs = sum(one.terms.values()), sum(other.terms.values())
    likeness = 2 * common / (mine + theirs)
    is_particular = any(one.terms[term] > WORD and term not in one.years for term in shared)
    if is_particular and len(shared) >= FEWEST_INSIDE and common >= INSIDE * min(mine, theirs):
        return max(likeness, SAME)
    return likeness


def _events_of(one: Gist, known: dict[tuple[str, str], int]) -> set[tuple[str, str]]:
    """The dated events known from other claims that this one speaks of, in whatever order."""
    return {(year, term) for year in one.years for term in one.terms if (year, term) in known}


def _stem(word: str) -> str:
    word = word.lower().replace("’", "'").removesuffix("'s").replace("-", "")
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending in ("ings", "ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4 and not word.endswith("ss"):
            stem = word[: -len(ending)]
            return stem + "y" if ending in ("ied", "ies") else stem
    return word
