"""kill -9, at the worst moments: a delay, never a loss and never a double."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db.models import Count
from django.test import override_settings
from django.utils import timezone

from claims.models import Article, Claim, Event, User
from claims.services import articles
from claims.services.history import verify_history
from tests import builders
from tests.resilience.desk import LEASE, Desk, a_desk, story, until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SUBMIT = """
import json, sys, time
from django.utils import timezone
from claims.models import Lane, User
from claims.services.articles import Submission, submit_article
actor = User.objects.get(username="rita")
spent = []
for lane, text in json.load(sys.stdin):
    begun = time.monotonic()
    submit_article(actor=actor, submission=Submission(text=text), lane=Lane(lane), now=timezone.now())
    spent.append(time.monotonic() - begun)
print(json.dumps(spent))
"""


@pytest.fixture
def desk(reviewer: User) -> Iterator[Desk]:
    """With its broker running."""
    with a_desk() as desk:
        desk.start_broker()
        yield desk


def submit(desk: Desk, texts: list[str], lane: str = "interactive", **env: str) -> list[float]:
    """Seconds that each took."""
    told = desk.run(SUBMIT, given=json.dumps([(lane, text) for text in texts]), **env)
    spent: list[float] = json.loads(told.strip().splitlines()[-1])
    return spent


def statuses() -> Counter[str]:
    return Counter(Article.objects.values_list("status", flat=True))


def test_killing_worker_and_broker_loses_and_doubles_nothing(desk: Desk) -> None:
    desk.start_beat()
    desk.start_worker()
    submit(desk, [story(number) for number in range(20)])

    until(lambda: statuses()["ready"] >= 3 and statuses()["extracting"] == 1, 90)
    desk.kill("worker")
    held = Article.objects.get(status="extracting")
    assert statuses()["ready"] < 20
    desk.start_worker()

    until(lambda: statuses()["ready"] >= 9, 90)
    desk.kill("broker")  # with every message in it
    time.sleep(1)
    desk.start_broker()

    until(lambda: statuses() == {"ready": 20}, 120)
    held.refresh_from_db()
    assert held.attempts >= 2
    _nothing_is_doubled()


def _nothing_is_doubled() -> None:
    for article in Article.objects.all():
        told = Counter(Event.objects.about("article", article.pk).values_list("verb", flat=True))
        assert told["submit"] == told["finish_extraction"] == 1, told
        assert told["start_extraction"] == 1 + told["requeue"] == article.attempts, told
        assert article.versions.count() == 1
        finish = Event.objects.about("article", article.pk).get(verb="finish_extraction")
        assert finish.data["claims"] == article.claims.count() > 0
        assert finish.data["statements"] == article.versions.get().statements.count() > 0
    assert not Claim.objects.values("version", "start", "end").annotate(n=Count("id")).filter(n__gt=1).exists()
    assert list(verify_history()) == []


def test_article_of_a_dead_worker_is_read_again_as_soon_as_its_lease_ends(desk: Desk, reviewer: User) -> None:
    """The bound that the desk promises: lease, plus one sweep, plus the work."""
    with override_settings(EXTRACTION_LEASE=LEASE):
        article = builders.make_article(reviewer, story(1), now=timezone.now())
        assert articles.begin_extraction(article_id=article.pk, now=timezone.now())  # by a worker that dies with it
    desk.start_beat()
    desk.start_worker()
    ends = Article.objects.get().lease_expires_at
    assert ends
    until(lambda: statuses()["ready"] == 1, 90)
    told = list(Event.objects.about("article", article.pk))
    assert [one.verb for one in told[2:]] == ["requeue", "start_extraction", "finish_extraction"]
    assert told[2].at >= ends
    assert told[3].at - told[2].at < timedelta(seconds=10)  # no pause on top of the lease


def test_bulk_import_does_not_hold_up_a_reviewer(desk: Desk) -> None:
    """The two workers of the desk: one for people alone, one that helps out with everything."""
    desk.start_beat()
    desk.start_worker("worker", "interactive")
    desk.start_worker("worker-bulk", "interactive,bulk")
    submit(desk, [story(number) for number in range(50)], lane="bulk")
    until(lambda: statuses()["ready"] >= 2, 90)
    submit(desk, ["Mira Castel said on Monday that Norland built 40 bridges in 2025."])
    mine = Article.objects.get(lane="interactive")

    def is_ready() -> bool:
        mine.refresh_from_db()
        return mine.status == "ready"

    until(is_ready, 20)
    ready = statuses()["ready"] - 1
    assert ready < 50, "the import was over before"
    waited = (mine.updated_at - mine.queued_at).total_seconds()
    assert waited < 5


def test_article_is_taken_in_at_once_while_the_broker_is_down(desk: Desk) -> None:
    """And is rung for when the broker is back."""
    submit(desk, [story(0, 2)])
    desk.kill("broker")
    for number, env in ((1, {}), (4, {"REDIS_URL": "redis://127.0.0.1:1/0"})):
        spent = submit(desk, [story(number + more, 2) for more in range(3)], **env)
        assert max(spent[1:]) < 1  # the first pays for what it has to import
    assert statuses() == {"queued": 7}
    desk.start_broker()
    desk.start_beat()
    desk.start_worker()
    until(lambda: statuses() == {"ready": 7}, 90)
    _nothing_is_doubled()
