"""The worksheet on the claim page: asking, answering, putting in order, withdrawing."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from claims.errors import Invalid, Missing, Refused
from claims.forms.talk import AnswerForm, QuestionForm
from claims.models import Question
from claims.services import worksheet
from claims.services.blindness import ANSWERS_WAIT, blindfold
from claims.services.gathering import GATHERING
from claims.views.claim_page import act, find_claim, wants_part
from claims.views.desk import DeskRequest, desk

PARTS = ("head", "questions", "history")


@desk
@require_POST
def ask(request: DeskRequest, pk: int) -> HttpResponse:
    """One question typed, or one of those offered."""
    form = QuestionForm(request.POST, auto_id="question-%s")
    return act(
        request, pk,
        lambda: worksheet.ask_question(
            actor=request.user, claim_id=pk, question=form.cleaned_data["question"], now=timezone.now()
        ),
        said="On the worksheet.", parts=PARTS, form=form, name="question", anchor="claim-questions",
    )  # fmt: skip


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: DeskRequest, pk: int, question_id: int) -> HttpResponse:
    """The form for an answer, and saving it."""
    question = _question(pk, question_id)
    auto_id = f"answer-{question_id}-%s"
    pieces = list(question.claim.evidence.standing().select_related("source"))
    if request.method != "POST":
        fold = blindfold(request.user, question.claim)
        if fold.covers_answer(question.answered_by_id, question.answer_kind, question.explanation):
            raise Refused("opinion_first", ANSWERS_WAIT)
        initial = {
            "answer_kind": question.answer_kind or "abstractive", "answer": question.answer,
            "explanation": question.explanation, "evidence": question.evidence_id,
        }  # fmt: skip
        return _form(request, question, AnswerForm(initial=initial, auto_id=auto_id, evidence=pieces))
    form = AnswerForm(request.POST, auto_id=auto_id, evidence=pieces)
    if not form.is_valid():
        return _form(request, question, form, status=422)
    given = form.cleaned_data
    try:
        saved = worksheet.answer_question(
            actor=request.user, question_id=question_id, answer_kind=given["answer_kind"], answer=given["answer"],
            explanation=given["explanation"], evidence_id=given["evidence"], now=timezone.now(),
        )  # fmt: skip
    except Invalid as error:
        form.add_refusals(error.fields)
        return _form(request, question, form, status=422)
    return act(
        request, pk, lambda: saved, said="Answer saved.", parts=PARTS, name=f"answer-{question_id}",
        anchor=f"question-{question_id}",
    )  # fmt: skip


def _form(request: DeskRequest, question: Question, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    part = "claims/_question_answer.html"
    context = {
        "here": "queue", "claim": question.claim, "question": question, "form": form,
        "is_open": question.claim.status in GATHERING,
        "part": part, "title": question.question, "anchor": "claim-questions",
    }  # fmt: skip
    return render(request, part if wants_part(request) else "claims/talk_form.html", context, status=status)


@desk
@require_POST
def move(request: DeskRequest, pk: int, question_id: int) -> HttpResponse:
    _question(pk, question_id)
    step = -1 if request.POST.get("step") == "-1" else 1
    return act(
        request, pk,
        lambda: worksheet.move_question(actor=request.user, question_id=question_id, step=step, now=timezone.now()),
        said="Moved up." if step < 0 else "Moved down.", parts=PARTS, on_refusal=PARTS,
        anchor=f"question-{question_id}",
    )  # fmt: skip


@desk
@require_POST
def withdraw(request: DeskRequest, pk: int, question_id: int) -> HttpResponse:
    _question(pk, question_id)
    return act(
        request, pk,
        lambda: worksheet.withdraw_question(actor=request.user, question_id=question_id, now=timezone.now()),
        said="Withdrawn. The history keeps that it was asked.", parts=PARTS, on_refusal=PARTS,
        anchor="claim-questions",
    )  # fmt: skip


def _question(claim_id: int, question_id: int) -> Question:
    found = Question.objects.select_related("claim").filter(pk=question_id, claim_id=claim_id).first()
    if found is None:
        find_claim(claim_id)
        raise Missing("no_such_question", "This question is not of this claim. Reload to see what is.")
    return found
