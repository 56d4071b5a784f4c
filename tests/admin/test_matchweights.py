"""Match weights in the admin: learned by adding, read with their report, switched on by an action."""

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import MatchWeights, User, WeightsStatus
from tests import builders

pytestmark = pytest.mark.django_db
LIST = "admin:claims_matchweights_changelist"


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def run(client: Client, action: str, row: MatchWeights) -> str:
    answer = client.post(reverse(LIST), {"action": action, "_selected_action": [str(row.pk)]}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_adding_learns_and_shows_the_report_before_anything_is_switched_on(as_editor: Client, editor: User) -> None:
    builders.make_judged_matches(editor, 24)
    answer = as_editor.post(reverse("admin:claims_matchweights_add"), {"name": "Spring"}, follow=True)
    page = answer.content.decode()
    row = MatchWeights.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("admin:claims_matchweights_change", args=[row.pk])
    for words in ("12 confirmed, 12 rejected", "false alarms", "same_names", "claim-ranker-"):
        assert words in page
    assert "_save" not in page
    assert row.status == WeightsStatus.PROPOSED
    assert "switched on" in run(as_editor, "switch_on", row)
    assert "under way" in as_editor.get(reverse(LIST)).content.decode()
    assert "asked for" in run(as_editor, "rescore", row)
    assert "retired" in run(as_editor, "retire", row)
    row.refresh_from_db()
    assert row.status == WeightsStatus.RETIRED


def test_too_few_judgements_come_back_in_words(as_editor: Client) -> None:
    answer = as_editor.post(reverse("admin:claims_matchweights_add"), {"name": ""})
    assert answer.status_code == 200
    assert "0 confirmed (at least 10 are needed)" in answer.content.decode()
    assert not MatchWeights.objects.exists()


def test_reviewers_do_not_get_in(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    assert client.get(reverse(LIST)).status_code in (302, 403)
