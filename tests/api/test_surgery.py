"""The same verbs and the same refusals as on the page, for programs."""

import pytest
from django.utils import timezone

from claims.models import Article, Claim, Statement, User
from claims.services import claims
from tests import builders
from tests.api.conftest import Api, api_for, problem_of
from tests.builders import NOW

pytestmark = pytest.mark.django_db
TWO = "Norland closed 14 mines and opened 3 harbours in 2025"


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_claim(reviewer, TWO)


@pytest.fixture
def api(reviewer: User) -> Api:
    return api_for(reviewer)


def test_span_is_changed_and_taken_back(api: Api, claim: Claim) -> None:
    end = claim.start + len("Norland closed 14 mines")
    body = {"start": claim.start, "end": end, "quote": "Norland closed 14 mines", "revision": claim.revision}
    changed = api.patch(f"/claims/{claim.pk}/span", body)
    assert (changed.status_code, changed.json()["quote"]) == (200, "Norland closed 14 mines")
    stale = api.patch(f"/claims/{claim.pk}/span", body)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    wrong = api.patch(f"/claims/{claim.pk}/span", {"start": 0, "end": 4, "quote": "else"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "invalid")
    assert "start" in str(wrong.json())
    back = api.post(f"/claims/{claim.pk}/undo", {"what": "span"})
    assert (back.status_code, back.json()["quote"]) == (200, TWO)
    assert api.post(f"/claims/{claim.pk}/undo", {"what": "span"}).json()["code"] == "moved_on"


def test_split_merge_and_undo(api: Api, claim: Claim, reviewer: User) -> None:
    assert {"split", "merge", "span"} <= set(api.get(f"/claims/{claim.pk}").json()["allowed"])
    made = api.post(f"/claims/{claim.pk}/split", {"at": TWO.index("opened"), "second": "Norland opened 3 harbours."})
    assert made.status_code == 201
    first, other = made.json()["parts"]
    shown = api.get(f"/claims/{other}").json()
    assert (shown["split_from"], shown["standalone"]) == (claim.pk, "Norland opened 3 harbours.")
    assert api.post(f"/claims/{claim.pk}/undo", {"what": "split"}).json()["status"] == "open"
    into = builders.make_claim(reviewer)
    merged = api.post(f"/claims/{claim.pk}/merge", {"into": into.pk}).json()
    assert (merged["status"], merged["merged_into"]) == ("dismissed", into.pk)
    assert api.post(f"/claims/{claim.pk}/reopen", {}).json()["code"] == "merged"
    assert api.post(f"/claims/{claim.pk}/undo", {"what": "merge"}).json()["merged_into"] is None
    assert api.post(f"/claims/{claim.pk}/merge", {"into": claim.pk}).status_code == 422
    assert api.post(f"/claims/{claim.pk}/undo", {"what": "birth"}).status_code in (400, 422)
    assert first


def test_statement_is_added_named_and_taken_out(api: Api, claim: Claim) -> None:
    body = {"article": claim.article_id, "content": [claim.start, claim.end], "quote": TWO, "name": "Ola Brandt"}
    made = api.post("/statements", body)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert (made.json()["content_text"], made.json()["speaker"]["name"]) == (TWO, "Ola Brandt")
    assert api.post("/statements", body).json()["code"] == "known_statement"
    seen = made.json()["speaker"]["id"]
    named = api.post(f"/statements/{pk}/speaker", {"name": "Hanna Sorel", "seen": seen})
    assert named.json()["speaker"]["name"] == "Hanna Sorel"
    assert api.post(f"/statements/{pk}/speaker", {"name": "Mira Castel", "seen": seen}).json()["code"] == "stale"
    assert api.post(f"/statements/{pk}/speaker", {}).status_code == 422
    assert api.post(f"/statements/{pk}/dismiss").json()["dismissed_at"]
    assert Statement.objects.standing().count() == 0
    assert api.post(f"/statements/{pk}/dismiss").status_code == 409
    assert api.post(f"/statements/{pk}/restore").json()["dismissed_at"] is None
    assert api.post("/statements", {"content": [0, 4]}).status_code == 422


def test_a_new_text_tells_how_each_claim_stands(api: Api, claim: Claim, reviewer: User) -> None:
    article = claim.article
    gone = claims.add_claim(actor=reviewer, version_id=claim.version_id, start=0, end=6, now=NOW)
    Article.objects.filter(pk=article.pk).update(status="ready")
    revised = api.post(f"/articles/{article.pk}/revise", {"text": f"Anew. {TWO}."})
    assert (revised.status_code, revised.json()["status"]) == (200, "queued")
    assert api.get(f"/claims/{claim.pk}").json()["anchoring"] == "exact"
    assert api.get(f"/claims/{gone.pk}").json()["anchoring"] == "orphaned"
    assert api.post(f"/articles/{article.pk}/revise", {"text": "More."}).status_code == 409
    assert api.post(f"/articles/{article.pk}/look").status_code == 422
    Article.objects.filter(pk=article.pk).update(url="https://news.example.org/mines", status="ready")
    assert api.post(f"/articles/{article.pk}/look").status_code == 202


def test_the_last_act_is_taken_back(api: Api, reviewer: User) -> None:
    claim = builders.make_claim(reviewer, now=timezone.now())
    at = f"/claims/{claim.pk}"
    assert "undo" not in api.get(at).json()["allowed"]
    problem_of(api.post(f"{at}/undo", {}), 409, "nothing_to_undo")
    api.patch(at, {"standalone": "Anew."})
    api.post(f"{at}/speaker", {"name": "Mira Castel"})
    assert "undo" in api.get(at).json()["allowed"]
    assert api.post(f"{at}/undo", {}).json()["speaker"] is None
    assert api.post(f"{at}/undo", {}).json()["standalone"] == claim.standalone
    problem_of(api.post(f"{at}/undo", {}), 409, "nothing_to_undo")


def test_what_somebody_went_on_with_stays(api: Api, second_api: Api, reviewer: User) -> None:
    claim = builders.make_claim(reviewer, now=timezone.now())
    at = f"/claims/{claim.pk}"
    api.patch(at, {"standalone": "Mine."})
    second_api.patch(at, {"standalone": "Theirs."})
    problem = problem_of(api.post(f"{at}/undo", {}), 409, "moved_on")
    assert "Sam went on" in problem["detail"]
    assert api.get(at).json()["standalone"] == "Theirs."
