"""Published fact-checks as others mark them up: one record in, the checks that it tells of out.

Takes ClaimReview (any spelling that is found in the wild), a DataFeed's items, claims of Google's `claims:search`, and
the rows of a table. Never guesses: what a record does not say stays empty, and the record itself is kept beside it.
"""

import html
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any
from urllib.parse import urlsplit

MAX_CLAIM_CHARS = 5000
DEEPEST = 12  # levels of nesting in which markup is looked for


class BadRecord(ValueError):
    """A record that tells of no usable check; the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundCheck:
    """One published check of one claim.

    ``share`` is their number on their scale, 0 false to 1 true, when they give one; ``raw`` is the record as it came.
    """

    url: str
    claim: str
    claimant: str = ""
    claimed_on: date | None = None
    publisher: str = ""
    site: str
    title: str = ""
    reviewed_on: date | None = None
    label: str = ""
    share: float | None = None
    language: str = ""
    appearances: tuple[str, ...] = ()
    is_withdrawn: bool = False
    raw: Mapping[str, Any] = field(repr=False)


def read_record(record: object) -> list["FoundCheck | BadRecord"]:
    """The checks that one record tells of, and in the place of each that is unusable what is wrong with it.

    A withdrawn feed item gives its checks as withdrawn. Empty only for a feed item that says itself that it is.
    """
    if not isinstance(record, Mapping):
        return [BadRecord("the record is not an object")]
    if "item" in record and not _several(record["item"]):
        return []  # feeds are full of these: a page that had a review once
    return list(_checks(record, is_withdrawn=False, depth=0)) or [BadRecord(_why_none(record))]


def _tried(read: Callable[[], FoundCheck]) -> "FoundCheck | BadRecord":
    try:
        return read()
    except BadRecord as error:
        return error


def _checks(record: Mapping[str, Any], *, is_withdrawn: bool, depth: int) -> Iterator["FoundCheck | BadRecord"]:
    if depth > DEEPEST:
        yield BadRecord("it is nested too deeply")
        return
    kinds = {str(kind).rpartition("/")[2] for kind in _several(record.get("@type"))}
    if "ClaimReview" in kinds or ("claimReviewed" in record and not kinds):
        yield _tried(partial(_claim_review, record, is_withdrawn=is_withdrawn))
        return
    if isinstance(record.get("claimReview"), list):
        yield from (_tried(partial(_google_review, record, review)) for review in record["claimReview"])
        return
    is_withdrawn = is_withdrawn or bool(record.get("dateDeleted"))
    for name in ("@graph", "item", "dataFeedElement", "itemListElement", "mainEntity", "claims", "claim", "results"):
        for inner in _several(record.get(name)):
            if isinstance(inner, Mapping):
                yield from _checks(inner, is_withdrawn=is_withdrawn, depth=depth + 1)


def _why_none(record: Mapping[str, Any]) -> str:
    kind = ", ".join(str(one) for one in _several(record.get("@type")))
    return f"it holds no ClaimReview (it is {kind})" if kind else "it holds no ClaimReview and no claim with reviews"


def _claim_review(record: Mapping[str, Any], *, is_withdrawn: bool) -> FoundCheck:
    url = address_of(record.get("url")) or address_of(record.get("mainEntityOfPage")) or address_of(record.get("@id"))
    item = next((one for one in _several(record.get("itemReviewed")) if isinstance(one, Mapping)), {})
    claim = text_of(record.get("claimReviewed")) or text_of(item.get("text"))
    rating = _several(record.get("reviewRating"))
    label, share = _rating(rating[0] if rating else None)
    site = _site(url)
    author = next((one for one in _several(record.get("author")) if text_of(one)), None)
    own_hosts = {site, _site(address_of(author))}
    return _checked(
        url=url,
        claim=claim,
        claimant=", ".join(dict.fromkeys(filter(None, (text_of(one) for one in _several(item.get("author")))))),
        claimed_on=day_of(item.get("datePublished")),
        publisher=text_of(author),
        title=text_of(record.get("headline")) or text_of(record.get("name")),
        reviewed_on=day_of(record.get("datePublished")) or day_of(record.get("dateModified")),
        label=label,
        share=share,
        language=_language(record.get("inLanguage")),
        appearances=tuple(
            url
            for url in dict.fromkeys([*_addresses(item.get("firstAppearance")), *_addresses(item.get("appearance"))])
            if _site(url) not in own_hosts
        ),
        is_withdrawn=is_withdrawn,
        raw=record,
    )


def _google_review(claim: Mapping[str, Any], review: object) -> FoundCheck:
    if not isinstance(review, Mapping):
        raise BadRecord("one of its reviews is not an object")
    publisher = review.get("publisher")
    publisher = publisher if isinstance(publisher, Mapping) else {}
    return _checked(
        url=address_of(review.get("url")),
        claim=text_of(claim.get("text")),
        claimant=text_of(claim.get("claimant")),
        claimed_on=day_of(claim.get("claimDate")),
        publisher=text_of(publisher.get("name")) or text_of(publisher.get("site")),
        title=text_of(review.get("title")),
        reviewed_on=day_of(review.get("reviewDate")),
        label=text_of(review.get("textualRating")),
        language=_language(review.get("languageCode")),
        raw={**{key: value for key, value in claim.items() if key != "claimReview"}, "claimReview": [dict(review)]},
    )


COLUMNS: dict[str, tuple[str, ...]] = {
    "claim": ("claim", "claim_text", "claimreviewed", "text"),
    "claimant": ("claimant", "speaker", "claim_author"),
    "claimed_on": ("claim_date", "claimed_on", "claimdate"),
    "publisher": ("publisher", "publisher_name", "outlet", "fact_checker"),
    "url": ("url", "review_url", "link"),
    "title": ("title", "review_title", "headline"),
    "reviewed_on": ("review_date", "reviewed_on", "date", "reviewdate"),
    "label": ("rating", "label", "verdict", "textual_rating", "textualrating"),
    "language": ("language", "language_code", "inlanguage"),
    "appearances": ("appearances", "appearance"),
}


def read_row(row: Mapping[Any, Any]) -> FoundCheck:
    """One row of a table by the names of its columns. Raises :class:`BadRecord`."""
    if None in row:
        raise BadRecord("it has more cells than the table has columns; put quotation marks around commas")
    given = {
        re.sub(r"[^a-z0-9]+", "_", str(name).strip().lower()).strip("_"): str(value or "").strip()
        for name, value in row.items()
    }
    cell = {name: next((given[one] for one in spellings if given.get(one)), "") for name, spellings in COLUMNS.items()}
    for name in ("claimed_on", "reviewed_on"):
        if cell[name] and day_of(cell[name]) is None:
            raise BadRecord(f"“{cell[name][:40]}” is no date; write it as 2026-03-31")
    return _checked(
        url=address_of(cell["url"]),
        claim=text_of(cell["claim"]),
        claimant=text_of(cell["claimant"]),
        claimed_on=day_of(cell["claimed_on"]),
        publisher=text_of(cell["publisher"]),
        title=text_of(cell["title"]),
        reviewed_on=day_of(cell["reviewed_on"]),
        label=text_of(cell["label"]),
        language=_language(cell["language"]),
        appearances=tuple(_addresses(cell["appearances"])),
        raw=dict(row),
    )


def _checked(*, url: str, claim: str, **facts: Any) -> FoundCheck:
    if not url:
        raise BadRecord("the address of the check is missing, or is not a web address")
    if not claim:
        raise BadRecord(f"the claim is missing ({url[:200]})")
    if len(claim) > MAX_CLAIM_CHARS:
        raise BadRecord(f"the claim has {len(claim):,} characters, at most {MAX_CLAIM_CHARS:,} fit ({url[:200]})")
    site = _site(url)
    facts["publisher"] = facts.get("publisher") or site
    return FoundCheck(url=url, claim=claim, site=site, **facts)


# -- values as they are found ---------------------------------------------------------------------


def _several(value: object) -> list[Any]:
    if value is None or value in ("", {}):
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def text_of(value: object) -> str:
    """Words, whatever they are wrapped in: a list, a language-tagged value, a named thing. Without markup or runs of
    blanks."""
    if isinstance(value, list | tuple):
        return next(filter(None, map(text_of, value)), "")
    if isinstance(value, Mapping):
        return text_of(value.get("@value") or value.get("name") or value.get("text"))
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    text = str(value)
    for _ in range(2):  # entities are escaped twice more often than one would think
        text = html.unescape(text)
    text = re.sub(r"</?[a-zA-Z][^<>]{0,300}>", " ", text)
    text = "".join(" " if c.isspace() else c for c in text if c.isspace() or c.isprintable())
    return " ".join(text.split())


def address_of(value: object) -> str:
    """The first web address in a text, a list or a thing that has one; "" for none."""
    return next(iter(_addresses(value)), "")


def _addresses(value: object) -> list[str]:
    found: list[str] = []
    for one in _several(value):
        if isinstance(one, Mapping):
            found += _addresses(one.get("url") or one.get("@id") or one.get("contentUrl"))
        elif isinstance(one, str):
            # Several in one string, with commas, blanks or "and" between.
            parts = re.split(r"[\s,]+(?=https?://)|\s+and\s+(?=https?://)|\s+", html.unescape(one).strip())
            found += [part.rstrip(",;") for part in parts if _is_address(part)]
    return found


def _is_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and "." in (parts.hostname or "")
    except ValueError:
        return False


def _site(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def day_of(value: object) -> date | None:
    """The day of an ISO date or moment as it is written there; None for anything else."""
    text = text_of(value)
    match = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)", text)
    if match:
        try:
            return date(*(int(part) for part in match.groups()))
        except ValueError:
            return None
    try:
        return datetime.fromisoformat(text).date() if text else None
    except ValueError:
        return None


def _language(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("alternateName") or value.get("name")
    tag = text_of(value).replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", tag) else ""


def _rating(rating: object) -> tuple[str, float | None]:
    """The printed label, and where the number lies between worst and best, clamped; -1 means that there is none."""
    if not isinstance(rating, Mapping):
        return text_of(rating), None
    label = text_of(rating.get("alternateName")) or text_of(rating.get("name"))
    value, best, worst = (_number(rating.get(name)) for name in ("ratingValue", "bestRating", "worstRating"))
    if value is None or best is None or worst is None or best <= worst or (value == -1 and worst >= 0):
        return label, None
    return label, min(1.0, max(0.0, (value - worst) / (best - worst)))


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
