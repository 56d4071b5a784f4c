"""Two people, or two workers, at the same moment with one article, on real PostgreSQL."""

from datetime import datetime, timedelta

import pytest

from claims.models import (
    Article,
    Claim,
    User,
)
from claims.services import (
    articles,
    extraction,
)
from tests import builders
from tests.at_once import at_once, sorted_out, verbs
from tests.builders import NOW, STORY

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.usefixtures("history_stays_whole"),
]
LATER = NOW + timedelta(minutes=1)


@pytest.mark.parametrize(
    "submission",
    [articles.Submission(text=STORY), articles.Submission(url="https://news.example.org/1", outlet="The Gazette")],
    ids=["text", "address"],
)
def test_the_same_handed_in_at_once_is_one_article(reviewer: User, submission: articles.Submission) -> None:
    won, lost = sorted_out(
        at_once([lambda: articles.submit_article(actor=reviewer, submission=submission, now=NOW)] * 6)
    )
    assert lost == []
    assert sum(one.is_new for one in won) == 1
    article = Article.objects.get()
    assert {one.article.pk for one in won} == {article.pk}
    assert verbs(article) == ["submit"]


def test_article_delivered_twice_is_extracted_once(reviewer: User) -> None:
    article = builders.make_article(reviewer)
    won, lost = sorted_out(
        at_once([lambda: extraction.extract_article(article_id=article.pk, clock=lambda: LATER)] * 4)
    )
    assert lost == []
    assert sorted(won) == ["left", "left", "left", "ready"]
    assert verbs(article) == ["submit", "start_extraction", "finish_extraction"]
    spans = list(Claim.objects.values_list("start", "end"))
    assert len(spans) == len(set(spans)) > 0


def test_worker_that_lost_its_lease_writes_nothing(reviewer: User) -> None:
    """It slept through its lease; another worker has finished the article meanwhile."""
    article = builders.make_article(reviewer)
    state: dict[str, str] = {}

    def slow_clock() -> datetime:
        # The clock is asked at the start and again after the engine: between them the lease runs out.
        if not state:
            state["first"] = "begun"
            return NOW
        if "other" not in state:
            state["other"] = "running"
            assert articles.sweep_articles(now=NOW + timedelta(hours=1))["freed"] == 1
            moment = NOW + timedelta(hours=2)
            state["other"] = extraction.extract_article(article_id=article.pk, clock=lambda: moment)
        return NOW + timedelta(hours=3)

    assert extraction.extract_article(article_id=article.pk, clock=slow_clock) == "left"
    assert state["other"] == "ready"
    assert verbs(article) == ["submit", "start_extraction", "requeue", "start_extraction", "finish_extraction"]
    assert article.versions.get().extracted_at == NOW + timedelta(hours=2)
