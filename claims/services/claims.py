"""Triage: what becomes of a proposed claim, whose words it is, and who works on it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from claims.errors import Invalid, Missing, Refused
from claims.extraction import ClaimKind
from claims.models import BulkAct, Claim, NoticeKind, Speaker, User
from claims.permissions import (
    NOT_A_MEMBER,
    demand,
    demand_distance,
    is_member,
    may_release_claim,
    may_take_claim,
    may_triage_claim,
)
from claims.services.history import record_event
from claims.services.lookups import request_lookups
from claims.services.notices import notify
from claims.services.policies import desk_policy
from claims.services.spans import find_version, usable_span
from claims.services.speakers import named_speaker
from claims.workflow import CLAIM_MOVES, ClaimStatus, spoken

MAX_CLAIM_CHARS = 2000
MAX_REASON_CHARS = 500


def lock_claim(claim_id: int) -> Claim:
    """The row, locked until the transaction ends, with what its line shows. Raises :class:`Missing`."""
    # Two queries: one that had waited for the lock would still show what was joined to the row before it waited.
    if not locked_ids([claim_id]):
        raise Missing("no_such_claim", f"There is no claim {claim_id}.")
    return fresh_claim(claim_id)


def lock_claims(claim_ids: Iterable[int]) -> dict[int, Claim]:
    """The same for several; those that are gone are missing from the answer."""
    return Claim.objects.with_row_facts().in_bulk(locked_ids(claim_ids))


def locked_ids(claim_ids: Iterable[int] | QuerySet[Claim, Any]) -> list[int]:
    """Those that exist, locked in one order so that two people cannot block each other."""
    rows = Claim.objects.filter(pk__in=claim_ids).select_for_update().order_by("pk")
    return list(rows.values_list("pk", flat=True))


def demand_revision(claim: Claim, revision: int | None) -> None:
    """Refuse a change made while looking at an older state. ``None`` means that the caller saw no particular state."""
    if revision is not None and revision != claim.revision:
        raise Refused(
            "stale",
            "Somebody changed this claim while you had it open. Yours is not lost: compare it with what stands there "
            "now and save again.",
            revision=claim.revision,
            standalone=claim.standalone,
            speaker=str(claim.speaker or ""),
            status=claim.status,
        )


def move_claim(
    claim: Claim,
    verb: str,
    *,
    actor: User,
    now: datetime,
    told: Mapping[str, Any] | None = None,
    after: ClaimStatus | None = None,
    **changes: Any,
) -> Claim:
    """Compare-and-set the status, write the event, return the claim as it now stands. Raises :class:`Refused`.

    ``after`` is for verbs that take something back: the status before it, one of those that the table allows.
    """
    move = CLAIM_MOVES[verb]
    before = claim.status
    after = move.after if after is None or after not in move.others else after
    if claim.merged_into_id is not None and verb in ("reopen", "restore"):
        raise merged_refusal(claim)
    changes.setdefault("lease_expires_at", None)
    changed = Claim.objects.filter(pk=claim.pk, status__in=move.before, revision=claim.revision).update(
        status=after, revision=claim.revision + 1, updated_at=now, **changes
    )
    if not changed:
        raise CLAIM_MOVES.refusal(verb, Claim.objects.values_list("status", flat=True).get(pk=claim.pk))
    record_event(
        actor=actor,
        verb=verb,
        subject=claim,
        now=now,
        data={"before": before, "after": str(after), "revision": claim.revision + 1, **(told or {})},
    )
    return fresh_claim(claim.pk)


def merged_refusal(claim: Claim) -> Refused:
    """Why a merged claim is not simply opened again."""
    return Refused(
        "merged",
        f"This claim was merged into claim {claim.merged_into_id}. Take the merge back instead.",
        claim=claim.merged_into_id,
    )


def fresh_claim(claim_id: int) -> Claim:
    return Claim.objects.with_row_facts().get(pk=claim_id)


def check_triage(claim: Claim, verb: str, *, actor: User, revision: int | None) -> None:
    """Raise what stands in the way of this verb on a locked claim."""
    demand(may_triage_claim(actor, claim), "not_a_member", NOT_A_MEMBER)
    demand_revision(claim, revision)
    if claim.status not in CLAIM_MOVES[verb].before:
        raise CLAIM_MOVES.refusal(verb, claim.status)


def accept_claim(*, actor: User, claim_id: int, revision: int | None = None, now: datetime) -> Claim:
    """This is worth checking: from proposed to open."""
    with transaction.atomic():
        claim = lock_claim(claim_id)
        check_triage(claim, "accept", actor=actor, revision=revision)
        accepted = move_claim(claim, "accept", actor=actor, now=now)
        note_act(actor=actor, verb="accept", moved=[(claim, accepted)], now=now)
        return accepted


def dismiss_claim(*, actor: User, claim_id: int, reason: str, revision: int | None = None, now: datetime) -> Claim:
    """This is not worth checking, or no claim at all; the reason is kept and the engine's weights learn from it."""
    reason = usable_reason(reason)
    with transaction.atomic():
        claim = lock_claim(claim_id)
        check_triage(claim, "dismiss", actor=actor, revision=revision)
        dismissed = move_dismissed(claim, actor=actor, reason=reason, now=now)
        note_act(actor=actor, verb="dismiss", reason=reason, moved=[(claim, dismissed)], now=now)
        return dismissed


def move_dismissed(claim: Claim, *, actor: User, reason: str, now: datetime) -> Claim:
    return move_claim(
        claim, "dismiss", actor=actor, now=now, told={"reason": reason}, dismissed_reason=reason, assignee=None
    )


def usable_reason(reason: str) -> str:
    """What a dismissal gives as its reason. Raises :class:`Invalid`."""
    reason = reason.strip()
    if not reason:
        raise Invalid("Say why.", {"reason": ["Give a reason, for example “opinion” or “not checkable”."]})
    if len(reason) > MAX_REASON_CHARS:
        raise Invalid("This reason is too long.", {"reason": [f"Keep it below {MAX_REASON_CHARS} characters."]})
    return reason


def note_act(
    *, actor: User, verb: str, moved: Sequence[tuple[Claim, Claim]], reason: str = "", now: datetime
) -> BulkAct:
    """Keep what was done, (before, after) of each claim, so that one key takes it back. Call it in the transaction."""
    rows = [{"claim": after.pk, "before": before.status, "revision": after.revision} for before, after in moved]
    return BulkAct.objects.create(actor=actor, verb=verb, reason=reason, rows=rows, done_at=now)


def reopen_claim(*, actor: User, claim_id: int, revision: int | None = None, now: datetime) -> Claim:
    """Take a dismissal back."""
    with transaction.atomic():
        claim = lock_claim(claim_id)
        demand(may_triage_claim(actor, claim), "not_a_member", NOT_A_MEMBER)
        demand_revision(claim, revision)
        return move_claim(claim, "reopen", actor=actor, now=now, dismissed_reason="")


def take_claim(*, actor: User, claim_id: int, now: datetime) -> Claim:
    """Work on it: a lease for the taker. Whoever comes second is told who holds it and until when.

    Taking again what one holds renews the lease. A lease that ran out may be taken over by anyone; a live one with a
    note, by :func:`claims.services.leases.take_over_claim`.
    """
    with transaction.atomic():
        lock_person(actor)
        claim = lock_claim(claim_id)
        demand(may_take_claim(actor, claim), "not_a_member", NOT_A_MEMBER)
        if claim.status == ClaimStatus.IN_REVIEW and claim.assignee_id == actor.pk:
            renew_lease(claim, now=now)
            return fresh_claim(claim.pk)
        if claim.is_leased(now=now):
            raise Refused(
                "held",
                f"{claim.assignee} is working on this claim until {claim.lease_expires_at:%H:%M} UTC, or longer if "
                "they go on. Take it over with a note to them, or take another.",
                **holder_details(claim),
            )
        return hand_over(claim, actor=actor, now=now)


def lock_person(person: User) -> None:
    """Take this lock before that of the claim: taking it and declaring oneself too near come one after the other."""
    User.objects.select_for_update(no_key=True).filter(pk=person.pk).first()


def hand_over(claim: Claim, *, actor: User, note: str = "", now: datetime) -> Claim:
    """Give the locked claim to ``actor``. Whoever held it until now is told. Who may, the caller has asked."""
    demand_distance(actor, claim.pk, now=now)
    former = claim.assignee if claim.status == ClaimStatus.IN_REVIEW else None
    told: dict[str, Any] = {"holder": actor.pk}
    if former:
        told |= {"from": str(former), "from_id": former.pk, "was_live": claim.is_leased(now=now), "note": note}
    taken = move_claim(
        claim, "take_over" if former else "take",
        actor=actor, now=now, assignee=actor, lease_expires_at=now + lease_length(), told=told,
    )  # fmt: skip
    if former:
        text = note or "The time you had for it had run out."
        notify(person=former, claim=taken, kind=NoticeKind.TAKEN_OVER, told_by=actor, text=text, now=now)
    return taken


def holder_details(claim: Claim) -> dict[str, Any]:
    """What a refusal tells of whoever has the claim: for people by name, for programs by id and moment."""
    until = claim.lease_expires_at
    return {
        "holder": str(claim.assignee), "holder_id": claim.assignee_id, "until": until.isoformat() if until else "",
    }  # fmt: skip


def lease_length() -> timedelta:
    """How long a claim stays with its holder after the last sign of life."""
    return timedelta(minutes=desk_policy().lease_minutes)


def release_claim(*, actor: User, claim_id: int, now: datetime) -> Claim:
    """Give it back to everybody."""
    with transaction.atomic():
        claim = lock_claim(claim_id)
        demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
        if claim.status not in CLAIM_MOVES["release"].before:
            raise CLAIM_MOVES.refusal("release", claim.status)
        demand(
            may_release_claim(actor, claim),
            "not_yours",
            f"{claim.assignee} holds this claim. Only they or an editor can release it: ask one of them.",
        )
        return move_claim(claim, "release", actor=actor, now=now, assignee=None)


def renew_lease(claim: Claim, *, now: datetime) -> None:
    """Every act of the holder shows that they are still at it."""
    if claim.status == ClaimStatus.IN_REVIEW:
        Claim.objects.filter(pk=claim.pk).update(lease_expires_at=now + lease_length())


def reword_claim(
    *,
    actor: User,
    claim_id: int,
    standalone: str | None = None,
    kind: str | None = None,
    revision: int | None = None,
    now: datetime,
) -> Claim:
    """Change the stand-alone wording or the kind. The quotation itself never changes."""
    with transaction.atomic():
        claim = lock_claim(claim_id)
        demand(may_triage_claim(actor, claim), "not_a_member", NOT_A_MEMBER)
        demand_revision(claim, revision)
        told: dict[str, Any] = {}
        if standalone is not None and (wording := usable_wording(standalone)) != claim.standalone:
            told |= {"from": claim.standalone, "to": wording}
            claim.standalone = wording
        if kind is not None and _usable_kind(kind) != claim.kind:
            told |= {"kind_from": claim.kind, "kind_to": kind}
            claim.kind = kind
        if told:
            demand_wordable(claim)
            claim.revision += 1
            claim.updated_at = now
            claim.save(update_fields=["standalone", "kind", "revision", "updated_at"])
            told["revision"] = claim.revision
            record_event(actor=actor, verb="reword", subject=claim, now=now, data=told)
            if "to" in told:
                request_lookups(claim_ids=[claim.pk], now=now)
            if claim.assignee_id == actor.pk:
                renew_lease(claim, now=now)
        return fresh_claim(claim.pk)


SETTLED_NEXT = {
    ClaimStatus.DISMISSED: "Reopen it first.",
    ClaimStatus.SUBMITTED: "Return it with a note first.",
}
WORDABLE = (ClaimStatus.PROPOSED, ClaimStatus.OPEN, ClaimStatus.IN_REVIEW, ClaimStatus.RETURNED)


def usable_wording(standalone: str) -> str:
    wording = " ".join(standalone.split())
    if not wording:
        raise Invalid(
            "The claim needs a wording.", {"standalone": ["Write the claim as one sentence that stands alone."]}
        )
    if len(wording) > MAX_CLAIM_CHARS:
        raise Invalid("This wording is too long.", {"standalone": [f"Keep it below {MAX_CLAIM_CHARS:,} characters."]})
    return wording


def _usable_kind(kind: str) -> str:
    if kind not in set(ClaimKind):
        raise Invalid("There is no such kind.", {"kind": [f"Choose one of: {', '.join(ClaimKind)}."]})
    return kind


def add_claim(
    *,
    actor: User,
    version_id: int,
    start: int,
    end: int,
    quote: str = "",
    standalone: str = "",
    kind: str = ClaimKind.FACTUAL,
    speaker_name: str = "",
    now: datetime,
) -> Claim:
    """Add what the engine missed: the selected code points of the version's text. It is open at once.

    ``quote``, when given, must be what the span cuts out: a guard against offsets counted in another unit.
    """
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    version = find_version(version_id)
    start, end = usable_span(version.text, start, end, longest=MAX_CLAIM_CHARS, quote=quote)
    found = version.text[start:end]
    # A claim inside a statement is its speaker's, unless the reviewer says otherwise.
    around = version.statements.standing().filter(start__lte=start, end__gte=end).order_by("-start").first()
    with transaction.atomic():
        speaker: Speaker | None = around.speaker if around else None
        if speaker_name.strip():
            speaker = named_speaker(name=speaker_name, now=now)
        claim = Claim(
            article=version.article,
            version=version,
            statement=around,
            speaker=speaker,
            start=start,
            end=end,
            quote=found,
            standalone=usable_wording(standalone or found),
            kind=_usable_kind(kind),
            said_from=around.said_from if around else None,
            said_until=around.said_until if around else None,
            said_precision=around.said_precision if around else "",
            score=1,
            reasons=[{"name": "chosen", "weight": 1.0, "detail": "a reviewer chose it"}],
            added_by=actor,
            status=ClaimStatus.OPEN,
            created_at=now,
            updated_at=now,
        )
        try:
            with transaction.atomic():
                claim.save(force_insert=True)
        except IntegrityError:
            twin = Claim.objects.get(version=version, start=start, end=end)
            raise Refused(
                "known_claim",
                f"These words are claim {twin.pk} already ({spoken(twin.status)}). Work on that one.",
                claim=twin.pk,
            ) from None
        record_event(
            actor=actor, verb="add", subject=claim, now=now,
            data={"after": str(ClaimStatus.OPEN), "start": start, "end": end, "standalone": claim.standalone},
        )  # fmt: skip
        request_lookups(claim_ids=[claim.pk], now=now)
        return fresh_claim(claim.pk)


def demand_wordable(claim: Claim) -> None:
    if claim.status not in WORDABLE:
        raise Refused(
            "settled",
            f"This claim is {spoken(claim.status)}: its wording and its speaker are settled. "
            + SETTLED_NEXT.get(ClaimStatus(claim.status), "They can no longer be changed here."),
            status=claim.status,
        )
