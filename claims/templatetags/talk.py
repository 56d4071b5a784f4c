"""Remarks and replies as people read them: links that can be followed safely, names that stand out, line breaks."""

import re

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from claims.forms.talk import CHANNEL_LABELS

register = template.Library()

# An address ends before what closes the sentence around it; brackets belong to it only in pairs.
_PIECES = re.compile(r"(https?://[^\s<>\"“”]+)|(?<![\w@./+-])(@[\w][\w.@+-]{0,149})", re.IGNORECASE)
_CLOSING = ".,;:!?…'’”)]}"
_SHOWN = 80
_CHANNELS = {str(channel): label for channel, label in CHANNEL_LABELS.items()}


@register.filter
def remark(text: str) -> SafeString:
    """Plain text as HTML: lines kept, http and https addresses made links, names after @ set off. No markup in it."""
    lines = text.split("\n")
    return format_html_join(mark_safe("<br>"), "{}", ((_line(line),) for line in lines))


def _line(line: str) -> SafeString:
    parts: list[str] = []
    at = 0
    for match in _PIECES.finditer(line):
        parts.append(conditional_escape(line[at : match.start()]))
        address, name = match.group(1), match.group(2)
        if address:
            kept = _trimmed(address)
            parts.append(_link(kept))
        else:
            kept = name.rstrip(".+-@")
            parts.append(format_html('<b class="mention">{}</b>', kept) if len(kept) > 1 else conditional_escape(kept))
        at = match.start() + len(kept)
    parts.append(conditional_escape(line[at:]))
    return mark_safe("".join(parts))  # noqa: S308 - every part is escaped above


def _trimmed(address: str) -> str:
    while address and address[-1] in _CLOSING:
        if address[-1] in ")]}" and address.count("([{"[")]}".index(address[-1])]) >= address.count(address[-1]):
            break
        address = address[:-1]
    return address


def _link(address: str) -> SafeString:
    if not re.match(r"https?://[^/?#]", address, re.IGNORECASE):
        return conditional_escape(address)
    shown = address if len(address) <= _SHOWN else f"{address[: _SHOWN - 1]}…"
    return format_html('<a href="{}" rel="external nofollow noopener noreferrer">{}</a>', address, shown)


@register.filter
def channel_word(value: str) -> str:
    """How somebody was asked."""
    return _CHANNELS.get(value, value.replace("_", " ").capitalize())
