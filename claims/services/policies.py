"""What a verdict still needs: the policy held against the evidence, for the checklist and for the refusal alike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q

from claims.errors import Invalid, Refused
from claims.models import Claim, DeskPolicy, Evidence, Proximity, Rating, Stance, User, VerdictPolicy
from claims.services.history import record_event
from claims.services.policyversions import keep_first, keep_removal, keep_version
from claims.services.rows import demand_lead, locked_row, save_row

MIN_LEASE, MAX_LEASE = 5, 720  # minutes
MAX_DAYS = 3650
MAX_WATCH_HOURS = 24 * 365


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of the checklist. ``text`` is for people and stays the same whether met or not."""

    code: str
    text: str
    have: int
    need: int
    noun: str = ""  # of what there is more needed, for the word beside a rating; empty: what is typed into the form

    @property
    def is_met(self) -> bool:
        return self.have >= self.need

    @property
    def missing(self) -> str:
        """What to do about it."""
        return f"{self.text}: you have {self.have}." if self.need > 1 or self.have else f"{self.text}."

    @property
    def short(self) -> str:
        """“1 more primary source”; empty where it is met or not about evidence."""
        if self.is_met or not self.noun:
            return ""
        lack = self.need - self.have
        return f"{lack} more {self.noun}{'s' if lack > 1 else ''}" if self.code in COUNTED else self.noun


COUNTED = ("sources", "independent", "primary")


def desk_policy() -> DeskPolicy:
    """How this desk works. Of a database that was never seeded: the defaults."""
    return DeskPolicy.objects.filter(pk=1).first() or DeskPolicy(pk=1)


def policy_for(rating: Rating | None) -> VerdictPolicy:
    """The rating's own policy, else the one for all, else none at all: an empty policy."""
    return policies_for([rating] if rating else [])[rating.pk if rating else None]


def policies_for(ratings: Sequence[Rating]) -> Mapping[int | None, VerdictPolicy]:
    """The policy of each rating by its id, and under None the one for all the others. One query."""
    own: dict[int | None, VerdictPolicy] = {
        one.rating_id: one
        for one in VerdictPolicy.objects.filter(Q(rating__in=[one.pk for one in ratings]) | Q(rating=None))
    }
    fallback = own.get(None) or VerdictPolicy(min_sources=0, min_independent=0)
    return {None: fallback, **{one.pk: own.get(one.pk, fallback) for one in ratings}}


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a claim has by now to rest a verdict on."""

    evidence: Sequence[Evidence]
    answered: int
    has_reply_entry: bool = False  # the log says whom the desk asked for a reply, or why nobody


def grounds_of(claim: Claim, evidence: Sequence[Evidence] | None = None) -> Grounds:
    """Three queries, whatever the number of rows. ``evidence``: all that stands, with its sources, if known already."""
    return Grounds(
        evidence=list(claim.evidence.standing().select_related("source")) if evidence is None else evidence,
        answered=claim.questions.standing().exclude(answered_at=None).count(),
        has_reply_entry=claim.reply_requests.standing().exists(),
    )


def requirements(
    *,
    claim: Claim,
    rating: Rating | None,
    summary: str = "",
    right_of_reply: str = "",
    grounds: Grounds | None = None,
    policy: VerdictPolicy | None = None,
) -> list[Requirement]:
    """The checklist for this rating of this claim, as things stand. ``grounds`` and ``policy``, if known already."""
    policy = policy or policy_for(rating)
    grounds = grounds or grounds_of(claim)
    evidence = grounds.evidence
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
        text = _count("source", policy.min_sources)
        rows.append(Requirement("sources", text, len(evidence), policy.min_sources, "source"))
    if policy.min_independent > 1:
        have = independent_sources(evidence)
        text = _count("independent source", policy.min_independent)
        rows.append(Requirement("independent", text, have, policy.min_independent, "independent source"))
    if policy.min_primary:
        text = _count("primary source", policy.min_primary)
        rows.append(Requirement("primary", text, primary, policy.min_primary, "primary source"))
    if policy.needs_other_side:
        rows.append(_other_side(rating, grounds))
    if policy.needs_marked_passages:
        on_the_web = [piece for piece in evidence if piece.source.url]
        marked = sum(bool(piece.passage.strip()) for piece in on_the_web)
        text = "Mark the passage in every source from the web"
        rows.append(Requirement("passages", text, marked, len(on_the_web), "passages marked"))
    if policy.needs_right_of_reply:
        is_told = grounds.has_reply_entry or bool(right_of_reply.strip())
        text = "Note whom you asked for a reply, or why nobody"
        rows.append(Requirement("right_of_reply", text, int(is_told), 1))
    return rows


_TRUE, _FALSE = ("true", "mostly_true"), ("false", "mostly_false")
_ONE_SIDE = "Look for the other side: add a source that speaks {} the claim, or answer a question of the worksheet"
_BOTH_SIDES = "Show both sides: add sources that speak for and against the claim, or answer a question of the worksheet"


def _other_side(rating: Rating | None, grounds: Grounds) -> Requirement:
    """Against what is rated true, for what is rated false; of what lies between or off the axis, both."""
    stances = {piece.stance for piece in grounds.evidence}
    is_for = bool(stances & {Stance.SUPPORTS, Stance.MIXED})
    is_against = bool(stances & {Stance.REFUTES, Stance.MIXED})
    truth = rating.truth if rating else ""
    text, is_shown = _BOTH_SIDES, is_for and is_against
    if truth in _TRUE:
        text, is_shown = _ONE_SIDE.format("against"), is_against
    elif truth in _FALSE:
        text, is_shown = _ONE_SIDE.format("for"), is_for
    return Requirement("other_side", text, int(is_shown or grounds.answered > 0), 1, "the other side")


def needs_by_rating(*, claim: Claim, ratings: Sequence[Rating], grounds: Grounds | None = None) -> Mapping[int, str]:
    """Under the id of each rating what evidence it still lacks: “1 more source, 1 more primary source”; else empty."""
    grounds = grounds or grounds_of(claim)
    policies = policies_for(ratings)
    told = {}
    for rating in ratings:
        rows = requirements(claim=claim, rating=rating, grounds=grounds, policy=policies[rating.pk])
        shorts = {row.code: row.short for row in rows if row.short}
        # A source of each kind that is asked for is one more source, too: the larger wish says it all.
        lack = {row.code: row.need - row.have for row in rows}
        if "independent" in shorts and lack["independent"] >= lack.get("sources", 0):
            shorts.pop("sources", None)
        if "primary" in shorts and lack["primary"] >= lack.get("sources", 0):
            shorts.pop("sources", None)
        told[rating.pk] = ", ".join(shorts.values())
    return told


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
    needs_other_side: bool = False,
    needs_marked_passages: bool = False,
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
            "needs_other_side": needs_other_side,
            "needs_marked_passages": needs_marked_passages,
        }
        clash = "There is a policy for this already. Edit that one instead."
        keep_first(policy, now=now)
        saved = save_row(actor=actor, row=policy, values=values, now=now, clash=clash)
        keep_version(saved, actor=actor, now=now)
        return saved


def remove_policy(*, actor: User | None, policy_id: int, now: datetime) -> None:
    """Let the policy for all ratings hold for this one again."""
    demand_lead(actor)
    with transaction.atomic():
        policy = locked_row(VerdictPolicy, policy_id)
        if policy.rating_id is None:
            raise _fallback_stays()
        record_event(actor=actor, verb="remove", subject=policy, now=now, data={"rating": str(policy.rating)})
        keep_removal(policy, actor=actor, now=now)
        policy.delete()


def _fallback_stays() -> Refused:
    return Refused(
        "fallback_policy", "Every rating without a policy of its own follows this one. Change its numbers instead."
    )


def save_desk_policy(
    *,
    actor: User | None,
    is_review_blind: bool,
    is_dissent_public: bool,
    lease_minutes: int,
    recheck_days: int | None,
    watch_days: int,
    article_watch_hours: int,
    now: datetime,
) -> DeskPolicy:
    """Change how this desk works. It holds from now on; a second opinion that differs already still waits for its
    editor, and what is published stays as it was frozen."""
    demand_lead(actor)
    wrong: dict[str, list[str]] = {}
    if not MIN_LEASE <= lease_minutes <= MAX_LEASE:
        wrong["lease_minutes"] = [f"Choose from {MIN_LEASE} to {MAX_LEASE} minutes."]
    if recheck_days is not None and not 1 <= recheck_days <= MAX_DAYS:
        wrong["recheck_days"] = [f"Choose from 1 to {MAX_DAYS:,} days, or leave it empty for never."]
    if not 0 <= watch_days <= MAX_DAYS:
        wrong["watch_days"] = [f"Choose up to {MAX_DAYS:,} days, or 0 for never."]
    if not 0 <= article_watch_hours <= MAX_WATCH_HOURS:
        wrong["article_watch_hours"] = [f"Choose up to {MAX_WATCH_HOURS:,} hours, or 0 for never."]
    if wrong:
        raise Invalid("The desk's policy is not usable like this.", wrong)
    with transaction.atomic():
        DeskPolicy.objects.get_or_create(pk=1)
        policy = locked_row(DeskPolicy, 1)
        values = {
            "is_review_blind": is_review_blind,
            "is_dissent_public": is_dissent_public,
            "lease_minutes": lease_minutes,
            "recheck_days": recheck_days,
            "watch_days": watch_days,
            "article_watch_hours": article_watch_hours,
        }
        keep_first(policy, now=now)
        saved = save_row(actor=actor, row=policy, values=values, now=now)
        keep_version(saved, actor=actor, now=now)
        return saved
