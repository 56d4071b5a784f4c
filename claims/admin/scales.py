"""Rating scales, their labels, and what each asks for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone

from claims.admin.access import Editable, ServiceForm, actor_of, chosen, pk_of, words
from claims.admin.listing import one_of
from claims.admin.policies import versions_told
from claims.errors import Refused
from claims.models import Rating, RatingScale, User, VerdictPolicy
from claims.models.scales import TRUTH_CODES
from claims.services import policies, scales


@admin.register(RatingScale)
class RatingScaleAdmin(Editable[RatingScale]):
    list_display = ("name", "slug", "language", "is_default", "is_active", "number")
    list_filter = ("is_active",)
    ordering = ("name", "pk")
    search_fields = ("name", "slug")
    actions = ("make_default",)
    prepopulated_fields = {"slug": ("name",)}

    def get_fields(self, request: HttpRequest, obj: RatingScale | None = None) -> Any:
        shown = ("is_default", "number", "was") if obj else ()
        return ("name", "slug", "language", "description", "is_active", *shown)

    def get_readonly_fields(self, request: HttpRequest, obj: RatingScale | None = None) -> Any:
        return ("slug", "is_default", "number", "was") if obj else ()

    @admin.display(description="Earlier versions")
    def was(self, scale: RatingScale) -> str:
        return versions_told(scale)

    def get_prepopulated_fields(self, request: HttpRequest, obj: RatingScale | None = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def save_through(self, actor: User, pk: int | None, values: Mapping[str, Any], now: datetime) -> RatingScale:
        fields = chosen(values, "name", "language", "description", "is_active")
        return scales.save_scale(actor=actor, scale_id=pk, slug=values.get("slug", ""), **fields, now=now)

    @admin.action(description="Make it the desk's default")
    def make_default(self, request: HttpRequest, queryset: QuerySet[RatingScale]) -> None:
        if queryset.count() != 1:
            self.message_user(request, "Choose the one scale that is to be the default.", messages.ERROR)
            return
        self.run_each(
            request, queryset, done="made the default",
            act=lambda who, key, now: scales.choose_default_scale(actor=who, scale_id=key, now=now),
        )  # fmt: skip


class RatingForm(ServiceForm):
    truth = forms.ChoiceField(
        label="On the truth axis", required=False,
        choices=[("", "Off the axis"), *((code, code.replace("_", " ").capitalize()) for code in TRUTH_CODES)],
        help_text="Its number in ClaimReview follows: 5 for true, 1 for false.",
    )  # fmt: skip
    flags = forms.CharField(required=False, help_text="Words for programs, with commas between: satire, altered.")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["flags"] = words(self.instance.flags)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = "Made of the label when empty."

    def clean_flags(self) -> list[str]:
        return [word.strip() for word in self.cleaned_data["flags"].split(",") if word.strip()]


@admin.register(Rating)
class RatingAdmin(Editable[Rating]):
    form = RatingForm
    list_display = ("label", "scale", "truth", "value", "position", "is_retired")
    list_filter = (one_of("truth", TRUTH_CODES), "is_retired", "scale")
    list_select_related = ("scale",)
    ordering = ("scale__name", "position", "pk")
    search_fields = ("label", "slug")
    actions = ("retire", "restore")
    fields = ("scale", "label", "slug", "truth", "flags", "description", "position", "value", "is_retired")
    readonly_fields = ("value", "is_retired")

    def save_through(self, actor: User, pk: int | None, values: Mapping[str, Any], now: datetime) -> Rating:
        fields = chosen(values, "label", "slug", "truth", "flags", "description", "position")
        return scales.save_rating(actor=actor, rating_id=pk, scale_id=values["scale"].pk, **fields, now=now)

    @admin.action(description="Retire: no new verdict carries it")
    def retire(self, request: HttpRequest, queryset: QuerySet[Rating]) -> None:
        self.run_each(
            request,
            queryset,
            lambda who, key, now: scales.retire_rating(actor=who, rating_id=key, now=now),
            done="retired",
        )

    @admin.action(description="Put back to use")
    def restore(self, request: HttpRequest, queryset: QuerySet[Rating]) -> None:
        self.run_each(
            request, queryset, lambda who, key, now: scales.restore_rating(actor=who, rating_id=key, now=now),
            done="put back to use",
        )  # fmt: skip


@admin.register(VerdictPolicy)
class VerdictPolicyAdmin(Editable[VerdictPolicy]):
    list_display = (
        "__str__",
        "min_sources",
        "min_independent",
        "min_primary",
        "min_summary_chars",
        "needs_right_of_reply",
        "needs_other_side",
        "needs_marked_passages",
        "number",
    )
    list_select_related = ("rating",)
    ordering = ("pk",)
    fields = (
        "rating", "min_sources", "min_independent", "min_primary", "min_summary_chars", "needs_right_of_reply",
        "needs_other_side", "needs_marked_passages", "number", "was",
    )  # fmt: skip
    readonly_fields = ("number", "was")

    @admin.display(description="Earlier versions")
    def was(self, policy: VerdictPolicy) -> str:
        return versions_told(policy)

    def has_delete_permission(self, request: HttpRequest, obj: VerdictPolicy | None = None) -> bool:
        return self.may_edit(request) and obj is not None and obj.rating_id is not None

    def save_through(self, actor: User, pk: int | None, values: Mapping[str, Any], now: datetime) -> VerdictPolicy:
        numbers = chosen(
            values, "min_sources", "min_independent", "min_primary", "min_summary_chars", "needs_right_of_reply",
            "needs_other_side", "needs_marked_passages",
        )  # fmt: skip
        return policies.save_policy(actor=actor, policy_id=pk, rating_id=pk_of(values["rating"]), **numbers, now=now)

    def delete_model(self, request: HttpRequest, obj: VerdictPolicy) -> None:
        policies.remove_policy(actor=actor_of(request), policy_id=obj.pk, now=timezone.now())

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None) -> Any:
        try:
            return super().delete_view(request, object_id, extra_context)
        except Refused as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
            return redirect("admin:claims_verdictpolicy_changelist")
