"""What the claim page shows of a check once it was published."""

from collections.abc import Mapping
from typing import Any

from django.forms import Form

from claims.forms.corrections import OCCASION_HINTS, CorrectionForm, DeclineForm, RecheckForm
from claims.models import Claim, Publication, Rating, User
from claims.services.corrections import is_correctable, why_not_decide


def corrections_context(
    claim: Claim, publication: Publication | None, user: User, forms: Mapping[str, Form]
) -> dict[str, Any]:
    """What the section of a published claim shows; nothing before that."""
    if publication is None:
        return {"is_correctable": False}
    rows = list(
        claim.corrections.select_related(
            "before__rating", "after__rating", "after__author", "proposed_by", "decided_by"
        ).order_by("-id")
    )
    waiting = next((one for one in rows if one.state == "proposed"), None)
    ratings = list(Rating.objects.usable().select_related("scale"))
    why_not = why_not_decide(user, waiting) if waiting else ""
    guard = {"revision": claim.revision}
    verdict = publication.verdict
    return {
        "is_correctable": is_correctable(claim),
        "waiting": waiting,
        "may_decide": waiting is not None and not why_not,
        "why_not_decide": why_not,
        "may_take_back": waiting is not None and waiting.proposed_by_id == user.pk,
        "decided": [one for one in rows if one.state != "proposed"],
        "correction_form": forms.get("correction")
        or CorrectionForm(
            initial={
                "summary": verdict.summary, "rationale": verdict.rationale, "right_of_reply": verdict.right_of_reply,
                **guard,
            },
            auto_id="correction-%s", ratings=ratings,
        ),
        "occasion_hints": {str(one): hint for one, hint in OCCASION_HINTS.items()},
        "decline_form": forms.get("decline") or DeclineForm(initial=guard, auto_id="decline-%s"),
        "recheck_form": forms.get("recheck")
        or RecheckForm(
            initial={"recheck_on": claim.recheck_on, "recheck_note": claim.recheck_note, **guard}, auto_id="recheck-%s"
        ),
    }  # fmt: skip
