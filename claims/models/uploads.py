"""Files of known checks that somebody uploaded: read first, taken in when a person says so."""

from datetime import datetime
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.constraints import filled, one_of
from claims.models.known import ImportBatch


class UploadStatus(StrEnum):
    READING = "reading"  # nothing is written yet: the preview is being made
    READY = "ready"  # waits for somebody to take it in or to discard it
    TAKING = "taking"
    DONE = "done"
    FAILED = "failed"  # the file cannot be read; what came before that place of it is told
    DISCARDED = "discarded"


AT_WORK = (UploadStatus.READING, UploadStatus.TAKING)


class UploadQuerySet(models.QuerySet["ImportUpload"]):
    def waiting(self, *, now: datetime) -> "UploadQuerySet":
        """With work left that nobody does at this moment."""
        return self.filter(status__in=AT_WORK).filter(Q(lease_expires_at=None) | Q(lease_expires_at__lte=now))


class ImportUpload(models.Model):
    """One uploaded file. The row is the truth of the work: how far it is, and what it found so far."""

    name = models.CharField(max_length=300, help_text="The file's name; its ending tells the kind.")
    size = models.PositiveBigIntegerField(help_text="Bytes.")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    uploaded_at = models.DateTimeField()
    status = models.CharField(max_length=9, default=UploadStatus.READING.value)
    position = models.PositiveIntegerField(default=0, help_text="Records that this pass is through with.")
    added = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    bad = models.PositiveIntegerField(default=0)
    shown = models.JSONField(default=list, blank=True, help_text="The first records that can be used.")
    unknown_labels = models.JSONField(
        default=list, blank=True, help_text="Labels that nobody knows the meaning of: [{site, label, count}]."
    )
    error = models.CharField(max_length=500, blank=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, blank=True, related_name="uploads")
    lease_expires_at = models.DateTimeField(null=True, blank=True, help_text="Until when a worker has it.")
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = "upload of known checks"
        verbose_name_plural = "uploads of known checks"
        constraints = [
            filled("name", name="importupload_name_filled"),
            one_of("status", UploadStatus, name="importupload_status_known"),
            models.CheckConstraint(
                condition=~Q(status__in=[str(status) for status in (UploadStatus.TAKING, UploadStatus.DONE)])
                | Q(batch__isnull=False),
                name="importupload_taken_into_a_batch",
            ),
            models.CheckConstraint(
                condition=~Q(status=UploadStatus.FAILED.value) | ~Q(error=""), name="importupload_failure_has_reason"
            ),
        ]
        indexes = [
            models.Index(
                fields=["lease_expires_at"], name="importupload_at_work",
                condition=Q(status__in=[str(status) for status in AT_WORK]),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name


class UploadPart(models.Model):
    """A piece of the file, so that whichever worker has the task can read it. Gone once the file is taken in."""

    upload = models.ForeignKey(ImportUpload, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["upload", "number"], name="uploadpart_number_unique")]

    def __str__(self) -> str:
        return f"part {self.number} of upload {self.upload_id}"


class UploadFault(models.Model):
    """A record of the file that cannot be used, and why. All of them are kept."""

    upload = models.ForeignKey(ImportUpload, on_delete=models.CASCADE, related_name="faults")
    number = models.PositiveIntegerField(help_text="Place of the record in the file, from 1.")
    reason = models.TextField()

    class Meta:
        constraints = [filled("reason", name="uploadfault_reason_filled")]

    def __str__(self) -> str:
        return f"record {self.number}: {self.reason}"
