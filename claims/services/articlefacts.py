"""What is known of an article beside its text: title, outlet, byline, date and address, corrected by people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from claims.errors import Invalid, Refused
from claims.models import Article, Event, Lane, Outlet, Publication, User
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.queue import ring_extraction
from claims.services.articles import RING_AGAIN, find_outlet, lock_article, move_article, usable_url
from claims.services.articlewatch import begin_watch
from claims.services.history import record_event
from claims.services.rows import locked_row, save_row
from claims.workflow import ARTICLE_MOVES, ArticleStatus, ClaimStatus

LIMITS = {"title": 500, "outlet": 200, "byline": 300}
FACTS = ("title", "outlet", "byline", "published_on", "url")
READ_WITH = ("published_on", "outlet_id", "byline")  # what the engine reads a text in the light of
CHECKED = ("outlet", "published_on", "url")  # what a published check says of its article
SHOWN = 5


def facts_of(article: Article) -> dict[str, str]:
    """All of :data:`FACTS` as one types them; empty where nothing is known."""
    return {
        "title": article.title,
        "outlet": article.outlet.name if article.outlet else "",
        "byline": article.byline,
        "published_on": article.published_on.isoformat() if article.published_on else "",
        "url": article.url,
    }


def by_hand(article_id: int) -> frozenset[str]:
    """Which facts of an article somebody gave or corrected after it was handed in: what is read never changes these."""
    rows = Event.objects.about("article", article_id).filter(verb="correct_article").values_list("data", flat=True)
    return frozenset(name for data in rows for name in data["changed"])


def correct_article(
    *,
    actor: User,
    article_id: int,
    title: str | None = None,
    outlet: str | None = None,
    byline: str | None = None,
    published_on: date | None = None,
    is_undated: bool = False,
    url: str | None = None,
    seen: Mapping[str, str] | None = None,
    now: datetime,
) -> Article:
    """Say what is known of an article. None leaves a fact as it is; ``is_undated`` takes its date away.

    ``seen``: what stood there, as :func:`facts_of` tells it, when the changes were begun. What equals it is left as it
    is by now, and what somebody else changed meanwhile is refused as ``stale``. An address is given to an article that
    has none, once. Where date, outlet or byline change, a worker reads the text again in their light: days and wordings
    of claims that nobody touched follow; touched ones and published checks stay as they are.
    """
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    given = _usable(title=title, outlet=outlet, byline=byline, url=url)
    if published_on or is_undated:
        given["published_on"] = published_on.isoformat() if published_on else ""
    with transaction.atomic():
        article = lock_article(article_id)
        present = facts_of(article)
        changed = _changed(given, seen or {}, present)
        _demand_fit(article, changed, published_on, now=now)
        canonical = _free_address(article, changed["url"]) if "url" in changed else article.canonical_url
        values: dict[str, Any] = {name: value for name, value in changed.items() if name in ("title", "byline", "url")}
        if "published_on" in changed:
            values["published_on"] = published_on
        outlet_row = _outlet_of(article, changed, actor=actor, now=now)
        if outlet_row != article.outlet or (outlet_row and outlet_row.name != present["outlet"]):
            values["outlet"] = outlet_row
            changed["outlet"] = outlet_row.name if outlet_row else ""
        else:
            changed.pop("outlet", None)  # the desk knows it by this name in another spelling
        if not changed:
            return article
        try:
            with transaction.atomic():
                Article.objects.filter(pk=article.pk).update(canonical_url=canonical, updated_at=now, **values)
        except IntegrityError:  # somebody gave another article this address a moment ago
            raise _taken(canonical, article) from None
        told = {name: {"from": present[name], "to": value} for name, value in changed.items()}
        record_event(actor=actor, verb="correct_article", subject=article, now=now, data={"changed": told})
        article = Article.objects.select_related("outlet").get(pk=article.pk)
        is_other_light = not {"published_on", "outlet", "byline"}.isdisjoint(changed)
        if is_other_light and article.status in ARTICLE_MOVES["reread"].before:
            _read_again(article, actor=actor, now=now)
        elif "url" in changed and article.status == ArticleStatus.READY:
            begin_watch(article=article, now=now)
    return article


def _usable(**typed: str | None) -> dict[str, str]:
    given = {name: " ".join(value.split()) for name, value in typed.items() if value is not None}
    wrong = {
        name: [f"Keep it below {limit:,} characters."]
        for name, limit in LIMITS.items()
        if len(given.get(name, "")) > limit
    }
    if wrong:
        raise Invalid("Some of this cannot be used.", wrong)
    return given


def _changed(given: Mapping[str, str], seen: Mapping[str, str], present: Mapping[str, str]) -> dict[str, str]:
    """What is to be changed. Raises ``stale`` where somebody else has changed the same meanwhile."""
    before = {name: " ".join(value.split()) for name, value in seen.items()}
    values = {name: value for name, value in given.items() if before.get(name) != value}
    clash = [name for name in values if name in before and present[name] not in (before[name], values[name])]
    if clash:
        raise Refused(
            "stale",
            "Somebody corrected this article meanwhile. Yours is not lost: compare it with what stands there now and "
            "save again.",
            fields=clash,
            present={name: present[name] for name in clash},
        )
    return {name: value for name, value in values.items() if value != present[name]}


def _demand_fit(article: Article, changed: Mapping[str, str], published_on: date | None, *, now: datetime) -> None:
    wrong = {}
    if changed.get("title") == "":
        wrong["title"] = ["Give it a title: lists and colleagues know the article by it."]
    # A day ahead of us it may be: somewhere it is tomorrow already.
    if "published_on" in changed and published_on and published_on > (now + timedelta(days=1)).date():
        wrong["published_on"] = ["This day has not come yet. Look at the year."]
    if "url" in changed and article.url:
        wrong["url"] = ["It has an address already, which stays. An article at another address is handed in anew."]
    if wrong:
        raise Invalid("Some of this cannot be used.", wrong)


def _free_address(article: Article, url: str) -> str:
    """The address in its one spelling. Raises :class:`Invalid`, or :class:`Refused` where another article has it."""
    canonical = usable_url(url)[1]
    if Article.objects.at_address(canonical).exclude(pk=article.pk).exists():
        raise _taken(canonical, article)
    return canonical


def _taken(canonical: str, article: Article) -> Refused:
    twin = Article.objects.at_address(canonical).exclude(pk=article.pk).get()
    return Refused(
        "same_address",
        f"Article {twin.pk} has this address already. Work on that one, or leave the address out here.",
        article=twin.pk,
    )


def _outlet_of(article: Article, changed: Mapping[str, str], *, actor: User, now: datetime) -> Outlet | None:
    """Whose article it is by what was said: found by its name, or named where only its host was known."""
    name, of_host = changed.get("outlet"), article.outlet
    if "url" in changed and (name or not of_host):
        of_host = find_outlet(name=name or "", url=changed["url"])
    if name is None:
        return article.outlet or of_host
    if not name or of_host is None:
        return find_outlet(name=name, url="")
    if of_host.name.casefold() == name.casefold():
        return of_host
    if of_host.host and of_host.name == of_host.host:
        return save_row(actor=actor, row=locked_row(Outlet, of_host.pk), values={"name": name}, now=now)
    namesake = Outlet.objects.filter(host=of_host.host, name__iexact=name).first() if of_host.host else None
    return namesake or find_outlet(name=name, url="")


def _read_again(article: Article, *, actor: User, now: datetime) -> None:
    """Put it back in the queue. A worker that has it reads in the old light: it loses its lease, not its number."""
    attempts = article.attempts if article.status == ArticleStatus.EXTRACTING else 0
    move_article(
        article, "reread", actor=actor, now=now, attempts=attempts, error="", error_code="", queued_at=now,
        due_at=now + RING_AGAIN[Lane.INTERACTIVE], lane=Lane.INTERACTIVE,
    )  # fmt: skip
    ring_extraction(article.pk, lane=Lane.INTERACTIVE)


# -- what was published before ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OldCheck:
    """A published check that says otherwise of its article: ``says`` and ``now`` are what it says and what is known."""

    claim_id: int
    claim: str
    says: Mapping[str, str]
    now: Mapping[str, str]


def old_checks(article: Article) -> list[OldCheck]:
    """Published checks of this article's claims that show what was corrected since. They are frozen: an editor makes a
    correction. The first :data:`SHOWN`; one query."""
    rows = Publication.objects.current().filter(
        claim__article=article, claim__status__in=(ClaimStatus.PUBLISHED.value, ClaimStatus.CORRECTED.value)
    )
    known, found = facts_of(article), []
    for claim_id, claim, frozen in rows.order_by("pk").values_list("claim_id", "facts__claim", "facts__article"):
        says = {name: str(frozen.get(name) or "") for name in CHECKED}
        other = [name for name in CHECKED if says[name] != known[name]]
        if other:
            found.append(OldCheck(claim_id, claim, {n: says[n] for n in other}, {n: known[n] for n in other}))
    return found[:SHOWN]
