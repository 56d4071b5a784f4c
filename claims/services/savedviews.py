"""Saved views of the queue: filters under a name, one's own or shared with the desk."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from claims.errors import Invalid, Missing, Refused
from claims.models import SavedView, User
from claims.permissions import NOT_A_MEMBER, demand, is_member, may_change_view
from claims.services.history import record_event
from claims.services.rows import save_row

MAX_VIEWS = 50  # of one person: more is a second queue
TRIAGE = "status=proposed"  # what the queue shows with no filters
CLASH = "You have a view of this name already. Choose another name, or save over that view."


def views_for(user: User) -> QuerySet[SavedView]:
    """One's own and those that others share, by name."""
    return SavedView.objects.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner").order_by("name", "id")


def save_view(*, actor: User, name: str, query: str, is_shared: bool = False, now: datetime) -> SavedView:
    """Keep these filters under a name. ``query`` is as the queue's address spells them."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    with transaction.atomic():
        if SavedView.objects.filter(owner=actor)[:MAX_VIEWS].count() == MAX_VIEWS:
            raise Refused("too_many_views", f"You have {MAX_VIEWS} views. Delete one you no longer use first.")
        row = SavedView(owner=actor, created_at=now)
        values = {"name": _usable_name(name), "query": _usable_query(query), "is_shared": is_shared}
        return save_row(actor=actor, row=row, values=values, now=now, clash=CLASH)


def change_view(
    *,
    actor: User,
    view_id: int,
    name: str | None = None,
    query: str | None = None,
    is_shared: bool | None = None,
    now: datetime,
) -> SavedView:
    """Rename it, give it other filters, share it or keep it to oneself again. What is None stays."""
    with transaction.atomic():
        row = _locked(actor, view_id)
        values: dict[str, object] = {}
        if name is not None:
            values["name"] = _usable_name(name)
        if query is not None:
            values["query"] = _usable_query(query)
        if is_shared is not None:
            values["is_shared"] = is_shared
        return save_row(actor=actor, row=row, values=values, now=now, clash=CLASH)


def delete_view(*, actor: User, view_id: int, now: datetime) -> None:
    """The filters go; no claim does."""
    with transaction.atomic():
        row = _locked(actor, view_id)
        record_event(actor=actor, verb="remove", subject=row, now=now, data={"name": row.name, "query": row.query})
        row.delete()


def _locked(actor: User, view_id: int) -> SavedView:
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    row = SavedView.objects.select_for_update(of=("self",)).select_related("owner").filter(pk=view_id).first()
    if row is None or not (row.is_shared or row.owner_id == actor.pk):
        raise Missing("no_such_view", "This view is gone, or no longer shared. Reload the list.")
    demand(
        may_change_view(actor, row),
        "not_yours",
        f"This view is {row.owner}'s. Save the filters under a name of your own, or ask them.",
    )
    return row


def _usable_name(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise Invalid("The view needs a name.", {"name": ["Write a name, for example “Health, this week”."]})
    if len(name) > 80:
        raise Invalid("This name is too long.", {"name": ["Keep it below 80 characters."]})
    return name


def _usable_query(query: str) -> str:
    query = query.strip().removeprefix("?")
    if len(query) > 2000 or any(ord(letter) < 32 for letter in query):
        raise Invalid("These filters cannot be kept.", {"query": ["Send the part of the queue's address behind “?”."]})
    return query or TRIAGE
