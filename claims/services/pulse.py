"""Whether the machinery behind the desk is alive. Kept in the cache: losing it costs one sweep."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import redis
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.utils import Error as DatabaseError
from redis.exceptions import RedisError

from claims.models import Article
from claims.workflow import ArticleStatus

_SWEPT = "pulse:swept_at"
SILENT_AFTER = timedelta(seconds=60)  # four sweeps missed


def note_sweep(*, now: datetime) -> None:
    """A worker ran a sweep that beat had sent: both are alive. A cache that is away must not stop the sweep."""
    with suppress(RedisError):
        cache.set(_SWEPT, now.timestamp(), timeout=None)


def last_sweep() -> datetime | None:
    """When a worker last answered beat; None when never, or when the cache is away."""
    try:
        stamp = cache.get(_SWEPT)
    except RedisError:
        return None
    return datetime.fromtimestamp(stamp, UTC) if stamp is not None else None


def is_worker_silent(*, now: datetime) -> bool:
    """Whether no worker has answered for so long that a waiting person should be told."""
    swept = last_sweep()
    return swept is None or now - swept > SILENT_AFTER


@dataclass(frozen=True, slots=True)
class Readiness:
    """Each part's state; ``queue_depth`` is the number of messages waiting per queue, -1 when unknown."""

    database: bool
    broker: bool
    beat_age_seconds: float | None
    queue_depth: dict[str, int]

    @property
    def is_ready(self) -> bool:
        return self.database and self.broker


def readiness(*, now: datetime) -> Readiness:
    """Ask every part that answering a request depends on."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        has_database = True
    except DatabaseError:
        has_database = False
    depth = {"interactive": -1, "bulk": -1}
    try:
        client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2)
        with client:
            depth = {queue: int(client.llen(queue)) for queue in depth}
        has_broker = True
    except (RedisError, OSError):
        has_broker = False
    swept = last_sweep() if has_broker else None
    return Readiness(
        database=has_database,
        broker=has_broker,
        beat_age_seconds=(now - swept).total_seconds() if swept else None,
        queue_depth=depth,
    )


def waiting_articles() -> dict[str, int]:
    """Articles that no worker has finished, by status: the truth behind the queues."""
    statuses = (ArticleStatus.QUEUED, ArticleStatus.EXTRACTING, ArticleStatus.FAILED)
    return {str(status): Article.objects.filter(status=status).count() for status in statuses}
