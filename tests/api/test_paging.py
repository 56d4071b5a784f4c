"""Lists: pages by key, and a price that does not grow with the rows."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.api.paging import IN_TEXT_ORDER, NEWEST_FIRST, read_cursor, write_cursor
from claims.errors import Invalid
from claims.models import User
from claims.services import reviews
from tests import builders
from tests.api.conftest import Api, problem_of

pytestmark = pytest.mark.django_db


def test_a_walk_sees_each_row_once_while_rows_are_added(api: Api, reviewer: User) -> None:
    # Five share one moment: the id decides between them.
    old = [builders.make_claim(reviewer, now=builders.NOW).pk for _ in range(5)]
    old += [builders.make_claim(reviewer, now=builders.NOW + timedelta(seconds=n)).pk for n in range(1, 4)]
    seen: list[int] = []
    response = api.get("/claims?page_size=3&status=open")
    pages = 0
    while True:
        pages += 1
        body = response.json()
        seen += [row["id"] for row in body["results"]]
        builders.make_claim(reviewer, now=builders.NOW + timedelta(minutes=pages))
        if body["next"] is None:
            assert not response.has_header("Link")
            break
        assert response["Link"] == f'<{body["next"]}>; rel="next"'
        assert "status=open" in body["next"]
        response = api.get(body["next"].removeprefix("http://testserver/api/v1"))
    assert seen == sorted(old, reverse=True)
    assert pages == 3


def test_every_list_pages(api: Api, reviewer: User) -> None:
    article = builders.make_ready_article(reviewer)
    builders.make_article(reviewer, "Another fact.")
    for path in ("/articles", "/claims", f"/articles/{article.pk}/statements", f"/articles/{article.pk}/claims"):
        whole = [row["id"] for row in api.get(path).json()["results"]]
        assert len(whole) > 1, path
        seen, following = [], f"{path}?page_size=1"
        while following:
            body = api.get(following.removeprefix("http://testserver/api/v1")).json()
            assert len(body["results"]) == 1
            seen.append(body["results"][0]["id"])
            following = body["next"]
        assert seen == whole, path


@pytest.mark.parametrize(
    "cursor", ["x", "%00", "W10", "bnVsbA", "WyIyMDI2IiwxXQ", "WyIyMDI2LTAxLTAxVDAwOjAwOjAwWiIsLTFd", "é"]
)
def test_a_cursor_of_somebody_elses_making_is_refused(api: Api, cursor: str) -> None:
    response = api.get(f"/claims?cursor={cursor}")
    assert response.status_code in (400, 422)
    found = problem_of(response, response.status_code, response.json()["code"])
    assert "cursor" in str(found["errors"])


def test_a_cursor_brings_back_the_key_it_was_made_of() -> None:
    row = {"created_at": builders.NOW, "id": 7, "start": 3}
    assert read_cursor(write_cursor(row, NEWEST_FIRST), NEWEST_FIRST) == [builders.NOW, 7]
    assert read_cursor(write_cursor(row, IN_TEXT_ORDER), IN_TEXT_ORDER) == [3, 7]
    with pytest.raises(Invalid):
        read_cursor(write_cursor(row, IN_TEXT_ORDER), NEWEST_FIRST)


def _count(api: Api, path: str) -> tuple[int, int]:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        body: dict[str, Any] = api.get(path).json()
    return len(body["results"]), len(queries)


def test_fifty_rows_cost_as_many_queries_as_one(api: Api, reviewer: User, second: User, editor: User) -> None:
    builders.make_published_claim(reviewer, second, editor)
    article = builders.make_ready_article(reviewer)
    paths = [
        "/claims",
        "/articles",
        "/publications",
        f"/articles/{article.pk}/claims",
        f"/articles/{article.pk}/statements",
    ]
    api.get("/me")  # the token notes that it was seen, at most once a minute
    few = {path: _count(api, f"{path}?page_size=1") for path in paths}
    for _ in range(49):
        builders.make_claim(reviewer)
    builders.make_held_claim(second)
    for path in paths:
        rows, queries = _count(api, path)
        assert few[path][0] == 1
        assert queries == few[path][1], path
        if path in ("/claims", "/articles"):
            assert rows == 50
    assert few["/claims"][1] == 3  # the token with its owner, the owner's roles, the rows


def test_much_on_a_claim_costs_as_many_queries_as_little(api: Api, reviewer: User, second: User) -> None:
    little, full = builders.make_approved_claim(reviewer, second), builders.make_held_claim(reviewer)
    builders.attach_sources(reviewer, full, 6)
    builders.hand_in(reviewer, full)
    reviews.approve_claim(actor=second, claim_id=full.pk, now=builders.NOW)
    api.get("/me")
    counts = []
    for claim in (little, full):
        with CaptureQueriesContext(connection) as queries:
            assert api.get(f"/claims/{claim.pk}").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
