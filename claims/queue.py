"""Rings the worker's doorbell once the row that it is about is committed."""

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from claims.models import Lane

log = structlog.get_logger(__name__)


def ring_extraction(*article_ids: int, lane: str) -> None:
    """Ask a worker to extract these articles, after the transaction commits.

    A broker that cannot be reached loses nothing: the row waits, and beat's sweep rings again.
    """

    def ring() -> None:
        for article_id in article_ids:
            try:
                current_app.send_task(
                    "claims.tasks.extract_article", args=[article_id], queue=str(Lane(lane)), retry=False
                )
            except OperationalError as error:
                log.warning("broker_unreachable", article_id=article_id, error=str(error))
                return  # each further one would wait for the same answer

    transaction.on_commit(ring, robust=True)
