"""The claim page: what it shows to whom, and what became of a wording or a speaker that somebody typed."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Role, User
from claims.services import claims
from tests import builders
from tests.views.conftest import SignIn

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def address(verb: str, claim: Claim, *more: int) -> str:
    return reverse(f"claims:claim-{verb}", args=[claim.pk, *more])


def test_page_shows_the_claim_where_it_stands(reviewer: User, sign_in: SignIn) -> None:
    article = builders.make_ready_article(reviewer, outlet="Tagwerk")
    claim = next(one for one in article.claims.order_by("start") if one.statement_id)
    page = sign_in(reviewer).get(address("detail", claim)).content.decode()
    assert f"<mark>{claim.quote}</mark>" in page.replace("&#x27;", "'")
    assert "Tagwerk" in page
    assert str(claim.speaker) in page
    assert reverse("claims:article-detail", args=[article.pk]) in page


def test_page_of_an_unknown_claim_says_so(reviewer: User, sign_in: SignIn) -> None:
    answer = sign_in(reviewer).get("/claims/999999/")
    assert answer.status_code == 404


def test_anonymous_person_is_sent_to_sign_in(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    answer = Client().get(address("detail", claim))
    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


def test_stranger_is_told_why_not(reviewer: User, stranger: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    assert sign_in(stranger).get(address("detail", claim)).status_code == 403
    for verb in ("reword", "speaker", "evidence", "judge", "approve", "return", "publish", "checklist"):
        assert sign_in(stranger).post(address(verb, claim)).status_code == 403
