"""Many claims, undo and saved views over HTTP."""

import pytest

from claims.models import Claim, SavedView, User
from claims.services import claims
from tests import builders
from tests.api.conftest import Api, problem_of

pytestmark = pytest.mark.django_db


def test_many_are_looked_at_accepted_and_taken_back(api: Api, reviewer: User) -> None:
    rows = builders.make_proposals(reviewer, 2)
    opened = builders.make_claim(reviewer)
    body = {"claims": [{"id": claim.pk, "revision": claim.revision} for claim in rows] + [{"id": opened.pk}]}
    looked = api.post("/claims/accept", {**body, "preview": True}).json()
    assert (looked["act"], len(looked["done"])) == (None, 2)
    assert [one["code"] for one in looked["refused"]] == ["wrong_status"]
    done = api.post("/claims/accept", body).json()
    assert done["done"] == [claim.pk for claim in rows]
    undone = api.post("/acts/undo", {"act": done["act"]}).json()
    assert undone["done"] == done["done"]
    assert {claim.status for claim in Claim.objects.filter(pk__in=done["done"])} == {"proposed"}
    problem_of(api.post("/acts/undo", {"act": done["act"]}), 409, "undone_already")
    problem_of(api.post("/acts/undo"), 409, "nothing_to_undo")
    problem_of(api.post("/acts/undo", {"act": 10**9}), 404, "no_such_act")


def test_many_are_dismissed_for_one_reason(api: Api, reviewer: User) -> None:
    (claim,) = builders.make_proposals(reviewer, 1)
    problem_of(api.post("/claims/dismiss", {"claims": [{"id": claim.pk}]}), 422, "invalid")
    api.post("/claims/dismiss", {"claims": [{"id": claim.pk}], "reason": "opinion"})
    assert Claim.objects.get(pk=claim.pk).dismissed_reason == "opinion"
    api.post(f"/claims/{claim.pk}/restore")
    assert Claim.objects.get(pk=claim.pk).status == "proposed"
    problem_of(api.post("/claims/accept", {"claims": []}), 422, "invalid")
    problem_of(api.post("/claims/accept", {"claims": [{"id": "7"}]}), 400, "malformed")
    problem_of(api.post("/claims/accept", {"claims": [{"id": 7}], "preview": "yes"}), 400, "malformed")


def test_views_are_kept_changed_and_deleted(api: Api, second_api: Api, reviewer: User) -> None:
    made = api.post("/views", {"name": "Figures", "query": "kind=numerical", "is_shared": True})
    assert made.status_code == 201
    number = made.json()["id"]
    assert [one["id"] for one in second_api.get("/views").json()["results"]] == [number]
    problem_of(second_api.patch(f"/views/{number}", {"name": "Mine"}), 403, "not_yours")
    assert api.patch(f"/views/{number}", {"is_shared": False}).json()["is_shared"] is False
    problem_of(second_api.patch(f"/views/{number}", {"name": "Mine"}), 404, "no_such_view")
    assert api.delete(f"/views/{number}").status_code == 204
    assert not SavedView.objects.exists()


def test_claims_are_listed_by_who_wrote_their_verdict(api: Api, second_api: Api, reviewer: User) -> None:
    judged, _ = builders.make_submitted_claim(reviewer), builders.make_claim(reviewer)
    assert [one["id"] for one in api.get("/claims?author=me").json()["results"]] == [judged.pk]
    assert [one["id"] for one in second_api.get("/claims?author=rita").json()["results"]] == [judged.pk]
    assert second_api.get("/claims?author=me").json()["results"] == []
    problem_of(api.get("/claims?author=nobody-of-this-name"), 422, "invalid")


def test_taking_accepts_what_the_engine_proposed(api: Api, reviewer: User) -> None:
    (claim,) = builders.make_proposals(reviewer, 1)
    body = api.post(f"/claims/{claim.pk}/take").json()
    assert (body["status"], body["assignee"]["username"]) == ("in_review", reviewer.username)
    assert claims.fresh_claim(claim.pk).status == "in_review"
