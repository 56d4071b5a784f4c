"""One article's way through the engine: lease, fetch, freeze, analyse, store. What the worker runs."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.db import IntegrityError, InterfaceError, OperationalError, transaction

import claims.extraction as engine
from claims.errors import Refused
from claims.extraction import Analysis
from claims.extraction.page import Page, read_page
from claims.extraction.plain import TextError, decode_text, usable_text
from claims.fetching import Fetched, FetchError, FetchTemporary, fetch
from claims.models import Article, ArticleVersion
from claims.services.articlefacts import READ_WITH, by_hand
from claims.services.articles import (
    MAX_ATTEMPTS,
    MAX_TEXT_CHARS,
    begin_extraction,
    freeze_text,
    lock_article,
    move_article,
    put_back,
    text_sha256,
)
from claims.services.articlewatch import begin_watch
from claims.services.finds import store_finds
from claims.services.lookups import request_lookups
from claims.services.snapshots import Original, keep_original
from claims.workflow import ArticleStatus

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
        analysis = engine.analyze(
            version.text,
            published_on=article.published_on,
            outlet=article.outlet.name if article.outlet else None,
            byline=article.byline or None,
            by_hand=by_hand(article.pk),
        )
        _finish(article, version, analysis, now=clock())
    except FetchTemporary as error:
        what = str(error).partition("The desk will try again")[0].strip()
        put_back(
            article=article,
            code=error.code,
            reason=str(error),
            at_last=f"{what} The desk tried {MAX_ATTEMPTS} times. Retry later, or paste the text.",
            now=clock(),
            pause=timedelta(seconds=error.retry_after) if error.retry_after else None,
        )
    except (FetchError, TextError) as error:
        put_back(article=article, code=error.code, reason=str(error), now=clock(), is_final=True)
    except (OperationalError, InterfaceError):
        # Two writers in each other's way come apart by trying again. Where the database is away this raises once more:
        # then the lease runs out, and the sweep takes over.
        log.warning("database_error", article_id=article.pk, exc_info=True)
        put_back(
            article=article,
            code="database_error",
            reason="The database did not take this article in. The desk tries again.",
            at_last=f"The database did not take this article in, {MAX_ATTEMPTS} times. Tell whoever runs this server.",
            now=clock(),
        )
    except Refused:
        log.warning("lease_lost", article_id=article.pk)
        return "left"
    except Exception as error:
        # The engine must never lose an article to a surprise: the row says what happened, the log has the trace.
        log.exception("extraction_failed", article_id=article.pk)
        put_back(
            article=article,
            code="engine_error",
            reason=f"The engine stumbled over this text ({type(error).__name__}). The desk tries again.",
            at_last=f"The engine stumbled over this text {MAX_ATTEMPTS} times ({type(error).__name__}). "
            "Tell whoever runs this server: the log holds the details.",
            now=clock(),
        )
    article.refresh_from_db()
    return article.status


def _fetch_version(article: Article, clock: Callable[[], datetime]) -> ArticleVersion | None:
    """Fetch the address, read the page, freeze its text. None when the text is another article's."""
    hosts = frozenset(settings.FETCH_ALLOWED_HOSTS)
    fetched = fetch(article.url, now=clock(), site_url=settings.SITE_URL, allowed_hosts=hosts)
    page = read_fetched(fetched)
    now = clock()
    try:
        with transaction.atomic():
            return _freeze_page(article, fetched, page, now=now)
    except IntegrityError:
        twin = Article.objects.filter(text_sha256=text_sha256(page.text)).exclude(pk=article.pk).first()
        if twin is None:
            raise
    put_back(
        article=article,
        code="same_text",
        reason=f"This address carries the same text as article {twin.pk}, which is here already. Work on that one.",
        now=now,
        is_final=True,
        duplicate_of=twin,
        title=article.title or (page.title or "")[:500],
    )
    return None


def read_fetched(fetched: Fetched) -> Page:
    """The article on a page. Raises :class:`TextError`."""
    if fetched.content_type == "text/plain":
        page = Page(usable_text(decode_text(fetched.body)), None, None, None, None, None)
    else:
        today = fetched.retrieved_at.date()
        page = read_page(fetched.body, url=fetched.url, charset=fetched.charset, today=today)
    if len(page.text) > MAX_TEXT_CHARS:
        raise TooLong(len(page.text))
    return page


class TooLong(TextError):
    def __init__(self, length: int) -> None:
        super().__init__(
            "too_long",
            f"The text of this page has {length:,} characters; at most {MAX_TEXT_CHARS:,} fit. Paste it in parts.",
        )


def _freeze_page(article: Article, fetched: Fetched, page: Page, *, now: datetime) -> ArticleVersion:
    locked = lock_article(article.pk)
    _demand_lease(locked, article)
    # Its language is read from the text later.
    facts: dict[str, Any] = {
        "text_sha256": text_sha256(page.text),
        "title": locked.title or (page.title or "")[:500],
        **_filled(locked, byline=(page.byline or "")[:300], published_on=page.published_on),
        "lease_expires_at": now + timedelta(seconds=settings.EXTRACTION_LEASE),
    }
    Article.objects.filter(pk=article.pk).update(**facts)
    version = freeze_text(article=locked, text=page.text, now=now)
    keep_original(version=version, original=Original(fetched.url, fetched.content_type, fetched.body), now=now)
    if page.outlet and locked.outlet and locked.outlet.name == locked.outlet.host:
        locked.outlet.name = page.outlet[:200]
        locked.outlet.save(update_fields=["name"])
    article.refresh_from_db()
    return version


def _filled(locked: Article, **read: Any) -> dict[str, Any]:
    """What was read fills what is empty. What a person typed stands, and so does what a person left empty."""
    said = by_hand(locked.pk)
    return {name: getattr(locked, name) or value for name, value in read.items() if name not in said}


def _finish(article: Article, version: ArticleVersion, analysis: Analysis, *, now: datetime) -> None:
    """Store the finds and mark the article ready, in one transaction, only while the lease is still ours."""
    with transaction.atomic():
        locked = lock_article(article.pk)
        _demand_lease(locked, article)
        counts = store_finds(version=version, analysis=analysis, now=now)
        waiting = list(version.claims.filter(lookup=None).order_by("pk").values_list("pk", flat=True))
        request_lookups(claim_ids=waiting, now=now, lane=locked.lane)
        header = analysis.header
        move_article(
            locked, "finish_extraction", actor=None, now=now,
            error="", error_code="",
            title=locked.title or _first_words(version.text, analysis),
            **_filled(locked, byline=(header.byline or "")[:300], published_on=header.published_on),
            language=locked.language or analysis.language.tag,
            told={"engine": analysis.engine, **counts},
        )  # fmt: skip
        begin_watch(article=locked, now=now)


def _demand_lease(locked: Article, article: Article) -> None:
    """Each lease counts up ``attempts``, so the number says whose it is; what was read in another light is not ours."""
    is_ours = locked.status == ArticleStatus.EXTRACTING and locked.attempts == article.attempts
    if not is_ours or any(getattr(locked, name) != getattr(article, name) for name in READ_WITH):
        raise Refused("lease_lost", "Another worker has this article now.")


def _first_words(text: str, analysis: Analysis) -> str:
    """A title for a text that came without one: the beginning of its first sentence after the header."""
    body_starts = analysis.header.span.end if analysis.header.span else 0
    first = next((span for span in analysis.sentences if span.start >= body_starts), None)
    words = " ".join((first.of(text) if first else text[body_starts : body_starts + 200]).split())
    return words if len(words) <= 100 else words[:100].rsplit(" ", 1)[0] + "…"
