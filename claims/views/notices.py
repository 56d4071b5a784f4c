"""For me: what a person was told, unread first."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims.models import Notice, NoticeKind
from claims.services import notices
from claims.services.blindness import NOTICE_WAITS, Blindfold, blindfolds
from claims.views.desk import DeskRequest, desk

UNREAD = 100
READ = 30

# What happened, going on after a name, or standing alone where the desk itself tells; and the part of the page.
WORDS: dict[str, tuple[str, str]] = {
    NoticeKind.MENTION: ("named you", "claim-talk"),
    NoticeKind.TAKEN_OVER: ("took it over from you", "claim-head"),
    NoticeKind.RETURNED: ("returned your verdict", "claim-verdict"),
    NoticeKind.APPROVED: ("approved your verdict", "claim-verdict"),
    NoticeKind.TO_ADJUDICATE: ("Two reviewers do not agree: an editor decides", "claim-verdict"),
    NoticeKind.TO_DECIDE: ("proposed a change of this check, for you to decide", "claim-corrections"),
    NoticeKind.CHANGED_SOURCE: ("A source changed or is gone", "claim-evidence"),
    NoticeKind.DEADLINE: ("The time for a reply is over", "claim-replies"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One notice in words."""

    notice: Notice
    who: str
    words: str
    text: str
    address: str


def tell(notice: Notice, fold: Blindfold | None = None) -> Told:
    """``fold``: what its reader must not learn of the claim yet."""
    words, part = WORDS.get(notice.kind, (notice.kind.replace("_", " ").capitalize(), "claim-head"))
    who = str(notice.told_by) if notice.told_by else ""
    if who:
        words = words if words[0].islower() else f": {words[0].lower()}{words[1:]}"
    else:
        words = f"{words[0].upper()}{words[1:]}"
    text = notice.text
    if notice.comment_id and notice.comment is not None:
        said = notice.comment
        text = "This remark was taken back." if said.removed_at else said.body
        if not said.removed_at and fold and fold.covers_remark(said.author_id, said.created_at, said.edited_at):
            text = NOTICE_WAITS
        part = f"remark-{notice.comment_id}"
    return Told(notice, who, words, text, f"{reverse('claims:claim-detail', args=[notice.claim_id])}#{part}")


@desk
@require_safe
def notice_list(request: DeskRequest) -> HttpResponse:
    mine = notices.notices_of(request.user)
    is_continued = "after" in request.GET
    unread = [] if is_continued else list(mine.unread()[: UNREAD + 1])
    seen = mine.exclude(read_at=None)
    after = _number(request.GET.get("after", ""))
    last = mine.filter(pk=after).first() if after is not None else None
    if last is not None:
        seen = seen.older_than(last)
    rows = list(seen[: READ + 1])
    more = rows[READ - 1] if len(rows) > READ else None
    folds = blindfolds(request.user, {one.claim_id for one in (*unread, *rows) if one.comment_id})
    context = {
        "here": "notices",
        "unread": [tell(one, folds.get(one.claim_id)) for one in unread[:UNREAD]],
        "is_cut": len(unread) > UNREAD,
        "newest": max((one.pk for one in unread), default=0),
        "seen": [tell(one, folds.get(one.claim_id)) for one in rows[:READ]],
        "is_continued": is_continued,
        "next_query": urlencode({"after": more.pk}) if more else "",
    }
    return render(request, "claims/notices.html", context)


@desk
@require_POST
def read(request: DeskRequest, pk: int) -> HttpResponse:
    notices.read_notice(actor=request.user, notice_id=pk, now=timezone.now())
    return redirect("claims:notice-list")


@desk
@require_POST
def read_all(request: DeskRequest) -> HttpResponse:
    """All that stood on the page; what came meanwhile stays unread."""
    number = notices.read_all(actor=request.user, up_to=_number(request.POST.get("newest", "")), now=timezone.now())
    messages.success(request, "All read." if number else "There was nothing left to read.")
    return redirect("claims:notice-list")


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 18 else None
