"""Which network addresses the desk may connect to: those of the public internet, and no others."""

from __future__ import annotations

import ipaddress

from claims.fetching.errors import FetchRefused

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# `is_global` of Python 3.11 lets several of these pass (multicast, 6to4, NAT64, IPv4-compatible…), and later versions
# differ from it, so the list decides first and `is_global` only adds to it.
DENY_NETWORKS = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
        "::/96",
        "::1/128",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "100::/64",
        "2001::/23",
        "2001:db8::/32",
        "2002::/16",
        "3fff::/20",
        "5f00::/16",
        "fc00::/7",
        "fe80::/10",
        "fec0::/10",
        "ff00::/8",
    )
)
# All of IPv6 that is handed out to sites. What lies outside is reserved or translates to something else.
_GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")

ADDRESS_REFUSED = "address_refused"
ADDRESS_REFUSED_MESSAGE = (
    "The desk does not open this address. Give the public web address of the page, or paste its text instead."
)


def unwrap(address: IPAddress) -> IPAddress:
    """The IPv4 address inside an IPv4-mapped IPv6 address; any other address as it is."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return address


def is_public(address: IPAddress) -> bool:
    """Whether this is an ordinary address of the public internet."""
    if isinstance(address, ipaddress.IPv6Address) and address.scope_id is not None:
        return False
    address = unwrap(address)
    if any(address in network for network in DENY_NETWORKS if network.version == address.version):
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    return address.is_global


def is_loopback(address: IPAddress) -> bool:
    """Whether this is this machine itself."""
    return unwrap(address).is_loopback


def check_address(address: str, *, loopback_allowed: bool = False) -> IPAddress:
    """The address as a value, IPv4-mapped ones unwrapped.

    Raises FetchRefused, without repeating the address, unless it is public (or loopback, where a caller allowed that).
    """
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        raise FetchRefused(ADDRESS_REFUSED, ADDRESS_REFUSED_MESSAGE) from None
    if is_public(parsed) or (loopback_allowed and is_loopback(parsed)):
        return unwrap(parsed)
    raise FetchRefused(ADDRESS_REFUSED, ADDRESS_REFUSED_MESSAGE)
