"""Evidence, sources and copies over the API: the same verbs and refusals as on the pages."""

import base64
import io
import zipfile
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from claims.models import Capture, Claim, User
from claims.services import captures, watch
from tests import builders
from tests.api.conftest import Api, problem_of
from tests.sites import Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_claim(reviewer)


def test_copy_is_followed_from_asked_for_to_archived(site: Site, api: Api, claim: Claim) -> None:
    piece = api.post(f"/claims/{claim.pk}/evidence", {"stance": "refutes", "url": site.shows("/b")}).json()
    source = piece["source"]["id"]
    (row,) = api.get(f"/sources/{source}/captures").json()["results"]
    assert (row["state"], row["failure"], row["retrieved_at"]) == ("requested", "", None)
    captures.fetch_capture(capture_id=row["id"], clock=timezone.now)
    done = api.get(f"/captures/{row['id']}").json()
    assert (done["state"], done["http_status"]) == ("archived", 200)
    assert "97 bridges" in done["text"]
    assert len(done["body_sha256"]) == len(done["text_sha256"]) == len(done["warc_sha256"]) == 64
    warc = api.get(f"/captures/{row['id']}/warc")
    assert warc["Content-Disposition"].startswith("attachment")
    assert warc.content == bytes(Capture.objects.get().warc or b"")
    assert api.get(f"/sources/{source}").json()["title"] == "Bridges of Norland"


def test_failed_copy_says_which_kind_of_failure_and_is_retried(site: Site, api: Api, claim: Claim) -> None:
    piece = api.post(f"/claims/{claim.pk}/evidence", {"stance": "refutes", "url": site.shows("/b", b"", 404)}).json()
    (row,) = api.get(f"/sources/{piece['source']['id']}/captures").json()["results"]
    captures.fetch_capture(capture_id=row["id"], clock=timezone.now)
    lost = api.get(f"/captures/{row['id']}").json()
    assert (lost["state"], lost["failure"]) == ("failed", "permanent")
    problem_of(api.get(f"/captures/{row['id']}/warc"), 404, "nothing_kept")
    again = api.post(f"/captures/{row['id']}/retry")
    assert (again.status_code, again.json()["state"]) == (202, "requested")
    problem_of(api.post(f"/captures/{row['id']}/retry"), 409, "not_failed")


def test_file_is_handed_in_as_base64(api: Api, claim: Claim) -> None:
    given = {"stance": "supports", "file_name": "note.txt", "passage": "97 bridges"}
    content = base64.b64encode(b"It lists 97 bridges.").decode()
    piece = api.post(f"/claims/{claim.pk}/evidence", {**given, "file_base64": content})
    assert piece.status_code == 201
    assert (piece.json()["anchoring"], piece.json()["passage_start"]) == ("exact", 9)
    problem_of(api.post(f"/claims/{claim.pk}/evidence", given), 422, "invalid")
    problem_of(api.post(f"/claims/{claim.pk}/evidence", {**given, "file_base64": "no base64!"}), 422, "invalid")
    problem_of(
        api.post(f"/claims/{claim.pk}/evidence", {**given, "file_name": "run.exe", "file_base64": content}),
        422, "invalid",
    )  # fmt: skip


def test_piece_is_amended_marked_and_withdrawn(api: Api, claim: Claim, reviewer: User) -> None:
    capture = builders.make_copy(reviewer, claim)
    at = f"/claims/{claim.pk}/evidence/{claim.evidence.get().pk}"
    amended = api.patch(at, {"stance": "refutes", "interests": "It counts itself."}).json()
    assert (amended["stance"], amended["interests"], amended["proximity"]) == (
        "refutes", "It counts itself.", "secondary",
    )  # fmt: skip
    start = capture.text.index("Twelve")
    span = {"capture": capture.pk, "start": start, "end": start + 14}
    marked = api.post(f"{at}/passage", span).json()
    assert (marked["passage"], marked["anchoring"], marked["capture"]) == ("Twelve of them", "exact", capture.pk)
    assert marked["passage_suffix"].startswith(" are closed")
    problem_of(api.post(f"{at}/passage", {"capture": capture.pk}), 422, "invalid")
    typed = api.post(f"{at}/passage", {"passage": "Never said."}).json()
    assert typed["anchoring"] == "orphaned"
    assert api.post(f"{at}/withdraw").json()["evidence"] == []
    problem_of(api.patch(at, {"stance": "mixed"}), 409, "withdrawn_already")
    problem_of(api.patch(f"/claims/{claim.pk + 1}/evidence/1", {"stance": "mixed"}), 404, "no_such_evidence")


def test_pieces_of_one_story_are_joined(api: Api, claim: Claim, reviewer: User) -> None:
    for _ in range(2):
        builders.make_copy(reviewer, claim)
    both = list(claim.evidence.values_list("pk", flat=True))
    body = {"evidence": both, "independence_group": "wire"}
    joined = api.post(f"/claims/{claim.pk}/evidence/origin", body).json()
    assert {piece["independence_group"] for piece in joined["evidence"]} == {"wire"}
    problem_of(
        api.post(f"/claims/{claim.pk}/evidence/origin", {**body, "evidence": [both[0], 10**9]}), 409, "too_few_pieces"
    )


def test_source_is_described_settled_and_its_copies_noted(api: Api, claim: Claim, reviewer: User) -> None:
    source = builders.make_copy(reviewer, claim).source
    at = f"/sources/{source.pk}"
    changed = api.patch(at, {"title": "Register", "published_on": "2026-01-05"}).json()
    assert (changed["title"], changed["published_on"]) == ("Register", "2026-01-05")
    assert api.patch(at, {"published_on": None}).json()["published_on"] is None
    url = "https://archive.example.org/web/20260301120000/https://registry.example.org/"
    (copy,) = api.post(f"{at}/copies", {"url": url}).json()["archived_copies"]
    assert (copy["url"], copy["archived_at"]) == (url, "2026-03-01T12:00:00Z")
    assert api.post(f"{at}/copies/{copy['id']}/remove").json()["archived_copies"] == []
    api.patch(at, {"is_archived_privately": True})
    problem_of(api.post(f"{at}/copies", {"url": url}), 409, "archived_privately")
    problem_of(api.post(f"{at}/settle"), 409, "nothing_changed")


def test_sources_to_look_at_are_paged_by_cursor(api: Api, reviewer: User) -> None:
    for minutes in range(3):
        source = builders.make_copy(reviewer, builders.make_claim(reviewer), f"Text {minutes}.").source
        with transaction.atomic():
            watch.found_missing(
                source=source, code="gone", said="No page.", is_final=True,
                now=builders.NOW + timedelta(minutes=minutes),
            )  # fmt: skip
    first = api.get("/sources?page_size=2").json()
    assert [row["link_state"] for row in first["results"]] == ["dead", "dead"]
    last = api.get(first["next"].partition("/api/v1")[2]).json()
    assert (len(last["results"]), last["next"]) == (1, None)
    settled = api.post(f"/sources/{last['results'][0]['id']}/settle").json()
    assert settled["link_note"] == ""


def test_address_is_looked_up(site: Site, api: Api) -> None:
    found = api.post("/sources", {"url": site.shows("/b")}).json()
    assert Capture.objects.get().source_id == found["id"]
    problem_of(api.post("/sources", {"url": "http://10.0.0.1/"}), 422, "invalid")
    again = api.post(f"/sources/{found['id']}/captures")
    assert (again.status_code, again.json()["id"]) == (202, Capture.objects.get().pk)


def test_pack_and_record_are_handed_out(api: Api, claim: Claim, reviewer: User) -> None:
    builders.make_copy(reviewer, claim, passage="Twelve of them are closed to lorries.")
    answer = api.get(f"/claims/{claim.pk}/pack")
    assert answer["Content-Type"] == "application/wacz"
    names = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
    assert "record.json" in names
    record = api.get(f"/claims/{claim.pk}/record").json()
    assert record["evidence"][0]["target"]["selectors"][0]["exact"] == "Twelve of them are closed to lorries."
    problem_of(api.get("/claims/999999999/pack"), 404, "no_such_claim")
