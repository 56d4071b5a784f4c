"""A second rating given before the first is seen, and what waits to be seen until then."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.errors import Invalid, Refused
from claims.models import Claim, NoticeKind, Opinion, Rating, User, Verdict
from claims.models.claims import ClaimQuerySet
from claims.permissions import (
    NOT_A_MEMBER,
    demand,
    demand_distance,
    is_member,
    is_too_near,
    may_adjudicate,
    may_give_opinion,
    may_run_desk,
)
from claims.services.claims import demand_revision, lock_claim
from claims.services.discussion import members
from claims.services.history import record_event
from claims.services.nearness import nearness_of
from claims.services.notices import notify
from claims.services.policies import desk_policy
from claims.services.verdicts import latest_verdict
from claims.workflow import CLAIM_MOVES, ClaimStatus

MAX_NOTE_CHARS = 5000
# From approval on, all see what was judged; before, a verdict that nobody has reviewed yet may still be withheld.
SETTLED = (ClaimStatus.APPROVED, ClaimStatus.PUBLISHED, ClaimStatus.CORRECTED, ClaimStatus.RETRACTED)
OWN_VERDICT = "This verdict is your own. Somebody else of the desk has to review it."
OPINION_FIRST = (
    "This desk reviews blind: say first how you would rate the claim, and why. Then you see the verdict and decide."
)
AWAITS_EDITOR = (
    "Two ratings differ, so an editor who gave neither decides: by upholding the verdict or by returning it. "
    "You need to do nothing."
)


def give_opinion(
    *, actor: User, claim_id: int, rating_id: int, note: str, revision: int | None = None, now: datetime
) -> Opinion:
    """How the second person would rate a claim that was handed in. It is frozen, and so is its reason.

    Given blind, an equal rating opens the review to them, and a different one leaves the claim to an editor who gave
    neither. On a desk that does not review blind it is a dissent on record and holds nothing up.
    """
    note = note.strip()
    with transaction.atomic():
        claim = lock_claim(claim_id)
        demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
        demand_revision(claim, revision)
        verdict = latest_verdict(claim)
        if verdict is None or claim.status not in CLAIM_MOVES["approve"].before:
            raise Refused(
                "wrong_status",
                "No verdict of this claim waits for a second opinion. Reload to see it as it stands now.",
                status=claim.status,
                allowed=CLAIM_MOVES.from_status(claim.status),
            )
        demand(may_give_opinion(actor, verdict), "own_verdict", OWN_VERDICT)
        demand_distance(actor, claim.pk, now=now)
        if verdict.opinions.filter(reviewer=actor).exists():
            raise Refused("opinion_given", "You rated this claim already, and that rating stands.")
        if is_split(verdict):
            raise Refused("awaits_editor", AWAITS_EDITOR)
        rating = _usable(rating_id, note, verdict)
        opinion = Opinion(
            verdict=verdict, reviewer=actor, rating=rating, note=note, is_blind=desk_policy().is_review_blind,
            created_at=now,
        )  # fmt: skip
        try:
            with transaction.atomic():
                opinion.save(force_insert=True)
        except IntegrityError:
            raise Refused("opinion_given", "You rated this claim already, and that rating stands.") from None
        is_equal = rating.pk == verdict.rating_id
        record_event(
            actor=actor, verb="give_opinion", subject=claim, now=now,
            data={
                "verdict": verdict.pk, "opinion": opinion.pk, "rating": rating.label, "note": note,
                "is_equal": is_equal, "is_blind": opinion.is_blind,
            },
        )  # fmt: skip
        if opinion.is_blind and not is_equal:
            _tell_editors(claim, verdict, now=now)
    return opinion


def _usable(rating_id: int, note: str, verdict: Verdict) -> Rating:
    """A label of the verdict's own scale: only on one scale can two ratings be the same or not."""
    rating = ratings_for(verdict).filter(pk=rating_id).first()
    wrong: dict[str, list[str]] = {}
    if rating is None:
        wrong["rating"] = [f"Choose a rating of the scale “{verdict.rating.scale}”."]
    if not note:
        wrong["note"] = ["Give your reason in a sentence or two: it stays on record."]
    if len(note) > MAX_NOTE_CHARS:
        wrong["note"] = [f"Keep it below {MAX_NOTE_CHARS:,} characters."]
    if wrong or rating is None:
        raise Invalid("Your opinion is not complete.", wrong)
    return rating


def ratings_for(verdict: Verdict) -> QuerySet[Rating]:
    """What a second reviewer chooses from."""
    return (
        Rating.objects.filter(scale=verdict.rating.scale_id, is_retired=False)
        .select_related("scale")
        .order_by("position", "id")
    )


def _tell_editors(claim: Claim, verdict: Verdict, *, now: datetime) -> None:
    """All who may decide: editors who gave neither rating and are not too near."""
    opinions = list(verdict.opinions.all())
    for one in members().prefetch_related("groups").order_by("pk"):
        if may_adjudicate(one, verdict, opinions) and not is_too_near(one, claim.pk, now=now):
            text = "Two people rated this claim differently without seeing each other's rating. It waits for your word."
            notify(person=one, claim=claim, kind=NoticeKind.TO_ADJUDICATE, told_by=None, text=text, now=now)


def is_split(verdict: Verdict) -> bool:
    """Whether somebody who had not seen it rated the claim differently."""
    return any(one.is_blind and one.rating_id != verdict.rating_id for one in verdict.opinions.all())


def awaiting_editor() -> ClaimQuerySet:
    """Claims handed in whose ratings differ, in no order."""
    other = Opinion.objects.filter(verdict=OuterRef("pk"), is_blind=True).exclude(rating=OuterRef("rating"))
    split = Verdict.objects.filter(Exists(other), reviews=None, claim__status=ClaimStatus.SUBMITTED.value)
    return Claim.objects.filter(status=ClaimStatus.SUBMITTED.value, pk__in=split.values("claim"))


def awaiting_word_of(actor: User, *, now: datetime) -> ClaimQuerySet:
    """Those of them between whose ratings this person may decide: an editor who gave neither and is not too near."""
    if not may_run_desk(actor):
        return Claim.objects.none()
    mine = Verdict.objects.filter(Q(author=actor) | Q(opinions__reviewer=actor), reviews=None)
    return awaiting_editor().exclude(pk__in=mine.values("claim")).exclude(nearness_of(actor, now=now).rows)


# -- what is withheld ---------------------------------------------------------------------------


def withheld(actor: User, claim: Claim, verdicts: Sequence[Verdict]) -> frozenset[int]:
    """Ids of the claim's verdicts that this person must not see yet; ``verdicts`` are all of them, newest first, with
    their opinions and reviews prefetched.

    Empty on a desk that does not review blind. Opinions and reviews of a withheld verdict are withheld with it.
    """
    if not verdicts or claim.status in SETTLED or not desk_policy().is_review_blind:
        return frozenset()
    return hidden_among(actor, verdicts)


def hidden_among(actor: User, verdicts: Sequence[Verdict]) -> frozenset[int]:
    """The same of a claim that is not settled, on a desk that reviews blind; there is a verdict at least."""
    latest = verdicts[0]
    if latest.reviews.all() or not _is_news_to(actor, latest):
        return frozenset()
    if is_split(latest) and may_adjudicate(actor, latest, latest.opinions.all()):
        return frozenset()
    return frozenset(one.pk for one in verdicts if _is_news_to(actor, one))


def _is_news_to(actor: User, verdict: Verdict) -> bool:
    """They had no part in it: neither wrote, rated nor reviewed it."""
    others = {one.reviewer_id for one in verdict.opinions.all()} | {one.reviewer_id for one in verdict.reviews.all()}
    return verdict.author_id != actor.pk and actor.pk not in others


def hidden_from(actor: User) -> QuerySet[Verdict]:
    """The same for lists over many claims, a little wider: an editor who decides does so on the claim's page."""
    if not desk_policy().is_review_blind:
        return Verdict.objects.none()
    mine = Verdict.objects.filter(Q(author=actor) | Q(opinions__reviewer=actor))
    open_claims = (
        Verdict.objects.filter(reviews=None)
        .exclude(claim__status__in=[str(one) for one in SETTLED])
        .exclude(pk__in=mine.values("pk"))
    )
    rows = Verdict.objects.filter(claim__in=open_claims.values("claim"))
    return rows.exclude(pk__in=mine.values("pk")).exclude(reviews__reviewer=actor)


def dissents(verdict: Verdict, opinions: Iterable[Opinion]) -> list[Opinion]:
    """Opinions that differ from the verdict."""
    return [one for one in opinions if one.rating_id != verdict.rating_id]
