"""What the desk knows of a source: found by its address, filled in from what was read, corrected by people."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction

from claims.errors import Invalid, Missing, Refused
from claims.extraction.documents import SourceText
from claims.fetching import FetchError, canonical_url, parse_target
from claims.models import ArchivedCopy, Source, SourceKind, User
from claims.permissions import NOT_A_MEMBER, demand, is_member
from claims.services.history import record_event

MAX_COPIES = 20


def find_source(
    *,
    url: str,
    kind: str,
    title: str,
    publisher: str = "",
    author: str = "",
    published_on: date | None = None,
    is_archived_privately: bool = False,
    actor: User,
    now: datetime,
) -> Source:
    """The source of this address, or a new one. Needs an address or a title. Call in a transaction.

    What is typed here fills what nobody has said of the source yet; it changes nothing that somebody has said.
    """
    url, title = url.strip(), " ".join(title.split())
    if not url and not title:
        raise Invalid("A source needs an address or a title.", {"url": ["Paste the address, or name the source."]})
    canonical = usable_address(url) if url else ""
    fields: dict[str, Any] = {
        "kind": kind,
        "url": url,
        "title": title or name_of(url),
        "publisher": publisher.strip(),
        "author": author.strip(),
        "published_on": published_on,
        "is_archived_privately": is_archived_privately,
        "added_by": actor,
        "created_at": now,
    }
    if not canonical:
        return Source.objects.create(**fields)
    source = Source.objects.at_address(canonical).first()
    if source is None:
        try:
            with transaction.atomic():
                return Source.objects.create(canonical_url=canonical, **fields)
        except IntegrityError:  # somebody attached it to another claim at this moment
            source = Source.objects.at_address(canonical).get()
    source = Source.objects.select_for_update().get(pk=source.pk)
    changed = _filled(source, title=title, publisher=publisher, author=author, published_on=published_on)
    if is_archived_privately and not source.is_archived_privately:
        changed["is_archived_privately"] = True
        told = {"is_archived_privately": {"from": False, "to": True}}
        record_event(actor=actor, verb="describe_source", subject=source, now=now, data={"changed": told})
    if changed:
        _save(source, changed)
    return source


def usable_address(url: str) -> str:
    """The address in its one spelling. Raises :class:`Invalid` for what the desk does not open."""
    try:
        parse_target(url, allowed_hosts=frozenset(settings.FETCH_ALLOWED_HOSTS))
        return canonical_url(url)
    except FetchError as error:
        raise Invalid("This address cannot be used.", {"url": [str(error)]}) from error


def name_of(url: str) -> str:
    """A name for a page that nobody has named: host and path."""
    parts = urlsplit(url)
    return ((parts.hostname or "").removeprefix("www.") + parts.path.rstrip("/"))[:500]


def _filled(
    source: Source, *, title: str | None, publisher: str | None, author: str | None, published_on: date | None
) -> dict[str, Any]:
    """What is known now and was not before. A title counts as unknown while it is the bare address."""
    changed: dict[str, Any] = {}
    if title and title.strip() and source.title == name_of(source.url):
        changed["title"] = " ".join(title.split())[:500]
    if publisher and publisher.strip() and not source.publisher:
        changed["publisher"] = publisher.strip()[:200]
    if author and author.strip() and not source.author:
        changed["author"] = author.strip()[:300]
    if published_on and source.published_on is None:
        changed["published_on"] = published_on
    return changed


def _save(source: Source, changed: dict[str, Any]) -> None:
    for name, value in changed.items():
        setattr(source, name, value)
    source.save(update_fields=list(changed))


def fill_in(source: Source, read: SourceText) -> list[str]:
    """Take over what the document says of itself where nobody has said anything; a person's word always stands.

    Returns the names of what was filled in. The row must be locked.
    """
    changed = _filled(
        source, title=read.title, publisher=read.publisher, author=read.author, published_on=read.published_on
    )
    if changed:
        _save(source, changed)
    return list(changed)


def describe_source(
    *,
    actor: User,
    source_id: int,
    title: str | None = None,
    publisher: str | None = None,
    author: str | None = None,
    published_on: date | None = None,
    is_undated: bool = False,
    kind: str | None = None,
    is_archived_privately: bool | None = None,
    now: datetime,
) -> Source:
    """Say what a source is. None leaves a field as it is; ``is_undated`` takes its date away."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    wrong: dict[str, list[str]] = {}
    values: dict[str, Any] = {}
    for name, value, limit in (("title", title, 500), ("publisher", publisher, 200), ("author", author, 300)):
        if value is None:
            continue
        values[name] = " ".join(value.split())
        if len(values[name]) > limit:
            wrong[name] = [f"Keep it below {limit:,} characters."]
    if values.get("title") == "":
        wrong["title"] = ["Name the source: readers see this."]
    if kind is not None:
        values["kind"] = kind
        if kind not in set(SourceKind):
            wrong["source_kind"] = [f"Choose one of: {', '.join(SourceKind)}."]
    if wrong:
        raise Invalid("Some of this cannot be used.", wrong)
    if published_on or is_undated:
        values["published_on"] = published_on
    if is_archived_privately is not None:
        values["is_archived_privately"] = is_archived_privately
    with transaction.atomic():
        source = locked_source(source_id)
        changed = {name: value for name, value in values.items() if getattr(source, name) != value}
        if not changed:
            return source
        told = {name: {"from": _plain(getattr(source, name)), "to": _plain(value)} for name, value in changed.items()}
        _save(source, changed)
        record_event(actor=actor, verb="describe_source", subject=source, now=now, data={"changed": told})
    return source


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | bool) or value is None else str(value)


def locked_source(source_id: int) -> Source:
    """The row, locked until the transaction ends. Raises :class:`Missing`."""
    source = Source.objects.select_for_update().filter(pk=source_id).first()
    if source is None:
        raise Missing("no_such_source", f"There is no source {source_id}. Reload the page.")
    return source


# -- copies in archives of others -----------------------------------------------------------------


def note_copy(
    *, actor: User, source_id: int, url: str, archived_at: datetime | None = None, now: datetime
) -> ArchivedCopy:
    """Note where somebody else's archive keeps this source; readers are led there when the page is gone."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    url = url.strip()
    if not url:
        raise Invalid("Give the address of the copy.", {"url": ["Paste the address that the archive gave."]})
    usable_address(url)
    if archived_at is not None and archived_at > now:
        raise Invalid("This moment has not come yet.", {"archived_at": ["Give the moment that the archive names."]})
    with transaction.atomic():
        source = locked_source(source_id)
        if source.is_archived_privately:
            raise Refused(
                "archived_privately",
                "This source is not to be archived publicly. If that has changed, take the mark off first.",
            )
        if source.archived_copies.count() >= MAX_COPIES:
            raise Refused("enough_copies", f"{MAX_COPIES} copies are noted already. Remove one first.")
        try:
            with transaction.atomic():
                copy = ArchivedCopy.objects.create(
                    source=source, url=url, archived_at=archived_at or moment_in(url), added_by=actor, created_at=now
                )
        except IntegrityError:
            raise Refused("known_copy", "This copy is noted already.") from None
        record_event(actor=actor, verb="note_copy", subject=source, now=now, data={"url": url})
    return copy


def remove_copy(*, actor: User, source_id: int, copy_id: int, now: datetime) -> Source:
    """Forget a copy that was noted by mistake."""
    demand(is_member(actor), "not_a_member", NOT_A_MEMBER)
    with transaction.atomic():
        source = locked_source(source_id)
        copy = source.archived_copies.filter(pk=copy_id).first()
        if copy is None:
            raise Missing("no_such_copy", "This copy was removed already. Reload the page.")
        record_event(actor=actor, verb="remove_copy", subject=source, now=now, data={"url": copy.url})
        copy.delete()
    return source


def moment_in(url: str) -> datetime | None:
    """The moment that addresses of Memento archives carry as 14 digits, in UTC."""
    for part in urlsplit(url).path.split("/"):
        digits = part[:14]
        if len(digits) == 14 and digits.isascii() and digits.isdecimal() and not part[14:15].isdecimal():
            try:
                return datetime.strptime(f"{digits}+0000", "%Y%m%d%H%M%S%z")
            except ValueError:
                continue
    return None
