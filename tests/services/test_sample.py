"""The sample newsroom comes once and goes whole."""

from datetime import timedelta

import pytest

from claims.models import Article, Capture, Claim, Event, Outlet, Publication, Role, Source, Speaker, User, Verdict
from claims.services import articles, claims, extraction, publishing, reviews, sample
from claims.services.history import verify_history
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def sign_ins(db: None) -> list[sample.SignIn]:
    return sample.load_sample(now=NOW)


def test_sample_has_people_of_every_role_and_articles_that_wait(sign_ins: list[sample.SignIn]) -> None:
    assert [one.role for one in sign_ins] == ["reviewer", "reviewer", "editor", "administrator"]
    for one in sign_ins:
        user = User.objects.get(username=one.username)
        assert user.check_password(one.password)
        assert one.role in user.roles
        assert "(sample)" in user.display_name
    assert len({one.password for one in sign_ins}) == 4
    assert set(Article.objects.values_list("status", "is_sample")) == {("queued", True)}
    assert Article.objects.count() == 3
    assert all(article.title.startswith("Sample: ") for article in Article.objects.all())


def test_desk_with_people_gets_no_sample(reviewer: User) -> None:
    assert sample.load_sample(now=NOW) == []
    assert not Article.objects.exists()


def test_sample_goes_whole_with_all_that_was_made_of_it(sign_ins: list[sample.SignIn]) -> None:
    for article in Article.objects.all():
        assert extraction.extract_article(article_id=article.pk, clock=lambda: NOW) == "ready"
    assert Speaker.objects.exists()
    rita, ravi, edda = (User.objects.get(username=name) for name in ("rita", "ravi", "edda"))
    claim = claims.accept_claim(actor=rita, claim_id=Claim.objects.earliest("pk").pk, now=NOW)
    claims.take_claim(actor=rita, claim_id=claim.pk, now=NOW)
    capture = builders.make_copy(rita, claim, passage="Twelve of them are closed to lorries.")
    builders.note_copy(rita, capture.source)
    reviews.judge_claim(
        actor=rita, claim_id=claim.pk, rating_id=builders.rating().pk, now=NOW, summary="The paper says the very same."
    )
    reviews.approve_claim(actor=ravi, claim_id=claim.pk, now=NOW)
    publishing.publish_claim(actor=edda, claim_id=claim.pk, now=NOW)
    other = builders.make_user("own", Role.ADMINISTRATOR)
    told = Event.objects.count()

    removed = sample.remove_sample(now=LATER)

    assert (removed.articles, removed.people, removed.kept) == (3, 4, ())
    for table in (Article, Claim, Verdict, Publication, Source, Capture, Speaker, Outlet):
        assert not table._default_manager.exists(), table
    assert list(User.objects.all()) == [other]
    assert Event.objects.count() > told  # history stays, and tells of the removal
    assert list(verify_history()) == []
    assert sample.remove_sample(now=LATER) == sample.Removed(0, 0, ())


def test_what_is_not_sample_stays(sign_ins: list[sample.SignIn]) -> None:
    rita = User.objects.get(username="rita")
    own = builders.make_claim(rita)
    claims.take_claim(actor=rita, claim_id=own.pk, now=NOW)
    removed = sample.remove_sample(now=LATER)
    assert removed.articles == 3
    assert [line.split()[0] for line in removed.kept] == ["rita", "ada"]  # work of hers stays; the last administrator
    rita.refresh_from_db()
    assert not rita.is_active
    assert not rita.has_usable_password()
    own.refresh_from_db()
    assert own.status == "in_review"
    assert list(verify_history()) == []


def test_sample_handed_in_by_somebody_else_is_not_theirs_to_lose(sign_ins: list[sample.SignIn]) -> None:
    """The sample's text handed in again is the sample article, and says so."""
    own = builders.make_user("own")
    text = Article.objects.earliest("pk").versions.get().text
    again = articles.submit_article(actor=own, submission=articles.Submission(text=text), now=NOW)
    assert (again.is_new, again.known_by, again.article.is_sample) == (False, "text", True)
