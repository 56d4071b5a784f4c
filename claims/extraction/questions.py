"""First questions for taking a claim apart, from the parts that it has: figure, speaker, time, cause. Plain sentences
to begin with; whoever checks the claim keeps, changes or passes over each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claims.extraction.analysis import ClaimKind

MOST = 5
_SHARES = frozenset({"%", "percent", "per cent", "percentage points"})
_MONEY = re.compile(r"^[A-Z]{3}$")


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure of a claim: what it counts, and the bound that its words set."""

    unit: str
    bound: str = "exactly"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of a claim. ``speaker`` empty: the outlet itself says it."""

    standalone: str
    kind: str
    quantities: Sequence[Counted] = ()
    speaker: str = ""
    has_day: bool = False


def first_questions(asked: Asked) -> list[str]:
    """At most :data:`MOST`, the weightiest first, none twice."""
    found = [_of_figure(counted) for counted in asked.quantities[:2]]
    if asked.speaker:
        found.append(f"Did {_whole(asked.speaker)} say it, in these words?")
    if asked.quantities:
        found.append("What did the same source count before and after?")
    found += _OF_KIND.get(asked.kind, ())
    if not asked.has_day:
        found.append("When was it so, and is it still?")
    if not asked.speaker:
        found.append("Where does the outlet have it from?")
    return list(dict.fromkeys(found))[:MOST]


def _of_figure(counted: Counted) -> str:
    unit = " ".join(counted.unit.split())
    if unit.casefold() in _SHARES:
        return "What share is it, of what, and by whose count?"
    if _MONEY.match(unit):
        return f"How much is it in {unit}, for what time, and by whose account?"
    if not unit:
        return "What is the figure, and by whose count?"
    return f"How many {unit} are there, and who counted them?"


def _whole(name: str) -> str:
    """A name as it stands within a sentence."""
    name = " ".join(name.split())
    return name[0].lower() + name[1:] if re.match(r"(?:The|A|An)\s", name) else name


_OF_KIND: dict[str, tuple[str, ...]] = {
    ClaimKind.CAUSAL: (
        "Did the one come before the other?",
        "What else could have brought it about?",
    ),
    ClaimKind.POSITION: ("What have they said or done about it before?",),
    ClaimKind.PREDICTION: ("What is it reckoned from, and who else reckoned it?",),
    ClaimKind.PROMISE: ("What was promised, until when, and what has been done so far?",),
}
