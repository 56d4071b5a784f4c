"""The worksheet: a claim taken apart into questions, each with its answer and what the answer rests on."""

from datetime import datetime
from typing import Any

from django.db import transaction

from claims.errors import Invalid, Missing, Refused
from claims.extraction.questions import Asked, Counted, first_questions
from claims.models import AnswerKind, Claim, Disclosure, Evidence, Question, User
from claims.permissions import NOT_A_MEMBER, demand, may_ask
from claims.services.blindness import Blindfold
from claims.services.claims import lock_claim
from claims.services.gathering import demand_gathering, touch
from claims.services.history import record_event

MAX_QUESTION = 500
MAX_ANSWER = 5000
MAX_QUESTIONS = 40
YES_OR_NO = ("yes", "no")


def questions_of(claim: Claim) -> list[Question]:
    """Those that stand, in the order of the worksheet."""
    return list(claim.questions.standing().select_related("evidence__source", "asked_by", "answered_by"))


def suggested_questions(claim: Claim) -> list[str]:
    """First questions from the claim's own parts, without those that were asked already, withdrawn ones included."""
    asked = {_key(text) for text in claim.questions.values_list("question", flat=True)}
    about = Asked(
        standalone=claim.standalone,
        kind=claim.kind,
        quantities=[
            Counted(unit=str(one.get("unit") or ""), bound=str(one.get("bound") or "")) for one in claim.quantities
        ],
        speaker=claim.speaker.name if claim.speaker else "",
        has_day=claim.said_from is not None and claim.said_precision == "day",
    )
    return [text for text in first_questions(about) if _key(text) not in asked]


def ask_question(*, actor: User, claim_id: int, question: str, now: datetime) -> Question:
    """Put a question at the end of the worksheet."""
    question = " ".join(question.split())
    if not question:
        raise Invalid("There is no question.", {"question": ["Write what has to be found out."]})
    if len(question) > MAX_QUESTION:
        raise Invalid("This question is too long.", {"question": [f"Keep it below {MAX_QUESTION} characters."]})
    with transaction.atomic():
        claim = _open_claim(claim_id, actor)
        standing = list(claim.questions.standing())
        if any(_key(one.question) == _key(question) for one in standing):
            raise Refused("asked_already", "This question stands on the worksheet already. Answer that one.")
        if len(standing) >= MAX_QUESTIONS:
            raise Refused("too_many_questions", f"A worksheet holds {MAX_QUESTIONS} questions. Withdraw one first.")
        row = Question.objects.create(
            claim=claim, question=question, asked_by=actor, created_at=now,
            position=max((one.position for one in standing), default=0) + 1,
        )  # fmt: skip
        _record("ask", claim, row, actor=actor, now=now)
    return row


def answer_question(
    *,
    actor: User,
    question_id: int,
    answer_kind: str,
    answer: str = "",
    explanation: str = "",
    evidence_id: int | None = None,
    now: datetime,
) -> Question:
    """Answer, or answer anew.

    Extractive: words of the marked passage of a piece of evidence; without ``answer``, the whole passage. Abstractive:
    in own words. Boolean: yes or no, and how it follows. Unanswerable: no answer; ``explanation`` may say why.
    """
    answer, explanation = answer.strip(), explanation.strip()
    wrong: dict[str, list[str]] = {
        field: [f"Keep it below {MAX_ANSWER:,} characters."]
        for field, value in (("answer", answer), ("explanation", explanation))
        if len(value) > MAX_ANSWER
    }
    if answer_kind not in set(AnswerKind):
        wrong["answer_kind"] = [f"Choose one of: {', '.join(AnswerKind)}."]
    if wrong:
        raise Invalid("This answer cannot be saved.", wrong)
    with transaction.atomic():
        claim, row = _locked(question_id, actor)
        evidence = _piece(claim, evidence_id)
        row.answer_kind = str(answer_kind)
        row.answer = _fit_answer(AnswerKind(answer_kind), answer, explanation, evidence)
        row.explanation = explanation
        row.evidence = evidence
        row.answered_by, row.answered_at = actor, now
        row.save(update_fields=["answer_kind", "answer", "explanation", "evidence", "answered_by", "answered_at"])
        _record("answer", claim, row, actor=actor, now=now, kind=row.answer_kind, answer=row.answer[:200])
    return row


def move_question(*, actor: User, question_id: int, step: int, now: datetime) -> Question:
    """Put it one place up (``step`` -1) or down (1). At the edge it stays where it is."""
    if step not in (-1, 1):
        raise Invalid("There is no such step.", {"step": ["Send -1 for up or 1 for down."]})
    with transaction.atomic():
        claim, row = _locked(question_id, actor)
        rows = list(claim.questions.standing())
        here = next(index for index, one in enumerate(rows) if one.pk == row.pk)
        there = here + step
        if not 0 <= there < len(rows):
            return row
        rows[here], rows[there] = rows[there], rows[here]
        for position, one in enumerate(rows, 1):
            if one.position != position:
                Question.objects.filter(pk=one.pk).update(position=position)
        _record("move_question", claim, row, actor=actor, now=now, place=there + 1)
        row.refresh_from_db()
    return row


def withdraw_question(*, actor: User, question_id: int, now: datetime) -> Question:
    """Take it off the worksheet; the history keeps that it was there."""
    with transaction.atomic():
        claim, row = _locked(question_id, actor)
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])
        _record("withdraw_question", claim, row, actor=actor, now=now)
    return row


def worksheet_record(claim: Claim, fold: Blindfold) -> list[dict[str, Any]]:
    """The worksheet as others may have it: left out is an answer that rests on what readers may not see, or that tells
    whoever asks for the record what they must not know yet."""
    rows = []
    for one in questions_of(claim):
        is_open = one.evidence is None or one.evidence.disclosure == Disclosure.PUBLIC
        is_open = is_open and not fold.covers_answer(one.answered_by_id, one.answer_kind, one.explanation)
        rows.append(
            {
                "question": one.question,
                "answer_kind": one.answer_kind,
                "answer": one.answer if is_open else "",
                "explanation": one.explanation if is_open else "",
                "evidence": one.evidence_id if is_open else None,
                "is_withheld": not is_open,
                "answered_at": one.answered_at.isoformat() if one.answered_at else None,
            }
        )
    return rows


# -- checks -----------------------------------------------------------------------------------------


def _key(question: str) -> str:
    return " ".join(question.casefold().split()).rstrip("?. ")


def _open_claim(claim_id: int, actor: User) -> Claim:
    claim = lock_claim(claim_id)
    demand(may_ask(actor, claim), "not_a_member", NOT_A_MEMBER)
    demand_gathering(claim)
    return claim


def _locked(question_id: int, actor: User) -> tuple[Claim, Question]:
    """A standing question with its claim locked; the worksheet may still change."""
    claim_id = Question.objects.filter(pk=question_id).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise Missing("no_such_question", f"There is no question {question_id}. Reload the claim.")
    claim = _open_claim(claim_id, actor)
    row = Question.objects.get(pk=question_id)
    if row.withdrawn_at is not None:
        raise Refused("withdrawn_already", "This question was withdrawn a moment ago. Ask it again if you need it.")
    return claim, row


def _piece(claim: Claim, evidence_id: int | None) -> Evidence | None:
    if evidence_id is None:
        return None
    piece = claim.evidence.standing().filter(pk=evidence_id).first()
    if piece is None:
        raise Invalid(
            "This is no evidence of the claim.", {"evidence": ["Choose a piece of this claim's evidence, or none."]}
        )
    return piece


def _fit_answer(kind: AnswerKind, answer: str, explanation: str, evidence: Evidence | None) -> str:
    """The answer as it is stored. Raises :class:`Invalid` with what its kind asks for."""
    if kind == AnswerKind.EXTRACTIVE:
        wrong = _unfit_extract(answer, evidence)
        answer = answer or (evidence.passage if evidence else "")
    elif kind == AnswerKind.BOOLEAN:
        answer = answer.casefold().rstrip(".")
        wrong = {} if answer in YES_OR_NO else {"answer": ["Answer yes or no."]}
        if not explanation:
            wrong["explanation"] = ["Say in a sentence how that follows."]
    elif kind == AnswerKind.UNANSWERABLE:
        hint = "Leave the answer empty, or choose another kind. Why it has none goes below it."
        wrong = {"answer": [hint]} if answer else {}
    else:
        wrong = {} if answer else {"answer": ["Write the answer."]}
    if wrong:
        raise Invalid("The answer is not complete.", wrong)
    return answer


def _unfit_extract(answer: str, evidence: Evidence | None) -> dict[str, list[str]]:
    if evidence is None:
        return {"evidence": ["Choose the piece of evidence whose words these are."]}
    if not evidence.passage:
        return {"evidence": ["Mark the passage of this piece first, or answer in your own words."]}
    if answer and _squeezed(answer) not in _squeezed(evidence.passage):
        hint = "These words do not stand in the passage. Copy them as they stand there, or answer in your own."
        return {"answer": [hint]}
    return {}


def _squeezed(text: str) -> str:
    return " ".join(text.casefold().split())


def _record(verb: str, claim: Claim, row: Question, *, actor: User, now: datetime, **more: Any) -> None:
    touch(claim, actor=actor, now=now)
    record_event(
        actor=actor, verb=verb, subject=claim, now=now, data={"number": row.pk, "question": row.question, **more}
    )
