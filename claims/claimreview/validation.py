"""What is wrong with a piece of ClaimReview markup, in words for the editor who is about to publish it."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

from claims.claimreview.markup import EvidenceFacts, Visibility

LONG_CLAIM = 75


Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a piece of markup. Errors stop publication; warnings are for the editor to weigh."""

    severity: Severity
    code: str
    message: str


def problems(
    json_ld: Mapping[str, Any],
    *,
    site_hosts: Collection[str],
    evidence: Sequence[EvidenceFacts] | None = None,
    page_text: str | None = None,
) -> list[Problem]:
    """What is wrong with a ClaimReview, errors first; an empty list for nothing.

    `site_hosts` are the hosts on which the newsroom publishes, without ports. `evidence`, where given, lets
    independence, proximity and secrecy be judged by the record and not by the markup. `page_text` is the visible text
    of the page that carries the markup: where given, both must agree. Never raises for odd markup.
    """
    found = [
        *_required(json_ld),
        *_address(json_ld, site_hosts),
        *_numbers(json_ld),
        *_verdict_in_claim(json_ld),
        *_authors(json_ld),
        *_secrets(json_ld, evidence or ()),
        *_agreement(json_ld, page_text),
        *_recommended(json_ld),
        *_sources(json_ld, evidence),
    ]
    return sorted(found, key=lambda problem: problem.severity != "error")


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _several(value: object) -> list[Any]:
    if value is None or value in ("", {}):
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _error(code: str, message: str) -> Problem:
    return Problem("error", code, message)


def _warning(code: str, message: str) -> Problem:
    return Problem("warning", code, message)


def _label(json_ld: Mapping[str, Any]) -> str:
    return _text(_mapping(json_ld.get("reviewRating")).get("alternateName"))


def _required(json_ld: Mapping[str, Any]) -> Iterator[Problem]:
    if "ClaimReview" not in _several(json_ld.get("@type")):
        yield _error("type_missing", "The markup is not marked as a ClaimReview. Set its @type.")
    if not _text(json_ld.get("url")):
        yield _error("url_missing", "The check has no public address. Publish it under one first.")
    if not _text(json_ld.get("claimReviewed")):
        yield _error("claim_missing", "The claim is missing. Write what was claimed.")
    if not _label(json_ld):
        yield _error("label_missing", "The verdict has no label. Choose a rating.")


def _host(url: str) -> str:
    try:
        parts = urlsplit(url)
        return (parts.hostname or "") if parts.scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _address(json_ld: Mapping[str, Any], site_hosts: Collection[str]) -> Iterator[Problem]:
    url = _text(json_ld.get("url"))
    host = _host(url)
    own = [site_host.lower().strip(".") for site_host in site_hosts]
    if url and not any(host == site_host or host.endswith("." + site_host) for site_host in own):
        yield _error("url_foreign", "The check's address is not on this site. Use its final address, no short link.")


def _numbers(json_ld: Mapping[str, Any]) -> Iterator[Problem]:
    rating = _mapping(json_ld.get("reviewRating"))
    given = [rating.get(name) for name in ("worstRating", "ratingValue", "bestRating")]
    if all(number is None for number in given):
        return
    whole = [number for number in given if isinstance(number, int) and not isinstance(number, bool)]
    if len(whole) < 3:
        yield _error("rating_broken", "A numeric rating needs a value and both ends, all whole numbers.")
        return
    worst, value, best = whole
    if not (1 <= worst < best and worst <= value <= best):
        yield _error("rating_broken", "The rating does not fit its scale: 1 ≤ worst ≤ value ≤ best.")


def _verdict_in_claim(json_ld: Mapping[str, Any]) -> Iterator[Problem]:
    claim, label = _text(json_ld.get("claimReviewed")), _label(json_ld)
    if not claim or not label:
        return
    word = rf"(?<!\w){re.escape(label)}(?!\w)"
    anywhere = re.search(word, claim, re.IGNORECASE)
    if anywhere is None:
        return
    # "False: the bridge is closed" carries the verdict. "She gave false figures" merely uses the word.
    at_an_edge = re.match(rf"\W*{word}\s*[:.!–—-]|\W*{word}$", claim, re.IGNORECASE) or re.search(
        rf"[:.!?–—(\[-]\s*{word}\W*$", claim, re.IGNORECASE
    )
    as_written = label in claim[1:] or label.upper() in claim
    if at_an_edge or as_written or " " in label:
        yield _error("verdict_in_claim", f"The claim contains the verdict “{label}”. Write the claim alone.")
    else:
        yield _warning("verdict_word_in_claim", f"The claim uses the word “{label}”. Make sure it is not the verdict.")


def _names(party: object) -> set[str]:
    """Everything a party can be recognised by: its name, and its addresses without their decoration."""
    if isinstance(party, str):
        return {party.casefold().strip()} - {""}
    known = _mapping(party)
    names = {_text(known.get("name")).casefold()}
    for address in [known.get("url"), *_several(known.get("sameAs"))]:
        names.add(re.sub(r"^https?://(www\.)?|/+$", "", _text(address).casefold()))
    return names - {""}


def _authors(json_ld: Mapping[str, Any]) -> Iterator[Problem]:
    publishers = set().union(*(_names(one) for one in _several(json_ld.get("author"))))
    if not publishers:
        yield _error("publisher_missing", "The publisher has neither name nor address. Fill in the site's settings.")
    claimants = _several(_mapping(json_ld.get("itemReviewed")).get("author"))
    if any(_names(claimant) & publishers for claimant in claimants):
        yield _error("author_is_publisher", "The claim's author is the publisher of the check. Say who made it.")
    if any(_text(_mapping(one).get("name")) and not _several(_mapping(one).get("sameAs")) for one in claimants):
        yield _warning(
            "no_same_as", "The speaker has no reference address. Add a home page, Wikipedia or Wikidata link."
        )


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _strings(part)


def _secrets(json_ld: Mapping[str, Any], evidence: Sequence[EvidenceFacts]) -> Iterator[Problem]:
    withheld = {
        url
        for source in evidence
        if source.visibility is not Visibility.PUBLIC
        for url in (source.url, source.archived_url)
        if url
    }
    shown = list(_strings(json_ld))
    cited = [url for source in _several(json_ld.get("citation")) for url in _cited_urls(source)]
    if any(url in text for url in withheld for text in shown) or any(_is_inside(url) for url in cited):
        yield _error("evidence_private", "A source that is not public would be published. Remove it or release it.")


def _cited_urls(source: object) -> list[str]:
    if isinstance(source, str):
        return [source] if "://" in source else []
    return [url for url in (_text(_mapping(source).get(name)) for name in ("url", "archivedAt")) if url]


def _is_inside(url: str) -> bool:
    """Whether an address leads nowhere on the public web."""
    host = _host(url)
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".internal", ".localhost", ".lan", ".home.arpa"))


def _agreement(json_ld: Mapping[str, Any], page_text: str | None) -> Iterator[Problem]:
    if page_text is None:
        return
    page = " ".join(page_text.split())
    rating = _mapping(json_ld.get("reviewRating"))
    for name, value in (
        ("claim", json_ld.get("claimReviewed")),
        ("verdict", rating.get("alternateName")),
        ("explanation", rating.get("ratingExplanation")),
    ):
        if " ".join(_text(value).split()) not in page:
            yield _error("page_disagrees", f"The {name} in the markup is not on the page. Publish the check again.")


def _recommended(json_ld: Mapping[str, Any]) -> Iterator[Problem]:
    item = _mapping(json_ld.get("itemReviewed"))
    if not _several(item.get("appearance")) and not _several(item.get("firstAppearance")):
        yield _warning("no_appearance", "No address says where the claim was made. Add at least one.")
    if not _text(item.get("datePublished")):
        yield _warning("no_claim_date", "It is not said when the claim was made. Add the date.")
    if len(_text(json_ld.get("claimReviewed"))) > LONG_CLAIM:
        yield _warning("claim_long", f"The claim is longer than {LONG_CLAIM} characters. Search results may cut it.")
    if not _text(json_ld.get("inLanguage")):
        yield _warning("no_language", "The language of the check is missing. Set it.")
    if not _text(_mapping(json_ld.get("reviewRating")).get("ratingExplanation")):
        yield _warning("no_explanation", "The verdict has no explanation. Write one or two sentences.")


def _sources(json_ld: Mapping[str, Any], evidence: Sequence[EvidenceFacts] | None) -> Iterator[Problem]:
    if evidence is None:
        origins = {_origin(source) for source in _several(json_ld.get("citation"))}
    else:
        origins = {source.group or f"{index}" for index, source in enumerate(evidence)}
        if evidence and not any(source.is_primary or source.reason_not_primary for source in evidence):
            yield _warning("no_primary", "All sources are second-hand. Add a primary one, or say why there is none.")
    if len(origins) < 2:
        yield _warning("few_sources", "Fewer than two independent sources are named. Add another one.")


def _origin(source: object) -> str:
    """What a cited work comes from, as far as the markup tells: its publisher, else its site, else itself."""
    publisher = _text(_mapping(_mapping(source).get("publisher")).get("name")).casefold()
    urls = _cited_urls(source)
    return publisher or (_host(urls[0]) if urls else "") or json.dumps(source, sort_keys=True, default=str)
