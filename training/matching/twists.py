"""Lessons for the guards: claims with one thing turned, which are other claims, and the same claims said differently.

Real queries seldom differ from a check in nothing but a figure or a "not"; a desk meets such pairs every day.
"""

import random
import re
from dataclasses import dataclass

from claims.matching import profile

_TURNS = {
    "rose": "fell", "risen": "fallen", "rises": "falls", "rising": "falling", "increased": "decreased",
    "increase": "decrease", "increases": "decreases", "increasing": "decreasing", "grew": "shrank", "more": "fewer",
    "raised": "cut", "raise": "cut", "raises": "cuts", "raising": "cutting", "higher": "lower", "highest": "lowest",
    "up": "down", "most": "least", "doubled": "halved", "gained": "lost", "best": "worst", "soared": "plunged",
    "supports": "opposes", "supported": "opposed", "opposed": "supported", "opposes": "supports", "legal": "illegal",
    "won": "lost", "allowed": "banned", "banned": "allowed", "first": "last", "oldest": "youngest", "men": "women",
    "before": "after", "after": "before", "largest": "smallest", "alive": "dead", "approved": "rejected",
}  # fmt: skip
_TURNS |= {after: before for before, after in _TURNS.items() if after not in _TURNS}
_HELPERS = re.compile(r"\b(is|was|are|were|will|has|have|had|would|could|can|should|did|does)\b(?! not\b| never\b|n't)")
_NOT = re.compile(r"\b(?:not|never) ")
_DIGITS = re.compile(r"(?<![\w.,-])\d(?:[\d,]*\d)?(?:\.\d+)?(?![\w-])")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_SWAPS = {
    "percent": "per cent", " people ": " persons ", "photograph": "photo", "video": "clip", "President ": "Pres. ",
    "said": "stated", "died": "passed away", "children": "kids", "United States": "U.S.", "U.S.": "US",
    "more than": "over", "bought": "purchased", "killed": "slain", "ended": "finished", "paid for": "funded",
    "shows": "depicts", "big": "large", "increased": "went up", "reduced": "brought down", "fell": "went down",
    "because of": "due to", "began": "started", "help": "assist", "voted": "cast a vote", "about": "around",
    "man": "guy", "doctor": "physician", "law": "statute", "million": "mln", "biggest": "largest",
    "jobs": "positions", "taxes": "levies", "can't": "cannot", "will": "is going to",
}  # fmt: skip
_OPENINGS = (
    "BREAKING: ", "Wow. ", "So it turns out that ", "They say ", "Just read this: ", "It is claimed that ",
    "Did you know? ", "According to the article, ", "He said ", "She told reporters that ", "Once again: ", "Fact: ",
    "RT @newsroom: ",
)  # fmt: skip
_CLOSINGS = (
    " Unbelievable!", " https://example.org/a1", " #news #politics", " according to local media.", " he said.",
    " Please share!", ", the spokesman added.", " This is insane 😡", " Who knew?", "",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Twist:
    """A made query beside the claim it was made from."""

    query: str
    claim: str
    same: bool
    kind: str


def make(texts: list[str], chance: random.Random, others: list[str]) -> list[Twist]:
    """For each claim the turns that its words allow, and as many true rewordings."""
    names = [name.shown for text in others for name in profile.read(text).names if len(name.stems) == 2]
    made: list[Twist] = []
    for text in texts:
        turned = [
            (kind, new)
            for kind, new in (
                ("figure", _figure(text, chance)),
                ("year", _year(text, chance)),
                ("denial", _denial(text, chance)),
                ("direction", _direction(text, chance)),
                ("name", _name(text, chance, names)),
            )
            if new and new != text
        ]
        for kind, new in turned:
            # Some turned ones are also reworded, so that a difference of wording excuses nothing.
            made.append(Twist(_reworded(new, chance) if chance.random() < 0.6 else new, text, same=False, kind=kind))
            made.append(Twist(_reworded(text, chance), text, same=True, kind=kind))
    return made


def _figure(text: str, chance: random.Random) -> str:
    found = [m for m in _DIGITS.finditer(text) if not _YEAR.fullmatch(m.group())]
    if not found:
        return ""
    match = chance.choice(found)
    value = float(match.group().replace(",", "").rstrip(".") or 0)
    new = value * chance.choice((0.1, 0.25, 0.4, 0.5, 0.7, 1.4, 2, 3, 5, 10)) + chance.choice((0, 1, 3))
    if abs(new - value) < max(1.0, 0.25 * value):
        new = value * 2 + 1
    written = f"{new:,.0f}" if "." not in match.group() else f"{new:,.1f}"
    return text[: match.start()] + written + text[match.end() :]


def _year(text: str, chance: random.Random) -> str:
    match = _YEAR.search(text)
    if match is None:
        return ""
    year = int(match.group()) + chance.choice((-15, -9, -6, -4, -3, -2, 2, 3, 4, 6, 9))
    return text[: match.start()] + str(year) + text[match.end() :]


def _denial(text: str, chance: random.Random) -> str:
    if _NOT.search(text):
        return _NOT.sub("", text, count=1)
    found = list(_HELPERS.finditer(text))
    if not found:
        return ""
    match = chance.choice(found)
    return text[: match.end()] + chance.choice((" not", " never", " not")) + text[match.end() :]


def _direction(text: str, chance: random.Random) -> str:
    found = [m for m in re.finditer(r"\b[a-z]+\b", text) if m.group() in _TURNS]
    if not found:
        return ""
    match = chance.choice(found)
    return text[: match.start()] + _TURNS[match.group()] + text[match.end() :]


def _name(text: str, chance: random.Random, names: list[str]) -> str:
    found = re.findall(r"\b[A-Z][a-z]+ [A-Z][a-z]+\b", text)
    if not found or not names:
        return ""
    old = chance.choice(found)
    new = chance.choice(names)
    return text.replace(old, new) if not set(new.split()) & set(old.split()) else ""


def _reworded(text: str, chance: random.Random) -> str:
    for old, new in _SWAPS.items():
        if old in text and chance.random() < 0.7:
            text = text.replace(old, new, 1)
    if chance.random() < 0.3:
        text = _opened_clauses(text)
    if chance.random() < 0.5:
        text = chance.choice(_OPENINGS) + text
    if chance.random() < 0.5:
        text = text.rstrip(".") + "." + chance.choice(_CLOSINGS)
    return text.lower() if chance.random() < 0.1 else text


def _opened_clauses(text: str) -> str:
    """The last clause first, where a comma allows it: "In May, X" → "X in May"."""
    head, comma, rest = text.partition(", ")
    if not comma or not 2 <= len(head.split()) <= 6 or len(rest.split()) < 4:
        return text
    return rest[0].upper() + rest[1:].rstrip(".") + " " + head[0].lower() + head[1:] + "."
