"""Handing articles in, trying again, taking them off the desk, and the sweep."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Article, Event, Lane, Outlet, User
from claims.services import articles, claims, extraction
from claims.services.articles import RING_AGAIN, Submission, submit_article
from claims.services.snapshots import Original
from tests import builders
from tests.builders import NOW, STORY

LATER = NOW + timedelta(minutes=1)
URL = "https://www.News.example.org/2026/nurses?utm_source=feed"


def verbs(article: Article) -> list[str]:
    return list(Event.objects.about("article", article.pk).values_list("verb", flat=True))


# -- submitting ----------------------------------------------------------------------------------------


def test_text_is_frozen_with_what_is_known_of_it(reviewer: User) -> None:
    taken = submit_article(
        actor=reviewer, now=NOW,
        submission=Submission(
            text=STORY + "\r\n  \x00", title=" Nurses leave ", byline="Ines Quill", outlet="The Gazette",
            published_on=date(2026, 3, 1), language="en", original=Original("nurses.txt", "text/plain", STORY.encode()),
        ),
    )  # fmt: skip
    article, version = taken.article, taken.article.versions.get()
    assert (taken.is_new, taken.known_by) == (True, "")
    assert (article.status, article.lane, article.due_at) == (
        "queued",
        "interactive",
        NOW + RING_AGAIN[Lane.INTERACTIVE],
    )
    assert (article.title, article.byline, article.published_on) == ("Nurses leave", "Ines Quill", date(2026, 3, 1))
    assert article.outlet
    assert (article.outlet.name, article.outlet.host) == ("The Gazette", "")
    assert (version.text, version.number, version.text_sha256) == (STORY, 1, article.text_sha256)
    assert version.snapshots.get().url == "nurses.txt"
    assert verbs(article) == ["submit"]


def test_address_alone_waits_for_the_worker(reviewer: User) -> None:
    article = submit_article(actor=reviewer, submission=Submission(url=URL), now=NOW).article
    assert (article.url, article.text_sha256, article.versions.count()) == (URL, "", 0)
    assert article.outlet
    assert article.outlet.host == "news.example.org"


def test_same_address_is_the_same_article(reviewer: User, second: User) -> None:
    first = submit_article(actor=reviewer, submission=Submission(url=URL), now=NOW).article
    again = submit_article(
        actor=second, submission=Submission(url="https://www.news.example.org/2026/nurses#top", text="Else."), now=LATER
    )
    assert (again.article, again.is_new, again.known_by) == (first, False, "address")
    assert verbs(first) == ["submit"]
    assert Article.objects.count() == 1


def test_same_text_is_the_same_article(reviewer: User, second: User) -> None:
    first = builders.make_article(reviewer)
    again = submit_article(
        actor=second, submission=Submission(text=f"\n{STORY}  \n", url=URL, outlet="Else"), now=LATER
    )
    assert (again.article, again.is_new, again.known_by) == (first, False, "text")
    assert not Outlet.objects.exists()  # what is known already leaves no trace


@pytest.mark.parametrize(
    ("submission", "field"),
    [
        (Submission(), "text"),
        (Submission(text=" \n\t "), "text"),
        (Submission(text="\x00\u0001"), "text"),
        (Submission(text="x" * (articles.MAX_TEXT_CHARS + 1)), "text"),
        (Submission(url="ftp://news.example.org/"), "url"),
        (Submission(url="http://127.0.0.1/admin"), "url"),
        (Submission(url="not an address"), "url"),
        (Submission(url="https://news.example.org/" + "a" * 5000), "url"),
    ],
    ids=["nothing", "blanks", "control", "too_long", "scheme", "private", "words", "long_address"],
)
def test_unusable_submission_is_refused_by_field(reviewer: User, submission: Submission, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        submit_article(actor=reviewer, submission=submission, now=NOW)
    (sentences,) = caught.value.fields.values()
    assert list(caught.value.fields) == [field]
    assert all(len(sentence) > 20 for sentence in sentences)
    assert not Article.objects.exists()


def test_stranger_hands_nothing_in(stranger: User) -> None:
    with pytest.raises(Forbidden, match="Ask an administrator"):
        builders.make_article(stranger)


def test_submission_rolled_back_leaves_no_trace(reviewer: User) -> None:
    with transaction.atomic():
        builders.make_article(reviewer, outlet="The Gazette")
        transaction.set_rollback(True)
    assert not Article.objects.exists()
    assert not Event.objects.filter(verb="submit").exists()
    assert not Outlet.objects.exists()


def test_very_long_address_is_found_again(reviewer: User) -> None:
    """Longer than an index entry could be."""
    address = "https://news.example.org/" + "a" * 4000
    first = submit_article(actor=reviewer, submission=Submission(url=address), now=NOW).article
    assert submit_article(actor=reviewer, submission=Submission(url=address), now=NOW).article == first


# -- retry and withdraw ------------------------------------------------------------------------------------


@pytest.fixture
def failed(reviewer: User) -> Article:
    article = builders.make_article(reviewer)
    leased = articles.begin_extraction(article_id=article.pk, now=NOW)
    assert leased
    articles.put_back(article=leased, code="broken", reason="It broke. Retry.", now=NOW, is_final=True)
    article.refresh_from_db()
    assert (article.status, article.error_code) == ("failed", "broken")
    return article


def test_failed_article_is_tried_again_in_the_fast_lane(failed: Article, second: User) -> None:
    Article.objects.filter(pk=failed.pk).update(lane=Lane.BULK, attempts=4)
    article = articles.retry_article(actor=second, article_id=failed.pk, now=LATER)
    assert (article.status, article.attempts, article.error, article.error_code) == ("queued", 0, "", "")
    assert (article.lane, article.queued_at) == ("interactive", LATER)
    assert verbs(article)[-1] == "retry"


def test_retry_and_withdrawal_know_who_may(failed: Article, reviewer: User, second: User, stranger: User) -> None:
    for who in (stranger,):
        with pytest.raises(Forbidden):
            articles.retry_article(actor=who, article_id=failed.pk, now=LATER)
    for who in (stranger, second):
        with pytest.raises(Forbidden, match="editor or the person who handed it in"):
            articles.withdraw_article(actor=who, article_id=failed.pk, reason="Gone.", now=LATER)
    with pytest.raises(Missing):
        articles.retry_article(actor=reviewer, article_id=999, now=LATER)
    assert verbs(failed)[-1] == "fail"


def test_article_is_withdrawn_with_a_reason(failed: Article, editor: User) -> None:
    with pytest.raises(Invalid) as caught:
        articles.withdraw_article(actor=editor, article_id=failed.pk, reason=" ", now=LATER)
    assert list(caught.value.fields) == ["reason"]
    article = articles.withdraw_article(actor=editor, article_id=failed.pk, reason="A forgery.", now=LATER)
    assert article.status == "withdrawn"
    last = Event.objects.about("article", article.pk).latest("sequence")
    assert (last.verb, last.data["reason"]) == ("withdraw", "A forgery.")


def test_withdrawn_article_is_brought_back_with_what_people_did_to_it(reviewer: User) -> None:
    article = builders.make_ready_article(reviewer)
    kept = article.claims.order_by("pk").first()
    assert kept
    claims.reword_claim(actor=reviewer, claim_id=kept.pk, standalone="A better wording.", now=NOW)
    count = article.claims.count()
    articles.withdraw_article(actor=reviewer, article_id=article.pk, reason="By mistake.", now=LATER)
    assert articles.retry_article(actor=reviewer, article_id=article.pk, now=LATER).status == "queued"
    assert extraction.extract_article(article_id=article.pk, clock=lambda: LATER) == "ready"
    kept.refresh_from_db()
    assert (kept.standalone, article.claims.count()) == ("A better wording.", count)


# -- leases and the sweep ----------------------------------------------------------------------------------


def test_lease_goes_to_one_worker(reviewer: User) -> None:
    article = builders.make_article(reviewer)
    leased = articles.begin_extraction(article_id=article.pk, now=NOW)
    assert leased
    assert (leased.status, leased.attempts) == ("extracting", 1)
    assert leased.lease_expires_at
    assert articles.begin_extraction(article_id=article.pk, now=LATER) is None
    assert articles.begin_extraction(article_id=999, now=LATER) is None


def test_pauses_grow_and_end_in_failure(reviewer: User) -> None:
    article, now, pauses = builders.make_article(reviewer), NOW, []
    for _ in range(articles.MAX_ATTEMPTS):
        leased = articles.begin_extraction(article_id=article.pk, now=now)
        assert leased
        articles.put_back(article=leased, code="busy", reason="Busy.", at_last="Tried often. Retry.", now=now)
        article.refresh_from_db()
        pauses.append(article.due_at - now)
        # A second bell for it does not cut the pause short.
        assert articles.begin_extraction(article_id=article.pk, now=now) is None
        now = article.due_at
    assert (article.status, article.error) == ("failed", "Tried often. Retry.")
    assert pauses[:-1] == sorted(pauses[:-1])
    assert pauses[0] < pauses[1] < pauses[2] < timedelta(minutes=5)
    assert verbs(article) == ["submit", *["start_extraction", "requeue"] * 3, "start_extraction", "fail"]


def test_named_pause_is_kept_but_never_for_days(reviewer: User) -> None:
    for asked, kept in ((timedelta(minutes=7), timedelta(minutes=7)), (timedelta(days=9), articles.LONGEST_PAUSE)):
        leased = articles.begin_extraction(article_id=builders.make_article(reviewer, str(asked)).pk, now=NOW)
        assert leased
        articles.put_back(article=leased, code="busy", reason="Busy.", now=NOW, pause=asked)
        leased.refresh_from_db()
        assert leased.due_at == NOW + kept


def test_giving_up_a_lost_lease_changes_nothing(reviewer: User) -> None:
    article = builders.make_article(reviewer)
    mine = articles.begin_extraction(article_id=article.pk, now=NOW)
    assert mine
    assert mine.lease_expires_at
    articles.sweep_articles(now=mine.lease_expires_at)
    theirs = articles.begin_extraction(article_id=article.pk, now=NOW + timedelta(hours=1))
    assert theirs
    told = verbs(article)
    articles.put_back(article=mine, code="busy", reason="Busy.", now=NOW + timedelta(hours=1), is_final=True)
    article.refresh_from_db()
    assert (article.status, article.attempts, verbs(article)) == ("extracting", 2, told)


def test_sweep_frees_what_a_dead_worker_held(reviewer: User) -> None:
    article = builders.make_article(reviewer)
    leased = articles.begin_extraction(article_id=article.pk, now=NOW)
    assert leased
    assert leased.lease_expires_at
    end = leased.lease_expires_at
    assert articles.sweep_articles(now=end - timedelta(seconds=1)) == {"freed": 0, "rung": 0}
    # A first death is the machine's: the article is rung for at once, by the same sweep.
    assert articles.sweep_articles(now=end) == {"freed": 1, "rung": 1}
    article.refresh_from_db()
    assert (article.status, article.error_code) == ("queued", "worker_died")


def test_article_that_kills_every_worker_fails_in_the_end(reviewer: User) -> None:
    article, now = builders.make_article(reviewer), NOW
    for _ in range(articles.MAX_ATTEMPTS):
        assert articles.begin_extraction(article_id=article.pk, now=now)
        now += timedelta(hours=1)
        articles.sweep_articles(now=now)
        now += timedelta(hours=1)
    article.refresh_from_db()
    assert (article.status, article.error_code) == ("failed", "worker_died")
    assert "in parts" in article.error


def test_sweep_rings_ever_more_rarely_for_what_waits(reviewer: User) -> None:
    """A long queue must not be filled with more and more bells for the same articles."""
    article, now, rung = builders.make_article(reviewer), NOW, []
    while now < NOW + timedelta(hours=1):
        now += timedelta(seconds=30)
        if articles.sweep_articles(now=now)["rung"]:
            rung.append(now - NOW)
    assert rung[0] <= timedelta(seconds=30)
    assert 5 < len(rung) < 10
    article.refresh_from_db()
    assert article.status == "queued"


def test_sweep_leaves_alone_what_is_not_due(reviewer: User) -> None:
    builders.make_article(reviewer)
    builders.make_claim(reviewer)
    assert articles.sweep_articles(now=NOW + timedelta(seconds=19)) == {"freed": 0, "rung": 0}
    assert articles.sweep_articles(now=NOW + timedelta(seconds=20)) == {"freed": 0, "rung": 2}
    assert articles.sweep_articles(now=NOW + timedelta(seconds=21)) == {"freed": 0, "rung": 0}


def test_bulk_waits_longer_before_it_is_rung_for(reviewer: User) -> None:
    article = submit_article(actor=reviewer, submission=Submission(text=STORY), lane=Lane.BULK, now=NOW).article
    assert article.due_at == NOW + timedelta(minutes=5)


def test_refusal_of_a_move_names_what_can_be_done(reviewer: User) -> None:
    article = builders.make_article(reviewer)
    with pytest.raises(Refused, match="withdraw"):
        articles.retry_article(actor=reviewer, article_id=article.pk, now=LATER)
