"""Learning the weights of the ranking of earlier checks from what the desk confirmed and rejected.

What is learned is kept as a proposal with its report. Nothing ranks with it before somebody switches it on.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from claims.errors import Refused
from claims.matching import ranking
from claims.matching.features import COLUMNS
from claims.matching.refitting import Judged, Refit, refit
from claims.matching.weights import ADJUSTABLE, weights
from claims.models import Judgement, MatchDecision, MatchWeights, User
from claims.services.matchweights import Holding, holding_match_weights, propose_match_weights
from claims.services.rows import demand_lead

LEAST_OF_EACH = 10  # confirmed, and rejected
LEAST_CLAIMS = 10
SAFE = 200  # judgements below which the report warns
MOST = 200_000  # of the newest judgements
LEAST_GAIN = 0.005  # of average precision or of log loss, for the report to call it better
TELLING = 0.02  # log-odds: what moved by less is summed up in one line

ABOUT = COLUMNS | {
    "base": "how readily two claims are called the same",
    "speaker": "speaker",
    "abroad_base": "how readily, across languages",
    "abroad_similarity": "meaning, across languages",
    "abroad_figures": "figures, across languages",
}


@dataclass(frozen=True, slots=True)
class Gathered:
    judged: list[Judged]
    without_features: int

    @property
    def confirmed(self) -> int:
        return sum(one.is_same for one in self.judged)

    @property
    def rejected(self) -> int:
        return len(self.judged) - self.confirmed

    @property
    def claims(self) -> int:
        return len({one.group for one in self.judged})


def refit_match_weights(*, actor: User | None, name: str = "", now: datetime) -> MatchWeights:
    """Propose weights learned from the desk's judgements.

    Raises :class:`Refused` (``too_few_judgements``) when there is too little to learn from.
    """
    demand_lead(actor)
    gathered = gather_judgements()
    _demand_enough(gathered)
    holding = holding_match_weights()
    learned = refit(gathered.judged, shipped=weights().table(), current=holding.weights.table())
    return propose_match_weights(
        actor=actor,
        name=name.strip() or f"Learned from {len(gathered.judged)} judgements, {now:%-d %B %Y}",
        columns=learned.columns,
        report=_report(gathered, learned, holding),
        now=now,
    )


def gather_judgements() -> Gathered:
    """The last word on each pair, newest first; what was taken back teaches nothing, nor does a sample's."""
    about = Q(match__isnull=False) | Q(appearance__isnull=False)
    rows = Judgement.objects.filter(about, claim__article__is_sample=False)
    last = rows.order_by("match", "appearance", "-at", "-id").distinct("match", "appearance").values("pk")
    judged: list[Judged] = []
    without = 0
    newest = Judgement.objects.filter(pk__in=last).exclude(decision=MatchDecision.UNDO).order_by("-at", "-id")[:MOST]
    told = newest.values_list("features", "decision", "claim")
    for features, decision, claim in told.iterator(chunk_size=2000):
        if features:
            judged.append(Judged(features, decision == MatchDecision.CONFIRM, claim))
        else:
            without += 1
    return Gathered(judged, without)


def _demand_enough(gathered: Gathered) -> None:
    short = [
        f"{have} {what} (at least {need} are needed)"
        for what, have, need in (
            ("confirmed", gathered.confirmed, LEAST_OF_EACH),
            ("rejected", gathered.rejected, LEAST_OF_EACH),
            ("claims", gathered.claims, LEAST_CLAIMS),
        )
        if have < need
    ]
    if short:
        raise Refused(
            "too_few_judgements",
            f"There are too few judgements to learn from: {'; '.join(short)}. Nothing was proposed. Confirm or reject "
            "more of what is proposed under “Checked before”, then try again.",
            confirmed=gathered.confirmed,
            rejected=gathered.rejected,
            claims=gathered.claims,
        )


def _report(gathered: Gathered, learned: Refit, holding: Holding) -> dict[str, Any]:
    old = holding.weights.table()
    new = weights().table() | learned.columns
    changes = [
        {"column": name, "about": ABOUT[name], "old": round(old[name], 4), "new": round(new[name], 4), "seen": seen,
         "effect": round((new[name] - old[name]) * learned.reach[name], 4)}
        for name in ADJUSTABLE
        if (seen := learned.seen[name]) and round(new[name] - old[name], 4)
    ]  # fmt: skip
    changes.sort(key=lambda one: (-abs(float(str(one["effect"]))), str(one["column"])))
    report: dict[str, Any] = {
        "compared_with": str(holding.row) if holding.row else "the shipped weights",
        "ranker": ranking.VERSION,
        "confirmed": gathered.confirmed,
        "rejected": gathered.rejected,
        "claims": gathered.claims,
        "without_features": gathered.without_features,
        "before": {name: round(value, 4) for name, value in asdict(learned.before).items()},
        "after": {name: round(value, 4) for name, value in asdict(learned.after).items()},
        "changes": changes,
    }
    warnings = []
    if len(gathered.judged) < SAFE:
        warnings.append(
            f"Only {len(gathered.judged)} judgements: below {SAFE}, chance has a large say in these numbers."
        )
    if not _is_gain(report):
        warnings.append("On claims it was not learned from this is no better than what holds now: leave it off.")
    report["warnings"] = warnings
    return report | {"lines": report_lines(report)}


def _is_gain(report: dict[str, Any]) -> bool:
    """Better in order or in probabilities by more than a trifle, and worse in neither."""
    before, after = report["before"], report["after"]
    precision = after["average_precision"] - before["average_precision"]
    loss = before["log_loss"] - after["log_loss"]
    return bool(max(precision, loss) >= LEAST_GAIN and precision >= -LEAST_GAIN and loss >= 0)


def is_better(row: MatchWeights) -> bool:
    """Whether the report found it to rank better than what held when it was made."""
    return bool(row.report) and _is_gain(row.report)


def report_lines(report: dict[str, Any]) -> list[str]:
    """The report as people read it, in the terminal and in the admin."""
    before, after = report["before"], report["after"]
    lines = [
        f"Judgements of earlier checks and of other articles, on {report['claims']} claims:",
        f"{report['confirmed']} confirmed, {report['rejected']} rejected.",
        f"Left out: {report['without_features']} of which it is not known what was weighed.",
        "",
        f"{'On claims not learned from':48}{'now':>10}{'learned':>10}",
    ]
    for name, words in (
        ("average_precision", "average precision (higher is better)"),
        ("log_loss", "log loss (lower is better)"),
        ("false_alarms", "false alarms: rejected, scored 0.5 or more"),
        ("missed", "missed: confirmed, scored below 0.5"),
        ("calibration", "scores off from how often they come true"),
    ):
        lines.append(f"{words:48}{before[name]:>10.3f}{after[name]:>10.3f}")
    lines += [f"“now” is {report['compared_with']}.", ""]
    head = f"{'Weight':24}{'about':44}{'now':>8}{'learned':>9}{'seen':>7}"
    lines.append(head if report["changes"] else "No weight moves from what holds now.")
    telling = [one for one in report["changes"] if abs(one["effect"]) >= TELLING]
    lines += [
        f"{one['column']:24}{one['about']:44}{one['old']:>8.2f}{one['new']:>9.2f}{one['seen']:>7}" for one in telling
    ]
    if more := len(report["changes"]) - len(telling):
        lines.append(f"and {more} that moved by less than is worth telling")
    lines += [f"Warning: {warning}" for warning in report["warnings"]]
    return lines
