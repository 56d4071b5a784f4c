"""From a cue to its source and content along the parse of one sentence."""

from itertools import pairwise

from spacy.tokens import Token

from claims.extraction.analysis import CueKind, Span
from claims.extraction.contents import fill_content
from claims.extraction.coordination import coordinated
from claims.extraction.cues import HEARSAY, NEEDS_ADDRESSEE, NOUNS, PASSIVE_TO, TOLD_TO, VERBS, Cue
from claims.extraction.drafts import RELATIVES, Draft, edges, noun_phrase, subject_of
from claims.extraction.gazetteer import ROLES, UNNAMED_NOUNS
from claims.extraction.parsing import Sentence
from claims.extraction.phrases import OWNERS, PHRASE_STARTS, around, hearsay_draft, noun_draft, phrase_draft, view_draft
from claims.extraction.words import word_set

FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
EMPTY_SUBJECTS = frozenset({"it", "there"})
INVERTS = word_set("""
    say write add reply shout cry answer respond insist explain admit continue declare exclaim mutter whisper recall
    joke quip claim note repeat
    """)  # verbs that have no person for their object
HEARINGS = word_set("court jury jurors inquest inquiry tribunal hearing panel committee magistrate judge")
NOBODY = frozenset({"nobody", "none", "neither", "no-one"})
PUT_TO = frozenset({"about", "if", "whether", "why", "how", "what", "when", "where", "who", "by", "on"})
LISTENERS = frozenset({"us", "me", "them", "him", "her"})
BREAKS = frozenset({",", '"', "”", "'", "''"})
SET_IN = word_set("say write report claim warn note argue explain add insist state believe think")


def drafts_of(sentence: Sentence) -> list[Draft]:
    """Every cue of the sentence that has a content on the parse, and every verb cue that a quotation may belong to."""
    found: list[Draft] = []
    for token in sentence.doc:
        draft: Draft | None
        if token.lower_ in PHRASE_STARTS and (draft := phrase_draft(sentence, token)) is not None:
            found.append(draft)
            continue
        if token.lower_ in OWNERS:
            draft = view_draft(sentence, token)
        elif token.pos_ in {"VERB", "AUX"} or token.tag_.startswith("VB"):
            draft = _verb_draft(sentence, token)
        elif token.pos_ == "NOUN" and token.lemma_.lower() in NOUNS:
            draft = noun_draft(sentence, token)
        elif token.lower_ in HEARSAY:
            draft = hearsay_draft(sentence, token)
        else:
            draft = None
        if draft is not None:
            found.append(draft)
    return coordinated(sentence, found)


# -- verbs ---------------------------------------------------------------------------------------


def _verb_draft(sentence: Sentence, verb: Token) -> Draft | None:
    cue = cue_of(verb)
    if cue is None:
        return None
    if verb.dep_ in {"amod", "aux"} or (verb.dep_ == "xcomp" and verb.head.lemma_.lower() in {"refuse", "decline"}):
        return None
    draft = Draft(sentence, cue, sentence.start(verb), verb.i, [_verb_group(sentence, verb)])
    draft.is_negated = any(child.dep_ == "neg" for child in verb.children) or _is_nor(verb)
    draft.is_hedged = cue.is_hedged or any(
        child.lower_ in ("may", "might", "could") and child.dep_ == "aux" for child in verb.children
    )
    passive = any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children) or _is_reduced(verb)
    if passive:
        return _passive(draft, verb)
    set_in = _set_in(sentence, verb) or _set_between(sentence, verb)
    if set_in is not None:
        return set_in
    source, antecedent = subject_of(verb)
    if source is not None and source.lower_ in LISTENERS and verb.head.lemma_ in {"let", "make"}:
        source, antecedent = subject_of(verb.head)  # "he lets us know"
    if source is not None and source.i > verb.i and verb.lemma_ in NEEDS_ADDRESSEE:
        source = None  # "…," told Coast Radio: whoever stands behind "told" is told
    if source is not None and source.i < verb.i and verb.lemma_ in INVERTS and _is_behind_speech(verb, cue):
        source = None  # "— Name one, shouted somebody": the parser took a word of the speech for the subject
    if source is None and (_is_inverted(verb) or _is_behind_speech(verb, cue)):
        source = next((c for c in verb.rights if c.dep_ in ("dobj", "attr", "npadvmod", "oprd", "dative")), None)
    if source is not None and source.lower_ in EMPTY_SUBJECTS and verb.lemma_ in ("seem", "appear", "go"):
        return None
    _name_source(draft, verb, source, antecedent)
    fill_content(draft, verb)
    _part_from_listener(draft, verb)
    if not draft.content and not cue.takes("q"):
        return None
    if draft.content and cue.kind in (CueKind.BELIEVE, CueKind.INTEND, CueKind.PERCEIVE) and source is None:
        return None
    return draft


def _part_from_listener(draft: Draft, verb: Token) -> None:
    """ "told the hearing he had been warned": parsers take the clause for one about the hearing."""
    if verb.lemma_ not in NEEDS_ADDRESSEE or draft.addressee is None:
        return
    listener = next((c for c in verb.rights if c.dep_ in {"dobj", "dative"}), None)
    clause = next((c for c in listener.rights if c.dep_ == "relcl"), None) if listener is not None else None
    if clause is None or clause.left_edge.lower_ in RELATIVES | {"whose", "where", "when"} or clause.left_edge.i < 2:
        return
    first, last = clause.left_edge.i, clause.right_edge.i
    if draft.sentence.doc[first - 1].is_punct or clause.left_edge.pos_ not in {"PRON", "DET", "PROPN", "NOUN", "ADJ"}:
        return
    draft.content = [draft.sentence.stretch(first, last)]
    draft.addressee = Span(draft.addressee.start, draft.sentence.end(draft.sentence.doc[first - 1]))


def _name_source(draft: Draft, verb: Token, source: Token | None, antecedent: Token | None) -> None:
    """Sets source and addressee."""
    sentence = draft.sentence
    if source is not None and _is_hearing(verb, source):
        draft.is_implicit = True
        draft.addressee = noun_phrase(sentence, source, verb)
        return
    if source is not None:
        draft.source, draft.source_head = noun_phrase(sentence, source, verb), source.i
        draft.antecedent = antecedent.i if antecedent is not None else None
        if source.lower_ in NOBODY or any(c.lower_ in {"no", "not"} and c.dep_ in {"det", "neg"} for c in source.lefts):
            draft.is_negated = not draft.is_negated
    draft.addressee = addressee_of(sentence, verb)


def _is_nor(verb: Token) -> bool:
    """ "neither confirmed nor denied"."""
    before = {t.lower_ for t in verb.doc[max(0, verb.i - 2) : verb.i]}
    return "nor" in before or "neither" in before


def _is_hearing(verb: Token, subject: Token) -> bool:
    """ "…, a court heard", "…, jury told": a court is told things, and nobody is named who tells them."""
    if subject.lemma_.lower() not in HEARINGS:
        return False
    return verb.lemma_ == "hear" or (
        verb.lemma_ == "tell" and not any(c.dep_ in {"dobj", "dative"} for c in verb.rights)
    )


def _is_reduced(verb: Token) -> bool:
    """ "Asked whether he knew, …": a participle without its auxiliary, and so a passive."""
    before = verb.doc[verb.i - 1].text if verb.i else ","
    if (
        verb.lemma_ == "ask"
        and before == ","
        and verb.i + 1 < len(verb.doc)
        and verb.doc[verb.i + 1].lower_ in PUT_TO
        and not any(c.dep_ == "aux" for c in verb.children)
    ):
        return verb.tag_ in {"VBN", "VBD"}
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
    draft.content = around(sentence, 0, len(doc) - 1, verb.i - 1, end)
    draft.confidence = 0.6
    return draft


def _set_between(sentence: Sentence, verb: Token) -> Draft | None:
    """ "The dam, engineer Karl Voss said, holds …": speaker and verb between commas, where parsers lose the thread."""
    doc = sentence.doc
    if (
        verb.lemma_ not in SET_IN
        or verb.tag_ not in {"VBZ", "VBD", "VBP"}
        or verb.i + 2 >= len(doc)
        or doc[verb.i + 1].text != ","
    ):
        return None
    first = verb.i
    while first > 0 and verb.i - first < 12 and doc[first - 1].text not in BREAKS | {";", ":", "—", "–", "(", ")"}:
        first -= 1
    words = doc[first : verb.i]
    if (
        first < 2
        or doc[first - 1].text != ","
        or not len(words)
        or words[0].pos_ not in {"DET", "PROPN", "NOUN", "PRON"}
    ):
        return None
    if any(t.pos_ in {"VERB", "AUX"} or t.lower_ in RELATIVES for t in words) or doc[verb.i + 2].lower_ in RELATIVES:
        return None
    head = words[-1]
    if head.pos_ not in {"PROPN", "NOUN", "PRON"} or not any(t.tag_ in FINITE for t in doc[verb.i + 2 :]):
        return None
    if any(t.tag_ in FINITE for t in doc[: first - 1]) and verb.dep_ != "parataxis":
        return None  # a clause of its own stands before: no clause is being interrupted
    draft = Draft(sentence, VERBS[verb.lemma_], sentence.start(verb), verb.i, [sentence.stretch(verb.i, verb.i)])
    draft.source, draft.source_head = sentence.stretch(first, head.i), head.i
    is_relative = doc[first - 2].lower_ in RELATIVES  # "the stadium, which, Tompkins said, is full"
    begin = (
        first - 2 if is_relative else next((i + 1 for i in range(first - 2, -1, -1) if doc[i].text in {";", ":"}), 0)
    )
    end = next((i - 1 for i in range(verb.i + 2, len(doc)) if doc[i].text == ";"), len(doc) - 1)
    draft.content = around(sentence, begin, end, first - 1, verb.i + 1)
    draft.confidence = 0.75
    return draft


def _is_inverted(verb: Token) -> bool:
    """ "…," said the minister: no subject before the verb, and a verb that needs no other object."""
    return (
        verb.tag_ in ("VBD", "VBZ")
        and verb.lemma_ not in NEEDS_ADDRESSEE
        and verb.lemma_ in ("say", "write", "add", "ask")
    )


def _is_behind_speech(verb: Token, cue: Cue) -> bool:
    """ "…, replied the prime minister": a comma or a mark before the verb, and whoever speaks right behind it."""
    doc = verb.doc
    return (
        cue.takes("q")
        and verb.tag_ in {"VBD", "VBZ"}
        and verb.lemma_ not in NEEDS_ADDRESSEE
        and 0 < verb.i < len(doc) - 1
        and doc[verb.i - 1].text in BREAKS
        and doc[verb.i + 1].pos_ in {"DET", "PROPN", "PRON", "NOUN"}
        and any(c.i > verb.i and c.dep_ in {"dobj", "nsubj", "attr"} and _is_somebody(c) for c in verb.rights)
    )


def _is_somebody(noun: Token) -> bool:
    return noun.pos_ in {"PROPN", "PRON"} or noun.lemma_.lower() in ROLES or noun.lemma_.lower() in UNNAMED_NOUNS


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
    if _told(draft, verb):
        return draft
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


def _told(draft: Draft, verb: Token) -> bool:
    """ "was told to leave", "had been told of the cracks", "were promised a refund": sets content and addressee."""
    if verb.lemma_ not in TOLD_TO or any(c.dep_ in {"agent", "ccomp"} for c in verb.rights):
        return False
    sentence = draft.sentence
    for child in verb.rights:
        is_order = child.dep_ == "xcomp" and any(c.tag_ == "TO" for c in child.lefts)
        is_news = child.dep_ == "prep" and child.lower_ == "of" and child.i == verb.i + 1
        if is_order or is_news or (child.dep_ in {"dobj", "oprd"} and verb.lemma_ == "promise"):
            draft.content = [edges(sentence, child)]
            draft.is_implicit, draft.is_clausal, draft.confidence = True, False, 0.5
            subject = next((c for c in verb.children if c.dep_ == "nsubjpass"), None)
            if subject is not None and subject.lower_ not in RELATIVES | {"it"}:
                draft.addressee = noun_phrase(sentence, subject)
            return True
    return False
