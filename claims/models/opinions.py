"""A second rating given without seeing the first, and who may not touch a claim for nearness to it."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.articles import Outlet
from claims.models.claims import Claim
from claims.models.constraints import filled
from claims.models.reviews import Verdict
from claims.models.scales import Rating
from claims.models.speakers import Speaker


class Opinion(models.Model):
    """What a second reviewer would have said. Frozen: a trigger holds this, and that it is not the verdict's author."""

    verdict = models.ForeignKey(Verdict, on_delete=models.CASCADE, related_name="opinions")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="opinions")
    rating = models.ForeignKey(Rating, on_delete=models.PROTECT, related_name="opinions")
    note = models.TextField(help_text="Why this rating. Where it differs from the verdict's, the dissent on record.")
    is_blind = models.BooleanField(default=True, help_text="Given before the verdict's rating was shown.")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["verdict", "reviewer"], name="opinion_once_per_reviewer"),
            filled("note", name="opinion_note_filled"),
        ]
        indexes = [models.Index(fields=["created_at"], name="opinion_by_time")]

    def __str__(self) -> str:
        return f"{self.rating} by {self.reviewer}"


class ConflictOfInterestQuerySet(models.QuerySet["ConflictOfInterest"]):
    def standing(self, *, now: datetime) -> "ConflictOfInterestQuerySet":
        return self.filter(Q(ended_at=None) | Q(ended_at__gt=now))

    def about(self, claim_id: int) -> "ConflictOfInterestQuerySet":
        """That bear on this claim: on itself, its speaker, or the outlet of its article."""
        claim = Claim.objects.filter(pk=claim_id)
        speaker = claim.values("speaker")
        return self.filter(
            Q(claim=claim_id)
            | Q(outlet__in=claim.values("article__outlet"))
            | Q(speaker__in=speaker)
            | Q(speaker__merged_into__in=speaker)
        )


class ConflictOfInterest(models.Model):
    """A person is too near a speaker, an outlet or one claim to work on what concerns it. They or an editor say so."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="conflicts")
    speaker = models.ForeignKey(Speaker, on_delete=models.CASCADE, null=True, blank=True, related_name="conflicts")
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, null=True, blank=True, related_name="conflicts")
    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, null=True, blank=True, related_name="conflicts")
    note = models.CharField(max_length=500, help_text="What the nearness is, for the editors.")
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ConflictOfInterestQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "conflicts of interest"
        constraints = [
            filled("note", name="conflictofinterest_note_filled"),
            models.CheckConstraint(
                condition=Q(speaker__isnull=False, outlet__isnull=True, claim__isnull=True)
                | Q(speaker__isnull=True, outlet__isnull=False, claim__isnull=True)
                | Q(speaker__isnull=True, outlet__isnull=True, claim__isnull=False),
                name="conflictofinterest_one_subject",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="conflictofinterest_by_person")]

    def __str__(self) -> str:
        return f"{self.person}: {self.speaker or self.outlet or self.claim_id}"
