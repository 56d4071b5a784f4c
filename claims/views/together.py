"""What the claim page shows of working together: who else is here, whose hands it is in, one's own drafts."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateformat import format as spell

from claims.models import Claim, User
from claims.services import drafts, presence
from claims.services.offers import Offer

FORM_WORDS = {
    "verdict": "Verdict",
    "evidence": "A source",
    "wording": "Wording",
    "speaker": "Speaker",
    "review": "Second opinion",
    "correction": "Change of the check",
    "decline": "Reason for declining",
    "dismiss": "Reason for dismissing",
    "takeover": "Note on taking over",
    "recheck": "When to look again",
    "comment": "Comment",
    "question": "Question",
    "reply": "Right of reply",
    "nobody": "Why nobody was asked",
}


def form_words(name: str) -> str:
    """What people call a form; one of a numbered kind, such as ``evidence-12``, by its kind."""
    kind = name.rstrip("0123456789").rstrip("-_")
    return FORM_WORDS.get(kind) or kind.replace("_", " ").replace("-", " ").capitalize() or name


def texts_of(fields: Mapping[str, Any]) -> list[str]:
    """What was typed, without what was merely chosen."""
    texts = [value for value in fields.values() if isinstance(value, str) and value.strip()]
    return [text for text in texts if not text.isdecimal() and (" " in text or len(text) > 12)] or texts


def as_json(kept: drafts.Kept) -> dict[str, Any]:
    return {
        "form": kept.form,
        "fields": dict(kept.fields),
        "revision": kept.revision,
        "number": kept.number,
        "at": kept.updated_at.isoformat(),
        "said": spell(timezone.localtime(kept.updated_at), "H:i"),
    }


def drafts_context(
    claim: Claim, user: User, offers: Mapping[str, Offer], opened_by: Mapping[str, tuple[str, ...]]
) -> dict[str, Any]:
    """This person's drafts on the claim: for the page's script, and those whose form is not offered any more."""
    kept = drafts.drafts_on(actor=user, claim_id=claim.pk)
    left = [
        {"form": one.form, "words": form_words(one.form), "texts": texts_of(one.fields), "at": one.updated_at}
        for one in kept
        if one.form in opened_by
        and texts_of(one.fields)
        and not any(offers[verb].is_open for verb in opened_by[one.form])
    ]
    return {"drafts_kept": [as_json(one) for one in kept], "drafts_left": left}


def presence_words(others: Sequence[presence.Present]) -> str:
    """Who is here, in one sentence; empty when nobody is."""
    if len(others) == 1 and others[0].is_writing:
        return f"{others[0].person} is here too, writing the verdict."
    names = [str(one.person) for one in others[:3]]
    if len(others) > 3:
        names[2:] = [f"{len(others) - 2} others"]
    if not names:
        return ""
    listed = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    words = f"{listed} {'is' if len(others) == 1 else 'are'} here too."
    writers = [str(one.person) for one in others if one.is_writing]
    return f"{words} {writers[0]} is writing the verdict." if writers else words


def presence_context(claim: Claim, user: User, *, now: datetime) -> dict[str, Any]:
    """For the head of the claim page."""
    return {
        "present": presence_words(presence.others_at(claim, user=user, now=now)),
        "seen": presence.last_event(claim),
        "is_mine": claim.is_held_by(user, now=now),
        "is_lease_over": claim.assignee_id is not None and claim.lease_expires_at is not None
        and not claim.is_leased(now=now),
    }  # fmt: skip
