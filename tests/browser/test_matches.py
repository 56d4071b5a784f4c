"""Earlier checks on the claim page, by keyboard."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from claims.models import Claim, ClaimLookup, Evidence, Match, User
from tests import builders
from tests.browser.conftest import NARROW, OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def claim_with_matches(reviewer: User) -> tuple[Claim, list[Match]]:
    claim = builders.make_claim(reviewer)
    found = [builders.make_match(claim, score=score) for score in (0.9, 0.6)]
    builders.make_appearance(claim, builders.make_claim(reviewer))
    ClaimLookup.objects.update(due_at=None, looked_up_at=timezone.now(), text=claim.standalone)
    return claim, found


def test_yes_use_no_and_undo_without_a_mouse(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    claim, (first, second) = claim_with_matches(reviewer)
    page = desk(reviewer).open(f"/claims/{claim.pk}/")
    page.keyboard.press("y")
    expect(page.locator(f"#match-{first.pk}")).to_contain_text("Confirmed by Rita")
    page.keyboard.press("r")
    expect(page.locator("#claim-evidence-list")).to_contain_text("Earlier check of the same claim")
    expect(page.locator(f"#match-{first.pk}")).to_contain_text("Among the evidence")
    assert Evidence.objects.get().claim == claim
    page.locator(f"#open-match-{second.pk}").focus()
    page.keyboard.press("n")
    expect(page.get_by_text("Rejected (1)")).to_be_visible()
    page.get_by_text("Rejected (1)").click()
    page.locator(f"#open-match-{second.pk}").focus()
    page.keyboard.press("u")
    expect(page.locator(f"#match-{second.pk}")).to_contain_text("Probably the same claim")
    assert Match.objects.get(pk=second.pk).status == "proposed"
    page.keyboard.press("u")  # and so on, back to the first key
    expect(page.get_by_text("You confirmed an earlier check.")).to_be_visible()
    assert not Evidence.objects.filter(withdrawn_at=None).exists()
    page.keyboard.press("u")
    expect(page.locator("#do-undo")).to_have_count(0)
    assert Match.objects.get(pk=first.pk).status == "proposed"


def test_no_key_works_while_typing(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    claim, (first, _) = claim_with_matches(reviewer)
    page = desk(reviewer).open(f"/claims/{claim.pk}/")
    page.get_by_label("Address").focus()
    page.keyboard.type("yn")
    expect(page.get_by_label("Address")).to_have_value("yn")
    assert Match.objects.get(pk=first.pk).status == "proposed"


def test_the_panel_fills_itself_when_the_worker_is_done(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    claim = builders.make_claim(reviewer)
    page = desk(reviewer).open(f"/claims/{claim.pk}/")
    expect(page.locator("#lookup-waiting")).to_be_visible()
    match = builders.make_match(claim)
    expect(page.locator(f"#match-{match.pk}")).to_be_visible(timeout=40_000)
    ClaimLookup.objects.update(due_at=None, looked_up_at=timezone.now(), text=claim.standalone)
    expect(page.locator("#lookup-waiting")).to_have_count(0, timeout=40_000)


def test_earlier_checks_fit_and_hold_no_faults(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    claim, _ = claim_with_matches(reviewer)
    for size in (None, NARROW):
        window = desk(reviewer, size=size)
        window.open(f"/claims/{claim.pk}/")
        assert window.faults_in_light_and_dark() == []
        assert window.overhang() == 0
