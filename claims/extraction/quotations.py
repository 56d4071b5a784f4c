"""Which cue a quotation belongs to: the one behind it, before it, or the speaker who was already talking."""

import re
from bisect import bisect_left

from spacy.tokens import Token

from claims.extraction.analysis import CueKind, Span
from claims.extraction.cues import Cue
from claims.extraction.drafts import Draft, noun_phrase, subject_of
from claims.extraction.parsing import Sentence
from claims.extraction.quotes import FEWEST_WORDS, Inside, Quote
from claims.extraction.sentences import at
from claims.extraction.words import word_set

FARTHEST_AFTER = 160  # characters between a quotation and the cue behind it
FARTHEST_BEFORE = 110
LONGEST_CUE = 5  # words before a colon that are a cue together: "put it more gently"
WORDS_OF = word_set("""
    message answer advice verdict reply response reaction view comment comments word words reason explanation
    conclusion statement post tweet caption question remark remarks motto slogan
    """)
LAYOUT = Cue("", CueKind.SAY, frozenset("q"))

_TERMINAL = re.compile(r"[.?!…,—–-][\"”’'»“]*$")
_SENTENCE_END = re.compile(r"[.?!…][\"”’'»“]+$")


class Attacher:
    """Walks the paragraphs in order and gives every speech-like quotation a draft."""

    def __init__(self, text: str, paragraphs: tuple[Span, ...], parsed: list[Sentence], inside: Inside) -> None:
        self.text = text
        self.paragraphs = paragraphs
        self.parsed = parsed
        self.spans = tuple(sentence.span for sentence in parsed)
        self.inside = inside
        self.layouts: list[Draft] = []

    def attach(self, drafts: list[Draft], taken: list[Span]) -> list[Draft]:
        """Fills ``quoted`` of the drafts outside quotations; returns them with those that layout alone made.

        ``taken``: what labels in the layout already give to a speaker.
        """
        taken_at = tuple(sorted(taken))
        outside = [draft for draft in drafts if self.inside.quote_at(draft.at) is None]
        positions = [draft.at for draft in outside]
        last: Draft | None = None  # whoever spoke last
        pending: list[Quote] = []  # paragraphs of a speech whose cue is still to come
        continuing: Draft | None = None
        for number, paragraph in enumerate(self.paragraphs):
            quotes = self.inside.between(paragraph.start, paragraph.end)
            if quotes and at(taken_at, quotes[0].inner.end - 1) is not None:
                continuing = None
                continue
            here = outside[bisect_left(positions, paragraph.start) : bisect_left(positions, paragraph.end)]
            before: Draft | None = None  # draft of the quotation before, in this paragraph
            for index, quote in enumerate(quotes):
                left = quotes[index - 1].span.end if index else paragraph.start
                right = quotes[index + 1].span.start if index + 1 < len(quotes) else paragraph.end
                is_first = index == 0 and quote.span.start - paragraph.start <= 1
                draft = self._behind(quote, right, here) or self._ahead(quote, left, here)
                draft = draft or (continuing if is_first else None)
                if before is not None and self._goes_on(quotes[index - 1], quote, before, here):
                    draft = draft or before
                if is_first and number:
                    draft = draft or self._announced(number, outside, positions)
                if draft is None and quote.continues and is_first:
                    pending.append(quote)
                    continue
                draft = draft or self._uncued(quote, left, right, paragraph, here, last)
                if draft is None:
                    continue
                if pending and is_first:
                    draft.quoted[:0] = [q.span for q in pending]
                    pending = []
                draft.quoted.append(quote.span if draft.is_layout else self._with_lead_in(quote, left, here))
                before = draft
            continuing = before if quotes and quotes[-1].continues and before is not None else None
            last = self._speaks_last(here, before) or last
        for quote in pending:
            self._alone(quote, self.paragraphs[quote.paragraph], [], last)
        return outside + self.layouts

    def _speaks_last(self, here: list[Draft], before: Draft | None) -> Draft | None:
        found = [d for d in here if (d.content or d.quoted) and d.cue.kind in {CueKind.SAY, CueKind.DENY}]
        return max([*found, *([before] if before else [])], key=lambda draft: draft.at, default=None)

    def _uncued(
        self, quote: Quote, left: int, right: int, paragraph: Span, here: list[Draft], last: Draft | None
    ) -> Draft | None:
        """A quotation beside no cue of the lexicon."""
        begun = self._begun(quote, here)
        if begun is not None or self._is_covered(quote, here):
            return begun
        return self._any_verb(quote, left, right) or self._alone(quote, paragraph, here, last)

    # -- the three places where a cue may stand ---------------------------------------------------

    def _behind(self, quote: Quote, right: int, here: list[Draft]) -> Draft | None:
        end = quote.span.end
        for draft in here:
            if draft.at < end:
                continue
            if draft.at >= min(right, end + FARTHEST_AFTER):
                return None
            if not draft.cue.takes("q"):
                continue
            if draft.source is not None and draft.source.start < end:
                return None
            if not self._same_sentence(quote, draft):
                return None
            gap = self.text[end : draft.at]
            if self._has_nearer_verb(draft, end):
                return None
            if re.search(r"[.;:!?]\s", gap) and not re.search(r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|[A-Z])\.\s", gap):
                return None
            ends_outside = gap.rstrip(" \u00a0") == ","  # „Never“, says the bishop
            if (
                quote.words(self.text) < FEWEST_WORDS
                and not ends_outside
                and not _TERMINAL.search(self.text[max(0, end - 4) : end])
            ):
                return None
            if re.match(r"\s*(?:and|but|that|which|who|in|to|as|was|is|has|had|for)\b", gap) and not _TERMINAL.search(
                self.text[max(0, end - 4) : end]
            ):
                return None
            return draft
        return None

    def _has_nearer_verb(self, draft: Draft, end: int) -> bool:
        """ "“Keep your hands in sight,” Ola sings before asking …": another verb stands nearer with its subject."""
        sentence = draft.sentence
        for token in sentence.doc[sentence.token_at(end) : draft.verb]:
            if sentence.start(token) < end or token.pos_ != "VERB" or token.tag_ not in {"VBD", "VBZ", "VBP"}:
                continue
            if token.dep_ not in {"ROOT", "conj", "ccomp"} or token.i == draft.verb:
                continue
            subject = next((c for c in token.children if c.dep_ == "nsubj"), None)
            if subject is not None and sentence.start(subject) >= end:
                return True
        return False

    def _same_sentence(self, quote: Quote, draft: Draft) -> bool:
        last = at(self.spans, quote.span.end - 1)
        if last is None:
            return False
        if last == draft.sentence.index:
            return True
        if draft.sentence.index != last + 1 or draft.sentence.span.start < quote.span.end:
            return False
        short = draft.sentence.span.end - draft.sentence.span.start <= 60
        return (short and not draft.content and not _SENTENCE_END.search(self.text[: quote.span.end][-3:])) or (
            short and not draft.content and draft.sentence.span.end - draft.at <= 20
        )

    def _ahead(self, quote: Quote, left: int, here: list[Draft]) -> Draft | None:
        start = quote.span.start
        sentence = at(self.spans, start)
        for draft in reversed(here):
            if draft.at >= start:
                continue
            if draft.at < max(left, start - FARTHEST_BEFORE) or draft.sentence.index != sentence:
                return None
            if not draft.cue.takes("q"):
                continue
            gap = self.text[draft.at : start].rstrip()
            covered = any(span.start <= start < span.end for span in draft.content)
            if gap.endswith((":", ",")) or (
                covered and quote.words(self.text) >= FEWEST_WORDS and self._is_next(draft, start)
            ):
                return draft
            if len(gap.split()) <= 2 or (
                quote.words(self.text) >= FEWEST_WORDS and self._is_speech(quote) and not covered
            ):
                return draft
            return None
        return None

    def _is_next(self, draft: Draft, start: int) -> bool:
        """The quotation opens the clause: nothing of the narrator's stands between."""
        first = min((span.start for span in draft.content if span.end > start), default=start)
        return start - first <= 6

    def _goes_on(self, earlier: Quote, quote: Quote, before: Draft, here: list[Draft]) -> bool:
        between = [
            d
            for d in here
            if earlier.span.end <= d.at < quote.span.start and d is not before and (d.content or d.quoted)
        ]
        if between:
            return False
        gap = self.text[earlier.span.end : quote.span.start]
        if before.at >= earlier.span.end:  # "…," she said. "…"
            return len(gap) <= FARTHEST_AFTER and (
                self._is_speech(quote) or (quote.words(self.text) >= FEWEST_WORDS and gap.rstrip().endswith(","))
            )
        return len(gap) <= 5 and quote.words(self.text) >= FEWEST_WORDS

    def _announced(self, number: int, outside: list[Draft], positions: list[int]) -> Draft | None:
        """The paragraph before ended with a colon: its last cue announces this quotation."""
        before = self.paragraphs[number - 1]
        if self.text[before.end - 1] != ":":
            return None
        low, high = bisect_left(positions, before.start), bisect_left(positions, before.end)
        speaking = [draft for draft in outside[low:high] if draft.cue.takes("q")]
        return speaking[-1] if speaking else None

    def _begun(self, quote: Quote, here: list[Draft]) -> Draft | None:
        """The cue whose clause runs into the quotation and ends there: 'said the plan "was born dead. It …"'."""
        for draft in here:
            if not draft.cue.takes("c") or draft.at >= quote.span.start:
                continue
            if any(span.start <= quote.span.start < span.end < quote.span.end for span in draft.content):
                return draft
        return None

    def _any_verb(self, quote: Quote, left: int, right: int) -> Draft | None:
        """A verb that the lexicon does not know, where the punctuation shows that it introduces or follows speech."""
        index = at(self.spans, quote.span.start)
        if index is None or not self._is_speech(quote):
            return None
        sentence = self.parsed[index]
        gap = self.text[max(left, sentence.span.start) : quote.span.start].rstrip()
        verb: Token | None = None
        if gap.endswith(":"):
            return self._announcing(sentence, left, quote)
        last = at(self.spans, quote.span.end - 1)
        if verb is None and last is not None and _TERMINAL.search(self.text[: quote.span.end][-3:]):
            sentence = self.parsed[last]
            behind = [
                t
                for t in sentence.doc
                if t.pos_ == "VERB"
                and t.tag_ in {"VBD", "VBZ"}
                and quote.span.end <= sentence.start(t) < min(right, quote.span.end + 40)
            ]
            if behind and not re.match(
                r"\s*(?:and|but|that|which|who)\b", self.text[quote.span.end : quote.span.end + 8]
            ):
                verb = behind[0]
        if verb is None:
            return None
        source, _ = subject_of(verb)
        if source is None or quote.span.start <= sentence.start(source) < quote.span.end:
            return None
        draft = Draft(sentence, Cue(verb.lemma_.lower(), CueKind.SAY, frozenset("q")), sentence.start(verb), verb.i, [])
        draft.cue_spans = [sentence.stretch(verb.i, verb.i)]
        draft.source, draft.source_head = noun_phrase(sentence, source, verb), source.i
        draft.confidence = 0.45
        self.layouts.append(draft)
        return draft

    def _announcing(self, sentence: Sentence, left: int, quote: Quote) -> Draft | None:
        """Whatever stands before a colon: "Captain Ngala was blunter: …", "Her message was simple: …"."""
        colon = sentence.token_at(quote.span.start) - 1
        verb = next(
            (
                t
                for t in reversed(sentence.doc[: max(0, colon)])
                if left <= sentence.start(t)
                and t.tag_ in {"VBD", "VBZ", "VBP", "VBN", "VBG", "VB"}
                and t.dep_ in {"ROOT", "conj"}
            ),
            None,
        )
        if verb is None:
            return None
        source, _ = subject_of(verb)
        if source is None:
            return None
        owner = next((c for c in source.lefts if c.dep_ == "poss"), None)
        if source.lemma_.lower() in WORDS_OF and source.pos_ == "NOUN":
            source = owner
        draft = Draft(sentence, Cue(verb.lemma_.lower(), CueKind.SAY, frozenset("q")), sentence.start(verb), verb.i, [])
        last = colon if sentence.doc[colon].text == ":" else verb.i + 1
        draft.cue_spans = [sentence.stretch(verb.i, last - 1 if 0 < last - verb.i <= LONGEST_CUE else verb.i)]
        if source is not None:
            draft.source, draft.source_head = noun_phrase(sentence, source, verb), source.i
        else:
            draft.is_implicit = True
        draft.confidence = 0.5
        self.layouts.append(draft)
        return draft

    # -- quotations without a cue ------------------------------------------------------------------

    def _alone(self, quote: Quote, paragraph: Span, here: list[Draft], last: Draft | None) -> Draft | None:
        fills = quote.span.end - quote.span.start >= 0.9 * (paragraph.end - paragraph.start)
        if not (self._is_speech(quote) or fills) or quote.words(self.text) < FEWEST_WORDS:
            return None
        index = at(self.spans, quote.span.start)
        if index is None:
            return None
        earlier = [d for d in here if d.at < quote.span.start and (d.content or d.quoted) and d.source is not None]
        draft = Draft(self.parsed[index], LAYOUT, quote.span.start, None, [])
        draft.is_layout = True
        draft.speaker_from = earlier[-1] if earlier else last
        if draft.speaker_from is not None:  # the words that name the speaker stand with the cue before
            draft.source = draft.speaker_from.source
        draft.confidence = 0.5 if draft.speaker_from is not None else 0.3
        self.layouts.append(draft)
        return draft

    def _is_speech(self, quote: Quote) -> bool:
        inner = quote.inner.of(self.text).strip()
        if not inner:
            return False
        first = inner.lstrip("[(…. ")[:1]
        return (first.isupper() or first.isdigit()) and bool(
            re.search(r"[.?!,…—–][\"”’'»“]*$", quote.span.of(self.text))
        )

    def _is_covered(self, quote: Quote, here: list[Draft]) -> bool:
        return any(
            span.start <= quote.span.start and quote.span.end <= span.end + 2 for d in here for span in d.content
        )

    def _with_lead_in(self, quote: Quote, left: int, here: list[Draft]) -> Span:
        """A quotation opening in mid-sentence takes the words before it along: 'The plan is "a trap," she said.'"""
        index = at(self.spans, quote.span.start)
        if index is None:
            return quote.span
        start = self.spans[index].start
        lead = self.text[start : quote.span.start]
        if start < left or not lead.strip() or len(lead) > 200 or lead.rstrip().endswith(":"):
            return quote.span
        if any(start <= draft.at < quote.span.start for draft in here):
            return quote.span
        return Span(start, quote.span.end)
