"""Packages that replay tools open: read back here with the readers' own rules."""

import gzip
import hashlib
import io
import json
import zipfile
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from claims.archiving.citations import Cited, as_csl
from claims.archiving.provenance import Graph
from claims.archiving.wacz import Described, Member, surt, write_wacz
from claims.archiving.warc import Upload, write_warc

AT = datetime(2026, 3, 2, 9, 30, 1, 250000, tzinfo=UTC)


@dataclass(frozen=True)
class Hop:
    url: str
    response: bytes
    request: bytes = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    address: str = ""
    truncated: str = ""


def member(name: str, url: str, body: bytes = b"<p>97 bridges") -> Member:
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    warc = write_warc(
        at=AT, software="Desk", operator="Norland", exchanges=[Hop(url, answer)], text="97 bridges", url=url, facts={}
    )
    return Member(name=name, data=warc.data, url=url, title="Bridges", at=AT, text="97 bridges")


def package(*members: Member, **extra: bytes) -> zipfile.ZipFile:
    out = io.BytesIO()
    described = Described("Claim 7", "What it rests on.", "Desk 1.0", AT, main_page_url=members[0].url)
    write_wacz(out, members=members, described=described, extra={f"{name}.json": data for name, data in extra.items()})
    return zipfile.ZipFile(out)


def upload() -> Member:
    warc = write_warc(
        at=AT, software="Desk", operator="Norland", upload=Upload("a.pdf", "application/pdf", b"%PDF-"), facts={}
    )
    return Member(name="copy-2.warc.gz", data=warc.data, url="file:///a.pdf", title="A", at=AT)


ONE = member("copy-1.warc.gz", "https://www.news.example.org/Bridges?b=2&a=1")


def test_every_file_is_listed_with_its_size_and_hash_and_the_list_with_its_own() -> None:
    package_ = package(ONE, upload(), record=b"{}")
    listed = json.loads(package_.read("datapackage.json"))
    assert (listed["profile"], listed["wacz_version"], listed["created"]) == ("wacz", "1.2.0", "2026-03-02T09:30:01Z")
    for resource in listed["resources"]:
        data = package_.read(resource["path"])
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
    paths = {resource["path"] for resource in listed["resources"]}
    assert paths == {
        "archive/copy-1.warc.gz", "archive/copy-2.warc.gz", "indexes/index.cdxj", "pages/pages.jsonl", "record.json",
    }  # fmt: skip
    assert set(package_.namelist()) - paths == {"datapackage.json", "datapackage-digest.json"}
    digest = json.loads(package_.read("datapackage-digest.json"))
    assert digest == {
        "path": "datapackage.json",
        "hash": f"sha256:{hashlib.sha256(package_.read('datapackage.json')).hexdigest()}",
    }


def test_archives_lie_in_it_uncompressed() -> None:
    package_ = package(ONE)
    assert package_.getinfo("archive/copy-1.warc.gz").compress_type == zipfile.ZIP_STORED
    assert package_.read("archive/copy-1.warc.gz") == ONE.data


def test_each_line_of_the_index_leads_to_its_record() -> None:
    package_ = package(ONE, upload())
    lines = package_.read("indexes/index.cdxj").decode().splitlines()
    assert lines == sorted(lines)
    seen = set()
    for line in lines:
        key, stamp, rest = line.split(" ", 2)
        where = json.loads(rest)
        data = package_.read(f"archive/{where['filename']}")
        piece = data[int(where["offset"]) : int(where["offset"]) + int(where["length"])]
        (record,) = ArchiveIterator(io.BytesIO(piece), check_digests="raise")
        record.content_stream().read()
        assert record.rec_headers.get_header("WARC-Target-URI") == where["url"]
        assert record.rec_headers.get_header("WARC-Payload-Digest") == where["digest"]
        assert (key, stamp) == (surt(where["url"]), "20260302093001")
        seen.add(where["url"])
    assert seen == {ONE.url, f"urn:text:{ONE.url}", "file:///a.pdf"}


def test_pages_are_a_header_and_a_line_for_each_copy() -> None:
    header, *pages = map(json.loads, package(ONE, upload()).read("pages/pages.jsonl").decode().splitlines())
    assert header["format"] == "json-pages-1.0"
    assert [(one["url"], one["ts"]) for one in pages] == [
        (ONE.url, "2026-03-02T09:30:01Z"), ("file:///a.pdf", "2026-03-02T09:30:01Z"),
    ]  # fmt: skip
    assert pages[0]["text"] == "97 bridges"


def test_same_input_makes_the_same_bytes() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    for out in (first, second):
        write_wacz(out, members=[ONE], described=Described("a", "b", "c", AT))
    assert first.getvalue() == second.getvalue()


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.News.example.org/A?b=2&a=1", "org,example,news)/a?a=1&b=2"),
        ("http://127.0.0.1:8000/x", "127.0.0.1:8000)/x"),
        ("https://example.org", "org,example)/"),
        ("file:///a b.pdf", "file:///a%20b.pdf"),
        ("urn:text:https://x.example.org/", "urn:text:https://x.example.org/"),
    ],
)
def test_addresses_are_sorted_as_archives_sort_them(url: str, key: str) -> None:
    assert surt(url) == key


CSL_KEYS = {
    "id", "type", "title", "author", "container-title", "publisher", "issued", "accessed", "URL", "archive_location",
    "note", "custom",
}  # fmt: skip


def test_page_is_cited_with_what_is_known_of_it() -> None:
    item = as_csl(
        Cited(
            key="source-1", kind="web_page", title="Bridges", url="https://news.example.org/b",
            author="I. Quill, T. Reed", publisher="The Gazette", published_on=date(2026, 2, 27), accessed_at=AT,
            copies=("https://archive.example.org/1",),
        )
    )  # fmt: skip
    assert item == {
        "id": "source-1", "type": "webpage", "title": "Bridges", "container-title": "The Gazette",
        "author": [{"literal": "I. Quill"}, {"literal": "T. Reed"}],
        "issued": {"date-parts": [[2026, 2, 27]]}, "accessed": {"date-parts": [[2026, 3, 2]]},
        "URL": "https://news.example.org/b", "archive_location": "https://archive.example.org/1",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["web_page", "document", "dataset", "person", "other"])
@pytest.mark.parametrize("medium", ["", "image", "video", "interview", "pdf"])
def test_citations_use_no_keys_but_the_schemas(kind: str, medium: str) -> None:
    item = as_csl(Cited("a", kind, "T", medium=medium, publisher="P", note="N"), custom={"copies": [1]})
    assert set(item) <= CSL_KEYS
    assert item["type"] in {
        "webpage", "document", "dataset", "interview", "graphic", "motion_picture", "broadcast"
    }  # fmt: skip


def test_graph_names_things_once_and_knows_its_loose_ends() -> None:
    graph = Graph()
    graph.entity("verdict/1", "False", wasGeneratedBy="activity/1")
    graph.entity("verdict/1", wasAttributedTo="agent/1")
    assert graph.loose_ends() == {"activity/1", "agent/1"}
    graph.activity("activity/1", "assessment", at=AT, wasAssociatedWith="agent/1")
    graph.person("agent/1", "Rita")
    assert graph.loose_ends() == set()
    assert len(graph.as_json()["@graph"]) == 3
    with pytest.raises(ValueError, match="no relation"):
        graph.entity("x", wasBornOf="y")
    with pytest.raises(KeyError):
        graph.relate("nobody", used="x")


# -- read back as players read it: a few bytes of the package at a time ---------------------------------

_HOSTS = st.sampled_from(["news.example.org", "www.example.net:8080", "127.0.0.1", "münchen.example", "[::1]:81"])
_PATHS = st.text(alphabet="abcXYZ019/._-~%?&=+äé", max_size=30)
_BODIES = st.binary(max_size=400)
_PACKED = st.sampled_from(["", "gzip", "chunked"])
_STATUS = st.sampled_from(["200 OK", "203 Non-Authoritative Information", "200 "])


def answered(body: bytes, packed: str, status: str) -> bytes:
    more = b""
    if packed == "gzip":
        body, more = gzip.compress(body, mtime=0), b"Content-Encoding: gzip\r\n"
    if packed == "chunked":
        pieces = [body[at : at + 100] for at in range(0, len(body), 100)]
        body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
        more = b"Transfer-Encoding: chunked\r\n"
    return b"HTTP/1.1 " + status.encode() + b"\r\nContent-Type: text/html\r\n" + more + b"\r\n" + body


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(_HOSTS, _PATHS, _BODIES, _PACKED, _STATUS), min_size=1, max_size=4))
def test_every_record_is_read_by_the_offset_and_length_of_its_line(
    pages: list[tuple[str, str, bytes, str, str]],
) -> None:
    bodies = {}
    members = []
    for number, (host, path, body, packed, status) in enumerate(pages):
        url = f"http://{host}/{number}/{path}"
        bodies[url] = body
        warc = write_warc(
            at=AT, software="Desk", operator="Norland", url=url, text=f"Text {number}", facts={},
            exchanges=[Hop(f"http://{host}/old", b"HTTP/1.1 302 Found\r\nLocation: /\r\n\r\n"),
                       Hop(url, answered(body, packed, status))],
        )  # fmt: skip
        members.append(Member(f"copy-{number}.warc.gz", warc.data, url, f"Page {number}", AT, "Text"))
    out = io.BytesIO()
    write_wacz(out, members=members, described=Described("a", "b", "c", AT, members[0].url, AT))
    raw = out.getvalue()
    package_ = zipfile.ZipFile(out)
    assert package_.testzip() is None
    lines = package_.read("indexes/index.cdxj").splitlines()
    assert lines == sorted(lines)  # as bytes: a player halves its way to a line
    seen = []
    for line in lines:
        _, stamp, rest = line.decode().split(" ", 2)
        where = json.loads(rest)
        info = package_.getinfo(f"archive/{where['filename']}")
        begins = info.header_offset + 30 + len(info.filename.encode()) + len(info.extra)
        at = begins + int(where["offset"])
        stretch = io.BytesIO(raw[at : at + int(where["length"])])
        ((url, payload),) = [
            (one.rec_headers.get_header("WARC-Target-URI"), one.content_stream().read())
            for one in ArchiveIterator(stretch, check_digests="raise")
        ]
        assert url == where["url"]
        assert stamp == "20260302093001"
        if where["url"] in bodies:
            assert payload == bodies[where["url"]]
            assert where["status"] in ("200", "203")
            seen.append(where["url"])
    assert sorted(seen) == sorted(bodies)
    told = [json.loads(line)["url"] for line in package_.read("pages/pages.jsonl").splitlines()[1:]]
    assert set(told) <= {json.loads(line.decode().split(" ", 2)[2])["url"] for line in lines}
    listed = json.loads(package_.read("datapackage.json"))
    assert (listed["mainPageUrl"], listed["mainPageDate"]) == (members[0].url, "2026-03-02T09:30:01Z")
