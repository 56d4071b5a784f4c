"""Judging what is proposed: the same claim, another one, or taken back; and using a check that was found."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from claims.errors import Forbidden, Missing, Refused
from claims.models import Appearance, ClaimLookup, Event, Judgement, Match, MatchDecision, User
from claims.services import matches
from claims.services.history import verify_history
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db
CONFIRM, REJECT, UNDO = MatchDecision.CONFIRM, MatchDecision.REJECT, MatchDecision.UNDO


def judge(actor: User, match: Match, decision: MatchDecision) -> Match:
    return matches.judge_match(actor=actor, claim_id=match.claim_id, match_id=match.pk, decision=decision, now=NOW)


@pytest.mark.parametrize(("decision", "status"), [(CONFIRM, "confirmed"), (REJECT, "rejected")])
def test_a_judgement_is_kept_with_all_that_was_seen(reviewer: User, decision: MatchDecision, status: str) -> None:
    match = builders.make_match(builders.make_claim(reviewer))
    judged = judge(reviewer, match, decision)
    assert (judged.status, judged.judged_by, judged.judged_at) == (status, reviewer, NOW)
    kept = Judgement.objects.get()
    assert (kept.match, kept.claim, kept.decision, kept.by, kept.at) == (match, match.claim, decision, reviewer, NOW)
    assert (kept.score, kept.reasons, kept.engine) == (match.score, match.reasons, match.engine)
    assert (kept.claim_text, kept.other_text) == (match.claim.standalone, match.known.text)
    event = Event.objects.about("claim", match.claim_id).latest("sequence")
    assert (event.verb, event.actor) == (f"{decision}_match", reviewer)
    assert list(verify_history()) == []


def test_saying_the_same_again_changes_nothing(reviewer: User, second: User) -> None:
    match = builders.make_match(builders.make_claim(reviewer))
    judge(reviewer, match, CONFIRM)
    assert judge(second, match, CONFIRM).judged_by == reviewer
    assert Judgement.objects.count() == 1


def test_whoever_comes_second_is_told_what_the_first_said(reviewer: User, second: User) -> None:
    match = builders.make_match(builders.make_claim(reviewer))
    judge(reviewer, match, REJECT)
    with pytest.raises(Refused, match="Rita rejected this already") as caught:
        judge(second, match, CONFIRM)
    assert (caught.value.code, caught.value.details["by"]) == ("judged_already", "Rita")


def test_a_judgement_is_taken_back_and_both_stay_on_record(reviewer: User, second: User) -> None:
    match = builders.make_match(builders.make_claim(reviewer))
    judge(reviewer, match, REJECT)
    undone = judge(second, match, UNDO)
    assert (undone.status, undone.judged_by, undone.judged_at) == ("proposed", None, None)
    assert list(Judgement.objects.order_by("id").values_list("decision", flat=True)) == ["reject", "undo"]
    assert judge(second, match, CONFIRM).status == "confirmed"


def test_strangers_judge_nothing_and_other_claims_matches_are_missing(reviewer: User, stranger: User) -> None:
    match = builders.make_match(builders.make_claim(reviewer))
    with pytest.raises(Forbidden):
        judge(stranger, match, CONFIRM)
    other = builders.make_claim(reviewer)
    with pytest.raises(Missing):
        matches.judge_match(actor=reviewer, claim_id=other.pk, match_id=match.pk, decision=CONFIRM, now=NOW)


def test_an_appearance_is_judged_from_either_side_and_both_are_looked_up_again(reviewer: User) -> None:
    one, other = builders.make_claim(reviewer), builders.make_claim(reviewer)
    ClaimLookup.objects.update(due_at=None)
    row = builders.make_appearance(one, other)
    assert matches.judge_appearance(
        actor=reviewer, claim_id=other.pk, appearance_id=row.pk, decision=CONFIRM, now=NOW
    ).status == "confirmed"  # fmt: skip
    kept = Judgement.objects.get()
    assert (kept.claim, kept.claim_text, kept.other_text) == (other, other.standalone, one.standalone)
    assert set(ClaimLookup.objects.filter(due_at=NOW).values_list("claim", flat=True)) == {one.pk, other.pk}
    third = builders.make_claim(reviewer)
    with pytest.raises(Missing):
        matches.judge_appearance(actor=reviewer, claim_id=third.pk, appearance_id=row.pk, decision=UNDO, now=NOW)
    assert Appearance.objects.get().status == "confirmed"


@pytest.mark.parametrize(
    ("label", "stance"),
    [("False", "refutes"), ("True", "supports"), ("Half true", "mixed"), ("Satire", "context"), ("Humbug", "context")],
)
def test_a_confirmed_check_becomes_evidence_with_its_rating(reviewer: User, label: str, stance: str) -> None:
    check = builders.make_known_check(headline="Bridges counted", reviewRating={"alternateName": label})
    match = builders.make_match(builders.make_claim(reviewer), check)
    with pytest.raises(Refused, match="Confirm first"):
        matches.reuse_match(actor=reviewer, claim_id=match.claim_id, match_id=match.pk, now=NOW)
    judge(reviewer, match, CONFIRM)
    evidence = matches.reuse_match(actor=reviewer, claim_id=match.claim_id, match_id=match.pk, now=NOW)
    source = evidence.source
    assert (source.url, source.title, source.publisher) == (check.url, "Bridges counted", "Checks of Norland")
    assert (source.published_on, evidence.stance, evidence.proximity) == (check.reviewed_on, stance, "secondary")
    assert f"“{label}”" in evidence.note
    with pytest.raises(Refused) as caught:
        matches.reuse_match(actor=reviewer, claim_id=match.claim_id, match_id=match.pk, now=NOW)
    assert caught.value.code == "known_evidence"


def test_the_last_word_on_each_pair_is_what_a_ranking_learns_from(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    kept, changed, undone = (builders.make_match(claim) for _ in range(3))
    for match, decisions in ((kept, [CONFIRM]), (changed, [CONFIRM, UNDO, REJECT]), (undone, [REJECT, UNDO])):
        for decision in decisions:
            judge(reviewer, match, decision)
    appearance = builders.make_appearance(claim, builders.make_claim(reviewer))
    matches.judge_appearance(actor=reviewer, claim_id=claim.pk, appearance_id=appearance.pk, decision=REJECT, now=NOW)
    out = StringIO()
    call_command("export_match_judgements", stdout=out)
    pairs = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [(pair["text"], pair["label"]) for pair in pairs] == [
        (kept.known.text, 1), (changed.known.text, 0), (appearance.other(claim).standalone, 0),
    ]  # fmt: skip
    assert {pair["query"] for pair in pairs} == {claim.standalone}


def test_a_sample_goes_with_what_was_judged_of_it(reviewer: User) -> None:
    from claims.models import Article
    from claims.services.articles import Submission, submit_article
    from claims.services.claims import add_claim
    from claims.services.sample import remove_sample

    text = "Skag has 14 cranes."
    article = submit_article(actor=reviewer, submission=Submission(text=text), now=NOW, is_sample=True).article
    claim = add_claim(actor=reviewer, version_id=article.versions.get().pk, start=0, end=len(text), now=NOW)
    judge(reviewer, builders.make_match(claim), CONFIRM)
    remove_sample(now=NOW)
    assert not Article.objects.filter(is_sample=True).exists()
    assert not Judgement.objects.exists()
