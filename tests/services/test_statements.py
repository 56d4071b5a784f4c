"""Attributions that a person adds, corrects or takes out."""

from datetime import timedelta

import pytest

from claims.errors import Forbidden, Invalid, Missing, Refused
from claims.models import Article, ArticleVersion, Event, Statement, User
from claims.services import claims, history, speakers, statements
from tests import builders
from tests.at_once import at_once, sorted_out
from tests.builders import NOW

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=2)
TEXT = "The wall is dry, Hanna Sorel said. “Nobody warned us of the water,” she added. It rained all week."


@pytest.fixture
def article(reviewer: User) -> Article:
    return builders.make_article(reviewer, TEXT)


def span(words: str) -> list[int]:
    start = TEXT.index(words)
    return [start, start + len(words)]


def add(actor: User, article: Article, words: str = "The wall is dry", **more: object) -> Statement:
    version = article.versions.get()
    return statements.add_statement(
        actor=actor,
        version_id=version.pk,
        content=span(words),
        now=LATER,
        **more,  # type: ignore[arg-type]
    )


def test_selected_words_become_a_statement(article: Article, reviewer: User) -> None:
    one = add(
        reviewer, article, source=span("Hanna Sorel"), cue=span("said"), name="Hanna Sorel", quote="The wall is dry"
    )
    assert (one.content_text, one.source_text, one.cue_text) == ("The wall is dry", "Hanna Sorel", "said")
    assert (str(one.speaker), one.kind, one.resolved_by, one.set_by) == ("Hanna Sorel", "indirect", "person", reviewer)
    claim = claims.add_claim(
        actor=reviewer, version_id=one.version_id, start=one.start, end=one.end, now=LATER
    )  # fmt: skip
    assert (claim.statement, claim.speaker) == (one, one.speaker)
    assert list(history.verify_history()) == []


def test_quote_marks_tell_the_kind(article: Article, reviewer: User) -> None:
    assert add(reviewer, article, "“Nobody warned us of the water,”").kind == "direct"
    assert add(reviewer, article, "Nobody warned us of the water,").kind == "direct"
    assert add(reviewer, article, "“Nobody warned us of the water,” she added").kind == "mixed"


def test_who_said_it_may_be_left_open_and_named_later(article: Article, reviewer: User) -> None:
    one = add(reviewer, article)
    assert (one.speaker, one.resolved_by) == (None, "")
    named = statements.correct_statement_speaker(actor=reviewer, statement_id=one.pk, name="Hanna Sorel", now=LATER)
    assert (str(named.speaker), named.resolved_by) == ("Hanna Sorel", "person")
    told = Event.objects.about("statement", one.pk).last()
    assert told is not None
    assert (told.verb, told.data["to"]) == ("correct_speaker", "Hanna Sorel")


def test_wrong_or_duplicate_speakers_that_cannot_be_fixed(article: Article, reviewer: User) -> None:
    """They can: one correction reaches the statement and its claim, and a merge of two speakers reaches both."""
    one = add(reviewer, article, name="Hana Sorell")
    claim = claims.add_claim(actor=reviewer, version_id=one.version_id, start=one.start, end=one.end, now=LATER)
    right = speakers.named_speaker(name="Hanna Sorel", now=LATER)
    statements.correct_statement_speaker(actor=reviewer, statement_id=one.pk, speaker_id=right.pk, now=LATER)
    claim.refresh_from_db()
    assert claim.speaker == right
    twin = speakers.named_speaker(name="Mayor Sorel", now=LATER)
    speakers.merge_speakers(actor=reviewer, speaker_id=right.pk, into_id=twin.pk, now=LATER)
    claim.refresh_from_db()
    one.refresh_from_db()
    assert claim.speaker == one.speaker == twin


def test_a_speaker_named_meanwhile_is_not_overwritten(article: Article, reviewer: User, second: User) -> None:
    one = add(reviewer, article)
    statements.correct_statement_speaker(actor=second, statement_id=one.pk, name="Ola Brandt", seen=None, now=LATER)
    with pytest.raises(Refused, match="Ola Brandt") as caught:
        statements.correct_statement_speaker(actor=reviewer, statement_id=one.pk, name="Hanna Sorel", seen=None,
                                             now=LATER)  # fmt: skip
    assert caught.value.code == "stale"


def test_what_is_no_statement_goes_and_comes_back(article: Article, reviewer: User) -> None:
    one = add(reviewer, article, name="Hanna Sorel")
    gone = statements.dismiss_statement(actor=reviewer, statement_id=one.pk, now=LATER)
    assert gone.dismissed_at == LATER
    assert not Statement.objects.standing().exists()
    with pytest.raises(Refused, match="already"):
        statements.dismiss_statement(actor=reviewer, statement_id=one.pk, now=LATER)
    with pytest.raises(Refused, match="Bring it back"):
        add(reviewer, article)
    assert statements.restore_statement(actor=reviewer, statement_id=one.pk, now=LATER).dismissed_at is None
    with pytest.raises(Refused, match="already"):
        statements.restore_statement(actor=reviewer, statement_id=one.pk, now=LATER)
    assert list(Event.objects.about("statement", one.pk).values_list("verb", flat=True)) == [
        "add",
        "dismiss",
        "restore",
    ]


def test_a_new_claim_is_not_drawn_to_a_statement_that_is_none(article: Article, reviewer: User) -> None:
    one = add(reviewer, article, name="Hanna Sorel")
    statements.dismiss_statement(actor=reviewer, statement_id=one.pk, now=LATER)
    claim = claims.add_claim(actor=reviewer, version_id=one.version_id, start=one.start, end=one.end, now=LATER)
    assert (claim.statement, claim.speaker) == (None, None)


def test_spans_and_people_that_are_not_there_are_refused(article: Article, reviewer: User) -> None:
    add(reviewer, article)
    with pytest.raises(Refused, match="Correct its speaker"):
        add(reviewer, article)
    for wrong in ({"source": [0, 9999]}, {"cue": [5, 5]}, {"kind": "sung"}, {"quote": "The wall"}):
        with pytest.raises(Invalid):
            add(reviewer, article, "It rained all week", **wrong)
    with pytest.raises(Forbidden):
        add(builders.make_stranger(), article)
    with pytest.raises(Missing):
        statements.dismiss_statement(actor=reviewer, statement_id=10**9, now=LATER)
    with pytest.raises(Missing):
        statements.add_statement(actor=reviewer, version_id=10**9, content=[0, 4], now=LATER)


def test_the_speaker_of_a_settled_claim_stays(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_published_claim(reviewer, second, editor)
    version = ArticleVersion.objects.get(pk=claim.version_id)
    one = statements.add_statement(
        actor=reviewer, version_id=version.pk, content=[claim.start, claim.end], now=LATER
    )  # fmt: skip
    type(claim).objects.filter(pk=claim.pk).update(statement=one)
    with pytest.raises(Refused) as caught:
        statements.correct_statement_speaker(actor=second, statement_id=one.pk, name="Ola Brandt", now=LATER)
    assert caught.value.code == "settled"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_add_the_same_statement_one_is_told(reviewer: User, second: User) -> None:
    article = builders.make_article(reviewer, TEXT)
    went, refused = sorted_out(at_once([lambda: add(reviewer, article).pk, lambda: add(second, article).pk]))
    assert len(went) == len(refused) == 1
    assert isinstance(refused[0], Refused)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_name_the_speaker_at_once_the_second_is_told(reviewer: User, second: User) -> None:
    one = add(reviewer, builders.make_article(reviewer, TEXT))

    def name(actor: User, name: str) -> str:
        said = statements.correct_statement_speaker(
            actor=actor, statement_id=one.pk, name=name, seen=None, now=LATER
        )  # fmt: skip
        return str(said.speaker)

    went, refused = sorted_out(
        at_once([lambda: name(reviewer, "Hanna Sorel"), lambda: name(second, "Ola Brandt")])
    )  # fmt: skip
    assert len(went) == len(refused) == 1
    one.refresh_from_db()
    assert [str(one.speaker)] == went
