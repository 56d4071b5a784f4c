"""From a cue to its source and content along the parse of one sentence."""

from dataclasses import dataclass, field

from spacy.tokens import Token

from claims.extraction.analysis import CueKind, Span
from claims.extraction.cues import HEARSAY, NEEDS_ADDRESSEE, NOUNS, PASSIVE_TO, PHRASES, VERBS, Cue
from claims.extraction.parsing import Sentence
from claims.extraction.quotes import Inside

SUBJECTS = frozenset({"nsubj", "csubj", "expl"})
RELATIVES = frozenset({"who", "which", "that", "whom"})
EMPTY_SUBJECTS = frozenset({"it", "there"})
CLAUSES = frozenset({"ccomp"})
MOVED = frozenset({"advcl", "prep", "npadvmod", "advmod", "agent", "dative"})


@dataclass(slots=True)
class Draft:
    """A statement in the making."""

    sentence: Sentence
    cue: Cue
    at: int  # position in the text of the cue's main word, for ordering
    verb: int | None  # token number of that word
    cue_spans: list[Span]
    source: Span | None = None
    source_head: int | None = None  # token number of the source's main word
    antecedent: int | None = None  # of a relative "who": the noun it stands for
    content: list[Span] = field(default_factory=list)
    quoted: list[Span] = field(default_factory=list)  # quotations given to this cue
    addressee: Span | None = None
    is_negated: bool = False
    is_hedged: bool = False
    is_implicit: bool = False  # a passive or hearsay: nobody is named, and nobody is meant by name
    is_layout: bool = False  # no cue at all: the quotation stands alone
    confidence: float = 0.7
    speaker_from: "Draft | None" = None  # whose speaker goes on


def drafts_of(sentence: Sentence, inside: Inside) -> list[Draft]:
    """Every cue of the sentence that has a content on the parse, and every verb cue that a quotation may belong to."""
    found: list[Draft] = []
    for token in sentence.doc:
        if token.pos_ in ("VERB", "AUX") or (token.tag_.startswith("VB")):
            draft = _verb_draft(sentence, token, inside)
        elif token.pos_ == "NOUN" and token.lemma_.lower() in NOUNS:
            draft = _noun_draft(sentence, token)
        elif token.lower_ in HEARSAY:
            draft = _hearsay_draft(sentence, token)
        else:
            draft = _phrase_draft(sentence, token)
        if draft is not None:
            found.append(draft)
    return found


# -- verbs ---------------------------------------------------------------------------------------


def _verb_draft(sentence: Sentence, verb: Token, inside: Inside) -> Draft | None:
    cue = _cue_of(verb)
    if cue is None:
        return None
    if verb.dep_ in {"amod", "aux"}:
        return None
    draft = Draft(sentence, cue, sentence.start(verb), verb.i, [_verb_group(sentence, verb)])
    draft.is_negated = any(child.dep_ == "neg" for child in verb.children)
    draft.is_hedged = cue.is_hedged or any(
        child.lower_ in ("may", "might", "could") and child.dep_ == "aux" for child in verb.children
    )
    passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children)
    if passive:
        return _passive(draft, verb)
    source, antecedent = subject_of(verb)
    if source is None and _is_inverted(verb):
        source = next((c for c in verb.rights if c.dep_ in ("dobj", "attr", "npadvmod", "oprd", "dative")), None)
    if source is not None and source.lower_ in EMPTY_SUBJECTS and verb.lemma_ in ("seem", "appear", "go"):
        return None
    if source is not None:
        draft.source, draft.source_head = noun_phrase(sentence, source, verb), source.i
        draft.antecedent = antecedent.i if antecedent is not None else None
    draft.addressee = _addressee(sentence, verb)
    _fill_content(draft, verb)
    if not draft.content and not cue.takes("q"):
        return None
    if draft.content and cue.kind in (CueKind.BELIEVE, CueKind.INTEND, CueKind.PERCEIVE) and source is None:
        return None
    return draft


def _cue_of(verb: Token) -> Cue | None:
    lemma = verb.lemma_.lower()
    cue = VERBS.get(lemma)
    if cue is None and lemma.endswith(("ed", "es")):
        cue = VERBS.get(lemma[:-1]) or VERBS.get(lemma[:-2])
    if lemma in ("call", "rule", "point", "carry"):
        for child in verb.rights:
            joined = f"{lemma}_{child.lower_}"
            if child.dep_ in ("prep", "prt") and joined in VERBS:
                return VERBS[joined]
    return cue


def _is_inverted(verb: Token) -> bool:
    """ "…," said the minister: no subject before the verb, and a verb that needs no other object."""
    return (
        verb.tag_ in ("VBD", "VBZ")
        and verb.lemma_ not in NEEDS_ADDRESSEE
        and verb.lemma_ in ("say", "write", "add", "ask")
    )


def _verb_group(sentence: Sentence, verb: Token) -> Span:
    first = last = verb.i
    while first > 0:
        before = sentence.doc[first - 1]
        if before.head == verb and before.dep_ in ("aux", "auxpass", "neg", "advmod") and before.lower_ not in HEARSAY:
            first -= 1
        else:
            break
    while last + 1 < len(sentence.doc):
        after = sentence.doc[last + 1]
        if after.head == verb and after.dep_ == "prt":
            last += 1
        else:
            break
    return sentence.stretch(first, last)


def subject_of(verb: Token, depth: int = 0) -> tuple[Token | None, Token | None]:
    """The subject, and for a relative pronoun the noun it stands for."""
    for child in verb.children:
        if child.dep_ in SUBJECTS:
            if child.lower_ in RELATIVES and verb.dep_ == "relcl":
                return child, verb.head
            return child, None
    if depth > 4:
        return None, None
    if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp") and verb.head.i != verb.i:
        head = verb.head
        if head.dep_ in ("prep", "pobj") and verb.dep_ == "pcomp":
            head = head.head
        if verb.dep_ == "xcomp" and any(c.dep_ == "dobj" for c in head.children) and head.lemma_ not in ("use", "take"):
            return next(c for c in head.children if c.dep_ == "dobj"), None
        if head.pos_ in ("VERB", "AUX"):
            passive = next((c for c in head.children if c.dep_ == "nsubjpass"), None)
            if passive is not None:
                return passive, None
            return subject_of(head, depth + 1)
        return None, None
    if verb.dep_ == "acl" and verb.tag_ == "VBG":
        return verb.head, None
    return None, None


def noun_phrase(sentence: Sentence, head: Token, verb: Token | None = None) -> Span:
    """The words of a source: its whole phrase up to a clause set off by a comma, never over the cue."""
    first, last = head.left_edge.i, head.right_edge.i
    if verb is not None:
        if head.i < verb.i:
            last = min(last, verb.i - 1)
        else:
            first = max(first, verb.i + 1)
    for child in head.rights:
        if child.dep_ in ("relcl", "acl", "advcl", "ccomp", "parataxis") and child.left_edge.i > head.i:
            before = sentence.doc[child.left_edge.i - 1]
            if before.is_punct or child.dep_ in ("ccomp", "parataxis"):
                last = min(last, child.left_edge.i - 1)
    while first < head.i and (
        sentence.doc[first].is_punct or sentence.doc[first].is_space or sentence.doc[first].dep_ == "cc"
    ):
        first += 1
    while last > head.i and (
        sentence.doc[last].is_punct or sentence.doc[last].is_space or sentence.doc[last].dep_ in ("cc", "aux")
    ):
        last -= 1
    return sentence.stretch(first, last)


def _addressee(sentence: Sentence, verb: Token) -> Span | None:
    if verb.lemma_ in NEEDS_ADDRESSEE:
        for child in verb.rights:
            if child.dep_ in ("dobj", "dative", "iobj", "nsubj") and child.i - verb.i <= 8:
                return noun_phrase(sentence, child)
    for child in verb.rights:
        if child.dep_ in ("prep", "dative") and child.lower_ == "to":
            pobj = next((c for c in child.children if c.dep_ == "pobj"), None)
            if pobj is not None:
                return noun_phrase(sentence, pobj)
    return None


def _passive(draft: Draft, verb: Token) -> Draft | None:
    """ "was told", "is expected to", "was accused by"."""
    sentence = draft.sentence
    subject = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
    agent = next((c for c in verb.children if c.dep_ == "agent"), None)
    if agent is not None:
        pobj = next((c for c in agent.children if c.dep_ == "pobj"), None)
        if pobj is not None:
            draft.source, draft.source_head = noun_phrase(sentence, pobj), pobj.i
    else:
        draft.is_implicit = True
    xcomp = next((c for c in verb.children if c.dep_ == "xcomp"), None)
    clause = next((c for c in verb.rights if c.dep_ == "ccomp"), None)
    if clause is not None:
        draft.content = [_edges(sentence, clause)]
        if subject is not None and subject.lower_ != "it":
            draft.addressee = noun_phrase(sentence, subject)
    elif xcomp is not None and verb.lemma_ in PASSIVE_TO:
        content = [_edges(sentence, xcomp)]
        if subject is not None and subject.lower_ != "it" and subject.lower_ not in RELATIVES:
            content.insert(0, noun_phrase(sentence, subject, verb))
        draft.content = content
    elif draft.cue.takes("x") or draft.cue.takes("a"):
        extra = next((c for c in verb.rights if c.dep_ == "prep" and c.lower_ in ("of", "for", "as")), None)
        extra = extra or next((c for c in verb.rights if c.dep_ == "oprd"), None)
        if extra is None or subject is None:
            return None
        draft.content = [noun_phrase(sentence, subject, verb), _edges(sentence, extra)]
    elif draft.source is not None and subject is not None and draft.cue.takes("o"):
        draft.content = [noun_phrase(sentence, subject, verb)]
    if not draft.content:
        return draft if draft.cue.takes("q") and draft.source is not None else None
    draft.confidence = 0.5
    return draft


def _fill_content(draft: Draft, verb: Token) -> None:
    sentence, cue = draft.sentence, draft.cue
    if cue.takes("c") or cue.takes("q"):
        clause = next((c for c in verb.rights if c.dep_ in CLAUSES), None)
        if clause is not None and not (cue.takes("a") and not cue.takes("c") and not cue.takes("q")):
            draft.content = [_extended(sentence, verb, clause)]
            return
        clause = next((c for c in verb.lefts if c.dep_ in CLAUSES and c.i < verb.i), None)
        if clause is not None:
            draft.content = [_edges(sentence, clause)]
            return
        around = _clause_around(sentence, verb)
        if around:
            draft.content = around
            return
    for frame, fill in (("i", _infinitive), ("a", _described), ("x", _accused), ("o", _object)):
        if cue.takes(frame):
            content = fill(sentence, verb)
            if content is not None:
                draft.content = [content]
                if frame in ("o", "x", "a"):
                    draft.confidence = 0.55
                return
    for child in verb.rights:
        if child.dep_ == "prep" and len(child.lower_) > 1 and cue.takes(child.lower_):
            inner = [c for c in child.children if c.dep_ in ("pobj", "pcomp")]
            if inner:
                draft.content = [_edges(sentence, inner[0])]
                if child.i == verb.i + 1:
                    draft.cue_spans = [Span(draft.cue_spans[0].start, sentence.end(child))]
                draft.confidence = 0.5
                return


def _edges(sentence: Sentence, token: Token) -> Span:
    return sentence.stretch(token.left_edge.i, token.right_edge.i)


def _extended(sentence: Sentence, verb: Token, clause: Token) -> Span:
    """The clause after its cue, with the modifiers behind it that the parser hung on the cue."""
    first, last = clause.left_edge.i, clause.right_edge.i
    if first <= verb.i:
        first = verb.i + 1
    for child in verb.rights:
        if child.i <= last or child.left_edge.i <= last:
            continue
        gap = sentence.doc[child.left_edge.i - 1]
        if child.dep_ in CLAUSES or (child.dep_ in MOVED and not gap.is_punct):
            last = child.right_edge.i
        elif not any(later.dep_ in CLAUSES and later.i > child.i for later in verb.rights):
            break
    return sentence.stretch(first, last)


def _clause_around(sentence: Sentence, verb: Token) -> list[Span]:
    """The sentence that "he said" or "as he said" is set into: all of it but the cue's own words."""
    head = verb.head
    if head.i == verb.i or verb.dep_ not in ("parataxis", "advcl", "ccomp"):
        return []
    if head.pos_ not in ("VERB", "AUX"):
        return []
    marker = next((c for c in verb.lefts if c.dep_ in ("mark", "advmod", "prep") and c.lower_ == "as"), None)
    if verb.dep_ == "advcl" and marker is None:
        return []
    if any(child.dep_ == "dobj" for child in verb.children) and verb.lemma_ not in NEEDS_ADDRESSEE:
        return []
    first, last = verb.left_edge.i, verb.right_edge.i
    outer_first, outer_last = head.left_edge.i, head.right_edge.i
    spans = []
    if outer_first < first:
        spans.append(sentence.stretch(outer_first, first - 1))
    if last < outer_last:
        spans.append(sentence.stretch(last + 1, outer_last))
    return spans


def _infinitive(sentence: Sentence, verb: Token) -> Span | None:
    for child in verb.rights:
        if child.dep_ in ("xcomp", "ccomp") and any(c.tag_ == "TO" for c in child.lefts):
            to = next(c for c in child.lefts if c.tag_ == "TO")
            return sentence.stretch(to.i if child.dep_ == "xcomp" else child.left_edge.i, child.right_edge.i)
    return None


def _described(sentence: Sentence, verb: Token) -> Span | None:
    parts = [
        c
        for c in verb.rights
        if c.dep_ in ("dobj", "oprd", "ccomp", "xcomp", "attr") or (c.dep_ == "prep" and c.lower_ == "as")
    ]
    if not parts or not any(c.dep_ in ("oprd", "ccomp", "xcomp", "prep") for c in parts):
        return None
    return sentence.stretch(min(c.left_edge.i for c in parts), max(c.right_edge.i for c in parts))


def _accused(sentence: Sentence, verb: Token) -> Span | None:
    target = next((c for c in verb.rights if c.dep_ == "dobj"), None)
    if target is None:
        return None
    last = target.right_edge.i
    for child in verb.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "for", "on"):
            last = max(last, child.right_edge.i)
    return sentence.stretch(target.left_edge.i, last)


def _object(sentence: Sentence, verb: Token) -> Span | None:
    target = next((c for c in verb.rights if c.dep_ == "dobj"), None)
    if target is None or target.pos_ == "PRON":
        return None
    return _edges(sentence, target)


# -- nouns, phrases, adverbs -----------------------------------------------------------------------


def _noun_draft(sentence: Sentence, noun: Token) -> Draft | None:
    """ "his claim that …", "a statement by the bank that …"."""
    clause = next(
        (
            c
            for c in noun.rights
            if c.dep_ in ("acl", "ccomp", "relcl") and any(m.dep_ == "mark" and m.lower_ == "that" for m in c.lefts)
        ),
        None,
    )
    if clause is None:
        return None
    cue = NOUNS[noun.lemma_.lower()]
    draft = Draft(sentence, cue, sentence.start(noun), noun.i, [sentence.stretch(noun.i, noun.i)])
    draft.content = [_edges(sentence, clause)]
    owner = next((c for c in noun.lefts if c.dep_ == "poss"), None)
    if owner is None:
        link = next((c for c in noun.rights if c.dep_ == "prep" and c.lower_ in ("of", "by", "from", "among")), None)
        owner = next((c for c in link.children if c.dep_ == "pobj"), None) if link is not None else None
    if owner is None and noun.dep_ == "dobj":
        owner, _ = subject_of(noun.head)
    if owner is not None:
        draft.source, draft.source_head = noun_phrase(sentence, owner), owner.i
    else:
        draft.is_implicit = True
    draft.confidence = 0.5
    return draft


def _hearsay_draft(sentence: Sentence, adverb: Token) -> Draft | None:
    head = adverb.head
    while head.pos_ not in ("VERB", "AUX") and head.head.i != head.i:
        head = head.head
    if head.pos_ not in ("VERB", "AUX"):
        return None
    draft = Draft(
        sentence,
        Cue(adverb.lower_, CueKind.SAY, frozenset(), is_hedged=True),
        sentence.start(adverb),
        adverb.i,
        [sentence.stretch(adverb.i, adverb.i)],
    )
    first, last = head.left_edge.i, head.right_edge.i
    draft.content = list(_around(sentence, first, last, adverb.i, adverb.i))
    draft.is_implicit = draft.is_hedged = True
    draft.confidence = 0.45
    return draft if draft.content else None


def _phrase_draft(sentence: Sentence, token: Token) -> Draft | None:
    for phrase, kind in PHRASES:
        words = phrase.split()
        if token.lower_ != words[0] or token.i + len(words) >= len(sentence.doc):
            continue
        if [t.lower_ for t in sentence.doc[token.i : token.i + len(words)]] != words:
            continue
        last_word = sentence.doc[token.i + len(words) - 1]
        source = next((c for c in last_word.rights if c.dep_ in ("pobj", "pcomp")), None)
        if source is None:
            return None
        draft = Draft(
            sentence,
            Cue(phrase, kind, frozenset("cq")),
            sentence.start(token),
            token.i,
            [sentence.stretch(token.i, last_word.i)],
            noun_phrase(sentence, source),
            source.i,
        )
        host = token.head
        while host.pos_ not in ("VERB", "AUX") and host.head.i != host.i and host.dep_ not in ("relcl", "ccomp"):
            host = host.head
        first, last = host.left_edge.i, host.right_edge.i
        assert draft.source is not None
        end = max(sentence.token_at(draft.source.end - 1), last_word.i)
        draft.content = _around(sentence, first, last, token.i, end)
        draft.confidence = 0.8
        return draft if draft.content else None
    return None


def _around(sentence: Sentence, first: int, last: int, hole_first: int, hole_last: int) -> list[Span]:
    """A stretch of tokens without a hole in it."""
    spans = []
    if first < hole_first:
        spans.append(sentence.stretch(first, hole_first - 1))
    if hole_last < last:
        spans.append(sentence.stretch(hole_last + 1, last))
    return spans
