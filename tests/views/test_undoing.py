"""“u” on the claim page: what it offers, what it takes back, and what it says where it cannot."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Claim, User
from claims.services import claims, sources
from tests import builders
from tests.views.conftest import SignIn, address

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_claim(reviewer, now=timezone.now())


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_the_page_says_what_u_takes_back_and_does_it(
    headers: dict[str, str], claim: Claim, second: User, sign_in: SignIn
) -> None:
    client = sign_in(second)
    first = claim.standalone
    assert 'id="do-undo"' not in client.get(address("detail", claim)).content.decode()
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Anew.", now=timezone.now())
    page = client.get(address("detail", claim)).content.decode()
    assert "You changed its wording or kind." in page
    assert page.count('data-key="u"') == 1
    answer = client.post(address("undo", claim), headers=headers, follow=True)
    assert answer.status_code == 200
    assert "Taken back: you had changed its wording or kind." in answer.content.decode()
    assert claims.fresh_claim(claim.pk).standalone == first
    assert 'id="do-undo"' not in client.get(address("detail", claim)).content.decode()


def test_only_what_it_changed_is_swapped(claim: Claim, second: User, sign_in: SignIn) -> None:
    """Nobody loses what they are typing into another section."""
    now = timezone.now()
    sources.add_evidence(actor=second, claim_id=claim.pk, stance="supports", title="Register", now=now)
    part = sign_in(second).post(address("undo", claim), headers=HTMX).content.decode()
    assert 'id="evidence-list"' in part or 'id="claim-evidence-list"' in part
    assert 'id="wording-form"' not in part
    assert 'id="claim-talk"' not in part


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_nothing_to_take_back_is_said_in_words(
    headers: dict[str, str], claim: Claim, second: User, sign_in: SignIn
) -> None:
    answer = sign_in(second).post(address("undo", claim), headers=headers)
    assert answer.status_code == 409
    assert "You did nothing to this claim in the last hours" in answer.content.decode()


def test_who_went_on_is_named(claim: Claim, reviewer: User, second: User, sign_in: SignIn) -> None:
    now = timezone.now()
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Mine.", now=now)
    claims.reword_claim(actor=reviewer, claim_id=claim.pk, standalone="Theirs.", now=now + timedelta(seconds=1))
    answer = sign_in(second).post(address("undo", claim), headers=HTMX)
    assert answer.status_code == 409
    assert "Rita went on with that since" in answer.content.decode()
    assert claims.fresh_claim(claim.pk).standalone == "Theirs."
