"""What a supervisor and Prometheus ask. The public learns yes or no, never a detail."""

import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import REGISTRY, exposition
from prometheus_client.core import GaugeMetricFamily

from claims.services import pulse


@require_safe
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Database and broker answer. With the metrics token: which, beat's age and the depth of each queue."""
    state = pulse.readiness(now=timezone.now())
    status = 200 if state.is_ready else 503
    if not _has_token(request):
        return HttpResponse("ok\n" if state.is_ready else "not ready\n", content_type="text/plain", status=status)
    return JsonResponse(
        {
            "ready": state.is_ready,
            "database": state.database,
            "broker": state.broker,
            "beat_age_seconds": state.beat_age_seconds,
            "queue_depth": state.queue_depth,
        },
        status=status,
    )


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus, with ``Authorization: Bearer METRICS_TOKEN``. 404 to everybody else."""
    if not _has_token(request):
        raise Http404
    body = exposition.generate_latest(REGISTRY) + _desk_metrics()
    return HttpResponse(body, content_type=exposition.CONTENT_TYPE_LATEST)


def _has_token(request: HttpRequest) -> bool:
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return bool(settings.METRICS_TOKEN) and secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode())


def _desk_metrics() -> bytes:
    state = pulse.readiness(now=timezone.now())
    depth = GaugeMetricFamily("factcheck_queue_depth", "Messages waiting for a worker", labels=["queue"])
    for queue, messages in state.queue_depth.items():
        depth.add_metric([queue], messages)
    articles = GaugeMetricFamily("factcheck_articles", "Articles that are not ready", labels=["status"])
    for status, count in pulse.waiting_articles().items():
        articles.add_metric([status], count)
    age = -1 if state.beat_age_seconds is None else state.beat_age_seconds
    beat = GaugeMetricFamily("factcheck_beat_age_seconds", "Since a worker last answered beat; -1: never", value=age)

    class Desk:
        def collect(self) -> list[GaugeMetricFamily]:
            return [depth, articles, beat]

    return exposition.generate_latest(Desk())
