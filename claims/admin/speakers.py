"""The register of speakers: names, and two that turn out to be one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from claims.admin.access import Editable, ServiceForm, chosen
from claims.admin.listing import one_of
from claims.extraction import SpeakerKind
from claims.models import Speaker, User
from claims.services import speakers

MERGED_AT_ONCE = 20


class SpeakerForm(ServiceForm):
    same_as = forms.URLField(
        label="Same as", required=False, assume_scheme="https", max_length=500,
        help_text="Home page, Wikipedia or Wikidata entry.",
    )  # fmt: skip
    aliases = forms.CharField(
        label="Other names", required=False, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line. Articles that use one of them are linked to this speaker.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            names = (
                self.instance.aliases.exclude(name=self.instance.name).order_by("name").values_list("name", flat=True)
            )
            self.initial["aliases"] = "\n".join(names)


@admin.register(Speaker)
class SpeakerAdmin(Editable[Speaker]):
    form = SpeakerForm
    list_display = ("__str__", "kind", "role", "merged_into", "created_at")
    list_filter = (one_of("kind", SpeakerKind), ("merged_into", admin.EmptyFieldListFilter))
    list_select_related = ("merged_into",)
    search_fields = ("name", "aliases__name")
    search_help_text = "A name, or another name they go by"
    actions = ("merge",)
    fields = ("name", "kind", "role", "disambiguation", "same_as", "aliases", "merged_into")
    readonly_fields = ("merged_into",)

    def has_change_permission(self, request: HttpRequest, obj: Speaker | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.merged_into_id)

    def get_fields(self, request: HttpRequest, obj: Speaker | None = None) -> Any:
        is_form = self.has_change_permission(request, obj)
        return self.fields if is_form else [name for name in self.fields if name != "aliases"]

    def save_through(self, actor: User, pk: int | None, values: Mapping[str, Any], now: datetime) -> Speaker:
        fields = chosen(values, "name", "kind", "role", "disambiguation", "same_as")
        return speakers.save_speaker(
            actor=actor, speaker_id=pk, **fields, aliases=values["aliases"].splitlines(), now=now
        )

    @admin.action(description="Merge into one")
    def merge(self, request: HttpRequest, queryset: QuerySet[Speaker]) -> HttpResponse | None:
        """First asks which name stays, then merges the others into it."""
        rows = list(queryset.order_by("pk")[: MERGED_AT_ONCE + 1])
        if not 2 <= len(rows) <= MERGED_AT_ONCE:
            self.message_user(
                request, f"Choose 2 to {MERGED_AT_ONCE} speakers that are one and the same.", messages.ERROR
            )
            return None
        stays = next((row for row in rows if str(row.pk) == request.POST.get("into")), None)
        if stays is None:
            context = {
                **self.admin_site.each_context(request),
                "title": "Merge into one",
                "opts": self.opts,
                "rows": rows,
            }
            return TemplateResponse(request, "admin/claims/speaker/merge.html", context)
        self.run_each(
            request, queryset.exclude(pk=stays.pk), done=f"merged into {stays}",
            act=lambda who, key, now: speakers.merge_speakers(actor=who, speaker_id=key, into_id=stays.pk, now=now),
        )  # fmt: skip
        return None
