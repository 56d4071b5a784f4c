"""The history: written with the change, and whatever is done to it behind its back is found."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from claims.models import Article, Claim, Event, EventChain, User
from claims.services import articles, claims, history, sample
from claims.services.history import record_event, verify_history
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(minutes=1)
GUARDS = (("claims_event", "event_append_only"), ("claims_eventchain", "eventchain_kept"))


@contextmanager
def guards_down() -> Iterator[None]:
    """What somebody with the database's own password could do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, trigger in GUARDS:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table, trigger in GUARDS:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")


def flaws() -> list[tuple[str, int, int | None]]:
    return [(flaw.subject, flaw.subject_id, flaw.sequence) for flaw in verify_history()]


@pytest.fixture
def claim(reviewer: User) -> Claim:
    """With five events: add, take, release, take, release."""
    claim = builders.make_claim(reviewer)
    for _ in range(2):
        claims.take_claim(actor=reviewer, claim_id=claim.pk, now=NOW)
        claims.release_claim(actor=reviewer, claim_id=claim.pk, now=LATER)
    return claims.fresh_claim(claim.pk)


def event(claim: Claim, sequence: int) -> Event:
    return Event.objects.about("claim", claim.pk).get(sequence=sequence)


def test_honest_history_is_whole(claim: Claim, reviewer: User, second: User) -> None:
    builders.make_approved_claim(reviewer, second)
    articles.withdraw_article(actor=reviewer, article_id=claim.article_id, reason="Gone.", now=LATER)
    assert list(verify_history()) == []
    first = event(claim, 1)
    assert (first.previous, first.actor_name, first.at) == ("0" * 64, "Rita", NOW)
    assert event(claim, 2).previous == first.digest
    assert first.chain.length == 5


@pytest.mark.parametrize(
    "change",
    [
        {"actor_name": "Somebody"},
        {"actor_id": None},
        {"verb": "accept"},
        {"at": LATER + timedelta(microseconds=1)},
        {"data": {"before": "in_review", "after": "open", "more": True}},
        {"previous": "a" * 64},
        {"digest": "a" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_changed_event_is_found(claim: Claim, change: dict[str, object]) -> None:
    with guards_down():
        Event.objects.filter(pk=event(claim, 3).pk).update(**change)
    assert ("claim", claim.pk, 3) in flaws()


def test_event_forged_with_its_digest_is_found_by_the_next(claim: Claim) -> None:
    forged = event(claim, 3)
    forged.actor_name = "Somebody"
    with guards_down():
        Event.objects.filter(pk=forged.pk).update(actor_name="Somebody", digest=forged.expected_digest())
    assert flaws() == [("claim", claim.pk, 4)]


def test_removed_event_is_found(claim: Claim) -> None:
    with guards_down():
        event(claim, 3).delete()
    assert flaws() == [("claim", claim.pk, 4)]


def test_removed_tail_is_found(claim: Claim) -> None:
    with guards_down():
        event(claim, 5).delete()
    assert ("claim", claim.pk, None) in flaws()
    with guards_down():  # even where the head is made to fit, the status tells
        last = event(claim, 4)
        EventChain.objects.filter(pk=last.chain_id).update(length=4, head=last.digest)
    assert flaws() == [("claim", claim.pk, None)]


def test_removed_chain_is_found(claim: Claim) -> None:
    with guards_down():
        for subject, pk in (("claim", claim.pk), ("article", claim.article_id)):
            Event.objects.about(subject, pk).delete()
            EventChain.objects.filter(subject=subject, subject_id=pk).delete()
    assert flaws() == [("article", claim.article_id, None), ("claim", claim.pk, None)]


def test_removed_chain_of_a_mere_proposal_is_found_by_its_revision(claim: Claim, reviewer: User) -> None:
    with guards_down():
        Event.objects.about("claim", claim.pk).delete()
        EventChain.objects.filter(subject="claim").delete()
        Claim.objects.filter(pk=claim.pk).update(status="proposed", revision=1)
    assert flaws() == []  # as the engine proposes it: the article's event told of it
    claims.reword_claim(actor=reviewer, claim_id=claim.pk, standalone="Anew.", now=LATER)
    with guards_down():
        Event.objects.about("claim", claim.pk).delete()
        EventChain.objects.filter(subject="claim").delete()
    assert [flaw.problem for flaw in verify_history()] == ["was changed, but its whole history is missing"]


def test_swapped_events_are_found(claim: Claim) -> None:
    two, four = event(claim, 2), event(claim, 4)
    with guards_down():
        Event.objects.filter(pk=two.pk).update(sequence=99)
        Event.objects.filter(pk=four.pk).update(sequence=2)
        Event.objects.filter(pk=two.pk).update(sequence=4)
    found = flaws()
    assert ("claim", claim.pk, 2) in found
    assert ("claim", claim.pk, 4) in found


def test_event_moved_to_another_chain_is_found(claim: Claim, reviewer: User) -> None:
    other = builders.make_claim(reviewer)
    with guards_down():
        Event.objects.filter(pk=event(claim, 5).pk).update(chain=event(other, 1).chain, sequence=2)
    found = flaws()
    assert ("claim", claim.pk, None) in found
    assert ("claim", other.pk, 2) in found


def test_status_changed_by_hand_is_found(claim: Claim) -> None:
    Claim.objects.filter(pk=claim.pk).update(status="approved")
    Article.objects.filter(pk=claim.article_id).update(status="ready")
    assert [(flaw.subject, flaw.problem) for flaw in verify_history()] == [
        ("article", "is ready, but its history tells queued"),
        ("claim", "is approved, but its history tells open"),
    ]


def test_row_put_in_or_taken_away_by_hand_is_found(claim: Claim, reviewer: User) -> None:
    Claim.objects.filter(pk=claim.pk).delete()
    assert [flaw.problem for flaw in verify_history()] == ["is gone, but its history ends with open"]
    Article.objects.filter(pk=claim.article_id).delete()
    assert len(flaws()) == 2
    other = builders.make_article(reviewer)
    other.pk, other.text_sha256 = None, "a" * 64
    other.save(force_insert=True)
    assert ("article", other.pk, None) in flaws()


def test_removing_the_sample_is_honest(reviewer: User, second: User) -> None:
    User.objects.filter(pk=reviewer.pk).update(is_sample=True)
    claim = builders.make_submitted_claim(reviewer)
    kept = builders.make_claim(second)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_article DISABLE TRIGGER article_sample_frozen")
        Article.objects.filter(pk=claim.article_id).update(is_sample=True)
        cursor.execute("ALTER TABLE claims_article ENABLE TRIGGER article_sample_frozen")
    sample.remove_sample(now=LATER)
    assert list(Claim.objects.all()) == [kept]
    assert list(verify_history()) == []
    assert Event.objects.about("claim", claim.pk).latest("sequence").data == {"after": "removed"}


# -- writing -------------------------------------------------------------------------------------------


def test_event_needs_no_more_than_json_keeps(claim: Claim, reviewer: User) -> None:
    awkward = {"text": "“Ünï\u0301cödé” \u2028 𝔘", "list": [1, True, None, {"deep": "x"}], "big": 2**53 - 1}
    with transaction.atomic():
        record_event(actor=reviewer, verb="test", subject=claim, now=LATER, data=awkward)
    assert Event.objects.about("claim", claim.pk).latest("sequence").data == awkward
    assert list(verify_history()) == []


@pytest.mark.parametrize("value", [0.5, NOW, {"deep": [0.1]}, {1: "x"}, b"bytes"])
def test_event_refuses_what_does_not_come_back_the_same(claim: Claim, value: object) -> None:
    with pytest.raises(TypeError, match="event data"), transaction.atomic():
        record_event(actor=None, verb="test", subject=claim, now=LATER, data={"value": value})


def test_moment_is_the_same_in_every_zone(claim: Claim) -> None:
    tokyo = datetime(2026, 3, 2, 18, 31, 0, 123456, tzinfo=timezone.get_fixed_timezone(540))
    with transaction.atomic():
        written = record_event(actor=None, verb="test", subject=claim, now=tokyo)
    assert written.at.astimezone(UTC) == tokyo
    assert list(verify_history()) == []


def test_long_name_and_the_system_are_written(claim: Claim, reviewer: User) -> None:
    reviewer.display_name, reviewer.first_name, reviewer.last_name = "", "x" * 150, "y" * 150
    with transaction.atomic():
        assert len(record_event(actor=reviewer, verb="test", subject=claim, now=LATER).actor_name) == 200
        assert record_event(actor=None, verb="test", subject=claim, now=LATER).actor_name == history.SYSTEM


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_event_outside_a_transaction_is_refused_and_verifying_reads_one_snapshot() -> None:
    author = builders.make_user("rita")
    claim = builders.make_claim(author)
    with pytest.raises(RuntimeError, match="belongs in the transaction"):
        record_event(actor=author, verb="test", subject=claim, now=LATER)
    assert list(verify_history()) == []
