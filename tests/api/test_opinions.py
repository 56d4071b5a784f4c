"""Second ratings, adjudication, conflicts of interest, agreement and the desk's policy over the API."""

import pytest

from claims.models import Claim, User
from claims.services import worksheet
from tests import builders
from tests.api.conftest import Api, problem_of
from tests.builders import NOW

pytestmark = pytest.mark.django_db
OPINION = {"rating": "false", "note": "They are not in the register."}


@pytest.fixture
def claim(reviewer: User) -> Claim:
    builders.review_blind()
    return builders.make_submitted_claim(reviewer)


def test_blind_reviewer_reads_no_verdict_and_is_told_to_rate_first(claim: Claim, second_api: Api) -> None:
    at = f"/claims/{claim.pk}"
    seen = second_api.get(at).json()
    assert (seen["verdicts"], seen["is_blind"]) == ([], True)
    assert "register lists every one" not in second_api.get(at).content.decode()
    assert {"opinions"} <= set(seen["allowed"])
    assert not {"approve", "return", "adjudicate"} & set(seen["allowed"])
    problem_of(second_api.post(f"{at}/approve"), 409, "opinion_first")
    problem_of(second_api.post(f"{at}/return", {"note": "No."}), 409, "opinion_first")
    rows = second_api.get("/claims?q=gazette&status=submitted").json()["results"]
    assert rows == []


def test_remarks_notices_and_answers_do_not_give_the_rating_away(
    reviewer: User, second: User, api: Api, second_api: Api
) -> None:
    builders.review_blind()
    held = builders.make_held_claim(reviewer)
    asked = worksheet.ask_question(actor=reviewer, claim_id=held.pk, question="How many?", now=NOW)
    worksheet.answer_question(
        actor=reviewer, question_id=asked.pk, answer_kind="abstractive", answer="So it is true.", now=NOW
    )
    claim = builders.hand_in(reviewer, held)
    at = f"/claims/{claim.pk}"
    api.post(f"{at}/comments", {"body": "@sam I rated it true."})

    def seen(who: Api) -> list[tuple[str, bool]]:
        said = who.get(f"{at}/comments").json()["results"][0]
        answered = who.get(f"{at}/questions").json()["results"][0]
        return [(said["body"], said["is_withheld"]), (answered["answer"], answered["is_withheld"])]

    def told() -> tuple[str, bool]:
        row = second_api.get("/notices").json()["results"][0]
        assert row == second_api.post(f"/notices/{row['id']}/read").json() | {"read_at": row["read_at"]}
        return row["text"], row["is_withheld"]

    assert seen(second_api) == [("", True), ("", True)]
    assert told() == ("", True)
    record = second_api.get(f"{at}/record").content.decode()
    assert "So it is true" not in record
    assert seen(api) == [("@sam I rated it true.", False), ("So it is true.", False)]
    assert second_api.post(f"{at}/opinions", OPINION | {"rating": "true"}).status_code == 201
    assert seen(second_api) == seen(api)
    assert told() == ("@sam I rated it true.", False)


def test_equal_rating_by_api_opens_the_review(claim: Claim, api: Api, second_api: Api) -> None:
    at = f"/claims/{claim.pk}"
    problem_of(api.post(f"{at}/opinions", OPINION), 403, "own_verdict")
    problem_of(second_api.post(f"{at}/opinions", OPINION | {"note": " "}), 422, "invalid")
    given = second_api.post(f"{at}/opinions", OPINION | {"rating": "true"})
    assert given.status_code == 201, given.content
    assert (given.json()["rating"]["slug"], given.json()["is_blind"]) == ("true", True)
    problem_of(second_api.post(f"{at}/opinions", OPINION), 409, "opinion_given")
    seen = second_api.get(at).json()
    assert [one["rating"]["slug"] for one in seen["verdicts"]] == ["true"]
    assert [one["reviewer"]["username"] for one in seen["verdicts"][0]["opinions"]] == ["sam"]
    assert {"approve", "return"} <= set(seen["allowed"])
    assert second_api.post(f"{at}/approve").json()["status"] == "approved"


def test_editor_adjudicates_by_api(claim: Claim, second_api: Api, editor_api: Api) -> None:
    at = f"/claims/{claim.pk}"
    problem_of(editor_api.post(f"{at}/adjudicate", {"decision": "approve"}), 409, "nothing_to_adjudicate")
    assert second_api.post(f"{at}/opinions", OPINION).status_code == 201
    problem_of(second_api.post(f"{at}/adjudicate", {"decision": "approve"}), 403, "not_to_adjudicate")
    problem_of(editor_api.post(f"{at}/approve"), 409, "awaits_editor")
    assert "adjudicate" in editor_api.get(at).json()["allowed"]
    problem_of(editor_api.post(f"{at}/adjudicate", {"decision": "return"}), 422, "invalid")
    upheld = editor_api.post(f"{at}/adjudicate", {"decision": "approve", "note": "They are: see page 4."}).json()
    assert upheld["status"] == "approved"
    assert upheld["verdicts"][0]["reviews"][0]["is_adjudication"] is True


def test_conflicts_by_api(api: Api, second_api: Api, editor_api: Api, reviewer: User, second: User) -> None:
    claim = builders.make_claim(reviewer)
    assert "take" in second_api.get(f"/claims/{claim.pk}").json()["allowed"]
    problem_of(second_api.post("/conflicts", {"note": "Kin."}), 422, "invalid")
    problem_of(
        second_api.post("/conflicts", {"claim": claim.pk, "note": "Kin.", "person": reviewer.pk}), 403, "not_an_editor"
    )
    made = second_api.post("/conflicts", {"claim": claim.pk, "note": "Kin."})
    assert made.status_code == 201, made.content
    row = made.json()
    assert (row["person"]["username"], row["claim"], row["speaker"], row["ended_at"]) == ("sam", claim.pk, None, None)
    assert "take" not in second_api.get(f"/claims/{claim.pk}").json()["allowed"]
    problem_of(second_api.post(f"/claims/{claim.pk}/take"), 403, "conflict_of_interest")
    assert api.get("/conflicts").json()["results"] == []
    assert [one["id"] for one in editor_api.get("/conflicts").json()["results"]] == [row["id"]]
    problem_of(second_api.post(f"/conflicts/{row['id']}/end"), 403, "not_to_end")
    assert editor_api.post(f"/conflicts/{row['id']}/end").json()["ended_at"] is not None
    assert second_api.post(f"/claims/{claim.pk}/take").status_code == 200


def test_agreement_and_desk_policy_by_api(claim: Claim, api: Api, second_api: Api, editor_api: Api) -> None:
    assert second_api.post(f"/claims/{claim.pk}/opinions", OPINION).status_code == 201
    problem_of(api.get("/agreement"), 403, "not_an_editor")
    (found,) = editor_api.get("/agreement?by=year").json()["results"]
    assert (found["unweighted"]["pairs"], found["unweighted"]["is_enough"], found["unweighted"]["low"]) == (
        1,
        False,
        None,
    )
    assert found["apart"] == [{"first": "True", "second": "False", "count": 1}]
    assert len(found["periods"]) == 1
    problem_of(editor_api.get("/agreement?by=week"), 400, "malformed")
    policy = api.get("/desk-policy").json()
    assert (policy["is_review_blind"], policy["number"], policy["watch_days"]) == (True, 2, 7)
