"""Second opinions by keyboard: blind, split, decided, with axe on each state, light and dark, wide and narrow."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from claims.models import Claim, Review, User, VerdictPolicy
from claims.services import opinions, policies
from tests import builders
from tests.browser.conftest import NARROW, OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def claim(reviewer: User) -> Claim:
    """Handed in, on a desk that reviews blind."""
    now = timezone.now() - timedelta(minutes=3)
    builders.review_blind(now=now)
    return builders.make_submitted_claim(reviewer, now=now)


def opine(claim: Claim, who: User, slug: str) -> None:
    note = "Half of them are fords, and a ford is no bridge."
    opinions.give_opinion(
        actor=who, claim_id=claim.pk, rating_id=builders.rating(slug).pk, note=note, now=timezone.now()
    )


def test_blind_review_by_keyboard_from_the_claim_to_approved(claim: Claim, second: User, desk: OpenDesk) -> None:
    window = desk(second)
    page = window.open(f"/claims/{claim.pk}/")
    expect(page.get_by_text("A verdict waits for you, and you do not see it yet.")).to_be_visible()
    expect(page.get_by_text("The public register lists")).to_have_count(0)
    assert window.faults_in_light_and_dark() == []
    page.keyboard.press("v")
    assert window.focused().startswith("opinion-rating-")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("I counted them in the register.")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("The public register lists").first).to_be_visible()
    expect(page.get_by_role("heading", name="You both rated it the same: decide")).to_be_visible()
    assert window.faults_in_light_and_dark() == []
    # Two steps: to the second opinion, and approve.
    page.keyboard.press("v")
    assert window.focused() == "review-note"
    page.keyboard.press("Control+Enter")
    expect(page.locator("#claim-head .status")).to_contain_text("Approved")
    assert Review.objects.get().decision == "approve"


def test_return_in_two_steps_by_key(reviewer: User, second: User, desk: OpenDesk) -> None:
    claim = builders.make_submitted_claim(reviewer, now=timezone.now() - timedelta(minutes=3))
    window = desk(second)
    page = window.open(f"/claims/{claim.pk}/")
    page.keyboard.press("v")
    page.keyboard.type("Name the year.")
    page.keyboard.press("Alt+Enter")
    expect(page.locator("#claim-head .status")).to_contain_text("Returned")
    assert Review.objects.get().note == "Name the year."


def test_split_waits_for_an_editor_who_decides(claim: Claim, second: User, editor: User, desk: OpenDesk) -> None:
    opine(claim, second, "false")
    waiting = desk(second)
    page = waiting.open(f"/claims/{claim.pk}/")
    expect(page.get_by_text("an editor who gave neither decides")).to_be_visible()
    assert waiting.faults_in_light_and_dark() == []
    deciding = desk(editor, size=NARROW)
    page = deciding.open(f"/claims/{claim.pk}/")
    expect(page.get_by_role("heading", name="Two ratings differ: decide")).to_be_visible()
    assert deciding.faults_in_light_and_dark() == []
    assert deciding.overhang() <= 0
    page.locator("#adjudication-note").fill("The register counts, and fords are not in it.")
    page.get_by_role("button", name="Uphold the verdict").click()
    expect(page.locator("#claim-head .status")).to_contain_text("Approved")
    review = Review.objects.get()
    assert (review.is_adjudication, review.decision) == (True, "approve")


@pytest.mark.parametrize("is_narrow", [False, True])
def test_checklist_and_needs_follow_what_is_chosen(
    is_narrow: bool, reviewer: User, editor: User, desk: OpenDesk
) -> None:
    policy = VerdictPolicy.objects.get(rating=builders.rating("false"))
    policies.save_policy(
        actor=editor, policy_id=policy.pk, rating_id=policy.rating_id, min_sources=2, min_independent=2, min_primary=1,
        needs_right_of_reply=True, needs_other_side=True, needs_marked_passages=True, now=timezone.now(),
    )  # fmt: skip
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    builders.attach_sources(reviewer, claim, 1)
    window = desk(reviewer, size=NARROW) if is_narrow else desk(reviewer)
    page = window.open(f"/claims/{claim.pk}/")
    if is_narrow:  # one part at a time on a phone
        page.locator(".claim__jumps").get_by_role("link", name="Verdict").click()
    false = builders.rating("false").pk
    expect(page.locator(f"#needs-{false}")).to_contain_text("1 more primary source")
    page.locator(f"#rating-{false}").check()
    expect(page.locator("#claim-checklist [data-code=other_side]")).to_contain_text("Look for the other side")
    assert window.faults_in_light_and_dark() == []
    assert window.overhang() <= 0


def test_too_near_on_claim_and_account_and_the_editors_pages(
    reviewer: User, editor: User, second: User, claim: Claim, desk: OpenDesk
) -> None:
    held = builders.make_held_claim(reviewer, now=timezone.now())
    window = desk(reviewer)
    page = window.open(f"/claims/{held.pk}/")
    page.get_by_text("I am too near to this").click()
    page.get_by_label("This claim only").check()
    page.locator("#conflict-note").fill("A cousin of mine said it.")
    assert window.faults_in_light_and_dark() == []
    page.locator("#do-conflict").click()
    expect(page.get_by_text("You declared that you are too near to this claim.")).to_be_visible()
    expect(page.locator("#claim-head .status")).to_contain_text("Open")
    window.open("/account/")
    assert window.faults_in_light_and_dark() == []
    chief = desk(editor)
    chief.open("/conflicts/")
    assert chief.faults_in_light_and_dark() == []
    opine(claim, second, "false")
    chief.open("/agreement/")
    assert chief.faults_in_light_and_dark() == []
