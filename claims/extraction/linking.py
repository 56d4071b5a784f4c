"""From a cue to its source and content along the parse of one sentence."""

from itertools import pairwise

from spacy.tokens import Token

from claims.extraction.analysis import CueKind, Span
from claims.extraction.contents import fill_content
from claims.extraction.cues import HEARSAY, NEEDS_ADDRESSEE, NOUNS, PASSIVE_TO, PHRASES, VERBS, Cue
from claims.extraction.drafts import RELATIVES, Draft, edges, noun_phrase, subject_of
from claims.extraction.parsing import Sentence
from claims.extraction.words import word_set

EMPTY_SUBJECTS = frozenset({"it", "there"})
BREAKS = frozenset({",", '"', "”", "'", "''"})
SET_IN = word_set("say write report claim warn note argue explain add insist state believe think")
PHRASE_STARTS = frozenset(phrase.split()[0] for phrase, _ in PHRASES)


def drafts_of(sentence: Sentence) -> list[Draft]:
    """Every cue of the sentence that has a content on the parse, and every verb cue that a quotation may belong to."""
    found: list[Draft] = []
    for token in sentence.doc:
        draft: Draft | None
        if token.lower_ in PHRASE_STARTS and (draft := _phrase_draft(sentence, token)) is not None:
            pass
        elif token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB"):
            draft = _verb_draft(sentence, token)
        elif token.pos_ == "NOUN" and token.lemma_.lower() in NOUNS:
            draft = _noun_draft(sentence, token)
        elif token.lower_ in HEARSAY:
            draft = _hearsay_draft(sentence, token)
        else:
            draft = None
        if draft is not None:
            found.append(draft)
    return found


# -- verbs ---------------------------------------------------------------------------------------


def _verb_draft(sentence: Sentence, verb: Token) -> Draft | None:
    cue = cue_of(verb)
    if cue is None:
        return None
    if verb.dep_ in {"amod", "aux"} or (verb.dep_ == "xcomp" and verb.head.lemma_.lower() in {"refuse", "decline"}):
        return None
    draft = Draft(sentence, cue, sentence.start(verb), verb.i, [_verb_group(sentence, verb)])
    draft.is_negated = any(child.dep_ == "neg" for child in verb.children)
    draft.is_hedged = cue.is_hedged or any(
        child.lower_ in ("may", "might", "could") and child.dep_ == "aux" for child in verb.children
    )
    passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children) or _is_reduced(verb)
    if passive:
        return _passive(draft, verb)
    set_in = _set_in(sentence, verb)
    if set_in is not None:
        return set_in
    source, antecedent = subject_of(verb)
    if source is not None and source.i > verb.i and verb.lemma_ in NEEDS_ADDRESSEE:
        source = None  # "…," told Coast Radio: whoever stands behind "told" is told
    if source is None and _is_inverted(verb):
        source = next((c for c in verb.rights if c.dep_ in ("dobj", "attr", "npadvmod", "oprd", "dative")), None)
    if source is not None and source.lower_ in EMPTY_SUBJECTS and verb.lemma_ in ("seem", "appear", "go"):
        return None
    if source is not None:
        draft.source, draft.source_head = noun_phrase(sentence, source, verb), source.i
        draft.antecedent = antecedent.i if antecedent is not None else None
    draft.addressee = addressee_of(sentence, verb)
    fill_content(draft, verb)
    if not draft.content and not cue.takes("q"):
        return None
    if draft.content and cue.kind in (CueKind.BELIEVE, CueKind.INTEND, CueKind.PERCEIVE) and source is None:
        return None
    return draft


def _is_reduced(verb: Token) -> bool:
    """ "Asked whether he knew, …": a participle without its auxiliary, and so a passive."""
    return (
        verb.tag_ == "VBN"
        and verb.dep_ in {"advcl", "acl"}
        and not any(c.dep_ in {"aux", "nsubj"} for c in verb.children)
    )


def cue_of(verb: Token) -> Cue | None:
    """The cue that a verb is, particle included; None where the lexicon has none."""
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


def _set_in(sentence: Sentence, verb: Token) -> Draft | None:
    """ "Prices, says the bank, will fall": verb and speaker between commas, the content all around them."""
    doc = sentence.doc
    if (
        verb.lemma_ not in SET_IN
        or verb.tag_ not in {"VBZ", "VBD"}
        or verb.i == 0
        or doc[verb.i - 1].text not in BREAKS
    ):
        return None
    end = verb.i + 1
    while end < len(doc) and end - verb.i < 12 and doc[end].text not in {",", ";", ":"}:
        end += 1
    words = doc[verb.i + 1 : end]
    if end >= len(doc) - 1 or not len(words) or doc[end].text != "," or words[0].pos_ not in {"DET", "PROPN"}:
        return None
    if any(t.pos_ in {"VERB", "AUX"} or t.lower_ == "that" for t in words):
        return None
    if not any(t.pos_ in {"VERB", "AUX"} for t in doc[end + 1 :]):
        return None
    head = next((t for t, after in pairwise([*words, doc[end]]) if after.pos_ in {"ADP", "PUNCT"}), words[-1])
    draft = Draft(sentence, VERBS[verb.lemma_], sentence.start(verb), verb.i, [sentence.stretch(verb.i, verb.i)])
    draft.source, draft.source_head = sentence.stretch(verb.i + 1, head.i), head.i
    draft.content = _around(sentence, 0, len(doc) - 1, verb.i - 1, end)
    draft.confidence = 0.6
    return draft


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


def addressee_of(sentence: Sentence, verb: Token) -> Span | None:
    """Whom the words were said to."""
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
    draft.is_clausal = False
    xcomp = next((c for c in verb.children if c.dep_ == "xcomp"), None)
    clause = next((c for c in verb.rights if c.dep_ == "ccomp"), None)
    if clause is not None:
        draft.content = [edges(sentence, clause)]
        draft.is_clausal = True
        if subject is not None and subject.lower_ != "it":
            draft.addressee = noun_phrase(sentence, subject)
    elif xcomp is not None and verb.lemma_ in PASSIVE_TO:
        content = [edges(sentence, xcomp)]
        if subject is not None and subject.lower_ != "it" and subject.lower_ not in RELATIVES:
            content.insert(0, noun_phrase(sentence, subject, verb))
        draft.content = content
    elif draft.cue.takes("x") or draft.cue.takes("a"):
        extra = next((c for c in verb.rights if c.dep_ == "prep" and c.lower_ in ("of", "for", "as")), None)
        extra = extra or next((c for c in verb.rights if c.dep_ == "oprd"), None)
        if extra is None or subject is None:
            return None
        draft.content = [noun_phrase(sentence, subject, verb), edges(sentence, extra)]
    elif draft.source is not None and subject is not None and draft.cue.takes("o"):
        draft.content = [noun_phrase(sentence, subject, verb)]
    if not draft.content:
        return draft if draft.cue.takes("q") and draft.source is not None else None
    draft.confidence = 0.5
    return draft


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
    draft.content = [edges(sentence, clause)]
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
        named = noun_phrase(sentence, source)
        draft = Draft(
            sentence,
            Cue(phrase, kind, frozenset("cq")),
            sentence.start(token),
            token.i,
            [sentence.stretch(token.i, last_word.i)],
            named,
            source.i,
        )
        host = token.head
        while host.pos_ not in ("VERB", "AUX") and host.head.i != host.i and host.dep_ not in ("relcl", "ccomp"):
            host = host.head
        first, last = host.left_edge.i, host.right_edge.i
        end = max(sentence.token_at(named.end - 1), last_word.i)
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
