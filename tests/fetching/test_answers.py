"""What a server may send, how much of it, and how slowly."""

from __future__ import annotations

import gzip
import socket
import time
import zlib

import pytest

from claims.fetching import FetchError, FetchPermanent, FetchTemporary, Limits, Purpose
from tests.fetching.conftest import (
    PUBLIC_ADDRESS,
    QUICK,
    Names,
    Serve,
    network_to,
    open_server,
    open_url,
    page,
    redirect,
)


def test_server_that_never_answers_runs_into_the_read_limit(serve: Serve) -> None:
    server = serve(lambda connection, head: time.sleep(3))
    started = time.monotonic()
    with pytest.raises(FetchTemporary) as failure:
        open_server(server, limits=QUICK)
    assert failure.value.code == "timeout"
    assert time.monotonic() - started < 1.1


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_long_single_wait_ends_with_the_total_limit(serve: Serve, scheme: str) -> None:
    server = serve(lambda connection, head: time.sleep(4), None if scheme == "http" else _never_shake_hands)
    names = Names(news_example_org=[[PUBLIC_ADDRESS]])
    started = time.monotonic()
    with pytest.raises(FetchTemporary) as failure:
        open_url(
            f"{scheme}://news.example.org/",
            network=network_to(server, names),
            limits=Limits(connect_seconds=4, read_seconds=4, total_seconds=0.5),
        )
    assert failure.value.code == "timeout"
    assert time.monotonic() - started < 2


def _never_shake_hands(connection: socket.socket) -> socket.socket:
    time.sleep(4)
    return connection


@pytest.mark.parametrize("where", ["headers", "body"])
def test_slow_drip_runs_into_the_total_limit(serve: Serve, where: str) -> None:
    def answer(connection: socket.socket, head: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n")
        if where == "body":
            connection.sendall(b"\r\n")
        for _ in range(50):
            connection.sendall(b"x")
            time.sleep(0.1)

    started = time.monotonic()
    with pytest.raises(FetchTemporary) as failure:
        open_server(serve(answer), limits=QUICK)
    assert failure.value.code == "timeout"
    assert 1.0 < time.monotonic() - started < 2.5


def test_slow_redirects_share_one_total_limit(serve: Serve) -> None:
    def answer(connection: socket.socket, head: bytes) -> None:
        time.sleep(0.3)
        connection.sendall(redirect(f"/{len(head)}{time.monotonic_ns()}"))

    with pytest.raises(FetchTemporary):
        open_server(serve(answer), limits=Limits(redirects=20, read_seconds=1, total_seconds=0.8))


@pytest.mark.parametrize(
    "endless", [b"X-Filler: " + b"y" * 1000 + b"\r\n", b"y" * 1000, b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"]
)
def test_endless_headers_are_cut_off(serve: Serve, endless: bytes) -> None:
    sent = 0

    def answer(connection: socket.socket, head: bytes) -> None:
        nonlocal sent
        connection.sendall(endless if endless.startswith(b"HTTP") else b"HTTP/1.1 200 OK\r\nX: " + endless)
        while sent < 30_000_000:
            sent += len(endless)
            connection.sendall(endless)

    with pytest.raises(FetchPermanent) as failure:
        open_server(serve(answer))
    assert failure.value.code == "headers_too_large"
    assert sent < 30_000_000


def test_declared_and_undeclared_length_beyond_the_limit_are_both_too_large(serve: Serve) -> None:
    limits = Limits(html_bytes=10_000)
    with pytest.raises(FetchPermanent) as failure:
        open_server(serve(page(b"x" * 10_001)), limits=limits)
    assert failure.value.code == "too_large"
    unbounded = serve(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + b"x" * 100_000)
    with pytest.raises(FetchPermanent):
        open_server(unbounded, limits=limits)
    assert len(open_server(serve(page(b"x" * 10_000)), limits=limits).body) == 10_000


def test_limit_depends_on_the_kind(serve: Serve) -> None:
    limits = Limits(html_bytes=1_000, pdf_bytes=5_000, image_bytes=2_000)
    pdf = serve(page(b"%PDF-1.7" + b"x" * 4_000, "Content-Type: application/pdf"))
    assert open_server(pdf, limits=limits, purpose=Purpose.SOURCE).content_type == "application/pdf"
    image = serve(page(b"\x89PNG" + b"x" * 4_000, "Content-Type: image/png"))
    with pytest.raises(FetchPermanent):
        open_server(image, limits=limits, purpose=Purpose.SOURCE)


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "deflate", "raw deflate", "two members", "identity"])
def test_packed_page_is_unpacked(serve: Serve, encoding: str) -> None:
    text = b"<p>" + b"The mayor of Upper Wick said so. " * 200 + b"</p>"
    bare = zlib.compressobj(wbits=-15)
    packed = {
        "gzip": gzip.compress(text),
        "x-gzip": gzip.compress(text) + b"\x00" * 20,
        "deflate": zlib.compress(text),
        "raw deflate": bare.compress(text) + bare.flush(),
        "two members": gzip.compress(text[:100]) + gzip.compress(text[100:]),
        "identity": text,
    }[encoding]
    header = {"raw deflate": "deflate", "two members": "gzip"}.get(encoding, encoding)
    assert open_server(serve(page(packed, f"Content-Encoding: {header}"))).body == text


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_bomb_is_given_up_long_before_it_is_unpacked(serve: Serve, encoding: str) -> None:
    packer = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    block = bytes(1024 * 1024)
    packed = b"".join(packer.compress(block) for _ in range(200)) + packer.flush()
    server = serve(page(packed, f"Content-Encoding: {encoding}"))
    with pytest.raises(FetchPermanent) as failure:
        open_server(server)
    assert failure.value.code == "compression"


def test_modest_ratio_is_still_bound_by_the_size_limit(serve: Serve) -> None:
    packed = gzip.compress(b"".join(f"<p>Line {number}</p>".encode() for number in range(20_000)))
    with pytest.raises(FetchPermanent) as failure:
        open_server(serve(page(packed, "Content-Encoding: gzip")), limits=Limits(html_bytes=100_000))
    assert failure.value.code == "too_large"


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "nonsense"])
def test_packing_that_was_not_asked_for_is_permanent(serve: Serve, encoding: str) -> None:
    with pytest.raises(FetchPermanent) as failure:
        open_server(serve(page(b"x", f"Content-Encoding: {encoding}")))
    assert failure.value.code == "compression"


def test_damaged_and_cut_packings_are_told_apart(serve: Serve) -> None:
    with pytest.raises(FetchPermanent):
        open_server(serve(page(b"this is not gzip", "Content-Encoding: gzip")))
    with pytest.raises(FetchTemporary) as failure:
        open_server(serve(page(gzip.compress(b"<p>text</p>" * 50)[:-12], "Content-Encoding: gzip")))
    assert failure.value.code == "cut_short"
    with pytest.raises(FetchPermanent):
        open_server(serve(page(gzip.compress(b"") * 40, "Content-Encoding: gzip")))


# --- kinds and statuses ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "body"),
    [
        ("application/pdf", b"%PDF-1.7 ..."),
        ("image/png", b"\x89PNG\r\n"),
        ("application/json", b"{}"),
        ("video/mp4", b"...."),
        ("text/html", b"%PDF-1.7 ..."),
        ("text/html", b"\x00\x01\x02\x03\x00\x00\x09\x08"),
        ("application/octet-stream", b"\x7fELF\x00\x01"),
    ],
)
def test_article_must_be_text(serve: Serve, declared: str, body: bytes) -> None:
    with pytest.raises(FetchPermanent) as failure:
        open_server(serve(page(body, f"Content-Type: {declared}")))
    assert failure.value.code == "not_text"


def test_large_file_of_the_wrong_kind_is_not_read(serve: Serve) -> None:
    sent = 0

    def answer(connection: socket.socket, head: bytes) -> None:
        nonlocal sent
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n")
        while sent < 50_000_000:
            connection.sendall(b"x" * 10_000)
            sent += 10_000

    with pytest.raises(FetchPermanent):
        open_server(serve(answer))
    assert sent < 50_000_000


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xef\xbb\xbf  <!DOCTYPE html><p>x</p>", "text/html"),
        (b"<html><p>x</p>", "text/html"),
        ("Grüße aus Niederwörth".encode(), "text/plain"),
    ],
)
def test_undeclared_kind_is_read_from_the_first_bytes(serve: Serve, body: bytes, kind: str) -> None:
    bare = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    assert open_server(serve(bare)).content_type == kind


def test_page_in_utf_16_is_text(serve: Serve) -> None:
    for body in ("<p>Good morning</p>".encode("utf-16"), "<p>Good morning</p>".encode("utf-16-le")):
        assert open_server(serve(page(body, "Content-Type: text/html"))).body == body


def test_empty_page_is_permanent(serve: Serve) -> None:
    with pytest.raises(FetchPermanent) as failure:
        open_server(serve(page(b"  \r\n ")))
    assert failure.value.code == "empty"


@pytest.mark.parametrize(
    ("status", "kind", "code"),
    [
        ("404 Not Found", FetchPermanent, "gone"),
        ("410 Gone", FetchPermanent, "gone"),
        ("401 Unauthorized", FetchPermanent, "forbidden"),
        ("403 Forbidden", FetchPermanent, "forbidden"),
        ("451 Unavailable", FetchPermanent, "forbidden"),
        ("400 Bad Request", FetchPermanent, "no_page"),
        ("302 Found", FetchPermanent, "no_page"),
        ("206 Partial Content", FetchPermanent, "no_page"),
        ("429 Too Many Requests", FetchTemporary, "site_busy"),
        ("408 Request Timeout", FetchTemporary, "site_busy"),
        ("500 Oops", FetchTemporary, "site_error"),
        ("503 Unavailable", FetchTemporary, "site_error"),
    ],
)
def test_status_decides_whether_another_try_helps(serve: Serve, status: str, kind: type[FetchError], code: str) -> None:
    with pytest.raises(kind) as failure:
        open_server(serve(page(b"<p>sorry</p>", status=status)))
    assert failure.value.code == code
    assert failure.value.message.endswith(".")


def test_site_may_ask_for_a_pause(serve: Serve) -> None:
    with pytest.raises(FetchTemporary) as failure:
        open_server(serve(page(b"x", "Retry-After: 120", status="429 Too Many Requests")))
    assert failure.value.retry_after == 120
    with pytest.raises(FetchTemporary) as failure:
        open_server(serve(page(b"x", "Retry-After: 99999999999999", status="503 Busy")))
    assert failure.value.retry_after == 24 * 60 * 60
    with pytest.raises(FetchTemporary) as failure:
        open_server(serve(page(b"x", "Retry-After: Wed, 04 Mar 2026 05:06:07 GMT", status="503 Busy")))
    assert failure.value.retry_after is None
