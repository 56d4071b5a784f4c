"""Many claims of the queue at once: a look at what would happen, doing it, and taking back what one did last."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.errors import Invalid
from claims.models import BulkVerb, Claim
from claims.services import bulk
from claims.views.claim_page import wants_part
from claims.views.desk import DeskRequest, desk, safe_next
from claims.views.finds import REASONS
from claims.views.queue import reason_of, row_context

DID = {BulkVerb.ACCEPT: "accepted", BulkVerb.DISMISS: "dismissed"}


@desk
@require_POST
def many(request: DeskRequest) -> HttpResponse:
    """First shows what would become of the selected claims; a second post with ``step=do`` does it."""
    verb, seen = request.POST.get("verb", ""), _seen(request)
    if request.POST.get("step") != "do" or verb not in set(BulkVerb):
        return _ask(request, verb, seen)
    try:
        if verb == BulkVerb.DISMISS:
            outcome = bulk.dismiss_many(actor=request.user, seen=seen, reason=reason_of(request), now=timezone.now())
        else:
            outcome = bulk.accept_many(actor=request.user, seen=seen, now=timezone.now())
    except Invalid as error:
        return _ask(request, verb, seen, error=error)
    return _answer(request, outcome, _told(outcome, DID[BulkVerb(verb)]))


def _ask(request: DeskRequest, verb: str, seen: list[bulk.Seen], *, error: Invalid | None = None) -> HttpResponse:
    outcome = bulk.preview_many(actor=request.user, verb=verb, seen=seen)
    context = {
        "verb": verb,
        "did": DID[BulkVerb(verb)],
        "outcome": outcome,
        "seen": seen,
        "reasons": REASONS,
        "error": error,
        "back": safe_next(request, reverse("claims:queue")),
        "here": "queue",
    }
    page = "claims/_bulk.html" if wants_part(request) else "claims/bulk.html"
    return render(request, page, context, status=422 if error else 200)


@desk
@require_POST
def undo(request: DeskRequest) -> HttpResponse:
    """Take back one's last acceptance or dismissal, or the one that a notice offered."""
    number = request.POST.get("act", "")
    act_id = int(number) if number.isascii() and number.isdecimal() and len(number) < 18 else None
    outcome = bulk.undo_last(actor=request.user, act_id=act_id, now=timezone.now())
    assert outcome.act is not None  # noqa: S101 - a refusal was raised otherwise
    was = DID[BulkVerb(outcome.act.verb)]
    return _answer(request, outcome, f"Taken back: {_counted(len(outcome.done))} no longer {was}.", is_undone=True)


def _answer(request: DeskRequest, outcome: bulk.Outcome, said: str, *, is_undone: bool = False) -> HttpResponse:
    """The rows that the page shows, as they stand now, and what was done, with the way back."""
    if not wants_part(request):
        messages.success(request, said)
        for line in outcome.refused:
            messages.warning(request, line.refusal.message if line.refusal else "")
        return HttpResponseRedirect(safe_next(request, reverse("claims:queue")))
    html: str = render_to_string(
        "claims/_bulk_done.html", {"said": said, "outcome": outcome, "is_undone": is_undone}, request
    )
    html += "".join(
        render_to_string("claims/_row.html", row_context(request, claim) | {"oob": True}, request)
        for claim in _shown(request, outcome.lines)
    )
    answer = HttpResponse(html)
    answer["HX-Trigger"] = "desk-changed"
    return answer


def _shown(request: DeskRequest, lines: Iterable[bulk.Line]) -> list[Claim]:
    """Those of these claims that stand on the page, by what it says of itself."""
    on_page = {*request.POST.get("shown", "").split(",")}
    return [line.claim for line in lines if line.claim is not None and str(line.claim.pk) in on_page]


def _told(outcome: bulk.Outcome, did: str) -> str:
    if not outcome.done:
        return f"Nothing was {did}."
    return f"{_counted(len(outcome.done)).capitalize()} {did}."


def _counted(number: int) -> str:
    return "1 claim" if number == 1 else f"{number} claims"


def _seen(request: DeskRequest) -> list[bulk.Seen]:
    """``row=17:3``: claim 17 at revision 3. What cannot be read is left out; the look before the act shows the rest."""
    seen = []
    for text in request.POST.getlist("row"):
        claim, _, revision = text.partition(":")
        if all(part.isascii() and part.isdecimal() and len(part) < 18 for part in (claim, revision)):
            seen.append(bulk.Seen(int(claim), int(revision)))
    return seen
