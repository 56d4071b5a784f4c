"""Evidence on the claim page."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.errors import Missing
from claims.forms.sources import EvidenceForm
from claims.models import Evidence
from claims.services import sources
from claims.views.claim_page import act
from claims.views.desk import DeskRequest, desk


@desk
@require_POST
def add(request: DeskRequest, pk: int) -> HttpResponse:
    form = EvidenceForm(request.POST, auto_id="evidence-%s")

    def attach() -> object:
        given = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        return sources.add_evidence(actor=request.user, claim_id=pk, now=timezone.now(), **given)

    return act(
        request,
        pk,
        attach,
        said="Source added.",
        parts=("head", "evidence", "checklist", "history"),
        form=form,
        name="evidence",
        anchor="claim-evidence",
    )


@desk
@require_POST
def withdraw(request: DeskRequest, pk: int, evidence_id: int) -> HttpResponse:
    """Take a piece off; the history keeps that it was there."""

    def remove() -> object:
        if not Evidence.objects.filter(pk=evidence_id, claim_id=pk).exists():
            raise Missing("no_such_evidence", "This piece is not on this claim. Reload to see what is.")
        return sources.withdraw_evidence(actor=request.user, evidence_id=evidence_id, now=timezone.now())

    return act(
        request,
        pk,
        remove,
        said="Source removed. The history keeps that it was there.",
        parts=("head", "evidence-list", "checklist", "history"),
        on_refusal=("head", "evidence-list", "checklist", "history"),
        anchor="claim-evidence",
    )
