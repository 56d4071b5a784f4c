"""Uploading files of known checks: a preview that writes nothing, then taking in or discarding."""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims.admin.access import Editable, ServiceForm, actor_of
from claims.admin.listing import one_of
from claims.errors import Refused
from claims.models import ImportUpload, UploadStatus, User
from claims.models.known import MEANINGS
from claims.models.uploads import AT_WORK
from claims.services import uploads
from claims.services.labels import Labels

FAULTS_SHOWN = 500  # all of them are in the file to download
REFRESH = 3  # seconds between two looks at what a worker is at

WHAT_BECOMES = {
    "added": "new",
    "updated": "brings a known one up to date",
    "unchanged": "known already",
    "withdrawn": "taken back by its outlet",
}
MEANING_CHOICES = [("", "leave open"), *((word, word.replace("_", " ").capitalize()) for word in MEANINGS)]


class UploadForm(ServiceForm):
    file = forms.FileField(
        label="File",
        help_text="CSV or TSV with a line of column names; JSON-LD with ClaimReview, a DataFeed or an answer of "
        "claims:search; JSON lines; a saved web page. Each may be .gz. UTF-8. Nothing is taken in yet: first you see "
        "what would be.",
    )  # fmt: skip

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if (upload.size or 0) > settings.IMPORT_UPLOAD_LIMIT:
            most = settings.IMPORT_UPLOAD_LIMIT // 1024 // 1024
            raise forms.ValidationError(
                f"At most {most} MB fit. Compress it (.gz), split it, or use “manage.py import_known_checks”."
            )
        return upload


@admin.register(ImportUpload)
class ImportUploadAdmin(Editable[ImportUpload]):
    form = UploadForm
    list_display = ("name", "status", "by", "uploaded_at", "added", "updated", "unchanged", "withdrawn", "bad")
    list_filter = (one_of("status", UploadStatus),)
    list_select_related = ("by",)
    search_fields = ("name",)
    change_form_template = "admin/claims/importupload/preview.html"
    add_form_template = "admin/change_form.html"

    def get_fields(self, request: HttpRequest, obj: ImportUpload | None = None) -> Any:
        if obj is None:
            return ("file",)
        return ("name", "size", "by", "uploaded_at", "status", "error", "batch", "finished_at")

    def has_change_permission(self, request: HttpRequest, obj: ImportUpload | None = None) -> bool:
        return False

    def save_through(self, actor: User, pk: int | None, values: Mapping[str, Any], now: datetime) -> ImportUpload:
        given = values["file"]
        return uploads.begin_upload(
            actor=actor, name=given.name or "", pieces=given.chunks(), now=now, clock=timezone.now
        )

    def response_add(
        self, request: HttpRequest, obj: ImportUpload, post_url_continue: str | None = None
    ) -> HttpResponse:
        return redirect(self._page(obj.pk))

    @staticmethod
    def _page(pk: int) -> str:
        return reverse("admin:claims_importupload_change", args=[pk])

    def get_urls(self) -> list[URLPattern]:
        verbs = {"take": self._take, "discard": self._discard, "labels": self._labels}
        own = [
            path(
                f"<int:pk>/{name}/", self.admin_site.admin_view(require_POST(view)), name=f"claims_importupload_{name}"
            )
            for name, view in verbs.items()
        ]
        refused = self.admin_site.admin_view(require_safe(self._refused))
        return [*own, path("<int:pk>/refused.csv", refused, name="claims_importupload_refused"), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        more = self._preview(row) if row is not None and self.has_view_permission(request) else {}
        return super().change_view(request, object_id, form_url, {**more, **(extra_context or {})})

    def _preview(self, upload: ImportUpload) -> dict[str, Any]:
        labels = Labels()
        is_at_work = upload.status in AT_WORK
        counts = [("can be used", upload.position - upload.bad), ("cannot be used", upload.bad)]
        counts += [(words, getattr(upload, name)) for name, words in WHAT_BECOMES.items()]
        return {
            "upload": upload,
            "is_at_work": is_at_work,
            "refresh": REFRESH,
            "is_ready": upload.status == UploadStatus.READY,
            "usable": upload.position - upload.bad,
            "counts": counts,
            "open_labels": uploads.open_labels(upload),
            "meanings": MEANING_CHOICES,
            "lines": [
                line
                | {
                    "becomes": WHAT_BECOMES[line["outcome"]],
                    "means": labels.meaning(site=line["site"], label=line["label"], share=line["share"]),
                }
                for line in upload.shown
            ],
            "faults": upload.faults.order_by("number", "id")[:FAULTS_SHOWN],
            "more_faults": max(0, upload.bad - FAULTS_SHOWN),
        }

    def _act(
        self, request: HttpRequest, pk: int, verb: Callable[..., ImportUpload], said: Mapping[str, str], **given: Any
    ) -> HttpResponse:
        try:
            row = verb(actor=actor_of(request), upload_id=pk, now=timezone.now(), **given)
        except Refused as refusal:
            self.message_user(request, refusal.message, messages.ERROR)
        else:
            self.message_user(request, said.get(row.status, said[""]), messages.SUCCESS)
        return redirect(self._page(pk))

    def _take(self, request: HttpRequest, pk: int) -> HttpResponse:
        said = {"": "A worker is taking the file in.", UploadStatus.DONE: "Taken in."}
        return self._act(request, pk, uploads.take_upload, said, clock=timezone.now)

    def _discard(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._act(request, pk, uploads.discard_upload, {"": "Discarded. Nothing of the file was taken in."})

    def _labels(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What labels mean: three lists side by side, as the form sends them."""
        sites, names, chosen = (request.POST.getlist(name) for name in ("site", "label", "meaning"))
        meanings = dict(zip(zip(sites, names, strict=False), chosen, strict=False))
        return self._act(request, pk, uploads.name_labels, {"": "Kept, for these outlets."}, meanings=meanings)

    def _refused(self, request: HttpRequest, pk: int) -> StreamingHttpResponse:
        """Every record that cannot be used, as a table."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        upload = ImportUpload.objects.filter(pk=pk).first()
        if upload is None:
            raise Http404

        class Line:
            def write(self, text: str) -> str:
                return text

        def lines() -> Iterator[str]:
            writer = csv.writer(Line())
            yield str(writer.writerow(["record", "reason"]))
            for fault in upload.faults.order_by("number", "id").iterator(chunk_size=2000):
                yield str(writer.writerow([fault.number, fault.reason]))

        answer = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="refused-{upload.pk}.csv"'
        return answer
