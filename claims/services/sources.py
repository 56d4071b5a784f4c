"""Evidence: sources, the passage that matters, and how it bears on a claim."""

from datetime import date, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction

from claims.errors import Invalid, Missing, Refused
from claims.fetching import FetchError, canonical_url, parse_target
from claims.models import Claim, Disclosure, Evidence, Proximity, Source, SourceKind, Stance, User
from claims.permissions import NOT_A_MEMBER, demand, may_add_evidence
from claims.services.claims import SETTLED_NEXT, fresh_claim, lock_claim, renew_lease
from claims.services.history import record_event
from claims.workflow import ClaimStatus, spoken

MAX_PROSE_CHARS = 20_000
# Evidence is gathered until a verdict is handed in; what a second person looks at must not change under their eyes.
GATHERING = (ClaimStatus.PROPOSED, ClaimStatus.OPEN, ClaimStatus.IN_REVIEW, ClaimStatus.RETURNED)


def add_evidence(
    *,
    actor: User,
    claim_id: int,
    stance: str,
    url: str = "",
    title: str = "",
    publisher: str = "",
    author: str = "",
    published_on: date | None = None,
    source_kind: str = "",
    proximity: str = Proximity.SECONDARY,
    proximity_reason: str = "",
    passage: str = "",
    note: str = "",
    independence_group: str = "",
    disclosure: str = Disclosure.PUBLIC,
    now: datetime,
) -> Evidence:
    """Attach a source to a claim. A source needs an address or a title; the same address is the same source."""
    kind = source_kind or (SourceKind.WEB_PAGE if url.strip() else SourceKind.DOCUMENT)
    _demand_short(
        passage=(passage, MAX_PROSE_CHARS), note=(note, MAX_PROSE_CHARS), title=(title, 500), author=(author, 300),
        publisher=(publisher, 200), proximity_reason=(proximity_reason, 300),
        independence_group=(independence_group, 100),
    )  # fmt: skip
    _demand_words(
        stance=(stance, Stance), proximity=(proximity, Proximity), disclosure=(disclosure, Disclosure),
        source_kind=(kind, SourceKind),
    )  # fmt: skip
    with transaction.atomic():
        claim = lock_claim(claim_id)
        demand(may_add_evidence(actor, claim), "not_a_member", NOT_A_MEMBER)
        _demand_gathering(claim)
        source = _find_source(
            url=url, kind=kind, title=title, publisher=publisher, author=author, published_on=published_on,
            actor=actor, now=now,
        )  # fmt: skip
        evidence = Evidence(
            claim=claim,
            source=source,
            stance=stance,
            proximity=proximity,
            proximity_reason=proximity_reason.strip(),
            passage=passage.strip(),
            note=note.strip(),
            independence_group=independence_group.strip(),
            disclosure=disclosure,
            added_by=actor,
            created_at=now,
        )
        try:
            with transaction.atomic():
                evidence.save(force_insert=True)
        except IntegrityError:
            raise Refused(
                "known_evidence",
                "This source is attached with this passage already. Name another passage, or remove the first.",
            ) from None
        _touch(claim, actor=actor, now=now)
        record_event(
            actor=actor, verb="add_evidence", subject=claim, now=now,
            data={"evidence": evidence.pk, "source": str(source), "url": source.url, "stance": str(stance)},
        )  # fmt: skip
    return evidence


def withdraw_evidence(*, actor: User, evidence_id: int, now: datetime) -> Claim:
    """Take a piece of evidence off its claim; the history keeps that it was there."""
    with transaction.atomic():
        evidence = Evidence.objects.select_related("source").filter(pk=evidence_id).first()
        if evidence is None:
            raise Missing("no_such_evidence", f"There is no evidence {evidence_id}. Reload the claim.")
        claim = lock_claim(evidence.claim_id)
        demand(may_add_evidence(actor, claim), "not_a_member", NOT_A_MEMBER)
        _demand_gathering(claim)
        if not Evidence.objects.filter(pk=evidence_id, withdrawn_at=None).update(withdrawn_at=now):
            raise Refused("withdrawn_already", "This piece was removed a moment ago. Reload the claim.")
        _touch(claim, actor=actor, now=now)
        record_event(
            actor=actor, verb="withdraw_evidence", subject=claim, now=now,
            data={"evidence": evidence.pk, "source": str(evidence.source)},
        )  # fmt: skip
    return fresh_claim(claim.pk)


def _touch(claim: Claim, *, actor: User, now: datetime) -> None:
    """Evidence belongs to what a claim's reader sees; but it does not make a wording typed meanwhile stale."""
    Claim.objects.filter(pk=claim.pk).update(updated_at=now)
    if claim.assignee_id == actor.pk:
        renew_lease(claim, now=now)


def _demand_gathering(claim: Claim) -> None:
    if claim.status not in GATHERING:
        raise Refused(
            "evidence_settled",
            f"This claim is {spoken(claim.status)}: its evidence is settled. "
            + SETTLED_NEXT.get(ClaimStatus(claim.status), "It can no longer be changed here."),
            status=claim.status,
        )


def _demand_words(**given: tuple[str, type[Stance | Proximity | Disclosure | SourceKind]]) -> None:
    wrong = {
        field: [f"Choose one of: {', '.join(words)}."]
        for field, (value, words) in given.items()
        if value not in set(words)
    }
    if wrong:
        raise Invalid("Some choices are not known here.", wrong)


def _demand_short(**given: tuple[str, int]) -> None:
    """Nothing typed is cut off behind its author's back."""
    wrong = {
        field: [f"Keep it below {limit:,} characters."]
        for field, (value, limit) in given.items()
        if len(value.strip()) > limit
    }
    if wrong:
        raise Invalid("Some of this is too long.", wrong)


def _find_source(
    *,
    url: str,
    kind: str,
    title: str,
    publisher: str,
    author: str,
    published_on: date | None,
    actor: User,
    now: datetime,
) -> Source:
    url, title = url.strip(), " ".join(title.split())
    if not url and not title:
        raise Invalid("A source needs an address or a title.", {"url": ["Paste the address, or name the source."]})
    canonical = ""
    if url:
        try:
            parse_target(url, allowed_hosts=frozenset(settings.FETCH_ALLOWED_HOSTS))
            canonical = canonical_url(url)
        except FetchError as error:
            raise Invalid("This address cannot be used.", {"url": [str(error)]}) from error
    fields = {
        "kind": kind,
        "url": url,
        "title": title or _name_of(url),
        "publisher": publisher.strip(),
        "author": author.strip(),
        "published_on": published_on,
        "added_by": actor,
        "created_at": now,
    }
    if canonical:
        source = Source.objects.at_address(canonical).first()
        if source is None:
            try:
                with transaction.atomic():
                    return Source.objects.create(canonical_url=canonical, **fields)
            except IntegrityError:  # somebody attached it to another claim at this moment
                source = Source.objects.at_address(canonical).get()
        if title and source.title == _name_of(source.url):
            # It was attached by its bare address before; now somebody knows what it is called.
            source.title = title
            source.publisher = source.publisher or str(fields["publisher"])
            source.save(update_fields=["title", "publisher"])
        return source
    return Source.objects.create(**fields)


def _name_of(url: str) -> str:
    """A name for a page that nobody has named: host and path."""
    parts = urlsplit(url)
    return ((parts.hostname or "").removeprefix("www.") + parts.path.rstrip("/"))[:500]
