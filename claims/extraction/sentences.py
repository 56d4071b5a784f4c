"""Paragraphs and sentences as spans: punctuation, quotation marks and line breaks, no model.

Newspaper prose breaks a statistical splitter at quotation marks, initials and datelines; it follows rules that can be
written down. Every sentence span starts and ends with a character that is not white space, and lies in one paragraph.
"""

import re
from bisect import bisect_right
from statistics import median

from claims.extraction.analysis import Span
from claims.extraction.words import word_set

LONGEST = 2000  # characters: a text without punctuation is cut here, so that later steps stay linear

_CLOSERS = "\"”’'»)]}›"
_OPENERS = "\"“‘'«([{‹„—–-*•#@$£€¿¡"
_END = re.compile(
    rf"(?P<mark>[.!?…。！？]+(?:\s?[.]{{2,}})?)(?P<close>(?:\s(?=”))?[{re.escape(_CLOSERS)}]*)(?P<gap>\s+|$|(?=[A-Z“‘\"]))"
)
_LINE = re.compile(r"[^\r\n\u2028\u2029\x85\x0b\x0c]+")

# Words that a full stop belongs to. The first group is always followed by a name or a number.
_TITLES = word_set("""
    mr mrs ms mx dr prof rev revd fr st sr jr hon messrs mmes gen col lt cpl sgt maj capt cmdr adm brig pvt pte
    supt insp det gov sen rep reps sens pres amb supt dist atty asst assoc dep min rt cllr esq vs v no nos pp
    para art fig figs eq sec ch vol ed eds op cit cf approx est ca c mt ft pfc spc cst pc sgts gens cols drs
    profs
    """)
_ABBREVIATIONS = word_set("""
    jan feb mar apr jun jul aug sept sep oct nov dec mon tue tues wed thu thur thurs fri sat sun inc ltd co corp
    plc llc bros ave blvd rd etc al ie eg e.g i.e viz am pm a.m p.m u.s u.k u.n u.s.a e.u d.c n.y l.a ph.d m.d
    b.a m.a b.sc j.d univ dept govt ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn
    miss mo mont neb nev okla ore pa tenn tex vt va wash wis wyo n.c s.c n.d s.d n.h n.j n.m r.i w.va tel ext cm
    mm km kg lb lbs oz sq hr hrs min mins sec secs yr yrs bn mn tn
    """)
_MONTHS = word_set("jan feb mar apr jun jul aug sept sep oct nov dec")
# A capital after "U.S." or "Inc." begins a sentence when it is a word that seldom continues a name.
_STARTERS = word_set("""
    the a an he she it they we i you this that these those there here but and or so yet however meanwhile in on
    at by for from with after before when while if as although though since because his her its their our my
    your who what where why how not no some many most all both each one two several more even still also then
    now today yesterday according last next such another under over during despite asked speaking officials
    police
    """)
_SAYING = re.compile(
    r"(?:(?:[A-Z][\w.’'-]*|the|a|an|one|his|her|their|of|for|who)\s+){0,6}?(?:\w+ly\s+)?"
    r"(?:said|says|say|asked|asks|added|adds|wrote|writes|told|tells|replied|replies|shouted|yelled|cried|wondered|demanded|"
    r"exclaimed|responded|responds|continued|continues|tweeted|quipped|joked|declared|recalled|answered|reads?|read)\b"
)


def paragraphs(text: str) -> tuple[Span, ...]:
    """Stretches between line breaks; the lines of a hard-wrapped text are put together again."""
    lines = [Span(m.start(), m.end()) for m in _LINE.finditer(text) if not m.group().isspace()]
    if len(lines) < 2:
        return tuple(_trimmed(text, line) for line in lines)
    lengths = [line.end - line.start for line in lines]
    is_wrapped = len(lines) >= 4 and 40 <= median(lengths) <= 100 and max(lengths) <= 120
    found = [lines[0]]
    for line in lines[1:]:
        before = found[-1]
        between = text[before.end : line.start]
        is_blank = len(re.findall(r"\r\n|[\n\r\u2028\u2029\x85\x0b\x0c]", between)) > 1
        if not is_blank and _goes_on(text, before, line, is_wrapped=is_wrapped):
            found[-1] = Span(before.start, line.end)
        else:
            found.append(line)
    return tuple(_trimmed(text, span) for span in found)


def _goes_on(text: str, before: Span, line: Span, *, is_wrapped: bool) -> bool:
    last, first = text[before.end - 1], text[line.start]
    if is_wrapped:
        last_line = before.end - (text.rfind("\n", before.start, before.end) + 1 or before.start)
        return last_line >= 40 or first.islower()
    return first.islower() and (last.isalnum() or last == ",")


def split(text: str, within: tuple[Span, ...] | None = None) -> tuple[Span, ...]:
    """The sentences of the text, in order."""
    found: list[Span] = []
    for paragraph in paragraphs(text) if within is None else within:
        start = paragraph.start
        part = text[paragraph.start : paragraph.end]
        for match in _END.finditer(part):
            if _ends_sentence(part, match):
                end = paragraph.start + match.end("close")
                found.extend(_pieces(text, Span(start, end)))
                start = end
        found.extend(_pieces(text, Span(start, paragraph.end)))
    return tuple(found)


def cut(text: str, spans: tuple[Span, ...], holes: tuple[Span, ...]) -> tuple[tuple[Span, ...], frozenset[int]]:
    """The sentences cut at the edges of stretches that belong to none, and the numbers of those inside one."""
    edges = sorted(edge for hole in holes for edge in hole)
    found: list[Span] = []
    for span in spans:
        start = span.start
        for edge in edges:
            if start < edge < span.end:
                found.extend(_pieces(text, Span(start, edge)))
                start = edge
        found.extend(_pieces(text, Span(start, span.end)))
    inside = (n for n, s in enumerate(found) if any(h.start <= s.start and s.end <= h.end for h in holes))
    return tuple(found), frozenset(inside)


def at(spans: tuple[Span, ...], position: int) -> int | None:
    """Index of the span that holds a position, by bisection; the spans are in order and do not overlap."""
    index = bisect_right(spans, position, key=lambda span: span.start) - 1
    return index if index >= 0 and position < spans[index].end else None


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    mark, close, gap = match.group("mark"), match.group("close"), match.group("gap")
    after = match.end()
    if after >= len(text):
        return True
    if not gap:
        return _is_glued(text, match)
    following = text[after : after + 80]
    first = following[0]
    if first in "\"'" and len(following) > 1 and following[1].isspace():  # a stray mark: look beyond it
        first = following[2:3] or first
    if first.islower():
        return _begins_oddly(following) or _is_careless(text, match, following)
    if mark in (".", "…") or mark.startswith(".."):
        if first in ",;:)":
            return False
        if mark == "." and not close and _is_abbreviated(text, match.start(), following):
            return False
    if close and any(c in "\"”’'»" for c in close) and (mark[-1] in "?!…" or len(mark) > 1):
        return not _SAYING.match(following)
    return True


def _begins_oddly(following: str) -> bool:
    """iPhone, eBay: a lower-case letter that starts a sentence all the same."""
    return bool(re.match(r"[a-z][A-Z]", following))


def _is_careless(text: str, match: re.Match[str], following: str) -> bool:
    """Informal prose without capitals: "it was great. not sure why". Never after a quotation or an abbreviation."""
    if match.group("close") or match.group("mark").startswith("..") or match.group("mark") == "…":
        return False
    word = re.search(r"[a-z’']{3,}\s?$|[a-z0-9]+\)\s?$", text[max(0, match.start() - 24) : match.start()])
    if not word or word.group().strip() in _TITLES | _ABBREVIATIONS:
        return False
    return not _SAYING.match(following)


def _is_glued(text: str, match: re.Match[str]) -> bool:
    """Whether "…end.The next" lacks the space between two sentences (web pages lose it); "Amazon.Com" does not."""
    if match.group("mark") not in (".", "!", "?") or match.start() < 3:
        return False
    before = re.search(r"[a-z]{2,}[”’\"')]*$", text[max(0, match.start() - 20) : match.start()])
    after = re.match(r"[“‘\"]?(?:[A-Z][a-z]+(?=[ ,’'])|[AI](?= ))", text[match.end() : match.end() + 30])
    if match.group("close") and not after:
        return False
    if re.search(r"\w[.@/]\w+$", text[max(0, match.start() - 40) : match.start()]):
        return False  # inside an address
    return bool(before and after)


def _is_abbreviated(text: str, dot: int, following: str) -> bool:
    token = re.search(r"[^\s(\[“‘\"'—–/]*$", text[max(0, dot - 24) : dot])
    word = token.group() if token else ""
    bare = word.lower().lstrip("’'")
    next_word = re.match(r"[^\W_]+", following)
    starts = bool(next_word and next_word.group().lower() in _STARTERS and next_word.group()[0].isupper())
    if not word:
        return False
    if bare in (
        "no",
        "nos",
        "art",
        "fig",
        "sec",
        "vol",
        "ch",
        "para",
        "pp",
        "ed",
        "est",
        "mar",
        "min",
        "sun",
        "sat",
        "dec",
        "det",
        "ca",
        "c",
    ):
        return bool(following[:1].isdigit()) or (bare in ("sec", "mar", "det") and word[0].isupper() and not starts)
    if bare == "p":
        return following[:1].isdigit()
    if bare in _TITLES:
        return not (starts and bare in ("jr", "sr", "esq", "st", "mt", "v"))
    if bare in _MONTHS:
        return bool(following[:1].isdigit())
    if len(bare) == 1 and bare.isalpha():  # an initial: "J. Smith", but "vitamin C. The"
        return word.isupper() and not starts
    if re.fullmatch(r"(?:[a-z]\.)+[a-z]", bare) or bare in _ABBREVIATIONS:
        if bare in ("e.g", "i.e", "eg", "ie", "viz"):
            return True
        if bare in ("am", "pm", "a.m", "p.m", "etc"):
            return not following[:1].isupper()
        return not starts and not (following[:1] in '“"‘' and len(bare) > 1)
    return (
        bool(re.fullmatch(r"[0-9]{1,2}", bare)) and bool(re.match(r"\S", following)) and _is_numbering(text, dot, bare)
    )


def _is_numbering(text: str, dot: int, number: str) -> bool:
    """ "1. Wash the apples": the number heads its own line."""
    return not text[: dot - len(number)].strip()


def _pieces(text: str, span: Span) -> list[Span]:
    """The span without outer white space, cut where it is longer than any sentence should be."""
    span = _trimmed(text, span)
    pieces: list[Span] = []
    while span.end - span.start > LONGEST:
        window = text[span.start : span.start + LONGEST]
        cut = max(window.rfind("; "), window.rfind(", "), -1)
        if cut < LONGEST // 2:
            cut = max(window.rfind(" "), window.rfind("\t"), window.rfind("\n"))
        cut = cut + 1 if cut > 0 else LONGEST
        pieces.append(_trimmed(text, Span(span.start, span.start + cut)))
        span = _trimmed(text, Span(span.start + cut, span.end))
    pieces.append(span)
    return [piece for piece in pieces if piece.start < piece.end]


def _trimmed(text: str, span: Span) -> Span:
    part = text[span.start : span.end]
    left = len(part) - len(part.lstrip())
    return Span(span.start + left, max(span.start + left, span.start + len(part.rstrip())))
