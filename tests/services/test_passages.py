"""Passages marked in copies, and evidence amended and grouped."""

from datetime import timedelta

import pytest

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Capture, Claim, Event, Evidence, User
from claims.services import claims, passages, sourcefacts, sources
from claims.services.keeping import HandedIn
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW
from tests.extraction.test_copies import OWN, WIRE

LATER = NOW + timedelta(minutes=1)
TEXT = "The register lists 97 bridges. \U0001f309 Twelve of them are closed.\n\nThe register lists 97 bridges."


@pytest.fixture
def piece(reviewer: User) -> Evidence:
    claim = builders.make_claim(reviewer)
    return sources.add_evidence(
        actor=reviewer, claim_id=claim.pk, stance="supports", title="Register", now=NOW,
        upload=HandedIn("register.txt", TEXT.encode()),
    )  # fmt: skip


def kept(piece: Evidence) -> Capture:
    return piece.source.captures.get()


def mark(piece: Evidence, who: User, words: str, **changes: object) -> Evidence:
    start = TEXT.index(words)
    given: dict[str, object] = {"capture_id": kept(piece).pk, "start": start, "end": start + len(words)} | changes
    return passages.mark_passage(actor=who, evidence_id=piece.pk, now=LATER, **given)  # type: ignore[arg-type]


def test_marked_words_are_kept_with_their_place_and_surroundings(piece: Evidence, reviewer: User) -> None:
    marked = mark(piece, reviewer, " Twelve of them are closed.\n", quote="Twelve of them are closed.")
    start = TEXT.index("Twelve")  # code points: the bridge before it is one
    assert (marked.passage, marked.passage_start, marked.passage_end) == (
        "Twelve of them are closed.", start, start + 26,
    )  # fmt: skip
    assert (marked.passage_prefix, marked.passage_suffix) == (
        TEXT[start - 32 : start], "\n\nThe register lists 97 bridges.",
    )  # fmt: skip
    assert (marked.anchoring, marked.capture) == ("exact", kept(piece))
    event = Event.objects.about("claim", piece.claim_id).latest("sequence")
    assert (event.verb, event.data["from"], event.data["to"]) == ("mark_passage", "", "Twelve of them are closed.")


def test_second_of_two_equal_places_can_be_marked(piece: Evidence, reviewer: User) -> None:
    last = TEXT.rindex("The register")
    marked = passages.mark_passage(
        actor=reviewer, evidence_id=piece.pk, capture_id=kept(piece).pk, start=last, end=last + 29, now=LATER
    )
    assert marked.passage_start == last


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"start": -1}, "no part of the text"),
        ({"end": 10_000}, "no part of the text"),
        ({"start": 5, "end": 5}, "no part of the text"),
        ({"start": 30, "end": 31}, "Nothing is selected"),
        ({"quote": "Other words entirely"}, "does not match"),
    ],
)
def test_selection_that_is_none_is_refused(
    piece: Evidence, reviewer: User, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(Invalid, match=said) as caught:
        mark(piece, reviewer, "Twelve", **changes)
    assert list(caught.value.fields) == ["selection"]


def test_copy_of_another_source_is_no_place_to_mark(piece: Evidence, reviewer: User) -> None:
    other = sources.add_evidence(
        actor=reviewer, claim_id=piece.claim_id, stance="context", upload=HandedIn("x.txt", b"Some words."), now=NOW
    )
    with pytest.raises(Missing, match="not one of this source"):
        mark(piece, reviewer, "Twelve", capture_id=kept(other).pk)


def test_passage_typed_by_hand_is_looked_for(piece: Evidence, reviewer: User) -> None:
    typed = passages.write_passage(
        actor=reviewer, evidence_id=piece.pk, passage=" twelve  of them are closed ", now=LATER
    )
    assert (typed.passage, typed.anchoring) == ("twelve  of them are closed", "normalised")
    assert kept(piece).text[typed.passage_start : typed.passage_end] == "Twelve of them are closed"
    gone = passages.write_passage(actor=reviewer, evidence_id=piece.pk, passage="Not a word of it.", now=LATER)
    assert (gone.anchoring, gone.passage_start) == ("orphaned", None)
    none = passages.write_passage(actor=reviewer, evidence_id=piece.pk, passage=" ", now=LATER)
    assert (none.passage, none.anchoring, none.capture) == ("", "", None)
    with pytest.raises(Invalid):
        passages.write_passage(actor=reviewer, evidence_id=piece.pk, passage="x" * 20_001, now=LATER)


def test_same_passage_of_the_same_source_is_marked_once(piece: Evidence, reviewer: User) -> None:
    mark(piece, reviewer, "Twelve of them are closed.")
    other = Evidence.objects.create(
        claim=piece.claim, source=piece.source, stance="context", proximity="primary", created_at=NOW
    )
    with pytest.raises(Refused) as caught:
        mark(other, reviewer, "Twelve of them are closed.")
    assert caught.value.code == "known_evidence"


def test_strangers_and_settled_claims(piece: Evidence, reviewer: User, second: User, stranger: User) -> None:
    with pytest.raises(Forbidden):
        mark(piece, stranger, "Twelve")
    with pytest.raises(Forbidden):
        sources.amend_evidence(actor=stranger, evidence_id=piece.pk, stance="refutes", now=NOW)
    with pytest.raises(Missing, match="Reload the claim"):
        passages.write_passage(actor=reviewer, evidence_id=0, passage="x", now=NOW)
    submitted = builders.make_submitted_claim(reviewer).evidence.all()[0]
    with pytest.raises(Refused) as caught:
        passages.write_passage(actor=second, evidence_id=submitted.pk, passage="x", now=NOW)
    assert caught.value.code == "evidence_settled"
    with pytest.raises(Refused) as caught:
        sources.amend_evidence(actor=second, evidence_id=submitted.pk, stance="refutes", now=NOW)
    assert caught.value.code == "evidence_settled"
    sources.withdraw_evidence(actor=reviewer, evidence_id=piece.pk, now=NOW)
    with pytest.raises(Refused) as caught:
        mark(piece, reviewer, "Twelve")
    assert caught.value.code == "withdrawn_already"


# -- how it bears -----------------------------------------------------------------------------------


def test_stance_and_nearness_are_changed_without_taking_the_source_off(piece: Evidence, reviewer: User) -> None:
    """What people complained of elsewhere: too many clicks for a small change."""
    held = claims.take_claim(actor=reviewer, claim_id=piece.claim_id, now=NOW)
    changed = sources.amend_evidence(
        actor=reviewer, evidence_id=piece.pk, stance="refutes", proximity="primary", identity_level="partly_named",
        interests="The office counts its own bridges.", medium="dataset", now=LATER,
    )  # fmt: skip
    assert (changed.stance, changed.proximity, changed.identity_level, changed.medium) == (
        "refutes", "primary", "partly_named", "dataset",
    )  # fmt: skip
    event = Event.objects.about("claim", piece.claim_id).latest("sequence")
    assert (event.verb, event.data["changed"]["stance"]) == ("amend_evidence", {"from": "supports", "to": "refutes"})
    fresh = claims.fresh_claim(piece.claim_id)
    assert fresh.revision == held.revision
    assert fresh.lease_expires_at == LATER + claims.lease_length()
    told = Event.objects.count()
    sources.amend_evidence(actor=reviewer, evidence_id=piece.pk, stance="refutes", now=LATER)
    assert Event.objects.count() == told  # nothing changed: nothing is written


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stance": "hints"}, "stance"),
        ({"proximity": ""}, "proximity"),
        ({"medium": "smoke"}, "medium"),
        ({"identity_level": "secret"}, "identity_level"),
        ({"interests": "x" * 501}, "interests"),
        ({"note": "x" * 20_001}, "note"),
    ],
)
def test_unusable_changes_are_refused_by_field(
    piece: Evidence, reviewer: User, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        sources.amend_evidence(actor=reviewer, evidence_id=piece.pk, now=NOW, **changes)  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]


# -- one story, told twice ----------------------------------------------------------------------------


def two_copies(claim: Claim, who: User) -> list[Evidence]:
    return [
        sources.add_evidence(
            actor=who,
            claim_id=claim.pk,
            stance="supports",
            url=f"https://{site}.example.org/bridges",
            title=title,
            upload=HandedIn("page.txt", text.encode()),
            now=NOW,
        )
        for site, title, text in (
            ("herald", "Herald", WIRE),
            ("post", "Post", f"By our staff. {WIRE} With agencies."),
            ("times", "Times", OWN),
        )
    ]


def test_two_copies_of_one_wire_story_are_pointed_out_and_joined(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    herald, post, times = two_copies(claim, reviewer)
    (hint,) = sources.shared_origins(claim.evidence.standing().select_related("source"))
    assert (set(hint.evidence_ids), hint.group) == ({herald.pk, post.pk}, "Herald")
    assert hint.share > 0.9
    sources.join_origins(
        actor=reviewer, claim_id=claim.pk, evidence_ids=hint.evidence_ids, group=" Harbour  wire ", now=LATER
    )
    assert [piece.independence_group for piece in claim.evidence.order_by("pk")] == [
        "Harbour wire", "Harbour wire", ""
    ]  # fmt: skip
    assert sources.shared_origins(claim.evidence.standing().select_related("source")) == []
    assert times.independence_group == ""


def test_joining_needs_two_pieces_of_the_claim_and_a_name(reviewer: User) -> None:
    claim, other = builders.make_claim(reviewer), builders.make_claim(reviewer)
    builders.attach_sources(reviewer, claim, 1)
    builders.attach_sources(reviewer, other, 1)
    both = [claim.evidence.get().pk, other.evidence.get().pk]
    with pytest.raises(Refused) as caught:
        sources.join_origins(actor=reviewer, claim_id=claim.pk, evidence_ids=both, group="wire", now=NOW)
    assert caught.value.code == "too_few_pieces"
    with pytest.raises(Invalid):
        sources.join_origins(actor=reviewer, claim_id=claim.pk, evidence_ids=both, group=" ", now=NOW)


# -- the source itself --------------------------------------------------------------------------------


def test_copy_in_another_archive_is_noted_with_the_moment_it_names(piece: Evidence, reviewer: User) -> None:
    url = "https://archive.example.org/web/20260301120000/https://registry.example.org/"
    copy = sourcefacts.note_copy(actor=reviewer, source_id=piece.source_id, url=url, now=NOW)
    assert copy.archived_at
    assert copy.archived_at.isoformat() == "2026-03-01T12:00:00+00:00"
    with pytest.raises(Refused) as caught:
        sourcefacts.note_copy(actor=reviewer, source_id=piece.source_id, url=url, now=NOW)
    assert caught.value.code == "known_copy"
    sourcefacts.remove_copy(actor=reviewer, source_id=piece.source_id, copy_id=copy.pk, now=NOW)
    with pytest.raises(Missing):
        sourcefacts.remove_copy(actor=reviewer, source_id=piece.source_id, copy_id=copy.pk, now=NOW)


def test_tip_is_never_noted_in_a_public_archive(piece: Evidence, reviewer: User, stranger: User) -> None:
    sourcefacts.describe_source(actor=reviewer, source_id=piece.source_id, is_archived_privately=True, now=NOW)
    with pytest.raises(Refused) as caught:
        sourcefacts.note_copy(actor=reviewer, source_id=piece.source_id, url="https://archive.example.org/x", now=NOW)
    assert caught.value.code == "archived_privately"
    with pytest.raises(Forbidden):
        sourcefacts.note_copy(actor=stranger, source_id=piece.source_id, url="https://archive.example.org/x", now=NOW)
    with pytest.raises(Invalid):
        sourcefacts.note_copy(actor=reviewer, source_id=piece.source_id, url="http://10.0.0.1/", now=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"title": " "}, "title"), ({"author": "x" * 301}, "author"), ({"kind": "tale"}, "source_kind")],
)
def test_unusable_description_is_refused_by_field(
    piece: Evidence, reviewer: User, changes: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as caught:
        sourcefacts.describe_source(actor=reviewer, source_id=piece.source_id, now=NOW, **changes)  # type: ignore[arg-type]
    assert list(caught.value.fields) == [field]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_marking_while_somebody_removes_the_piece_is_refused_or_goes_first() -> None:
    reviewer, second = builders.make_user("rita"), builders.make_user("sam")
    claim = builders.make_claim(reviewer)
    piece = sources.add_evidence(
        actor=reviewer, claim_id=claim.pk, stance="supports", title="Register", now=NOW,
        upload=HandedIn("register.txt", TEXT.encode()),
    )  # fmt: skip
    went, wrong = sorted_out(
        at_once(
            [
                lambda: mark(piece, reviewer, "Twelve of them"),
                lambda: sources.withdraw_evidence(actor=second, evidence_id=piece.pk, now=LATER),
            ]
        )
    )
    piece.refresh_from_db()
    assert piece.withdrawn_at == LATER
    assert len(went) == (2 if piece.passage else 1)
    assert all(isinstance(one, Refused) and one.code == "withdrawn_already" for one in wrong)
