"""Handing articles in, the list, and what an article's page says in each state."""

import gzip
from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Article, Snapshot, User
from claims.services import articles, extraction, pulse
from tests import builders
from tests.views.conftest import SignIn

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
NEW = "/articles/new/"

PAGE = """<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Ferries late again</title>
<meta property="og:site_name" content="Strait Herald"></head><body><nav><a href="/">Home</a></nav><article>
<h1>Ferries late again</h1>
<p>One crossing in five was cancelled between October and December, the passengers' association said on Monday.</p>
<p>The ministry counted the sailings that took place. It said that nine in ten of them had left on time last year.</p>
<p>Two new vessels are expected before the summer, and the oldest one will be taken out of service in the spring.</p>
</article></body></html>"""


def upload(name: str, body: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, body)


def page_of(client: Client, article: Article) -> str:
    return client.get(reverse("claims:article-detail", args=[article.pk])).content.decode()


def test_pasted_text_becomes_a_waiting_article(reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(reviewer)
    answer = client.post(
        NEW,
        {"text": "Rain fell. 🌧\r\nIt was cold.", "title": "Weather", "outlet": "Tagwerk", "published_on": "2026-02-09"},
    )
    article = Article.objects.get()
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("claims:article-detail", args=[article.pk])
    assert (article.status, article.title, str(article.outlet)) == ("queued", "Weather", "Tagwerk")
    assert article.versions.get().text == "Rain fell. 🌧\nIt was cold."
    assert article.submitted_by == reviewer


def test_same_text_twice_leads_to_the_first_and_says_so(reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(reviewer)
    first = builders.make_article(reviewer, "The same words.")
    answer = client.post(NEW, {"text": "The same words."}, follow=True)
    assert Article.objects.count() == 1
    assert answer.redirect_chain[0][0] == reverse("claims:article-detail", args=[first.pk])
    assert "here already: it has the same text" in answer.content.decode()


def test_same_address_twice_leads_to_the_first_and_says_so(reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(reviewer)
    client.post(NEW, {"url": "https://news.example.org/a?utm_source=x"})
    answer = client.post(NEW, {"url": "https://news.example.org/a"}, follow=True)
    assert Article.objects.count() == 1
    assert "here already: it has the same address" in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({}, "Give an address, paste the article"),
        ({"text": "  \n "}, "Give an address, paste the article"),
        ({"url": "ftp://news.example.org/a"}, ""),
        ({"url": "http://127.0.0.1/admin"}, ""),
        ({"text": "Words.", "published_on": "31 Febember"}, "Enter a valid date"),
        ({"text": "x" * 600_001}, "at most 600,000 fit"),
    ],
    ids=["nothing", "blank", "scheme", "private", "date", "long"],
)
def test_refusal_keeps_everything_typed(given: dict[str, str], told: str, reviewer: User, sign_in: SignIn) -> None:
    typed = {"title": "A title typed with care", "outlet": "The Harbour Gazette"} | given
    answer = sign_in(reviewer).post(NEW, typed)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert told in html
    assert 'aria-invalid="true"' in html
    assert Article.objects.count() == 0
    for value in typed.values():
        assert value.strip() in html


def test_text_file_is_read_and_its_original_kept(reviewer: User, sign_in: SignIn) -> None:
    body = "Caf\u00e9 prices rose by 9 percent.".encode("cp1252")
    sign_in(reviewer).post(NEW, {"file": upload("note.txt", body)})
    article = Article.objects.get()
    assert article.versions.get().text == "Café prices rose by 9 percent."
    snapshot = Snapshot.objects.get()
    assert snapshot.url == "note.txt"
    assert gzip.decompress(snapshot.body_gzip) == body


def test_page_file_fills_in_what_was_left_empty(reviewer: User, sign_in: SignIn) -> None:
    sign_in(reviewer).post(NEW, {"file": upload("ferries.html", PAGE.encode()), "outlet": "My outlet"})
    article = Article.objects.get()
    assert article.title == "Ferries late again"
    assert str(article.outlet) == "My outlet"
    assert "Home" not in article.versions.get().text
    assert Snapshot.objects.get().content_type == "text/html"


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("scan.pdf", b"%PDF-1.7", "reads .txt and .html files"),
        ("story.txt", b"PK\x03\x04zip", "Word file or another ZIP"),
        ("empty.txt", b"  \n", "no text here"),
        ("page.html", b"<html><body><p>Menu</p></body></html>", "No article was found"),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_words(
    name: str, body: bytes, told: str, reviewer: User, sign_in: SignIn
) -> None:
    answer = sign_in(reviewer).post(NEW, {"file": upload(name, body), "title": "Kept"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert told in html
    assert 'value="Kept"' in html
    assert "only the file has to be chosen again" in html


def test_file_and_text_together_are_refused_without_choosing_for_the_person(reviewer: User, sign_in: SignIn) -> None:
    answer = sign_in(reviewer).post(NEW, {"file": upload("a.txt", b"One."), "text": "Another."})
    assert answer.status_code == 422
    assert "not both" in answer.content.decode()


def test_file_too_large_is_refused(reviewer: User, sign_in: SignIn, settings: pytest.FixtureRequest) -> None:
    settings.UPLOAD_LIMIT = 1024 * 1024  # type: ignore[attr-defined]
    answer = sign_in(reviewer).post(NEW, {"file": upload("a.txt", b"word " * 300_000)})
    assert "larger than 1 MB" in answer.content.decode()


def test_waiting_page_asks_again_by_itself_and_stops_when_ready(reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(reviewer)
    pulse.note_sweep(now=timezone.now())
    article = builders.make_article(reviewer, now=timezone.now())
    html = page_of(client, article)
    assert f'hx-get="{reverse("claims:article-state", args=[article.pk])}"' in html
    assert "Waiting for a worker" in html
    assert "No worker has answered" not in html
    assert extraction.extract_article(article_id=article.pk, clock=timezone.now) == "ready"
    part = client.get(reverse("claims:article-state", args=[article.pk]), headers=HTMX).content.decode()
    assert "<html" not in part
    assert "every" not in part.split('id="article"')[1].split(">")[0]
    assert 'class="para para--finds"' in part


def test_waiting_page_says_when_no_worker_answers(reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(reviewer)
    now = timezone.now()
    article = builders.make_article(reviewer, now=now)
    cache.clear()
    assert "No worker has answered" in page_of(client, article)
    pulse.note_sweep(now=now)
    assert "No worker has answered" not in page_of(client, article)
    with time_machine.travel(now + timedelta(minutes=5), tick=False):
        late = client.get(reverse("claims:article-state", args=[article.pk]), headers=HTMX).content.decode()
    assert "No worker has answered" in late
    assert "every 4s" in late
    assert now.strftime("%H:%M") in late


def test_failed_page_says_why_and_retries(reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(reviewer)
    article = builders.make_article(reviewer)
    articles.begin_extraction(article_id=article.pk, now=builders.NOW)
    article.refresh_from_db()
    articles.put_back(
        article=article, code="http_404", reason="The page is gone. Paste its text.", now=builders.NOW, is_final=True
    )
    html = page_of(client, article)
    assert "The page is gone. Paste its text." in html
    assert "hx-trigger" not in html.split('id="article"')[1].split(">")[0]
    answer = client.post(reverse("claims:article-retry", args=[article.pk]), headers=HTMX)
    assert answer.status_code == 200
    assert "hx-trigger" in answer.content.decode()
    article.refresh_from_db()
    assert article.status == "queued"
    twice = client.post(reverse("claims:article-retry", args=[article.pk]), headers=HTMX)
    assert twice.status_code == 409


def test_duplicate_page_leads_to_its_twin(reviewer: User, sign_in: SignIn) -> None:
    twin, article = builders.make_article(reviewer, "One."), builders.make_article(reviewer, "Two.")
    articles.begin_extraction(article_id=article.pk, now=builders.NOW)
    Article.objects.filter(pk=article.pk).update(duplicate_of=twin)
    article.refresh_from_db()
    articles.put_back(article=article, code="same_text", reason="The same text.", now=builders.NOW, is_final=True)
    assert f'href="{reverse("claims:article-detail", args=[twin.pk])}"' in page_of(sign_in(reviewer), article)


def test_withdrawing_needs_a_reason_and_keeps_the_text_readable(reviewer: User, second: User, sign_in: SignIn) -> None:
    article = builders.make_ready_article(reviewer)
    address = reverse("claims:article-withdraw", args=[article.pk])
    assert "Withdraw this article" not in page_of(sign_in(second), article)
    assert sign_in(second).post(address, {"reason": "Not mine"}).status_code == 422
    client = sign_in(reviewer)
    refused = client.post(address, {"reason": " "})
    assert refused.status_code == 422
    assert "Say why this article is withdrawn" in refused.content.decode()
    assert client.post(address, {"reason": "Handed in by mistake"}).status_code == 302
    html = page_of(client, article)
    assert "Withdrawn from the desk" in html
    assert "4,200 nurses" in html


def test_what_the_engine_skipped_is_told(reviewer: User, sign_in: SignIn) -> None:
    article = builders.make_ready_article(reviewer)
    article.versions.update(skipped=["The table at the end was not read."])
    assert "The table at the end was not read." in page_of(sign_in(reviewer), article)


def test_list_tells_each_articles_state_and_counts(reviewer: User, sign_in: SignIn) -> None:
    ready = builders.make_ready_article(reviewer, title="Nurses leave")
    builders.make_article(reviewer, "Waiting text.", title="Ferries")
    html = sign_in(reviewer).get("/articles/").content.decode()
    assert "Nurses leave" in html
    assert f"<b>{ready.claims.count()}</b> claims" in html
    assert 'hx-trigger="every 2s"' in html  # something is at work


def test_list_pages_by_key(reviewer: User, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.views.articles.PAGE", 2)
    made = [builders.make_article(reviewer, f"Text {number}.", title=f"Title {number}") for number in range(5)]
    client = sign_in(reviewer)
    first = client.get("/articles/").content.decode()
    assert [f"Title {number}" in first for number in range(5)] == [False, False, False, True, True]
    second = client.get(f"/articles/?after={made[3].pk}").content.decode()
    assert [f"Title {number}" in second for number in range(5)] == [False, True, True, False, False]
    assert client.get("/articles/?after=nonsense").status_code == 200


def test_list_costs_as_many_queries_for_many_articles(reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(reviewer)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/articles/")
        return len(seen)

    builders.make_claim(reviewer)
    client.get("/articles/")
    one = queries()
    for _ in range(30):
        builders.make_claim(reviewer)
    assert queries() == one


def test_page_costs_as_many_queries_for_many_finds(reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(reviewer)
    few = builders.make_ready_article(reviewer)
    many = builders.make_ready_article(
        reviewer, "\n\n".join(builders.STORY.replace("Castel", name) for name in ("Arkel", "Bonn", "Cerny"))
    )
    assert many.claims.count() > few.claims.count()
    page_of(client, few)

    def queries(article: Article) -> int:
        with CaptureQueriesContext(connection) as seen:
            page_of(client, article)
        return len(seen)

    assert queries(many) == queries(few)
