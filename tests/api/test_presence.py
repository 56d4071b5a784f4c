"""Presence, heartbeat and taking over by the API: the same yes and no as on the page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Claim, Notice, User
from claims.services import claims
from tests import builders
from tests.api.conftest import Api, api_for, problem_of

pytestmark = pytest.mark.django_db


def test_program_keeps_hold_of_its_claim_and_is_seen(reviewer: User, second: User) -> None:
    now = timezone.now()
    claim = builders.make_held_claim(reviewer, now=now - timedelta(minutes=20))
    body = api_for(reviewer).post(f"/claims/{claim.pk}/heartbeat", {}).json()
    assert (body["holder"]["username"], body["others"], body["revision"]) == ("rita", [], claim.revision)
    assert claims.fresh_claim(claim.pk).is_held_by(reviewer, now=now + timedelta(minutes=29))
    seen = api_for(second).get(f"/claims/{claim.pk}/presence").json()
    assert [one["person"]["username"] for one in seen["others"]] == ["rita"]
    assert not seen["others"][0]["is_writing_verdict"]


def test_heartbeat_takes_nothing(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    before = Claim.objects.get(pk=claim.pk).lease_expires_at
    assert api_for(second).post(f"/claims/{claim.pk}/heartbeat", {}).json()["holder"]["username"] == "rita"
    assert Claim.objects.get(pk=claim.pk).lease_expires_at == before
    problem_of(api_for(second).post("/claims/999/heartbeat", {}), 404, "no_such_claim")
    problem_of(api_for(second).get("/claims/999/presence"), 404, "no_such_claim")


def test_claim_is_taken_over_with_a_note(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    api = api_for(second)
    problem_of(api.post(f"/claims/{claim.pk}/take-over", {}), 422, "invalid")
    problem_of(api.post(f"/claims/{claim.pk}/take-over", {"note": "Mine.", "revision": 1}), 409, "stale")
    taken = api.post(f"/claims/{claim.pk}/take-over", {"note": "It runs at six.", "holder": reviewer.pk})
    assert (taken.status_code, taken.json()["assignee"]["username"]) == (200, "sam")
    assert Notice.objects.get(person=reviewer, kind="taken_over").text == "It runs at six."
    late = api_for(editor).post(f"/claims/{claim.pk}/take-over", {"note": "Mine.", "holder": reviewer.pk})
    problem = problem_of(late, 409, "held")
    assert problem["details"]["holder"] == "Sam"


def test_taking_over_is_among_what_one_may_do(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    near = builders.make_user("nea")
    builders.make_conflict(near, claim)
    at = f"/claims/{claim.pk}"
    allowed = {who.username: api_for(who).get(at).json()["allowed"] for who in (reviewer, second, near)}
    assert ("take-over" in allowed["sam"], "take" in allowed["sam"]) == (True, False)
    assert "take-over" not in allowed["rita"]  # it is hers: taking again renews it
    assert "take-over" not in allowed["nea"]
    assert api_for(second).post(f"{at}/take-over", {"note": "It runs at six."}).status_code == 200
    ran_out = builders.make_held_claim(reviewer, now=timezone.now() - timedelta(hours=2))
    allowed_now = api_for(second).get(f"/claims/{ran_out.pk}").json()["allowed"]
    assert ("take-over" in allowed_now, "take" in allowed_now) == (False, True)  # no note is needed


def test_nobody_else_sees_who_is_there(stranger: User, reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    outside: Api = api_for(stranger)
    problem_of(outside.get(f"/claims/{claim.pk}/presence"), 403, "not_a_member")
