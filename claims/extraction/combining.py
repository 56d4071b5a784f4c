"""The tagger's proposals and the rules' finds become one list: neither alone reads as well as both.

The rules know the marks: whole quotations, labels, questions and answers, posts. The tagger knows the prose: which words are
a cue here, where a content ends, whose it is. So a find that both made keeps what the rules say of quotations and takes the
rest from the tagger; what only one of them saw is kept where that one is to be trusted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Token

from claims.extraction.analysis import CueKind, Polarity, Span
from claims.extraction.cues import NOUNS, VERBS, Cue
from claims.extraction.drafts import Draft
from claims.extraction.linking import addressee_of, cue_of
from claims.extraction.parsing import Sentence
from claims.extraction.quotes import Inside
from claims.extraction.sentences import at
from claims.extraction.tagger.decode import Found
from claims.extraction.tagger.deeds import Deed, deed_of

SAME = 0.5  # share of the words that two contents must have in common to be one
SUREST_RULE = 0.7  # a find of the rules alone, without a quotation, needs at least this confidence

Find = tuple[Draft, tuple[Span, ...]]

_KINDS = {Deed.SPEECH: CueKind.SAY, Deed.BELIEF: CueKind.BELIEVE, Deed.INTENTION: CueKind.INTEND}
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


def wanted(proposal: Found, text: str, *, with_acts: bool = False) -> bool:
    """Whether the cue tells of words or thoughts. Votes, awards and signatures are deeds: a reader looks for no claim there."""
    known = deed_of(proposal.cue.of(text))
    return with_acts or (proposal.deed if known is None else known) is not Deed.ACT


@dataclass(slots=True)
class Combiner:
    """Combines the finds of one text."""

    text: str
    parsed: list[Sentence]
    inside: Inside

    def combine(self, finds: list[Find], proposals: Sequence[Found]) -> list[Find]:
        """The finds in no particular order. The drafts of the rules are changed in place where the tagger knows better."""
        partner = self._pairs(finds, proposals)
        found: list[Find] = []
        for number, (draft, content) in enumerate(finds):
            index = partner.get(number)
            if index is not None:
                found.append(self._joined(draft, content, proposals[index]))
            elif self._stands_alone(draft, content):
                found.append((draft, content))
        taken = set(partner.values())
        for index, proposal in enumerate(proposals):
            if index in taken or self.inside.quote_at(proposal.cue.start) is not None:
                continue
            if any(_shared(proposal.content, content) >= SAME * _size(proposal.content) for _, content in found):
                continue
            draft = self._draft(proposal)
            if draft is not None:
                found.append((draft, proposal.content))
        return found

    def _pairs(self, finds: list[Find], proposals: Sequence[Found]) -> dict[int, int]:
        """Which proposal each find of the rules is: the same cue, or else about the same content."""
        order = sorted(range(len(proposals)), key=lambda index: proposals[index].content[0].start)
        scored = []
        for number, (draft, content) in enumerate(finds):
            if draft.is_layout:
                continue
            for index in order:
                proposal = proposals[index]
                if proposal.content[0].start >= content[-1].end and proposal.cue.start >= content[-1].end + 400:
                    break
                same_cue = any(s.start < proposal.cue.end and proposal.cue.start < s.end for s in draft.cue_spans)
                shared = _shared(content, proposal.content)
                share = shared / max(1, _size(content) + _size(proposal.content) - shared)
                if same_cue or share >= SAME:
                    scored.append((2.0 * same_cue + share, -number, -index))
        partner: dict[int, int] = {}
        taken: set[int] = set()
        for _, number, index in sorted(scored, reverse=True):
            if -number not in partner and -index not in taken:
                partner[-number] = -index
                taken.add(-index)
        return partner

    def _joined(self, draft: Draft, content: tuple[Span, ...], proposal: Found) -> Find:
        if proposal.source is not None and (
            draft.source is None or draft.is_implicit or _apart(draft.source, proposal.source)
        ):
            self._set_source(draft, proposal.source)
        draft.confidence = min(0.95, draft.confidence + 0.1)
        if draft.quoted or self._is_all_quoted(content):
            return draft, content
        draft.is_clausal = self._is_clausal(proposal.content)
        return draft, proposal.content

    def _stands_alone(self, draft: Draft, content: tuple[Span, ...]) -> bool:
        return bool(
            draft.is_layout
            or draft.quoted
            or draft.confidence >= SUREST_RULE
            or any(self.inside.quote_at(span.start) or self.inside.between(span.start, span.end) for span in content)
        )

    def _is_all_quoted(self, content: tuple[Span, ...]) -> bool:
        return all(self.inside.quote_at(span.start + (span.end - span.start) // 2) is not None for span in content)

    def _draft(self, proposal: Found) -> Draft | None:
        sentence = self._sentence(proposal.cue)
        if sentence is None:
            return None
        word = _main_word(sentence, proposal.cue)
        cue = _cue(word, proposal.deed, proposal.cue.of(self.text))
        draft = Draft(sentence, cue, sentence.start(word), word.i, [proposal.cue])
        draft.is_negated = any(child.dep_ == "neg" for child in word.children)
        draft.is_hedged = cue.is_hedged or any(
            child.lower_ in {"may", "might", "could"} and child.dep_ == "aux" for child in word.children
        )
        if proposal.source is not None:
            self._set_source(draft, proposal.source)
        else:
            draft.is_implicit = True
        if word.pos_ in {"VERB", "AUX"}:
            draft.addressee = addressee_of(sentence, word)
            if draft.addressee is not None and any(
                c.start < draft.addressee.end and draft.addressee.start < c.end for c in proposal.content
            ):
                draft.addressee = None
        draft.is_clausal = self._is_clausal(proposal.content)
        draft.confidence = round(0.3 + 0.5 * proposal.confidence, 3)
        return draft

    def _set_source(self, draft: Draft, source: Span) -> None:
        """Only a source in the cue's own sentence can be looked up in the parse; another one is kept as words."""
        draft.source, draft.source_head, draft.antecedent = source, None, None
        draft.is_implicit = False
        sentence = self._sentence(source)
        if sentence is None or sentence.index != draft.sentence.index:
            draft.label = source.of(self.text)
            return
        tokens = [t for t in sentence.doc if sentence.start(t) < source.end and source.start < sentence.end(t)]
        numbers = {t.i for t in tokens}
        heads = [t for t in tokens if t.head.i not in numbers or t.head.i == t.i]
        names = [t for t in heads if t.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"}] or heads
        if names:
            draft.source_head = names[0].i

    def _sentence(self, span: Span) -> Sentence | None:
        index = at(tuple(s.span for s in self.parsed), span.start)
        return self.parsed[index] if index is not None else None

    def _is_clausal(self, content: tuple[Span, ...]) -> bool:
        for span in content:
            sentence = self._sentence(span)
            if sentence is None:
                continue
            for token in sentence.doc:
                if span.start <= sentence.start(token) < span.end and token.tag_ in _FINITE:
                    return True
        return False


def _main_word(sentence: Sentence, cue: Span) -> Token:
    """The word of a cue that says what it is: a known verb, any verb, a known noun, its first word."""
    first = sentence.token_at(cue.start)
    tokens = [t for t in sentence.doc[first:] if sentence.start(t) < cue.end] or [sentence.doc[min(first, len(sentence.doc) - 1)]]
    for test in (
        lambda t: t.pos_ == "VERB" and cue_of(t) is not None,
        lambda t: t.pos_ == "VERB",
        lambda t: t.lemma_.lower() in NOUNS,
        lambda t: t.pos_ == "AUX",
    ):
        found = [t for t in tokens if test(t)]
        if found:
            return found[-1]
    return tokens[0]


def _cue(word: Token, deed: Deed, words: str) -> Cue:
    lemma = word.lemma_.lower()
    known = cue_of(word) if word.pos_ == "VERB" else NOUNS.get(lemma) if word.pos_ == "NOUN" else VERBS.get(lemma)
    if known is not None:
        return known
    listed = deed_of(words)
    kind = _KINDS.get(deed if listed is None else listed, CueKind.SAY)
    return Cue(lemma, kind, frozenset("cq"), Polarity.AFFIRMED)


def _shared(one: tuple[Span, ...], other: tuple[Span, ...]) -> int:
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)


def _size(content: tuple[Span, ...]) -> int:
    return sum(span.end - span.start for span in content)


def _apart(one: Span, other: Span) -> bool:
    return one.end <= other.start or other.end <= one.start
