"""When the page of an article is looked at again, and which of them wait for it."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.models import Article, ArticleWatch, Claim, DeskPolicy, Lane, LinkState
from claims.queue import ring_look
from claims.services.watch import LIVE
from claims.workflow import ArticleStatus, ClaimStatus

BATCH = 50  # looked at in one sweep
LONGEST = timedelta(days=30)  # a page that never changes is looked at this often at last
UNTRIAGED = timedelta(days=30)  # so long a proposal that nobody judged keeps its article watched
NOT_NOW = timedelta(days=7)  # until it is asked again whether anybody works on the article
HOST_PAUSE = timedelta(seconds=15)  # between two looks at one site
RING_AGAIN = {Lane.INTERACTIVE: timedelta(seconds=20), Lane.BULK: timedelta(minutes=5)}
MAX_ATTEMPTS = 3  # workers that may die over one look
DEFAULT_HOURS = 24
_LOCK = 0x5C10  # advisory: of two sweeps at once one finds the looks to begin


def watch_hours() -> int:
    """Hours until the first look; 0: pages are looked at only when a person asks."""
    found = DeskPolicy.objects.values_list("article_watch_hours", flat=True).filter(pk=1).first()
    return DEFAULT_HOURS if found is None else found


def next_look(*, calm: int, now: datetime) -> datetime:
    """Twice as late with each look that found nothing new. A day is set even where the desk does not watch, so that
    it can begin again."""
    first = timedelta(hours=watch_hours() or DEFAULT_HOURS)
    pause: timedelta = max(first, min(first * 2 ** min(calm, 16), LONGEST))
    return now + pause


def host_of(url: str) -> str:
    """Site and port of an address."""
    return urlsplit(url).netloc.rpartition("@")[2].lower()[:260]


def begin_watch(*, article: Article, now: datetime) -> None:
    """Its text was read: from here on its page is looked at again. Call in a transaction."""
    if host := host_of(article.url):
        row, _ = ArticleWatch.objects.get_or_create(article=article, defaults={"host": host})
        ArticleWatch.objects.filter(pk=row.pk).update(calm=0, due_at=next_look(calm=0, now=now))


NOTHING_FOUND: dict[str, object] = {
    "text": "", "found_at": None, "concerned": {}, "final_url": "", "content_type": "", "body_gzip": None, "note": "",
}  # fmt: skip


def forget_found(article: Article) -> None:
    """The article has a new text: what was found before was held against the old one. Call in a transaction."""
    row = ArticleWatch.objects.filter(pk=article.pk)
    row.filter(state=LinkState.CHANGED.value).update(state=LinkState.ALIVE.value, **NOTHING_FOUND)
    row.update(text_sha256="", calm=0, note="")


def changed_articles() -> QuerySet[Article]:
    """Articles whose page somebody should look at: it changed, is gone, or cannot be had."""
    return Article.objects.filter(watch__in=ArticleWatch.objects.exclude(note=""))


# -- what beat asks for -------------------------------------------------------------------------------


def sweep_looks(*, now: datetime) -> dict[str, int]:
    """Ring again for looks that wait or whose worker died, give up those that killed too many, and begin those whose
    day has come: at most one for each site, and never two at a site at once. Returns what was done."""
    done = {"given_up": 0, "rung": 0, "begun": 0}
    with transaction.atomic():
        if not _is_alone():
            return done
        left = ArticleWatch.objects.abandoned(now=now).without_text().order_by("ring_at")[:BATCH]
        for row in left.select_for_update(skip_locked=True):
            if row.attempts >= MAX_ATTEMPTS:
                _give_up(row, now=now)
                done["given_up"] += 1
                continue
            lane = Lane.INTERACTIVE if row.asked_by_id else Lane.BULK
            if not row.attempts:  # one that a worker began keeps its moment: by that moment another may go on
                ArticleWatch.objects.filter(pk=row.pk).update(ring_at=now + RING_AGAIN[lane])
            ring_look(row.pk, lane=lane)
            done["rung"] += 1
        if watch_hours():
            done["begun"] = _begin_due(now=now)
    return done


def _is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _give_up(row: ArticleWatch, *, now: datetime) -> None:
    failures = row.failures + 1
    ArticleWatch.objects.filter(pk=row.pk).update(
        asked_at=None, asked_by=None, ring_at=None, failures=failures, due_at=next_look(calm=failures, now=now),
        note=row.note or "Its page could not be looked at: the worker stopped each time. Look again later.",
    )  # fmt: skip


def _begin_due(*, now: datetime) -> int:
    busy = ArticleWatch.objects.filter(Q(asked_at__isnull=False) | Q(begun_at__gt=now - HOST_PAUSE))
    due = (
        ArticleWatch.objects.due(now=now)
        .filter(article__status=ArticleStatus.READY.value)
        .exclude(host__in=busy.values("host"))
        .order_by("host", "due_at")
        .distinct("host")
    )
    mine = Claim.objects.filter(article=OuterRef("pk")).filter(
        Q(status__in=LIVE)
        | Q(status=ClaimStatus.PROPOSED.value, article__created_at__gt=now - UNTRIAGED)
    )  # fmt: skip
    chosen = list(
        ArticleWatch.objects.filter(pk__in=due.values("pk"))
        .annotate(is_live=Exists(mine))
        .order_by("due_at", "pk")
        .values_list("pk", "is_live")[:BATCH]
    )
    wanted = [pk for pk, is_live in chosen if is_live]
    idle = [pk for pk, is_live in chosen if not is_live]
    ArticleWatch.objects.filter(pk__in=idle).update(due_at=now + NOT_NOW)
    for pk in wanted:
        if mark_asked(ArticleWatch.objects.filter(pk=pk), lane=Lane.BULK, now=now):
            ring_look(pk, lane=Lane.BULK)
    return len(wanted)


def mark_asked(rows: QuerySet[ArticleWatch], *, lane: Lane, now: datetime, asked_by: object = None) -> int:
    """Put those that are not under way under way."""
    return rows.filter(asked_at=None).update(
        asked_at=now, asked_by=asked_by, ring_at=now + RING_AGAIN[lane], attempts=0
    )  # fmt: skip
