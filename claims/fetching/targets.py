"""Reading a web address: strictly, once, with nothing left for a second parser to read differently.

Nothing here asks the domain name system; it can run while a form is being checked.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote

import idna

from claims.fetching.addresses import ADDRESS_REFUSED, ADDRESS_REFUSED_MESSAGE, check_address
from claims.fetching.errors import FetchRefused

DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_URL_CHARS = 4096

BAD_URL = "bad_url"
_WHOLE_URL = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*):(?P<rest>.*)", re.DOTALL)
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_\-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff]")

# What a browser would send as it stands, in a path and in a query.
_PATH_SAFE = "!$%&'()*+,-./:;=@[]^_|~"
_QUERY_SAFE = "!$%&()*+,-./:;=?@[]^_`{|}~\\"

# Names that stand for the inside of some network and never for a page that readers can open.
_PRIVATE_SUFFIXES = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "corp",
    "home",
    "lan",
    "home.arpa",
    "in-addr.arpa",
    "ip6.arpa",
    "invalid",
    "onion",
)

# Parameters that say where a reader came from and that sites ignore when they choose the page. Short, ambiguous names
# ("ref", "id", "s", "source") are not here: on some sites they choose the page.
_TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "hsa_", "oly_", "at_custom")
# fmt: off
_TRACKING_NAMES = frozenset(
    {
        "fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "ysclid", "twclid", "ttclid",
        "li_fat_id", "igshid", "igsh", "mc_cid", "mc_eid", "mkt_tok", "_ga", "_gl", "_hsenc", "_hsmi", "__hstc",
        "__hssc", "__hsfp", "hsctatracking", "vero_id", "vero_conv", "wickedid", "rb_clickid", "s_kwcid", "epik",
        "ns_mchannel", "ns_source", "ns_campaign", "ns_linkname", "ns_fee", "xtor",
    }
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Target:
    """One http or https address taken apart.

    `host` is lower-case ASCII (IDNA), without brackets or a trailing dot; `path` begins with "/"; `query` has no "?".
    Both are printable ASCII, ready to be sent.
    """

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def is_address(self) -> bool:
        """Whether the host is a number and not a name."""
        return ":" in self.host or _NUMBER.fullmatch(self.host.rpartition(".")[2]) is not None

    @property
    def netloc(self) -> str:
        """Host, and port where it is not the scheme's own: what the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def host_and_port(self) -> str:
        """As written in a list of allowed hosts: the port is always named."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def request_target(self) -> str:
        """What stands in the first line of the request."""
        return f"{self.path}?{self.query}" if self.query else self.path

    @property
    def url(self) -> str:
        """The address put together again, without a fragment."""
        return f"{self.scheme}://{self.netloc}{self.request_target}"


def parse_target(url: str, *, allowed_hosts: frozenset[str] = frozenset()) -> Target:
    """Take an address apart and apply every rule that needs no network.

    `allowed_hosts` ("127.0.0.1:8123") is for tests and development: these hosts may have any port and be this machine.
    Raises FetchRefused with the code `bad_url` (cannot be read as an address), `scheme_refused`, `port_refused` or
    `address_refused`.
    """
    target = split_url(url)
    if target.host_and_port in allowed_hosts:
        return target
    if target.port not in DEFAULT_PORTS.values():
        raise FetchRefused(
            "port_refused", "The desk opens web pages on the usual ports only. Leave the port out of the address."
        )
    if target.is_address:
        check_address(target.host)
    elif "." not in target.host or _is_private_name(target.host):
        raise FetchRefused(ADDRESS_REFUSED, ADDRESS_REFUSED_MESSAGE)
    return target


def canonical_url(url: str) -> str:
    """One spelling for all spellings of the same address; the key under which an article is known.

    Lower-case scheme and host, international names in their ASCII form, no default port, no fragment, no dot segments,
    percent-encoding in one style, no parameters that only track readers. Parameters keep their order and values, and
    http, https and "www." are kept apart: a site may answer differently. Idempotent. Raises FetchRefused like
    `split_url`; hosts and ports are not judged here.
    """
    target = split_url(url)
    kept = [part for part in target.query.split("&") if not _is_tracking(part)]
    path = _without_dot_segments(_normal_percents(target.path))
    query = "&".join(_normal_percents(part) for part in kept)
    return Target(target.scheme, target.host, target.port, path, query).url


def split_url(url: str) -> Target:
    """Take an http(s) address apart by syntax alone. Raises FetchRefused (`bad_url`, `scheme_refused`)."""
    url = url.strip(" \t\r\n\f\v\u00a0\ufeff")
    if len(url) > MAX_URL_CHARS:
        raise FetchRefused(BAD_URL, f"The address is longer than {MAX_URL_CHARS:,} characters. Give a shorter one.")
    if _UNPRINTABLE.search(url) or not _is_encodable(url):
        raise FetchRefused(BAD_URL, "The address contains invisible characters. Copy it again from the browser.")
    whole = _WHOLE_URL.fullmatch(url)
    if whole is None:
        raise FetchRefused(BAD_URL, "The address is not complete. Write it in full, beginning with https://.")
    scheme = whole["scheme"].lower()
    if scheme not in DEFAULT_PORTS:
        raise FetchRefused("scheme_refused", "The desk opens web pages only. Give an address beginning with https://.")
    if not whole["rest"].startswith("//"):
        raise FetchRefused(BAD_URL, "The address is not complete. Write it in full, beginning with https://.")
    rest, _, _fragment = whole["rest"][2:].partition("#")
    before_query, _, query = rest.partition("?")
    if "\\" in before_query:
        raise FetchRefused(BAD_URL, "The address contains a backslash. Copy it again from the browser.")
    authority, slash, path = before_query.partition("/")
    if "@" in authority:
        raise FetchRefused(
            BAD_URL, "The address contains a user name. Leave out everything between // and @, including the @."
        )
    host, port = _host_and_port(authority, scheme)
    return Target(
        scheme=scheme,
        host=host,
        port=port,
        path=quote(slash + path, safe=_PATH_SAFE) or "/",
        query=quote(query, safe=_QUERY_SAFE),
    )


def _is_encodable(url: str) -> bool:
    try:
        url.encode()
    except UnicodeEncodeError:
        return False
    return True


def _host_and_port(authority: str, scheme: str) -> tuple[str, int]:
    if authority.startswith("["):
        host_text, bracket, after = authority[1:].partition("]")
        if not bracket or (after and not after.startswith(":")):
            raise _bad_host()
        port_text = after[1:]
        try:
            # A zone ("%eth0") names a network card of this machine: no page has one.
            address = ipaddress.IPv6Address(host_text if "%" not in host_text else "")
        except ValueError:
            raise _bad_host() from None
        host = address.compressed
    else:
        host_text, _, port_text = authority.partition(":")
        host = _ascii_host(host_text)
    if not port_text:
        return host, DEFAULT_PORTS[scheme]
    if not re.fullmatch(r"[0-9]{1,5}", port_text) or not 0 < int(port_text) < 65536:
        raise FetchRefused(BAD_URL, "The port in the address is not a number a port can have. Leave it out.")
    return host, int(port_text)


def _ascii_host(text: str) -> str:
    if not text or len(text) > 255:
        raise _bad_host()
    if text.isascii():
        host = text.lower()
    else:
        try:
            mapped = idna.uts46_remap(text, std3_rules=False, transitional=False)
            labels = [label if label.isascii() else idna.alabel(label).decode() for label in mapped.split(".")]
        except (idna.IDNAError, UnicodeError):
            raise _bad_host() from None
        host = ".".join(labels)
    host = host.removesuffix(".")
    labels = host.split(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise _bad_host()
    if _NUMBER.fullmatch(labels[-1]):
        # A browser reads 127.1, 0x7f.1 and 2130706433 as numbers. Only the plain dotted form is let through, and only
        # when it was typed that way.
        try:
            host = str(ipaddress.IPv4Address(text.removesuffix(".") if text.isascii() else ""))
        except ValueError:
            raise _bad_host() from None
    return host


def _bad_host() -> FetchRefused:
    return FetchRefused(BAD_URL, "The site's name in the address cannot be read. Copy the address from the browser.")


def _is_private_name(host: str) -> bool:
    return any(host == suffix or host.endswith("." + suffix) for suffix in _PRIVATE_SUFFIXES)


def _is_tracking(parameter: str) -> bool:
    name = unquote(parameter.partition("=")[0]).lower()
    return name in _TRACKING_NAMES or name.startswith(_TRACKING_PREFIXES)


_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def _normal_percents(text: str) -> str:
    """Decode what needed no encoding, write the rest in capitals, encode a lone percent sign (RFC 3986, 6.2.2)."""

    def normal(match: re.Match[str]) -> str:
        digits = match[1]
        if digits is None:
            return "%25"
        character = chr(int(digits, 16))
        return character if character in _UNRESERVED else f"%{digits.upper()}"

    return re.sub(r"%([0-9A-Fa-f]{2})?", normal, text)


def _without_dot_segments(path: str) -> str:
    segments = path.split("/")
    kept: list[str] = []
    for index, segment in enumerate(segments):
        is_last = index == len(segments) - 1
        if segment == "..":
            if len(kept) > 1:
                kept.pop()
            if is_last:
                kept.append("")
        elif segment == ".":
            if is_last:
                kept.append("")
        else:
            kept.append(segment)
    return "/".join(kept) or "/"
