"""Who said what: drafts from the parse, the quotations and the layout become one ordered list of statements."""

import re
from dataclasses import dataclass

from claims.extraction.analysis import CueKind, Span, StatementKind
from claims.extraction.combining import Combiner, Reader, unsettled
from claims.extraction.cues import NOUNS, TOLD_TO
from claims.extraction.drafts import Draft
from claims.extraction.layout import layout_drafts
from claims.extraction.linking import drafts_of
from claims.extraction.parsing import Sentence
from claims.extraction.quotations import Attacher
from claims.extraction.quotes import Inside
from claims.extraction.words import word_set

SHORTEST = 12  # characters that may be a content of their own behind a colon
_QUOTES = frozenset('"“”„«»‘')
FARTHEST_NESTED = 4  # characters between a cue inside a quotation and the quotation that is its content
_EDGE = " \t\r\n\u00a0,;:–—-…"
# A comment on what was said, set behind it: "…, a reversal of what his party decided", "…, words that calmed nobody".
_COMMENT = re.compile(
    r",\s+(?:(?:an?|the)\s+(?:\w+\s+)?(?:observation|reversal|idea|move|claim|charge|remark|distance|phrase|term|accusation|"
    r"allegation|argument|notion|suggestion|version|word|comparison|statement|comment)|words|remarks|comments)"
    r"\s+(?:of|that|which|at|in|he|she|it|they|the|his|her|their|some|many|few)\b[^“\"]*\Z"
)
_DANGLING = re.compile(r"[\s,;]+(?:and|but|or|while|as|because)\Z")
_FIRST_PERSON = word_set("i we you me us it there this that one")
NOUN_CHAINS = frozenset({"according to", "claim", "allegation", "accusation", "report", "statement"})
NESTED_CUES = word_set(
    "say tell declare claim deny announce report warn insist argue allege state admit accuse promise confirm write "
    "affirm assure reveal explain predict reply answer shout whisper demand"
)


NESTED_THOUGHTS = word_set("""
    believe think fear expect doubt find conclude agree suspect ask answer reply concede acknowledge maintain suggest
    dispute reject complain blame regard intend plan want hope refuse decline
    """)
ANYBODY = word_set("everybody everyone nobody somebody someone many some most others few")


@dataclass(frozen=True, slots=True)
class Linked:
    """A finished draft: its place among the others is its index."""

    draft: Draft
    content: tuple[Span, ...]
    kind: StatementKind
    parent: int | None


def link(
    text: str,
    paragraphs: tuple[Span, ...],
    parsed: list[Sentence],
    inside: Inside,
    holes: tuple[Span, ...] = (),
    apart: frozenset[int] = frozenset(),
    reader: Reader | None = None,
    *,
    with_deeds: bool = False,
) -> list[Linked]:
    """All statements of the text in the order of their first word.

    ``reader`` is the tagger, asked about the paragraphs that the rules leave unsettled; without it they work alone.
    """
    drafts = [draft for sentence in parsed if sentence.index not in apart for draft in drafts_of(sentence)]
    inner = [draft for draft in drafts if inside.quote_at(draft.at) is not None]
    laid_out = layout_drafts(text, paragraphs, parsed, apart)
    outer = Attacher(text, paragraphs, parsed, inside).attach(drafts, [s for d in laid_out for s in d.content])
    found: list[tuple[Draft, tuple[Span, ...]]] = []
    for draft in [*laid_out, *outer, *(_kept_inside(text, draft, inside) for draft in inner if _is_second_hand(draft))]:
        content = _content(text, draft, holes, inside)
        if content:
            found.append((draft, content))
    found = untangled(text, found)
    if reader is not None:
        proposals = reader(unsettled(text, paragraphs, found))
        found = Combiner(text, parsed, inside, holes, apart, with_deeds).combine(found, proposals)
    found = _without_doubles(found)
    found.sort(
        key=lambda pair: (min(pair[1][0].start, *(s.start for s in pair[0].cue_spans), pair[0].at), -pair[1][-1].end)
    )
    found = [
        pair
        for pair, parent in zip(found, _parents(found), strict=True)
        if parent is None or _is_worth_a_link(pair[0], found[parent][0])
    ]
    return [
        Linked(draft, content, StatementKind.DIRECT if draft.is_verbatim else kind_of(content, inside), parent)
        for (draft, content), parent in zip(found, _parents(found), strict=True)
    ]


def _is_worth_a_link(draft: Draft, parent: Draft) -> bool:
    """A chain is kept for second-hand speech; what somebody says of their own thoughts is part of their words."""
    if draft.is_layout:
        return False
    if draft.cue.lemma not in NESTED_CUES | NOUN_CHAINS:
        return draft.cue.lemma in NESTED_THOUGHTS and _is_third_party(draft) and draft.is_clausal
    if draft.source is None or draft.source_head is None:
        return draft.is_implicit and draft.cue.kind is CueKind.SAY
    head = draft.sentence.doc[draft.source_head]
    if head.pos_ == "PRON" and parent.source_head is not None:
        other = parent.sentence.doc[parent.source_head]
        return head.lower_ not in _FIRST_PERSON and head.lower_ != other.lower_
    return True


def _is_third_party(draft: Draft) -> bool:
    """Somebody named or described, and no pronoun that may stand for the speaker."""
    if draft.source_head is None:
        return False
    head = draft.sentence.doc[draft.source_head]
    return head.pos_ in {"NOUN", "PROPN"} or head.lower_ in ANYBODY


def _is_second_hand(draft: Draft) -> bool:
    """Inside a quotation only a third party's speech is worth a statement of its own: "the parties declare …"."""
    if draft.source is None and draft.is_implicit and draft.addressee is not None and draft.cue.lemma in TOLD_TO:
        return bool(draft.content)  # "She was told to stay upstairs": second-hand, though nobody says from whom
    if draft.source is None or not draft.content or draft.source_head is None:
        return False
    if draft.cue.lemma not in NESTED_CUES:
        return draft.cue.lemma in NESTED_THOUGHTS and _is_third_party(draft) and draft.is_clausal
    head = draft.sentence.doc[draft.source_head]
    return head.lower_ not in _FIRST_PERSON and head.pos_ in ("NOUN", "PROPN", "PRON")


def _last_before(spans: list[Span], place: int) -> int:
    return max(span.end for span in spans if span.end <= place)


def _kept_inside(text: str, draft: Draft, inside: Inside) -> Draft:
    """What is said inside a quotation ends with it."""
    quote = inside.quote_at(draft.at)
    if quote is not None:
        bounds = quote.inner
        end = draft.cue_spans[-1].end if draft.cue_spans else draft.at
        own = inside.nested_after(end, min(end + FARTHEST_NESTED, bounds.end))
        if own is not None and draft.cue.takes("q") and not any(c.isalnum() for c in text[end : own.span.start]):
            draft.content = [own.span]
            return draft
        draft.content = [
            Span(max(span.start, bounds.start), min(span.end, bounds.end))
            for span in draft.content
            if span.start < bounds.end and bounds.start < span.end
        ]
    return draft


def untangled(text: str, found: list[tuple[Draft, tuple[Span, ...]]]) -> list[tuple[Draft, tuple[Span, ...]]]:
    """Without contents that are nothing but another statement's speaker and cue, or that end in them.

    "The mayor, Ruta Lind, said she had written twice": what she had written is not "The mayor, Ruta Lind, said".
    """
    by_sentence: dict[int, list[tuple[Draft, tuple[Span, ...]]]] = {}
    for pair in found:
        by_sentence.setdefault(pair[0].sentence.index, []).append(pair)
    kept: list[tuple[Draft, tuple[Span, ...]]] = []
    for draft, content in found:
        rivals = [r for r in by_sentence[draft.sentence.index] if r[0] is not draft and r[0].cue_spans]
        pieces = (
            content
            if draft.quoted or draft.is_layout
            else tuple(piece for piece in content if not any(_is_frame(text, piece, draft, *rival) for rival in rivals))
        )
        if pieces:
            kept.append((draft, pieces))
    return kept


def _is_frame(text: str, piece: Span, draft: Draft, rival: Draft, said: tuple[Span, ...]) -> bool:
    cue = rival.cue_spans[-1]
    if not (piece.start <= rival.cue_spans[0].start and cue.end <= piece.end):
        return False
    told = rival.addressee  # "She told us that forty members …"
    end = told.end if told is not None and cue.end <= told.start and told.end <= piece.end else cue.end
    if any(c.isalnum() for c in text[end : piece.end]):
        return False
    return any(span.start <= draft.at < span.end for span in said)


def _content(text: str, draft: Draft, holes: tuple[Span, ...], inside: Inside) -> tuple[Span, ...]:
    spans = list(draft.content)
    if draft.quoted:
        marked = any(t.dep_ == "mark" and t.lower_ == "that" for t in draft.sentence.doc) and draft.verb is not None
        if draft.quoted[0].end <= draft.at and draft.source is not None and draft.cue_spans:
            frame = min(draft.source.start, draft.cue_spans[0].start)
            if not any(c.isalnum() for c in text[_last_before(draft.quoted, draft.at) : frame]):
                spans = []  # "…," said Jane Dorn, who runs the mill: what follows tells of her
        touching = [s for s in spans if any(s.start < q.end + 2 and q.start < s.end + 2 for q in draft.quoted)]
        spans = [*draft.quoted, *(touching if touching or not marked else [s for s in spans if s.start > draft.at])]
    taboo = [*holes, *draft.cue_spans] + ([draft.source] if draft.source is not None and not draft.is_implicit else [])
    pieces: list[Span] = []
    spans = [_after_the_mark(text, span, draft) for span in spans]
    for span in _merged([_to_the_closing_mark(span, draft, inside) for span in spans]):
        for piece in _minus(span, taboo):
            trimmed = _trimmed(text, _without_comment(text, piece))
            if any(c.isalnum() for c in trimmed.of(text)):
                pieces.append(trimmed)
    return tuple(pieces)


def _without_comment(text: str, span: Span) -> Span:
    comment = _COMMENT.search(span.of(text))
    return Span(span.start, span.start + comment.start()) if comment is not None else span


def _after_the_mark(text: str, span: Span, draft: Draft) -> Span:
    """A content before its cue starts behind a colon or semicolon; one behind it ends before its only semicolon."""
    if draft.is_layout:
        return span
    words = span.of(text)
    quote = next((q for q in draft.quoted if span.start < q.start < span.end), None)
    if quote is not None and span.start < draft.at and text[span.start : quote.start].rstrip().endswith(":"):
        return Span(quote.start, span.end)
    if any(mark in words for mark in _QUOTES):
        return span
    if span.end <= draft.at:
        cut = max(words.rfind("; "), words.rfind(": "))
        return Span(span.start + cut + 1, span.end) if cut > 0 and len(words) - cut > SHORTEST else span
    cut = words.find("; ")
    if cut > 0 and words.count(";") == 1 and span.start >= draft.at and not words[cut + 2 :].startswith("that "):
        return Span(span.start, span.start + cut)
    return span


def _to_the_closing_mark(span: Span, draft: Draft, inside: Inside) -> Span:
    """A content that ends inside a quotation goes on to its end, unless the cue itself is quoted."""
    quote = inside.quote_at(span.end - 1) if span.end > span.start else None
    if quote is None or quote.span.end <= span.end or quote.span.start <= draft.at < quote.span.end:
        return span
    return Span(span.start, quote.span.end) if quote.span.start >= span.start else span


def _merged(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(found[-1].end, span.end))
        else:
            found.append(span)
    return found


def _minus(span: Span, holes: list[Span]) -> list[Span]:
    pieces = [span]
    for hole in holes:
        pieces = [
            part
            for piece in pieces
            for part in (
                [Span(piece.start, min(piece.end, hole.start)), Span(max(piece.start, hole.end), piece.end)]
                if hole.start < piece.end and piece.start < hole.end
                else [piece]
            )
            if part.start < part.end
        ]
    return pieces


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and (text[end - 1] in _EDGE):
        end -= 1
    low = max(start, end - 12)
    dangling = _DANGLING.search(text[low:end])
    return _trimmed(text, Span(start, low + dangling.start())) if dangling else Span(start, end)


def _without_doubles(found: list[tuple[Draft, tuple[Span, ...]]]) -> list[tuple[Draft, tuple[Span, ...]]]:
    """Of two cues with the same content the surer one stays."""
    best: dict[tuple[Span, ...], tuple[Draft, tuple[Span, ...]]] = {}
    for draft, content in found:
        rival = best.get(content)
        if rival is None or _rank(draft) > _rank(rival[0]):
            best[content] = (draft, content)
    return list(best.values())


def _rank(draft: Draft) -> tuple[bool, bool, float, int]:
    return (draft.source is not None, draft.cue.lemma not in NOUNS, draft.confidence, -draft.at)


def kind_of(content: tuple[Span, ...], inside: Inside) -> StatementKind:
    total = sum(span.end - span.start for span in content)
    quoted = 0
    for span in content:
        covering = inside.quote_at(span.start)
        for quote in ([covering] if covering else []) + list(inside.between(span.start + 1, span.end)):
            quoted += max(0, min(span.end, quote.span.end) - max(span.start, quote.span.start))
    if total and quoted >= 0.8 * total:
        return StatementKind.DIRECT
    return StatementKind.MIXED if quoted else StatementKind.INDIRECT


def _parents(found: list[tuple[Draft, tuple[Span, ...]]]) -> list[int | None]:
    """Index of the innermost statement whose content holds the cue, by a sweep over the ordered list."""
    parents: list[int | None] = []
    opened: list[int] = []
    for index, (draft, _) in enumerate(found):
        place = draft.cue_spans[0].start if draft.cue_spans else draft.at
        opened = [i for i in opened if found[i][1][-1].end > place]
        holders = [
            i
            for i in opened
            if i != index
            and draft.cue_spans
            and any(s.start <= place and draft.cue_spans[-1].end <= s.end for s in found[i][1])
        ]
        parents.append(min(holders, key=lambda i: sum(s.end - s.start for s in found[i][1])) if holders else None)
        opened.append(index)
    return parents
