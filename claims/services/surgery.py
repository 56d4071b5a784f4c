"""Putting the cut of a claim right: another span, two claims of one, one of two, and the way back from each."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from claims.errors import Invalid, Refused
from claims.extraction.anchoring import Anchoring
from claims.models import SPLIT_BACK, Claim, Event, User
from claims.permissions import NOT_A_MEMBER, demand, may_triage_claim
from claims.services.claims import (
    MAX_CLAIM_CHARS,
    WORDABLE,
    demand_revision,
    demand_wordable,
    fresh_claim,
    lock_claim,
    lock_claims,
    move_claim,
    renew_lease,
    usable_wording,
)
from claims.services.history import record_event
from claims.services.lookups import request_lookups
from claims.services.spans import usable_span
from claims.workflow import CLAIM_MOVES, ClaimStatus, spoken

SPLIT = "split"  # the reason with which a claim that was cut in two is dismissed
MERGED = "merged"
JOINT = re.compile(r"[\s,;:–—-]+(?:and|but|while|or)\Z", re.IGNORECASE)
SEAM = " \t\n,;:–—-"  # signs that hold two parts together and belong to neither


def adjust_span(
    *,
    actor: User,
    claim_id: int,
    start: int,
    end: int,
    quote: str = "",
    revision: int | None = None,
    now: datetime,
) -> Claim:
    """Let the claim be other words of the same text.

    A stand-alone wording that was the quotation itself goes with it; any other stays, to be reworded. What that
    wording put in for words that are now outside is forgotten.
    """
    with transaction.atomic():
        claim = _open_to_surgery(claim_id, actor=actor, revision=revision, now=now, needs_free_hands=False)
        text = claim.version.text
        start, end = usable_span(text, start, end, longest=MAX_CLAIM_CHARS, quote=quote)
        if (start, end) == (claim.start, claim.end):
            return claim
        standalone = text[start:end] if _is_bare(claim) else claim.standalone
        substitutions = within(claim.substitutions, start, end)
        told = {
            "start_from": claim.start, "end_from": claim.end, "from": claim.quote,
            "start": start, "end": end, "to": text[start:end],
            "standalone_from": claim.standalone, "substitutions_from": claim.substitutions,
        }  # fmt: skip
        return _set_span(
            claim, "adjust_span", start, end, " ".join(standalone.split()), substitutions, told, actor=actor, now=now
        )


def unadjust_span(*, actor: User, claim_id: int, now: datetime) -> Claim:
    """Give the claim the words back that it had before the last change of its span, if nobody went on since."""
    with transaction.atomic():
        claim = _open_to_surgery(claim_id, actor=actor, revision=None, now=now, needs_free_hands=False)
        told = undoable_adjustment(claim)
        if told is None:
            raise _moved_on(claim, "The words of this claim were not changed last")
        data = {
            "start_from": claim.start, "end_from": claim.end, "from": claim.quote,
            "start": told["start_from"], "end": told["end_from"], "to": told["from"],
        }  # fmt: skip
        return _set_span(
            claim, "unadjust_span", told["start_from"], told["end_from"], told["standalone_from"],
            told["substitutions_from"], data, actor=actor, now=now,
        )  # fmt: skip


def undoable_adjustment(claim: Claim) -> Mapping[str, Any] | None:
    """What the last change of its span told, while it is the last change of the claim."""
    last = Event.objects.about("claim", claim.pk).filter(verb="adjust_span").order_by("-sequence").first()
    is_last = last is not None and last.data.get("revision") == claim.revision
    # A new text of the article moves spans without a person: those of before mean nothing in it.
    if last is None or not is_last or (last.data["start"], last.data["end"]) != (claim.start, claim.end):
        return None
    former = claim.version.text[last.data["start_from"] : last.data["end_from"]]
    return last.data if former == last.data["from"] else None


def _set_span(
    claim: Claim,
    verb: str,
    start: int,
    end: int,
    standalone: str,
    substitutions: Sequence[Mapping[str, Any]],
    told: dict[str, Any],
    *,
    actor: User,
    now: datetime,
) -> Claim:
    try:
        with transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(
                start=start, end=end, quote=claim.version.text[start:end], standalone=standalone,
                substitutions=list(substitutions), anchoring=Anchoring.EXACT.value,
                revision=claim.revision + 1, updated_at=now,
            )  # fmt: skip
    except IntegrityError:
        raise _known(claim, start, end) from None
    told["revision"] = claim.revision + 1
    record_event(actor=actor, verb=verb, subject=claim, now=now, data=told)
    if standalone != claim.standalone:
        request_lookups(claim_ids=[claim.pk], now=now)
    if claim.assignee_id == actor.pk:
        renew_lease(claim, now=now)
    return fresh_claim(claim.pk)


def _known(claim: Claim, start: int, end: int) -> Refused:
    twin = Claim.objects.get(version=claim.version_id, start=start, end=end)
    return Refused(
        "known_claim",
        f"These words are claim {twin.pk} already ({spoken(twin.status)}). Choose other words, or merge the two.",
        claim=twin.pk,
    )


def within(found: Sequence[Mapping[str, Any]], start: int, end: int) -> list[dict[str, Any]]:
    """The substitutions that lie inside of a span."""
    return [dict(one) for one in found if start <= one["start"] and one["end"] <= end]


def _is_bare(claim: Claim) -> bool:
    """Whether the stand-alone wording is the quotation and no more."""
    return " ".join(claim.standalone.split()) == " ".join(claim.quote.split())


# -- two of one ---------------------------------------------------------------------------------


def split_claim(
    *,
    actor: User,
    claim_id: int,
    at: int,
    first: str = "",
    second: str = "",
    revision: int | None = None,
    now: datetime,
) -> list[Claim]:
    """Cut a claim in two before the code point ``at`` of its quotation. Returns the two, in the order of the text.

    ``first`` and ``second`` word them to stand alone; left empty, what the wording of the whole put in is put in
    again. The whole is dismissed with the reason "split"; its evidence and its comments stay with it.
    """
    with transaction.atomic():
        claim = _open_to_surgery(claim_id, actor=actor, revision=revision, now=now)
        spans = cut_at(claim, at)
        wordings = [
            usable_wording(given) if given.strip() else worded(claim, *span)
            for given, span in zip((first, second), spans, strict=True)
        ]
        former = claim.status
        parts = [
            _part(claim, span, wording, actor=actor, now=now) for span, wording in zip(spans, wordings, strict=True)
        ]
        move_claim(
            claim, "split", actor=actor, now=now, dismissed_reason=SPLIT, assignee=None,
            told={"parts": [part.pk for part in parts], "former": former, "at": at},
        )  # fmt: skip
        request_lookups(claim_ids=[part.pk for part in parts], now=now)
        return [fresh_claim(part.pk) for part in parts]


def cut_at(claim: Claim, at: int) -> list[tuple[int, int]]:
    """The spans of the two parts, without what joined them. Raises :class:`Invalid`."""
    text = claim.version.text
    left = right = claim.start + max(0, min(at, claim.end - claim.start))
    while left > claim.start and text[left - 1] in SEAM:
        left -= 1
    if joint := JOINT.search(text, claim.start, left):
        left = joint.start()  # "and" before the cut belongs to neither
    while right < claim.end and text[right] in SEAM:
        right += 1
    if not claim.start < left <= right < claim.end:
        raise Invalid("One part would be empty.", {"at": ["Cut between the first and the last word of the claim."]})
    if left == right and text[left - 1].isalnum() and text[right].isalnum():
        raise Invalid("This would cut a word in two.", {"at": ["Cut between two words."]})
    return [(claim.start, left), (right, claim.end)]


def worded(claim: Claim, start: int, end: int, *, text: str = "") -> str:
    """The words of a span with what the claim's wording put in for some of them. ``text``: that of its version."""
    text = text or claim.version.text
    out, cursor = [], start
    for one in sorted(within(claim.substitutions, start, end), key=lambda one: (one["start"], one["end"])):
        if one["start"] >= cursor:
            out += [text[cursor : one["start"]], one["replacement"]]
            cursor = one["end"]
    return " ".join("".join([*out, text[cursor:end]]).split())


def _part(claim: Claim, span: tuple[int, int], wording: str, *, actor: User, now: datetime) -> Claim:
    """A new claim of this span, or the one of an earlier cut that was taken back."""
    start, end = span
    status = ClaimStatus.PROPOSED if claim.status == ClaimStatus.PROPOSED else ClaimStatus.OPEN
    former = Claim.objects.filter(version=claim.version_id, start=start, end=end).first()
    if former is not None:
        if former.split_from_id != claim.pk or former.dismissed_reason != SPLIT_BACK:
            raise _known(claim, start, end)
        verb = "restore" if status == ClaimStatus.PROPOSED else "reopen"
        return move_claim(
            lock_claim(former.pk), verb, actor=actor, now=now, dismissed_reason="", standalone=wording,
            told={"split_from": claim.pk},
        )  # fmt: skip
    part = Claim(
        article_id=claim.article_id, version_id=claim.version_id, statement_id=claim.statement_id,
        speaker_id=claim.speaker_id, start=start, end=end, quote=claim.version.text[start:end], standalone=wording,
        substitutions=within(claim.substitutions, start, end), split_from=claim, kind=claim.kind,
        said_from=claim.said_from, said_until=claim.said_until, said_precision=claim.said_precision,
        quantities=[one for one in claim.quantities if start <= one["span"][0] and one["span"][1] <= end],
        score=claim.score, reasons=claim.reasons, parts=claim.parts, weights_id=claim.weights_id,
        confidence=claim.confidence, added_by=actor, status=status, created_at=now, updated_at=now,
    )  # fmt: skip
    part.save(force_insert=True)
    record_event(
        actor=actor, verb="add", subject=part, now=now,
        data={"after": str(status), "start": start, "end": end, "standalone": wording, "split_from": claim.pk},
    )  # fmt: skip
    return part


def unsplit_claim(*, actor: User, claim_id: int, now: datetime) -> Claim:
    """Make a claim whole again: its parts are dismissed, and it is what it was. Refused where somebody went on.

    What was in somebody's hands is open afterwards.
    """
    with transaction.atomic():
        told = _last_told("split", claim_id)
        locked = lock_claims([claim_id, *(told["parts"] if told else [])])
        claim = locked.get(claim_id) or lock_claim(claim_id)
        demand(may_triage_claim(actor, claim), "not_a_member", NOT_A_MEMBER)
        if told is None or claim.status != ClaimStatus.DISMISSED or claim.revision != told["revision"]:
            raise _moved_on(claim, "This claim is not split")
        parts = [locked[pk] for pk in told["parts"] if pk in locked]
        for part in parts:
            _demand_untouched(part)
        for part in parts:
            move_claim(
                part, "dismiss", actor=actor, now=now, dismissed_reason=SPLIT_BACK, assignee=None,
                told={"reason": SPLIT_BACK},
            )  # fmt: skip
        return _put_back(claim, "unsplit", told["former"], actor=actor, now=now)


def _demand_untouched(part: Claim) -> None:
    """That nobody has done anything with a part since the cut."""
    last = Event.objects.about("claim", part.pk).order_by("-sequence").first()
    is_as_cut = last is not None and "split_from" in last.data and part.status in CLAIM_MOVES["dismiss"].before
    made = {
        "evidence": part.evidence.exists(), "comments": part.comments.exists(), "questions": part.questions.exists(),
        "requests for a reply": part.reply_requests.exists(),
    }  # fmt: skip
    hangs = [name for name, is_there in made.items() if is_there]
    if is_as_cut and not hangs:
        return
    who = last.actor_name if last else "Somebody"
    what = f"It has {' and '.join(hangs)}." if hangs else f"It is {spoken(part.status)}."
    raise Refused(
        "moved_on",
        f"{who} went on with the part “{part.standalone[:80]}”. {what} The split stays as it is: dismiss the part "
        "that you do not want, or merge it.",
        claim=part.pk,
    )


# -- one of two ---------------------------------------------------------------------------------


def merge_claim(*, actor: User, claim_id: int, into_id: int, revision: int | None = None, now: datetime) -> Claim:
    """Let another claim go on in this one's place. Returns this one, dismissed and pointing there.

    Evidence, comments and history stay where they are; each page leads to the other.
    """
    if claim_id == into_id:
        raise Invalid("These are one and the same.", {"into": ["Choose another claim to merge this one into."]})
    with transaction.atomic():
        locked = lock_claims([claim_id, into_id])
        claim = _open_to_surgery(claim_id, actor=actor, revision=revision, now=now)
        into = locked.get(into_id)
        if into is None:
            raise Invalid(
                "There is no such claim.", {"into": [f"There is no claim {into_id}. Choose one of the list."]}
            )
        if into.merged_into_id is not None:
            raise Refused(
                "merged",
                f"Claim {into_id} was merged itself, into claim {into.merged_into_id}. Choose that one.",
                claim=into.merged_into_id,
            )
        if into.status in (ClaimStatus.DISMISSED, ClaimStatus.RETRACTED):
            raise Refused(
                "wrong_status",
                f"Claim {into_id} is {spoken(into.status)}: nobody would go on with it. Choose another, or reopen it "
                "first.",
                status=into.status,
            )
        merged = move_claim(
            claim, "merge", actor=actor, now=now, merged_into=into, dismissed_reason=MERGED, assignee=None,
            told={"into": into.pk, "other": into.standalone, "former": claim.status},
        )  # fmt: skip
        record_event(
            actor=actor, verb="absorb", subject=into, now=now, data={"from": claim.pk, "other": claim.standalone}
        )
        return merged


def unmerge_claim(*, actor: User, claim_id: int, now: datetime) -> Claim:
    """Let a merged claim stand for itself again, in the status it had; what was in somebody's hands is open."""
    with transaction.atomic():
        into_id = Claim.objects.filter(pk=claim_id).values_list("merged_into_id", flat=True).first()
        lock_claims([claim_id, *([into_id] if into_id else [])])
        claim = lock_claim(claim_id)
        demand(may_triage_claim(actor, claim), "not_a_member", NOT_A_MEMBER)
        told = _last_told("merge", claim_id)
        if claim.merged_into is None or told is None:
            raise _moved_on(claim, "This claim is not merged")
        into = claim.merged_into
        alone = _put_back(claim, "unmerge", told["former"], actor=actor, now=now, merged_into=None)
        record_event(
            actor=actor, verb="unabsorb", subject=into, now=now, data={"from": claim.pk, "other": claim.standalone}
        )
        return alone


# -- shared -------------------------------------------------------------------------------------


def _open_to_surgery(
    claim_id: int, *, actor: User, revision: int | None, now: datetime, needs_free_hands: bool = True
) -> Claim:
    """The claim, locked and with its text, if its cut may be changed now."""
    claim = lock_claim(claim_id)
    demand(may_triage_claim(actor, claim), "not_a_member", NOT_A_MEMBER)
    demand_revision(claim, revision)
    demand_wordable(claim)
    if needs_free_hands and claim.is_leased(now=now) and claim.assignee_id != actor.pk:
        raise Refused(
            "held",
            f"{claim.assignee} is working on this claim and would lose it. Ask them to release it, or to do it "
            "themselves.",
            holder=str(claim.assignee),
        )
    return claim


def _put_back(claim: Claim, verb: str, former: str, *, actor: User, now: datetime, **changes: Any) -> Claim:
    after = ClaimStatus.OPEN if former == ClaimStatus.IN_REVIEW else ClaimStatus(former)
    back = move_claim(
        claim, verb, actor=actor, now=now, after=after, dismissed_reason="",
        told={"former": former}, **changes,
    )  # fmt: skip
    request_lookups(claim_ids=[claim.pk], now=now)
    return back


def _last_told(verb: str, claim_id: int) -> dict[str, Any] | None:
    last = Event.objects.about("claim", claim_id).filter(verb=verb).order_by("-sequence").first()
    return dict(last.data) if last else None


def _moved_on(claim: Claim, what: str) -> Refused:
    """Why nothing can be taken back: who went on, by the history."""
    last = Event.objects.about("claim", claim.pk).order_by("-sequence").first()
    since = f": {last.actor_name} went on with it (last: {spoken(last.verb)})" if last else ""
    return Refused(
        "moved_on",
        f"{what}{since}. Nothing was taken back; the history shows what happened.",
        status=claim.status,
        allowed=CLAIM_MOVES.from_status(claim.status),
    )


def is_open_to_surgery(claim: Claim) -> bool:
    """Whether its words may be changed, split or merged, as far as its status goes."""
    return claim.status in WORDABLE
