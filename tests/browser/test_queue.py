"""The queue by keyboard."""

import re

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
    expect(page.locator("#tab-open .count")).to_have_text("1")  # the tabs count anew without a reload
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
    page.wait_for_url(f"**/claims/{third.pk}/?queue=status%3Dproposed")
    stored = {claim.pk: claim for claim in Claim.objects.all()}
    assert stored[first.pk].status == "open"
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


def test_every_key_is_announced_and_stands_in_the_help(desk: OpenDesk) -> None:
    claim, other = proposals(2)
    claims.take_claim(actor=author(claim), claim_id=other.pk, now=timezone.now())
    page = desk(claim.added_by).open("/")
    page.keyboard.press("?")
    told = page.get_by_role("dialog", name="Keys").inner_text()
    page.keyboard.press("Escape")
    for path in ("/?status=any", f"/claims/{claim.pk}/", f"/claims/{other.pk}/"):
        page.goto(f"{page.url.split('/', 3)[0]}//{page.url.split('/')[2]}{path}")
        keys: list[list[str | None]] = page.evaluate(
            "[...document.querySelectorAll('[data-key]')]"
            ".map((one) => [one.dataset.key, one.getAttribute('aria-keyshortcuts')])"
        )
        assert keys
        for key, announced in keys:
            assert announced == key, f"{path}: {key} is announced as {announced}"
            assert f"\n{key}" in told or f"{key} " in told, f"{key} is not in the help"


def test_focus_is_on_a_row_or_a_field_after_every_key(desk: OpenDesk) -> None:
    rows = proposals(4)
    one = desk(rows[0].added_by)
    page = one.open("/")
    own(one)
    for key in ("j", "a", "k", " ", "Shift+J", "Shift+K", "*", "Escape", "u", "x", "1", "j", "?", "Escape", "u", "/"):
        page.keyboard.press(key)
        own(one)
        page.wait_for_timeout(150)
        where = page.evaluate(
            "[document.activeElement.tagName, Boolean(document.activeElement.closest('[data-row], dialog, input'))]"
        )
        assert where[0] != "BODY", f"after {key} the focus is lost"
        assert where[1], f"after {key} the focus is on {one.focused() or where[0]}"


def test_rows_are_selected_by_key_looked_at_accepted_and_taken_back_together(desk: OpenDesk) -> None:
    first, second, third = proposals(3)
    one = desk(first.added_by)
    page = one.open("/")
    page.keyboard.press("j")
    page.keyboard.press(" ")
    page.keyboard.press("Shift+J")
    expect(page.get_by_text("2 selected")).to_be_visible()
    claims.reword_claim(actor=author(first), claim_id=second.pk, standalone="Norland built ten.", now=timezone.now())
    page.keyboard.press("a")
    look = page.get_by_role("dialog")
    expect(look).to_contain_text("1 claim will be accepted")
    expect(look).to_contain_text("Somebody changed this claim")
    assert Claim.objects.get(pk=first.pk).status == "proposed"
    assert one.faults_in_light_and_dark() == []
    page.keyboard.press("Enter")
    expect(look).to_be_hidden()
    expect(page.locator(f"#claim-{first.pk} .status")).to_have_text("Open")
    expect(page.locator(f"#claim-{second.pk}")).to_contain_text("Norland built ten.")
    expect(page.locator("#notices")).to_contain_text("1 claim accepted.")
    expect(page.locator(f"#open-{second.pk}")).to_be_focused()
    page.keyboard.press("u")
    expect(page.locator(f"#claim-{first.pk} .status")).to_have_text("Proposed")
    page.keyboard.press("*")
    expect(page.get_by_text("3 selected")).to_be_visible()
    page.keyboard.press("x")
    expect(look).to_contain_text("3 claims will be dismissed")
    page.keyboard.press("2")
    expect(page.locator("#notices")).to_contain_text("3 claims dismissed.")
    assert {claim.dismissed_reason for claim in Claim.objects.all()} == {"Not checkable"}
    page.keyboard.press("u")
    expect(page.locator(f"#claim-{third.pk} .status")).to_have_text("Proposed")
    assert {claim.status for claim in Claim.objects.all()} == {"proposed"}


def test_many_at_once_without_scripts(desk: OpenDesk) -> None:
    first, second = proposals(2)
    page = desk(first.added_by, is_scripted=False).open("/")
    page.locator(f"#pick-{first.pk}").check()
    page.locator(f"#pick-{second.pk}").check()
    page.get_by_role("button", name="Dismiss selected").click()
    expect(page.get_by_role("heading", name="2 claims will be dismissed")).to_be_visible()
    page.get_by_role("button", name="Opinion").click()
    expect(page.get_by_text("2 claims dismissed.")).to_be_visible()
    assert {claim.status for claim in Claim.objects.all()} == {"dismissed"}
    page.get_by_role("button", name="Undo").click()
    assert {claim.status for claim in Claim.objects.all()} == {"proposed"}


def test_filters_are_kept_under_a_name_and_shared(desk: OpenDesk) -> None:
    (claim,) = proposals(1)
    rita, sam = author(claim), builders.make_user("sam")
    page = desk(rita).open("/?status=any&kind=factual")
    page.get_by_role("link", name="Save these filters").click()
    page.get_by_label("Name").first.fill("Facts")
    page.get_by_label("Share it with the desk").first.check()
    page.get_by_role("button", name="Save this view").click()
    expect(page.get_by_role("link", name="Facts")).to_have_attribute("aria-current", "page")
    assert "kind=factual" in page.url
    other = desk(sam)
    theirs = other.open("/")
    theirs.get_by_role("link", name="Facts").click()
    expect(theirs).to_have_url(re.compile("kind=factual"))
    theirs.get_by_role("link", name="Manage").click()
    expect(theirs.get_by_text("shared by Rita")).to_be_visible()
    assert other.faults_in_light_and_dark() == []
    expect(theirs.get_by_role("button", name="Delete Facts")).to_have_count(0)


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


def test_text_that_cannot_be_fetched_is_said_and_no_other_claims_stands_there(desk: OpenDesk) -> None:
    first, *_, third = proposals(3)
    one = desk(first.added_by)
    page = one.open("/")
    pane = page.locator("#glance")
    page.locator(f"#open-{first.pk}").focus()
    expect(pane.locator("mark")).to_have_text(first.quote)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    page.keyboard.press("j")  # the neighbour was asked for beforehand
    page.keyboard.press("j")
    expect(pane).to_contain_text("The text could not be fetched")
    expect(pane.locator("mark")).to_have_count(0)
    page.context.set_offline(False)
    page.keyboard.press("k")
    page.keyboard.press("j")
    expect(pane.locator("mark")).to_have_text(third.quote)


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
