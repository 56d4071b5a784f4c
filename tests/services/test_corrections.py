"""After publication: changes are proposed, decided by a second person, and told to readers."""

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Claim, Correction, Event, KnownClaim, Notice, Occasion, Role, User, Verdict
from claims.services import claims, corrections, history, rechecks
from claims.services.corrections import Change
from claims.services.policies import desk_policy
from claims.services.verdicts import latest_verdict
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=2)
CLARIFIED = Change(occasion=Occasion.CLARIFICATION, reason="wording", note="We now say which register was counted.")


@pytest.fixture
def claim(reviewer: User, second: User, editor: User) -> Claim:
    return builders.make_published_claim(reviewer, second, editor)


def propose(actor: User, claim: Claim, **changes: Any) -> Correction:
    return corrections.propose_correction(
        actor=actor, claim_id=claim.pk, change=replace(CLARIFIED, **changes), now=LATER
    )


def corrected(**changes: Any) -> dict[str, Any]:
    return {
        "occasion": Occasion.CORRECTION,
        "reason": "factual_error",
        "note": "One bridge was counted twice.",
        **changes,
    }


def test_a_clarification_needs_no_new_verdict(claim: Claim, reviewer: User, editor: User) -> None:
    correction = propose(reviewer, claim)
    assert correction.before == correction.after
    publication = corrections.publish_correction(actor=editor, correction_id=correction.pk, now=LATER)
    assert (publication.number, publication.occasion, publication.is_current) == (2, "clarification", True)
    assert publication.facts["changes"][0]["note"] == CLARIFIED.note
    assert publication.facts["rating"]["slug"] == "true"


def test_readers_see_nothing_of_a_proposal(claim: Claim, second: User) -> None:
    before = claim.publications.get()
    propose(second, claim, **corrected(rating_id=builders.rating("false").pk))
    assert claim.publications.get() == before
    verdict = latest_verdict(claim)
    assert verdict is not None
    assert verdict.rating.slug == "true"


def test_a_correction_changes_the_rating_and_keeps_address_and_day(claim: Claim, second: User, editor: User) -> None:
    first = claim.publications.get()
    correction = propose(
        second, claim, **corrected(rating_id=builders.rating("false").pk, summary="The register lists 99 bridges only.")
    )
    publication = corrections.publish_correction(actor=editor, correction_id=correction.pk, now=LATER)
    assert publication.slug == first.slug
    assert publication.facts["published_at"] == first.facts["published_at"]
    assert publication.facts["modified_at"] == LATER.isoformat()
    assert publication.facts["changes"][0]["rating"] == {"from": "True", "to": "False"}
    assert publication.json_ld["reviewRating"]["alternateName"] == "False"
    assert publication.json_ld["correction"][0]["text"] == "One bridge was counted twice."
    assert [one.is_current for one in claim.publications.order_by("number")] == [False, True]
    claim.refresh_from_db()
    assert claim.status == "corrected"
    verdict = latest_verdict(claim)
    assert verdict is not None
    assert (verdict.rating.slug, verdict.number, verdict.author) == ("false", 2, second)
    assert list(history.verify_history()) == []


def test_changes_add_up_over_versions(claim: Claim, second: User, editor: User) -> None:
    for turn in range(3):
        correction = propose(second, claim, note=f"This is the change number {turn}.")
        corrections.publish_correction(actor=editor, correction_id=correction.pk, now=LATER + timedelta(days=turn))
    current = claim.publications.get(is_current=True)
    assert (current.number, len(current.facts["changes"])) == (4, 3)


def test_a_retracted_check_keeps_its_address_and_rates_nothing(claim: Claim, reviewer: User, editor: User) -> None:
    slug = claim.publications.get().slug
    correction = propose(
        reviewer, claim, occasion=Occasion.RETRACTION, reason="wrong_source", note="The register was a forgery."
    )
    publication = corrections.publish_correction(actor=editor, correction_id=correction.pk, now=LATER)
    assert publication.slug == slug
    assert publication.facts["is_retracted"]
    assert "reviewRating" not in publication.json_ld
    assert publication.json_ld["creativeWorkStatus"] == "Retracted"
    claim.refresh_from_db()
    assert claim.status == "retracted"
    entry = KnownClaim.objects.get(publication=publication)
    assert not entry.is_standing
    with pytest.raises(Refused, match="retracted"):
        propose(reviewer, claim)


def test_a_declined_proposal_changes_nothing_and_makes_room(claim: Claim, second: User, editor: User) -> None:
    correction = propose(second, claim, **corrected(rating_id=builders.rating("false").pk))
    declined = corrections.decline_correction(
        actor=editor, correction_id=correction.pk, note="The count was right.", now=LATER
    )
    assert (declined.state, declined.decision_note) == ("declined", "The count was right.")
    verdict = latest_verdict(claim)
    assert verdict is not None
    assert verdict.number == 1
    again = propose(second, claim, **corrected(summary="The public register lists each bridge once."))
    assert again.after.number == 3  # a number is never used twice


def test_its_proposer_may_take_it_back(claim: Claim, second: User) -> None:
    correction = propose(second, claim)
    back = corrections.decline_correction(actor=second, correction_id=correction.pk, note="My mistake.", now=LATER)
    assert back.decided_by == second


# -- refusals -----------------------------------------------------------------------------------


def test_the_author_of_the_new_verdict_is_refused(claim: Claim, editor: User) -> None:
    correction = propose(editor, claim, **corrected(summary="The register lists them all but one."))
    with pytest.raises(Forbidden, match="another editor"):
        corrections.publish_correction(actor=editor, correction_id=correction.pk, now=LATER)
    other = builders.make_user("egon", Role.EDITOR)
    assert corrections.publish_correction(actor=other, correction_id=correction.pk, now=LATER).number == 2


@pytest.mark.parametrize("occasion", ["clarification", "update", "retraction"])
def test_nobody_publishes_what_they_proposed_even_if_somebody_else_wrote_the_verdict(
    occasion: str, claim: Claim, editor: User
) -> None:
    """Four eyes hold for a note alone, too."""
    correction = propose(editor, claim, occasion=occasion)
    assert correction.after.author != editor
    with pytest.raises(Forbidden, match="ask another editor") as caught:
        corrections.publish_correction(actor=editor, correction_id=correction.pk, now=LATER)
    assert caught.value.code == "own_proposal"
    assert claim.publications.count() == 1
    other = builders.make_user("egon", Role.ADMINISTRATOR)
    assert corrections.publish_correction(actor=other, correction_id=correction.pk, now=LATER).number == 2


def test_the_only_editor_takes_it_back_and_lets_a_colleague_propose_it(
    claim: Claim, second: User, editor: User
) -> None:
    """What the refusal tells them to do works."""
    own = propose(editor, claim)
    assert "let a colleague propose it" in corrections.why_not_decide(editor, own)
    corrections.decline_correction(actor=editor, correction_id=own.pk, note="A colleague proposes it.", now=LATER)
    theirs = propose(second, claim)
    assert corrections.why_not_decide(editor, theirs) == ""
    assert corrections.publish_correction(actor=editor, correction_id=theirs.pk, now=LATER).number == 2


def test_a_typo_is_fixed_in_two_steps_by_two_people_and_the_check_is_never_paused(
    claim: Claim, second: User, editor: User
) -> None:
    """What people complained of elsewhere: having to pause a check to fix a typo."""
    fixed = latest_verdict(claim)
    assert fixed
    correction = propose(second, claim, summary=fixed.summary.replace("lists", "lists (by name)"))
    shown = claim.publications.get(is_current=True)
    assert (claims.fresh_claim(claim.pk).status, shown.number, shown.verdict_id) == ("published", 1, fixed.pk)
    published = corrections.publish_correction(actor=editor, correction_id=correction.pk, now=LATER)
    assert "(by name)" in published.facts["summary"]
    assert published.facts["rating"] == shown.facts["rating"]
    assert claims.fresh_claim(claim.pk).status == "corrected"


def test_only_who_may_publish_a_change_is_told_of_it(claim: Claim, editor: User) -> None:
    egon, eike = builders.make_user("egon", Role.EDITOR), builders.make_user("eike", Role.EDITOR)
    builders.make_conflict(eike, claim)
    propose(editor, claim)
    assert [one.person for one in Notice.objects.filter(kind="to_decide")] == [egon]


def test_a_reviewer_cannot_publish_a_change(claim: Claim, reviewer: User, second: User) -> None:
    correction = propose(reviewer, claim)
    with pytest.raises(Forbidden, match="takes an editor"):
        corrections.publish_correction(actor=second, correction_id=correction.pk, now=LATER)


def test_a_colleague_cannot_decline_what_they_did_not_propose(claim: Claim, reviewer: User, second: User) -> None:
    correction = propose(reviewer, claim)
    with pytest.raises(Forbidden, match="an editor can decline"):
        corrections.decline_correction(actor=second, correction_id=correction.pk, note="No.", now=LATER)


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"note": "Short."}, "note", "what changes and why"),
        ({"note": "x" * 2001}, "note", "below 2,000"),
        ({"internal_note": "x" * 2001}, "internal_note", "below 2,000"),
        ({"occasion": "first"}, "occasion", "Choose one of"),
        ({"reason": "whim"}, "reason", "Choose one of"),
        ({"summary": " "}, "summary", "needs a summary"),
        ({"rationale": "x" * 20_001}, "rationale", "below 20,000"),
        ({"rating_id": 0}, "rating", "scale in use"),
        ({"occasion": Occasion.CORRECTION}, "occasion", "Nothing of the check changes"),
        ({"occasion": Occasion.RETRACTION, "summary": "Another."}, "occasion", "as it was published"),
    ],
)
def test_senseless_changes_are_refused(
    claim: Claim, reviewer: User, changes: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(Invalid) as caught:
        propose(reviewer, claim, **changes)
    assert re.search(words, caught.value.fields[field][0])
    assert not Correction.objects.exists()


def test_a_clarification_cannot_change_the_rating(claim: Claim, reviewer: User) -> None:
    with pytest.raises(Invalid) as caught:
        propose(reviewer, claim, rating_id=builders.rating("false").pk)
    assert "correction" in caught.value.fields["rating"][0]


def test_the_policy_holds_for_a_new_rating_too(claim: Claim, second: User) -> None:
    claim.evidence.update(proximity="secondary")
    with pytest.raises(Refused) as caught:
        propose(second, claim, **corrected(rating_id=builders.rating("false").pk))
    assert caught.value.code == "policy"
    assert not Verdict.objects.filter(claim=claim, number=2).exists()


def test_one_proposal_at_a_time(claim: Claim, reviewer: User, second: User) -> None:
    propose(reviewer, claim)
    with pytest.raises(Refused, match="stays in the form") as caught:
        propose(second, claim)
    assert caught.value.code == "correction_waits"


def test_what_is_not_published_cannot_be_corrected(reviewer: User) -> None:
    with pytest.raises(Refused, match="From here"):
        propose(reviewer, builders.make_claim(reviewer))


def test_strangers_and_stale_pages_are_refused(claim: Claim, stranger: User, reviewer: User) -> None:
    with pytest.raises(Forbidden):
        propose(stranger, claim)
    with pytest.raises(Refused, match="Yours is not lost"):
        corrections.propose_correction(actor=reviewer, claim_id=claim.pk, change=CLARIFIED, revision=1, now=LATER)


def test_a_decided_change_is_decided_once(claim: Claim, reviewer: User, editor: User) -> None:
    correction = propose(reviewer, claim)
    first = corrections.publish_correction(actor=editor, correction_id=correction.pk, now=LATER)
    assert corrections.publish_correction(actor=editor, correction_id=correction.pk, now=LATER) == first
    with pytest.raises(Refused, match="published a moment ago"):
        corrections.decline_correction(actor=editor, correction_id=correction.pk, note="Too late.", now=LATER)
    with pytest.raises(Missing):
        corrections.publish_correction(actor=editor, correction_id=0, now=LATER)


def test_declining_needs_a_reason(claim: Claim, reviewer: User) -> None:
    correction = propose(reviewer, claim)
    with pytest.raises(Invalid):
        corrections.decline_correction(actor=reviewer, correction_id=correction.pk, note=" ", now=LATER)


# -- looking again ------------------------------------------------------------------------------


def test_a_day_to_look_again_brings_the_claim_back(claim: Claim, reviewer: User) -> None:
    on = (NOW + timedelta(days=30)).date()
    rechecks.set_recheck(actor=reviewer, claim_id=claim.pk, on=on, note=" New  figures in June ", now=NOW)
    assert list(rechecks.due_for_recheck(now=NOW + timedelta(days=29))) == []
    assert list(rechecks.due_for_recheck(now=NOW + timedelta(days=30))) == [claim]
    claim.refresh_from_db()
    assert claim.recheck_note == "New figures in June"
    rechecks.set_recheck(actor=reviewer, claim_id=claim.pk, on=None, now=NOW)
    assert list(rechecks.due_for_recheck(now=NOW + timedelta(days=90))) == []
    assert Event.objects.about("claim", claim.pk).filter(verb="set_recheck").count() == 2


def test_the_policy_sets_the_first_day(reviewer: User, second: User, editor: User) -> None:
    policy = desk_policy()
    policy.recheck_days = 90
    policy.save()
    claim = builders.make_published_claim(reviewer, second, editor)
    assert claim.recheck_on == (NOW + timedelta(days=90)).date()


def test_days_that_cannot_be_set(claim: Claim, reviewer: User, stranger: User) -> None:
    with pytest.raises(Invalid, match="cannot be set"):
        rechecks.set_recheck(actor=reviewer, claim_id=claim.pk, on=NOW.date(), now=NOW)
    with pytest.raises(Invalid):
        rechecks.set_recheck(actor=reviewer, claim_id=claim.pk, on=LATER.date(), note="x" * 301, now=NOW)
    with pytest.raises(Forbidden):
        rechecks.set_recheck(actor=stranger, claim_id=claim.pk, on=LATER.date(), now=NOW)
    with pytest.raises(Refused):
        rechecks.set_recheck(actor=reviewer, claim_id=builders.make_claim(reviewer).pk, on=LATER.date(), now=NOW)
