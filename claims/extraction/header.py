"""Date line, byline and dateline at the top of a text. They are no part of any statement."""

import re
from dataclasses import dataclass
from datetime import date

from claims.extraction.analysis import Header, Span
from claims.extraction.gazetteer import HONORIFICS, ROLE_MODIFIERS, ROLES
from claims.extraction.times import read_date

REACH = 600  # characters from the top in which a header may stand
LINES = 8

_DATE = re.compile(
    r"""(?ix)
    (?:\b(?:date|published|posted|updated|last\ updated|first\ published|created|issued|released)\b
        \s*(?:on|at)?\s*:?\s*)?
    (?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?
    (?P<date>
        \d{4}-\d{2}-\d{2}(?:T[\d:.+Z-]+)?
      | \d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?\s+\d{4}
      | (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}
      | \d{1,2}[./]\d{1,2}[./]\d{4}
      | \d{4}/\d{1,2}/\d{1,2}
    )
    (?:,?\s*(?:at|-|–|—|\|)?\s*\d{1,2}[:.]\d{2}(?::\d{2})?\s*(?:[ap]\.?m\.?)?\s*(?:\(?(?:GMT|UTC|BST|ET|EST|EDT|PT|CET|CEST)(?:[+-]\d+)?\)?)?)?
    """
)
_NAME = r"[^\W\d_a-z][\w’'-]*\.?"
_BYLINE = re.compile(
    r"(?:(?<=^)|(?<=[\s|•·–—-]))(?P<by>(?i:by|written\s+by|reported\s+by|story\s+by|from)\s*:?\s+)"
    rf"(?P<names>{_NAME}(?:[ ]+(?:{_NAME}|(?:de|van|von|der|bin|al|la|da|di|and)\b|&|,)){{0,9}})"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]*"
_DATELINE = re.compile(
    r"(?P<place>[^\W\d_a-z]{2,}(?:[^\W\d_a-z]|[ .’'/-](?=[^\W\d_a-z]))*(?:,[ ]+(?:[A-Z][\w.]+[ ]?){1,3})?"
    r"|(?:[A-Z][\w’'-]+[ ]?){1,3}(?=,[ ]+(?:\d|[A-Z][a-z]+\.?[ ]\d)))"
    rf"(?:,[ ]+(?P<date>{_MONTH}\.?[ ]+\d{{1,2}}(?:,[ ]+\d{{4}})?|\d{{1,2}}[ ]+{_MONTH}(?:[ ]+\d{{4}})?))?"
    r"(?:[ ]+\([A-Z][\w. /]{1,30}\))?[ ]*(?:—|–|--|-)[ ]+(?=\S)"
)
_LABEL = re.compile(
    r"(?i)^(?:share|print|email|comments?|read more|advertisement|photo|image|min(?:ute)?s? read|source|file photo)\b"
)
_PARTICLES = frozenset({"de", "van", "von", "der", "bin", "al", "la", "da", "di"})
_LINE = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Top:
    """What stands at the top, and where the body begins."""

    header: Header
    dateline: Span | None
    dateline_date: date | None

    @property
    def holes(self) -> tuple[Span, ...]:
        """The stretches that belong to no statement and no claim, in order."""
        return tuple(span for span in (self.header.span, self.dateline) if span is not None)


def read(text: str, published_on: date | None = None) -> Top:
    """The header of a text. ``published_on`` helps to read a date whose day and month could be swapped."""
    lines = [m for m in _LINE.finditer(text, 0, min(len(text), REACH)) if m.group().strip()][:LINES]
    date_span = found_on = byline_span = byline = None
    end = 0
    start: int | None = None
    for number, line in enumerate(lines):
        begin, body = line.start(), line.group()
        stop = _line_end(text, line.end())
        rest = begin
        matched = False
        for _ in range(4):
            offset = rest + (len(text[rest:stop]) - len(text[rest:stop].lstrip(" \t\u00a0|•·–—,;-")))
            at_date = _DATE.match(text, offset, stop) if date_span is None else None
            if at_date:
                read_on = read_date(at_date.group("date"), published_on)
                if read_on is not None:
                    date_span, found_on = Span(*at_date.span("date")), read_on
                    start = offset if start is None else start
                    rest, matched = at_date.end(), True
                    continue
            by = _BYLINE.match(text, offset, stop) if byline_span is None else None
            span = _byline(text, by, stop) if by else None
            if span is not None and (by is not None) and (by.group("by").strip().lower() != "from" or number > 0):
                byline_span, byline = span, _tidy(span.of(text))
                start = offset if start is None else start
                rest, matched = span.end, True
                continue
            break
        leftover = text[rest:stop].strip(" \t|•·–—,;:-")
        if matched:
            end = rest if leftover and not _is_furniture(leftover) else stop
            if leftover and not _is_furniture(leftover):
                break
        elif number and _LABEL.match(body.strip()) and len(body) < 60:
            if start is not None:
                end = stop
        elif len(body.strip()) > 160 or (start is not None and len(body.split()) > 14):
            break
    while end < len(text) and (text[end].isspace() or (end and text[end] in "|•·")):
        end += 1
    header = Header(
        Span(start, len(text[:end].rstrip())) if start is not None else None, found_on, date_span, byline, byline_span
    )
    body_start = end if start is not None else 0
    dateline, dateline_date = _dateline(text, body_start, found_on or published_on)
    return Top(header, dateline, dateline_date)


def _line_end(text: str, end: int) -> int:
    stop = text.find("\n", end)
    return min(len(text) if stop < 0 else stop, end + REACH)


def _byline(text: str, match: re.Match[str], stop: int) -> Span | None:
    """The names after "By": at most three words each, ending before a word that begins the article."""
    start, end = match.span("names")
    words = list(re.finditer(r"\S+", text[start:end]))
    kept = 0
    in_name = 0
    for index, word in enumerate(words):
        bare = word.group().strip(",.&").lower()
        if bare in ("and", "&", ""):
            if kept == 0:
                return None
            in_name = 0
            continue
        is_last_on_line = not text[start + word.end() : stop].strip()
        if index and (bare in ROLES or bare in ROLE_MODIFIERS or bare in HONORIFICS or _is_demonym(bare)):
            break
        if (
            in_name >= 2
            and not is_last_on_line
            and not word.group().isupper()
            and not words[index - 1].group().endswith(".")
        ):
            break
        if not word.group()[0].isupper() and bare not in _PARTICLES:
            break
        in_name += bare not in _PARTICLES
        kept = word.end()
        if word.group().endswith(","):
            in_name = 3
    name = text[start : start + kept].rstrip(" ,;.")
    if not name or len(name) < 3:
        return None
    first = name.split()[0].lower()
    if first in ("the", "a", "an", "this", "that", "his", "her", "our", "now", "then", "all", "far", "law", "itself"):
        return None
    if len(name.split()) < 2 and text[start + kept : stop].strip():
        return None
    return Span(start, start + len(name))


def _is_demonym(word: str) -> bool:
    return len(word) > 5 and word.endswith(("ian", "ese", "ish", "ean", "ani", "can"))


def _is_furniture(text: str) -> bool:
    """Leftovers of a page: time, "3 min read", an outlet's name; not the first words of an article."""
    return (
        len(text.split()) <= 6
        and not re.search(r"[.?!]$", text)
        and not re.search(r"\b(?:is|was|has|said|says|will)\b", text)
    )


def _tidy(name: str) -> str:
    name = re.sub(r"\s+", " ", name).strip(" ,;")
    return " ".join(word.title() if len(word) > 2 and word.isupper() else word for word in name.split(" "))


def _dateline(text: str, start: int, near: date | None) -> tuple[Span | None, date | None]:
    """ "LONDON, Feb 12 (Reuters) - ": the place and day of filing before the first sentence."""
    for line in list(_LINE.finditer(text, start, min(len(text), start + REACH)))[:3]:
        match = _DATELINE.match(text, line.start(), min(len(text), line.end() + 1))
        if match and (match.group("place").split(",")[0].isupper() or match.group("date")):
            on = read_date(match.group("date"), near) if match.group("date") else None
            return Span(*match.span()), on
    return None, None
