"""Telling one person about something that happened to a claim."""

from datetime import datetime

from claims.models import Claim, Notice, NoticeKind, User


def notify(
    *, person: User, claim: Claim, kind: NoticeKind, told_by: User | None, text: str = "", now: datetime
) -> Notice:
    """Leave a notice for a person. ``told_by`` None is the desk itself."""
    return Notice.objects.create(
        person=person, claim=claim, kind=str(kind), told_by=told_by, text=text[:500], created_at=now
    )
