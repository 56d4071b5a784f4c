"""Claims, and the statements they stand in."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.access import ReadOnly, ReasonForm
from claims.admin.listing import as_json, one_of, shortened
from claims.extraction import ClaimKind
from claims.extraction.analysis import StatementKind
from claims.models import Claim, Statement
from claims.services import claims
from claims.workflow import ClaimStatus


@admin.register(Claim)
class ClaimAdmin(ReadOnly[Claim]):
    list_display = ("wording", "status", "kind", "score", "speaker", "article", "assignee", "updated_at")
    list_filter = (one_of("status", ClaimStatus), one_of("kind", ClaimKind))
    list_select_related = ("speaker", "article", "assignee")
    search_fields = ("standalone",)  # shows the box; the full-text index answers
    search_help_text = "Words of the claim; quotes and a leading minus are understood"
    action_form = ReasonForm
    actions = ("accept", "dismiss", "reopen")

    @admin.display(description="claim")
    def wording(self, claim: Claim) -> str:
        return shortened(claim.standalone)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Claim], search_term: str
    ) -> tuple[QuerySet[Claim], bool]:
        return (queryset.matching(search_term) if search_term.strip() else queryset), False  # type: ignore[attr-defined]

    @admin.action(description="Accept as worth checking")
    def accept(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self.run_each(
            request,
            queryset,
            lambda who, key, now: claims.accept_claim(actor=who, claim_id=key, now=now),
            done="accepted",
        )

    @admin.action(description="Dismiss, for the reason given")
    def dismiss(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        reason = request.POST.get("reason", "")
        self.run_each(
            request, queryset, done="dismissed",
            act=lambda who, key, now: claims.dismiss_claim(actor=who, claim_id=key, reason=reason, now=now),
        )  # fmt: skip

    @admin.action(description="Reopen (dismissed claims)")
    def reopen(self, request: HttpRequest, queryset: QuerySet[Claim]) -> None:
        self.run_each(
            request,
            queryset,
            lambda who, key, now: claims.reopen_claim(actor=who, claim_id=key, now=now),
            done="reopened",
        )

    def get_exclude(self, request: HttpRequest, obj: Claim | None = None) -> Any:
        return ("search", "reasons", "quantities", "substitutions")

    readonly_fields = ("parts_of_the_score", "numbers")

    @admin.display(description="reasons")
    def parts_of_the_score(self, claim: Claim) -> str:
        return as_json(claim.reasons)

    @admin.display(description="quantities")
    def numbers(self, claim: Claim) -> str:
        return as_json(claim.quantities)


@admin.register(Statement)
class StatementAdmin(ReadOnly[Statement]):
    list_display = ("content", "speaker_name", "speaker", "kind", "cue_text", "resolved_by", "confidence", "engine")
    list_filter = (one_of("kind", StatementKind), "is_hedged")
    list_select_related = ("speaker",)
    search_fields = ("speaker_name", "content_text")
    search_help_text = "Speaker as the text names them, or words of the content"

    @admin.display(description="statement")
    def content(self, statement: Statement) -> str:
        return shortened(statement.content_text)
