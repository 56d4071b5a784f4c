"""How people keep their place in the queue: saved views, and what was done to many claims at once."""

from django.contrib import admin
from django.utils.safestring import SafeString

from claims.admin.access import ReadOnly
from claims.admin.listing import as_json, one_of
from claims.models import BulkAct, BulkVerb, SavedView


@admin.register(SavedView)
class SavedViewAdmin(ReadOnly[SavedView]):
    list_display = ("name", "owner", "is_shared", "query", "created_at")
    list_filter = ("is_shared",)
    list_select_related = ("owner",)
    search_fields = ("name",)


@admin.register(BulkAct)
class BulkActAdmin(ReadOnly[BulkAct]):
    list_display = ("verb", "claims", "actor", "done_at", "undone_at")
    list_filter = (one_of("verb", BulkVerb),)
    list_select_related = ("actor",)
    exclude = ("rows",)
    readonly_fields = ("told",)

    @admin.display(description="claims")
    def claims(self, act: BulkAct) -> int:
        return len(act.rows)

    @admin.display(description="claims before and after")
    def told(self, act: BulkAct) -> SafeString:
        return as_json(act.rows)
