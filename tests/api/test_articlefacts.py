"""Saying over the API what is known of an article."""

import pytest

from claims.models import Article, Event, User
from claims.services import articlefacts
from tests import builders
from tests.api.conftest import Api, problem_of
from tests.builders import NOW

pytestmark = pytest.mark.django_db
UNDATED = "The council of Skag closed the ferry terminal on Monday, and 40 people lost their jobs."


def test_what_is_named_is_changed_and_nothing_else(api: Api, reviewer: User) -> None:
    article = builders.make_article(reviewer, UNDATED, title="Ferries", byline="Ines Quill")
    body = {"outlet": "Tagwerk", "published_on": "2026-02-25"}
    answer = api.patch(f"/articles/{article.pk}", body)
    assert answer.status_code == 200, answer.content
    row = answer.json()
    assert (row["title"], row["byline"], row["outlet"], row["published_on"]) == (
        "Ferries", "Ines Quill", "Tagwerk", "2026-02-25",
    )  # fmt: skip
    assert answer["ETag"] == api.get(f"/articles/{article.pk}")["ETag"]
    gone = api.patch(f"/articles/{article.pk}", {"published_on": None, "byline": ""}).json()
    assert (gone["published_on"], gone["byline"], gone["outlet"]) == (None, "", "Tagwerk")


def test_a_date_has_the_text_read_again(api: Api, reviewer: User) -> None:
    article = builders.make_ready_article(reviewer, UNDATED)
    assert "not known when this was published" in api.get(f"/articles/{article.pk}").json()["skipped"][0]
    assert api.patch(f"/articles/{article.pk}", {"published_on": "2026-02-25"}).json()["status"] == "queued"
    assert Event.objects.about("article", article.pk).latest("sequence").verb == "reread"


def test_a_change_on_top_of_an_older_state_is_refused(api: Api, reviewer: User) -> None:
    article = builders.make_article(reviewer, UNDATED)
    read = api.get(f"/articles/{article.pk}")
    articlefacts.correct_article(actor=reviewer, article_id=article.pk, outlet="The Gazette", now=NOW)
    stale = api.patch(f"/articles/{article.pk}", {"outlet": "Tagwerk"}, If_Match=read["ETag"])
    problem_of(stale, 412, "precondition_failed")
    fresh = api.patch(f"/articles/{article.pk}", {"outlet": "Tagwerk"}, If_Match=stale["ETag"])
    assert (fresh.status_code, fresh.json()["outlet"]) == (200, "Tagwerk")


def test_what_cannot_be_is_refused_at_its_place(api: Api, reviewer: User) -> None:
    article = builders.make_article(reviewer, UNDATED, title="Ferries")
    other = builders.make_article(reviewer, url="https://news.example.org/ferries")
    for body, status, pointer in (
        ({"published_on": "on Monday"}, 400, "#/published_on"),
        ({"text": "Another."}, 400, "#/text"),
        ({"title": ""}, 422, "#/title"),
        ({"published_on": "2626-02-25"}, 422, "#/published_on"),
        ({"url": "http://127.0.0.1/secret"}, 422, "#/url"),
    ):
        found = problem_of(
            api.patch(f"/articles/{article.pk}", body), status, "malformed" if status == 400 else "invalid"
        )
        assert [error["pointer"] for error in found["errors"]] == [pointer]
    found = problem_of(
        api.patch(f"/articles/{article.pk}", {"url": "https://news.example.org/ferries"}), 409, "same_address"
    )
    assert found["details"]["article"] == other.pk
    problem_of(api.patch("/articles/999999", {"title": "Mine"}), 404, "no_such_article")
    assert Article.objects.get(pk=article.pk).updated_at == NOW
