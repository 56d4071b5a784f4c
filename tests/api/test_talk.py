"""Talk, questions, replies and notices by the API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Claim, User
from claims.services import sources
from tests import builders
from tests.api.conftest import Api, problem_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_claim(reviewer)


def test_a_remark_from_saying_to_taking_back(claim: Claim, api: Api, second_api: Api) -> None:
    said = api.post(f"/claims/{claim.pk}/comments", {"body": "@sam and @nobody, look."})
    assert said.status_code == 201
    row = said.json()
    assert (row["told"], row["unknown"], row["author"]["username"]) == (["sam"], ["nobody"], "rita")
    told = second_api.get("/notices?state=unread").json()["results"]
    assert [(one["kind"], one["comment"], one["text"]) for one in told] == [
        ("mention", row["id"], "@sam and @nobody, look.")
    ]
    problem_of(second_api.patch(f"/comments/{row['id']}", {"body": "Mine."}), 403, "not_yours")
    problem_of(api.post(f"/claims/{claim.pk}/comments", {"body": " "}), 422, "invalid")
    removed = api.post(f"/comments/{row['id']}/remove").json()
    assert removed["body"] == ""
    assert removed["removed_at"]
    listed = second_api.get(f"/claims/{claim.pk}/comments").json()["results"]
    assert [one["body"] for one in listed] == [""]
    assert second_api.get("/notices").json()["results"][0]["text"] == ""


def test_remarks_go_on_page_by_page(claim: Claim, api: Api) -> None:
    for n in range(3):
        api.post(f"/claims/{claim.pk}/comments", {"body": f"Remark {n}"})
    first = api.get(f"/claims/{claim.pk}/comments?page_size=2").json()
    assert [one["body"] for one in first["results"]] == ["Remark 0", "Remark 1"]
    rest = api.get(first["next"].partition("/api/v1")[2]).json()
    assert [one["body"] for one in rest["results"]] == ["Remark 2"]
    problem_of(api.get("/claims/0/comments"), 404, "no_such_claim")


def test_a_worksheet_from_question_to_answer(claim: Claim, api: Api, reviewer: User) -> None:
    offered = api.get(f"/claims/{claim.pk}/questions").json()["suggested"]
    assert offered
    asked = [api.post(f"/claims/{claim.pk}/questions", {"question": text}).json() for text in (offered[0], "How many?")]
    piece = sources.add_evidence(
        actor=reviewer, claim_id=claim.pk, title="Register", stance="supports", passage="It lists 97 bridges.",
        now=builders.NOW,
    )  # fmt: skip
    at = f"/questions/{asked[1]['id']}"
    wrong = api.post(f"{at}/answer", {"answer_kind": "extractive", "answer": "98", "evidence": piece.pk})
    assert problem_of(wrong, 422, "invalid")["errors"][0]["pointer"] == "#/answer"
    right = api.post(f"{at}/answer", {"answer_kind": "extractive", "answer": "97 bridges", "evidence": piece.pk})
    assert (right.json()["answer"], right.json()["evidence"]) == ("97 bridges", piece.pk)
    assert api.post(f"{at}/move", {"direction": "up"}).json()["position"] == 1
    assert api.post(f"/questions/{asked[0]['id']}/withdraw").status_code == 200
    sheet = api.get(f"/claims/{claim.pk}/questions").json()
    assert [one["question"] for one in sheet["results"]] == ["How many?"]
    assert offered[0] not in sheet["suggested"]
    problem_of(api.post(f"{at}/move", {"direction": "sideways"}), 400, "malformed")


def test_a_reply_from_asking_to_the_answer(claim: Claim, api: Api) -> None:
    now = timezone.now()
    body = {"whom": "The ministry", "channel": "email", "deadline_at": (now + timedelta(days=1)).isoformat()}
    logged = api.post(f"/claims/{claim.pk}/replies", body)
    assert logged.status_code == 201, logged.content
    assert logged.json()["outcome"] == "waiting"
    at = f"/replies/{logged.json()['id']}"
    problem_of(api.post(f"{at}/outcome", {"outcome": "answered"}), 422, "invalid")
    assert api.post(f"{at}/outcome", {"outcome": "answered", "answer": "It is so."}).json()["answer"] == "It is so."
    nobody = api.post(f"/claims/{claim.pk}/replies/nobody", {"reason": "The figure is their own.", "is_public": False})
    assert (nobody.json()["outcome"], nobody.json()["is_public"]) == ("not_asked", False)
    assert len(api.get(f"/claims/{claim.pk}/replies").json()["results"]) == 2
    assert api.post(f"{at}/withdraw").status_code == 200
    assert [one["whom"] for one in api.get(f"/claims/{claim.pk}/replies").json()["results"]] == [""]


@pytest.mark.parametrize("moment", ["2026-03-01", "2026-03-01T09:30:00", "yesterday", 5, "2026-13-01T09:30:00Z"])
def test_moments_are_taken_as_rfc_3339_only(moment: object, claim: Claim, api: Api) -> None:
    body = {"whom": "The ministry", "channel": "email", "asked_at": moment}
    refused = problem_of(api.post(f"/claims/{claim.pk}/replies", body), 400, "malformed")
    assert refused["errors"][0]["pointer"] == "#/asked_at"


def test_notices_are_ones_own(claim: Claim, api: Api, second_api: Api, reviewer: User) -> None:
    first, newest = builders.make_notice(reviewer, claim), builders.make_notice(reviewer, claim)
    assert second_api.get("/notices").json()["results"] == []
    problem_of(second_api.post(f"/notices/{first.pk}/read"), 404, "no_such_notice")
    assert api.post(f"/notices/{first.pk}/read").json()["read_at"]
    assert api.post("/notices/read", {"up_to": first.pk}).json() == {"read": 0}
    assert api.post("/notices/read", {}).json() == {"read": 1}
    assert [one["id"] for one in api.get("/notices?state=read").json()["results"]] == [newest.pk, first.pk]
    assert api.get("/notices?state=unread").json()["results"] == []
