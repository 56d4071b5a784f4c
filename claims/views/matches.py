"""Earlier checks and other places of a claim, on its page: judging them, undoing that, using a check as a source."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims.models import MatchDecision
from claims.services import matches as verbs
from claims.services.lookups import look_again
from claims.views.claim_page import act, find_claim, show_parts, wants_part
from claims.views.desk import DeskRequest, desk

SAID = {
    ("match", MatchDecision.CONFIRM): "Confirmed: it was checked before. You can use that check as a source.",
    ("match", MatchDecision.REJECT): "Rejected: it will not be proposed for this claim again.",
    ("match", MatchDecision.UNDO): "Taken back. It is a proposal again.",
    ("appearance", MatchDecision.CONFIRM): "Confirmed: both articles make this claim.",
    ("appearance", MatchDecision.REJECT): "Rejected: these are different claims.",
    ("appearance", MatchDecision.UNDO): "Taken back. It is a proposal again.",
}


@desk
@require_safe
def panel(request: DeskRequest, pk: int) -> HttpResponse:
    """What the page asks for while a worker is looking; opened by hand, it leads to the page."""
    find_claim(pk)
    if not wants_part(request):
        return redirect("claims:claim-detail", pk)
    return show_parts(request, pk, ("matches",), is_quiet=True)


@desk
@require_POST
def judge_match(request: DeskRequest, pk: int, match_id: int, decision: MatchDecision) -> HttpResponse:
    return _judge(
        request,
        pk,
        "match",
        match_id,
        decision,
        lambda: verbs.judge_match(
            actor=request.user, claim_id=pk, match_id=match_id, decision=decision, now=timezone.now()
        ),
    )


@desk
@require_POST
def judge_appearance(request: DeskRequest, pk: int, appearance_id: int, decision: MatchDecision) -> HttpResponse:
    return _judge(
        request,
        pk,
        "appearance",
        appearance_id,
        decision,
        lambda: verbs.judge_appearance(
            actor=request.user, claim_id=pk, appearance_id=appearance_id, decision=decision, now=timezone.now()
        ),
    )


def _judge(
    request: DeskRequest, pk: int, noun: str, row_id: int, decision: MatchDecision, verb: Callable[[], object]
) -> HttpResponse:
    # A rejected one leaves the list, and the keys go on to the next; the others stay under them for “undo” and “use”.
    current = "" if decision == MatchDecision.REJECT else f"{noun}-{row_id}"
    return act(
        request,
        pk,
        verb,
        said=SAID[noun, decision],
        parts=("matches", "history"),
        on_refusal=("head", "matches", "history"),
        anchor="claim-matches",
        current=current,
    )


@desk
@require_POST
def reuse(request: DeskRequest, pk: int, match_id: int) -> HttpResponse:
    """Attach a confirmed check as evidence."""
    return act(
        request,
        pk,
        lambda: verbs.reuse_match(actor=request.user, claim_id=pk, match_id=match_id, now=timezone.now()),
        said="Added to the evidence. Read it, and change its stance if it bears on the claim otherwise.",
        parts=("head", "matches", "evidence-list", "checklist", "history"),
        on_refusal=("head", "matches"),
        anchor="claim-evidence",
        current=f"match-{match_id}",
    )


@desk
@require_POST
def again(request: DeskRequest, pk: int) -> HttpResponse:
    """Have the claim looked up once more."""
    return act(
        request,
        pk,
        lambda: look_again(actor=request.user, claim_id=pk, now=timezone.now()),
        said="A worker looks again.",
        parts=("matches",),
        on_refusal=("head", "matches"),
        anchor="claim-matches",
    )
