"""From sentences and statements to claims: one span a proposition, in the speaker's or the outlet's own voice."""

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

from spacy.tokens import Doc, Token

from claims.extraction.analysis import Span
from claims.extraction.clauses import MARKS, SINGLES, SUBJECTS, VERBS, Proposition, split, trimmed
from claims.extraction.cues import VERBS as CUES
from claims.extraction.denials import DENYING, can_be_denied
from claims.extraction.drafts import Draft
from claims.extraction.parsing import Sentence
from claims.extraction.statements import Linked

VERDICTS = frozenset({"call", "describe", "dismiss", "brand", "label", "characterise", "characterize"})
_JUDGED = re.compile(r"(?P<who>[^“”\"‘’„,;]{3,90}?)(?P<gap>\s+as\s+|\s+(?=[“\"‘„]))(?=\S)")
# A line of a list: "Hotels and restaurants: -2.3 percent".
_FIGURE_LINE = re.compile(r"^\W*[A-Z][\w ’',&()-]{2,60}:\s*[+−–-]?\d[\d.,]*\s?(?:%|per\s?cent\b|[a-z]+)")
FEWEST_WORDS = 3
DOUBLE = 0.85  # share in common from which two stretches are the same words
_VERBAL = frozenset({"VBD", "VBZ", "VBP", "VBN", "MD"})
_RELATIVES = frozenset({"who", "which", "that", "what", "whoever"})
_GIVING = frozenset({"award", "give", "grant", "offer", "send", "deny", "pay", "hand", "promise", "fine"})
_QUESTIONING = frozenset({"ask", "wonder", "question"})


def propositions(
    text: str, parsed: list[Sentence], statements: list[Linked], apart: frozenset[int]
) -> list[Proposition]:
    """All propositions in the order of the text."""
    by_sentence = _pieces_by_sentence(parsed, statements)
    found: list[Proposition] = []
    for sentence in parsed:
        if sentence.index in apart or not _can_hold_a_claim(sentence):
            continue
        pieces = by_sentence.get(sentence.index, [])
        covered: list[Span] = []
        for index, spans in pieces:
            whole = Span(spans[0].start, spans[-1].end)
            holes = [_with_marks(text, Span(a.end, b.start)) for a, b in pairwise(spans)]
            covered.append(whole)
            draft = statements[index].draft
            if draft.cue.lemma in _QUESTIONING and draft.is_clausal and not draft.quoted:
                continue
            if (draft.is_denied or not draft.is_clausal) and not draft.quoted:
                found.append(_whole(text, sentence, whole, index, draft))
                continue
            for proposition in split(text, sentence, whole, index):
                proposition.holes = [
                    hole for hole in holes if proposition.span.start <= hole.start and hole.end <= proposition.span.end
                ]
                found.append(proposition)
        for free in _free(sentence, sentence.span, covered, statements, pieces):
            found.extend(split(text, sentence, free, None))
    for proposition in found:
        _take_subject(proposition)
    found.sort(key=lambda p: (p.span.start, p.span.end))
    return _without_doubles([p for p in found if _is_claim_like(text, p)], statements)


def _take_subject(proposition: Proposition) -> None:
    """What a statement stands between: "The clip, which he called a fake, | has been seen often" keeps its subject."""
    if proposition.lead is not None or proposition.relative is not None or proposition.is_denied_clause:
        return
    sentence, span = proposition.sentence, proposition.span
    words = sentence.doc[sentence.token_at(span.start) : sentence.token_at(span.end - 1) + 1]
    first = words[0]
    if first.tag_ not in _VERBAL:
        return
    verb = first if first.pos_ == "VERB" or first.head.i < first.i else first.head
    if any(child.dep_ in SUBJECTS and child.i >= first.i for child in verb.children):
        return
    subject = _subject_of(verb)
    while subject is None and verb.dep_ == "conj":
        verb = verb.head
        subject = _subject_of(verb)
    if verb.i != first.i and verb.lemma_ in CUES:
        return  # what goes on may be the speaker's deed or a part of the words told
    if subject is None or subject.i >= first.i or subject.lower_ in _RELATIVES or subject.right_edge.i >= first.i:
        return
    proposition.subject = proposition.subject or sentence.stretch(subject.left_edge.i, subject.right_edge.i)
    helper = next((child for child in verb.lefts if child.dep_ == "auxpass"), None)
    is_shared = helper is not None and helper.i < first.i and first.dep_ == "conj" and not _has_object_of_its_own(first)
    if helper is not None and is_shared and first.tag_ in ("VBN", "VBD"):
        proposition.helper = helper.text


def _subject_of(verb: Token) -> Token | None:
    return next((child for child in verb.lefts if child.dep_ in SUBJECTS), None)


def _has_object_of_its_own(verb: Token) -> bool:
    """ "Was sued and paid a fine": active, for all that a passive stands before it."""
    return any(child.dep_ == "dobj" for child in verb.rights) and verb.lemma_ not in _GIVING


def _without_doubles(found: list[Proposition], statements: list[Linked]) -> list[Proposition]:
    """Words told at second hand are one claim, that of the innermost statement."""
    kept: list[Proposition] = []
    for one in found:
        last = kept[-1] if kept else None
        if last is not None and last.statement != one.statement and _is_double(last.span, one.span):
            mine = statements[one.statement].parent if one.statement is not None else None
            if mine is not None:
                kept[-1] = one
            continue
        kept.append(one)
    return kept


def _is_double(one: Span, other: Span) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared > DOUBLE * (max(one.end, other.end) - min(one.start, other.start))


def _with_marks(text: str, hole: Span) -> Span:
    """With the marks that close the quotation before the hole and open it again behind."""
    start, end = hole
    while start and text[start - 1] in MARKS + SINGLES + ",":
        start -= 1
    while end < len(text) and text[end] in MARKS + SINGLES:
        end += 1
    return Span(start, end)


def _whole(text: str, sentence: Sentence, whole: Span, index: int, draft: Draft) -> Proposition:
    """A content that is no clause stays in one piece and takes its cue along."""
    proposition = Proposition(trimmed(text, whole), sentence, index)
    words = list(sentence.doc)[
        sentence.token_at(proposition.span.start) : sentence.token_at(proposition.span.end - 1) + 1
    ]
    if draft.is_denied and draft.is_clausal and draft.cue.lemma in DENYING and can_be_denied(words):
        proposition.is_denied_clause = True
    elif draft.cue.lemma in VERDICTS:
        proposition.verdict = _verdict(text, sentence, proposition.span)
    if draft.cue_spans and draft.cue_spans[-1].end <= proposition.span.start and draft.sentence.index == sentence.index:
        proposition.lead = Span(draft.cue_spans[0].start, draft.cue_spans[-1].end)
        proposition.source = draft.source
    return proposition


def _verdict(text: str, sentence: Sentence, span: Span) -> tuple[Span, str] | None:
    """ "Called the closure “a gift”", "described the road as unsafe": where "is" stands in what is asserted."""
    found = _JUDGED.match(text, span.start, span.end)
    if found is None:
        return None
    place = Span(found.start("gap"), found.end("gap"))
    head = sentence.doc[max(0, sentence.token_at(place.start) - 1)]
    if head.pos_ not in {"NOUN", "PROPN", "PRON"} or head.lower_ in {"them", "him", "her", "me", "us"}:
        return None
    are = "are" if head.tag_ in {"NNS", "NNPS"} else "is"
    return place, f" {are} "


def _pieces_by_sentence(parsed: list[Sentence], statements: list[Linked]) -> dict[int, list[tuple[int, list[Span]]]]:
    """For every sentence the innermost statements' contents in it."""
    ends = [sentence.span.end for sentence in parsed]
    starts = [sentence.span.start for sentence in parsed]
    clausal = {i for i, s in enumerate(statements) if s.parent is None or _is_clausal(s)}
    replaced: dict[int, list[Span]] = {}
    for index in clausal:
        parent = statements[index].parent
        if parent is not None:
            replaced.setdefault(parent, []).append(
                Span(statements[index].content[0].start, statements[index].content[-1].end)
            )
    found: dict[int, list[tuple[int, list[Span]]]] = {}
    for index in sorted(clausal):
        here: dict[int, list[Span]] = {}
        for span in statements[index].content:
            for number in range(bisect_right(ends, span.start), min(len(parsed), bisect_left(starts, span.end))):
                part = Span(max(span.start, starts[number]), min(span.end, ends[number]))
                here.setdefault(number, []).append(part)
        for number, spans in here.items():
            inner = replaced.get(index, [])
            if (
                inner
                and any(spans[0].start <= s.start and s.end <= spans[-1].end for s in inner)
                and _is_only_attribution(parsed[number], statements, index)
            ):
                continue
            found.setdefault(number, []).append((index, spans))
    return found


def _is_clausal(statement: Linked) -> bool:
    sentence = statement.draft.sentence
    first = sentence.token_at(statement.content[0].start)
    last = sentence.token_at(statement.content[-1].end - 1)
    return any(t.pos_ in VERBS and t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in sentence.doc[first : last + 1])


def _is_only_attribution(sentence: Sentence, statements: list[Linked], index: int) -> bool:
    """The outer content is nothing but "Jones told him" plus the inner content."""
    outer = sum(span.end - span.start for span in statements[index].content)
    inner = max(
        (
            sum(span.end - span.start for span in s.content)
            for s in statements[index + 1 : index + 6]
            if s.parent == index
        ),
        default=0,
    )
    return 2 * inner >= outer or any(
        s.parent == index
        and s.draft.sentence.index == sentence.index
        and s.draft.verb is not None
        and s.draft.sentence.doc[s.draft.verb].dep_ in ("ccomp", "ROOT")
        for s in statements[index + 1 : index + 6]
    )


def _can_hold_a_claim(sentence: Sentence) -> bool:
    has_verb = any(token.pos_ in VERBS for token in sentence.doc) or bool(_FIGURE_LINE.search(sentence.doc.text))
    return has_verb and not sentence.doc.text.rstrip("\"”’' )").endswith("?")


def _free(
    sentence: Sentence,
    whole: Span,
    covered: list[Span],
    statements: list[Linked],
    pieces: list[tuple[int, list[Span]]],
) -> list[Span]:
    """What of the sentence the narrator says: all of it, or the main clauses beside the statements in it."""
    if not covered:
        return [whole]
    used = list(covered)
    cue_verbs = set()
    for statement in _statements_of(sentence, statements, pieces):
        used.extend(statement.draft.cue_spans)
        if statement.draft.source is not None:
            used.append(statement.draft.source)
        if statement.draft.verb is not None and statement.draft.sentence.index == sentence.index:
            cue_verbs.add(statement.draft.verb)
    found: list[Span] = []
    for verb in _main_verbs(sentence.doc):
        if verb.i in cue_verbs or any(s.start <= sentence.start(verb) < s.end for s in used):
            continue
        if not any(child.dep_ in SUBJECTS for child in verb.children):
            continue
        first, last = _own_edges(verb)
        span = sentence.stretch(first, last)
        subjects = [sentence.start(c) for c in verb.lefts if c.dep_ in SUBJECTS]
        others = [hole for hole in used if not any(hole.start <= subject < hole.end for subject in subjects)]
        found.extend(
            _without_tail(sentence, part)
            for part in _outside(span, others)
            if part.start <= sentence.start(verb) < part.end
        )
    return found


def _without_tail(sentence: Sentence, part: Span) -> Span:
    """Without the words that led on to a statement: "was charged | after police said …"."""
    last = min(sentence.token_at(part.end - 1), len(sentence.doc) - 1)
    while last and sentence.end(sentence.doc[last]) > part.end:  # the part ends in white space
        last -= 1
    while (
        last
        and sentence.end(sentence.doc[last]) > part.start
        and (sentence.doc[last].dep_ in {"mark", "cc", "punct", "case"} or sentence.doc[last].pos_ == "SCONJ")
    ):
        last -= 1
    return Span(part.start, max(part.start, min(part.end, sentence.end(sentence.doc[last]))))


def _statements_of(sentence: Sentence, statements: list[Linked], pieces: list[tuple[int, list[Span]]]) -> list[Linked]:
    seen = {index for index, _ in pieces}
    low = min(seen, default=0)
    for index in range(max(0, low - 8), min(len(statements), max(seen, default=0) + 9)):
        if statements[index].draft.sentence.index == sentence.index:
            seen.add(index)
    return [statements[index] for index in sorted(seen)]


def _outside(span: Span, used: list[Span]) -> list[Span]:
    parts = [span]
    for hole in sorted(used):
        last = parts.pop() if parts else None
        if last is None:
            break
        if hole.start >= last.end or hole.end <= last.start:
            parts.append(last)
            continue
        if last.start < hole.start:
            parts.append(Span(last.start, hole.start))
        if hole.end < last.end:
            parts.append(Span(hole.end, last.end))
    return parts


def _main_verbs(doc: Doc) -> list[Token]:
    return [
        token
        for token in doc
        if token.pos_ in VERBS and (token.dep_ == "ROOT" or (token.dep_ == "conj" and _chain_to_root(token)))
    ]


def _chain_to_root(token: Token) -> bool:
    for _ in range(8):
        if token.dep_ == "ROOT":
            return True
        if token.dep_ != "conj":
            return False
        token = token.head
    return False


def _own_edges(verb: Token) -> tuple[int, int]:
    """The verb's clause without the clauses coordinated to it."""
    first, last = verb.left_edge.i, verb.right_edge.i
    for child in verb.rights:
        if child.dep_ == "conj" and child.pos_ in VERBS:
            last = min(last, child.left_edge.i - 1)
    while last > verb.i and (verb.doc[last].dep_ == "cc" or verb.doc[last].is_punct):
        last -= 1
    return first, last


def _is_claim_like(text: str, proposition: Proposition) -> bool:
    words = proposition.span.of(text).split()
    if proposition.lead is not None:
        return True
    if len(words) < FEWEST_WORDS:
        return False
    sentence = proposition.sentence
    first, last = sentence.token_at(proposition.span.start), sentence.token_at(proposition.span.end - 1)
    if proposition.statement is None and _asserts_nothing(sentence, first, last):
        return False
    if _FIGURE_LINE.search(proposition.span.of(text)):
        return True
    return any(token.pos_ in VERBS for token in sentence.doc[first : last + 1]) or (
        proposition.statement is not None and len(words) >= 4
    )


def _asserts_nothing(sentence: Sentence, first: int, last: int) -> bool:
    """ "Killed in the raid", "Sign up for our newsletter": a participle or a call, and no verb that asserts."""
    words = sentence.doc[first : last + 1]
    if not first and sentence.index == 0:
        return False  # a headline leaves its verbs out
    if any(token.tag_ in ("VBD", "VBZ", "VBP", "MD") or token.text == ":" for token in words):
        return False
    opening = next((token for token in words if token.is_alpha), None)
    return opening is not None and (
        opening.tag_ in ("VBN", "VBG", "VB", "UH") and opening.dep_ not in ("amod", "compound")
    )
