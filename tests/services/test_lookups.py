"""Looking claims up: the real encoders and the real ranking, on real PostgreSQL."""

import threading
import time
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from claims.matching import vectors
from claims.models import Appearance, Claim, ClaimLookup, KnownClaim, Match, MatchDecision, User
from claims.services import claims, lookups, matches, proposals
from tests import builders
from tests.at_once import PATIENCE, at_once
from tests.builders import NOW

pytestmark = pytest.mark.django_db
BRIDGES = "Norland built 412 bridges in 2025."
SAME = "In 2025, 412 bridges were built in Norland"
OTHER = "Skag has banned the sale of fireworks to children"


def index() -> int:
    return proposals.index_known_claims(clock=lambda: NOW)


def look_up(*found: Claim) -> int:
    return proposals.look_up_claims(claim_ids=[claim.pk for claim in found], clock=lambda: NOW)


def tick(attempt: int) -> datetime:
    """When the lease of the attempt before has run out."""
    return NOW + attempt * 2 * lookups.LEASE


def state(claim: Claim) -> ClaimLookup:
    return ClaimLookup.objects.get(claim=claim)


def test_columns_are_as_wide_as_the_vectors() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attname = 'vector'"
            " AND attrelid IN ('claims_knownclaim'::regclass, 'claims_claimlookup'::regclass)"
        )
        assert {kind for (kind,) in cursor.fetchall()} == {f"halfvec({vectors.WIDTH})"}


def test_an_earlier_check_is_proposed_with_score_and_reasons(reviewer: User) -> None:
    check, _ = builders.make_known_check(SAME), builders.make_known_check(OTHER)
    assert index() == 2
    assert set(KnownClaim.objects.values_list("vector_version", flat=True)) == {vectors.VERSION}
    claim = builders.make_claim(reviewer, BRIDGES)
    assert state(claim).due_at == NOW
    assert look_up(claim) == 1
    match = Match.objects.get()
    assert (match.claim, match.known, match.status) == (claim, check.entry, "proposed")
    assert match.score >= 0.5
    assert any(reason["weight"] > 0 and reason["detail"] for reason in match.reasons)
    assert vectors.VERSION in match.engine
    after = state(claim)
    assert (after.due_at, after.looked_up_at, after.text, after.error) == (None, NOW, BRIDGES, "")


def test_looking_up_again_changes_nothing_and_what_is_not_due_is_left(reviewer: User) -> None:
    builders.make_known_check(SAME)
    index()
    claim = builders.make_claim(reviewer, BRIDGES)
    look_up(claim)
    before = list(Match.objects.values())
    assert look_up(claim) == 0
    lookups.request_lookups(claim_ids=[claim.pk], now=NOW)
    assert look_up(claim) == 1
    assert list(Match.objects.values()) == before


@pytest.mark.parametrize("decision", [MatchDecision.CONFIRM, MatchDecision.REJECT])
def test_a_persons_judgement_is_never_overwritten(reviewer: User, decision: MatchDecision) -> None:
    builders.make_known_check(SAME)
    index()
    claim = builders.make_claim(reviewer, BRIDGES)
    look_up(claim)
    match = Match.objects.get()
    matches.judge_match(actor=reviewer, claim_id=claim.pk, match_id=match.pk, decision=decision, now=NOW)
    before = list(Match.objects.values())
    claims.reword_claim(actor=reviewer, claim_id=claim.pk, standalone=OTHER, now=NOW)
    assert look_up(claim) == 1
    assert list(Match.objects.filter(pk=match.pk).values()) == before


def test_a_reworded_claim_is_looked_up_anew_and_old_proposals_go(reviewer: User) -> None:
    builders.make_known_check(SAME)
    fireworks = builders.make_known_check(OTHER)
    index()
    claim = builders.make_claim(reviewer, BRIDGES)
    look_up(claim)
    claims.reword_claim(
        actor=reviewer, claim_id=claim.pk, standalone="Skag bans selling fireworks to children.", now=NOW
    )
    assert state(claim).due_at == NOW
    look_up(claim)
    assert [match.known for match in Match.objects.all()] == [fireworks.entry]


def test_a_new_check_has_claims_near_to_it_looked_up_again(reviewer: User) -> None:
    near, far = builders.make_claim(reviewer, BRIDGES), builders.make_claim(reviewer, f"{OTHER}.")
    look_up(near, far)
    assert not Match.objects.exists()
    check = builders.make_known_check(SAME)
    index()
    assert (state(near).due_at, state(far).due_at) == (NOW, None)
    look_up(near)
    assert Match.objects.get().known == check.entry


def test_the_same_claim_in_another_article_is_proposed_once(reviewer: User) -> None:
    one, other = builders.make_claim(reviewer, BRIDGES), builders.make_claim(reviewer, f"{SAME}.")
    far = builders.make_claim(reviewer, f"{OTHER}.")
    look_up(one, far, other)
    lookups.request_lookups(claim_ids=[one.pk, other.pk], now=NOW)
    look_up(other, one)
    row = Appearance.objects.get()
    assert (row.first, row.second, row.status) == (one, other, "proposed")
    assert row.score >= proposals.SAME_CLAIM_FROM


def test_what_was_confirmed_for_the_same_claim_is_proposed_for_this_one(reviewer: User) -> None:
    check = builders.make_known_check("Bridges of Norland")
    index()
    one, other = builders.make_claim(reviewer, BRIDGES), builders.make_claim(reviewer, f"{SAME}.")
    look_up(one, other)
    Match.objects.all().delete()
    match = builders.make_match(one, check)
    matches.judge_match(actor=reviewer, claim_id=one.pk, match_id=match.pk, decision=MatchDecision.CONFIRM, now=NOW)
    row = Appearance.objects.get()
    matches.judge_appearance(
        actor=reviewer, claim_id=one.pk, appearance_id=row.pk, decision=MatchDecision.CONFIRM, now=NOW
    )
    look_up(other)
    found = Match.objects.get(claim=other)
    assert (found.known, found.score >= 0.9) == (check.entry, True)
    assert found.reasons[0]["name"] == proposals.CONFIRMED_ELSEWHERE


def judge(actor: User, match: Match, decision: MatchDecision) -> None:
    matches.judge_match(actor=actor, claim_id=match.claim_id, match_id=match.pk, decision=decision, now=NOW)


def test_what_was_rejected_never_returns_for_the_claim_or_its_repeats(reviewer: User) -> None:
    builders.make_known_check(SAME)
    index()
    claim = builders.make_claim(reviewer, BRIDGES)
    repeat, later = (builders.make_claim(reviewer, BRIDGES) for _ in range(2))
    Claim.objects.filter(pk=repeat.pk).update(repeats=claim)
    look_up(claim, repeat)
    assert set(Match.objects.values_list("claim", flat=True)) == {claim.pk, repeat.pk}
    judge(reviewer, Match.objects.get(claim=repeat), MatchDecision.REJECT)
    # At once, without a worker: the claim that it repeats has lost the proposal, too.
    assert Match.objects.get().claim == repeat
    look_up(later)
    assert not Match.objects.filter(claim=later).exists(), "the very same words in another article"
    Claim.objects.filter(pk=later.pk).update(repeats=claim)
    lookups.request_lookups(claim_ids=[claim.pk, repeat.pk, later.pk], now=NOW)
    look_up(claim, repeat, later)
    assert Match.objects.get().status == "rejected"
    judge(reviewer, Match.objects.get(), MatchDecision.UNDO)
    assert state(claim).due_at == state(later).due_at == NOW
    look_up(claim, later)
    assert Match.objects.filter(status="proposed").count() == 3


def test_other_words_of_another_article_are_not_silenced(reviewer: User) -> None:
    builders.make_known_check(SAME)
    index()
    claim = builders.make_claim(reviewer, BRIDGES)
    look_up(claim)
    judge(reviewer, Match.objects.get(), MatchDecision.REJECT)
    other = builders.make_claim(reviewer, f"{SAME}, the ministry counted.")
    look_up(other)
    assert Match.objects.filter(claim=other).exists()


def test_what_was_confirmed_is_offered_first_for_nearly_the_same_words(reviewer: User) -> None:
    builders.make_known_check(SAME)
    odd = builders.make_known_check("The bridges ministry of Norland and its figures")
    index()
    claim = builders.make_claim(reviewer, BRIDGES)
    look_up(claim)
    judge(reviewer, builders.make_match(claim, odd), MatchDecision.CONFIRM)
    twin = builders.make_claim(reviewer, BRIDGES)
    look_up(twin)
    first, second = Match.objects.filter(claim=twin).order_by("-score", "id")
    assert (first.known, first.status) == (odd.entry, "proposed")
    assert first.reasons[0] == {
        "name": proposals.CONFIRMED_ELSEWHERE, "weight": 1.0,
        "detail": "confirmed for a claim in nearly the same words",
    }  # fmt: skip
    assert first.score > second.score


def test_a_judgement_that_was_taken_back_outlives_its_proposal(reviewer: User) -> None:
    """What the search no longer finds goes, but never what people said of it."""
    claim = builders.make_claim(reviewer, BRIDGES)
    match = builders.make_match(claim)
    for decision in (MatchDecision.REJECT, MatchDecision.UNDO):
        judge(reviewer, match, decision)
    assert look_up(claim) == 1
    assert list(match.judgements.order_by("id").values_list("decision", flat=True)) == ["reject", "undo"]


def test_our_own_check_is_not_proposed_for_its_own_claim(reviewer: User, second: User, editor: User) -> None:
    published = builders.make_published_claim(reviewer, second, editor)
    index()
    again = builders.make_claim(reviewer, published.standalone.replace("Norland", "Yes, Norland"))
    look_up(published, again)
    assert [match.claim for match in Match.objects.all()] == [again]
    assert Match.objects.get().known.publication == published.publications.get()


def test_a_withdrawn_check_is_no_longer_found(reviewer: User) -> None:
    builders.make_known_check(SAME)
    index()
    KnownClaim.objects.update(is_standing=False)
    claim = builders.make_claim(reviewer, BRIDGES)
    look_up(claim)
    assert not Match.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_claim_reworded_while_it_is_looked_up_waits_for_the_next_turn() -> None:
    reviewer = builders.make_user("rita")
    builders.make_known_check(SAME)
    index()
    claim = builders.make_claim(reviewer, BRIDGES)
    held, later = threading.Event(), NOW + timedelta(seconds=1)

    def worker() -> int:
        assert held.wait(PATIENCE)
        return look_up(claim)

    def person() -> int:
        """Holds the claim's row, so that the worker cannot end, and rewords it once the worker has begun."""
        with transaction.atomic():
            Claim.objects.select_for_update().get(pk=claim.pk)
            held.set()
            until = time.monotonic() + PATIENCE
            while state(claim).due_at != NOW + lookups.LEASE:
                assert time.monotonic() < until, "the worker did not begin"
                time.sleep(0.01)
            claims.reword_claim(actor=reviewer, claim_id=claim.pk, standalone=f"{OTHER}.", now=later)
        return -1

    assert at_once([worker, person]) == [0, -1]
    assert not Match.objects.exists()
    assert state(claim).due_at == later


def test_a_claim_that_makes_the_search_stumble_says_so_in_the_end_and_keeps_no_other_waiting(reviewer: User) -> None:
    odd, plain = builders.make_claim(reviewer, BRIDGES), builders.make_claim(reviewer, f"{OTHER}.")
    match = builders.make_match(odd)
    with connection.cursor() as cursor:
        # PostgreSQL holds this year and Python cannot: what was found before for this claim is no longer readable.
        cursor.execute("UPDATE claims_match SET created_at = '20000-01-01' WHERE id = %s", [match.pk])
    done = [
        proposals.look_up_claims(claim_ids=[odd.pk, plain.pk], clock=partial(tick, attempt))
        for attempt in range(proposals.MAX_ATTEMPTS + 1)
    ]
    assert done == [1, 0, 0, 0]
    assert (state(plain).due_at, state(plain).error) == (None, "")
    after = state(odd)
    assert (after.due_at, after.attempts) == (None, proposals.MAX_ATTEMPTS)
    assert "stumbled" in after.error


def test_the_sweep_rings_for_what_was_left(reviewer: User, django_capture_on_commit_callbacks: Any) -> None:
    claim, fresh = builders.make_claim(reviewer), builders.make_claim(reviewer)
    ClaimLookup.objects.filter(claim=fresh).delete()
    ClaimLookup.objects.filter(claim=claim).update(due_at=NOW - timedelta(hours=1))
    builders.make_known_check()
    assert lookups.sweep_lookups(now=NOW) == {"new": 1, "due": 1, "unread": 1}
    assert state(fresh).due_at == NOW


def test_extraction_has_its_claims_looked_up(reviewer: User) -> None:
    article = builders.make_ready_article(reviewer)
    waiting = ClaimLookup.objects.filter(claim__article=article, due_at__isnull=False)
    assert waiting.count() == article.claims.count() > 0
