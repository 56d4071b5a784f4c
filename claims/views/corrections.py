"""Changes of a published check on the claim page, and the day on which it is looked at again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims.errors import Missing
from claims.forms.corrections import CorrectionForm, DeclineForm, RecheckForm
from claims.models import Correction, Rating
from claims.services import corrections, rechecks
from claims.views.claim_page import act
from claims.views.desk import DeskRequest, desk

PARTS = ("head", "verdict", "corrections", "history")
DUE = 100  # shown at once; more than that is no list but a backlog


@desk
@require_POST
def propose(request: DeskRequest, pk: int) -> HttpResponse:
    form = CorrectionForm(
        request.POST, auto_id="correction-%s", ratings=list(Rating.objects.usable().select_related("scale"))
    )

    def verb() -> object:
        said = dict(form.cleaned_data)
        revision = said.pop("revision")
        change = corrections.Change(rating_id=said.pop("rating"), **said)
        return corrections.propose_correction(
            actor=request.user, claim_id=pk, change=change, revision=revision, now=timezone.now()
        )

    return act(
        request, pk, verb, said="Proposed. Readers see it once an editor publishes it.", parts=PARTS,
        form=form, name="correction", anchor="claim-corrections",
    )  # fmt: skip


@desk
@require_POST
def publish(request: DeskRequest, pk: int, correction_id: int) -> HttpResponse:
    _demand_of_claim(pk, correction_id)
    return act(
        request, pk,
        lambda: corrections.publish_correction(actor=request.user, correction_id=correction_id, now=timezone.now()),
        said="Published. Readers see the change, its note and its date.", parts=PARTS, on_refusal=PARTS,
        anchor="claim-corrections",
    )  # fmt: skip


@desk
@require_POST
def decline(request: DeskRequest, pk: int, correction_id: int) -> HttpResponse:
    _demand_of_claim(pk, correction_id)
    form = DeclineForm(request.POST, auto_id="decline-%s")
    return act(
        request, pk,
        lambda: corrections.decline_correction(
            actor=request.user, correction_id=correction_id, note=form.cleaned_data["note"], now=timezone.now()
        ),
        said="Declined. The check stays as it is.", parts=PARTS, form=form, name="decline", anchor="claim-corrections",
    )  # fmt: skip


@desk
@require_POST
def recheck(request: DeskRequest, pk: int) -> HttpResponse:
    """Set or clear the day to look again."""
    form = RecheckForm(request.POST, auto_id="recheck-%s")
    return act(
        request, pk,
        lambda: rechecks.set_recheck(
            actor=request.user, claim_id=pk, on=form.cleaned_data["recheck_on"],
            note=form.cleaned_data["recheck_note"], now=timezone.now(),
        ),
        said="Saved.", parts=("corrections", "history"), form=form, name="recheck", anchor="claim-corrections",
    )  # fmt: skip


@desk
@require_safe
def due(request: DeskRequest) -> HttpResponse:
    """Published checks whose day has come, and changes that wait for an editor."""
    now = timezone.now()
    rows = list(rechecks.due_for_recheck(now=now)[: DUE + 1])
    waiting = Correction.objects.waiting().select_related("claim__article", "proposed_by", "after__author")[:DUE]
    context = {
        "here": "due", "claims": rows[:DUE], "is_cut": len(rows) > DUE, "waiting": waiting, "today": now.date(),
    }  # fmt: skip
    return render(request, "claims/due.html", context)


def _demand_of_claim(claim_id: int, correction_id: int) -> None:
    if not Correction.objects.filter(pk=correction_id, claim_id=claim_id).exists():
        raise Missing("no_such_correction", "This change is not of this claim. Reload the claim.")
