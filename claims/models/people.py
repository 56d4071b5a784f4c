"""People of the desk, and the tokens that programs use in their name."""

from datetime import datetime
from enum import StrEnum

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.functional import cached_property

from claims.models.constraints import filled


class Role(StrEnum):
    """The desk's roles; each is a group of the same name, made by a migration."""

    REVIEWER = "reviewer"
    EDITOR = "editor"
    ADMINISTRATOR = "administrator"


class User(AbstractUser):
    """Somebody who signs in. What they may do follows from their roles alone."""

    display_name = models.CharField(max_length=150, blank=True, help_text="Shown beside verdicts and in the history.")
    is_sample = models.BooleanField(default=False, editable=False)

    class Meta(AbstractUser.Meta):
        pass

    def __str__(self) -> str:
        return self.display_name or self.get_full_name() or self.username

    @cached_property
    def roles(self) -> frozenset[str]:
        """Names of the desk roles held. An inactive person holds none."""
        if not self.is_active:
            return frozenset()
        known = {str(role) for role in Role}
        held = {group.name for group in self.groups.all()} & known
        return frozenset(held | ({Role.ADMINISTRATOR.value} if self.is_superuser else set()))


class Scope(StrEnum):
    """What a token may be used for, never more than its owner may do."""

    ARTICLES_READ = "articles:read"
    ARTICLES_WRITE = "articles:write"
    CLAIMS_READ = "claims:read"
    CLAIMS_WRITE = "claims:write"
    EVIDENCE_WRITE = "evidence:write"
    REVIEWS_WRITE = "reviews:write"
    PUBLICATIONS_WRITE = "publications:write"
    EXPORTS_RUN = "exports:run"
    WEBHOOKS_MANAGE = "webhooks:manage"
    ADMIN = "admin"  # every scope


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, *, now: datetime) -> "ApiTokenQuerySet":
        return self.filter(revoked_at=None, user__is_active=True).exclude(expires_at__lte=now)


class ApiToken(models.Model):
    """A bearer token. Only its SHA-256 is kept; the token itself is shown once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100, blank=True)
    prefix = models.CharField(max_length=12, help_text="The token's first characters, to recognise it by.")
    key_sha256 = models.CharField(max_length=64)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key_sha256"], name="apitoken_key_unique"),
            filled("key_sha256", name="apitoken_key_filled"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}… ({self.user})"

    def has_scope(self, scope: str) -> bool:
        return scope in self.scopes or Scope.ADMIN.value in self.scopes
