"""Articles over the API."""

from collections.abc import Callable

import pytest

from claims.models import Article, Role, Scope, User
from claims.services.articles import begin_extraction, put_back
from tests import builders
from tests.api.conftest import Api, problem_of

pytestmark = pytest.mark.django_db


def test_a_text_is_taken_in_and_found_again(api: Api) -> None:
    first = api.post("/articles", {"text": builders.STORY, "title": "Nurses", "published_on": "2026-03-01"})
    assert first.status_code == 202, first.content
    row = first.json()
    assert (row["status"], row["title"], row["published_on"], row["known_by"]) == ("queued", "Nurses", "2026-03-01", "")
    assert first["Location"] == f"http://testserver/api/v1/articles/{row['id']}"
    again = api.post("/articles", {"text": builders.STORY})
    assert again.status_code == 200
    assert (again.json()["id"], again.json()["known_by"]) == (row["id"], "text")
    assert Article.objects.count() == 1


def test_an_address_is_taken_in_and_found_again(api: Api) -> None:
    body = {"url": "https://news.example.org/nurses?utm_source=x", "outlet": "Norland Herald"}
    first = api.post("/articles", body)
    assert first.status_code == 202, first.content
    assert first.json()["outlet"] == "Norland Herald"
    again = api.post("/articles", {"url": "https://news.example.org/nurses"})
    assert (again.status_code, again.json()["known_by"]) == (200, "address")


def test_the_bulk_lane_is_kept(api: Api) -> None:
    assert api.post("/articles", {"text": "One fact for later.", "lane": "bulk"}).json()["lane"] == "bulk"


@pytest.mark.parametrize(
    ("body", "status", "pointer"),
    [
        ({"text": 7}, 400, "#/text"),
        ({"text": "A fact.", "published_on": "yesterday"}, 400, "#/published_on"),
        ({"text": "A fact.", "lane": "fast"}, 400, "#/lane"),
        ({"text": "A fact.", "author": "me"}, 400, "#/author"),
        ({"text": "A fact.\x00"}, 400, "#/text"),
        ([], 400, "#"),
        ({}, 422, "#/text"),
        ({"text": "   "}, 422, "#/text"),
        ({"url": "http://127.0.0.1/secret"}, 422, "#/url"),
        ({"url": "ftp://example.org/x"}, 422, "#/url"),
    ],
)
def test_an_unusable_article_is_refused_at_its_place(api: Api, body: object, status: int, pointer: str) -> None:
    found = problem_of(api.post("/articles", body), status, "malformed" if status == 400 else "invalid")
    assert [error["pointer"] for error in found["errors"]] == [pointer]
    assert not Article.objects.exists()


def test_all_that_is_wrong_is_said_at_once(api: Api) -> None:
    found = problem_of(api.post("/articles", {"text": 1, "titel": "x", "lane": []}), 400, "malformed")
    assert {error["pointer"] for error in found["errors"]} == {"#/text", "#/titel", "#/lane"}


def test_an_article_is_read_with_text_statements_and_claims(api: Api, reviewer: User) -> None:
    article = builders.make_ready_article(reviewer)
    read = api.get(f"/articles/{article.pk}").json()
    assert (read["status"], read["error"], read["language"]) == ("ready", "", "en")
    text = read["text"]
    assert text == builders.STORY
    statements = api.get(f"/articles/{article.pk}/statements").json()
    assert statements["next"] is None
    assert {row["speaker"]["name"] for row in statements["results"] if row["speaker"]} >= {"Mira Castel", "Tomas Vell"}
    for row in statements["results"]:
        assert row["content_text"] == " … ".join(text[start:end] for start, end in row["content_spans"])
    claims = api.get(f"/articles/{article.pk}/claims").json()["results"]
    assert claims
    assert [row["start"] for row in claims] == sorted(row["start"] for row in claims)
    for row in claims:
        assert text[row["start"] : row["end"]] == row["quote"]


def test_reading_again_with_the_tag_saves_the_body(api: Api, reviewer: User) -> None:
    article = builders.make_article(reviewer)
    first = api.get(f"/articles/{article.pk}")
    etag = first["ETag"]
    assert etag.startswith('"')
    same = api.get(f"/articles/{article.pk}", If_None_Match=f'"other", W/{etag}')
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", etag)
    assert begin_extraction(article_id=article.pk, now=builders.NOW)
    changed = api.get(f"/articles/{article.pk}", If_None_Match=etag)
    assert changed.status_code == 200
    assert changed["ETag"] != etag


def test_the_list_is_filtered_by_status(api: Api, reviewer: User) -> None:
    queued = builders.make_article(reviewer, "One fact.")
    failed = _fail(builders.make_article(reviewer, "Another fact."))
    assert [row["id"] for row in api.get("/articles?status=failed").json()["results"]] == [failed.pk]
    assert {row["id"] for row in api.get("/articles").json()["results"]} == {queued.pk, failed.pk}
    problem_of(api.get("/articles?status=lost"), 400, "malformed")


def test_a_failed_article_is_tried_again_once(api: Api, reviewer: User) -> None:
    article = _fail(builders.make_article(reviewer))
    read = api.get(f"/articles/{article.pk}")
    assert (read.json()["error_code"], read.json()["error"]) == ("gone", "The page is gone. Find another copy.")
    retried = api.post(f"/articles/{article.pk}/retry", If_Match=read["ETag"])
    assert (retried.status_code, retried.json()["status"], retried.json()["error"]) == (200, "queued", "")
    found = problem_of(api.post(f"/articles/{article.pk}/retry"), 409, "wrong_status")
    assert found["details"]["status"] == "queued"
    stale = api.post(f"/articles/{article.pk}/retry", If_Match=read["ETag"])
    problem_of(stale, 412, "precondition_failed")
    assert stale["ETag"] == retried["ETag"]


def test_what_is_not_there_is_missing(api: Api) -> None:
    for path in ("", "/statements", "/claims"):
        problem_of(api.get(f"/articles/999{path}"), 404, "no_such_article")
    problem_of(api.post("/articles/999/retry"), 404, "no_such_article")
    problem_of(api.get(f"/articles/{10**30}"), 404, "no_such_article")


def test_an_article_that_waits_has_no_finds_yet(api: Api) -> None:
    pk = api.post("/articles", {"url": "https://news.example.org/later"}).json()["id"]
    assert api.get(f"/articles/{pk}").json()["text"] is None
    assert api.get(f"/articles/{pk}/statements").json() == {"results": [], "next": None}
    assert api.get(f"/articles/{pk}/claims").json() == {"results": [], "next": None}


def test_reading_and_writing_are_scopes_apart(make_api: Callable[..., Api]) -> None:
    reads = make_api(Role.REVIEWER, scopes=[Scope.ARTICLES_READ])
    found = problem_of(reads.post("/articles", {"text": "A fact."}), 403, "missing_scope")
    assert found["details"]["scope"] == "articles:write"
    assert reads.get("/articles").status_code == 200
    writes = make_api(Role.REVIEWER, scopes=[Scope.ARTICLES_WRITE])
    problem_of(writes.get("/articles"), 403, "missing_scope")
    assert writes.post("/articles", {"text": "A fact."}).status_code == 202


def _fail(article: Article) -> Article:
    held = begin_extraction(article_id=article.pk, now=builders.NOW)
    assert held
    put_back(article=held, code="gone", reason="The page is gone. Find another copy.", now=builders.NOW, is_final=True)
    return held
