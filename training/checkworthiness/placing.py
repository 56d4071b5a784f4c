"""From the pull of the words to a score that means what it says: in bare lists of sentences, and in articles."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from claims.extraction.analysis import ClaimKind
from claims.extraction.checkworthiness import MOST_QUANTITIES, TALK, Context, falling
from claims.extraction.wording import FEATURES
from training.checkworthiness.articles import WORTHY, Found
from training.checkworthiness.data import Floats, Row, Table
from training.checkworthiness.fitting import fit_small
from training.checkworthiness.measures import average_precision, rank_correlation, sigmoid

# What an article's own terms are drawn towards, and how hard: the annotated articles are few. The features of wording
# are drawn towards what debates and speeches say of them.
PRIORS: dict[str, tuple[float, float]] = {
    "base": (0.0, 0.0),
    "wording": (0.5, 10.0),
    "order": (0.5, 10.0),
    "lead": (0.5, 4.0),
    "slope": (0.0, 30.0),
    "narrator": (0.2, 4.0),
    "named": (0.1, 4.0),
    "unnamed": (-0.1, 4.0),
    "hedged": (-0.1, 4.0),
    "quantities": (0.2, 4.0),
    "numerical": (0.5, 3.0),
    "causal": (0.2, 3.0),
    "factual": (0.1, 3.0),
    "position": (-0.5, 3.0),
    "prediction": (-0.8, 3.0),
    "promise": (-0.6, 3.0),
    "opinion": (-1.3, 3.0),
}
FEATURE_PULL = 8.0
SOFT = (0.0, 0.2, 0.8, 1.0)  # what each worth counts as while the order is learned


def talk_shares(table: Table) -> Floats:
    """Of each row, the share of its document's sentences that speak rather than report."""
    columns = [number for number, feature in enumerate(FEATURES) if feature.name in TALK]
    has = (table.features[:, columns] > 0).any(axis=1).astype(float)
    _, document = np.unique([f"{row.set} {row.document}" for row in table.rows], return_inverse=True)
    means = np.bincount(document, weights=has) / np.bincount(document)
    return np.asarray(means[document], dtype=np.float64)


class Pulls(NamedTuple):
    """What each part says of each sentence of the labelled sets, by a model that has not seen its document."""

    words: Floats
    ordered: Floats
    meant: Floats

    def chosen(self, inside: npt.NDArray[np.bool_]) -> "Pulls":
        return Pulls(self.words[inside], self.ordered[inside], self.meant[inside])

    def weighed(self, terms: dict[str, float]) -> Floats:
        """Log-odds but for what all sentences share."""
        return terms["scale"] * self.words + terms["order"] * self.ordered + terms["meaning"] * self.meant


def fit_list(pulls: Pulls, rows: Sequence[Row]) -> dict[str, float]:
    """Terms of bare sentences. Every set counts the same and has a base of its own. The base that is shipped is that
    of the speeches: their question, whether a sentence says something that can be checked, is the wider one. It is
    lifted by ``line``, so that one half is where calling sentences worth checking pays best."""
    is_speech = np.array([row.set == "speeches" for row in rows])
    labels = np.array([float(row.label) for row in rows])
    weight = np.where(is_speech, len(rows) / 2 / is_speech.sum(), len(rows) / 2 / (~is_speech).sum())
    table = np.column_stack([is_speech, ~is_speech, *pulls]).astype(np.float64)
    centre, pull = np.array([0.0, 0.0, *[1 / 3] * 3]), np.array([0.0, 0.0, *[1.0] * 3])
    found = fit_small(table, labels, weight, centre, pull)
    terms = {"base": float(found[0]), "scale": float(found[2]), "order": float(found[3]), "meaning": float(found[4])}
    terms["line"] = best_line(sigmoid(terms["base"] + pulls.chosen(is_speech).weighed(terms)))
    return terms


def best_line(chances: Floats) -> float:
    """How far log-odds must be lifted for one half to be the line with the best F1 that these chances promise."""
    ranked = np.sort(chances)[::-1]
    promised = 2 * np.cumsum(ranked) / (np.arange(1, len(ranked) + 1) + ranked.sum())
    lowest = float(ranked[int(promised.argmax())])
    return float(np.log((1 - lowest) / lowest))


def article_table(claims: Sequence[Found], table: Table, words: Floats, ordered: Floats) -> Floats:
    """One column for each of PRIORS, then one for each feature."""
    rows = [
        _article_row(one.context, float(pull), float(other))
        for one, pull, other in zip(claims, table.pull(words), ordered, strict=True)
    ]
    return np.hstack([np.array(rows), table.features])


def _article_row(context: Context, pull: float, ordered: float) -> list[float]:
    place = context.position
    values: dict[str, float] = {
        "base": 1.0,
        "wording": pull,
        "order": ordered,
        "lead": falling(place, 1.0, 0.0) if place is not None else 0.0,
        "slope": falling(place, 0.0, 1.0) if place is not None else 0.0,
        "narrator": float(bool(context.is_narrator)),
        "named": float(context.is_named is True),
        "unnamed": float(context.is_named is False),
        "hedged": float(context.is_hedged),
        "quantities": float(min(context.quantities, MOST_QUANTITIES)),
        **{kind.value: float(context.kind == kind.value) for kind in ClaimKind},
    }
    return [values[name] for name in PRIORS]


def fit_terms(table: Floats, worth: Floats, features: Floats) -> Floats:
    """Terms that put claims of articles in the order of their worth. ``features``: what debates say of the wording."""
    centre = np.concatenate([[prior for prior, _ in PRIORS.values()], features])
    pull = np.concatenate([[strength for _, strength in PRIORS.values()], np.full(len(features), FEATURE_PULL)])
    return fit_small(table, np.array(SOFT)[worth.astype(int)], np.ones(len(table)), centre, pull)


def cross_validated(claims: Sequence[Found], table: Floats, features: Floats, folds: int = 8) -> Floats:
    """Log-odds of every claim under terms fitted without its article."""
    names = sorted({one.article for one in claims})
    fold = np.array([names.index(one.article) % folds for one in claims])
    worth = np.array([float(one.worth) for one in claims])
    found = np.zeros(len(claims))
    for number in range(folds):
        inside = fold == number
        found[inside] = table[inside] @ fit_terms(table[~inside], worth[~inside], features)
    return found


def calibrate(log_odds: Floats, labels: Floats) -> tuple[float, float]:
    """(shift, scale) after which log-odds mean what they say (Platt's scaling)."""
    table = np.column_stack([np.ones(len(labels)), log_odds])
    shift, scale = fit_small(table, labels, np.ones(len(labels)), np.array([0.0, 1.0]), np.array([0.0, 1.0]))
    return float(shift), float(scale)


def by_article(claims: Sequence[Found], scores: Floats) -> tuple[float, float]:
    """Mean over the articles of average precision (worth from WORTHY on) and of the rank correlation with the worth."""
    precision, correlation = [], []
    for name in sorted({one.article for one in claims}):
        inside = np.array([one.article == name for one in claims])
        worth = np.array([float(one.worth) for one in claims])[inside]
        if (worth >= WORTHY).any():
            precision.append(average_precision(scores[inside], (worth >= WORTHY).astype(float)))
        if len(set(worth.tolist())) > 1:
            correlation.append(rank_correlation(scores[inside], worth))
    return float(np.mean(precision)), float(np.nanmean(correlation))
