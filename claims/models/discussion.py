"""What people of the desk say to each other about a claim, and what each should hear of."""

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.fields.tuple_lookups import Tuple, TupleLessThan

from claims.models.claims import Claim
from claims.models.constraints import filled, one_of


class Comment(models.Model):
    """A remark on a claim. Its author may take it back; that it was there stays."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments")
    body = models.TextField(help_text="Plain text; @name tells that person.")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True, blank=True)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [filled("body", name="comment_body_filled")]
        indexes = [models.Index(fields=["claim", "id"], name="comment_by_claim")]

    def __str__(self) -> str:
        return f"{self.author}: {self.body[:60]}"


class NoticeKind(StrEnum):
    MENTION = "mention"
    TAKEN_OVER = "taken_over"
    RETURNED = "returned"
    APPROVED = "approved"
    TO_ADJUDICATE = "to_adjudicate"
    TO_DECIDE = "to_decide"  # a correction waits for an editor
    CHANGED_SOURCE = "changed_source"
    DEADLINE = "deadline"  # the time for a reply is over


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)

    def newest_first(self) -> "NoticeQuerySet":
        return self.order_by("-created_at", "-id")

    def older_than(self, notice: "Notice") -> "NoticeQuerySet":
        """What :meth:`newest_first` shows after this one."""
        key = Tuple(F("created_at"), F("id"))
        return self.filter(TupleLessThan(key, (notice.created_at, notice.pk)))


class Notice(models.Model):
    """Something about a claim that one person should hear of."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=16)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="notices")
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="Empty: the desk itself.",
    )  # fmt: skip
    text = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", NoticeKind, name="notice_kind_known"),
            models.UniqueConstraint(
                fields=["person", "comment"], condition=Q(comment__isnull=False), name="notice_once_per_comment"
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-created_at", "-id"], name="notice_newest"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.person}"
