"""Triage of many claims at once, with a look before it, and taking back what one did last, one claim or many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from claims.errors import Invalid, Missing, Refused
from claims.models import BulkAct, BulkVerb, Claim, Event, User
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.services.claims import (
    check_triage,
    lock_claim,
    lock_claims,
    move_claim,
    move_dismissed,
    note_act,
    usable_reason,
)
from claims.workflow import CLAIM_MOVES, ClaimStatus, spoken

MAX_MANY = 200  # at once; a page of the queue shows fifty


@dataclass(frozen=True, slots=True)
class Seen:
    """A claim, and the state of it that the person looked at; None: none in particular."""

    claim_id: int
    revision: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What becomes of one claim. ``claim`` None: it is gone. ``refusal`` None: it goes well."""

    claim_id: int
    claim: Claim | None
    refusal: Refused | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """``act`` None: nothing was changed, as in a preview, or as every claim was refused."""

    act: BulkAct | None
    lines: Sequence[Line]

    @property
    def done(self) -> list[Line]:
        return [line for line in self.lines if line.refusal is None]

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if line.refusal is not None]


def preview_many(*, actor: User, verb: str, seen: Sequence[Seen]) -> Outcome:
    """What accepting or dismissing these claims would do now: how many go, which are refused and why."""
    found = Claim.objects.with_row_facts().in_bulk([one.claim_id for one in _usable(actor, verb, seen)])
    return Outcome(None, [_look(one, found.get(one.claim_id), verb, actor) for one in _once(seen)])


def accept_many(*, actor: User, seen: Sequence[Seen], now: datetime) -> Outcome:
    """Accept all that can be accepted; the others stay as they are, each with its reason. One act, undone as one."""
    return _act(BulkVerb.ACCEPT, seen, actor=actor, reason="", now=now)


def dismiss_many(*, actor: User, seen: Sequence[Seen], reason: str, now: datetime) -> Outcome:
    """Dismiss all that can be dismissed, for one reason; the others stay as they are, each with its own."""
    return _act(BulkVerb.DISMISS, seen, actor=actor, reason=usable_reason(reason), now=now)


def _act(verb: BulkVerb, seen: Sequence[Seen], *, actor: User, reason: str, now: datetime) -> Outcome:
    with transaction.atomic():
        found = lock_claims([one.claim_id for one in _usable(actor, verb, seen)])
        lines, moved = [], []
        for one in _once(seen):
            line = _look(one, found.get(one.claim_id), verb, actor)
            if line.claim is not None and line.refusal is None:
                before = line.claim
                after = (
                    move_claim(before, "accept", actor=actor, now=now)
                    if verb == BulkVerb.ACCEPT
                    else move_dismissed(before, actor=actor, reason=reason, now=now)
                )
                moved.append((before, after))
                line = Line(one.claim_id, after)
            lines.append(line)
        act = note_act(actor=actor, verb=verb, reason=reason, moved=moved, now=now) if moved else None
        return Outcome(act, lines)


def _usable(actor: User, verb: str, seen: Sequence[Seen]) -> Sequence[Seen]:
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    if verb not in set(BulkVerb):
        raise Invalid("This cannot be done to many claims.", {"verb": [f"Choose one of: {', '.join(BulkVerb)}."]})
    if not seen:
        raise Invalid("No claim is selected.", {"claims": ["Select at least one claim."]})
    if len(seen) > MAX_MANY:
        raise Invalid("These are too many at once.", {"claims": [f"Select at most {MAX_MANY} claims."]})
    return seen


def _once(seen: Iterable[Seen]) -> list[Seen]:
    """In the order given; a claim that is named twice counts once."""
    return list({one.claim_id: one for one in seen}.values())


def _look(one: Seen, claim: Claim | None, verb: str, actor: User) -> Line:
    if claim is None:
        return Line(one.claim_id, None, Missing("no_such_claim", f"There is no claim {one.claim_id} any more."))
    try:
        check_triage(claim, verb, actor=actor, revision=one.revision)
    except Refused as refusal:
        return Line(one.claim_id, claim, refusal)
    return Line(one.claim_id, claim)


# -- taking back -----------------------------------------------------------------------------------


def unaccept_claim(*, actor: User, claim_id: int, revision: int | None = None, now: datetime) -> Claim:
    """Back to triage: from open to proposed."""
    with transaction.atomic():
        claim = lock_claim(claim_id)
        check_triage(claim, "unaccept", actor=actor, revision=revision)
        return move_claim(claim, "unaccept", actor=actor, now=now)


def restore_claim(*, actor: User, claim_id: int, revision: int | None = None, now: datetime) -> Claim:
    """Back to triage: from dismissed to proposed."""
    with transaction.atomic():
        claim = lock_claim(claim_id)
        check_triage(claim, "restore", actor=actor, revision=revision)
        return _restored(claim, "restore", actor=actor, now=now)


def _restored(claim: Claim, verb: str, *, actor: User, now: datetime) -> Claim:
    if claim.merged_into_id is not None:
        raise Refused(
            "merged",
            f"This claim was merged into claim {claim.merged_into_id}. Take the merge back there instead.",
            claim=claim.merged_into_id,
        )
    return move_claim(claim, verb, actor=actor, now=now, dismissed_reason="")


def last_act(actor: User) -> BulkAct | None:
    """What undoing would take back next."""
    return _newest_first(actor).first()


def _newest_first(actor: User) -> QuerySet[BulkAct]:
    return BulkAct.objects.filter(actor=actor, undone_at=None).order_by("-done_at", "-id")


def undo_last(*, actor: User, act_id: int | None = None, now: datetime) -> Outcome:
    """Take back one's last acceptance or dismissal, or the one named, of however many claims it was.

    A claim with which somebody went on meanwhile stays as it is, and its line says who did. Where that is so of all,
    nothing is changed and :class:`Refused` is raised.
    """
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    with transaction.atomic():
        act = _locked_act(actor, act_id)
        found = lock_claims([row["claim"] for row in act.rows])
        lines = [_take_back(act, row, found.get(row["claim"]), actor=actor, now=now) for row in act.rows]
        if all(line.refusal for line in lines):
            first = lines[0].refusal
            rest = f" The same holds for {len(lines) - 1} more." if len(lines) > 1 else ""
            raise Refused(
                "moved_on",
                f"{first.message if first else ''}{rest} Nothing was taken back.",
                claims=[line.claim_id for line in lines],
            )
        BulkAct.objects.filter(pk=act.pk).update(undone_at=now)
        act.undone_at = now
        return Outcome(act, lines)


def _locked_act(actor: User, act_id: int | None) -> BulkAct:
    """The act, locked, so that two windows do not take it back twice."""
    if act_id is not None:
        act = BulkAct.objects.select_for_update(of=("self",)).filter(pk=act_id, actor=actor).first()
        if act is None:
            raise Missing("no_such_act", "There is no such act of yours.")
        if act.undone_at is not None:
            raise Refused("undone_already", "This was taken back already. Reload to see how it stands.")
        return act
    # Whoever waited for a row that is taken back by then finds it gone, and looks for the one before it.
    for _ in range(3):
        if act := _newest_first(actor).select_for_update(of=("self",)).first():
            return act
    raise Refused("nothing_to_undo", "There is nothing of yours to take back: you accepted and dismissed no claim.")


AFTER = {BulkVerb.ACCEPT: ClaimStatus.OPEN, BulkVerb.DISMISS: ClaimStatus.DISMISSED}


def _take_back(act: BulkAct, row: dict[str, object], claim: Claim | None, *, actor: User, now: datetime) -> Line:
    number = int(str(row["claim"]))
    if claim is None:
        return Line(number, None, Missing("no_such_claim", f"There is no claim {number} any more."))
    if claim.revision != row["revision"] or claim.status != AFTER[BulkVerb(act.verb)]:
        return Line(number, claim, _moved_on(claim))
    try:
        if act.verb == BulkVerb.ACCEPT:
            return Line(number, move_claim(claim, "unaccept", actor=actor, now=now))
        verb = "restore" if row["before"] == ClaimStatus.PROPOSED else "reopen"
        return Line(number, _restored(claim, verb, actor=actor, now=now))
    except Refused as refusal:
        return Line(number, claim, refusal)


def _moved_on(claim: Claim) -> Refused:
    """Who went on with it, by the history."""
    last = Event.objects.about("claim", claim.pk).order_by("sequence").last()
    who = last.actor_name if last else "Somebody"
    what = f"last: {spoken(last.verb)}" if last else "changed"
    return Refused(
        "moved_on",
        f"{who} went on with “{claim.standalone[:80]}” meanwhile ({what}); it is {spoken(claim.status)}.",
        claims=[claim.pk],
        allowed=CLAIM_MOVES.from_status(claim.status),
    )
