"""What the engine returns: frozen values whose spans are code points into the text as given.

The law of every value here: ``text[span.start:span.end]`` is exactly what was found.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

# What ``Analysis.skipped`` says of a text whose day nobody knows.
UNDATED = "Relative dates such as “on Monday” stay as they are, because it is not known when this was published."


class Span(NamedTuple):
    """A half-open range of code points, counted from 0."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


class StatementKind(StrEnum):
    """How far the words are the speaker's own."""

    DIRECT = "direct"
    MIXED = "mixed"
    INDIRECT = "indirect"


class Polarity(StrEnum):
    """Whether the speaker asserts the content or denies it."""

    AFFIRMED = "affirmed"
    DENIED = "denied"


class CueKind(StrEnum):
    """What the cue says that the speaker did with the content."""

    SAY = "say"
    BELIEVE = "believe"
    INTEND = "intend"
    ORDER = "order"
    PERCEIVE = "perceive"
    SHOW = "show"  # documents, studies, figures
    DENY = "deny"
    DECLINE = "decline"


class SpeakerKind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    DOCUMENT = "document"
    UNNAMED = "unnamed"


class ResolvedBy(StrEnum):
    """Which rule turned the words in the text into a name."""

    NAME = "name"  # the full name stands there
    SURNAME = "surname"
    PRONOUN = "pronoun"
    NOMINAL = "nominal"  # "the minister", "the agency"
    CARRIED_OVER = "carried_over"  # no source in the sentence: the speaker before goes on
    UNNAMED = "unnamed"  # "two officials": kept as written
    PERSON = "person"  # a reviewer said so; never set by the engine


class ClaimKind(StrEnum):
    """What sort of proposition it is; the first four can be checked."""

    FACTUAL = "factual"
    NUMERICAL = "numerical"
    CAUSAL = "causal"
    POSITION = "position"  # somebody's stated position or policy
    PREDICTION = "prediction"
    PROMISE = "promise"
    OPINION = "opinion"


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DECADE = "decade"


@dataclass(frozen=True, slots=True)
class Language:
    tag: str  # BCP 47
    confidence: float  # 0..1


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of calendar days, both ends included."""

    start: date
    end: date
    precision: Precision
    span: Span | None = None  # the words it was read from


@dataclass(frozen=True, slots=True)
class Header:
    """Date line and byline at the top of the text; never part of a statement."""

    span: Span | None = None
    published_on: date | None = None
    date_span: Span | None = None
    byline: str | None = None
    byline_span: Span | None = None


@dataclass(frozen=True, slots=True)
class SpeakerMention:
    name: str  # the fullest name the text gives
    kind: SpeakerKind
    mention: Span | None  # the words beside the cue, before any resolving; None when there are none
    role: str  # "Russian Deputy Foreign Minister", or empty
    resolved_by: ResolvedBy
    confidence: float  # 0..1


@dataclass(frozen=True, slots=True)
class Statement:
    """An attribution: somebody is said to have said or held something."""

    source: tuple[Span, ...]
    cue: tuple[Span, ...]  # empty when the layout alone attributes: a quotation that goes on, "A:" in an interview
    content: tuple[Span, ...]
    kind: StatementKind
    cue_kind: CueKind
    polarity: Polarity
    is_hedged: bool
    speaker: SpeakerMention | None  # None: unresolved, for a person to decide
    medium: str | None  # through whom: "RIA Novosti"
    addressee: str | None
    said_on: Interval | None
    parent: int | None  # index of the statement this one is nested in
    confidence: float  # 0..1


@dataclass(frozen=True, slots=True)
class Quantity:
    span: Span
    value: float
    unit: str
    bound: str  # "exactly", "at_least", "more_than", "at_most", "less_than"
    is_approximate: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """One named part of a check-worthiness score. The parts add up to the score."""

    name: str
    weight: float  # signed share of the score
    detail: str  # what in the text earned it, for people
    log_odds: float = 0.0  # the same part as a term of the logistic sum


class Put(StrEnum):
    """Why the stand-alone wording has other words than the text."""

    PRONOUN = "pronoun"
    SPEAKER = "speaker"  # "I" and "we" inside somebody's words
    THING = "thing"  # "this document", "the agreement", "it"
    SUBJECT = "subject"  # shared with the clause before
    RELATIVE = "relative"  # "who", "which"
    DATE = "date"
    CUE = "cue"  # the content means nothing without it, or it stands in the middle


@dataclass(frozen=True, slots=True)
class Substitution:
    """What the stand-alone wording put in for words of the text."""

    span: Span  # the words replaced; empty where words were added
    replacement: str
    why: Put | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """One proposition that can be judged alone."""

    span: Span
    text: str
    standalone: str
    substitutions: tuple[Substitution, ...]
    kind: ClaimKind
    statement: int | None  # index into Analysis.statements; None: the outlet's own voice
    speaker: SpeakerMention | None
    said_on: Interval | None
    times: tuple[Interval, ...]  # what the claim is about, in the order of the text
    quantities: tuple[Quantity, ...]
    check_worthiness: float  # 0..1
    reasons: tuple[Reason, ...]
    confidence: float  # 0..1
    repeat_of: int | None = None  # index of the claim that this one says again; None: it stands for itself
    position: int | None = None  # of its sentence in the body of the text, from 0


@dataclass(frozen=True, slots=True)
class Analysis:
    engine: str  # version stamp of the code and models that made this
    language: Language
    header: Header
    sentences: tuple[Span, ...]
    statements: tuple[Statement, ...]
    claims: tuple[Claim, ...]
    skipped: tuple[str, ...] = field(default=())  # what was not done and why, for people
