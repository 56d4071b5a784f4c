"""The worker's doors. Each task carries ids only and calls the service of its name."""

from celery import shared_task
from django.utils import timezone

from claims.services import (
    articles,
    articlewatch,
    captures,
    checkworthiness,
    drafts,
    extraction,
    looks,
    lookups,
    matchweights,
    presence,
    pulse,
    replies,
    uploads,
)


@shared_task(name="claims.tasks.extract_article")
def extract_article(article_id: int) -> str:
    return extraction.extract_article(article_id=article_id, clock=timezone.now)


@shared_task(name="claims.tasks.look_again")
def look_again(article_id: int) -> str:
    return looks.look_again(article_id=article_id, clock=timezone.now)


@shared_task(name="claims.tasks.sweep_looks")
def sweep_looks() -> dict[str, int]:
    return articlewatch.sweep_looks(now=timezone.now())


@shared_task(name="claims.tasks.sweep_articles")
def sweep_articles() -> dict[str, int]:
    now = timezone.now()
    pulse.note_sweep(now=now)
    return articles.sweep_articles(now=now)


@shared_task(name="claims.tasks.look_up_claims")
def look_up_claims(claim_ids: list[int]) -> int:
    from claims.services import proposals  # brings the models' code along, which only workers need

    return proposals.look_up_claims(claim_ids=claim_ids, clock=timezone.now)


@shared_task(name="claims.tasks.index_known_claims")
def index_known_claims() -> int:
    from claims.services import proposals

    return proposals.index_known_claims(clock=timezone.now)


@shared_task(name="claims.tasks.sweep_lookups")
def sweep_lookups() -> dict[str, int]:
    return lookups.sweep_lookups(now=timezone.now())


@shared_task(name="claims.tasks.apply_weights")
def apply_weights(weights_id: int) -> str:
    return checkworthiness.apply_weights(weights_id=weights_id, clock=timezone.now)


@shared_task(name="claims.tasks.sweep_weights")
def sweep_weights() -> dict[str, int]:
    return checkworthiness.sweep_weights()


@shared_task(name="claims.tasks.apply_match_weights")
def apply_match_weights(weights_id: int) -> str:
    from claims.services import proposals

    return matchweights.apply_match_weights(
        weights_id=weights_id, clock=timezone.now,
        look_up=lambda claim_ids: proposals.look_up_claims(claim_ids=claim_ids, clock=timezone.now),
    )  # fmt: skip


@shared_task(name="claims.tasks.sweep_match_weights")
def sweep_match_weights() -> dict[str, int]:
    return matchweights.sweep_match_weights()


@shared_task(name="claims.tasks.advance_upload")
def advance_upload(upload_id: int) -> str:
    return uploads.advance_upload(upload_id=upload_id, clock=timezone.now)


@shared_task(name="claims.tasks.sweep_uploads")
def sweep_uploads() -> dict[str, int]:
    return uploads.sweep_uploads(now=timezone.now())


@shared_task(name="claims.tasks.fetch_capture")
def fetch_capture(capture_id: int) -> str:
    return captures.fetch_capture(capture_id=capture_id, clock=timezone.now)


@shared_task(name="claims.tasks.sweep_drafts")
def sweep_drafts() -> dict[str, int]:
    return drafts.sweep_drafts(now=timezone.now())


@shared_task(name="claims.tasks.sweep_visits")
def sweep_visits() -> int:
    return presence.sweep_visits(now=timezone.now())


@shared_task(name="claims.tasks.sweep_captures")
def sweep_captures() -> dict[str, int]:
    return captures.sweep_captures(now=timezone.now())


@shared_task(name="claims.tasks.sweep_replies")
def sweep_replies() -> dict[str, int]:
    return replies.sweep_replies(now=timezone.now())
