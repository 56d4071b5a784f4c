"""From sentences and statements to claims: one span a proposition, in the speaker's or the outlet's own voice."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise

from spacy.tokens import Doc, Token

from claims.extraction.analysis import Quantity, Span
from claims.extraction.drafts import Draft
from claims.extraction.parsing import Sentence
from claims.extraction.quantities import find as find_quantities
from claims.extraction.statements import Linked

FEWEST_WORDS = 3
CONJUNCTIONS = frozenset({"and", "but", "while", "whereas", "or"})
_EDGE = " \t\r\n\u00a0,;:–—-"
_SINGLES = "‘’'"
_SINGLE_END = re.compile(r"[.,?!\w][’'](?!\w)")
_SINGLE_START = re.compile(r"(?<!\w)[‘'](?=\w)")
_SEPARATORS = frozenset({",", ";", "-", "–", "—", "--"})
_MARKS = '"“”„«»'
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl"})
_QUESTIONING = frozenset({"ask", "wonder", "question"})
_VERBS = frozenset({"VERB", "AUX"})


@dataclass(slots=True)
class Proposition:
    """A claim in the making."""

    span: Span
    sentence: Sentence
    statement: int | None
    subject: Span | None = None  # put in front when the clause shares the subject of the one before
    relative: Span | None = None  # a relative pronoun at the front, with what it stands for
    antecedent: Span | None = None
    lead: Span | None = None  # the cue, put in front with the speaker where the content means nothing without it
    source: Span | None = None  # the words for the speaker, where nobody could be named
    holes: list[Span] = field(default_factory=list)  # words inside the span that are not the claim's: ", he said,"


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
            for proposition in _split(text, sentence, whole, index):
                proposition.holes = [
                    hole for hole in holes if proposition.span.start <= hole.start and hole.end <= proposition.span.end
                ]
                found.append(proposition)
        for free in _free(sentence, sentence.span, covered, statements, pieces):
            found.extend(_split(text, sentence, free, None))
    found.sort(key=lambda p: (p.span.start, p.span.end))
    return [p for p in found if _is_claim_like(text, p)]


def _with_marks(text: str, hole: Span) -> Span:
    """With the marks that close the quotation before the hole and open it again behind."""
    start, end = hole
    while start and text[start - 1] in _MARKS + _SINGLES + ",":
        start -= 1
    while end < len(text) and text[end] in _MARKS + _SINGLES:
        end += 1
    return Span(start, end)


def _whole(text: str, sentence: Sentence, whole: Span, index: int, draft: Draft) -> Proposition:
    """A content that is no clause stays in one piece and takes its cue along."""
    proposition = Proposition(_trimmed(text, whole), sentence, index)
    if draft.cue_spans and draft.cue_spans[-1].end <= proposition.span.start and draft.sentence.index == sentence.index:
        proposition.lead = Span(draft.cue_spans[0].start, draft.cue_spans[-1].end)
        proposition.source = draft.source
    return proposition


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
    return any(t.pos_ in _VERBS and t.tag_ in ("VBD", "VBZ", "VBP", "MD") for t in sentence.doc[first : last + 1])


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
    return any(token.pos_ in _VERBS for token in sentence.doc) and not sentence.doc.text.rstrip("\"”’' )").endswith("?")


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
        if not any(child.dep_ in _SUBJECTS for child in verb.children):
            continue
        first, last = _own_edges(verb)
        span = sentence.stretch(first, last)
        subjects = [sentence.start(c) for c in verb.lefts if c.dep_ in _SUBJECTS]
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
        if token.pos_ in _VERBS and (token.dep_ == "ROOT" or (token.dep_ == "conj" and _chain_to_root(token)))
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
        if child.dep_ == "conj" and child.pos_ in _VERBS:
            last = min(last, child.left_edge.i - 1)
    while last > verb.i and (verb.doc[last].dep_ == "cc" or verb.doc[last].is_punct):
        last -= 1
    return first, last


# -- splitting -------------------------------------------------------------------------------------


def _split(text: str, sentence: Sentence, region: Span, statement: int | None) -> list[Proposition]:
    """The propositions of a stretch of one sentence: coordinated clauses and telling relative clauses stand alone."""
    region = _trimmed(text, region)
    if region.end <= region.start:
        return []
    first, last = sentence.token_at(region.start), sentence.token_at(region.end - 1)
    doc = sentence.doc
    if first >= len(doc):
        return []
    last = min(last, len(doc) - 1)
    heads = [
        t
        for t in doc[first : last + 1]
        if t.pos_ in _VERBS and (t.head.i == t.i or not first <= t.head.i <= last or t.dep_ == "ccomp")
    ]
    cuts: list[tuple[int, Token]] = []  # token number where a further proposition begins, and its verb
    for token in doc[first : last + 1]:
        if token.pos_ not in _VERBS or not first <= token.head.i <= last:
            continue
        if (
            token.dep_ == "conj"
            and token.head.pos_ in _VERBS
            and _stands_alone(text, sentence, token, Span(region.start, region.end))
        ):
            edge = token.left_edge.i
            if edge > first and _is_top(token, heads):
                cuts.append((edge, token))
    main = [Proposition(region, sentence, statement)] if not cuts else []
    previous = first
    for number, (edge, _) in enumerate(sorted(cuts, key=lambda cut: cut[0])):
        end = edge - 1
        while end > previous and (
            doc[end].dep_ == "cc" or doc[end].text in _SEPARATORS or doc[end].lower_ in CONJUNCTIONS
        ):
            end -= 1
        main.append(_piece(text, sentence, previous, end, region, statement, cuts[number - 1][1] if number else None))
        previous = edge
    if cuts:
        main.append(_piece(text, sentence, previous, last, region, statement, max(cuts, key=lambda cut: cut[0])[1]))
    result: list[Proposition] = []
    for proposition in main:
        result.extend(_without_relatives(text, proposition))
    return result


def _is_top(token: Token, heads: list[Token]) -> bool:
    """Coordinated to the main clause of the stretch, not to something deep inside it."""
    for _ in range(8):
        if token in heads:
            return True
        if token.dep_ != "conj":
            return False
        token = token.head
    return False


def _stands_alone(text: str, sentence: Sentence, verb: Token, region: Span) -> bool:
    has_subject = any(child.dep_ in _SUBJECTS for child in verb.children)
    if has_subject:
        return verb.right_edge.i - verb.left_edge.i >= 2
    own = sentence.stretch(verb.left_edge.i, verb.right_edge.i)
    before = Span(region.start, own.start)
    if verb.tag_ not in ("VBD", "VBZ", "VBP") and not any(c.dep_ in ("aux", "auxpass") for c in verb.children):
        return False
    return bool(_figures(text, own)) and bool(_figures(text, before))


def _figures(text: str, span: Span) -> list[Quantity]:
    return find_quantities(text, [], span.start, span.end)


def _piece(
    text: str, sentence: Sentence, first: int, last: int, region: Span, statement: int | None, verb: Token | None
) -> Proposition:
    span = _trimmed(
        text,
        Span(max(region.start, sentence.start(sentence.doc[first])), min(region.end, sentence.end(sentence.doc[last]))),
    )
    proposition = Proposition(span, sentence, statement)
    if verb is not None and not any(child.dep_ in _SUBJECTS for child in verb.children):
        subject = next((c for c in verb.head.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is None and verb.head.dep_ == "conj":
            subject = next((c for c in verb.head.head.children if c.dep_ in ("nsubj", "nsubjpass")), None)
        if subject is not None:
            proposition.subject = sentence.stretch(subject.left_edge.i, subject.right_edge.i)
    return proposition


def _without_relatives(text: str, proposition: Proposition) -> list[Proposition]:
    """A relative clause at the end that says something checkable of its own becomes a proposition of its own."""
    sentence, region = proposition.sentence, proposition.span
    doc = sentence.doc
    first, last = sentence.token_at(region.start), min(sentence.token_at(region.end - 1), len(doc) - 1)
    for token in doc[first : last + 1]:
        if token.dep_ != "relcl" or token.head.i < first:
            continue
        pronoun = next(
            (c for c in token.children if c.dep_ in ("nsubj", "nsubjpass") and c.lower_ in ("who", "which", "that")),
            None,
        )
        if pronoun is None or (pronoun.i != token.left_edge.i and pronoun.i - token.left_edge.i > 1):
            continue
        edge, end = token.left_edge.i, min(token.right_edge.i, last)
        at_end = all(doc[i].is_punct or doc[i].is_space for i in range(end + 1, last + 1))
        set_off = doc[edge - 1].text == "," if edge else False
        own = sentence.stretch(edge, end)
        if not at_end or end - edge < 4 or edge - first < 3 or not (set_off or _figures(text, own)):
            continue
        before = edge - 1
        while before > first and doc[before].is_punct:
            before -= 1
        head_first, head_last = token.head.left_edge.i, before
        main = Proposition(
            _trimmed(text, Span(region.start, sentence.end(doc[before]))),
            sentence,
            proposition.statement,
            proposition.subject,
        )
        clause = Proposition(_trimmed(text, Span(own.start, region.end)), sentence, proposition.statement)
        clause.relative = sentence.stretch(pronoun.i, pronoun.i)
        clause.antecedent = sentence.stretch(max(head_first, first), head_last)
        if main.span.end - main.span.start < 12:
            return [proposition]
        return [main, clause]
    return [proposition]


def _trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and (text[start] in _EDGE or text[start].isspace()):
        start += 1
    while end > start and (text[end - 1] in _EDGE or text[end - 1].isspace()):
        end -= 1
    return _balanced(text, Span(start, end))


def _balanced(text: str, span: Span) -> Span:
    """Without a quotation mark whose partner lies outside."""
    start, end = span
    inner = text[start:end]
    if end > start and inner[0] in _MARKS and not any(c in _MARKS for c in inner[1:]):
        start += 1
    elif end > start and inner[-1] in _MARKS and not any(c in _MARKS for c in inner[:-1]):
        end -= 1
        while end > start and text[end - 1] == ",":
            end -= 1
    elif end - start > 1 and inner[0] in _MARKS and inner[-1] in _MARKS and sum(c in _MARKS for c in inner) == 2:
        start, end = start + 1, end - 1
        while end > start and text[end - 1] == ",":
            end -= 1
    inner = text[start:end]
    opened, closed = inner[:1] in _SINGLES, inner[-1:] in _SINGLES and len(inner) > 1
    if opened and (closed or not _SINGLE_END.search(inner)) and not inner[1:2].isdigit():
        start += 1
    if closed and (opened or not _SINGLE_START.search(inner)):
        end -= 1
        while end > start and text[end - 1] == ",":
            end -= 1
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _is_claim_like(text: str, proposition: Proposition) -> bool:
    words = proposition.span.of(text).split()
    if proposition.lead is not None:
        return True
    if len(words) < FEWEST_WORDS:
        return False
    sentence = proposition.sentence
    first, last = sentence.token_at(proposition.span.start), sentence.token_at(proposition.span.end - 1)
    return any(token.pos_ in _VERBS for token in sentence.doc[first : last + 1]) or (
        proposition.statement is not None and len(words) >= 4
    )
