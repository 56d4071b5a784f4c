"""The socket: resolve, check every answer, connect to what was checked, watch the clock and the byte count."""

from __future__ import annotations

import functools
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import certifi
import httpcore

from claims.fetching.addresses import ADDRESS_REFUSED, ADDRESS_REFUSED_MESSAGE, check_address
from claims.fetching.errors import FetchPermanent, FetchRefused, FetchTemporary
from claims.fetching.limits import Limits
from claims.fetching.targets import Target

Resolve = Callable[[str, int], Sequence[str]]
Connect = Callable[[str, int, float], socket.socket]

_MAX_ADDRESSES_TRIED = 3
_HEADER_CHUNK = 4096


def resolve(host: str, port: int) -> list[str]:
    """Every address that the system's resolver knows for a name. Raises socket.gaierror."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return list(dict.fromkeys(str(answer[4][0]) for answer in answers))


def connect(address: str, port: int, timeout: float) -> socket.socket:
    """A TCP connection to one numeric address. Raises OSError."""
    return socket.create_connection((address, port), timeout)


@functools.lru_cache(maxsize=1)
def default_tls() -> ssl.SSLContext:
    """Verifying TLS with the system's authorities and the bundled ones; made once, since loading them takes long."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


@dataclass(frozen=True, slots=True)
class Network:
    """The outside world as a fetch sees it. A test hands in its own resolver, connection and authorities."""

    resolve: Resolve = resolve
    connect: Connect = connect
    tls: Callable[[], ssl.SSLContext] = default_tls


class Deadline:
    """The end of the time that one fetch may take, redirects included."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def within(self, seconds: float | None) -> float:
        """At most so many seconds, and no more than are left. Raises FetchTemporary when none are."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise timed_out()
        return left if seconds is None else min(seconds, left)


def timed_out() -> FetchTemporary:
    return FetchTemporary(
        "timeout", "The site took too long to answer. The desk will try again; pasting the text works at once."
    )


def pinned_addresses(
    target: Target, *, network: Network, deadline: Deadline, limits: Limits, loopback_allowed: bool
) -> list[str]:
    """The addresses to connect to for this target, all of them checked.

    One address that is not allowed among several refuses them all: a site on the public internet has no reason to
    name one, and picking the good ones would let an attacker try again until the order suits.
    """
    if target.is_address:
        answers: Sequence[str] = [target.host]
    else:
        answers = _resolve_in_time(target, network=network, seconds=deadline.within(limits.connect_seconds))
    if not answers:
        raise _unknown_host()
    checked = [str(check_address(answer, loopback_allowed=loopback_allowed)) for answer in answers]
    return checked[:_MAX_ADDRESSES_TRIED]


def _resolve_in_time(target: Target, *, network: Network, seconds: float) -> Sequence[str]:
    """Look a name up in a thread that can be left: the system's resolver knows no time limit of its own."""
    answers: list[Sequence[str]] = []
    failures: list[Exception] = []

    def look_up() -> None:
        try:
            answers.append(network.resolve(target.host, target.port))
        except (OSError, UnicodeError) as error:
            failures.append(error)

    thread = threading.Thread(target=look_up, name="fetch-resolve", daemon=True)
    thread.start()
    thread.join(seconds)
    if answers:
        return answers[0]
    if not failures:
        raise _lookup_failed()
    failure = failures[0]
    if isinstance(failure, UnicodeError) or (isinstance(failure, socket.gaierror) and failure.errno in _NAME_UNKNOWN):
        raise _unknown_host() from failure
    raise _lookup_failed() from failure


_NAME_UNKNOWN = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}


def _unknown_host() -> FetchPermanent:
    return FetchPermanent("unknown_host", "No site of this name was found. Check the spelling of the address.")


def _lookup_failed() -> FetchTemporary:
    return FetchTemporary("dns", "The site's name could not be looked up just now. The desk will try again.")


@dataclass(slots=True)
class Tape:
    """What one connection carried, for those who keep it: each byte as the other side sees it, inside TLS."""

    address: str = ""
    sent: bytearray = field(default_factory=bytearray)
    received: bytearray = field(default_factory=bytearray)


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to addresses that were checked, whatever name the request carries (the name still goes into TLS)."""

    def __init__(
        self,
        addresses: Sequence[str],
        *,
        network: Network,
        deadline: Deadline,
        limits: Limits,
        tape: Tape | None = None,
    ) -> None:
        self._addresses = addresses
        self._network = network
        self._deadline = deadline
        self._limits = limits
        self._tape = tape
        self.gauge = _HeaderGauge(limits.header_bytes)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        del host, timeout, local_address, socket_options  # the checked addresses and the deadline take their place
        failure = timed_out()
        for address in self._addresses:
            try:
                connection = self._network.connect(address, port, self._deadline.within(self._limits.connect_seconds))
            except TimeoutError:
                failure = timed_out()
            except OSError:
                failure = FetchTemporary("unreachable", "The site cannot be reached just now. The desk will try again.")
            else:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if self._tape:
                    self._tape.address = address
                return _GuardedStream(connection, deadline=self._deadline, gauge=self.gauge, tape=self._tape)
        raise failure

    def connect_unix_socket(
        self,
        path: str,
        timeout: float | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        del path, timeout, socket_options
        raise FetchRefused(ADDRESS_REFUSED, ADDRESS_REFUSED_MESSAGE)


class _HeaderGauge:
    """Counts what arrives until the caller says that the headers are complete."""

    def __init__(self, limit: int) -> None:
        self._left = limit
        self.is_open = True

    def room(self, wanted: int) -> int:
        if not self.is_open:
            return wanted
        if self._left <= 0:
            raise FetchPermanent(
                "headers_too_large", "The site's answer is malformed. Paste the text of the page instead."
            )
        return min(wanted, self._left, _HEADER_CHUNK)

    def took(self, count: int) -> None:
        self._left -= count


class _GuardedStream(httpcore.NetworkStream):
    """A socket on which every operation ends by the deadline."""

    def __init__(
        self, connection: socket.socket, *, deadline: Deadline, gauge: _HeaderGauge, tape: Tape | None = None
    ) -> None:
        self._socket = connection
        self._deadline = deadline
        self._gauge = gauge
        self._tape = tape

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        room = self._gauge.room(max_bytes)
        self._socket.settimeout(self._deadline.within(timeout))
        try:
            data = self._socket.recv(room)
        except TimeoutError:
            raise timed_out() from None
        except OSError as error:
            raise httpcore.ReadError(error) from error
        self._gauge.took(len(data))
        if self._tape:
            self._tape.received += data
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._socket.settimeout(self._deadline.within(timeout))
        try:
            self._socket.sendall(buffer)
        except TimeoutError:
            raise timed_out() from None
        except OSError as error:
            raise httpcore.WriteError(error) from error
        if self._tape:
            self._tape.sent += buffer

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        self._socket.settimeout(self._deadline.within(timeout))
        try:
            secured = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        except TimeoutError:
            self.close()
            raise timed_out() from None
        except ssl.SSLError as error:
            self.close()
            raise FetchPermanent(
                "tls", "The site's certificate is not valid for this address. Check the address, or paste the text."
            ) from error
        except OSError as error:
            self.close()
            raise httpcore.ConnectError(error) from error
        return _GuardedStream(secured, deadline=self._deadline, gauge=self._gauge, tape=self._tape)

    def get_extra_info(self, info: str) -> Any:
        # Asked before a connection is used again; here each connection carries one request.
        del info
        return None
