"""Replication packs: what somebody else needs to check a check, and nothing that readers may not see."""

import hashlib
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from claims.errors import Forbidden, Missing
from claims.models import Claim, User
from claims.services import captures, packs, sources
from claims.services.keeping import HandedIn
from tests import builders
from tests.builders import COPY, NOW
from tests.sites import STORY, open_site, page

LATER = NOW + timedelta(hours=1)


def add(claim: Claim, who: User, name: str, **fields: Any) -> None:
    given: dict[str, Any] = {
        "stance": "supports",
        "title": name,
        "upload": HandedIn("a.txt", f"{name}. {COPY}".encode()),
    }
    sources.add_evidence(actor=who, claim_id=claim.pk, now=NOW, **(given | fields))


def opened(claim: Claim, who: User) -> tuple[zipfile.ZipFile, dict[str, Any]]:
    made = packs.make_pack(actor=who, claim_id=claim.pk, now=LATER)
    package = zipfile.ZipFile(io.BytesIO(made.file.read()))
    made.file.close()
    record: dict[str, Any] = json.loads(package.read("record.json"))
    return package, record


def test_pack_holds_the_copies_as_they_were_kept(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    with open_site() as site:
        piece = sources.add_evidence(
            actor=reviewer, claim_id=claim.pk, stance="refutes", url=site.shows("/b"), passage=STORY[1], now=NOW
        )
        captures.fetch_capture(capture_id=piece.source.captures.get().pk, clock=lambda: NOW)
    package, record = opened(claim, reviewer)
    (copy,) = record["copies"]
    data = package.read(copy["file"])
    assert hashlib.sha256(data).hexdigest() == copy["warc_sha256"]
    bodies = [
        one.content_stream().read()
        for one in ArchiveIterator(io.BytesIO(data), check_digests="raise") if one.rec_type == "response"
    ]  # fmt: skip
    assert bodies == [page()]
    assert hashlib.sha256(bodies[0]).hexdigest() == copy["body_sha256"]
    texts = [
        one.content_stream().read()
        for one in ArchiveIterator(io.BytesIO(data)) if one.rec_type == "resource"
    ]  # fmt: skip
    assert hashlib.sha256(texts[0]).hexdigest() == copy["text_sha256"]
    (told,) = record["evidence"]
    quote, position = told["target"]["selectors"]
    assert quote["exact"] == STORY[1]
    assert texts[0].decode()[position["start"] : position["end"]] == STORY[1]
    listed = json.loads(package.read("datapackage.json"))
    assert listed["mainPageUrl"] == f"{site.address}/b"


def test_record_tells_how_the_check_came_about(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_published_claim(reviewer, second, editor)
    _, record = opened(claim, second)
    assert record["claim"]["selectors"][0]["exact"] == claim.quote
    (verdict,) = record["verdicts"]
    assert (verdict["author"], verdict["rating"]["slug"]) == ("Rita", "true")
    assert [one["decision"] for one in verdict["reviews"]] == ["approve"]
    assert record["publications"][0]["claim_review"]["@type"] == "ClaimReview"
    assert [source["type"] for source in record["sources"]] == ["webpage", "webpage"]
    graph = {node["@id"]: node for node in record["provenance"]["@graph"]}
    assert graph["verdict/1"]["prov:wasGeneratedBy"] == [{"@id": "activity/assessment/1"}]
    assert graph["review/1"]["prov:wasDerivedFrom"] == [{"@id": "verdict/1"}]
    named = set(graph)
    for node in graph.values():
        for key, targets in node.items():
            if key.startswith("prov:"):
                assert {one["@id"] for one in targets} <= named, node
    assert json.dumps(packs.make_record(actor=second, claim_id=claim.pk, now=LATER)) == json.dumps(record)


def test_what_readers_may_not_see_is_in_no_pack(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    add(claim, reviewer, "Open paper", author="O. Brandt")
    add(claim, reviewer, "Secret paper", disclosure="private", note="Secret note")
    add(claim, reviewer, "Half paper", disclosure="summary_only", note="What it shows.", passage="97 bridges")
    add(claim, reviewer, "Unnamed paper", identity_level="confidential", author="A. Leaker")
    package, record = opened(claim, reviewer)
    everything = json.dumps(record) + "".join(
        package.read(name).decode("latin-1") for name in package.namelist() if not name.endswith(".gz")
    )
    assert record["withheld"] == 1
    assert "Open paper" in everything
    assert "O. Brandt" in everything
    for hidden in ("Secret", "Half paper", "A. Leaker"):
        assert hidden not in everything
    assert "What it shows." in everything
    assert sum(name.startswith("archive/") for name in package.namelist()) == 2


def test_copy_that_a_passage_stands_in_goes_along_with_the_newest(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    with open_site() as site:
        piece = sources.add_evidence(
            actor=reviewer, claim_id=claim.pk, stance="refutes", url=site.shows("/b"), passage=STORY[1], now=NOW
        )
        for minutes in range(3):
            if minutes:
                site.shows("/b", page(STORY[0], f"Change number {minutes} of this page, as the office said on Monday."))
                captures.request_capture(actor=reviewer, source_id=piece.source_id, now=NOW)
            waiting = piece.source.captures.get(state="requested")
            captures.fetch_capture(capture_id=waiting.pk, clock=lambda at=NOW + timedelta(minutes=minutes): at)  # type: ignore[misc]
    first, _, last = piece.source.captures.order_by("pk")
    _, record = opened(claim, reviewer)
    assert [copy["id"] for copy in record["copies"]] == [first.pk, last.pk]


def test_strangers_and_missing_claims(reviewer: User, stranger: User) -> None:
    claim = builders.make_claim(reviewer)
    with pytest.raises(Forbidden):
        packs.make_pack(actor=stranger, claim_id=claim.pk, now=NOW)
    with pytest.raises(Forbidden):
        packs.make_record(actor=stranger, claim_id=claim.pk, now=NOW)
    with pytest.raises(Missing):
        packs.make_pack(actor=reviewer, claim_id=0, now=NOW)
    _, record = opened(claim, reviewer)
    assert record["copies"] == record["evidence"] == []
