"""Rings the worker's doorbell once the row that it is about is committed."""

from collections.abc import Sequence
from typing import Any

import structlog
from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from claims.models import Lane

log = structlog.get_logger(__name__)

LOOKUPS = 40  # claims in one task: far below its time limit


def ring_extraction(*article_ids: int, lane: str) -> None:
    """Ask a worker to extract these articles, after the transaction commits.

    A broker that cannot be reached loses nothing: the row waits, and beat's sweep rings again.
    """

    _ring("extract_article", [[article_id] for article_id in article_ids], queue=str(Lane(lane)))


def ring_lookups(claim_ids: Sequence[int], *, lane: str = Lane.INTERACTIVE) -> None:
    """Ask a worker to look up these claims among the known ones, a few in each task, after the transaction commits."""
    lots = [[list(claim_ids[start : start + LOOKUPS])] for start in range(0, len(claim_ids), LOOKUPS)]
    _ring("look_up_claims", lots, queue=str(Lane(lane)))


def ring_capture(*capture_ids: int, lane: str = Lane.INTERACTIVE) -> None:
    """Ask a worker to make these copies of sources, after the transaction commits."""
    _ring("fetch_capture", [[capture_id] for capture_id in capture_ids], queue=str(Lane(lane)))


def ring_look(article_id: int, *, lane: str = Lane.INTERACTIVE) -> None:
    """Ask a worker to look at an article's source again, after the transaction commits."""
    _ring("look_again", [[article_id]], queue=str(Lane(lane)))


def ring_index() -> None:
    """Ask a worker to read the entries of the index that have no vector yet, after the transaction commits."""
    _ring("index_known_claims", [[]], queue=str(Lane.BULK))


def _ring(task: str, calls: Sequence[list[Any]], *, queue: str) -> None:
    def ring() -> None:
        for arguments in calls:
            try:
                current_app.send_task(f"claims.tasks.{task}", args=arguments, queue=queue, retry=False)
            except OperationalError as error:
                log.warning("broker_unreachable", task=task, arguments=arguments, error=str(error))
                return  # each further one would wait for the same answer

    transaction.on_commit(ring, robust=True)


def ring_weights(weights_id: int) -> None:
    """Ask a worker to score the claims in reach of these weights anew, behind everything that a person waits for."""
    _ring("apply_weights", [[weights_id]], queue=str(Lane.BULK))


def ring_match_weights(weights_id: int) -> None:
    """Ask a worker to rank the open proposals anew with what holds now, after the transaction commits."""
    _ring("apply_match_weights", [[weights_id]], queue=str(Lane.BULK))


def ring_upload(upload_id: int) -> None:
    """Ask a worker to go on with an uploaded file, after the transaction commits."""
    _ring("advance_upload", [[upload_id]], queue=str(Lane.BULK))
