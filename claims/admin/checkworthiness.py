"""How much each part of the check-worthiness score counts: proposed here, switched on here, never deleted."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.admin.access import Editable, ServiceForm, chosen, pk_of
from claims.admin.listing import one_of
from claims.extraction.checkworthiness import PARTS
from claims.models import ScoreWeights, User, WeightsOrigin, WeightsStatus
from claims.services import checkworthiness as services


def _field(number: int) -> str:
    return f"factor_{number}"


class WeightsForm(ServiceForm):
    """One number for each part of the score; empty fields count as shipped."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, part in enumerate(PARTS):
            if _field(number) in self.fields:
                self.initial.setdefault(_field(number), self.instance.factors.get(part, 1.0))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        given = {part: cleaned.get(_field(number)) for number, part in enumerate(PARTS)}
        cleaned["factors"] = {part: 1.0 if factor is None else factor for part, factor in given.items()}
        return cleaned


# Django builds a page from the fields that the class declares: one for each part.
WeightsForm.base_fields.update(
    {
        _field(number): forms.FloatField(
            label=part.capitalize(), required=False, min_value=-services.MOST_FACTOR, max_value=services.MOST_FACTOR,
            widget=forms.NumberInput(attrs={"step": "0.05"}),
        )
        for number, part in enumerate(PARTS)
    }
)  # fmt: skip
WeightsForm.declared_fields.update(WeightsForm.base_fields)


@admin.register(ScoreWeights)
class ScoreWeightsAdmin(Editable[ScoreWeights]):
    form = WeightsForm
    list_display = ("name", "outlet", "number", "status", "origin", "made_by", "created_at", "switched_on_at", "state")
    list_filter = (one_of("status", WeightsStatus), one_of("origin", WeightsOrigin))
    list_select_related = ("outlet", "made_by")
    search_fields = ("name",)
    autocomplete_fields = ("outlet",)
    actions = ("switch_on", "retire", "rescore")

    def get_fieldsets(self, request: HttpRequest, obj: ScoreWeights | None = None) -> Any:
        about = ("name", "outlet", "offset")
        if self._is_open(obj):
            parts = [_field(number) for number in range(len(PARTS))]
            told = (("What was learned", {"fields": ("learned",)}),) if obj and obj.report else ()
            return (
                (None, {"fields": about}),
                *told,
                (
                    "How many times the shipped value of each part counts",
                    {"fields": parts, "description": "1 as shipped, 2 twice as much, 0 not at all."},
                ),
            )
        facts = ("number", "status", "origin", "made_by", "created_at", "switched_on_at", "retired_at", "applied_at")
        return ((None, {"fields": (*about, *facts)}), ("Numbers", {"fields": ("changed_parts", "learned")}))

    def get_readonly_fields(self, request: HttpRequest, obj: ScoreWeights | None = None) -> Any:
        return ("changed_parts", "learned")

    @staticmethod
    def _is_open(obj: ScoreWeights | None) -> bool:
        return obj is None or obj.status == WeightsStatus.PROPOSED

    def has_change_permission(self, request: HttpRequest, obj: ScoreWeights | None = None) -> bool:
        return super().has_change_permission(request, obj) and self._is_open(obj)

    def save_through(self, actor: User, pk: int | None, values: Mapping[str, Any], now: datetime) -> ScoreWeights:
        return services.save_weights(
            actor=actor, weights_id=pk, outlet_id=pk_of(values["outlet"]),
            **chosen(values, "name", "offset", "factors"), now=now,
        )  # fmt: skip

    @admin.display(description="claims scored")
    def state(self, row: ScoreWeights) -> str:
        if row.status == WeightsStatus.PROPOSED:
            return "not switched on"
        return "all" if row.applied_at else "under way"

    @admin.display(description="parts that do not count as shipped")
    def changed_parts(self, row: ScoreWeights) -> SafeString | str:
        if not row.factors:
            return "None: all count as shipped."
        lines = format_html_join("", "<tr><th>{}</th><td>× {}</td></tr>", sorted(row.factors.items()))
        return format_html("<table>{}</table>", lines)

    @admin.display(description="report")
    def learned(self, row: ScoreWeights) -> SafeString | str:
        if not row.report:
            return "Set by hand."
        return format_html('<pre tabindex="0">{}</pre>', "\n".join(row.report.get("lines", [])))

    @admin.action(description="Switch on: score claims with these")
    def switch_on(self, request: HttpRequest, queryset: QuerySet[ScoreWeights]) -> None:
        self.run_each(
            request, queryset, done="switched on; claims are being scored anew",
            act=lambda who, key, now: services.switch_on_weights(actor=who, weights_id=key, now=now),
        )  # fmt: skip

    @admin.action(description="Retire: go back to the weights before")
    def retire(self, request: HttpRequest, queryset: QuerySet[ScoreWeights]) -> None:
        self.run_each(
            request, queryset, done="retired; claims are being scored anew",
            act=lambda who, key, now: services.retire_weights(actor=who, weights_id=key, now=now),
        )  # fmt: skip

    @admin.action(description="Score all claims again with what holds now")
    def rescore(self, request: HttpRequest, queryset: QuerySet[ScoreWeights]) -> None:
        self.run_each(
            request, queryset, done="asked for",
            act=lambda who, key, now: services.rescore_claims(actor=who, weights_id=key, now=now),
        )  # fmt: skip
