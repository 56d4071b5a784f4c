"""Declaring on one's account page that one is too near, and the editors' list of who is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims.errors import Invalid
from claims.forms.reviews import NearnessForm
from claims.permissions import demand, may_see_conflicts
from claims.services import conflicts
from claims.services.speakers import suggest_speakers
from claims.views.desk import DeskRequest, desk
from claims.views.people import account_page

SHOWN = 200


@desk
@require_POST
def declare(request: DeskRequest) -> HttpResponse:
    """A speaker or an outlet; a single claim is declared on its own page."""
    form = NearnessForm(request.POST)
    if form.is_valid():
        try:
            _declare(request, form)
        except Invalid as refusal:
            names = {"subject": "speaker", "note": "near_note"}
            for field, sentences in refusal.fields.items():
                form.add_error(names.get(field, field), list(sentences))
        else:
            messages.success(request, "Noted. What it concerns goes to somebody else of the desk.")
            return redirect("claims:account")
    return account_page(request, near_form=form, status=422)


def _declare(request: DeskRequest, form: NearnessForm) -> None:
    name, outlet = form.cleaned_data["speaker"].strip(), form.cleaned_data["outlet"]
    speaker = None
    if name:
        found = suggest_speakers(words=name)
        exact = [one for one in found if one.name.casefold() == name.casefold()]
        if len(exact or found) != 1:
            told = "; ".join(str(one) for one in found) or "nobody"
            raise Invalid("Which speaker?", {"speaker": [f"Write the name as the register has it. Found: {told}."]})
        speaker = (exact or found)[0]
    conflicts.declare_conflict(
        actor=request.user, speaker_id=speaker.pk if speaker else None, outlet_id=outlet.pk if outlet else None,
        note=form.cleaned_data["near_note"], now=timezone.now(),
    )  # fmt: skip


@desk
@require_safe
def conflict_list(request: DeskRequest) -> HttpResponse:
    """Everybody's, for editors; what stands first."""
    demand(may_see_conflicts(request.user), "not_an_editor", "Only editors see everybody's. Yours are on your account.")
    now = timezone.now()
    rows = list(conflicts.conflicts_for(request.user)[:SHOWN])
    context = {
        "here": "conflicts",
        "standing": [one for one in rows if one.ended_at is None or one.ended_at > now],
        "ended": [one for one in rows if one.ended_at is not None and one.ended_at <= now],
    }
    return render(request, "claims/conflicts.html", context)


@desk
@require_POST
def end(request: DeskRequest, pk: int) -> HttpResponse:
    conflict = conflicts.end_conflict(actor=request.user, conflict_id=pk, now=timezone.now())
    messages.success(request, f"Ended. {conflict.person} may work on it again.")
    return redirect("claims:conflict-list")
