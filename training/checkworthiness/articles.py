"""Claims of annotated articles as the engine finds them, each with what a desk would think of it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from claims.evaluation import gold
from claims.evaluation.articles import judge
from claims.extraction import Analysis, Claim, ResolvedBy, analyze, sentences
from claims.extraction.checkworthiness import Context
from training.checkworthiness.openings import FEWEST, Page

WORTHY = 2  # of 0..3: from here on a desk would check it


@dataclass(frozen=True, slots=True)
class Found:
    article: str
    genre: str
    text: str
    context: Context
    worth: int  # 0 for what no annotator marked


def read_articles(folder: Path, limit: int | None = None) -> tuple[list[Found], list[Page]]:
    """The claims, and the articles as lists of sentences whose answer is what is worth checking."""
    claims: list[Found] = []
    pages: list[Page] = []
    for article in gold.load([folder])[:limit]:
        analysis = analyze(article.text, published_on=article.published_on, outlet=article.outlet or None)
        owner = {found: marked for marked, found in judge(article, analysis).claims.items()}
        texts = [article.text[one.start : one.end] for one in analysis.sentences]
        worthy = np.zeros(len(texts))
        for number, claim in enumerate(analysis.claims):
            worth = article.claims[owner[number]].worth if number in owner else 0
            claims.append(Found(article.name, article.genre, claim.text, context_of(analysis, claim), worth))
            place = sentences.at(analysis.sentences, claim.span.start)
            if worth >= WORTHY and place is not None:
                worthy[place] = 1.0
        if worthy.any() and len(texts) >= FEWEST:
            pages.append(Page(article.name, texts, worthy / worthy.sum()))
    return claims, pages


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
