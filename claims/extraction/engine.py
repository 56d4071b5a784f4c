"""The steps in their order: text in, one frozen analysis out."""

from collections.abc import Callable
from datetime import date
from time import perf_counter

from claims.extraction import header as headers
from claims.extraction import language as languages
from claims.extraction import names, propositions, quantities, quotes, sentences, speakers, statements, times
from claims.extraction.analysis import (
    Analysis,
    Claim,
    Header,
    Language,
    Polarity,
    ResolvedBy,
    Span,
    SpeakerMention,
    Statement,
    StatementKind,
)
from claims.extraction.checkworthiness import Context, assess, model
from claims.extraction.kinds import kind_of
from claims.extraction.parsing import Sentence, parser
from claims.extraction.propositions import Proposition
from claims.extraction.standalone import Rewriter
from claims.extraction.statements import Linked

VERSION = "1"
ENGLISH = "en"
UNDETERMINED = "und"

Clock = Callable[[], float]


class Stages:
    """Seconds spent in each step, for measurements; costs nothing that matters."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = perf_counter()

    def done(self, name: str) -> None:
        now = perf_counter()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now


def version() -> str:
    """Stamp of the code, the parser's model and the table of weights; loads the model."""
    return f"rules-{VERSION}+{parser.version()}+worth-{model().version}"


def configure(model: str | None) -> None:
    """Which spaCy model to load; None goes back to FACTCHECK_SPACY_MODEL or the default."""
    parser.configure(model)


def preload() -> None:
    """Load every model now instead of at the first text."""
    languages.preload()
    parser.pipeline()
    model()


def analyze(
    text: str,
    *,
    published_on: date | None = None,
    outlet: str | None = None,
    byline: str | None = None,
    stages: Stages | None = None,
) -> Analysis:
    """Statements and claims of an article.

    Every span holds code points of ``text`` as given. ``published_on`` anchors relative dates when the text has no date
    line; ``byline`` is used when the text has none. Any string is accepted; what could not be done is said in ``skipped``.
    """
    stages = stages or Stages()
    language = languages.identify(text)
    top = headers.read(text, published_on)
    header = top.header
    stages.done("language and header")
    paragraphs = sentences.paragraphs(text)
    found = sentences.split(text, paragraphs)
    quotations = quotes.find(text, paragraphs, found)
    stages.done("sentences and quotations")
    if language.tag not in (ENGLISH, UNDETERMINED):
        skipped = (
            f"Statements and claims were not looked for: the text is in {language.tag!r}, and this engine reads English.",
        )
        return Analysis(f"rules-{VERSION}", language, header, found, (), (), skipped)
    return _english(
        text, language, top, published_on, outlet, byline, paragraphs, found, quotes.Inside(quotations), stages
    )


def _english(
    text: str,
    language: Language,
    top: headers.Top,
    published_on: date | None,
    outlet: str | None,
    byline: str | None,
    paragraphs: tuple[Span, ...],
    found: tuple[Span, ...],
    inside: quotes.Inside,
    stages: Stages,
) -> Analysis:
    header: Header = top.header
    paragraph_of = tuple(sentences.at(paragraphs, span.start) or 0 for span in found)
    parsed = parser.parse(text, found, paragraph_of)
    stages.done("parse")
    linked = statements.link(text, paragraphs, parsed, inside, top.body)
    stages.done("statements")
    near = header.published_on or published_on or top.dateline_date
    moments = times.find(text, near)
    register = names.collect(
        text, parsed, [s.draft for s in linked], top.body, lambda place: inside.quote_at(place) is not None
    )
    resolver = speakers.Resolver(text, parsed, register, header.byline or byline, moments)
    voices = resolver.resolve(linked)
    stages.done("speakers")
    made = tuple(_statement(s, v) for s, v in zip(linked, voices, strict=True))
    rewriter = Rewriter(text, parsed, resolver, inside, moments)
    figures = quantities.find(text, moments)
    positions = _positions(parsed, top.body)
    claims = tuple(
        _claim(text, p, made, linked, rewriter, figures, positions)
        for p in propositions.propositions(text, parsed, linked, top.body)
    )
    stages.done("claims")
    skipped = (
        ()
        if near is not None or not _has_relative_times(text)
        else ("Relative dates were left as they are: neither the text nor the caller says when it was published.",)
    )
    return Analysis(version(), language, header, found, made, claims, skipped)


def _has_relative_times(text: str) -> bool:
    return len(times.find(text, date(2000, 6, 15))) > len(times.find(text, None))


def _positions(parsed: list[Sentence], body: int) -> dict[int, int]:
    """Place of each sentence counted from the first of the body."""
    return {s.index: n for n, s in enumerate(s for s in parsed if s.span.end > body)}


def _statement(linked: Linked, voice: speakers.Voice) -> Statement:
    draft = linked.draft
    denied = (draft.cue.polarity is Polarity.DENIED) != draft.is_negated
    confidence = draft.confidence + (0.15 if linked.kind is StatementKind.DIRECT and draft.cue_spans else 0.0)
    if voice.speaker is None and not draft.is_implicit:
        confidence -= 0.1
    return Statement(
        source=(draft.source,) if draft.source is not None else (),
        cue=tuple(draft.cue_spans),
        content=linked.content,
        kind=linked.kind,
        cue_kind=draft.cue.kind,
        polarity=Polarity.DENIED if denied else Polarity.AFFIRMED,
        is_hedged=draft.is_hedged,
        speaker=voice.speaker,
        medium=voice.medium,
        addressee=voice.addressee,
        said_on=voice.said_on,
        parent=linked.parent,
        confidence=round(min(0.99, max(0.05, confidence)), 3),
    )


def _claim(
    text: str,
    proposition: Proposition,
    made: tuple[Statement, ...],
    linked: list[Linked],
    rewriter: Rewriter,
    figures: "list[quantities.Quantity]",
    positions: dict[int, int],
) -> Claim:
    span = proposition.span
    index = proposition.statement
    statement = made[index] if index is not None else None
    cue = linked[index].draft.cue.lemma if index is not None else ""
    counted = tuple(q for q in _within(figures, span) if q.span.end <= span.end)
    kind = kind_of(span.of(text), counted, cue, statement.cue_kind if statement is not None else None)
    speaker: SpeakerMention | None = statement.speaker if statement is not None else None
    standalone, substitutions = rewriter.rewrite(
        proposition, speaker, statement.kind if statement is not None else None
    )
    context = Context(positions.get(proposition.sentence.index), statement is None, kind.value)
    score, reasons = assess(standalone or span.of(text), context)
    confidence = statement.confidence if statement is not None else 0.8
    if speaker is not None and speaker.resolved_by in (ResolvedBy.PRONOUN, ResolvedBy.CARRIED_OVER):
        confidence *= 0.9
    return Claim(
        span=span,
        text=span.of(text),
        standalone=standalone,
        substitutions=substitutions,
        kind=kind,
        statement=index,
        speaker=speaker,
        said_on=statement.said_on if statement is not None else None,
        times=rewriter.times_in(span),
        quantities=counted,
        check_worthiness=score,
        reasons=reasons,
        confidence=round(confidence, 3),
    )


def _within(figures: "list[quantities.Quantity]", span: Span) -> "list[quantities.Quantity]":
    low, high = 0, len(figures)
    while low < high:
        middle = (low + high) // 2
        if figures[middle].span.start < span.start:
            low = middle + 1
        else:
            high = middle
    found = []
    for quantity in figures[low:]:
        if quantity.span.start >= span.end:
            break
        found.append(quantity)
    return found
