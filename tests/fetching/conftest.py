"""Real servers on this machine, and a network in which invented names lead to them."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Protocol

import pytest

from claims.fetching import Fetched, Limits, Network, fetch

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
SITE_URL = "https://checks.example.org"
PUBLIC_ADDRESS = "93.184.216.34"

Answer = Callable[[socket.socket, bytes], None]


class Server:
    """Accepts connections, reads one request head from each, and lets `answer` write whatever it likes."""

    def __init__(self, answer: Answer, wrap: Callable[[socket.socket], socket.socket] | None = None) -> None:
        self._answer = answer
        self._wrap = wrap
        self.requests: list[bytes] = []
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._socket.getsockname()[1])
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in accept
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._converse, args=(connection,), daemon=True)
            thread.start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            connection.settimeout(10)
            if self._wrap is not None:
                connection = self._wrap(connection)
            head = b""
            while b"\r\n\r\n" not in head:
                data = connection.recv(4096)
                if not data:
                    return
                head += data
            self.requests.append(head)
            self._answer(connection, head)
        except OSError:
            pass  # the client left, as several tests want
        finally:
            connection.close()


class Serve(Protocol):
    def __call__(
        self, answer: Answer | bytes, wrap: Callable[[socket.socket], socket.socket] | None = None
    ) -> Server: ...


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a server that gives the same bytes to everybody, or does what a function says."""
    servers: list[Server] = []

    def start(answer: Answer | bytes, wrap: Callable[[socket.socket], socket.socket] | None = None) -> Server:
        if isinstance(answer, bytes):
            content = answer
            server = Server(lambda connection, head: connection.sendall(content), wrap)
        else:
            server = Server(answer, wrap)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.close()


def page(body: bytes = b"<p>Good morning, Lower Ambleton.</p>", *headers: str, status: str = "200 OK") -> bytes:
    """A whole HTTP answer; HTML unless a header says otherwise."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
    if not any(line.lower().startswith("content-type:") for line in headers):
        lines.append("Content-Type: text/html; charset=utf-8")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def redirect(location: str, status: str = "302 Found") -> bytes:
    return f"HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


def open_url(url: str, **settings: Any) -> Fetched:
    """`fetch` with the parameters that most tests share."""
    return fetch(url, now=NOW, site_url=SITE_URL, **settings)


def open_server(server: Server, path: str = "/", **settings: Any) -> Fetched:
    """`fetch` from a server of this machine, which the caller allows by name."""
    return open_url(server.url + path, allowed_hosts=frozenset({server.host}), **settings)


class Names:
    """A resolver with fixed answers that counts its calls. A list of lists answers call by call."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self._answers = {name.replace("_", "."): list(calls) for name, calls in answers.items()}
        self.calls: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.calls.append(host)
        if host not in self._answers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        calls = self._answers[host]
        return calls.pop(0) if len(calls) > 1 else calls[0]


def network_to(server: Server, names: Names, dialled: list[tuple[str, int]] | None = None, **settings: Any) -> Network:
    """A network in which the public internet is this one server; `dialled` records what was asked for."""

    def connect(address: str, port: int, timeout: float) -> socket.socket:
        if dialled is not None:
            dialled.append((address, port))
        return socket.create_connection(("127.0.0.1", server.port), timeout)

    return Network(resolve=names, connect=connect, **settings)


QUICK = Limits(connect_seconds=1.0, read_seconds=0.4, total_seconds=1.2)
