"""What the claim page tells of earlier checks and of other articles that make the same claim."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims.models import Appearance, Claim, ClaimLookup, KnownClaim, Match, ProposalStatus
from claims.models.matches import Proposal
from claims.services.origins import Origin, origin_of
from claims.services.pulse import is_worker_silent
from claims.templatetags.matches import MEANING_LABELS

_LABELS = {"standing": "Stands out"}  # where a reason's name says too little to people
ON_THE_AXIS = ("true", "mostly_true", "mixed", "mostly_false", "false")


@dataclass(frozen=True, slots=True)
class Grounds:
    """One reason of a proposal, in words."""

    words: str
    detail: str
    is_against: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier check. ``meaning`` is empty when the label says it all, or nobody knows what it means."""

    match: Match
    origin: Origin
    truth: str
    meaning: str
    reasons: list[Grounds]
    is_used: bool

    @property
    def name(self) -> str:
        """The id of its row on the page."""
        return f"match-{self.match.pk}"


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same claim in another article."""

    appearance: Appearance
    claim: Claim
    reasons: list[Grounds]

    @property
    def name(self) -> str:
        """The id of its row on the page."""
        return f"appearance-{self.appearance.pk}"


def earlier_context(claim: Claim, evidence: Sequence[Any], *, now: datetime, current: str = "") -> dict[str, Any]:
    """``current``: the id of the row that keys act on; else the first that nobody has judged. Four queries at most."""
    lookup = ClaimLookup.objects.filter(claim=claim).defer("vector").first()
    used = {piece.source.url for piece in evidence}
    matches = (
        claim.matches.select_related(
            "judged_by", "known__check_of_others", "known__publication__verdict__rating", "known__publication__claim"
        )
        .defer("known__vector", "known__search", "known__check_of_others__raw", "known__publication__facts")
        .order_by("-score", "id")
    )
    earlier = [_earlier(match, used) for match in matches]
    appearances = (
        Appearance.objects.of(claim)
        .select_related(
            "judged_by", "first__article__outlet", "second__article__outlet", "first__speaker", "second__speaker"
        )
        .order_by("-score", "id")
    )
    elsewhere = [Elsewhere(one, one.other(claim), reasons_in_words(one.reasons)) for one in appearances]
    state = _state(lookup)
    # An empty index is said to be empty: otherwise nobody would wonder why nothing is ever found.
    is_index_empty = not earlier and state == "done" and not KnownClaim.objects.exists()
    return {
        "lookup": lookup,
        "lookup_state": state,
        "is_lookup_stale": bool(lookup and lookup.looked_up_at and lookup.text != claim.standalone),
        "is_nobody_looking": state == "waiting" and is_worker_silent(now=now),
        "is_index_empty": is_index_empty,
        "earlier": [one for one in earlier if one.match.status != ProposalStatus.REJECTED],
        "earlier_rejected": [one for one in earlier if one.match.status == ProposalStatus.REJECTED],
        "elsewhere": [one for one in elsewhere if one.appearance.status != ProposalStatus.REJECTED],
        "elsewhere_rejected": [one for one in elsewhere if one.appearance.status == ProposalStatus.REJECTED],
        "rejected_count": sum(
            one.status == ProposalStatus.REJECTED
            for one in (*(row.match for row in earlier), *(row.appearance for row in elsewhere))
        ),
        "current_row": current or _first_open(earlier, elsewhere),
    }


def _state(lookup: ClaimLookup | None) -> str:
    if lookup is None or lookup.due_at is not None:
        return "waiting"
    return "failed" if lookup.error else "done"


def _first_open(earlier: Iterable[Earlier], elsewhere: Iterable[Elsewhere]) -> str:
    rows: list[tuple[str, Proposal]] = [(one.name, one.match) for one in earlier]
    rows += [(one.name, one.appearance) for one in elsewhere]
    for wanted in (ProposalStatus.PROPOSED, ProposalStatus.CONFIRMED):
        for name, row in rows:
            if row.status == wanted:
                return name
    return ""


def _earlier(match: Match, used: set[str]) -> Earlier:
    origin = origin_of(match.known)
    truth = origin.meaning if origin.meaning in ON_THE_AXIS else ""
    words = MEANING_LABELS.get(origin.meaning, "")
    is_said = not words or words.casefold() in origin.label.casefold()
    return Earlier(
        match=match,
        origin=origin,
        truth=truth,
        meaning="" if is_said else words,
        reasons=reasons_in_words(match.reasons),
        is_used=origin.url in used,
    )


def reasons_in_words(reasons: Iterable[Mapping[str, Any]]) -> list[Grounds]:
    """For before against, weightiest first."""
    ordered = sorted(reasons, key=lambda one: (one["weight"] < 0, -abs(one["weight"])))
    return [
        Grounds(
            _LABELS.get(str(one["name"]), str(one["name"]).replace("_", " ").capitalize()),
            str(one["detail"]),
            one["weight"] < 0,
        )
        for one in ordered
    ]
