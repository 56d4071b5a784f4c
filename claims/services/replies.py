"""The right of reply: whom the desk asked, how, until when, and what came of it; or why nobody was asked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from claims.errors import Invalid, Missing, Refused
from claims.models import Channel, Claim, NoticeKind, ReplyOutcome, ReplyRequest, Speaker, User
from claims.permissions import NOT_A_MEMBER, demand, may_ask
from claims.services.claims import lock_claim, renew_lease
from claims.services.discussion import members
from claims.services.gathering import demand_gathering
from claims.services.history import record_event
from claims.services.notices import notify, settle_notices
from claims.workflow import ClaimStatus

MAX_NAME = 300
MAX_TEXT = 5000
AHEAD = timedelta(minutes=5)  # clocks differ; more than that has not happened yet
AT_ONCE = 200
OUTCOMES = (ReplyOutcome.WAITING, ReplyOutcome.ANSWERED, ReplyOutcome.DECLINED, ReplyOutcome.NO_ANSWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Whom the desk asked. ``asked_at`` None: now."""

    whom: str
    channel: str
    asked_at: datetime | None = None
    deadline_at: datetime | None = None
    question: str = ""
    is_public: bool = True


def replies_of(claim: Claim) -> list[ReplyRequest]:
    """The entries that stand, the first one first."""
    return list(claim.reply_requests.standing().select_related("logged_by", "speaker"))


def log_request(*, actor: User, claim_id: int, request: Request, now: datetime) -> ReplyRequest:
    """Note that somebody was asked for a reply. May be done at any time: answers come after publication, too."""
    asked_at = request.asked_at or now
    _demand_request(request, asked_at, now=now)
    with transaction.atomic():
        claim = _claim(claim_id, actor)
        whom = " ".join(request.whom.split())
        row = ReplyRequest.objects.create(
            claim=claim, whom=whom, speaker=_speaker(claim, whom), channel=str(request.channel), asked_at=asked_at,
            deadline_at=request.deadline_at, question=request.question.strip(), is_public=request.is_public,
            logged_by=actor, created_at=now,
        )  # fmt: skip
        _record("ask_reply", claim, row, actor=actor, now=now, channel=row.channel)
    return row


def log_nobody(*, actor: User, claim_id: int, reason: str, is_public: bool = True, now: datetime) -> ReplyRequest:
    """Note that nobody was asked, and why."""
    reason = reason.strip()
    if not reason:
        raise Invalid("Say why nobody was asked.", {"reason": ["Give the reason in a sentence."]})
    if len(reason) > MAX_TEXT:
        raise Invalid("This reason is too long.", {"reason": [f"Keep it below {MAX_TEXT:,} characters."]})
    with transaction.atomic():
        claim = _claim(claim_id, actor)
        if claim.reply_requests.standing().filter(outcome=ReplyOutcome.NOT_ASKED.value).exists():
            raise Refused("noted_already", "It is noted already why nobody was asked. Remove that entry first.")
        row = ReplyRequest.objects.create(
            claim=claim, whom="", outcome=ReplyOutcome.NOT_ASKED.value, answer=reason, is_public=is_public,
            logged_by=actor, created_at=now,
        )  # fmt: skip
        _record("ask_nobody", claim, row, actor=actor, now=now, reason=reason[:300])
    return row


def record_outcome(
    *,
    actor: User,
    reply_id: int,
    outcome: str,
    answer: str = "",
    answered_at: datetime | None = None,
    deadline_at: datetime | None = None,
    now: datetime,
) -> ReplyRequest:
    """Note what came of it: answered, declined, no answer; or still waiting, until another ``deadline_at``."""
    answer = answer.strip()
    wrong: dict[str, list[str]] = {}
    if outcome not in set(OUTCOMES):
        wrong["outcome"] = [f"Choose one of: {', '.join(OUTCOMES)}."]
    if outcome == ReplyOutcome.ANSWERED and not answer:
        wrong["answer"] = ["Write what they answered, in their words."]
    if len(answer) > MAX_TEXT:
        wrong["answer"] = [f"Keep it below {MAX_TEXT:,} characters."]
    if answered_at is not None and answered_at > now + AHEAD:
        wrong["answered_at"] = ["This moment is still to come."]
    if wrong:
        raise Invalid("This cannot be saved.", wrong)
    with transaction.atomic():
        claim, row = _locked(reply_id, actor)
        if row.outcome == ReplyOutcome.NOT_ASKED:
            raise Refused("nobody_asked", "Nobody was asked here. Log whom you asked as an entry of its own.")
        is_waiting = outcome == ReplyOutcome.WAITING
        if is_waiting and deadline_at is not None and row.asked_at is not None and deadline_at <= row.asked_at:
            raise Invalid("This cannot be saved.", {"deadline_at": ["Give them time: a moment after they were asked."]})
        row.outcome, row.answer = str(outcome), answer
        row.answered_at = None if is_waiting or outcome == ReplyOutcome.NO_ANSWER else (answered_at or now)
        if is_waiting and deadline_at is not None and deadline_at != row.deadline_at:
            row.deadline_at, row.reminded_at = deadline_at, None
        row.save(update_fields=["outcome", "answer", "answered_at", "deadline_at", "reminded_at"])
        if not claim.reply_requests.overdue(now=now).exists():
            settle_notices(claim=claim, kinds=[NoticeKind.DEADLINE], now=now)
        _record("record_reply", claim, row, actor=actor, now=now, outcome=row.outcome, answer=answer[:300])
    return row


def withdraw_request(*, actor: User, reply_id: int, now: datetime) -> ReplyRequest:
    """Take an entry off the log, while no verdict rests on it; the history keeps that it was there."""
    with transaction.atomic():
        claim, row = _locked(reply_id, actor)
        demand_gathering(claim)
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        if not claim.reply_requests.overdue(now=now).exists():
            settle_notices(claim=claim, kinds=[NoticeKind.DEADLINE], now=now)
        _record("withdraw_reply", claim, row, actor=actor, now=now)
    return row


# -- what readers are told ----------------------------------------------------------------------------


CHANNELS = {
    Channel.EMAIL: "by email",
    Channel.PHONE: "by phone",
    Channel.LETTER: "by letter",
    Channel.SOCIAL_MEDIA: "on social media",
    Channel.CONTACT_FORM: "by their contact form",
    Channel.IN_PERSON: "in person",
}


def reply_text(rows: list[ReplyRequest]) -> str:
    """The log in sentences for readers, without entries that are not for them; empty for none."""
    return " ".join(_sentence(row) for row in rows if row.is_public)


def _sentence(row: ReplyRequest) -> str:
    if row.outcome == ReplyOutcome.NOT_ASKED:
        return f"We asked nobody for a reply: {_ended(row.answer)}"
    how = CHANNELS.get(Channel(row.channel), "")
    day = f"on {row.asked_at.day} {row.asked_at:%B %Y}" if row.asked_at else ""
    asked = " ".join(part for part in ("We asked", row.whom, how, day) if part)
    match row.outcome:
        case ReplyOutcome.ANSWERED:
            said = row.answer.strip("“” ")
            return f"{asked}; they answered: “{said}”"
        case ReplyOutcome.DECLINED:
            said = f": {_ended(row.answer)}" if row.answer else "."
            return f"{asked}; they declined to comment{said}"
        case ReplyOutcome.NO_ANSWER:
            return f"{asked}; there was no answer."
        case _:
            return f"{asked}; we had no answer by the time of publication."


def _ended(text: str) -> str:
    text = " ".join(text.split())
    return text if text.endswith((".", "!", "?", "”")) else f"{text}."


def replies_record(claim: Claim) -> list[dict[str, Any]]:
    """The entries that others may have."""
    return [
        {
            "whom": row.whom,
            "channel": row.channel,
            "asked_at": row.asked_at.isoformat() if row.asked_at else None,
            "deadline_at": row.deadline_at.isoformat() if row.deadline_at else None,
            "question": row.question,
            "outcome": row.outcome,
            "answer": row.answer,
            "answered_at": row.answered_at.isoformat() if row.answered_at else None,
        }
        for row in replies_of(claim)
        if row.is_public
    ]


# -- the time that is over ----------------------------------------------------------------------------


def sweep_replies(*, now: datetime) -> dict[str, int]:
    """Tell, once for each, that the time for a reply is over: whoever asked, and whoever holds the claim."""
    due = ReplyRequest.objects.overdue(now=now).filter(reminded_at=None).order_by("deadline_at", "id")
    told = 0
    for reply_id, claim_id in list(due.values_list("pk", "claim_id")[:AT_ONCE]):
        with transaction.atomic():
            claim = lock_claim(claim_id)
            mine = ReplyRequest.objects.overdue(now=now).filter(pk=reply_id, reminded_at=None)
            if not mine.update(reminded_at=now):
                continue  # answered, put off, or told of by another worker meanwhile
            row = ReplyRequest.objects.select_related("logged_by").get(pk=reply_id)
            text = f"{row.whom} was asked on {row.asked_at:%-d %B} and has not answered."
            for person in _concerned(claim, row):
                notify(person=person, claim=claim, kind=NoticeKind.DEADLINE, told_by=None, text=text, now=now)
                told += 1
    return {"told": told}


def _concerned(claim: Claim, row: ReplyRequest) -> list[User]:
    holder = claim.assignee_id if claim.status == ClaimStatus.IN_REVIEW else None
    wanted = {pk for pk in (row.logged_by_id, holder) if pk is not None}
    return list(members().filter(pk__in=wanted).order_by("pk"))


# -- checks -----------------------------------------------------------------------------------------


def _demand_request(request: Request, asked_at: datetime, *, now: datetime) -> None:
    wrong: dict[str, list[str]] = {}
    if not request.whom.strip():
        wrong["whom"] = ["Name the person or office. If nobody was asked, say why in the other form."]
    if len(request.whom.strip()) > MAX_NAME:
        wrong["whom"] = [f"Keep it below {MAX_NAME} characters."]
    if request.channel not in set(Channel):
        wrong["channel"] = [f"Choose one of: {', '.join(Channel)}."]
    if asked_at > now + AHEAD:
        wrong["asked_at"] = ["This moment is still to come. Log it once you have asked."]
    if request.deadline_at is not None and request.deadline_at <= asked_at:
        wrong["deadline_at"] = ["Give them time: a moment after they were asked."]
    if len(request.question.strip()) > MAX_TEXT:
        wrong["question"] = [f"Keep it below {MAX_TEXT:,} characters."]
    if wrong:
        raise Invalid("This cannot be logged.", wrong)


def _claim(claim_id: int, actor: User) -> Claim:
    claim = lock_claim(claim_id)
    demand(may_ask(actor, claim), "not_a_member", NOT_A_MEMBER)
    return claim


def _locked(reply_id: int, actor: User) -> tuple[Claim, ReplyRequest]:
    claim_id = ReplyRequest.objects.filter(pk=reply_id).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise Missing("no_such_reply", f"There is no entry {reply_id} in the log. Reload the claim.")
    claim = _claim(claim_id, actor)
    row = ReplyRequest.objects.get(pk=reply_id)
    if row.withdrawn_at is not None:
        raise Refused("withdrawn_already", "This entry was removed a moment ago. Log it anew if it holds.")
    return claim, row


def _speaker(claim: Claim, whom: str) -> Speaker | None:
    """The claim's own speaker, where it is they who were asked."""
    speaker = claim.speaker
    return speaker if speaker and speaker.name.casefold() == whom.casefold() else None


def _record(verb: str, claim: Claim, row: ReplyRequest, *, actor: User, now: datetime, **more: Any) -> None:
    if claim.assignee_id == actor.pk:
        renew_lease(claim, now=now)
    record_event(actor=actor, verb=verb, subject=claim, now=now, data={"entry": row.pk, "whom": row.whom, **more})
