"""Time expressions as intervals of calendar days, read against the day the text was published.

Without that day, relative expressions ("last year") are left alone: there is no clock here.
"""

import re
from calendar import monthrange
from datetime import date, timedelta

from claims.extraction.analysis import Interval, Precision, Span
from claims.extraction.words import word_list

_MONTHS = {name: number for number, name in enumerate(word_list("jan feb mar apr may jun jul aug sep oct nov dec"), 1)}
_WEEKDAYS = {name: number for number, name in enumerate(word_list("mon tue wed thu fri sat sun"))}
_SMALL = {
    w: n for n, w in enumerate(word_list("zero one two three four five six seven eight nine ten eleven twelve"))
} | {
    "a": 1,
    "an": 1,
    "couple": 2,
    "few": 3,
    "several": 3,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
}
_M = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_D = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_Y = r"(?:1[5-9]\d\d|20\d\d)"
_W = r"(?:Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)"
_N = (
    r"(?i:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty"
    r"|a|an|a[ ]few|a[ ]couple[ ]of|several)"
)
_UNITS = r"(?:days?|weeks?|months?|years?|decades?)"
_PATTERN = re.compile(
    rf"""(?x)
    (?:(?<!\w)(?=\w)|(?=['’]))  # all that follow begin with a word, or are '90s
    (?:(?P<iso>\b{_Y}-\d\d-\d\d\b)
  | (?P<numeric>\b\d{{1,2}}[./]\d{{1,2}}[./]{_Y}\b)
  | (?P<mdy>\b{_M}\s+{_D}(?:,?\s+{_Y})?(?![\d,.]*\d))
  | (?P<days>\b{_D}\s*(?:and|to|until|-|–)\s*{_D}\s+{_M}(?:,?\s+{_Y})?\b)
  | (?P<dmy>\b{_D}\s+(?:of\s+)?{_M}(?:,?\s+{_Y})?\b)
  | (?P<my>\b(?:(?:early|mid|late)[ -])?{_M},?\s+(?:of\s+)?{_Y}\b)
  | (?P<until>\b(?i:the\s+(?:{_N}[ ])?(?:weeks?|months?|years?)\s+(?:to|ended|ending|up[ ]to)(?:[ ]on)?)\s+
        (?:{_D}\s+{_M}|{_M}(?:\s+{_D})?)(?:,?\s+{_Y})?\b)
  | (?P<half>\b(?:the\s+)?(?i:first|second|third|fourth)\s+(?:(?:half|quarter)\s+of\s+(?:{_Y}|(?:this|last)\s+year)\b
        |quarter\b(?!-|\s+of\b)))
  | (?P<decade>\b(?:the\s+)?(?:(?:early|mid|late)[ -])?(?:1[5-9]|20)\d0s\b | ['’](?:[1-9]0)s\b)
  | (?P<years>\b(?:between\s+{_Y}\s+and|from\s+{_Y}\s+(?:to|until|through)|{_Y}\s?[-–—])\s?(?:{_Y}|\d\d)\b)
  | (?P<century>\b(?:the\s+)?(?:1[5-9]|2[01])(?:th|st)[ -]century\b)
  | (?P<thisday>\b(?i:to|until|till)\s+this\s+day\b | \b(?i:to)\s+date\b)
  | (?P<today>\b(?:[Tt]oday(?!\s+(?:programme|program|show))|[Tt]onight|[Tt]his\s+(?:morning|afternoon|evening))\b)
  | (?P<yesterday>\b[Yy]esterday\b | \b[Ll]ast\s+night\b)
  | (?P<tomorrow>\b[Tt]omorrow\b)
  | (?P<span>\b(?:(?i:over|in|during|for|within)\s+)?(?i:the)\s+(?:last|past|previous)\s+(?:{_N}\s+)?
        {_UNITS}\b(?!\s+of\b))
  | (?P<ago>\b(?:(?i:about|some|around|nearly|almost|over|more\ than)\s+)?{_N}\s+{_UNITS}\s+(?:ago|earlier)\b)
  | (?P<unit>\b(?:(?:[Ee]arlier|[Ll]ater)\s+)?(?:[Ll]ast|[Tt]his|[Nn]ext|[Pp]revious)\s+
        (?:week|month|year|decade|quarter|spring|summer|autumn|fall|winter|{_M})\b)
  | (?P<weekday>(?<![Tt]he\ )\b(?:(?:[Ll]ast|[Tt]his|[Nn]ext)\s+)?{_W}\b
        | (?<=[Tt]he\ ){_W}\b(?!\ [A-Z]))  # not "the Sunday Lantern"
  | (?P<month>\b(?i:in|last|since|until|by|early|mid|late)[ -]{_M}(?!\s*\d)\b)
  | (?P<year>(?<![\d.,$£€/#-])\b{_Y}\b
        (?![\d,]*\d|\s*(?:%|per\ ?cent|people|men|women|km|miles|dollars|euros|pounds|m\b)))
    )"""
)
_BEFORE_YEAR = re.compile(
    r"(?i)\b(?:in|since|by|of|from|until|till|to|and|before|after|during|early|mid|late|around|circa|the|year|fiscal|for"
    r"|summer|spring|autumn|winter|fall|[a-z]+'s|[a-z]+’s)[ -]$|[(–—-]$"
)
_SINCE = re.compile(r"(?i)\b(?:since|ever since)(?:\s+[\w'’-]+){0,14}?\s+(?:in\s+)?(?:the\s+)?$|\bsince\s+(?:the\s+)?$")
# A day or month still to come: "by Friday", "will meet on Friday"; not across the end of a sentence.
_AHEAD = re.compile(
    r"(?i)\b(?:by|until|till|before)[ -]\w+$|\b(?:will|shall|going to|plans? to|planned to|intends? to|due to|due on"
    r"|due in|'ll|scheduled)\b[^.!?]*$"
)
_DAY = timedelta(days=1)


def read_date(words: str, near: date | None = None) -> date | None:
    """One calendar day written in almost any way, or None. ``near`` decides a missing year and 03/04/2020."""
    words = words.strip()
    match = re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", words)
    if match:
        return _day(int(match[1]), int(match[2]), int(match[3]))
    match = re.match(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", words)
    if match:
        return _swappable(int(match[1]), int(match[2]), int(match[3]), near)
    match = re.match(rf"(?i)({_M})[a-z]*\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(\d{{4}}))?", words)
    if match:
        return _month_day(match[1], int(match[2]), match[3], near)
    match = re.match(rf"(?i)(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_M})[a-z]*\.?(?:,?\s+(\d{{4}}))?", words)
    if match:
        return _month_day(match[2], int(match[1]), match[3], near)
    return None


def find(text: str, near: date | None, start: int = 0, end: int | None = None) -> list[Interval]:
    """The time expressions of a stretch, in order, not overlapping."""
    found = []
    for match in _PATTERN.finditer(text, start, len(text) if end is None else end):
        if not match.group().strip() or match.lastgroup is None:
            continue
        days = _interval(match.lastgroup, match.group(), near, text, match.start())
        if days is None:
            continue
        first, last, precision = days
        if near is not None and first < near and _SINCE.search(text[max(start, match.start() - 90) : match.start()]):
            last = max(near, last)
        found.append(Interval(first, last, precision, Span(*match.span())))
    return found


def _interval(name: str, words: str, near: date | None, text: str, at: int) -> tuple[date, date, Precision] | None:
    lower = words.lower()
    if name in ("iso", "numeric", "mdy", "dmy"):
        day = read_date(words, near)
        return (day, day, Precision.DAY) if day is not None else None
    if name == "days":
        return _days(words, near)
    if name == "my":
        year, month = int(words[-4:]), _month(re.search(_M, words))
        return (*_part(lower, *_whole_month(year, month)), Precision.MONTH) if month else None
    if name == "decade":
        return _decade(lower)
    if name == "half":
        return _part_of_year(lower, near)
    if name == "until":
        return _ending_with(words, near)
    if name == "years":
        return _years(lower)
    if name == "century":
        number = int(re.search(r"\d+", lower).group())  # type: ignore[union-attr]
        return date(number * 100 - 99, 1, 1), date(number * 100, 12, 31), Precision.DECADE
    if name == "year":
        year = int(words)
        before = text[max(0, at - 14) : at]
        if not (_BEFORE_YEAR.search(before) or _looks_like_a_year(text, at + 4, year)):
            return None
        return date(year, 1, 1), date(year, 12, 31), Precision.YEAR
    if near is None:
        return None
    return _relative(name, lower, near, is_ahead=bool(_AHEAD.search(text[max(0, at - 60) : at + len(words)])))


def _looks_like_a_year(text: str, end: int, year: int) -> bool:
    """ "1994 ceasefire", "(2008)", "2016," but not "2000 soldiers"."""
    after = re.match(r"[ -]?([A-Za-z]+)|([),.;:]|$)", text[end : end + 24])
    if after is None:
        return False
    word = after.group(1)
    return year >= 1900 and (
        word is None or not word.endswith("s") or word.endswith(("ss", "us", "is")) or word in ("was", "has")
    )


def _relative(name: str, lower: str, near: date, *, is_ahead: bool) -> tuple[date, date, Precision] | None:
    if name in ("thisday", "today"):
        return near, near, Precision.DAY
    if name == "yesterday":
        return near - _DAY, near - _DAY, Precision.DAY
    if name == "tomorrow":
        return near + _DAY, near + _DAY, Precision.DAY
    if name == "weekday":
        return _weekday(lower, near, is_ahead=is_ahead)
    if name == "month":
        return _nearest_month(lower, near, is_ahead=is_ahead)
    if name == "unit":
        return _unit(lower, near)
    count = _count(lower)
    unit = re.search(r"(day|week|month|year|decade)s?\b", lower)
    if unit is None:
        return None
    back = _back(near, unit[1], count)
    if back is None:
        return None
    if name == "span":
        return back, near, Precision.DAY if unit[1] in ("day", "week") else Precision.MONTH
    if unit[1] in ("day", "week"):
        return back, back, Precision.DAY
    if unit[1] == "month":
        return (*_whole_month(back.year, back.month), Precision.MONTH)
    return date(back.year, 1, 1), date(back.year, 12, 31), Precision.YEAR


def _count(lower: str) -> int:
    digits = re.search(r"\d+", lower)
    if digits:
        return int(digits.group())
    for word in re.findall(r"[a-z]+", lower):
        if word in _SMALL and word not in ("a", "an"):
            return _SMALL[word]
    return 1


def _back(near: date, unit: str, count: int) -> date | None:
    try:
        if unit in ("day", "week"):
            return near - timedelta(days=count * (7 if unit == "week" else 1))
        months = near.year * 12 + near.month - 1 - count * {"month": 1, "year": 12, "decade": 120}[unit]
        year, month = divmod(months, 12)
        return date(year, month + 1, min(near.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def _weekday(lower: str, near: date, *, is_ahead: bool) -> tuple[date, date, Precision]:
    wanted = _WEEKDAYS[lower.rsplit(maxsplit=1)[-1][:3]]
    back = (near.weekday() - wanted) % 7
    if lower.startswith("next") or is_ahead:
        day = near + timedelta(days=(wanted - near.weekday()) % 7 or 7)
    elif lower.startswith("last"):
        day = near - timedelta(days=back or 7)
    else:
        day = near - timedelta(days=back)
    return day, day, Precision.DAY


def _nearest_month(lower: str, near: date, *, is_ahead: bool) -> tuple[date, date, Precision] | None:
    month = _month(re.search(_M, lower, re.IGNORECASE))
    if not month:
        return None
    year = near.year if month <= near.month else near.year - 1
    if is_ahead:
        year = near.year if month >= near.month else near.year + 1
    first, last = _whole_month(year, month)
    if lower.startswith("since"):
        return first, max(near, last), Precision.MONTH
    return (*_part(lower, *_whole_month(year, month)), Precision.MONTH)


def _unit(lower: str, near: date) -> tuple[date, date, Precision] | None:
    step = -1 if ("last" in lower or "previous" in lower) else 1 if "next" in lower else 0
    word = lower.rsplit(maxsplit=1)[-1].rstrip(".")
    if word == "week":
        monday = near - timedelta(days=near.weekday()) + timedelta(days=7 * step)
        return monday, monday + timedelta(days=6), Precision.DAY
    if word == "month":
        year, month = divmod(near.year * 12 + near.month - 1 + step, 12)
        return (*_whole_month(year, month + 1), Precision.MONTH) if year else None
    if word == "quarter":
        quarter = near.year * 4 + (near.month - 1) // 3 + step
        year, part = divmod(quarter, 4)
        return date(year, part * 3 + 1, 1), _whole_month(year, part * 3 + 3)[1], Precision.MONTH
    if word == "year":
        year = near.year + step
        last = near if lower.startswith("earlier") and step == 0 else date(year, 12, 31)
        return date(year, 1, 1), last, Precision.YEAR
    if word == "decade":
        start = (near.year // 10 + step) * 10
        return date(start, 1, 1), date(start + 9, 12, 31), Precision.DECADE
    seasons = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
    first = seasons.get(word) or _month(re.search(_M, word, re.IGNORECASE))
    if not first:
        return None
    year = near.year - (1 if (step < 0 and first >= near.month) or first > near.month + (0 if step < 0 else 6) else 0)
    if word not in seasons:
        return (*_whole_month(year, first), Precision.MONTH)
    over = first + 2
    last = _whole_month(year + (over > 12), (over - 1) % 12 + 1)[1]
    return date(year, first, 1), last, Precision.MONTH


def _decade(lower: str) -> tuple[date, date, Precision] | None:
    digits = re.search(r"\d+", lower)
    if digits is None:
        return None
    start = int(digits.group())
    start = 1900 + start if start < 100 else start
    if "early" in lower:
        return date(start, 1, 1), date(start + 3, 12, 31), Precision.DECADE
    if "mid" in lower:
        return date(start + 4, 1, 1), date(start + 6, 12, 31), Precision.DECADE
    if "late" in lower:
        return date(start + 7, 1, 1), date(start + 9, 12, 31), Precision.DECADE
    return date(start, 1, 1), date(start + (99 if start % 100 == 0 and start < 2000 else 9), 12, 31), Precision.DECADE


def _years(lower: str) -> tuple[date, date, Precision] | None:
    first, last = re.findall(r"\d+", lower)[:2]
    if len(last) == 2:
        last = first[:2] + last
    if int(last) < int(first):
        return None
    return date(int(first), 1, 1), date(int(last), 12, 31), Precision.YEAR


def _days(words: str, near: date | None) -> tuple[date, date, Precision] | None:
    """ "3 and 9 April", "3-9 April 2021"."""
    first, _, rest = re.split(r"(\D+)", words, maxsplit=1)
    last = read_date(rest, near)
    start = _day(last.year, last.month, int(first)) if last is not None else None
    return (start, last, Precision.DAY) if start is not None and last is not None and start <= last else None


def _part_of_year(lower: str, near: date | None) -> tuple[date, date, Precision] | None:
    """ "the third quarter of 2023", "the first half"; without a year, the latest that has begun."""
    said = re.search(r"\d{4}", lower)
    months = 6 if "half" in lower else 3
    number = {"first": 0, "second": 1, "third": 2, "fourth": 3}.get(re.split(r"\s", lower.removeprefix("the "))[0])
    if number is None or (months == 6 and number > 1):
        return None
    if said is not None:
        year = int(said.group())
    elif near is not None:
        year = near.year - ("last year" in lower or (number * months + 1 > near.month and "this year" not in lower))
    else:
        return None
    first = number * months + 1
    return date(year, first, 1), _whole_month(year, first + months - 1)[1], Precision.MONTH


def _ending_with(words: str, near: date | None) -> tuple[date, date, Precision] | None:
    """ "the three months to June 2021"."""
    lower = words.lower()
    head, tail = re.split(r"\b(?:to|ended|ending)(?:\s+on)?\s", words, maxsplit=1)
    unit = re.search(r"(week|month|year)s?\b", head.lower())
    said = re.search(_Y, tail)
    day = read_date(tail, near)
    if unit is None:
        return None
    if day is None:
        month = _month(re.search(_M, tail, re.IGNORECASE))
        if not month or (said is None and near is None):
            return None
        year = int(said.group()) if said else near.year - (month > near.month)  # type: ignore[union-attr]
        day = _whole_month(year, month)[1]
    count = _count(re.split(r"\b(?:week|month|year)", lower, maxsplit=1)[0])
    if unit[1] != "week" and day.day == monthrange(day.year, day.month)[1]:
        year, first = divmod(day.year * 12 + day.month - count * (12 if unit[1] == "year" else 1), 12)
        return (date(year, first + 1, 1), day, Precision.MONTH) if year > 0 else None
    back = _back(day, unit[1], count)
    return (back + _DAY, day, Precision.DAY if unit[1] == "week" else Precision.MONTH) if back is not None else None


def _part(lower: str, first: date, last: date) -> tuple[date, date]:
    if lower.startswith("early"):
        return first, first.replace(day=10)
    if lower.startswith("mid"):
        return first.replace(day=11), first.replace(day=20)
    if lower.startswith("late"):
        return first.replace(day=21), last
    return first, last


def _whole_month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _month(match: re.Match[str] | None) -> int:
    return _MONTHS.get(match.group()[:3].lower(), 0) if match else 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _swappable(first: int, second: int, year: int, near: date | None) -> date | None:
    """Day first or month first: only when one reading is a date, or one of them is near."""
    readings = {d for d in (_day(year, second, first), _day(year, first, second)) if d is not None}
    if len(readings) == 1:
        return readings.pop()
    if near is not None and near in readings:
        return near
    if near is not None and readings:
        return min(readings, key=lambda d: (abs((d - near).days), d))
    return None


def _month_day(month_name: str, day: int, year: str | None, near: date | None) -> date | None:
    month = _MONTHS.get(month_name[:3].lower())
    if month is None:
        return None
    if year:
        return _day(int(year), month, day)
    if near is None:
        return None
    readings = [d for d in (_day(near.year + step, month, day) for step in (-1, 0, 1)) if d is not None]
    return min(readings, key=lambda d: (abs((d - near).days), d), default=None)


def has_relative(text: str) -> bool:
    """Whether the text holds expressions that only a day of publication makes sense of."""
    return len(find(text, date(2000, 6, 15))) > len(find(text, None))
