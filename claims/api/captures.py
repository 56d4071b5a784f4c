"""Sources and their copies: looked up, described, copied again, and handed out."""

from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.endpoint import Endpoint, actor, tagged
from claims.api.evidence import (
    CAPTURE_COLUMNS,
    SOURCE_COLUMNS,
    CaptureDetail,
    CaptureRow,
    SourceShown,
    capture_shown,
)
from claims.api.fields import Body, Day, Query, Text, Word, read_body
from claims.api.paging import Order, PageQuery, page, page_of
from claims.api.rendering import answer
from claims.api.schema import IF_NONE_MATCH, operation
from claims.api.sources import handed_in
from claims.api.words import SOURCE_KINDS
from claims.errors import Invalid, Missing
from claims.models import ArchivedCopy, Capture, Scope, Source
from claims.services import captures, keeping, packs, sourcefacts, sources, watch

LAST_LOOKED = Order(("link_checked_at", "id"), (datetime, int), is_descending=True)
AUDIENCES = [str(word) for word in packs.Audience]
NEWEST_ASKED = Order(("requested_at", "id"), (datetime, int), is_descending=True)


class CopyRow(serializers.Serializer[Any]):
    """Where somebody else's archive keeps the source."""

    id = serializers.IntegerField()
    url = serializers.CharField()
    archived_at = serializers.DateTimeField(allow_null=True)


class SourceDetail(SourceShown):
    """A source with where else it is archived. Its own copies are listed under captures."""

    watch_due_at = serializers.DateTimeField(allow_null=True, help_text="When its page is looked at again.")
    archived_copies = CopyRow(many=True)


class SourceLookBody(Body):
    """An address: its source is found or made, and a first copy asked for."""

    url = Text(max_length=4096)


class SourcePatch(Body):
    """What the source is; what is left out stays as it is, and null takes the date away."""

    title = Text(required=False, max_length=500)
    publisher = Text(required=False, max_length=200)
    author = Text(required=False, max_length=300)
    published_on = Day(required=False, allow_null=True)
    kind = Word(choices=SOURCE_KINDS, required=False)
    is_archived_privately = serializers.BooleanField(required=False)


class CopyBody(Body):
    """The address of a copy; without a moment, the one that the address names."""

    url = Text(max_length=4096)
    archived_at = serializers.DateTimeField(required=False, allow_null=True)


class FileBody(Body):
    """A file as the copy of a source: where a site shuts programs out, or its page cannot be had any more."""

    file_name = Text(max_length=200, help_text="The file's name, ending included.")
    file_base64 = Text(help_text="Its bytes, 3 MB at most; larger ones by the desk.")


class PackQuery(Query):
    """For whom a pack is made."""

    audience = Word(
        choices=AUDIENCES, required=False,
        help_text="public (unless said otherwise): what readers may not see, and copies of what is not to be archived "
        "publicly, stay out. desk: all that the desk has, never to be handed on.",
    )  # fmt: skip


class RecordShown(serializers.Serializer[Any]):
    """The record of a claim for replication."""

    format = serializers.CharField()
    audience = serializers.ChoiceField(choices=AUDIENCES, help_text="desk: never to be handed on.")
    created = serializers.DateTimeField(help_text="Of the newest thing in it.")
    software = serializers.CharField()
    desk = serializers.DictField()
    claim = serializers.DictField(help_text="With Web Annotation selectors into the article's text.")
    verdicts = serializers.ListField(child=serializers.DictField())
    evidence = serializers.ListField(child=serializers.DictField(), help_text="With selectors into the copies.")
    worksheet = serializers.ListField(child=serializers.DictField(), help_text="Questions and answers.")
    right_of_reply = serializers.ListField(child=serializers.DictField(), help_text="Whom we asked, and the answers.")
    withheld = serializers.IntegerField(help_text="Pieces that readers may not see, and that are left out.")
    sources = serializers.ListField(child=serializers.DictField(), help_text="CSL-JSON items.")
    copies = serializers.ListField(child=serializers.DictField(), help_text="With SHA-256 of body, text and WARC.")
    publications = serializers.ListField(child=serializers.DictField())
    corrections = serializers.ListField(child=serializers.DictField())
    provenance = serializers.DictField(help_text="PROV-O as JSON-LD.")


def source_detail(source_id: int) -> dict[str, Any]:
    row = Source.objects.filter(pk=source_id).values(*SOURCE_COLUMNS, "watch_due_at").first()
    if row is None:
        raise Missing("no_such_source", f"There is no source {source_id}.")
    copies = ArchivedCopy.objects.filter(source=source_id).order_by("id").values("id", "url", "archived_at")
    return {**row, "archived_copies": list(copies)}


def capture_row(capture_id: int) -> dict[str, Any]:
    row = Capture.objects.filter(pk=capture_id).values(*CAPTURE_COLUMNS).first()
    if row is None:
        raise Missing("no_such_capture", f"There is no copy {capture_id}.")
    return capture_shown(row)


class SourceList(Endpoint):
    @operation(
        "list_changed_sources",
        "Sources to look at, the latest found first",
        scope=Scope.CLAIMS_READ,
        query=PageQuery,
        answers={200: (page_of("SourcePage", SourceShown), "A page.")},
        description="Live claims rest on them, and their pages changed, vanished, or could not be had.",
        tag="sources",
    )
    def get(self, request: Request) -> HttpResponse:
        query = PageQuery.read(request.query_params)
        rows = watch.changed_sources().exclude(link_checked_at=None).values(*SOURCE_COLUMNS)
        body, headers = page(request, rows, LAST_LOOKED, query, dict)
        return answer(body, headers=headers)

    @operation(
        "look_up_source",
        "Find or make the source at an address",
        scope=Scope.EVIDENCE_WRITE,
        body=SourceLookBody,
        answers={200: (SourceDetail, "Its first copy is asked for, if there is none.")},
        refusals=(422,),
        tag="sources",
    )
    def post(self, request: Request) -> HttpResponse:
        given = read_body(SourceLookBody, request.data)
        source = sources.look_up_source(actor=actor(request), url=given["url"], now=timezone.now())
        return answer(source_detail(source.pk))


class SourceOne(Endpoint):
    @operation(
        "read_source",
        "A source",
        scope=Scope.CLAIMS_READ,
        answers={200: (SourceDetail, "The source.")},
        refusals=(304, 404),
        parameters=[IF_NONE_MATCH],
        tag="sources",
    )
    def get(self, request: Request, source_id: int) -> HttpResponse:
        return tagged(request, source_detail(source_id))

    @operation(
        "describe_source",
        "Say what a source is",
        scope=Scope.EVIDENCE_WRITE,
        body=SourcePatch,
        answers={200: (SourceDetail, "As it now stands.")},
        refusals=(404, 422),
        tag="sources",
    )
    def patch(self, request: Request, source_id: int) -> HttpResponse:
        values = read_body(SourcePatch, request.data)
        is_undated = "published_on" in values and values["published_on"] is None
        sourcefacts.describe_source(
            actor=actor(request), source_id=source_id, is_undated=is_undated, now=timezone.now(), **values
        )
        return answer(source_detail(source_id))


class SourceCaptures(Endpoint):
    @operation(
        "list_source_captures",
        "Copies of a source, the latest asked for first",
        scope=Scope.CLAIMS_READ,
        query=PageQuery,
        answers={200: (page_of("CapturePage", CaptureRow), "A page.")},
        refusals=(404,),
        tag="sources",
    )
    def get(self, request: Request, source_id: int) -> HttpResponse:
        query = PageQuery.read(request.query_params)
        source_detail(source_id)
        rows = Capture.objects.filter(source=source_id).values(*CAPTURE_COLUMNS)
        body, headers = page(request, rows, NEWEST_ASKED, query, capture_shown)
        return answer(body, headers=headers)

    @operation(
        "request_source_capture",
        "Ask for a fresh copy",
        scope=Scope.EVIDENCE_WRITE,
        answers={202: (CaptureRow, "Asked for, or under way already: read it again to follow it.")},
        refusals=(404, 409),
        tag="sources",
    )
    def post(self, request: Request, source_id: int) -> HttpResponse:
        capture = captures.request_capture(actor=actor(request), source_id=source_id, now=timezone.now())
        return answer(capture_row(capture.pk), status=202)


class SourceFiles(Endpoint):
    @operation(
        "hand_in_source_file",
        "Keep a file as the copy of a source",
        scope=Scope.EVIDENCE_WRITE,
        body=FileBody,
        answers={201: (CaptureRow, "Kept, and read.")},
        refusals=(404, 422),
        tag="sources",
    )
    def post(self, request: Request, source_id: int) -> HttpResponse:
        upload = handed_in(read_body(FileBody, request.data))
        try:
            capture = captures.hand_in_copy(
                actor=actor(request), source_id=source_id, upload=upload, now=timezone.now()
            )
        except Invalid as error:
            raise Invalid(error.message, {"file_name": error.fields.get("file", [error.message])}) from error
        return answer(capture_row(capture.pk), status=201)


class SourceSettle(Endpoint):
    @operation(
        "settle_source",
        "Say that you looked, and that the evidence holds",
        scope=Scope.EVIDENCE_WRITE,
        answers={200: (SourceDetail, "As it now stands.")},
        refusals=(404, 409),
        tag="sources",
    )
    def post(self, request: Request, source_id: int) -> HttpResponse:
        watch.settle_source(actor=actor(request), source_id=source_id, now=timezone.now())
        return answer(source_detail(source_id))


class SourceCopies(Endpoint):
    @operation(
        "note_source_copy",
        "Note where another archive keeps it",
        scope=Scope.EVIDENCE_WRITE,
        body=CopyBody,
        answers={201: (SourceDetail, "Noted.")},
        refusals=(404, 409, 422),
        tag="sources",
    )
    def post(self, request: Request, source_id: int) -> HttpResponse:
        given = read_body(CopyBody, request.data)
        sourcefacts.note_copy(actor=actor(request), source_id=source_id, now=timezone.now(), **given)
        return answer(source_detail(source_id), status=201)


class SourceCopyRemove(Endpoint):
    @operation(
        "remove_source_copy",
        "Forget a noted copy",
        scope=Scope.EVIDENCE_WRITE,
        answers={200: (SourceDetail, "Without it.")},
        refusals=(404,),
        tag="sources",
    )
    def post(self, request: Request, source_id: int, copy_id: int) -> HttpResponse:
        sourcefacts.remove_copy(actor=actor(request), source_id=source_id, copy_id=copy_id, now=timezone.now())
        return answer(source_detail(source_id))


class CaptureOne(Endpoint):
    @operation(
        "read_capture",
        "A copy with its text",
        scope=Scope.CLAIMS_READ,
        answers={200: (CaptureDetail, "The copy.")},
        refusals=(304, 404),
        parameters=[IF_NONE_MATCH],
        tag="captures",
    )
    def get(self, request: Request, capture_id: int) -> HttpResponse:
        row = capture_row(capture_id)
        text = Capture.objects.values_list("text", flat=True).get(pk=capture_id)
        return tagged(request, {**row, "text": text})


class CaptureRetry(Endpoint):
    @operation(
        "retry_capture",
        "Try a failed copy again",
        scope=Scope.EVIDENCE_WRITE,
        answers={202: (CaptureRow, "Asked for again.")},
        refusals=(404, 409),
        tag="captures",
    )
    def post(self, request: Request, capture_id: int) -> HttpResponse:
        capture = captures.retry_capture(actor=actor(request), capture_id=capture_id, now=timezone.now())
        return answer(capture_row(capture.pk), status=202)


class CaptureWarc(Endpoint):
    @operation(
        "download_capture_warc",
        "A copy as a WARC file",
        scope=Scope.CLAIMS_READ,
        file="application/gzip",
        refusals=(404,),
        tag="captures",
    )
    def get(self, request: Request, capture_id: int) -> HttpResponse:
        capture = keeping.open_copy(actor=actor(request), capture_id=capture_id)
        name = f"copy-{capture.pk}.warc.gz"
        body = bytes(capture.warc or b"")
        headers = {
            "Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff",
            "ETag": f'"{capture.warc_sha256}"', "Accept-Ranges": "bytes", "Content-Length": str(len(body)),
        }  # fmt: skip
        return HttpResponse(body, content_type="application/gzip", headers=headers)


class ClaimPack(Endpoint):
    @operation(
        "download_claim_pack",
        "The replication pack of a claim, as WACZ",
        scope=Scope.CLAIMS_READ,
        file="application/wacz",
        query=PackQuery,
        refusals=(404, 422),
        description="Answers ranges: nothing changed, the same ETag and the same bytes.",
        tag="claims",
    )
    def get(self, request: Request, claim_id: int) -> FileResponse:
        query = PackQuery.read(request.query_params)
        made = packs.make_pack(actor=actor(request), claim_id=claim_id, **query)
        file = FileResponse(made.file, as_attachment=True, filename=made.name, content_type="application/wacz")
        file["ETag"], file["Accept-Ranges"] = f'"{made.tag}"', "bytes"
        return file


class ClaimRecord(Endpoint):
    @operation(
        "read_claim_record",
        "The record of a claim: evidence with selectors, CSL-JSON, hashes, provenance",
        scope=Scope.CLAIMS_READ,
        query=PackQuery,
        answers={200: (RecordShown, "What the pack holds as record.json.")},
        refusals=(404, 422),
        tag="claims",
    )
    def get(self, request: Request, claim_id: int) -> HttpResponse:
        query = PackQuery.read(request.query_params)
        return answer(packs.make_record(actor=actor(request), claim_id=claim_id, **query))
