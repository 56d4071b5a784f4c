"""Evidence with an address, and the copy that a worker makes of it."""

from datetime import datetime, timedelta

from claims.models import Capture, Claim, Evidence, User
from claims.services import captures, sources
from tests.builders import NOW

LATER = NOW + timedelta(minutes=1)


def add(claim: Claim, who: User, url: str = "", **fields: object) -> Evidence:
    given: dict[str, object] = {"stance": "supports", "url": url} | fields
    return sources.add_evidence(actor=who, claim_id=claim.pk, now=NOW, **given)  # type: ignore[arg-type]


def make_copy(capture: Capture, moment: datetime = LATER) -> str:
    return captures.fetch_capture(capture_id=capture.pk, clock=lambda: moment)


def fetched(claim: Claim, who: User, url: str, **fields: object) -> tuple[Evidence, Capture]:
    piece = add(claim, who, url, **fields)
    assert make_copy(piece.source.captures.get()) == "archived"
    piece.refresh_from_db()
    return piece, piece.source.captures.get()
