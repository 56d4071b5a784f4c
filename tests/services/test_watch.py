"""Pages that changed or vanished after they were used: noticed, told, and settled by a person."""

from datetime import datetime, timedelta

import pytest

from claims.errors import Forbidden, Missing, Refused
from claims.models import Claim, DeskPolicy, Event, Evidence, Notice, Source, User
from claims.services import captures, claims, sources, watch
from claims.services.history import verify_history
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW
from tests.sites import STORY, Site, open_site, page

WEEK = timedelta(days=7)


def run(source: Source, moment: datetime) -> str:
    """The one request that waits, made by a worker."""
    capture = source.captures.get(state="requested")
    return captures.fetch_capture(capture_id=capture.pk, clock=lambda: moment)


def watched(who: User, url: str, *, claim: Claim | None = None, passage: str = STORY[1]) -> Evidence:
    claim = claim or builders.make_claim(who)
    piece = sources.add_evidence(actor=who, claim_id=claim.pk, stance="supports", url=url, passage=passage, now=NOW)
    if piece.source.captures.filter(state="requested").exists():
        assert run(piece.source, NOW) == "archived"
    return piece


def look(piece: Evidence, moment: datetime) -> tuple[str, Source]:
    """What beat's sweep and a worker find at that moment."""
    assert captures.sweep_captures(now=moment)["looked"] == 1
    outcome = run(piece.source, moment)
    return outcome, Source.objects.get(pk=piece.source_id)


def test_page_that_says_the_same_is_alive_and_leaves_no_second_copy(site: Site, reviewer: User) -> None:
    piece = watched(reviewer, site.shows("/bridges"))
    assert captures.sweep_captures(now=NOW + WEEK - timedelta(seconds=1))["looked"] == 0
    outcome, source = look(piece, NOW + WEEK)
    assert (outcome, source.link_state, source.link_note, source.link_checked_at) == ("same", "alive", "", NOW + WEEK)
    assert source.captures.count() == 1
    assert source.watch_due_at == NOW + 2 * WEEK


def test_text_changed_at_the_source_is_noticed_and_told(site: Site, reviewer: User, second: User) -> None:
    """What people complained of elsewhere: text changed at the source after ingest and nobody noticed."""
    piece = watched(reviewer, site.shows("/bridges"))
    other = watched(second, f"{site.address}/bridges", passage=STORY[0])
    site.shows("/bridges", page(STORY[0], "Nine of them are closed to lorries until the spring.", STORY[2]))
    outcome, source = look(piece, NOW + WEEK)
    assert (outcome, source.link_state) == ("archived", "changed")
    assert source.link_note == "The page has changed, and 1 of 2 marked passages are no longer there."
    assert source.captures.count() == 2
    notices = {(one.person, one.claim_id, one.kind) for one in Notice.objects.all()}
    assert notices == {
        (reviewer, piece.claim_id, "changed_source"), (second, other.claim_id, "changed_source"),
    }  # fmt: skip
    assert Event.objects.about("claim", piece.claim_id).latest("sequence").verb == "source_changed"
    piece.refresh_from_db()
    assert piece.capture == source.captures.order_by("pk")[0]  # it stands where it was read
    assert list(watch.changed_sources()) == [source]
    assert list(verify_history()) == []


def test_corner_that_changed_bothers_nobody(site: Site, reviewer: User) -> None:
    piece = watched(reviewer, site.shows("/bridges"))
    site.shows("/bridges", page(*STORY, "A first night ferry sailed on Sunday with forty lorries on board."))
    _, source = look(piece, NOW + WEEK)
    assert source.link_state == "changed"
    assert "still stands there word for word" in source.link_note
    assert not Notice.objects.exists()
    assert list(watch.changed_sources()) == [source]


def test_source_that_vanished_is_noticed_and_told_once(site: Site, reviewer: User) -> None:
    """What people complained of elsewhere: sources that vanished."""
    piece = watched(reviewer, site.shows("/bridges"))
    site.shows("/bridges", b"Gone.", 410)
    outcome, source = look(piece, NOW + WEEK)
    assert (outcome, source.link_state) == ("failed", "dead")
    assert source.link_note == "The page is gone: There is no page at this address (HTTP 410)."
    assert Notice.objects.get().text == f"Bridges of Norland: {source.link_note}"
    look(piece, NOW + 2 * WEEK)
    assert Notice.objects.count() == 1
    assert source.captures.filter(state="failed").count() == 1  # old looks are not heaped up
    piece.refresh_from_db()
    assert piece.capture
    assert piece.capture.text  # what it said is still here


def test_site_that_shuts_programs_out_is_not_called_dead(site: Site, reviewer: User) -> None:
    piece = watched(reviewer, site.shows("/bridges"))
    site.shows("/bridges", b"No.", 403)
    _, source = look(piece, NOW + WEEK)
    assert source.link_state == "alive"
    assert source.link_note.startswith("The page could not be looked at")
    assert not Notice.objects.exists()
    site.shows("/bridges")
    _, source = look(piece, NOW + 2 * WEEK)
    assert source.link_note == ""


def test_page_that_came_back_is_alive_again(site: Site, reviewer: User) -> None:
    piece = watched(reviewer, site.shows("/bridges"))
    site.shows("/bridges", b"Gone.", 404)
    look(piece, NOW + WEEK)
    site.shows("/bridges")
    _, source = look(piece, NOW + 2 * WEEK)
    assert (source.link_state, source.link_note) == ("alive", "")


def test_change_stays_told_until_somebody_has_looked(site: Site, reviewer: User, stranger: User) -> None:
    piece = watched(reviewer, site.shows("/bridges"))
    site.shows("/bridges", page(STORY[0]))
    look(piece, NOW + WEEK)
    outcome, source = look(piece, NOW + 2 * WEEK)
    assert (outcome, source.link_state) == ("same", "changed")
    with pytest.raises(Forbidden):
        watch.settle_source(actor=stranger, source_id=source.pk, now=NOW)
    watch.settle_source(actor=reviewer, source_id=source.pk, now=NOW + 2 * WEEK)
    source.refresh_from_db()
    assert (source.link_state, source.link_note) == ("alive", "")
    with pytest.raises(Refused) as caught:
        watch.settle_source(actor=reviewer, source_id=source.pk, now=NOW)
    assert caught.value.code == "nothing_changed"
    with pytest.raises(Missing):
        watch.settle_source(actor=reviewer, source_id=0, now=NOW)
    assert not watch.changed_sources().exists()


def test_page_that_is_gone_stays_gone_and_leaves_the_list(site: Site, reviewer: User) -> None:
    piece = watched(reviewer, site.shows("/bridges"))
    site.shows("/bridges", b"", 404)
    look(piece, NOW + WEEK)
    source = watch.settle_source(actor=reviewer, source_id=piece.source_id, now=NOW + WEEK)
    assert (source.link_state, source.link_note, source.watch_due_at) == ("dead", "", None)
    assert not watch.changed_sources().exists()


def test_nobody_looks_for_a_claim_that_nobody_works_on(site: Site, reviewer: User) -> None:
    piece = watched(reviewer, site.shows("/bridges"))
    claims.dismiss_claim(actor=reviewer, claim_id=piece.claim_id, reason="Opinion", now=NOW)
    assert captures.sweep_captures(now=NOW + WEEK)["looked"] == 0
    source = Source.objects.get(pk=piece.source_id)
    assert source.watch_due_at is None
    watched(reviewer, source.url, passage="")
    source.refresh_from_db()
    assert source.watch_due_at == NOW + WEEK  # a live claim rests on it now


def test_desk_decides_how_often_and_whether_at_all(site: Site, reviewer: User) -> None:
    DeskPolicy.objects.update(watch_days=30)
    piece = watched(reviewer, site.shows("/bridges"))
    source = Source.objects.get(pk=piece.source_id)
    assert source.watch_due_at == NOW + timedelta(days=30)
    DeskPolicy.objects.update(watch_days=0)
    assert captures.sweep_captures(now=NOW + timedelta(days=30))["looked"] == 0
    DeskPolicy.objects.update(watch_days=7)  # switched on again, it goes on where it was
    look(piece, NOW + timedelta(days=31))


def test_one_page_of_each_site_in_a_sweep(site: Site, reviewer: User) -> None:
    for path in ("/bridges", "/ferries"):
        watched(reviewer, site.shows(path))
    with open_site() as other:
        watched(reviewer, other.shows("/bridges"))
    assert captures.sweep_captures(now=NOW + WEEK)["looked"] == 2
    assert captures.sweep_captures(now=NOW + WEEK)["looked"] == 1
    assert captures.sweep_captures(now=NOW + WEEK)["looked"] == 0


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_sweeps_look_once() -> None:
    reviewer = builders.make_user()
    with open_site() as site:
        piece = watched(reviewer, site.shows("/bridges"))
        went, wrong = sorted_out(at_once([lambda: captures.sweep_captures(now=NOW + WEEK)] * 3))
    assert not wrong
    assert sum(done["looked"] for done in went) == 1
    assert piece.source.captures.filter(state="requested").count() == 1
