"""What one person is too near to, asked once for many claims."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from claims.models import Claim, ConflictOfInterest, User


@dataclass(frozen=True, slots=True)
class Nearness:
    """Ids of the claims, speakers and outlets that somebody may not judge."""

    claims: frozenset[int] = frozenset()
    speakers: frozenset[int] = frozenset()
    outlets: frozenset[int] = frozenset()

    def covers(self, claim: Claim) -> bool:
        """The same answer as :func:`claims.permissions.is_too_near`, of a claim with its article."""
        return claim.pk in self.claims or claim.speaker_id in self.speakers or claim.article.outlet_id in self.outlets

    @property
    def rows(self) -> Q:
        """The same for a query over claims."""
        found = Q(pk__in=self.claims)
        if self.speakers:
            found |= Q(speaker__isnull=False, speaker__in=self.speakers)
        if self.outlets:
            found |= Q(article__outlet__isnull=False, article__outlet__in=self.outlets)
        return found


def nearness_of(actor: User, *, now: datetime) -> Nearness:
    """All that this person is too near to at this moment. One query."""
    standing = ConflictOfInterest.objects.standing(now=now).filter(person=actor)
    rows = list(standing.values_list("claim", "speaker", "speaker__merged_into", "outlet"))
    return Nearness(
        claims=frozenset(row[0] for row in rows if row[0]),
        speakers=frozenset(key for row in rows for key in row[1:3] if key),
        outlets=frozenset(row[3] for row in rows if row[3]),
    )
