"""Remarks on the claim page, and names for the list under the field."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from claims.errors import Invalid, Missing
from claims.forms.talk import CommentForm
from claims.models import Comment
from claims.services import discussion
from claims.views.claim_page import act, find_claim, wants_part
from claims.views.desk import DeskRequest, desk

PARTS = ("talk", "history")


@desk
@require_POST
def say(request: DeskRequest, pk: int) -> HttpResponse:
    form = CommentForm(request.POST, auto_id="comment-%s")
    done: list[discussion.Said] = []
    return act(
        request, pk,
        lambda: done.append(
            discussion.say(actor=request.user, claim_id=pk, body=form.cleaned_data["body"], now=timezone.now())
        ),
        said=lambda: _told(done[0]), parts=PARTS, form=form, name="comment", anchor="claim-talk",
    )  # fmt: skip


def _told(said: discussion.Said) -> str:
    """Who hears of it; and which names nobody has, so that nobody waits for an answer."""
    words = "Said."
    if said.told:
        words = f"Said. {_listed([str(one) for one in said.told])} will see it."
    if said.unknown:
        words += f" Nobody here is called {_listed([f'@{name}' for name in said.unknown])}."
    return words


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


@desk
@require_http_methods(["GET", "HEAD", "POST"])
def remark(request: DeskRequest, pk: int, comment_id: int) -> HttpResponse:
    """Change one's own remark: the form for it, and saving."""
    comment = _comment(pk, comment_id)
    auto_id = f"remark-{comment_id}-%s"
    if request.method != "POST":
        discussion.demand_own(request.user, comment)  # nobody reads here what is kept back from them, or taken back
        return _form(request, comment, CommentForm(initial={"body": comment.body}, auto_id=auto_id))
    form = CommentForm(request.POST, auto_id=auto_id)
    if not form.is_valid():
        return _form(request, comment, form, status=422)
    try:
        said = discussion.edit_comment(
            actor=request.user, comment_id=comment_id, body=form.cleaned_data["body"], now=timezone.now()
        )
    except Invalid as error:
        form.add_refusals(error.fields)
        return _form(request, comment, form, status=422)
    return act(
        request, pk, lambda: said, said=_told(said).replace("Said.", "Changed.", 1), parts=PARTS,
        name=f"remark-{comment_id}", anchor=f"remark-{comment_id}",
    )  # fmt: skip


def _form(request: DeskRequest, comment: Comment, form: CommentForm, *, status: int = 200) -> HttpResponse:
    part = "claims/_remark_edit.html"
    context = {
        "here": "queue", "claim": comment.claim, "comment": comment, "form": form,
        "part": part, "title": "Change what you said", "anchor": "claim-talk",
    }  # fmt: skip
    return render(request, part if wants_part(request) else "claims/talk_form.html", context, status=status)


@desk
@require_POST
def remove(request: DeskRequest, pk: int, comment_id: int) -> HttpResponse:
    _comment(pk, comment_id)
    return act(
        request, pk,
        lambda: discussion.remove_comment(actor=request.user, comment_id=comment_id, now=timezone.now()),
        said="Taken back. That you said something stays.", parts=PARTS, on_refusal=("head", *PARTS),
        anchor="claim-talk",
    )  # fmt: skip


@desk
@require_safe
def suggest(request: DeskRequest) -> HttpResponse:
    """Members whose name begins so, for the list under a field."""
    people = discussion.suggest_people(words=request.GET.get("q", "")[:100])
    return render(request, "claims/_people_names.html", {"people": people})


def _comment(claim_id: int, comment_id: int) -> Comment:
    found = Comment.objects.select_related("claim", "author").filter(pk=comment_id, claim_id=claim_id).first()
    if found is None:
        find_claim(claim_id)
        raise Missing("no_such_comment", "This remark is not on this claim. Reload to see what is.")
    return found
