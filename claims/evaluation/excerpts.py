"""Excerpts of a text as people write them into a gold file, turned into spans."""

from claims.extraction.analysis import Span

OPEN, CLOSE = "⟦", "⟧"


class NotFound(ValueError):
    """The excerpt does not name one place of the text; the message says why and what to mend."""


def span_of(text: str, excerpt: str) -> Span:
    """The bracketed part of the excerpt, or all of it: the excerpt without brackets must stand in the text once."""
    if not excerpt.strip():
        raise NotFound("the excerpt is empty")
    if excerpt.count(OPEN) != excerpt.count(CLOSE) or excerpt.count(OPEN) > 1:
        raise NotFound(f"{_shown(excerpt)} needs one {OPEN} and one {CLOSE}, or none")
    plain = excerpt.replace(OPEN, "").replace(CLOSE, "")
    first, last = 0, len(plain)
    if OPEN in excerpt:
        first, last = excerpt.index(OPEN), excerpt.index(CLOSE) - 1
        if last <= first:
            raise NotFound(f"{_shown(excerpt)} has nothing between its brackets")
    at = text.find(plain)
    if at < 0:
        raise NotFound(f"{_shown(plain)} is not in the text{_nearest(text, plain)}")
    if text.find(plain, at + 1) >= 0:
        raise NotFound(f"{_shown(plain)} stands in the text {_times(text, plain)} times; add words around the brackets")
    span = Span(at + first, at + last)
    words = span.of(text)
    if words != words.strip():
        raise NotFound(f"{_shown(words)} begins or ends with white space; move the brackets")
    return span


def _times(text: str, plain: str) -> int:
    return sum(text.startswith(plain, at) for at in range(len(text)))


def _nearest(text: str, plain: str) -> str:
    """Up to where the excerpt agrees with the text, which shows the odd mark or space."""
    low, high = 0, len(plain)
    while low < high:
        middle = (low + high + 1) // 2
        if plain[:middle] in text:
            low = middle
        else:
            high = middle - 1
    if low < 8:
        return ""
    at = text.find(plain[:low])
    after, goes_on = plain[max(0, low - 20) : low], text[at + low : at + low + 20]
    return f": after {_shown(after)} the text goes on with {_shown(goes_on)}"


def _shown(words: str) -> str:
    return repr(words if len(words) <= 80 else words[:50] + " … " + words[-25:])
