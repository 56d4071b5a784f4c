"""The append-only history, to be read."""

import re

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest

from claims.admin.access import ReadOnly, actor_of
from claims.admin.listing import as_json
from claims.models import Event, EventChain
from claims.services.opinions import hidden_from

_SUBJECT = re.compile(r"^\s*([a-z]+)(?:\s*[: #]\s*(\d+))?\s*$", re.IGNORECASE)


@admin.register(Event)
class EventAdmin(ReadOnly[Event]):
    list_display = ("at", "subject", "verb", "actor_name", "told")
    list_display_links = ("at",)
    list_select_related = ("chain",)
    ordering = ("-at", "-id")
    search_fields = ("chain__subject",)  # shows the box; get_search_results answers
    search_help_text = "A subject such as “claim 12”, “article 3” or “user 5”"
    fields = ("at", "subject", "sequence", "verb", "actor_name", "content", "previous", "digest")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Event]:
        """Without what would tell how a claim was judged that this person is to rate without knowing."""
        hidden = hidden_from(actor_of(request)).values("claim")
        telling = Q(verb__in=("record_verdict", "give_opinion", "return", "approve", "answer"), chain__subject="claim")
        return (
            super()
            .get_queryset(request)
            .exclude(telling & Q(chain__subject_id__in=hidden) & ~Q(actor=actor_of(request).pk))
        )

    @admin.display(description="subject", ordering="chain")
    def subject(self, event: Event) -> str:
        return str(event.chain)

    @admin.display(description="what was told")
    def told(self, event: Event) -> str:
        return "; ".join(f"{name}: {_short(value)}" for name, value in event.data.items())

    @admin.display(description="data")
    def content(self, event: Event) -> str:
        return as_json(event.data)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Event], search_term: str
    ) -> tuple[QuerySet[Event], bool]:
        if not search_term.strip():
            return queryset, False
        found = _SUBJECT.match(search_term)
        if not found:
            return queryset.none(), False
        rows = queryset.filter(chain__subject=found[1].casefold())
        return (rows.filter(chain__subject_id=int(found[2]) % 2**63) if found[2] else rows), False


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


@admin.register(EventChain)
class EventChainAdmin(ReadOnly[EventChain]):
    list_display = ("__str__", "length", "head")
    search_fields = ("=subject_id",)
    search_help_text = "The number of an article, claim, speaker or person"
