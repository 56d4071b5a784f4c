"""What the place of a sentence counts in a list that reads like a report: learned from articles with a known answer.

Two sorts of article: our annotated ones, where the answer is every sentence with a claim worth checking, and web pages
that a fact-checker wrote about, where it is the sentence most like the claim that was checked. Pages that share a
sentence with the web pages of the measure are left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from claims.extraction import meaning, sentences
from claims.extraction.checkworthiness import falling, report_share
from training.checkworthiness.data import CHECKED_PAGES, CHECKS, Floats, lines

FEWEST, MOST = 10, 80  # sentences of a page; more are cut off
LIKE = 0.6  # cosine from which on a sentence is taken for what was checked
SHARED = 60  # characters from which on a sentence in two pages makes them one page
RIDGE = 1.0
FOLDS = 6


@dataclass(frozen=True, slots=True)
class Page:
    name: str
    sentences: list[str]
    answer: Floats  # shares that add up to one


@dataclass(frozen=True, slots=True)
class Laid:
    """A page as numbers: what the wording of each sentence says, and its place."""

    wording: Floats
    lead: Floats
    slope: Floats
    answer: Floats

    @classmethod
    def out(cls, wording: Floats, talk: float, answer: Floats) -> "Laid":
        report, places = report_share(talk, len(wording)), range(len(wording))
        lead = np.array([falling(at, 1.0, 0.0) for at in places])
        slope = np.array([falling(at, 0.0, 1.0) for at in places])
        return cls(wording, report * lead, report * slope, answer)

    def scores(self, place: dict[str, float]) -> Floats:
        return np.asarray(self.wording + place["lead"] * self.lead + place["slope"] * self.slope, dtype=np.float64)


def checked_pages(folder: Path, measured: Sequence[dict[str, Any]], limit: int | None) -> Iterator[Page]:
    """Pages that a fact-checker wrote about, without those of the measure."""
    checks = {row["vclaim_id"]: row["vclaim"] for row in lines(folder / CHECKS)}
    seen = {bare for page in measured for text in page["sentences"] if len(bare := _bare(text)) > SHARED}
    pages = sorted(lines(folder / CHECKED_PAGES), key=lambda page: str(page["id"]))
    for page in pages[:limit]:
        spans = sentences.split(page["text"])
        texts = [page["text"][one.start : one.end] for one in spans][:MOST]
        if len(texts) < FEWEST or any(_bare(text) in seen for text in texts):
            continue
        claim = meaning.vectors([checks[page["relevant"][0]]])[0]
        likeness = meaning.vectors(texts) @ claim
        best = int(likeness.argmax())
        if likeness[best] >= LIKE:
            yield Page(str(page["id"]), texts, (np.arange(len(texts)) == best).astype(float))


def _bare(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def fit(pages: Sequence[Laid]) -> dict[str, float]:
    """Which sentence is the answer, as a choice among those of its page (conditional logit, Newton's method). What the
    place counts is told against wording that counts once."""
    found = np.array([1.0, 0.0, 0.0])
    for _ in range(50):
        slope, curve = RIDGE * (found - np.array([1.0, 0.0, 0.0])), RIDGE * np.eye(3)
        for page in pages:
            table = np.column_stack([page.wording, page.lead, page.slope])
            chance = _shares(table @ found)
            mean = chance @ table
            slope -= (page.answer - chance) @ table
            curve += (table * chance[:, None]).T @ table - np.outer(mean, mean)
        step = np.linalg.solve(curve, slope)
        found -= step * min(1.0, 1.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-8:
            break
    wording = max(float(found[0]), 0.1)
    return {"lead": float(found[1]) / wording, "slope": float(found[2]) / wording}


def _shares(values: Floats) -> Floats:
    raised = np.exp(values - values.max())
    return np.asarray(raised / raised.sum(), dtype=np.float64)


def cross_validated(pages: Sequence[Laid]) -> Iterator[Floats]:
    """Scores of each page, with places learned from other pages."""
    numbers: npt.NDArray[np.int64] = np.arange(len(pages)) % FOLDS
    places = [fit([page for page, number in zip(pages, numbers, strict=True) if number != n]) for n in range(FOLDS)]
    for page, number in zip(pages, numbers, strict=True):
        yield page.scores(places[number])


def reciprocal_rank(answers: Iterable[Floats], scores: Iterable[Floats]) -> float:
    """Of the first right sentence of each page; sentences of one score stand in the order of the text."""
    ranks = []
    for answer, one in zip(answers, scores, strict=True):
        order = np.argsort(-one, kind="stable")
        ranks.append(1 + int(np.flatnonzero(answer[order] > 0)[0]))
    return float(np.mean([1 / rank for rank in ranks]))
