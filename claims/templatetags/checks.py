"""What the claim page and the public pages say in words: when something was said, links into passages, markup."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from claims.claimreview import script_json
from claims.forms.claims import KIND_LABELS
from claims.forms.sources import PROXIMITY_LABELS, STANCE_LABELS
from claims.matching.fragments import passage_link

register = template.Library()


@register.simple_tag
def said_when(start: date | str | None, end: date | str | None = None, precision: str = "") -> str:
    """“on 2 March 2026”, “in March 2026”, “in the 2020s”, “between 1 and 5 March 2026”; empty when unknown."""
    first, last = _day(start), _day(end)
    if first is None:
        return ""
    match precision:
        case "decade":
            return f"in the {first.year // 10 * 10}s"
        case "year":
            return f"in {first.year}" if last is None or last.year == first.year else f"{first.year} to {last.year}"
        case "month":
            return f"in {date_format(first, 'F Y')}"
    if last is None or last == first:
        return f"on {date_format(first, 'j F Y')}"
    return f"between {date_format(first, 'j F Y')} and {date_format(last, 'j F Y')}"


@register.filter
def day(value: date | str | None) -> str:
    """2 March 2026, from a date or its ISO form."""
    found = _day(value)
    return date_format(found, "j F Y") if found else ""


def _day(value: date | str | None) -> date | None:
    if isinstance(value, str):
        return date.fromisoformat(value[:10]) if value else None
    return value


@register.simple_tag
def deep_link(piece: Mapping[str, Any]) -> str:
    """The address of a frozen piece of evidence, leading to its passage."""
    return passage_link(
        piece["url"],
        piece["passage"],
        prefix=piece.get("passage_prefix", ""),
        suffix=piece.get("passage_suffix", ""),
    )


@register.simple_tag
def archived_link(piece: Mapping[str, Any], address: str) -> str:
    """An address in an archive, leading to the same passage."""
    return passage_link(
        address, piece["passage"], prefix=piece.get("passage_prefix", ""), suffix=piece.get("passage_suffix", "")
    )


@register.simple_tag
def robust_link(piece: Mapping[str, Any]) -> SafeString:
    """Attributes by which readers' tools find an archived copy when the page is gone, after Robust Links."""
    copies = piece.get("archived") or []
    if not piece.get("url") or not copies:
        return SafeString("")
    copy = copies[0]
    day = format_html(' data-versiondate="{}"', copy["at"][:10]) if copy.get("at") else ""
    return format_html(' data-originalurl="{}" data-versionurl="{}"{}', piece["url"], copy["url"], day)


@register.filter
def stance_word(value: str) -> str:
    return {str(key): word for key, word in STANCE_LABELS.items()}.get(value, value)


_FOR_READERS = {
    "supports": "Speaks for the claim",
    "refutes": "Speaks against the claim",
    "mixed": "Speaks for both",
    "context": "Gives context",
    "insufficient": "Does not settle it",
}


@register.filter
def reader_stance(value: str) -> str:
    return _FOR_READERS.get(value, value)


@register.filter
def proximity_word(value: str) -> str:
    words = {str(key): word for key, word in PROXIMITY_LABELS.items()}
    return f"{words.get(value, value)} source"


_KIND_WORDS = {str(kind): word for kind, word in KIND_LABELS.items()}


@register.filter
def kind_word(value: str) -> str:
    return _KIND_WORDS.get(value, value)


@register.filter
def host(url: str) -> str:
    """The site of an address, for a source that nobody named a publisher for."""
    return (urlsplit(url).hostname or "").removeprefix("www.")


@register.simple_tag
def json_ld_script(json_ld: Mapping[str, Any]) -> SafeString:
    """The one data block of a page. Not executed, so the policy on scripts lets it stand."""
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(script_json(json_ld)))  # noqa: S308
