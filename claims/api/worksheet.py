"""The worksheet of a claim, and the log of whom the desk asked for a reply."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.claimrows import Person, person_columns, person_shown
from claims.api.endpoint import Endpoint, actor
from claims.api.fields import Body, Flag, Id, Moment, Text, Word, read_body
from claims.api.paging import PageQuery, page, page_of
from claims.api.rendering import answer
from claims.api.schema import operation
from claims.api.talk import IN_ORDER, demand_claim
from claims.api.words import ANSWER_KINDS, CHANNELS, REPLY_OUTCOMES
from claims.models import Claim, Question, ReplyRequest, Scope, User
from claims.services import replies, worksheet
from claims.services.blindness import Blindfold, blindfold
from claims.services.gathering import GATHERING

_OUTCOMES = [str(word) for word in replies.OUTCOMES]


class QuestionRow(serializers.Serializer[Any]):
    """One thing to find out about a claim, and what was found."""

    id = serializers.IntegerField()
    claim = serializers.IntegerField(help_text="Id of the claim.")
    position = serializers.IntegerField()
    question = serializers.CharField()
    answer_kind = serializers.ChoiceField(choices=["", *ANSWER_KINDS], help_text="Empty: not answered yet.")
    answer = serializers.CharField(help_text="“yes” or “no” where the kind is boolean.")
    explanation = serializers.CharField()
    is_withheld = serializers.BooleanField(
        help_text="The answer is left out: it may tell how the claim was rated, and you are to rate it without knowing."
    )
    evidence = serializers.IntegerField(allow_null=True, help_text="Id of the piece of evidence that it rests on.")
    asked_by = Person(allow_null=True)
    answered_by = Person(allow_null=True)
    created_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField(allow_null=True)


class Worksheet(serializers.Serializer[Any]):
    """The standing questions in their order, and some to begin with."""

    results = QuestionRow(many=True)
    suggested = serializers.ListField(
        child=serializers.CharField(),
        help_text="First questions from the claim's own parts, not asked yet; none once the evidence is settled.",
    )


class QuestionBody(Body):
    """What has to be found out."""

    question = Text(max_length=worksheet.MAX_QUESTION)


class AnswerBody(Body):
    """What was found. Extractive: words of the passage of ``evidence``; boolean: yes or no, and how it follows."""

    answer_kind = Word(choices=ANSWER_KINDS)
    answer = Text(required=False, max_length=worksheet.MAX_ANSWER)
    explanation = Text(required=False, max_length=worksheet.MAX_ANSWER)
    evidence = Id(required=False, allow_null=True, help_text="A piece of evidence of the same claim.")


class MoveBody(Body):
    """One place up or down."""

    direction = Word(choices=["up", "down"])


class ReplyRow(serializers.Serializer[Any]):
    """Whom the desk asked for a reply and what came of it; or why nobody was asked."""

    id = serializers.IntegerField()
    claim = serializers.IntegerField(help_text="Id of the claim.")
    whom = serializers.CharField(help_text="Empty: nobody.")
    channel = serializers.ChoiceField(choices=["", *CHANNELS])
    asked_at = serializers.DateTimeField(allow_null=True)
    deadline_at = serializers.DateTimeField(allow_null=True)
    question = serializers.CharField(help_text="What the desk asked.")
    outcome = serializers.ChoiceField(choices=REPLY_OUTCOMES)
    answer = serializers.CharField(help_text="In their words; of nobody: the reason.")
    answered_at = serializers.DateTimeField(allow_null=True)
    is_public = serializers.BooleanField(help_text="Readers may know.")
    logged_by = Person(allow_null=True)
    created_at = serializers.DateTimeField()


class ReplyBody(Body):
    """Whom the desk asked. ``asked_at`` left out: just now."""

    whom = Text(max_length=replies.MAX_NAME)
    channel = Word(choices=CHANNELS)
    asked_at = Moment(required=False)
    deadline_at = Moment(required=False, allow_null=True)
    question = Text(required=False, max_length=replies.MAX_TEXT)
    is_public = Flag(required=False)


class NobodyBody(Body):
    """Why nobody was asked."""

    reason = Text(max_length=replies.MAX_TEXT)
    is_public = Flag(required=False)


class OutcomeBody(Body):
    """What came of it; with ``waiting``, another ``deadline_at`` gives them more time."""

    outcome = Word(choices=_OUTCOMES)
    answer = Text(required=False, max_length=replies.MAX_TEXT)
    answered_at = Moment(required=False, allow_null=True)
    deadline_at = Moment(required=False, allow_null=True)


_QUESTION = (
    "id", "claim_id", "position", "question", "answer_kind", "answer", "explanation", "evidence_id", "created_at",
    "answered_at", *person_columns("asked_by"), *person_columns("answered_by"),
)  # fmt: skip
_REPLY = (
    "id", "claim_id", "whom", "channel", "asked_at", "deadline_at", "question", "outcome", "answer", "answered_at",
    "is_public", "created_at", *person_columns("logged_by"),
)  # fmt: skip


def question_row(row: dict[str, Any], fold: Blindfold) -> dict[str, Any]:
    kept = ("id", "position", "question", "answer_kind", "answer", "explanation", "created_at", "answered_at")
    is_withheld = fold.covers_answer(row["answered_by_id"], row["answer_kind"], row["explanation"])
    return {
        **{name: row[name] for name in kept},
        **({"answer": "", "explanation": ""} if is_withheld else {}),
        "is_withheld": is_withheld,
        "claim": row["claim_id"],
        "evidence": row["evidence_id"],
        "asked_by": person_shown(row, "asked_by"),
        "answered_by": person_shown(row, "answered_by"),
    }


def reply_row(row: dict[str, Any]) -> dict[str, Any]:
    kept = [name for name in _REPLY if name != "claim_id" and not name.startswith("logged_by")]
    return {
        **{name: row[name] for name in kept},
        "claim": row["claim_id"],
        "logged_by": person_shown(row, "logged_by"),
    }


def _question(user: User, pk: int) -> dict[str, Any]:
    row = Question.objects.values(*_QUESTION).get(pk=pk)
    return question_row(row, blindfold(user, Claim.objects.get(pk=row["claim_id"])))


def _replies() -> Any:
    return ReplyRequest.objects.values(*_REPLY)


class ClaimQuestions(Endpoint):
    @operation(
        "list_claim_questions",
        "The worksheet of a claim",
        scope=Scope.CLAIMS_READ,
        answers={200: (Worksheet, "The worksheet.")},
        refusals=(404,),
        tag="claims",
    )
    def get(self, request: Request, claim_id: int) -> HttpResponse:
        user = actor(request)
        demand_claim(user, claim_id)
        claim = Claim.objects.select_related("speaker").get(pk=claim_id)
        fold = blindfold(user, claim)
        rows = Question.objects.standing().filter(claim=claim_id).values(*_QUESTION)
        offered = worksheet.suggested_questions(claim) if claim.status in GATHERING else []
        return answer({"results": [question_row(row, fold) for row in rows], "suggested": offered})

    @operation(
        "create_claim_question",
        "Ask a question on the worksheet",
        scope=Scope.EVIDENCE_WRITE,
        body=QuestionBody,
        answers={201: (QuestionRow, "Asked.")},
        refusals=(404, 409, 422),
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(QuestionBody, request.data)
        row = worksheet.ask_question(actor=actor(request), claim_id=claim_id, now=timezone.now(), **values)
        return answer(_question(actor(request), row.pk), status=201)


class QuestionAnswer(Endpoint):
    @operation(
        "answer_question",
        "Answer a question, or answer it anew",
        scope=Scope.EVIDENCE_WRITE,
        body=AnswerBody,
        answers={200: (QuestionRow, "As it stands now.")},
        refusals=(404, 409, 422),
        tag="claims",
    )
    def post(self, request: Request, question_id: int) -> HttpResponse:
        values = read_body(AnswerBody, request.data)
        worksheet.answer_question(
            actor=actor(request), question_id=question_id, evidence_id=values.pop("evidence", None),
            now=timezone.now(), **values,
        )  # fmt: skip
        return answer(_question(actor(request), question_id))


class QuestionMove(Endpoint):
    @operation(
        "move_question",
        "Put a question one place up or down",
        scope=Scope.EVIDENCE_WRITE,
        body=MoveBody,
        answers={200: (QuestionRow, "As it stands now.")},
        refusals=(404, 409),
        tag="claims",
    )
    def post(self, request: Request, question_id: int) -> HttpResponse:
        step = -1 if read_body(MoveBody, request.data)["direction"] == "up" else 1
        worksheet.move_question(actor=actor(request), question_id=question_id, step=step, now=timezone.now())
        return answer(_question(actor(request), question_id))


class QuestionWithdraw(Endpoint):
    @operation(
        "withdraw_question",
        "Take a question off the worksheet",
        scope=Scope.EVIDENCE_WRITE,
        answers={200: (QuestionRow, "As it was.")},
        refusals=(404, 409),
        tag="claims",
    )
    def post(self, request: Request, question_id: int) -> HttpResponse:
        worksheet.withdraw_question(actor=actor(request), question_id=question_id, now=timezone.now())
        return answer(_question(actor(request), question_id))


class ClaimReplies(Endpoint):
    @operation(
        "list_claim_replies",
        "Whom the desk asked for a reply",
        scope=Scope.CLAIMS_READ,
        query=PageQuery,
        answers={200: (page_of("ReplyPage", ReplyRow), "A page.")},
        refusals=(404,),
        tag="claims",
    )
    def get(self, request: Request, claim_id: int) -> HttpResponse:
        query = PageQuery.read(request.query_params)
        demand_claim(actor(request), claim_id)
        rows = _replies().filter(claim=claim_id, withdrawn_at=None)
        body, headers = page(request, rows, IN_ORDER, query, reply_row)
        return answer(body, headers=headers)

    @operation(
        "create_claim_reply",
        "Log whom the desk asked for a reply",
        scope=Scope.EVIDENCE_WRITE,
        body=ReplyBody,
        answers={201: (ReplyRow, "Logged.")},
        refusals=(404, 422),
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        asked = replies.Request(**read_body(ReplyBody, request.data))
        row = replies.log_request(actor=actor(request), claim_id=claim_id, request=asked, now=timezone.now())
        return answer(reply_row(_replies().get(pk=row.pk)), status=201)


class ClaimReplyNobody(Endpoint):
    @operation(
        "ask_nobody_for_claim_reply",
        "Note why nobody was asked for a reply",
        scope=Scope.EVIDENCE_WRITE,
        body=NobodyBody,
        answers={201: (ReplyRow, "Noted.")},
        refusals=(404, 409, 422),
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(NobodyBody, request.data)
        row = replies.log_nobody(actor=actor(request), claim_id=claim_id, now=timezone.now(), **values)
        return answer(reply_row(_replies().get(pk=row.pk)), status=201)


class ReplyOutcome(Endpoint):
    @operation(
        "record_reply_outcome",
        "Note what came of asking for a reply",
        scope=Scope.EVIDENCE_WRITE,
        body=OutcomeBody,
        answers={200: (ReplyRow, "As it stands now.")},
        refusals=(404, 409, 422),
        tag="claims",
    )
    def post(self, request: Request, reply_id: int) -> HttpResponse:
        values = read_body(OutcomeBody, request.data)
        replies.record_outcome(actor=actor(request), reply_id=reply_id, now=timezone.now(), **values)
        return answer(reply_row(_replies().get(pk=reply_id)))


class ReplyWithdraw(Endpoint):
    @operation(
        "withdraw_reply",
        "Take an entry off the log, while no verdict rests on it",
        scope=Scope.EVIDENCE_WRITE,
        answers={200: (ReplyRow, "As it was.")},
        refusals=(404, 409),
        tag="claims",
    )
    def post(self, request: Request, reply_id: int) -> HttpResponse:
        replies.withdraw_request(actor=actor(request), reply_id=reply_id, now=timezone.now())
        return answer(reply_row(_replies().get(pk=reply_id)))
