"""Runs the engine over annotated texts, whole or with parts left out."""

from collections.abc import Callable, Sequence

from claims.evaluation.sets import MarkedText
from claims.extraction import Analysis, analyze
from claims.extraction.parts import ALL, RULES, Parts

ENGINES = {"full": ALL, "rules": RULES}
ABLATION = {
    "rules": Parts(tagger=False, linker=False, resolver=False),
    "+ tagger": Parts(linker=False, resolver=False),
    "+ linker": Parts(resolver=False),
    "+ resolver": ALL,
    "rules + resolver": RULES,
}

Progress = Callable[[str], None]
PROGRESS_EVERY = 20


def analyses(
    texts: Sequence[MarkedText], parts: Parts = ALL, *, with_deeds: bool = False, progress: Progress | None = None
) -> list[Analysis]:
    """One analysis for each text, in their order."""
    found = []
    for number, text in enumerate(texts, 1):
        found.append(
            analyze(text.text, published_on=text.published_on, outlet=text.outlet, with_deeds=with_deeds, parts=parts)
        )
        if progress is not None and number % PROGRESS_EVERY == 0:
            progress(f"{number} of {len(texts)} texts")
    return found
