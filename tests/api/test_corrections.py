"""Changes of published checks by the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Claim, Correction, User
from tests import builders
from tests.api.conftest import Api, api_for

pytestmark = pytest.mark.django_db
BODY = {"occasion": "correction", "reason": "factual_error", "note": "One bridge was counted twice."}


@pytest.fixture
def claim(reviewer: User, second: User, editor: User) -> Claim:
    return builders.make_published_claim(reviewer, second, editor)


@pytest.fixture
def chief(editor: User) -> Api:
    return api_for(editor)


def test_a_correction_from_proposal_to_publication(claim: Claim, second: User, chief: Api) -> None:
    api = api_for(second)
    proposed = api.post(f"/claims/{claim.pk}/corrections", {**BODY, "rating": "false"})
    assert proposed.status_code == 201
    row = proposed.json()
    assert (row["state"], row["claim"], row["proposed_by"]) == ("proposed", claim.pk, "sam")
    assert row["verdict_before"] != row["verdict_after"]
    assert [one["id"] for one in api.get("/corrections?state=proposed").json()["results"]] == [row["id"]]
    published = chief.post(f"/corrections/{row['id']}/publish")
    assert published.status_code == 200
    assert published.json()["facts"]["rating"]["slug"] == "false"
    assert [one["occasion"] for one in published.json()["versions"]] == ["correction", "first"]
    assert api.get("/corrections?state=proposed").json()["results"] == []
    assert api.get(f"/claims/{claim.pk}").json()["status"] == "corrected"


def test_declining_keeps_the_check(claim: Claim, second: User, chief: Api) -> None:
    correction = builders.make_correction(second, claim)
    declined = chief.post(f"/corrections/{correction.pk}/decline", {"note": "It is clear enough."})
    assert (declined.json()["state"], declined.json()["decided_by"]) == ("declined", "edda")
    again = chief.post(f"/corrections/{correction.pk}/decline", {"note": "Twice."})
    assert (again.status_code, again.json()["code"]) == (409, "decided_already")


def test_nobody_publishes_what_they_proposed(claim: Claim, editor: User, chief: Api) -> None:
    correction = builders.make_correction(editor, claim)
    refused = chief.post(f"/corrections/{correction.pk}/publish")
    assert (refused.status_code, refused.json()["code"]) == (403, "own_proposal")
    assert "another editor" in refused.json()["detail"]


def test_refusals_name_the_field(claim: Claim, chief: Api) -> None:
    refused = chief.post(f"/claims/{claim.pk}/corrections", BODY)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "#/occasion"
    assert chief.post("/corrections/0/publish").status_code == 404
    assert not Correction.objects.exists()


def test_a_day_to_look_again(claim: Claim, chief: Api) -> None:
    day = (timezone.now() + timedelta(days=9)).date()
    answer = chief.post(f"/claims/{claim.pk}/recheck", {"recheck_on": day.isoformat(), "note": "New figures."})
    assert answer.status_code == 200
    claim.refresh_from_db()
    assert (claim.recheck_on, claim.recheck_note) == (day, "New figures.")
    wrong = chief.post(f"/claims/{claim.pk}/recheck", {"recheck_on": "2020-01-01"})
    assert wrong.json()["errors"][0]["pointer"] == "#/recheck_on"
