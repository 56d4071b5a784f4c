"""A paragraph with its marks as HTML. Nothing stands between the pieces: offsets in it are offsets in the text."""

from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

LANES = 10  # lines under the words; where more claims meet, the finds beside the text tell them apart


@register.filter
def of(table: Any, key: int) -> Any:
    """What a mapping holds for this key; nothing when it holds nothing."""
    return table.get(key, ())


@register.filter
def reads_now(table: Any, key: int) -> Any:
    """The same for a mapping whose keys went through JSON."""
    return table.get(str(key))


@register.simple_tag
def marked(pieces: Any, *, is_told: bool = True) -> SafeString:
    """Pieces of reading.cut_pieces. Claims are <mark>, with the id mark-<claim> where each begins.

    ``is_told``: what is said about them stands on the page, for a screen reader to be led to.
    """
    return mark_safe("".join(_piece(piece, is_told=is_told) for piece in pieces))  # noqa: S308 - every text in it is escaped


def _piece(piece: Any, *, is_told: bool) -> str:
    text = escape(piece.text)
    claims = piece.claims
    roles = [role for role in ("source", "cue") if piece.has(role)]
    if not claims:
        roles = roles or (["speech"] if piece.has("speech") else [])
        return f'<span class="{" ".join(roles)}">{text}</span>' if roles else text
    anchors = "".join(f'<span id="mark-{key}"></span>' for key in piece.begins[1:])
    first = f' id="mark-{piece.begins[0]}"' if piece.begins else ""
    details = f' aria-details="{" ".join(piece.details)}"' if is_told and piece.details else ""
    keys = " ".join(str(mark.key) for mark in claims)
    lanes = [f"u{mark.lane}-{mark.state}" for mark in claims if mark.lane < LANES]
    css = " ".join(["m", f"is-{piece.state}", *lanes, *roles])
    return f'{anchors}<mark class="{css}"{first}{details} data-claims="{keys}">{text}</mark>'
