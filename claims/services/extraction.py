"""One article's way through the engine: lease, fetch, freeze, analyse, store. What the worker runs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction

from claims.errors import Refused
from claims.extraction import Analysis, analyze
from claims.extraction.page import Page, PageError, read_page
from claims.fetching import FetchError, Fetched, FetchTemporary, fetch
from claims.models import Article, ArticleVersion
from claims.services.articles import (
    begin_extraction,
    find_outlet,
    freeze_text,
    lock_article,
    move_article,
    put_back,
    text_sha256,
)
from claims.services.finds import store_finds
from claims.services.snapshots import Original, keep_original

log = structlog.get_logger(__name__)


def extract_article(*, article_id: int, clock: Callable[[], datetime]) -> str:
    """Take one article apart. Safe to call any number of times, by any number of workers.

    Returns the article's status afterwards, or "left" when another worker has it or it needs no work.
    """
    article = begin_extraction(article_id=article_id, now=clock())
    if article is None:
        return "left"
    try:
        version = article.versions.order_by("-number").first() or _fetch_version(article, clock)
        if version is None:
            return "failed"
        analysis = analyze(
            version.text,
            published_on=article.published_on,
            outlet=article.outlet.name if article.outlet else None,
            byline=article.byline or None,
        )
        _finish(article, version, analysis, now=clock())
    except FetchTemporary as error:
        put_back(article=article, code=error.code, reason=str(error), now=clock())
    except FetchError as error:
        put_back(article=article, code=error.code, reason=str(error), now=clock(), is_final=True)
    except PageError as error:
        put_back(article=article, code=error.code, reason=str(error), now=clock(), is_final=True)
    except OperationalError:
        raise  # the database is away: the lease runs out and the sweep takes over
    except Refused:
        log.warning("lease_lost", article_id=article.pk)
        return "left"
    except Exception as error:
        # The engine must never lose an article to a surprise: the row says what happened, the log has the trace.
        log.exception("extraction_failed", article_id=article.pk)
        put_back(
            article=article,
            code="engine_error",
            reason=f"The engine stumbled over this text ({type(error).__name__}). Retry once; if it fails again, send the "
            "article to whoever runs this server: the log holds the details.",
            now=clock(),
        )
    article.refresh_from_db()
    return article.status


def _fetch_version(article: Article, clock: Callable[[], datetime]) -> ArticleVersion | None:
    """Fetch the address, read the page, freeze its text. None when the text is another article's."""
    fetched = fetch(article.url, now=clock(), site_url=settings.SITE_URL, allowed_hosts=frozenset(settings.FETCH_ALLOWED_HOSTS))
    page = read_page(fetched.body, url=fetched.url, charset=fetched.charset)
    now = clock()
    try:
        with transaction.atomic():
            return _freeze_page(article, fetched, page, now=now)
    except IntegrityError:
        twin = Article.objects.filter(text_sha256=text_sha256(page.text)).exclude(pk=article.pk).first()
        if twin is None:
            raise
    with transaction.atomic():
        Article.objects.filter(pk=article.pk).update(duplicate_of=twin, title=page.title[:500])
        put_back(
            article=article,
            code="same_text",
            reason=f"This address carries the same text as article {twin.pk}, which is here already. Work on that one.",
            now=now,
            is_final=True,
        )
    return None


def _freeze_page(article: Article, fetched: Fetched, page: Page, *, now: datetime) -> ArticleVersion:
    locked = lock_article(article.pk)
    if locked.attempts != article.attempts:
        raise Refused("lease_lost", "Another worker has this article now.")
    # What a person typed stands; the page fills in what they left empty.
    facts: dict[str, Any] = {
        "text_sha256": text_sha256(page.text),
        "title": locked.title or page.title[:500],
        "byline": locked.byline or page.byline[:300],
        "published_on": locked.published_on or page.published_on,
        "language": locked.language or page.language[:35],
        "lease_expires_at": now + timedelta(seconds=settings.EXTRACTION_LEASE),
    }
    Article.objects.filter(pk=article.pk).update(**facts)
    version = freeze_text(article=locked, text=page.text, now=now)
    keep_original(
        version=version, original=Original(fetched.url, fetched.content_type, fetched.body), now=now
    )
    if page.outlet and locked.outlet and locked.outlet.name == locked.outlet.host:
        locked.outlet.name = page.outlet[:200]
        locked.outlet.save(update_fields=["name"])
    article.refresh_from_db()
    article.outlet = article.outlet or find_outlet(name=page.outlet, url=fetched.url)
    return version


def _finish(article: Article, version: ArticleVersion, analysis: Analysis, *, now: datetime) -> None:
    """Store the finds and mark the article ready, in one transaction, only while the lease is still ours."""
    with transaction.atomic():
        attempt = article.attempts
        locked = lock_article(article.pk)
        if locked.attempts != attempt:
            raise Refused("lease_lost", "Another worker has this article now.")
        counts = store_finds(version=version, analysis=analysis, now=now)
        header = analysis.header
        move_article(
            locked, "finish_extraction", actor=None, now=now,
            error="", error_code="",
            title=locked.title or _first_words(version.text, analysis),
            byline=locked.byline or (header.byline or "")[:300],
            published_on=locked.published_on or header.published_on,
            language=locked.language or analysis.language.tag,
            told={"engine": analysis.engine, **counts},
        )  # fmt: skip


def _first_words(text: str, analysis: Analysis) -> str:
    """A title for a text that came without one: the beginning of its first sentence after the header."""
    body_starts = analysis.header.span.end if analysis.header.span else 0
    first = next((span for span in analysis.sentences if span.start >= body_starts), None)
    words = " ".join((first.of(text) if first else text[body_starts : body_starts + 200]).split())
    return words if len(words) <= 100 else words[:100].rsplit(" ", 1)[0] + "…"
