"""Quotations: which stretches stand between quotation marks, whatever marks the outlet uses.

One odd mark never loses a text: every paragraph starts afresh, a mark that opens may be closed by any mark of its
class, and a quotation whose closing mark is missing ends with its sentence or paragraph.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from claims.extraction.analysis import Span
from claims.extraction.sentences import at

_DOUBLE = re.compile(r"``|''|[\"“”„‟«»＂〝〞]")
_SINGLE = re.compile(r"['‘’‚‛‹›]")
_DOUBLE_OPENERS = frozenset({"``", "“", "„", "‟", "«", "〝"})
_DOUBLE_CLOSERS = frozenset({"”", "»", "〞"})
_SYMMETRIC = frozenset({'"', "''"})  # the same mark opens and closes
_ELISION = re.compile(
    r"['’‘](?:\d0s?\b|em\b|tis\b|twas\b|til\b|cause\b|n['’]|bout\b|round\b|cos\b|\d\d\b)", re.IGNORECASE
)
_SPOKEN = (
    "said|says|added|adds|asked|asks|replied|replies|answered|answers|shouted|shouts|cried|cries|told|called|whispered|"
    "muttered|insisted|insists|continued|went on|explained|explains|admitted|repeated|interrupted|declared|recalled"
)
# A line of dialogue that opens with a dash, up to the cue set behind it: "— Name one, shouted somebody."
_DASHED = re.compile(rf"[—–―][ \u00a0]*(?=\S)(?P<said>[^\n]*?)(?P<mark>[,?!…])(?=\s+(?:{_SPOKEN})\s)")
_DASHED_ON = re.compile(r"(?<=[.?!…])\s+(?P<more>[—–―][ \u00a0]*(?=[^\W_])[^\n]+)\Z")
_COMMA_SAID = re.compile(r",(?=\s+(?:\w+\s+){0,4}(?:said|says|added|told|wrote)\b)")
MOST_INNER_WORDS = 8
LONGEST_UNOPENED = 600  # characters of a speech whose opening mark is missing
FEWEST_WORDS = 4  # shorter quotations are terms or scare quotes unless a cue stands beside them


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation with its marks. ``is_nested``: it lies inside another one."""

    span: Span
    inner: Span
    paragraph: int
    is_closed: bool = True
    is_nested: bool = False
    continues: bool = False  # the speech goes on in the next paragraph, which opens with a mark again

    def words(self, text: str) -> int:
        return len(self.inner.of(text).split())


def find(text: str, paragraphs: tuple[Span, ...], sentences: tuple[Span, ...]) -> tuple[Quote, ...]:
    """All quotations in order of their start; an outer one comes before those nested in it."""
    found: list[Quote] = []
    for number, paragraph in enumerate(paragraphs):
        following = (
            text[paragraphs[number + 1].start : paragraphs[number + 1].start + 2]
            if number + 1 < len(paragraphs)
            else ""
        )
        doubles = _doubles(text, paragraph, number, sentences, following)
        singles = _singles(text, paragraph, number)
        spoken_lines = _dashed(text, paragraph, number)
        found.extend(_nested(spoken_lines, singles + doubles) if spoken_lines else _nested(doubles, singles))
    return tuple(sorted(found, key=lambda quote: (quote.span.start, -quote.span.end)))


def spoken(quotes: tuple[Quote, ...]) -> tuple[Quote, ...]:
    """Only the outer quotations."""
    return tuple(quote for quote in quotes if not quote.is_nested)


class Inside:
    """Answers quickly whether a position lies inside an outer quotation."""

    def __init__(self, quotes: tuple[Quote, ...]) -> None:
        self.quotes = quotes
        self.outer = spoken(quotes)
        self._starts = [quote.span.start for quote in self.outer]
        self.nested = tuple(quote for quote in quotes if quote.is_nested)
        self._nested_starts = [quote.span.start for quote in self.nested]

    def quote_at(self, position: int) -> Quote | None:
        index = bisect_right(self._starts, position) - 1
        if index >= 0 and position < self.outer[index].span.end:
            return self.outer[index]
        return None

    def nested_after(self, start: int, end: int) -> Quote | None:
        """The first nested quotation that begins in the stretch."""
        index = bisect_right(self._nested_starts, start - 1)
        return self.nested[index] if index < len(self.nested) and self._nested_starts[index] < end else None

    def between(self, start: int, end: int) -> tuple[Quote, ...]:
        """Outer quotations that begin in the stretch."""
        low = bisect_right(self._starts, start - 1)
        high = bisect_right(self._starts, end - 1)
        return self.outer[low:high]


def _can_open(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return (before.isspace() or before in "([{—–-/:“‘\"'…") and not after.isspace()


def _can_close(text: str, start: int, end: int) -> bool:
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    return not before.isspace() or after.isspace() or after in ",.;:!?)"


def _doubles(text: str, paragraph: Span, number: int, sentences: tuple[Span, ...], following: str) -> list[Quote]:
    found: list[Quote] = []
    opened: tuple[int, int] | None = None

    def close(end_inner: int, end: int, *, is_closed: bool = True, continues: bool = False) -> None:
        nonlocal opened
        if opened is not None and end_inner > opened[1]:
            inner = Span(opened[1], end_inner)
            found.append(Quote(Span(opened[0], end), inner, number, is_closed=is_closed, continues=continues))
        opened = None

    marks = list(_DOUBLE.finditer(text, paragraph.start, paragraph.end))
    inner = _inner(text, marks, number)
    within = {place for quote in inner for place in (quote.span.start, quote.inner.end)}
    for mark in marks:
        if mark.start() in within:
            continue
        start, end, symbol = mark.start(), mark.end(), mark.group()
        if symbol == '"' and start and text[start - 1].isdigit() and opened is None:
            continue  # inches
        opens, closes = _can_open(text, start, end), _can_close(text, start, end)
        if opened is None:
            if symbol in _DOUBLE_CLOSERS and not (opens and symbol in "»”"):
                if not found and _ends_speech(text, paragraph.start, start):
                    opened = (paragraph.start, paragraph.start)  # the opening mark is missing
                    close(start, end)
                continue
            if opens or symbol in _DOUBLE_OPENERS or start == paragraph.start:
                opened = (start, end)
            continue
        opens_anew = symbol in _DOUBLE_OPENERS and symbol != "„" and not (closes and symbol == "«")
        if opens and (opens_anew or (symbol in _SYMMETRIC and not closes)):
            cut = _where_it_ended(text, opened[0], start, sentences)
            close(cut, cut, is_closed=False)
            opened = (start, end)
        else:
            close(start, end)
    if opened is not None:
        cut, goes_on = _unclosed(text, opened[0], paragraph.end, sentences, following)
        close(cut, cut, is_closed=False, continues=goes_on)
    return sorted([*found, *inner], key=lambda quote: (quote.span.start, -quote.span.end)) if inner else found


def _unclosed(text: str, start: int, limit: int, sentences: tuple[Span, ...], following: str) -> tuple[int, bool]:
    """Where a quotation without a closing mark ends, and whether it goes on in the next paragraph."""
    goes_on = bool(following) and (following[0] in '"“„«' or following in ("``", "''"))
    if goes_on and not _COMMA_SAID.search(text, start, limit):
        return limit, True
    return _where_it_ended(text, start, limit, sentences), False


def _inner(text: str, marks: list[re.Match[str]], number: int) -> list[Quote]:
    """Short pairs of the same style inside a quotation, "“a “temporary” shortage”": two marks open, then two close."""
    found: list[Quote] = []
    for first, second, third, fourth in zip(marks, marks[1:], marks[2:], marks[3:], strict=False):
        opens = first.group() in _DOUBLE_OPENERS and second.group() == first.group()
        closes = third.group() in _DOUBLE_CLOSERS and fourth.group() == third.group()
        if opens and closes and len(text[second.end() : third.start()].split()) <= MOST_INNER_WORDS:
            span, inside = Span(second.start(), third.end()), Span(second.end(), third.start())
            found.append(Quote(span, inside, number, is_nested=True))
    return found


def _ends_speech(text: str, start: int, mark: int) -> bool:
    """Whether a paragraph begins with the speech that a lone closing mark ends: 'Nobody came,” she said.'"""
    return 0 < mark - start <= LONGEST_UNOPENED and text[mark - 1] in ",.?!" and text[start].isupper()


def _dashed(text: str, paragraph: Span, number: int) -> list[Quote]:
    """Speech that dashes mark instead of quotation marks, where a cue behind it shows that it is speech."""
    match = _DASHED.match(text, paragraph.start, paragraph.end)
    if match is None:
        return []
    found = [Quote(Span(match.start(), match.end()), Span(*match.span("said")), number)]
    more = _DASHED_ON.search(text, match.end(), paragraph.end)
    if more is not None:
        words = text[more.start("more") : more.end("more")].lstrip("—–― \u00a0")
        found.append(Quote(Span(*more.span("more")), Span(more.end("more") - len(words), more.end("more")), number))
    return found


def _where_it_ended(text: str, start: int, limit: int, sentences: tuple[Span, ...]) -> int:
    """End of a quotation whose closing mark is missing: before ", he said", else with the sentence, trimmed."""
    index = at(sentences, start)
    end = min(limit, sentences[index].end) if index is not None else limit
    tail = _COMMA_SAID.search(text, start, end)
    if tail:
        end = tail.end()
    return start + len(text[start:end].rstrip())


def _singles(text: str, paragraph: Span, number: int) -> list[Quote]:
    """Quotations in single marks. An apostrophe is never an opening mark; a plural possessive seldom closes one."""
    marks = [m.start() for m in _SINGLE.finditer(text, paragraph.start, paragraph.end)]
    if not marks:
        return []
    found: list[Quote] = []
    index = 0
    while index < len(marks):
        start = marks[index]
        index += 1
        symbol = text[start]
        opens = symbol in "‘'‛‚‹" and _can_open(text, start, start + 1) and not _ELISION.match(text, start)
        if not opens or text[start : start + 2] == "''":
            continue
        best: int | None = None
        for at_mark in range(index, min(len(marks), index + 60)):
            end = marks[at_mark]
            if not _closes_single(text, end):
                if text[end] == "‘" and _can_open(text, end, end + 1) and best is not None:
                    break
                continue
            if not _is_possessive(text, end):
                best = at_mark
                break
            best = at_mark if best is None else best
        if best is not None and marks[best] > start + 1:
            end = marks[best]
            found.append(Quote(Span(start, end + 1), Span(start + 1, end), number))
            index = best + 1
    return found


def _closes_single(text: str, position: int) -> bool:
    if text[position] == "‘":
        return False
    before = text[position - 1] if position else " "
    after = text[position + 1] if position + 1 < len(text) else " "
    return not before.isspace() and not (after.isalnum() or after == "_")


def _is_possessive(text: str, position: int) -> bool:
    """ "the players’ demands" """
    return bool(text[position - 1] in "sSxz" and re.match(r"\s[a-z]", text[position + 1 : position + 3]))


def _nested(doubles: list[Quote], singles: list[Quote]) -> list[Quote]:
    """Marks the inner ones; of two that cross, the double marks win."""
    found: list[Quote] = []
    kept_singles: list[Quote] = []
    holders = [quote for quote in doubles if not quote.is_nested]
    starts = [quote.span.start for quote in holders]
    for single in singles:
        index = bisect_right(starts, single.span.start) - 1
        holder = holders[index] if index >= 0 and single.span.start < holders[index].span.end else None
        if holder is not None:
            if single.span.end <= holder.span.end:
                found.append(_as_nested(single))
            continue
        last = bisect_right(starts, single.span.end - 1) - 1
        if last > index and holders[last].span.end > single.span.end:
            continue  # crosses a double quotation
        kept_singles.append(single)
    single_starts = [quote.span.start for quote in kept_singles]
    for double in doubles:
        if double.is_nested:
            found.append(double)
            continue
        index = bisect_right(single_starts, double.span.start) - 1
        is_inner = index >= 0 and double.span.end <= kept_singles[index].span.end
        found.append(_as_nested(double) if is_inner else double)
    return found + kept_singles


def _as_nested(quote: Quote) -> Quote:
    return replace(quote, is_nested=True, continues=False)
