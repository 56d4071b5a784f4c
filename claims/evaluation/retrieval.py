"""Known claims found for a query: what stands where in the list that came back."""

from collections.abc import Mapping, Sequence

from claims.evaluation.intervals import Share, Tally, ratio
from claims.evaluation.sets import Query

DEPTH = 5
HITS = (1, 5, 20)


def measure(queries: Sequence[Query], found: Sequence[Sequence[str]]) -> Tally:
    """Figures for queries and the ids that were found for each, best first."""
    return Tally([_counts(query, ids) for query, ids in zip(queries, found, strict=True)], _shares)


def _counts(query: Query, ids: Sequence[str]) -> dict[str, float]:
    hits, total = 0, 0.0
    for rank, key in enumerate(ids[:DEPTH], 1):
        if key in query.relevant:
            hits += 1
            total += hits / rank
    first = next((rank for rank, key in enumerate(ids, 1) if key in query.relevant), None)
    row = {"queries": 1.0, "precision": total / len(query.relevant), "reciprocal": 1 / first if first else 0.0}
    return row | {f"hit {k}": float(first is not None and first <= k) for k in HITS}


def _shares(sums: Mapping[str, float]) -> dict[str, Share]:
    queries = sums["queries"]
    return {
        f"MAP@{DEPTH}": ratio(sums["precision"], queries),
        "MRR": ratio(sums["reciprocal"], queries),
        **{f"hit@{k}": ratio(sums[f"hit {k}"], queries) for k in HITS},
    }
