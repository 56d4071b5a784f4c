"""What is offered is what the verbs do, and what is not is what they refuse."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from claims.errors import Refused
from claims.models import Claim, Role, User
from claims.services import claims, leases, opinions, publishing, reviews, sources
from claims.services.offers import VERBS, claim_offers
from claims.services.verdicts import latest_verdict
from tests import builders
from tests.builders import NOW

pytestmark = pytest.mark.django_db

ACTS: dict[str, Callable[[User, Claim], object]] = {
    "accept": lambda who, claim: claims.accept_claim(actor=who, claim_id=claim.pk, now=NOW),
    "dismiss": lambda who, claim: claims.dismiss_claim(actor=who, claim_id=claim.pk, reason="opinion", now=NOW),
    "reopen": lambda who, claim: claims.reopen_claim(actor=who, claim_id=claim.pk, now=NOW),
    "take": lambda who, claim: claims.take_claim(actor=who, claim_id=claim.pk, now=NOW),
    "take_over": lambda who, claim: leases.take_over_claim(
        actor=who, claim_id=claim.pk, note="It runs at six.", now=NOW
    ),
    "release": lambda who, claim: claims.release_claim(actor=who, claim_id=claim.pk, now=NOW),
    "word": lambda who, claim: claims.reword_claim(actor=who, claim_id=claim.pk, standalone="Anew.", now=NOW),
    "gather": lambda who, claim: sources.add_evidence(
        actor=who, claim_id=claim.pk, title="A letter", stance="context", now=NOW
    ),
    "judge": builders.hand_in,
    "opinion": lambda who, claim: opinions.give_opinion(
        actor=who, claim_id=claim.pk, rating_id=builders.rating().pk, note="I counted them.", now=NOW
    ),
    "adjudicate": lambda who, claim: reviews.adjudicate_claim(
        actor=who, claim_id=claim.pk, decision="approve", now=NOW
    ),
    "correct": builders.make_correction,
    "review": lambda who, claim: reviews.approve_claim(actor=who, claim_id=claim.pk, now=NOW),
    "send_back": lambda who, claim: reviews.return_claim(actor=who, claim_id=claim.pk, note="Why?", now=NOW),
    "publish": lambda who, claim: publishing.publish_claim(actor=who, claim_id=claim.pk, now=NOW),
}


def states(rita: User, sam: User, edda: User) -> dict[str, Claim]:
    proposed = builders.make_ready_article(rita).claims.filter(status="proposed").order_by("id")[0]
    dismissed = claims.dismiss_claim(
        actor=rita, claim_id=builders.make_claim(rita).pk, reason="opinion", now=NOW
    )  # fmt: skip
    returned = builders.make_submitted_claim(rita)
    return {
        "proposed": proposed,
        "dismissed": dismissed,
        "open": builders.make_claim(rita),
        "in_review": builders.make_held_claim(rita),
        "submitted": builders.make_submitted_claim(rita),
        "returned": reviews.return_claim(actor=sam, claim_id=returned.pk, note="Why?", now=NOW),
        "approved": builders.make_approved_claim(rita, sam),
        "published": builders.make_published_claim(rita, sam, edda),
    }


@pytest.mark.parametrize("verb", VERBS)
def test_what_is_offered_works_and_what_is_not_is_refused(verb: str) -> None:
    rita, sam, edda = builders.make_user("rita"), builders.make_user("sam"), builders.make_user("edda", Role.EDITOR)
    wrong = []
    for who in (rita, sam, edda):
        for state, claim in states(rita, sam, edda).items() if who is rita else _again(rita, sam, edda):
            offer = claim_offers(actor=who, claim=claim, verdict=latest_verdict(claim), now=NOW)[verb]
            if verb == "take_over" and (claim.status != "in_review" or claim.assignee == who):
                continue  # a free one is simply taken, one's own renewed
            # Taking and publishing again change nothing, and releasing nothing is refused by its own words.
            if (verb, state) in {("take", "in_review"), ("publish", "published"), ("send_back", "submitted")}:
                continue
            try:
                ACTS[verb](who, claim)
                works = True
            except Refused:
                works = False
            if works != offer.is_open:
                wrong.append(f"{who} {verb} {state}: offered {offer.is_open}, works {works} ({offer.why_not})")
    assert not wrong, "\n".join(wrong)


def _again(rita: User, sam: User, edda: User) -> list[tuple[str, Claim]]:
    """All states but the proposed one: the article that proposes is known by now."""
    return [
        ("open", builders.make_claim(rita)),
        ("in_review", builders.make_held_claim(rita)),
        ("submitted", builders.make_submitted_claim(rita)),
        ("approved", builders.make_approved_claim(rita, sam)),
        ("published", builders.make_published_claim(rita, sam, edda)),
    ]


def test_stranger_is_offered_nothing(reviewer: User, stranger: User) -> None:
    claim = builders.make_claim(reviewer)
    offers = claim_offers(actor=stranger, claim=claim, verdict=None, now=NOW)
    assert set(offers) == set(VERBS)
    assert not any(offer.is_open for offer in offers.values())


def test_lease_that_ran_out_is_offered_for_taking_over(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer)
    later = NOW + timedelta(hours=1)
    assert not claim_offers(actor=second, claim=claim, verdict=None, now=NOW)["take"].is_open
    assert claim_offers(actor=second, claim=claim, verdict=None, now=later)["take"].is_open


def test_returning_what_one_approved_oneself_is_refused(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_approved_claim(reviewer, second)
    with pytest.raises(Refused) as caught:
        reviews.return_claim(actor=second, claim_id=claim.pk, note="No.", now=NOW)
    assert caught.value.code == "reviewed_already"
    assert reviews.return_claim(actor=editor, claim_id=claim.pk, note="No.", now=NOW).status == "returned"
