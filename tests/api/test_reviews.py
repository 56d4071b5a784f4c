"""From evidence to the published check, over the API, by three people."""

from collections.abc import Callable

import pytest

from claims.models import Claim, Publication, Rating, RatingScale, Role, Scope, User
from tests import builders
from tests.api.conftest import Api, problem_of

pytestmark = pytest.mark.django_db

EVIDENCE = {"stance": "supports", "url": "https://registry.example.org/bridges", "title": "Register of bridges"}
VERDICT = {"rating": "true", "summary": "The public register lists every one of these bridges."}


@pytest.fixture
def held(reviewer: User) -> Claim:
    return builders.make_held_claim(reviewer)


def test_the_whole_way_by_three_people(api: Api, second_api: Api, editor_api: Api, held: Claim) -> None:
    at = f"/claims/{held.pk}"
    evidence = api.post(f"{at}/evidence", EVIDENCE | {"passage": "Bridge 1 to 101", "proximity": "primary"})
    assert evidence.status_code == 201, evidence.content
    assert evidence.json()["source"]["title"] == "Register of bridges"
    verdict = api.post(f"{at}/verdicts", VERDICT | {"rationale": "We counted."})
    assert verdict.status_code == 201, verdict.content
    assert (verdict.json()["number"], verdict.json()["rating"]["slug"]) == (1, "true")
    assert api.post(f"{at}/submit").json()["status"] == "submitted"
    problem_of(api.post(f"{at}/approve"), 403, "own_verdict")
    returned = second_api.post(f"{at}/return", {"note": "Name the year."}).json()
    assert (returned["status"], returned["verdicts"][0]["reviews"][0]["note"]) == ("returned", "Name the year.")
    assert api.post(f"{at}/take").status_code == 200
    assert api.post(f"{at}/verdicts", VERDICT | {"summary": "In 2025 every one was built."}).json()["number"] == 2
    assert api.post(f"{at}/submit").status_code == 200
    approved = second_api.post(f"{at}/approve", {"note": "Sound."}).json()
    assert (approved["status"], approved["publication"]) == ("approved", None)
    problem_of(api.post(f"{at}/publish"), 403, "may_not_publish")
    assert "publish" in editor_api.get(at).json()["allowed"]
    published = editor_api.post(f"{at}/publish")
    assert published.status_code == 200, published.content
    check = published.json()
    assert check["facts"]["rating"]["slug"] == "true"
    assert check["json_ld"]["@type"] == "ClaimReview"
    again = editor_api.post(f"{at}/publish")
    assert (again.status_code, again.json()) == (200, check)
    assert Publication.objects.count() == 1
    assert api.get(at).json()["publication"] == check["slug"]
    assert published["Location"].endswith(f"/api/v1/publications/{check['slug']}")


def test_the_policy_says_all_that_is_missing(api: Api, held: Claim) -> None:
    at = f"/claims/{held.pk}"
    problem_of(api.post(f"{at}/submit"), 409, "no_verdict")
    assert api.post(f"{at}/verdicts", VERDICT | {"rating": "false"}).status_code == 201
    found = problem_of(api.post(f"{at}/submit"), 409, "policy")
    assert set(found["details"]["codes"]) >= {"sources", "independent", "primary", "right_of_reply"}
    assert len(found["details"]["missing"]) == len(found["details"]["codes"])


def test_a_verdict_is_the_holders(api: Api, second_api: Api, held: Claim) -> None:
    found = problem_of(second_api.post(f"/claims/{held.pk}/verdicts", VERDICT), 403, "held")
    assert "Rita" in found["detail"]
    assert "verdicts" in api.get(f"/claims/{held.pk}").json()["allowed"]
    assert "verdicts" not in second_api.get(f"/claims/{held.pk}").json()["allowed"]


def test_a_rating_is_named_by_slug_or_id(api: Api, held: Claim) -> None:
    at = f"/claims/{held.pk}/verdicts"
    own = RatingScale.objects.create(slug="own", name="Own")
    Rating.objects.create(scale=own, slug="true", label="True")
    whale = Rating.objects.create(scale=own, slug="whale", label="Whale")
    default = builders.rating("true").pk
    assert api.post(at, VERDICT).json()["rating"]["id"] == default
    assert api.post(at, VERDICT | {"rating": "whale"}).json()["rating"]["id"] == whale.pk
    assert api.post(at, VERDICT | {"rating": whale.pk}).json()["rating"]["slug"] == "whale"
    found = problem_of(api.post(at, VERDICT | {"rating": "troo"}), 422, "invalid")
    assert found["errors"][0]["pointer"] == "#/rating"
    assert "mostly-true" in found["errors"][0]["detail"]
    problem_of(api.post(at, VERDICT | {"rating": 10**6}), 422, "invalid")
    problem_of(api.post(at, VERDICT | {"rating": 1.5}), 400, "malformed")
    other = RatingScale.objects.create(slug="other", name="Other")
    twin = Rating.objects.create(scale=other, slug="whale", label="Whale")
    found = problem_of(api.post(at, VERDICT | {"rating": "whale"}), 422, "invalid")
    assert str(twin.pk) in found["errors"][0]["detail"]


def test_the_same_evidence_twice_is_refused(api: Api, held: Claim) -> None:
    at = f"/claims/{held.pk}/evidence"
    assert api.post(at, EVIDENCE).status_code == 201
    problem_of(api.post(at, EVIDENCE), 409, "known_evidence")
    problem_of(api.post(at, EVIDENCE | {"url": "http://10.0.0.1/"}), 422, "invalid")
    problem_of(api.post(at, {"stance": "supports"}), 422, "invalid")
    problem_of(api.post(at, EVIDENCE | {"stance": "likes"}), 400, "malformed")


def test_evidence_rests_once_the_verdict_is_handed_in(api: Api, reviewer: User) -> None:
    claim = builders.make_submitted_claim(reviewer)
    problem_of(api.post(f"/claims/{claim.pk}/evidence", EVIDENCE), 409, "evidence_settled")
    problem_of(api.patch(f"/claims/{claim.pk}", {"kind": "causal"}), 409, "settled")


def test_returning_needs_a_note(second_api: Api, reviewer: User) -> None:
    claim = builders.make_submitted_claim(reviewer)
    problem_of(second_api.post(f"/claims/{claim.pk}/return"), 400, "malformed")
    problem_of(second_api.post(f"/claims/{claim.pk}/return", {"note": " "}), 422, "invalid")


def test_scopes_of_evidence_reviews_and_publications(
    make_api: Callable[..., Api], reviewer: User, second: User, held: Claim
) -> None:
    approved = builders.make_approved_claim(reviewer, second)
    none = make_api(Role.EDITOR, scopes=[Scope.CLAIMS_READ, Scope.CLAIMS_WRITE])
    for verb, body, scope in (
        ("evidence", EVIDENCE, Scope.EVIDENCE_WRITE),
        ("verdicts", VERDICT, Scope.REVIEWS_WRITE),
        ("submit", None, Scope.REVIEWS_WRITE),
        ("approve", None, Scope.REVIEWS_WRITE),
        ("return", {"note": "No."}, Scope.REVIEWS_WRITE),
        ("publish", None, Scope.PUBLICATIONS_WRITE),
    ):
        found = problem_of(none.post(f"/claims/{approved.pk}/{verb}", body), 403, "missing_scope")
        assert found["details"]["scope"] == scope
    adds = make_api(Role.EDITOR, scopes=[Scope.EVIDENCE_WRITE])
    assert adds.post(f"/claims/{held.pk}/evidence", EVIDENCE).status_code == 201
    publishes = make_api(Role.EDITOR, scopes=[Scope.PUBLICATIONS_WRITE])
    assert publishes.post(f"/claims/{approved.pk}/publish").status_code == 200


def test_published_checks_are_open_to_everybody(reviewer: User, second: User, editor: User) -> None:
    claims = [builders.make_published_claim(reviewer, second, editor) for _ in range(3)]
    anyone = Api()
    first = anyone.get("/publications?page_size=2")
    assert first["Access-Control-Allow-Origin"] == "*"
    rows = first.json()["results"] + anyone.client.get(first.json()["next"]).json()["results"]
    assert [row["claim"] for row in rows] == [claim.pk for claim in sorted(claims, key=lambda one: -one.pk)]
    one = anyone.get(f"/publications/{rows[0]['slug']}").json()
    assert one["facts"]["claim"] == rows[0]["facts"]["claim"]
    assert one["url"].endswith(f"/checks/{rows[0]['slug']}/")
    assert [version["number"] for version in one["versions"]] == [1]
    problem_of(anyone.get("/publications/no-such-check"), 404, "no_such_publication")
    problem_of(Api("fcd_wrong").get("/publications"), 401, "invalid_token")


def test_ratings_and_speakers_can_be_looked_up(api: Api, reviewer: User) -> None:
    ratings = api.get("/ratings").json()["results"]
    assert [row["slug"] for row in ratings][:2] == ["true", "mostly-true"]
    assert all(row["is_default"] for row in ratings)
    builders.make_ready_article(reviewer)
    found = api.get("/speakers?q=castel").json()["results"]
    assert [row["name"] for row in found] == ["Mira Castel"]
    assert api.get("/speakers?q=nobody+here").json() == {"results": []}
    problem_of(api.get("/speakers"), 400, "malformed")
    problem_of(api.get("/ratings?scale=x"), 400, "malformed")
