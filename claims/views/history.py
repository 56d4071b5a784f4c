"""The history of a claim in words: who did what, when."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from claims.models import Event
from claims.services.blindness import Blindfold


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
    "unaccept": "put it back to triage",
    "restore": "took the dismissal back: it waits for triage again",
    "release": "released it",
    "adjust_span": "changed its words in the text",
    "unadjust_span": "gave it its former words back",
    "split": "split it in two",
    "unsplit": "took the split back",
    "merge": "merged it into another claim",
    "unmerge": "took the merge back",
    "absorb": "merged another claim into it",
    "unabsorb": "took another claim out of it again",
    "submit": "handed the verdict in for a second opinion",
    "approve": "approved the verdict",
    "return": "returned the verdict",
    "publish": "published the check",
    "propose_correction": "proposed a change of the published check",
    "decline_correction": "declined the proposed change",
    "correct": "published a change of the check",
    "retract": "retracted the check",
    "set_recheck": "set when to look at it again",
    "withdraw_evidence": "removed a source",
    "restore_evidence": "put a source back",
    "add_evidence": "added a source",
    "amend_evidence": "changed how a source bears on it",
    "mark_passage": "marked a passage",
    "reword": "reworded it",
    "take_words": "let it say what its passage reads now",
    "keep_wording": "kept its wording, though its passage reads differently now",
    "comment": "said something",
    "edit_comment": "changed what they had said",
    "remove_comment": "took back what they had said",
    "ask": "asked a question",
    "answer": "answered a question",
    "withdraw_question": "withdrew a question",
    "ask_reply": "logged whom we asked for a reply",
    "ask_nobody": "noted why nobody was asked for a reply",
    "withdraw_reply": "removed an entry of the log of replies",
    "correct_speaker": "corrected who said it",
    "correct_article": "corrected what is known of the article",
    "follow": "read it again, in the light of what is known now",
    "record_verdict": "wrote a verdict",
    "confirm_match": "confirmed an earlier check of it",
    "reject_match": "rejected an earlier check that was proposed for it",
    "undo_match": "took back their word on an earlier check",
    "confirm_appearance": "confirmed that another article makes it",
    "reject_appearance": "rejected that another article makes it",
    "undo_appearance": "took back their word on another article",
}


# The same where it takes back what its person did before.
_TAKEN_BACK = {
    "reword": "took their change of its wording back",
    "correct_speaker": "took their correction of the speaker back",
    "withdraw_evidence": "took a source back that they had added",
    "restore_evidence": "put a source back that they had removed",
    "amend_evidence": "took back how they had changed a source",
    "mark_passage": "took back the passage they had marked",
    "unaccept": "took their acceptance back",
    "restore": "took their dismissal back: it waits for triage again",
    "reopen": "took their dismissal back",
}
# Events whose own words tell how somebody judged the claim, and what is left to say while that is withheld.
_WITHHELD = {
    "record_verdict": "wrote a verdict",
    "give_opinion": "gave a rating of their own",
    "return": "returned a verdict",
    "approve": "approved a verdict",
}


def tell(events: Iterable[Event], *, fold: Blindfold | None = None) -> list[Line]:
    """One line per event, in the order given. ``fold``: what their reader must not learn yet."""
    return [_line(event, fold) for event in events]


def _gives_away(event: Event, fold: Blindfold) -> bool:
    """Whether the event's own words would tell how somebody judged the claim."""
    if event.verb == "answer":
        return fold.covers_answer(event.actor_id, str(event.data.get("kind") or ""), "")
    return event.verb in _WITHHELD and event.actor_id != fold.person_id


def _line(event: Event, fold: Blindfold | None) -> Line:
    if fold and _gives_away(event, fold):
        words = _WITHHELD.get(event.verb) or _PLAIN[event.verb]
        return Line(event.actor_name, words, "", event.at, event.verb, is_machine=False)
    data = event.data
    words = _WORDS[event.verb](data) if event.verb in _WORDS else _PLAIN.get(event.verb, event.verb.replace("_", " "))
    words = _TAKEN_BACK.get(event.verb, words) if "undoes" in data else words
    key = event.verb.rpartition("_")[2] if event.verb.endswith(("_match", "_appearance")) else event.verb
    return Line(
        who="The engine" if event.actor_id is None else event.actor_name,
        words=words,
        detail=_DETAILS[key](data) if key in _DETAILS else "",
        at=event.at,
        verb=event.verb,
        is_machine=event.actor_id is None,
    )


def _told(name: str) -> Callable[[dict[str, Any]], str]:
    """The event's own words under this name."""
    return lambda data: str(data.get(name) or "")


def _change(data: dict[str, Any]) -> str:
    return f"{str(data.get('occasion', '')).capitalize()}: {data.get('note', '')}"


def _said(data: dict[str, Any]) -> str:
    names = ", ".join(data.get("told", []))
    return f"Told {names}" if names else ""


def _answered(data: dict[str, Any]) -> str:
    return f"{data.get('question', '')} {data.get('answer') or 'Cannot be answered.'}"


def _replied(data: dict[str, Any]) -> str:
    return f"{data.get('whom', '')}: {data['answer']}" if data.get("answer") else str(data.get("whom", ""))


_OUTCOMES = {
    "waiting": "noted that a reply is still awaited",
    "answered": "logged a reply",
    "declined": "noted that somebody declined to reply",
    "no_answer": "noted that no reply came",
}


def _rewording(data: dict[str, Any]) -> str:
    changes = []
    if "to" in data:
        changes.append(f"“{data.get('from', '')}” became “{data['to']}”")
    if "kind_to" in data:
        changes.append(f"kind: {data.get('kind_from', '')} became {data['kind_to']}")
    return "; ".join(changes)


def _speaker(data: dict[str, Any]) -> str:
    return f"{data.get('from') or 'the outlet, or nobody yet'} became {data.get('to') or 'the outlet itself'}"


def _amended(data: dict[str, Any]) -> str:
    changes = [
        f"{name.replace('_', ' ')}: {one.get('from') or 'nothing'} became {one.get('to') or 'nothing'}"
        for name, one in data.get("changed", {}).items()
    ]
    return f"{data.get('source', '')} ({'; '.join(changes)})"


_FACTS = {"published_on": "date", "url": "address"}


def _corrected(data: dict[str, Any]) -> str:
    """What became of an article's facts; days as they are written, not as programs write them."""
    return "; ".join(
        f"{_FACTS.get(name, name)}: {_fact(name, one.get('from'))} became {_fact(name, one.get('to'))}"
        for name, one in data.get("changed", {}).items()
    )


def _fact(name: str, value: str | None) -> str:
    if not value:
        return "nothing"
    return _days(value) if name == "published_on" else value


def _days(iso: str) -> str:
    """“2026-03-02/2026-03-08” as people write it."""
    return " to ".join(f"{day.day} {day:%B %Y}" for day in map(date.fromisoformat, iso.split("/"))) if iso else "no day"


def _followed(data: dict[str, Any]) -> str:
    changes = [_rewording(data)] if "to" in data or "kind_to" in data else []
    if "said_to" in data:
        changes.append(f"said: {_days(data.get('said_from', ''))} became {_days(data['said_to'])}")
    if "speaker_to" in data:
        changes.append(_speaker({"from": data.get("speaker_from"), "to": data["speaker_to"]}))
    return "; ".join(changes)


def _passage(data: dict[str, Any]) -> str:
    return (
        f"“{data['to']}”, in {data.get('source', '')}"
        if data.get("to")
        else f"none any more in {data.get('source', '')}"
    )


_STANDS = {
    "exact": "found its words in the newest text",
    "normalised": "found its words in the newest text, in other signs",
    "fuzzy": "found that its words have changed at the source",
    "orphaned": "found that its words are not in the newest text",
}


def _words(data: dict[str, Any]) -> str:
    if now := data.get("to"):
        return f"“{data.get('from', '')}” became “{now}”"
    if now := data.get("reads"):
        return f"“{data.get('from', '')}”, where the article reads now “{now}”"
    return f"“{data.get('from', '')}”"


# What goes after the name where the event's own data decide.
_WORDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "add": lambda data: "cut it out of another claim" if data.get("split_from") else "marked it in the text",
    "reanchor": lambda data: _STANDS.get(str(data.get("how")), "looked for its words in the newest text"),
    "source_changed": lambda data: (
        "found that its words read differently in the article now"
        if data.get("article")
        else "found that a page it rests on changed or is gone"
    ),
    "take": lambda data: "accepted it and took it" if data.get("before") == "proposed" else "took it",
    "take_over": lambda data: (
        f"took it over from {data.get('from') or 'nobody'}"
        + ("" if data.get("was_live") else ", whose time had run out")
    ),
    "move_question": lambda data: f"moved a question to place {data.get('place', '')}",
    "record_reply": lambda data: _OUTCOMES.get(str(data.get("outcome")), "changed the log of replies"),
    "record_verdict": lambda data: f"wrote verdict {data.get('number', '')}: {data.get('rating', '')}",
    "approve": lambda data: f"{'upheld' if data.get('is_adjudication') else 'approved'} the verdict",
    "give_opinion": lambda data: (
        f"{'agreed' if data.get('is_equal') else 'disagreed'}, rating it {data.get('rating', '')}"
        + (" before seeing the verdict" if data.get("is_blind") else "")
    ),
    "release": lambda data: (
        "released it, being too near to it" if data.get("reason") == "conflict_of_interest" else "released it"
    ),
}

# What it was about. Verbs about a match or an appearance share a line each.
_DETAILS: dict[str, Callable[[dict[str, Any]], str]] = {
    "dismiss": _told("reason"),
    "return": _told("note"),
    "approve": _told("note"),
    "give_opinion": _told("note"),
    "take_over": _told("note"),
    "reword": _rewording,
    "correct_speaker": _speaker,
    "correct_article": _corrected,
    "follow": _followed,
    "adjust_span": _words,
    "unadjust_span": _words,
    "reanchor": _words,
    "take_words": lambda data: f"“{data.get('from', '')}” became “{data.get('to', '')}”",
    "keep_wording": lambda data: f"The passage reads now: “{data.get('reads', '')}”",
    "split": lambda data: f"Into claims {' and '.join(str(one) for one in data.get('parts', []))}",
    "merge": lambda data: f"{data.get('into', '')}: {data.get('other', '')}",
    "absorb": lambda data: f"{data.get('from', '')}: {data.get('other', '')}",
    "unabsorb": lambda data: f"{data.get('from', '')}: {data.get('other', '')}",
    "add_evidence": lambda data: f"{data.get('source', '')} ({data.get('stance', '')})",
    "withdraw_evidence": _told("source"),
    "restore_evidence": _told("source"),
    "amend_evidence": _amended,
    "mark_passage": _passage,
    "source_changed": lambda data: f"{data.get('source', '')}: {data.get('note', '')}",
    "match": _told("other"),
    "appearance": _told("other"),
    "record_verdict": _told("summary"),
    "comment": _said,
    "edit_comment": _said,
    "ask": _told("question"),
    "answer": _answered,
    "move_question": _told("question"),
    "withdraw_question": _told("question"),
    "ask_reply": _told("whom"),
    "ask_nobody": _told("reason"),
    "record_reply": _replied,
    "withdraw_reply": lambda data: str(data.get("whom") or "Why nobody was asked"),
    "propose_correction": _change,
    "decline_correction": _change,
    "correct": _change,
    "retract": _change,
    "set_recheck": lambda data: str(data.get("to") or "not any more"),
}
