"""What the claim page shows of a second opinion, and what it keeps back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.forms import Form

from claims.forms.reviews import AdjudicationForm, ConflictForm, OpinionForm
from claims.models import Claim, Rating, User, Verdict
from claims.services.blindness import Blindfold, fold_of
from claims.services.conflicts import standing_conflict, told_as
from claims.services.offers import Offer
from claims.services.opinions import is_split, ratings_for, withheld
from claims.services.policies import Grounds, needs_by_rating


@dataclass(frozen=True, slots=True)
class Seen:
    """The verdicts of a claim as one person may see them. ``latest`` is None while it is withheld from them."""

    latest: Verdict | None
    verdicts: list[Verdict]
    fold: Blindfold

    @property
    def is_blind(self) -> bool:
        return bool(self.fold)

    @property
    def earlier(self) -> list[Verdict]:
        return [one for one in self.verdicts if self.latest is None or one.pk != self.latest.pk]


def seen_by(user: User, claim: Claim, verdicts: Sequence[Verdict]) -> Seen:
    """``verdicts``: all, newest first, with opinions and reviews."""
    hidden = withheld(user, claim, verdicts)
    shown = [one for one in verdicts if one.pk not in hidden]
    is_latest_shown = bool(verdicts) and verdicts[0].pk not in hidden
    return Seen(verdicts[0] if is_latest_shown else None, shown, fold_of(user, hidden, verdicts))


def second_context(
    claim: Claim,
    latest: Verdict | None,
    seen: Seen,
    user: User,
    offers: Mapping[str, Offer],
    ratings: Sequence[Rating],
    forms: Mapping[str, Form],
    *,
    grounds: Grounds | None,
    now: datetime,
) -> dict[str, Any]:
    """``latest``: the verdict that counts, seen by this person or not. ``grounds``: only while it is judged."""
    guard = {"revision": claim.revision}
    near = standing_conflict(user, claim, now=now)
    given = list(seen.latest.opinions.all()) if seen.latest else []
    is_rating = offers["opinion"].is_open and latest is not None
    opinion_form = forms.get("opinion") or OpinionForm(initial=guard, auto_id="opinion-%s")
    return {
        "is_blind": seen.is_blind,
        "earlier_verdicts": seen.earlier,
        "my_opinion": next((one for one in given if one.reviewer_id == user.pk), None),
        "is_split": latest is not None and is_split(latest),
        "opinion_form": opinion_form,
        "opinion_ratings": list(ratings_for(latest)) if is_rating and latest else [],
        "opinion_chosen": str(opinion_form["rating"].value() or ""),
        "adjudication_form": forms.get("adjudication") or AdjudicationForm(initial=guard, auto_id="adjudication-%s"),
        "conflict": near,
        "conflict_told": told_as(near) if near else None,
        "conflict_form": forms.get("conflict") or ConflictForm(initial=guard, auto_id="conflict-%s"),
        "needs": needs_by_rating(claim=claim, ratings=ratings, grounds=grounds) if grounds else {},
    }
