"""Weights of the desk: proposed, switched on, retired; and claims scored anew without being extracted again."""

import math
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.extraction.weighing import Weights
from claims.models import Article, Claim, Event, Outlet, ScoreWeights, User, WeightsStatus
from claims.services import checkworthiness as services
from claims.services import outlets
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def propose(editor: User, outlet: Outlet | None = None, offset: float = 0.0, **factors: float) -> ScoreWeights:
    return services.save_weights(
        actor=editor, outlet_id=outlet.pk if outlet else None, name="House taste", offset=offset,
        factors={name.replace("_", " "): factor for name, factor in factors.items()}, now=NOW,
    )  # fmt: skip


def apply(row: ScoreWeights) -> str:
    return services.apply_weights(weights_id=row.pk, clock=timezone.now)


def scores() -> dict[int, float]:
    return dict(Claim.objects.values_list("pk", "score"))


def test_proposed_weights_score_nothing(editor: User) -> None:
    builders.make_ready_article(editor)
    before = scores()
    row = propose(editor, figures=3.0)
    assert row.status == WeightsStatus.PROPOSED
    assert apply(row) == "left"
    assert scores() == before
    assert [event.verb for event in Event.objects.about("scoreweights", row.pk)] == ["create"]


def test_switching_on_scores_stored_claims_anew_from_their_parts(editor: User) -> None:
    builders.make_ready_article(editor)
    before = scores()
    row = services.switch_on_weights(actor=editor, weights_id=propose(editor, figures=3.0).pk, now=NOW)
    assert apply(row) == "applied"
    risen = 0
    for claim in Claim.objects.all():
        assert claim.weights_id == row.pk
        assert claim.revision == 1
        expected = sum(value * (3.0 if name == "figures" else 1.0) for name, value in claim.parts.items())
        assert claim.score == pytest.approx(1 / (1 + math.exp(-expected)), abs=1e-3)
        assert sum(one["weight"] for one in claim.reasons) == pytest.approx(claim.score, abs=1e-9)
        if claim.parts.get("figures", 0) > 0:
            assert claim.score > before[claim.pk]
            risen += 1
        else:
            assert claim.score == pytest.approx(before[claim.pk], abs=1e-5)
    assert risen
    row.refresh_from_db()
    assert row.applied_at
    events = list(Event.objects.about("scoreweights", row.pk))
    assert [event.verb for event in events] == ["create", "switch_on", "apply"]
    assert events[-1].data == {"claims": Claim.objects.count()}


def test_what_was_quoted_for_a_part_is_kept(editor: User) -> None:
    builders.make_ready_article(editor)
    before = {c.pk: {one["name"]: one["detail"] for one in c.reasons} for c in Claim.objects.all()}
    row = services.switch_on_weights(actor=editor, weights_id=propose(editor, figures=2.0).pk, now=NOW)
    apply(row)
    for claim in Claim.objects.all():
        assert {one["name"]: one["detail"] for one in claim.reasons} == before[claim.pk]


def test_applying_twice_and_retiring_brings_the_shipped_scores_back(editor: User) -> None:
    builders.make_ready_article(editor)
    before = scores()
    row = services.switch_on_weights(actor=editor, weights_id=propose(editor, offset=2.0, figures=2.0).pk, now=NOW)
    assert apply(row) == "applied"
    assert apply(row) == "left"
    assert all(score > before[pk] for pk, score in scores().items())
    services.retire_weights(actor=editor, weights_id=row.pk, now=NOW)
    assert apply(row) == "applied"
    assert scores() == pytest.approx(before, abs=1e-6)
    assert not Claim.objects.exclude(weights=None).exists()


def test_new_articles_are_scored_with_what_holds(editor: User) -> None:
    row = services.switch_on_weights(actor=editor, weights_id=propose(editor, offset=-3.0).pk, now=NOW)
    builders.make_ready_article(editor)
    for claim in Claim.objects.all():
        assert claim.weights_id == row.pk
        assert claim.score < 1 / (1 + math.exp(-sum(claim.parts.values())))


def test_an_outlets_own_weights_win_for_its_articles_only(editor: User) -> None:
    first = builders.make_ready_article(editor)
    second = builders.make_ready_article(editor, builders.STORY.replace("Norland", "Sandmark"))
    outlet = outlets.save_outlet(actor=editor, name="Sandmark Courier", now=NOW)
    Article.objects.filter(pk=second.pk).update(outlet=outlet)
    desk = services.switch_on_weights(actor=editor, weights_id=propose(editor, offset=1.0).pk, now=NOW)
    own = services.switch_on_weights(actor=editor, weights_id=propose(editor, outlet, offset=-1.0).pk, now=NOW)
    assert (apply(own), apply(desk)) == ("applied", "applied")
    assert set(Claim.objects.filter(article=first).values_list("weights", flat=True)) == {desk.pk}
    assert set(Claim.objects.filter(article=second).values_list("weights", flat=True)) == {own.pk}
    services.retire_weights(actor=editor, weights_id=own.pk, now=NOW)
    apply(own)
    assert set(Claim.objects.values_list("weights", flat=True)) == {desk.pk}


def test_the_next_table_retires_the_one_before_and_it_can_come_back(editor: User) -> None:
    old, new = propose(editor, figures=2.0), propose(editor, figures=0.5)
    assert (old.number, new.number) == (1, 2)
    services.switch_on_weights(actor=editor, weights_id=old.pk, now=NOW)
    services.switch_on_weights(actor=editor, weights_id=new.pk, now=NOW + timedelta(days=1))
    assert list(ScoreWeights.objects.active()) == [new]
    services.switch_on_weights(actor=editor, weights_id=old.pk, now=NOW + timedelta(days=2))
    assert list(ScoreWeights.objects.active()) == [old]


def test_a_claim_that_a_person_added_keeps_its_score(editor: User) -> None:
    claim = builders.make_claim(editor)
    row = services.switch_on_weights(actor=editor, weights_id=propose(editor, offset=-5.0).pk, now=NOW)
    assert apply(row) == "applied"
    claim.refresh_from_db()
    assert (claim.score, claim.weights_id) == (1, None)


def test_work_that_was_broken_off_goes_on(editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    builders.make_ready_article(editor)
    monkeypatch.setattr(services, "BATCH", 2)
    monkeypatch.setattr(services, "BUDGET", timedelta(0))
    row = services.switch_on_weights(actor=editor, weights_id=propose(editor, offset=1.0).pk, now=NOW)
    said = [apply(row) for _ in range(Claim.objects.count())]
    assert said[0] == "more"
    assert "applied" in said
    assert not Claim.objects.filter(weights=None).exists()
    assert services.sweep_weights() == {"rung": 0}


def test_sweep_rings_for_what_is_not_applied(editor: User) -> None:
    services.switch_on_weights(actor=editor, weights_id=propose(editor, offset=1.0).pk, now=NOW)
    propose(editor, offset=2.0)
    assert services.sweep_weights() == {"rung": 1}


def test_weights_that_were_switched_on_stay_as_they_are(editor: User) -> None:
    row = services.switch_on_weights(actor=editor, weights_id=propose(editor, figures=2.0).pk, now=NOW)
    with pytest.raises(Refused) as caught:
        services.save_weights(actor=editor, weights_id=row.pk, name="Other", factors={}, now=NOW)
    assert caught.value.code == "frozen_weights"
    with pytest.raises(IntegrityError, match="scoreweights_frozen"), transaction.atomic():
        ScoreWeights.objects.filter(pk=row.pk).update(factors={"figures": 9.0})
    with pytest.raises(IntegrityError, match="scoreweights_kept"), transaction.atomic():
        row.delete()


def test_proposed_weights_can_be_changed(editor: User) -> None:
    row = propose(editor, figures=2.0)
    row = services.save_weights(actor=editor, weights_id=row.pk, name="Calmer", factors={"vague": 0.5}, now=NOW)
    assert (row.name, row.factors, row.number) == ("Calmer", {"vague": 0.5}, 1)


@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"factors": {"charm": 2.0}}, "factors"),
        ({"factors": {"figures": 99.0}}, "factors"),
        ({"factors": {"figures": float("nan")}}, "factors"),
        ({"offset": float("inf")}, "offset"),
        ({"name": " "}, "name"),
    ],
)
def test_unusable_numbers_are_refused_in_words(editor: User, fields: dict[str, object], where: str) -> None:
    given = {"name": "Taste", "factors": {}, "offset": 0.0} | fields
    with pytest.raises(Invalid) as caught:
        services.save_weights(actor=editor, now=NOW, **given)  # type: ignore[arg-type]
    assert where in caught.value.fields


@pytest.mark.parametrize("verb", ["save", "switch_on", "retire", "rescore"])
def test_only_who_runs_the_desk_sets_weights(editor: User, reviewer: User, verb: str) -> None:
    row = propose(editor, figures=2.0)
    calls: dict[str, Callable[[], object]] = {
        "save": lambda: services.save_weights(actor=reviewer, name="Mine", factors={}, now=NOW),
        "switch_on": lambda: services.switch_on_weights(actor=reviewer, weights_id=row.pk, now=NOW),
        "retire": lambda: services.retire_weights(actor=reviewer, weights_id=row.pk, now=NOW),
        "rescore": lambda: services.rescore_claims(actor=reviewer, weights_id=row.pk, now=NOW),
    }
    with pytest.raises(Forbidden):
        calls[verb]()


def test_scoring_again_is_for_weights_that_were_switched_on(editor: User) -> None:
    row = propose(editor, figures=2.0)
    with pytest.raises(Refused) as caught:
        services.rescore_claims(actor=editor, weights_id=row.pk, now=NOW)
    assert caught.value.code == "not_switched_on"
    services.switch_on_weights(actor=editor, weights_id=row.pk, now=NOW)
    apply(row)
    services.rescore_claims(actor=editor, weights_id=row.pk, now=NOW)
    row.refresh_from_db()
    assert row.applied_at is None
    with pytest.raises(Missing):
        services.switch_on_weights(actor=editor, weights_id=10**9, now=NOW)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"status": "on"}, "moments_fit_status"),
        ({"origin": "guess"}, "origin_known"),
        ({"name": ""}, "name_filled"),
        ({"offset": 11}, "offset_bounded"),
        ({"status": "active"}, "moments_fit_status"),
    ],
)
def test_the_database_holds_its_rules(editor: User, changes: dict[str, object], rule: str) -> None:
    row = propose(editor, figures=2.0)
    with pytest.raises(IntegrityError, match=f"scoreweights_{rule}"), transaction.atomic():
        ScoreWeights.objects.filter(pk=row.pk).update(**changes)


def test_one_table_is_active_and_numbers_are_taken_once(editor: User) -> None:
    first, second = propose(editor, figures=2.0), propose(editor, figures=3.0)
    services.switch_on_weights(actor=editor, weights_id=first.pk, now=NOW)
    with pytest.raises(IntegrityError, match="scoreweights_one_active"), transaction.atomic():
        ScoreWeights.objects.filter(pk=second.pk).update(status="active", switched_on_at=NOW)
    with pytest.raises(IntegrityError, match="scoreweights_number_unique"), transaction.atomic():
        ScoreWeights.objects.filter(pk=second.pk).update(number=1)


def test_holding_weights_are_the_shipped_ones_until_somebody_switches_on(editor: User) -> None:
    propose(editor, figures=2.0)
    holding = services.holding_weights(None)
    assert holding.row is None
    assert holding.weights == Weights()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND mode = 'ShareLock'")
        assert cursor.fetchone()[0] >= 1
