"""Copies of sources: made by a worker, kept for good, and honest about what could not be had."""

import hashlib
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from claims.archiving.warc import body_of, read_warc
from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Capture, Claim, Event, Source, User
from claims.services import captures, sourcefacts, sources
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW
from tests.copying import LATER, add, fetched, make_copy
from tests.extraction.files import make_pdf
from tests.sites import STORY, Site, open_site, page


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_claim(reviewer)


def test_new_source_has_its_copy_asked_for(claim: Claim, reviewer: User) -> None:
    piece = add(claim, reviewer, "https://gazette.example.org/bridges")
    capture = piece.source.captures.get()
    assert (capture.state, capture.purpose, capture.requested_by, capture.due_at) == (
        "requested", "first", reviewer, NOW + captures.RING_AGAIN,
    )  # fmt: skip
    add(builders.make_claim(reviewer), reviewer, "https://gazette.example.org/bridges")
    assert piece.source.captures.count() == 1


def test_page_is_kept_with_all_that_came(site: Site, claim: Claim, reviewer: User) -> None:
    url = site.shows("/bridges")
    _, capture = fetched(claim, reviewer, url)
    assert (capture.state, capture.http_status, capture.content_type, capture.attempts) == (
        "archived", 200, "text/html", 1,
    )  # fmt: skip
    assert capture.body_sha256 == hashlib.sha256(page()).hexdigest()
    assert capture.text == "\n\n".join(STORY)
    assert capture.text_sha256 == hashlib.sha256(capture.text.encode()).hexdigest()
    warc = bytes(capture.warc or b"")
    assert capture.warc_sha256 == hashlib.sha256(warc).hexdigest()
    assert body_of(warc) == (page(), "text/html; charset=utf-8")
    kinds = [record.kind for record in read_warc(warc)]
    assert kinds == ["warcinfo", "response", "request", "resource", "metadata"]
    assert capture.is_same_as_before is None


def test_what_the_page_says_of_itself_is_filled_in(site: Site, claim: Claim, reviewer: User) -> None:
    piece, _ = fetched(claim, reviewer, site.shows("/bridges"))
    source = Source.objects.get(pk=piece.source_id)
    assert (source.title, source.publisher, source.author, source.published_on) == (
        "Bridges of Norland", "The Gazette", "Ines Quill", date(2026, 2, 27),
    )  # fmt: skip
    assert (source.link_state, source.link_checked_at) == ("alive", LATER)
    assert source.watch_due_at == LATER + timedelta(days=7)


def test_what_a_person_typed_is_never_replaced(site: Site, claim: Claim, reviewer: User) -> None:
    piece, _ = fetched(
        claim, reviewer, site.shows("/bridges"), title="Typed title", author="Typed author",
        published_on=date(2026, 1, 1),
    )  # fmt: skip
    source = Source.objects.get(pk=piece.source_id)
    assert (source.title, source.author, source.published_on, source.publisher) == (
        "Typed title", "Typed author", date(2026, 1, 1), "The Gazette",
    )  # fmt: skip


def test_title_corrected_by_hand_survives_the_next_copy(site: Site, claim: Claim, reviewer: User) -> None:
    piece, _ = fetched(claim, reviewer, site.shows("/bridges"))
    sourcefacts.describe_source(actor=reviewer, source_id=piece.source_id, title="Corrected", now=LATER)
    again = captures.request_capture(actor=reviewer, source_id=piece.source_id, now=LATER)
    assert make_copy(again) == "archived"
    assert Source.objects.get(pk=piece.source_id).title == "Corrected"


def test_passage_typed_before_the_copy_came_is_found_in_it(site: Site, claim: Claim, reviewer: User) -> None:
    piece, capture = fetched(claim, reviewer, site.shows("/bridges"), passage="lists 97 bridges in all, the ministry")
    assert (piece.capture_id, piece.anchoring) == (capture.pk, "exact")
    assert capture.text[piece.passage_start : piece.passage_end] == piece.passage
    assert piece.passage_prefix.endswith("register of bridges ")
    assert piece.passage_suffix.startswith(" of transport")


@pytest.mark.parametrize(
    ("passage", "how"),
    [
        ("norland’s register  of bridges lists 97 bridges", "normalised"),
        ("Twelve of them are closed to all lorries until the autumn", "fuzzy"),
        ("Nobody in Norland has ever counted the ferries", "orphaned"),
    ],
)
def test_passage_says_how_it_stands_in_the_copy_and_stays_as_typed(
    site: Site, claim: Claim, reviewer: User, passage: str, how: str
) -> None:
    piece, _ = fetched(claim, reviewer, site.shows("/bridges"), passage=passage)
    assert (piece.anchoring, piece.passage) == (how, passage.strip())
    assert (piece.passage_start is None) == (how == "orphaned")


def test_passage_that_stands_beside_the_article_is_found_there(site: Site, claim: Claim, reviewer: User) -> None:
    body = page().replace(b"</article>", b"</article><aside>Also: 14 ferries sail from Skag.</aside>")
    piece, _ = fetched(claim, reviewer, site.shows("/bridges", body), passage="14 ferries sail from Skag.")
    assert piece.anchoring == "exact"


def test_redirect_is_kept_and_the_final_address_named(site: Site, claim: Claim, reviewer: User) -> None:
    site.shows("/there")
    _, capture = fetched(claim, reviewer, site.shows("/here", b"moved", 302, location="/there"))
    assert capture.final_url == f"{site.address}/there"
    answers = [record for record in read_warc(bytes(capture.warc or b"")) if record.kind == "response"]
    assert [(one.status, one.payload) for one in answers] == [(302, b"moved"), (200, page())]


def test_pdf_is_kept_read_and_named_as_one(site: Site, claim: Claim, reviewer: User) -> None:
    pdf = make_pdf("The register lists 97 bridges, of which", title="Register", author="Bridge Office")
    piece, capture = fetched(claim, reviewer, site.shows("/r.pdf", pdf, kind="application/pdf"))
    assert piece.medium == "pdf"
    assert "lists 97 bridges" in capture.text
    assert Source.objects.get(pk=piece.source_id).title == "Register"


def test_picture_is_kept_without_a_text_and_says_so(site: Site, claim: Claim, reviewer: User) -> None:
    piece, capture = fetched(claim, reviewer, site.shows("/p.png", b"\x89PNG\r\n\x1a\n", kind="image/png"))
    assert (piece.medium, capture.text, capture.text_sha256) == ("image", "", "")
    assert "no text to read" in capture.error


def test_copy_that_is_kept_never_changes(site: Site, claim: Claim, reviewer: User) -> None:
    _, capture = fetched(claim, reviewer, site.shows("/bridges"))
    with pytest.raises(IntegrityError, match="capture_frozen"), transaction.atomic():
        Capture.objects.filter(pk=capture.pk).update(text="Other words.")


# -- asking again -----------------------------------------------------------------------------------


def test_fresh_copy_is_kept_beside_the_first(site: Site, claim: Claim, reviewer: User) -> None:
    piece, first = fetched(claim, reviewer, site.shows("/bridges"))
    again = captures.request_capture(actor=reviewer, source_id=piece.source_id, now=LATER)
    assert again.purpose == "again"
    assert make_copy(again) == "archived"
    again.refresh_from_db()
    assert again.is_same_as_before is True
    assert set(piece.source.captures.values_list("pk", flat=True)) == {first.pk, again.pk}


def test_request_under_way_is_the_one_request(claim: Claim, reviewer: User) -> None:
    piece = add(claim, reviewer, "https://gazette.example.org/bridges")
    again = captures.request_capture(actor=reviewer, source_id=piece.source_id, now=LATER)
    assert again == piece.source.captures.get()


def test_what_cannot_be_asked_for_says_why(claim: Claim, reviewer: User, stranger: User) -> None:
    letter = add(claim, reviewer, title="Letter of 3 May")
    with pytest.raises(Refused, match="Hand its file in") as caught:
        captures.request_capture(actor=reviewer, source_id=letter.source_id, now=NOW)
    assert caught.value.code == "no_address"
    with pytest.raises(Forbidden):
        captures.request_capture(actor=stranger, source_id=letter.source_id, now=NOW)
    with pytest.raises(Missing):
        captures.request_capture(actor=reviewer, source_id=0, now=NOW)
    with pytest.raises(Missing):
        captures.retry_capture(actor=reviewer, capture_id=0, now=NOW)
    piece = add(claim, reviewer, "https://gazette.example.org/bridges")
    with pytest.raises(Refused, match="Wait for it"):
        captures.retry_capture(actor=reviewer, capture_id=piece.source.captures.get().pk, now=NOW)


def test_address_pasted_is_looked_up_before_anybody_says_how_it_bears(
    site: Site, claim: Claim, reviewer: User, stranger: User
) -> None:
    url = site.shows("/bridges")
    source = sources.look_up_source(actor=reviewer, url=url, now=NOW)
    assert make_copy(source.captures.get()) == "archived"
    piece = add(claim, reviewer, url, passage="Twelve of them are closed to lorries")
    assert piece.source == source
    assert piece.anchoring == "exact"  # the copy is there already
    assert Source.objects.get(pk=source.pk).watch_due_at == LATER + timedelta(days=7)
    with pytest.raises(Invalid):
        sources.look_up_source(actor=reviewer, url=" ", now=NOW)
    with pytest.raises(Forbidden):
        sources.look_up_source(actor=stranger, url=url, now=NOW)


def test_history_of_the_source_tells_of_its_copy(site: Site, claim: Claim, reviewer: User) -> None:
    piece, capture = fetched(claim, reviewer, site.shows("/bridges"))
    event = Event.objects.about("source", piece.source_id).get()
    assert (event.verb, event.actor, event.data["capture"]) == ("keep_copy", None, capture.pk)
    assert event.data["sha256"] == capture.body_sha256


# -- at the same moment -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_make_one_copy() -> None:
    reviewer = builders.make_user()
    with open_site() as site:
        capture = add(builders.make_claim(reviewer), reviewer, site.shows("/bridges")).source.captures.get()
        outcomes = at_once([lambda: make_copy(capture)] * 4)
    assert sorted(map(str, outcomes)) == ["archived", "left", "left", "left"]
    assert site.asked == ["/bridges"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_people_who_attach_the_same_page_ask_for_one_copy() -> None:
    people = [builders.make_user() for _ in range(4)]
    claims = [builders.make_claim(one) for one in people]
    calls = [
        lambda one=one, claim=claim: add(claim, one, "https://gazette.example.org/bridges")
        for one, claim in zip(people, claims, strict=True)
    ]
    went, wrong = sorted_out(at_once(calls))
    assert not wrong
    assert len({piece.source_id for piece in went}) == 1
    assert Capture.objects.count() == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_typing_a_title_while_the_copy_comes_in_keeps_what_was_typed() -> None:
    reviewer = builders.make_user()
    with open_site() as site:
        piece = add(builders.make_claim(reviewer), reviewer, site.shows("/bridges"))
        capture = piece.source.captures.get()
        outcomes = at_once(
            [
                lambda: make_copy(capture),
                lambda: sourcefacts.describe_source(
                    actor=reviewer, source_id=piece.source_id, title="Typed", publisher="Typed too", now=LATER
                ),
            ]
        )
    assert not sorted_out(outcomes)[1]
    source = Source.objects.get(pk=piece.source_id)
    assert (source.title, source.publisher, source.author) == ("Typed", "Typed too", "Ines Quill")


@pytest.mark.django_db
def test_copy_without_bytes_is_refused_by_the_database(claim: Claim, reviewer: User) -> None:
    piece = add(claim, reviewer, "https://gazette.example.org/bridges")
    with (
        pytest.raises(IntegrityError, match="capture_archived_has_bytes"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE claims_capture SET state = 'archived' WHERE source_id = %s", [piece.source_id])
