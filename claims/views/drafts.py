"""Drafts: kept as somebody types, brought back on any device, listed to go on with."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateformat import format as spell
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from claims.errors import Invalid, Refused
from claims.models import Draft
from claims.services import drafts
from claims.views.desk import DeskRequest, desk, status_of
from claims.views.together import as_json, form_words, texts_of

LISTED = 100


@never_cache
@desk
@require_safe
def kept(request: DeskRequest, pk: int) -> HttpResponse:
    """This person's drafts on one claim, for a page that was not sent with them."""
    return JsonResponse({"drafts": [as_json(one) for one in drafts.drafts_on(actor=request.user, claim_id=pk)]})


@desk
@require_POST
def save(request: DeskRequest, pk: int, form: str) -> HttpResponse:
    """Keep what stands in a form. A refusal is JSON too: its code, its words, and what is kept instead."""
    now = timezone.now()
    try:
        said = _read(request.POST.get("draft", ""))
        made = drafts.save_draft(actor=request.user, claim_id=pk, form=form, now=now, **said)
    except Refused as refusal:
        details = dict(refusal.details)
        if details.get("updated_at"):
            row = Draft.objects.filter(person=request.user, claim=pk, form=form).first()
            details["said"] = spell(timezone.localtime(row.updated_at), "H:i") if row else ""
        body = {"code": refusal.code, "message": refusal.message, "details": details}
        return JsonResponse(body, status=status_of(refusal))
    return JsonResponse(as_json(made))


def _read(text: str) -> dict[str, Any]:
    """The draft as the page's script sends it."""
    try:
        said = json.loads(text)
        fields, revision, number = said["fields"], said["revision"], said["number"]
    except (ValueError, TypeError, KeyError, RecursionError):
        fields, revision, number = None, 0, 0
    is_whole = all(type(one) is int and 0 <= one < 2**31 for one in (revision, number))
    if not isinstance(fields, dict) or not is_whole:
        raise Invalid(
            "This is no draft.", {"draft": ["Send JSON with fields, revision and number, both whole numbers."]}
        )
    return {"fields": fields, "revision": revision, "number": number}


@desk
@require_POST
def forget(request: DeskRequest, pk: int, form: str) -> HttpResponse:
    """Throw it away. Scripts are told the number that stands now; a plain post leads back to the list."""
    number = drafts.forget_draft(actor=request.user, claim_id=pk, form=form, now=timezone.now())
    if "json" in request.headers.get("Accept", ""):
        return JsonResponse({"number": number or 0})
    if number:
        messages.success(request, "Thrown away.")
    return redirect("claims:draft-list")


@never_cache
@desk
@require_safe
def draft_list(request: DeskRequest) -> HttpResponse:
    """All that I have begun and not saved, the latest first."""
    rows = list(drafts.drafts_of(request.user)[: LISTED + 1])
    shown = [{"row": row, "words": form_words(row.form), "texts": texts_of(row.fields)} for row in rows[:LISTED]]
    context = {"drafts": shown, "is_cut": len(rows) > LISTED, "here": "drafts"}
    return render(request, "claims/drafts.html", context)
