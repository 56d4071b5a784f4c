"""To whom, through what and when a statement was made: what stands around its cue."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from spacy.tokens import Token

from claims.extraction import media
from claims.extraction.analysis import Interval, Precision, ResolvedBy, Span, SpeakerKind, SpeakerMention
from claims.extraction.drafts import Draft
from claims.extraction.gazetteer import DOCUMENT_NOUNS
from claims.extraction.register import Register
from claims.extraction.statements import Linked
from claims.extraction.times import read_date
from claims.extraction.words import word_set

_UP = 12  # words to walk up the parse from a time or a medium to the cue it may belong to
_YEAR = 366
_SAID = frozenset({Precision.DAY, Precision.MONTH, Precision.YEAR})
_NOT_THEN = frozenset({"by", "until", "till", "before", "since", "from", "for"})  # "wants an answer by Thursday"
# What somebody does who is about to say something: "visiting the site on Monday, she said".
_AT_IT = word_set("""
    speak talk address appear testify visit tour attend meet comment ask answer reply respond question interview
    present open launch announce write tweet post press reach quote cite
    """)
# Said as the text is being written: "has just told reporters", "a few minutes ago".
_JUST_NOW = re.compile(
    r"\b(?:(?:a\s+few|some|several|\d+|two|three|five|ten|twenty|an?)\s+)?(?:minutes?|moments?|hours?)\s+ago\b|\b(?:has|have)\s+just\b"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Everything about who said a statement, to whom, through what, and when."""

    speaker: SpeakerMention | None
    medium: str | None
    addressee: str | None
    said_on: Interval | None


def as_written(text: str, statement: Linked, voice: Voice) -> Voice:
    """The voice without anything that was worked out: its speaker is called by the words of the source, if any."""
    source = statement.draft.source
    if source is None:
        return replace(voice, speaker=None)
    words = re.sub(r"\s+", " ", source.of(text))
    kind = voice.speaker.kind if voice.speaker is not None else SpeakerKind.UNNAMED
    return replace(voice, speaker=SpeakerMention(words, kind, source, "", ResolvedBy.NAME, 0.5))


class Surroundings:
    """Reads medium, addressee and day from the words around a cue."""

    def __init__(
        self,
        text: str,
        register: Register,
        times: list[Interval],
        outlet: str | None,
        near: date | None,
        is_quoted: Callable[[int], bool],
    ) -> None:
        self.text = text
        self.register = register
        self.times = times
        self.outlet = outlet
        self.near = near
        self.is_quoted = is_quoted

    def around(self, statement: Linked, speaker: SpeakerMention | None) -> Voice:
        draft = statement.draft
        medium, addressee = draft.medium, None
        if draft.signed is not None:
            day = read_date(draft.signed.of(self.text))
            return Voice(
                speaker, medium, None, Interval(day, day, Precision.DAY, draft.signed) if day is not None else None
            )
        if draft.is_answer:
            return Voice(speaker, self.outlet, None, None)
        if draft.addressee is not None:
            words = re.sub(r"\s+", " ", draft.addressee.of(self.text))
            if not (words.lower() in media.US and self._is_reported(statement)):
                medium = media.of_addressee(words, self.outlet, self.register, is_told=draft.cue.lemma == "tell")
            addressee = None if medium else words
        narration = self._narration(statement)
        if medium is None:
            medium = self._medium_in(statement, narration) or self._paper(statement, speaker)
        return Voice(speaker, medium, addressee, self._said_on(statement, narration))

    def _is_reported(self, statement: Linked) -> bool:
        """Whether these are words within somebody's words: who says "us" there is not the outlet."""
        return statement.parent is not None or self.is_quoted(statement.draft.at)

    def _medium_in(self, statement: Linked, narration: str) -> str | None:
        found = media.in_words(narration, self.outlet, self.register)
        if found is None:
            return None
        name, place = found
        start = statement.draft.sentence.span.start
        return name if _belongs_to(statement.draft, Span(start + place.start, start + place.end)) else None

    def _paper(self, statement: Linked, speaker: SpeakerMention | None) -> str | None:
        """The paper that a person speaks by: "his report puts the damage at …" is his, and through his report."""
        draft = statement.draft
        if (
            speaker is None
            or speaker.kind is not SpeakerKind.PERSON
            or draft.source is None
            or draft.source_head is None
        ):
            return None
        head = draft.sentence.doc[draft.source_head]
        if head.pos_ != "NOUN" or head.lemma_.lower() not in DOCUMENT_NOUNS:
            return None
        return re.sub(r"\s+", " ", draft.source.of(self.text))

    def _narration(self, statement: Linked) -> str:
        """The cue's sentence with the speaker's own words blanked out."""
        sentence = statement.draft.sentence.span
        characters = list(sentence.of(self.text))
        for span in statement.content:
            for index in range(max(span.start, sentence.start), min(span.end, sentence.end)):
                characters[index - sentence.start] = "\n"
        return "".join(characters)

    def _said_on(self, statement: Linked, narration: str) -> Interval | None:
        """A day, month or year in the cue's own words: not in the content, and not after the text was published."""
        draft, sentence = statement.draft, statement.draft.sentence.span
        low = _first_at(self.times, sentence.start)
        for interval in self.times[low:]:
            span = interval.span
            if span is None or span.start >= sentence.end:
                break
            if interval.precision not in _SAID or (self.near is not None and interval.start > self.near):
                continue
            if (interval.end - interval.start).days > _YEAR:  # "since 2009"
                continue
            if any(c.start < span.end and span.start < c.end for c in statement.content):
                continue
            if not _belongs_to(draft, span) or _is_another_time(draft, span):
                continue
            return interval if self.near is None else replace(interval, end=min(interval.end, self.near))
        return self._just_now(statement, narration)

    def _just_now(self, statement: Linked, narration: str) -> Interval | None:
        match = _JUST_NOW.search(narration) if self.near is not None else None
        if match is None or self.near is None:
            return None
        start = statement.draft.sentence.span.start
        span = Span(start + match.start(), start + match.end())
        return Interval(self.near, self.near, Precision.DAY, span) if _belongs_to(statement.draft, span) else None


def _is_another_time(draft: Draft, span: Span) -> bool:
    """ "by Thursday", and "a 2022 audit": a time within a source counts only where a paper came out then."""
    doc = draft.sentence.doc
    first = draft.sentence.token_at(span.start)
    if first and doc[first - 1].lower_ in _NOT_THEN:
        return True
    if draft.source is None or not draft.source.start <= span.start < draft.source.end:
        return False
    token = doc[min(draft.sentence.token_at(span.end - 1), len(doc) - 1)]
    for _ in range(4):
        if token.dep_ == "acl" and token.tag_ == "VBN":
            return token.head.lemma_.lower() not in DOCUMENT_NOUNS
        token = token.head
    return True


def _belongs_to(draft: Draft, span: Span) -> bool:
    """Whether a time or a medium hangs on the cue and not on another verb of its sentence."""
    if draft.verb is None:
        return False
    doc = draft.sentence.doc
    cue = doc[draft.verb]
    token = doc[min(draft.sentence.token_at(span.end - 1), len(doc) - 1)]
    for _ in range(_UP):
        if token.i == cue.i:
            return True
        if token.pos_ in {"VERB", "AUX"} and token.dep_ not in {"aux", "auxpass"} and not _leads_up(token, draft):
            return cue.head.i == token.i and cue.dep_ in {"conj", "xcomp"}
        if token.head.i == token.i:
            return False
        token = token.head
    return False


def _leads_up(verb: Token, draft: Draft) -> bool:
    """ "speaking on Monday, he said", "in a letter read out on Sunday": the time of such a verb is the cue's too."""
    if verb.dep_ == "advcl":
        is_speaking = verb.tag_ in {"VBG", "VBN"} and verb.lemma_.lower() in _AT_IT
        return is_speaking or any(c.lower_ in {"when", "as"} for c in verb.lefts)
    if verb.dep_ != "acl" or verb.tag_ != "VBN":
        return False
    start = draft.sentence.start(verb.head)
    if draft.source is not None and draft.source.start <= start < draft.source.end:
        return verb.head.lemma_.lower() in DOCUMENT_NOUNS
    return verb.head.dep_ == "pobj"


def carry(statements: list[Linked], voices: list[Voice]) -> None:
    """Fills in, in place, medium and day where the same speaker goes on: "…, he told Radio Halm. He added …"."""
    last: int | None = None
    for index in sorted(range(len(statements)), key=lambda i: statements[i].draft.at):
        if statements[index].parent is not None:
            continue
        if last is not None and _goes_on(statements[last], voices[last], statements[index], voices[index]):
            here, before = voices[index], voices[last]
            is_open = here.medium is None and here.addressee is None
            medium = before.medium if before.medium and (is_open or here.medium == "the interview") else here.medium
            voices[index] = replace(here, medium=medium, said_on=here.said_on or before.said_on)
        last = index


def _goes_on(earlier: Linked, before: Voice, statement: Linked, voice: Voice) -> bool:
    """The same speaker in the same paragraph, in the same sentence or the next."""
    if before.speaker is None or voice.speaker is None or before.speaker.name != voice.speaker.name:
        return False
    one, other = earlier.draft.sentence, statement.draft.sentence
    return one.paragraph == other.paragraph and other.index - one.index <= 1


def _first_at(times: list[Interval], start: int) -> int:
    low, high = 0, len(times)
    while low < high:
        middle = (low + high) // 2
        span = times[middle].span
        if span is not None and span.start < start:
            low = middle + 1
        else:
            high = middle
    return low
