"""What a verdict still needs: the policy held against the evidence, for the checklist and for the refusal alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from claims.errors import Invalid, Refused
from claims.models import Claim, DeskPolicy, Evidence, Proximity, Rating, User, VerdictPolicy
from claims.services.history import record_event
from claims.services.rows import demand_lead, locked_row, save_row


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the checklist. ``text`` is for people and stays the same whether met or not."""

    code: str
    text: str
    have: int
    need: int

    @property
    def is_met(self) -> bool:
        return self.have >= self.need

    @property
    def missing(self) -> str:
        """What to do about it."""
        return f"{self.text}: you have {self.have}." if self.need > 1 or self.have else f"{self.text}."


def desk_policy() -> DeskPolicy:
    """How this desk works. Of a database that was never seeded: the defaults."""
    return DeskPolicy.objects.filter(pk=1).first() or DeskPolicy(pk=1)


def policy_for(rating: Rating | None) -> VerdictPolicy:
    """The rating's own policy, else the one for all, else none at all: an empty policy."""
    found = list(VerdictPolicy.objects.filter(rating=rating)) if rating else []
    return (
        found or list(VerdictPolicy.objects.filter(rating=None)) or [VerdictPolicy(min_sources=0, min_independent=0)]
    )[0]


def requirements(
    *, claim: Claim, rating: Rating | None, summary: str = "", right_of_reply: str = ""
) -> list[Requirement]:
    """The checklist for this rating of this claim, as things stand."""
    policy = policy_for(rating)
    evidence = list(claim.evidence.standing().select_related("source"))
    primary = sum(piece.proximity == Proximity.PRIMARY for piece in evidence)
    rows = [
        Requirement("rating", "Choose a rating", int(rating is not None), 1),
        Requirement(
            "summary",
            f"Sum up in at least {policy.min_summary_chars} characters",
            int(len(summary.strip()) >= max(policy.min_summary_chars, 1)),
            1,
        ),
    ]
    if policy.min_sources:
        rows.append(Requirement("sources", _count("source", policy.min_sources), len(evidence), policy.min_sources))
    if policy.min_independent > 1:
        have = independent_sources(evidence)
        rows.append(
            Requirement(
                "independent", _count("independent source", policy.min_independent), have, policy.min_independent
            )
        )
    if policy.min_primary:
        rows.append(Requirement("primary", _count("primary source", policy.min_primary), primary, policy.min_primary))
    if policy.needs_right_of_reply:
        rows.append(
            Requirement(
                "right_of_reply",
                "Note whom you asked for a reply, or why nobody",
                int(bool(right_of_reply.strip()) or claim.reply_requests.standing().exists()),
                1,
            )
        )
    return rows


def independent_sources(evidence: Iterable[Evidence]) -> int:
    """How many sources do not copy each other: same group, or same site when no group is given, counts once."""
    return len({origin_of(piece) for piece in evidence})


def origin_of(piece: Evidence) -> str:
    """A key that is equal for sources that copy each other, as far as we know."""
    if piece.independence_group.strip():
        return f"group:{piece.independence_group.strip().casefold()}"
    host = (urlsplit(piece.source.url).hostname or "").removeprefix("www.")
    return f"host:{host}" if host else f"source:{piece.source_id}"


def _count(noun: str, number: int) -> str:
    return f"Add {number} {noun}s" if number > 1 else f"Add a {noun}"


def save_policy(
    *,
    actor: User | None,
    policy_id: int | None = None,
    rating_id: int | None = None,
    min_sources: int,
    min_independent: int = 0,
    min_primary: int = 0,
    min_summary_chars: int = 20,
    needs_right_of_reply: bool = False,
    now: datetime,
) -> VerdictPolicy:
    """Add a policy for a rating, or for all without one (``rating_id`` None), or change one. It holds from now on."""
    demand_lead(actor)
    wrong = {
        name: [f"Cannot be more than the {min_sources} sources asked for."]
        for name, number in (("min_independent", min_independent), ("min_primary", min_primary))
        if number > min_sources
    }
    if wrong:
        raise Invalid("The numbers do not fit together.", wrong)
    with transaction.atomic():
        policy = locked_row(VerdictPolicy, policy_id)
        if policy_id is not None and policy.rating_id is None and rating_id is not None:
            raise _fallback_stays()
        values = {
            "rating": locked_row(Rating, rating_id) if rating_id is not None else None,
            "min_sources": min_sources,
            "min_independent": min_independent,
            "min_primary": min_primary,
            "min_summary_chars": min_summary_chars,
            "needs_right_of_reply": needs_right_of_reply,
        }
        clash = "There is a policy for this already. Edit that one instead."
        return save_row(actor=actor, row=policy, values=values, now=now, clash=clash)


def remove_policy(*, actor: User | None, policy_id: int, now: datetime) -> None:
    """Let the policy for all ratings hold for this one again."""
    demand_lead(actor)
    with transaction.atomic():
        policy = locked_row(VerdictPolicy, policy_id)
        if policy.rating_id is None:
            raise _fallback_stays()
        record_event(actor=actor, verb="remove", subject=policy, now=now, data={"rating": str(policy.rating)})
        policy.delete()


def _fallback_stays() -> Refused:
    return Refused(
        "fallback_policy", "Every rating without a policy of its own follows this one. Change its numbers instead."
    )
