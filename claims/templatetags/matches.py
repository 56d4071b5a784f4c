"""How sure a proposal is, in words and as a number."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

MEANING_LABELS = {
    "true": "True",
    "mostly_true": "Mostly true",
    "mixed": "Half true",
    "mostly_false": "Mostly false",
    "false": "False",
    "misleading": "Misleading",
    "missing_context": "Missing context",
    "unproven": "Unproven",
    "altered": "Altered",
    "satire": "Satire",
    "outdated": "Outdated",
}
STEPS = ((0.85, "Almost certainly the same claim"), (0.5, "Probably the same claim"), (0.0, "Perhaps the same claim"))


@register.filter
def likeness_words(score: float) -> str:
    return next(words for least, words in STEPS if score >= least)


@register.simple_tag
def likeness(score: float) -> SafeString:
    """“Probably the same claim, 74 of 100”, with a bar."""
    points = round(score * 100)
    return format_html(
        '<span class="score likeness"><svg viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false"><rect class="score__track" width="100" height="16" rx="8"/>'
        '<rect class="score__fill" width="{}" height="16" rx="8"/></svg>{} <span class="num">{}</span>'
        '<span class="visually-hidden"> of 100</span></span>',
        max(points, 4), likeness_words(score), points,
    )  # fmt: skip
