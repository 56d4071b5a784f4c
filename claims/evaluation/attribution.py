"""Who said what: statements against a reader's marks.

A content is found when it and a guess share at least half of their words (characters that count; intersection over
union; one to one, the most alike first). A found one is right from end to end when its source is touched too, or when
neither has one. Where the reader marked no source but knew who speaks ("and promised a ferry"), pointing at words that
name the same speaker is right as well. Precision and recall are over all contents.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from claims.evaluation.intervals import Share, Tally, f1, ratio
from claims.evaluation.naming import agree, name_words
from claims.evaluation.overlap import Ruler, Stretch, pairs, stretch
from claims.evaluation.sets import Marked, MarkedText
from claims.extraction.analysis import Analysis, Span, Statement

KINDS = ("direct", "mixed", "indirect")
_LINE = re.compile(r"[^\n]*\n?")


@dataclass(frozen=True, slots=True)
class Compared:
    """One text with its marks, the guesses, and which guess is which mark."""

    ruler: Ruler
    gold: tuple[Marked, ...]
    guessed: tuple[Marked, ...]
    pairs: Mapping[int, int]  # number of the mark → number of the guess
    right: frozenset[int]  # numbers of the found marks whose source is right


def found_in(analysis: Analysis) -> tuple[Marked, ...]:
    return tuple(mark_of(statement) for statement in analysis.statements)


def mark_of(statement: Statement) -> Marked:
    names = (statement.speaker.name,) if statement.speaker is not None else ()
    return Marked(statement.source, statement.cue, statement.content, names)


def compare(text: str, gold: Sequence[Marked], guessed: Sequence[Marked]) -> Compared:
    """Marks without a content are passed over on both sides."""
    ruler = Ruler(text)
    want, have = tuple(m for m in gold if m.content), tuple(m for m in guessed if m.content)
    found = pairs(ruler, [stretch(m.content) for m in want], [stretch(m.content) for m in have])
    right = frozenset(i for i, j in found.items() if is_source_right(ruler, want[i], have[j]))
    return Compared(ruler, want, have, found, right)


def is_source_right(ruler: Ruler, gold: Marked, guess: Marked) -> bool:
    wanted, had = stretch(gold.source), stretch(guess.source)
    if ruler.size(wanted):
        return ruler.shared(wanted, had) > 0
    return not ruler.size(had) or any(agree(name_words(a), name_words(b)) for a in gold.names for b in guess.names)


def measure(texts: Sequence[MarkedText], guesses: Sequence[Sequence[Marked]]) -> Tally:
    """Figures for texts and the marks that were guessed in each."""
    return Tally(
        [counts(compare(t.text, t.marked, guessed)) for t, guessed in zip(texts, guesses, strict=True)], shares
    )


def counts(compared: Compared) -> dict[str, float]:
    """What one text adds to the sums."""
    found: dict[str, float] = {
        "gold": len(compared.gold),
        "guessed": len(compared.guessed),
        "found": len(compared.pairs),
        "right": len(compared.right),
    }
    quoted = inside_marks(compared.ruler.text)
    for number, mark in enumerate(compared.gold):
        kind = kind_of(compared.ruler, stretch(mark.content), quoted)
        names = [words for name in mark.names if (words := name_words(name))]
        guess = compared.guessed[compared.pairs[number]] if number in compared.pairs else None
        guessed_name = name_words(guess.names[0]) if guess is not None and guess.names else ()
        for name, is_so in (
            (f"{kind} gold", True),
            (f"{kind} found", guess is not None),
            (f"{kind} right", number in compared.right),
            ("named", bool(names)),
            ("named found", bool(names) and guess is not None),
            ("resolved", any(agree(words, guessed_name) for words in names)),
            ("resolved in full", guessed_name in names),
        ):
            found[name] = found.get(name, 0.0) + is_so
    return found


def shares(sums: Mapping[str, float]) -> dict[str, Share]:
    gold, guessed, found, right = (sums.get(name, 0.0) for name in ("gold", "guessed", "found", "right"))
    figures = {
        "content precision": ratio(found, guessed),
        "content recall": ratio(found, gold),
        "content F1": f1(found, guessed, gold),
        "source right, of those found": ratio(right, found),
        "end to end precision": ratio(right, guessed),
        "end to end recall": ratio(right, gold),
        "end to end F1": f1(right, guessed, gold),
    }
    for kind in KINDS:
        figures[f"{kind}: found"] = ratio(sums.get(f"{kind} found", 0.0), sums.get(f"{kind} gold", 0.0))
        figures[f"{kind}: source right"] = ratio(sums.get(f"{kind} right", 0.0), sums.get(f"{kind} found", 0.0))
    if sums.get("named"):
        figures["named speaker, of all with a name"] = ratio(sums["resolved"], sums["named"])
        figures["named speaker, of those found"] = ratio(sums["resolved"], sums["named found"])
        figures["the same name in full, of all"] = ratio(sums["resolved in full"], sums["named"])
    return figures


def inside_marks(text: str) -> Stretch:
    """Everything between double quotation marks; each line begins anew, and an open mark holds to the line's end."""
    found = []
    for line in _LINE.finditer(text):
        opened: int | None = None
        for at in range(line.start(), line.end()):
            mark = text[at]
            if opened is None and mark in '“"':
                opened = at + 1
            elif opened is not None and mark in '”"':
                found.append(Span(opened, at))
                opened = None
        if opened is not None:
            found.append(Span(opened, line.end()))
    return stretch(found)


def kind_of(ruler: Ruler, content: Stretch, quoted: Stretch) -> str:
    """Direct from four fifths between marks on, indirect with nothing between them."""
    size = ruler.size(content)
    share = ruler.shared(content, quoted) / size if size else 0.0
    return "direct" if share >= 0.8 else "mixed" if share > 0 else "indirect"
