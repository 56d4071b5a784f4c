"""One claim with all that hangs on it."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.db.models.functions import Substr
from rest_framework import serializers

from claims.api.claimrows import CLAIM_COLUMNS, ClaimRow, Person, claim_row, person_columns, person_shown
from claims.api.evidence import EVIDENCE_COLUMNS, EvidenceRow, evidence_shown
from claims.api.words import DECISIONS, SUBSTITUTION_REASONS
from claims.errors import Missing
from claims.extraction.anchoring import Anchoring
from claims.models import Claim, Evidence, Opinion, Review, User, Verdict
from claims.permissions import (
    is_too_near,
    may_add_evidence,
    may_adjudicate,
    may_judge_claim,
    may_propose_correction,
    may_publish_verdict,
    may_release_claim,
    may_review_verdict,
    may_take_claim,
    may_take_over_claim,
    may_triage_claim,
)
from claims.services.acts import undoable
from claims.services.claims import WORDABLE
from claims.services.offers import BARRED
from claims.services.opinions import is_split, withheld
from claims.services.policies import desk_policy
from claims.services.sources import GATHERING
from claims.workflow import CLAIM_MOVES, ClaimStatus


class ReviewRow(serializers.Serializer[Any]):
    """A second person's word on a verdict."""

    id = serializers.IntegerField()
    reviewer = Person()
    decision = serializers.ChoiceField(choices=DECISIONS)
    note = serializers.CharField()
    is_adjudication = serializers.BooleanField(help_text="An editor's word on two ratings that differ.")
    created_at = serializers.DateTimeField()


class RatingShown(serializers.Serializer[Any]):
    """The label of a verdict."""

    id = serializers.IntegerField()
    slug = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    truth = serializers.CharField(help_text="Where it lies on the truth axis; empty when off it.")
    value = serializers.IntegerField(allow_null=True, help_text="1 (false) to 5 (true).")


class OpinionRow(serializers.Serializer[Any]):
    """How a second person would have rated the claim. Frozen."""

    id = serializers.IntegerField()
    verdict = serializers.IntegerField(help_text="Id of the verdict that it stands beside.")
    reviewer = Person()
    rating = RatingShown()
    note = serializers.CharField(help_text="Why; where it differs from the verdict's, the dissent on record.")
    is_blind = serializers.BooleanField(help_text="Given before the verdict was shown.")
    created_at = serializers.DateTimeField()


class VerdictRow(serializers.Serializer[Any]):
    """A judgement; never changed, the one with the highest number counts."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    rating = RatingShown()
    summary = serializers.CharField()
    rationale = serializers.CharField()
    right_of_reply = serializers.CharField()
    author = Person()
    created_at = serializers.DateTimeField()
    reviews = ReviewRow(many=True)
    opinions = OpinionRow(many=True)


class ReasonShown(serializers.Serializer[Any]):
    """One part of the score; the weights add up to it."""

    name = serializers.CharField()
    weight = serializers.FloatField()
    detail = serializers.CharField()
    log_odds = serializers.FloatField(
        allow_null=True, help_text="The same part as a term of the logistic sum; null where a person set the score."
    )


class SubstitutionShown(serializers.Serializer[Any]):
    """What the stand-alone wording has in place of words of the text."""

    start = serializers.IntegerField(help_text="In code points of the article's text; start and end alike: put in.")
    end = serializers.IntegerField()
    words = serializers.CharField(help_text="What stands there in the text; empty where words were put in.")
    replacement = serializers.CharField(help_text="What the wording says instead; empty where words were left out.")
    why = serializers.ChoiceField(
        choices=["", *SUBSTITUTION_REASONS],
        help_text="pronoun: whom it means; speaker: “I” and “we” in somebody's words; thing: what “this report” or "
        "“it” points at; subject: shared with the clause before; relative: what “who” or “which” refers to; date: "
        "made absolute by the article's date; cue: left out or put in so that the rest makes sense; empty: not told.",
    )  # fmt: skip


class ClaimDetail(ClaimRow):
    """A claim with its evidence, verdicts and reviews, and what you may do with it now."""

    version = serializers.IntegerField(help_text="Id of the text that start and end count in.")
    substitutions = SubstitutionShown(
        many=True, help_text="All that the engine changed between quote and stand-alone wording."
    )
    repeats = serializers.ListField(
        child=serializers.IntegerField(),
        help_text="Ids of the other claims of the article that say the same, in the order of the text; at most 50.",
    )
    reasons = ReasonShown(many=True)
    parts = serializers.DictField(
        child=serializers.FloatField(), help_text="By part of the score, its shipped value in log-odds."
    )
    weights = serializers.IntegerField(
        allow_null=True, help_text="Id of the weights that the score was made with. Null: the shipped ones."
    )
    confidence = serializers.FloatField()
    engine = serializers.CharField(help_text="What proposed it; empty when a person added it.")
    dismissed_reason = serializers.CharField()
    lease_expires_at = serializers.DateTimeField(allow_null=True, help_text="Until when its holder has it.")
    allowed = serializers.ListField(
        child=serializers.CharField(),
        help_text="Last parts of the addresses that you may post to now; reword and span are PATCH.",
    )
    publication = serializers.CharField(allow_null=True, help_text="Slug of the published check.")
    evidence = EvidenceRow(many=True)
    verdicts = VerdictRow(many=True)
    is_blind = serializers.BooleanField(
        help_text="This desk reviews blind, and verdicts are left out until you gave your own rating: POST opinions."
    )


MAX_REPEATS = 50
_EXTRA = (
    "version_id",
    "substitutions",
    "reasons",
    "parts",
    "confidence",
    "engine",
    "dismissed_reason",
    "lease_expires_at",
)
_RATING = ("id", "slug", "label", "truth", "value")
_VERDICT = ("id", "number", "summary", "rationale", "right_of_reply", "created_at")
VERDICT_COLUMNS = (*_VERDICT, *(f"rating__{name}" for name in _RATING), *person_columns("author"))
_REVIEW = ("id", "decision", "note", "is_adjudication", "created_at")
_OPINION = ("id", "note", "is_blind", "created_at")
OPINION_COLUMNS = (
    *_OPINION, "verdict_id", *(f"rating__{name}" for name in _RATING), *person_columns("reviewer")
)  # fmt: skip


def claim_detail(user: User, claim_id: int, *, now: datetime) -> dict[str, Any]:
    """The claim as this person may see it. A fixed number of queries. Raises :class:`Missing`."""
    row = Claim.objects.visible_to(user).filter(pk=claim_id).values(*CLAIM_COLUMNS, *_EXTRA, "weights_id").first()
    if row is None:
        raise Missing("no_such_claim", f"There is no claim {claim_id}.")
    verdicts = [
        verdict_shown(verdict)
        for verdict in Verdict.objects.filter(claim=claim_id).order_by("number").values(*VERDICT_COLUMNS)
    ]
    by_id = {verdict["id"]: verdict for verdict in verdicts}
    reviews = Review.objects.filter(verdict__claim=claim_id).order_by("id")
    for review in reviews.values("verdict_id", *_REVIEW, *person_columns("reviewer")):
        shown = {name: review[name] for name in _REVIEW} | {"reviewer": person_shown(review, "reviewer")}
        by_id[review["verdict_id"]]["reviews"].append(shown)
    for opinion in Opinion.objects.filter(verdict__claim=claim_id).order_by("id").values(*OPINION_COLUMNS):
        by_id[opinion["verdict_id"]]["opinions"].append(opinion_shown(opinion))
    told = Claim.objects.get(pk=claim_id)
    known = list(told.verdicts.order_by("-number").prefetch_related("opinions", "reviews"))
    hidden = withheld(user, told, known)
    evidence = Evidence.objects.standing().filter(claim=claim_id).values(*EVIDENCE_COLUMNS)
    slug = Claim.objects.filter(pk=claim_id, publications__is_current=True).values_list("publications__slug", flat=True)
    return {
        **claim_row(row),
        "version": row["version_id"],
        **{name: row[name] for name in _EXTRA if name not in {"version_id", "substitutions", "reasons"}},
        "substitutions": substitutions_shown(row),
        "repeats": repeats_shown(row),
        "reasons": [{"log_odds": None} | reason for reason in row["reasons"]],
        "weights": row["weights_id"],
        "allowed": allowed_verbs(user, told, known[0] if known else None, now=now),
        "publication": slug.first(),
        "evidence": [evidence_shown(piece) for piece in evidence],
        "verdicts": [verdict for verdict in verdicts if verdict["id"] not in hidden],
        "is_blind": bool(hidden),
    }


def substitutions_shown(row: dict[str, Any]) -> list[dict[str, Any]]:
    """With the words of the text that each stands for; of the text only the stretch that holds them is read."""
    found: list[dict[str, Any]] = row["substitutions"]
    first = min((one["start"] for one in found), default=0)
    last = max((one["end"] for one in found), default=0)
    piece = Substr("version__text", first + 1, max(0, last - first))
    text = Claim.objects.filter(pk=row["id"]).values_list(piece, flat=True).first() or ""
    return [
        {
            "start": one["start"],
            "end": one["end"],
            "words": text[one["start"] - first : one["end"] - first],
            "replacement": one["replacement"],
            "why": one.get("why", ""),
        }
        for one in found
    ]


def repeats_shown(row: dict[str, Any]) -> list[int]:
    lead = row["repeats_id"] or row["id"]
    others = Claim.objects.filter(Q(pk=lead) | Q(repeats=lead)).exclude(pk=row["id"]).order_by("start", "id")
    return list(others.values_list("pk", flat=True)[:MAX_REPEATS])


def verdict_shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _VERDICT},
        "rating": {name: row[f"rating__{name}"] for name in _RATING},
        "author": person_shown(row, "author"),
        "reviews": [],
        "opinions": [],
    }


def opinion_shown(row: dict[str, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _OPINION},
        "verdict": row["verdict_id"],
        "rating": {name: row[f"rating__{name}"] for name in _RATING},
        "reviewer": person_shown(row, "reviewer"),
    }


_ADDRESSES = {"take_over": "take", "correct": "corrections"}


def allowed_verbs(user: User, claim: Claim, latest: Verdict | None, *, now: datetime) -> list[str]:
    """What this person may do with the claim as it stands: workflow and permissions, asked without changing anything.

    The services ask again; this only spares a client the requests that would be refused.
    """
    own_draft = latest is not None and latest.author_id == user.pk and not latest.reviews.all()
    is_mine = claim.assignee_id == user.pk
    ran_out = claim.lease_expires_at is not None and claim.lease_expires_at <= now
    turns = _turns(user, claim, latest)
    by_verb = {
        "accept": may_triage_claim(user, claim),
        "dismiss": may_triage_claim(user, claim),
        "reopen": may_triage_claim(user, claim),
        "unaccept": may_triage_claim(user, claim),
        "restore": may_triage_claim(user, claim),
        "split": may_triage_claim(user, claim),
        "merge": may_triage_claim(user, claim),
        "take": may_take_claim(user, claim),
        "take_over": may_take_claim(user, claim) and (is_mine or ran_out),
        "release": may_release_claim(user, claim),
        "submit": may_judge_claim(user, claim) and own_draft,
        "return": "review" in turns,
        "approve": "review" in turns,
        "publish": latest is not None and may_publish_verdict(user, latest),
        "correct": may_propose_correction(user, claim),
    }
    status = claim.status
    is_barred = is_too_near(user, claim.pk, now=now)
    barred = {*BARRED, "submit", "approve", "return"} if is_barred else set()
    allowed = [verb for verb in CLAIM_MOVES.from_status(status) if by_verb.get(verb) and verb not in barred]
    allowed = [_ADDRESSES.get(verb, verb) for verb in allowed]
    if claim.is_leased(now=now) and not is_mine and not is_barred and may_take_over_claim(user, claim):
        allowed.append("take-over")
    if "corrections" in allowed:
        allowed.append("recheck")
    if status in WORDABLE and may_triage_claim(user, claim):
        allowed += ["reword", "speaker", "span", *(["words"] if claim.anchoring == Anchoring.FUZZY else [])]
    if status in GATHERING and may_add_evidence(user, claim):
        allowed.append("evidence")
    if status == ClaimStatus.IN_REVIEW and may_judge_claim(user, claim) and not is_barred:
        allowed.append("verdicts")
    if may_triage_claim(user, claim) and undoable(actor=user, claim_id=claim.pk, now=now):
        allowed.append("undo")
    return allowed + ([] if is_barred else [verb for verb in ("opinions", "adjudicate") if verb in turns])


def _turns(user: User, claim: Claim, latest: Verdict | None) -> set[str]:
    """What a verdict that was handed in waits for from this person: review, opinions, adjudicate."""
    if latest is None or not may_review_verdict(user, latest):
        return set()
    opinions = list(latest.opinions.all())
    has_reviewed = any(one.reviewer_id == user.pk for one in latest.reviews.all())
    if claim.status != ClaimStatus.SUBMITTED:
        return set() if has_reviewed else {"review"}
    if is_split(latest):
        return {"adjudicate"} if may_adjudicate(user, latest, opinions) else set()
    if any(one.reviewer_id == user.pk for one in opinions):
        return {"review"}
    return {"opinions"} if desk_policy().is_review_blind else {"opinions", "review"}
