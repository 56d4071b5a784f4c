"""How a claim is taken apart into questions, and whom the desk asked for a reply."""

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.claims import Claim
from claims.models.constraints import filled, one_of
from claims.models.sources import Evidence
from claims.models.speakers import Speaker


class AnswerKind(StrEnum):
    """After AVeriTeC's scheme of question and answer."""

    EXTRACTIVE = "extractive"
    ABSTRACTIVE = "abstractive"
    BOOLEAN = "boolean"
    UNANSWERABLE = "unanswerable"


class QuestionQuerySet(models.QuerySet["Question"]):
    def standing(self) -> "QuestionQuerySet":
        return self.filter(withdrawn_at=None).order_by("position", "id")


class Question(models.Model):
    """One thing to find out about a claim, and what was found."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveIntegerField(default=0)
    question = models.TextField()
    answer_kind = models.CharField(
        max_length=12, blank=True, choices=[(kind.value, kind.value.capitalize()) for kind in AnswerKind]
    )
    answer = models.TextField(blank=True)
    explanation = models.TextField(blank=True, help_text="How a yes or no, or an answer in own words, follows.")
    evidence = models.ForeignKey(
        Evidence, on_delete=models.SET_NULL, null=True, blank=True, related_name="answers",
        help_text="What the answer rests on.",
    )  # fmt: skip
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("answer_kind", AnswerKind, name="question_answer_kind_known", optional=True),
            filled("question", name="question_filled"),
            models.CheckConstraint(
                condition=Q(answer_kind__in=["", AnswerKind.UNANSWERABLE.value]) | ~Q(answer=""),
                name="question_answer_filled",
            ),
        ]
        indexes = [models.Index(fields=["claim", "position", "id"], name="question_by_claim")]

    def __str__(self) -> str:
        return self.question


class Channel(StrEnum):
    EMAIL = "email"
    PHONE = "phone"
    LETTER = "letter"
    SOCIAL_MEDIA = "social_media"
    CONTACT_FORM = "contact_form"
    IN_PERSON = "in_person"
    OTHER = "other"


class ReplyOutcome(StrEnum):
    WAITING = "waiting"
    ANSWERED = "answered"
    DECLINED = "declined"
    NO_ANSWER = "no_answer"
    NOT_ASKED = "not_asked"  # with the reason in the answer's place


class ReplyRequestQuerySet(models.QuerySet["ReplyRequest"]):
    def standing(self) -> "ReplyRequestQuerySet":
        return self.filter(withdrawn_at=None).order_by("id")

    def overdue(self, *, now: datetime) -> "ReplyRequestQuerySet":
        """Asked, not answered, and past the time given."""
        return self.filter(withdrawn_at=None, outcome=ReplyOutcome.WAITING.value, deadline_at__lte=now)


class ReplyRequest(models.Model):
    """The right of reply: whom we asked, how, until when, and what came of it."""

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="reply_requests")
    whom = models.CharField(max_length=300, help_text="The person or office that was asked.")
    speaker = models.ForeignKey(Speaker, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    channel = models.CharField(
        max_length=12, blank=True, choices=[(c.value, c.value.replace("_", " ").capitalize()) for c in Channel]
    )
    asked_at = models.DateTimeField(null=True, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    question = models.TextField(blank=True, help_text="What we asked.")
    outcome = models.CharField(
        max_length=10, default=ReplyOutcome.WAITING.value,
        choices=[(o.value, o.value.replace("_", " ").capitalize()) for o in ReplyOutcome],
    )  # fmt: skip
    answer = models.TextField(blank=True, help_text="What they said, in their words; or why nobody was asked.")
    answered_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True, help_text="When the desk told that the time is over.")
    is_public = models.BooleanField(default=True, help_text="Readers see that we asked, and the answer.")
    logged_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ReplyRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("channel", Channel, name="replyrequest_channel_known", optional=True),
            one_of("outcome", ReplyOutcome, name="replyrequest_outcome_known"),
            models.CheckConstraint(
                condition=Q(outcome=ReplyOutcome.NOT_ASKED.value, asked_at__isnull=True) & ~Q(answer="")
                | ~Q(outcome=ReplyOutcome.NOT_ASKED.value) & ~Q(whom="") & ~Q(channel="") & Q(asked_at__isnull=False),
                name="replyrequest_tells_whom_or_why",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ReplyOutcome.ANSWERED.value) | ~Q(answer=""), name="replyrequest_answer_filled"
            ),
            models.CheckConstraint(
                condition=Q(deadline_at=None) | Q(deadline_at__gte=models.F("asked_at")),
                name="replyrequest_deadline_after_asking",
            ),
        ]
        indexes = [
            models.Index(fields=["claim", "id"], name="replyrequest_by_claim"),
            models.Index(
                fields=["deadline_at"], condition=Q(outcome=ReplyOutcome.WAITING.value), name="replyrequest_waiting"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.whom or 'nobody'}: {self.outcome}"
