"""Evidence on the claim page: attaching, weighing, marking the passage, and what is kept of it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from claims.errors import Invalid, Missing, Refused
from claims.extraction.anchoring import anchor
from claims.forms.sources import BearingForm, EvidenceForm, PassageForm
from claims.models import Capture, Claim, Evidence, Source
from claims.services import captures, passages, sources
from claims.services.gathering import GATHERING
from claims.views.claim_page import act, find_claim, wants_part
from claims.views.copies import CopyState, copy_states, paragraphs_of, piece_view
from claims.views.desk import DeskRequest, desk, go, refusal, status_of
from claims.views.merging import Merged, merge_texts

LIST_PARTS = ("head", "evidence-list", "checklist", "history")


@desk
@require_POST
def add(request: DeskRequest, pk: int) -> HttpResponse:
    form = EvidenceForm(request.POST, request.FILES, auto_id="evidence-%s")

    def attach() -> object:
        given = {name: value for name, value in form.cleaned_data.items() if name not in ("revision", "file")}
        return sources.add_evidence(
            actor=request.user, claim_id=pk, upload=form.cleaned_data["file"], now=timezone.now(), **given
        )

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
        parts=LIST_PARTS,
        on_refusal=LIST_PARTS,
        anchor="claim-evidence",
    )


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def piece(request: DeskRequest, pk: int, evidence_id: int) -> HttpResponse:
    """Change how a piece bears on its claim: the form for it, and saving. A key sends one field alone."""
    evidence = _piece(pk, evidence_id)
    if request.method != "POST":
        return _piece_form(
            request, evidence, BearingForm(initial=_bearing(evidence), auto_id=f"piece-{evidence_id}-%s")
        )
    # What a key or another program leaves out stays as it is.
    sent = {name: request.POST[name] for name in request.POST if name in sources.AMENDABLE}
    form = BearingForm({**_bearing(evidence), **sent}, auto_id=f"piece-{evidence_id}-%s")
    if not form.is_valid():
        return _piece_form(request, evidence, form, status=422)
    changes = {name: form.cleaned_data[name] for name in sent}
    if changes.get("medium") == "":
        del changes["medium"]
    seen = {name: request.POST[f"was-{name}"].replace("\r\n", "\n") for name in sent if f"was-{name}" in request.POST}
    changes = {name: value.replace("\r\n", "\n") for name, value in changes.items()}

    refused: Refused | None = None
    try:
        sources.amend_evidence(actor=request.user, evidence_id=evidence_id, seen=seen, now=timezone.now(), **changes)
    except Refused as error:
        if error.code == "stale":
            fresh = _piece(pk, evidence_id)
            data = QueryDict(mutable=True)
            data.update({**_bearing(fresh), **sent})
            both = BearingForm(data, auto_id=f"piece-{evidence_id}-%s")
            merges = merge_texts(both, seen, _bearing(fresh))
            return _piece_form(request, fresh, both, merges=merges, status=status_of(error))
        refused = error

    def tell() -> None:
        if refused is not None:
            raise refused

    return act(
        request, pk, tell, said=_said(changes), parts=LIST_PARTS, on_refusal=LIST_PARTS,
        anchor=f"evidence-{evidence_id}",
    )  # fmt: skip


def _said(changes: dict[str, str]) -> str:
    labels = {"stance": "Stance", "proximity": "Nearness"}
    if len(changes) == 1 and (name := next(iter(changes))) in labels:
        return f"{labels[name]} changed."
    return "Evidence changed."


def _bearing(evidence: Evidence) -> dict[str, str]:
    return {name: getattr(evidence, name) for name in sources.AMENDABLE}


def _piece_form(
    request: DeskRequest, evidence: Evidence, form: BearingForm, *, merges: Sequence[Merged] = (), status: int = 200
) -> HttpResponse:
    context = {
        "claim": evidence.claim, "piece": evidence, "form": form, "is_open": evidence.claim.status in GATHERING,
        "was": _bearing(evidence), "merges": merges,
    }  # fmt: skip
    page = "claims/_claim_evidence_edit.html" if wants_part(request) else "claims/evidence_edit.html"
    return render(request, page, context, status=status)


def _piece(claim_id: int, evidence_id: int) -> Evidence:
    rows = Evidence.objects.standing().select_related("source", "claim", "added_by")
    found = rows.filter(pk=evidence_id, claim_id=claim_id).first()
    if found is None:
        raise Missing("no_such_evidence", "This piece is not on this claim. Reload to see what is.")
    return found


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def kept(request: DeskRequest, pk: int, evidence_id: int) -> HttpResponse:
    """What is kept of a piece's source: asked for again and again while a worker has it; a post asks for a copy."""
    evidence = _piece(pk, evidence_id)
    if request.method == "POST":
        captures.request_capture(actor=request.user, source_id=evidence.source_id, now=timezone.now())
        if not wants_part(request):
            return redirect(f"{reverse('claims:claim-detail', args=[pk])}#evidence-{evidence_id}")
    elif not wants_part(request):
        return redirect(f"{reverse('claims:claim-detail', args=[pk])}#evidence-{evidence_id}")
    now = timezone.now()
    state = copy_states([evidence.source_id]).get(evidence.source_id, CopyState())
    context = {
        "claim": evidence.claim, "view": piece_view(evidence, state, now=now), "is_fresh": state.waiting is None,
        "can_gather": evidence.claim.status in GATHERING, "now": now,
    }  # fmt: skip
    return render(request, "claims/_claim_evidence_kept.html", context)


@desk
@require_POST
def look(request: DeskRequest, pk: int) -> HttpResponse:
    """An address was pasted into the form: its copy is asked for, and what the page says of itself comes back."""
    find_claim(pk)
    url = request.POST.get("url", "").strip()
    context: dict[str, Any] = {"claim_id": pk}
    if url:
        try:
            source = sources.look_up_source(actor=request.user, url=url, now=timezone.now())
        except Invalid as error:
            context["problem"] = " ".join(line for lines in error.fields.values() for line in lines)
        else:
            context |= _looked_at(source)
    return render(request, "claims/_capture_look.html", context)


@desk
@require_http_methods(["GET", "HEAD"])
def looked(request: DeskRequest, pk: int, source_id: int) -> HttpResponse:
    """How far that is."""
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        raise Missing("no_such_source", "This source is not here any more. Paste its address again.")
    return render(request, "claims/_capture_look.html", {"claim_id": pk, **_looked_at(source)})


def _looked_at(source: Source) -> dict[str, Any]:
    now = timezone.now()
    state = copy_states([source.pk]).get(source.pk, CopyState())
    waited = state.waited(now)
    return {"source": source, "copy": state, "waited": waited, "poll": 1 if waited.total_seconds() < 30 else 5}


@desk
@require_POST
def join(request: DeskRequest, pk: int) -> HttpResponse:
    """Mark pieces that tell one story as one origin."""
    chosen = [int(one) for one in request.POST.getlist("piece") if one.isascii() and one.isdecimal() and len(one) < 18]

    def mark() -> object:
        return sources.join_origins(
            actor=request.user, claim_id=pk, evidence_ids=chosen,
            group=request.POST.get("independence_group", ""), now=timezone.now(),
        )  # fmt: skip

    return act(
        request, pk, mark, said="One origin: they count once now.", parts=LIST_PARTS, on_refusal=LIST_PARTS,
        anchor="claim-evidence",
    )  # fmt: skip


# -- the passage ------------------------------------------------------------------------------------


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def passage(request: DeskRequest, pk: int, evidence_id: int) -> HttpResponse:
    """The text of the copy, to mark the passage in by mouse, by keyboard, or by pasting it."""
    evidence = _piece(pk, evidence_id)
    if request.method != "POST":
        return _passage_page(request, evidence, None)
    form = PassageForm(request.POST, auto_id="passage-%s")
    if not form.is_valid():
        return _passage_page(request, evidence, form, status=422)
    given = form.cleaned_data
    try:
        if None in (given["start"], given["end"], given["capture"]):
            passages.write_passage(
                actor=request.user, evidence_id=evidence_id, passage=given["passage"], now=timezone.now()
            )
        else:
            passages.mark_passage(
                actor=request.user, evidence_id=evidence_id, capture_id=given["capture"], start=given["start"],
                end=given["end"], quote=given["passage"], now=timezone.now(),
            )  # fmt: skip
    except Invalid as error:
        form.add_refusals({"passage": [line for lines in error.fields.values() for line in lines]})
        return _passage_page(request, evidence, form, status=422)
    except Refused as error:
        if wants_part(request):
            return refusal(request, error)
        form.add_error(None, error.message)
        return _passage_page(request, evidence, form, status=status_of(error))
    return go(request, f"{reverse('claims:claim-detail', args=[pk])}#evidence-{evidence_id}")


def _passage_page(
    request: DeskRequest, evidence: Evidence, form: PassageForm | None, *, status: int = 200
) -> HttpResponse:
    claim: Claim = evidence.claim
    shown = evidence.capture if evidence.passage_start is not None else None
    capture: Capture | None = shown or passages.newest_text(evidence.source_id)
    state = copy_states([evidence.source_id]).get(evidence.source_id, CopyState())
    marks = []
    places: tuple[int, ...] = ()
    if capture is not None and evidence.passage_start is not None and evidence.passage_end is not None:
        marks = [(evidence.passage_start, evidence.passage_end, evidence.pk)]
        places = anchor(evidence.passage, capture.text).places
    context = {
        "here": "queue",
        "claim": claim,
        "view": piece_view(evidence, state, now=timezone.now()),
        "piece": evidence,
        "source": evidence.source,
        "capture": capture,
        "paragraphs": paragraphs_of(capture.text, marks) if capture else [],
        "places": len(places),
        "is_open": claim.status in GATHERING,
        "form": form
        or PassageForm(
            initial={"passage": evidence.passage, "capture": capture.pk if capture else None}, auto_id="passage-%s"
        ),
    }
    return render(request, "claims/passage.html", context, status=status)
