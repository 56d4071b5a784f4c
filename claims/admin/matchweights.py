"""Weights of the ranking of earlier checks: learned here, switched on here, never deleted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.admin.access import Editable, ServiceForm
from claims.admin.listing import one_of
from claims.models import MatchWeights, User, WeightsStatus
from claims.services import matchrefits
from claims.services import matchweights as services


class LearnForm(ServiceForm):
    """Adding a table is learning it: there is nothing to fill in but what to call it."""

    name = forms.CharField(
        max_length=100, required=False, label="Name",
        help_text="Saving learns from all that was confirmed and rejected under “Checked before”, and keeps the "
        "weights as a proposal with a report. Nothing is ranked with them until you switch them on.",
    )  # fmt: skip


@admin.register(MatchWeights)
class MatchWeightsAdmin(Editable[MatchWeights]):
    form = LearnForm
    list_display = ("name", "number", "status", "judgements", "made_by", "created_at", "switched_on_at", "state")
    list_filter = (one_of("status", WeightsStatus),)
    list_select_related = ("made_by",)
    search_fields = ("name",)
    actions = ("switch_on", "retire", "rescore")

    def get_fieldsets(self, request: HttpRequest, obj: MatchWeights | None = None) -> Any:
        if obj is None:
            return ((None, {"fields": ("name",)}),)
        facts = ("name", "number", "status", "ranker", "made_by", "created_at")
        moments = ("switched_on_at", "retired_at", "applied_at")
        return (
            (None, {"fields": facts + moments}),
            ("What was learned", {"fields": ("learned",)}),
            ("Weights that moved", {"fields": ("moved",), "classes": ("collapse",)}),
        )

    def get_readonly_fields(self, request: HttpRequest, obj: MatchWeights | None = None) -> Any:
        return ("learned", "moved")

    def has_change_permission(self, request: HttpRequest, obj: MatchWeights | None = None) -> bool:
        return False  # read, and learned anew rather than edited

    def response_add(
        self, request: HttpRequest, obj: MatchWeights, post_url_continue: str | None = None
    ) -> HttpResponse:
        self.message_user(request, "Kept as a proposal. Read the report, then switch it on in the list, or leave it.")
        return redirect("admin:claims_matchweights_change", obj.pk)

    def save_through(self, actor: User, pk: int | None, values: Mapping[str, Any], now: datetime) -> MatchWeights:
        return matchrefits.refit_match_weights(actor=actor, name=values["name"], now=now)

    @admin.display(description="judgements")
    def judgements(self, row: MatchWeights) -> str:
        report = row.report
        return f"{report['confirmed']} + {report['rejected']}" if "confirmed" in report else ""

    @admin.display(description="proposals ranked")
    def state(self, row: MatchWeights) -> str:
        if row.status == WeightsStatus.PROPOSED:
            return "not switched on"
        return "all" if row.applied_at else "under way"

    @admin.display(description="report")
    def learned(self, row: MatchWeights) -> SafeString:
        return format_html('<pre tabindex="0">{}</pre>', "\n".join(row.report.get("lines", [])))

    @admin.display(description="weights in place of the shipped ones")
    def moved(self, row: MatchWeights) -> SafeString | str:
        if not row.columns:
            return "None."
        lines = format_html_join("", "<tr><th>{}</th><td>{}</td></tr>", sorted(row.columns.items()))
        return format_html("<table>{}</table>", lines)

    @admin.action(description="Switch on: rank earlier checks with these")
    def switch_on(self, request: HttpRequest, queryset: QuerySet[MatchWeights]) -> None:
        self.run_each(
            request, queryset, done="switched on; open proposals are being ranked anew",
            act=lambda who, key, now: services.switch_on_match_weights(actor=who, weights_id=key, now=now),
        )  # fmt: skip

    @admin.action(description="Retire: go back to the shipped weights")
    def retire(self, request: HttpRequest, queryset: QuerySet[MatchWeights]) -> None:
        self.run_each(
            request, queryset, done="retired; open proposals are being ranked anew",
            act=lambda who, key, now: services.retire_match_weights(actor=who, weights_id=key, now=now),
        )  # fmt: skip

    @admin.action(description="Rank all open proposals again with what holds now")
    def rescore(self, request: HttpRequest, queryset: QuerySet[MatchWeights]) -> None:
        self.run_each(
            request, queryset, done="asked for",
            act=lambda who, key, now: services.rescore_matches(actor=who, weights_id=key, now=now),
        )  # fmt: skip
