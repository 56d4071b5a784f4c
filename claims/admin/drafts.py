"""What is begun and who is looking. The words of a draft are its person's own: the admin shows that there is one."""

from django.contrib import admin

from claims.admin.access import ReadOnly
from claims.models import Draft, Visit


@admin.register(Draft)
class DraftAdmin(ReadOnly[Draft]):
    list_display = ("form", "claim", "person", "number", "updated_at")
    list_select_related = ("claim", "person")
    search_fields = ("=form", "person__username")
    exclude = ("fields",)


@admin.register(Visit)
class VisitAdmin(ReadOnly[Visit]):
    list_display = ("person", "claim", "since", "seen_at")
    list_select_related = ("claim", "person")
    search_fields = ("person__username",)
