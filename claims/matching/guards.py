"""Where two claims agree or differ in what a small change of words can turn round: figures, days, names, denial,
direction. A sentence vector hardly sees these: "rose" and "fell" are neighbours to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from claims.extraction.analysis import Interval
from claims.matching.figures import MONEY, TIME, Figure
from claims.matching.profile import OPPOSITE, Name, Profile
from claims.matching.stems import Rarity


@dataclass(frozen=True, slots=True)
class Differences:
    """What the guards saw, as phrases for people: each agreement or difference once."""

    same_figures: list[str] = field(default_factory=list)
    other_figures: list[str] = field(default_factory=list)
    same_days: list[str] = field(default_factory=list)
    other_days: list[str] = field(default_factory=list)
    same_names: list[str] = field(default_factory=list)
    other_names: list[str] = field(default_factory=list)
    denied: str = ""
    turned: str = ""
    missing: float = 0.0  # share of the query's names that the claim has not, by how much they tell
    unasked: float = 0.0  # the same the other way round


def compare(query: Profile, claim: Profile, rarity: Rarity) -> Differences:
    """The agreements and differences of two texts."""
    found = Differences(
        denied=_denied(query, claim),
        turned=_turned(query, claim) or _opposed(query, claim),
        missing=_absent(query, claim, rarity),
        unasked=_absent(claim, query, rarity),
    )
    _figures(query.figures, claim.figures, found)
    _days(query, claim, found)
    _names(query, claim, found)
    return found


# -- figures -----------------------------------------------------------------------------------


def _comparable(one: Figure, other: Figure) -> bool:
    """Whether two figures can be of one thing: people and nurses can, per cent and dollars cannot."""
    if not one.unit or not other.unit or one.unit == other.unit:
        return not ({one.unit, other.unit} & {"%", *MONEY}) or one.unit == other.unit
    special = {"%", "percentage point", *MONEY} | TIME
    return one.unit not in special and other.unit not in special


def _fits(one: Figure, other: Figure) -> bool:
    return one.low <= other.high and other.low <= one.high


def _figures(mine: Sequence[Figure], theirs: Sequence[Figure], found: Differences) -> None:
    for figure in mine:
        rivals = [other for other in theirs if _comparable(figure, other)]
        if any(_fits(figure, other) for other in rivals):
            found.same_figures.append(figure.words)
        elif rivals:
            free = [other for other in rivals if not any(_fits(other, m) and _comparable(other, m) for m in mine)]
            if free:
                nearest = min(free, key=lambda other: (other.unit != figure.unit, abs(other.low - figure.low)))
                found.other_figures.append(f"{figure.words} / {nearest.words}")


# -- days --------------------------------------------------------------------------------------


def _days(query: Profile, claim: Profile, found: Differences) -> None:
    if not query.days or not claim.days:
        return
    for mine in query.days:
        if any(_overlap(mine, theirs) for theirs in claim.days):
            found.same_days.append(_written(query, mine))
        elif (mine.end - mine.start).days < 3700:
            free = [t for t in claim.days if not any(_overlap(t, m) for m in query.days)]
            if free:
                found.other_days.append(f"{_written(query, mine)} / {_written(claim, free[0])}")


def _overlap(one: Interval, other: Interval) -> bool:
    return one.start <= other.end and other.start <= one.end


def _written(profile: Profile, days: Interval) -> str:
    return profile.text[days.span.start : days.span.end] if days.span else str(days.start.year)


# -- names -------------------------------------------------------------------------------------


def _has(words: frozenset[str], name: Name, most: float, rarity: Rarity) -> bool:
    """Whether a telling word of a name stands in the text: a surname is enough. ``most``: how much the rarest tells."""
    return any(part in words and rarity(part) >= 0.6 * most for part in name.stems)


def _names(query: Profile, claim: Profile, found: Differences) -> None:
    if not query.names:
        return
    absent: list[str] = []
    for name in query.names:
        (absent if claim.words.isdisjoint(name.stems) else found.same_names).append(name.shown)
    if absent and claim.names:
        others = [name.shown for name in claim.names if query.words.isdisjoint(name.stems)]
        found.other_names.extend(f"{one} / {other}" for one, other in zip(absent, others, strict=False))


def _absent(mine: Profile, theirs: Profile, rarity: Rarity) -> float:
    """Share of one text's names that the other has not, by how much they tell."""
    if not mine.names:
        return 0.0
    weights = [max(map(rarity, name.stems)) for name in mine.names]
    gone = sum(w for w, name in zip(weights, mine.names, strict=True) if not _has(theirs.words, name, w, rarity))
    return gone / (sum(weights) or 1.0)


# -- denial and direction ----------------------------------------------------------------------


def _denied(query: Profile, claim: Profile) -> str:
    if bool(query.denials) == bool(claim.denials):
        return ""
    return (query.denials or claim.denials)[0]


def _turned(query: Profile, claim: Profile) -> str:
    """One text only goes up, the other only down."""
    if query.up and not query.down and claim.down and not claim.up:
        return f"{query.up[0]} / {claim.down[0]}"
    if query.down and not query.up and claim.up and not claim.down:
        return f"{query.down[0]} / {claim.up[0]}"
    return ""


def _opposed(query: Profile, claim: Profile) -> str:
    """A word of one stands against a word of the other, and neither has both."""
    if not query.opposable or not claim.opposable:
        return ""
    for word in sorted(query.opposable - claim.words):
        for other in sorted(OPPOSITE[word] & claim.words - query.words):
            return f"{word} / {other}"
    return ""
