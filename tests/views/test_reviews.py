"""Verdict, checklist and second opinion on the claim page."""

import re

import pytest
from django.utils import timezone

from claims.models import Claim, User, Verdict
from claims.services import claims
from claims.services.policies import requirements
from tests import builders
from tests.views.conftest import SignIn, address

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def verdict_of(claim: Claim, slug: str = "true", **changes: object) -> dict[str, object]:
    typed = {
        "rating": builders.rating(slug).pk,
        "summary": "The register lists every one of these bridges.",
        "rationale": "We counted them.",
        "right_of_reply": "The ministry pointed to the register.",
        "revision": Claim.objects.get(pk=claim.pk).revision,
    }
    return typed | changes


def test_form_offers_the_default_scale_with_when_to_choose_what(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    page = sign_in(reviewer).get(address("detail", claim)).content.decode()
    for rating in type(builders.rating()).objects.of_default_scale():
        assert f'id="rating-{rating.pk}"' in page
        assert rating.description in page


def test_checklist_follows_what_is_typed_and_saves_nothing(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    client = sign_in(reviewer)
    typed = verdict_of(claim, "false", summary="", right_of_reply="")
    page = client.post(address("checklist", claim), typed, headers=HTMX).content.decode()
    assert "5 things missing for “False”" in page or "6 things missing for “False”" in page
    builders.attach_sources(reviewer, claim, 2)
    typed = verdict_of(claim, "true")
    page = client.post(address("checklist", claim), typed, headers=HTMX).content.decode()
    assert "Complete for “True”" in page
    assert not Verdict.objects.exists()


def test_checklist_without_javascript_shows_the_page_with_what_was_typed(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    answer = sign_in(reviewer).post(address("checklist", claim), verdict_of(claim, "false"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "We counted them.</textarea>" in page
    assert "Add 2 independent sources" in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_refusal_names_the_same_rows_as_the_checklist(headers: dict[str, str], reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    answer = sign_in(reviewer).post(address("judge", claim), verdict_of(claim, "false"), headers=headers)
    assert answer.status_code == 409
    page = answer.content.decode()
    rows = requirements(
        claim=claim, rating=builders.rating("false"), summary="The register lists every one of these bridges.",
        right_of_reply="x",
    )  # fmt: skip
    missing = [row for row in rows if not row.is_met]
    assert len(missing) == 3
    for row in missing:
        assert f"<li>{row.missing}</li>" in page
    assert "The register lists every one of these bridges.</textarea>" in page
    assert "We counted them.</textarea>" in page
    assert re.search(
        rf'<input type="radio" name="rating" [^>]*value="{builders.rating("false").pk}"[^>]* checked>', page
    )
    assert not Verdict.objects.exists()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_verdict_is_saved_and_handed_in_at_once(headers: dict[str, str], reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    builders.attach_sources(reviewer, claim, 1)
    answer = sign_in(reviewer).post(address("judge", claim), verdict_of(claim), headers=headers)
    assert answer.status_code == (200 if headers else 302)
    claim.refresh_from_db()
    assert claim.status == "submitted"
    assert claim.verdicts.get().summary == "The register lists every one of these bridges."


@pytest.mark.parametrize("changes", [{"rating": ""}, {"rating": "none"}, {"rating": "999999"}, {"summary": " "}])
def test_incomplete_verdict_says_what_to_do(changes: dict[str, str], reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    answer = sign_in(reviewer).post(address("judge", claim), verdict_of(claim, **changes))
    assert answer.status_code == 422
    assert "We counted them.</textarea>" in answer.content.decode()


def test_verdict_on_a_claim_that_changed_meanwhile_shows_how_it_reads_now(
    reviewer: User, second: User, sign_in: SignIn
) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    builders.attach_sources(reviewer, claim, 1)
    typed = verdict_of(claim)
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Norland lost bridges.", now=timezone.now())
    client = sign_in(reviewer)
    answer = client.post(address("judge", claim), typed)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "It says now: “Norland lost bridges.”" in page
    assert "We counted them.</textarea>" in page
    client.post(address("judge", claim), verdict_of(claim))
    claim.refresh_from_db()
    assert claim.status == "submitted"


def test_only_the_holder_judges(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    answer = sign_in(second).post(address("judge", claim), verdict_of(claim))
    assert answer.status_code == 403
    page = answer.content.decode()
    assert "Rita is working on this claim." in page
    assert "<dd>We counted them.</dd>" in page  # the form is gone, the words are not


# -- the second pair of eyes ---------------------------------------------------------------------


def test_second_reviewer_approves(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_submitted_claim(reviewer)
    client = sign_in(second)
    page = client.get(address("detail", claim)).content.decode()
    assert 'id="do-approve"' in page
    assert "We counted the entries of the register" in page
    client.post(address("approve", claim), {"note": "Sound.", "revision": claim.revision})
    claim.refresh_from_db()
    assert claim.status == "approved"
    assert "Sound." in client.get(address("detail", claim)).content.decode()


def test_author_is_told_why_they_cannot_approve(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_submitted_claim(reviewer)
    client = sign_in(reviewer)
    page = client.get(address("detail", claim)).content.decode()
    assert 'id="do-approve"' not in page
    assert "You wrote this verdict. Somebody else of the desk has to review it." in page
    assert client.post(address("approve", claim), {}).status_code == 403


def test_return_without_a_note_is_refused_and_keeps_the_form(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_submitted_claim(reviewer)
    answer = sign_in(second).post(address("return", claim), {"note": "", "revision": claim.revision}, headers=HTMX)
    assert answer.status_code == 422
    assert "Tell the author what to change; they see this note." in answer.content.decode()


def test_author_sees_the_note_and_goes_on_from_their_own_words(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_submitted_claim(reviewer)
    sign_in(second).post(address("return", claim), {"note": "Count again.", "revision": claim.revision})
    client = sign_in(reviewer)
    assert "Count again." in client.get(address("detail", claim)).content.decode()
    client.post(address("take", claim))
    page = client.get(address("detail", claim)).content.decode()
    assert "Your next verdict" in page
    assert "We counted the entries of the register and compared them with the gazette.</textarea>" in page
    client.post(address("judge", claim), verdict_of(claim, summary="We counted again: every bridge is there."))
    page = client.get(address("detail", claim)).content.decode()
    assert "Earlier verdicts (1)" in page
    assert "The public register lists every one of these bridges." in page
    assert "Count again." in page


def test_review_of_a_claim_that_moved_on_is_refused(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_submitted_claim(reviewer)
    client = sign_in(second)
    stale = {"note": "Sound.", "revision": claim.revision}
    client.post(address("approve", claim), stale)
    answer = client.post(address("approve", claim), stale)
    assert answer.status_code == 409
