"""Where a claim comes from and where it goes on, and how its words stand in the article now."""

from dataclasses import dataclass
from typing import Any

from claims.models import SPLIT_BACK, ArticleWatch, Claim
from claims.services.newwords import new_words
from claims.services.surgery import SPLIT
from claims.workflow import ClaimStatus

SHOWN = 20  # claims that one went into, or was made from


@dataclass(frozen=True, slots=True)
class Kin:
    """Another claim, and in what words this one leads to it. ``is_onward``: work goes on there, not here."""

    words: str
    claim: Claim
    is_onward: bool = False


def kin_of(claim: Claim) -> list[Kin]:
    """The claims that this one was merged into, split into, cut out of or made from. At most four queries."""
    rows = Claim.objects.select_related("article")
    found = []
    if claim.merged_into_id is not None:
        found.append(Kin("It goes on in", rows.get(pk=claim.merged_into_id), is_onward=True))
    if claim.split_from_id is not None:
        found.append(Kin("Cut out of", rows.get(pk=claim.split_from_id), is_onward=is_undone(claim)))
    for part in rows.filter(split_from=claim).order_by("start", "pk")[:SHOWN]:
        if is_undone(part):
            found.append(Kin("Was split into", part))
        else:
            found.append(Kin("Split into", part, is_onward=_is_split(claim)))
    found += [Kin("Takes in", one) for one in rows.filter(merged_into=claim).order_by("pk")[:SHOWN]]
    return found


def is_undone(part: Claim) -> bool:
    """Whether it is a part of a split that was taken back."""
    return (
        part.split_from_id is not None
        and part.status == ClaimStatus.DISMISSED
        and part.dismissed_reason == SPLIT_BACK
    )  # fmt: skip


def _is_split(claim: Claim) -> bool:
    return claim.status == ClaimStatus.DISMISSED and claim.dismissed_reason == SPLIT


def lineage_context(claim: Claim) -> dict[str, Any]:
    """For the head of the claim page."""
    row = ArticleWatch.objects.filter(pk=claim.article_id).values("state", "found_at", "concerned").first()
    told = (row["concerned"] or {}).get(str(claim.pk)) if row and row["found_at"] else None
    return {"kin": kin_of(claim), "new_words": new_words(claim), "source_reads": told, "is_undone": is_undone(claim)}
