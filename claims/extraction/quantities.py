"""Figures with what they count: value, unit, bound, and whether the text itself calls them approximate."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from claims.extraction.analysis import Interval, Quantity, Span
from claims.extraction.words import word_list, word_set

_ONES = {
    w: n
    for n, w in enumerate(
        word_list(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
}
_TENS = {w: n * 10 for n, w in enumerate(word_list("twenty thirty forty fifty sixty seventy eighty ninety"), 2)}
_SCALES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "bn": 1e9,
    "tn": 1e12,
    "b": 1e9,
}
_FRACTIONS = {
    "half": 1 / 2,
    "third": 1 / 3,
    "quarter": 1 / 4,
    "fifth": 1 / 5,
    "sixth": 1 / 6,
    "eighth": 1 / 8,
    "tenth": 1 / 10,
}
_CURRENCIES = {
    "$": "USD",
    "US$": "USD",
    "£": "GBP",
    "€": "EUR",
    "¥": "JPY",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
    "₴": "UAH",
    "C$": "CAD",
    "A$": "AUD",
}

_WORD = "|".join([*_ONES, *_TENS])
_SCALE = r"hundred|thousand|million|billion|trillion"
_PATTERN = re.compile(
    rf"""(?ix)
    (?:\b|(?=[\s$£€¥₹₽₺₴]))
    (?P<bound>\b(?:no\ (?:more|fewer|less)\ than|not\ (?:more|less)\ than|more\ than
        |at\ least|at\ most|up\ to|as\ (?:many|much|few|little)\ as|fewer\ than|less\ than|over|above|under|below
        |exceed(?:s|ed|ing)?|a\ (?:minimum|maximum)\ of|nearly|almost|about|around|approximately|roughly|some|circa
        |close\ to|an\ estimated|estimated)\s+)?
    (?P<bound2>(?:about|around|approximately|nearly|almost|roughly|some|an\ estimated)\s+)?
    (?P<currency>US\$|C\$|A\$|[$£€¥₹₽₺₴])?\s?
    (?:
        (?P<digits>(?<![\w.,-])\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|(?<![\w.,:])(?<!\d-)\d+(?:\.\d+)?)
        (?:\s?[-–]?\s?(?P<scale>{_SCALE}|(?:k|mn?|bn|tn|b)(?![a-z])))?
      | (?P<fraction>\b(?:(?:one|two|three|four|five|seven|a)[ -])?(?:half|third|quarter|fifth|tenth)s?)\b
        (?=\s+(?:of|a\b|the\b))(?!\s+a\s+(?:{_SCALE}|dozen))
      | (?P<words>\b(?:(?:{_WORD})(?:[ -](?:and[ ])?(?:{_WORD}|{_SCALE}))*
        |(?:a|half\ a|several|a\ few)\s+(?:{_SCALE}|dozen)|(?:{_SCALE}|dozen)s(?=\ of)))\b
    )
    (?P<percent>\s?%|[\s-]per\ ?cent\b|\s+percentage\ points?\b)?
    """
)
# Every figure has a digit or one of these words in it; what stands before them and belongs to it is this long at most.
_NUMERAL = re.compile(rf"(?i)\d+|\b(?=[zotfsenhdmbq])(?:{_WORD}|{_SCALE}|dozen|half|third|quarter|fifth|tenth)")
_LONGEST_BEFORE = 48
_UNIT = re.compile(r"[\s-]+((?:[a-z][\w’'-]*|[A-Z][\w’'-]*)(?:\s+[a-zA-Z][\w’'-]*){0,4})")
_STOP = word_set("""
    of in on at to for from by with and or but the a an were was is are had have has will would could that which
    who as than per since during after before between into under over more less about against within through
    while when where it they he she said did do not been be killed died injured wounded displaced voted its his
    her their our those these this that all any each every no such opposed supported said
    """)
_SHARE = re.compile(
    rf"(?i)\b(?P<of>{_WORD}|\d{{1,3}})\s+(?:in|out\s+of)\s+(?:every\s+)?(?P<all>{_WORD}|1?\d{{1,3}})\b"
    rf"(?!\s*(?:%|per\s?cent|{_SCALE}|,\d|\d))"
    r"(?=\s+[a-z]|[.,;])"
)
_SCALE_AFTER = re.compile(rf"(?i)\d\s?[-–]?\s?({_SCALE})")
_RANGE = re.compile(r"(?i)\s+(?:and|to)\s+|\s?[-–]\s?")
_BEFORE_RANGE = re.compile(r"(?i)\b(?:between|from|range[sd]? from)\s+(?:about\s+|around\s+)?$")
_ORDINAL = re.compile(r"(?:st|nd|rd|th)\b")


def find(text: str, times: list[Interval], start: int = 0, end: int | None = None) -> list[Quantity]:
    """The figures of a stretch that are not part of a date, in order; of a range both ends."""
    limit = len(text) if end is None else end
    numerals = [match.start() for match in _NUMERAL.finditer(text, start, limit)]
    if not numerals:
        return []
    shares = [share for share in map(_share, _shares(text, numerals, limit)) if share is not None]
    taken = sorted([t.span for t in times if t.span is not None] + [share.span for share in shares])
    found = []
    cursor = 0
    for match in _matches(text, numerals, start, limit):
        group = next(name for name in ("digits", "fraction", "words") if match.group(name))
        where = Span(*match.span(group))
        while cursor < len(taken) and taken[cursor].end <= where.start:
            cursor += 1
        if cursor < len(taken) and taken[cursor].start < where.end:
            continue
        after = text[match.end() : match.end() + 12]
        is_low_end = bool(re.match(r"[-–]\d+(?:\.\d+)?\s?(?:%|per ?cent|million|billion)", after))
        if _ORDINAL.match(text, match.end()) or (re.match(r"[:/]\d|[-–]\w", after) and not is_low_end):
            continue
        quantity = _read(text, match, group, limit)
        if quantity is not None:
            found.append(quantity)
    return sorted([*_with_ranges(text, found), *shares], key=lambda quantity: quantity.span)


def _matches(text: str, numerals: list[int], start: int, limit: int) -> Iterator[re.Match[str]]:
    """What ``_PATTERN.finditer`` gives, tried only where a figure can begin."""
    end = start
    for numeral in numerals:
        if numeral < end:
            continue
        match = _PATTERN.search(text, max(end, numeral - _LONGEST_BEFORE), limit)
        if match is None:
            return
        yield match
        end = match.end()


def _shares(text: str, numerals: list[int], limit: int) -> Iterator[re.Match[str]]:
    """What ``_SHARE.finditer`` gives, tried only at numerals."""
    end = 0
    for numeral in numerals:
        match = _SHARE.match(text, numeral, limit) if numeral >= end else None
        if match is not None:
            yield match
            end = match.end()


def _share(match: re.Match[str]) -> Quantity | None:
    """ "One in five", "9 out of 10"."""
    part, whole = (
        float(word) if word.isdigit() else _spoken(word.lower()) for word in (match.group("of"), match.group("all"))
    )
    if not part or not whole or not part < whole:
        return None
    if not match.group("of").isdigit() and whole not in (2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 20, 50, 100):
        return None
    return Quantity(Span(*match.span()), part / whole, "share", "exactly", is_approximate=False)


def _with_ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """The ends of "between 3 and 5 %" become bounds with one unit; "from 180 to 212 million" shares the unit alone."""
    for index, (low, high) in enumerate(pairwise(found)):
        gap = text[low.span.end : high.span.start]
        if not _RANGE.fullmatch(gap) or (high.value < low.value and "to" not in gap):
            continue
        before = _BEFORE_RANGE.search(text[max(0, low.span.start - 24) : low.span.start])
        is_tight = not any(c.isalpha() for c in gap)
        if before is None and not is_tight:
            continue
        value = low.value
        scale = _SCALE_AFTER.search(text[high.span.start : high.span.end])
        if not low.unit and scale and value < 1000 <= high.value:
            value *= _SCALES[scale.group(1).lower()]
        unit = low.unit or high.unit
        is_between = is_tight or (before is not None and before.group().lower().lstrip().startswith("between"))
        found[index] = replace(low, value=value, unit=unit, bound="at_least" if is_between else low.bound)
        if is_between:
            found[index + 1] = replace(high, bound="at_most")
    return found


def _read(text: str, match: re.Match[str], group: str, limit: int) -> Quantity | None:
    written = match.group(group).lower()
    value = _value(written, group, (match.group("scale") or "").lower())
    if value is None:
        return None
    unit, end = _unit_of(text, match, limit)
    if not unit and group == "words" and value < 13 and not re.search(_SCALE, written):
        return None
    if written == "one" and text[match.end() : match.end() + 4] == " of ":
        return None
    if (
        written in ("one", "a")
        and unit in ("", "day", "thing", "way", "time", "another")
        and not match.group("percent")
    ):
        return None
    bound, is_approximate = _bound(match)
    start = match.start() + (len(match.group()) - len(match.group().lstrip()))
    return Quantity(
        Span(start, end),
        value,
        unit,
        bound,
        is_approximate
        or (
            group == "words"
            and written.startswith(("several", "a few", "dozens", "hundreds", "thousands", "millions", "billions"))
        ),
    )


def _value(written: str, group: str, scale: str) -> float | None:
    if group == "digits":
        number = float(written.replace(",", "")) if len(written) < 40 else None
        return number * _SCALES.get(scale, 1) if number is not None else None
    if group == "fraction":
        parts = re.split(r"[ -]", written)
        base = _FRACTIONS.get(parts[-1].removesuffix("s")) or _FRACTIONS.get({"halve": "half"}.get(parts[-1][:-1], ""))
        return (_ONES.get(parts[0], 1) if len(parts) > 1 else 1) * base if base else None
    return _spoken(written)


def _spoken(written: str) -> float | None:
    total = current = 0.0
    for word in re.split(r"[\s-]+", written):
        if word in _ONES:
            current += _ONES[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "half":
            current = 0.5
        elif word in ("several", "few"):
            current = 3
        elif word.removesuffix("s") == "dozen":
            current = (current or 1) * 12
        elif word.removesuffix("s") in _SCALES:
            scale = _SCALES[word.removesuffix("s")]
            if scale == 100:
                current = (current or 1) * 100
            else:
                total += (current or 1) * scale
                current = 0
    return total + current


def _bound(match: re.Match[str]) -> tuple[str, bool]:
    words = " ".join(((match.group("bound") or "") + (match.group("bound2") or "")).lower().split())
    if not words:
        return "exactly", False
    is_approximate = bool(
        re.search(r"nearly|almost|about|around|approximately|roughly|some|circa|close|estimated", words)
    )
    if re.search(r"no more than|not more than|at most|up to|as few|as little|maximum", words):
        return "at_most", is_approximate
    if re.search(r"no fewer|no less|not less|at least|as many|as much|minimum", words):
        return "at_least", is_approximate
    if re.search(r"more than|over|above|exceed", words):
        return "more_than", is_approximate
    if re.search(r"fewer than|less than|under|below", words):
        return "less_than", is_approximate
    return "exactly", is_approximate


def _unit_of(text: str, match: re.Match[str], limit: int) -> tuple[str, int]:
    end = match.end()
    if match.group("percent"):
        return ("percentage point" if "point" in match.group("percent").lower() else "%"), end
    if match.group("currency"):
        return _CURRENCIES[match.group("currency").upper().replace("US$", "US$")], end
    if match.group("fraction"):
        return "share", end
    after = _UNIT.match(text, end, min(limit, end + 80))
    if after is None:
        return "", end
    words = list(re.finditer(r"[\w’'-]+", after.group(1)))
    base = after.start(1)
    last = None
    for word in words:
        bare = word.group().lower()
        if bare in _STOP:
            if bare == "of" and last is None and match.group("words"):
                continue
            break
        if bare.endswith(("ly", "ing")) and last is not None:
            break
        last = word
        if bare.endswith("s") and not bare.endswith(("ss", "us", "’s", "'s")):
            break
        if bare in ("people", "men", "women", "children", "police", "cent", "staff", "troops"):
            break
    if last is None:
        return "", end
    return last.group(), base + last.end()


class Figures:
    """The figures of a text, looked up by stretch."""

    def __init__(self, found: list[Quantity]) -> None:
        self._found = found

    def within(self, span: Span) -> tuple[Quantity, ...]:
        """Those that lie in the stretch, in order."""
        first = bisect_left(self._found, span.start, key=lambda quantity: quantity.span.start)
        last = bisect_left(self._found, span.end, key=lambda quantity: quantity.span.start)
        return tuple(q for q in self._found[first:last] if q.span.end <= span.end)
