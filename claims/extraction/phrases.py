"""Cues that are no verbs: nouns ("his claim that …"), phrases that name a source, adverbs of hearsay."""

from spacy.tokens import Token

from claims.extraction.analysis import CueKind, Span
from claims.extraction.cues import NOUNS, PHRASES, Cue
from claims.extraction.drafts import Draft, edges, noun_phrase, subject_of
from claims.extraction.parsing import Sentence
from claims.extraction.words import word_set

PHRASE_STARTS = frozenset(phrase.split()[0] for phrase, _ in PHRASES)
OWNERS = frozenset({"in", "by"})  # "in her view", "by their own account"
VIEWS: dict[str, CueKind] = {
    "view": CueKind.BELIEVE,
    "opinion": CueKind.BELIEVE,
    "eyes": CueKind.BELIEVE,
    "estimation": CueKind.BELIEVE,
    "words": CueKind.SAY,
    "account": CueKind.SAY,
    "telling": CueKind.SAY,
}
TITLE_MARKS = frozenset({'"', "“", "'", "``", "„", "«"})
STRONG = frozenset({";", "—", "–"})  # what follows is no longer the source's
LONGEST_APPOSITION = 14  # words between two commas that may still say who the source is
NO_SOURCES = frozenset({"law", "god"})  # "void in the eyes of the law"
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_RELATIVE = word_set("who whose which whom")


def noun_draft(sentence: Sentence, noun: Token) -> Draft | None:
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


def hearsay_draft(sentence: Sentence, adverb: Token) -> Draft | None:
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
    draft.content = list(around(sentence, first, last, adverb.i, adverb.i))
    draft.is_implicit = draft.is_hedged = True
    draft.confidence = 0.45
    return draft if draft.content else None


def phrase_draft(sentence: Sentence, token: Token) -> Draft | None:
    """ "according to the harbour office, …" and its like, wherever it stands in the sentence."""
    for phrase, kind in PHRASES:
        words = phrase.split()
        if token.lower_ != words[0] or token.i + len(words) >= len(sentence.doc):
            continue
        if [t.lower_ for t in sentence.doc[token.i : token.i + len(words)]] != words:
            continue
        last_word = sentence.doc[token.i + len(words) - 1]
        source = next((c for c in last_word.rights if c.dep_ in ("pobj", "pcomp")), None)
        if source is None or source.lower_ in NO_SOURCES:
            return None
        end, hole, main = _swallowed(sentence, token, source) or _source_end(sentence, last_word.i, source)
        draft = Draft(
            sentence,
            Cue(phrase, kind, frozenset("cq")),
            sentence.start(token),
            token.i,
            [sentence.stretch(token.i, last_word.i)],
            sentence.stretch(last_word.i + 1, end),
            main,
        )
        draft.content = _hosted(sentence, token, hole)
        draft.confidence = 0.8
        return draft if draft.content else None
    return None


def view_draft(sentence: Sentence, token: Token) -> Draft | None:
    """ "In her view, …", "by the bank's own account, …": the owner of the view is the source."""
    noun = next((c for c in token.rights if c.dep_ == "pobj" and c.lower_ in VIEWS), None)
    owner = next((c for c in noun.lefts if c.dep_ == "poss"), None) if noun is not None else None
    if noun is None or owner is None or noun.i - token.i > LONGEST_APPOSITION:
        return None
    kind = VIEWS[noun.lower_]
    draft = Draft(
        sentence,
        Cue(f"{token.lower_} {noun.lower_}", kind, frozenset("cq")),
        sentence.start(token),
        token.i,
        [sentence.stretch(token.i, noun.i)],
        noun_phrase(sentence, owner),
        owner.i,
    )
    draft.content = _hosted(sentence, token, noun.i)
    draft.confidence = 0.7
    return draft if draft.content else None


def _hosted(sentence: Sentence, token: Token, hole_last: int) -> list[Span]:
    """The clause that a phrase hangs on, without the phrase."""
    host = token.head
    while host.pos_ not in ("VERB", "AUX") and host.head.i != host.i and host.dep_ not in ("relcl", "ccomp"):
        host = host.head
    while host.dep_ == "conj" and host.head.pos_ in {"VERB", "AUX"} and host.head.i < token.i < host.right_edge.i + 2:
        host = host.head  # "revenue fell and profit halved, according to the chair"
    first, last = host.left_edge.i, host.right_edge.i
    if not any(t.is_alpha for t in sentence.doc[: token.i]):  # it opens the sentence, and so governs it
        last = len(sentence.doc) - 1
    elif first >= token.i:  # the parser hung it on what follows
        first = 0
    doc = sentence.doc
    first = next((i + 1 for i in range(token.i - 1, first - 1, -1) if doc[i].text == ";"), first)
    if first < token.i:
        last = next((i - 1 for i in range(hole_last + 1, last + 1) if doc[i].text in STRONG), last)
    return around(sentence, first, last, token.i, hole_last)


def _swallowed(sentence: Sentence, token: Token, source: Token) -> tuple[int, int, int] | None:
    """The source of an opening phrase without a comma, whose clause the parser took for a relative one.

    "In the view of the opposition it comes too late": with no other main verb in the sentence, the clause is that.
    """
    if token.dep_ != "ROOT" or any(t.is_alpha for t in sentence.doc[: token.i]):
        return None
    clause = next((c for c in source.rights if c.dep_ == "relcl" and c.i > source.i), None)
    if clause is None or any(t.lower_ in _RELATIVE | {"that"} for t in clause.lefts):
        return None
    if not any(c.dep_ in {"nsubj", "nsubjpass", "expl"} for c in clause.lefts):
        return None
    end = clause.left_edge.i - 1
    while end > source.i and sentence.doc[end].is_punct:
        end -= 1
    return (end, end, source.i) if end >= source.i else None


def _source_end(sentence: Sentence, before: int, head: Token) -> tuple[int, int, int]:
    """The last word of the source behind a preposition, the last of what is said about it, and its main word.

    Commas decide, since parsers take the name in "according to its chair, Tomas Hale, the board …" for a part of what
    follows: a stretch between commas without a verb names the source or tells what it is, when a clause still follows.
    """
    doc = sentence.doc
    stretches = _stretches(sentence, before + 1)
    first, last = stretches[0]
    end = max(head.i, min(head.right_edge.i, last))
    while end > head.i and (doc[end].is_punct or doc[end].is_space):
        end -= 1
    if end < last:  # no comma behind the source: the parse alone tells where it ends
        return end, end, head.i
    main = head.i
    is_named = any(t.pos_ == "PROPN" for t in doc[first : end + 1])
    opens = not any(t.is_alpha for t in doc[: before - 1])
    hole = end
    for number, (low, high) in enumerate(stretches[1:], 1):
        following = stretches[number + 1] if number + 1 < len(stretches) else None
        words = doc[low : high + 1]
        if len(words) and words[0].lower_ in _RELATIVE:
            if opens and following is None:
                break
            hole = high
            continue
        if not len(words) or len(words) > LONGEST_APPOSITION:
            break
        if any(t.tag_ in _FINITE for t in words) or hole != end:
            break
        is_name = words[0].pos_ == "PROPN" or words[0].text in TITLE_MARKS
        if is_name == is_named and not words[0].like_num:
            break
        if not is_name and words[0].pos_ not in {"DET", "NOUN", "NUM", "ADJ"}:
            break
        if opens and (following is None or not _is_clause(sentence, following)):
            break
        end = hole = high
        if is_name:
            main = next((t.i for t in words if t.i == high or doc[t.i + 1].pos_ != "PROPN"), high)
        is_named = True
    return end, hole, main


def _stretches(sentence: Sentence, start: int) -> list[tuple[int, int]]:
    """First and last token of what stands between commas, up to a stronger mark or the end of the sentence."""
    found: list[tuple[int, int]] = []
    first = start
    for token in sentence.doc[start:]:
        if token.text == ",":
            found.append((first, token.i - 1))
            first = token.i + 1
        elif token.is_punct and token.text in {".", ";", ":", "—", "–", "?", "!"}:
            break
    else:
        token = sentence.doc[-1]
        return [*found, (first, token.i)]
    return [*found, (first, token.i - 1)]


def _is_clause(sentence: Sentence, stretch: tuple[int, int]) -> bool:
    """Whether a subject and its verb stand in a stretch."""
    words = sentence.doc[stretch[0] : stretch[1] + 1]
    verb = next((t.i for t in words if t.tag_ in _FINITE), None)
    return verb is not None and any(t.pos_ in {"NOUN", "PROPN", "PRON", "DET"} for t in words if t.i < verb)


def around(sentence: Sentence, first: int, last: int, hole_first: int, hole_last: int) -> list[Span]:
    """A stretch of tokens without a hole in it."""
    spans = []
    if first < hole_first:
        spans.append(sentence.stretch(first, hole_first - 1))
    if hole_last < last:
        spans.append(sentence.stretch(hole_last + 1, last))
    return spans
