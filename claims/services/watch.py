"""Whether the pages that live claims rest on still say what they said: looked at again and again, and told of."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from claims.errors import Refused
from claims.extraction.anchoring import Anchoring, anchor
from claims.extraction.copies import copied_share, rows_of
from claims.models import (
    Capture,
    CapturePurpose,
    CaptureState,
    DeskPolicy,
    Evidence,
    LinkState,
    NoticeKind,
    Source,
    User,
)
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.services.history import record_event
from claims.services.notices import notify
from claims.services.sourcefacts import locked_source
from claims.workflow import ClaimStatus

LIVE = (
    ClaimStatus.OPEN, ClaimStatus.IN_REVIEW, ClaimStatus.SUBMITTED, ClaimStatus.RETURNED, ClaimStatus.APPROVED,
    ClaimStatus.PUBLISHED, ClaimStatus.CORRECTED,
)  # fmt: skip
DEFAULT_DAYS = 7
BATCH = 50  # looked at in one sweep: a desk with many sources spreads them over the day by itself
NEARLY_ALL = 0.9  # so much of a text still standing is a changed corner of the page
# What tells that there is nothing left at an address. A site that shuts out programs may still show it to readers.
GONE = frozenset({"gone", "unknown_host", "no_page", "redirect_loop", "too_many_redirects", "empty"})


def watch_days() -> int:
    """How often a page is looked at, in days; 0: never."""
    return DeskPolicy.objects.values_list("watch_days", flat=True).filter(pk=1).first() or 0


def next_look(*, now: datetime) -> datetime:
    """A day is set even where the desk does not watch, so that it can begin again."""
    return now + timedelta(days=watch_days() or DEFAULT_DAYS)


def live_evidence() -> Any:
    """Of the source of an outer query: standing pieces on claims that are in work or published."""
    return Evidence.objects.standing().filter(source=OuterRef("pk"), claim__status__in=LIVE)


def to_look_at(*, now: datetime) -> list[Source]:
    """Sources whose day has come, one of each site: the others of it have their turn in the next sweep."""
    if not watch_days():
        return []
    due = Source.objects.filter(watch_due_at__lte=now).order_by("watch_due_at", "id")[: BATCH * 10]
    by_site: dict[str, Source] = {}
    for source in due:
        by_site.setdefault(urlsplit(source.url).netloc.lower(), source)
    return list(by_site.values())[:BATCH]


def begin_look(*, source: Source, now: datetime) -> bool:
    """Whether this source is looked at now; sets the day of the next look. Call in a transaction."""
    locked = Source.objects.select_for_update(skip_locked=True).filter(pk=source.pk, watch_due_at__lte=now).first()
    if locked is None:
        return False
    is_live = Source.objects.filter(Exists(live_evidence()), pk=source.pk).exists()
    locked.watch_due_at = next_look(now=now) if is_live else None
    locked.save(update_fields=["watch_due_at"])
    if not is_live or not locked.url:
        return False
    # What an earlier look that failed left behind has been told by the source's own state.
    locked.captures.filter(state=CaptureState.FAILED.value, purpose=CapturePurpose.WATCH.value).delete()
    return True


def begin_watch(*, source: Source, now: datetime) -> None:
    """A live claim rests on it now: from here on it is looked at. Call in a transaction."""
    if source.url and source.watch_due_at is None and source.captures.kept().exists():
        source.watch_due_at = next_look(now=now)
        source.save(update_fields=["watch_due_at"])


def found_same(*, source: Source, now: datetime) -> None:
    """The page is there and says what it said. What a person has not looked at yet stays told."""
    values: dict[str, Any] = {"link_checked_at": now}
    if source.url:
        values["watch_due_at"] = next_look(now=now)
        if source.link_state != LinkState.CHANGED:
            values |= {"link_state": LinkState.ALIVE.value, "link_note": ""}
    _set(source, values)


def found_changed(*, source: Source, before: Capture, after: Capture, now: datetime) -> None:
    """The page says something else than in the copy before. People are told when it touches a marked passage, or when
    most of the text is another."""
    pieces = list(
        Evidence.objects.standing()
        .filter(source=source, claim__status__in=LIVE)
        .exclude(passage="")
        .select_related("claim")
    )
    lost = [piece for piece in pieces if not _still_stands(piece, after)]
    share = copied_share(rows_of(before.text), rows_of(after.text))
    if lost:
        note = (
            "The page has changed, and a marked passage is no longer there."
            if len(pieces) == 1
            else f"The page has changed, and {len(lost)} of {len(pieces)} marked passages are no longer there."
        )
    elif pieces:
        note = "The page has changed; what was marked still stands there word for word."
    else:
        note = "The page has changed."
    values: dict[str, Any] = {"link_state": LinkState.CHANGED.value, "link_note": note, "link_checked_at": now}
    if source.url:
        values["watch_due_at"] = next_look(now=now)
    _set(source, values)
    is_weighty = bool(lost) or (not pieces and share < NEARLY_ALL)
    told = {"note": note, "capture": after.pk, "lost": len(lost)}
    record_event(actor=None, verb="source_changed", subject=source, now=now, data=told)
    if is_weighty:
        _tell(source, note, now=now)


def _still_stands(piece: Evidence, after: Capture) -> bool:
    found = anchor(piece.passage, after.text, piece.passage_prefix, piece.passage_suffix, piece.passage_start)
    return found.how in (Anchoring.EXACT, Anchoring.NORMALISED)


def found_missing(*, source: Source, code: str, said: str, is_final: bool, now: datetime) -> None:
    """The page could not be had. Only what tells that nothing is left there makes it dead."""
    if not source.captures.kept().exists() and source.link_state == LinkState.UNWATCHED:
        return  # a first copy that failed: the request itself says so
    is_dead = is_final and code in GONE
    said = said.partition(" Check the address")[0].partition(" Paste the text")[0].partition(" Try again")[0]
    note = f"{'The page is gone' if is_dead else 'The page could not be looked at'}: {said}"[:300]
    values: dict[str, Any] = {"link_note": note, "link_checked_at": now}
    was_dead = source.link_state == LinkState.DEAD
    if is_dead:
        values["link_state"] = LinkState.DEAD.value
    _set(source, values)
    record_event(actor=None, verb="source_missing", subject=source, now=now, data={"note": note, "code": code})
    if is_dead and not was_dead:
        _tell(source, note, now=now)


def _set(source: Source, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(source, name, value)
    source.save(update_fields=list(values))


def _tell(source: Source, note: str, *, now: datetime) -> None:
    """Each live claim's history, and whoever attached the source to it."""
    pieces = Evidence.objects.standing().filter(source=source, claim__status__in=LIVE)
    told: set[tuple[int, int]] = set()
    claims: set[int] = set()
    for piece in pieces.select_related("claim", "added_by").order_by("claim_id", "id"):
        if piece.claim_id not in claims:
            claims.add(piece.claim_id)
            record_event(
                actor=None, verb="source_changed", subject=piece.claim, now=now,
                data={"source": str(source), "note": note, "evidence": piece.pk},
            )  # fmt: skip
        person = piece.added_by
        if person is None or not person.is_active or (person.pk, piece.claim_id) in told:
            continue
        told.add((person.pk, piece.claim_id))
        notify(
            person=person, claim=piece.claim, kind=NoticeKind.CHANGED_SOURCE, told_by=None,
            text=f"{source.title}: {note}", now=now,
        )  # fmt: skip


# -- people ---------------------------------------------------------------------------------------


def changed_sources() -> QuerySet[Source]:
    """Those that live claims rest on and that somebody should look at: changed, gone, or not to be had."""
    return Source.objects.exclude(link_note="").filter(Exists(live_evidence()))


def settle_source(*, actor: User, source_id: int, now: datetime) -> Source:
    """Somebody has looked: the evidence holds as it is. From now on the page is held against its newest copy."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    with transaction.atomic():
        source = locked_source(source_id)
        if not source.link_note:
            raise Refused(
                "nothing_changed", "There is nothing to look at here any more. Somebody may have been faster."
            )
        note = source.link_note
        values: dict[str, Any] = {"link_note": ""}
        if source.link_state == LinkState.DEAD:
            # A page that is gone stays gone; a person's look takes it off the list, and off the watch.
            values["watch_due_at"] = None
        else:
            values["link_state"] = LinkState.ALIVE.value
        _set(source, values)
        record_event(actor=actor, verb="settle_source", subject=source, now=now, data={"note": note})
    return source
