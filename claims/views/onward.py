"""Where somebody comes from and goes on to: the filters of the queue travel along in the address of a claim."""

from urllib.parse import urlencode, urlsplit

from django.http import QueryDict
from django.urls import reverse

from claims.views.desk import DeskRequest

LONGEST = 2000


def queue_of(request: DeskRequest) -> str:
    """The filters of the queue that this page was opened from, as an address spells them; empty: from elsewhere."""
    for given in (request.GET, request.POST):
        if "queue" in given:
            return str(given["queue"])[:LONGEST]
    page = urlsplit(request.htmx.current_url or "" if request.htmx else request.headers.get("Referer", ""))
    params = QueryDict(page.query[: 2 * LONGEST], mutable=True)
    if "queue" in params:
        return str(params["queue"])[:LONGEST]
    if page.path == reverse("claims:queue"):
        params.pop("after", None)
        return params.urlencode()[:LONGEST] or "status=proposed"
    return ""


def claim_address(request: DeskRequest, claim_id: int, *, at: str = "") -> str:
    """The page of a claim, which knows the way on. ``at``: what gets the focus there."""
    address = reverse("claims:claim-detail", args=[claim_id])
    if query := queue_of(request):
        address += "?" + urlencode({"queue": query})
    return f"{address}#{at}" if at else address


def next_address(request: DeskRequest, claim_id: int) -> str:
    """What leads from this claim to the next one of its queue, and to the first thing to do there."""
    query = urlencode({"after": claim_id, "queue": queue_of(request)})
    return f"{reverse('claims:queue-next')}?{query}#begin"


def wants_next(request: DeskRequest) -> bool:
    """Whether a form says: save, and on to the next claim."""
    return request.POST.get("then") == "next"
