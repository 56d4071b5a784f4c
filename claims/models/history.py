"""The append-only history: one chain of hashed events for each article, claim, speaker and person."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import models

from claims.models.constraints import filled

GENESIS = "0" * 64  # what the first event of a chain names as its predecessor


class EventChain(models.Model):
    """The head of one chain: the row that a writer locks, and what a cut-off tail is told by."""

    subject = models.CharField(max_length=20, help_text="article, claim, speaker or user")
    subject_id = models.BigIntegerField()
    length = models.PositiveIntegerField(default=0)
    head = models.CharField(max_length=64, default=GENESIS)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "subject_id"], name="eventchain_subject_unique")]

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}"


class EventQuerySet(models.QuerySet["Event"]):
    def about(self, subject: str, subject_id: int) -> "EventQuerySet":
        """Oldest first."""
        return self.filter(chain__subject=subject, chain__subject_id=subject_id).order_by("sequence")


class Event(models.Model):
    """Something that happened. Never changed or removed: triggers refuse both, and TRUNCATE."""

    chain = models.ForeignKey(EventChain, on_delete=models.PROTECT, related_name="events")
    sequence = models.PositiveIntegerField(help_text="1, 2, 3 … in its chain.")
    verb = models.CharField(max_length=40)
    # No foreign-key constraint: the history outlives the people in it.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+"
    )
    actor_name = models.CharField(max_length=200, help_text="As it was then; “system” for the worker.")
    data = models.JSONField(default=dict, help_text="No floating-point numbers: their JSON is not stable.")
    at = models.DateTimeField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["chain", "sequence"], name="event_sequence_unique"),
            filled("verb", name="event_verb_filled"),
        ]
        indexes = [models.Index(fields=["-at", "-id"], name="event_newest")]

    def __str__(self) -> str:
        return f"{self.verb} by {self.actor_name}"

    def expected_digest(self) -> str:
        """SHA-256 over all that this event says, its place in the chain included."""
        said: dict[str, Any] = {
            "actor": self.actor_id,
            "actor_name": self.actor_name,
            "at": as_utc(self.at),
            "chain": self.chain_id,
            "data": self.data,
            "previous": self.previous,
            "sequence": self.sequence,
            "verb": self.verb,
        }
        return hashlib.sha256(
            json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
        ).hexdigest()


def as_utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
