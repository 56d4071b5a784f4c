"""Sources and their copies: what is kept, read as text of ours, and handed out as files that no browser opens here."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.archiving.warc import body_of
from claims.errors import Invalid, Missing, Refused
from claims.forms.sources import CopyForm, FileForm, SourceForm
from claims.models import Capture, Evidence, Source
from claims.models.keyset import beyond, in_order
from claims.services import captures, keeping, packs, sourcefacts, watch
from claims.views.copies import CopyState, copy_states, paragraphs_of, source_copies
from claims.views.desk import DeskRequest, desk, go, part_or_page

PAGE = 40


@desk
@require_safe
def source_list(request: DeskRequest) -> HttpResponse:
    """Sources that live claims rest on and that somebody should look at, the latest found first."""
    rows = in_order(watch.changed_sources(), ("link_checked_at", "id"), is_descending=True)
    after = _key(request.GET.get("after", ""))
    if after:
        rows = beyond(rows, ("link_checked_at", "id"), after, is_descending=True)
    found = list(rows[: PAGE + 1])
    shown = found[:PAGE]
    pieces: dict[int, list[Evidence]] = {source.pk: [] for source in shown}
    live = Evidence.objects.standing().filter(source__in=shown, claim__status__in=watch.LIVE)
    for piece in live.select_related("claim", "added_by"):
        pieces[piece.source_id].append(piece)
    last = shown[-1] if len(found) > PAGE else None
    context = {
        "here": "sources",
        "rows": [{"source": source, "pieces": pieces[source.pk]} for source in shown],
        "is_continued": bool(after),
        "next": f"{last.link_checked_at:%Y%m%d%H%M%S%f}-{last.pk}" if last and last.link_checked_at else "",
    }
    return part_or_page(request, part="claims/_sources.html", page="claims/sources.html", context=context)


def _key(text: str) -> tuple[datetime, int] | None:
    moment, _, pk = text.partition("-")
    try:
        return datetime.strptime(moment, "%Y%m%d%H%M%S%f").replace(tzinfo=UTC), int(pk)
    except ValueError:
        return None


def _source(pk: int) -> Source:
    source = Source.objects.select_related("added_by").filter(pk=pk).first()
    if source is None:
        raise Missing("no_such_source", f"There is no source {pk}.")
    return source


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: DeskRequest, pk: int) -> HttpResponse:
    """One source: what it is, its copies, where else it is archived, and the claims that rest on it."""
    one = _source(pk)
    if request.method != "POST":
        return _source_page(request, one)
    form = SourceForm(request.POST, auto_id="source-%s")
    if form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        try:
            sourcefacts.describe_source(
                actor=request.user, source_id=pk, is_undated=given["published_on"] is None, now=timezone.now(), **given
            )
        except Invalid as error:
            form.add_refusals(error.fields)
        else:
            messages.success(request, "Source saved.")
            return go(request, request.path)
    return _source_page(request, one, form=form, status=422)


def _source_page(
    request: DeskRequest,
    one: Source,
    *,
    form: SourceForm | None = None,
    copy_form: CopyForm | None = None,
    file_form: FileForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    state = copy_states([one.pk]).get(one.pk, CopyState())
    fields = ("title", "publisher", "author", "published_on", "kind", "is_archived_privately")
    waited = state.waited(now)
    context: dict[str, Any] = {
        "here": "sources",
        "source": one,
        "copy": state,
        "captures": source_copies(one),
        "copies": list(one.archived_copies.select_related("added_by").order_by("-archived_at", "id")),
        "pieces": list(one.evidence.standing().select_related("claim", "added_by").order_by("-id")[:50]),
        "form": form or SourceForm(initial={name: getattr(one, name) for name in fields}, auto_id="source-%s"),
        "copy_form": copy_form or CopyForm(auto_id="copy-%s"),
        "file_form": file_form or FileForm(auto_id="file-%s"),
        "poll": 1 if waited.total_seconds() < 30 else 5,
        "waited": waited,
        "now": now,
    }
    return part_or_page(
        request, part="claims/_source_copies.html", page="claims/source.html", context=context, status=status
    )


@desk
@require_POST
def ask(request: DeskRequest, pk: int) -> HttpResponse:
    """A fresh copy, please."""
    captures.request_capture(actor=request.user, source_id=pk, now=timezone.now())
    if request.htmx:
        return _source_page(request, _source(pk))
    messages.success(request, "A fresh copy is asked for.")
    return redirect("claims:source-detail", pk)


@desk
@require_POST
def hand_in(request: DeskRequest, pk: int) -> HttpResponse:
    """A file as the copy: for what programs are not shown, or what cannot be had any more."""
    one = _source(pk)
    form = FileForm(request.POST, request.FILES, auto_id="file-%s")
    if form.is_valid():
        try:
            captures.hand_in_copy(
                actor=request.user, source_id=pk, upload=form.cleaned_data["file"], now=timezone.now()
            )
        except Invalid as error:
            form.add_refusals(error.fields)
        else:
            messages.success(request, "The file is kept as a copy of this source.")
            return go(request, f"/sources/{pk}/")
    return _source_page(request, one, file_form=form, status=422)


@desk
@require_POST
def settle(request: DeskRequest, pk: int) -> HttpResponse:
    """Somebody looked at a page that changed: the evidence holds."""
    watch.settle_source(actor=request.user, source_id=pk, now=timezone.now())
    messages.success(request, "Noted: you looked, and it holds. The page is held against its newest copy from now on.")
    back = request.POST.get("next", "")
    return go(request, "/sources/" if back == "list" else f"/sources/{pk}/")


@desk
@require_POST
def note_copy(request: DeskRequest, pk: int) -> HttpResponse:
    """Note where another archive keeps this source."""
    one = _source(pk)
    form = CopyForm(request.POST, auto_id="copy-%s")
    if form.is_valid():
        moment = form.cleaned_data["archived_at"]
        try:
            sourcefacts.note_copy(
                actor=request.user, source_id=pk, url=form.cleaned_data["url"], archived_at=moment, now=timezone.now()
            )
        except Invalid as error:
            form.add_refusals(error.fields)
        except Refused as error:
            form.add_error("url", error.message)
        else:
            messages.success(request, "Copy noted. Readers are led there from the published check.")
            return go(request, f"/sources/{pk}/")
    return _source_page(request, one, copy_form=form, status=422)


@desk
@require_POST
def remove_copy(request: DeskRequest, pk: int, copy_id: int) -> HttpResponse:
    sourcefacts.remove_copy(actor=request.user, source_id=pk, copy_id=copy_id, now=timezone.now())
    messages.success(request, "Copy removed.")
    return go(request, f"/sources/{pk}/")


# -- one copy -----------------------------------------------------------------------------------------


def _capture(pk: int) -> Capture:
    found = Capture.objects.select_related("source", "requested_by").defer("warc").filter(pk=pk).first()
    if found is None:
        raise Missing("no_such_capture", f"There is no copy {pk}. It may have been a look that found nothing new.")
    return found


@desk
@require_safe
def capture(request: DeskRequest, pk: int) -> HttpResponse:
    """A copy, read: its text as we read it, with the passages that claims rest on."""
    one = _capture(pk)
    pieces = list(
        Evidence.objects.standing()
        .filter(capture=one)
        .exclude(passage_start=None)
        .select_related("claim")
        .order_by("id")
    )
    marks = [(piece.passage_start or 0, piece.passage_end or 0, piece.pk) for piece in pieces]
    context = {
        "here": "sources",
        "capture": one,
        "source": one.source,
        "pieces": pieces,
        "paragraphs": paragraphs_of(one.text, marks),
    }
    return render(request, "claims/capture.html", context)


@desk
@require_POST
def retry(request: DeskRequest, pk: int) -> HttpResponse:
    """Try a failed copy again."""
    again = captures.retry_capture(actor=request.user, capture_id=pk, now=timezone.now())
    if request.htmx:
        return _source_page(request, _source(again.source_id))
    return redirect("claims:source-detail", again.source_id)


@desk
@require_safe
def document(request: DeskRequest, pk: int) -> HttpResponse:
    """The document as it came, to be saved: no browser shows it here, and nothing in it runs."""
    one = keeping.open_copy(actor=request.user, capture_id=pk)
    body, kind = body_of(bytes(one.warc or b""))
    return as_file(body, name=_name(one), content_type=kind.partition(";")[0] or "application/octet-stream")


@desk
@require_safe
def warc(request: DeskRequest, pk: int) -> HttpResponse:
    """The whole copy as a WARC file."""
    one = keeping.open_copy(actor=request.user, capture_id=pk)
    answer = as_file(bytes(one.warc or b""), name=f"copy-{one.pk}.warc.gz", content_type="application/gzip")
    answer["ETag"], answer["Accept-Ranges"] = f'"{one.warc_sha256}"', "bytes"
    return answer


_ENDINGS = {
    "text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt", "application/pdf": ".pdf",
    "image/png": ".png", "image/jpeg": ".jpg", "image/gif": ".gif", "image/webp": ".webp",
}  # fmt: skip


def _name(one: Capture) -> str:
    last = urlsplit(one.final_url).path.rstrip("/").rpartition("/")[2] or "document"
    ending = _ENDINGS.get(one.content_type, "")
    return last if last.lower().endswith(ending) else f"{last}{ending}"


def as_file(body: bytes, *, name: str, content_type: str) -> HttpResponse:
    """Bytes from elsewhere, for saving only: never shown, never guessed at, and in a sandbox should one be opened."""
    response = HttpResponse(body, content_type=content_type)
    response["Content-Length"] = str(len(body))
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='.-_')}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@desk
@require_safe
def pack(request: DeskRequest, pk: int) -> HttpResponse:
    """All that another desk needs to check this check: copies, quotations, verdicts, hashes, as one WACZ file."""
    audience = request.GET.get("for", packs.Audience.PUBLIC)
    made = packs.make_pack(actor=request.user, claim_id=pk, audience=audience)
    answer = FileResponse(made.file, as_attachment=True, filename=made.name, content_type="application/wacz")
    answer["ETag"], answer["Accept-Ranges"] = f'"{made.tag}"', "bytes"
    return answer  # type: ignore[return-value]  # a stream; desk() hands it on as it is
