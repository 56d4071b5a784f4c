"""Learning the weights of the check-worthiness score from what reviewers kept and dismissed.

What is learned is kept as a proposal with its report. Nothing scores with it before somebody switches it on.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims.errors import Refused
from claims.extraction.checkworthiness import PARTS, model
from claims.extraction.refitting import Decision, Refit, refit
from claims.models import Claim, Outlet, ScoreWeights, User
from claims.services.checkworthiness import holding_weights, propose_weights
from claims.services.rows import demand_lead, locked_row
from claims.workflow import ClaimStatus

LEAST_OF_EACH = 30  # kept, and dismissed
LEAST_ARTICLES = 10
SAFE = 300  # decisions below which the report warns
MOST = 200_000  # of the newest decisions
LEAST_GAIN = 0.005  # of average precision, for the report to call it better
# Reasons that say nothing about whether the claim was worth checking.
BESIDE_THE_POINT = ("said before", "duplicate", "already checked", "repeat")


@dataclass(frozen=True, slots=True)
class Gathered:
    decisions: list[Decision]
    beside_the_point: int
    without_parts: int

    @property
    def kept(self) -> int:
        return sum(one.is_kept for one in self.decisions)

    @property
    def dismissed(self) -> int:
        return len(self.decisions) - self.kept

    @property
    def articles(self) -> int:
        return len({one.article for one in self.decisions})


def refit_check_worthiness(
    *, actor: User | None, outlet_id: int | None = None, name: str = "", now: datetime
) -> ScoreWeights:
    """Propose weights learned from the decisions about one outlet's claims, or about all when ``outlet_id`` is None.

    Raises :class:`Refused` (``too_few_decisions``) when there is too little to learn from.
    """
    demand_lead(actor)
    outlet = locked_row_outlet(outlet_id)
    gathered = gather_decisions(outlet_id)
    _demand_enough(gathered, outlet)
    holding = holding_weights(outlet_id)
    learned = refit(gathered.decisions, holding.weights)
    return propose_weights(
        actor=actor,
        outlet_id=outlet_id,
        name=name or f"Learned from {len(gathered.decisions)} decisions, {now:%-d %B %Y}",
        factors=learned.weights.factors,
        offset=learned.weights.offset,
        report=_report(gathered, learned, holding.row, outlet),
        now=now,
    )


def locked_row_outlet(outlet_id: int | None) -> Outlet | None:
    return None if outlet_id is None else Outlet.objects.filter(pk=outlet_id).first() or locked_row(Outlet, outlet_id)


def gather_decisions(outlet_id: int | None) -> Gathered:
    """The newest decisions about what the engine proposed. Kept: anything that left triage but was not dismissed."""
    claims = Claim.objects.exclude(status=ClaimStatus.PROPOSED).filter(added_by=None)
    if outlet_id is not None:
        claims = claims.filter(article__outlet=outlet_id)
    rows = claims.order_by("-pk").values_list("parts", "status", "dismissed_reason", "article_id")[:MOST]
    decisions: list[Decision] = []
    beside = without = 0
    for parts, status, reason, article in rows.iterator(chunk_size=2000):
        is_kept = status != ClaimStatus.DISMISSED
        if not parts:
            without += 1
        elif not is_kept and reason.casefold().startswith(BESIDE_THE_POINT):
            beside += 1
        else:
            decisions.append(Decision(parts, is_kept, article))
    return Gathered(decisions, beside, without)


def _demand_enough(gathered: Gathered, outlet: Outlet | None) -> None:
    short = [
        f"{have} {what} (at least {need} are needed)"
        for what, have, need in (
            ("kept", gathered.kept, LEAST_OF_EACH),
            ("dismissed", gathered.dismissed, LEAST_OF_EACH),
            ("articles", gathered.articles, LEAST_ARTICLES),
        )
        if have < need
    ]
    if short:
        whose = f"about claims of {outlet}" if outlet else "of this desk"
        raise Refused(
            "too_few_decisions",
            f"There are too few decisions {whose} to learn from: {'; '.join(short)}. Nothing was proposed. "
            + ("Learn for the whole desk, or try again later." if outlet else "Try again when more claims are judged."),
            kept=gathered.kept,
            dismissed=gathered.dismissed,
            articles=gathered.articles,
        )


def _report(gathered: Gathered, learned: Refit, current: ScoreWeights | None, outlet: Outlet | None) -> dict[str, Any]:
    old = current.factors if current else {}
    changes = [
        {"part": part, "old": old.get(part, 1.0), "new": learned.weights.factors.get(part, 1.0), "seen": seen}
        for part in PARTS
        if (seen := learned.seen[part])
    ]
    gain = learned.after.average_precision - learned.before.average_precision
    warnings = []
    if len(gathered.decisions) < SAFE:
        warnings.append(
            f"Only {len(gathered.decisions)} decisions: below {SAFE}, chance has a large say in these numbers."
        )
    if gain < LEAST_GAIN or learned.after.log_loss > learned.before.log_loss:
        warnings.append("On articles it was not learned from this is no better than what holds now: leave it off.")
    report: dict[str, Any] = {
        "outlet": str(outlet) if outlet else "",
        "compared_with": str(current) if current else "the shipped weights",
        "scorer": model().version,
        "kept": gathered.kept,
        "dismissed": gathered.dismissed,
        "articles": gathered.articles,
        "beside_the_point": gathered.beside_the_point,
        "without_parts": gathered.without_parts,
        "before": {
            "average_precision": round(learned.before.average_precision, 4),
            "log_loss": round(learned.before.log_loss, 4),
        },
        "after": {
            "average_precision": round(learned.after.average_precision, 4),
            "log_loss": round(learned.after.log_loss, 4),
        },
        "offset": {"old": current.offset if current else 0.0, "new": learned.weights.offset},
        "changes": changes,
        "warnings": warnings,
    }
    return report | {"lines": report_lines(report)}


def is_better(row: ScoreWeights) -> bool:
    """Whether the report found it to rank better than what held when it was made."""
    return (
        bool(row.report)
        and row.report["after"]["average_precision"] - row.report["before"]["average_precision"] >= LEAST_GAIN
        and row.report["after"]["log_loss"] <= row.report["before"]["log_loss"]
    )


def report_lines(report: dict[str, Any]) -> list[str]:
    """The report as people read it, in the terminal and in the admin."""
    before, after = report["before"], report["after"]
    lines = [
        f"Decisions about {report['outlet'] or 'the whole desk'}, in {report['articles']} articles:",
        f"{report['kept']} kept, {report['dismissed']} dismissed.",
        f"Left out: {report['beside_the_point']} dismissed as repeats, {report['without_parts']} without stored parts.",
        "",
        f"{'On articles not learned from':34}{'average precision':>18}{'log loss':>10}",
        f"{'now (' + report['compared_with'] + ')':34}{before['average_precision']:>18.3f}{before['log_loss']:>10.3f}",
        f"{'learned':34}{after['average_precision']:>18.3f}{after['log_loss']:>10.3f}",
        "",
        f"{'Part':34}{'now':>8}{'learned':>10}{'seen':>8}",
    ]
    lines += [
        f"{one['part']:34}{one['old']:>8.2f}{one['new']:>10.2f}{one['seen']:>8}"
        for one in sorted(report["changes"], key=lambda one: -abs(one["new"] - one["old"]))
    ]
    lines.append(f"{'offset':34}{report['offset']['old']:>8.2f}{report['offset']['new']:>10.2f}")
    lines += [f"Warning: {warning}" for warning in report["warnings"]]
    return lines
