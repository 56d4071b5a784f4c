"""Sources, what was kept of them, and how they bear on claims."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.access import ReadOnly
from claims.admin.listing import one_of, shortened
from claims.models import (
    ArchivedCopy,
    Capture,
    CaptureState,
    Disclosure,
    Evidence,
    LinkState,
    Proximity,
    Snapshot,
    Source,
    SourceKind,
    Stance,
)


@admin.register(Source)
class SourceAdmin(ReadOnly[Source]):
    list_display = ("title", "kind", "publisher", "published_on", "link_state", "added_by", "created_at")
    list_filter = (one_of("kind", SourceKind), one_of("link_state", LinkState))
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


@admin.register(Capture)
class CaptureAdmin(ReadOnly[Capture]):
    """Copies of sources. Their bytes are saved from the copy's own page."""

    list_display = ("source", "state", "purpose", "failure", "content_type", "requested_by", "requested_at", "attempts")
    list_filter = (one_of("state", CaptureState),)
    list_select_related = ("source", "requested_by")
    search_fields = ("url", "=body_sha256", "=warc_sha256")
    exclude = ("warc",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Capture]:
        return super().get_queryset(request).defer("warc", "text")


@admin.register(ArchivedCopy)
class ArchivedCopyAdmin(ReadOnly[ArchivedCopy]):
    list_display = ("source", "url", "archived_at", "added_by", "created_at")
    list_select_related = ("source", "added_by")
    search_fields = ("url", "source__title")
