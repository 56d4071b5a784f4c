"""What the claim page shows of talk, questions and replies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form

from claims.forms.talk import CommentForm, NobodyForm, QuestionForm, RequestForm
from claims.models import Claim, Comment, Question, ReplyOutcome, ReplyRequest, User
from claims.services.blindness import ANSWERS_WAIT, REMARKS_WAIT, Blindfold
from claims.services.discussion import comments_of, may_still_edit
from claims.services.gathering import GATHERING
from claims.services.replies import reply_text
from claims.services.worksheet import questions_of, suggested_questions

LAST = 6  # remarks shown at once; what was said before is folded


@dataclass(frozen=True, slots=True)
class Remark:
    """One line of the discussion for one person."""

    comment: Comment
    is_mine: bool
    is_editable: bool
    is_withheld: bool = False  # it may tell how the claim was rated


@dataclass(frozen=True, slots=True)
class Found:
    """One question of the worksheet for one person."""

    row: Question
    is_withheld: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One entry of the log as it stands now."""

    row: ReplyRequest
    is_overdue: bool


def talk_context(
    claim: Claim,
    user: User,
    replied: Sequence[ReplyRequest],
    forms: Mapping[str, Form],
    *,
    fold: Blindfold,
    now: datetime,
) -> dict[str, Any]:
    """All three sections. ``replied``: the log; ``forms``: what was typed and refused; ``fold``: what this person must
    not learn yet."""
    remarks = [
        Remark(
            one, one.author_id == user.pk, may_still_edit(user, one, now=now),
            fold.covers_remark(one.author_id, one.created_at, one.edited_at) and one.removed_at is None,
        )
        for one in comments_of(claim)
    ]  # fmt: skip
    questions = [
        Found(one, fold.covers_answer(one.answered_by_id, one.answer_kind, one.explanation))
        for one in questions_of(claim)
    ]
    log = [
        Asked(one, bool(one.outcome == ReplyOutcome.WAITING and one.deadline_at and one.deadline_at <= now))
        for one in replied
    ]
    is_open = claim.status in GATHERING
    return {
        "remarks": remarks[-LAST:],
        "earlier_remarks": remarks[:-LAST],
        "remarks_wait": REMARKS_WAIT if any(one.is_withheld for one in remarks) else "",
        "said_count": sum(one.comment.removed_at is None for one in remarks),
        "comment_form": forms.get("comment") or CommentForm(auto_id="comment-%s"),
        "questions": questions,
        "answered_count": sum(bool(one.row.answer_kind) for one in questions),
        "answers_wait": ANSWERS_WAIT if any(one.is_withheld for one in questions) else "",
        "suggested": suggested_questions(claim) if is_open else [],
        "question_form": forms.get("question") or QuestionForm(auto_id="question-%s"),
        "log": log,
        "waiting_count": sum(one.row.outcome == ReplyOutcome.WAITING for one in log),
        "overdue_count": sum(one.is_overdue for one in log),
        "is_nobody_noted": any(one.row.outcome == ReplyOutcome.NOT_ASKED for one in log),
        "reply_form": forms.get("reply")
        or RequestForm(initial={"whom": claim.speaker.name if claim.speaker else ""}, auto_id="reply-%s"),
        "nobody_form": forms.get("nobody") or NobodyForm(auto_id="nobody-%s"),
        "reply_offer": reply_text(list(replied)),
    }
