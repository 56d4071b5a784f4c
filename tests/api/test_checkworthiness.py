"""Weights of the score over the API."""

import pytest
from django.utils import timezone

from claims.models import Claim, ScoreWeights, User
from claims.services import checkworthiness as services
from tests import builders
from tests.api.conftest import api_for

pytestmark = pytest.mark.django_db


def test_weights_are_proposed_switched_on_and_told_with_each_claim(editor: User) -> None:
    builders.make_ready_article(editor)
    api = api_for(editor)
    made = api.post("/score-weights", {"name": "Numbers first", "factors": {"figures": 2}, "offset": -0.5})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["factors"], body["offset"], body["status"], body["number"]) == ({"figures": 2.0}, -0.5, "proposed", 1)
    on = api.post(f"/score-weights/{body['id']}/switch-on", {})
    assert (on.status_code, on.json()["status"], on.json()["applied_at"]) == (200, "active", None)
    services.apply_weights(weights_id=body["id"], clock=timezone.now)
    claim = Claim.objects.order_by("pk").first()
    assert claim
    shown = api.get(f"/claims/{claim.pk}").json()
    assert shown["weights"] == body["id"]
    assert shown["parts"] == claim.parts
    assert sum(reason["weight"] for reason in shown["reasons"]) == pytest.approx(shown["score"])
    assert {"name", "weight", "detail", "log_odds"} == set(shown["reasons"][0])
    assert [row["id"] for row in api.get("/score-weights").json()["results"]] == [body["id"]]
    assert api.post(f"/score-weights/{body['id']}/rescore", {}).status_code == 200
    assert api.post(f"/score-weights/{body['id']}/retire", {}).json()["status"] == "retired"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"name": "x", "factors": {"charm": 2}}, 422),
        ({"name": "x", "factors": {"figures": "2"}}, 400),
        ({"name": "x", "offset": True}, 400),
        ({"name": "x", "offset": 50}, 422),
        ({"name": " "}, 422),
        ({"factors": {}}, 400),
        ({"name": "x", "outlet": 10**9}, 404),
    ],
)
def test_unusable_weights_are_refused(editor: User, body: dict[str, object], status: int) -> None:
    answer = api_for(editor).post("/score-weights", body)
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert not ScoreWeights.objects.exists()


def test_scoring_again_waits_for_switching_on(editor: User) -> None:
    row = builders.make_weights(editor, figures=2.0)
    answer = api_for(editor).post(f"/score-weights/{row.pk}/rescore", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "not_switched_on")
    assert api_for(editor).post("/score-weights/999999/switch-on", {}).status_code == 404
