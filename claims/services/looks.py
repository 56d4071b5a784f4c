"""Looking at the page of an article again: what it reads now, and what a person makes of that."""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F

from claims.errors import Invalid, Refused
from claims.extraction.anchoring import Anchoring, anchor, fold, select
from claims.extraction.plain import TextError
from claims.fetching import Fetched, FetchError, FetchTemporary, fetch
from claims.models import Article, ArticleVersion, ArticleWatch, Claim, Lane, LinkState, NoticeKind, User
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.queue import ring_look
from claims.services.articles import lock_article, text_sha256, usable_text_of
from claims.services.articlewatch import (
    LONGEST,
    NOTHING_FOUND,
    RING_AGAIN,
    host_of,
    mark_asked,
    next_look,
)
from claims.services.extraction import read_fetched
from claims.services.history import record_event
from claims.services.notices import notify
from claims.services.snapshots import Original
from claims.services.versions import Revised, revise_article
from claims.services.watch import GONE, LIVE
from claims.workflow import ARTICLE_MOVES, ArticleStatus, ClaimStatus

log = structlog.get_logger(__name__)

SOON = timedelta(hours=1)  # after a page that could not be had for the moment, twice as late each time
TELLING = 3  # so often in a row it may fail before somebody is bothered
SHOWN = 500  # characters of what a claim's words read now


def ask_look(*, actor: User, article_id: int, now: datetime) -> ArticleWatch:
    """Have a worker look at the article's page now. One that is under way already is the one that is meant."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    with transaction.atomic():
        article = lock_article(article_id)
        if not article.url:
            raise Invalid(
                "This article has no address.", {"url": ["It was pasted. Paste what it reads now as its new text."]}
            )
        if article.status != ArticleStatus.READY:
            raise ARTICLE_MOVES.refusal("revise", article.status)
        row, _ = ArticleWatch.objects.get_or_create(article=article, defaults={"host": host_of(article.url)})
        rows = ArticleWatch.objects.filter(pk=row.pk)
        if not mark_asked(rows, lane=Lane.INTERACTIVE, now=now, asked_by=actor):
            # Beat asked before: now a person waits for it.
            rows.filter(attempts=0).update(asked_by=actor, ring_at=now + RING_AGAIN[Lane.INTERACTIVE])
        record_event(actor=actor, verb="ask_look", subject=article, now=now, data={"url": article.url})
        ring_look(article.pk, lane=Lane.INTERACTIVE)
    return ArticleWatch.objects.without_text().get(pk=row.pk)


# -- the worker's side ------------------------------------------------------------------------------


def begin_look(*, article_id: int, now: datetime) -> ArticleWatch | None:
    """Lease a look that was asked for to the calling worker; None when another has it or none is asked for."""
    rows = ArticleWatch.objects.without_text().select_related("article")
    row = rows.under_way().filter(pk=article_id).first()
    if row is None or row.ring_at is None or (row.attempts and row.ring_at > now):
        return None
    lease = now + timedelta(seconds=settings.EXTRACTION_LEASE)
    changed = ArticleWatch.objects.under_way().filter(pk=row.pk, attempts=row.attempts).update(
        attempts=F("attempts") + 1, begun_at=now, ring_at=lease
    )  # fmt: skip
    return rows.get(pk=row.pk) if changed else None


def look_again(*, article_id: int, clock: Callable[[], datetime]) -> str:
    """Look at one article's page. Safe to call any number of times, by any number of workers.

    Returns what was found: "same", "changed", "known" (another text, which somebody knows of), "missed", or "left"
    when nothing was to be looked at or the article moved on meanwhile.
    """
    row = begin_look(article_id=article_id, now=clock())
    if row is None:
        return "left"
    try:
        hosts = frozenset(settings.FETCH_ALLOWED_HOSTS)
        fetched = fetch(row.article.url, now=clock(), site_url=settings.SITE_URL, allowed_hosts=hosts)
        text = usable_text_of(read_fetched(fetched).text)
        return _compare(row, fetched, text, now=clock())
    except FetchTemporary as error:
        rest = timedelta(seconds=error.retry_after) if error.retry_after else None
        _missed(row, error.code, str(error), now=clock(), is_final=False, rest=rest)
    except (FetchError, TextError) as error:
        _missed(row, str(error.code), str(error), now=clock(), is_final=True)
    except Invalid as error:
        _missed(row, error.code, error.message, now=clock(), is_final=True)
    except Refused:
        log.warning("lease_lost", article_id=article_id)
        return "left"
    except (OperationalError, InterfaceError):
        # Its lease runs out, and the sweep gives it to another.
        log.warning("database_error", article_id=article_id, exc_info=True)
        return "left"
    except Exception as error:
        log.exception("look_failed", article_id=article_id)
        said = f"The desk stumbled over this page ({type(error).__name__})."
        _missed(row, "engine_error", said, now=clock(), is_final=True)
    return "missed"


@dataclass(frozen=True, slots=True)
class Concerned:
    """How a claim's words stand in what was found, and what stands there in their place, if anything does."""

    how: Anchoring
    reads: str


def _compare(row: ArticleWatch, fetched: Fetched, text: str, *, now: datetime) -> str:
    """Hold what was found against the article's newest text, and write down what became of it."""
    version = row.article.versions.order_by("-number").first()
    if version is None:
        raise Refused("no_text", "The article has no text.")
    digest = text_sha256(text)
    is_same = digest == version.text_sha256 or fold(text)[0] == fold(version.text)[0]
    concerned = {} if is_same or digest == row.text_sha256 else concerned_by(version, text)
    with transaction.atomic():
        article, mine = _mine(row)
        if article.versions.filter(number__gt=version.number).exists() or article.status != ArticleStatus.READY:
            _finish(mine, {"due_at": next_look(calm=0, now=now)}, now=now)
            return "left"
        if is_same:
            return _same(article, mine, now=now)
        if digest == mine.text_sha256:
            _finish(mine, _calmer(mine, now=now), now=now)
            return "known"
        if not concerned and not version.snapshots.exists():
            # Its text was typed, not read from this page: it may well differ in what is no concern of any claim.
            _finish(mine, {**_calmer(mine, now=now), "text_sha256": digest, "state": LinkState.ALIVE.value}, now=now)
            return "same"
        _changed(article, mine, fetched, text, digest, concerned, now=now)
        return "changed"


def concerned_by(version: ArticleVersion, text: str) -> dict[int, Concerned]:
    """The claims whose words in this version are others in another text, or are not in it."""
    found = {}
    rows = Claim.objects.filter(version=version).exclude(status=ClaimStatus.DISMISSED.value).only("start", "end")
    for claim in rows.order_by("start"):
        around = select(version.text, claim.start, claim.end)
        place = anchor(around.exact, text, around.prefix, around.suffix, claim.start)
        if place.how in (Anchoring.FUZZY, Anchoring.ORPHANED):
            reads = text[place.start : place.end] if place.is_found else ""
            found[claim.pk] = Concerned(place.how, reads[:SHOWN])
    return found


def _mine(row: ArticleWatch) -> tuple[Article, ArticleWatch]:
    """Both rows, locked, while the lease is still ours."""
    article = lock_article(row.pk)
    mine = (
        ArticleWatch.objects.without_text()
        .select_for_update(of=("self",))
        .filter(pk=row.pk, asked_at__isnull=False, attempts=row.attempts)
        .first()
    )
    if mine is None:
        raise Refused("lease_lost", "Another worker looks at this page now.")
    return article, mine


def _finish(row: ArticleWatch, values: Mapping[str, Any], *, now: datetime) -> None:
    over = {"asked_at": None, "asked_by": None, "ring_at": None, "looked_at": now, "failures": 0}
    ArticleWatch.objects.filter(pk=row.pk).update(**{**over, **values})


def _calmer(row: ArticleWatch, *, now: datetime) -> dict[str, Any]:
    calm = min(row.calm + 1, 1000)
    return {"calm": calm, "due_at": next_look(calm=calm, now=now)}


def _same(article: Article, row: ArticleWatch, *, now: datetime) -> str:
    if row.is_found:
        record_event(actor=None, verb="source_reverted", subject=article, now=now)
    values = {**_calmer(row, now=now), **NOTHING_FOUND, "text_sha256": "", "state": LinkState.ALIVE.value}
    _finish(row, values, now=now)
    return "same"


def _changed(
    article: Article,
    row: ArticleWatch,
    fetched: Fetched,
    text: str,
    digest: str,
    concerned: Mapping[int, Concerned],
    *,
    now: datetime,
) -> None:
    number = len(concerned)
    note = "Its source reads differently now; " + (
        f"the words of {number} claim{'' if number == 1 else 's'} are concerned."
        if number
        else "the words of its claims still stand there."
    )
    values = {
        "state": LinkState.CHANGED.value, "note": note, "calm": 0, "due_at": next_look(calm=0, now=now),
        "text": text, "text_sha256": digest, "found_at": now,
        "concerned": {str(pk): {"how": str(one.how), "reads": one.reads} for pk, one in concerned.items()},
        "final_url": fetched.url[:4096], "content_type": fetched.content_type[:200],
        "body_gzip": gzip.compress(fetched.body, mtime=0),
    }  # fmt: skip
    _finish(row, values, now=now)
    told = {"note": note, "sha256": digest, "concerned": list(concerned)}
    record_event(actor=None, verb="source_changed", subject=article, now=now, data=told)
    live = Claim.objects.filter(pk__in=list(concerned), status__in=LIVE).select_related("assignee").order_by("pk")
    for claim in live:
        said = f"Its words read differently in the article now: {note}"
        data = {"source": str(article), "note": _words_now(concerned[claim.pk]), "article": article.pk}
        record_event(actor=None, verb="source_changed", subject=claim, now=now, data=data)
        person = claim.assignee or article.submitted_by
        if person is not None and person.is_active:
            notify(person=person, claim=claim, kind=NoticeKind.CHANGED_SOURCE, told_by=None, text=said, now=now)


def _words_now(one: Concerned) -> str:
    return f"the article reads now “{one.reads}”" if one.reads else "its words are not in the article any more"


def _missed(
    row: ArticleWatch, code: str, said: str, *, now: datetime, is_final: bool, rest: timedelta | None = None
) -> None:
    """The page could not be had. Only what tells that nothing is left there makes it gone.

    A site that asks for a pause gets it from all looks at it.
    """
    said = said.partition(" Check the address")[0].partition(" Paste the text")[0].partition(" The desk will try")[0]
    with transaction.atomic():
        try:
            article, mine = _mine(row)
        except Refused:
            return
        failures = min(mine.failures + 1, 1000)
        due = next_look(calm=failures, now=now) if is_final else now + min(SOON * 2 ** min(failures - 1, 10), LONGEST)
        values: dict[str, Any] = {"failures": failures, "due_at": max(due, now + rest) if rest else due}
        is_dead = is_final and code in GONE
        is_told = is_final or failures >= TELLING or mine.asked_by_id is not None
        if is_told and not mine.is_found and not (is_dead and mine.state == LinkState.DEAD and not mine.asked_by_id):
            note = f"{'Its page is gone' if is_dead else 'Its page could not be looked at'}: {said}"[:300]
            if is_dead:
                values["state"] = LinkState.DEAD.value
            if note != mine.note:
                told = {"note": note, "code": code}
                record_event(actor=None, verb="source_missing", subject=article, now=now, data=told)
            values["note"] = note
        _finish(mine, values, now=now)
        if rest:
            others = ArticleWatch.objects.filter(host=mine.host, due_at__lt=now + rest)
            others.update(due_at=now + min(rest, LONGEST))


# -- people ---------------------------------------------------------------------------------------


def take_in(*, actor: User, article_id: int, seen: str, now: datetime) -> Revised:
    """Make what was found at the source the article's new text, as it was looked at: ``seen`` is its SHA-256."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    with transaction.atomic():
        article, row = _found(article_id, seen)
        body = gzip.decompress(bytes(row.body_gzip or b""))
        original = Original(row.final_url or article.url, row.content_type, body)
        return revise_article(actor=actor, article_id=article_id, text=row.text, original=original, now=now)


def settle_look(*, actor: User, article_id: int, seen: str = "", now: datetime) -> ArticleWatch:
    """Somebody has looked: the article keeps its text. The same difference is not told again.

    ``seen``: the SHA-256 of the text that was looked at, where one was found.
    """
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    with transaction.atomic():
        article, row = _found(article_id, seen, is_needed=False)
        if not row.note:
            raise Refused(
                "nothing_changed", "There is nothing to look at here any more. Somebody may have been faster."
            )
        note = row.note
        values: dict[str, Any] = {**NOTHING_FOUND}
        if row.state == LinkState.CHANGED:
            values["state"] = LinkState.ALIVE.value
        ArticleWatch.objects.filter(pk=row.pk).update(**values)
        record_event(actor=actor, verb="settle_look", subject=article, now=now, data={"note": note})
    return ArticleWatch.objects.without_text().get(pk=row.pk)


def _found(article_id: int, seen: str, *, is_needed: bool = True) -> tuple[Article, ArticleWatch]:
    """The article and its watch, locked, with what was found. Raises what stands against acting on it."""
    article = lock_article(article_id)
    row = ArticleWatch.objects.select_for_update(of=("self",)).filter(pk=article.pk).first()
    if row is None or (is_needed and not row.text):
        raise Refused(
            "nothing_found",
            "No other text was found at its source, or somebody has taken it in already. Reload the article.",
        )
    if row.text and seen != row.text_sha256:
        raise Refused(
            "stale",
            "The source has changed once more since you looked. Nothing was done: look at what it reads now.",
            text_sha256=row.text_sha256,
        )
    return article, row
