"""The queue of an editor who decides between two ratings, and lines that offer nothing to whoever is too near."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Role, User
from claims.services import claims, opinions
from tests import builders
from tests.views.conftest import CountQueries, SignIn, address

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
QUEUE = reverse("claims:queue")


def split(author: User, rater: User) -> Claim:
    """Handed in and rated differently by somebody who had not seen the verdict."""
    claim = builders.make_submitted_claim(author)
    opinions.give_opinion(
        actor=rater, claim_id=claim.pk, rating_id=builders.rating("false").pk, note="I counted.", now=timezone.now()
    )
    return claim


def tab(page: str, key: str) -> str:
    """The text of a tab; empty where there is none."""
    found = re.search(rf'id="tab-{key}"[^>]*>(.*?)</a>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found[1]).strip() if found else ""


def test_an_editor_sees_what_waits_for_their_word_with_its_count(
    reviewer: User, second: User, editor: User, sign_in: SignIn
) -> None:
    builders.review_blind()
    waiting = split(reviewer, second)
    own = split(reviewer, editor)
    agreed = builders.make_submitted_claim(reviewer)
    client = sign_in(editor)
    assert tab(client.get(QUEUE).content.decode(), "decide").split() == ["To", "decide", "1"]
    page = client.get(QUEUE, {"status": "submitted", "waits": "me"}).content.decode()
    shown = {one.pk: f'id="claim-{one.pk}"' in page for one in (waiting, own, agreed)}
    assert shown == {waiting.pk: True, own.pk: False, agreed.pk: False}
    assert "You gave neither, so you may decide." in page
    both = client.get(QUEUE, {"status": "submitted", "waits": "editor"}).content.decode()
    assert f'id="claim-{own.pk}"' in both
    assert "Waits for: an editor’s word" in both


def test_reviewers_have_no_tab_for_what_they_cannot_decide(reviewer: User, second: User, sign_in: SignIn) -> None:
    builders.review_blind()
    split(reviewer, second)
    client = sign_in(second)
    assert tab(client.get(QUEUE).content.decode(), "decide") == ""
    assert "No claim fits" in client.get(QUEUE, {"status": "submitted", "waits": "me"}).content.decode()


def test_the_list_and_its_count_cost_the_same_for_one_and_many(
    reviewer: User, second: User, editor: User, sign_in: SignIn, count_queries: CountQueries
) -> None:
    builders.review_blind()
    client = sign_in(editor)
    split(reviewer, second)
    params = {"status": "submitted", "waits": "me"}
    one = count_queries(lambda: client.get(QUEUE, params))
    for _ in range(3):
        split(reviewer, second)
    assert count_queries(lambda: client.get(QUEUE, params)) == one


@pytest.mark.parametrize("status", ["proposed", "open", "submitted", "approved"])
def test_a_line_offers_nothing_to_whoever_is_too_near_and_says_why(
    status: str, reviewer: User, second: User, sign_in: SignIn
) -> None:
    make = {
        "proposed": lambda: builders.make_proposals(second, 1)[0],
        "open": lambda: builders.make_claim(second),
        "submitted": lambda: builders.make_submitted_claim(second),
        "approved": lambda: builders.make_approved_claim(second, builders.make_user()),
    }
    near, other = make[status](), make[status]()
    editor = builders.make_user("emil", Role.EDITOR)
    builders.make_conflict(editor, near)
    page = sign_in(editor).get(QUEUE, {"status": status}).content.decode()
    rows = {one.pk: page.split(f'id="claim-{one.pk}"')[1].split("</li>")[0] for one in (near, other)}
    offered = {"proposed": "Take", "open": "Take", "submitted": "Review", "approved": "Publish"}[status]
    assert offered in rows[other.pk]
    assert offered not in re.sub(r'aria-label="[^"]*"', "", rows[near.pk])
    assert "You are too near" in rows[near.pk]
    assert "You declared that you are too near" in rows[near.pk]
    assert "You are too near" not in rows[other.pk]


def test_a_line_that_is_swapped_in_knows_it_too(reviewer: User, second: User, sign_in: SignIn) -> None:
    (one,) = builders.make_proposals(second, 1)
    builders.make_conflict(reviewer, one)
    answer = sign_in(reviewer).post(
        address("accept", one), {"part": "row", "revision": claims.fresh_claim(one.pk).revision}, headers=HTMX
    )
    assert answer.status_code == 200
    assert "You are too near" in answer.content.decode()
    assert f'id="take-{one.pk}"' not in answer.content.decode()


def test_lines_cost_the_same_for_one_and_many(
    reviewer: User, second: User, sign_in: SignIn, count_queries: CountQueries
) -> None:
    client = sign_in(reviewer)
    builders.make_conflict(reviewer, builders.make_claim(second, now=timezone.now() - timedelta(hours=1)))
    one = count_queries(lambda: client.get(QUEUE, {"status": "open"}))
    for _ in range(4):
        builders.make_conflict(reviewer, builders.make_claim(second))
    assert count_queries(lambda: client.get(QUEUE, {"status": "open"})) == one


def test_a_reviewer_is_not_offered_to_publish(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_approved_claim(reviewer, second)
    page = sign_in(second).get(QUEUE, {"status": "approved"}).content.decode()
    row = page.split(f'id="claim-{claim.pk}"')[1].split("</li>")[0]
    assert "Publish" not in row
