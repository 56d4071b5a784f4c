"""Two texts as one: what was taken out and what was put in, word by word."""

import re
from difflib import SequenceMatcher

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

_WORDS = re.compile(r"\s+|[^\s]+")
LONGEST = 20_000  # words beyond which a comparison costs more than it shows


@register.simple_tag
def word_diff(before: str, after: str) -> SafeString:
    """``after`` with what differs from ``before`` marked as <del> and <ins>; equal texts come back plain."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    if len(old) + len(new) > LONGEST:
        return format_html("<del>{}</del> <ins>{}</ins>", before, after)
    pieces = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        if tag == "equal":
            pieces.append(("", gone, ""))
            continue
        if gone.strip():
            pieces.append(("<del>", gone, "</del>"))
        if come:
            pieces.append(("<ins>", come, "</ins>") if come.strip() else ("", come, ""))
    return format_html_join("", "{}{}{}", ((_TAGS[start], text, _TAGS[end]) for start, text, end in pieces))


_TAGS = {tag: SafeString(tag) for tag in ("", "<del>", "</del>", "<ins>", "</ins>")}
