"""Evidence: attaching sources to claims."""

from django.http import HttpResponse
from rest_framework.request import Request

from claims.api.claimdetails import EVIDENCE_COLUMNS, EvidenceRow, evidence_shown
from claims.api.claims import Revised, expected_revision, guarded
from claims.api.endpoint import Endpoint, actor
from claims.api.fields import Day, Text, Word, read_body
from claims.api.rendering import answer
from claims.api.schema import IF_MATCH, operation
from claims.api.words import DISCLOSURES, PROXIMITIES, SOURCE_KINDS, STANCES
from claims.models import Evidence, Scope
from claims.services.sources import add_evidence


class EvidenceBody(Revised):
    """A source and how it bears on the claim. It needs an address or a title; the same address is the same source."""

    stance = Word(choices=STANCES)
    url = Text(required=False, max_length=4096)
    title = Text(required=False, max_length=500)
    publisher = Text(required=False, max_length=200)
    author = Text(required=False, max_length=300)
    published_on = Day(required=False, allow_null=True)
    source_kind = Word(choices=SOURCE_KINDS, required=False)
    proximity = Word(choices=PROXIMITIES, required=False)
    proximity_reason = Text(required=False, max_length=300, help_text="Why no nearer source was used.")
    passage = Text(required=False, max_length=20_000, help_text="The words that bear on the claim, exactly.")
    note = Text(required=False, max_length=20_000, help_text="What it shows.")
    independence_group = Text(required=False, max_length=100, help_text="Same word for sources that copy each other.")
    disclosure = Word(choices=DISCLOSURES, required=False)


class ClaimEvidence(Endpoint):
    @operation(
        "create_claim_evidence",
        "Attach a source",
        scope=Scope.EVIDENCE_WRITE,
        body=EvidenceBody,
        answers={201: (EvidenceRow, "Attached.")},
        refusals=(404, 409, 412, 422),
        parameters=[IF_MATCH],
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(EvidenceBody, request.data)
        user = actor(request)
        revision = expected_revision(request, user, claim_id, values.pop("revision", None))
        evidence = guarded(add_evidence, user, claim_id, revision, **values)
        return answer(evidence_shown(Evidence.objects.values(*EVIDENCE_COLUMNS).get(pk=evidence.pk)), status=201)
