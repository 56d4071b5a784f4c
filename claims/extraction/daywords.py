"""Relative times in calendar words: "last year" becomes "in 2020"."""

import re
from datetime import date

from claims.extraction.analysis import Interval, Precision
from claims.extraction.words import word_list

_MONTHS = word_list("January February March April May June July August September October November December")
# Counted from what the text has just told, not from its own day: "eleven days earlier", "from a year earlier".
_FROM_THERE = re.compile(r"\b(?:days?|weeks?|months?|years?|decades?)\s+(?:earlier|later|before)$|\bthe\s+same\b")
_QUARTER = re.compile(r"\b(?:first|second|third|fourth|last|final)\s+(?:quarter|half)$")
_SEASON = re.compile(r"\b(spring|summer|autumn|fall|winter)$")
_PREPOSITION = re.compile(r"\b(in|on|of|by|to|at|from|since|until|till|before|after|for)\s+$", re.IGNORECASE)


def absolute(words: str, interval: Interval, before: str) -> str | None:
    """Calendar words for a relative time, or None when the text's words are absolute already.

    ``before`` is what stands in front of it in the text: after a preposition none is put in.
    """
    lower = words.lower()
    preposition = _PREPOSITION.search(before)
    if re.search(r"\d{4}", words) or interval.precision is Precision.DECADE:
        return None
    if _FROM_THERE.search(lower):
        return None
    start, end = interval.start, interval.end
    if start != end and re.search(r"\d", words) and re.search(r"[A-Z][a-z]{2,}", words):  # "3 and 9 April"
        return f"{words} {end.year}"
    if lower in ("to this day", "to date"):
        return f"{'As' if words[0].isupper() else 'as'} of {day_words(end)}"
    if re.match(r"(?:to|until|till)\s", lower):
        return f"{words.split(maxsplit=1)[0]} {day_words(end)}"
    if start == end and interval.precision is Precision.DAY:
        if re.search(r"\d", words) and "ago" not in lower and "earlier" not in lower:
            return day_words(start)
        if lower == "today" and not preposition:
            return f"{'As' if words[0].isupper() else 'as'} of {day_words(start)}"
        is_name = lower.endswith("day") and lower not in ("today", "yesterday")
        return ("" if preposition else "on " if is_name else _cased("on ", words)) + day_words(start)
    return _stretch(words, interval, preposition)


def _stretch(words: str, interval: Interval, preposition: re.Match[str] | None) -> str:
    """Of a season, a month, a year or any longer time."""
    lower, start, end = words.lower(), interval.start, interval.end
    if re.search(r"\b(?:months?|weeks?|years?)\s+(?:to|ended|ending)\b", lower):
        return f"{words} {end.year}"
    if preposition and preposition[1].lower() == "since" and re.match(r"(?:last|this)\s", lower):
        return str(start.year) if interval.precision is Precision.YEAR else month_words(interval)
    if _QUARTER.search(lower) and "last" not in lower and start.year == end.year:
        return f"{words} of {start.year}"
    season = _SEASON.search(lower)
    if season and interval.precision is Precision.MONTH:
        return ("" if preposition else _cased("in ", words)) + f"the {season[1]} of {start.year}"
    month = re.match(r"(in|since|until|by|early|mid|late)[ -](\w+)$", words, re.IGNORECASE)
    if month and interval.precision is Precision.MONTH:
        return f"{words} {(start if lower.startswith('since') else end).year}"
    if interval.precision is Precision.MONTH and (start.year, start.month) == (end.year, end.month):
        return ("" if preposition else _cased("in ", words)) + month_words(interval)
    if interval.precision is Precision.YEAR and start.year == end.year and not lower.startswith(("earlier", "later")):
        return ("" if preposition else _cased("in ", words)) + str(start.year)
    if preposition and preposition[1].lower() in ("from", "since", "until", "till", "by", "before", "after"):
        return day_words(start if preposition[1].lower() in ("from", "since", "after") else end)
    opening = "between " if not preposition else "the time between "
    return (_cased(opening, words) if not preposition else opening) + f"{day_words(start)} and {day_words(end)}"


def _cased(word: str, like: str) -> str:
    return word.capitalize() if like[:1].isupper() else word


def day_words(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def month_words(interval: Interval) -> str:
    return f"{_MONTHS[interval.start.month - 1]} {interval.start.year}"
