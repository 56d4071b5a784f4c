"""Taking back, on the claim page, what one did to the claim last."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.services.acts import Act, undoable
from claims.services.undoing import undo_last_act
from claims.views.claim_page import EVERYTHING, act
from claims.views.desk import DeskRequest, desk

_EVIDENCE = ("head", "matches", "evidence-list", "checklist", "history")
_MATCHES = ("matches", "history")
# What changes on the page with each; sections in which somebody may be typing stay as they are otherwise.
PARTS: dict[str, tuple[str, ...]] = {
    "reword": ("head", "wording", "history"),
    "correct_speaker": ("head", "speaker", "history"),
    "add_evidence": _EVIDENCE,
    "withdraw_evidence": _EVIDENCE,
    "amend_evidence": _EVIDENCE,
    "mark_passage": _EVIDENCE,
    "confirm_match": _MATCHES,
    "reject_match": _MATCHES,
    "confirm_appearance": _MATCHES,
    "reject_appearance": _MATCHES,
}
RENEWED = {"reword": ("speaker", "verdict", "review"), "correct_speaker": ("wording", "verdict", "review")}


@desk
@require_POST
def undo(request: DeskRequest, pk: int) -> HttpResponse:
    now = timezone.now()
    last = undoable(actor=request.user, claim_id=pk, now=now)
    verb = last.verb if last else ""
    return act(
        request, pk,
        lambda: undo_last_act(actor=request.user, claim_id=pk, now=now),
        said=f"Taken back: you had {last.words}." if last else "",
        parts=PARTS.get(verb, EVERYTHING), on_refusal=("head", "history"), anchor="claim-history",
        renewed=RENEWED.get(verb, ()), current=_row_of(last),
    )  # fmt: skip


def _row_of(last: Act | None) -> str:
    """The row of earlier checks that keys go on with."""
    noun = last.verb.rpartition("_")[2] if last else ""
    return f"{noun}-{last.events[0].data[noun]}" if last and noun in ("match", "appearance") else ""
