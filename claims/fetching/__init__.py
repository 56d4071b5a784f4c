"""The only door through which the desk opens addresses that a person named.

`fetch` resolves, checks and connects by the rules in `addresses` and `limits`; `parse_target` applies the same rules
to an address in a form without asking the network; `canonical_url` is the key under which an address is known. Plain
parameters, no Django: settings are passed in by the callers.
"""

from claims.fetching.addresses import check_address
from claims.fetching.client import Exchange, Fetched, fetch, user_agent
from claims.fetching.errors import FetchError, FetchPermanent, FetchRefused, FetchTemporary
from claims.fetching.limits import Limits, Purpose
from claims.fetching.network import Network
from claims.fetching.targets import Target, canonical_url, parse_target

__all__ = [
    "Exchange",
    "FetchError",
    "FetchPermanent",
    "FetchRefused",
    "FetchTemporary",
    "Fetched",
    "Limits",
    "Network",
    "Purpose",
    "Target",
    "canonical_url",
    "check_address",
    "fetch",
    "parse_target",
    "user_agent",
]
