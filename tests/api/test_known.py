"""Known checks over the API: taken in, listed, searched; and what is proposed for a claim, judged."""

from typing import Any

import pytest

from claims.models import ClaimLookup, KnownCheck, User
from tests import builders
from tests.api.conftest import Api, problem_of
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def record(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "@type": "ClaimReview",
        "url": f"https://checks.example.org/a{number}",
        "claimReviewed": f"Skag has {number} cranes.",
        "author": {"name": "Example Checks"},
        "reviewRating": {"alternateName": "False"},
        **changes,
    }


def test_editors_take_checks_in_and_hear_what_became_of_each(editor_api: Api) -> None:
    body = {"records": [record(1), record(2), {"@type": "Person"}], "origin": "a partner"}
    rehearsal = editor_api.post("/known-checks", body | {"dry_run": True}).json()
    assert (rehearsal["added"], rehearsal["bad"], KnownCheck.objects.count()) == (2, 1, 0)
    answer = editor_api.post("/known-checks", body)
    assert answer.status_code == 200, answer.content
    assert answer.json() == {
        "added": 2, "updated": 0, "unchanged": 0, "withdrawn": 0, "bad": 1,
        "faults": [{"number": 3, "reason": "it holds no ClaimReview (it is Person)"}],
    }  # fmt: skip
    assert editor_api.post("/known-checks", body).json()["unchanged"] == 2
    assert {check.batch.origin for check in KnownCheck.objects.all()} == {"a partner"}


def test_reviewers_read_and_do_not_import(api: Api) -> None:
    problem_of(api.post("/known-checks", {"records": [record(1)]}), 403, "not_an_editor")


@pytest.mark.parametrize("body", [{}, {"records": "x"}, {"records": [1]}, {"records": [], "extra": 1}])
def test_what_is_no_list_of_records_is_refused(editor_api: Api, body: dict[str, Any]) -> None:
    problem_of(editor_api.post("/known-checks", body), 400, "malformed")


def test_an_empty_list_is_told(editor_api: Api) -> None:
    problem_of(editor_api.post("/known-checks", {"records": []}), 422, "invalid")


def test_checks_are_listed_filtered_and_read_with_their_record(api: Api, editor_api: Api) -> None:
    records = [record(1), record(2, url="https://other.example.net/2", reviewRating="True")]
    editor_api.post("/known-checks", {"records": records})
    assert [row["claim"] for row in api.get("/known-checks").json()["results"]] == [
        "Skag has 2 cranes.",
        "Skag has 1 cranes.",
    ]
    for query, site in (("site=other.example.net", "other.example.net"), ("meaning=false", "checks.example.org")):
        (row,) = api.get(f"/known-checks?{query}").json()["results"]
        assert row["site"] == site
    check = KnownCheck.objects.get(site="checks.example.org")
    one = api.get(f"/known-checks/{check.pk}")
    assert one.json()["raw"] == records[0]
    assert api.get(f"/known-checks/{check.pk}", If_None_Match=one["ETag"]).status_code == 304
    problem_of(api.get("/known-checks/999999"), 404, "no_such_known_check")


def test_checked_claims_are_found_by_words_ours_and_others(
    api: Api, reviewer: User, second: User, editor: User
) -> None:
    ours = builders.make_published_claim(reviewer, second, editor)
    check = builders.make_known_check("The harbour of Skag was closed for eleven days")
    found = api.get("/known-claims?q=closed%20harbour%20days").json()["results"]
    assert [(row["known_check"], row["publication"], row["label"], row["meaning"]) for row in found] == [
        (check.pk, None, "False", "false")
    ]
    (row,) = api.get("/known-claims?q=bridges%20built").json()["results"]
    assert row["publication"] == ours.publications.get().slug
    assert row["url"].endswith(f"/checks/{row['publication']}/")
    assert api.get("/known-claims?q=the").json()["results"] == []
    problem_of(api.get("/known-claims?q=%20"), 422, "invalid")
    problem_of(api.get("/known-claims"), 400, "malformed")


def test_a_claims_matches_are_read_and_judged(api: Api, second_api: Api, reviewer: User) -> None:
    claim, other = builders.make_claim(reviewer), builders.make_claim(reviewer)
    match, row = builders.make_match(claim), builders.make_appearance(claim, other)
    at = f"/claims/{claim.pk}"
    body = api.get(f"{at}/matches").json()
    assert body["lookup"]["is_waiting"] is True
    assert [(one["id"], one["status"], one["score"]) for one in body["matches"]] == [(match.pk, "proposed", 0.8)]
    assert body["matches"][0]["known"]["publisher"] == "Checks of Norland"
    assert [(one["id"], one["claim"]) for one in body["appearances"]] == [(row.pk, other.pk)]
    ClaimLookup.objects.filter(claim=claim).update(due_at=None, looked_up_at=NOW)
    assert api.get(f"{at}/matches").json()["lookup"]["is_waiting"] is False
    said = api.post(f"{at}/matches/{match.pk}/confirm").json()
    assert (said["status"], said["judged_by"]["username"]) == ("confirmed", "rita")
    problem = problem_of(second_api.post(f"{at}/matches/{match.pk}/reject"), 409, "judged_already")
    assert problem["details"] == {"status": "confirmed", "by": "Rita"}
    evidence = api.post(f"{at}/matches/{match.pk}/reuse")
    assert (evidence.status_code, evidence.json()["stance"]) == (201, "refutes")
    assert api.post(f"{at}/matches/{match.pk}/undo").json()["judged_by"] is None
    problem_of(api.post(f"{at}/matches/{match.pk}/reuse"), 409, "not_confirmed")
    there = f"/claims/{other.pk}/appearances/{row.pk}"
    assert api.post(f"{there}/reject").json()["claim"] == claim.pk
    problem_of(api.post(f"{at}/matches/999999/confirm"), 404, "no_such_match")
    problem_of(api.post(f"{at}/appearances/999999/confirm"), 404, "no_such_appearance")
    problem_of(api.get("/claims/999999/matches"), 404, "no_such_claim")
