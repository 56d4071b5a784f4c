from __future__ import annotations

import ipaddress

import pytest

from claims.fetching import FetchRefused, check_address
from claims.fetching.addresses import DENY_NETWORKS, is_public

MUST_BLOCK = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",  # noqa: S104
    "10.0.0.1",
    "100.64.0.1",
    "169.254.169.254",
    "172.31.0.1",
    "192.0.0.8",
    "192.0.0.170",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.5",
    "224.0.0.1",
    "239.1.1.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "2001:0:53aa:64c:0:0:80ff:fffe",
    "2001:db8::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fec0::1",
    "ff02::1",
]
MUST_ALLOW = [
    "8.8.8.8",
    "1.1.1.1",
    "93.184.216.34",
    "::ffff:8.8.8.8",
    "2606:4700:4700::1111",
    "2001:4860:4860::8888",
]
IS_GLOBAL_LETS_PASS = [
    "192.0.0.8",
    "224.0.0.1",
    "239.1.1.1",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::a00:1",
    "2002:7f00:1::",
    "2002:a9fe:a9fe::",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", [*MUST_BLOCK, *IS_GLOBAL_LETS_PASS])
def test_address_inside_is_refused(address: str) -> None:
    with pytest.raises(FetchRefused) as refusal:
        check_address(address)
    assert refusal.value.code == "address_refused"
    assert address not in refusal.value.message


@pytest.mark.parametrize("address", MUST_ALLOW)
def test_public_address_passes(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))
    check_address(address)


def test_mapped_address_is_handed_back_as_the_address_inside() -> None:
    assert str(check_address("::ffff:8.8.8.8")) == "8.8.8.8"


@pytest.mark.parametrize("network", DENY_NETWORKS, ids=str)
def test_both_ends_of_every_denied_network_are_refused(
    network: ipaddress.IPv4Network | ipaddress.IPv6Network,
) -> None:
    for address in (network[0], network[-1]):
        with pytest.raises(FetchRefused):
            check_address(str(address))


@pytest.mark.parametrize(
    "address", ["11.0.0.0", "9.255.255.255", "172.32.0.0", "100.128.0.0", "2003::1", "2001:200::1"]
)
def test_neighbours_of_denied_networks_pass(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    "address", ["4000::1", "::ffff:0:7f00:1", "2606:4700:4700::1111%eth0", "", "example.org", "1.2.3"]
)
def test_what_is_no_site_address_is_refused(address: str) -> None:
    with pytest.raises(FetchRefused):
        check_address(address)


def test_loopback_passes_only_where_a_caller_allows_it() -> None:
    for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        check_address(address, loopback_allowed=True)
        with pytest.raises(FetchRefused):
            check_address(address)
    with pytest.raises(FetchRefused):
        check_address("10.0.0.1", loopback_allowed=True)
