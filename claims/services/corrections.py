"""After publication: a change or a retraction is proposed, and an editor puts it before readers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import (
    Claim,
    Correction,
    CorrectionReason,
    CorrectionState,
    NoticeKind,
    Occasion,
    Publication,
    Rating,
    User,
    Verdict,
)
from claims.models.corrections import CHANGES
from claims.permissions import (
    NOT_A_MEMBER,
    demand,
    demand_distance,
    is_member,
    is_too_near,
    may_decide_correction,
    may_propose_correction,
    may_run_desk,
)
from claims.services.claims import demand_revision, lock_claim, move_claim
from claims.services.discussion import members
from claims.services.history import record_event
from claims.services.known import index_publication
from claims.services.notices import notify, settle_notices
from claims.services.publishing import correction_draft
from claims.services.reviews import demand_policy
from claims.services.verdicts import latest_verdict, next_number
from claims.workflow import CLAIM_MOVES, ClaimStatus

MIN_NOTE_CHARS = 10
MAX_NOTE_CHARS = 2000
MAX_PROSE_CHARS = 20_000
WORDS = ("summary", "rationale", "right_of_reply")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to change and why. What is left None stays as it was published."""

    occasion: str
    reason: str
    note: str
    internal_note: str = ""
    rating_id: int | None = None
    summary: str | None = None
    rationale: str | None = None
    right_of_reply: str | None = None

    def words(self) -> dict[str, str]:
        """The texts given, trimmed."""
        given = {name: getattr(self, name) for name in WORDS}
        return {name: value.strip() for name, value in given.items() if value is not None}


def propose_correction(
    *, actor: User, claim_id: int, change: Change, revision: int | None = None, now: datetime
) -> Correction:
    """Write down what should change in a published check. Readers see nothing of it until an editor publishes it.

    A new rating or new texts make a new verdict by ``actor``, held against the policy like any other; the published
    verdict stays what it was. One proposal at a time.
    """
    note = change.note.strip()
    with transaction.atomic():
        claim = lock_claim(claim_id)
        demand(may_propose_correction(actor, claim), "not_a_member", NOT_A_MEMBER)
        demand_revision(claim, revision)
        if claim.status not in CLAIM_MOVES["correct"].before:
            raise CLAIM_MOVES.refusal("correct", claim.status)
        if waiting := claim.corrections.waiting().first():
            raise Refused(
                "correction_waits",
                f"{waiting.proposed_by} proposed a {waiting.occasion} of this check already. Publish or decline that "
                "one first; what you wrote stays in the form.",
                correction=waiting.pk,
            )
        before = latest_verdict(claim)
        if before is None:  # a published claim has a verdict: the publication holds on to it
            raise CLAIM_MOVES.refusal("correct", claim.status)
        after = _verdict_after(claim, before, change, author=actor, now=now)
        correction = Correction.objects.create(
            claim=claim, occasion=str(change.occasion), reason=str(change.reason), note=note,
            internal_note=change.internal_note.strip(), before=before, after=after, proposed_by=actor, proposed_at=now,
        )  # fmt: skip
        record_event(
            actor=actor, verb="propose_correction", subject=claim, now=now,
            data={
                "correction": correction.pk, "occasion": correction.occasion, "reason": correction.reason, "note": note,
            },
        )  # fmt: skip
        _tell_editors(claim, correction, now=now)
    return correction


def _tell_editors(claim: Claim, correction: Correction, *, now: datetime) -> None:
    """All who may decide it."""
    text = f"A {correction.occasion} was proposed: {correction.note}"
    for one in members().prefetch_related("groups").order_by("pk"):
        if may_decide_correction(one, correction) and not is_too_near(one, claim.pk, now=now):
            notify(
                person=one, claim=claim, kind=NoticeKind.TO_DECIDE, told_by=correction.proposed_by, text=text, now=now
            )


def _verdict_after(claim: Claim, before: Verdict, change: Change, *, author: User, now: datetime) -> Verdict:
    """The published verdict itself where nothing of it changes, else a new one. Raises :class:`Invalid`."""
    words = {name: value for name, value in change.words().items() if value != getattr(before, name)}
    is_rated_anew = change.rating_id is not None and change.rating_id != before.rating_id
    rating: Rating | None = before.rating
    if change.rating_id is not None and is_rated_anew:
        rating = Rating.objects.usable().filter(pk=change.rating_id).first()
    _demand_sense(change, words, rating=rating, is_rated_anew=is_rated_anew)
    if not words and not is_rated_anew:
        return before
    demand_distance(author, claim.pk, now=now)  # a new verdict is a judgement
    texts = {name: words.get(name, getattr(before, name)) for name in WORDS}
    after = Verdict(
        claim=claim, number=next_number(claim), rating=rating, author=author, created_at=now, **texts
    )  # fmt: skip
    if is_rated_anew:
        demand_policy(claim, after)
    after.save(force_insert=True)
    return after


def _demand_sense(change: Change, words: dict[str, str], *, rating: Rating | None, is_rated_anew: bool) -> None:
    wrong = _unfit_words(change, words)
    if change.occasion not in CHANGES:
        wrong["occasion"] = [f"Choose one of: {', '.join(CHANGES)}."]
    if change.reason not in set(CorrectionReason):
        wrong["reason"] = [f"Choose one of: {', '.join(CorrectionReason)}."]
    if rating is None:
        wrong["rating"] = ["Choose a rating of a scale in use."]
    elif is_rated_anew and change.occasion == Occasion.CLARIFICATION:
        wrong["rating"] = ["A clarification does not change the rating. Choose “correction” or “update” for that."]
    if change.occasion == Occasion.RETRACTION and (words or is_rated_anew):
        wrong["occasion"] = ["A retraction leaves the check as it was published. Choose “correction” to change it."]
    if change.occasion == Occasion.CORRECTION and not words and not is_rated_anew:
        wrong["occasion"] = [
            "Nothing of the check changes. Change its rating or a text, or choose “clarification” for a note alone."
        ]
    if wrong:
        raise Invalid("The change is not complete.", wrong)


def _unfit_words(change: Change, words: dict[str, str]) -> dict[str, list[str]]:
    """What is too short or too long, by field."""
    limits = {"note": MAX_NOTE_CHARS, "internal_note": MAX_NOTE_CHARS, **dict.fromkeys(words, MAX_PROSE_CHARS)}
    given = {"note": change.note.strip(), "internal_note": change.internal_note.strip(), **words}
    wrong = {
        name: [f"Keep it below {limit:,} characters."] for name, limit in limits.items() if len(given[name]) > limit
    }
    if len(given["note"]) < MIN_NOTE_CHARS:
        wrong["note"] = ["Tell readers in a sentence what changes and why."]
    if not words.get("summary", "set"):
        wrong["summary"] = ["A check needs a summary. Sum the finding up in one or two sentences."]
    return wrong


def publish_correction(*, actor: User, correction_id: int, revision: int | None = None, now: datetime) -> Publication:
    """Put a proposed change before readers: a new version at the same address, with the note and the date.

    It takes an editor who neither proposed it nor wrote the verdict. The published check stands until then.
    """
    with transaction.atomic():
        correction, claim = _locked(correction_id)
        demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
        if correction.publication_id:
            return Publication.objects.get(pk=correction.publication_id)  # published twice is published once
        _demand_waiting(correction)
        demand_revision(claim, revision)
        _demand_other_eyes(actor, correction)
        demand_distance(actor, claim.pk, now=now)
        verb = "retract" if correction.occasion == Occasion.RETRACTION else "correct"
        draft = correction_draft(correction, publisher=actor, now=now)
        if draft.errors:
            raise Refused(
                "not_publishable",
                "This change cannot be published as it is. " + " ".join(draft.errors),
                missing=draft.errors,
            )
        before = claim.publications.get(is_current=True)
        Publication.objects.filter(pk=before.pk).update(is_current=False)
        publication = Publication.objects.create(
            claim=claim, verdict=correction.after, slug=before.slug, number=before.number + 1,
            occasion=correction.occasion, note=correction.note, facts=draft.facts, json_ld=draft.json_ld,
            published_by=actor, published_at=now,
        )  # fmt: skip
        _decide(correction, CorrectionState.PUBLISHED, actor=actor, now=now, publication=publication)
        index_publication(publication)
        told = {
            "correction": correction.pk, "occasion": correction.occasion, "note": correction.note,
            "publication": publication.pk, "number": publication.number,
            "rating_from": correction.before.rating.label, "rating_to": correction.after.rating.label,
        }  # fmt: skip
        move_claim(claim, verb, actor=actor, now=now, told=told)
    return publication


def _demand_other_eyes(actor: User, correction: Correction) -> None:
    if may_decide_correction(actor, correction):
        return
    code = "own_proposal" if correction.proposed_by_id == actor.pk else "may_not_publish"
    raise Forbidden(code, why_not_decide(actor, correction))


def why_not_decide(actor: User, correction: Correction) -> str:
    """What keeps this person from putting the change before readers, and who can; empty where nothing does."""
    if may_decide_correction(actor, correction):
        return ""
    if not may_run_desk(actor):
        return "Publishing a change takes an editor: ask one."
    if correction.proposed_by_id == actor.pk:
        return (
            "You proposed this change, so a second person puts it before readers: ask another editor. If you are the "
            "only one, take it back and let a colleague propose it; then you can publish it."
        )
    return "You wrote the verdict that readers would get, so a second person publishes it: ask another editor."


def decline_correction(*, actor: User, correction_id: int, note: str, now: datetime) -> Correction:
    """Leave the check as it stands, with a reason. Its proposer may take the proposal back in the same way."""
    note = note.strip()
    if not note:
        raise Invalid("Say why.", {"note": ["Give whoever proposed this a reason."]})
    if len(note) > MAX_NOTE_CHARS:
        raise Invalid("This reason is too long.", {"note": [f"Keep it below {MAX_NOTE_CHARS:,} characters."]})
    with transaction.atomic():
        correction, claim = _locked(correction_id)
        demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
        _demand_waiting(correction)
        demand(
            correction.proposed_by_id == actor.pk or may_decide_correction(actor, correction),
            "not_yours",
            f"Only {correction.proposed_by} or an editor can decline this. Ask one of them.",
        )
        if correction.proposed_by_id != actor.pk:  # taking one's own proposal back is always open
            demand_distance(actor, claim.pk, now=now)
        _decide(correction, CorrectionState.DECLINED, actor=actor, now=now, decision_note=note)
        record_event(
            actor=actor, verb="decline_correction", subject=claim, now=now,
            data={"correction": correction.pk, "occasion": correction.occasion, "note": note},
        )  # fmt: skip
    return Correction.objects.get(pk=correction_id)


def _locked(correction_id: int) -> tuple[Correction, Claim]:
    """The claim is locked first, as everywhere, then what hangs on it."""
    claim_id = Correction.objects.filter(pk=correction_id).values_list("claim_id", flat=True).first()
    if claim_id is None:
        raise Missing("no_such_correction", f"There is no correction {correction_id}. Reload the claim.")
    claim = lock_claim(claim_id)
    rows = Correction.objects.select_related("before__rating", "after__rating", "after__author", "proposed_by")
    return rows.get(pk=correction_id), claim


def _demand_waiting(correction: Correction) -> None:
    if correction.state != CorrectionState.PROPOSED:
        raise Refused(
            "decided_already",
            f"This change was {correction.state} a moment ago. Reload the claim to see how it stands.",
        )


def _decide(correction: Correction, state: CorrectionState, *, actor: User, now: datetime, **more: Any) -> None:
    Correction.objects.filter(pk=correction.pk).update(state=state.value, decided_by=actor, decided_at=now, **more)
    settle_notices(claim=correction.claim, kinds=[NoticeKind.TO_DECIDE], now=now)


def is_correctable(claim: Claim) -> bool:
    return claim.status in (ClaimStatus.PUBLISHED, ClaimStatus.CORRECTED)
