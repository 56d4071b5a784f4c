"""The editor's last step on the claim page."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.forms.claims import Guarded
from claims.services import publishing
from claims.views.claim_page import act
from claims.views.desk import DeskRequest, desk


@desk
@require_POST
def publish(request: DeskRequest, pk: int) -> HttpResponse:
    """Freeze what the preview showed and put it before readers."""
    form = Guarded(request.POST)
    return act(
        request,
        pk,
        lambda: publishing.publish_claim(actor=request.user, claim_id=pk, now=timezone.now(), **form.cleaned_data),
        said="Published. Readers see it now.",
        form=form,
        name="publish",
        anchor="claim-verdict",
    )
