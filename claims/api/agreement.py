"""How far two people agree, and the desk's own rules."""

from typing import Any

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request

from claims.api.endpoint import Endpoint, actor
from claims.api.fields import Query, Word
from claims.api.rendering import answer
from claims.api.schema import operation
from claims.models import Scope
from claims.services import agreement as services
from claims.services.agreement import Kappa
from claims.services.policies import desk_policy
from claims.services.policyversions import FIELDS


class AgreementQuery(Query):
    """The span, both days included, and its parts."""

    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    by = Word(choices=list(services.PERIODS), required=False, help_text="quarter when left out.")


class KappaShown(serializers.Serializer[Any]):
    """Cohen's kappa with its 95 % interval."""

    pairs = serializers.IntegerField()
    observed = serializers.FloatField(help_text="Share of pairs that agree; weighted, near misses count in part.")
    kappa = serializers.FloatField(allow_null=True, help_text="Null: no pairs, or all of one label.")
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    is_enough = serializers.BooleanField(help_text="Of enough pairs to mean anything; the interval is null if not.")


class PeriodKappa(KappaShown):
    """One month, quarter or year."""

    start = serializers.DateField()


class Apart(serializers.Serializer[Any]):
    """Two labels that were given to one claim."""

    first = serializers.CharField()
    second = serializers.CharField()
    count = serializers.IntegerField()


class ScaleKappa(serializers.Serializer[Any]):
    """One scale: ratings of the verdict against those of second reviewers who had not seen it."""

    scale = serializers.CharField(help_text="Slug.")
    unweighted = KappaShown()
    weighted = KappaShown(help_text="Linear weights along the truth axis; labels off the axis left out.")
    periods = PeriodKappa(many=True)
    apart = Apart(many=True)


class Agreement(serializers.Serializer[Any]):
    """Each scale on which there is a pair."""

    results = ScaleKappa(many=True)


class DeskPolicyShown(serializers.Serializer[Any]):
    """How this desk works."""

    number = serializers.IntegerField(help_text="Grows with every change.")
    is_review_blind = serializers.BooleanField()
    is_dissent_public = serializers.BooleanField()
    lease_minutes = serializers.IntegerField()
    recheck_days = serializers.IntegerField(allow_null=True)
    watch_days = serializers.IntegerField(help_text="How often pages of sources are looked at; 0: never.")
    article_watch_hours = serializers.IntegerField(help_text="Until an article's page is looked at again; 0: never.")


def _kappa(kappa: Kappa) -> dict[str, Any]:
    return {
        "pairs": kappa.pairs,
        "observed": kappa.observed,
        "kappa": kappa.value,
        "low": kappa.low if kappa.is_enough else None,
        "high": kappa.high if kappa.is_enough else None,
        "is_enough": kappa.is_enough,
    }


class AgreementOne(Endpoint):
    @operation(
        "read_agreement",
        "Cohen's kappa per scale and period",
        scope=Scope.CLAIMS_READ,
        query=AgreementQuery,
        answers={200: (Agreement, "By scale, the desk's default first.")},
        tag="agreement",
    )
    def get(self, request: Request) -> HttpResponse:
        query = AgreementQuery.read(request.query_params)
        found = services.agreement(
            actor=actor(request), since=query.get("since"), until=query.get("until"), by=query.get("by", "quarter")
        )
        rows = [
            {
                "scale": one.scale.slug,
                "unweighted": _kappa(one.kappa),
                "weighted": _kappa(one.weighted),
                "periods": [{"start": period.start, **_kappa(period.kappa)} for period in one.periods],
                "apart": [{"first": first, "second": second, "count": count} for first, second, count in one.apart],
            }
            for one in found
        ]
        return answer({"results": rows})


class DeskPolicyOne(Endpoint):
    @operation(
        "read_desk_policy",
        "How this desk works",
        scope=Scope.CLAIMS_READ,
        answers={200: (DeskPolicyShown, "What is in force now.")},
        tag="desk policy",
    )
    def get(self, request: Request) -> HttpResponse:
        policy = desk_policy()
        return answer({"number": policy.number, **{name: getattr(policy, name) for name in FIELDS[type(policy)]}})
