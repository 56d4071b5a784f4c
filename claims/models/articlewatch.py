"""What the desk knows of an article's address since it was read: looked at, changed, gone."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from claims.models.articles import Article
from claims.models.constraints import filled, one_of
from claims.models.sources import LinkState


class ArticleWatchQuerySet(models.QuerySet["ArticleWatch"]):
    def under_way(self) -> "ArticleWatchQuerySet":
        """Asked for, and without an answer yet."""
        return self.filter(asked_at__isnull=False)

    def abandoned(self, *, now: datetime) -> "ArticleWatchQuerySet":
        """Under way, and past the moment at which somebody must ring again."""
        return self.filter(ring_at__lte=now)

    def due(self, *, now: datetime) -> "ArticleWatchQuerySet":
        """Whose day has come, and that nobody looks at already."""
        return self.filter(asked_at=None, due_at__lte=now)

    def without_text(self) -> "ArticleWatchQuerySet":
        """For lists: what was found stays in the database."""
        return self.defer("text", "body_gzip")


class ArticleWatch(models.Model):
    """One row for each article with an address. The row is the truth about the look that is under way.

    ``text`` is what the page reads now where that differs from the article's newest version, and somebody has to say
    what becomes of it; ``text_sha256`` stays when that is said, so that the same difference is not told twice.
    """

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="watch")
    host = models.CharField(max_length=260, help_text="Of the address, with its port: one look at a time for each.")
    state = models.CharField(max_length=9, default=LinkState.UNWATCHED.value)
    note = models.CharField(max_length=300, blank=True, help_text="What a person should look at; empty when nothing.")
    looked_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True, help_text="When its page is looked at next; empty: never.")
    calm = models.PositiveSmallIntegerField(default=0, help_text="Looks in a row that found nothing new.")
    failures = models.PositiveSmallIntegerField(default=0, help_text="Looks in a row that got no page.")
    asked_at = models.DateTimeField(null=True, blank=True, help_text="Since when a look is under way.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ring_at = models.DateTimeField(null=True, blank=True, help_text="When the sweep rings again for that look.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="Workers that began that look.")
    begun_at = models.DateTimeField(null=True, blank=True, help_text="When a worker last went to the page.")
    text = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    found_at = models.DateTimeField(null=True, blank=True)
    concerned = models.JSONField(
        default=dict, blank=True, help_text="Claims whose words are others in it: {id: {how, reads}}."
    )
    final_url = models.CharField(max_length=4096, blank=True, help_text="Where it was found, after redirects.")
    content_type = models.CharField(max_length=200, blank=True)
    body_gzip = models.BinaryField(null=True, blank=True, help_text="The page as it came.")

    objects = ArticleWatchQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "article watches"
        constraints = [
            one_of("state", LinkState, name="articlewatch_state_known"),
            filled("host", name="articlewatch_host_filled"),
            models.CheckConstraint(
                condition=Q(asked_at__isnull=True, ring_at__isnull=True)
                | Q(asked_at__isnull=False, ring_at__isnull=False),
                name="articlewatch_ring_while_asked",
            ),
            models.CheckConstraint(
                condition=Q(text="", body_gzip__isnull=True)
                | ~Q(text="") & ~Q(text_sha256="") & Q(found_at__isnull=False, body_gzip__isnull=False),
                name="articlewatch_found_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(text="") | Q(state=LinkState.CHANGED.value), name="articlewatch_found_is_changed"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="articlewatch_due"),
            models.Index(fields=["ring_at"], condition=Q(ring_at__isnull=False), name="articlewatch_ring"),
            models.Index(fields=["host", "begun_at"], name="articlewatch_host"),
            models.Index(fields=["article"], condition=~Q(note=""), name="articlewatch_to_look_at"),
        ]

    def __str__(self) -> str:
        return f"{self.article_id} at {self.host}: {self.state}"

    @property
    def is_found(self) -> bool:
        """Whether another text waits for somebody's word."""
        return self.state == LinkState.CHANGED and self.found_at is not None
