"""To whom, through what and when a statement was made: what stands around its cue."""

import re
from dataclasses import dataclass, replace

from claims.extraction.analysis import Interval, Precision, ResolvedBy, Span, SpeakerKind, SpeakerMention
from claims.extraction.drafts import Draft
from claims.extraction.gazetteer import HONORIFICS, ORGANISATION_NOUNS, PLATFORMS, ROLES
from claims.extraction.names import is_medium, organisation_name
from claims.extraction.register import Register
from claims.extraction.statements import Linked
from claims.extraction.times import read_date

_INTERVIEW = re.compile(
    r"\b(?:interview(?:ed)?\s+(?:with|by|on|to)|speaking\s+(?:to|on)|spoke\s+to|appear(?:ing|ance)\s+on|quoted\s+by|reported\s+by|cited\s+by|told)\s+"
    r"(?:the\s+)?(?P<name>[A-Z][\w’'.&-]*(?:\s+[A-Z][\w’'.&-]*){0,4})(?P<tail>\s+[a-z]+)?"
)
_PLATFORM = re.compile(
    r"\b(?:on|via|in\s+an?|his|her|their)\s+(Twitter|Facebook|Instagram|Telegram|YouTube|TikTok|LinkedIn|Mastodon|Bluesky|Reddit|tweet)\b"
)


@dataclass(frozen=True, slots=True)
class Voice:
    """Everything about who said a statement, to whom, through what, and when."""

    speaker: SpeakerMention | None
    medium: str | None
    addressee: str | None
    said_on: Interval | None


# What words are sent in: "in a six-page letter", "in a statement to members".
_CHANNEL = re.compile(
    r"\b(?:in|on|through|via|by)\s+(?P<channel>(?:an?|the|his|her|its|their|one)\s+(?:[a-z][\w-]*\s+){0,2}?"
    r"(?:statement|letter|note|message|e-?mail|interview|post|blog|video|speech|memo|op-ed|column|release|filing|podcast|"
    r"voicemail|telegram|tweet|article|essay|lawyer|spokes(?:man|woman|person)))\b(?!\s+(?:with|by|to\s+be|of\s+intent))"
)


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

    def __init__(self, text: str, register: Register, times: list[Interval], outlet: str | None) -> None:
        self.text = text
        self.register = register
        self.times = times
        self.outlet = outlet

    def around(self, statement: Linked, speaker: SpeakerMention | None) -> Voice:
        draft = statement.draft
        medium, addressee = draft.medium, None
        if draft.signed is not None:
            day = read_date(draft.signed.of(self.text))
            return Voice(
                speaker, medium, None, Interval(day, day, Precision.DAY, draft.signed) if day is not None else None
            )
        if draft.addressee is not None:
            words = re.sub(r"\s+", " ", draft.addressee.of(self.text))
            medium = self._outlet_in(draft, words)
            addressee = None if medium else words
        narration = self._narration(statement)
        if medium is None:
            medium = _medium_of(narration)
        return Voice(speaker, medium, addressee, self._said_on(statement))

    def _outlet_in(self, draft: Draft, words: str) -> str | None:
        if self.outlet and (
            words.lower() == "us" or (words.lower().startswith(("this ", "our ")) and is_medium(words))
        ):
            return self.outlet
        if draft.addressee is None:
            return None
        if not is_medium(words):
            return words if self._looks_like_an_outlet(draft, words) else None
        runs = re.findall(r"(?:[A-Z][\w’'.&-]*)(?:\s+(?:of\s+|the\s+|and\s+)?[A-Z][\w’'.&-]*)*", words)
        name = organisation_name(max(runs, key=len)) if runs else ""
        if not name or (self.register.person(tuple(name.split())) and not is_medium(name)):
            return None
        return name

    def _looks_like_an_outlet(self, draft: Draft, words: str) -> bool:
        """ "told LumePress": a bare name of nobody the text knows, and of no authority."""
        names = words.split()
        if draft.cue.lemma != "tell" or len(names) > 4 or not all(name[:1].isupper() for name in names):
            return False
        if self.register.person(tuple(names)) or words.lower() in self.register.places:
            return False
        return not any(name.lower() in ORGANISATION_NOUNS | ROLES | HONORIFICS for name in names)

    def _narration(self, statement: Linked) -> str:
        """The cue's sentence with the speaker's own words blanked out."""
        sentence = statement.draft.sentence.span
        characters = list(sentence.of(self.text))
        for span in statement.content:
            for index in range(max(span.start, sentence.start), min(span.end, sentence.end)):
                characters[index - sentence.start] = "\n"
        return "".join(characters)

    def _said_on(self, statement: Linked) -> Interval | None:
        """A day or month in the cue's own words, not in the content."""
        sentence = statement.draft.sentence.span
        low = _first_at(self.times, sentence.start)
        for interval in self.times[low:]:
            span = interval.span
            if span is None or span.start >= sentence.end:
                break
            if interval.precision not in (Precision.DAY, Precision.MONTH):
                continue
            if any(c.start < span.end and span.start < c.end for c in statement.content):
                continue
            if not _belongs_to(statement.draft, span):
                continue
            if (
                statement.draft.source is not None
                and statement.draft.source.start <= span.start < statement.draft.source.end
            ):
                continue
            return interval
        return None


def _belongs_to(draft: Draft, span: Span) -> bool:
    """Whether a time expression hangs on the cue and not on another verb of its sentence."""
    if draft.verb is None:
        return False
    token = draft.sentence.doc[min(draft.sentence.token_at(span.end - 1), len(draft.sentence.doc) - 1)]
    for _ in range(12):
        if token.i == draft.verb:
            return True
        if token.pos_ in {"VERB", "AUX"} and token.dep_ not in {"aux", "auxpass"}:
            return draft.sentence.doc[draft.verb].head.i == token.i and draft.sentence.doc[draft.verb].dep_ in {
                "conj",
                "xcomp",
            }
        if token.head.i == token.i:
            return False
        token = token.head
    return False


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


def _medium_of(narration: str) -> str | None:
    platform = _PLATFORM.search(narration)
    if platform:
        return "Twitter" if platform.group(1) == "tweet" else platform.group(1)
    if re.search(r"\btweet(?:ed|s|ing)?\b", narration):
        return PLATFORMS["twitter"]
    match = _INTERVIEW.search(narration)
    channel = _CHANNEL.search(narration)
    if match and (is_medium(match.group("name")) or (match.group("tail") and is_medium(match.group("tail")))):
        return organisation_name(match.group("name"))
    if channel:
        return re.sub(r"\s+", " ", channel.group("channel"))
    return None
