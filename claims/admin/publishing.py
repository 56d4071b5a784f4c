"""What readers see."""

from django.contrib import admin

from claims.admin.access import ReadOnly
from claims.admin.listing import as_json, one_of
from claims.models import Correction, CorrectionState, Occasion, Publication


@admin.register(Publication)
class PublicationAdmin(ReadOnly[Publication]):
    list_display = ("slug", "number", "occasion", "is_current", "published_by", "published_at")
    list_filter = (one_of("occasion", Occasion), "is_current")
    list_select_related = ("published_by",)
    search_fields = ("slug",)
    fields = (
        "slug", "number", "is_current", "occasion", "note", "claim", "verdict", "published_by", "published_at",
        "what_readers_see", "markup",
    )  # fmt: skip
    readonly_fields = ("what_readers_see", "markup")

    @admin.display(description="facts")
    def what_readers_see(self, publication: Publication) -> str:
        return as_json(publication.facts)

    @admin.display(description="ClaimReview")
    def markup(self, publication: Publication) -> str:
        return as_json(publication.json_ld)


@admin.register(Correction)
class CorrectionAdmin(ReadOnly[Correction]):
    list_display = ("occasion", "state", "note", "proposed_by", "proposed_at", "decided_by", "decided_at")
    list_filter = (one_of("state", CorrectionState), one_of("occasion", Occasion))
    list_select_related = ("proposed_by", "decided_by")
    search_fields = ("note",)
