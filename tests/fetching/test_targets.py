from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.fetching import FetchRefused, canonical_url, parse_target

HOST_STRINGS_REFUSED = [
    "http://2130706433/",
    "http://0x7f.1/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://[::ffff:7f00:1]/",
    "http://localhost/",
    "http://localhost./",
    "http://user:pass@example.org/",
    "http://example.org:22/",
    "http://metadata.google.internal/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "gopher://example.org/",
    "data:text/html,x",
    "javascript:alert(1)",
    "http://exa mple.org/",
    "http://example.org\\@127.0.0.1/",
    "http://１２７.0.0.1/",
    "//example.org/",
]


@pytest.mark.parametrize("url", HOST_STRINGS_REFUSED)
def test_odd_address_is_refused_before_any_lookup(url: str) -> None:
    with pytest.raises(FetchRefused) as refusal:
        parse_target(url)
    assert refusal.value.message.endswith(".")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("ftp://example.org/", "scheme_refused"),
        ("http://example.org:8080/", "port_refused"),
        ("https://192.168.1.1/", "address_refused"),
        ("https://printer/", "address_refused"),
        ("https://wiki.corp/", "address_refused"),
        ("https://nas.home.arpa/", "address_refused"),
        ("example.org/page", "bad_url"),
        ("http:/example.org/", "bad_url"),
        ("https:///page", "bad_url"),
        ("https://exam%70le.org/", "bad_url"),
        ("https://example.org:99999/", "bad_url"),
        ("https://example.org:-1/", "bad_url"),
        ("https://[fe80::1%25eth0]/", "bad_url"),
        ("https://[2606:4700::1]x/", "bad_url"),
        ("https://[2606:4700::1/", "bad_url"),
        ("https://-example.org/", "bad_url"),
        ("https://example..org/", "bad_url"),
        ("https://" + "a" * 64 + ".org/", "bad_url"),
        ("https://exa\tmple.org/", "bad_url"),
        ("https://example.org/\r\nHost: other", "bad_url"),
        ("https://example.org/\u202egpj", "bad_url"),
        ("https://example.org/\ud800", "bad_url"),
        ("https://example.org/" + "a" * 4096, "bad_url"),
        ("https://1.2.3.4.5/", "bad_url"),
        ("https://example.0x10/", "bad_url"),
        ("https://①②⑦.0.0.1/", "bad_url"),
        ("https://127。0。0。1/", "bad_url"),
        ("", "bad_url"),
    ],
)
def test_refusal_says_which_rule(url: str, code: str) -> None:
    with pytest.raises(FetchRefused) as refusal:
        parse_target(url)
    assert refusal.value.code == code


def test_ordinary_address_is_taken_apart() -> None:
    target = parse_target("  HTTPS://Www.Example.ORG./a/b c?q=ü#part ")
    assert (target.scheme, target.host, target.port) == ("https", "www.example.org", 443)
    assert target.request_target == "/a/b%20c?q=%C3%BC"
    assert target.url == "https://www.example.org/a/b%20c?q=%C3%BC"


@pytest.mark.parametrize("url", ["http://example.org:80/", "https://example.org:443/", "http://example.org:443/"])
def test_usual_ports_pass(url: str) -> None:
    parse_target(url)


def test_public_number_passes_and_brackets_are_kept() -> None:
    assert parse_target("http://8.8.8.8/").url == "http://8.8.8.8/"
    assert parse_target("https://[2606:4700:4700::1111]/x").url == "https://[2606:4700:4700::1111]/x"


def test_allowed_host_needs_its_port() -> None:
    allowed = frozenset({"127.0.0.1:8123", "[::1]:8123"})
    assert parse_target("http://127.0.0.1:8123/x", allowed_hosts=allowed).port == 8123
    assert parse_target("http://[::1]:8123/x", allowed_hosts=allowed).port == 8123
    with pytest.raises(FetchRefused):
        parse_target("http://127.0.0.1:8124/x", allowed_hosts=allowed)
    with pytest.raises(FetchRefused):
        parse_target("http://127.0.0.1/x", allowed_hosts=allowed)


@pytest.mark.parametrize(
    ("spelling", "canonical"),
    [
        ("HTTP://Example.ORG:80", "http://example.org/"),
        ("https://example.org:443/a#top", "https://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://bücher.example/ü", "https://xn--bcher-kva.example/%C3%BC"),
        ("https://BÜCHER.example/", "https://xn--bcher-kva.example/"),
        ("https://straße.example/", "https://xn--strae-oqa.example/"),
        ("https://example.org/?utm_source=x&id=7&fbclid=abc", "https://example.org/?id=7"),
        ("https://example.org/?utm_source=x", "https://example.org/"),
        ("https://example.org/?UTM%5Fmedium=x&b=2&a=1", "https://example.org/?b=2&a=1"),
        ("https://example.org/?id=1&id=2&ref=home", "https://example.org/?id=1&id=2&ref=home"),
        ("https://example.org/%7Euser/%c3%a9", "https://example.org/~user/%C3%A9"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/../../c", "https://example.org/c"),
        ("https://example.org/a/b/..", "https://example.org/a/"),
        ("https://example.org/a//b", "https://example.org/a//b"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/?q=a+b%20c", "https://example.org/?q=a+b%20c"),
        ("https://example.org/a/", "https://example.org/a/"),
        ("http://127.0.0.1:8123/x", "http://127.0.0.1:8123/x"),
    ],
)
def test_spellings_of_one_address_become_one(spelling: str, canonical: str) -> None:
    assert canonical_url(spelling) == canonical


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://example.org/a", "https://example.org/a"),
        ("https://www.example.org/a", "https://example.org/a"),
        ("https://example.org/a", "https://example.org/A"),
        ("https://example.org/a", "https://example.org/a/"),
        ("https://example.org/?a=1&b=2", "https://example.org/?b=2&a=1"),
        ("https://example.org/a%2Fb", "https://example.org/a/b"),
        ("https://example.org/?q=a%26b", "https://example.org/?q=a&b"),
    ],
)
def test_addresses_that_may_mean_two_pages_stay_two(one: str, other: str) -> None:
    assert canonical_url(one) != canonical_url(other)


_ANY_URL = st.builds(
    "{}://{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.one_of(
        st.sampled_from(["example.org", "Example.ORG.", "bücher.example", "1.1.1.1", "[2606:4700::1]", "a.b:80"]),
        st.text(max_size=12),
    ),
    st.one_of(st.just(""), st.text(max_size=30).map(lambda tail: "/" + tail), st.text(max_size=30)),
)


@given(_ANY_URL)
@example("http://example.org/%%34%31")
@example("http://example.org/%2e%2E/a/%2e")
@example("http://example.org/..//..")
@example("http://example.org/?&&utm_id=1&")
@example("http://example.org?%75tm_id=1")
def test_canonical_url_is_idempotent_or_refused(url: str) -> None:
    try:
        once = canonical_url(url)
    except FetchRefused:
        return
    assert canonical_url(once) == once
    assert once.isascii()
    assert once.isprintable()


@given(st.lists(st.tuples(st.sampled_from(["id", "p", "ref", "utm_term", "q"]), st.text(max_size=8)), max_size=6))
def test_canonical_url_keeps_every_other_parameter_and_its_order(pairs: list[tuple[str, str]]) -> None:
    from urllib.parse import urlencode

    try:
        query = urlencode(pairs)
    except UnicodeEncodeError:
        return
    canonical = canonical_url(f"https://example.org/?{query}")
    kept = parse_qsl(urlsplit(canonical).query, keep_blank_values=True)
    assert kept == [(name, value) for name, value in pairs if name != "utm_term"]


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for candidate in (text, "http://" + text):
        try:
            target = parse_target(candidate)
        except FetchRefused:
            continue
        # What was accepted reads the same to the parser of the standard library.
        parts = urlsplit(target.url)
        assert parts.hostname == target.host
        assert (parts.port or target.port) == target.port
        assert parts.username is None
