"""The worker's doors, and the settings that make losing a message harmless."""

import base64
import importlib
import inspect
import json
import pkgutil

import pytest
import redis
from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from claims import services, tasks
from claims.models import Lane, User
from claims.queue import ring_extraction
from claims.services import checkworthiness, matchweights, pulse, uploads
from tests import builders

SERVICES = [
    importlib.import_module(f"claims.services.{module.name}") for module in pkgutil.iter_modules(services.__path__)
]


def test_each_task_is_named_after_its_service_and_carries_ids_only() -> None:
    ours = {name for name in current_app.tasks if name.startswith("claims.")}
    verbs = {name.rpartition(".")[2] for name in ours}
    assert verbs == {
        "extract_article", "sweep_articles", "look_up_claims", "index_known_claims", "sweep_lookups", "fetch_capture",
        "sweep_captures", "sweep_drafts", "sweep_visits",
        "apply_weights", "sweep_weights", "apply_match_weights", "sweep_match_weights", "advance_upload",
        "sweep_uploads", "sweep_replies", "look_again", "sweep_looks",
    }  # fmt: skip
    for verb in verbs:
        assert any(hasattr(service, verb) for service in SERVICES), verb
        given = inspect.signature(getattr(tasks, verb).run).parameters.values()
        assert all(one.annotation in (int, list[int]) for one in given), verb


def test_limits_lie_below_each_other() -> None:
    """A worker is stopped before its lease ends, and the lease ends before the broker hands the message out again."""
    conf = current_app.conf
    assert conf.task_time_limit < settings.EXTRACTION_LEASE < conf.broker_transport_options["visibility_timeout"]
    assert conf.task_acks_late
    assert conf.task_reject_on_worker_lost
    assert conf.worker_prefetch_multiplier == 1
    assert conf.task_serializer == "json"
    assert conf.accept_content == ["json"]
    beat = conf.beat_schedule["sweep-articles"]
    assert beat["options"]["expires"] <= beat["schedule"] < pulse.SILENT_AFTER.total_seconds()
    # A sweep rings for scoring that is under way, too: it comes when that has surely ended.
    assert checkworthiness.BUDGET.total_seconds() < conf.beat_schedule["sweep-weights"]["schedule"]
    assert matchweights.BUDGET.total_seconds() < conf.beat_schedule["sweep-match-weights"]["schedule"]
    for budget in (checkworthiness.BUDGET, matchweights.BUDGET, uploads.BUDGET):
        assert budget.total_seconds() < conf.task_time_limit
    assert conf.task_time_limit < uploads.LEASE.total_seconds()


@pytest.mark.django_db
def test_unknown_article_is_left() -> None:
    assert tasks.extract_article(10**9) == "left"


def test_sweep_notes_that_it_ran(reviewer: User) -> None:
    article = builders.make_article(reviewer)
    begun = timezone.now()
    assert tasks.sweep_articles() == {"freed": 0, "rung": 1}
    swept = pulse.last_sweep()
    assert swept
    assert swept >= begun
    article.refresh_from_db()
    assert article.due_at > begun


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("lane", list(Lane))
def test_bell_rings_in_the_lane_once_the_article_is_kept(lane: Lane) -> None:
    with redis.Redis.from_url(settings.REDIS_URL) as broker:
        broker.delete(*Lane)
        with transaction.atomic():
            ring_extraction(7, 8, lane=lane)
            assert broker.llen(lane) == 0  # a worker that is faster than the commit would find no row
        rung = [json.loads(message)["body"] for message in broker.lrange(lane, 0, -1)]
        assert sorted(json.loads(base64.b64decode(body))[0] for body in rung) == [[7], [8]]
        with transaction.atomic():
            ring_extraction(9, lane=lane)
            transaction.set_rollback(True)
        assert broker.llen(lane) == 2  # undone: nobody rings for a row that never was
        broker.delete(*Lane)
