"""Where `fetch` goes, and where it does not."""

from __future__ import annotations

import socket
import ssl
import time
from pathlib import Path

import pytest

from claims.fetching import FetchPermanent, FetchRefused, FetchTemporary, Limits, Network
from tests.fetching.conftest import (
    NOW,
    PUBLIC_ADDRESS,
    Names,
    Serve,
    network_to,
    open_server,
    open_url,
    page,
    redirect,
)

Dialled = list[tuple[str, int]]


def test_page_is_handed_back_as_it_was(serve: Serve) -> None:
    server = serve(page("<p>Grüße</p>".encode("cp1252"), "Content-Type: Text/HTML; Charset=Windows-1252"))
    found = open_server(server, "/a?b=c")
    assert found.body == "<p>Grüße</p>".encode("cp1252")
    assert (found.status, found.content_type, found.charset) == (200, "text/html", "cp1252")
    assert found.url == found.requested_url == server.url + "/a?b=c"
    assert found.redirects == ()
    assert found.retrieved_at == NOW


def test_request_introduces_the_newsroom_and_carries_no_more_than_it_must(
    serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    server = serve(page(b"<p>x</p>", "Set-Cookie: id=1"))
    open_server(server, "/a")
    open_server(server, "/b")
    for request in server.requests:
        names = {line.split(b":")[0].lower() for line in request.split(b"\r\n")[1:] if line}
        assert names == {b"host", b"user-agent", b"accept", b"accept-encoding", b"connection"}
        assert b"+https://checks.example.org" in request
        assert server.host.encode() in request


@pytest.mark.parametrize("site_url", ["https://x\r\nEvil: 1", "https://ü.example", "https://x) (y"])
def test_site_address_that_would_break_the_header_is_a_programming_error(site_url: str) -> None:
    from claims.fetching import user_agent

    with pytest.raises(ValueError, match="SITE_URL"):
        user_agent(site_url)


# --- where a request may go ------------------------------------------------------------------------------------------


def test_loopback_is_refused_unless_it_was_allowed(serve: Serve) -> None:
    server = serve(page())
    with pytest.raises(FetchRefused):
        open_url(server.url + "/")
    assert server.requests == []


def test_name_goes_to_the_address_that_was_checked_under_its_own_name(serve: Serve) -> None:
    server, names = serve(page()), Names(news_example_org=[[PUBLIC_ADDRESS]])
    dialled: Dialled = []
    network = network_to(server, names, dialled)
    assert open_url("http://news.example.org/x", network=network).status == 200
    assert dialled == [(PUBLIC_ADDRESS, 80)]
    assert b"\r\nHost: news.example.org\r\n" in server.requests[0]


@pytest.mark.parametrize(
    "answers",
    [
        ["10.0.0.5"],
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:169.254.169.254"],
        ["64:ff9b::a9fe:a9fe"],
        ["fe80::1%2"],
        [PUBLIC_ADDRESS, "192.168.0.7"],
        ["192.168.0.7", PUBLIC_ADDRESS],
    ],
)
def test_name_with_an_inside_address_is_refused_and_nothing_is_said_about_it(serve: Serve, answers: list[str]) -> None:
    server = serve(page())
    dialled: Dialled = []
    network = network_to(server, Names(news_example_org=[answers]), dialled)
    with pytest.raises(FetchRefused) as refusal:
        open_url("http://news.example.org/", network=network)
    assert dialled == []
    assert refusal.value.code == "address_refused"
    assert not any(answer in str(refusal.value) for answer in answers)


def test_name_that_changes_its_answer_is_asked_once_and_pinned(serve: Serve) -> None:
    server = serve(page())
    dialled: Dialled = []
    names = Names(rebind_example_org=[[PUBLIC_ADDRESS], ["127.0.0.1"]])
    network = network_to(server, names, dialled)
    assert open_url("http://rebind.example.org/", network=network).status == 200
    assert names.calls == ["rebind.example.org"]
    assert dialled == [(PUBLIC_ADDRESS, 80)]


def test_name_that_changes_its_answer_between_two_hops_is_refused(serve: Serve) -> None:
    server = serve(redirect("/second"))
    dialled: Dialled = []
    names = Names(rebind_example_org=[[PUBLIC_ADDRESS], ["127.0.0.1"]])
    with pytest.raises(FetchRefused):
        open_url("http://rebind.example.org/", network=network_to(server, names, dialled))
    assert len(dialled) == 1


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://2130706433/",
        "http://intranet/",
        "//10.0.0.1/",
        "http://example.org:6379/",
        "http://user@example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "\\\\10.0.0.1\\share",
        "http://inside.example.org/",
    ],
)
def test_redirect_to_a_refused_place_is_refused(serve: Serve, location: str) -> None:
    server = serve(redirect(location))
    dialled: Dialled = []
    names = Names(news_example_org=[[PUBLIC_ADDRESS]], inside_example_org=[["10.1.2.3"]])
    with pytest.raises(FetchRefused):
        open_url("http://news.example.org/", network=network_to(server, names, dialled))
    assert len(dialled) == 1


def test_allowed_host_opens_no_other_port_and_no_other_inside_address(serve: Serve) -> None:
    other = serve(page())
    server = serve(redirect(other.url + "/"))
    with pytest.raises(FetchRefused):
        open_server(server)
    assert other.requests == []
    names = Names(**{"desk.test": [["10.0.0.1"]]})
    with pytest.raises(FetchRefused):
        open_url(
            "http://desk.test:8123/",
            allowed_hosts=frozenset({"desk.test:8123"}),
            network=network_to(server, names),
        )


def test_redirects_are_followed_and_recorded(serve: Serve) -> None:
    def answer(connection: socket.socket, head: bytes) -> None:
        path = head.split(b" ")[1]
        steps = {b"/1": redirect("2?x=ä", "301 Moved"), b"/2?x=%C3%A4": redirect("/3#part", "308 Moved")}
        connection.sendall(steps.get(path) or page())

    server = serve(answer)
    found = open_server(server, "/1")
    assert found.url == server.url + "/3"
    assert found.requested_url == server.url + "/1"
    assert found.redirects == (server.url + "/1", server.url + "/2?x=%C3%A4")


def test_circle_is_noticed(serve: Serve) -> None:
    server = serve(lambda connection, head: connection.sendall(redirect("/b" if b" /a " in head else "/a")))
    with pytest.raises(FetchPermanent) as failure:
        open_server(server, "/a")
    assert failure.value.code == "redirect_loop"
    assert len(server.requests) == 2


def test_sixth_redirect_is_one_too_many(serve: Serve) -> None:
    def answer(connection: socket.socket, head: bytes) -> None:
        step = int(head.split(b" ")[1].strip(b"/"))
        connection.sendall(page() if step == 0 else redirect(f"/{step - 1}"))

    server = serve(answer)
    assert len(open_server(server, "/5").redirects) == 5
    with pytest.raises(FetchPermanent) as failure:
        open_server(server, "/6")
    assert failure.value.code == "too_many_redirects"


# --- names and connections that fail ---------------------------------------------------------------------------------


def test_unknown_name_is_permanent(serve: Serve) -> None:
    with pytest.raises(FetchPermanent) as failure:
        open_url("http://nowhere.example.org/", network=network_to(serve(page()), Names()))
    assert failure.value.code == "unknown_host"


def test_failing_name_server_is_temporary(serve: Serve) -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")

    with pytest.raises(FetchTemporary) as failure:
        open_url("http://news.example.org/", network=Network(resolve=resolve))
    assert failure.value.code == "dns"


def test_silent_name_server_does_not_hold_the_fetch(serve: Serve) -> None:
    def resolve(host: str, port: int) -> list[str]:
        time.sleep(2)
        return [PUBLIC_ADDRESS]

    started = time.monotonic()
    with pytest.raises(FetchTemporary):
        open_url("http://news.example.org/", network=Network(resolve=resolve), limits=Limits(connect_seconds=0.2))
    assert time.monotonic() - started < 1.5


def test_closed_port_is_temporary(serve: Serve) -> None:
    server = serve(page())
    server.close()
    with pytest.raises(FetchTemporary) as failure:
        open_server(server)
    assert failure.value.code in {"unreachable", "timeout"}


def test_second_address_is_tried_when_the_first_does_not_answer(serve: Serve) -> None:
    server = serve(page())

    def connect(address: str, port: int, timeout: float) -> socket.socket:
        if address == "8.8.8.8":
            raise ConnectionRefusedError
        return socket.create_connection(("127.0.0.1", server.port), timeout)

    names = Names(news_example_org=[["8.8.8.8", PUBLIC_ADDRESS]])
    assert open_url("http://news.example.org/", network=Network(resolve=names, connect=connect)).status == 200


@pytest.mark.parametrize(
    "answer", [b"", b"SSH-2.0-OpenSSH_9.2\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"]
)
def test_broken_answer_is_temporary(serve: Serve, answer: bytes) -> None:
    if answer.startswith(b"HTTP"):
        answer = answer.replace(b"OK", b"OK\r\nContent-Type: text/html")
    with pytest.raises(FetchTemporary) as failure:
        open_server(serve(answer))
    assert failure.value.code == "broken_answer"


# --- TLS -------------------------------------------------------------------------------------------------------------


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """A self-signed certificate for one name, and its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW.replace(year=2020))
        .not_valid_after(NOW.replace(year=2120))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate_file, key_file = folder / f"{name}.pem", folder / f"{name}.key"
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        )
    )
    return certificate_file, key_file


def test_certificate_is_checked_against_the_name_and_not_the_address(serve: Serve, tmp_path: Path) -> None:
    certificate, key = _certificate(tmp_path, "news.example.org")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    asked: list[str | None] = []
    context.sni_callback = lambda connection, name, _context: asked.append(name)
    server = serve(page(), lambda connection: context.wrap_socket(connection, server_side=True))

    def trusting() -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(certificate))

    names = Names(news_example_org=[[PUBLIC_ADDRESS]], other_example_org=[[PUBLIC_ADDRESS]])
    network = network_to(server, names, tls=trusting)
    assert open_url("https://news.example.org/", network=network).status == 200
    assert asked == ["news.example.org"]
    with pytest.raises(FetchPermanent) as failure:
        open_url("https://other.example.org/", network=network)
    assert failure.value.code == "tls"
    with pytest.raises(FetchPermanent) as failure:
        open_url("https://news.example.org/", network=network_to(server, names))
    assert failure.value.code == "tls"


def test_plain_server_behind_https_is_a_tls_error(serve: Serve) -> None:
    server = serve(lambda connection, head: None, _shout)
    network = network_to(server, Names(news_example_org=[[PUBLIC_ADDRESS]]))
    with pytest.raises(FetchPermanent) as failure:
        open_url("https://news.example.org/", network=network)
    assert failure.value.code == "tls"


def _shout(connection: socket.socket) -> socket.socket:
    connection.recv(10)
    connection.sendall(page())
    return connection
