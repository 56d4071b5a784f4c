"""Copies of sources on the pages: read as our text, saved as files that no browser opens, and looked at again."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from claims.models import Capture, Claim, Evidence, Source, User
from claims.services import captures, sourcefacts, sources, watch
from claims.services.keeping import HandedIn
from tests import builders
from tests.sites import STORY, Site, page
from tests.views.conftest import CountQueries, SignIn, address

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_claim(reviewer)


def look_at(claim: Claim) -> str:
    return f"/claims/{claim.pk}/evidence/look/"


def fetched(who: User, claim: Claim, url: str, passage: str = "") -> Evidence:
    piece = sources.add_evidence(
        actor=who, claim_id=claim.pk, stance="supports", url=url, passage=passage, now=timezone.now()
    )
    captures.fetch_capture(capture_id=piece.source.captures.get().pk, clock=timezone.now)
    return piece


def test_asked_for_kept_and_failed_are_told_apart_on_the_page(
    site: Site, claim: Claim, reviewer: User, sign_in: SignIn
) -> None:
    """What people complained of elsewhere: archive requests whose result was thrown away."""
    client = sign_in(reviewer)
    piece = sources.add_evidence(
        actor=reviewer, claim_id=claim.pk, stance="supports", url=site.shows("/b"), now=timezone.now()
    )
    kept = address("evidence-kept", claim, piece.pk)
    shown = client.get(address("detail", claim)).content.decode()
    assert "A copy is asked for and waits for a worker" in shown
    assert f'hx-get="{kept}" hx-trigger="every 1s"' in shown
    captures.fetch_capture(capture_id=piece.source.captures.get().pk, clock=timezone.now)
    done = client.get(kept, headers=HTMX).content.decode()
    assert "Copy kept" in done
    assert "hx-trigger" not in done
    assert "Bridges of Norland" in done  # the title that was read comes along
    lost = fetched(reviewer, claim, site.shows("/gone", b"", 404))
    shown = client.get(address("detail", claim)).content.decode()
    assert "No copy: There is no page at this address (HTTP 404)." in shown
    assert "Trying again as it is will not help." in shown
    site.shows("/gone")
    again = client.post(address("evidence-kept", claim, lost.pk), headers=HTMX).content.decode()
    assert "waits for a worker" in again
    assert lost.source.captures.filter(state="requested").exists()


def test_copy_is_asked_for_without_javascript(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    piece = sources.add_evidence(
        actor=reviewer, claim_id=claim.pk, stance="supports", url="https://a.example.org/b", now=timezone.now()
    )
    Capture.objects.all().delete()
    answer = sign_in(reviewer).post(address("evidence-kept", claim, piece.pk))
    assert answer["Location"] == f"{address('detail', claim)}#evidence-{piece.pk}"
    assert piece.source.captures.filter(state="requested").exists()


def test_pasted_address_fills_in_what_the_page_says(site: Site, claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(reviewer)
    shown = client.post(look_at(claim), {"url": site.shows("/b")}, headers=HTMX).content.decode()
    source = Source.objects.get()
    assert f"/evidence/look/{source.pk}/" in shown
    captures.fetch_capture(capture_id=source.captures.get().pk, clock=timezone.now)
    shown = client.get(f"{look_at(claim)}{source.pk}/", headers=HTMX).content.decode()
    assert 'data-read-title="Bridges of Norland"' in shown
    assert 'data-read-published-on="2026-02-27"' in shown
    assert "hx-trigger" not in shown


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "ftp://x.example.org", "file:///etc/passwd"])
def test_address_that_is_not_opened_is_said_beside_the_field(
    claim: Claim, reviewer: User, sign_in: SignIn, url: str
) -> None:
    answer = sign_in(reviewer).post(look_at(claim), {"url": url}, headers=HTMX)
    assert answer.status_code == 200
    assert "look__line--bad" in answer.content.decode()
    assert not Source.objects.exists()


def test_page_of_the_copy_holds_the_text_and_none_of_the_page(
    site: Site, claim: Claim, reviewer: User, sign_in: SignIn
) -> None:
    piece = fetched(
        reviewer, claim, site.shows("/b", page("<b>Bold</b> words &lt;script&gt;alert(1)&lt;/script&gt; here.", *STORY))
    )
    capture = piece.source.captures.get()
    assert "<script>alert(1)</script>" in capture.text
    shown = sign_in(reviewer).get(f"/captures/{capture.pk}/")
    text = shown.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert(1)" not in text
    assert "taken over" not in text
    assert capture.body_sha256 in text
    assert "script-src 'self'" in shown["Content-Security-Policy"]


@pytest.mark.parametrize("what", ["file", "warc"])
def test_what_came_is_only_ever_saved(site: Site, claim: Claim, reviewer: User, sign_in: SignIn, what: str) -> None:
    piece = fetched(reviewer, claim, site.shows("/b"))
    capture = piece.source.captures.get()
    answer = sign_in(reviewer).get(f"/captures/{capture.pk}/{what}/")
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.content == (page() if what == "file" else bytes(capture.warc or b""))


def test_name_of_a_file_breaks_out_of_no_header(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    sources.add_evidence(
        actor=reviewer, claim_id=claim.pk, stance="supports", now=timezone.now(),
        upload=HandedIn('a"; evil="x\r\nX-Evil: 1.txt', b"Words."),
    )  # fmt: skip
    answer = sign_in(reviewer).get(f"/captures/{Capture.objects.get().pk}/file/")
    assert "X-Evil" not in answer.headers
    assert '"' not in answer["Content-Disposition"]


def test_copy_that_is_not_made_yet_has_a_page_and_no_file(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    sources.add_evidence(
        actor=reviewer, claim_id=claim.pk, stance="supports", url="https://a.example.org/b", now=timezone.now()
    )
    capture, client = Capture.objects.get(), sign_in(reviewer)
    assert "Not made yet" in client.get(f"/captures/{capture.pk}/").content.decode()
    assert client.get(f"/captures/{capture.pk}/file/").status_code == 404


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_passage_is_marked_in_the_copy(headers: dict[str, str], claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    capture = builders.make_copy(reviewer, claim)
    piece, client = claim.evidence.get(), sign_in(reviewer)
    where = address("evidence-passage", claim, piece.pk)
    assert 'data-start="0"' in client.get(where).content.decode()
    start = capture.text.index("Twelve")
    given = {"passage": "Twelve of them", "start": start, "end": start + 14, "capture": capture.pk}
    answer = client.post(where, given, headers=headers)
    onward = f"{address('detail', claim)}#evidence-{piece.pk}"
    if headers:
        assert answer.status_code == 204
        assert json.loads(answer["HX-Trigger"]) == {"desk-onward": {"to": onward}}
    else:
        assert (answer.status_code, answer["Location"]) == (302, onward)
    piece.refresh_from_db()
    assert (piece.passage, piece.anchoring) == ("Twelve of them", "exact")
    shown = client.get(address("detail", claim)).content.decode()
    assert "Word for word in our copy" in shown
    assert "#:~:text=" in shown


def test_passage_pasted_by_hand_says_how_it_stands_in_the_copy(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    """What people complained of elsewhere: marks on the wrong words."""
    builders.make_copy(reviewer, claim)
    piece, client = claim.evidence.get(), sign_in(reviewer)
    for typed, said in (
        ("twelve of THEM", "In our copy, but for signs or case"),
        ("Twelve of these are closed to lorries", "In our copy in slightly other words"),
        ("Nobody closed anything here", "Not in our copy"),
    ):
        client.post(address("evidence-passage", claim, piece.pk), {"passage": typed})
        assert said in client.get(address("detail", claim)).content.decode()


def test_refused_passage_keeps_what_was_typed(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    capture = builders.make_copy(reviewer, claim)
    piece = claim.evidence.get()
    given = {"passage": "Other words", "start": 0, "end": 12, "capture": capture.pk}
    answer = sign_in(reviewer).post(address("evidence-passage", claim, piece.pk), given)
    assert answer.status_code == 422
    assert "Other words</textarea>" in answer.content.decode()
    assert "reads differently" in answer.content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_one_field_of_a_piece_is_changed_and_the_others_stay(
    headers: dict[str, str], claim: Claim, reviewer: User, sign_in: SignIn
) -> None:
    builders.make_copy(reviewer, claim)
    piece, client = claim.evidence.get(), sign_in(reviewer)
    answer = client.post(address("evidence-piece", claim, piece.pk), {"stance": "refutes"}, headers=headers)
    assert answer.status_code == (200 if headers else 302)
    piece.refresh_from_db()
    assert (piece.stance, piece.proximity) == ("refutes", "secondary")
    wrong = client.post(address("evidence-piece", claim, piece.pk), {"stance": "hints"}, headers=headers)
    assert wrong.status_code == 422


def test_pieces_that_tell_one_story_are_joined_from_the_page(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    story = " ".join(STORY) + " The work costs 40 million crowns, and hauliers had not been asked before it began."
    for _ in range(2):
        builders.make_copy(reviewer, claim, story)
    client = sign_in(reviewer)
    assert "One story, told twice?" in client.get(address("detail", claim)).content.decode()
    pieces = [piece.pk for piece in claim.evidence.all()]
    client.post(address("evidence-origin", claim), {"piece": pieces, "independence_group": "wire"}, headers=HTMX)
    shown = client.get(address("detail", claim)).content.decode()
    assert "2 pieces, 1 independent" in shown
    assert "told twice" not in shown


def test_file_is_handed_in_through_the_form(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    file = io.BytesIO(b"It lists 97 bridges.")
    file.name = "register.txt"
    given = {"stance": "supports", "proximity": "primary", "disclosure": "public", "file": file}
    answer = sign_in(reviewer).post(address("evidence", claim), given, headers=HTMX)
    assert answer.status_code == 200
    assert "register.txt" in answer.content.decode()
    assert Capture.objects.get().text == "It lists 97 bridges."


def test_file_that_is_not_taken_keeps_everything_typed(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    file = io.BytesIO(b"MZ")
    file.name = "run.exe"
    given = {"stance": "supports", "proximity": "primary", "disclosure": "public", "file": file, "note": "Look here."}
    answer = sign_in(reviewer).post(address("evidence", claim), given)
    assert answer.status_code == 422
    assert "Its ending and its content must belong together" in answer.content.decode()
    assert "Look here.</textarea>" in answer.content.decode()


# -- sources ------------------------------------------------------------------------------------------


def changed(who: User, number: int = 1) -> list[Source]:
    found = []
    for index in range(number):
        capture = builders.make_copy(who, builders.make_claim(who), f"Text {index}.")
        watch.found_missing(
            source=capture.source, code="gone", said="There is no page.", is_final=True,
            now=builders.NOW + timedelta(minutes=index),
        )  # fmt: skip
        found.append(capture.source)
    return found


def test_sources_to_look_at_are_listed_and_settled(reviewer: User, sign_in: SignIn) -> None:
    (source,) = changed(reviewer)
    client = sign_in(reviewer)
    shown = client.get("/sources/").content.decode()
    assert source.title in shown
    assert "The page is gone: There is no page." in shown
    answer = client.post(f"/sources/{source.pk}/settle/", {"next": "list"})
    assert answer["Location"] == "/sources/"
    assert "Nothing to look at" in client.get("/sources/").content.decode()
    assert client.post(f"/sources/{source.pk}/settle/").status_code == 409


def test_list_is_paged_by_key_and_needs_as_many_queries_for_forty_as_for_one(
    reviewer: User, sign_in: SignIn, count_queries: CountQueries
) -> None:
    client = sign_in(reviewer)
    changed(reviewer)
    one = count_queries(lambda: client.get("/sources/"))
    changed(reviewer, 44)
    many = count_queries(lambda: client.get("/sources/"))
    assert one == many
    first = client.get("/sources/").content.decode()
    after = first.split('href="?after=')[1].split('"')[0]
    second = client.get(f"/sources/?after={after}").content.decode()
    assert first.count("sourcerow__act") + second.count("sourcerow__act") == 45
    assert client.get("/sources/?after=nonsense").status_code == 200


def test_source_is_described_and_copies_elsewhere_noted(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    source = builders.make_copy(reviewer, claim).source
    client, where = sign_in(reviewer), f"/sources/{source.pk}/"
    answer = client.post(where, {"title": "Register", "publisher": "Office", "kind": "document", "published_on": ""})
    assert answer["Location"] == where
    source.refresh_from_db()
    assert (source.title, source.publisher, source.kind) == ("Register", "Office", "document")
    assert client.post(where, {"title": "", "kind": "document"}).status_code == 422
    url = "https://archive.example.org/web/20260301120000/https://a.example.org/"
    client.post(f"{where}copies/", {"url": url})
    copy = source.archived_copies.get()
    assert "archive.example.org, 1 March 2026" in client.get(where).content.decode()
    twice = client.post(f"{where}copies/", {"url": url})
    assert "noted already" in twice.content.decode()
    client.post(f"{where}copies/{copy.pk}/remove/")
    assert not source.archived_copies.exists()


def test_tip_offers_no_public_archive(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    source = builders.make_copy(reviewer, claim).source
    sourcefacts.describe_source(actor=reviewer, source_id=source.pk, is_archived_privately=True, now=timezone.now())
    shown = sign_in(reviewer).get(f"/sources/{source.pk}/").content.decode()
    assert "never handed to an archive of others" in shown
    assert "Note a copy" not in shown


def test_fresh_copy_is_asked_for_and_followed(site: Site, claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    piece = fetched(reviewer, claim, site.shows("/b"))
    client, where = sign_in(reviewer), f"/sources/{piece.source_id}/"
    shown = client.post(f"{where}capture/", headers=HTMX).content.decode()
    assert f'hx-get="{where}"' in shown
    captures.fetch_capture(capture_id=piece.source.captures.get(state="requested").pk, clock=timezone.now)
    shown = client.get(where, headers=HTMX).content.decode()
    assert "says the same as before" in shown
    assert "hx-trigger" not in shown


def test_pack_is_sent_as_a_file(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    builders.make_copy(reviewer, claim)
    answer = sign_in(reviewer).get(address("pack", claim))
    assert answer["Content-Type"] == "application/wacz"
    assert answer["Content-Disposition"].startswith("attachment;")
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert int(answer["Content-Length"]) == len(body)
    assert "datapackage.json" in zipfile.ZipFile(io.BytesIO(body)).namelist()


def test_changed_page_is_told_on_the_claim(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    capture = builders.make_copy(reviewer, claim)
    watch.found_missing(source=capture.source, code="gone", said="No page.", is_final=True, now=builders.NOW)
    shown = sign_in(reviewer).get(address("detail", claim)).content.decode()
    assert "1 to look at" in shown
    assert "found that a page it rests on changed or is gone" in shown


def test_published_links_lead_to_archived_copies_and_name_the_hash_of_ours(
    reviewer: User, second: User, editor: User, sign_in: SignIn
) -> None:
    """What people complained of elsewhere: sources that vanished."""
    claim = builders.make_held_claim(reviewer)
    source = builders.make_copy(reviewer, claim, passage="Twelve of them are closed to lorries.").source
    copy = builders.note_copy(reviewer, source)
    tip = builders.make_copy(reviewer, claim, "A tip.").source
    builders.note_copy(reviewer, tip)
    sourcefacts.describe_source(actor=reviewer, source_id=tip.pk, is_archived_privately=True, now=builders.NOW)
    builders.hand_in(reviewer, claim)
    check = builders.approve_and_publish(claim, second, editor)
    shown = sign_in(second).get(f"/checks/{check.publications.get().slug}/").content.decode()
    assert f'data-originalurl="{source.url}" data-versionurl="{copy.url}" data-versiondate="2026-03-01"' in shown
    assert f'href="{copy.url}#:~:text=Twelve%20of%20them' in shown
    assert source.captures.get().body_sha256 in shown
    assert f"https://archive.example.org/web/20260301120000/{tip.url}" not in shown


# -- parts of files ---------------------------------------------------------------------------------


def test_player_reads_a_pack_in_pieces(site: Site, claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    fetched(reviewer, claim, site.shows("/b"))
    client, where = sign_in(reviewer), f"/claims/{claim.pk}/pack/"
    whole = client.get(where)
    body = b"".join(whole)
    assert (whole["Accept-Ranges"], whole["Content-Type"]) == ("bytes", "application/wacz")
    assert int(whole["Content-Length"]) == len(body)
    for asked, expected in (("0-3", body[:4]), ("100-", body[100:]), ("-22", body[-22:]), (f"5-{10**12}", body[5:])):
        part = client.get(where, headers={"Range": f"bytes={asked}"})
        assert part.status_code == 206, asked
        assert b"".join(part) == expected
        assert part["Content-Length"] == str(len(expected))
        assert part["Content-Range"].endswith(f"/{len(body)}")
        assert part["ETag"] == whole["ETag"]
    assert body[:4] == b"PK\x03\x04"
    package = zipfile.ZipFile(io.BytesIO(body))
    assert package.testzip() is None


@pytest.mark.parametrize("asked", ["bytes=", "bytes=-", "bytes=9-3", "bytes=0-1,4-5", "lines=0-3", "bytes=a-b"])
def test_part_that_cannot_be_read_is_answered_with_the_whole(
    site: Site, claim: Claim, reviewer: User, sign_in: SignIn, asked: str
) -> None:
    capture = fetched(reviewer, claim, site.shows("/b")).source.captures.get()
    answer = sign_in(reviewer).get(f"/captures/{capture.pk}/warc/", headers={"Range": asked})
    assert (answer.status_code, answer.content) == (200, bytes(capture.warc or b""))


def test_part_beyond_the_end_another_state_and_an_unchanged_file(
    site: Site, claim: Claim, reviewer: User, sign_in: SignIn
) -> None:
    capture = fetched(reviewer, claim, site.shows("/b")).source.captures.get()
    client, where, size = sign_in(reviewer), f"/captures/{capture.pk}/warc/", len(bytes(capture.warc or b""))
    beyond = client.get(where, headers={"Range": f"bytes={size}-"})
    assert (beyond.status_code, beyond["Content-Range"]) == (416, f"bytes */{size}")
    part = client.get(where, headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, bytes(capture.warc or b"")[2:6])
    tag = part["ETag"]
    assert client.get(where, headers={"Range": "bytes=0-3", "If-Range": tag}).status_code == 206
    assert client.get(where, headers={"Range": "bytes=0-3", "If-Range": '"of another state"'}).status_code == 200
    unchanged = client.get(where, headers={"If-None-Match": tag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_pack_for_the_desk_alone_is_another_file(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    sources.add_evidence(
        actor=reviewer, claim_id=claim.pk, stance="supports", title="A tip", is_archived_privately=True,
        upload=HandedIn("a.txt", b"It lists 97 bridges."), now=timezone.now(),
    )  # fmt: skip
    client, where = sign_in(reviewer), f"/claims/{claim.pk}/pack/"
    public, desk = client.get(where), client.get(where, {"for": "desk"})
    assert "desk-only" in desk["Content-Disposition"]
    names = [zipfile.ZipFile(io.BytesIO(b"".join(one))).namelist() for one in (public, desk)]
    assert [sum(name.startswith("archive/") for name in one) for one in names] == [0, 1]
    assert client.get(where, {"for": "everybody"}).status_code == 422
    assert f"{where}?for=desk" in client.get(address("detail", claim)).content.decode()


def test_file_is_handed_in_as_the_copy_of_a_page_that_shuts_programs_out(
    site: Site, claim: Claim, reviewer: User, sign_in: SignIn
) -> None:
    client = sign_in(reviewer)
    piece = fetched(reviewer, claim, site.shows("/paid", b"No.", 403), passage=STORY[1])
    where = f"/sources/{piece.source_id}/"
    shown = client.get(address("detail", claim)).content.decode()
    assert f'href="{where}#hand-in"' in shown
    assert 'id="hand-in" open' in client.get(where).content.decode()
    missing = client.post(f"{where}file/", {})
    assert (missing.status_code, "Choose the file." in missing.content.decode()) == (422, True)
    wrong = client.post(f"{where}file/", {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert (wrong.status_code, "Its ending" in wrong.content.decode()) == (422, True)
    answer = client.post(f"{where}file/", {"file": SimpleUploadedFile("page.html", page())}, follow=True)
    assert "The file is kept as a copy" in answer.content.decode()
    piece.refresh_from_db()
    assert piece.anchoring == "exact"
    assert "No copy:" not in client.get(address("detail", claim)).content.decode()


def test_fresh_copy_that_failed_is_told_beside_the_one_that_is_kept(
    site: Site, claim: Claim, reviewer: User, sign_in: SignIn
) -> None:
    """What people complained of elsewhere: archive requests whose result was thrown away."""
    client = sign_in(reviewer)
    piece = fetched(reviewer, claim, site.shows("/b"))
    site.shows("/b", b"", 404)
    again = captures.request_capture(actor=reviewer, source_id=piece.source_id, now=timezone.now())
    captures.fetch_capture(capture_id=again.pk, clock=timezone.now)
    shown = client.get(address("detail", claim)).content.decode()
    assert "Copy kept" in shown
    assert "No fresh copy: There is no page at this address (HTTP 404)." in shown


def test_copy_that_is_tried_again_says_when(site: Site, claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    piece = fetched(reviewer, claim, site.shows("/b", b"", 503))
    shown = sign_in(reviewer).get(address("detail", claim)).content.decode()
    assert "(HTTP 503). The desk will try again. Next try at" in shown
    assert piece.source.captures.get().state == "requested"
