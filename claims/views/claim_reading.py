"""What the claim page tells of a claim: its passage, who said it, what was put in, why it is worth checking."""

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Q

from claims.models import Claim, Statement

WHY_PUT = {
    "pronoun": "whom it means",
    "speaker": "who speaks",
    "thing": "what it points at",
    "subject": "shared with the clause before",
    "relative": "what it refers to",
    "date": "by the article’s date",
    "cue": "",
}


# How the engine found out who a source is.
RESOLVED = {
    "name": "by the name",
    "surname": "by the surname",
    "pronoun": "through a pronoun",
    "nominal": "through a description",
    "carried_over": "carried over from before",
    "unnamed": "unnamed",
    "person": "set by a person",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the article around the claim, and what it is: claim, cue, source or nothing."""

    text: str
    role: str


@dataclass(frozen=True, slots=True)
class Link:
    """One step of the chain of attribution, outermost first."""

    who: str
    role: str
    cue: str
    medium: str
    addressee: str
    kind: str
    is_denied: bool
    is_hedged: bool
    resolved_by: str
    confidence: float
    is_person_set: bool


def passage_around(claim: Claim) -> list[Piece]:
    """The claim's sentence with its neighbours, cut where the claim, the cue and the source begin and end."""
    text, spans = claim.version.text, claim.version.sentences
    start, end = max(0, claim.start - 240), min(len(text), claim.end + 240)
    touched = [place for place, span in enumerate(spans) if span[1] > claim.start and span[0] < claim.end]
    if touched:
        start = min(spans[max(0, touched[0] - 1)][0], claim.start)
        end = max(spans[min(len(spans) - 1, touched[-1] + 1)][1], claim.end)
    marks = [(claim.start, claim.end, "claim")]
    if claim.statement:
        marks += [(span[0], span[1], "cue") for span in claim.statement.cue_spans]
        marks += [(span[0], span[1], "source") for span in claim.statement.source_spans]
    cuts = sorted({start, end} | {edge for mark in marks for edge in mark[:2] if start < edge < end})
    pieces = []
    for left, right in pairwise(cuts):
        role = next((role for begin, stop, role in marks if begin <= left and right <= stop), "")
        pieces.append(Piece(text[left:right], role))
    return pieces


def chain_of(claim: Claim) -> list[Link]:
    """Who says that who said it, outermost first. Empty: the outlet in its own voice, or nobody found yet."""
    links: list[Link] = []
    statement, seen = claim.statement, set[int]()
    while statement is not None and statement.pk not in seen:
        seen.add(statement.pk)
        links.append(_link(statement))
        statement = (
            Statement.objects.select_related("speaker", "set_by").filter(pk=statement.parent_id).first()
            if statement.parent_id
            else None
        )
    return links[::-1]


def _link(statement: Statement) -> Link:
    speaker = statement.speaker
    return Link(
        who=str(speaker) if speaker else statement.speaker_name or statement.source_text or "",
        role=statement.role or (speaker.role if speaker else ""),
        cue=statement.cue_text,
        medium=statement.medium,
        addressee=statement.addressee,
        kind=statement.kind,
        is_denied=statement.polarity == "denied",
        is_hedged=statement.is_hedged,
        resolved_by=RESOLVED.get(statement.resolved_by, ""),
        confidence=statement.speaker_confidence,
        is_person_set=statement.resolved_by == "person",
    )


def said_again(claim: Claim) -> list[Claim]:
    """The other claims of the article that say the same, in the order of the text."""
    lead = claim.repeats_id or (claim.pk if claim.times_said > 1 else None)
    if lead is None:
        return []
    others = claim.version.claims.filter(Q(pk=lead) | Q(repeats=lead)).exclude(pk=claim.pk)
    return list(others.select_related("speaker").order_by("start")[:50])


def substitutions_of(claim: Claim) -> list[dict[str, str]]:
    """What the stand-alone wording put in and why, with the words of the text that it stands for."""
    text = claim.version.text
    return [
        {
            "was": text[one["start"] : one["end"]],
            "now": one["replacement"].strip(),
            "why": WHY_PUT.get(one.get("why", ""), ""),
        }
        for one in claim.substitutions
        if one["replacement"] != text[one["start"] : one["end"]]
    ]


def reasons_of(claim: Claim) -> list[dict[str, Any]]:
    """The parts of the score, heaviest first, each with the length of its bar in hundredths of the heaviest."""
    parts = sorted(claim.reasons, key=lambda one: -abs(one["weight"]))
    longest = max((abs(one["weight"]) for one in parts), default=0) or 1
    return [
        {
            "name": str(one["name"]).replace("_", " "),
            "detail": one["detail"],
            "points": round(one["weight"] * 100),
            "length": max(2, round(abs(one["weight"]) / longest * 100)),
        }
        for one in parts
    ]
