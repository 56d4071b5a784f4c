"""The claim page, its wording and its speaker. What a line of the queue can do too stands in queue.py."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims.forms.claims import SpeakerForm, WordingForm
from claims.services import attributions, claims
from claims.services.notices import read_about
from claims.services.speakers import suggest_speakers
from claims.views.claim_page import act, show_page
from claims.views.desk import DeskRequest, desk


@desk
@require_safe
def detail(request: DeskRequest, pk: int) -> HttpResponse:
    """The whole page. Whoever opens it has seen what they were told about it."""
    if request.method == "GET":
        read_about(actor=request.user, claim_id=pk, now=timezone.now())
    return show_page(request, pk)


@desk
@require_POST
def reword(request: DeskRequest, pk: int) -> HttpResponse:
    """A stale save shows both wordings side by side; saving again is a choice then."""
    form = WordingForm(request.POST, auto_id="wording-%s")
    return act(
        request,
        pk,
        lambda: claims.reword_claim(actor=request.user, claim_id=pk, now=timezone.now(), **form.cleaned_data),
        said="Wording saved.",
        parts=("head", "wording", "history"),
        form=form,
        name="wording",
        anchor="claim-wording",
        renewed=("speaker", "verdict", "review"),
    )


@desk
@require_POST
def speaker(request: DeskRequest, pk: int) -> HttpResponse:
    """Correct who said it."""
    form = SpeakerForm(request.POST, auto_id="speaker-%s")

    def correct() -> object:
        said = form.cleaned_data
        return attributions.correct_speaker(
            actor=request.user,
            claim_id=pk,
            speaker_id=None if said["is_outlet"] else said["speaker_id"],
            name="" if said["is_outlet"] else said["name"],
            revision=said["revision"],
            now=timezone.now(),
        )

    return act(
        request,
        pk,
        correct,
        said="Speaker saved, here and on the other claims of this statement.",
        parts=("head", "speaker", "history"),
        form=form,
        name="speaker",
        anchor="claim-speaker",
        renewed=("wording", "verdict", "review"),
    )


@desk
@require_safe
def suggest(request: DeskRequest) -> HttpResponse:
    """Names of the register for the list under a speaker field."""
    words = request.GET.get("name", "") or request.GET.get("q", "")
    return render(request, "claims/_speaker_names.html", {"speakers": suggest_speakers(words=words)})
