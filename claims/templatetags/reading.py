"""A paragraph with its marks as HTML. Nothing stands between the pieces: offsets in it are offsets in the text."""

from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

DEEPEST = 3  # shades; where more marks meet, the words beside the text tell them apart


@register.simple_tag
def marked(pieces: Any) -> SafeString:
    """Pieces of reading.cut_pieces. Claims are <mark>, with the id mark-<claim> where each begins."""
    return mark_safe("".join(_piece(piece) for piece in pieces))  # noqa: S308 - every text in it is escaped


def _piece(piece: Any) -> str:
    text = escape(piece.text)
    claims = piece.claims
    roles = [role for role in ("source", "cue") if piece.has(role)]
    if not claims:
        roles = roles or (["speech"] if piece.has("speech") else [])
        return f'<span class="{" ".join(roles)}">{text}</span>' if roles else text
    depth = min(len(claims), DEEPEST)
    anchors = "".join(f'<span id="mark-{key}"></span>' for key in piece.begins[1:])
    first = f' id="mark-{piece.begins[0]}"' if piece.begins else ""
    keys = " ".join(str(mark.key) for mark in claims)
    css = " ".join(["m", f"m--{depth}", f"is-{piece.state}", *roles])
    return f'{anchors}<mark class="{css}"{first} data-claims="{keys}">{text}</mark>'
