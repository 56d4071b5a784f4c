"""A second rating, an editor's word between two, and being too near, on the claim page."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.errors import Invalid
from claims.forms.reviews import AdjudicationForm, ConflictForm, OpinionForm
from claims.models import Claim
from claims.services import conflicts, opinions, reviews
from claims.views.claim_page import EVERYTHING, act
from claims.views.desk import DeskRequest, desk


@desk
@require_POST
def give(request: DeskRequest, pk: int) -> HttpResponse:
    """One's own rating and its reason; with it the page shows what was withheld."""
    form = OpinionForm(request.POST, auto_id="opinion-%s")

    def verb() -> object:
        said = form.cleaned_data
        return opinions.give_opinion(
            actor=request.user, claim_id=pk, rating_id=said["rating"] or 0, note=said["note"],
            revision=said["revision"], now=timezone.now(),
        )  # fmt: skip

    return act(
        request, pk, verb, said="Your rating is on record. This is the verdict.", parts=(*EVERYTHING, "talk"),
        form=form, name="opinion", anchor="claim-verdict",
    )  # fmt: skip


@desk
@require_POST
def adjudicate(request: DeskRequest, pk: int) -> HttpResponse:
    """An editor decides between two ratings."""
    form = AdjudicationForm(request.POST, auto_id="adjudication-%s")
    is_upheld = request.POST.get("decision") == "approve"
    return act(
        request, pk,
        lambda: reviews.adjudicate_claim(actor=request.user, claim_id=pk, now=timezone.now(), **form.cleaned_data),
        said="Upheld. An editor can publish it now." if is_upheld else "Returned. Its author sees your note.",
        form=form, name="adjudication", anchor="claim-verdict",
    )  # fmt: skip


@desk
@require_POST
def declare(request: DeskRequest, pk: int) -> HttpResponse:
    """Too near to this claim, its speaker or its outlet."""
    form = ConflictForm(request.POST, auto_id="conflict-%s")

    def verb() -> object:
        claim = Claim.objects.select_related("article").filter(pk=pk).first()
        chosen = form.cleaned_data["subject"]
        sides = {
            "claim": pk,
            "speaker": claim.speaker_id if claim else None,
            "outlet": claim.article.outlet_id if claim else None,
        }
        if sides.get(chosen) is None:
            raise Invalid("Say what you are too near to.", {"subject": ["Choose one of these."]})
        return conflicts.declare_conflict(
            actor=request.user, note=form.cleaned_data["note"], now=timezone.now(), **{f"{chosen}_id": sides[chosen]}
        )

    return act(
        request, pk, verb, said="Noted. Somebody else looks after this claim.", parts=(*EVERYTHING, "conflict"),
        form=form, name="conflict", anchor="claim-conflict",
    )  # fmt: skip
