"""A text that changed at its source, and quotations that do not hold."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.errors import Forbidden, Invalid, Refused
from claims.models import Article, Claim, Event, Statement, User
from claims.services import (
    attributions,
    claims,
    extraction,
    history,
    integrity,
    newwords,
    statements,
    surgery,
    versions,
)
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW, STORY

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=3)
ADDED = "Update: a second ministry joined on Tuesday.\n\n"


def revise(actor: User | None, article: Article, text: str) -> versions.Revised:
    return versions.revise_article(actor=actor, article_id=article.pk, text=text, now=LATER)


def claim_of(article: Article, words: str) -> Claim:
    """One that a person marked, so that these tests need no engine."""
    version = article.versions.get(number=1)
    start = version.text.index(words)
    assert article.submitted_by is not None
    return claims.add_claim(
        actor=article.submitted_by, version_id=version.pk, start=start, end=start + len(words), now=NOW
    )  # fmt: skip


@pytest.fixture
def article(reviewer: User) -> Article:
    """With its text read by nobody yet, and fit to be revised."""
    article = builders.make_article(reviewer)
    Article.objects.filter(pk=article.pk).update(status="ready")
    return article


def test_text_changed_at_the_source_after_ingest_and_nobody_noticed(article: Article, reviewer: User) -> None:
    """Here somebody does: each claim says how its words stand in the newest text, and none is dropped."""
    same = claim_of(article, "4,200 nurses had left public hospitals since 2019")
    nearly = claim_of(article, "More than 6,000 nurses resigned in the same period")
    gone = claim_of(article, "Norland spends 9.4 percent of its national income on health")
    text = STORY.replace("6,000", "6,500").replace("Norland spends 9.4 percent of its national income on health, ", "")
    revised = revise(reviewer, article, ADDED + text)
    assert revised.is_new
    assert revised.version.number == 2
    assert revised.counts == {"exact": 1, "fuzzy": 1, "orphaned": 1}
    for claim in (same, nearly, gone):
        claim.refresh_from_db()
    assert (same.anchoring, same.version, same.revision) == ("exact", revised.version, 1)
    assert same.start == revised.version.text.index("4,200 nurses")
    assert (nearly.anchoring, nearly.quote) == ("fuzzy", "More than 6,500 nurses resigned in the same period")
    assert (gone.anchoring, gone.version.number) == ("orphaned", 1)
    assert versions.detached(article, revised.version) == [gone]
    told = {one.verb: one.data for one in Event.objects.about("claim", nearly.pk)}
    assert told["reanchor"]["from"] == "More than 6,000 nurses resigned in the same period"
    article.refresh_from_db()
    assert (article.status, article.text_sha256) == ("queued", hashlib.sha256((ADDED + text).encode()).hexdigest())
    assert list(history.verify_history()) == []


def test_the_engine_proposes_what_is_new_and_keeps_what_was_touched(reviewer: User) -> None:
    article = builders.make_ready_article(reviewer)
    former = {claim.quote: claim for claim in article.claims.all()}
    taken = claims.accept_claim(actor=reviewer, claim_id=article.claims.earliest("start").pk, now=NOW)
    revise(reviewer, article, STORY + "\n\nThe hospital of Skag closed 12 of its 40 wards in May, the union said.")
    assert extraction.extract_article(article_id=article.pk, clock=lambda: LATER) == "ready"
    now = {claim.quote: claim for claim in article.claims.all()}
    assert former.items() <= now.items()
    new = [claim for quote, claim in now.items() if quote not in former]
    assert new
    assert all("Skag" in claim.version.text[claim.start - 60 : claim.end + 60] for claim in new)
    taken.refresh_from_db()
    assert (taken.status, taken.version.number) == ("open", 2)


def test_statements_move_with_their_words(article: Article, reviewer: User) -> None:
    version = article.versions.get()
    words = "We have lost one nurse in eight,"
    start, who = STORY.index(words), STORY.index("Castel told")
    one = statements.add_statement(
        actor=reviewer, version_id=version.pk, content=[start, start + len(words)], source=[who, who + 6],
        cue=[who + 7, who + 11], name="Mira Castel", now=NOW,
    )  # fmt: skip
    revised = revise(reviewer, article, ADDED + STORY)
    one.refresh_from_db()
    assert (one.version, one.start, one.cue_start) == (revised.version, start + len(ADDED), who + 7 + len(ADDED))
    assert (one.content_text, one.source_text, one.cue_text) == (words, "Castel", "told")


def test_a_settled_claim_keeps_the_words_that_its_verdict_was_given_on(reviewer: User) -> None:
    claim = builders.make_submitted_claim(reviewer)
    article = claim.article
    Article.objects.filter(pk=article.pk).update(status="ready")
    text = claim.version.text.replace("bridges in 2025", "bridges in 2024")
    assert revise(reviewer, article, text).counts == {"fuzzy": 1}
    quote = claim.quote
    claim.refresh_from_db()
    assert (claim.anchoring, claim.quote, claim.version.number) == ("fuzzy", quote, 1)


def test_other_quote_marks_are_the_same_words(article: Article, reviewer: User) -> None:
    claim = claim_of(article, '"We have lost one nurse in eight,"')
    assert revise(reviewer, article, STORY.replace('"', "”")).counts == {"normalised": 1}
    claim.refresh_from_db()
    assert (claim.anchoring, claim.quote) == ("normalised", "”We have lost one nurse in eight,”")


def test_words_that_come_back_are_found_again(article: Article, reviewer: User) -> None:
    claim = claim_of(article, "Norland spends 9.4 percent of its national income on health")
    revise(reviewer, article, STORY.replace("Norland spends 9.4", "Nobody measured what it"))
    revise_back = STORY + "\n\nCorrected."
    Article.objects.filter(pk=article.pk).update(status="ready")
    revise(reviewer, article, revise_back)
    claim.refresh_from_db()
    assert (claim.anchoring, claim.version.number) == ("exact", 3)


def test_the_same_text_changes_nothing(article: Article, reviewer: User) -> None:
    assert not revise(reviewer, article, STORY).is_new
    article.refresh_from_db()
    assert (article.status, article.versions.count()) == ("ready", 1)


def test_what_cannot_be_a_new_text_is_refused(article: Article, reviewer: User) -> None:
    other = builders.make_article(reviewer, "Another text altogether.")
    with pytest.raises(Refused, match=f"Article {other.pk} has"):
        revise(reviewer, article, "Another text altogether.")
    with pytest.raises(Invalid):
        revise(reviewer, article, "  ")
    with pytest.raises(Forbidden):
        revise(builders.make_stranger(), article, "New.")
    with pytest.raises(Refused, match="queued"):  # a worker is about to read it
        revise(reviewer, other, "New.")
    bare = builders.make_article(reviewer, "", url="https://news.example.org/bare")
    with pytest.raises(Refused, match="no text yet"):
        revise(reviewer, bare, "New.")


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_new_text_and_a_new_wording_at_once_lose_neither(reviewer: User, second: User) -> None:
    article = builders.make_article(reviewer)
    Article.objects.filter(pk=article.pk).update(status="ready")
    claim = claim_of(article, "More than 6,000 nurses resigned in the same period")
    went, refused = sorted_out(
        at_once(
            [
                lambda: revise(reviewer, article, ADDED + STORY).version.pk,
                lambda: claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Many left.", now=LATER).pk,
            ]
        )
    )
    assert refused == []
    claim.refresh_from_db()
    assert (claim.standalone, claim.version_id) == ("Many left.", went[0])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_new_text_and_a_corrected_speaker_at_once_do_not_block_each_other(reviewer: User, second: User) -> None:
    article = builders.make_article(reviewer)
    Article.objects.filter(pk=article.pk).update(status="ready")
    claim = claim_of(article, "More than 6,000 nurses resigned in the same period")
    one = builders.make_statement(reviewer, claim)
    Claim.objects.filter(pk=claim.pk).update(statement=one)
    went, wrong = sorted_out(
        at_once(
            [
                lambda: revise(reviewer, article, ADDED + STORY).version.pk,
                lambda: attributions.correct_speaker(actor=second, claim_id=claim.pk, name="Tomas Vell", now=LATER).pk,
            ]
        )
    )
    assert wrong == []
    claim.refresh_from_db()
    assert (str(claim.speaker), claim.version_id) == ("Tomas Vell", went[0])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_new_texts_at_once_one_is_told(reviewer: User, second: User) -> None:
    article = builders.make_article(reviewer)
    Article.objects.filter(pk=article.pk).update(status="ready")
    went, refused = sorted_out(
        at_once(
            [
                lambda: revise(reviewer, article, STORY + " One.").version.pk,
                lambda: revise(second, article, STORY + " Two.").version.pk,
            ]
        )
    )
    assert len(went) == len(refused) == 1
    assert isinstance(refused[0], Refused)
    assert article.versions.count() == 2


# -- the wording after that ------------------------------------------------------------------------

LEFT = "More than 6,000 nurses resigned in the same period"
NOW_LEFT = "More than 6,500 nurses resigned in the same period"


def moved(article: Article, reviewer: User) -> Claim:
    """One whose words have changed and whose wording has not."""
    claim = claim_of(article, LEFT)
    revise(reviewer, article, STORY.replace("6,000", "6,500"))
    Article.objects.filter(pk=article.pk).update(status="ready")
    return Claim.objects.select_related("version__article").get(pk=claim.pk)


def test_a_claim_whose_words_changed_takes_the_new_ones(article: Article, reviewer: User) -> None:
    claim = moved(article, reviewer)
    told = newwords.new_words(claim)
    assert told == newwords.NewWords(reads=NOW_LEFT, offered=NOW_LEFT, is_open=True)
    assert claim.standalone == LEFT
    after = newwords.take_new_words(actor=reviewer, claim_id=claim.pk, revision=claim.revision, now=LATER)
    assert (after.standalone, after.anchoring, after.revision) == (NOW_LEFT, "exact", claim.revision + 1)
    last = Event.objects.about("claim", claim.pk).latest("sequence")
    assert (last.verb, last.data["from"], last.data["to"]) == ("take_words", LEFT, NOW_LEFT)
    with pytest.raises(Refused) as caught:
        newwords.keep_wording(actor=reviewer, claim_id=claim.pk, now=LATER)
    assert caught.value.code == "words_stand"


def test_what_was_put_in_is_put_into_the_new_words_too(article: Article, reviewer: User) -> None:
    claim = claim_of(article, LEFT)
    place = STORY.index("the same period")
    put = [{"start": place, "end": place + len("the same period"), "replacement": "that time", "why": "thing"}]
    Claim.objects.filter(pk=claim.pk).update(substitutions=put, standalone=LEFT.replace("the same period", "that time"))
    revise(reviewer, article, STORY.replace("6,000", "6,500"))
    after = newwords.take_new_words(actor=reviewer, claim_id=claim.pk, now=LATER)
    assert after.standalone == "More than 6,500 nurses resigned in that time"


def test_a_claim_whose_words_changed_keeps_its_wording(article: Article, reviewer: User) -> None:
    claim = moved(article, reviewer)
    after = newwords.keep_wording(actor=reviewer, claim_id=claim.pk, now=LATER)
    assert (after.standalone, after.quote, after.anchoring) == (LEFT, NOW_LEFT, "exact")
    assert Event.objects.about("claim", claim.pk).latest("sequence").data["reads"] == NOW_LEFT


def test_what_nobody_decided_is_still_open_after_the_next_text(article: Article, reviewer: User) -> None:
    claim = moved(article, reviewer)
    revise(reviewer, article, ADDED + STORY.replace("6,000", "6,500"))
    claim = Claim.objects.select_related("version__article").get(pk=claim.pk)
    assert (claim.anchoring, claim.version.number) == ("fuzzy", 3)
    assert newwords.new_words(claim) is not None


def test_words_that_come_back_leave_nothing_to_decide(article: Article, reviewer: User) -> None:
    claim = moved(article, reviewer)
    revise(reviewer, article, STORY)
    claim = Claim.objects.select_related("version__article").get(pk=claim.pk)
    assert (claim.anchoring, claim.quote, claim.standalone) == ("exact", LEFT, LEFT)
    assert newwords.new_words(claim) is None


def test_new_words_are_refused_where_they_are_nobodys_to_take(article: Article, reviewer: User) -> None:
    claim = moved(article, reviewer)
    with pytest.raises(Forbidden):
        newwords.take_new_words(actor=builders.make_stranger(), claim_id=claim.pk, now=LATER)
    with pytest.raises(Refused) as caught:
        newwords.take_new_words(actor=reviewer, claim_id=claim.pk, revision=1, now=LATER)
    assert caught.value.code == "stale"
    claims.dismiss_claim(actor=reviewer, claim_id=claim.pk, reason="Opinion", now=LATER)
    with pytest.raises(Refused, match="Reopen it first"):
        newwords.keep_wording(actor=reviewer, claim_id=claim.pk, now=LATER)
    other = claim_of(builders.make_article(reviewer, "x " + STORY), LEFT)
    with pytest.raises(Refused, match="nothing to decide"):
        newwords.take_new_words(actor=reviewer, claim_id=other.pk, now=LATER)


def test_a_settled_claim_has_no_new_words_to_take(reviewer: User) -> None:
    claim = builders.make_submitted_claim(reviewer)
    Article.objects.filter(pk=claim.article_id).update(status="ready")
    revise(reviewer, claim.article, claim.version.text.replace("bridges in 2025", "bridges in 2024"))
    claim = Claim.objects.select_related("version__article").get(pk=claim.pk)
    assert newwords.new_words(claim) is None
    assert "2024" in Event.objects.about("claim", claim.pk).latest("sequence").data["reads"]


def test_other_words_chosen_by_hand_decide_it_too(article: Article, reviewer: User) -> None:
    claim = moved(article, reviewer)
    surgery.adjust_span(actor=reviewer, claim_id=claim.pk, start=claim.start, end=claim.end - 4, now=LATER)
    assert newwords.new_words(Claim.objects.select_related("version__article").get(pk=claim.pk)) is None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_decide_at_once_one_is_told(reviewer: User, second: User) -> None:
    article = builders.make_article(reviewer)
    Article.objects.filter(pk=article.pk).update(status="ready")
    claim = moved(article, reviewer)
    went, refused = sorted_out(
        at_once(
            [
                lambda: newwords.take_new_words(actor=reviewer, claim_id=claim.pk, now=LATER).standalone,
                lambda: newwords.keep_wording(actor=second, claim_id=claim.pk, now=LATER).standalone,
            ]
        )
    )
    assert [getattr(one, "code", "") for one in refused] == ["words_stand"]
    claim.refresh_from_db()
    assert claim.standalone == went[0]


# -- the same words in another mouth ------------------------------------------------------------

WORDS = "“The northern wall will hold until summer”"


def quoted(actor: User, who: str, words: str = WORDS, **more: Any) -> Statement:
    article = builders.make_article(actor, f"{words}, {who} told reporters in Keld.", **more)
    version = article.versions.get()
    return statements.add_statement(
        actor=actor, version_id=version.pk, content=[0, len(words)], name=who, now=NOW
    )  # fmt: skip


def flags(one: Statement) -> list[str]:
    found = integrity.said_by_others(one.version, list(one.version.statements.select_related("speaker")))
    return [other.who for other in found.get(one.pk, [])]


def test_right_words_but_wrong_speaker_is_flagged_on_both(reviewer: User) -> None:
    one = quoted(reviewer, "Hanna Sorel")
    assert flags(one) == []
    other = quoted(reviewer, "Ola Brandt", '"the northern wall, will hold until summer."')
    assert (flags(one), flags(other)) == (["Ola Brandt"], ["Hanna Sorel"])
    statements.dismiss_statement(actor=reviewer, statement_id=other.pk, now=LATER)
    assert flags(one) == []


def test_few_words_other_words_and_the_same_speaker_are_no_flag(reviewer: User) -> None:
    one = quoted(reviewer, "Hanna Sorel")
    quoted(reviewer, "Hanna Sorel", WORDS + " ")
    quoted(reviewer, "Ola Brandt", "“The southern wall will hold until summer”")
    quoted(reviewer, "Ola Brandt", "The northern wall will hold until summer")  # not quoted: another's summary
    assert flags(one) == []
    short = quoted(reviewer, "Hanna Sorel", "“We will not go there”")
    quoted(reviewer, "Ola Brandt", "“We will not go there,”")
    assert flags(short) == []


def test_the_same_words_are_found_by_an_index_and_not_by_reading_all(reviewer: User) -> None:
    one = quoted(reviewer, "Hanna Sorel")
    quoted(reviewer, "Ola Brandt", WORDS.upper())
    with CaptureQueriesContext(connection) as caught:
        assert flags(one) == ["Ola Brandt"]
    lookup = next(query["sql"] for query in caught if "regexp_replace" in query["sql"] and " IN (" in query["sql"]
                  and "speaker" in query["sql"])  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {lookup}")
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "statement_by_words" in plan, plan
