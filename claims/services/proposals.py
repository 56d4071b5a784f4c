"""Finding earlier checks and other places of a claim: what the worker runs. People's judgements stay untouched."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Q

from claims.matching import ranking, vectors
from claims.models import Appearance, Claim, ClaimLookup, KnownClaim, Match, ProposalStatus
from claims.models.shortlist import Near, near_claims, near_known_claims, worded_known_claims
from claims.queue import ring_index
from claims.services.lookups import LEASE, UNSETTLED, request_lookups
from claims.services.matchweights import Holding, holding_match_weights
from claims.services.sameness import same_claims

log = structlog.get_logger(__name__)

MAX_ATTEMPTS = 3
SHORT_LIST = 100
PROPOSE_FROM = 0.3  # below it nobody should have to look
MATCHES_KEPT = 5
SAME_CLAIM_FROM = 0.5
APPEARANCES_KEPT = 10
NEAR_CLAIMS = 20
ENTRIES_AT_ONCE = 128  # of the index, in one task
RECHECK_FROM = 0.45  # similarity of a new entry to a claim that makes it worth looking the claim up again
CONFIRMED_ELSEWHERE = "confirmed_elsewhere"
CONFIRMED_SCORE = 0.9  # at least, of what people confirmed for the same claim
NEARLY_SAME_FROM = 0.95  # from here on two claims are one as far as earlier checks go, without a person's word


def look_up_claims(*, claim_ids: Sequence[int], clock: Callable[[], datetime]) -> int:
    """Look up those of these claims that are due. Safe to call any number of times, by any number of workers.

    Returns how many were looked up. A claim that the engine stumbles over is tried again later, and in the end says so.
    """
    lookups = _begin(claim_ids, now=clock())
    if not lookups:
        return 0
    # Texts first, all at once: a run of the encoders costs less for many than for each alone.
    made = vectors.embed([one.claim.standalone for one in lookups])
    done = 0
    for lookup, vector in zip(lookups, made, strict=True):
        try:
            done += _look_up(lookup, [float(number) for number in vector], now=clock())
        except Exception as error:
            # One odd text must not keep the others waiting; the row says what happened, the log has the trace.
            log.exception("lookup_failed", claim_id=lookup.claim_id)
            _give_up_or_wait(lookup, type(error).__name__)
    return done


def _begin(claim_ids: Sequence[int], *, now: datetime) -> list[ClaimLookup]:
    """Take the due ones for a while, so that a worker that dies is followed by another."""
    with transaction.atomic():
        rows = ClaimLookup.objects.due(now=now).filter(claim__in=claim_ids)
        taken = list(rows.select_for_update(skip_locked=True).order_by("pk"))
        ClaimLookup.objects.filter(pk__in=[one.pk for one in taken]).update(due_at=now + LEASE)
    found = ClaimLookup.objects.filter(pk__in=[one.pk for one in taken]).order_by("pk").defer("vector")
    return list(found.select_related("claim__article", "claim__speaker"))


def _give_up_or_wait(lookup: ClaimLookup, what: str) -> None:
    attempts = lookup.attempts + 1
    rows = ClaimLookup.objects.filter(pk=lookup.pk)
    if attempts >= MAX_ATTEMPTS:
        rows.update(attempts=attempts, due_at=None, error=f"The search stumbled over this wording ({what}).")
    else:
        rows.update(attempts=attempts)  # its lease runs out, then the sweep rings again


def _look_up(lookup: ClaimLookup, vector: list[float], *, now: datetime) -> bool:
    claim = lookup.claim
    ClaimLookup.objects.filter(pk=lookup.pk).update(
        vector=vector, vector_version=vectors.VERSION, text=claim.standalone
    )
    holding = holding_match_weights()
    while True:
        matches = _rank_known(claim, vector, holding)
        appearances = _rank_claims(claim, vector, holding)
        with transaction.atomic():
            now_worded = Claim.objects.select_for_update().values_list("standalone", flat=True).get(pk=claim.pk)
            if now_worded != claim.standalone:
                return False  # reworded meanwhile: its row is due again
            held_by_now = holding_match_weights()
            if held_by_now.row != holding.row:
                holding = held_by_now  # others were switched on meanwhile: nothing is stored under the old ones
                continue
            _store_matches(claim, matches, appearances, holding.engine, now=now)
            _store_appearances(claim, appearances, holding.engine, now=now)
            ClaimLookup.objects.filter(pk=lookup.pk, due_at__gt=now).update(
                due_at=None, looked_up_at=now, engine=holding.engine, error="", attempts=0
            )
        return True


# -- known claims -----------------------------------------------------------------------------------


def _rank_known(claim: Claim, vector: Sequence[float], holding: Holding) -> list[ranking.Match]:
    short = short_list(claim.standalone, vector)
    entries = KnownClaim.objects.with_origin().defer("vector").in_bulk(list(short))
    candidates = [
        ranking.Candidate(
            key=entry.pk,
            text=f"{entry.text} {entry.title}".strip(),
            similarity=short[entry.pk],
            made_by=entry.claimant,
            made_on=entry.claimed_on,
        )
        for entry in entries.values()
        if entry.publication is None or entry.publication.claim_id != claim.pk
    ]
    ranked = _ranked(claim, candidates, holding)
    return [one for one in ranked if one.score >= PROPOSE_FROM][:MATCHES_KEPT]


def short_list(text: str, vector: Sequence[float]) -> dict[int, float]:
    """At most SHORT_LIST entries of the index, by vectors and by words, with their similarities."""
    found: dict[int, float] = {}
    halves: tuple[list[Near], ...] = (
        near_known_claims(vector, version=vectors.VERSION),
        worded_known_claims(text, vector=vector, version=vectors.VERSION),
    )
    for one in (one for half in halves for one in half):
        found.setdefault(one.pk, one.similarity or 0.0)
    return dict(list(found.items())[:SHORT_LIST])


def _ranked(claim: Claim, candidates: Sequence[ranking.Candidate], holding: Holding) -> list[ranking.Match]:
    if not candidates:
        return []
    return ranking.rank(
        claim.standalone,
        candidates,
        said_by=str(claim.speaker or ""),
        said_on=claim.said_from or claim.article.published_on,
        learned=holding.weights,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    """What a proposal is to say."""

    score: float
    reasons: list[dict[str, Any]]
    features: dict[str, float]

    @classmethod
    def of(cls, match: ranking.Match) -> "_Found":
        return cls(_share(match.score), _reasons(match), dict(match.features))


def _store_matches(
    claim: Claim, found: Sequence[ranking.Match], alike: Sequence[ranking.Match], engine: str, *, now: datetime
) -> None:
    wanted = {int(str(one.key)): _Found.of(one) for one in found}
    confirmed, rejected = _settled_elsewhere(claim, alike)
    for known in rejected:
        wanted.pop(known, None)
    # What people confirmed for the same claim comes first, whatever the words are like.
    most = max((one.score for known, one in wanted.items() if known not in confirmed), default=0.0)
    for known, detail in confirmed.items():
        own = wanted.get(known, _Found(0.0, [], {}))
        score = _share(max(CONFIRMED_SCORE, own.score, most + 0.0001))
        reason = {"name": CONFIRMED_ELSEWHERE, "weight": 1.0, "detail": detail}
        wanted[known] = _Found(score, [reason, *own.reasons], own.features)
    held = {match.known_id: match for match in claim.matches.all()}
    _update(Match, [(held[key], wanted[key]) for key in wanted if key in held], engine, now=now)
    Match.objects.bulk_create(
        [
            Match(
                claim=claim, known_id=key, score=one.score, reasons=one.reasons, features=one.features, engine=engine,
                created_at=now, updated_at=now,
            )
            for key, one in wanted.items()
            if key not in held
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    # What somebody judged and took back stays: judgements are kept for ever.
    gone = claim.matches.filter(status=ProposalStatus.PROPOSED, judgements=None).exclude(known__in=list(wanted))
    gone.delete()


def _settled_elsewhere(claim: Claim, alike: Sequence[ranking.Match]) -> tuple[dict[int, str], set[int]]:
    """Which entries of the index people confirmed (and for what), and which they rejected, for a claim that is this
    one: a repeat, one that a person confirmed to be the same, or one in nearly the same words (``alike``: how the
    claims of other articles rank)."""
    told = dict.fromkeys(same_claims(claim.pk), "confirmed for the same claim elsewhere")
    apart = Appearance.objects.of(claim).filter(status=ProposalStatus.REJECTED).values_list("first", "second")
    ranked = {int(str(one.key)): one.score for one in alike}
    others = sorted(ranked.keys() - {pk for pair in apart for pk in pair})
    worded = Claim.objects.filter(pk__in=others).values_list("pk", "standalone")
    word_for_word = {pk for pk, text in worded if _folded(text) == _folded(claim.standalone)}
    near = word_for_word | {pk for pk in others if ranked[pk] >= NEARLY_SAME_FROM}
    judged = Match.objects.filter(claim__in=[*told, *near], known__is_standing=True).exclude(
        status=ProposalStatus.PROPOSED
    )
    confirmed: dict[int, str] = {}
    rejected: set[int] = set()
    for owner, known, status in judged.order_by("pk").values_list("claim", "known", "status"):
        if status == ProposalStatus.CONFIRMED:
            confirmed.setdefault(known, told.get(owner, "confirmed for a claim in nearly the same words"))
        elif owner in told or owner in word_for_word:
            rejected.add(known)
    return confirmed, rejected - confirmed.keys()


def _folded(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


# -- the same claim in other articles ---------------------------------------------------------------


def _rank_claims(claim: Claim, vector: Sequence[float], holding: Holding) -> list[ranking.Match]:
    near = {one.pk: one for one in near_claims(vector, version=vectors.VERSION, count=NEAR_CLAIMS)}
    others = (
        Claim.objects.filter(pk__in=list(near), article__is_sample=claim.article.is_sample)
        .exclude(article=claim.article_id)
        .exclude(status__in=UNSETTLED)
        .select_related("speaker", "article")
    )
    candidates = [
        ranking.Candidate(
            key=other.pk,
            text=other.standalone,
            similarity=near[other.pk].similarity or 0.0,
            made_by=str(other.speaker or ""),
            made_on=other.said_from or other.article.published_on,
        )
        for other in others
    ]
    return [one for one in _ranked(claim, candidates, holding) if one.score >= SAME_CLAIM_FROM][:APPEARANCES_KEPT]


def _store_appearances(claim: Claim, found: Sequence[ranking.Match], engine: str, *, now: datetime) -> None:
    wanted = {int(str(one.key)): _Found.of(one) for one in found}
    held = {row.other_id(claim): row for row in Appearance.objects.of(claim)}
    _update(Appearance, [(held[key], one) for key, one in wanted.items() if key in held], engine, now=now)
    Appearance.objects.bulk_create(
        [
            Appearance(
                first_id=min(claim.pk, key), second_id=max(claim.pk, key), score=one.score, reasons=one.reasons,
                features=one.features, engine=engine, created_at=now, updated_at=now,
            )
            for key, one in wanted.items()
            if key not in held
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    gone = Q(first=claim) & ~Q(second__in=list(wanted)) | Q(second=claim) & ~Q(first__in=list(wanted))
    Appearance.objects.filter(gone, status=ProposalStatus.PROPOSED, judgements=None).delete()


def _update(
    model: type[Match | Appearance], rows: Iterable[tuple[Match | Appearance, _Found]], engine: str, *, now: datetime
) -> None:
    """Only what nobody has judged, decided by the row as it stands at this moment."""
    for row, found in rows:
        facts = {"score": found.score, "reasons": found.reasons, "features": found.features, "engine": engine}
        if row.status == ProposalStatus.PROPOSED and any(getattr(row, name) != value for name, value in facts.items()):
            model._default_manager.filter(pk=row.pk, status=ProposalStatus.PROPOSED).update(**facts, updated_at=now)


def _share(score: float) -> float:
    return round(min(1.0, max(0.0, float(score))), 4)


def _reasons(match: ranking.Match) -> list[dict[str, Any]]:
    plain: list[Mapping[str, Any]] = [asdict(reason) for reason in match.reasons]
    return [
        {"name": str(one["name"]), "weight": round(float(one["weight"]), 3), "detail": str(one["detail"])}
        for one in plain
    ]


# -- the index --------------------------------------------------------------------------------------


def index_known_claims(*, clock: Callable[[], datetime]) -> int:
    """Make the vectors of a lot of entries that lack one, and have claims near to them looked up again.

    Returns how many were made; rings for the next lot while there are more.
    """
    with transaction.atomic():
        # Two workers take different entries.
        entries = list(
            KnownClaim.objects.unread(version=vectors.VERSION)
            .select_for_update(skip_locked=True)
            .order_by("pk")
            .defer("vector")[:ENTRIES_AT_ONCE]
        )
        if not entries:
            return 0
        made = vectors.embed([entry.text for entry in entries])
        for entry, vector in zip(entries, made, strict=True):
            entry.vector, entry.vector_version = [float(number) for number in vector], vectors.VERSION
        KnownClaim.objects.bulk_update(entries, ["vector", "vector_version"], batch_size=ENTRIES_AT_ONCE)
        again = {
            one.pk
            for entry in entries
            for one in near_claims(entry.vector, version=vectors.VERSION, count=NEAR_CLAIMS)
            if (one.similarity or 0) >= RECHECK_FROM
        }
        request_lookups(claim_ids=sorted(again), now=clock(), lane="bulk")
        if len(entries) == ENTRIES_AT_ONCE:
            ring_index()
    return len(entries)
