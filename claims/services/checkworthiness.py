"""Weights of the check-worthiness score: proposing, switching on, retiring, and scoring stored claims anew.

A claim keeps the shipped value of every part of its score, so new weights need no new extraction. What holds for an
article is the active table of its outlet, else the desk's, else the shipped weights.
"""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Q, QuerySet

from claims.errors import Invalid, Refused
from claims.extraction.analysis import Reason
from claims.extraction.checkworthiness import PARTS
from claims.extraction.weighing import SHIPPED, Part, Weights, weigh
from claims.models import Claim, Outlet, ScoreWeights, User, WeightsOrigin, WeightsStatus
from claims.queue import ring_weights
from claims.services.history import record_event
from claims.services.rows import demand_lead, locked_row, save_row

BATCH = 1000
BUDGET = timedelta(seconds=90)  # of one task; what is left is the next one's
MOST_FACTOR, MOST_OFFSET = 10.0, 10.0
_LOCK = 0x5C0E  # advisory: whoever stores scores shares it, whoever changes what holds has it alone


@dataclass(frozen=True, slots=True)
class Holding:
    """What an article's claims are weighed with. ``row`` None: the shipped weights."""

    row: ScoreWeights | None
    weights: Weights


def holding_weights(outlet_id: int | None) -> Holding:
    """What holds for an outlet's articles now. Inside a transaction it stays so until that ends."""
    _share_lock()
    wanted = Q(outlet=None) if outlet_id is None else Q(outlet=None) | Q(outlet=outlet_id)
    rows = {row.outlet_id: row for row in ScoreWeights.objects.active().filter(wanted)}
    row = rows.get(outlet_id) or rows.get(None)
    return Holding(row, as_weights(row))


def as_weights(row: ScoreWeights | None) -> Weights:
    return Weights(row.factors, row.offset) if row else SHIPPED


def _share_lock() -> None:
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])


def _lock_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def save_weights(
    *,
    actor: User | None,
    weights_id: int | None = None,
    outlet_id: int | None = None,
    name: str,
    factors: Mapping[str, float],
    offset: float = 0.0,
    now: datetime,
) -> ScoreWeights:
    """Propose a table of weights, or change a proposed one. It scores nothing until it is switched on.

    Raises :class:`Invalid` for a part that there is not or a number out of bounds, and :class:`Refused` for a table
    that was switched on before: it stays what it was.
    """
    demand_lead(actor)
    usable = _usable(factors, offset)
    with transaction.atomic():
        row = locked_row(ScoreWeights, weights_id)
        if weights_id is not None and row.status != WeightsStatus.PROPOSED:
            raise Refused(
                "frozen_weights", f"{row} was switched on and stays as it is. Propose a new table with other numbers."
            )
        values: dict[str, Any] = {"name": name.strip(), "factors": usable, "offset": float(offset)}
        if weights_id is None or row.outlet_id != outlet_id:
            values |= {"outlet": _outlet(outlet_id), "number": _next_number(outlet_id)}
        if weights_id is None:
            row.made_by, row.created_at = actor, now
        return save_row(
            actor=actor, row=row, values=values, now=now,
            clash="Somebody proposed weights at the same moment. Save again.",
        )  # fmt: skip


def propose_weights(
    *,
    actor: User | None,
    outlet_id: int | None,
    name: str,
    factors: Mapping[str, float],
    offset: float,
    report: dict[str, Any],
    now: datetime,
) -> ScoreWeights:
    """Keep what was learned from decisions, with its report. It scores nothing until it is switched on."""
    with transaction.atomic():
        row = save_weights(
            actor=actor, outlet_id=outlet_id, name=name, factors=factors, offset=offset, now=now
        )  # fmt: skip
        row.origin, row.report = WeightsOrigin.DECISIONS, report
        row.save(update_fields=["origin", "report"])
        return row


def _outlet(outlet_id: int | None) -> Outlet | None:
    return locked_row(Outlet, outlet_id) if outlet_id is not None else None


def _next_number(outlet_id: int | None) -> int:
    rows = ScoreWeights.objects.of_outlet(outlet_id)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


def _usable(factors: Mapping[str, float], offset: float) -> dict[str, float]:
    """The factors that differ from the shipped ones. Raises :class:`Invalid`."""
    wrong: dict[str, list[str]] = {}
    for part, factor in factors.items():
        if part not in PARTS:
            wrong.setdefault("factors", []).append(f"There is no part {part!r}. The parts are: {', '.join(PARTS)}.")
        elif not _is_number(factor) or abs(factor) > MOST_FACTOR:
            wrong.setdefault("factors", []).append(f"{part}: write a number from -{MOST_FACTOR:g} to {MOST_FACTOR:g}.")
    if not _is_number(offset) or abs(offset) > MOST_OFFSET:
        wrong["offset"] = [f"Write a number from -{MOST_OFFSET:g} to {MOST_OFFSET:g}."]
    if wrong:
        raise Invalid("These weights cannot be used.", wrong)
    return {part: float(factors[part]) for part in PARTS if part in factors and factors[part] != 1}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def switch_on_weights(*, actor: User | None, weights_id: int, now: datetime) -> ScoreWeights:
    """Let these weights hold from now on. Those that held for the same outlet, or for the desk, are retired.

    Retired ones can be switched on again. Stored claims are scored anew by a worker.
    """
    demand_lead(actor)
    with transaction.atomic():
        _lock_alone()
        row = locked_row(ScoreWeights, weights_id)
        if row.status == WeightsStatus.ACTIVE:
            return row
        for old in ScoreWeights.objects.active().of_outlet(row.outlet_id):
            old.status, old.retired_at, old.applied_at = WeightsStatus.RETIRED, now, old.applied_at or now
            old.save(update_fields=["status", "retired_at", "applied_at"])
            record_event(actor=actor, verb="retire", subject=old, now=now, data={"for": row.pk})
        row.status, row.switched_on_at, row.retired_at, row.applied_at = WeightsStatus.ACTIVE, now, None, None
        row.save(update_fields=["status", "switched_on_at", "retired_at", "applied_at"])
        record_event(actor=actor, verb="switch_on", subject=row, now=now, data={"name": row.name})
        ring_weights(row.pk)
    return row


def retire_weights(*, actor: User | None, weights_id: int, now: datetime) -> ScoreWeights:
    """Take weights out of use: the desk's hold again for an outlet, the shipped ones for the desk."""
    demand_lead(actor)
    with transaction.atomic():
        _lock_alone()
        row = locked_row(ScoreWeights, weights_id)
        if row.status == WeightsStatus.RETIRED:
            return row
        was_active = row.status == WeightsStatus.ACTIVE
        row.status, row.retired_at = WeightsStatus.RETIRED, now
        row.applied_at = None if was_active else now
        row.save(update_fields=["status", "retired_at", "applied_at"])
        record_event(actor=actor, verb="retire", subject=row, now=now)
        if was_active:
            ring_weights(row.pk)
    return row


def rescore_claims(*, actor: User | None, weights_id: int, now: datetime) -> ScoreWeights:
    """Ask a worker to hold every claim in reach of these weights against what holds now. Harmless to repeat."""
    demand_lead(actor)
    with transaction.atomic():
        row = locked_row(ScoreWeights, weights_id)
        if row.status == WeightsStatus.PROPOSED:
            raise Refused("not_switched_on", f"{row} is only proposed. Switch it on, and claims are scored with it.")
        row.applied_at = None
        row.save(update_fields=["applied_at"])
        record_event(actor=actor, verb="rescore", subject=row, now=now)
        ring_weights(row.pk)
    return row


# -- the worker's part --------------------------------------------------------------------------


def apply_weights(*, weights_id: int, clock: Callable[[], datetime]) -> str:
    """Score anew every stored claim in reach of this table: in batches, each a short transaction of its own.

    Safe to call any number of times and to break off: what has the right score is passed over. Returns "applied",
    "more" when its time ran out and the bell rang for the rest, or "left" when nothing was to be done.
    """
    row = ScoreWeights.objects.unapplied().filter(pk=weights_id).first()
    if row is None:
        return "left"
    until = clock() + BUDGET
    after = changed = 0
    while True:
        after, count = _apply_batch(row.outlet_id, after)
        changed += count
        if not after:
            break
        if clock() >= until:
            with transaction.atomic():
                ring_weights(row.pk)
            return "more"
    with transaction.atomic():
        now = clock()
        told = locked_row(ScoreWeights, weights_id)
        told.applied_at = now
        told.save(update_fields=["applied_at"])
        record_event(actor=None, verb="apply", subject=told, now=now, data={"claims": changed})
    return "applied"


def sweep_weights() -> dict[str, int]:
    """Ring again for tables whose claims are not all scored: their bell was lost, or their worker died."""
    rows = list(ScoreWeights.objects.unapplied().values_list("pk", flat=True))
    for pk in rows:
        with transaction.atomic():
            ring_weights(pk)
    return {"rung": len(rows)}


def _apply_batch(outlet_id: int | None, after: int) -> tuple[int, int]:
    """Key of the last claim looked at, 0 when there are no more, and how many were changed."""
    with transaction.atomic():
        holding = holding_weights(outlet_id)
        rows = list(
            _in_reach(outlet_id)
            .filter(_otherwise(holding.row), pk__gt=after)
            .order_by("pk")
            .values_list("pk", "parts", "reasons")[:BATCH]
        )
        if not rows:
            return 0, 0
        scored = [(pk, *weigh_anew(parts, reasons, holding.weights)) for pk, parts, reasons in rows]
        _write(scored, holding.row)
    return rows[-1][0], len(rows)


def _in_reach(outlet_id: int | None) -> QuerySet[Claim]:
    """Claims whose score has parts, of this outlet, or of all that have no weights of their own."""
    claims = Claim.objects.exclude(parts={})
    if outlet_id is not None:
        return claims.filter(article__outlet=outlet_id)
    own = ScoreWeights.objects.active().exclude(outlet=None).values("outlet")
    return claims.filter(Q(article__outlet=None) | ~Q(article__outlet__in=own))


def _otherwise(row: ScoreWeights | None) -> Q:
    """Weighed with anything but this."""
    return ~Q(weights=None) if row is None else Q(weights=None) | ~Q(weights=row)


def weigh_anew(
    parts: Mapping[str, float], reasons: list[dict[str, Any]], weights: Weights
) -> tuple[float, list[dict[str, Any]]]:
    """Score and reasons of a stored claim under these weights; what was quoted for each part is kept."""
    said = {one["name"]: str(one.get("detail", "")) for one in reasons}
    score, anew = weigh((Part(name, value, said.get(name, "")) for name, value in parts.items()), weights)
    return score, as_stored(anew)


def as_stored(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [asdict(reason) for reason in reasons]


_WRITE = """
UPDATE claims_claim SET score = anew.score, reasons = anew.reasons::jsonb, weights_id = %s
FROM unnest(%s::bigint[], %s::float8[], %s::text[]) AS anew (id, score, reasons)
WHERE claims_claim.id = anew.id
"""


def _write(scored: list[tuple[int, float, list[dict[str, Any]]]], row: ScoreWeights | None) -> None:
    """A score is the machine's word, no change by a person: the claim's revision and moment stay."""
    keys, scores, reasons = zip(*scored, strict=True)
    texts = [json.dumps(one, ensure_ascii=False) for one in reasons]
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, [row.pk if row else None, list(keys), list(scores), texts])
