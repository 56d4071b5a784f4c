"""Saying later what is known of an article: its date, its outlet, its byline; and what follows from that."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial

import pytest

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Article, ArticleWatch, Claim, ClaimLookup, Event, Outlet, User
from claims.services import articlefacts, articles, claims, extraction, revisions, statements
from claims.services.articlefacts import by_hand, correct_article, facts_of, old_checks
from claims.services.corrections import publish_correction
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW, STORY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("history_stays_whole")]
LATER = NOW + timedelta(minutes=1)
WEDNESDAY = date(2026, 2, 25)
# Invented.
UNDATED = (
    "The council of Skag closed the ferry terminal on Monday, and 40 people lost their jobs.\n\n"
    "The mayor, Ilse Brandvold, said on Tuesday that the port had lost 3 million crowns last year."
)
DATED = "By Ines Quill\n3 March 2025\n\n" + UNDATED


def correct(who: User, article: Article, **facts: object) -> Article:
    return correct_article(actor=who, article_id=article.pk, now=LATER, **facts)  # type: ignore[arg-type]


def read(article: Article, at: datetime = LATER) -> str:
    return extraction.extract_article(article_id=article.pk, clock=lambda: at)


def verbs(article: Article) -> list[str]:
    return list(Event.objects.about("article", article.pk).values_list("verb", flat=True))


def about(article: Article, words: str) -> Claim:
    return article.claims.get(quote__contains=words)


# -- the facts -------------------------------------------------------------------------------------------


def test_what_was_left_out_at_first_can_be_given_later(reviewer: User, second: User) -> None:
    article = builders.make_article(reviewer, UNDATED)
    given = correct(
        second, article, title=" Ferry  terminal ", outlet="Tagwerk", byline="Ines Quill", published_on=WEDNESDAY
    )
    assert facts_of(given) == {
        "title": "Ferry terminal", "outlet": "Tagwerk", "byline": "Ines Quill", "published_on": "2026-02-25", "url": "",
    }  # fmt: skip
    told = Event.objects.about("article", article.pk).latest("sequence")
    assert (told.verb, told.actor) == ("correct_article", second)
    assert told.data["changed"]["published_on"] == {"from": "", "to": "2026-02-25"}
    assert told.data["changed"]["outlet"] == {"from": "", "to": "Tagwerk"}
    assert given.status == "queued"  # no worker has read it yet: it is read once, with all of this
    assert verbs(article) == ["submit", "correct_article"]


def test_nothing_that_differs_writes_nothing(reviewer: User) -> None:
    article = builders.make_ready_article(reviewer, UNDATED, outlet="Tagwerk", published_on=WEDNESDAY)
    before = verbs(article)
    same = correct(reviewer, article, title=article.title, outlet="TAGWERK", published_on=WEDNESDAY, byline="")
    assert (same.status, verbs(article)) == ("ready", before)
    assert Outlet.objects.count() == 1


def test_stranger_is_refused_and_a_missing_article_said_so(reviewer: User, stranger: User) -> None:
    article = builders.make_article(reviewer, UNDATED)
    with pytest.raises(Forbidden) as caught:
        correct(stranger, article, title="Mine")
    assert caught.value.code == "not_a_member"
    with pytest.raises(Missing):
        correct_article(actor=reviewer, article_id=article.pk + 1000, title="Mine", now=LATER)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "long " * 101}, "title"),
        ({"outlet": "x" * 201}, "outlet"),
        ({"byline": "x" * 301}, "byline"),
        ({"published_on": date(2062, 3, 2)}, "published_on"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": "https://news.example.org:99999/x"}, "url"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(reviewer: User, facts: dict[str, object], field: str) -> None:
    article = builders.make_article(reviewer, UNDATED, title="Ferries")
    with pytest.raises(Invalid) as caught:
        correct(reviewer, article, **facts)
    assert set(caught.value.fields) == {field}
    assert verbs(article) == ["submit"]


def test_byline_and_date_can_be_taken_away(reviewer: User) -> None:
    article = builders.make_article(reviewer, UNDATED, byline="Admin", published_on=WEDNESDAY)
    given = correct(reviewer, article, byline="", is_undated=True)
    assert (given.byline, given.published_on) == ("", None)


def test_an_address_is_given_once_and_to_one_article(reviewer: User) -> None:
    article = builders.make_ready_article(reviewer, UNDATED, outlet="Tagwerk")
    given = correct(reviewer, article, url="https://www.news.example.org/ferries?utm_source=feed")
    assert "utm_source" not in given.canonical_url
    assert (given.status, str(given.outlet)) == ("ready", "Tagwerk")
    assert ArticleWatch.objects.get(article=given).due_at is not None  # its page is looked at from now on
    with pytest.raises(Invalid) as caught:
        correct(reviewer, article, url="https://news.example.org/other")
    assert "handed in anew" in caught.value.fields["url"][0]
    other = builders.make_article(reviewer, STORY)
    with pytest.raises(Refused) as twin:
        correct(reviewer, other, url="https://www.news.example.org/ferries")
    assert (twin.value.code, twin.value.details["article"]) == ("same_address", article.pk)


def test_an_address_tells_the_outlet_of_an_article_that_has_none(reviewer: User) -> None:
    article = builders.make_ready_article(reviewer, UNDATED)
    given = correct(reviewer, article, url="https://www.news.example.org/ferries")
    assert (str(given.outlet), given.status) == ("news.example.org", "queued")
    assert read(article) == "ready"
    assert ArticleWatch.objects.get(article=given).due_at is not None


def test_outlet_known_by_its_host_alone_is_named(reviewer: User) -> None:
    article = builders.make_article(reviewer, UNDATED, url="https://news.example.org/ferries")
    assert str(article.outlet) == "news.example.org"
    correct(reviewer, article, outlet="The Gazette")
    assert Outlet.objects.get().name == "The Gazette"
    elsewhere = correct(reviewer, article, outlet="Tagwerk")  # printed there, but theirs
    assert elsewhere.outlet
    assert (elsewhere.outlet.name, elsewhere.outlet.host) == ("Tagwerk", "")
    assert set(Outlet.objects.values_list("name", flat=True)) == {"The Gazette", "Tagwerk"}


def test_a_save_begun_before_a_colleagues_is_refused_with_both(reviewer: User, second: User) -> None:
    article = builders.make_article(reviewer, UNDATED, outlet="Tagwerk")
    seen = facts_of(article)
    correct(second, article, outlet="The Gazette", seen=seen)
    with pytest.raises(Refused) as caught:
        correct(reviewer, article, outlet="Morgenruf", byline="Ines Quill", seen=seen)
    assert caught.value.code == "stale"
    assert caught.value.details["present"] == {"outlet": "The Gazette"}
    # What one did not touch is left as the colleague has it.
    both = correct(reviewer, article, outlet="Tagwerk", byline="Ines Quill", seen=seen)
    assert (str(both.outlet), both.byline) == ("The Gazette", "Ines Quill")


# -- and what follows ----------------------------------------------------------------------------------------


def test_days_and_wordings_that_nobody_touched_follow_the_date(reviewer: User, second: User) -> None:
    article = builders.make_ready_article(reviewer, UNDATED)
    version = article.versions.get()
    assert version.skipped == [
        "Relative dates such as “on Monday” stay as they are, because it is not known when this was published."
    ]
    closed, lost = about(article, "closed the ferry terminal"), about(article, "3 million")
    assert "Monday" in closed.standalone
    assert lost.said_from is None
    number = article.claims.count()
    ClaimLookup.objects.update(due_at=None)
    given = correct(second, article, published_on=WEDNESDAY)
    assert (given.status, given.attempts) == ("queued", 0)
    assert read(article) == "ready"
    for one in (closed, lost, version):
        one.refresh_from_db()
    assert "23 February 2026" in closed.standalone
    assert "last year" not in lost.standalone
    assert lost.said_from == lost.said_until == date(2026, 2, 24)
    assert lost.statement
    assert lost.statement.said_from == date(2026, 2, 24)
    assert version.skipped == []
    assert article.claims.count() == number
    assert verbs(article)[-4:] == ["correct_article", "reread", "start_extraction", "finish_extraction"]
    told = Event.objects.about("claim", closed.pk).get()
    assert (told.verb, told.actor, told.data["to"]) == ("follow", None, closed.standalone)
    assert Event.objects.about("claim", lost.pk).get().data["said_to"] == "2026-02-24"
    assert closed.lookup.due_at is not None  # what it says now is looked up anew


def test_a_second_correction_is_followed_too(reviewer: User) -> None:
    article = builders.make_ready_article(reviewer, UNDATED)
    for day, said in ((WEDNESDAY, date(2026, 2, 24)), (date(2026, 1, 8), date(2026, 1, 6))):
        correct(reviewer, article, published_on=day)
        assert read(article) == "ready"
        assert about(article, "3 million").said_from == said
    correct(reviewer, article, is_undated=True)
    assert read(article) == "ready"
    assert about(article, "3 million").said_from is None
    assert "Monday" in about(article, "closed the ferry terminal").standalone


def test_what_somebody_touched_stays_as_they_left_it(reviewer: User) -> None:
    article = builders.make_ready_article(reviewer, UNDATED)
    closed, lost = about(article, "closed the ferry terminal"), about(article, "3 million")
    claims.reword_claim(actor=reviewer, claim_id=closed.pk, standalone="Skag closed its terminal.", now=NOW)
    claims.accept_claim(actor=reviewer, claim_id=lost.pk, now=NOW)
    before = list(Claim.objects.filter(pk__in=[closed.pk, lost.pk]).order_by("pk").values())
    correct(reviewer, article, published_on=WEDNESDAY)
    assert read(article) == "ready"
    assert list(Claim.objects.filter(pk__in=[closed.pk, lost.pk]).order_by("pk").values()) == before


def test_a_speaker_that_a_person_named_stays(reviewer: User) -> None:
    article = builders.make_ready_article(reviewer, UNDATED)
    lost = about(article, "3 million")
    assert lost.statement
    Claim.objects.filter(pk=lost.pk).update(status="dismissed", dismissed_reason="opinion")
    statements.correct_statement_speaker(actor=reviewer, statement_id=lost.statement.pk, name="Tomas Vell", now=NOW)
    Claim.objects.filter(pk=lost.pk).update(status="proposed", dismissed_reason="")
    correct(reviewer, article, published_on=WEDNESDAY)
    assert read(article) == "ready"
    lost.refresh_from_db()
    assert (str(lost.statement.speaker), lost.statement.said_from) == ("Tomas Vell", None)
    assert str(lost.speaker) == "Tomas Vell"  # its claim is dated anew, and said by whom a person said


def test_a_person_who_had_it_open_is_told_by_the_revision(reviewer: User) -> None:
    article = builders.make_ready_article(reviewer, UNDATED)
    closed = about(article, "closed the ferry terminal")
    correct(reviewer, article, published_on=WEDNESDAY)
    read(article)
    with pytest.raises(Refused) as caught:
        claims.reword_claim(actor=reviewer, claim_id=closed.pk, standalone="Mine.", revision=closed.revision, now=LATER)
    assert caught.value.code == "stale"
    fresh = claims.fresh_claim(closed.pk)
    assert revisions.wording_at(fresh, closed.revision)["standalone"] == closed.standalone


def test_a_persons_word_comes_before_the_texts_own_date_line(reviewer: User) -> None:
    article = builders.make_ready_article(reviewer, DATED)
    assert (article.published_on, article.byline) == (date(2025, 3, 3), "Ines Quill")
    correct(reviewer, article, published_on=WEDNESDAY, byline="")
    assert read(article) == "ready"
    article.refresh_from_db()
    assert (article.published_on, article.byline) == (WEDNESDAY, "")
    assert by_hand(article.pk) == {"published_on", "byline"}
    assert about(article, "3 million").said_from == date(2026, 2, 24)


def test_a_title_alone_needs_no_reading(reviewer: User) -> None:
    article = builders.make_ready_article(reviewer, UNDATED)
    assert correct(reviewer, article, title="Ferries").status == "ready"
    assert verbs(article)[-1] == "correct_article"


@pytest.mark.parametrize("status", ["failed", "withdrawn"])
def test_what_is_not_to_be_read_is_not_put_in_the_queue(reviewer: User, status: str) -> None:
    article = builders.make_ready_article(reviewer, UNDATED)
    articles.withdraw_article(actor=reviewer, article_id=article.pk, reason="A test.", now=NOW)
    if status == "failed":
        articles.retry_article(actor=reviewer, article_id=article.pk, now=NOW)
        begun = articles.begin_extraction(article_id=article.pk, now=NOW)
        assert begun
        articles.put_back(article=begun, code="engine_error", reason="It broke.", now=NOW, is_final=True)
    assert correct(reviewer, article, published_on=WEDNESDAY).status == status
    articles.retry_article(actor=reviewer, article_id=article.pk, now=LATER)
    assert read(article) == "ready"
    assert about(article, "3 million").said_from == date(2026, 2, 24)  # brought back, it is read in the new light


def test_published_checks_stay_as_they_are_and_are_named(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_published_claim(reviewer, second, editor)
    article = Article.objects.get(pk=claim.article_id)
    assert old_checks(article) == []
    before = claim.publications.values().get()
    correct(reviewer, article, outlet="Tagwerk", published_on=WEDNESDAY)
    article = Article.objects.get(pk=article.pk)
    old = old_checks(article)
    assert [(one.claim_id, one.says, one.now) for one in old] == [
        (
            claim.pk, {"outlet": "", "published_on": ""}, {"outlet": "Tagwerk", "published_on": "2026-02-25"}
        )
    ]  # fmt: skip
    assert claim.publications.values().get() == before
    correction = builders.make_correction(reviewer, claim)
    publish_correction(actor=editor, correction_id=correction.pk, now=LATER + timedelta(hours=1))
    assert old_checks(article) == []  # the new version tells what is known now


# -- at the same moment ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_who_correct_at_once_have_one_winner(reviewer: User, second: User) -> None:
    article = builders.make_ready_article(reviewer, UNDATED)
    seen = facts_of(article)
    names = ["Tagwerk", "The Gazette"]
    won, lost = sorted_out(
        at_once(
            [
                partial(correct_article, actor=who, article_id=article.pk, outlet=name, seen=seen, now=LATER)
                for who, name in zip((reviewer, second), names, strict=True)
            ]
        )
    )
    assert [len(won), len(lost)] == [1, 1]
    assert isinstance(lost[0], Refused)
    assert (lost[0].code, lost[0].details["present"]) == ("stale", {"outlet": str(won[0].outlet)})
    assert verbs(article).count("correct_article") == verbs(article).count("reread") == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_one_address_given_to_two_articles_at_once_is_ones(reviewer: User, second: User) -> None:
    both = [builders.make_article(reviewer, UNDATED), builders.make_article(reviewer, STORY)]
    url = "https://news.example.org/ferries"
    won, lost = sorted_out(
        at_once([partial(correct_article, actor=second, article_id=one.pk, url=url, now=LATER) for one in both])
    )
    assert [len(won), len(lost)] == [1, 1]
    assert isinstance(lost[0], Refused)
    assert (lost[0].code, lost[0].details["article"]) == ("same_address", won[0].pk)


def test_a_worker_that_reads_in_the_old_light_leaves_and_the_next_one_reads_anew(reviewer: User) -> None:
    """Corrected between the engine's work and the storing of what it found."""
    article = builders.make_article(reviewer, UNDATED)
    steps: list[str] = []

    def clock() -> datetime:
        steps.append("asked")
        if len(steps) == 2:  # it has read, and asks for the moment at which it stores
            steps.append(correct(reviewer, article, published_on=WEDNESDAY).status)
        return NOW

    assert extraction.extract_article(article_id=article.pk, clock=clock) == "left"
    assert steps == ["asked", "asked", "queued"]
    assert not article.claims.exists()
    assert read(article) == "ready"
    assert about(article, "3 million").said_from == date(2026, 2, 24)
    article.refresh_from_db()
    assert article.attempts == 2
    assert verbs(article)[1:] == [
        "start_extraction", "correct_article", "reread", "start_extraction", "finish_extraction",
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_correcting_accepting_and_reading_at_once_lose_nothing(reviewer: User, second: User) -> None:
    article = builders.make_ready_article(reviewer, UNDATED)
    taken = about(article, "closed the ferry terminal")
    correct(reviewer, article, published_on=WEDNESDAY)
    other = date(2026, 1, 8)
    calls: list[Callable[[], object]] = [
        partial(read, article),
        partial(claims.accept_claim, actor=second, claim_id=taken.pk, now=LATER),
        partial(correct_article, actor=second, article_id=article.pk, published_on=other, now=LATER),
    ]
    assert sorted_out(at_once(calls))[1] == []
    while Article.objects.get(pk=article.pk).status == "queued":
        read(article)
    article.refresh_from_db()
    assert (article.status, article.published_on) == ("ready", other)
    assert about(article, "3 million").said_from == date(2026, 1, 6)
    taken.refresh_from_db()
    assert taken.status == "open"


def test_constants_name_what_the_engine_is_given() -> None:
    fields = {field.attname for field in Article._meta.concrete_fields}
    assert set(articlefacts.READ_WITH) <= fields
