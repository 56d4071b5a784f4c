"""The editor's last step: what they see before, and what readers get."""

import pytest
from django.urls import reverse
from pytest_django.fixtures import Settings

from claims.models import Outlet, Publication, Role, User
from claims.services import publishing
from tests import builders
from tests.views.conftest import SignIn, address

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_editor_sees_what_readers_will_see_and_what_to_weigh(
    reviewer: User, second: User, editor: User, sign_in: SignIn
) -> None:
    claim = builders.make_approved_claim(reviewer, second)
    page = sign_in(editor).get(address("detail", claim)).content.decode()
    draft = publishing.preview_check(actor=editor, claim=claim, now=builders.NOW)
    assert draft.warnings
    for line in draft.warnings:
        assert f"<li>{line}</li>" in page
    assert "What readers will see" in page
    assert "Go to this passage" in page
    assert 'id="do-publish"' in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_published_check_is_linked(
    headers: dict[str, str], reviewer: User, second: User, editor: User, sign_in: SignIn
) -> None:
    claim = builders.make_approved_claim(reviewer, second)
    client = sign_in(editor)
    answer = client.post(address("publish", claim), {"revision": claim.revision}, headers=headers, follow=True)
    publication = Publication.objects.get()
    assert reverse("claims:check-detail", args=[publication.slug]) in answer.content.decode()
    claim.refresh_from_db()
    assert claim.status == "published"


def test_publishing_twice_is_publishing_once(reviewer: User, second: User, editor: User, sign_in: SignIn) -> None:
    claim = builders.make_approved_claim(reviewer, second)
    client = sign_in(editor)
    for _ in range(2):
        assert client.post(address("publish", claim), {"revision": claim.revision}).status_code == 302
    assert Publication.objects.count() == 1


def test_reviewer_is_told_that_an_editor_publishes(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_approved_claim(reviewer, second)
    client = sign_in(second)
    page = client.get(address("detail", claim)).content.decode()
    assert 'id="do-publish"' not in page
    assert "Approved. An editor publishes it." in page
    assert client.post(address("publish", claim), {"revision": claim.revision}).status_code == 403
    assert not Publication.objects.exists()


def test_editor_does_not_publish_their_own_verdict(editor: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_approved_claim(editor, second)
    client = sign_in(editor)
    assert "Another editor has to publish it." in client.get(address("detail", claim)).content.decode()
    assert client.post(address("publish", claim), {"revision": claim.revision}).status_code == 403


def test_errors_of_the_markup_forbid_publishing_and_say_what_to_do(
    reviewer: User, second: User, editor: User, sign_in: SignIn, settings: Settings
) -> None:
    """The publisher's own words as a claim: the author of a claim is never the fact-checker."""
    settings.PUBLISHER_NAME = "Tagwerk"
    author = builders.make_user("owen", Role.REVIEWER)
    claim = builders.make_approved_claim(author, second)
    claim.article.outlet = Outlet.objects.create(name="Tagwerk")
    claim.article.save(update_fields=["outlet"])
    client = sign_in(editor)
    page = client.get(address("detail", claim)).content.decode()
    assert "This cannot be published yet." in page
    answer = client.post(address("publish", claim), {"revision": claim.revision}, headers=HTMX)
    assert answer.status_code == 409
    assert "Say who made it." in answer.content.decode()
    assert not Publication.objects.exists()
    # The way out: return it with a note, so that the speaker can be corrected.
    client.post(address("return", claim), {"note": "Name the speaker.", "revision": claim.revision})
    claim.refresh_from_db()
    assert claim.status == "returned"


def test_whoever_approved_does_not_return_it_as_well(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_approved_claim(reviewer, second)
    client = sign_in(second)
    assert 'id="do-send-back"' not in client.get(address("detail", claim)).content.decode()
    answer = client.post(address("return", claim), {"note": "No.", "revision": claim.revision})
    assert answer.status_code == 409
    assert "You gave your opinion on this verdict already" in answer.content.decode()


def test_preview_with_a_stale_guard_is_looked_at_again(
    reviewer: User, second: User, editor: User, sign_in: SignIn
) -> None:
    claim = builders.make_approved_claim(reviewer, second)
    answer = sign_in(editor).post(address("publish", claim), {"revision": claim.revision - 1})
    assert answer.status_code == 409
    assert "Look at the preview again" in answer.content.decode()
