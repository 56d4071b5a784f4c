"""What we kept of a source: asked for, kept, or failed, never mixed up."""

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5

from claims.models.constraints import filled, one_of
from claims.models.sources import Source


class CaptureState(StrEnum):
    REQUESTED = "requested"
    ARCHIVED = "archived"
    FAILED = "failed"


class CaptureFailure(StrEnum):
    PERMANENT = "permanent"
    TRANSIENT = "transient"
    QUOTA = "quota"


class CapturePurpose(StrEnum):
    FIRST = "first"
    WATCH = "watch"  # looking whether the page still says what it said
    AGAIN = "again"  # a person asked
    UPLOAD = "upload"


class CaptureQuerySet(models.QuerySet["Capture"]):
    def due(self, *, now: datetime) -> "CaptureQuerySet":
        """Requested, and past their moment or left by a worker that died."""
        return self.filter(state=CaptureState.REQUESTED.value, due_at__lte=now)

    def kept(self) -> "CaptureQuerySet":
        """With bytes and text, newest first."""
        return self.filter(state=CaptureState.ARCHIVED.value).order_by("-retrieved_at", "-id")

    def without_bytes(self) -> "CaptureQuerySet":
        """For lists: the WARC and the text stay in the database."""
        return self.defer("warc", "text")


class Capture(models.Model):
    """One copy of a source as a WARC, with its text. The row is the truth about the task that makes it.

    Once archived it is never changed: a trigger holds this.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="captures")
    purpose = models.CharField(max_length=6, default=CapturePurpose.FIRST.value)
    state = models.CharField(max_length=9, default=CaptureState.REQUESTED.value)
    url = models.CharField(max_length=4096, blank=True, help_text="What was asked for; empty for an upload.")
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField(help_text="When the sweep rings for it again.")
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=9, blank=True)
    error = models.TextField(blank=True, help_text="Why it failed and what a person can do.")
    retrieved_at = models.DateTimeField(null=True, blank=True)
    final_url = models.CharField(max_length=4096, blank=True, help_text="After redirects, or the file's name.")
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    content_type = models.CharField(max_length=200, blank=True)
    warc = models.BinaryField(null=True, help_text="WARC 1.1, gzip by record.")
    warc_sha256 = models.CharField(max_length=64, blank=True)
    body_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the body as it came.")
    body_bytes = models.PositiveBigIntegerField(default=0)
    text = models.TextField(blank=True, help_text="Normalised text that passages are marked in, by code points.")
    text_sha256 = models.CharField(max_length=64, blank=True)
    is_same_as_before = models.BooleanField(
        null=True, help_text="Whether the text equals the copy kept before; empty for a first copy."
    )

    objects = CaptureQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", CaptureState, name="capture_state_known"),
            one_of("purpose", CapturePurpose, name="capture_purpose_known"),
            one_of("failure", CaptureFailure, name="capture_failure_known", optional=True),
            models.CheckConstraint(
                condition=Q(state=CaptureState.ARCHIVED.value, warc__isnull=False, retrieved_at__isnull=False)
                & ~Q(body_sha256="") & ~Q(warc_sha256="")
                | ~Q(state=CaptureState.ARCHIVED.value) & Q(warc__isnull=True),
                name="capture_archived_has_bytes",
            ),
            models.CheckConstraint(
                condition=~Q(state=CaptureState.FAILED.value) | ~Q(failure="") & ~Q(error=""),
                name="capture_failure_has_reason",
            ),
            models.UniqueConstraint(
                fields=["source"], condition=Q(state=CaptureState.REQUESTED.value), name="capture_one_request"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["source", "-retrieved_at", "-id"], name="capture_newest"),
            models.Index(fields=["due_at"], condition=Q(state=CaptureState.REQUESTED.value), name="capture_due"),
        ]

    def __str__(self) -> str:
        return f"copy of {self.source_id}, {self.state}"


class ArchivedCopy(models.Model):
    """The same source in somebody else's archive: the address a person or a connector noted."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="archived_copies")
    url = models.URLField(max_length=4096)
    archived_at = models.DateTimeField(null=True, blank=True, help_text="The moment the archive names.")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "archived copies"
        constraints = [
            models.UniqueConstraint(F("source"), MD5("url"), name="archivedcopy_once"),
            filled("url", name="archivedcopy_url_filled"),
        ]

    def __str__(self) -> str:
        return self.url
