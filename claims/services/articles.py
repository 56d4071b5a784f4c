"""Taking articles in, and the leases under which workers take them apart."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest

from claims.errors import Invalid, Missing, Refused
from claims.extraction.plain import clean_text
from claims.fetching import FetchError, canonical_url, parse_target
from claims.models import Article, ArticleVersion, Lane, Outlet, User
from claims.permissions import NOT_A_MEMBER, demand, may_retry_article, may_submit_article, may_withdraw_article
from claims.queue import ring_extraction
from claims.services.history import record_event
from claims.services.snapshots import Original, keep_original
from claims.workflow import ARTICLE_MOVES, ArticleStatus

MAX_TEXT_CHARS = 600_000  # about 100,000 words
MAX_ATTEMPTS = 4
# The doorbell normally rings within milliseconds; the sweep is for when it was lost.
RING_AGAIN = {Lane.INTERACTIVE: timedelta(seconds=20), Lane.BULK: timedelta(minutes=5)}
LONGEST_PAUSE = timedelta(hours=6)
SWEEP_BATCH = 500


@dataclass(frozen=True, slots=True)
class Submitted:
    """The article, and whether it is new; if not, what it was recognised by: "address" or "text"."""

    article: Article
    is_new: bool
    known_by: str = ""


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody hands in. Either ``text`` or ``url`` must be there; with both, the text is not fetched again."""

    text: str = ""
    url: str = ""
    title: str = ""
    byline: str = ""
    outlet: str = ""
    published_on: date | None = None
    language: str = ""
    original: Original | None = None  # the file that the text was read from


def submit_article(
    *, actor: User, submission: Submission, now: datetime, lane: Lane = Lane.INTERACTIVE, is_sample: bool = False
) -> Submitted:
    """Take an article in, or find the one that is already there, and ring for a worker.

    The same address or the same text is the same article. Raises :class:`Invalid` or :class:`Forbidden`.
    """
    demand(may_submit_article(actor), "not_a_member", NOT_A_MEMBER)
    url, canonical = usable_url(submission.url)
    text = _usable_text(submission.text, has_url=bool(url))
    digest = text_sha256(text) if text else ""
    if known := _known(canonical, digest):
        return known
    article = Article(
        url=url,
        canonical_url=canonical,
        text_sha256=digest,
        title=submission.title.strip()[:500],
        byline=submission.byline.strip()[:300],
        published_on=submission.published_on,
        language=submission.language[:35],
        lane=lane,
        submitted_by=actor,
        is_sample=is_sample,
        queued_at=now,
        due_at=now + RING_AGAIN[lane],
        created_at=now,
        updated_at=now,
    )
    try:
        with transaction.atomic():
            article.outlet = find_outlet(name=submission.outlet, url=url)
            article.save(force_insert=True)
            if text:
                version = freeze_text(article=article, text=text, now=now)
                if submission.original:
                    keep_original(version=version, original=submission.original, now=now)
            record_event(
                actor=actor, verb="submit", subject=article, now=now,
                data={"after": article.status, "url": url, "text_sha256": digest, "lane": str(lane)},
            )  # fmt: skip
            ring_extraction(article.pk, lane=lane)
    except IntegrityError:
        # Somebody handed in the same a moment ago; the constraint saw it before we could.
        if known := _known(canonical, digest):
            return known
        raise
    return Submitted(article, is_new=True)


def usable_url(url: str) -> tuple[str, str]:
    """An address as it was given and in its one spelling; two empty strings for none. Raises :class:`Invalid`."""
    url = url.strip()
    if not url:
        return "", ""
    try:
        parse_target(url, allowed_hosts=frozenset(settings.FETCH_ALLOWED_HOSTS))
        return url, canonical_url(url)
    except FetchError as error:
        raise Invalid("This address cannot be used.", {"url": [str(error)]}) from error


def _usable_text(raw: str, *, has_url: bool) -> str:
    text = clean_text(raw)
    if not text.strip():
        if has_url and not raw.strip():
            return ""
        raise Invalid("There is nothing to read.", {"text": ["Paste the article's text, or give its address."]})
    if len(text) > MAX_TEXT_CHARS:
        raise Invalid(
            "This text is too long.",
            {"text": [f"It has {len(text):,} characters; at most {MAX_TEXT_CHARS:,} fit. Hand it in in parts."]},
        )
    return text


def usable_text_of(raw: str) -> str:
    """A text as it is stored. Raises :class:`Invalid` where there is nothing to read or too much."""
    return _usable_text(raw, has_url=False)


def _known(canonical: str, digest: str) -> Submitted | None:
    if canonical and (article := Article.objects.at_address(canonical).first()):
        return Submitted(article, is_new=False, known_by="address")
    if digest and (article := Article.objects.filter(text_sha256=digest).first()):
        return Submitted(article, is_new=False, known_by="text")
    return None


def text_sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def freeze_text(*, article: Article, text: str, now: datetime) -> ArticleVersion:
    """Store a text for good; every span from now on counts code points in it."""
    number = article.versions.count() + 1
    version = ArticleVersion(article=article, number=number, text=text, text_sha256=text_sha256(text), created_at=now)
    version.save(force_insert=True)
    return version


def find_outlet(*, name: str, url: str) -> Outlet | None:
    """The outlet of this address, or of this name; made when it is new."""
    host = (urlsplit(url).hostname or "").removeprefix("www.") if url else ""
    name = name.strip()[:200]
    if host:
        return Outlet.objects.get_or_create(host=host, defaults={"name": name or host})[0]
    if not name:
        return None
    return (
        Outlet.objects.filter(name__iexact=name).order_by("id").first()
        or Outlet.objects.get_or_create(name=name, host="")[0]
    )


def retry_article(*, actor: User, article_id: int, now: datetime) -> Article:
    """Put a failed or withdrawn article back in the queue with all its attempts before it.

    What was found in it before, and touched since, stays as it is.
    """
    with transaction.atomic():
        article = lock_article(article_id)
        demand(may_retry_article(actor, article), "not_a_member", NOT_A_MEMBER)
        move_article(
            article, "retry", actor=actor, now=now,
            attempts=0, error="", error_code="", duplicate_of=None, queued_at=now,
            due_at=now + RING_AGAIN[Lane.INTERACTIVE], lane=Lane.INTERACTIVE,
        )  # fmt: skip
        ring_extraction(article.pk, lane=Lane.INTERACTIVE)
    return article


def withdraw_article(*, actor: User, article_id: int, reason: str, now: datetime) -> Article:
    """Take an article off the desk; what was found in it stays readable."""
    if not reason.strip():
        raise Invalid("Say why.", {"reason": ["Say why this article is withdrawn; the history keeps it."]})
    with transaction.atomic():
        article = lock_article(article_id)
        demand(
            may_withdraw_article(actor, article),
            "not_yours",
            "Only an editor or the person who handed it in can withdraw an article. Ask one of them.",
        )
        move_article(article, "withdraw", actor=actor, now=now, told={"reason": reason.strip()})
    return article


def lock_article(article_id: int) -> Article:
    """The row, locked until the transaction ends."""
    try:
        # Not its key: who holds a claim and adds another to this article need not wait for us, nor we for them.
        return Article.objects.select_for_update(no_key=True, of=("self",)).get(pk=article_id)
    except Article.DoesNotExist:
        raise Missing("no_such_article", f"There is no article {article_id}.") from None


def move_article(
    article: Article,
    verb: str,
    *,
    actor: User | None,
    now: datetime,
    told: dict[str, str | int] | None = None,
    **changes: object,
) -> None:
    """Compare-and-set the status and write the event. ``article`` is updated in place. Raises :class:`Refused`."""
    move = ARTICLE_MOVES[verb]
    before = article.status
    changed = Article.objects.filter(pk=article.pk, status__in=move.before, attempts=article.attempts).update(
        status=move.after,
        updated_at=now,
        lease_expires_at=changes.pop("lease_expires_at", None),
        **changes,
    )
    if not changed:
        article.refresh_from_db()
        raise ARTICLE_MOVES.refusal(verb, article.status)
    record_event(
        actor=actor, verb=verb, subject=article, now=now,
        data={"before": before, "after": str(move.after), **(told or {})},
    )  # fmt: skip
    article.refresh_from_db()


# -- the worker's side -------------------------------------------------------------------------


def begin_extraction(*, article_id: int, now: datetime) -> Article | None:
    """Lease a queued article to the calling worker; None when another has it or it needs no work."""
    with transaction.atomic():
        article = Article.objects.filter(pk=article_id).first()
        if article is None or article.status != ArticleStatus.QUEUED:
            return None
        if article.attempts and article.queued_at > now:
            return None  # put back to rest a while: a bell that rang twice must not cut that short
        try:
            move_article(
                article, "start_extraction", actor=None, now=now,
                attempts=F("attempts") + 1, lease_expires_at=now + timedelta(seconds=settings.EXTRACTION_LEASE),
                told={"attempt": article.attempts + 1},
            )  # fmt: skip
        except Refused:
            return None
    return article


def put_back(
    *,
    article: Article,
    code: str,
    reason: str,
    now: datetime,
    is_final: bool = False,
    at_last: str = "",
    pause: timedelta | None = None,
    **changes: object,
) -> None:
    """Give up this attempt: back to the queue with growing pauses, or failed when final or tried often enough.

    ``pause`` is how long to wait instead, never longer than LONGEST_PAUSE; ``at_last`` is the reason to give when
    there is no further try; ``changes`` are stored with it.
    Does nothing when the lease was lost meanwhile: whoever holds it now decides.
    """
    verb = "fail" if is_final or article.attempts >= MAX_ATTEMPTS else "requeue"
    if verb == "fail":
        reason = at_last or reason
    changes |= {"error_code": code, "error": reason}
    if verb == "requeue":
        wait = timedelta(seconds=15 * 2**article.attempts) if pause is None else min(pause, LONGEST_PAUSE)
        changes |= {"queued_at": now + wait, "due_at": now + wait}
    try:
        with transaction.atomic():
            move_article(article, verb, actor=None, now=now, told={"code": code, "reason": reason}, **changes)
    except Refused:
        return


def sweep_articles(*, now: datetime) -> dict[str, int]:
    """Ring again for articles that wait too long, and free those whose worker died. Returns what was done."""
    abandoned = Article.objects.abandoned(now=now).order_by("lease_expires_at")[:SWEEP_BATCH]
    for article in abandoned:
        put_back(
            article=article,
            code="worker_died",
            reason="The worker stopped while reading this article. The desk tries again.",
            at_last=f"The worker stopped on each of {MAX_ATTEMPTS} tries. The text may be too much for it: "
            "hand it in in parts, and tell whoever runs this server.",
            now=now,
            # One death is mostly the machine's, and the lease was pause enough; a second may be this text's doing.
            pause=timedelta(0) if article.attempts == 1 else None,
        )
    due = list(Article.objects.due(now=now).order_by("due_at").values_list("pk", "lane")[:SWEEP_BATCH])
    for lane, pause in RING_AGAIN.items():
        ids = [pk for pk, its_lane in due if its_lane == lane]
        # Ever longer: an article that waits behind a long queue must not fill that queue with more bells.
        Article.objects.filter(pk__in=ids, status=ArticleStatus.QUEUED).update(
            due_at=Greatest(Value(now + pause), Value(now) + (Value(now) - F("queued_at")))
        )
        ring_extraction(*ids, lane=lane)
    return {"freed": len(abandoned), "rung": len(due)}
