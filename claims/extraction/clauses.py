"""One stretch of a sentence cut into clauses that can be judged one by one."""

import re
from dataclasses import dataclass, field

from spacy.tokens import Token

from claims.extraction.analysis import Quantity, Span
from claims.extraction.parsing import Sentence
from claims.extraction.quantities import find as find_quantities

CONJUNCTIONS = frozenset({"and", "but", "while", "whereas", "or"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "expl"})
VERBS = frozenset({"VERB", "AUX"})
MARKS = '"“”„«»'
SINGLES = "‘’'"
_EDGE = " \t\r\n\u00a0,;:–—-•▪●‣·"
_SINGLE_END = re.compile(r"[.,?!\w][’'](?!\w)")
_SINGLE_START = re.compile(r"(?<!\w)[‘'](?=\w)")
_THAT = re.compile(
    r"that[ \u00a0\n]+(?=(?:the|a|an|he|she|it|they|we|I|his|her|its|their|there|no|some|any|all|many|more|[A-Z])\b)"
)
_SEPARATORS = frozenset({",", ";", "-", "–", "—", "--"})


@dataclass(slots=True)
class Proposition:
    """A claim in the making."""

    span: Span
    sentence: Sentence
    statement: int | None
    subject: Span | None = None  # put in front when the clause shares the subject of the one before
    helper: str = ""  # an auxiliary that goes with that subject: "was"
    counted: tuple[int, str] | None = None  # where a bare number wants the noun of the clause before, and that noun
    relative: Span | None = None  # a relative pronoun at the front, with what it stands for
    antecedent: Span | None = None
    lead: Span | None = None  # the cue, put in front with the speaker where the content means nothing without it
    is_denied_clause: bool = False  # a clause that its source says is not so
    verdict: tuple[Span, str] | None = None  # what to put in where for "called it a gift": "is"
    source: Span | None = None  # the words for the speaker, where nobody could be named
    holes: list[Span] = field(default_factory=list)  # words inside the span that are not the claim's: ", he said,"


def split(text: str, sentence: Sentence, region: Span, statement: int | None) -> list[Proposition]:
    """The propositions of a stretch of one sentence: coordinated clauses and telling relative clauses stand alone."""
    region = trimmed(text, region)
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
        if t.pos_ in VERBS and (t.head.i == t.i or not first <= t.head.i <= last or t.dep_ == "ccomp")
    ]
    cuts: list[tuple[int, Token]] = []  # token number where a further proposition begins, and its verb
    for token in doc[first : last + 1]:
        if token.pos_ not in VERBS or not first <= token.head.i <= last:
            continue
        if (
            token.dep_ == "conj"
            and token.head.pos_ in VERBS
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
    has_subject = any(child.dep_ in SUBJECTS for child in verb.children)
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
    span = trimmed(
        text,
        Span(max(region.start, sentence.start(sentence.doc[first])), min(region.end, sentence.end(sentence.doc[last]))),
    )
    proposition = Proposition(span, sentence, statement)
    if verb is not None and verb.head.i != verb.i:
        proposition.counted = _counted(sentence, verb)
    if verb is not None and not any(child.dep_ in SUBJECTS for child in verb.children):
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
            trimmed(text, Span(region.start, sentence.end(doc[before]))),
            sentence,
            proposition.statement,
            proposition.subject,
        )
        clause = Proposition(trimmed(text, Span(own.start, region.end)), sentence, proposition.statement)
        clause.relative = sentence.stretch(pronoun.i, pronoun.i)
        clause.antecedent = _named_subject(sentence, token.head) or sentence.stretch(max(head_first, first), head_last)
        if main.span.end - main.span.start < 12:
            return [proposition]
        return [main, clause]
    return [proposition]


def _named_subject(sentence: Sentence, noun: Token) -> Span | None:
    """In "Orm is a town which …" the clause is about Orm."""
    verb = noun.head
    if noun.dep_ != "attr" or verb.lemma_ != "be":
        return None
    subject = next((c for c in verb.lefts if c.dep_ == "nsubj" and c.pos_ == "PROPN"), None)
    return sentence.stretch(subject.left_edge.i, subject.right_edge.i) if subject is not None else None


def _counted(sentence: Sentence, verb: Token) -> tuple[int, str] | None:
    """ "20 Orlen were killed and around 300 wounded": the noun that a bare number shares with the clause before."""
    subject = next((c for c in verb.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
    if subject is None or subject.pos_ != "NUM" or any(c.dep_ == "prep" for c in subject.rights):
        return None
    other = next((c for c in verb.head.lefts if c.dep_ in ("nsubj", "nsubjpass")), None)
    if other is None or other.tag_ not in ("NNS", "NNPS", "NN", "NNP") or not any(c.pos_ == "NUM" for c in other.lefts):
        return None
    return sentence.end(subject), other.text


def trimmed(text: str, span: Span) -> Span:
    start, end = span
    while start < end and (text[start] in _EDGE or text[start].isspace()):
        start += 1
    if _THAT.match(text, start, end):
        start = _THAT.match(text, start, end).end()  # type: ignore[union-attr]
    while end > start and (text[end - 1] in _EDGE or text[end - 1].isspace()):
        end -= 1
    return _balanced(text, Span(start, end))


def _balanced(text: str, span: Span) -> Span:
    """Without a quotation mark whose partner lies outside."""
    start, end = span
    inner = text[start:end]
    if end > start and inner[0] in MARKS and not any(c in MARKS for c in inner[1:]):
        start += 1
    elif end > start and inner[-1] in MARKS and not any(c in MARKS for c in inner[:-1]):
        end -= 1
        while end > start and text[end - 1] == ",":
            end -= 1
    elif end - start > 1 and inner[0] in MARKS and inner[-1] in MARKS and sum(c in MARKS for c in inner) == 2:
        start, end = start + 1, end - 1
        while end > start and text[end - 1] == ",":
            end -= 1
    inner = text[start:end]
    opened, closed = inner[:1] in SINGLES, inner[-1:] in SINGLES and len(inner) > 1
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
