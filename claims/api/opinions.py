"""A rating of one's own beside a verdict, and an editor's word between two that differ."""

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from claims.api.claimdetails import OPINION_COLUMNS, OpinionRow, opinion_shown
from claims.api.claims import Revised, change, expected_revision
from claims.api.endpoint import Endpoint, actor
from claims.api.fields import SlugOrId, Text, Word, read_body
from claims.api.rendering import answer
from claims.api.reviews import LONG, rating_id
from claims.api.schema import IF_MATCH, operation
from claims.api.words import DECISIONS
from claims.models import Opinion, Scope
from claims.services import opinions as services
from claims.services import reviews


class OpinionBody(Revised):
    """How you would rate the claim, and why. It is frozen."""

    rating = SlugOrId(help_text="Slug or id, of the scale that the verdict is on.")
    note = Text(max_length=services.MAX_NOTE_CHARS, help_text="Your reason; where you differ, the dissent on record.")


class AdjudicateBody(Revised):
    """An editor's word."""

    decision = Word(choices=DECISIONS, help_text="approve upholds the verdict; return sends it back and needs a note.")
    note = Text(required=False, max_length=LONG)


class ClaimOpinions(Endpoint):
    @operation(
        "give_claim_opinion",
        "Rate a claim that was handed in, before seeing its verdict where the desk reviews blind",
        scope=Scope.REVIEWS_WRITE,
        body=OpinionBody,
        answers={201: (OpinionRow, "On record. Read the claim to see the verdict beside it.")},
        refusals=(404, 409, 412, 422),
        parameters=[IF_MATCH],
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(OpinionBody, request.data)
        user = actor(request)
        revision = expected_revision(request, user, claim_id, values.get("revision"))
        opinion = services.give_opinion(
            actor=user, claim_id=claim_id, rating_id=rating_id(values["rating"]), note=values["note"],
            revision=revision, now=timezone.now(),
        )  # fmt: skip
        return answer(opinion_shown(Opinion.objects.values(*OPINION_COLUMNS).get(pk=opinion.pk)), status=201)


ClaimAdjudicate = change(
    "adjudicate",
    "Decide between two ratings that differ",
    reviews.adjudicate_claim,
    scope=Scope.REVIEWS_WRITE,
    body=AdjudicateBody,
    refusals=(404, 409, 412, 422),
)
