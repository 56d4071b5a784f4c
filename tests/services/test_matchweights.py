"""Match weights: switched on and off, used by lookups at once, open proposals ranked anew, judged ones left alone."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from claims import tasks
from claims.errors import Forbidden, Missing, Refused
from claims.matching import ranking, vectors
from claims.matching.weights import weights
from claims.models import (
    Appearance,
    Claim,
    ClaimLookup,
    Event,
    Match,
    MatchDecision,
    MatchWeights,
    Role,
    User,
    WeightsStatus,
)
from claims.services import matches, proposals
from claims.services import matchweights as services
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW

pytestmark = pytest.mark.django_db
BRIDGES = "Norland built 412 bridges in 2025."
SAME = "In 2025, 412 bridges were built in Norland"
SHIPPED = f"{vectors.VERSION} {ranking.VERSION}"


def index() -> None:
    proposals.index_known_claims(clock=lambda: NOW)


def look_up(*found: Claim) -> int:
    return proposals.look_up_claims(claim_ids=[claim.pk for claim in found], clock=lambda: NOW)


def switch_on(editor: User, *, base: float | None = None) -> MatchWeights:
    row = builders.make_match_weights(editor, **({} if base is None else {"base": base}))
    return services.switch_on_match_weights(actor=editor, weights_id=row.pk, now=NOW)


def test_proposed_weights_rank_nothing(editor: User) -> None:
    row = builders.make_match_weights(editor, base=-20.0)
    assert services.holding_match_weights().row is None
    assert services.holding_match_weights().engine == SHIPPED
    assert tasks.apply_match_weights(row.pk) == "left"


def test_a_lookup_uses_what_was_switched_on_at_once_and_says_so(editor: User) -> None:
    builders.make_known_check(SAME)
    index()
    one, other = builders.make_claim(editor, BRIDGES), builders.make_claim(editor, f"{SAME}.")
    look_up(one)
    before = Match.objects.get()
    assert (before.engine, before.features["base"]) == (SHIPPED, 1.0)
    row = switch_on(editor, base=weights().base - 1.5)
    look_up(other)
    after = Match.objects.get(claim=other)
    assert after.engine == f"{SHIPPED} match-weights-{row.number}"
    assert ClaimLookup.objects.get(claim=other).engine == after.engine
    sure = builders.make_claim(editor, f"{SAME}.")
    services.retire_match_weights(actor=editor, weights_id=row.pk, now=NOW)
    look_up(sure)
    again = Match.objects.get(claim=sure)
    assert again.engine == SHIPPED
    assert again.score > after.score


def test_open_proposals_are_ranked_anew_and_judged_ones_stay(editor: User) -> None:
    check = builders.make_known_check(SAME)
    index()
    one, other = builders.make_claim(editor, BRIDGES), builders.make_claim(editor, f"{SAME}.")
    look_up(one, other)
    judged = Match.objects.get(claim=one)
    matches.judge_match(actor=editor, claim_id=one.pk, match_id=judged.pk, decision=MatchDecision.CONFIRM, now=NOW)
    judged.refresh_from_db()
    pair = Appearance.objects.get()
    row = switch_on(editor, base=weights().base - 1.5)
    assert row.applied_at is None
    assert tasks.apply_match_weights(row.pk) == "applied"
    assert MatchWeights.objects.get().applied_at is not None
    stamp = f"{SHIPPED} match-weights-{row.number}"
    fresh = Match.objects.get(claim=other)
    assert (fresh.engine, fresh.known) == (stamp, check.entry)
    kept = Match.objects.get(claim=one)
    assert (kept.score, kept.engine, kept.status) == (judged.score, SHIPPED, "confirmed")
    lower = Appearance.objects.get()
    assert (lower.engine, lower.score < pair.score) == (stamp, True)
    assert tasks.apply_match_weights(row.pk) == "left"
    assert [event.verb for event in Event.objects.about("matchweights", row.pk)][-1] == "apply"
    services.retire_match_weights(actor=editor, weights_id=row.pk, now=NOW)
    assert services.sweep_match_weights() == {"rung": 1}
    assert tasks.apply_match_weights(row.pk) == "applied"
    assert Appearance.objects.get().engine == SHIPPED


def test_what_new_weights_no_longer_propose_goes(editor: User) -> None:
    builders.make_known_check(SAME)
    index()
    claim = builders.make_claim(editor, BRIDGES)
    look_up(claim)
    assert Match.objects.exists()
    assert tasks.apply_match_weights(switch_on(editor, base=-25.0).pk) == "applied"
    assert not Match.objects.exists()


def test_one_table_is_active_and_retired_ones_come_back(editor: User) -> None:
    first, second = switch_on(editor), switch_on(editor)
    first.refresh_from_db()
    assert (first.status, second.status) == (WeightsStatus.RETIRED, WeightsStatus.ACTIVE)
    assert services.switch_on_match_weights(actor=editor, weights_id=second.pk, now=NOW) == second
    again = services.switch_on_match_weights(actor=None, weights_id=first.pk, now=NOW)
    assert (again.status, again.retired_at) == (WeightsStatus.ACTIVE, None)
    assert MatchWeights.objects.active().get() == first
    assert [event.verb for event in Event.objects.about("matchweights", first.pk)] == [
        "create", "switch_on", "retire", "switch_on",
    ]  # fmt: skip
    unused = services.retire_match_weights(
        actor=editor, weights_id=builders.make_match_weights(editor).pk, now=NOW
    )  # fmt: skip
    assert unused.applied_at == NOW


def test_weights_for_another_ranking_hold_nothing(editor: User) -> None:
    other = builders.make_match_weights(editor)
    MatchWeights.objects.filter(pk=other.pk).update(ranker="claim-ranker-0")
    with pytest.raises(Refused, match="claim-ranker-0") as caught:
        services.switch_on_match_weights(actor=editor, weights_id=other.pk, now=NOW)
    assert caught.value.code == "other_ranker"
    MatchWeights.objects.filter(pk=other.pk).update(status="active", switched_on_at=NOW)
    assert services.holding_match_weights().row is None


def test_only_leads_switch_and_only_what_is_there(reviewer: User, editor: User) -> None:
    row = builders.make_match_weights(editor)
    for verb in (services.switch_on_match_weights, services.retire_match_weights, services.rescore_matches):
        with pytest.raises(Forbidden):
            verb(actor=reviewer, weights_id=row.pk, now=NOW)
        with pytest.raises(Missing):
            verb(actor=editor, weights_id=10**9, now=NOW)
    with pytest.raises(Forbidden):
        services.propose_match_weights(actor=reviewer, name="x", columns={}, report={}, now=NOW)
    with pytest.raises(Refused, match="only proposed"):
        services.rescore_matches(actor=editor, weights_id=row.pk, now=NOW)
    on = services.switch_on_match_weights(actor=editor, weights_id=row.pk, now=NOW)
    tasks.apply_match_weights(on.pk)
    assert services.rescore_matches(actor=editor, weights_id=on.pk, now=NOW).applied_at is None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_switch_on_at_once_leave_one_active() -> None:
    editor = builders.make_user("edda", Role.EDITOR)
    rows = [builders.make_match_weights(editor), builders.make_match_weights(editor)]

    def act(pk: int) -> Callable[[], MatchWeights]:
        return lambda: services.switch_on_match_weights(actor=editor, weights_id=pk, now=NOW)

    went, failed = sorted_out(at_once([act(row.pk) for row in rows]))
    assert (len(went), failed) == (2, [])
    assert MatchWeights.objects.active().count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_nothing_is_stored_under_weights_that_were_switched_off_meanwhile() -> None:
    """A lookup that has ranked waits for the switch, sees that other weights hold, and ranks again."""
    editor = builders.make_user("edda", Role.EDITOR)
    builders.make_known_check(SAME)
    index()
    claim = builders.make_claim(editor, BRIDGES)
    row = builders.make_match_weights(editor, base=weights().base - 1.0)

    def switch() -> int:
        with transaction.atomic():
            Claim.objects.select_for_update().get(pk=claim.pk)  # the lookup cannot store before this ends
            started = timezone.now()
            while ClaimLookup.objects.get(claim=claim).vector_version == "":
                assert (timezone.now() - started).total_seconds() < 30
            services.switch_on_match_weights(actor=editor, weights_id=row.pk, now=NOW)
        return -1

    assert sorted(at_once([switch, lambda: look_up(claim)]), key=str) == [-1, 1]
    assert Match.objects.get().engine == f"{SHIPPED} match-weights-{row.number}"
