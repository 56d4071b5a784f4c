"""Text as the encoder sees it: word pieces with their code points, and what lower-casing would throw away.

Everything that the weights were trained on is decided here and in ``windows``: training imports both modules, so that
the two can never see different texts.
"""

from dataclasses import dataclass

from claims.extraction.analysis import Span
from claims.extraction.quotes import Quote
from claims.extraction.tagger.wordpiece import Vocabulary

CASES = 6
LOWER, TITLE, UPPER, FIGURE, MARK, MIXED = range(CASES)
QUOTED = 5
OUTSIDE, INSIDE, OPENING, CLOSING, STRAY = range(QUOTED)

_DOUBLES = "“”„‟«»＂〝〞″"
_SINGLES = "‘’‚‛‹›′`´"
_DASHES = "–—―‐‑‒−"
# One character for one: offsets hold.
_PLAIN = str.maketrans(
    {**dict.fromkeys(_DOUBLES, '"'), **dict.fromkeys(_SINGLES, "'"), **dict.fromkeys(_DASHES, "-"), "\u00a0": " "}
)
_QUOTE_MARKS = frozenset(_DOUBLES + _SINGLES + "\"'")


@dataclass(slots=True)
class Pieces:
    """The word pieces of a text in order, as columns of equal length; ``start`` and ``end`` are code points."""

    ids: list[int]
    start: list[int]
    end: list[int]
    case: list[int]
    quoted: list[int]
    paragraph: list[int]  # number of the paragraph each lies in
    paragraphs: list[tuple[int, int]]  # for each paragraph its first piece and one past its last

    def __len__(self) -> int:
        return len(self.ids)


def read(vocabulary: Vocabulary, text: str, paragraphs: tuple[Span, ...], quotes: tuple[Quote, ...]) -> Pieces:
    """The pieces of every paragraph."""
    found = Pieces([], [], [], [], [], [], [])
    plain = text.translate(_PLAIN)
    states = [quote for quote in quotes if not quote.is_nested]
    next_quote = 0
    current: Quote | None = None
    for number, paragraph in enumerate(paragraphs):
        first = len(found)
        before = LOWER
        for identity, start, end, begins in vocabulary.pieces(plain, paragraph.start, paragraph.end):
            while next_quote < len(states) and states[next_quote].span.start <= start:
                current = states[next_quote]
                next_quote += 1
            case = _case(text, start, end, paragraph.end) if begins else before
            before = case
            found.ids.append(identity)
            found.start.append(start)
            found.end.append(end)
            found.case.append(case)
            found.quoted.append(_quoted(text, start, end, current))
            found.paragraph.append(number)
        found.paragraphs.append((first, len(found)))
    return found


def _quoted(text: str, start: int, end: int, quote: Quote | None) -> int:
    is_mark = text[start] in _QUOTE_MARKS and end - start <= 2
    if quote is None or start >= quote.span.end:
        return STRAY if is_mark else OUTSIDE
    if start < quote.inner.start:
        return OPENING
    if start >= quote.inner.end:
        return CLOSING
    return INSIDE


def _case(text: str, start: int, end: int, limit: int) -> int:
    """Of the whole word that begins with this piece."""
    stop = end
    while stop < limit and text[stop].isalnum():
        stop += 1
    word = text[start:stop]
    if any(c.isdigit() for c in word):
        return FIGURE
    if not word[0].isalpha():
        return MARK
    if word.islower():
        return LOWER
    if word.isupper():
        return UPPER if len(word) > 1 else TITLE
    return TITLE if word[0].isupper() and word[1:].islower() else MIXED
