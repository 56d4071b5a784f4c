"""The history of a claim in words: who did what, when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from claims.models import Event


@dataclass(frozen=True, slots=True)
class Line:
    """One event for people. ``words`` goes on after the name; ``detail`` is what it was about, if anything."""

    who: str
    words: str
    detail: str
    at: datetime
    verb: str
    is_machine: bool


_PLAIN = {
    "add": "marked it in the text",
    "accept": "accepted it as worth checking",
    "dismiss": "dismissed it",
    "reopen": "took the dismissal back",
    "take": "took it",
    "release": "released it",
    "submit": "handed the verdict in for a second opinion",
    "approve": "approved the verdict",
    "return": "returned the verdict",
    "publish": "published the check",
    "withdraw_evidence": "removed a source",
    "add_evidence": "added a source",
    "reword": "reworded it",
    "correct_speaker": "corrected who said it",
    "record_verdict": "wrote a verdict",
    "confirm_match": "confirmed an earlier check of it",
    "reject_match": "rejected an earlier check that was proposed for it",
    "undo_match": "took back their word on an earlier check",
    "confirm_appearance": "confirmed that another article makes it",
    "reject_appearance": "rejected that another article makes it",
    "undo_appearance": "took back their word on another article",
}


def tell(events: Iterable[Event]) -> list[Line]:
    """One line per event, in the order given."""
    return [_line(event) for event in events]


def _line(event: Event) -> Line:
    words = _PLAIN.get(event.verb, event.verb.replace("_", " "))
    if event.verb == "take_over":
        words = f"took it over from {event.data.get('from') or 'nobody'}, whose time had run out"
    if event.verb == "record_verdict":
        words = f"wrote verdict {event.data.get('number', '')}: {event.data.get('rating', '')}"
    return Line(
        who="The engine" if event.actor_id is None else event.actor_name,
        words=words,
        detail=_detail(event),
        at=event.at,
        verb=event.verb,
        is_machine=event.actor_id is None,
    )


def _detail(event: Event) -> str:
    data = event.data
    match event.verb:
        case "dismiss":
            return str(data.get("reason", ""))
        case "return" | "approve":
            return str(data.get("note", ""))
        case "reword":
            changes = []
            if "to" in data:
                changes.append(f"“{data.get('from', '')}” became “{data['to']}”")
            if "kind_to" in data:
                changes.append(f"kind: {data.get('kind_from', '')} became {data['kind_to']}")
            return "; ".join(changes)
        case "correct_speaker":
            return f"{data.get('from') or 'the outlet, or nobody yet'} became {data.get('to') or 'the outlet itself'}"
        case "add_evidence":
            return f"{data.get('source', '')} ({data.get('stance', '')})"
        case "withdraw_evidence":
            return str(data.get("source", ""))
        case verb if verb.endswith(("_match", "_appearance")):
            return str(data.get("other", ""))
        case "record_verdict":
            return str(data.get("summary", ""))
        case _:
            return ""
