"""Remarks on claims, and what a person was told."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F
from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.claimrows import Person, person_columns, person_shown
from claims.api.endpoint import Endpoint, actor
from claims.api.fields import Body, Id, Text, Word, read_body
from claims.api.paging import NEWEST_FIRST, Order, PageQuery, page, page_of
from claims.api.rendering import answer
from claims.api.schema import operation
from claims.api.words import NOTICE_KINDS
from claims.errors import Missing
from claims.models import Claim, Comment, Notice, Scope, User
from claims.services import discussion, notices
from claims.services.blindness import Blindfold, blindfold, blindfolds

IN_ORDER = Order(("id",), (int,))


class CommentRow(serializers.Serializer[Any]):
    """A remark on a claim. Taken back, it has no words any more."""

    id = serializers.IntegerField()
    claim = serializers.IntegerField(help_text="Id of the claim.")
    author = Person()
    body = serializers.CharField(help_text="Plain text; empty when it was taken back or is withheld.")
    is_withheld = serializers.BooleanField(
        help_text="It may tell how the claim was rated, and you are to rate it without knowing: POST opinions."
    )
    created_at = serializers.DateTimeField()
    edited_at = serializers.DateTimeField(allow_null=True)
    removed_at = serializers.DateTimeField(allow_null=True)


class CommentSaid(CommentRow):
    """The remark, and who hears of it."""

    told = serializers.ListField(child=serializers.CharField(), help_text="Usernames of those told just now.")
    unknown = serializers.ListField(child=serializers.CharField(), help_text="Names after an @ that nobody here has.")


class CommentBody(Body):
    """Plain text; @ and a username tells that person."""

    body = Text(max_length=discussion.MAX_CHARS)


class NoticeRow(serializers.Serializer[Any]):
    """Something about a claim that you were told."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=NOTICE_KINDS)
    claim = serializers.IntegerField(help_text="Id of the claim.")
    comment = serializers.IntegerField(allow_null=True, help_text="Id of the remark that named you.")
    told_by = Person(allow_null=True, help_text="Null: the desk itself.")
    text = serializers.CharField(help_text="Empty where it is a remark that was taken back or is withheld.")
    is_withheld = serializers.BooleanField(
        help_text="The remark may tell how the claim was rated, and you are to rate it without knowing."
    )
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class NoticeListQuery(PageQuery):
    """What to list."""

    state = Word(choices=["unread", "read"], required=False)


class ReadBody(Body):
    """Which to mark; all that are there without ``up_to``."""

    up_to = Id(required=False, help_text="Id of the newest one that you saw: later ones stay unread.")


class ReadAnswer(serializers.Serializer[Any]):
    """How many were marked."""

    read = serializers.IntegerField()


_COMMENT = ("id", "claim_id", "body", "created_at", "edited_at", "removed_at", *person_columns("author"))
_NOTICE = (
    "id", "kind", "claim_id", "comment_id", "text", "created_at", "read_at", "comment_body", "comment_removed_at",
    "comment__author_id", "comment__created_at", "comment__edited_at", *person_columns("told_by"),
)  # fmt: skip


def comment_row(row: dict[str, Any], fold: Blindfold | None = None) -> dict[str, Any]:
    is_withheld = bool(
        fold and not row["removed_at"] and fold.covers_remark(row["author_id"], row["created_at"], row["edited_at"])
    )
    return {
        "id": row["id"],
        "claim": row["claim_id"],
        "author": person_shown(row, "author"),
        "body": "" if row["removed_at"] or is_withheld else row["body"],
        "is_withheld": is_withheld,
        **{name: row[name] for name in ("created_at", "edited_at", "removed_at")},
    }


def notice_row(row: dict[str, Any], folds: Mapping[int, Blindfold]) -> dict[str, Any]:
    said = "" if row["comment_removed_at"] else row["comment_body"] or ""
    fold = folds.get(row["claim_id"]) if said else None
    is_withheld = bool(
        fold and fold.covers_remark(row["comment__author_id"], row["comment__created_at"], row["comment__edited_at"])
    )
    return {
        "id": row["id"],
        "kind": row["kind"],
        "claim": row["claim_id"],
        "comment": row["comment_id"],
        "told_by": person_shown(row, "told_by"),
        "text": row["text"] or ("" if is_withheld else said),
        "is_withheld": is_withheld,
        **{name: row[name] for name in ("created_at", "read_at")},
    }


def demand_claim(user: User, claim_id: int) -> None:
    """Raise :class:`Missing` for a claim that is not there."""
    if not Claim.objects.visible_to(user).filter(pk=claim_id).exists():
        raise Missing("no_such_claim", f"There is no claim {claim_id}.")


def _notices(user: User) -> Any:
    return (
        Notice.objects.filter(person=user)
        .annotate(comment_body=F("comment__body"), comment_removed_at=F("comment__removed_at"))
        .values(*_NOTICE)
    )


def _said(said: discussion.Said, *, status: int) -> HttpResponse:
    row = comment_row(Comment.objects.values(*_COMMENT).get(pk=said.comment.pk))
    told = {"told": [one.username for one in said.told], "unknown": list(said.unknown)}
    return answer(row | told, status=status)


class ClaimComments(Endpoint):
    @operation(
        "list_claim_comments",
        "What was said about a claim, from the first to the last",
        scope=Scope.CLAIMS_READ,
        query=PageQuery,
        answers={200: (page_of("CommentPage", CommentRow), "A page.")},
        refusals=(404,),
        tag="claims",
    )
    def get(self, request: Request, claim_id: int) -> HttpResponse:
        query = PageQuery.read(request.query_params)
        user = actor(request)
        demand_claim(user, claim_id)
        fold = blindfold(user, Claim.objects.get(pk=claim_id))
        rows = Comment.objects.filter(claim=claim_id).values(*_COMMENT)
        body, headers = page(request, rows, IN_ORDER, query, lambda row: comment_row(row, fold))
        return answer(body, headers=headers)

    @operation(
        "create_claim_comment",
        "Say something about a claim",
        scope=Scope.CLAIMS_WRITE,
        body=CommentBody,
        answers={201: (CommentSaid, "Said.")},
        refusals=(404, 422),
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(CommentBody, request.data)
        said = discussion.say(actor=actor(request), claim_id=claim_id, now=timezone.now(), **values)
        return _said(said, status=201)


class CommentOne(Endpoint):
    @operation(
        "edit_comment",
        "Change a remark of your own, within an hour",
        scope=Scope.CLAIMS_WRITE,
        body=CommentBody,
        answers={200: (CommentSaid, "As it stands now.")},
        refusals=(404, 409, 422),
        tag="claims",
    )
    def patch(self, request: Request, comment_id: int) -> HttpResponse:
        values = read_body(CommentBody, request.data)
        said = discussion.edit_comment(actor=actor(request), comment_id=comment_id, now=timezone.now(), **values)
        return _said(said, status=200)


class CommentRemove(Endpoint):
    @operation(
        "remove_comment",
        "Take a remark of your own back; that it was there stays",
        scope=Scope.CLAIMS_WRITE,
        answers={200: (CommentRow, "As it stands now.")},
        refusals=(404, 409),
        tag="claims",
    )
    def post(self, request: Request, comment_id: int) -> HttpResponse:
        discussion.remove_comment(actor=actor(request), comment_id=comment_id, now=timezone.now())
        return answer(comment_row(Comment.objects.values(*_COMMENT).get(pk=comment_id)))


class NoticeList(Endpoint):
    @operation(
        "list_notices",
        "What you were told, newest first",
        scope=Scope.CLAIMS_READ,
        query=NoticeListQuery,
        answers={200: (page_of("NoticePage", NoticeRow), "A page.")},
    )
    def get(self, request: Request) -> HttpResponse:
        query = NoticeListQuery.read(request.query_params)
        user = actor(request)
        rows = _notices(user)
        if "state" in query:
            rows = rows.filter(read_at__isnull=query["state"] == "unread")
        body, headers = page(request, rows, NEWEST_FIRST, query, dict)
        folds = blindfolds(user, {row["claim_id"] for row in body["results"] if row["comment_id"]})
        body["results"] = [notice_row(row, folds) for row in body["results"]]
        return answer(body, headers=headers)


class NoticesRead(Endpoint):
    @operation(
        "read_all_notices",
        "Mark all of your notices as read",
        scope=Scope.CLAIMS_WRITE,
        body=ReadBody,
        answers={200: (ReadAnswer, "Marked.")},
        tag="notices",
    )
    def post(self, request: Request) -> HttpResponse:
        values = read_body(ReadBody, request.data)
        return answer({"read": notices.read_all(actor=actor(request), now=timezone.now(), **values)})


class NoticeRead(Endpoint):
    @operation(
        "read_notice",
        "Mark one of your notices as read",
        scope=Scope.CLAIMS_WRITE,
        answers={200: (NoticeRow, "As it stands now.")},
        refusals=(404,),
    )
    def post(self, request: Request, notice_id: int) -> HttpResponse:
        user = actor(request)
        notices.read_notice(actor=user, notice_id=notice_id, now=timezone.now())
        row = _notices(user).get(pk=notice_id)
        return answer(notice_row(row, blindfolds(user, [row["claim_id"]])))
