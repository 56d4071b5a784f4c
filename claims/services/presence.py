"""Who is looking at a claim just now, and what came of it since a page was loaded."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from claims.errors import Missing
from claims.models import Claim, Draft, Event, EventChain, User, Visit
from claims.models.drafts import PRESENT_FOR
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.services.claims import fresh_claim
from claims.services.leases import renew_held
from claims.workflow import ClaimStatus

WRITING_FOR = timedelta(minutes=2)  # after the last words of a verdict that were kept
MAX_NEWS = 5


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody else whose page is open."""

    person: User
    since: datetime
    is_writing: bool  # the verdict of the claim that they hold


@dataclass(frozen=True, slots=True)
class Beat:
    """What an open page is told. ``news``: what others did since the state that it shows, the oldest first."""

    claim: Claim
    others: list[Present]
    news: list[Event]
    seen: int  # the number of the claim's last event


def beat(*, actor: User, claim_id: int, is_active: bool, seen: int | None = None, now: datetime) -> Beat:
    """This person's page is open. While somebody is at it (``is_active``), the lease of its holder is renewed.

    A page that lies open and forgotten shows its person as present, but holds nothing for them.
    """
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    if not Claim.objects.filter(pk=claim_id).exists():
        raise Missing("no_such_claim", f"There is no claim {claim_id}. It may have gone with the sample.")
    visits = Visit.objects.filter(claim=claim_id, person=actor)
    # A visit that was not heard of for a while is over: the next beat begins another.
    if not visits.present(now=now).update(seen_at=now) and not visits.update(since=now, seen_at=now):
        Visit.objects.bulk_create(
            [Visit(claim_id=claim_id, person=actor, since=now, seen_at=now)], ignore_conflicts=True
        )
    if is_active:
        renew_held(actor=actor, claim_id=claim_id, now=now)
    claim = fresh_claim(claim_id)
    news = news_since(claim, seen, reader=actor)
    return Beat(claim, others_at(claim, user=actor, now=now), news, last_event(claim))


def leave(*, actor: User, claim_id: int) -> None:
    """The page was closed. Another window of theirs brings them back with its next beat."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    Visit.objects.filter(claim=claim_id, person=actor).delete()


def others_at(claim: Claim, *, user: User, now: datetime) -> list[Present]:
    """Everybody else whose page is open, the longest there first."""
    written = Draft.objects.filter(
        claim=OuterRef("claim"), person=OuterRef("person"), form="verdict", updated_at__gt=now - WRITING_FOR
    ).exclude(fields={})
    visits = Visit.objects.filter(claim=claim).exclude(person=user).present(now=now)
    visits = visits.select_related("person").annotate(has_written=Exists(written))
    holder = claim.assignee_id if claim.status == ClaimStatus.IN_REVIEW else None
    return [
        Present(one.person, one.since, bool(one.has_written) and one.person_id == holder)  # type: ignore[attr-defined]
        for one in visits
    ]


def last_event(claim: Claim) -> int:
    """The number of the claim's last event; 0 before the first."""
    lengths = EventChain.objects.filter(subject="claim", subject_id=claim.pk).values_list("length", flat=True)
    return lengths.first() or 0


def news_since(claim: Claim, seen: int | None, *, reader: User) -> list[Event]:
    """What others did to the claim after the event that ``reader``'s page knows as the last; the latest few."""
    if seen is None:
        return []
    events = Event.objects.about("claim", claim.pk).filter(sequence__gt=seen).exclude(actor=reader)
    return list(events.order_by("-sequence")[:MAX_NEWS])[::-1]


def sweep_visits(*, now: datetime) -> int:
    """Clear the traces of pages that were closed without a word."""
    return Visit.objects.filter(seen_at__lt=now - 10 * PRESENT_FOR).delete()[0]
