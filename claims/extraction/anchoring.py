"""Finding a quotation again in a text, and saying how well it holds."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

CONTEXT = 32  # code points of prefix and of suffix that are kept with a quotation
MAX_PLACES = 200
FUZZY_LEAST = 82.0  # of 100: about one word in seven may differ
FUZZY_FEWEST = 12  # shorter quotations resemble too much
_FUZZY_WINDOW = 20_000  # the text is searched in overlapping pieces of this many characters


class Anchoring(StrEnum):
    """How a quotation stands in the text it is held against."""

    EXACT = "exact"
    NORMALISED = "normalised"  # but for quote marks, dashes, white space and letter case
    FUZZY = "fuzzy"  # nearly: some words differ
    ORPHANED = "orphaned"  # not in the text


@dataclass(frozen=True, slots=True)
class Anchored:
    """Where a quotation stands: code points ``start`` to ``end`` (not included) of the text, None when orphaned.

    ``score`` is 1.0 for exact and normalised, the likeness for fuzzy, 0.0 for orphaned. ``places`` are the starts of
    all places that are equally good: more than one means that somebody should say which is meant; the first of them,
    or the one nearest to where it was expected, is the one given.
    """

    how: Anchoring
    start: int | None = None
    end: int | None = None
    score: float = 0.0
    places: tuple[int, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        return len(self.places) > 1

    @property
    def is_found(self) -> bool:
        return self.start is not None


@dataclass(frozen=True, slots=True)
class Selector:
    """A quotation with what stands around it: what is stored to find it again (TextQuote and TextPosition)."""

    exact: str
    prefix: str
    suffix: str
    start: int
    end: int


def select(text: str, start: int, end: int) -> Selector:
    """The selector of a span, widened where it would cut a character in two (a letter from its accent, an emoji from
    its skin). Raises ValueError for what is no span of the text."""
    if not 0 <= start < end <= len(text):
        raise ValueError(f"{start} to {end} is no span of a text of {len(text)} code points")
    while start > 0 and _holds_on(text, start):
        start -= 1
    while end < len(text) and _holds_on(text, end):
        end += 1
    return Selector(
        exact=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
        start=start,
        end=end,
    )


_JOINERS = {"\u200d", "\ufe0f", "\ufe0e"}


def _holds_on(text: str, index: int) -> bool:
    """Whether the code point at this index belongs to the one before it."""
    sign, before = text[index], text[index - 1]
    if unicodedata.combining(sign) or sign in _JOINERS or before == "\u200d" or "\U0001f3fb" <= sign <= "\U0001f3ff":
        return True
    if "\U0001f1e6" <= sign <= "\U0001f1ff":  # flags are pairs
        run = 0
        while index > 0 and "\U0001f1e6" <= text[index - 1] <= "\U0001f1ff":
            run, index = run + 1, index - 1
        return run % 2 == 1
    return False


def anchor(quote: str, text: str, prefix: str = "", suffix: str = "", near: int | None = None) -> Anchored:
    """Find a quotation in a text: exactly where it was expected, exactly with its surroundings, exactly, but for signs
    and case, nearly, or not at all.

    ``near`` is the code point at which it once began. Blanks at both ends of the quotation are not looked for. A text
    of 600,000 characters takes under a second even when the quotation is not in it.
    """
    quote = quote.strip()
    if not quote or not text:
        return Anchored(Anchoring.ORPHANED)
    if near is not None and text.startswith(quote, near) and _whole(text, near, near + len(quote)):
        return Anchored(Anchoring.EXACT, near, near + len(quote), 1.0, (near,))
    if exact := [place for place in _all_places(quote, text) if _whole(text, place, place + len(quote))]:
        places = _preferred(text, [(place, place + len(quote)) for place in exact], prefix, suffix, near)
        return _found(Anchoring.EXACT, places)
    folded, origin = fold(text)
    wanted, _ = fold(quote)
    wanted = wanted.strip()
    if not wanted:
        return Anchored(Anchoring.ORPHANED)
    spans = [
        (origin[place], origin[place + len(wanted) - 1] + 1)
        for place in _all_places(wanted, folded)
        if _whole(folded, place, place + len(wanted))
    ]
    if spans:
        return _found(Anchoring.NORMALISED, _preferred(text, spans, prefix, suffix, near))
    return _nearly(wanted, folded, origin, near)


def _found(how: Anchoring, places: list[tuple[int, int]]) -> Anchored:
    return Anchored(how, *places[0], 1.0, tuple(start for start, _ in places))


def _all_places(needle: str, hay: str) -> list[int]:
    places: list[int] = []
    at = hay.find(needle)
    while at != -1 and len(places) < MAX_PLACES:
        places.append(at)
        at = hay.find(needle, at + 1)
    return places


def _whole(text: str, start: int, end: int) -> bool:
    """Whether a span begins and ends at the edge of a word: "cat" is not said in "concatenate"."""
    if start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        return False
    return not (end < len(text) and text[end - 1].isalnum() and text[end].isalnum())


def _preferred(
    text: str, spans: list[tuple[int, int]], prefix: str, suffix: str, near: int | None
) -> list[tuple[int, int]]:
    """Those with the surroundings that were kept, where any has them; the one nearest to where it was comes first."""
    if len(spans) > 1 and (prefix or suffix):
        before, after = fold(prefix)[0].strip(), fold(suffix)[0].strip()

        def fit(span: tuple[int, int]) -> int:
            has = fold(text[max(0, span[0] - 2 * CONTEXT) : span[0]])[0].rstrip()
            goes_on = fold(text[span[1] : span[1] + 2 * CONTEXT])[0].lstrip()
            return _shared(before[::-1], has[::-1]) + _shared(after, goes_on)

        best = max(map(fit, spans))
        if best:
            spans = [span for span in spans if fit(span) == best]
    if near is not None and len(spans) > 1:
        spans = sorted(spans, key=lambda span: abs(span[0] - near))
        if abs(spans[0][0] - near) < abs(spans[1][0] - near):
            return spans[:1]
    return spans


def _shared(one: str, other: str) -> int:
    """How many characters two strings begin with alike."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


# -- but for signs and case ---------------------------------------------------------------------

_SIGNS = str.maketrans(
    dict.fromkeys("‘’‚‛′`´ʼ＇", "'")
    | dict.fromkeys("“”„‟″«»‹›＂", '"')
    | dict.fromkeys("‐‑‒–—―−﹘﹣－", "-")
    | {"…": "..."}
)
_DROPPED = {"\u00ad", "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff"}


def fold(text: str) -> tuple[str, list[int]]:
    """The text as comparisons read it, and for each of its characters the index in ``text`` that it came from.

    Compatibility forms, quote marks and dashes in one spelling, case folded, each run of white space one blank,
    invisible signs and a hyphen at a line's end gone.
    """
    out: list[str] = []
    origin: list[int] = []
    was_blank = True
    index, length = 0, len(text)
    while index < length:
        sign = text[index]
        if sign.isascii() and sign.isalnum() and not _carries(text, index):  # nearly all of them
            out.append(sign.lower())
            origin.append(index)
            was_blank = False
        elif sign.isspace():
            if not was_blank:
                out.append(" ")
                origin.append(index)
                was_blank = True
        elif sign == "-" and (broken := _BREAK.match(text, index)) and index and text[index - 1].isalpha():
            index = broken.end() - 1  # a word broken at the end of a line
        elif sign not in _DROPPED:
            # A letter and the accents after it are one character in one spelling and several in another.
            stop = index + 1
            while stop < length and unicodedata.combining(text[stop]):
                stop += 1
            for one in unicodedata.normalize("NFKC", text[index:stop]).translate(_SIGNS).casefold():
                out.append(one)
                origin.append(index)
            was_blank = False
            index = stop - 1
        index += 1
    return "".join(out), origin


def _carries(text: str, index: int) -> bool:
    return index + 1 < len(text) and text[index + 1] >= "\u0300" and bool(unicodedata.combining(text[index + 1]))


_BREAK = re.compile(r"-[ \t]*\n[ \t]*(?=[a-zà-ÿ])")


# -- nearly -------------------------------------------------------------------------------------


def _nearly(wanted: str, folded: str, origin: list[int], near: int | None) -> Anchored:
    """The stretch of the text that is most like the quotation, if it is like enough."""
    if len(wanted) < FUZZY_FEWEST:
        return Anchored(Anchoring.ORPHANED)
    window = max(_FUZZY_WINDOW, 3 * len(wanted))
    best: tuple[float, int, int] | None = None
    starts = list(range(0, max(1, len(folded) - len(wanted) // 2), window))
    if near is not None and origin:
        # Equally good places: the one nearest to where it was wins, as the first to reach the score does.
        expected = bisect_left(origin, near)
        starts.sort(key=lambda at: abs(at + window // 2 - expected))
    words = set(wanted.split())
    for at in starts:
        piece = folded[at : at + window + 2 * len(wanted)]
        if not _could_hold(words, piece):
            continue
        found = fuzz.partial_ratio_alignment(wanted, piece, score_cutoff=FUZZY_LEAST)
        if found and (best is None or found.score > best[0]):
            best = (found.score, at + found.dest_start, at + found.dest_end)
    if best is None:
        return Anchored(Anchoring.ORPHANED)
    score, start, end = best
    start, end = _to_words(folded, start, end)
    ratio = fuzz.ratio(wanted, folded[start:end])
    if ratio < FUZZY_LEAST - 4 or not end > start:
        return Anchored(Anchoring.ORPHANED)
    first, last = origin[start], origin[end - 1] + 1
    return Anchored(Anchoring.FUZZY, first, last, round(min(score, ratio) / 100, 3), (first,))


def _could_hold(words: set[str], piece: str) -> bool:
    """Whether at least half of the words stand there at all: far quicker than the comparison."""
    need = (len(words) + 1) // 2
    have = 0
    for word in words:
        have += word in piece
        if have >= need:
            return True
    return False


def _to_words(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch moved to the nearest edges of words, without the blanks at its ends."""
    start, end = max(0, start), min(len(text), end)
    if 0 < start < len(text) and text[start - 1].isalnum() and text[start].isalnum():
        left = start
        while left > 0 and text[left - 1].isalnum():
            left -= 1
        right = start
        while right < end and text[right].isalnum():
            right += 1
        start = left if start - left <= right - start else right
    if 0 < end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        right = end
        while right < len(text) and text[right].isalnum():
            right += 1
        left = end
        while left > start and text[left - 1].isalnum():
            left -= 1
        end = right if right - end <= end - left else left
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
