"""What somebody did to a claim last, and whether it can be taken back."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from claims.models import Event, User

UNDO_WITHIN = timedelta(hours=12)  # a slip is noticed within a day's work; later, others rely on what stands there
LOOKED_AT = 300  # events of one claim


@dataclass(frozen=True, slots=True)
class Act:
    """What one key press did: one event, or several of the same moment. ``words`` goes on after “you”."""

    events: tuple[Event, ...]

    @property
    def verb(self) -> str:
        return self.events[0].verb

    @property
    def words(self) -> str:
        return WORDS[self.verb]

    @property
    def sequences(self) -> list[int]:
        return [one.sequence for one in self.events]


WORDS = {
    "accept": "accepted it",
    "dismiss": "dismissed it",
    "reword": "changed its wording or kind",
    "correct_speaker": "corrected who said it",
    "add_evidence": "added a source",
    "withdraw_evidence": "removed a source",
    "amend_evidence": "changed how a source bears on it",
    "mark_passage": "marked a passage",
    "confirm_match": "confirmed an earlier check",
    "reject_match": "rejected an earlier check",
    "confirm_appearance": "confirmed another article",
    "reject_appearance": "rejected another article",
    "adjust_span": "changed its words in the text",
    "split": "split it",
    "merge": "merged it",
}
# What takes which back, where an event does not say so itself.
_BACK = {
    "unaccept": "accept", "restore": "dismiss", "reopen": "dismiss", "unadjust_span": "adjust_span",
    "unsplit": "split", "unmerge": "merge", "undo_match": "match", "undo_appearance": "appearance",
}  # fmt: skip


def last_act(actor: User, events: Iterable[Event], *, now: datetime) -> Act | None:
    """Of a claim's events, the newest first, what this person did last that can be taken back and was not yet."""
    spent: set[int] = set()
    owed: Counter[tuple[str, Any]] = Counter()
    found: list[Event] = []
    for event in events:
        if found:
            if _is_of_one_press(event, found[0]):
                found.append(event)
                continue
            break
        if event.at < now - UNDO_WITHIN:
            break
        if "undoes" in event.data:
            spent |= set(event.data["undoes"])
        elif event.verb in _BACK:
            owed[_pair(event)] += 1
        elif event.verb in WORDS and event.sequence not in spent:
            if owed[_pair(event)]:
                owed[_pair(event)] -= 1
            elif event.actor_id == actor.pk:
                found.append(event)
    return Act(tuple(found)) if found else None


def _pair(event: Event) -> tuple[str, Any]:
    """What an act and its taking back have in common."""
    for noun in ("match", "appearance"):
        if event.verb.endswith(f"_{noun}"):
            return noun, event.data.get(noun)
    return _BACK.get(event.verb, event.verb), None


def _is_of_one_press(event: Event, first: Event) -> bool:
    """Marking pieces as one origin changes each of them."""
    is_alike = (event.verb, event.actor_id, event.at) == (first.verb, first.actor_id, first.at)
    return is_alike and event.verb == "amend_evidence" and "undoes" not in event.data


def undoable(*, actor: User, claim_id: int, now: datetime) -> Act | None:
    """What :func:`undo_last_act` would take back. One query."""
    return last_act(actor, _events(claim_id), now=now)


def _events(claim_id: int) -> list[Event]:
    return list(Event.objects.about("claim", claim_id).order_by("-sequence")[:LOOKED_AT])
