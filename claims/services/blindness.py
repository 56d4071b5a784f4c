"""What would give a rating away to somebody who is to rate the claim without knowing it: remarks, answers, lines."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from claims.models import AnswerKind, Claim, Comment, Question, User, Verdict
from claims.services.opinions import SETTLED, hidden_among, hidden_from, withheld
from claims.services.policies import desk_policy

REMARKS_WAIT = (
    "What people who know the verdict said since it was written is kept back from you until you have given your "
    "rating, or the verdict was reviewed."
)
ANSWERS_WAIT = (
    "Answers that people who know the verdict gave in words of their own are kept back from you until you have given "
    "your rating, or the verdict was reviewed. Words of sources are not."
)
NOTICE_WAITS = "This remark is kept back until you have given your rating of the claim, or its verdict was reviewed."


@dataclass(frozen=True, slots=True)
class Blindfold:
    """What one person must not learn of one claim yet; false where that is nothing.

    ``hidden``: ids of the verdicts withheld from them. ``knowing``: who knows those. ``since``: when the first of them
    was written.
    """

    person_id: int
    hidden: frozenset[int] = frozenset()
    knowing: frozenset[int] = frozenset()
    since: datetime | None = None

    def __bool__(self) -> bool:
        return bool(self.hidden)

    def covers_remark(self, author_id: int, created_at: datetime, edited_at: datetime | None) -> bool:
        """Whether somebody who knew the rating wrote it, or changed it, since they did."""
        return self.since is not None and author_id in self.knowing and (edited_at or created_at) >= self.since

    def covers_answer(self, answered_by_id: int | None, kind: str, explanation: str) -> bool:
        """Whether somebody who knows the rating answered in words of their own. Words of a source are nobody's own."""
        is_own = kind not in ("", AnswerKind.EXTRACTIVE) or bool(explanation)
        return is_own and answered_by_id in self.knowing


def fold_of(actor: User, hidden: frozenset[int], verdicts: Iterable[Verdict]) -> Blindfold:
    """``hidden`` as :func:`claims.services.opinions.withheld` tells it of these verdicts."""
    rows = [one for one in verdicts if one.pk in hidden]
    knowing = {one.author_id for one in rows}
    knowing |= {opinion.reviewer_id for one in rows for opinion in one.opinions.all()}
    knowing |= {review.reviewer_id for one in rows for review in one.reviews.all()}
    since = min((one.created_at for one in rows), default=None)
    return Blindfold(actor.pk, hidden, frozenset(knowing - {actor.pk}), since)


def blindfold(actor: User, claim: Claim) -> Blindfold:
    """Of one claim. Four queries; two on a desk that does not review blind or once the claim is settled."""
    verdicts = list(claim.verdicts.prefetch_related("opinions", "reviews").order_by("-number"))
    return fold_of(actor, withheld(actor, claim, verdicts), verdicts)


def blindfolds(actor: User, claim_ids: Iterable[int]) -> Mapping[int, Blindfold]:
    """Of many claims, by id; those of which nothing is withheld are left out. The same few queries for any number."""
    wanted = set(claim_ids)
    if not wanted or not desk_policy().is_review_blind:
        return {}
    rows = Verdict.objects.filter(claim__in=wanted).exclude(claim__status__in=[str(one) for one in SETTLED])
    rows = rows.prefetch_related("opinions", "reviews").order_by("claim_id", "-number")
    found = {}
    for claim_id, group in groupby(rows, key=lambda one: one.claim_id):
        verdicts: Sequence[Verdict] = list(group)
        if fold := fold_of(actor, hidden_among(actor, verdicts), verdicts):
            found[claim_id] = fold
    return found


# -- for lists over the whole desk, a little wider ---------------------------------------------------


def telling_comments(actor: User) -> QuerySet[Comment]:
    """Remarks of others, made or changed since a verdict was written that is withheld from this person."""
    known = hidden_from(actor).filter(
        claim=OuterRef("claim"), created_at__lte=Coalesce(OuterRef("edited_at"), OuterRef("created_at"))
    )
    return Comment.objects.filter(Exists(known)).exclude(author=actor)


def telling_answers(actor: User) -> QuerySet[Question]:
    """Questions that somebody else answered in words of their own, on claims whose verdict is withheld."""
    hidden = hidden_from(actor)
    own_words = ~Q(answer_kind__in=["", AnswerKind.EXTRACTIVE.value]) | ~Q(explanation="")
    return Question.objects.filter(own_words, claim__in=hidden.values("claim")).exclude(answered_by=actor)
