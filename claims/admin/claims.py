"""Claims."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.access import ReadOnly, ReasonForm
from claims.admin.listing import as_json, one_of, shortened
from claims.extraction import ClaimKind
from claims.models import Claim
from claims.services import claims
from claims.workflow import ClaimStatus


@admin.register(Claim)
class ClaimAdmin(ReadOnly[Claim]):
    list_display = ("wording", "status", "kind", "points", "speaker", "article", "assignee", "updated_at")
    list_filter = (one_of("status", ClaimStatus), one_of("kind", ClaimKind))
    list_select_related = ("speaker", "article", "assignee")
    search_fields = ("standalone",)  # shows the box; the full-text index answers
    search_help_text = "Words of the claim; quotes and a leading minus are understood"
    action_form = ReasonForm
    actions = ("accept", "dismiss", "reopen")

    @admin.display(description="claim")
    def wording(self, claim: Claim) -> str:
        return shortened(claim.standalone)

    @admin.display(description="score", ordering="score")
    def points(self, claim: Claim) -> int:
        """Of a hundred, as the desk shows it."""
        return round(claim.score * 100)

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
