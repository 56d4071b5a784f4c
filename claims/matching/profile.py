"""What is compared of a claim, read once for each text: words, names, figures, days, denial and direction."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from claims.extraction import quantities, times
from claims.extraction.analysis import Interval
from claims.extraction.words import word_set
from claims.matching.cleaning import clean
from claims.matching.figures import Figure, figures
from claims.matching.stems import COMMON, WORD, stem

LONGEST = 1500  # characters: a claim and its title; what stands behind that does not tell which claim it is

_DENIAL = re.compile(
    r"(?i)\b(?:not|never|no|none|nobody|no one|nothing|neither|nor|cannot|without|denied|denies|deny|denying|refused?|"
    r"failed to|fails to|false|fake|hoax|untrue|myth|debunked|[a-z]+n't|"
    r"(?:aint|cant|dont|didnt|doesnt|isnt|wasnt|wont))\b"
)
# "no more than", "not only", "no longer" and "not just" deny nothing.
_NO_DENIAL = re.compile(
    r"(?i)\b(?:no (?:more|less|fewer) than|not (?:only|just|more than|less than|fewer than)|"
    r"no matter|no doubt|no\. ?\d)"
)
UP = word_set("""
    rise rose risen rises rising increase increased increases increasing grow grew grown grows growing growth raise
    raised raises raising climb climbed climbs climbing soar soared soaring surge surged surging jump jumped jumps
    higher highest up more most double doubled doubling triple tripled gain gained gains improve improved improving
    expand expanded expanding expands hike hiked upward record-high boost boosted strengthen strengthened best better
    """)
DOWN = word_set("""
    fall fell fallen falls falling decrease decreased decreases decreasing decline declined declines declining drop
    dropped drops dropping shrink shrank shrunk shrinking lower lowest lowered lowering lowers down less least fewer
    fewest cut cuts cutting slash slashed slashing slashes reduce reduced reduces reducing reduction halve halved
    halving plunge plunged plunging sink sank sunk worsen worsened worse worst contract contracted lose lost loses
    losing weaken weakened downward plummet plummeted halves
    """)
_OPPOSITES = {
    frozenset(pair.split("/"))
    for pair in (
        "support/oppose for/against win/lose open/close legal/illegal ban/allow alive/dead safe/dangerous born/die "
        "hire/fire arrive/leave buy/sell add/remove start/stop begin/end create/destroy guilty/innocent war/peace "
        "accept/reject approve/reject pass/reject true/false rich/poor import/export before/after prevent/cause "
        "cure/cause man/woman male/female boy/girl father/mother son/daughter brother/sister husband/wife "
        "democrat/republican conservative/liberal north/south east/west first/last north/east south/west legalize/ban "
        "confirm/deny praise/condemn hot/cold oldest/youngest best/worst"
    ).split()
}
OPPOSITE: dict[str, frozenset[str]] = {}
for _pair in _OPPOSITES:
    for _word in _pair:
        _others = frozenset(stem(other) for other in _pair if other != _word)
        OPPOSITE[stem(_word)] = OPPOSITE.get(stem(_word), frozenset()) | _others

_DIGIT = re.compile(r"\d")
_LETTERS = re.compile(r"[a-z]+")
_MARKS = re.compile(r"\W+")
# Without one of these, or "n't", nothing is denied; most texts need no longer look.
_DENIERS = word_set("""
    not never no none nobody nothing neither nor cannot without denied denies deny denying refuse refused failed fails
    false fake hoax untrue myth debunked aint cant dont didnt doesnt isnt wasnt wont
    """)
# Without a digit or one of these there is no figure and no day to look for; looking is the slow part of reading.
_NUMBER_WORDS = word_set("""
    one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands million millions
    billion billions trillion trillions dozen dozens half third thirds quarter quarters fifth fifths tenth tenths
    twenty-one percent
    """)
_TIME_WORDS = word_set("""
    january february march april may june july august september october november december jan feb mar apr jun jul aug
    sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday today tonight yesterday tomorrow last
    past previous next this ago earlier day date century
    """)
_NAME = re.compile(r"[A-ZÀ-ÞА-Я][\w'’.-]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?…:;|]\s+|[\"(\[]\s*|[—–-]\s+)$")
_NO_NAME = word_set("""
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday mr mrs ms dr sir president senator governor congress house senate mayor minister
    government yesterday today tomorrow photograph video image fact check claim rumor rumour breaking news
    """)


class Name(NamedTuple):
    """A run of capitalised words, and their stems."""

    shown: str
    stems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A text as it is compared. There are no ``names`` where capitals mean nothing."""

    text: str
    stems: frozenset[str]  # telling words only
    order: tuple[str, ...]  # all words as stems, in order
    words: frozenset[str]  # the same, each once
    opposable: frozenset[str]  # those of them that have an opposite
    spelt: Mapping[str, str]  # a stem → the word as it stands in the text
    pairs: frozenset[tuple[str, str]]  # neighbours among the telling words
    grams: frozenset[str]  # runs of four characters
    names: tuple[Name, ...]
    figures: tuple[Figure, ...]
    days: tuple[Interval, ...]
    denials: tuple[str, ...]
    up: tuple[str, ...]
    down: tuple[str, ...]


def read(text: str, near: date | None = None) -> Profile:
    """The profile of a sentence, a post or a claim; ``near`` is the day it was said, for "last year"."""
    return _read(text[: 4 * LONGEST], near)


def forget() -> None:
    """Read every text anew; for measurements."""
    _read.cache_clear()


@lru_cache(maxsize=4096)
def _read(text: str, near: date | None) -> Profile:
    plain = clean(text)[:LONGEST]
    folded = plain.casefold()
    words = [(found.group(), found.start()) for found in WORD.finditer(plain)]
    lower = [word.casefold() for word, _ in words]
    order = tuple(map(stem, lower))
    telling = [stemmed for word, stemmed in zip(lower, order, strict=True) if word not in COMMON and len(stemmed) > 1]
    bag = set(lower)
    has_digit = _DIGIT.search(plain) is not None
    days = tuple(times.find(plain, near)) if has_digit or bag & _TIME_WORDS else ()
    counted = quantities.find(plain, list(days)) if has_digit or bag & _NUMBER_WORDS or "half" in plain else []
    squeezed = _MARKS.sub(" ", folded)
    distinct = frozenset(order)
    return Profile(
        text=plain,
        stems=frozenset(telling),
        order=order,
        words=distinct,
        opposable=distinct & OPPOSITE.keys(),
        spelt=dict(zip(order, lower, strict=True)),
        pairs=frozenset(pairwise(telling)),
        grams=frozenset([squeezed[at : at + 4] for at in range(len(squeezed) - 3)]),
        names=_names(plain, words),
        figures=figures(plain, counted) if has_digit or counted else (),
        days=days,
        denials=_denials(plain, folded),
        up=_plainly(words, lower, UP) if not bag.isdisjoint(UP) else (),
        down=_plainly(words, lower, DOWN) if not bag.isdisjoint(DOWN) else (),
    )


def _plainly(words: list[tuple[str, int]], lower: list[str], wanted: frozenset[str]) -> tuple[str, ...]:
    """The words that are meant, not those that are part of a name: "Tarnow Falls" does not fall."""
    pairs = zip(words, lower, strict=True)
    return tuple(low for (word, _), low in pairs if low in wanted and (word.islower() or word.isupper()))


def _denials(plain: str, folded: str) -> tuple[str, ...]:
    if "n't" not in folded and _DENIERS.isdisjoint(_LETTERS.findall(folded)):
        return ()
    bare = _NO_DENIAL.sub(" ", plain)
    return tuple(found.group().casefold() for found in _DENIAL.finditer(bare))


def _names(plain: str, words: list[tuple[str, int]]) -> tuple[Name, ...]:
    """Runs of capitalised words. A text in Title Case or in capitals has no names that could be told from the rest."""
    long = [word[0].isupper() for word, _ in words if len(word) > 3]
    if len(long) > 3 and sum(long) > 0.6 * len(long):
        return ()
    runs: list[list[str]] = []
    end = -2
    for word, start in words:
        if not word[0].isupper() or not _is_name(word, start, plain, is_alone=end != start - 1):
            continue
        if end == start - 1 and plain[end] in " -":
            runs[-1].append(word)
        else:
            runs.append([word])
        end = start + len(word)
    names = (Name(" ".join(run), tuple(stem(word.casefold()) for word in run)) for run in runs)
    return tuple({name.stems: name for name in names}.values())


def _is_name(word: str, start: int, plain: str, *, is_alone: bool) -> bool:
    lower = word.casefold()
    if not _NAME.match(word) or lower in COMMON or lower in _NO_NAME:
        return False
    if not is_alone or not _SENTENCE_START.search(plain[max(0, start - 4) : start]):
        return True
    # At the head of a sentence a capital means little: only what goes on with a capital is taken, or "NATO".
    following = plain[start + len(word) : start + len(word) + 2]
    return (len(following) == 2 and following[0] == " " and following[1].isupper()) or word[1:2].isupper()


def digits(text: str) -> frozenset[str]:
    """Numbers of two and more digits as they are written in any language: 40,000, 40.000 and 40 000 are one."""
    joined = re.sub(r"(?<=\d)[.,\u00a0\u202f ](?=\d{3}(?!\d))", "", text)
    return frozenset(re.findall(r"\d{2,}", joined))
