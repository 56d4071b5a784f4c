"""Weights of the ranking of earlier checks over the API."""

import pytest

from claims.models import MatchWeights, User
from claims.services import matchweights as services
from tests import builders
from tests.api.conftest import api_for, problem_of

pytestmark = pytest.mark.django_db


def test_weights_are_learned_switched_on_and_retired(editor: User) -> None:
    builders.make_judged_matches(editor, 24)
    api = api_for(editor)
    made = api.post("/match-weights", {"name": "Spring"})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["name"], body["number"], body["status"]) == ("Spring", 1, "proposed")
    assert body["report"]["after"]["log_loss"] < body["report"]["before"]["log_loss"]
    assert body["columns"]
    on = api.post(f"/match-weights/{body['id']}/switch-on", {})
    assert (on.status_code, on.json()["status"], on.json()["applied_at"]) == (200, "active", None)
    assert services.holding_match_weights().row == MatchWeights.objects.get()
    assert api.post(f"/match-weights/{body['id']}/rescore", {}).status_code == 200
    assert api.post(f"/match-weights/{body['id']}/retire", {}).json()["status"] == "retired"
    assert [row["id"] for row in api.get("/match-weights").json()["results"]] == [body["id"]]


def test_too_little_to_learn_from_is_said_with_the_counts(editor: User) -> None:
    builders.make_judged_matches(editor, 4)
    told = problem_of(api_for(editor).post("/match-weights", {}), 409, "too_few_judgements")
    assert "2 confirmed (at least 10 are needed)" in told["detail"]
    assert not MatchWeights.objects.exists()


def test_what_cannot_be_is_refused(editor: User) -> None:
    api = api_for(editor)
    problem_of(api.post("/match-weights", {"columns": {"base": 1}}), 400, "malformed")
    problem_of(api.post("/match-weights/999999/switch-on", {}), 404, "no_such_match_weights")
    row = builders.make_match_weights(editor)
    problem_of(api.post(f"/match-weights/{row.pk}/rescore", {}), 409, "not_switched_on")
