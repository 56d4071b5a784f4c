"""Verdicts, and the second pair of eyes."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework.request import Request

from claims.api.claimdetails import VERDICT_COLUMNS, VerdictRow, verdict_shown
from claims.api.claims import Revised, change, expected_revision
from claims.api.endpoint import Endpoint, actor
from claims.api.fields import SlugOrId, Text, read_body
from claims.api.rendering import answer
from claims.api.schema import IF_MATCH, operation
from claims.errors import Invalid
from claims.models import Rating, Scope, Verdict
from claims.services import reviews as services

LONG = services.MAX_PROSE_CHARS


class VerdictBody(Revised):
    """A judgement of a claim that you hold."""

    rating = SlugOrId(help_text="Slug or id. A slug means the default scale's label, else the only one of that slug.")
    summary = Text(max_length=LONG, help_text="One or two sentences that readers see first.")
    rationale = Text(required=False, max_length=LONG, help_text="How the sources lead to the rating.")
    right_of_reply = Text(
        required=False, max_length=LONG, help_text="Whom you asked and what they answered, or why nobody was."
    )


class ApproveBody(Revised):
    """The second person agrees."""

    note = Text(required=False, max_length=LONG)


class ReturnBody(Revised):
    """The second person does not agree yet."""

    note = Text(max_length=LONG, help_text="What to change; the author sees it.")


class ClaimVerdicts(Endpoint):
    @operation(
        "create_claim_verdict",
        "Write a verdict on a claim that you hold",
        scope=Scope.REVIEWS_WRITE,
        body=VerdictBody,
        answers={201: (VerdictRow, "Written. It is never changed; writing again makes the next one.")},
        refusals=(404, 409, 412, 422),
        parameters=[IF_MATCH],
        tag="claims",
    )
    def post(self, request: Request, claim_id: int) -> HttpResponse:
        values = read_body(VerdictBody, request.data)
        user = actor(request)
        revision = expected_revision(request, user, claim_id, values.pop("revision", None))
        rating = rating_id(values.pop("rating"))
        verdict = services.record_verdict(
            actor=user, claim_id=claim_id, rating_id=rating, revision=revision, now=timezone.now(), **values
        )
        row: dict[str, Any] = Verdict.objects.values(*VERDICT_COLUMNS).get(pk=verdict.pk)
        return answer(verdict_shown(row), status=201)


def rating_id(named: str | int) -> int:
    """The id of a usable rating. Raises :class:`Invalid`, naming what there is to choose from."""
    if isinstance(named, int):
        return named  # the service knows whether it is in use
    found = list(Rating.objects.called(named).values_list("pk", "scale__is_default", "scale__slug"))
    default = [row for row in found if row[1]]
    if len(default or found) == 1:
        return int((default or found)[0][0])
    if found:
        several = ", ".join(f"{pk} ({scale})" for pk, _, scale in found)
        raise Invalid("Several scales have this label.", {"rating": [f"Send the id of the one you mean: {several}."]})
    slugs = ", ".join(Rating.objects.of_default_scale().values_list("slug", flat=True))
    raise Invalid("There is no such rating.", {"rating": [f"Choose one of: {slugs}; or see GET /api/v1/ratings."]})


ClaimSubmit = change(
    "submit", "Hand the latest verdict in for a second opinion", services.submit_claim, scope=Scope.REVIEWS_WRITE
)
ClaimApprove = change(
    "approve", "The second person agrees", services.approve_claim, scope=Scope.REVIEWS_WRITE, body=ApproveBody
)
ClaimReturn = change(
    "return",
    "Back to its author, with a note",
    services.return_claim,
    scope=Scope.REVIEWS_WRITE,
    body=ReturnBody,
    refusals=(404, 409, 412, 422),
)
