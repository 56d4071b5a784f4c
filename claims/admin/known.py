"""Known checks, where they came from, what their labels mean; and what was proposed and judged. Mostly for reading."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from claims.admin.access import Editable, ReadOnly, ServiceForm, actor_of, chosen
from claims.admin.listing import one_of
from claims.models import (
    Appearance,
    ClaimLookup,
    ImportBatch,
    Judgement,
    KnownCheck,
    KnownClaim,
    LabelMeaning,
    Match,
    MatchDecision,
    ProposalStatus,
    User,
)
from claims.models.known import MEANINGS
from claims.services import labels


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly[ImportBatch]):
    list_display = ("origin", "by", "started_at", "finished_at", "added", "updated", "unchanged", "withdrawn", "bad")
    list_select_related = ("by",)
    search_fields = ("origin",)


@admin.register(KnownCheck)
class KnownCheckAdmin(ReadOnly[KnownCheck]):
    list_display = ("claim", "publisher", "label", "meaning", "reviewed_on", "withdrawn_at")
    list_filter = (one_of("meaning", MEANINGS),)
    search_fields = ("=url", "=site")
    search_help_text = "A whole address, or the host of an outlet without www."
    list_select_related = ()

    def get_queryset(self, request: HttpRequest) -> Any:
        # The list of fifty needs none of the records as they came.
        rows = super().get_queryset(request)
        is_list = request.resolver_match is not None and str(request.resolver_match.url_name).endswith("_changelist")
        return rows.defer("raw") if is_list else rows.select_related("batch")


class LabelForm(ServiceForm):
    meaning = forms.ChoiceField(choices=[(word, word.replace("_", " ").capitalize()) for word in MEANINGS])


@admin.register(LabelMeaning)
class LabelMeaningAdmin(Editable[LabelMeaning]):
    form = LabelForm
    list_display = ("label", "site", "meaning")
    list_filter = (one_of("meaning", MEANINGS),)
    search_fields = ("label", "site")
    ordering = ("key", "site")
    fields = ("label", "site", "meaning")

    def has_delete_permission(self, request: HttpRequest, obj: LabelMeaning | None = None) -> bool:
        return self.may_edit(request) and obj is not None

    def save_through(self, actor: User, pk: int | None, values: Mapping[str, Any], now: datetime) -> LabelMeaning:
        return labels.save_label(actor=actor, label_id=pk, **chosen(values, "label", "site", "meaning"), now=now)

    def delete_model(self, request: HttpRequest, obj: LabelMeaning) -> None:
        labels.remove_label(actor=actor_of(request), label_id=obj.pk, now=timezone.now())


@admin.register(KnownClaim)
class KnownClaimAdmin(ReadOnly[KnownClaim]):
    list_display = ("text", "claimant", "vector_version", "is_standing")
    exclude = ("search",)
    readonly_fields = ("check_of_others", "publication")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("vector", "search")


@admin.register(ClaimLookup)
class ClaimLookupAdmin(ReadOnly[ClaimLookup]):
    list_display = ("claim", "looked_up_at", "due_at", "attempts", "error", "engine")
    list_select_related = ("claim",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("vector")


@admin.register(Match)
class MatchAdmin(ReadOnly[Match]):
    list_display = ("claim", "known", "status", "score", "judged_by", "judged_at")
    list_filter = (one_of("status", ProposalStatus),)
    list_select_related = ("claim", "known", "judged_by")


@admin.register(Appearance)
class AppearanceAdmin(ReadOnly[Appearance]):
    list_display = ("first", "second", "status", "score", "judged_by", "judged_at")
    list_filter = (one_of("status", ProposalStatus),)
    list_select_related = ("first", "second", "judged_by")


@admin.register(Judgement)
class JudgementAdmin(ReadOnly[Judgement]):
    list_display = ("claim_text", "other_text", "decision", "score", "by", "at", "engine")
    list_filter = (one_of("decision", MatchDecision),)
    list_select_related = ("by",)
