"""The passage that matters: marked in the text of a copy, or typed by hand and looked for there."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from claims.errors import Invalid, Missing, Refused
from claims.extraction.anchoring import CONTEXT, Anchored, Anchoring, anchor, select
from claims.models import Capture, CaptureState, Claim, Evidence, User
from claims.permissions import NOT_A_MEMBER, demand, may_add_evidence
from claims.services.claims import lock_claim
from claims.services.gathering import demand_gathering, touch
from claims.services.history import record_event

MAX_PASSAGE = 20_000


def lock_piece(*, actor: User, evidence_id: int, now: datetime) -> tuple[Claim, Evidence]:
    """Evidence that may be changed, with its claim locked. Call in a transaction. Raises what stands against it."""
    del now
    evidence = Evidence.objects.select_related("source").filter(pk=evidence_id).first()
    if evidence is None:
        raise Missing("no_such_evidence", f"There is no evidence {evidence_id}. Reload the claim.")
    claim = lock_claim(evidence.claim_id)
    demand(may_add_evidence(actor, claim), "not_a_member", NOT_A_MEMBER)
    demand_gathering(claim)
    evidence.refresh_from_db()
    if evidence.withdrawn_at is not None:
        raise Refused("withdrawn_already", "This piece was removed a moment ago. Reload the claim.")
    return claim, evidence


def mark_passage(
    *, actor: User, evidence_id: int, capture_id: int, start: int, end: int, quote: str = "", now: datetime
) -> Evidence:
    """Take these code points of a copy's text as the passage.

    ``quote``, when given, must be what the span cuts out: a guard against offsets counted in another unit.
    """
    with transaction.atomic():
        claim, evidence = lock_piece(actor=actor, evidence_id=evidence_id, now=now)
        capture = (
            Capture.objects.defer("warc")
            .filter(pk=capture_id, source=evidence.source_id, state=CaptureState.ARCHIVED.value)
            .first()
        )
        if capture is None:
            raise Missing("no_such_capture", "This copy is not one of this source. Reload the page.")
        text = capture.text
        if not 0 <= start < end <= len(text):
            raise Invalid(
                "This is no part of the text.", {"selection": [f"Choose from 0 to {len(text)}, start first."]}
            )
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start == end:
            raise Invalid("Nothing is selected.", {"selection": ["Select the words that bear on the claim."]})
        if quote and _squeezed(quote) != _squeezed(text[start:end]):
            raise Invalid(
                "The selection does not match the text.",
                {"selection": ["The text at this place reads differently. Reload the page and select again."]},
            )
        kept = select(text, start, end)
        if len(kept.exact) > MAX_PASSAGE:
            raise Invalid("This is too much for one passage.", {"selection": ["Select the words that matter only."]})
        values = {
            "passage": kept.exact, "passage_prefix": kept.prefix, "passage_suffix": kept.suffix,
            "passage_start": kept.start, "passage_end": kept.end, "capture": capture,
            "anchoring": str(Anchoring.EXACT),
        }  # fmt: skip
        return _save(claim, evidence, values, actor=actor, now=now)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def write_passage(*, actor: User, evidence_id: int, passage: str, now: datetime) -> Evidence:
    """Take these words as the passage, and look for them in the newest copy. They stay as they were typed."""
    passage = passage.strip()
    if len(passage) > MAX_PASSAGE:
        raise Invalid("This passage is too long.", {"passage": [f"Keep it below {MAX_PASSAGE:,} characters."]})
    with transaction.atomic():
        claim, evidence = lock_piece(actor=actor, evidence_id=evidence_id, now=now)
        values: dict[str, Any] = {"passage": passage} | place_in(newest_text(evidence.source_id), passage)
        return _save(claim, evidence, values, actor=actor, now=now)


def _save(claim: Claim, evidence: Evidence, values: dict[str, Any], *, actor: User, now: datetime) -> Evidence:
    before = evidence.passage
    for name, value in values.items():
        setattr(evidence, name, value)
    try:
        with transaction.atomic():
            evidence.save(update_fields=list(values))
    except IntegrityError:
        raise Refused(
            "known_evidence",
            "This source is attached with this passage already. Mark another passage, or remove the other piece.",
        ) from None
    touch(claim, actor=actor, now=now)
    record_event(
        actor=actor, verb="mark_passage", subject=claim, now=now,
        data={"evidence": evidence.pk, "source": str(evidence.source), "from": before, "to": evidence.passage,
              "anchoring": evidence.anchoring, "capture": evidence.capture_id},
    )  # fmt: skip
    return evidence


def newest_text(source_id: int) -> Capture | None:
    """The newest copy that has a text."""
    return Capture.objects.kept().defer("warc").filter(source=source_id).exclude(text="").first()


NOWHERE: dict[str, Any] = {
    "capture": None, "anchoring": "", "passage_start": None, "passage_end": None, "passage_prefix": "",
    "passage_suffix": "",
}  # fmt: skip


def place_in(capture: Capture | None, passage: str, *, near: int | None = None) -> dict[str, Any]:
    """Where a passage stands in a copy, as fields of the evidence. Without a copy or a passage: nowhere yet."""
    if capture is None or not passage.strip():
        return dict(NOWHERE)
    found = anchor(passage, capture.text, near=near)
    return _placed(capture, found)


def _placed(capture: Capture, found: Anchored) -> dict[str, Any]:
    if found.start is None or found.end is None:
        return NOWHERE | {"capture": capture, "anchoring": str(Anchoring.ORPHANED)}
    text = capture.text
    return {
        "capture": capture,
        "anchoring": str(found.how),
        "passage_start": found.start,
        "passage_end": found.end,
        "passage_prefix": text[max(0, found.start - CONTEXT) : found.start],
        "passage_suffix": text[found.end : found.end + CONTEXT],
    }


def anchor_waiting(capture: Capture) -> int:
    """Look in a new copy for the passages that no copy holds yet; returns how many were found.

    Passages that stand in an earlier copy stay there: it is that text that somebody read.
    """
    if not capture.text:
        return 0
    found = 0
    pieces = Evidence.objects.standing().filter(source=capture.source_id).exclude(passage="")
    for evidence in pieces.filter(anchoring__in=["", str(Anchoring.ORPHANED)]):
        values = place_in(capture, evidence.passage, near=evidence.passage_start)
        Evidence.objects.filter(pk=evidence.pk, passage=evidence.passage).update(**values)
        found += values["anchoring"] != Anchoring.ORPHANED
    return found
