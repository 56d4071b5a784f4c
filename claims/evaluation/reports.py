"""One report for each sort of set: the engine is run over it and measured, whole or with parts left out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from claims.evaluation import articles, attribution, boundaries, mistakes, retrieval
from claims.evaluation.attribution import compare, found_in
from claims.evaluation.gold import GoldArticle
from claims.evaluation.intervals import Measurement, Tally
from claims.evaluation.mistakes import Mistake
from claims.evaluation.ranking import Ranking
from claims.evaluation.sets import MarkedText, Query, Sentences, of_gold
from claims.extraction import Analysis, analyze, score_sentences
from claims.extraction.parts import ALL, RULES, Parts

ENGINES = {"full": ALL, "rules": RULES}
ABLATION = {
    "rules": Parts(tagger=False, linker=False, resolver=False),
    "+ tagger": Parts(linker=False, resolver=False),
    "+ linker": Parts(resolver=False),
    "+ resolver": ALL,
    "rules + resolver": RULES,
}
DEPTH = 20  # known claims asked for
PROGRESS_EVERY = 20

Progress = Callable[[str], None]


class Section(NamedTuple):
    """Figures of one sort, by engine."""

    title: str
    columns: Mapping[str, Measurement]


@dataclass(frozen=True, slots=True)
class Report:
    sections: list[Section]
    mistakes: list[Mistake] = field(default_factory=list)  # of the last engine


def on_attributions(
    texts: Sequence[MarkedText], engines: Mapping[str, Parts], progress: Progress, *, with_deeds: bool = False
) -> Report:
    columns: dict[str, Measurement] = {}
    found: list[Mistake] = []
    for name, parts in engines.items():
        guesses = [found_in(analysis) for analysis in analyses(texts, parts, progress, with_deeds=with_deeds)]
        columns[name] = attribution.measure(texts, guesses)
        found = [
            mistake
            for text, guessed in zip(texts, guesses, strict=True)
            for mistake in mistakes.of_statements(text.name, compare(text.text, text.marked, guessed))
        ]
    return Report([Section("Who said what", columns)], found)


def on_gold(gold: Sequence[GoldArticle], engines: Mapping[str, Parts], progress: Progress) -> Report:
    said: dict[str, Measurement] = {}
    around: dict[str, Measurement] = {}
    claims: dict[str, Measurement] = {}
    found: list[Mistake] = []
    for name, parts in engines.items():
        made = analyses(of_gold(gold), parts, progress)
        judged = [articles.judge(article, analysis) for article, analysis in zip(gold, made, strict=True)]
        said[name] = Tally([attribution.counts(one.statements) for one in judged], attribution.shares)
        around[name] = Tally([articles.detail_counts(one) for one in judged], articles.detail_shares)
        claims[name] = Tally([articles.claim_counts(one) for one in judged], articles.claim_shares)
        found = [
            mistake
            for one in judged
            for mistake in (
                *mistakes.of_statements(one.article.name, one.statements),
                *mistakes.of_details(one),
                *mistakes.of_claims(one),
            )
        ]
    return Report(
        [Section("Who said what", said), Section("Around a statement", around), Section("Claims", claims)], found
    )


def on_ranking(documents: Sequence[Sentences]) -> Report:
    scores = [score_sentences(list(document.sentences)) for document in documents]
    return Report([Section("Worth checking", {"full": Ranking(documents, scores)})])


def on_sentences(paragraphs: Sequence[Sequence[str]]) -> Report:
    found = [boundaries.split(boundaries.text_of(paragraph)) for paragraph in paragraphs]
    return Report([Section("Sentence boundaries", {"full": boundaries.measure(paragraphs, found)})])


def on_retrieval(queries: Sequence[Query], known: Sequence[Query], progress: Progress) -> Report:
    """The ranking of the product over claims held in memory."""
    from claims.matching.collection import Collection, Known  # only here: it brings encoders of its own

    collection = Collection(
        [Known(claim.id, claim.text) for claim in known], lambda done: progress(f"{done} of {len(known)} known claims")
    )
    found = [[str(match.key) for match in collection.search(query.text, DEPTH)] for query in queries]
    return Report([Section("Known claims found", {"full": retrieval.measure(queries, found)})])


def analyses(
    texts: Sequence[MarkedText], parts: Parts, progress: Progress, *, with_deeds: bool = False
) -> list[Analysis]:
    """One analysis for each text, in their order."""
    found = []
    for number, text in enumerate(texts, 1):
        found.append(
            analyze(text.text, published_on=text.published_on, outlet=text.outlet, with_deeds=with_deeds, parts=parts)
        )
        if number % PROGRESS_EVERY == 0:
            progress(f"{number} of {len(texts)} texts")
    return found
