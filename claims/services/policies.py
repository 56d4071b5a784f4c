"""What a verdict still needs: the policy held against the evidence, for the checklist and for the refusal alike."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from claims.models import Claim, Evidence, Proximity, Rating, VerdictPolicy


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


def policy_for(rating: Rating | None) -> VerdictPolicy:
    """The rating's own policy, else the one for all, else none at all: an empty policy."""
    found = list(VerdictPolicy.objects.filter(rating=rating)) if rating else []
    return (found or list(VerdictPolicy.objects.filter(rating=None)) or [VerdictPolicy(min_sources=0, min_independent=0)])[0]


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
            Requirement("independent", _count("independent source", policy.min_independent), have, policy.min_independent)
        )
    if policy.min_primary:
        rows.append(Requirement("primary", _count("primary source", policy.min_primary), primary, policy.min_primary))
    if policy.needs_right_of_reply:
        rows.append(
            Requirement(
                "right_of_reply", "Note whom you asked for a reply, or why nobody", int(bool(right_of_reply.strip())), 1
            )
        )
    return rows


def independent_sources(evidence: Iterable[Evidence]) -> int:
    """How many sources do not copy each other: same group, or same site when no group is given, counts once."""
    return len({_origin(piece) for piece in evidence})


def _origin(piece: Evidence) -> str:
    if piece.independence_group.strip():
        return f"group:{piece.independence_group.strip().casefold()}"
    host = (urlsplit(piece.source.url).hostname or "").removeprefix("www.")
    return f"host:{host}" if host else f"source:{piece.source_id}"


def _count(noun: str, number: int) -> str:
    return f"Add {number} {noun}s" if number > 1 else f"Add a {noun}"
