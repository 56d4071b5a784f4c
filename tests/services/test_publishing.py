"""Publishing: an editor, not the author, once."""

from datetime import timedelta

import pytest
from django.db import transaction

from claims.errors import Forbidden, Refused
from claims.models import Claim, Event, Publication, Role, User
from claims.services import publishing, sources
from claims.services.publishing import publish_claim
from tests import builders
from tests.builders import NOW

LATER = NOW + timedelta(minutes=30)


@pytest.fixture
def approved(reviewer: User, second: User) -> Claim:
    return builders.make_approved_claim(reviewer, second)


def test_published_check_is_frozen_with_its_event(approved: Claim, editor: User) -> None:
    published = publish_claim(actor=editor, claim_id=approved.pk, revision=approved.revision, now=LATER)
    approved.refresh_from_db()
    assert approved.status == "published"
    assert (published.number, published.is_current, published.occasion) == (1, True, "first")
    assert published.slug.endswith(f"-{approved.pk}")
    assert published.facts["claim"] == approved.standalone
    assert published.json_ld["@type"] == "ClaimReview"
    assert published.json_ld["url"] == publishing.public_address(published.slug)
    last = Event.objects.about("claim", approved.pk).latest("sequence")
    assert (last.verb, last.data["publication"], last.data["slug"]) == ("publish", published.pk, published.slug)


def test_publishing_twice_is_once(approved: Claim, editor: User) -> None:
    first = publish_claim(actor=editor, claim_id=approved.pk, now=LATER)
    told = Event.objects.about("claim", approved.pk).count()
    again = publish_claim(actor=editor, claim_id=approved.pk, revision=approved.revision, now=LATER)
    assert again == first
    assert (Publication.objects.count(), Event.objects.about("claim", approved.pk).count()) == (1, told)


def test_publishing_takes_an_editor(approved: Claim, second: User, stranger: User) -> None:
    for who, code in ((second, "may_not_publish"), (stranger, "not_a_member")):
        with pytest.raises(Forbidden) as caught:
            publish_claim(actor=who, claim_id=approved.pk, now=LATER)
        assert caught.value.code == code
    assert not Publication.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.EDITOR, Role.ADMINISTRATOR])
def test_editor_does_not_publish_a_verdict_of_their_own(role: Role) -> None:
    author, second = builders.make_user("author", role), builders.make_user("second")
    claim = builders.make_approved_claim(author, second)
    with pytest.raises(Forbidden, match="Ask another editor"):
        publish_claim(actor=author, claim_id=claim.pk, now=LATER)
    assert not Publication.objects.exists()


def test_stale_or_unapproved_is_refused(approved: Claim, reviewer: User, editor: User) -> None:
    with pytest.raises(Refused) as caught:
        publish_claim(actor=editor, claim_id=approved.pk, revision=1, now=LATER)
    assert caught.value.code == "stale"
    with pytest.raises(Refused) as caught:
        publish_claim(actor=editor, claim_id=builders.make_submitted_claim(reviewer).pk, now=LATER)
    assert caught.value.code == "wrong_status"


def test_private_evidence_stays_inside(reviewer: User, second: User, editor: User) -> None:
    claim = builders.make_held_claim(reviewer)
    for title, disclosure in (("Secret paper", "private"), ("Guarded paper", "summary_only"), ("Open paper", "public")):
        sources.add_evidence(
            actor=reviewer, claim_id=claim.pk, stance="supports", title=title, passage=f"Words of the {title}.",
            disclosure=disclosure, proximity="primary", now=NOW,
        )  # fmt: skip
    from claims.services import reviews

    reviews.judge_claim(
        actor=reviewer, claim_id=claim.pk, rating_id=builders.rating().pk, now=NOW,
        summary="The papers list every one of these bridges.",
    )  # fmt: skip
    reviews.approve_claim(actor=second, claim_id=claim.pk, now=NOW)
    published = publish_claim(actor=editor, claim_id=claim.pk, now=LATER)
    for shown in (str(published.facts), str(published.json_ld)):
        assert "Secret" not in shown
        assert "Guarded" not in shown
    assert "Words of the Open paper." in str(published.facts)


def test_publication_rolled_back_leaves_the_claim_approved(approved: Claim, editor: User) -> None:
    with transaction.atomic():
        publish_claim(actor=editor, claim_id=approved.pk, now=LATER)
        transaction.set_rollback(True)
    approved.refresh_from_db()
    assert approved.status == "approved"
    assert not Publication.objects.exists()
