"""Verdicts, second ratings and opinions, and who is too near to what. What is reviewed blind is withheld here too."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.access import ReadOnly, actor_of
from claims.admin.listing import one_of, shortened
from claims.models import ConflictOfInterest, Decision, Opinion, Review, Verdict
from claims.services import conflicts
from claims.services.opinions import hidden_from


@admin.register(Verdict)
class VerdictAdmin(ReadOnly[Verdict]):
    list_display = ("rating", "number", "summed_up", "claim", "author", "created_at")
    list_select_related = ("rating", "claim", "author")
    search_fields = ("summary",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verdict]:
        return super().get_queryset(request).exclude(pk__in=hidden_from(actor_of(request)).values("pk"))

    @admin.display(description="summary")
    def summed_up(self, verdict: Verdict) -> str:
        return shortened(verdict.summary)


@admin.register(Review)
class ReviewAdmin(ReadOnly[Review]):
    list_display = ("decision", "is_adjudication", "verdict", "reviewer", "said", "created_at")
    list_filter = (one_of("decision", Decision), "is_adjudication")
    list_select_related = ("verdict", "verdict__rating", "reviewer")
    search_fields = ("note",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Review]:
        return super().get_queryset(request).exclude(verdict__in=hidden_from(actor_of(request)).values("pk"))

    @admin.display(description="note")
    def said(self, review: Review) -> str:
        return shortened(review.note)


@admin.register(Opinion)
class OpinionAdmin(ReadOnly[Opinion]):
    list_display = ("rating", "verdict", "reviewer", "is_blind", "said", "created_at")
    list_filter = ("is_blind",)
    list_select_related = ("rating", "verdict", "verdict__rating", "reviewer")
    search_fields = ("note",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Opinion]:
        return super().get_queryset(request).exclude(verdict__in=hidden_from(actor_of(request)).values("pk"))

    @admin.display(description="reason")
    def said(self, opinion: Opinion) -> str:
        return shortened(opinion.note)


@admin.register(ConflictOfInterest)
class ConflictOfInterestAdmin(ReadOnly[ConflictOfInterest]):
    list_display = ("person", "speaker", "outlet", "claim", "note", "declared_at", "ended_at")
    list_select_related = ("person", "speaker", "outlet", "claim")
    search_fields = ("person__username", "note")
    actions = ("end",)

    @admin.action(description="End: the person may work on it again")
    def end(self, request: HttpRequest, queryset: QuerySet[ConflictOfInterest]) -> None:
        self.run_each(
            request, queryset, done="ended",
            act=lambda who, key, now: conflicts.end_conflict(actor=who, conflict_id=key, now=now),
        )  # fmt: skip
