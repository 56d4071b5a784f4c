"""Taking back what one did to a claim last, if nobody went on with it since."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from claims.errors import Refused
from claims.models import (
    Appearance,
    BulkAct,
    Claim,
    Event,
    Evidence,
    Match,
    MatchDecision,
    Speaker,
    Statement,
    User,
)
from claims.models.matches import ProposalStatus
from claims.permissions import NOT_A_MEMBER, demand, may_triage_claim
from claims.services import matches, surgery
from claims.services.acts import Act, undoable
from claims.services.attributions import lock_siblings
from claims.services.claims import (
    WORDABLE,
    demand_wordable,
    lock_claim,
    move_claim,
    renew_lease,
)
from claims.services.gathering import demand_gathering, touch
from claims.services.history import record_event
from claims.services.lookups import request_lookups
from claims.services.passages import newest_text, place_in
from claims.services.speakers import find_speaker
from claims.workflow import spoken


def undo_last_act(*, actor: User, claim_id: int, now: datetime) -> Act:
    """Take back the last thing that this person did to the claim. Returns what it was.

    Refused as ``nothing_to_undo`` where there is none, and as ``moved_on`` where somebody, they themselves included,
    went on with what it changed.
    """
    with transaction.atomic():
        act = undoable(actor=actor, claim_id=claim_id, now=now)
        if act is None:
            claim = lock_claim(claim_id)  # no such claim: that is what to say
            demand(may_triage_claim(actor, claim), "not_a_member", NOT_A_MEMBER)
            raise Refused(
                "nothing_to_undo",
                "You did nothing to this claim in the last hours that can be taken back here: neither its speaker, "
                "wording or sources, nor a yes or no.",
            )
        if (whole := _WHOLE.get(act.verb)) is not None:
            whole(actor=actor, claim_id=claim_id, now=now)
            return act
        lock = _LOCKED_FIRST.get(act.verb)
        before = lock(act) if lock else None
        claim = lock_claim(claim_id)
        demand(may_triage_claim(actor, claim), "not_a_member", NOT_A_MEMBER)
        again = undoable(actor=actor, claim_id=claim_id, now=now)
        if again is None or again.sequences != act.sequences:  # another window of theirs, while this one waited
            raise Refused("moved_on", "This claim changed a moment ago. Look at it again before you undo more.")
        _HANDLERS[act.verb](_Undo(actor, claim, act, before, now))
        return act


@dataclass(frozen=True, slots=True)
class _Undo:
    """All that a handler needs; the claim is locked."""

    actor: User
    claim: Claim
    act: Act
    before: Any
    now: datetime

    @property
    def event(self) -> Event:
        return self.act.events[0]

    @property
    def told(self) -> dict[str, Any]:
        return {"undoes": self.act.sequences}

    def moved_on(self, *, evidence_id: int | None = None) -> Refused:
        """Who went on, by the history; ``evidence_id`` narrows it to one piece."""
        later = Event.objects.about("claim", self.claim.pk).filter(sequence__gt=self.event.sequence)
        if evidence_id is not None:
            later = later.filter(data__evidence=evidence_id)
        last = later.order_by("-sequence").first()
        who = "You" if last and last.actor_id == self.actor.pk else last.actor_name if last else "Somebody"
        what = f" ({spoken(last.verb)})" if last else ""
        return Refused(
            "moved_on",
            f"You {self.act.words}; {who} went on with that since{what}. Nothing was taken back: change it by hand if "
            "it is still wrong.",
            claims=[self.claim.pk], status=self.claim.status,
        )  # fmt: skip


# -- triage ---------------------------------------------------------------------------------------


def _bulk_act(act: Act) -> BulkAct | None:
    """What the queue's own undo would take back next; locked before claims, as there."""
    event = act.events[0]
    rows = BulkAct.objects.select_for_update(of=("self",)).filter(
        actor=event.actor_id, verb=event.verb, done_at=event.at, undone_at=None
    )
    number = event.chain.subject_id
    return next((one for one in rows if [row["claim"] for row in one.rows] == [number]), None)


def _triage(undo: _Undo) -> None:
    claim, event = undo.claim, undo.event
    later = Event.objects.about("claim", claim.pk).filter(sequence__gt=event.sequence)
    if claim.status != event.data["after"] or later.exclude(actor=None).exclude(actor=undo.actor).exists():
        raise undo.moved_on()
    if event.verb == "accept":
        move_claim(claim, "unaccept", actor=undo.actor, now=undo.now, told=undo.told)
    else:
        verb = "restore" if event.data["before"] == "proposed" else "reopen"
        move_claim(claim, verb, actor=undo.actor, now=undo.now, told=undo.told, dismissed_reason="")
    if undo.before is not None:
        BulkAct.objects.filter(pk=undo.before.pk).update(undone_at=undo.now)


# -- wording and speaker --------------------------------------------------------------------------


def _reword(undo: _Undo) -> None:
    claim, data = undo.claim, undo.event.data
    demand_wordable(claim)
    told: dict[str, Any] = dict(undo.told)
    if claim.standalone != data.get("to", claim.standalone) or claim.kind != data.get("kind_to", claim.kind):
        raise undo.moved_on()
    if "to" in data:
        told |= {"from": claim.standalone, "to": data["from"]}
        claim.standalone = data["from"]
    if "kind_to" in data:
        told |= {"kind_from": claim.kind, "kind_to": data["kind_from"]}
        claim.kind = data["kind_from"]
    claim.revision += 1
    claim.updated_at = undo.now
    claim.save(update_fields=["standalone", "kind", "revision", "updated_at"])
    record_event(actor=undo.actor, verb="reword", subject=claim, now=undo.now, data=told | {"revision": claim.revision})
    if "to" in data:
        request_lookups(claim_ids=[claim.pk], now=undo.now)
    _show_life(undo)


def _former_speaker(act: Act) -> dict[int, Speaker]:
    """Locked before claims, as everywhere."""
    event = act.events[0]
    former = {event.data.get("from_id"), (event.data.get("statement_from") or {}).get("speaker_id")}
    return {pk: find_speaker(pk) for pk in sorted(pk for pk in former if pk is not None)}


def _speaker(undo: _Undo) -> None:
    """For the claims of the statement too that the same act corrected and nobody corrected since."""
    event, claim = undo.event, undo.claim
    if "from_id" not in event.data:
        raise undo.moved_on()
    together = lock_siblings(claim.pk)
    demand_wordable(claim)
    if claim.speaker_id != event.data["speaker"] or _last_correction(claim.pk) != event:
        raise undo.moved_on()
    former = undo.before.get(event.data["from_id"])
    for one in together:
        told = event if one.pk == claim.pk else _last_correction(one.pk)
        if told is None or one.status not in WORDABLE or one.speaker_id != told.data["speaker"]:
            continue
        if (told.actor_id, told.at, told.data.get("from_id")) != (event.actor_id, event.at, event.data["from_id"]):
            continue
        data = {
            "undoes": [told.sequence], "from": str(one.speaker or ""), "to": str(former or ""),
            "speaker": former.pk if former else None, "revision": one.revision + 1,
        }  # fmt: skip
        Claim.objects.filter(pk=one.pk).update(speaker=former, revision=one.revision + 1, updated_at=undo.now)
        record_event(actor=undo.actor, verb="correct_speaker", subject=one, now=undo.now, data=data)
    _attribute_again(claim, event.data, undo.before)
    _show_life(undo)


def _last_correction(claim_id: int) -> Event | None:
    rows = Event.objects.about("claim", claim_id).filter(verb="correct_speaker").order_by("-sequence")
    last = rows.first()
    return last if last is not None and "undoes" not in last.data else None


def _attribute_again(claim: Claim, data: Mapping[str, Any], speakers: Mapping[int, Speaker]) -> None:
    """Hold the statement to be whose it was held to be before."""
    former = data.get("statement_from")
    if claim.statement_id is None or not former:
        return
    speaker = speakers.get(former["speaker_id"])
    Statement.objects.filter(pk=claim.statement_id, speaker=data["speaker"]).update(
        **former
        | {"speaker_id": speaker.pk if speaker else None, "speaker_confidence": float(former["speaker_confidence"])}
    )


def _show_life(undo: _Undo) -> None:
    if undo.claim.assignee_id == undo.actor.pk:
        renew_lease(undo.claim, now=undo.now)


# -- evidence -------------------------------------------------------------------------------------


def _piece(undo: _Undo, event: Event, *, is_standing: bool = True) -> Evidence:
    demand_gathering(undo.claim)
    number = int(event.data["evidence"])
    piece = Evidence.objects.select_related("source").filter(pk=number, claim=undo.claim).first()
    if piece is None or (piece.withdrawn_at is None) is not is_standing:
        raise undo.moved_on(evidence_id=number)
    return piece


def _tell(undo: _Undo, verb: str, piece: Evidence, **more: Any) -> None:
    touch(undo.claim, actor=undo.actor, now=undo.now)
    data = {"evidence": piece.pk, "source": str(piece.source), **undo.told, **more}
    record_event(actor=undo.actor, verb=verb, subject=undo.claim, now=undo.now, data=data)


def _add_evidence(undo: _Undo) -> None:
    piece = _piece(undo, undo.event)
    later = Event.objects.about("claim", undo.claim.pk).filter(
        sequence__gt=undo.event.sequence, data__evidence=piece.pk
    )
    if later.exclude(actor=undo.actor).exists():
        raise undo.moved_on(evidence_id=piece.pk)
    Evidence.objects.filter(pk=piece.pk).update(withdrawn_at=undo.now)
    _tell(undo, "withdraw_evidence", piece)


def _withdraw_evidence(undo: _Undo) -> None:
    piece = _piece(undo, undo.event, is_standing=False)
    piece.withdrawn_at = None
    _save_piece(piece, ["withdrawn_at"])
    _tell(undo, "restore_evidence", piece)


def _amend_evidence(undo: _Undo) -> None:
    for event in undo.act.events:
        piece = _piece(undo, event)
        changed: dict[str, dict[str, str]] = event.data["changed"]
        if any(getattr(piece, name) != one["to"] for name, one in changed.items()):
            raise undo.moved_on(evidence_id=piece.pk)
        for name, one in changed.items():
            setattr(piece, name, one["from"])
        piece.save(update_fields=list(changed))
        back = {name: {"from": one["to"], "to": one["from"]} for name, one in changed.items()}
        _tell(undo, "amend_evidence", piece, changed=back)


def _mark_passage(undo: _Undo) -> None:
    """The former words stand there again, looked for in the newest copy."""
    piece, data = _piece(undo, undo.event), undo.event.data
    if piece.passage != data["to"] or piece.capture_id != data["capture"]:
        raise undo.moved_on(evidence_id=piece.pk)
    values: dict[str, Any] = {"passage": data["from"]} | place_in(newest_text(piece.source_id), data["from"])
    for name, value in values.items():
        setattr(piece, name, value)
    _save_piece(piece, list(values))
    _tell(
        undo, "mark_passage", piece, anchoring=piece.anchoring, capture=piece.capture_id,
        **{"from": data["to"], "to": piece.passage},
    )  # fmt: skip


def _save_piece(piece: Evidence, fields: list[str]) -> None:
    try:
        with transaction.atomic():
            piece.save(update_fields=fields)
    except IntegrityError:
        raise Refused(
            "known_evidence",
            "This source is attached with that passage already, by another piece. Remove that one first.",
        ) from None


# -- a yes or no ----------------------------------------------------------------------------------


def _judgement(undo: _Undo) -> None:
    event, noun = undo.event, undo.event.verb.rpartition("_")[2]
    kind: type[Match | Appearance] = Match if noun == "match" else Appearance
    number = int(event.data[noun])
    after = ProposalStatus.CONFIRMED if event.verb.startswith("confirm") else ProposalStatus.REJECTED
    if not kind.objects.filter(pk=number, status=after.value, judged_by=undo.actor).exists():
        raise undo.moved_on()
    told = {"actor": undo.actor, "claim_id": undo.claim.pk, "decision": MatchDecision.UNDO, "now": undo.now}
    if noun == "match":
        matches.judge_match(match_id=number, **told)  # type: ignore[arg-type]
    else:
        matches.judge_appearance(appearance_id=number, **told)  # type: ignore[arg-type]


_HANDLERS: Mapping[str, Callable[[_Undo], None]] = {
    "accept": _triage,
    "dismiss": _triage,
    "reword": _reword,
    "correct_speaker": _speaker,
    "add_evidence": _add_evidence,
    "withdraw_evidence": _withdraw_evidence,
    "amend_evidence": _amend_evidence,
    "mark_passage": _mark_passage,
    "confirm_match": _judgement,
    "reject_match": _judgement,
    "confirm_appearance": _judgement,
    "reject_appearance": _judgement,
}
_LOCKED_FIRST: Mapping[str, Callable[[Act], Any]] = {
    "accept": _bulk_act, "dismiss": _bulk_act, "correct_speaker": _former_speaker,
}  # fmt: skip
# These lock several claims in an order of their own, and look themselves whether somebody went on.
_WHOLE: Mapping[str, Callable[..., Claim]] = {
    "adjust_span": surgery.unadjust_span,
    "split": surgery.unsplit_claim,
    "merge": surgery.unmerge_claim,
}
