"""Who is looking at a claim, the beat of its open page, and taking it out of somebody's hands."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.forms.claims import TakeOverForm
from claims.services import leases, presence
from claims.services.blindness import blindfold
from claims.views.claim_page import EVERYTHING, act, show_parts, wants_part
from claims.views.desk import DeskRequest, desk
from claims.views.history import tell
from claims.views.together import presence_context, presence_words


@never_cache
@desk
@require_POST
def beat(request: DeskRequest, pk: int) -> HttpResponse:
    """The page lives. Answers with the lease and presence line, and with what others did since ``seen``."""
    now = timezone.now()
    told = presence.beat(
        actor=request.user, claim_id=pk, is_active=request.POST.get("active") == "1",
        seen=_number(request.POST.get("seen", "")), now=now,
    )  # fmt: skip
    lost = [one for one in told.news if one.verb == "take_over" and one.data.get("from_id") == request.user.pk]
    context = {
        "claim": told.claim,
        "now": now,
        **presence_context(told.claim, request.user, now=now),
        "present": presence_words(told.others),
        "seen": told.seen,
        "news": tell(told.news, fold=blindfold(request.user, told.claim) if told.news else None),
        "is_taken_from_me": bool(lost),
    }
    return render(request, "claims/_claim_beat.html", context)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


@desk
@require_POST
def leave(request: DeskRequest, pk: int) -> HttpResponse:
    """The page was closed."""
    presence.leave(actor=request.user, claim_id=pk)
    return HttpResponse(status=204)


@desk
@require_safe
def now(request: DeskRequest, pk: int) -> HttpResponse:
    """All sections as they stand; what is typed into their forms comes back from the drafts. By hand: the page."""
    if not wants_part(request):
        return redirect("claims:claim-detail", pk)
    return show_parts(request, pk, (*EVERYTHING, "talk"))


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def take_over(request: DeskRequest, pk: int) -> HttpResponse:
    """Out of a colleague's hands, with a note to them."""
    if request.method != "POST":
        return redirect("claims:claim-detail", pk)
    form = TakeOverForm(request.POST, auto_id="takeover-%s")
    return act(
        request, pk,
        lambda: leases.take_over_claim(
            actor=request.user, claim_id=pk, note=form.cleaned_data["note"],
            holder_id=form.cleaned_data["holder"], now=timezone.now(),
        ),
        said="It is yours now. Your note is with whoever held it.", form=form, name="takeover", anchor="claim-head",
    )  # fmt: skip
