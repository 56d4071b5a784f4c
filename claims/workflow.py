"""Which status may follow which: one table for articles, one for claims."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from claims.errors import Refused


class ArticleStatus(StrEnum):
    QUEUED = "queued"
    EXTRACTING = "extracting"
    READY = "ready"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"


class ClaimStatus(StrEnum):
    PROPOSED = "proposed"
    OPEN = "open"
    DISMISSED = "dismissed"
    IN_REVIEW = "in_review"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    RETURNED = "returned"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    RETRACTED = "retracted"


S = TypeVar("S", bound=StrEnum)


def spoken(word: str) -> str:
    """A status or verb as people read it."""
    return word.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One verb: from any of ``before`` to ``after``; what takes something back, to any of ``others`` as well."""

    verb: str
    before: frozenset[S]
    after: S
    is_for_people: bool  # False: the worker's
    others: frozenset[S] = frozenset()


class Moves(Mapping[str, Move[S]]):
    """A table of moves, keyed by verb."""

    def __init__(
        self,
        noun: str,
        *rows: tuple[str, tuple[S, ...], S],
        worker: tuple[tuple[str, tuple[S, ...], S], ...] = (),
        back: tuple[tuple[str, tuple[S, ...], tuple[S, ...]], ...] = (),
    ) -> None:
        self.noun = noun
        self._rows = {verb: Move(verb, frozenset(before), after, is_for_people=True) for verb, before, after in rows}
        self._rows |= {
            verb: Move(verb, frozenset(before), after, is_for_people=False) for verb, before, after in worker
        }
        # Taking back leads to whichever status it was before, so these verbs have no place in what a status offers.
        self._rows |= {
            verb: Move(verb, frozenset(before), after[0], is_for_people=False, others=frozenset(after[1:]))
            for verb, before, after in back
        }

    def __getitem__(self, verb: str) -> Move[S]:
        return self._rows[verb]

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def from_status(self, status: str) -> list[str]:
        """What people can do with a row in this status."""
        return [verb for verb, move in self._rows.items() if status in move.before and move.is_for_people]

    def refusal(self, verb: str, status: str) -> Refused:
        """What to say when ``status`` does not allow ``verb``."""
        allowed = ", ".join(self.from_status(status)) or "nothing just now"
        return Refused(
            "wrong_status",
            f"This {self.noun} is {spoken(status)}, so it cannot be changed by “{spoken(verb)}”. "
            f"From here: {spoken(allowed)}. Reload to see it as it stands now.",
            status=str(status),
            allowed=self.from_status(status),
        )


A, C = ArticleStatus, ClaimStatus

ARTICLE_MOVES: Moves[ArticleStatus] = Moves(
    "article",
    ("retry", (A.FAILED, A.WITHDRAWN), A.QUEUED),
    ("withdraw", (A.QUEUED, A.READY, A.FAILED), A.WITHDRAWN),
    ("revise", (A.READY, A.FAILED, A.WITHDRAWN), A.QUEUED),  # its text has changed: the new one is to be read
    worker=(
        ("start_extraction", (A.QUEUED,), A.EXTRACTING),
        ("finish_extraction", (A.EXTRACTING,), A.READY),
        ("requeue", (A.EXTRACTING,), A.QUEUED),
        ("fail", (A.EXTRACTING,), A.FAILED),
        # What is known of it was corrected: the text is to be read in that light. Nobody asks for this by itself.
        ("reread", (A.READY, A.EXTRACTING), A.QUEUED),
    ),
)

CLAIM_MOVES: Moves[ClaimStatus] = Moves(
    "claim",
    ("accept", (C.PROPOSED,), C.OPEN),
    ("dismiss", (C.PROPOSED, C.OPEN), C.DISMISSED),
    ("reopen", (C.DISMISSED,), C.OPEN),
    ("unaccept", (C.OPEN,), C.PROPOSED),  # back to triage: what taking an acceptance back does
    ("restore", (C.DISMISSED,), C.PROPOSED),  # the same for a dismissal; reopen is for one that was open before
    ("take", (C.PROPOSED, C.OPEN, C.RETURNED), C.IN_REVIEW),  # from triage it is accepted and taken in one
    ("take_over", (C.IN_REVIEW,), C.IN_REVIEW),  # once the holder's lease ran out
    ("release", (C.IN_REVIEW,), C.OPEN),
    ("submit", (C.IN_REVIEW,), C.SUBMITTED),
    ("return", (C.SUBMITTED, C.APPROVED), C.RETURNED),  # approved: what the editor finds before publishing
    ("approve", (C.SUBMITTED,), C.APPROVED),
    ("publish", (C.APPROVED,), C.PUBLISHED),
    ("correct", (C.PUBLISHED, C.CORRECTED), C.CORRECTED),  # and update, and clarify
    ("retract", (C.PUBLISHED, C.CORRECTED), C.RETRACTED),
    ("merge", (C.PROPOSED, C.OPEN, C.IN_REVIEW, C.RETURNED), C.DISMISSED),  # another claim goes on in its place
    ("split", (C.PROPOSED, C.OPEN, C.IN_REVIEW, C.RETURNED), C.DISMISSED),  # its two parts go on
    back=(
        ("unmerge", (C.DISMISSED,), (C.OPEN, C.PROPOSED, C.RETURNED)),  # what was in review is open: the lease is gone
        ("unsplit", (C.DISMISSED,), (C.OPEN, C.PROPOSED, C.RETURNED)),
    ),
)
