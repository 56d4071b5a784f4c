"""What went over the wire is kept byte for byte where somebody asks for it."""

import gzip
import socket

from claims.fetching import Purpose
from tests.fetching.conftest import Serve, open_server, page, redirect


def test_nothing_is_kept_unless_asked_for(serve: Serve) -> None:
    assert open_server(serve(page())).exchanges == ()


def test_request_and_answer_are_kept_as_they_were_sent(serve: Serve) -> None:
    packed = page(gzip.compress(b"<p>Good morning, Lower Ambleton.</p>"), "Content-Encoding: gzip", "x-Odd :  spaced")
    packed = packed.replace(b"x-Odd :", b"x-Odd:")
    server = serve(packed)
    found = open_server(server, is_recorded=True)
    (one,) = found.exchanges
    assert one.response == packed  # packed as it came, headers in their own spelling
    assert one.request == server.requests[0]
    assert (one.url, one.address, one.truncated) == (f"{server.url}/", "127.0.0.1", "")
    assert found.body == b"<p>Good morning, Lower Ambleton.</p>"


def test_chunks_are_kept_as_chunks(serve: Serve) -> None:
    answer = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5\r\nHello\r\n7\r\n, world\r\n0\r\n\r\n"
    )
    found = open_server(serve(answer), is_recorded=True)
    assert (found.exchanges[0].response, found.body) == (answer, b"Hello, world")


def test_every_hop_is_kept_with_its_page(serve: Serve) -> None:
    moved = redirect("/there").replace(b"Content-Length: 0\r\n\r\n", b"Content-Length: 5\r\n\r\nMoved")

    def answer(connection: socket.socket, head: bytes) -> None:
        connection.sendall(moved if head.startswith(b"GET / ") else page())

    server = serve(answer)
    found = open_server(server, is_recorded=True)
    assert [(one.url, one.response) for one in found.exchanges] == [
        (f"{server.url}/", moved), (f"{server.url}/there", page())
    ]  # fmt: skip


def test_redirect_that_breaks_off_is_marked_so(serve: Serve) -> None:
    def answer(connection: socket.socket, head: bytes) -> None:
        if head.startswith(b"GET / "):
            connection.sendall(redirect("/there").replace(b"Content-Length: 0", b"Content-Length: 9"))
        else:
            connection.sendall(page())

    found = open_server(serve(answer), is_recorded=True)
    assert [one.truncated for one in found.exchanges] == ["disconnect", ""]


def test_files_are_kept_too(serve: Serve) -> None:
    answer = page(b"%PDF-1.7 and more", "Content-Type: application/pdf")
    found = open_server(serve(answer), purpose=Purpose.SOURCE, is_recorded=True)
    assert found.exchanges[0].response == answer
