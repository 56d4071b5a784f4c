"""Articles by address: fetched from a server of our own, read, frozen, taken apart."""

import gzip
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import connection, transaction
from django.test import override_settings

from claims.models import Article, Event, User
from claims.services import articles, extraction
from claims.services.articles import Submission, submit_article
from tests import builders
from tests.builders import NOW, STORY

pytestmark = pytest.mark.usefixtures("history_stays_whole")

LATER = NOW + timedelta(minutes=1)

PAGE = f"""<!doctype html><html lang="en"><head><title>Nurses leave Norland's hospitals | The Gazette</title>
<meta property="og:title" content="Nurses leave Norland's hospitals">
<meta property="og:site_name" content="The Gazette">
<meta name="author" content="Ines Quill"><meta property="article:published_time" content="2026-02-27T08:00:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Nurses leave Norland's hospitals</h1>
{"".join(f"<p>{paragraph}</p>" for paragraph in STORY.split(chr(10) * 2))}
</article><footer>Subscribe to our newsletter</footer></body></html>""".encode()


@dataclass
class Site:
    """What it answers, by path, and what it was asked."""

    address: str = ""
    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    meanwhile: Callable[[], object] | None = None  # done before it answers

    def shows(
        self, path: str, body: bytes = PAGE, status: int = 200, kind: str = "text/html; charset=utf-8", **headers: str
    ) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = (status, {"content-type": kind} | named, body)
        return self.address + path


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append(self.path)
            if site.meanwhile:
                site.meanwhile()
            status, headers, body = site.answers.get(self.path, (404, {"content-type": "text/html"}, b"Nothing here."))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    host = f"127.0.0.1:{server.server_address[1]}"
    site.address = f"http://{host}"
    with override_settings(FETCH_ALLOWED_HOSTS=[host]):
        yield site
    server.shutdown()
    server.server_close()
    thread.join()


def submit(who: User, url: str, **fields: object) -> Article:
    return submit_article(actor=who, submission=Submission(url=url, **fields), now=NOW).article  # type: ignore[arg-type]


def extract(article: Article, moment: datetime = LATER) -> str:
    status = extraction.extract_article(article_id=article.pk, clock=lambda: moment)
    article.refresh_from_db()
    return status


def verbs(article: Article) -> list[str]:
    return list(Event.objects.about("article", article.pk).values_list("verb", flat=True))


def test_page_is_read_and_its_original_kept(site: Site, reviewer: User) -> None:
    article = submit(reviewer, site.shows("/nurses"))
    assert extract(article) == "ready"
    version = article.versions.get()
    assert version.text == STORY
    assert (article.title, article.byline, article.published_on, article.language) == (
        "Nurses leave Norland's hospitals", "Ines Quill", date(2026, 2, 27), "en",
    )  # fmt: skip
    assert article.outlet
    assert (article.outlet.host, article.outlet.name) == ("127.0.0.1", "The Gazette")
    kept = version.snapshots.get()
    assert (gzip.decompress(bytes(kept.body_gzip)), kept.url, kept.content_type) == (
        PAGE, site.address + "/nurses", "text/html",
    )  # fmt: skip
    assert kept.retrieved_at == LATER
    assert article.claims.exists()
    assert verbs(article) == ["submit", "start_extraction", "finish_extraction"]


def test_what_a_person_typed_stands(site: Site, reviewer: User) -> None:
    article = submit(
        reviewer,
        site.shows("/nurses"),
        title="Typed",
        byline="Tomas Reed",
        published_on=date(2026, 3, 1),
        outlet="Mine",
    )
    assert extract(article) == "ready"
    assert (article.title, article.byline, article.published_on) == ("Typed", "Tomas Reed", date(2026, 3, 1))
    assert article.outlet
    assert article.outlet.name == "Mine"


def test_text_given_with_an_address_is_not_fetched(site: Site, reviewer: User) -> None:
    article = submit(reviewer, site.shows("/nurses"), text="Norland built 40 bridges in 2025.")
    assert extract(article) == "ready"
    assert site.asked == []


def test_plain_text_is_read_as_it_is(site: Site, reviewer: User) -> None:
    body = "Norland built 40 bridges in 2025.\r\n\r\nIt spent nothing on them."
    article = submit(reviewer, site.shows("/note.txt", body.encode(), kind="text/plain"))
    assert extract(article) == "ready"
    assert article.versions.get().text == body.replace("\r\n", "\n")


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (404, b"Nothing here.", "text/html", "gone"),
        (403, b"No.", "text/html", "forbidden"),
        (200, b"%PDF-1.7 ...", "application/pdf", "not_text"),
        (200, b"<html><body><nav>Home</nav></body></html>", "text/html", "no_article"),
        (200, ("<p>" + "word " * 130_000 + "</p>").encode(), "text/html", "too_long"),
    ],
    ids=["missing", "forbidden", "pdf", "no_article", "too_long"],
)
def test_page_that_cannot_be_read_fails_at_once_with_its_reason(
    site: Site, reviewer: User, status: int, body: bytes, kind: str, code: str
) -> None:
    article = submit(reviewer, site.shows("/page", body, status, kind))
    assert extract(article) == "failed"
    assert (article.error_code, article.attempts, article.lease_expires_at) == (code, 1, None)
    assert len(article.error) > 40
    assert article.error[-1] == "."
    assert verbs(article)[-1] == "fail"
    assert not article.versions.exists()


def test_busy_site_is_asked_again_with_growing_pauses_and_then_given_up(site: Site, reviewer: User) -> None:
    article = submit(reviewer, site.shows("/nurses", b"", 503))
    moment, pauses = NOW, []
    for attempt in range(1, articles.MAX_ATTEMPTS):
        assert extract(article, moment) == "queued"
        assert (article.attempts, article.error_code) == (attempt, "site_error")
        assert "will try again" in article.error
        pauses.append(article.due_at - moment)
        assert articles.sweep_articles(now=article.due_at - timedelta(seconds=1)) == {"freed": 0, "rung": 0}
        moment = article.due_at
        assert articles.sweep_articles(now=moment) == {"freed": 0, "rung": 1}
    assert pauses == sorted(set(pauses))
    assert extract(article, moment) == "failed"
    assert "tried 4 times" in article.error
    assert "will try again" not in article.error
    assert len(site.asked) == articles.MAX_ATTEMPTS
    site.shows("/nurses")
    articles.retry_article(actor=reviewer, article_id=article.pk, now=moment)
    assert extract(article, moment) == "ready"
    assert (article.error, article.error_code) == ("", "")


def test_site_that_names_a_pause_gets_it(site: Site, reviewer: User) -> None:
    article = submit(reviewer, site.shows("/nurses", b"", 429, retry_after="600"))
    assert extract(article) == "queued"
    assert article.due_at == LATER + timedelta(minutes=10)


def test_same_text_at_another_address_names_its_twin(site: Site, reviewer: User, second: User) -> None:
    first = submit(reviewer, site.shows("/nurses"))
    assert extract(first) == "ready"
    twin = submit(second, site.shows("/mirror/nurses"), title="Typed")
    assert extract(twin) == "failed"
    assert (twin.error_code, twin.duplicate_of, twin.title) == ("same_text", first, "Typed")
    assert f"article {first.pk}" in twin.error
    assert not twin.versions.exists()
    site.shows("/mirror/nurses", PAGE.replace(b"4,200", b"4,300"))
    articles.retry_article(actor=second, article_id=twin.pk, now=LATER)
    assert extract(twin) == "ready"
    assert twin.duplicate_of is None


def test_redirect_is_followed_and_the_final_address_kept(site: Site, reviewer: User) -> None:
    site.shows("/nurses")
    article = submit(reviewer, site.shows("/short", b"", 301, location="/nurses"))
    assert extract(article) == "ready"
    assert article.versions.get().snapshots.get().url == site.address + "/nurses"


def test_lease_lost_while_fetching_writes_nothing(site: Site, reviewer: User) -> None:
    """The site took so long that the sweep gave the article to another worker, which has finished it."""
    article = submit(reviewer, site.shows("/nurses"))
    outcome: list[str] = []

    def overtake() -> None:
        site.meanwhile = None
        # In the thread of the test, between two of the first worker's steps: the fetch has begun.
        outcome.append("begun")

    site.meanwhile = overtake
    moments = iter([NOW, NOW])

    def clock() -> datetime:
        if (moment := next(moments, None)) is not None:
            return moment
        if outcome == ["begun"]:
            outcome.append("overtaken")
            assert articles.sweep_articles(now=NOW + timedelta(hours=1))["freed"] == 1
            outcome.append(extraction.extract_article(article_id=article.pk, clock=lambda: NOW + timedelta(hours=2)))
        return NOW + timedelta(hours=3)

    assert extraction.extract_article(article_id=article.pk, clock=clock) == "left"
    assert outcome == ["begun", "overtaken", "ready"]
    article.refresh_from_db()
    assert article.versions.count() == article.versions.get().snapshots.count() == 1
    assert verbs(article) == ["submit", "start_extraction", "requeue", "start_extraction", "finish_extraction"]


def test_private_address_behind_a_redirect_is_refused(site: Site, reviewer: User) -> None:
    article = submit(reviewer, site.shows("/out", b"", 302, location="http://127.0.0.1:9/secret"))
    assert extract(article) == "failed"
    assert len(article.error) > 30
    assert "127.0.0.1" not in article.error


def test_engine_that_stumbles_says_so_and_is_tried_again(reviewer: User) -> None:
    """A text that PostgreSQL or the engine cannot digest must never be lost without a word."""
    article = builders.make_article(reviewer)
    clock_calls = iter([NOW])

    def broken_clock() -> datetime:
        for moment in clock_calls:
            return moment
        if "stumbled" in broken:
            return LATER
        broken.append("stumbled")
        raise ArithmeticError("the clock struck thirteen")

    broken: list[str] = []
    assert extraction.extract_article(article_id=article.pk, clock=broken_clock) == "queued"
    article.refresh_from_db()
    assert (article.error_code, article.attempts) == ("engine_error", 1)
    assert "ArithmeticError" in article.error
    assert not article.claims.exists()


def test_database_that_stumbles_makes_the_article_wait_and_not_fail(reviewer: User) -> None:
    """As when two writers block each other and PostgreSQL ends one of them."""
    article = builders.make_article(reviewer)
    calls = 0

    def clock() -> datetime:
        nonlocal calls
        calls += 1
        if calls == 2:  # after the engine, when the finds are to be stored
            with connection.cursor() as cursor, transaction.atomic():
                cursor.execute("SET LOCAL statement_timeout = 1")
                cursor.execute("SELECT pg_sleep(5)")
        return NOW if calls == 1 else LATER

    assert extraction.extract_article(article_id=article.pk, clock=clock) == "queued"
    article.refresh_from_db()
    assert (article.error_code, article.attempts) == ("database_error", 1)
    assert extraction.extract_article(article_id=article.pk, clock=lambda: article.due_at) == "ready"
