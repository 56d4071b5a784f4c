"""What people of the desk say to each other about a claim. Who is named with @ hears of it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Lower

from claims.errors import Invalid, Missing, Refused
from claims.models import Claim, Comment, Notice, NoticeKind, Role, User
from claims.permissions import NOT_A_MEMBER, demand, may_comment, may_edit_comment
from claims.services.claims import lock_claim, renew_lease
from claims.services.history import record_event
from claims.services.notices import notify

MAX_CHARS = 5000
MAX_MENTIONS = 20
EDIT_WITHIN = timedelta(hours=1)  # later, others have answered what stood there
TWICE_WITHIN = timedelta(seconds=20)  # the same words again: a button pressed twice
SUGGESTED = 8
_MENTION = re.compile(r"(?<![\w@./+-])@([\w][\w.@+-]{0,149})")


@dataclass(frozen=True, slots=True)
class Said:
    """A remark, whom it told, and the names in it that nobody here has."""

    comment: Comment
    told: tuple[User, ...]
    unknown: tuple[str, ...]


def members() -> QuerySet[User]:
    """Everybody who holds a role on this desk."""
    roles = [str(role) for role in Role]
    return User.objects.filter(Q(groups__name__in=roles) | Q(is_superuser=True), is_active=True).distinct()


def suggest_people(*, words: str, limit: int = SUGGESTED) -> list[User]:
    """Members whose username begins with these words or whose name holds them; all of them for no words."""
    words = words.strip().lstrip("@")
    rows = members()
    if words:
        rows = rows.filter(Q(username__istartswith=words) | Q(display_name__icontains=words))
    found = list(rows.order_by("username")[: 10 * limit])
    return sorted(found, key=lambda one: not one.username.casefold().startswith(words.casefold()))[:limit]


def named_in(body: str) -> list[str]:
    """The names after an @, each once, in order. What closes a sentence is no part of a name."""
    found = (match.group(1).rstrip(".+-@") for match in _MENTION.finditer(body))
    return list({name.casefold(): name for name in found if name}.values())


def comments_of(claim: Claim) -> QuerySet[Comment]:
    """From the first to the last, those taken back among them."""
    return claim.comments.select_related("author").order_by("id")


def say(*, actor: User, claim_id: int, body: str, now: datetime) -> Said:
    """Add a remark. Every member who is named in it is told, but its author."""
    body = _usable(body)
    with transaction.atomic():
        claim = lock_claim(claim_id)
        demand(may_comment(actor, claim), "not_a_member", NOT_A_MEMBER)
        last = comments_of(claim).filter(author=actor, removed_at=None).last()
        if last and last.body == body and now - last.created_at < TWICE_WITHIN:
            return _told(last, ())
        comment = Comment.objects.create(claim=claim, author=actor, body=body, created_at=now)
        said = _tell(claim, comment, actor=actor, now=now)
        if claim.assignee_id == actor.pk:
            renew_lease(claim, now=now)
        record_event(
            actor=actor, verb="comment", subject=claim, now=now,
            data={"comment": comment.pk, "told": [str(one) for one in said.told]},
        )  # fmt: skip
    return said


def edit_comment(*, actor: User, comment_id: int, body: str, now: datetime) -> Said:
    """Change one's own remark soon after; readers see that it was. Whoever is named in it only now is told now."""
    body = _usable(body)
    with transaction.atomic():
        claim, comment = _own(comment_id, actor)
        if now - comment.created_at > EDIT_WITHIN:
            raise Refused(
                "too_late_to_edit",
                "A remark can be changed for an hour; others have read this one. Say what is new in another remark.",
                until=(comment.created_at + EDIT_WITHIN).isoformat(),
            )
        if comment.body == body:
            return _told(comment, ())
        comment.body, comment.edited_at = body, now
        comment.save(update_fields=["body", "edited_at"])
        said = _tell(claim, comment, actor=actor, now=now)
        record_event(
            actor=actor, verb="edit_comment", subject=claim, now=now,
            data={"comment": comment.pk, "told": [str(one) for one in said.told]},
        )  # fmt: skip
    return said


def remove_comment(*, actor: User, comment_id: int, now: datetime) -> Comment:
    """Take one's own remark back: that it was there stays, what it said is shown to nobody any more."""
    with transaction.atomic():
        claim, comment = _own(comment_id, actor)
        comment.removed_at = now
        comment.save(update_fields=["removed_at"])
        Notice.objects.unread().filter(comment=comment).update(read_at=now)
        record_event(actor=actor, verb="remove_comment", subject=claim, now=now, data={"comment": comment.pk})
    return comment


def may_still_edit(actor: User, comment: Comment, *, now: datetime) -> bool:
    """Whether :func:`edit_comment` would let them."""
    return may_edit_comment(actor, comment) and not comment.removed_at and now - comment.created_at <= EDIT_WITHIN


def demand_own(actor: User, comment: Comment) -> None:
    """Raise unless it is this person's own and still stands."""
    demand(
        may_edit_comment(actor, comment),
        "not_yours",
        f"Only {comment.author} can change this remark. Answer it with one of your own.",
    )
    if comment.removed_at:
        raise Refused("removed_already", "This remark was taken back a moment ago. Say it anew if it holds.")


def _own(comment_id: int, actor: User) -> tuple[Claim, Comment]:
    """One's own standing remark, with its claim locked."""
    claim_id = Comment.objects.filter(pk=comment_id).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise Missing("no_such_comment", f"There is no remark {comment_id}. Reload the claim.")
    claim = lock_claim(claim_id)
    comment = Comment.objects.select_related("author").get(pk=comment_id)
    demand(may_comment(actor, claim), "not_a_member", NOT_A_MEMBER)
    demand_own(actor, comment)
    return claim, comment


def _usable(body: str) -> str:
    body = "\n".join(line.rstrip() for line in body.replace("\r\n", "\n").replace("\r", "\n").split("\n")).strip()
    if not body:
        raise Invalid("There is nothing in it.", {"body": ["Write what you want to say."]})
    if len(body) > MAX_CHARS:
        raise Invalid("This is too long.", {"body": [f"Keep it below {MAX_CHARS:,} characters."]})
    if len(named_in(body)) > MAX_MENTIONS:
        raise Invalid("This names too many.", {"body": [f"Name at most {MAX_MENTIONS} people in one remark."]})
    return body


def _tell(claim: Claim, comment: Comment, *, actor: User, now: datetime) -> Said:
    people = _called(named_in(comment.body))
    heard = set(comment.notices.values_list("person_id", flat=True))
    told = [one for one in people if one.pk != actor.pk and one.pk not in heard]
    for one in told:
        notify(person=one, claim=claim, kind=NoticeKind.MENTION, told_by=actor, comment=comment, now=now)
    return _told(comment, told)


def _told(comment: Comment, told: Iterable[User]) -> Said:
    names = named_in(comment.body)
    known = {one.username.casefold() for one in _called(names)}
    return Said(comment, tuple(told), tuple(name for name in names if name.casefold() not in known))


def _called(names: Iterable[str]) -> list[User]:
    """Members of these usernames, in whatever case they were written."""
    wanted = [name.lower() for name in names]
    if not wanted:
        return []
    return list(members().annotate(folded=Lower("username")).filter(folded__in=wanted).order_by("username"))
