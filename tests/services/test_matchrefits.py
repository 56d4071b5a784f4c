"""Learning the ranking of earlier checks from judgements: proposed with a report, never switched on by itself."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.errors import Forbidden, Refused
from claims.matching import ranking
from claims.models import Event, Judgement, MatchDecision, MatchWeights, User, WeightsStatus
from claims.services import matches, matchrefits
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db
CONFIRM, REJECT, UNDO = MatchDecision.CONFIRM, MatchDecision.REJECT, MatchDecision.UNDO


def test_what_was_judged_is_learned_and_waits_to_be_switched_on(editor: User) -> None:
    builders.make_judged_matches(editor, 40)
    row = matchrefits.refit_match_weights(actor=editor, now=NOW)
    assert (row.status, row.number, row.made_by, row.ranker) == (WeightsStatus.PROPOSED, 1, editor, ranking.VERSION)
    assert row.name == "Learned from 40 judgements, 2 March 2026"
    assert row.columns["same_names"] > 0
    report = row.report
    assert (report["confirmed"], report["rejected"], report["claims"]) == (20, 20, 40)
    assert report["after"]["log_loss"] < report["before"]["log_loss"]
    assert set(report["after"]) == {"average_precision", "log_loss", "false_alarms", "missed", "calibration"}
    assert matchrefits.is_better(row)
    assert any("below 200" in warning for warning in report["warnings"])
    told = "\n".join(report["lines"])
    for words in ("20 confirmed, 20 rejected", "same_names", "false alarms", "log loss", "the shipped weights"):
        assert words in told
    assert [event.verb for event in Event.objects.about("matchweights", row.pk)] == ["create"]


def test_a_judgement_keeps_what_was_weighed_for_it(reviewer: User) -> None:
    match = builders.make_match(builders.make_claim(reviewer), features={"base": 1.0, "similarity": 0.7})
    matches.judge_match(actor=reviewer, claim_id=match.claim_id, match_id=match.pk, decision=CONFIRM, now=NOW)
    assert Judgement.objects.get().features == {"base": 1.0, "similarity": 0.7}


def test_only_the_last_word_with_known_numbers_teaches(editor: User) -> None:
    claim = builders.make_claim(editor)
    features = {"base": 1.0, "similarity": 0.6}
    changed, undone = (builders.make_match(claim, features=features) for _ in range(2))
    bare = builders.make_match(claim)
    for match, decisions in ((changed, [CONFIRM, UNDO, REJECT]), (undone, [REJECT, UNDO]), (bare, [CONFIRM])):
        for decision in decisions:
            matches.judge_match(actor=editor, claim_id=claim.pk, match_id=match.pk, decision=decision, now=NOW)
    pair = builders.make_appearance(claim, builders.make_claim(editor), features=features)
    matches.judge_appearance(actor=editor, claim_id=claim.pk, appearance_id=pair.pk, decision=CONFIRM, now=NOW)
    gathered = matchrefits.gather_judgements()
    assert (gathered.confirmed, gathered.rejected, gathered.claims, gathered.without_features) == (1, 1, 1, 1)


def test_too_few_judgements_are_refused_with_the_counts(editor: User) -> None:
    builders.make_judged_matches(editor, 6)
    with pytest.raises(Refused) as caught:
        matchrefits.refit_match_weights(actor=editor, now=NOW)
    assert caught.value.code == "too_few_judgements"
    assert "3 confirmed (at least 10 are needed)" in caught.value.message
    assert "3 rejected" in caught.value.message
    assert "6 claims" in caught.value.message
    assert not MatchWeights.objects.exists()


def test_reviewers_do_not_refit(reviewer: User) -> None:
    with pytest.raises(Forbidden):
        matchrefits.refit_match_weights(actor=reviewer, now=NOW)


def test_command_reports_and_switches_on_only_when_asked(editor: User) -> None:
    with pytest.raises(CommandError, match="too few judgements"):
        call_command("refit_match_weights")
    builders.make_judged_matches(editor, 40)
    said = StringIO()
    call_command("refit_match_weights", "--name", "Spring", stdout=said)
    assert "Not switched on" in said.getvalue()
    assert "average precision" in said.getvalue()
    assert not MatchWeights.objects.active().exists()
    call_command("refit_match_weights", "--switch-on", stdout=said)
    active = MatchWeights.objects.active().get()
    assert (active.number, active.made_by) == (2, None)
    with pytest.raises(CommandError, match="no better than what holds now"):
        call_command("refit_match_weights", "--switch-on", stdout=said)
    assert list(MatchWeights.objects.active()) == [active]
