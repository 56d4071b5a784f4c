"""The claim page: what it shows, and how it answers a key press, with htmx as parts, without as a page."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone

from claims.errors import Invalid, Missing, Refused
from claims.forms.claims import Guarded, SpeakerForm, TakeOverForm, WordingForm
from claims.forms.reviews import ReviewForm, VerdictForm
from claims.forms.sources import EvidenceForm
from claims.models import Claim, Event, Rating, User, Verdict
from claims.services.acts import last_act
from claims.services.blindness import blindfold
from claims.services.offers import claim_offers
from claims.services.policies import Grounds, grounds_of, independent_sources, requirements
from claims.services.publishing import preview_check
from claims.services.replies import replies_of, reply_text
from claims.services.verdicts import standing_verdicts
from claims.views.aftermath import corrections_context
from claims.views.claim_reading import chain_of, passage_around, reasons_of, said_again, substitutions_of
from claims.views.copies import evidence_context
from claims.views.desk import DeskRequest, status_of
from claims.views.earlier import earlier_context
from claims.views.history import tell
from claims.views.lineage import lineage_context
from claims.views.merging import Merged, merge_form
from claims.views.onward import claim_address, next_address, queue_of, wants_next
from claims.views.second import second_context, seen_by
from claims.views.talk import talk_context
from claims.views.together import drafts_context, presence_context

# What a swap replaces. Sections in which somebody may be typing are only in the answer to what concerns them.
DISMISS_REASONS = ("Opinion", "Not checkable", "Not a claim", "Too trivial", "Said before", "Too vague")
EVERYTHING = (
    "head", "matches", "speaker", "wording", "evidence", "questions", "replies", "verdict", "corrections", "history",
)  # fmt: skip


def find_claim(claim_id: int) -> Claim:
    """With all that the page's head shows. Raises :class:`Missing`."""
    claim = (
        Claim.objects.with_row_facts()
        .select_related("version", "added_by", "statement__speaker", "statement__set_by")
        .filter(pk=claim_id)
        .first()
    )
    if claim is None:
        raise Missing("no_such_claim", f"There is no claim {claim_id}. It may have gone with the sample.")
    return claim


def claim_context(
    request: DeskRequest, claim: Claim, *, now: datetime, forms: Mapping[str, Form] | None = None, current: str = ""
) -> dict[str, Any]:
    """All that the page and its parts show. ``forms`` carries what was typed and refused; ``current`` names the row of
    earlier checks that keys act on."""
    user = request.user
    verdicts = list(
        standing_verdicts(claim)
        .select_related("rating__scale", "author")
        .prefetch_related("reviews__reviewer", "opinions__reviewer", "opinions__rating")
    )
    latest = verdicts[0] if verdicts else None
    offers = claim_offers(actor=user, claim=claim, verdict=latest, now=now)
    seen = seen_by(user, claim, verdicts)
    verdict = seen.latest
    evidence = list(claim.evidence.standing().select_related("source", "added_by"))
    grounds = grounds_of(claim, evidence) if offers["judge"].is_open else None
    replied = replies_of(claim)
    given = {**_fresh_forms(claim, verdict, user, reply_text(replied)), **(forms or {})}
    ratings = list(Rating.objects.usable().select_related("scale"))
    publication = claim.publications.filter(is_current=True).select_related("verdict").first()
    events = list(Event.objects.about("claim", claim.pk).order_by("-sequence"))
    return {
        "claim": claim,
        "article": claim.article,
        "now": now,
        "offers": offers,
        **presence_context(claim, user, now=now),
        **drafts_context(claim, user, offers, OPENED_BY),
        "takeover_form": (forms or {}).get("takeover")
        or TakeOverForm(initial={"holder": claim.assignee_id}, auto_id="takeover-%s"),
        **lineage_context(claim),
        "pieces": passage_around(claim),
        "chain": chain_of(claim),
        "substitutions": substitutions_of(claim),
        "said_again": said_again(claim),
        "reasons": reasons_of(claim),
        "evidence": evidence,
        **evidence_context(evidence, now=now),
        "independent": independent_sources(evidence),
        "primary": sum(piece.proximity == "primary" for piece in evidence),
        "verdict": verdict,
        **second_context(claim, latest, seen, user, offers, ratings, forms or {}, grounds=grounds, now=now),
        "default_ratings": [one for one in ratings if one.scale.is_default],
        "other_ratings": [one for one in ratings if not one.scale.is_default],
        "publication": publication,
        **corrections_context(claim, publication, user, forms or {}),
        **talk_context(claim, user, replied, forms or {}, fold=seen.fold, now=now),
        "queue_query": queue_of(request),
        "next_address": next_address(request, claim.pk),
        "lines": tell(events, fold=seen.fold),
        "undoable": last_act(user, events, now=now),
        "evidence_form": given["evidence"],
        "wording_form": given["wording"],
        "speaker_form": given["speaker"],
        "verdict_form": given["verdict"],
        "review_form": given["review"],
        "dismiss_reasons": DISMISS_REASONS,
        "chosen_rating": chosen_rating(given["verdict"]),
        **checklist_context(claim, given["verdict"], grounds),
        **earlier_context(claim, evidence, now=now, current=current),
        **(_preview(user, claim, now) if offers["publish"].is_open else {}),
    }


def _fresh_forms(claim: Claim, verdict: Verdict | None, user: User, replied: str) -> dict[str, Form]:
    """``replied``: what the log of replies says, for a verdict that is begun."""
    guard = {"revision": claim.revision}
    # Whoever goes on after a return starts from their own words, not from an empty form.
    mine = verdict if verdict and verdict.author_id == user.pk else None
    said = (
        {
            "rating": mine.rating_id,
            "summary": mine.summary,
            "rationale": mine.rationale,
            "right_of_reply": mine.right_of_reply,
        }
        if mine
        else {"right_of_reply": replied}
    )
    return {
        "evidence": EvidenceForm(auto_id="evidence-%s"),
        "wording": WordingForm(
            initial={"standalone": claim.standalone, "kind": claim.kind, **guard}, auto_id="wording-%s"
        ),
        "speaker": SpeakerForm(
            initial={"name": claim.speaker.name if claim.speaker else "", **guard}, auto_id="speaker-%s"
        ),
        "verdict": VerdictForm(initial={**said, **guard}, auto_id="verdict-%s"),
        "review": ReviewForm(initial=guard, auto_id="review-%s"),
    }


def chosen_rating(form: Form) -> str:
    """The id in the form, as its radio buttons spell it."""
    value = form["rating"].value()
    return "" if value is None else str(value)


def checklist_context(claim: Claim, form: Form, grounds: Grounds | None = None) -> dict[str, Any]:
    """The rows of the policy for what stands in the form at this moment."""
    chosen = chosen_rating(form)
    rating = Rating.objects.usable().filter(pk=chosen).first() if chosen.isdigit() else None
    rows = requirements(
        claim=claim,
        rating=rating,
        summary=str(form["summary"].value() or ""),
        right_of_reply=str(form["right_of_reply"].value() or ""),
        grounds=grounds,
    )
    return {"checklist": rows, "unmet": sum(not row.is_met for row in rows), "checked_rating": rating}


def _preview(user: User, claim: Claim, now: datetime) -> dict[str, Any]:
    draft = preview_check(actor=user, claim=claim, now=now)
    return {"draft": draft, "facts": draft.facts}


# -- answering ----------------------------------------------------------------------------------


def show_page(
    request: DeskRequest,
    claim_id: int,
    *,
    forms: Mapping[str, Form] | None = None,
    refusal: Refused | None = None,
    refused: str = "",
    merges: Sequence[Merged] = (),
    status: int = 200,
) -> HttpResponse:
    """The whole page."""
    now = timezone.now()
    context = claim_context(request, find_claim(claim_id), now=now, forms=forms)
    context |= {"merges": merges, **_refusal_context(context, refusal, refused, forms or {})}
    return render(request, "claims/claim.html", context, status=status)


def show_parts(
    request: DeskRequest,
    claim_id: int,
    parts: tuple[str, ...],
    *,
    said: str = "",
    done: str = "",
    forms: Mapping[str, Form] | None = None,
    refusal: Refused | None = None,
    refused: str = "",
    renewed: tuple[str, ...] = (),
    is_quiet: bool = False,
    current: str = "",
    merges: Sequence[Merged] = (),
    status: int = 200,
) -> HttpResponse:
    """The named parts, each swapped in where it stands. ``renewed``: forms on the page whose guard moves along."""
    context = claim_context(request, find_claim(claim_id), now=timezone.now(), forms=forms, current=current)
    context |= {"oob": True, "said": said, "done": done, "renewed": renewed, "merges": merges}
    context |= _refusal_context(context, refusal, refused, forms or {})
    shown = list(parts) if is_quiet else ["flash", *parts]
    # While somebody writes a verdict, only their page knows for which rating to hold the evidence against the policy.
    is_asked_again = "checklist" in shown and context["offers"]["judge"].is_open and "verdict" not in (forms or {})
    if is_asked_again:
        shown.remove("checklist")
    pages = [f"claims/_claim_{part.replace('-', '_')}.html" for part in shown]
    if renewed:
        pages.append("claims/_claim_guards.html")
    answer = HttpResponse("".join(render_to_string(page, context, request) for page in pages), status=status)
    if is_asked_again:
        answer["HX-Trigger"] = "evidence-changed"
    return answer


# Which of the offers opens which form.
OPENED_BY: dict[str, tuple[str, ...]] = {
    "takeover": ("take_over", "take"),
    "evidence": ("gather",),
    "wording": ("word",),
    "speaker": ("word",),
    "verdict": ("judge",),
    "review": ("review", "send_back"),
    "opinion": ("opinion",),
    "adjudication": ("adjudicate",),
    "publish": ("publish",),
    "correction": ("correct",),
    "decline": ("correct",),
    "recheck": ("correct",),
    "question": ("gather",),
}


def _refusal_context(
    context: Mapping[str, Any], refusal: Refused | None, refused: str, forms: Mapping[str, Form]
) -> dict[str, Any]:
    """``refused`` names the form that the refusal is about; empty: a button without one, or a form that is gone.

    What was typed into a form that is no longer offered is ``kept``: shown to be copied.
    """
    kept: dict[str, str] = {}
    if refusal and refused in OPENED_BY and not any(context["offers"][verb].is_open for verb in OPENED_BY[refused]):
        form = forms[refused]
        kept = form.as_seen() if isinstance(form, Guarded) else {}
        refused = ""
    is_stale = refusal is not None and refusal.code == "stale"
    return {"refusal": refusal, "refused": refused, "stale": refused if is_stale else "", "kept": kept}


def act(
    request: DeskRequest,
    claim_id: int,
    verb: Callable[[], object],
    *,
    said: str | Callable[[], str],
    parts: tuple[str, ...] = EVERYTHING,
    on_refusal: tuple[str, ...] = ("head", "history"),
    form: Guarded | None = None,
    name: str = "",
    anchor: str = "",
    renewed: tuple[str, ...] = (),
    current: str = "",
) -> HttpResponse:
    """Do one thing and show what became of it. A refusal shows why, with all that was typed in ``form`` still there."""
    if form is not None and not form.is_valid():
        return _refuse(request, claim_id, Invalid("Please look at the marked fields.", {}), form, name, on_refusal)
    try:
        verb()
    except Invalid as refusal:
        if form is not None:
            form.add_refusals(refusal.fields)
        return _refuse(request, claim_id, refusal, form, name, on_refusal)
    except Refused as refusal:
        return _refuse(request, claim_id, refusal, form, name, on_refusal)
    said = said if isinstance(said, str) else said()
    if wants_part(request):
        answer = show_parts(request, claim_id, parts, said=said, done=name, renewed=renewed, current=current)
        if wants_next(request):  # once the page has taken in that it was saved
            answer["HX-Trigger-After-Settle"] = json.dumps({"desk-onward": {"to": next_address(request, claim_id)}})
        return answer
    messages.success(request, said)
    if wants_next(request):
        return HttpResponseRedirect(next_address(request, claim_id))
    address = claim_address(request, claim_id)
    # The page's script forgets the draft of a form that was saved; it has no other way to know after a plain post.
    address += f"{'&' if '?' in address else '?'}done={name}" if name else ""
    return HttpResponseRedirect(f"{address}#{anchor}" if anchor else address)


def _refuse(
    request: DeskRequest, claim_id: int, refusal: Refused, form: Guarded | None, name: str, parts: tuple[str, ...]
) -> HttpResponse:
    claim = find_claim(claim_id)  # no such claim: nothing to show a refusal on
    forms: dict[str, Form] = {name: form} if form is not None and name else {}
    is_stale = form is not None and refusal.code == "stale"
    if is_stale and name == "verdict" and blindfold(request.user, claim):
        is_stale = False  # what stands there now is a verdict that they must not see yet
    merges = merge_form(claim, name, form, author_id=request.user.pk) if form is not None and is_stale else []
    status = status_of(refusal)
    if wants_part(request):
        shown = parts if form is None else tuple(dict.fromkeys((*parts, FORM_PARTS[name])))
        answer = show_parts(
            request, claim_id, shown, forms=forms, refusal=refusal, refused=name, merges=merges, status=status
        )
        answer["Desk-Refusal"] = refusal.code  # what the page's script tells it from a stumble by
        return answer
    return show_page(request, claim_id, forms=forms, refusal=refusal, refused=name, merges=merges, status=status)


FORM_PARTS = {
    "takeover": "head",
    "evidence": "evidence",
    "wording": "wording",
    "speaker": "speaker",
    "verdict": "verdict",
    "review": "verdict",
    "opinion": "verdict",
    "adjudication": "verdict",
    "conflict": "conflict",
    "publish": "verdict",
    "correction": "corrections",
    "decline": "corrections",
    "recheck": "corrections",
    "comment": "talk",
    "question": "questions",
    "reply": "replies",
    "nobody": "replies",
}


def wants_part(request: DeskRequest) -> bool:
    """Whether htmx asks, for something to swap into the page that stands there."""
    return bool(request.htmx) and not request.htmx.boosted
