"""Learning weights from the desk's own decisions: proposed with a report, never switched on by itself."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.errors import Forbidden, Missing, Refused
from claims.models import Article, Claim, Event, Outlet, ScoreWeights, User, WeightsOrigin, WeightsStatus
from claims.services import articles, claims, outlets, refits
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db


def decided(actor: User, number: int, *, outlet: Outlet | None = None, offset: int = 0) -> None:
    """A desk's past: it kept claims of harm and dismissed those with figures, two of each in an article."""
    for article_number in range(number):
        text = " ".join(f"Sentence {n} of report {article_number + offset}." for n in range(4))
        article = articles.submit_article(
            actor=actor, submission=articles.Submission(text=text), now=NOW
        ).article  # fmt: skip
        if outlet is not None:
            Article.objects.filter(pk=article.pk).update(outlet=outlet)
        version = article.versions.get()
        for n in range(4):
            words = f"Sentence {n} of report {article_number + offset}."
            start = text.index(words)
            part = "harm or wrongdoing" if n % 2 else "figures"
            claim = Claim.objects.create(
                article=article, version=version, start=start, end=start + len(words), quote=words, standalone=words,
                kind="factual", score=0.5, engine="test", parts={"base": -0.2, part: 0.7},
                reasons=[{"name": part, "weight": 0.5, "detail": "", "log_odds": 0.7}], created_at=NOW, updated_at=NOW,
            )  # fmt: skip
            if n % 2:
                claims.accept_claim(actor=actor, claim_id=claim.pk, now=NOW)
            else:
                claims.dismiss_claim(actor=actor, claim_id=claim.pk, reason="Too trivial", now=NOW)


def test_what_reviewers_kept_is_learned_and_waits_to_be_switched_on(editor: User) -> None:
    decided(editor, 20)
    row = refits.refit_check_worthiness(actor=editor, now=NOW)
    assert (row.status, row.origin, row.number) == (WeightsStatus.PROPOSED, WeightsOrigin.DECISIONS, 1)
    assert row.factors["harm or wrongdoing"] > 1 > row.factors["figures"]
    assert (row.report["kept"], row.report["dismissed"], row.report["articles"]) == (40, 40, 20)
    assert row.report["after"]["average_precision"] > row.report["before"]["average_precision"]
    assert any("below 300" in warning for warning in row.report["warnings"])
    assert refits.is_better(row)
    assert not Claim.objects.exclude(weights=None).exists()
    assert [event.verb for event in Event.objects.about("scoreweights", row.pk)] == ["create"]
    told = "\n".join(row.report["lines"])
    for words in ("40 kept, 40 dismissed", "harm or wrongdoing", "average precision", "Warning"):
        assert words in told


def test_repeats_and_claims_of_people_teach_nothing(editor: User) -> None:
    decided(editor, 2)
    builders.make_claim(editor)
    dismissed = Claim.objects.filter(status="dismissed").first()
    assert dismissed
    Claim.objects.filter(pk=dismissed.pk).update(dismissed_reason="Said before, in March")
    Claim.objects.filter(status="open", added_by=None).update(parts={})
    gathered = refits.gather_decisions(None)
    assert (gathered.kept, gathered.dismissed, gathered.beside_the_point, gathered.without_parts) == (0, 3, 1, 4)


def test_too_few_decisions_are_refused_with_the_counts(editor: User) -> None:
    decided(editor, 3)
    with pytest.raises(Refused) as caught:
        refits.refit_check_worthiness(actor=editor, now=NOW)
    assert caught.value.code == "too_few_decisions"
    assert "6 kept (at least 30 are needed)" in caught.value.message
    assert "3 articles" in caught.value.message
    assert not ScoreWeights.objects.exists()


def test_an_outlets_weights_come_from_its_own_claims(editor: User) -> None:
    outlet = outlets.save_outlet(actor=editor, name="Sandmark Courier", now=NOW)
    decided(editor, 16, outlet=outlet)
    decided(editor, 1, offset=100)
    row = refits.refit_check_worthiness(actor=editor, outlet_id=outlet.pk, now=NOW)
    assert (row.outlet, row.report["kept"]) == (outlet, 32)
    other = outlets.save_outlet(actor=editor, name="Other", now=NOW)
    with pytest.raises(Refused, match="claims of Other"):
        refits.refit_check_worthiness(actor=editor, outlet_id=other.pk, now=NOW)
    with pytest.raises(Missing):
        refits.refit_check_worthiness(actor=editor, outlet_id=10**9, now=NOW)


def test_reviewers_do_not_refit(reviewer: User) -> None:
    with pytest.raises(Forbidden):
        refits.refit_check_worthiness(actor=reviewer, now=NOW)


def test_command_reports_and_switches_on_only_when_asked(editor: User) -> None:
    with pytest.raises(CommandError, match="too few decisions"):
        call_command("refit_check_worthiness")
    decided(editor, 20)
    said = StringIO()
    call_command("refit_check_worthiness", "--name", "Spring", stdout=said)
    assert "Not switched on" in said.getvalue()
    assert "average precision" in said.getvalue()
    assert not ScoreWeights.objects.active().exists()
    call_command("refit_check_worthiness", "--switch-on", stdout=said)
    active = ScoreWeights.objects.active().get()
    assert (active.number, active.made_by) == (2, None)
    with pytest.raises(CommandError, match="no better than what holds now"):
        call_command("refit_check_worthiness", "--switch-on", stdout=said)
    assert list(ScoreWeights.objects.active()) == [active]
    with pytest.raises(CommandError, match="There is no outlet nowhere"):
        call_command("refit_check_worthiness", "--outlet", "nowhere")
