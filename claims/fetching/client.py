"""`fetch`: open an address that a person named, and hand back what is there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin

import httpcore

from claims.fetching.body import content_type_of, is_undeclared, kind_of, read_body
from claims.fetching.errors import FetchError, FetchPermanent, FetchTemporary
from claims.fetching.limits import ACCEPT_HEADER, ACCEPTED_TYPES, Limits, Purpose
from claims.fetching.network import Deadline, Network, PinnedBackend, Tape, pinned_addresses
from claims.fetching.targets import Target, parse_target

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_TEMPORARY = frozenset({408, 421, 425, 429})
_LONGEST_RETRY_AFTER = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer, byte for byte as they went over the wire (inside TLS, where there was any).

    `address` is the network address that answered. `truncated` is why the answer ends early, in the words of WARC
    ("length", "disconnect"), or empty.
    """

    url: str
    address: str
    request: bytes
    response: bytes
    truncated: str = ""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was found at an address.

    `url` is where the body came from after redirects, `redirects` the addresses on the way (the requested one first,
    the final one left out; empty without a redirect). `content_type` is lower case without parameters, `charset` what
    the server declared, if Python knows it. `body` is decompressed and otherwise untouched. `exchanges` are all hops,
    redirects included, when they were asked for; the last one brought the body.
    """

    url: str
    requested_url: str
    status: int
    content_type: str
    charset: str | None
    body: bytes
    retrieved_at: datetime
    redirects: tuple[str, ...]
    exchanges: tuple[Exchange, ...] = ()


def user_agent(site_url: str) -> str:
    """How the desk introduces itself to sites, with the address of the newsroom that runs it."""
    if not site_url.isascii() or not site_url.isprintable() or "(" in site_url or ")" in site_url:
        raise ValueError("SITE_URL must be a plain ASCII address, such as https://checks.example.org")
    return f"Mozilla/5.0 (compatible; FactCheckDesk/1.0; +{site_url})"


def fetch(
    url: str,
    *,
    now: datetime,
    site_url: str,
    purpose: Purpose = Purpose.ARTICLE,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    allowed_hosts: frozenset[str] = frozenset(),
    network: Network = Network(),  # noqa: B008 - frozen
    is_recorded: bool = False,
) -> Fetched:
    """Open an address and return the document there.

    Each hop is resolved and checked anew and goes to the address that was checked; nothing is remembered between hops
    or calls, no proxy or other setting is taken from the environment. `now` becomes `retrieved_at`. `allowed_hosts`
    ("127.0.0.1:8123") lets tests and development reach servers on this machine; production leaves it empty.
    `is_recorded` keeps what went over the wire in `exchanges`.
    Raises FetchRefused, FetchTemporary or FetchPermanent, and nothing else for anything a site can do.
    """
    agent = user_agent(site_url)
    deadline = Deadline(limits.total_seconds)
    target = parse_target(url, allowed_hosts=allowed_hosts)
    trail: list[str] = []
    tapes: list[tuple[Target, Tape, str]] = []
    while True:
        tape = Tape() if is_recorded else None
        with _answer(
            target,
            agent=agent,
            purpose=purpose,
            limits=limits,
            deadline=deadline,
            loopback_allowed=target.host_and_port in allowed_hosts,
            network=network,
            tape=tape,
        ) as response:
            location = _header(response, b"location")
            if response.status not in _REDIRECTS or not location:
                found = _document(
                    response, target=target, url=url, trail=trail, purpose=purpose, limits=limits, now=now
                )
                return replace(found, exchanges=_exchanges([*tapes, (target, tape, "")])) if tape else found
            if tape:
                tapes.append((target, tape, _drain(response)))
        trail.append(target.url)
        target = _next_target(target, location, allowed_hosts)
        if target.url in trail:
            raise FetchPermanent(
                "redirect_loop", "The site sends readers round in a circle. Paste the text of the page instead."
            )
        if len(trail) > limits.redirects:
            raise FetchPermanent(
                "too_many_redirects", "The address leads from one page to the next without end. Give the final one."
            )


_REDIRECT_BODY = 256 * 1024


def _drain(response: httpcore.Response) -> str:
    """Read the short page that comes with a redirect, for the record alone. Why it was left, in the words of WARC."""
    read = 0
    try:
        for piece in response.iter_stream():
            read += len(piece)
            if read > _REDIRECT_BODY:
                return "length"
    except (FetchError, httpcore.ProtocolError, httpcore.NetworkError, httpcore.TimeoutException):
        return "disconnect"
    return ""


def _exchanges(tapes: list[tuple[Target, Tape, str]]) -> tuple[Exchange, ...]:
    return tuple(
        Exchange(target.url, tape.address, bytes(tape.sent), bytes(tape.received), truncated)
        for target, tape, truncated in tapes
    )


@contextmanager
def _answer(
    target: Target,
    *,
    agent: str,
    purpose: Purpose,
    limits: Limits,
    deadline: Deadline,
    loopback_allowed: bool,
    network: Network,
    tape: Tape | None = None,
) -> Iterator[httpcore.Response]:
    """The answer to one request, its body not yet read. The connection is closed on leaving."""
    addresses = pinned_addresses(
        target,
        network=network,
        deadline=deadline,
        limits=limits,
        loopback_allowed=loopback_allowed,
    )
    backend = PinnedBackend(addresses, network=network, deadline=deadline, limits=limits, tape=tape)
    # The engine below httpx, driven directly: httpx would parse the address a second time, and only here can the parts
    # that were checked be the parts that are sent.
    location = httpcore.URL(
        scheme=target.scheme.encode(),
        host=target.host.encode(),
        port=target.port,
        target=target.request_target.encode(),
    )
    request = httpcore.Request(
        b"GET",
        location,
        headers=[
            (b"Host", target.netloc.encode()),
            (b"User-Agent", agent.encode()),
            (b"Accept", ACCEPT_HEADER[purpose].encode()),
            (b"Accept-Encoding", b"gzip, deflate"),
            (b"Connection", b"close"),
        ],
        extensions={
            "timeout": {
                "connect": limits.connect_seconds,
                "read": limits.read_seconds,
                "write": limits.read_seconds,
            }
        },
    )
    connection = httpcore.HTTPConnection(
        location.origin,
        ssl_context=network.tls() if target.scheme == "https" else None,
        network_backend=backend,
    )
    try:
        response = connection.handle_request(request)
        backend.gauge.is_open = False
        try:
            yield response
        finally:
            response.close()
    except FetchError:
        raise
    except (
        httpcore.ProtocolError,
        httpcore.NetworkError,
        httpcore.TimeoutException,
        httpcore.ConnectionNotAvailable,
    ) as error:
        raise FetchTemporary("broken_answer", "The connection to the site broke. The desk will try again.") from error
    finally:
        connection.close()


def _next_target(target: Target, location: str, allowed_hosts: frozenset[str]) -> Target:
    try:
        joined = urljoin(target.url, location)
    except ValueError:
        raise FetchPermanent(
            "bad_redirect", "The site sends readers to an address that cannot be read. Give the final address."
        ) from None
    return parse_target(joined, allowed_hosts=allowed_hosts)


def _document(
    response: httpcore.Response,
    *,
    target: Target,
    url: str,
    trail: list[str],
    purpose: Purpose,
    limits: Limits,
    now: datetime,
) -> Fetched:
    _check_status(response)
    content_type, charset = content_type_of(_header(response, b"content-type"))
    if not is_undeclared(content_type) and content_type not in ACCEPTED_TYPES[purpose]:
        raise _wrong_kind(purpose)
    limit = limits.body_bytes(content_type)
    body = read_body(
        response.iter_stream(),
        encoding=_header(response, b"content-encoding"),
        limit=limit,
        ratio=limits.decompressed_ratio,
    )
    kind = kind_of(content_type, body)
    if kind not in ACCEPTED_TYPES[purpose]:
        raise _wrong_kind(purpose)
    if not body.strip():
        raise FetchPermanent("empty", "The page is empty. Paste the text instead.")
    return Fetched(
        url=target.url,
        requested_url=url,
        status=response.status,
        content_type=kind,
        charset=charset,
        body=body,
        retrieved_at=now,
        redirects=tuple(trail),
    )


def _wrong_kind(purpose: Purpose) -> FetchPermanent:
    if purpose is Purpose.ARTICLE:
        return FetchPermanent("not_text", "This is not a page of text. Paste the text, or upload the file instead.")
    return FetchPermanent("not_supported", "This is neither a page, a PDF file nor an image. Describe it by hand.")


def _check_status(response: httpcore.Response) -> None:
    """Pass 200 and 203; anything else is one of the errors, with the sentence that helps most."""
    status = response.status
    if status in (200, 203):
        return
    if status in _TEMPORARY or status >= 500:
        raise FetchTemporary(
            "site_busy" if status in _TEMPORARY else "site_error",
            f"The site cannot answer just now (HTTP {status}). The desk will try again.",
            retry_after=_retry_after(_header(response, b"retry-after")),
            status=status,
        )
    if status in (404, 410):
        raise FetchPermanent(
            "gone",
            f"There is no page at this address (HTTP {status}). Check the address, or look in a web archive.",
            status=status,
        )
    if status in (401, 402, 403, 407, 451):
        raise FetchPermanent(
            "forbidden",
            f"The site does not show this page to programs (HTTP {status}). Paste the text instead.",
            status=status,
        )
    raise FetchPermanent(
        "no_page",
        f"The site answered without a page (HTTP {status}). Check the address, or paste the text.",
        status=status,
    )


def _retry_after(value: str) -> int | None:
    """Seconds, where the site named seconds; dates are left alone, since clocks differ."""
    if value.isascii() and value.isdigit():
        return min(int(value[:9]), _LONGEST_RETRY_AFTER)
    return None


def _header(response: httpcore.Response, name: bytes) -> str:
    """The first header of this name as text, "" if there is none."""
    for key, value in response.headers:
        if key.lower() == name:
            try:
                return value.decode("utf-8").strip()
            except UnicodeDecodeError:
                return value.decode("latin-1").strip()
    return ""
