"""Earlier checks of a claim, and other articles that make it: reading and judging what is proposed."""

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.claimrows import Person
from claims.api.endpoint import Endpoint, actor, tagged
from claims.api.evidence import EVIDENCE_COLUMNS, EvidenceRow, evidence_shown
from claims.api.fields import Body, read_body
from claims.api.known import KnownClaimRow, known_claim_shown
from claims.api.rendering import answer
from claims.api.schema import IF_NONE_MATCH, operation
from claims.api.words import PROPOSAL_STATUSES
from claims.errors import Missing
from claims.models import Appearance, Claim, ClaimLookup, Evidence, Match, MatchDecision, Scope, User
from claims.services.matches import judge_appearance, judge_match, reuse_match


class MatchReason(serializers.Serializer[Any]):
    """What speaks for it (weight above zero) or against it."""

    name = serializers.CharField()
    weight = serializers.FloatField()
    detail = serializers.CharField()


class Proposed(serializers.Serializer[Any]):
    """What the engine proposed, and what became of it."""

    id = serializers.IntegerField()
    status = serializers.ChoiceField(choices=PROPOSAL_STATUSES)
    score = serializers.FloatField(help_text="0 to 1; from 0.5 on, probably the same claim.")
    reasons = MatchReason(many=True)
    engine = serializers.CharField(help_text="What proposed it.")
    judged_by = Person(allow_null=True)
    judged_at = serializers.DateTimeField(allow_null=True)


class MatchRow(Proposed):
    """An earlier check that may be of this claim."""

    known = KnownClaimRow()


class AppearanceRow(Proposed):
    """Another article's claim that may be the same."""

    claim = serializers.IntegerField(help_text="Id of the other claim.")
    standalone = serializers.CharField()
    article = serializers.IntegerField()
    article_title = serializers.CharField()


class Lookup(serializers.Serializer[Any]):
    """Whether the claim was looked up already."""

    is_waiting = serializers.BooleanField(help_text="A worker has yet to look, or to look again.")
    looked_up_at = serializers.DateTimeField(allow_null=True)
    text = serializers.CharField(help_text="The wording that was looked up; another than the claim's: stale.")
    engine = serializers.CharField()
    error = serializers.CharField(help_text="Why it failed; empty otherwise.")


class ClaimMatchesShown(serializers.Serializer[Any]):
    """Earlier checks and other places, likeliest first."""

    lookup = Lookup()
    matches = MatchRow(many=True)
    appearances = AppearanceRow(many=True)


class NoBody(Body):
    """Nothing needs to be said."""


def _proposed(row: Match | Appearance) -> dict[str, Any]:
    by: User | None = row.judged_by
    return {
        "id": row.pk,
        "status": row.status,
        "score": row.score,
        "reasons": row.reasons,
        "engine": row.engine,
        "judged_by": {"id": by.pk, "username": by.username, "name": str(by)} if by else None,
        "judged_at": row.judged_at,
    }


def match_shown(match: Match) -> dict[str, Any]:
    return {**_proposed(match), "known": known_claim_shown(match.known)}


def appearance_shown(row: Appearance, claim: Claim) -> dict[str, Any]:
    other = row.other(claim)
    return {
        **_proposed(row),
        "claim": other.pk,
        "standalone": other.standalone,
        "article": other.article_id,
        "article_title": other.article.title,
    }


def _matches_of(claim: Claim) -> list[Match]:
    rows = claim.matches.select_related("judged_by", "known__check_of_others", "known__publication__verdict__rating")
    return list(rows.defer("known__vector", "known__search", "known__check_of_others__raw").order_by("-score", "id"))


def _appearances_of(claim: Claim) -> list[Appearance]:
    rows = Appearance.objects.of(claim).select_related("judged_by", "first__article", "second__article")
    return list(rows.order_by("-score", "id"))


def _claim(user: User, claim_id: int) -> Claim:
    claim = Claim.objects.visible_to(user).filter(pk=claim_id).first()
    if claim is None:
        raise Missing("no_such_claim", f"There is no claim {claim_id}.")
    return claim


class ClaimMatches(Endpoint):
    @operation(
        "list_claim_matches",
        "Earlier checks of the claim, and other articles that make it",
        scope=Scope.CLAIMS_READ,
        answers={200: (ClaimMatchesShown, "All that is proposed or judged, likeliest first.")},
        refusals=(304, 404),
        parameters=[IF_NONE_MATCH],
        tag="claims",
    )
    def get(self, request: Request, claim_id: int) -> HttpResponse:
        claim = _claim(actor(request), claim_id)
        lookup = ClaimLookup.objects.filter(claim=claim).defer("vector").first()
        return tagged(
            request,
            {
                "lookup": {
                    "is_waiting": lookup is None or lookup.due_at is not None,
                    "looked_up_at": lookup.looked_up_at if lookup else None,
                    "text": lookup.text if lookup else "",
                    "engine": lookup.engine if lookup else "",
                    "error": lookup.error if lookup else "",
                },
                "matches": [match_shown(match) for match in _matches_of(claim)],
                "appearances": [appearance_shown(row, claim) for row in _appearances_of(claim)],
            },
        )


WORDS = {
    MatchDecision.CONFIRM: "Say that it is the same claim",
    MatchDecision.REJECT: "Say that it is another claim",
    MatchDecision.UNDO: "Take back what was said of it",
}


def match_verb(decision: MatchDecision) -> type[Endpoint]:
    """An address that judges an earlier check and answers with it as it stands then."""

    class Judge(Endpoint):
        @operation(
            f"{decision}_claim_match",
            f"{WORDS[decision]} as an earlier check",
            scope=Scope.CLAIMS_WRITE,
            body=NoBody,
            answers={200: (MatchRow, "The match as it stands now.")},
            refusals=(404, 409),
            tag="claims",
        )
        def post(self, request: Request, claim_id: int, match_id: int) -> HttpResponse:
            read_body(NoBody, request.data)
            judge_match(
                actor=actor(request), claim_id=claim_id, match_id=match_id, decision=decision, now=timezone.now()
            )
            claim = _claim(actor(request), claim_id)
            return answer(next(match_shown(match) for match in _matches_of(claim) if match.pk == match_id))

    Judge.__name__ = Judge.__qualname__ = f"ClaimMatch{decision.capitalize()}"
    return Judge


def appearance_verb(decision: MatchDecision) -> type[Endpoint]:
    """The same for another article's claim."""

    class Judge(Endpoint):
        @operation(
            f"{decision}_claim_appearance",
            f"{WORDS[decision]} as another article's",
            scope=Scope.CLAIMS_WRITE,
            body=NoBody,
            answers={200: (AppearanceRow, "The appearance as it stands now.")},
            refusals=(404, 409),
            tag="claims",
        )
        def post(self, request: Request, claim_id: int, appearance_id: int) -> HttpResponse:
            read_body(NoBody, request.data)
            judge_appearance(
                actor=actor(request),
                claim_id=claim_id,
                appearance_id=appearance_id,
                decision=decision,
                now=timezone.now(),
            )
            claim = _claim(actor(request), claim_id)
            return answer(
                next(appearance_shown(row, claim) for row in _appearances_of(claim) if row.pk == appearance_id)
            )

    Judge.__name__ = Judge.__qualname__ = f"ClaimAppearance{decision.capitalize()}"
    return Judge


class ClaimMatchReuse(Endpoint):
    @operation(
        "reuse_claim_match",
        "Attach a confirmed earlier check as evidence",
        scope=Scope.EVIDENCE_WRITE,
        body=NoBody,
        answers={201: (EvidenceRow, "Attached.")},
        refusals=(404, 409, 422),
        tag="claims",
    )
    def post(self, request: Request, claim_id: int, match_id: int) -> HttpResponse:
        read_body(NoBody, request.data)
        evidence = reuse_match(actor=actor(request), claim_id=claim_id, match_id=match_id, now=timezone.now())
        return answer(evidence_shown(Evidence.objects.values(*EVIDENCE_COLUMNS).get(pk=evidence.pk)), status=201)
