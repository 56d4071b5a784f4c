"""From a data folder to the files of weights that the product ships, with a log of how well they do.

    python -m training.checkworthiness.train --data DATA --gold benchmarks/gold/train --encoder ENCODER \
        --out claims/extraction/weights --version 3 --log RUN/log.json

DATA holds the sets that ``data.py`` names; ENCODER is the folder of the encoder whose word vectors the small network
starts from (see README.md). Seeded, one thread, the same bytes every time. All that is reported is measured on
documents that the numbers reported were not fitted on: election years and speeches are held out whole, every third in
turn, and what weighs the parts against each other comes from the other two thirds; annotated articles and web pages are
cross-validated whole. ``--limit`` takes so many sentences and articles only, to see in a minute that all works.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from claims.extraction import checkworthiness, meaning
from claims.extraction.checkworthiness import MEANINGS, NUMBERS, ORDER, TABLE, WORDS
from claims.extraction.order import Network
from claims.extraction.wording import FEATURES
from training.checkworthiness import openings, order, placing
from training.checkworthiness.articles import WORTHY, Found, read_articles
from training.checkworthiness.data import (
    CHECKED_PAGES,
    CHECKS,
    DEBATES,
    SPEECHES,
    WEB_PAGES,
    Floats,
    Numbers,
    Row,
    Table,
    lines,
    read_sentences,
)
from training.checkworthiness.fitting import PENALTY_FEATURES, PENALTY_WORDS, Fitted, fit_meaning, fit_sentences
from training.checkworthiness.measures import (
    average_precision,
    best_f1,
    calibration_error,
    f1,
    rank_correlation,
    reliability,
)

FOLDS = 3  # every third year and speech is held out in turn
SPEECH_WEIGHT = 2.0  # a speech's sentence counts as two: there are few of them
LEVELS = 127


class Log:
    def __init__(self) -> None:
        self.told: dict[str, Any] = {}

    def note(self, name: str, facts: dict[str, Any]) -> None:
        self.told[name] = facts
        print(name, facts, flush=True)

    def tell(self, name: str, **facts: float) -> None:
        self.told[name] = {key: round(float(value), 4) for key, value in facts.items()}
        print(f"{name:44}", *(f"{key} {value:.3f}" for key, value in facts.items()), flush=True)

    def table(self, name: str, log_odds: Floats, labels: Floats) -> None:
        rows = reliability(log_odds, labels)
        self.told[name] = [[span, n, round(said, 3), round(true, 3)] for span, n, said, true in rows]
        print(f"{name}: score, sentences, mean score, share worth checking")
        for span, n, said, true in rows:
            print(f"    {span}  {n:6}  {said:.3f}  {true:.3f}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True, help="folder of annotated articles, the training half")
    parser.add_argument("--encoder", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--limit", type=int, help="sentences of a document, and articles: to try the run")
    options = parser.parse_args()
    log = Log()
    log.note("read", _inputs(options.data, options.gold, options.encoder))
    table = Table.of(read_sentences(options.data, options.limit))
    sets = np.array([int(row.set == "speeches") for row in table.rows])
    weight = np.where(sets == 1, SPEECH_WEIGHT, 1.0)
    listed = _list_terms(log, table, sets, weight, options.encoder)
    words, step = _whole_steps((fitted := fit_sentences(table, sets, weight)).words)
    fitted = fitted._replace(words=words * step)
    meant = (listed["meaning"] * fit_meaning(table, sets, weight)).astype(np.float32)
    options.out.mkdir(parents=True, exist_ok=True)
    network = order.save(*order.train(table, sets, weight, options.encoder), options.out / WORDS, options.out / ORDER)
    np.save(options.out / MEANINGS, meant)
    # The engine scores what it finds and finds the same whatever the score is. That it scores with numbers of this run
    # leaves nothing of an earlier one in it.
    first = {name: prior for name, (prior, _) in placing.PRIORS.items()} | {"features": {}}
    _write(options.out, options.version, fitted, words, step, first, listed | {"lead": 0.0, "slope": 0.0}, table)
    checkworthiness.FOLDER = options.out
    checkworthiness.model.cache_clear()
    claims, articles = read_articles(options.gold, options.limit)
    wording = _Wording(fitted, network, meant, listed)
    place = _place(log, options.data, articles, wording, options.limit)
    article = _article_terms(log, claims, fitted, network)
    _write(options.out, options.version, fitted, words, step, article, listed | place, table)
    log.note("wrote", {path.name: _digest(path) for path in sorted(options.out.glob("checkworthiness*"))})
    if options.log:
        options.log.parent.mkdir(parents=True, exist_ok=True)
        options.log.write_text(json.dumps(log.told, indent=1) + "\n", encoding="utf-8")


def _inputs(data: Path, articles: Path, encoder: Path) -> dict[str, str]:
    read = [data / name for name in (DEBATES, SPEECHES, WEB_PAGES, CHECKED_PAGES, CHECKS)]
    read.extend([encoder / "model.safetensors", encoder / "vocab.txt"])
    found = {path.name: _digest(path) for path in read if path.is_file()}
    whole = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(articles.glob("*.toml"))))
    return found | {"annotated articles": whole.hexdigest()} | meaning.digests()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def folds(table: Table) -> Numbers:
    """Of every sentence, in which turn it is held out: election years in their order, speeches in theirs."""
    groups = [(row.set, row.document[:4] if row.set == "debates" else row.document) for row in table.rows]
    places = {name: sorted({group for kind, group in groups if kind == name}) for name, _ in groups}
    return np.array([places[name].index(group) % FOLDS for name, group in groups])


def _list_terms(log: Log, table: Table, sets: Numbers, weight: Floats, encoder: Path) -> dict[str, float]:
    """What the parts count in a bare list, from models that had not seen the document; tells how well that does."""
    turn = folds(table)
    pulls = placing.Pulls(*np.zeros((3, len(table.rows))))
    for number in range(FOLDS):
        out = turn == number
        seen, unseen = table.chosen(~out), table.chosen(out)
        with TemporaryDirectory() as folder:
            network = order.save(
                *order.train(seen, sets[~out], weight[~out], encoder), Path(folder, WORDS), Path(folder, ORDER)
            )
        pulls.ordered[out] = order.pulls(network, unseen)
        pulls.words[out] = fit_sentences(seen, sets[~out], weight[~out]).log_odds(unseen)
        pulls.meant[out] = unseen.vectors @ fit_meaning(seen, sets[~out], weight[~out])
        print(f"turn {number + 1} of {FOLDS} done", flush=True)
    return report_list(log, table, turn, pulls)


def report_list(log: Log, table: Table, turn: Numbers, pulls: placing.Pulls) -> dict[str, float]:
    """Fit the few terms that weigh the parts against each other, and measure with terms from the other turns."""
    z = np.zeros(len(table.rows))
    for number in range(FOLDS):
        out = turn == number
        terms = placing.fit_list(pulls.chosen(~out), [table.rows[n] for n in np.flatnonzero(~out)])
        z[out] = terms["base"] + terms["line"] + pulls.chosen(out).weighed(terms)
        log.tell(f"terms without turn {number + 1}", **terms)
    for name in ("debates", "speeches"):
        every = np.array([row.set == name for row in table.rows])
        for title, inside in ((f"{name}, first turn", every & (turn == 0)), (f"{name}, every turn", every)):
            labels, part = table.labels[inside], pulls.chosen(inside)
            log.tell(
                title,
                sentences=float(inside.sum()),
                average_precision=average_precision(z[inside], labels),
                pieces_and_properties_alone=average_precision(part.words, labels),
                network_alone=average_precision(part.ordered, labels),
                meaning_alone=average_precision(part.meant, labels),
                f1=f1(z[inside], labels),
                best_f1=best_f1(z[inside], labels),
                calibration_error=calibration_error(z[inside], labels),
            )
            log.table(f"calibration: {title}", z[inside], labels)
    for speech in sorted({row.document for row in table.rows if row.set == "speeches"}):
        inside = np.array([row.set == "speeches" and row.document == speech for row in table.rows])
        labels = table.labels[inside]
        log.tell(
            f"speech {speech}",
            sentences=float(inside.sum()),
            average_precision=average_precision(z[inside], labels),
            f1=f1(z[inside], labels),
        )
    return placing.fit_list(pulls, table.rows)


def _whole_steps(words: Floats) -> tuple[Floats, float]:
    """The table in 255 levels, and what one level is worth. The few numbers beyond the last level are cut."""
    step = float(np.quantile(np.abs(words[words != 0]), 0.9995)) / LEVELS
    return np.clip(np.rint(words / step), -LEVELS, LEVELS), step


class _Wording(NamedTuple):
    """All of a bare sentence's score but its place."""

    fitted: Fitted
    network: Network
    meant: npt.NDArray[np.float32]
    terms: dict[str, float]

    def lay(self, name: str, texts: Sequence[str], answer: Floats) -> openings.Laid:
        table = Table.of([Row("pages", name, text, 0) for text in texts])
        pulls = self.terms["scale"] * self.fitted.log_odds(table) + table.vectors @ self.meant.astype(np.float64)
        wording = pulls + self.terms["order"] * order.pulls(self.network, table)
        return openings.Laid.out(wording, float(placing.talk_shares(table)[0]), answer)


def _place(
    log: Log, folder: Path, articles: Sequence[openings.Page], wording: _Wording, limit: int | None
) -> dict[str, float]:
    """What the place counts in a list that reads like a report, from articles; measured on the web pages once."""
    measured = lines(folder / WEB_PAGES)
    sorts = {
        "annotated articles as lists": articles,
        "pages a fact-checker wrote about": list(openings.checked_pages(folder, measured, limit)),
    }
    laid = {name: [wording.lay(one.name, one.sentences, one.answer) for one in found] for name, found in sorts.items()}
    for name, pages in laid.items():
        answers = [page.answer for page in pages]
        log.tell(
            name,
            pages=float(len(pages)),
            mrr=openings.reciprocal_rank(answers, openings.cross_validated(pages)),
            mrr_of_the_order_of_the_text=openings.reciprocal_rank(answers, map(_order_of_text, pages)),
            mrr_without_place=openings.reciprocal_rank(answers, (page.wording for page in pages)),
            **openings.fit(pages),
        )
    place = openings.fit([page for pages in laid.values() for page in pages])
    unseen = [
        wording.lay(str(n), page["sentences"], (np.arange(len(page["sentences"])) == page["positive"]).astype(float))
        for n, page in enumerate(measured)
    ]
    answers = [page.answer for page in unseen]
    log.tell(
        "web pages, nothing fitted on them",
        mrr=openings.reciprocal_rank(answers, (page.scores(place) for page in unseen)),
        mrr_of_the_order_of_the_text=openings.reciprocal_rank(answers, map(_order_of_text, unseen)),
        mrr_without_place=openings.reciprocal_rank(answers, (page.wording for page in unseen)),
        **place,
    )
    return place


def _order_of_text(page: openings.Laid) -> Floats:
    return -np.arange(len(page.answer), dtype=np.float64)


def _article_terms(log: Log, claims: list[Found], fitted: Fitted, network: Network) -> dict[str, Any]:
    worth = np.array([float(one.worth) for one in claims])
    labels = (worth >= WORTHY).astype(float)
    wordings = Table.of([Row("articles", one.article, one.text, 0) for one in claims])
    table = placing.article_table(claims, wordings, fitted.words, order.pulls(network, wordings))
    unseen = placing.cross_validated(claims, table, fitted.features)
    shift, scale = placing.calibrate(unseen, labels)
    place = np.array([-float(one.context.position if one.context.position is not None else 10**6) for one in claims])
    for name, scores in (
        ("claims of annotated articles, unseen", unseen),
        ("the same in the order of the text", place),
    ):
        precision, correlation = placing.by_article(claims, scores)
        log.tell(
            name,
            average_precision_an_article=precision,
            rank_correlation_an_article=correlation,
            average_precision=average_precision(scores, labels),
            rank_correlation=rank_correlation(scores, worth),
        )
    log.tell(
        "claims of annotated articles, calibrated",
        f1=f1(shift + scale * unseen, labels),
        best_f1=best_f1(unseen, labels),
        calibration_error=calibration_error(shift + scale * unseen, labels),
    )
    log.table("calibration: claims of articles", shift + scale * unseen, labels)
    terms = scale * placing.fit_terms(table, worth, fitted.features)
    names = list(placing.PRIORS)
    found: dict[str, Any] = {name: round(float(value), 4) for name, value in zip(names, terms, strict=False)}
    found["base"] = round(float(terms[0]) + shift, 4)
    found["features"] = {
        feature.name: round(float(value), 4) for feature, value in zip(FEATURES, terms[len(names) :], strict=True)
    }
    return found


def _write(
    folder: Path,
    version: str,
    fitted: Fitted,
    words: Floats,
    step: float,
    article: dict[str, Any],
    listed: dict[str, float],
    table: Table,
) -> None:
    np.save(folder / TABLE, words.astype(np.int8))
    scale = listed["scale"]
    features = {f.name: round(scale * float(value), 4) for f, value in zip(FEATURES, fitted.features, strict=True)}
    told = {
        "version": version,
        "method": "training/checkworthiness: ridge logistic regression over hashed pieces and named features "
        f"(penalties {PENALTY_WORDS} and {PENALTY_FEATURES}); see docs/models/check-worthiness.md",
        "learned_from": {
            "ClaimBuster, US presidential debates 1960-2012 (CC BY 4.0)": sum(r.set == "debates" for r in table.rows),
            "PoliClaim, US governors' speeches, gold training part (no licence stated)": sum(
                r.set == "speeches" for r in table.rows
            ),
        },
        "step": step,
        "files": {name: _digest(folder / name) for name in (TABLE, WORDS, ORDER, MEANINGS)},
        "encoder": meaning.digests(),
        "article": article,
        "list": {
            "base": round(listed["base"] + listed["line"], 4),
            "wording": round(scale, 4),
            **{name: round(listed[name], 4) for name in ("order", "lead", "slope")},
            "features": features,
        },
    }
    (folder / NUMBERS).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {NUMBERS} and {TABLE}")


if __name__ == "__main__":
    main()
