"""Telling one person about something that happened to a claim, and what they have seen of it."""

from collections.abc import Iterable
from datetime import datetime

from claims.errors import Missing
from claims.models import Claim, Comment, Notice, NoticeKind, User
from claims.models.discussion import NoticeQuerySet

COUNTED = 100  # nobody acts on the difference between that and more


def notify(
    *,
    person: User,
    claim: Claim,
    kind: NoticeKind,
    told_by: User | None,
    text: str = "",
    comment: Comment | None = None,
    now: datetime,
) -> Notice:
    """Leave a notice for a person. ``told_by`` None is the desk itself. Of one remark a person hears once."""
    values = {"claim": claim, "kind": str(kind), "told_by": told_by, "text": text[:500], "created_at": now}
    if comment is None:
        return Notice.objects.create(person=person, **values)
    notice, _ = Notice.objects.get_or_create(person=person, comment=comment, defaults=values)
    return notice


def notices_of(person: User) -> NoticeQuerySet:
    """This person's own, newest first, with all that a line about one shows."""
    return Notice.objects.filter(person=person).select_related("claim", "told_by", "comment").newest_first()


def count_unread(person: User) -> int:
    """How many wait to be read, counted no further than :data:`COUNTED`."""
    return Notice.objects.unread().filter(person=person)[:COUNTED].count()


def read_notice(*, actor: User, notice_id: int, now: datetime) -> Notice:
    """Mark one of one's own as read. Doing it again changes nothing."""
    found = Notice.objects.filter(pk=notice_id, person=actor)
    if not found.exists():
        raise Missing("no_such_notice", "There is no such notice for you. Reload the list.")
    found.unread().update(read_at=now)
    return found.select_related("claim", "told_by", "comment").get()


def read_all(*, actor: User, up_to: int | None = None, now: datetime) -> int:
    """Mark all of one's own as read; ``up_to`` leaves out those that came after this one. Returns how many."""
    rows = Notice.objects.unread().filter(person=actor)
    if up_to is not None:
        rows = rows.filter(pk__lte=up_to)
    return rows.update(read_at=now)


def read_about(*, actor: User, claim_id: int, now: datetime) -> int:
    """Whoever opens a claim has seen what they were told about it."""
    return Notice.objects.unread().filter(person=actor, claim=claim_id).update(read_at=now)


def settle_notices(*, claim: Claim, kinds: Iterable[NoticeKind], now: datetime) -> int:
    """What these told about is done: nobody needs to look any more."""
    rows = Notice.objects.unread().filter(claim=claim, kind__in=[str(kind) for kind in kinds])
    return rows.update(read_at=now)
