"""Verdicts and second opinions."""

from django.contrib import admin

from claims.admin.access import ReadOnly
from claims.admin.listing import one_of, shortened
from claims.models import Decision, Review, Verdict


@admin.register(Verdict)
class VerdictAdmin(ReadOnly[Verdict]):
    list_display = ("rating", "number", "summed_up", "claim", "author", "created_at")
    list_select_related = ("rating", "claim", "author")
    search_fields = ("summary",)

    @admin.display(description="summary")
    def summed_up(self, verdict: Verdict) -> str:
        return shortened(verdict.summary)


@admin.register(Review)
class ReviewAdmin(ReadOnly[Review]):
    list_display = ("decision", "verdict", "reviewer", "said", "created_at")
    list_filter = (one_of("decision", Decision),)
    list_select_related = ("verdict", "verdict__rating", "reviewer")
    search_fields = ("note",)

    @admin.display(description="note")
    def said(self, review: Review) -> str:
        return shortened(review.note)
