"""The administration and the pages for programmers."""

from collections.abc import Iterator

from django.urls import reverse

from claims.models import Claim, Event, ImportUpload, Rating, RatingScale, Speaker, VerdictPolicy
from tests.scenes.scene import Scene
from tests.scenes.world import World


def scenes(world: World) -> Iterator[Scene]:
    def change(model: str, pk: int) -> str:
        return reverse(f"admin:claims_{model}_change", args=[pk])

    def rows(model: str) -> str:
        return reverse(f"admin:claims_{model}_changelist")

    policy = VerdictPolicy.objects.get(rating__slug="false", rating__scale__slug="desk")
    scale = RatingScale.objects.get(slug="desk")
    claim = Claim.objects.filter(status="published").order_by("pk")[0]
    event = Event.objects.about("claim", claim.pk).last()
    assert event
    yield Scene("admin", "ada", reverse("admin:index"))
    yield Scene("admin-people", "ada", rows("user"))
    yield Scene("admin-person", "ada", change("user", world["rita"].pk))
    yield Scene("admin-person-new", "ada", reverse("admin:claims_user_add"))
    yield Scene("admin-claims", "ada", rows("claim"))
    yield Scene("admin-claim", "ada", change("claim", claim.pk))
    yield Scene("admin-articles", "ada", rows("article"))
    yield Scene("admin-speakers", "ada", rows("speaker"))
    yield Scene("admin-speaker", "ada", change("speaker", Speaker.objects.order_by("pk")[0].pk))
    yield Scene("admin-policies", "ada", rows("verdictpolicy"))
    yield Scene("admin-policy", "ada", change("verdictpolicy", policy.pk))
    yield Scene("admin-desk-policy", "ada", rows("deskpolicy"))
    yield Scene("admin-scales", "ada", rows("ratingscale"))
    yield Scene("admin-scale", "ada", change("ratingscale", scale.pk))
    yield Scene("admin-ratings", "ada", rows("rating"))
    yield Scene("admin-rating", "ada", change("rating", Rating.objects.get(scale=scale, slug="false").pk))
    yield Scene("admin-versions", "ada", rows("policyversion"))
    yield Scene("admin-events", "ada", rows("event"))
    yield Scene("admin-event", "ada", change("event", event.pk))
    yield Scene("admin-corrections", "ada", rows("correction"))
    yield Scene("admin-upload", "ada", change("importupload", ImportUpload.objects.get().pk))
    yield Scene("admin-upload-new", "ada", reverse("admin:claims_importupload_add"))
    yield Scene("admin-sign-in", "", reverse("admin:index"))
    yield Scene("api-docs", "rita", "/api/docs/", "#swagger-ui .opblock")
    yield Scene("api-problem", "", "/api/problems/stale")
