"""Words, shapes and keys of evidence: what a copy's state is called, how a link fares, which key picks what."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.forms.sources import IDENTITY_LABELS, MEDIUM_LABELS, PROXIMITY_KEYS, STANCE_KEYS
from claims.models import Capture, Source
from claims.templatetags.desk import icon

register = template.Library()

COPY_STATES = {
    "requested": ("clock", "Asked for", ""),
    "archived": ("full", "Kept", "good"),
    "failed": ("bad", "Failed", "bad"),
}
LINK_STATES = {
    "unwatched": ("dotted", "Not watched yet", ""),
    "alive": ("full", "There, and says the same", "good"),
    "changed": ("warn", "Changed", "warn"),
    "dead": ("bad", "Gone", "bad"),
}
PURPOSES = {"first": "first copy", "watch": "a look again", "again": "asked for again", "upload": "handed in as a file"}
FAILURES = {
    "permanent": "Trying again as it is will not help.",
    "transient": "It may work later.",
    "quota": "The site limits how often it is asked.",
}


def _state(found: tuple[str, str, str]) -> SafeString:
    shape, word, tone = found
    return format_html('<span class="state state--{}">{}{}</span>', tone or "plain", icon(shape), word)


@register.simple_tag
def copy_state(capture: Capture) -> SafeString:
    """Asked for, kept or failed: shape and word, never mixed up."""
    return _state(COPY_STATES[capture.state])


@register.simple_tag
def link_state(source: Source) -> SafeString:
    """How the page at the address fares."""
    if not source.url:
        return format_html('<span class="state state--plain">{}</span>', "No address")
    return _state(LINK_STATES[source.link_state])


@register.filter
def purpose_word(value: str) -> str:
    return PURPOSES.get(value, value)


@register.filter
def failure_word(value: str) -> str:
    return FAILURES.get(value, "")


@register.filter
def medium_word(value: str) -> str:
    return {str(key): word for key, word in MEDIUM_LABELS.items()}.get(value, value)


@register.filter
def identity_word(value: str) -> str:
    return {str(key): word for key, word in IDENTITY_LABELS.items()}.get(value, value)


@register.filter
def pick_key(value: str, kind: str) -> str:
    """The single key that picks this stance or nearness while the focus is in its form or piece."""
    return (STANCE_KEYS if kind == "stance" else PROXIMITY_KEYS).get(value, "")
