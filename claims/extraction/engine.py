"""The steps in their order: text in, one frozen analysis out."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from time import process_time

from claims.extraction import header as headers
from claims.extraction import language as languages
from claims.extraction import (
    propositions,
    quantities,
    quotes,
    register,
    repeats,
    sentences,
    speakers,
    statements,
    times,
    voices,
)
from claims.extraction.analysis import (
    UNDATED,
    Analysis,
    Claim,
    Language,
    Polarity,
    Quantity,
    ResolvedBy,
    Span,
    Statement,
    StatementKind,
)
from claims.extraction.checkworthiness import Context, Reading, assess, model, read
from claims.extraction.clauses import Proposition
from claims.extraction.combining import Reader
from claims.extraction.kinds import kind_of, main_figures
from claims.extraction.oddities import oddities, without_headline
from claims.extraction.parsing import Sentence, parser
from claims.extraction.parts import ALL, Parts
from claims.extraction.standalone import Rewriter, tokens_of
from claims.extraction.statements import Linked
from claims.extraction.tagger import propose
from claims.extraction.tagger.artefact import shelf
from claims.extraction.voices import as_written

VERSION = "1"
READ = frozenset({"en", "und"})  # languages whose statements and claims are looked for


class Stages:
    """Processor seconds spent in each step, for measurements."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._since = process_time()

    def done(self, name: str) -> None:
        now = process_time()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._since
        self._since = now


@dataclass(frozen=True, slots=True)
class Document:
    """A text with everything that is known of it before it is parsed."""

    text: str
    language: Language
    top: headers.Top
    paragraphs: tuple[Span, ...]
    sentences: tuple[Span, ...]
    apart: frozenset[int]  # numbers of the sentences that are header or dateline
    inside: quotes.Inside
    near: date | None  # the day that relative dates are read against
    outlet: str | None
    byline: str | None
    with_deeds: bool
    parts: Parts


def version() -> str:
    """Stamp of the code, the parser's model and the table of weights; loads the model."""
    artefact = shelf.artefact()
    learned = f"+{artefact.name}-{artefact.version}" if artefact is not None else ""
    return f"rules-{VERSION}{learned}+{parser.version()}+worth-{model().version}"


def configure(model: str | None) -> None:
    """Which spaCy model to load; None goes back to FACTCHECK_SPACY_MODEL or the default."""
    parser.configure(model)


def preload() -> None:
    """Load every model now instead of at the first text."""
    languages.preload()
    parser.pipeline()
    model()
    artefact = shelf.artefact()
    if artefact is not None:
        artefact.load()


def analyze(
    text: str,
    *,
    published_on: date | None = None,
    outlet: str | None = None,
    byline: str | None = None,
    by_hand: Collection[str] = (),
    with_deeds: bool = False,
    parts: Parts = ALL,
    stages: Stages | None = None,
) -> Analysis:
    """Statements and claims of an article.

    Every span holds code points of ``text`` as given. Relative dates are read against the date line of the text, else
    ``published_on``; ``byline`` is used when the text has none, ``outlet`` for "told this newspaper". ``by_hand`` names
    which of ``published_on`` and ``byline`` somebody looked up: these come before what the text says of itself.
    ``with_deeds`` counts votes, endorsements and the like as statements, as some corpora do; ``parts`` leaves parts of
    the engine out, to measure what they are worth. Any string is accepted; what was not done is said in ``skipped``.
    """
    stages = stages or Stages()
    document = _read(text, published_on, outlet, byline, stages, parts, by_hand=by_hand, with_deeds=with_deeds)
    if document.language.tag not in READ:
        tag = document.language.tag
        skipped = f"Statements and claims were not looked for: the text is in {tag!r}, and this engine reads English."
        return Analysis(version(), document.language, document.top.header, document.sentences, (), (), (skipped,))
    return _analyzed(document, stages)


def _read(
    text: str,
    published_on: date | None,
    outlet: str | None,
    byline: str | None,
    stages: Stages,
    parts: Parts,
    *,
    by_hand: Collection[str],
    with_deeds: bool,
) -> Document:
    """The steps that need no parse and no particular language."""
    language = languages.identify(text)
    top = headers.read(text, published_on)
    stages.done("language and header")
    paragraphs = sentences.paragraphs(text)
    found, apart = sentences.cut(text, sentences.split(text, paragraphs), top.holes)
    inside = quotes.Inside(quotes.find(text, paragraphs, found))
    stages.done("sentences and quotations")
    near = top.header.published_on or published_on or top.dateline_date
    if "published_on" in by_hand:
        near = published_on or near
    if "byline" not in by_hand:
        byline = top.header.byline or byline
    return Document(text, language, top, paragraphs, found, apart, inside, near, outlet, byline, with_deeds, parts)


def _analyzed(document: Document, stages: Stages) -> Analysis:
    text, inside = document.text, document.inside
    paragraph_of = tuple(sentences.at(document.paragraphs, span.start) or 0 for span in document.sentences)
    parsed = parser.parse(text, document.sentences, paragraph_of)
    stages.done("parse")
    linked = statements.link(
        text,
        document.paragraphs,
        parsed,
        inside,
        document.top.holes,
        document.apart,
        _reader(document),
        with_deeds=document.with_deeds,
    )
    stages.done("statements")
    moments = times.find(text, document.near)

    def is_quoted(place: int) -> bool:
        return inside.quote_at(place) is not None

    named = register.collect(parsed, [s.draft for s in linked], document.apart, is_quoted)
    resolver = speakers.Resolver(
        text,
        parsed,
        named,
        moments,
        byline=document.byline,
        outlet=document.outlet,
        near=document.near,
        is_quoted=is_quoted,
    )
    resolver.antecedents.learn_genders(is_quoted)
    voices = resolver.resolve(linked)
    if not document.parts.resolver:
        voices = [as_written(text, one, voice) for one, voice in zip(linked, voices, strict=True)]
    made = tuple(_statement(text, s, v) for s, v in zip(linked, voices, strict=True))
    stages.done("speakers")
    claims = _claims(document, parsed, linked, made, Rewriter(text, parsed, resolver, inside, moments))
    stages.done("claims")
    return Analysis(
        version(), document.language, document.top.header, document.sentences, made, claims, _skipped(document)
    )


def _reader(document: Document) -> Reader | None:
    """The tagger over chosen paragraphs of a text; None where it is switched off or was not delivered."""
    artefact = shelf.artefact()
    parts = document.parts
    if artefact is None or not parts.tagger:
        return None
    return lambda chosen: propose(
        artefact, document.text, document.paragraphs, document.inside.quotes, chosen, by_distance=not parts.linker
    )


def _skipped(document: Document) -> tuple[str, ...]:
    found = oddities(document.text)
    if document.near is None and times.has_relative(document.text):
        return (*found, UNDATED)
    return found


def _statement(text: str, linked: Linked, voice: voices.Voice) -> Statement:
    draft = linked.draft
    confidence = draft.confidence + (0.15 if linked.kind is StatementKind.DIRECT and draft.cue_spans else 0.0)
    if voice.speaker is None and not draft.is_implicit:
        confidence -= 0.1
    return Statement(
        source=(without_headline(text, draft.source),) if draft.source is not None else (),
        cue=tuple(draft.cue_spans),
        content=linked.content,
        kind=linked.kind,
        cue_kind=draft.cue.kind,
        polarity=Polarity.DENIED if draft.is_denied else Polarity.AFFIRMED,
        is_hedged=draft.is_hedged,
        speaker=voice.speaker,
        medium=voice.medium,
        addressee=voice.addressee,
        said_on=voice.said_on,
        parent=linked.parent,
        confidence=round(min(0.99, max(0.05, confidence)), 3),
    )


def _claims(
    document: Document,
    parsed: list[Sentence],
    linked: list[Linked],
    made: tuple[Statement, ...],
    rewriter: Rewriter,
) -> tuple[Claim, ...]:
    figures = quantities.Figures(quantities.find(document.text, rewriter.times))
    body = [sentence.index for sentence in parsed if sentence.index not in document.apart]
    positions = {index: number for number, index in enumerate(body)}
    found = propositions.propositions(document.text, parsed, linked, document.apart)
    readings = read([proposition.span.of(document.text) for proposition in found])
    claims = [
        _claim(
            document.text,
            proposition,
            reading,
            made[proposition.statement] if proposition.statement is not None else None,
            linked[proposition.statement].draft.cue.lemma if proposition.statement is not None else "",
            rewriter,
            figures.within(proposition.span),
            positions.get(proposition.sentence.index),
        )
        for proposition, reading in zip(found, readings, strict=True)
    ]
    gists = [
        repeats.gist(
            claim,
            tokens_of(proposition),
            is_denied=proposition.statement is not None and made[proposition.statement].polarity is Polarity.DENIED,
            is_headline=claim.position == 0 and _is_headline(document.text, proposition.sentence),
        )
        for claim, proposition in zip(claims, found, strict=True)
    ]
    leads = repeats.leads(gists, [claim.check_worthiness for claim in claims])
    return tuple(replace(claim, repeat_of=lead) for claim, lead in zip(claims, leads, strict=True))


def _is_headline(text: str, sentence: Sentence) -> bool:
    """A line of its own without a full stop."""
    end = sentence.span.end
    return text[end : end + 1] in ("\n", "\r", "") and sentence.span.of(text).rstrip("\"”’' ")[-1:] not in (
        ".",
        ":",
        "",
    )


def _claim(
    text: str,
    proposition: Proposition,
    reading: Reading,
    statement: Statement | None,
    cue: str,
    rewriter: Rewriter,
    figures: tuple[Quantity, ...],
    position: int | None,
) -> Claim:
    words = proposition.span.of(text)
    when = rewriter.times_in(proposition.span)
    kind = kind_of(
        words,
        main_figures(rewriter.text, proposition, figures),
        cue,
        statement.cue_kind if statement is not None else None,
        is_dated=bool(when),
        is_quoted=rewriter.inside.quote_at(proposition.span.start) is not None,
    )
    speaker = statement.speaker if statement is not None else None
    standalone, substitutions = rewriter.rewrite(proposition, speaker)
    place = Context(
        position,
        is_narrator=statement is None,
        kind=kind.value,
        quantities=len(figures),
        is_named=None if statement is None else speaker is not None and speaker.resolved_by is not ResolvedBy.UNNAMED,
        is_hedged=statement is not None and statement.is_hedged,
    )
    score, reasons = assess(words, place, reading=reading)
    confidence = statement.confidence if statement is not None else 0.8
    if speaker is not None and speaker.resolved_by in {ResolvedBy.PRONOUN, ResolvedBy.CARRIED_OVER}:
        confidence *= 0.9
    return Claim(
        span=proposition.span,
        text=words,
        standalone=standalone,
        substitutions=substitutions,
        kind=kind,
        statement=proposition.statement,
        speaker=speaker,
        said_on=statement.said_on if statement is not None else None,
        times=when,
        quantities=figures,
        check_worthiness=score,
        reasons=reasons,
        confidence=round(confidence, 3),
        position=position,
    )
