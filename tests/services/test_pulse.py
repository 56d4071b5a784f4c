"""Whether the machinery is alive, as far as the desk can tell."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import override_settings

from claims.models import User
from claims.services import pulse
from tests import builders
from tests.builders import NOW

NOWHERE = "unix:///nonexistent/valkey.sock?db=0"
NO_CACHE = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": NOWHERE}}


@pytest.fixture(autouse=True)
def quiet() -> None:
    cache.clear()


def test_worker_is_silent_until_it_swept() -> None:
    assert pulse.is_worker_silent(now=NOW)
    pulse.note_sweep(now=NOW)
    assert pulse.last_sweep() == NOW
    assert not pulse.is_worker_silent(now=NOW + pulse.SILENT_AFTER)
    assert pulse.is_worker_silent(now=NOW + pulse.SILENT_AFTER + timedelta(seconds=1))


@pytest.mark.django_db
def test_everything_answers() -> None:
    pulse.note_sweep(now=NOW)
    state = pulse.readiness(now=NOW + timedelta(seconds=5))
    assert state.is_ready
    assert state.beat_age_seconds == 5
    assert set(state.queue_depth) == {"interactive", "bulk"}
    assert min(state.queue_depth.values()) >= 0


@pytest.mark.django_db
@override_settings(REDIS_URL=NOWHERE, CACHES=NO_CACHE)
def test_broker_that_is_away_is_told_and_stops_nothing() -> None:
    pulse.note_sweep(now=NOW)
    assert pulse.last_sweep() is None
    state = pulse.readiness(now=NOW)
    assert (state.database, state.broker, state.is_ready, state.beat_age_seconds) == (True, False, False, None)
    assert state.queue_depth == {"interactive": -1, "bulk": -1}


def test_waiting_articles_are_counted_by_status(reviewer: User) -> None:
    builders.make_article(reviewer)
    assert pulse.waiting_articles() == {"queued": 1, "extracting": 0, "failed": 0}
