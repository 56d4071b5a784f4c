"""Known checks: what other fact-checkers published, listed, searched by words, and taken in."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.endpoint import Endpoint, actor, tagged
from claims.api.fields import Body, Query, QueryWhole, Text, Word, read_body
from claims.api.paging import NEWEST_FIRST, PageQuery, page, page_of
from claims.api.rendering import answer
from claims.api.schema import IF_NONE_MATCH, operation
from claims.api.words import MEANINGS
from claims.errors import Invalid, Missing
from claims.models import KnownCheck, KnownClaim, Scope
from claims.models.shortlist import worded_known_claims
from claims.services.known import MAX_RECORDS, import_records
from claims.services.origins import Origin, origin_of

MAX_HITS = 50


class KnownCheckRow(serializers.Serializer[Any]):
    """A published check of somebody else's."""

    id = serializers.IntegerField()
    url = serializers.CharField(help_text="Where the check is read.")
    claim = serializers.CharField()
    claimant = serializers.CharField(help_text="Who said it; empty when they do not say.")
    claimed_on = serializers.DateField(allow_null=True)
    publisher = serializers.CharField()
    site = serializers.CharField(help_text="Host of the address, without www.")
    title = serializers.CharField()
    reviewed_on = serializers.DateField(allow_null=True)
    label = serializers.CharField(help_text="The rating as they print it.")  # type: ignore[assignment]
    meaning = serializers.ChoiceField(choices=["", *MEANINGS], help_text="What the label means; empty when unknown.")
    language = serializers.CharField(help_text="BCP 47; empty when they do not say.")
    appearances = serializers.ListField(child=serializers.CharField(), help_text="Where the claim was made.")
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    withdrawn_at = serializers.DateTimeField(allow_null=True, help_text="When their feed took it back.")


class KnownCheckDetail(KnownCheckRow):
    """The same with the record as it was imported."""

    raw = serializers.DictField()


KNOWN_COLUMNS = (
    "id", "url", "claim", "claimant", "claimed_on", "publisher", "site", "title", "reviewed_on", "label", "meaning",
    "language", "appearances", "created_at", "updated_at", "withdrawn_at",
)  # fmt: skip


class KnownCheckQuery(PageQuery):
    """Filters; each narrows what the others leave."""

    site = Text(required=False, max_length=253, help_text="Host of the outlet's checks, without www.")
    meaning = Word(choices=MEANINGS, required=False)


class ImportBody(Body):
    """Records as other fact-checkers publish them: ClaimReview, DataFeed items, claims of Google's claims:search."""

    records = serializers.ListField(child=serializers.DictField(), max_length=MAX_RECORDS)
    origin = Text(required=False, max_length=300, help_text="Where they are from, for the list of imports.")
    dry_run = serializers.BooleanField(required=False, help_text="Say what would happen, and write nothing.")


class ImportFault(serializers.Serializer[Any]):
    """A record that could not be used."""

    number = serializers.IntegerField(help_text="Its place in the request, from 1.")
    reason = serializers.CharField()


class ImportSummary(serializers.Serializer[Any]):
    """What became of the records."""

    added = serializers.IntegerField()
    updated = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    withdrawn = serializers.IntegerField(help_text="Taken back by their feed.")
    bad = serializers.IntegerField()
    faults = ImportFault(many=True)


class KnownCheckList(Endpoint):
    @operation(
        "list_known_checks",
        "Checks that others published, newest import first",
        scope=Scope.CLAIMS_READ,
        query=KnownCheckQuery,
        answers={200: (page_of("KnownCheckPage", KnownCheckRow), "A page.")},
        tag="known checks",
    )
    def get(self, request: Request) -> HttpResponse:
        query = KnownCheckQuery.read(request.query_params)
        checks = KnownCheck.objects.visible_to(actor(request))
        if query.get("site", "").strip():
            checks = checks.filter(site=query["site"].strip().lower().removeprefix("www."))
        if "meaning" in query:
            checks = checks.filter(meaning=query["meaning"])
        body, headers = page(request, checks.values(*KNOWN_COLUMNS), NEWEST_FIRST, query, dict)
        return answer(body, headers=headers)

    @operation(
        "import_known_checks",
        "Take in checks that others published",
        scope=Scope.CLAIMS_WRITE,
        body=ImportBody,
        answers={200: (ImportSummary, "Taken in. Records that could not be used are listed; all others were.")},
        refusals=(422,),
        description="A check that is known already, by its address and its claim, is brought up to date, so repeating "
        f"the request is safe. At most {MAX_RECORDS:,} records; longer feeds go through “manage.py "
        "import_known_checks”. Editors and administrators only.",
        tag="known checks",
    )
    def post(self, request: Request) -> HttpResponse:
        values = read_body(ImportBody, request.data)
        summary = import_records(
            actor=actor(request),
            records=values["records"],
            origin=values.get("origin", ""),
            is_rehearsal=values.get("dry_run", False),
            now=timezone.now(),
        )
        faults = [{"number": fault.number, "reason": fault.reason} for fault in summary.faults]
        return answer({**summary.counts(), "faults": faults})


class KnownCheckOne(Endpoint):
    @operation(
        "read_known_check",
        "One check of somebody else's, with the record as it was imported",
        scope=Scope.CLAIMS_READ,
        answers={200: (KnownCheckDetail, "The check.")},
        refusals=(304, 404),
        parameters=[IF_NONE_MATCH],
        tag="known checks",
    )
    def get(self, request: Request, check_id: int) -> HttpResponse:
        checks = KnownCheck.objects.visible_to(actor(request))
        row = checks.filter(pk=check_id).values(*KNOWN_COLUMNS, "raw").first()
        if row is None:
            raise Missing("no_such_known_check", f"There is no known check {check_id}.")
        return tagged(request, row)


# -- the index --------------------------------------------------------------------------------------


class KnownClaimRow(serializers.Serializer[Any]):
    """A checked claim: of somebody else's check, or of our own publication."""

    id = serializers.IntegerField()
    known_check = serializers.IntegerField(allow_null=True, help_text="Id, when others checked it.")
    publication = serializers.CharField(allow_null=True, help_text="Slug, when we checked it.")
    text = serializers.CharField()
    title = serializers.CharField()
    claimant = serializers.CharField()
    claimed_on = serializers.DateField(allow_null=True)
    publisher = serializers.CharField()
    url = serializers.CharField()
    label = serializers.CharField(help_text="The rating as it is printed.")  # type: ignore[assignment]
    meaning = serializers.CharField(help_text="What the label means; empty when unknown.")
    reviewed_on = serializers.DateField(allow_null=True)


def known_claim_shown(entry: KnownClaim) -> dict[str, Any]:
    origin: Origin = origin_of(entry)
    return {
        "id": entry.pk,
        "known_check": entry.check_of_others_id,
        "publication": entry.publication.slug if entry.publication else None,
        "text": entry.text,
        "title": entry.title,
        "claimant": entry.claimant,
        "claimed_on": entry.claimed_on,
        "publisher": origin.publisher,
        "url": origin.url,
        "label": origin.label,
        "meaning": origin.meaning,
        "reviewed_on": origin.reviewed_on,
    }


class KnownClaims(serializers.Serializer[Any]):
    """What was found, best first."""

    results = KnownClaimRow(many=True)


class KnownClaimQuery(Query):
    q = Text(max_length=500, help_text="Words of the claim. Matched by words alone.")
    limit = QueryWhole(required=False, max_value=MAX_HITS, help_text=f"At most {MAX_HITS}; 20 when not given.")


class KnownClaimSearch(Endpoint):
    @operation(
        "search_known_claims",
        "Search checked claims by words, ours and others'",
        scope=Scope.CLAIMS_READ,
        query=KnownClaimQuery,
        answers={200: (KnownClaims, "The best, those that share the most telling words first.")},
        description="No models are asked. What a claim of the desk has in common with these in meaning is found by a "
        "worker, and read at the claim's matches.",
        tag="known checks",
    )
    def get(self, request: Request) -> HttpResponse:
        query = KnownClaimQuery.read(request.query_params)
        actor(request)
        if not query["q"].strip():
            raise Invalid("There is nothing to search for.", {"q": ["Write a few words of the claim."]})
        found = [near.pk for near in worded_known_claims(query["q"], count=query.get("limit", 20))]
        entries = KnownClaim.objects.with_origin().defer("vector", "search", "check_of_others__raw").in_bulk(found)
        return answer({"results": [known_claim_shown(entries[pk]) for pk in found if pk in entries]})
