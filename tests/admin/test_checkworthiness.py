"""Weights of the score in the admin: one field a part, switched on by an action, never editable afterwards."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.extraction.checkworthiness import PARTS
from claims.models import Claim, ScoreWeights, User, WeightsStatus
from claims.services import checkworthiness as services
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

LIST = "admin:claims_scoreweights_changelist"


@pytest.fixture
def as_editor(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


def fields(**factors: str) -> dict[str, str]:
    """A filled form; parts are named with underscores for their blanks."""
    by_part = {part.replace(" ", "_"): number for number, part in enumerate(PARTS)}
    return {"name": "House taste", "outlet": "", "offset": "0"} | {
        f"factor_{by_part[part]}": factor for part, factor in factors.items()
    }


def run(client: Client, action: str, *rows: ScoreWeights) -> str:
    data = {"action": action, "_selected_action": [str(row.pk) for row in rows]}
    answer = client.post(reverse(LIST), data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def test_editor_proposes_weights_with_one_number_a_part(as_editor: Client, editor: User) -> None:
    add = reverse("admin:claims_scoreweights_add")
    page = as_editor.get(add).content.decode()
    assert all(part.capitalize().replace("'", "&#x27;") in page for part in PARTS)
    answer = as_editor.post(add, fields(figures="2.5", vague="", wording="1"))
    assert answer.status_code == 302, answer.context["errors"]
    row = ScoreWeights.objects.get()
    assert (row.factors, row.status, row.made_by) == ({"figures": 2.5}, WeightsStatus.PROPOSED, editor)


def test_a_number_out_of_bounds_comes_back_in_words(as_editor: Client) -> None:
    answer = as_editor.post(reverse("admin:claims_scoreweights_add"), fields(figures="99"))
    assert answer.status_code == 200
    assert "less than or equal to 10" in str(answer.context["errors"])
    assert not ScoreWeights.objects.exists()


def test_proposed_weights_are_edited_and_those_switched_on_are_read(as_editor: Client, editor: User) -> None:
    row = builders.make_weights(editor, figures=2.0)
    change = reverse("admin:claims_scoreweights_change", args=[row.pk])
    assert 'value="2.0"' in as_editor.get(change).content.decode()
    assert as_editor.post(change, fields(figures="3")).status_code == 302
    row.refresh_from_db()
    assert row.factors == {"figures": 3.0}
    assert "switched on" in run(as_editor, "switch_on", row)
    page = as_editor.get(change).content.decode()
    assert "× 3.0" in page
    assert "_save" not in page
    assert as_editor.post(change, fields(figures="1")).status_code == 403


def test_actions_switch_on_score_again_and_retire(as_editor: Client, editor: User) -> None:
    builders.make_ready_article(editor)
    row = builders.make_weights(editor, offset=1.0)
    assert "only proposed" in run(as_editor, "rescore", row)
    run(as_editor, "switch_on", row)
    assert "under way" in as_editor.get(reverse(LIST)).content.decode()
    assert services.apply_weights(weights_id=row.pk, clock=timezone.now) == "applied"
    assert Claim.objects.filter(weights=row).exists()
    assert "asked for" in run(as_editor, "rescore", row)
    assert "retired" in run(as_editor, "retire", row)
    row.refresh_from_db()
    assert (row.status, row.applied_at) == (WeightsStatus.RETIRED, None)


def test_what_was_learned_is_shown_before_it_is_switched_on(as_editor: Client, editor: User) -> None:
    row = services.propose_weights(
        actor=editor, outlet_id=None, name="Learned", factors={"figures": 1.4}, offset=0.2,
        report={"lines": ["Decisions about the whole desk", "figures 1.00 1.40"]}, now=NOW,
    )  # fmt: skip
    page = as_editor.get(reverse("admin:claims_scoreweights_change", args=[row.pk])).content.decode()
    assert "Decisions about the whole desk" in page
    assert 'value="1.4"' in page


def test_reviewers_do_not_get_in(client: Client, reviewer: User) -> None:
    client.force_login(reviewer)
    assert client.get(reverse(LIST)).status_code in (302, 403)
