"""The content of a verb cue: which words of its sentence are what was said, by the frames the verb takes."""

from spacy.tokens import Token

from claims.extraction.analysis import CueKind, Span
from claims.extraction.cues import NEEDS_ADDRESSEE, VERBS
from claims.extraction.drafts import SUBJECTS, Draft, edges
from claims.extraction.parsing import Sentence
from claims.extraction.words import word_set

CLAUSES = frozenset({"ccomp"})
POINTERS = frozenset({"this", "that", "it", "them", "these", "those"})  # "denied it"
NO_CUE = VERBS["say"]
AND = frozenset({"and", "but", "or", "nor"})
MOVED = frozenset({"advcl", "prep", "npadvmod", "advmod", "agent", "dative"})
# Verbs of speech after which a clause may be taken even where the parser saw none.
PLAIN_SPEECH = frozenset("say add note claim argue state insist announce warn report tell".split(" "))

# What speakers do with words, though it tells none of them: it ends the content before it, and starts none.
SPOKEN_DEEDS = word_set("defend echo rebuff refute deplore chide rebuke brush wave")


def fill_content(draft: Draft, verb: Token) -> None:
    """Sets the draft's content when the verb has one in a frame of its cue; leaves it empty otherwise."""
    if draft.cue.takes("c"):
        content = _clause(draft.sentence, verb)
        draft.is_clausal = not _is_infinitive(verb)
        if content:
            draft.content = content
            return
    for frame, fill in (
        ("j", _joined),
        ("i", _infinitive),
        ("a", _described),
        ("x", _accused),
        ("o", _object),
        ("at", _put),
    ):
        if draft.cue.takes(frame):
            content = fill(draft.sentence, verb)
            if content:
                draft.content = content
                draft.is_clausal = False
                draft.confidence = 0.6 if frame in {"i", "j"} else 0.55
                return
    _prepositional(draft, verb)
    if not draft.content and draft.cue.lemma in PLAIN_SPEECH:
        draft.content = _rest(draft.sentence, verb)
        draft.confidence = 0.5


def _clause(sentence: Sentence, verb: Token) -> list[Span]:
    clause = next((c for c in verb.rights if c.dep_ in CLAUSES and not _tells_when(c)), None)
    if clause is not None:
        return [_extended(sentence, verb, clause)]
    subject = next((c for c in verb.lefts if c.dep_ in SUBJECTS), None)
    clause = next((c for c in verb.lefts if c.dep_ in CLAUSES and c.i < verb.i), None)
    if clause is not None and any(t.text == ";" for t in sentence.doc[clause.i : verb.i]):
        clause = None  # "… said it was plausible; he expects a loss"
    if clause is not None and (subject is None or subject.i > clause.i):  # else: "The report, titled …, says"
        return [edges(sentence, clause)]
    return _clause_around(sentence, verb) or _that_clause(sentence, verb)


def _tells_when(clause: Token) -> bool:
    """ "…, their union announced after talks broke down"."""
    return any(c.dep_ == "mark" and c.lower_ in {"after", "before", "until", "once", "while"} for c in clause.lefts)


def _is_infinitive(verb: Token) -> bool:
    """ "expects revenue to grow": a clause without a finite verb."""
    clause = next((c for c in verb.rights if c.dep_ in CLAUSES), None)
    return clause is not None and any(c.tag_ == "TO" for c in clause.lefts)


def _that_clause(sentence: Sentence, verb: Token) -> list[Span]:
    """A clause with "that" which the parser hung on a word between: "said on Friday during a conference that …"."""
    for token in sentence.doc[verb.i + 1 : verb.i + 16]:
        if token.lower_ == "that" and token.tag_ == "IN" and token.dep_ == "mark":
            return [sentence.stretch(token.i, max(token.head.right_edge.i, token.i))]
        if token.text in {";", ":"} or token.tag_ in {"VBD", "VBZ"}:
            break
    return []


def _rest(sentence: Sentence, verb: Token) -> list[Span]:
    """After a plain verb of speech with its subject before it: the rest of the sentence, when a clause begins there."""
    doc = sentence.doc
    start = verb.i + 1
    if start >= len(doc) or not any(c.dep_ in {"nsubj", "csubj"} and c.i < verb.i for c in verb.children):
        return []
    first = doc[start]
    if (
        first.is_punct
        or first.is_space
        or first.pos_ in {"ADP", "ADV", "CCONJ"}
        or first.lower_ in {"so", "yes", "no", "to"}
    ):
        return []
    if not any(t.tag_ in {"VBD", "VBZ", "VBP", "MD"} for t in doc[start:]):
        return []
    return [sentence.stretch(start, len(doc) - 1)]


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
    return sentence.stretch(first, _with_more(sentence, _before_next_cue(sentence, clause, first, last)))


def _with_more(sentence: Sentence, last: int) -> int:
    """Where "…, and that it would open 12 shops" ends, which parsers often hang on a word too deep or too high."""
    doc = sentence.doc
    for _ in range(4):
        place = last + 1
        if place < len(doc) and doc[place].text == ",":
            place += 1
        if place + 2 >= len(doc) or doc[place].lower_ not in AND or doc[place + 1].lower_ != "that":
            return last
        that = doc[place + 1]
        last = max(last, that.head.right_edge.i if that.dep_ == "mark" else place + 1)
        if last <= place + 1:
            return place - 1
    return last


def _before_next_cue(sentence: Sentence, clause: Token, first: int, last: int) -> int:
    """Where the clause ends when what the speaker does next follows in it: "…, adding that …", "…, rejecting a ban"."""
    final = clause
    while (
        joined := next((c for c in final.rights if c.dep_ == "conj" and c.pos_ in ("VERB", "AUX")), None)
    ) is not None:
        final = joined  # "said that sales rose and that prices fell, adding …"
    behind: list[Token] = [*clause.rights, *(final.rights if final.i != clause.i else ())]
    for child in behind:
        if (
            child.dep_ == "advcl"
            and child.tag_ == "VBG"
            and child.i > clause.i + 2
            and _is_deed_of_speech(child)
            and sentence.doc[child.left_edge.i - 1].text == ","
            and child.right_edge.i >= last - 1
            and child.left_edge.i - 2 >= first
        ):
            return child.left_edge.i - 2
    return last


def _is_deed_of_speech(verb: Token) -> bool:
    lemma = verb.lemma_.lower()
    return lemma in SPOKEN_DEEDS or (lemma in VERBS and VERBS[lemma].kind in {CueKind.SAY, CueKind.DENY})


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


def _joined(sentence: Sentence, verb: Token) -> list[Span]:
    """ "called for an inquiry", "called on the council to act": everything behind the preposition."""
    link = next((c for c in verb.rights if c.dep_ == "prep" and c.i - verb.i <= 2), None)
    if link is None:
        return []
    first, last = link.i + 1, link.right_edge.i
    for child in verb.rights:
        if child.i > last and child.dep_ in {"xcomp", "advcl"} and not sentence.doc[child.left_edge.i - 1].is_punct:
            last = child.right_edge.i
    return [sentence.stretch(first, last)] if first <= last else []


def _prepositional(draft: Draft, verb: Token) -> None:
    """ "warned of a famine": the preposition belongs to the cue."""
    sentence = draft.sentence
    for child in verb.rights:
        if child.dep_ != "prep" or len(child.lower_) < 2 or not draft.cue.takes(child.lower_):
            continue
        inner = next((c for c in child.children if c.dep_ in {"pobj", "pcomp"}), None)
        if inner is not None:
            draft.content = [edges(sentence, inner)]
            draft.confidence = 0.5
            draft.is_clausal = False
            if child.i == verb.i + 1:
                draft.cue_spans = [Span(draft.cue_spans[0].start, sentence.end(child))]
            return


def _infinitive(sentence: Sentence, verb: Token) -> list[Span]:
    for child in verb.rights:
        if child.dep_ in ("xcomp", "ccomp") and any(c.tag_ == "TO" for c in child.lefts):
            to = next(c for c in child.lefts if c.tag_ == "TO")
            return [sentence.stretch(to.i if child.dep_ == "xcomp" else child.left_edge.i, child.right_edge.i)]
    return []


def _described(sentence: Sentence, verb: Token) -> list[Span]:
    parts = [
        c
        for c in verb.rights
        if c.dep_ in ("dobj", "oprd", "ccomp", "xcomp", "attr") or (c.dep_ == "prep" and c.lower_ == "as")
    ]
    if not parts or not any(c.dep_ in ("oprd", "ccomp", "xcomp", "prep") for c in parts):
        return []
    return [sentence.stretch(min(c.left_edge.i for c in parts), max(c.right_edge.i for c in parts))]


def _accused(sentence: Sentence, verb: Token) -> list[Span]:
    target = next((c for c in verb.rights if c.dep_ == "dobj"), None)
    if target is None:
        return []
    last = target.right_edge.i
    for child in verb.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "for", "on"):
            last = max(last, child.right_edge.i)
    return [sentence.stretch(target.left_edge.i, last)]


def _put(sentence: Sentence, verb: Token) -> list[Span]:
    """ "puts the damage at 31 million"."""
    target = next((c for c in verb.rights if c.dep_ == "dobj"), None)
    if target is None:
        return []
    figure = next((c for c in (*verb.rights, *target.rights) if c.dep_ == "prep" and c.lower_ == "at"), None)
    if figure is None or not any(t.like_num for t in sentence.doc[figure.i : figure.right_edge.i + 1]):
        return []
    return [sentence.stretch(target.left_edge.i, max(target.right_edge.i, figure.right_edge.i))]


def _object(sentence: Sentence, verb: Token) -> list[Span]:
    target = next((c for c in verb.rights if c.dep_ == "dobj"), None)
    if target is None or (target.pos_ == "PRON" and target.lower_ not in POINTERS):
        return []
    if target.pos_ == "PRON" and VERBS.get(verb.lemma_.lower(), NO_CUE).kind is not CueKind.DENY:
        return []
    if target.pos_ == "PRON":
        return [sentence.stretch(target.i, target.i)]
    return [edges(sentence, target)]
