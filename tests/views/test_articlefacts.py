"""Correcting what is known of an article, on its page: in place, on a page of its own, and refused without a loss."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Article, User
from claims.services import articlefacts, extraction
from tests import builders
from tests.builders import NOW
from tests.views.conftest import SignIn

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
UNDATED = "The council of Skag closed the ferry terminal on Monday, and 40 people lost their jobs."
FACTS = {"title": "Ferry terminal closed", "outlet": "Tagwerk", "byline": "Ines Quill", "published_on": "2026-02-25"}


def address(article: Article) -> str:
    return reverse("claims:article-facts", args=[article.pk])


def page_of(client: Client, article: Article) -> str:
    return client.get(reverse("claims:article-detail", args=[article.pk])).content.decode()


def was(article: Article) -> dict[str, str]:
    return {f"was-{name}": value for name, value in articlefacts.facts_of(article).items()}


def test_the_notice_about_relative_dates_leads_to_the_date(reviewer: User, sign_in: SignIn) -> None:
    client, article = sign_in(reviewer), builders.make_ready_article(reviewer, UNDATED)
    page = page_of(client, article)
    assert "because it is not known when this was published" in page
    assert f'href="{address(article)}?field=published_on"' in page
    assert "Date not known" in page
    form = client.get(f"{address(article)}?field=published_on", headers=HTMX).content.decode()
    assert form.lstrip().startswith("<form")
    field = form.partition('id="fact-published_on"')
    assert "data-focus-now" in field[0].rpartition("<input")[2] + field[2].partition(">")[0]
    articlefacts.correct_article(actor=reviewer, article_id=article.pk, published_on=date(2026, 2, 25), now=NOW)
    extraction.extract_article(article_id=article.pk, clock=lambda: NOW)
    assert "Give the date" not in page_of(client, article)


def test_saved_in_place_the_part_asks_for_the_state_of_the_page(reviewer: User, sign_in: SignIn) -> None:
    client, article = sign_in(reviewer), builders.make_ready_article(reviewer, UNDATED)
    answer = client.post(address(article), FACTS | was(article), headers=HTMX)
    part = answer.content.decode()
    assert answer.status_code == 200
    assert f'hx-get="{reverse("claims:article-state", args=[article.pk])}" hx-trigger="load"' in part
    assert "<html" not in part
    article.refresh_from_db()
    assert (article.status, article.published_on, str(article.outlet)) == ("queued", date(2026, 2, 25), "Tagwerk")
    waiting = page_of(client, article)
    assert 'hx-trigger="load"' not in waiting  # it follows the reading by its own clock
    assert "Rita corrected what is known of the article" in waiting
    assert "date: nothing became 25 February 2026" in waiting
    assert f'hx-get="{address(article)}"' not in waiting  # a form in a part that is swapped each second would be lost
    assert f'href="{address(article)}"' in waiting


def test_a_title_alone_is_shown_at_once(reviewer: User, sign_in: SignIn) -> None:
    client, article = sign_in(reviewer), builders.make_ready_article(reviewer, UNDATED)
    part = client.post(address(article), {"title": "Ferries"} | was(article), headers=HTMX).content.decode()
    assert '<h1 id="article-title" tabindex="-1" hx-swap-oob="true">Ferries</h1>' in part
    assert "hx-trigger" not in part


def test_without_scripts_it_is_a_page_and_leads_back(reviewer: User, sign_in: SignIn) -> None:
    client, article = sign_in(reviewer), builders.make_ready_article(reviewer, UNDATED)
    page = client.get(address(article)).content.decode()
    assert "<html" in page
    assert "hx-post" not in page.partition('<form class="facts')[2].partition("</form>")[0]
    answer = client.post(address(article), FACTS | was(article), follow=True)
    assert answer.redirect_chain == [(reverse("claims:article-detail", args=[article.pk]), 302)]
    assert "A worker reads the text again" in answer.content.decode()
    assert client.get(f"{address(article)}?shown").status_code == 302
    shown = client.get(f"{address(article)}?shown", headers=HTMX).content.decode()
    assert 'id="correct-facts"' in shown


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "part"])
def test_refused_it_keeps_all_that_was_typed(reviewer: User, sign_in: SignIn, headers: dict[str, str]) -> None:
    client, article = sign_in(reviewer), builders.make_ready_article(reviewer, UNDATED)
    for wrong in ({"published_on": "yesterday"}, {"published_on": "2126-01-01"}, {"title": ""}, {"url": "ftp://x"}):
        answer = client.post(address(article), FACTS | wrong | was(article), headers=headers)
        page = answer.content.decode()
        assert answer.status_code == 422, wrong
        assert "Not saved yet" in page
        assert page.count('aria-invalid="true"') == 1
        for value in (FACTS | wrong).values():
            assert not value or f'value="{value}"' in page
    article.refresh_from_db()
    assert (article.status, article.outlet) == ("ready", None)


def test_an_address_that_another_article_has_is_refused_by_name(reviewer: User, sign_in: SignIn) -> None:
    client, article = sign_in(reviewer), builders.make_ready_article(reviewer, UNDATED)
    other = builders.make_article(reviewer, url="https://news.example.org/ferries")
    typed = FACTS | {"url": "https://news.example.org/ferries"}
    answer = client.post(address(article), typed | was(article), headers=HTMX)
    assert answer.status_code == 409
    assert f"Article {other.pk} has this address already." in answer.content.decode()
    assert 'value="Ines Quill"' in answer.content.decode()
    assert 'name="url"' not in client.get(address(other), headers=HTMX).content.decode()


def test_last_write_wins_and_a_colleagues_correction_is_gone(reviewer: User, second: User, sign_in: SignIn) -> None:
    """Not here: both are shown, and what only the colleague changed stays theirs."""
    client, article = sign_in(reviewer), builders.make_ready_article(reviewer, UNDATED, title="Ferries")
    before = was(article)
    articlefacts.correct_article(
        actor=second, article_id=article.pk, outlet="The Gazette", byline="Ines Quill", now=NOW
    )  # fmt: skip
    typed = {"title": "Ferries", "outlet": "Tagwerk", "byline": "", "published_on": "2026-02-25"}
    answer = client.post(address(article), typed | before, headers=HTMX)
    form = answer.content.decode()
    assert answer.status_code == 409
    assert "Outlet: it says now <q>The Gazette</q>; you wrote <q>Tagwerk</q>." in form
    assert "Byline" not in form.partition("</ul>")[0]
    for value in ("Tagwerk", "Ines Quill", "2026-02-25"):
        assert f'value="{value}"' in form
    assert '<input type="hidden" name="was-outlet" value="The Gazette">' in form
    article.refresh_from_db()
    answer = client.post(address(article), typed | {"byline": "Ines Quill"} | was(article), headers=HTMX)
    assert answer.status_code == 200
    article.refresh_from_db()
    assert (str(article.outlet), article.byline, article.published_on) == ("Tagwerk", "Ines Quill", date(2026, 2, 25))


def test_published_checks_that_say_otherwise_are_named(
    reviewer: User, second: User, editor: User, sign_in: SignIn
) -> None:
    claim = builders.make_published_claim(reviewer, second, editor)
    client, article = sign_in(reviewer), claim.article
    assert "old-checks" not in page_of(client, article)
    articlefacts.correct_article(
        actor=reviewer, article_id=article.pk, outlet="Tagwerk", published_on=date(2026, 2, 25), now=NOW
    )  # fmt: skip
    page = page_of(client, article)
    assert "A published check of this article says otherwise" in page
    assert "It says: no outlet; no date." in page
    assert "An editor makes a correction" in page


def test_what_the_engine_followed_is_told_in_the_claims_history(reviewer: User, sign_in: SignIn) -> None:
    client, article = sign_in(reviewer), builders.make_ready_article(reviewer, UNDATED)
    articlefacts.correct_article(actor=reviewer, article_id=article.pk, published_on=date(2026, 2, 25), now=NOW)
    extraction.extract_article(article_id=article.pk, clock=lambda: NOW)
    claim = article.claims.get(quote__contains="closed the ferry terminal")
    page = client.get(reverse("claims:claim-detail", args=[claim.pk])).content.decode()
    assert "<b>The engine</b> read it again, in the light of what is known now" in page
    assert "23 February 2026" in page
