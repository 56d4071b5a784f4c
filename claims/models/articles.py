"""Articles, the frozen versions of their text, and where they appeared."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import MD5

from claims.models.constraints import filled, one_of
from claims.workflow import ArticleStatus

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from claims.models.people import User


class Outlet(models.Model):
    """Who publishes articles: recognised by the host of its addresses."""

    name = models.CharField(max_length=200)
    host = models.CharField(max_length=253, blank=True, help_text="For example news.example.org, without www.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["host"], condition=~Q(host=""), name="outlet_host_unique"),
            models.UniqueConstraint(fields=["name"], condition=Q(host=""), name="outlet_name_unique"),
            filled("name", name="outlet_name_filled"),
        ]

    def __str__(self) -> str:
        return self.name


class Lane(models.TextChoices):
    """Which queue rings for an article: a bulk import must never hold up a reviewer."""

    INTERACTIVE = "interactive"
    BULK = "bulk"


class ArticleQuerySet(models.QuerySet["Article"]):
    def visible_to(self, user: "User | AnonymousUser") -> "ArticleQuerySet":
        """Every member of the desk sees every article; others see none."""
        return self if getattr(user, "roles", None) else self.none()

    def at_address(self, canonical: str) -> "ArticleQuerySet":
        """The one article of this canonical address, found by its hash."""
        return self.alias(key=MD5("canonical_url")).filter(key=MD5(Value(canonical)), canonical_url=canonical)

    def due(self, *, now: datetime) -> "ArticleQuerySet":
        """Waiting, and past their moment: their doorbell was lost or has not been answered."""
        return self.filter(status=ArticleStatus.QUEUED.value, due_at__lte=now)

    def abandoned(self, *, now: datetime) -> "ArticleQuerySet":
        """Being extracted by a worker whose lease ran out: it died."""
        return self.filter(status=ArticleStatus.EXTRACTING.value, lease_expires_at__lte=now)


class Article(models.Model):
    """One news article: one address, or one pasted text. The row is the truth about its extraction."""

    url = models.URLField(max_length=4096, blank=True, help_text="The address as it was given.")
    canonical_url = models.CharField(max_length=4096, blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True, help_text="Of the current version; empty until fetched.")
    outlet = models.ForeignKey(Outlet, on_delete=models.SET_NULL, null=True, blank=True, related_name="articles")
    title = models.CharField(max_length=500, blank=True)
    byline = models.CharField(max_length=300, blank=True)
    published_on = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=35, blank=True, help_text="BCP 47")
    status = models.CharField(max_length=12, default=ArticleStatus.QUEUED.value)
    lane = models.CharField(max_length=12, choices=Lane.choices, default=Lane.INTERACTIVE)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="submitted_articles"
    )
    is_sample = models.BooleanField(default=False, editable=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    # Ahead of now while an article that was put back is let rest.
    queued_at = models.DateTimeField(help_text="When it was last put in the queue.")
    due_at = models.DateTimeField(help_text="When the sweep rings for it again unless a worker has begun.")
    lease_expires_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    error = models.TextField(blank=True, help_text="Why it failed and what a person can do.")
    duplicate_of = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="duplicates"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints = [
            # Of the hash: an address may be longer than an index entry can be.
            models.UniqueConstraint(MD5("canonical_url"), condition=~Q(canonical_url=""), name="article_url_unique"),
            models.UniqueConstraint(fields=["text_sha256"], condition=~Q(text_sha256=""), name="article_text_unique"),
            one_of("status", ArticleStatus, name="article_status_known"),
            one_of("lane", tuple(Lane.values), name="article_lane_known"),
            models.CheckConstraint(
                condition=Q(status=ArticleStatus.EXTRACTING.value, lease_expires_at__isnull=False)
                | (~Q(status=ArticleStatus.EXTRACTING.value) & Q(lease_expires_at__isnull=True)),
                name="article_lease_only_while_extracting",
            ),
            models.CheckConstraint(
                condition=~Q(status=ArticleStatus.FAILED.value) | ~Q(error=""), name="article_failure_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(canonical_url="") | ~Q(text_sha256="") | Q(status=ArticleStatus.WITHDRAWN.value),
                name="article_url_or_text",
            ),
        ]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="article_newest"),
            models.Index(fields=["status", "due_at"], name="article_waiting"),
        ]

    def __str__(self) -> str:
        return self.title or self.url or f"Article {self.pk}"

    @property
    def is_working(self) -> bool:
        """Whether a worker has it or should have it."""
        return self.status in (ArticleStatus.QUEUED, ArticleStatus.EXTRACTING)

    def waited(self, *, now: datetime) -> timedelta:
        """Since it was last put in the queue."""
        return max(now - self.queued_at, timedelta(0))


class ArticleVersion(models.Model):
    """A text as it was read once. Never changed: every span counts code points in it. A trigger holds this."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    text_sha256 = models.CharField(max_length=64)
    engine = models.CharField(max_length=100, blank=True, help_text="What took it apart; empty until then.")
    sentences = models.JSONField(default=list, help_text="[start, end] of each sentence.")
    skipped = models.JSONField(default=list, help_text="What the engine left undone, and why.")
    created_at = models.DateTimeField()
    extracted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="articleversion_number_unique"),
            filled("text", name="articleversion_text_filled"),
        ]
        get_latest_by = "number"

    def __str__(self) -> str:
        return f"{self.article} (version {self.number})"
