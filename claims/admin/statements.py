"""Statements: who said what, as the engine found it or a person put it."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from claims.admin.access import ReadOnly
from claims.admin.listing import one_of, shortened
from claims.extraction import ResolvedBy
from claims.extraction.analysis import StatementKind
from claims.models import Statement


@admin.register(Statement)
class StatementAdmin(ReadOnly[Statement]):
    list_display = (
        "content", "speaker_name", "speaker", "kind", "cue_text", "resolved_by", "confidence", "article", "set_by",
        "dismissed_at",
    )  # fmt: skip
    list_filter = (
        one_of("kind", StatementKind),
        one_of("resolved_by", ResolvedBy, title="how the speaker was found"),
        ("dismissed_at", admin.EmptyFieldListFilter),
        "is_hedged",
    )
    search_fields = ("speaker_name", "content_text")
    search_help_text = "Speaker as the text names them, or words of the content"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Statement]:
        """With what a line shows, and without the text of each article."""
        rows = super().get_queryset(request).select_related("speaker", "set_by", "version__article")
        return rows.defer("version__text", "version__sentences", "version__skipped")

    @admin.display(description="statement")
    def content(self, statement: Statement) -> str:
        return shortened(statement.content_text)

    @admin.display(description="article")
    def article(self, statement: Statement) -> str:
        return shortened(str(statement.version.article), 60)
