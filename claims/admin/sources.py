"""Sources, what was kept of them, and how they bear on claims."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.access import ReadOnly
from claims.admin.listing import one_of, shortened
from claims.models import Disclosure, Evidence, Proximity, Snapshot, Source, SourceKind, Stance


@admin.register(Source)
class SourceAdmin(ReadOnly[Source]):
    list_display = ("title", "kind", "publisher", "published_on", "added_by", "created_at")
    list_filter = (one_of("kind", SourceKind),)
    list_select_related = ("added_by",)
    search_fields = ("title", "publisher", "url")


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly[Snapshot]):
    list_display = ("url", "content_type", "version", "retrieved_at")
    list_select_related = ("version", "version__article")
    search_fields = ("url", "=body_sha256")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Snapshot]:
        return (
            super().get_queryset(request).defer("body_gzip", "version__text", "version__sentences", "version__skipped")
        )


@admin.register(Evidence)
class EvidenceAdmin(ReadOnly[Evidence]):
    list_display = ("source", "stance", "proximity", "claim", "cited", "added_by", "created_at", "withdrawn_at")
    list_filter = (one_of("stance", Stance), one_of("proximity", Proximity), one_of("disclosure", Disclosure))
    list_select_related = ("source", "claim", "added_by")
    search_fields = ("source__title", "passage")

    @admin.display(description="passage")
    def cited(self, evidence: Evidence) -> str:
        return shortened(evidence.passage)
