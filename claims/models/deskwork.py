"""How people keep their place in the queue: views they saved, and what they did to many claims at once."""

from enum import StrEnum

from django.conf import settings
from django.db import models

from claims.models.constraints import filled, one_of


class SavedView(models.Model):
    """A set of the queue's filters under a name: one's own, or shared with the desk."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=2000, help_text="The filters as they stand in the queue's address.")
    is_shared = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="savedview_name_unique"),
            filled("name", name="savedview_name_filled"),
        ]
        indexes = [
            models.Index(fields=["name"], condition=models.Q(is_shared=True), name="savedview_shared"),
        ]

    def __str__(self) -> str:
        return self.name


class BulkVerb(StrEnum):
    ACCEPT = "accept"
    DISMISS = "dismiss"


class BulkAct(models.Model):
    """One verb for many claims, so that one key takes it back as a whole."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bulk_acts")
    verb = models.CharField(max_length=8)
    reason = models.CharField(max_length=500, blank=True)
    rows = models.JSONField(help_text="[{claim, before, revision}]: its status before, and its revision after.")
    done_at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [one_of("verb", BulkVerb, name="bulkact_verb_known")]
        indexes = [models.Index(fields=["actor", "-done_at", "-id"], name="bulkact_newest")]

    def __str__(self) -> str:
        return f"{self.verb} of {len(self.rows)} by {self.actor}"
