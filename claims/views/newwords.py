"""What becomes of a claim whose passage reads differently now: it takes the new words, or keeps its wording."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from claims.errors import Missing
from claims.models import Claim
from claims.services import newwords
from claims.views.claim_page import EVERYTHING, act
from claims.views.desk import DeskRequest, desk, revision
from claims.views.finds import paragraphs

VERBS: dict[str, tuple[Callable[..., Claim], str]] = {
    "take": (newwords.take_new_words, "It says now what its passage reads."),
    "keep": (newwords.keep_wording, "Noted: it keeps its wording."),
}


@desk
@require_POST
def decide(request: DeskRequest, pk: int, what: str) -> HttpResponse:
    """From the claim's page, or from its place in the article."""
    if what not in VERBS:
        raise Missing("no_such_act", "There is nothing of this name to do with the words of a claim.")
    verb, said = VERBS[what]

    def do() -> Claim:
        return verb(actor=request.user, claim_id=pk, revision=revision(request), now=timezone.now())

    if "find" not in (request.POST.get("part"), request.GET.get("part")):
        return act(request, pk, do, said=said, parts=EVERYTHING)
    do()
    claim = get_object_or_404(Claim.objects.select_related("version__article__outlet"), pk=pk)
    if request.htmx:
        return paragraphs(request, claim)
    return redirect(f"{reverse('claims:article-detail', args=[claim.article_id])}#find-{pk}")
