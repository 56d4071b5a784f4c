"""The queue's filters: what the address says, read once, and the rows it picks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.utils import timezone

from claims.forms.claims import KIND_LABELS
from claims.matching.names import fold_name
from claims.models import Article, Claim, Role, Speaker, User, Verdict
from claims.models.claims import ClaimQuerySet
from claims.permissions import may_run_desk
from claims.services.opinions import awaiting_editor, awaiting_word_of
from claims.workflow import ClaimStatus

C = ClaimStatus

# Every word that may stand behind status=, and the statuses it means.
STATUSES: dict[str, tuple[str, tuple[ClaimStatus, ...]]] = {
    "any": ("Any status", tuple(ClaimStatus)),
    "proposed": ("Proposed", (C.PROPOSED,)),
    "open": ("Open", (C.OPEN,)),
    "working": ("In work or returned", (C.IN_REVIEW, C.RETURNED)),
    "in_review": ("In work", (C.IN_REVIEW,)),
    "returned": ("Returned", (C.RETURNED,)),
    "submitted": ("To review", (C.SUBMITTED,)),
    "approved": ("Approved", (C.APPROVED,)),
    "published": ("Published", (C.PUBLISHED,)),
    "dismissed": ("Dismissed", (C.DISMISSED,)),
    "done": ("Done", (C.PUBLISHED, C.CORRECTED, C.RETRACTED, C.DISMISSED)),
}
ORDERS = {"score": "By score", "newest": "Newest first", "oldest": "Oldest first"}

WORDS = {
    "kind": [("", "Any kind"), *((kind.value, word) for kind, word in KIND_LABELS.items())],
    "repeats": [("", "Once in triage"), ("once", "Always once"), ("all", "Every time")],
    "waits": [
        ("", "Anybody"),
        ("editor", "An editor’s word"),
        ("me", "My word"),
    ],
}


@dataclass(frozen=True, slots=True)
class Tab:
    """A named address of the queue. ``says`` tells what it shows and what it leaves out."""

    key: str
    name: str
    params: dict[str, str]
    says: str
    empty: str
    is_for_leads: bool = False

    @property
    def query(self) -> str:
        return urlencode(self.params)


TABS = (
    Tab(
        "triage", "To triage", {"status": "proposed"},
        "What the engine proposed and nobody has judged yet, most check-worthy first.",
        "Nothing waits for triage. Add an article, and its claims appear here.",
    ),
    Tab(
        "open", "Open", {"status": "open"},
        "Accepted and free to take.",
        "No claim is free to take. Accept one under “To triage”.",
    ),
    Tab(
        "mine", "Mine", {"status": "working", "assignee": "me"},
        "What you hold, and what a second person returned to you.",
        "You hold nothing. Take a claim under “Open”.",
    ),
    Tab(
        "returned", "Returned", {"status": "returned", "assignee": "me"},
        "Your verdicts that a second person returned with a note.",
        "Nothing was returned to you.",
    ),
    Tab(
        "review", "To review", {"status": "submitted", "assignee": "others"},
        "Verdicts of others that wait for a second pair of eyes. Your own are not listed.",
        "No verdict of a colleague waits for review.",
    ),
    Tab(
        "decide", "To decide", {"status": "submitted", "waits": "me"},
        "Two people rated these differently without seeing each other’s rating. You gave neither, so you may decide.",
        "No two ratings wait for your word.", is_for_leads=True,
    ),
    Tab(
        "publish", "To publish", {"status": "approved"},
        "Approved by a second person and not yet published.",
        "Nothing waits to be published.",
    ),
    Tab(
        "done", "Done", {"status": "done", "order": "newest"},
        "Published, corrected, retracted or dismissed.",
        "Nothing is done yet.",
    ),
    Tab("all", "All", {"status": "any"}, "Every claim of every status.", "There is no claim on this desk yet."),
)  # fmt: skip


class QueueFilters(forms.Form):
    """Bound to the address. What it cannot read it reports and leaves out; it never hides rows silently."""

    q = forms.CharField(label="Words", required=False, max_length=200)
    status = forms.ChoiceField(
        label="Status", required=False, choices=[(key, label) for key, (label, _) in STATUSES.items()]
    )
    assignee = forms.CharField(label="Held by", required=False, max_length=20)
    author = forms.CharField(label="Verdict by", required=False, max_length=20)
    speaker = forms.CharField(label="Speaker", required=False, max_length=300)
    article = forms.IntegerField(label="Article", required=False, min_value=1, max_value=2**62)
    kind = forms.ChoiceField(
        label="Kind",
        required=False,
        choices=WORDS["kind"],
    )
    min_score = forms.IntegerField(label="Score from", required=False, min_value=0, max_value=100)
    repeats = forms.ChoiceField(
        label="Said again in an article", required=False,
        choices=WORDS["repeats"],
    )  # fmt: skip
    waits = forms.ChoiceField(label="Waits for", required=False, choices=WORDS["waits"])
    order = forms.ChoiceField(label="Order", required=False, choices=list(ORDERS.items()))

    def __init__(self, params: Any, *, user: User, people: list[User] | None = None) -> None:
        given = {name: params.get(name, "").strip() for name in self.base_fields}
        super().__init__(data={"status": "proposed", "order": "score"} | {k: v for k, v in given.items() if v})
        self.user = user
        self.people = people if people is not None else list(
            User.objects.filter(is_active=True, groups__name__in=[str(role) for role in Role])
            .distinct().order_by("display_name", "username")[:200]
        )  # fmt: skip
        colleagues = [(str(one.pk), str(one)) for one in self.people if one.pk != user.pk]
        whose = [("", "Anyone"), ("me", "Me"), ("nobody", "Nobody"), ("others", "Anyone but me"), *colleagues]
        self.fields["assignee"].widget = forms.Select(choices=whose)
        by = [("", "Anyone or nobody"), ("me", "Me"), ("others", "Anyone but me"), *colleagues]
        self.fields["author"].widget = forms.Select(choices=by)
        for field in self.fields.values():
            field.widget.attrs["class"] = "input--small"
        self.fields["speaker"].widget.attrs |= {
            "autocomplete": "off",
            "list": "speakers-known",
            "placeholder": "Any name",
        }
        self.fields["min_score"].widget.attrs |= {"placeholder": "0–100", "inputmode": "numeric"}
        self.fields["q"].widget.attrs |= {
            "placeholder": "Words in the claim",
            "data-search": "",
            "aria-keyshortcuts": "/",
        }
        self.full_clean()

    def clean_assignee(self) -> str:
        return self._person("assignee", "", "me", "nobody", "others")

    def clean_author(self) -> str:
        return self._person("author", "", "me", "others")

    def _person(self, name: str, *words: str) -> str:
        value: str = self.cleaned_data[name]
        if value in words:
            return value
        if not (value.isascii() and value.isdecimal() and len(value) < 18):
            raise forms.ValidationError("Choose a person of the list.")
        return value

    def chosen(self, name: str) -> str:
        """A filter's value as the address spells it; empty when unset or unusable."""
        value = self.cleaned_data.get(name)
        return "" if value is None else str(value)

    @property
    def statuses(self) -> tuple[ClaimStatus, ...]:
        return STATUSES[self.chosen("status") or "proposed"][1]

    @property
    def params(self) -> dict[str, str]:
        """The address of exactly these rows, without what is default anyway."""
        return {
            name: value for name in self.fields if (value := self.chosen(name)) and (name, value) != ("order", "score")
        }

    @property
    def tab(self) -> Tab | None:
        open_tabs = (tab for tab in TABS if not tab.is_for_leads or may_run_desk(self.user))
        return next((tab for tab in open_tabs if tab.params == self.params), None)

    def pick(self, claims: ClaimQuerySet) -> ClaimQuerySet:
        """The rows, in no order yet."""
        if len(self.statuses) < len(ClaimStatus):
            claims = claims.filter(status__in=[str(status) for status in self.statuses])
        if C.DISMISSED in self.statuses:
            claims = claims.ordinary()
        if self.is_once:
            claims = claims.leading()
        claims = _held_by(claims, self.chosen("assignee"), self.user)
        claims = _judged_by(claims, self.chosen("author"), self.user)
        if speaker := self.chosen("speaker"):
            claims = claims.filter(_spoken_by(speaker))
        if article := self.chosen("article"):
            claims = claims.filter(article_id=int(article))
        if kind := self.chosen("kind"):
            claims = claims.filter(kind=kind)
        if least := self.chosen("min_score"):
            claims = claims.filter(score__gte=int(least) / 100)
        match self.chosen("waits"):
            case "editor":
                claims = claims.filter(pk__in=awaiting_editor().values("pk"))
            case "me":
                claims = claims.filter(pk__in=awaiting_word_of(self.user, now=timezone.now()).values("pk"))
        if words := self.chosen("q"):
            claims = claims.matching(words)
        return claims

    @property
    def is_once(self) -> bool:
        """Whether what an article says three times is listed once; the page says so wherever it is."""
        if said := self.chosen("repeats"):
            return said == "once"
        return self.statuses == (C.PROPOSED,) and not self.chosen("article")

    @property
    def every_time(self) -> str:
        """The address of the same rows with what is said again."""
        return urlencode(self.params | {"repeats": "all"})

    def without(self, name: str) -> str:
        """The address with one filter taken off."""
        return urlencode({key: value for key, value in self.params.items() if key != name})

    def chips(self) -> Iterator[tuple[str, str, str]]:
        """Label, value and the address without it, for each filter that narrows the list."""
        for name in ("q", "assignee", "author", "speaker", "article", "kind", "min_score", "repeats", "waits"):
            if value := self.chosen(name):
                yield str(self.fields[name].label), self._shown(name, value), self.without(name)

    def told(self) -> str:
        """These filters in words."""
        status = STATUSES[self.chosen("status") or "proposed"][0]
        order = ORDERS[self.chosen("order") or "score"].lower()
        return ", ".join([status, *(f"{label.lower()}: {value}" for label, value, _ in self.chips()), order])

    def _shown(self, name: str, value: str) -> str:
        if name in WORDS:
            return next(str(label) for key, label in WORDS[name] if key == value).lower()
        if name in ("assignee", "author"):
            words = {"me": "me", "nobody": "nobody", "others": "anyone but me"}
            return words.get(value) or next(
                (str(one) for one in self.people if str(one.pk) == value), f"person {value}"
            )
        if name == "speaker" and value.isdecimal():
            return str(Speaker.objects.filter(pk=int(value[:18])).first() or f"speaker {value}")
        if name == "article":
            return str(Article.objects.filter(pk=int(value)).first() or f"article {value}")
        return value


def _held_by(claims: ClaimQuerySet, assignee: str, user: User) -> ClaimQuerySet:
    match assignee:
        case "":
            return claims
        case "me":
            return claims.filter(assignee=user)
        case "nobody":
            return claims.filter(assignee=None)
        case "others":
            return claims.exclude(assignee=user)
        case number:
            return claims.filter(assignee_id=int(number))


def _judged_by(claims: ClaimQuerySet, author: str, user: User) -> ClaimQuerySet:
    """With a verdict that this person wrote, the latest or an earlier one."""
    match author:
        case "":
            return claims
        case "me":
            written = Verdict.objects.filter(author=user)
        case "others":
            written = Verdict.objects.exclude(author=user)
        case number:
            written = Verdict.objects.filter(author_id=int(number))
    return claims.filter(pk__in=written.values("claim"))


def _spoken_by(speaker: str) -> Q:
    if speaker.isascii() and speaker.isdecimal() and len(speaker) < 18:
        return Q(speaker_id=int(speaker))
    key = fold_name(speaker)
    found = Speaker.objects.filter(Q(aliases__key__contains=key) if key else Q(name__icontains=speaker))
    return Q(speaker__in=found)


# -- keyset pages ------------------------------------------------------------------------------------


def ordered(claims: ClaimQuerySet, order: str, after: str) -> ClaimQuerySet:
    """In this order, from behind the row that ``after`` names. A cursor that cannot be read begins at the top."""
    key, number = _cursor(after)
    match order:
        case "newest":
            rows = claims.filter(id__lt=number) if number else claims
            return rows.order_by("-id")
        case "oldest":
            rows = claims.filter(id__gt=number) if number else claims
            return rows.order_by("id")
        case _:
            if number and key is not None:
                claims = claims.filter(score__lte=key).filter(Q(score__lt=key) | Q(id__lt=number))
            return claims.order_by("-score", "-id")


def next_after(claims: ClaimQuerySet, order: str, claim: Claim | None) -> Claim | None:
    """The row behind this one, wherever it stands itself by now; from the top where none follows."""
    rest = claims.exclude(pk=claim.pk) if claim else claims
    behind = ordered(rest, order, cursor_after(claim)).first() if claim else None
    return behind or ordered(rest, order, "").first()


def cursor_after(claim: Claim) -> str:
    return f"{claim.score!r}~{claim.pk}"


def _cursor(after: str) -> tuple[float | None, int]:
    key, _, number = after[:60].partition("~")
    try:
        score = float(key)
    except ValueError:
        return None, 0
    is_usable = 0 <= score <= 1 and number.isascii() and number.isdecimal() and len(number) < 18
    return (score, int(number)) if is_usable else (None, 0)
