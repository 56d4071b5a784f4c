"""Keeping the bytes that a text was read from."""

import gzip
import hashlib
from dataclasses import dataclass
from datetime import datetime

from claims.models import ArticleVersion, Snapshot


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it came: where from, what it says it is, and its bytes."""

    url: str
    content_type: str
    body: bytes


def keep_original(*, version: ArticleVersion, original: Original, now: datetime) -> Snapshot:
    """Store the original beside the version that was read from it."""
    snapshot = Snapshot(
        version=version,
        url=original.url[:4096],
        content_type=original.content_type[:200],
        body_gzip=gzip.compress(original.body, mtime=0),
        body_sha256=hashlib.sha256(original.body).hexdigest(),
        retrieved_at=now,
    )
    snapshot.save(force_insert=True)
    return snapshot
