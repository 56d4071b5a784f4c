"""May this person? One function per question; each takes the person and the row. Statuses are workflow's business."""

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.models import AnonymousUser

from claims.errors import Forbidden
from claims.models import (
    Article,
    Claim,
    Comment,
    ConflictOfInterest,
    Correction,
    Opinion,
    Role,
    SavedView,
    User,
    Verdict,
)

Person = User | AnonymousUser


def roles_of(user: Person) -> frozenset[str]:
    return user.roles if isinstance(user, User) else frozenset()


def is_member(user: Person) -> bool:
    """Holds any role of the desk."""
    return bool(roles_of(user))


def _is_lead(user: Person) -> bool:
    return bool(roles_of(user) & {Role.EDITOR, Role.ADMINISTRATOR})


def may_submit_article(user: Person) -> bool:
    return is_member(user)


def may_retry_article(user: Person, article: Article) -> bool:
    return is_member(user)


def may_withdraw_article(user: Person, article: Article) -> bool:
    return _is_lead(user) or (is_member(user) and article.submitted_by_id == user.pk)


def may_triage_claim(user: Person, claim: Claim) -> bool:
    """Accept, dismiss, reopen, reword, correct the speaker, add what the engine missed."""
    return is_member(user)


def may_take_claim(user: Person, claim: Claim) -> bool:
    return is_member(user)


def may_take_over_claim(user: Person, claim: Claim) -> bool:
    """Any colleague may, with a note: someone who went home holds nobody up. They have what they wrote as a draft."""
    return is_member(user)


def may_release_claim(user: Person, claim: Claim) -> bool:
    """Its holder may, and an editor for someone who went home."""
    return is_member(user) and (claim.assignee_id == user.pk or _is_lead(user))


def may_add_evidence(user: Person, claim: Claim) -> bool:
    return is_member(user)


def may_judge_claim(user: Person, claim: Claim) -> bool:
    """Write a verdict and submit it: only whoever holds the claim."""
    return is_member(user) and claim.assignee_id == user.pk


def may_review_verdict(user: Person, verdict: Verdict) -> bool:
    """Four eyes: anyone of the desk but its author, administrators included."""
    return is_member(user) and verdict.author_id != user.pk


def may_give_opinion(user: Person, verdict: Verdict) -> bool:
    """Rate the claim oneself: anyone but the verdict's author."""
    return is_member(user) and verdict.author_id != user.pk


def may_adjudicate(user: Person, verdict: Verdict, opinions: Iterable[Opinion]) -> bool:
    """Decide between two ratings: an editor who gave neither."""
    return _is_lead(user) and verdict.author_id != user.pk and all(one.reviewer_id != user.pk for one in opinions)


def is_too_near(user: Person, claim_id: int, *, now: datetime) -> bool:
    """A declared conflict of interest bars, whatever the role. Asks the database."""
    return (
        isinstance(user, User)
        and ConflictOfInterest.objects.standing(now=now).about(claim_id).filter(person=user).exists()
    )


def may_see_conflicts(user: Person) -> bool:
    """Everybody's; one's own one always sees."""
    return _is_lead(user)


def may_end_conflict(user: Person, conflict: ConflictOfInterest) -> bool:
    """An editor, and never for oneself: that would make declaring it mean nothing."""
    return _is_lead(user) and conflict.person_id != user.pk


def may_see_agreement(user: Person) -> bool:
    return _is_lead(user)


def may_publish_verdict(user: Person, verdict: Verdict) -> bool:
    """Four eyes again: an editor who did not write it."""
    return _is_lead(user) and verdict.author_id != user.pk


def may_propose_correction(user: Person, claim: Claim) -> bool:
    return is_member(user)


def may_decide_correction(user: Person, correction: Correction) -> bool:
    """Four eyes: an editor who neither proposed the change nor wrote the verdict that readers would get."""
    return _is_lead(user) and user.pk not in (correction.proposed_by_id, correction.after.author_id)


def may_set_recheck(user: Person) -> bool:
    return is_member(user)


def may_change_view(user: Person, view: SavedView) -> bool:
    """One's own; of those that are shared, an editor looks after the others."""
    return is_member(user) and (view.owner_id == user.pk or (view.is_shared and _is_lead(user)))


def may_comment(user: Person, claim: Claim) -> bool:
    return is_member(user)


def may_edit_comment(user: Person, comment: Comment) -> bool:
    """Change it or take it back: nobody puts words into another's mouth, editors included."""
    return is_member(user) and comment.author_id == user.pk


def may_ask(user: Person, claim: Claim) -> bool:
    """Write on the worksheet and log whom the desk asked for a reply."""
    return is_member(user)


def may_merge_speakers(user: Person) -> bool:
    return is_member(user)


def may_import_known_checks(user: Person) -> bool:
    """What others published comes in by the thousand: editors see to it."""
    return _is_lead(user)


def may_judge_match(user: Person) -> bool:
    """Say whether two claims are the same, and take that back."""
    return is_member(user)


def may_run_desk(user: Person) -> bool:
    """People, scales, policies, outlets: the admin."""
    return _is_lead(user)


def may_manage_people(user: Person) -> bool:
    return Role.ADMINISTRATOR in roles_of(user)


def demand(allowed: bool, code: str, message: str) -> None:
    """Raise :class:`Forbidden` unless allowed."""
    if not allowed:
        raise Forbidden(code, message)


NOT_A_MEMBER = "You have no role on this desk. Ask an administrator to give you one."
TOO_NEAR = (
    "You declared that you are too near to this claim, its speaker or its outlet, so somebody else of the desk has to "
    "do this. If that no longer holds, ask an editor to end the declaration."
)


def demand_distance(user: Person, claim_id: int, *, now: datetime) -> None:
    """Raise :class:`Forbidden` where a declared conflict of interest bars this person from judging the claim."""
    demand(not is_too_near(user, claim_id, now=now), "conflict_of_interest", TOO_NEAR)
