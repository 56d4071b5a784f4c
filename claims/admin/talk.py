"""What was said, asked and answered about claims, and who was told."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.access import ReadOnly, actor_of
from claims.admin.listing import one_of, shortened
from claims.models import AnswerKind, Channel, Comment, Notice, NoticeKind, Question, ReplyOutcome, ReplyRequest
from claims.services.blindness import telling_answers, telling_comments


@admin.register(Comment)
class CommentAdmin(ReadOnly[Comment]):
    """Remarks. What was taken back is not shown here either."""

    list_display = ("author", "said", "claim", "created_at", "edited_at", "removed_at")
    list_select_related = ("author", "claim")
    search_fields = ("=author__username",)
    fields = ("claim", "author", "said", "created_at", "edited_at", "removed_at")
    readonly_fields = ("said",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Comment]:
        """Without what may tell how a claim was judged that this person is to rate without knowing."""
        return super().get_queryset(request).exclude(pk__in=telling_comments(actor_of(request)).values("pk"))

    @admin.display(description="remark")
    def said(self, comment: Comment) -> str:
        return "Taken back" if comment.removed_at else shortened(comment.body, 2000)


@admin.register(Notice)
class NoticeAdmin(ReadOnly[Notice]):
    list_display = ("person", "kind", "claim", "told_by", "created_at", "read_at")
    list_filter = (one_of("kind", NoticeKind),)
    list_select_related = ("person", "claim", "told_by")
    search_fields = ("=person__username",)
    exclude = ("comment",)


@admin.register(Question)
class QuestionAdmin(ReadOnly[Question]):
    list_display = ("question", "answer_kind", "claim", "asked_by", "answered_by", "created_at", "withdrawn_at")
    list_filter = (one_of("answer_kind", AnswerKind),)
    list_select_related = ("claim", "asked_by", "answered_by")
    search_fields = ("question",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Question]:
        """The same."""
        return super().get_queryset(request).exclude(pk__in=telling_answers(actor_of(request)).values("pk"))


@admin.register(ReplyRequest)
class ReplyRequestAdmin(ReadOnly[ReplyRequest]):
    list_display = ("whom", "outcome", "channel", "claim", "asked_at", "deadline_at", "logged_by", "withdrawn_at")
    list_filter = (one_of("outcome", ReplyOutcome), one_of("channel", Channel))
    list_select_related = ("claim", "logged_by")
    search_fields = ("whom",)
