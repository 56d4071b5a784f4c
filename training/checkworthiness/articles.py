"""Claims of annotated articles as the engine finds them, each with what a desk would think of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from claims.evaluation import gold
from claims.evaluation.articles import judge
from claims.extraction import Analysis, Claim, ResolvedBy, analyze
from claims.extraction.checkworthiness import Context

WORTHY = 2  # of 0..3: from here on a desk would check it


@dataclass(frozen=True, slots=True)
class Found:
    article: str
    genre: str
    text: str
    context: Context
    worth: int  # 0 for what no annotator marked


def read_articles(folder: Path) -> Iterator[Found]:
    for article in gold.load([folder]):
        analysis = analyze(article.text, published_on=article.published_on, outlet=article.outlet or None)
        owner = {found: marked for marked, found in judge(article, analysis).claims.items()}
        for number, claim in enumerate(analysis.claims):
            worth = article.claims[owner[number]].worth if number in owner else 0
            yield Found(article.name, article.genre, claim.text, context_of(analysis, claim), worth)


def context_of(analysis: Analysis, claim: Claim) -> Context:
    """What the engine told the scorer about this claim."""
    statement = analysis.statements[claim.statement] if claim.statement is not None else None
    return Context(
        claim.position,
        is_narrator=statement is None,
        kind=claim.kind.value,
        quantities=len(claim.quantities),
        is_named=None
        if statement is None
        else claim.speaker is not None and claim.speaker.resolved_by is not ResolvedBy.UNNAMED,
        is_hedged=statement is not None and statement.is_hedged,
    )
