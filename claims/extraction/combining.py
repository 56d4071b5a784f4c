"""The tagger's proposals and the rules' finds become one list: neither alone reads as well as both.

The rules know the marks: whole quotations, labels, questions and answers, posts, and the commonest cues. The tagger
knows the prose: unusual cues, and whose they are. So the rules read first; the tagger reads the paragraphs that they
left unsettled, fills in the sources they did not find, and adds what they did not see.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields

from spacy.tokens import Token

from claims.extraction.analysis import CueKind, Polarity, Span
from claims.extraction.cues import NEEDS_ADDRESSEE, NOUNS, VERBS, Cue
from claims.extraction.drafts import Draft, noun_phrase, subject_of
from claims.extraction.linking import EMPTY_SUBJECTS, addressee_of, cue_of
from claims.extraction.parsing import Sentence
from claims.extraction.quotes import Inside
from claims.extraction.sentences import at
from claims.extraction.tagger.decode import Found
from claims.extraction.tagger.deeds import Deed, deed_of, is_cue_like

SAME = 0.5  # share of the words that two contents must have in common to be one
SURE = 0.7  # confidence of a find of the rules whose content stays as it is
FARTHEST = 2_000  # characters between the starts of two contents that may be one
FEWEST_OPEN = 4  # words that no statement covers, for a paragraph to be worth a second reading

QUOTES_ALONE = frozenset("q")
TITLED = frozenset({"titled", "entitled", "headlined", "known", "named", "nicknamed", "dubbed"})

Find = tuple[Draft, tuple[Span, ...]]
Reader = Callable[[frozenset[int]], Sequence[Found]]  # numbers of paragraphs in, proposals out

_KINDS = {Deed.SPEECH: CueKind.SAY, Deed.BELIEF: CueKind.BELIEVE, Deed.INTENTION: CueKind.INTEND}
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_WORD = re.compile(r"[^\W_]+|[:\"“]")


def unsettled(text: str, paragraphs: tuple[Span, ...], finds: list[Find]) -> frozenset[int]:
    """Numbers of the paragraphs that are worth a second reading.

    They hold a quotation without a cue, or words, among them one like a cue, that no statement with a source explains.
    """
    left = list(text)
    chosen: set[int] = set()
    for draft, content in finds:
        if _stands_bare(draft):
            chosen.update(number for span in content if (number := at(paragraphs, span.start)) is not None)
        elif draft.source is not None:
            for span in (*content, *draft.cue_spans, draft.source):
                left[span.start : span.end] = " " * (span.end - span.start)
    rest = "".join(left).lower()
    if len(rest) != len(text):  # a letter whose lower case is two
        rest = "".join(left)
    for number, paragraph in enumerate(paragraphs):
        words = _WORD.findall(rest, paragraph.start, paragraph.end)
        if len(words) > FEWEST_OPEN and any(is_cue_like(word) for word in words):
            chosen.add(number)
    return frozenset(chosen)


@dataclass(slots=True)
class Combiner:
    """Combines the finds of one text. ``with_deeds`` lets votes, awards and the like pass for statements."""

    text: str
    parsed: list[Sentence]
    inside: Inside
    holes: tuple[Span, ...] = ()
    apart: frozenset[int] = frozenset()
    with_deeds: bool = False
    _spans: tuple[Span, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._spans = tuple(sentence.span for sentence in self.parsed)

    def combine(self, finds: list[Find], proposals: Sequence[Found]) -> list[Find]:
        """The finds in no particular order; drafts of the rules are completed in place."""
        usable = sorted((p for p in proposals if self._is_usable(p)), key=lambda p: (p.content[0], p.cue))
        partner = self._pairs(finds, usable)
        found: list[Find] = []
        covered = bytearray(len(self.text))
        for number, (draft, content) in enumerate(finds):
            find = self._joined(draft, content, usable[partner[number]]) if number in partner else (draft, content)
            found.append(find)
            for span in find[1]:
                covered[span.start : span.end] = b"\1" * (span.end - span.start)
        taken = set(partner.values())
        for index, proposal in enumerate(usable):
            if index in taken or self.inside.quote_at(proposal.cue.start) is not None:
                continue
            known = sum(covered.count(1, span.start, span.end) for span in proposal.content)
            if known < SAME * _size(proposal.content):
                sentence = self._sentence(proposal.cue)
                new = self._draft(proposal, sentence) if sentence is not None else None
                if new is not None and self._says_something(new):
                    found.append((new, proposal.content))
        return found

    def _is_usable(self, proposal: Found) -> bool:
        spans = (proposal.cue, *proposal.content)
        if any(s.start < hole.end and hole.start < s.end for s in spans for hole in self.holes):
            return False
        sentence = self._sentence(proposal.cue)
        if sentence is None or sentence.index in self.apart:
            return False
        listed = deed_of(proposal.cue.of(self.text))
        return self.with_deeds or (proposal.deed if listed is None else listed) is not Deed.ACT

    def _pairs(self, finds: list[Find], proposals: list[Found]) -> dict[int, int]:
        """Which proposal each find of the rules is: the same cue, or else about the same content."""
        scored = []
        for number, (draft, content) in enumerate(finds):
            if draft.is_layout and not _stands_bare(draft):
                continue
            low = bisect_left(proposals, content[0].start - FARTHEST, key=lambda p: p.content[0].start)
            high = bisect_right(proposals, content[-1].end + FARTHEST, key=lambda p: p.content[0].start)
            for index in range(low, high):
                proposal = proposals[index]
                same_cue = any(s.start < proposal.cue.end and proposal.cue.start < s.end for s in draft.cue_spans)
                shared = _shared(content, proposal.content)
                share = shared / max(1, _size(content) + _size(proposal.content) - shared)
                if same_cue or share >= SAME:
                    scored.append((-(2.0 * same_cue + share), number, index))
        partner: dict[int, int] = {}
        taken: set[int] = set()
        for _, number, index in sorted(scored):
            if number not in partner and index not in taken:
                partner[number] = index
                taken.add(index)
        return partner

    def _joined(self, draft: Draft, content: tuple[Span, ...], proposal: Found) -> Find:
        sentence = self._sentence(proposal.cue)
        if _stands_bare(draft) and sentence is not None and self.inside.quote_at(proposal.cue.start) is None:
            told = self._draft(proposal, sentence)
            told.quoted = draft.quoted
            for column in fields(told):  # in place: the quotations after it look to this draft for their speaker
                setattr(draft, column.name, getattr(told, column.name))
            return draft, content
        if (
            proposal.source is not None
            and not self._is_listener(draft, proposal.source)
            and not _is_put_to(draft)
            and (
                draft.source is None
                or draft.is_implicit
                or not (_shared((draft.source,), (proposal.source,)) or _has_own_subject(draft))
            )
        ):
            self._set_source(draft, proposal.source)
        content = content if self._is_well_read(draft, content) else proposal.content
        draft.confidence = min(0.95, draft.confidence + 0.1)  # two readers saw it
        return draft, content

    def _is_listener(self, draft: Draft, source: Span) -> bool:
        """Whoever stands right behind "told" is told."""
        if draft.addressee is not None and _shared((draft.addressee,), (source,)):
            return True
        cue_end = draft.cue_spans[-1].end if draft.cue_spans else draft.at
        return draft.cue.lemma in NEEDS_ADDRESSEE and self.text[cue_end : source.start].isspace()

    def _is_well_read(self, draft: Draft, content: tuple[Span, ...]) -> bool:
        """Where a content of the rules ends is to be trusted when marks show it or its frame is a sure one."""
        return (
            bool(draft.quoted)
            or draft.confidence >= SURE
            or all(self.inside.quote_at((span.start + span.end) // 2) is not None for span in content)
        )

    def _draft(self, proposal: Found, sentence: Sentence) -> Draft:
        word = _main_word(sentence, proposal.cue)
        draft = Draft(sentence, self._cue(word, proposal), sentence.start(word), word.i, [proposal.cue])
        draft.content = list(proposal.content)
        draft.is_negated = any(child.dep_ == "neg" for child in word.children)
        draft.is_hedged = draft.cue.is_hedged or any(
            child.lower_ in {"may", "might", "could"} and child.dep_ == "aux" for child in word.children
        )
        if word.pos_ in {"VERB", "AUX"}:
            addressee = addressee_of(sentence, word)
            if addressee is not None and not _shared((addressee,), proposal.content):
                draft.addressee = addressee
        if proposal.source is not None and not self._is_listener(draft, proposal.source):
            self._set_source(draft, proposal.source)
        elif not self._find_subject(draft, word):
            draft.is_implicit = True
        draft.is_clausal = any(self._has_finite_verb(span) for span in proposal.content)
        draft.confidence = round(0.3 + 0.4 * proposal.confidence, 3)
        return draft

    def _find_subject(self, draft: Draft, word: Token) -> bool:
        """Where the tagger names nobody, the subject of an active verb is the source."""
        if word.pos_ != "VERB" or any(c.dep_ in {"auxpass", "nsubjpass"} for c in word.children):
            return False
        subject, antecedent = subject_of(word)
        if subject is None or subject.lower_ in EMPTY_SUBJECTS:
            return False
        source = noun_phrase(draft.sentence, subject, word)
        if _shared((source,), (*draft.content, *draft.cue_spans)):
            return False
        draft.source, draft.source_head = source, subject.i
        draft.antecedent = antecedent.i if antecedent is not None else None
        return True

    def _says_something(self, draft: Draft) -> bool:
        """Whether a find of the tagger alone is worth a statement.

        A clause or a quotation is. A mere phrase is where the lexicon knows the cue: "described men in jackets", but
        not "sent a copy of his memoirs", nor a participle with one: "Recalling the talks, she left".
        """
        word = draft.sentence.doc[draft.verb] if draft.verb is not None else None
        if word is None:
            return True
        if word.lower_ in TITLED and word.tag_ == "VBN":
            return False  # "The report, titled “A Door Too Many”, …"
        if any(self.inside.quote_at(s.start) or self.inside.between(s.start, s.end) for s in draft.content):
            return True
        if word.text == ":":
            return draft.is_clausal and not self.text[: draft.content[-1].end].endswith("?")
        if draft.is_clausal or self.with_deeds:
            return True
        known = cue_of(word) or NOUNS.get(word.lemma_.lower())
        return known is not None and not known.frames <= QUOTES_ALONE and word.tag_ != "VBG"

    def _cue(self, word: Token, proposal: Found) -> Cue:
        lemma = word.lemma_.lower()
        known = cue_of(word) if word.pos_ == "VERB" else NOUNS.get(lemma) or VERBS.get(lemma)
        if known is not None:
            return known
        listed = deed_of(proposal.cue.of(self.text))
        kind = _KINDS.get(proposal.deed if listed is None else listed, CueKind.SAY)
        return Cue(lemma, kind, frozenset("cq"), Polarity.AFFIRMED)

    def _set_source(self, draft: Draft, source: Span) -> None:
        """Only a source in the cue's own sentence can be looked up in the parse; another one is kept as words."""
        draft.source, draft.source_head, draft.antecedent, draft.is_implicit = source, None, None, False
        sentence = self._sentence(source)
        if sentence is None or sentence.index != draft.sentence.index:
            draft.label = source.of(self.text)
            return
        tokens = [t for t in sentence.doc if sentence.start(t) < source.end and source.start < sentence.end(t)]
        numbers = {t.i for t in tokens}
        heads = [t for t in tokens if t.head.i not in numbers or t.head.i == t.i]
        heads = [t for t in heads if t.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADJ", "DET"}] or heads
        draft.source_head = heads[0].i if heads else None

    def _sentence(self, span: Span) -> Sentence | None:
        index = at(self._spans, span.start)
        return self.parsed[index] if index is not None else None

    def _has_finite_verb(self, span: Span) -> bool:
        sentence = self._sentence(span)
        return sentence is not None and any(
            token.tag_ in _FINITE and span.start <= sentence.start(token) < span.end for token in sentence.doc
        )


def _stands_bare(draft: Draft) -> bool:
    """A quotation for which the rules found neither a cue nor a label."""
    return draft.is_layout and not draft.cue_spans and draft.label is None


def _is_put_to(draft: Draft) -> bool:
    """ "The minister, asked how long that was, …": who is asked asks nothing."""
    return draft.is_implicit and draft.cue.lemma == "ask"


def _has_own_subject(draft: Draft) -> bool:
    """The parse gives the verb a subject of its own, and that is the source."""
    if draft.verb is None or draft.source_head is None:
        return False
    head = draft.sentence.doc[draft.source_head]
    return head.dep_ == "nsubj" and head.head.i == draft.verb


def _main_word(sentence: Sentence, cue: Span) -> Token:
    """The word of a cue that says what it is: a known verb, any verb, a known noun, else its first word."""
    first = min(sentence.token_at(cue.start), len(sentence.doc) - 1)
    tokens = [t for t in sentence.doc[first:] if sentence.start(t) < cue.end] or [sentence.doc[first]]
    known = [t for t in tokens if t.pos_ == "VERB" and cue_of(t) is not None]
    verbs = [t for t in tokens if t.pos_ == "VERB"]
    nouns = [t for t in tokens if t.lemma_.lower() in NOUNS]
    return (known or verbs or nouns or tokens[:1])[-1]


def _shared(one: tuple[Span, ...], other: tuple[Span, ...]) -> int:
    return sum(max(0, min(a.end, b.end) - max(a.start, b.start)) for a in one for b in other)


def _size(content: tuple[Span, ...]) -> int:
    return sum(span.end - span.start for span in content)
