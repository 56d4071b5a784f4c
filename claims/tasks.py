"""The worker's doors. Each task carries ids only and calls the service of its name."""

from celery import shared_task
from django.utils import timezone

from claims.services import articles, extraction, pulse


@shared_task(name="claims.tasks.extract_article")
def extract_article(article_id: int) -> str:
    return extraction.extract_article(article_id=article_id, clock=timezone.now)


@shared_task(name="claims.tasks.sweep_articles")
def sweep_articles() -> dict[str, int]:
    now = timezone.now()
    pulse.note_sweep(now=now)
    return articles.sweep_articles(now=now)
