"""Verdicts, their checklist, and the second opinion, on the claim page."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.errors import Invalid
from claims.forms.reviews import ReviewForm, VerdictForm
from claims.services import reviews
from claims.views.claim_page import act, show_page, show_parts, wants_part
from claims.views.desk import DeskRequest, desk


@desk
@require_POST
def checklist(request: DeskRequest, pk: int) -> HttpResponse:
    """What is still missing for what stands in the form now. Saves nothing. Without htmx: the page, with it all."""
    form = VerdictForm(request.POST, auto_id="verdict-%s")
    form.is_valid()
    if wants_part(request):
        return show_parts(request, pk, ("checklist",), forms={"verdict": form}, is_quiet=True)
    return show_page(request, pk, forms={"verdict": form})


@desk
@require_POST
def judge(request: DeskRequest, pk: int) -> HttpResponse:
    """Save the verdict and hand it in, both or neither."""
    form = VerdictForm(request.POST, auto_id="verdict-%s")

    def hand_in() -> object:
        said = form.cleaned_data
        if said["rating"] is None:
            raise Invalid("The verdict is not complete.", {"rating": ["Choose a rating."]})
        return reviews.judge_claim(
            actor=request.user,
            claim_id=pk,
            rating_id=said["rating"],
            summary=said["summary"],
            rationale=said["rationale"],
            right_of_reply=said["right_of_reply"],
            revision=said["revision"],
            now=timezone.now(),
        )

    return act(
        request,
        pk,
        hand_in,
        said="Handed in. A second person looks at it now.",
        form=form,
        name="verdict",
        anchor="claim-verdict",
    )


@desk
@require_POST
def approve(request: DeskRequest, pk: int) -> HttpResponse:
    form = ReviewForm(request.POST, auto_id="review-%s")
    return act(
        request,
        pk,
        lambda: reviews.approve_claim(actor=request.user, claim_id=pk, now=timezone.now(), **form.cleaned_data),
        said="Approved. An editor can publish it now.",
        form=form,
        name="review",
        anchor="claim-verdict",
    )


@desk
@require_POST
def send_back(request: DeskRequest, pk: int) -> HttpResponse:
    """Return it to its author with a note."""
    form = ReviewForm(request.POST, auto_id="review-%s")
    return act(
        request,
        pk,
        lambda: reviews.return_claim(actor=request.user, claim_id=pk, now=timezone.now(), **form.cleaned_data),
        said="Returned. Its author sees your note.",
        form=form,
        name="review",
        anchor="claim-verdict",
    )
