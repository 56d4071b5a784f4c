"""Small drawings that templates share: icons, statuses, ratings, scores. Each carries a word beside its shape."""

from functools import cache
from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.models import Rating
from claims.workflow import ArticleStatus, ClaimStatus

register = template.Library()

# Shape and word of every status; the colours are the style sheet's.
STATUSES: dict[str, tuple[str, str]] = {
    ClaimStatus.PROPOSED: ("dotted", "Proposed"),
    ClaimStatus.OPEN: ("todo", "Open"),
    ClaimStatus.DISMISSED: ("struck", "Dismissed"),
    ClaimStatus.IN_REVIEW: ("half", "In work"),
    ClaimStatus.SUBMITTED: ("send", "To review"),
    ClaimStatus.RETURNED: ("return", "Returned"),
    ClaimStatus.APPROVED: ("check", "Approved"),
    ClaimStatus.PUBLISHED: ("full", "Published"),
    ClaimStatus.CORRECTED: ("pencil", "Corrected"),
    ClaimStatus.RETRACTED: ("close", "Retracted"),
    ArticleStatus.QUEUED: ("clock", "Waiting"),
    ArticleStatus.EXTRACTING: ("half", "Being read"),
    ArticleStatus.READY: ("full", "Ready"),
    ArticleStatus.FAILED: ("bad", "Failed"),
    ArticleStatus.WITHDRAWN: ("struck", "Withdrawn"),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """One drawing of icons.svg, hidden from screen readers: put words beside it, or an aria-label around it."""
    return _drawing(name)


@cache  # a page of the queue has some two hundred of them
def _drawing(name: str) -> SafeString:
    sprite = static("img/icons.svg")
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>', sprite, name)


@register.simple_tag
@cache
def status(value: str) -> SafeString:
    """The status of a claim or an article: shape, word and colour."""
    shape, word = STATUSES.get(value, ("todo", value.replace("_", " ").capitalize()))
    return format_html('<span class="status status--{}">{}{}</span>', value, icon(shape), word)


@register.filter
def status_word(value: str) -> str:
    """The word alone."""
    return STATUSES.get(value, ("", value.replace("_", " ").capitalize()))[1]


@register.simple_tag
def rating(value: Rating, size: str = "") -> SafeString:
    """A verdict's label as its scale words it, with the shape of where it lies on the truth axis."""
    return rating_label(value.label, value.truth, size)


@register.simple_tag
def rating_label(label: str, truth: str = "", size: str = "") -> SafeString:
    """The same for frozen facts, where only the label and its place on the truth axis are at hand."""
    code = truth or "off"
    large = " rating--large" if size == "large" else ""
    return format_html('<span class="rating rating--{}{}">{}{}</span>', code, large, icon(f"rating-{code}"), label)


@register.simple_tag
def score(value: float) -> SafeString:
    """Check-worthiness as a bar and a number from 0 to 100."""
    points = round(value * 100)
    return format_html(
        '<span class="score"><svg viewBox="0 0 100 16" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        '<rect class="score__track" width="100" height="16" rx="8"/>'
        '<rect class="score__fill" width="{}" height="16" rx="8"/>'
        '</svg><span class="visually-hidden">Check-worthiness </span>{}</span>',
        max(points, 4), points,
    )  # fmt: skip


@register.filter
def share(value: float) -> int:
    """A share of 1 as a whole number of hundredths."""
    return round(value * 100)


@register.filter
def points(value: float) -> str:
    """A share as whole points with its sign kept: 0.123 is +12."""
    number = round(value * 100)
    return f"+{number}" if number > 0 else f"−{-number}" if number < 0 else "0"


@register.filter
def log_odds(value: float) -> str:
    """Log-odds to two places, with their sign: 0.51 is +0.51."""
    number = round(float(value), 2)
    return f"+{number:.2f}" if number > 0 else f"−{-number:.2f}" if number < 0 else "0"


@register.filter
def log_odds_together(reasons: list[dict[str, Any]]) -> str:
    """The sum of the log-odds of all parts of a score."""
    return log_odds(sum(float(one.get("log_odds") or 0) for one in reasons))


@register.filter
def described(field: BoundField) -> SafeString:
    """The field's widget, tied to its hint and its errors by aria-describedby."""
    told = [f"{field.auto_id}_hint"] if field.help_text else []
    told += [f"{field.auto_id}_error"] if field.errors else []
    attributes: dict[str, Any] = {"aria-describedby": " ".join(told)} if told else {}
    if field.errors:
        attributes["aria-invalid"] = "true"
    css = field.field.widget.attrs.get("class", "")
    attributes["class"] = f"input {css}".strip()
    return field.as_widget(attrs=attributes)


@register.filter
def words(code: str) -> str:
    """A code as words: "named_entity" is "named entity"."""
    return code.replace("_", " ")
