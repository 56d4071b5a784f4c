"""Copies that could not be had: every outcome told, tried again, made up for, and never lost."""

import hashlib
import socket
import threading
import time
from datetime import datetime, timedelta

import pytest
from django.test import override_settings

from claims.errors import Forbidden, Invalid, Missing
from claims.models import Capture, Claim, Source, User
from claims.services import captures
from claims.services.keeping import HandedIn
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW
from tests.copying import LATER, add, fetched, make_copy
from tests.sites import STORY, Site, open_site, page


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_claim(reviewer)


# -- what goes wrong ------------------------------------------------------------------------------


@pytest.mark.parametrize(("status", "said"), [(404, "no page at this address"), (403, "does not show this page")])
def test_page_that_cannot_be_had_fails_at_once(
    site: Site, claim: Claim, reviewer: User, status: int, said: str
) -> None:
    piece = add(claim, reviewer, site.shows("/x", b"No.", status))
    capture = piece.source.captures.get()
    assert make_copy(capture) == "failed"
    capture.refresh_from_db()
    assert (capture.failure, capture.attempts, capture.warc) == ("permanent", 1, None)
    assert said in capture.error


@pytest.mark.parametrize(("status", "kind"), [(503, "transient"), (429, "quota")])
def test_busy_site_is_asked_again_with_growing_pauses(
    site: Site, claim: Claim, reviewer: User, status: int, kind: str
) -> None:
    piece = add(claim, reviewer, site.shows("/x", b"", status))
    capture, moment, pauses = piece.source.captures.get(), NOW, []
    for attempt in range(1, captures.MAX_ATTEMPTS):
        assert make_copy(capture, moment) == "requested"
        capture.refresh_from_db()
        assert (capture.attempts, capture.failure) == (attempt, kind)
        assert "will try again" in capture.error
        pauses.append(capture.due_at - moment)
        assert make_copy(capture, capture.due_at - timedelta(seconds=1)) == "left"  # a bell that rang twice
        moment = capture.due_at
        assert captures.sweep_captures(now=moment)["rung"] == 1
    assert pauses == sorted(set(pauses))
    assert make_copy(capture, moment) == "failed"
    capture.refresh_from_db()
    assert capture.failure == kind
    assert "tried 4 times" in capture.error
    site.shows("/x")
    captures.retry_capture(actor=reviewer, capture_id=capture.pk, now=moment)
    assert make_copy(capture, moment) == "archived"
    capture.refresh_from_db()
    assert (capture.failure, capture.error) == ("", "")


def test_site_that_names_a_pause_gets_it(site: Site, claim: Claim, reviewer: User) -> None:
    capture = add(claim, reviewer, site.shows("/x", b"", 429, retry_after="600")).source.captures.get()
    make_copy(capture)
    capture.refresh_from_db()
    assert capture.due_at == LATER + timedelta(minutes=10)


def test_private_address_behind_a_redirect_is_refused(site: Site, claim: Claim, reviewer: User) -> None:
    capture = add(claim, reviewer, site.shows("/x", b"", 302, location="http://10.0.0.1/admin")).source.captures.get()
    assert make_copy(capture) == "failed"
    capture.refresh_from_db()
    assert capture.failure == "permanent"
    assert "10.0.0.1" not in capture.error


def test_worker_that_died_is_followed_by_another_and_at_last_given_up(site: Site, claim: Claim, reviewer: User) -> None:
    capture = add(claim, reviewer, site.shows("/bridges")).source.captures.get()
    moment, done = NOW, {}
    for attempt in range(1, captures.MAX_ATTEMPTS + 1):
        assert captures.begin_capture(capture_id=capture.pk, now=moment)  # and never heard of again
        capture.refresh_from_db()
        assert capture.attempts == attempt
        assert captures.sweep_captures(now=moment + timedelta(seconds=5))["rung"] == 0
        moment = capture.due_at
        done = captures.sweep_captures(now=moment)
    assert done == {"given_up": 1, "rung": 0, "looked": 0}
    capture.refresh_from_db()
    assert (capture.state, capture.failure) == ("failed", "transient")


def test_lease_lost_while_fetching_writes_nothing(site: Site, claim: Claim, reviewer: User) -> None:
    """The site took so long that the sweep gave the copy to another worker, which has made it."""
    capture = add(claim, reviewer, site.shows("/bridges")).source.captures.get()
    moments = iter([NOW, NOW])
    outcomes: list[str] = []

    def clock() -> datetime:
        if (moment := next(moments, None)) is not None:
            return moment
        if not outcomes:
            outcomes.append("begun")
            late = NOW + timedelta(hours=1)
            assert captures.sweep_captures(now=late)["rung"] == 1
            outcomes.append(make_copy(capture, late))
        return NOW + timedelta(hours=2)

    assert captures.fetch_capture(capture_id=capture.pk, clock=clock) == "left"
    assert outcomes == ["begun", "archived"]
    capture.refresh_from_db()
    assert (capture.attempts, capture.retrieved_at) == (2, NOW + timedelta(hours=1))


def test_document_that_stumbles_is_tried_again_and_told(site: Site, claim: Claim, reviewer: User) -> None:
    capture = add(claim, reviewer, site.shows("/bridges")).source.captures.get()
    calls = iter([NOW, NOW])

    def clock() -> datetime:
        for moment in calls:
            return moment
        if "broken" in seen:
            return LATER
        seen.append("broken")
        raise ArithmeticError("thirteen")

    seen: list[str] = []
    assert captures.fetch_capture(capture_id=capture.pk, clock=clock) == "requested"
    capture.refresh_from_db()
    assert "ArithmeticError" in capture.error


@pytest.mark.parametrize(
    ("status", "failure", "said"),
    [
        (404, "permanent", "no page at this address (HTTP 404)"),
        (410, "permanent", "no page at this address (HTTP 410)"),
        (403, "permanent", "does not show this page to programs"),
        (451, "permanent", "does not show this page to programs"),
        (418, "permanent", "answered without a page (HTTP 418)"),
        (500, "transient", "cannot answer just now (HTTP 500)"),
        (503, "transient", "cannot answer just now (HTTP 503)"),
        (429, "quota", "cannot answer just now (HTTP 429)"),
    ],
)
def test_archive_requests_whose_result_was_thrown_away(
    site: Site, claim: Claim, reviewer: User, status: int, failure: str, said: str
) -> None:
    """What people complained of elsewhere. Here each outcome stands in the row, with what to do next."""
    capture = add(claim, reviewer, site.shows("/x", b"No.", status)).source.captures.get()
    moment = NOW
    while make_copy(capture, moment) == "requested":
        capture.refresh_from_db()
        moment = capture.due_at
    capture.refresh_from_db()
    assert (capture.state, capture.failure) == ("failed", failure)
    assert said in capture.error
    if failure != "permanent":
        assert capture.error.endswith("Try again later, or upload the file.")
    assert captures.retry_capture(actor=reviewer, capture_id=capture.pk, now=moment).state == "requested"


def test_slow_site_is_not_waited_for_without_end(site: Site, claim: Claim, reviewer: User) -> None:
    gate = threading.Event()
    site.meanwhile = lambda: gate.wait(40)
    capture = add(claim, reviewer, site.shows("/slow")).source.captures.get()
    began = time.monotonic()
    assert make_copy(capture) == "requested"
    gate.set()
    assert time.monotonic() - began < 30
    capture.refresh_from_db()
    assert capture.failure == "transient"
    assert "will try again" in capture.error


def test_site_that_went_away_is_tried_again_and_comes_back(claim: Claim, reviewer: User) -> None:
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{door.getsockname()[1]}"
    with override_settings(FETCH_ALLOWED_HOSTS=[host]):
        capture = add(claim, reviewer, f"http://{host}/away").source.captures.get()
        assert make_copy(capture) == "requested"
    capture.refresh_from_db()
    assert (capture.failure, bool(capture.error)) == ("transient", True)
    assert capture.due_at > LATER


def test_page_that_is_too_large_is_not_taken_into_memory(site: Site, claim: Claim, reviewer: User) -> None:
    huge = page(*STORY, "x" * (11 * 1024 * 1024))
    capture = add(claim, reviewer, site.shows("/huge", huge)).source.captures.get()
    assert make_copy(capture) == "failed"
    capture.refresh_from_db()
    assert capture.failure == "permanent"
    assert "larger than 10 MiB" in capture.error


@pytest.mark.parametrize("named", ["utf-8", "no-such-charset", "us-ascii"])
def test_page_that_names_a_wrong_charset_is_read_all_the_same(
    site: Site, claim: Claim, reviewer: User, named: str
) -> None:
    body = page("Die Brücke von Skåg – “neu” – kostet 97 Kronen, sagte der Minister.", *STORY).decode()
    url = site.shows("/x", body.encode("cp1252"), kind=f"text/html; charset={named}")
    _, capture = fetched(claim, reviewer, url, passage="Die Brücke von Skåg")
    assert "Die Brücke von Skåg – “neu” – kostet" in capture.text
    assert capture.body_sha256 == hashlib.sha256(body.encode("cp1252")).hexdigest()


def test_what_is_neither_page_nor_document_says_what_to_do(site: Site, claim: Claim, reviewer: User) -> None:
    capture = add(claim, reviewer, site.shows("/x", b"PK", kind="application/zip")).source.captures.get()
    assert make_copy(capture) == "failed"
    capture.refresh_from_db()
    assert "Describe it by hand" in capture.error


def test_failed_copy_is_made_up_for_by_a_file(site: Site, claim: Claim, reviewer: User, stranger: User) -> None:
    piece = add(claim, reviewer, site.shows("/x", b"No.", 403), passage=STORY[1])
    assert make_copy(piece.source.captures.get()) == "failed"
    with pytest.raises(Forbidden):
        captures.hand_in_copy(actor=stranger, source_id=piece.source_id, upload=HandedIn("a.html", page()), now=LATER)
    with pytest.raises(Missing):
        captures.hand_in_copy(actor=reviewer, source_id=0, upload=HandedIn("a.html", page()), now=LATER)
    with pytest.raises(Invalid):
        captures.hand_in_copy(actor=reviewer, source_id=piece.source_id, upload=HandedIn("a.exe", b"MZ"), now=LATER)
    kept = captures.hand_in_copy(
        actor=reviewer, source_id=piece.source_id, upload=HandedIn("a.html", page()), now=LATER
    )
    assert (kept.state, kept.purpose, kept.requested_by) == ("archived", "upload", reviewer)
    piece.refresh_from_db()
    assert (piece.anchoring, piece.capture_id) == ("exact", kept.pk)
    source = Source.objects.get(pk=piece.source_id)
    assert (source.title, source.watch_due_at) == ("Bridges of Norland", LATER + timedelta(days=7))


def test_file_that_says_something_else_than_the_copy_before_is_told(site: Site, claim: Claim, reviewer: User) -> None:
    piece, _ = fetched(claim, reviewer, site.shows("/bridges"), passage=STORY[1])
    captures.hand_in_copy(
        actor=reviewer, source_id=piece.source_id, upload=HandedIn("a.html", page(STORY[0])), now=LATER
    )
    source = Source.objects.get(pk=piece.source_id)
    assert (source.link_state, "no longer there" in source.link_note) == ("changed", True)


def test_copy_that_a_person_asks_for_during_a_look_is_not_thrown_away(site: Site, claim: Claim, reviewer: User) -> None:
    """A look that finds nothing new leaves no copy; but now somebody has asked for one."""
    piece, _ = fetched(claim, reviewer, site.shows("/bridges"))
    moment = LATER + timedelta(days=7)
    assert captures.sweep_captures(now=moment)["looked"] == 1
    look = piece.source.captures.get(state="requested")
    begun = captures.begin_capture(capture_id=look.pk, now=moment)
    assert begun is not None
    asked = captures.request_capture(actor=reviewer, source_id=piece.source_id, now=moment)
    assert asked.pk == look.pk
    late = moment + timedelta(hours=1)  # the first worker died over it
    assert captures.fetch_capture(capture_id=look.pk, clock=lambda: late) == "archived"
    kept = Capture.objects.get(pk=look.pk)
    assert (kept.state, kept.purpose, kept.requested_by) == ("archived", "again", reviewer)
    assert piece.source.captures.count() == 2


def test_worker_whose_look_became_somebodys_request_keeps_the_copy(site: Site, claim: Claim, reviewer: User) -> None:
    piece, _ = fetched(claim, reviewer, site.shows("/bridges"))
    moment = LATER + timedelta(days=7)
    captures.sweep_captures(now=moment)
    look = piece.source.captures.get(state="requested")
    moments = iter([moment, moment])

    def clock() -> datetime:
        if (at := next(moments, None)) is None:
            captures.request_capture(actor=reviewer, source_id=piece.source_id, now=moment)
            return moment
        return at

    assert captures.fetch_capture(capture_id=look.pk, clock=clock) == "archived"
    assert Capture.objects.get(pk=look.pk).purpose == "again"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_retry_and_the_next_look_at_once_do_not_block_each_other() -> None:
    reviewer = builders.make_user()
    with open_site() as site:
        piece, _ = fetched(builders.make_claim(reviewer), reviewer, site.shows("/bridges"))
        site.shows("/bridges", b"", 404)
        moment = LATER + timedelta(days=7)
        captures.sweep_captures(now=moment)
        failed = piece.source.captures.get(state="requested")
        assert captures.fetch_capture(capture_id=failed.pk, clock=lambda: moment) == "failed"
        again = moment + timedelta(days=7)
        went, wrong = sorted_out(
            at_once(
                [
                    lambda: captures.retry_capture(actor=reviewer, capture_id=failed.pk, now=again).state,
                    lambda: str(captures.sweep_captures(now=again)["looked"]),
                ]
            )
        )
    # Either the look came first, and took away what it makes up for, or the retry, which the look then joins.
    assert all(isinstance(one, Missing) for one in wrong)
    assert went
    assert piece.source.captures.filter(state="requested").count() == 1
