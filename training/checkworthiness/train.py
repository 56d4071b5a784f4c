"""From a data folder to the files of weights that the product ships, with a log of how well they do.

    python -m training.checkworthiness.train --data DATA --gold benchmarks/gold/train --encoder ENCODER \
        --out claims/extraction/weights --version 2 --log RUN/log.json

DATA holds the sets that ``data.py`` names; ENCODER is the folder of the encoder whose word vectors the small network
starts from (see README.md). Seeded. All that is reported is measured on documents that the numbers reported were not
fitted on: every third election year and every third speech are held out whole, annotated articles are cross-validated
whole. What the place counts in a list was set by hand with the web pages in view.
"""

import argparse
import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import numpy.typing as npt

from claims.extraction.checkworthiness import NUMBERS, ORDER, TABLE, WORDS
from claims.extraction.order import Network
from claims.extraction.wording import FEATURES
from training.checkworthiness import order, placing
from training.checkworthiness.articles import WORTHY, Found, read_articles
from training.checkworthiness.data import WEB_PAGES, Floats, Numbers, Row, Table, lines, read_sentences
from training.checkworthiness.fitting import PENALTY_FEATURES, PENALTY_WORDS, Fitted, fit_sentences
from training.checkworthiness.measures import (
    average_precision,
    best_f1,
    calibration_error,
    f1,
    rank_correlation,
    reliability,
)

HELD_OUT = 3  # every third year and speech
SPEECH_WEIGHT = 2.0  # a speech's sentence counts as two: there are few of them
LEVELS = 127


class Log:
    def __init__(self) -> None:
        self.told: dict[str, Any] = {}

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
    options = parser.parse_args()
    log = Log()
    rows = read_sentences(options.data)
    table = Table.of(rows)
    sets = np.array([int(row.set == "speeches") for row in rows])
    weight = np.where(sets == 1, SPEECH_WEIGHT, 1.0)
    listed = _list_terms(log, table, sets, weight, options.encoder)
    words, step = _whole_steps((fitted := fit_sentences(table, sets, weight)).words)
    fitted = fitted._replace(words=words * step)
    options.out.mkdir(parents=True, exist_ok=True)
    network = order.save(*order.train(table, sets, weight, options.encoder), options.out / WORDS, options.out / ORDER)
    _report_pages(log, options.data, fitted, network, listed)
    article = _article_terms(log, list(read_articles(options.gold)), fitted, network)
    _write(options.out, options.version, fitted, words, step, article, listed, table)
    if options.log:
        options.log.parent.mkdir(parents=True, exist_ok=True)
        options.log.write_text(json.dumps(log.told, indent=1) + "\n", encoding="utf-8")


def held_out(table: Table) -> npt.NDArray[np.bool_]:
    """Every third election year, beginning with 1960, and every third speech."""
    groups = [(row.set, row.document[:4] if row.set == "debates" else row.document) for row in table.rows]
    places = {name: sorted({group for kind, group in groups if kind == name}) for name, _ in groups}
    return np.array([places[name].index(group) % HELD_OUT == 0 for name, group in groups])


def _list_terms(log: Log, table: Table, sets: Numbers, weight: Floats, encoder: Path) -> dict[str, float]:
    """What the parts count in a bare list, from what was held out; tells how well that does."""
    out = held_out(table)
    unseen = table.chosen(out)
    fitted = fit_sentences(table.chosen(~out), sets[~out], weight[~out])
    with TemporaryDirectory() as folder:
        network = order.save(
            *order.train(table.chosen(~out), sets[~out], weight[~out], encoder),
            Path(folder, WORDS),
            Path(folder, ORDER),
        )
    return report_list(log, unseen, fitted.log_odds(unseen), order.pulls(network, unseen))


def report_list(log: Log, unseen: Table, pulls: Floats, ordered: Floats) -> dict[str, float]:
    """Fit the few terms that weigh the parts against each other, and measure."""
    terms = placing.fit_list(pulls, ordered, unseen.rows)
    z = terms["base"] + terms["scale"] * pulls + terms["order"] * ordered
    for name in ("debates", "speeches"):
        inside = np.array([row.set == name for row in unseen.rows])
        labels = unseen.labels[inside]
        log.tell(
            f"{name}, unseen",
            sentences=float(inside.sum()),
            average_precision=average_precision(z[inside], labels),
            without_the_network=average_precision(pulls[inside], labels),
            network_alone=average_precision(ordered[inside], labels),
            f1=f1(z[inside], labels),
            best_f1=best_f1(z[inside], labels),
            calibration_error=calibration_error(z[inside], labels),
        )
        log.table(f"calibration: {name}", z[inside], labels)
    return terms


def _whole_steps(words: Floats) -> tuple[Floats, float]:
    """The table in 255 levels, and what one level is worth. The few numbers beyond the last level are cut."""
    step = float(np.quantile(np.abs(words[words != 0]), 0.9995)) / LEVELS
    return np.clip(np.rint(words / step), -LEVELS, LEVELS), step


def _report_pages(log: Log, folder: Path, fitted: Fitted, network: Network, terms: dict[str, float]) -> None:
    pages = lines(folder / WEB_PAGES)
    tables = [Table.of([Row("pages", str(n), text, 0) for text in page["sentences"]]) for n, page in enumerate(pages)]
    pulls = [terms["scale"] * fitted.log_odds(one) + terms["order"] * order.pulls(network, one) for one in tables]
    talks = np.array([placing.talk_shares(one)[0] for one in tables])
    scored = [placing.list_scores(one, float(talk), placing.LIST_PLACE) for one, talk in zip(pulls, talks, strict=True)]
    log.tell(
        "web pages, place set by hand",
        mrr=placing.reciprocal_rank(pages, scored),
        mrr_of_the_order_of_the_text=placing.reciprocal_rank(
            pages, [-np.arange(len(one), dtype=np.float64) for one in pulls]
        ),
        mrr_without_place=placing.reciprocal_rank(pages, pulls),
    )


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
    scale = listed.pop("scale")
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
        "files": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (TABLE, WORDS, ORDER)},
        "article": article,
        "list": {name: round(value, 4) for name, value in (listed | {"wording": scale} | placing.LIST_PLACE).items()}
        | {"features": features},
    }
    (folder / NUMBERS).write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"wrote {NUMBERS} and {TABLE}")


if __name__ == "__main__":
    main()
