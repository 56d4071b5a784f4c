"""Replication packs: what somebody else needs to check a check, and nothing that readers may not see."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import IO, Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from claims.errors import Forbidden, Invalid, Missing
from claims.models import Claim, User
from claims.services import captures, packfiles, packs, sourcefacts, sources
from claims.services.keeping import HandedIn
from tests import builders
from tests.builders import COPY, NOW
from tests.sites import STORY, open_site, page


def add(claim: Claim, who: User, name: str, **fields: Any) -> None:
    given: dict[str, Any] = {
        "stance": "supports",
        "title": name,
        "upload": HandedIn("a.txt", f"{name}. {COPY}".encode()),
    }
    sources.add_evidence(actor=who, claim_id=claim.pk, now=NOW, **(given | fields))


def opened(claim: Claim, who: User, audience: str = "public") -> tuple[zipfile.ZipFile, dict[str, Any]]:
    made = packs.make_pack(actor=who, claim_id=claim.pk, audience=audience)
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
    assert json.dumps(packs.make_record(actor=second, claim_id=claim.pk)) == json.dumps(record)


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
    # Nor is the copy of what somebody handed in who is not to be known: it may bear their name.
    assert sum(name.startswith("archive/") for name in package.namelist()) == 1


def test_what_is_not_to_be_archived_publicly_is_copied_for_the_desk_alone(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    add(claim, reviewer, "Open paper")
    add(claim, reviewer, "A tip", is_archived_privately=True, passage="97 bridges")
    add(claim, reviewer, "Secret paper", disclosure="private", note="Secret note")
    add(claim, reviewer, "Unnamed paper", identity_level="confidential", author="A. Leaker")
    package, record = opened(claim, reviewer)
    assert sum(name.startswith("archive/") for name in package.namelist()) == 1
    tip = next(one for one in record["evidence"] if "target" in one)
    assert tip["target"]["copy"] is None
    assert tip["target"]["selectors"][0]["exact"] == "97 bridges"
    assert (record["audience"], record["withheld"]) == ("public", 1)
    whole, everything = opened(claim, reviewer, "desk")
    assert sum(name.startswith("archive/") for name in whole.namelist()) == 4
    assert (everything["audience"], everything["withheld"]) == ("desk", 0)
    assert "A. Leaker" in json.dumps(everything)
    assert "not to be handed on" in json.loads(whole.read("datapackage.json"))["description"]
    names = [packs.make_pack(actor=reviewer, claim_id=claim.pk, audience=one).name for one in packs.Audience]
    assert ["desk-only" in name for name in names] == [False, True]
    with pytest.raises(Invalid):
        packs.make_pack(actor=reviewer, claim_id=claim.pk, audience="everybody")


def test_same_things_are_the_same_bytes_and_a_change_is_another_file(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    add(claim, reviewer, "Open paper")
    first, again = (packs.make_pack(actor=reviewer, claim_id=claim.pk) for _ in range(2))
    assert first.tag == again.tag
    assert first.file.read(100) == again.file.read(100)  # each has a place of its own in the file
    assert first.file.read() == again.file.read()
    source = claim.evidence.get().source
    sourcefacts.describe_source(actor=reviewer, source_id=source.pk, is_archived_privately=True, now=NOW)
    other = packs.make_pack(actor=reviewer, claim_id=claim.pk)
    assert other.tag != first.tag
    assert "archive/" not in " ".join(zipfile.ZipFile(other.file).namelist())


def test_file_handed_in_is_found_under_the_address_that_its_copy_has(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    add(claim, reviewer, "Letter", upload=HandedIn("a letter, März.txt", COPY.encode()))
    package, _ = opened(claim, reviewer)
    _, page_told = map(json.loads, package.read("pages/pages.jsonl").decode().splitlines())
    urls = [
        json.loads(line.split(" ", 2)[2])["url"] for line in package.read("indexes/index.cdxj").decode().splitlines()
    ]
    assert page_told["url"] in urls


def test_packs_are_kept_for_a_while_and_not_without_bounds() -> None:
    written: list[str] = []

    def write(key: str, size: int) -> Callable[[IO[bytes]], None]:
        def put(out: IO[bytes]) -> None:
            written.append(key)
            out.write(key.encode() * size)

        return put

    for turn in range(2):
        for number in range(packfiles.MOST):
            key = f"test-{number}"
            with packfiles.opened(key, write(key, 10)) as file:
                assert file.read() == key.encode() * 10, turn
    assert len(written) == packfiles.MOST
    packfiles.opened("test-more", write("test-more", 10)).close()
    packfiles.opened("test-0", write("test-0", 10)).close()  # the oldest made room
    assert written.count("test-0") == 2
    large = packfiles.MOST_BYTES // 5 + 1
    for _ in range(2):
        packfiles.opened("huge!", write("huge!", large)).close()
    assert written.count("huge!") == 2


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
        packs.make_pack(actor=stranger, claim_id=claim.pk)
    with pytest.raises(Forbidden):
        packs.make_record(actor=stranger, claim_id=claim.pk)
    with pytest.raises(Missing):
        packs.make_pack(actor=reviewer, claim_id=0)
    _, record = opened(claim, reviewer)
    assert record["copies"] == record["evidence"] == []
