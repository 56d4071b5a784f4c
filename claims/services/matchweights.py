"""Weights of the ranking of earlier checks: keeping, switching on, retiring, and ranking open proposals anew.

What holds is the active table, as long as it adjusts the ranking that is at work; else the shipped weights.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from claims.errors import Refused
from claims.matching import ranking, vectors
from claims.matching.weights import Weights, weights
from claims.models import Appearance, ClaimLookup, Match, MatchWeights, ProposalStatus, User, WeightsStatus
from claims.queue import ring_match_weights
from claims.services.history import record_event
from claims.services.rows import demand_lead, locked_row, save_row

BATCH = 40  # claims, looked up together
BUDGET = timedelta(seconds=90)  # of one task; what is left is the next one's
_LOCK = 0x5C0F  # advisory: whoever stores proposals shares it, whoever changes what holds has it alone


@dataclass(frozen=True)
class Holding:
    """What proposals are ranked with. ``row`` None: the shipped weights."""

    row: MatchWeights | None

    @cached_property
    def weights(self) -> Weights:
        return weights().adjusted(self.row.columns) if self.row else weights()

    @property
    def engine(self) -> str:
        """What proposals are stamped with."""
        stamp = f"{vectors.VERSION} {ranking.VERSION}"
        return f"{stamp} match-weights-{self.row.number}" if self.row else stamp


def holding_match_weights() -> Holding:
    """What holds now. Inside a transaction it stays so until that ends."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])
    return Holding(MatchWeights.objects.active().filter(ranker=ranking.VERSION).first())


def _lock_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def propose_match_weights(
    *, actor: User | None, name: str, columns: Mapping[str, float], report: dict[str, Any], now: datetime
) -> MatchWeights:
    """Keep what was learned from judgements, with its report. It ranks nothing until it is switched on."""
    demand_lead(actor)
    with transaction.atomic():
        row = MatchWeights(made_by=actor, created_at=now, report=report)
        last = MatchWeights.objects.aggregate(last=Max("number"))["last"] or 0
        return save_row(
            actor=actor, row=row, now=now,
            values={"name": name.strip(), "number": last + 1, "ranker": ranking.VERSION, "columns": dict(columns)},
            clash="Somebody proposed weights at the same moment. Try again.",
        )  # fmt: skip


def switch_on_match_weights(*, actor: User | None, weights_id: int, now: datetime) -> MatchWeights:
    """Let these weights rank from now on; those that did so far are retired. Retired ones can be switched on again.

    What is looked up from this moment on is ranked with them, and a worker ranks the open proposals anew. Raises
    :class:`Refused` for weights that adjust another version of the ranking than the one at work.
    """
    demand_lead(actor)
    with transaction.atomic():
        _lock_alone()
        row = locked_row(MatchWeights, weights_id)
        if row.status == WeightsStatus.ACTIVE:
            return row
        if row.ranker != ranking.VERSION:
            raise Refused(
                "other_ranker",
                f"{row} adjusts {row.ranker}, and {ranking.VERSION} is at work. Learn from the judgements again.",
            )
        for old in MatchWeights.objects.active():
            old.status, old.retired_at, old.applied_at = WeightsStatus.RETIRED, now, old.applied_at or now
            old.save(update_fields=["status", "retired_at", "applied_at"])
            record_event(actor=actor, verb="retire", subject=old, now=now, data={"for": row.pk})
        row.status, row.switched_on_at, row.retired_at, row.applied_at = WeightsStatus.ACTIVE, now, None, None
        row.save(update_fields=["status", "switched_on_at", "retired_at", "applied_at"])
        record_event(actor=actor, verb="switch_on", subject=row, now=now, data={"name": row.name})
        ring_match_weights(row.pk)
    return row


def retire_match_weights(*, actor: User | None, weights_id: int, now: datetime) -> MatchWeights:
    """Take weights out of use: the shipped ones hold again."""
    demand_lead(actor)
    with transaction.atomic():
        _lock_alone()
        row = locked_row(MatchWeights, weights_id)
        if row.status == WeightsStatus.RETIRED:
            return row
        was_active = row.status == WeightsStatus.ACTIVE
        row.status, row.retired_at = WeightsStatus.RETIRED, now
        row.applied_at = None if was_active else now
        row.save(update_fields=["status", "retired_at", "applied_at"])
        record_event(actor=actor, verb="retire", subject=row, now=now)
        if was_active:
            ring_match_weights(row.pk)
    return row


def rescore_matches(*, actor: User | None, weights_id: int, now: datetime) -> MatchWeights:
    """Ask a worker to hold every open proposal against what holds now. Harmless to repeat."""
    demand_lead(actor)
    with transaction.atomic():
        row = locked_row(MatchWeights, weights_id)
        if row.status == WeightsStatus.PROPOSED:
            raise Refused("not_switched_on", f"{row} is only proposed. Switch it on, and proposals are ranked with it.")
        row.applied_at = None
        row.save(update_fields=["applied_at"])
        record_event(actor=actor, verb="rescore", subject=row, now=now)
        ring_match_weights(row.pk)
    return row


# -- the worker's part --------------------------------------------------------------------------


def apply_match_weights(*, weights_id: int, look_up: Callable[[list[int]], int], clock: Callable[[], datetime]) -> str:
    """Have the claims looked up anew that have open proposals of other weights than those that hold now.

    Looking up again, and not only weighing again, lets in what the weights before kept out. Judged proposals stay as
    they are. ``look_up`` looks up claims that are due. Safe to call any number of times and to break off. Returns
    "applied", "more" when its time ran out and the bell rang for the rest, or "left" when nothing was to be done.
    """
    row = MatchWeights.objects.unapplied().filter(pk=weights_id).first()
    if row is None:
        return "left"
    until = clock() + BUDGET
    after = ranked = 0
    while found := _ranked_otherwise(after):
        after = found[-1]
        ClaimLookup.objects.filter(claim__in=found).update(due_at=clock(), attempts=0, error="")
        ranked += look_up(found)
        if clock() >= until:
            with transaction.atomic():
                ring_match_weights(row.pk)
            return "more"
    with transaction.atomic():
        now = clock()
        told = locked_row(MatchWeights, weights_id)
        told.applied_at = now
        told.save(update_fields=["applied_at"])
        record_event(actor=None, verb="apply", subject=told, now=now, data={"claims": ranked})
    return "applied"


def _ranked_otherwise(after: int) -> list[int]:
    """The next claims with open proposals that carry another stamp, by key. Those that the search stumbles over, and
    those that wait for another worker, are left to the lookups' own sweep."""
    engine = holding_match_weights().engine
    settled = ClaimLookup.objects.filter(claim__gt=after, due_at=None, error="").order_by("claim")
    matches = Match.objects.filter(status=ProposalStatus.PROPOSED).exclude(engine=engine)
    pairs = Appearance.objects.filter(status=ProposalStatus.PROPOSED).exclude(engine=engine)
    # Either claim of a pair will do.
    wanted = settled.filter(claim__in=matches.values("claim")) | settled.filter(claim__in=pairs.values("first"))
    return list(wanted.values_list("claim", flat=True)[:BATCH])


def sweep_match_weights() -> dict[str, int]:
    """Ring again for tables whose proposals are not all ranked: their bell was lost, or their worker died."""
    rows = list(MatchWeights.objects.unapplied().values_list("pk", flat=True))
    for pk in rows:
        with transaction.atomic():
            ring_match_weights(pk)
    return {"rung": len(rows)}
