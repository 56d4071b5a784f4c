"""Articles whose page changed after they were read: noticed, shown, and taken in by a person."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Article, ArticleWatch, Claim, DeskPolicy, Event, Notice, User
from claims.services import articles, articlewatch, claims, extraction, looks, versions
from claims.services.history import verify_history
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW
from tests.sites import STORY, Site, open_site, page

DAY = timedelta(days=1)
CHANGED = (STORY[0].replace("97 bridges", "98 bridges"), *STORY[1:])


def read(who: User, url: str, **fields: Any) -> Article:
    """An article of this address, read at NOW, with one claim that somebody works on."""
    submission = articles.Submission(url=url, **fields)
    article = articles.submit_article(actor=who, submission=submission, now=NOW).article
    assert extraction.extract_article(article_id=article.pk, clock=lambda: NOW) == "ready"
    claims.accept_claim(actor=who, claim_id=claim_about(article, "97 bridges").pk, now=NOW)
    return Article.objects.get(pk=article.pk)


def claim_about(article: Article, words: str) -> Claim:
    return article.claims.filter(quote__contains=words).earliest("pk")


def row_of(article: Article) -> ArticleWatch:
    return ArticleWatch.objects.get(pk=article.pk)


def sweep(moment: datetime) -> int:
    return articlewatch.sweep_looks(now=moment)["begun"]


def look(article: Article, moment: datetime) -> str:
    """What beat's sweep and a worker find at that moment."""
    assert sweep(moment) == 1
    return looks.look_again(article_id=article.pk, clock=lambda: moment)


def verbs(article: Article) -> list[str]:
    return [event.verb for event in Event.objects.about("article", article.pk)]


def test_text_changed_at_the_source_after_ingest_and_nobody_noticed(site: Site, reviewer: User) -> None:
    """What people complained of elsewhere. Here the desk looks by itself, and says which claims are concerned."""
    article = read(reviewer, site.shows("/bridges"))
    claim = claim_about(article, "97 bridges")
    assert row_of(article).due_at == NOW + DAY
    assert sweep(NOW + DAY - timedelta(seconds=1)) == 0
    site.shows("/bridges", page(*CHANGED))
    assert look(article, NOW + DAY) == "changed"
    row = row_of(article)
    assert (row.state, row.looked_at, row.found_at) == ("changed", NOW + DAY, NOW + DAY)
    assert row.note == "Its source reads differently now; the words of 1 claim are concerned."
    assert list(row.concerned) == [str(claim.pk)]
    assert row.concerned[str(claim.pk)]["how"] == "fuzzy"
    assert "98 bridges" in row.concerned[str(claim.pk)]["reads"]
    assert list(articlewatch.changed_articles()) == [article]
    assert article.versions.count() == 1  # nothing is taken in by itself
    told = Event.objects.about("claim", claim.pk).latest("sequence")
    assert (told.verb, told.actor) == ("source_changed", None)
    assert Notice.objects.get().claim == claim
    assert list(verify_history()) == []


def test_what_was_found_is_taken_in_by_a_person(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    claim = claim_about(article, "97 bridges")
    site.shows("/bridges", page(*CHANGED))
    look(article, NOW + DAY)
    seen = row_of(article).text_sha256
    revised = looks.take_in(actor=reviewer, article_id=article.pk, seen=seen, now=NOW + DAY)
    assert (revised.version.number, revised.version.text_sha256) == (2, seen)
    snapshot = revised.version.snapshots.get()
    assert snapshot.url == f"{site.address}/bridges"
    claim.refresh_from_db()
    assert (claim.anchoring, claim.version) == ("fuzzy", revised.version)
    row = row_of(article)
    assert (row.state, row.text, row.note, row.found_at, row.concerned) == ("alive", "", "", None, {})
    assert extraction.extract_article(article_id=article.pk, clock=lambda: NOW + DAY) == "ready"
    assert row_of(article).due_at == NOW + 2 * DAY
    assert look(article, NOW + 2 * DAY) == "same"


def test_a_change_that_touches_no_claim_says_so_and_tells_nobody(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    site.shows("/bridges", page(*STORY, "A first night ferry sailed on Sunday with forty lorries on board."))
    assert look(article, NOW + DAY) == "changed"
    assert row_of(article).note == "Its source reads differently now; the words of its claims still stand there."
    assert not Notice.objects.exists()


def test_other_signs_and_spaces_are_no_change(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    site.shows("/bridges", page(*(one.replace("'", "’").replace(", ", ",  ") for one in STORY)))
    assert look(article, NOW + DAY) == "same"
    assert row_of(article).note == ""


def test_a_page_that_stays_the_same_is_looked_at_ever_less_often(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    moment, pauses = NOW + DAY, []
    for _ in range(7):
        assert look(article, moment) == "same"
        due = row_of(article).due_at
        assert due is not None
        pauses.append((due - moment).days)
        moment = due
        Article.objects.update(created_at=moment)  # so that it does not grow too old to be watched for proposals
    assert pauses == [2, 4, 8, 16, 30, 30, 30]
    assert "source_changed" not in verbs(article)
    site.shows("/bridges", page(*CHANGED))
    look(article, moment)
    assert row_of(article).due_at == moment + DAY


def test_a_difference_that_somebody_settled_is_not_told_twice(site: Site, reviewer: User, stranger: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    site.shows("/bridges", page(*CHANGED))
    look(article, NOW + DAY)
    seen = row_of(article).text_sha256
    with pytest.raises(Forbidden):
        looks.settle_look(actor=stranger, article_id=article.pk, seen=seen, now=NOW + DAY)
    row = looks.settle_look(actor=reviewer, article_id=article.pk, seen=seen, now=NOW + DAY)
    assert (row.state, row.note, row.found_at) == ("alive", "", None)
    assert look(article, NOW + 2 * DAY) == "known"
    assert row_of(article).note == ""
    site.shows("/bridges", page(*(one.replace("98", "99") for one in CHANGED)))
    assert look(article, NOW + 4 * DAY) == "changed"
    assert verbs(article).count("source_changed") == 2
    with pytest.raises(Refused) as caught:
        looks.take_in(actor=reviewer, article_id=article.pk, seen=seen, now=NOW)
    assert (caught.value.code, article.versions.count()) == ("stale", 1)
    with pytest.raises(Refused, match="once more"):
        looks.settle_look(actor=reviewer, article_id=article.pk, seen=seen, now=NOW)


def test_a_change_that_was_taken_back_at_the_source_is_gone(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    site.shows("/bridges", page(*CHANGED))
    look(article, NOW + DAY)
    site.shows("/bridges")
    assert look(article, NOW + 2 * DAY) == "same"
    row = row_of(article)
    assert (row.state, row.note, row.text, row.text_sha256) == ("alive", "", "", "")
    assert verbs(article)[-1] == "source_reverted"


def test_a_text_typed_beside_the_address_is_not_held_against_every_word_of_the_page(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"), text=f"{STORY[0]}\n\n{STORY[1]}")
    assert look(article, NOW + DAY) == "same"  # the page says more than was typed; no claim is concerned
    assert row_of(article).note == ""
    site.shows("/bridges", page(*CHANGED))
    assert look(article, NOW + 3 * DAY) == "changed"


def test_a_text_given_by_hand_ends_what_was_found_before(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    site.shows("/bridges", page(*CHANGED))
    look(article, NOW + DAY)
    text = article.versions.get().text.replace("97 bridges", "99 bridges")
    versions.revise_article(actor=reviewer, article_id=article.pk, text=text, now=NOW + DAY)
    row = row_of(article)
    assert (row.state, row.note, row.text, row.text_sha256) == ("alive", "", "", "")


# -- what goes wrong ------------------------------------------------------------------------------


def test_a_page_that_is_gone_is_told_once_and_comes_back(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    site.shows("/bridges", b"Gone.", 410)
    assert look(article, NOW + DAY) == "missed"
    row = row_of(article)
    assert (row.state, row.failures) == ("dead", 1)
    assert row.note == "Its page is gone: There is no page at this address (HTTP 410)."
    looks.settle_look(actor=reviewer, article_id=article.pk, now=NOW + DAY)
    assert (row_of(article).note, row_of(article).state) == ("", "dead")
    assert row.due_at == NOW + 3 * DAY
    assert look(article, row.due_at) == "missed"
    assert row_of(article).note == ""
    assert verbs(article).count("source_missing") == 1
    site.shows("/bridges")
    due = row_of(article).due_at
    assert due is not None
    assert look(article, due) == "same"
    assert (row_of(article).state, row_of(article).failures) == ("alive", 0)


def test_a_busy_site_is_asked_again_soon_and_told_of_when_it_stays_so(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    site.shows("/bridges", b"", 503)
    moment, pauses = NOW + DAY, []
    for _ in range(looks.TELLING):
        assert row_of(article).note == ""
        assert look(article, moment) == "missed"
        due = row_of(article).due_at
        assert due is not None
        pauses.append(due - moment)
        moment = due
    assert pauses == [looks.SOON, 2 * looks.SOON, 4 * looks.SOON]
    assert row_of(article).note == "Its page could not be looked at: The site cannot answer just now (HTTP 503)."
    assert row_of(article).state == "unwatched"


def test_a_pause_that_a_site_asks_for_is_given_to_all_its_pages(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    other = read(reviewer, site.shows("/more", page(f"{STORY[0]} Again.", *STORY[1:])))
    site.shows("/bridges", b"", 429, retry_after="7200")
    ArticleWatch.objects.filter(pk=other.pk).update(due_at=NOW + DAY + timedelta(minutes=1))
    assert look(article, NOW + DAY) == "missed"
    assert row_of(article).due_at == row_of(other).due_at == NOW + DAY + timedelta(hours=2)


def test_what_was_found_outlives_a_page_that_is_gone_afterwards(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    site.shows("/bridges", page(*CHANGED))
    look(article, NOW + DAY)
    site.shows("/bridges", b"", 404)
    look(article, NOW + 2 * DAY)
    row = row_of(article)
    assert (row.state, bool(row.text)) == ("changed", True)


def test_private_address_behind_a_redirect_is_not_looked_at(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    site.shows("/bridges", b"", 302, location="http://10.0.0.1/admin")
    assert look(article, NOW + DAY) == "missed"
    assert "10.0.0.1" not in row_of(article).note
    assert row_of(article).state == "unwatched"


def test_a_worker_that_died_is_followed_by_another_and_at_last_given_up(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    moment = NOW + DAY
    assert sweep(moment) == 1
    done: dict[str, int] = {}
    for attempt in range(1, articlewatch.MAX_ATTEMPTS + 1):
        assert looks.begin_look(article_id=article.pk, now=moment)  # and never heard of again
        row = row_of(article)
        assert (row.attempts, sweep(moment + timedelta(seconds=5))) == (attempt, 0)
        assert row.ring_at is not None
        moment = row.ring_at
        done = articlewatch.sweep_looks(now=moment)
    assert done == {"given_up": 1, "rung": 0, "begun": 0}
    row = row_of(article)
    assert (row.asked_at, row.failures) == (None, 1)
    assert "worker stopped" in row.note


def test_a_lease_that_was_lost_writes_nothing(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    assert sweep(NOW + DAY) == 1
    moments = iter([NOW + DAY, NOW + DAY])  # to begin, and to fetch
    late: list[str] = []

    def clock() -> datetime:
        if (moment := next(moments, None)) is not None:
            return moment
        if not late:
            late.append("begun")
            late.append(looks.look_again(article_id=article.pk, clock=lambda: NOW + DAY + timedelta(hours=1)))
        return NOW + DAY + timedelta(hours=2)

    assert looks.look_again(article_id=article.pk, clock=clock) == "left"
    assert late == ["begun", "same"]
    assert row_of(article).looked_at == NOW + DAY + timedelta(hours=1)


# -- who is looked at, and how often ----------------------------------------------------------------


def test_one_look_at_a_time_for_each_site(site: Site, reviewer: User) -> None:
    first = read(reviewer, site.shows("/bridges"))
    second = read(reviewer, site.shows("/more", page(f"{STORY[0]} Again.", *STORY[1:])))
    with open_site() as other_site:
        third = read(reviewer, other_site.shows("/x", page(f"{STORY[0]} Elsewhere.", *STORY[1:])))
    moment = NOW + DAY
    assert sweep(moment) == 2
    waiting = set(ArticleWatch.objects.under_way().values_list("pk", flat=True))
    assert third.pk in waiting
    assert sweep(moment + timedelta(minutes=2)) == 0  # the site has not answered yet
    (mine,) = waiting - {third.pk}
    assert looks.look_again(article_id=mine, clock=lambda: moment + timedelta(minutes=2)) == "same"
    assert sweep(moment + timedelta(minutes=2)) == 0  # and is left in peace for a moment
    assert sweep(moment + timedelta(minutes=2) + articlewatch.HOST_PAUSE) == 1
    assert set(ArticleWatch.objects.under_way().values_list("pk", flat=True)) == {
        third.pk, *({first.pk, second.pk} - {mine}),
    }  # fmt: skip


def test_nobody_looks_for_an_article_that_nobody_works_on(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    for claim in article.claims.all():
        if claim.status in ("proposed", "open"):
            claims.dismiss_claim(actor=reviewer, claim_id=claim.pk, reason="Opinion", now=NOW)
    assert sweep(NOW + DAY) == 0
    assert row_of(article).due_at == NOW + DAY + articlewatch.NOT_NOW
    claims.reopen_claim(actor=reviewer, claim_id=article.claims.earliest("pk").pk, now=NOW)
    assert sweep(NOW + DAY + articlewatch.NOT_NOW) == 1


def test_proposals_that_nobody_judged_keep_it_watched_for_a_month(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    Claim.objects.update(status="proposed")
    ArticleWatch.objects.update(due_at=NOW + 31 * DAY)
    assert sweep(NOW + 31 * DAY) == 0
    Article.objects.update(created_at=NOW + 10 * DAY)
    ArticleWatch.objects.update(due_at=NOW + 31 * DAY)
    assert sweep(NOW + 31 * DAY) == 1
    assert looks.look_again(article_id=article.pk, clock=lambda: NOW + 31 * DAY) == "same"


def test_desk_decides_how_often_and_whether_at_all(site: Site, reviewer: User) -> None:
    DeskPolicy.objects.update(article_watch_hours=6)
    article = read(reviewer, site.shows("/bridges"))
    assert row_of(article).due_at == NOW + timedelta(hours=6)
    DeskPolicy.objects.update(article_watch_hours=0)
    assert sweep(NOW + DAY) == 0
    looks.ask_look(actor=reviewer, article_id=article.pk, now=NOW + DAY)  # a person may all the same
    assert looks.look_again(article_id=article.pk, clock=lambda: NOW + DAY) == "same"
    DeskPolicy.objects.update(article_watch_hours=24)
    due = row_of(article).due_at
    assert due is not None
    assert sweep(due) == 1  # and it begins again where it is switched on again


def test_a_person_has_it_looked_at_now_and_hears_of_every_outcome(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    row = looks.ask_look(actor=reviewer, article_id=article.pk, now=NOW)
    assert (row.asked_at, row.asked_by) == (NOW, reviewer)
    again = looks.ask_look(actor=reviewer, article_id=article.pk, now=NOW)
    assert again.asked_at == NOW
    site.shows("/bridges", b"", 503)
    assert looks.look_again(article_id=article.pk, clock=lambda: NOW) == "missed"
    assert "HTTP 503" in row_of(article).note
    assert looks.look_again(article_id=article.pk, clock=lambda: NOW) == "left"  # a bell that rang twice


def test_what_cannot_be_looked_at_says_why(site: Site, reviewer: User, stranger: User) -> None:
    pasted = builders.make_ready_article(reviewer)
    with pytest.raises(Invalid):
        looks.ask_look(actor=reviewer, article_id=pasted.pk, now=NOW)
    assert looks.look_again(article_id=pasted.pk, clock=lambda: NOW) == "left"
    article = read(reviewer, site.shows("/bridges"))
    with pytest.raises(Forbidden):
        looks.ask_look(actor=stranger, article_id=article.pk, now=NOW)
    with pytest.raises(Forbidden):
        looks.take_in(actor=stranger, article_id=article.pk, seen="", now=NOW)
    with pytest.raises(Refused) as caught:
        looks.take_in(actor=reviewer, article_id=article.pk, seen="", now=NOW)
    assert caught.value.code == "nothing_found"
    with pytest.raises(Refused) as caught:
        looks.settle_look(actor=reviewer, article_id=article.pk, now=NOW)
    assert caught.value.code == "nothing_changed"
    with pytest.raises(Missing):
        looks.ask_look(actor=reviewer, article_id=0, now=NOW)


def test_a_text_that_another_article_has_is_told_and_not_taken_in(site: Site, reviewer: User) -> None:
    article = read(reviewer, site.shows("/bridges"))
    twin = read(reviewer, site.shows("/twin", page(f"{STORY[0]} Again.", *STORY[1:])))
    ArticleWatch.objects.filter(pk=twin.pk).update(due_at=None)
    site.shows("/bridges", page(f"{STORY[0]} Again.", *STORY[1:]))
    assert look(article, NOW + DAY) == "changed"
    with pytest.raises(Refused, match=f"Article {twin.pk} has"):
        looks.take_in(actor=reviewer, article_id=article.pk, seen=row_of(article).text_sha256, now=NOW)


# -- at the same moment -----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_sweeps_begin_one_look_and_two_workers_make_it_once() -> None:
    reviewer = builders.make_user()
    with open_site() as site:
        article = read(reviewer, site.shows("/bridges"))
        went, wrong = sorted_out(at_once([lambda: sweep(NOW + DAY)] * 4))
        assert not wrong
        assert sum(went) == 1
        site.asked.clear()
        outcomes = at_once([lambda: looks.look_again(article_id=article.pk, clock=lambda: NOW + DAY)] * 4)
        assert sorted(map(str, outcomes)) == ["left", "left", "left", "same"]
        assert site.asked == ["/bridges"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_take_in_and_settle_at_once_one_is_told() -> None:
    reviewer, second = builders.make_user(), builders.make_user()
    with open_site() as site:
        article = read(reviewer, site.shows("/bridges"))
        site.shows("/bridges", page(*CHANGED))
        look(article, NOW + DAY)
    seen = row_of(article).text_sha256
    calls: list[Callable[[], object]] = [
        lambda: looks.take_in(actor=reviewer, article_id=article.pk, seen=seen, now=NOW),
        lambda: looks.settle_look(actor=second, article_id=article.pk, seen=seen, now=NOW),
    ]
    went, wrong = sorted_out(at_once(calls))
    assert len(went) == len(wrong) == 1
    assert isinstance(wrong[0], Refused)
    assert wrong[0].code in ("nothing_found", "nothing_changed")
