"""The log of whom the desk asked for a reply, on the claim page."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from claims.errors import Invalid, Missing
from claims.forms.talk import NobodyForm, OutcomeForm, RequestForm
from claims.models import ReplyRequest
from claims.services import replies
from claims.views.claim_page import act, find_claim, wants_part
from claims.views.desk import DeskRequest, desk

PARTS = ("head", "replies", "reply-offer", "checklist", "history")


@desk
@require_POST
def ask(request: DeskRequest, pk: int) -> HttpResponse:
    form = RequestForm(request.POST, auto_id="reply-%s")

    def log() -> object:
        given = {name: value for name, value in form.cleaned_data.items() if name != "revision"}
        return replies.log_request(
            actor=request.user, claim_id=pk, request=replies.Request(**given), now=timezone.now()
        )

    return act(request, pk, log, said="Logged.", parts=PARTS, form=form, name="reply", anchor="claim-replies")


@desk
@require_POST
def nobody(request: DeskRequest, pk: int) -> HttpResponse:
    form = NobodyForm(request.POST, auto_id="nobody-%s")
    return act(
        request, pk,
        lambda: replies.log_nobody(
            actor=request.user, claim_id=pk, reason=form.cleaned_data["reason"], now=timezone.now()
        ),
        said="Noted.", parts=PARTS, form=form, name="nobody", anchor="claim-replies",
    )  # fmt: skip


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: DeskRequest, pk: int, reply_id: int) -> HttpResponse:
    """What came of it: the form, and saving."""
    row = _entry(pk, reply_id)
    auto_id = f"outcome-{reply_id}-%s"
    if request.method != "POST":
        initial = {"outcome": row.outcome, "answer": row.answer, "answered_at": row.answered_at}
        return _form(request, row, OutcomeForm(initial=initial, auto_id=auto_id))
    form = OutcomeForm(request.POST, auto_id=auto_id)
    if not form.is_valid():
        return _form(request, row, form, status=422)
    given = form.cleaned_data
    try:
        saved = replies.record_outcome(
            actor=request.user, reply_id=reply_id, outcome=given["outcome"], answer=given["answer"],
            answered_at=given["answered_at"], deadline_at=given["deadline_at"], now=timezone.now(),
        )  # fmt: skip
    except Invalid as error:
        form.add_refusals(error.fields)
        return _form(request, row, form, status=422)
    return act(
        request, pk, lambda: saved, said="Saved.", parts=PARTS, name=f"outcome-{reply_id}", anchor="claim-replies"
    )


def _form(request: DeskRequest, row: ReplyRequest, form: OutcomeForm, *, status: int = 200) -> HttpResponse:
    part = "claims/_reply_outcome.html"
    context = {
        "here": "queue", "claim": row.claim, "row": row, "form": form,
        "part": part, "title": f"What came of asking {row.whom}", "anchor": "claim-replies",
    }  # fmt: skip
    return render(request, part if wants_part(request) else "claims/talk_form.html", context, status=status)


@desk
@require_POST
def withdraw(request: DeskRequest, pk: int, reply_id: int) -> HttpResponse:
    _entry(pk, reply_id)
    return act(
        request, pk,
        lambda: replies.withdraw_request(actor=request.user, reply_id=reply_id, now=timezone.now()),
        said="Removed. The history keeps that it was there.", parts=PARTS, on_refusal=("head", "replies", "history"),
        anchor="claim-replies",
    )  # fmt: skip


def _entry(claim_id: int, reply_id: int) -> ReplyRequest:
    found = ReplyRequest.objects.select_related("claim").filter(pk=reply_id, claim_id=claim_id).first()
    if found is None:
        find_claim(claim_id)
        raise Missing("no_such_reply", "This entry is not of this claim. Reload to see what is.")
    return found
