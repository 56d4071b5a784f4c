"""The queue by keyboard."""

import pytest
from django.utils import timezone
from playwright.sync_api import ViewportSize, expect

from claims.models import Claim, Role, User
from claims.services import claims
from tests import builders
from tests.browser.conftest import NARROW, Desk, OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def proposals(count: int) -> list[Claim]:
    reviewer = builders.make_user("rita")
    for place in range(count):
        claim = builders.make_claim(reviewer)
        Claim.objects.filter(pk=claim.pk).update(status="proposed", score=0.9 - place / 100)
    return list(Claim.objects.order_by("-score"))


def author(claim: Claim) -> User:
    assert claim.added_by is not None
    return claim.added_by


def own(one: Desk) -> None:
    one.page.wait_for_load_state("networkidle")


def test_keys_move_accept_take_and_dismiss_without_losing_the_place(desk: OpenDesk) -> None:
    first, second, third = proposals(3)
    one = desk(first.added_by)
    page = one.open("/")
    page.keyboard.press("j")
    assert one.focused() == f"open-{first.pk}"
    page.keyboard.press("j")
    assert one.focused() == f"open-{second.pk}"
    page.keyboard.press("k")
    page.keyboard.press("a")
    expect(page.locator(f"#claim-{first.pk} .status")).to_have_text("Open")
    assert one.focused() == f"open-{first.pk}"
    expect(page.locator("#said")).to_have_text(f"Open: {first.standalone}")
    page.keyboard.press("t")
    expect(page.locator(f"#claim-{first.pk} .status")).to_have_text("In work")
    assert one.focused() == f"open-{first.pk}"
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("2")
    expect(page.locator(f"#claim-{second.pk} .status")).to_have_text("Dismissed")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.locator(f"#open-{second.pk}")).to_be_focused()
    page.keyboard.press("j")
    assert one.focused() == f"open-{third.pk}"
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/claims/{third.pk}/")
    stored = {claim.pk: claim for claim in Claim.objects.all()}
    assert stored[first.pk].status == "in_review"
    assert stored[second.pk].dismissed_reason == "Not checkable"


def test_keys_are_quiet_while_typing_and_when_switched_off(desk: OpenDesk) -> None:
    (claim,) = proposals(1)
    one = desk(claim.added_by)
    page = one.open("/")
    page.keyboard.press("/")
    page.keyboard.type("ax?j")
    expect(page.locator("[data-search]")).to_have_value("ax?j")
    page.locator(f"#open-{claim.pk}").focus()
    page.keyboard.press("?")
    page.get_by_role("switch").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.locator(f"#open-{claim.pk}").focus()
    for key in "ax?":
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert Claim.objects.get(pk=claim.pk).status == "proposed"
    page.reload()
    page.locator(f"#open-{claim.pk}").focus()
    page.keyboard.press("a")
    page.wait_for_timeout(200)
    assert Claim.objects.get(pk=claim.pk).status == "proposed"  # the switch is remembered


def test_every_key_on_a_button_is_announced(desk: OpenDesk) -> None:
    (claim,) = proposals(1)
    page = desk(claim.added_by).open("/")
    for key in "ax":
        expect(page.locator(f'[data-key="{key}"]').first).to_have_attribute("aria-keyshortcuts", key)


def test_loser_is_told_who_holds_it_and_the_row_stays(desk: OpenDesk) -> None:
    (claim,) = proposals(1)
    claims.accept_claim(actor=author(claim), claim_id=claim.pk, now=timezone.now())
    one = desk(claim.added_by)
    page = one.open("/?status=open")
    claims.take_claim(actor=builders.make_user("sam"), claim_id=claim.pk, now=timezone.now())
    page.keyboard.press("j")
    page.keyboard.press("t")
    expect(page.get_by_role("alert")).to_contain_text("Sam is working on this claim")
    assert one.focused() == f"open-{claim.pk}"


def test_stale_dismissal_shows_both_and_can_be_saved_over(desk: OpenDesk) -> None:
    (claim,) = proposals(1)
    one = desk(claim.added_by)
    page = one.open("/")
    claims.reword_claim(
        actor=author(claim), claim_id=claim.pk, standalone="Norland built nine bridges.", now=timezone.now()
    )
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.get_by_label("Another reason").fill("An advert")
    page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Norland built nine bridges.")
    expect(alert).to_contain_text("An advert")
    expect(page.get_by_label("Another reason")).to_have_value("An advert")
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.locator(f"#claim-{claim.pk} .status")).to_have_text("Dismissed")
    assert Claim.objects.get(pk=claim.pk).dismissed_reason == "An advert"


def test_lost_connection_is_said_and_the_key_can_be_pressed_again(desk: OpenDesk) -> None:
    (claim,) = proposals(1)
    one = desk(claim.added_by)
    page = one.open("/")
    own(one)
    page.context.set_offline(True)
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_text("No connection to the desk")).to_be_visible()
    page.context.set_offline(False)
    expect(page.locator(f"#claim-{claim.pk} .status")).to_have_text("Open")
    expect(page.get_by_text("No connection to the desk")).to_be_hidden()


def test_filters_stand_in_the_address_and_work_without_scripts(desk: OpenDesk) -> None:
    first, second = proposals(2)
    page = desk(first.added_by, is_scripted=False).open("/")
    page.get_by_label("Score from").fill("90")
    page.get_by_role("button", name="Apply").click()
    assert "min_score=90" in page.url
    expect(page.locator("[data-row]")).to_have_count(1)
    page.locator(f"#claim-{first.pk}").get_by_role("button", name="Accept").click()
    assert Claim.objects.get(pk=first.pk).status == "open"
    assert "min_score=90" in page.url
    page.goto(page.url.replace("min_score=90", "min_score=0"))
    page.locator(f"#claim-{second.pk}").get_by_role("link", name="Dismiss").click()
    page.get_by_role("button", name="Opinion").click()
    assert Claim.objects.get(pk=second.pk).dismissed_reason == "Opinion"


@pytest.mark.parametrize("size", [None, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_and_nothing_hangs_over(size: ViewportSize | None, desk: OpenDesk) -> None:
    waiting = proposals(3)
    reviewer = author(waiting[0])
    claims.accept_claim(actor=reviewer, claim_id=waiting[0].pk, now=timezone.now())
    claims.take_claim(actor=reviewer, claim_id=waiting[0].pk, now=timezone.now())
    claims.dismiss_claim(actor=reviewer, claim_id=waiting[1].pk, reason="Opinion", now=timezone.now())
    builders.make_user("edda", Role.EDITOR)
    one = desk(reviewer, size=size)
    for path in ("/", "/?status=any", "/?status=open&q=nothing&speaker=Nobody%20at%20all", "/?status=approved"):
        one.open(path)
        own(one)
        assert one.faults_in_light_and_dark() == [], path
        assert one.overhang() == 0, path
    page = one.open("/?status=any")
    page.locator("summary", has_text="why").first.click()
    assert one.faults_in_light_and_dark() == []
    page.keyboard.press("Escape")
    page.locator("[data-dismiss]").first.click()
    assert one.faults_in_light_and_dark() == []
    page.keyboard.press("Escape")
    page.locator(".account summary").click()
    assert one.faults_in_light_and_dark() == []
    page.locator("[data-help]").click()
    assert one.faults_in_light_and_dark() == []
