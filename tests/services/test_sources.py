"""Evidence and its sources."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Claim, Event, Evidence, Source, User
from claims.services import claims, sources
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_claim(reviewer)


def add(claim: Claim, who: User, **fields: object) -> Evidence:
    given: dict[str, object] = {"stance": "supports", "url": "https://registry.example.org/bridges"} | fields
    return sources.add_evidence(actor=who, claim_id=claim.pk, now=LATER, **given)  # type: ignore[arg-type]


def test_source_is_attached_with_all_that_is_said_of_it(claim: Claim, reviewer: User) -> None:
    piece = add(
        claim, reviewer, title=" The  register ", publisher="Bridge Office", author="O. Brandt",
        published_on=date(2026, 1, 5), proximity="primary", passage=" 212 bridges ", note="Count them.",
        independence_group="office", disclosure="summary_only", proximity_reason="It is the register itself.",
    )  # fmt: skip
    source = piece.source
    assert (source.kind, source.title, source.publisher, source.author) == (
        "web_page", "The register", "Bridge Office", "O. Brandt",
    )  # fmt: skip
    assert (piece.passage, piece.note, piece.proximity, piece.disclosure) == (
        "212 bridges", "Count them.", "primary", "summary_only",
    )  # fmt: skip
    last = Event.objects.about("claim", claim.pk).latest("sequence")
    assert (last.verb, last.data["evidence"], last.data["stance"]) == ("add_evidence", piece.pk, "supports")
    assert claims.fresh_claim(claim.pk).revision == claim.revision  # a wording typed meanwhile is not stale


def test_same_address_is_the_same_source_for_all_claims(claim: Claim, reviewer: User, second: User) -> None:
    first = add(claim, reviewer, url="https://registry.example.org/bridges")
    assert first.source.title == "registry.example.org/bridges"
    other = add(
        builders.make_claim(second), second, url="HTTPS://Registry.example.org/bridges#page=2", title="The register"
    )
    assert other.source == first.source
    first.source.refresh_from_db()
    assert first.source.title == "The register"  # now somebody knows what it is called
    add(builders.make_claim(second), second, title="Something else")
    first.source.refresh_from_db()
    assert first.source.title == "The register"


def test_source_without_an_address_needs_a_title(claim: Claim, reviewer: User) -> None:
    piece = add(claim, reviewer, url="", title="Letter of 3 May")
    assert (piece.source.kind, piece.source.url) == ("document", "")
    with pytest.raises(Invalid, match="address or a title"):
        add(claim, reviewer, url=" ", title=" ")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stance": "hints"}, "stance"),
        ({"proximity": "near"}, "proximity"),
        ({"disclosure": "leaked"}, "disclosure"),
        ({"source_kind": "rumour"}, "source_kind"),
        ({"url": "http://10.0.0.1/"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"passage": "x" * 20_001}, "passage"),
        ({"note": "x" * 20_001}, "note"),
        ({"title": "x" * 501}, "title"),
        ({"publisher": "x" * 201}, "publisher"),
        ({"proximity_reason": "x" * 301}, "proximity_reason"),
    ],
)
def test_unusable_evidence_is_refused_by_field(
    claim: Claim, reviewer: User, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        add(claim, reviewer, **changes)
    assert list(caught.value.fields) == [field]
    assert not Evidence.objects.exists()
    assert not Source.objects.exists()


def test_same_passage_twice_is_refused_and_another_is_not(claim: Claim, reviewer: User) -> None:
    first = add(claim, reviewer, passage="212 bridges")
    with pytest.raises(Refused, match="Name another passage") as caught:
        add(claim, reviewer, passage="212 bridges", stance="refutes")
    assert caught.value.code == "known_evidence"
    add(claim, reviewer, passage="17 ferries")
    sources.withdraw_evidence(actor=reviewer, evidence_id=first.pk, now=LATER)
    add(claim, reviewer, passage="212 bridges")
    assert claim.evidence.standing().count() == 2


def test_withdrawn_evidence_stays_in_the_record(claim: Claim, reviewer: User, second: User) -> None:
    piece = add(claim, reviewer)
    sources.withdraw_evidence(actor=second, evidence_id=piece.pk, now=LATER)
    piece.refresh_from_db()
    assert piece.withdrawn_at == LATER
    assert Event.objects.about("claim", claim.pk).latest("sequence").verb == "withdraw_evidence"
    with pytest.raises(Refused) as caught:
        sources.withdraw_evidence(actor=second, evidence_id=piece.pk, now=LATER)
    assert caught.value.code == "withdrawn_already"


def test_strangers_and_missing_rows(claim: Claim, reviewer: User, stranger: User) -> None:
    piece = add(claim, reviewer)
    with pytest.raises(Forbidden):
        add(claim, stranger, passage="else")
    with pytest.raises(Forbidden):
        sources.withdraw_evidence(actor=stranger, evidence_id=piece.pk, now=LATER)
    with pytest.raises(Missing, match="Reload the claim"):
        sources.withdraw_evidence(actor=reviewer, evidence_id=0, now=LATER)
    with pytest.raises(Missing):
        sources.add_evidence(actor=reviewer, claim_id=0, stance="supports", title="A letter", now=LATER)
    assert not Source.objects.filter(title="A letter").exists()


def test_settled_evidence_says_what_to_do(reviewer: User, second: User) -> None:
    submitted = builders.make_submitted_claim(reviewer)
    with pytest.raises(Refused, match="Return it with a note first") as caught:
        add(submitted, second)
    assert caught.value.code == "evidence_settled"


def test_holder_who_gathers_keeps_the_claim(reviewer: User, second: User) -> None:
    held = builders.make_held_claim(reviewer)
    add(held, second)
    assert claims.fresh_claim(held.pk).lease_expires_at == NOW + claims.lease_length()
    add(held, reviewer, passage="else")
    assert claims.fresh_claim(held.pk).lease_expires_at == LATER + claims.lease_length()


def test_evidence_rolled_back_leaves_no_trace(claim: Claim, reviewer: User) -> None:
    told = Event.objects.count()
    with transaction.atomic():
        add(claim, reviewer)
        assert Event.objects.count() == told + 1
        transaction.set_rollback(True)
    assert (Event.objects.count(), Source.objects.count()) == (told, 0)
