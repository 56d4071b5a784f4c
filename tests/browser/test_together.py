"""Several people, several devices and a bad line: drafts, presence, taking over, merging, and nothing lost."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from claims.models import Claim, Draft, User, Visit
from claims.services import claims, leases
from tests import builders
from tests.browser.conftest import NARROW, Desk, OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
SAVED = re.compile(r"Draft saved \d\d:\d\d")
WORDING = "The claim in one sentence that stands alone"


def held_claim(name: str = "rita") -> tuple[User, Claim]:
    reviewer = builders.make_user(name)
    return reviewer, builders.make_held_claim(reviewer, now=timezone.now())


def where(claim: Claim) -> str:
    return f"/claims/{claim.pk}/"


def look(page: Page) -> None:
    """The next beat, now instead of within half a minute."""
    page.evaluate("document.dispatchEvent(new CustomEvent('desk:look'))")


def type_summary(page: Page, text: str) -> None:
    page.get_by_label("Summary").fill(text)
    expect(page.locator("#verdict-form .draftsaved")).to_have_text(SAVED)


# -- drafts ------------------------------------------------------------------------------------------


def test_what_is_typed_on_one_device_is_there_on_another_until_it_is_saved(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    builders.attach_sources(reviewer, claim, 1)
    page = desk(reviewer).open(where(claim))
    page.get_by_label("Address").fill("https://registry.example.org/bridges")
    page.get_by_label("Refutes").check(force=True)
    type_summary(page, "The register lists every one of them.")
    page.locator(f"#rating-{builders.rating('true').pk}").check(force=True)
    other = desk(reviewer).open(where(claim))
    expect(other.get_by_label("Address")).to_have_value("https://registry.example.org/bridges")
    expect(other.get_by_label("Refutes")).to_be_checked()
    expect(other.get_by_label("Summary")).to_have_value("The register lists every one of them.")
    note = other.locator("#verdict-form [data-draft-note]")
    expect(note).to_contain_text("Brought back what you typed, saved as a draft at")
    other.locator(f"#rating-{builders.rating('true').pk}").check(force=True)
    other.locator("#do-judge").click()
    expect(other.locator("#claim-head .status")).to_have_text("To review")
    assert [row.form for row in Draft.objects.exclude(fields={})] == ["evidence"]


def test_drafts_that_show_up_under_another_article_do_not(desk: OpenDesk) -> None:
    """What people complained of elsewhere: drafts that show up under another article."""
    reviewer, claim = held_claim()
    other = builders.make_held_claim(reviewer, now=timezone.now())
    one = desk(reviewer)
    page = one.open(where(claim))
    type_summary(page, "Of this claim alone.")
    one.open(where(other))
    expect(page.get_by_label("Summary")).to_have_value("")
    sam = desk(builders.make_user("sam")).open(where(claim))
    expect(sam.get_by_text("Of this claim alone.")).to_have_count(0)
    one.open(where(claim))
    expect(page.get_by_label("Summary")).to_have_value("Of this claim alone.")


def test_two_windows_with_different_words_lose_neither(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    first, second = desk(reviewer).open(where(claim)), desk(reviewer).open(where(claim))
    type_summary(first, "Typed on the train.")
    type_summary(second, "Typed at the desk.")
    offered = second.locator("[data-draft-other]")
    expect(offered).to_contain_text("Typed on the train.")
    expect(second.get_by_label("Summary")).to_have_value("Typed at the desk.")
    offered.get_by_role("button", name="Use that instead").click()
    expect(second.get_by_label("Summary")).to_have_value("Typed on the train.")
    expect(offered).to_have_count(0)


def test_draft_that_is_thrown_away_is_gone_everywhere(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    one = desk(reviewer)
    page = one.open(where(claim))
    type_summary(page, "Not worth keeping.")
    page.reload()
    page.locator("#verdict-form [data-draft-forget]").click()
    expect(page.get_by_label("Summary")).to_have_value("")
    expect(page.locator("#verdict-form [data-draft-note]")).to_be_hidden()
    page.reload()
    expect(page.get_by_label("Summary")).to_have_value("")
    assert not Draft.objects.exclude(fields={}).exists()
    one.open("/drafts/")
    expect(page.get_by_role("heading", name="No drafts")).to_be_visible()


# -- together ----------------------------------------------------------------------------------------


def test_people_see_each_other_come_and_go(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    rita = desk(reviewer).open(where(claim))
    colleague = builders.make_user("sam")
    other = desk(colleague)
    with other.page.expect_response(lambda answer: answer.url.endswith("/beat/")):  # heard of: what Rita looks for
        sam = other.open(where(claim))
    expect(sam.locator("[data-present]")).to_have_text("Rita is here too.")
    look(rita)
    expect(rita.locator("[data-present]")).to_have_text("Sam is here too.")
    type_summary(rita, "Half a sentence")
    look(sam)
    expect(sam.locator("[data-present]")).to_have_text("Rita is here too, writing the verdict.")
    sam.goto(sam.url.replace(where(claim), "/drafts/"))
    expect(sam.get_by_role("heading", name="Your drafts")).to_be_visible()
    for _ in range(100):  # the word of leaving is sent behind the page's back
        if not Visit.objects.filter(person=colleague).present(now=timezone.now()).exists():
            break
        rita.wait_for_timeout(100)
    look(rita)
    expect(rita.locator("[data-present]")).to_have_count(0)


def test_beat_of_a_page_in_use_renews_the_lease(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    soon = timezone.now() + timedelta(minutes=3)
    Claim.objects.filter(pk=claim.pk).update(lease_expires_at=soon)
    page = desk(reviewer).open(where(claim))
    # The first beat comes with the page.
    expect(page.locator(".holder time")).not_to_have_text(f"{soon:%H:%M}")
    assert claims.fresh_claim(claim.pk).is_held_by(reviewer, now=soon + timedelta(minutes=20))


def test_what_others_change_is_told_and_shown_without_touching_what_is_typed(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    page = desk(reviewer).open(where(claim))
    type_summary(page, "Half a sentence")
    claims.reword_claim(
        actor=builders.make_user("sam"), claim_id=claim.pk, standalone="Norland built bridges, Sam says.",
        now=timezone.now(),
    )  # fmt: skip
    look(page)
    news = page.locator("[data-news]")
    expect(news).to_contain_text("Sam reworded it")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Norland built bridges, Sam says.")
    news.get_by_role("button", name="Show it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Norland built bridges, Sam says.")
    expect(page.get_by_label("Summary")).to_have_value("Half a sentence")
    expect(news).to_have_count(0)
    look(page)
    page.wait_for_timeout(300)
    expect(news).to_have_count(0)


def test_take_over_with_a_note_leaves_the_former_holder_their_words(desk: OpenDesk) -> None:
    """What people complained of elsewhere: the same item given to two people."""
    reviewer, claim = held_claim()
    second = builders.make_user("sam")
    rita, sam = desk(reviewer).open(where(claim)), desk(second).open(where(claim))
    type_summary(rita, "Written before it was taken over.")
    sam.locator("h1").click()
    sam.keyboard.press("t")
    sam.get_by_label("Why you take it over").fill("It runs at six.")
    sam.keyboard.press("Enter")
    expect(sam.locator(".holder")).to_contain_text("You hold it until")
    look(rita)
    expect(rita.locator("[data-news]")).to_contain_text("Sam has this claim now.")
    expect(rita.locator("[data-news]")).to_contain_text("It runs at six.")
    expect(rita.get_by_label("Summary")).to_have_value("Written before it was taken over.")
    rita.locator(f"#rating-{builders.rating('true').pk}").check(force=True)
    rita.locator("#do-judge").click()
    alert = rita.locator("#claim-refusal [role=alert]")
    expect(alert).to_contain_text("Sam took this claim over from you")
    expect(alert).to_contain_text("Written before it was taken over.")
    rita.reload()
    expect(rita.locator(".draftsleft")).to_contain_text("what you wrote is kept as your draft")
    rita.get_by_text("Take over", exact=True).click()
    rita.get_by_label("Why you take it over").fill("I am nearly done.")
    rita.locator("#do-take-over").click()
    expect(rita.get_by_label("Summary")).to_have_value("Written before it was taken over.")
    assert Claim.objects.get(pk=claim.pk).assignee == reviewer


def stale_wording(desk: OpenDesk, mine: str, theirs: str) -> tuple[Desk, Claim]:
    """Rita saves ``mine`` after Sam saved ``theirs``."""
    reviewer = builders.make_user("rita")
    claim = builders.make_claim(reviewer, "The port of Skag has 14 cranes, the mayor said.")
    one = desk(reviewer)
    page = one.open(where(claim))
    page.locator("summary", has_text="Reword it").click()
    page.get_by_label(WORDING).fill(mine)
    claims.reword_claim(
        actor=builders.make_user("sam"), claim_id=claim.pk, standalone=theirs, now=timezone.now()
    )  # fmt: skip
    page.get_by_role("button", name="Save the wording").click()
    expect(page.locator("#claim-wording [role=alert]")).to_be_focused()
    return one, claim


def test_last_write_wins_not_but_both_are_merged(desk: OpenDesk) -> None:
    """What people complained of elsewhere: last write wins."""
    one, claim = stale_wording(
        desk, "The port of Skag has 14 cranes, the clerk said.", "The port of Skag had 14 cranes, the mayor said."
    )
    page = one.page
    expect(page.get_by_label(WORDING)).to_have_value("The port of Skag had 14 cranes, the clerk said.")
    page.get_by_role("button", name="Save the wording").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("The port of Skag had 14 cranes, the clerk said.")
    assert claims.fresh_claim(claim.pk).standalone == "The port of Skag had 14 cranes, the clerk said."


def test_where_both_changed_the_same_words_one_picks(desk: OpenDesk) -> None:
    one, _ = stale_wording(
        desk, "The port of Skag has 15 cranes, the mayor said.", "The port of Skag has 16 cranes, the mayor said."
    )
    page = one.page
    field = page.get_by_label(WORDING)
    expect(field).to_have_value("The port of Skag has 15 cranes, the mayor said.")
    page.get_by_label("theirs: 16").check()
    expect(field).to_have_value("The port of Skag has 16 cranes, the mayor said.")
    page.get_by_label("both, yours first").check()
    expect(field).to_have_value(re.compile("15 +16 cranes"))
    field.fill("By hand.")
    page.get_by_label("yours: 15").check()
    expect(field).to_have_value("By hand.")
    expect(page.locator(".mergepick__own")).to_be_visible()


# -- a bad line --------------------------------------------------------------------------------------


def test_lost_connection_loses_nothing_and_says_what_is_not_saved(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    page = desk(reviewer).open(where(claim))
    page.locator("summary", has_text="Reword it").click()
    page.context.set_offline(True)
    page.get_by_label(WORDING).fill("Norland built bridges.")
    banner = page.locator("#offline")
    expect(banner).to_contain_text("Kept on this device only: wording")
    expect(page.locator("#claim-wording .draftsaved")).to_have_text("Kept on this device only.")
    page.get_by_role("button", name="Save the wording").click()
    expect(banner).to_contain_text("Not saved yet: “Save the wording”.")
    expect(page.locator("#notices")).not_to_contain_text("saved")
    page.locator("#do-release").click()
    expect(page.locator("#notices")).to_contain_text("comes first")
    assert claims.fresh_claim(claim.pk).standalone == claim.standalone
    page.context.set_offline(False)
    expect(page.get_by_text("Wording saved.")).to_be_visible()
    expect(banner).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_have_text("Norland built bridges.")
    now = claims.fresh_claim(claim.pk)
    assert (now.standalone, now.revision, now.status) == ("Norland built bridges.", claim.revision + 1, "in_review")


@pytest.fixture
def failures() -> list[str]:
    return []


def test_desk_that_answers_503_is_tried_again_until_it_saves(desk: OpenDesk, failures: list[str]) -> None:
    reviewer, claim = held_claim()
    page = desk(reviewer).open(where(claim))
    page.locator("summary", has_text="Reword it").click()

    def fail(route: Route) -> None:
        if len(failures) < 2:
            failures.append(route.request.url)
            route.fulfill(status=503, body="<!doctype html><title>Away</title>", content_type="text/html")
        else:
            route.continue_()

    page.route("**/reword/", fail)
    page.get_by_label(WORDING).fill("Norland built bridges.")
    page.get_by_role("button", name="Save the wording").click()
    banner = page.locator("#offline")
    expect(banner).to_contain_text("Not saved yet: “Save the wording”.")
    expect(page.get_by_label(WORDING)).to_have_value("Norland built bridges.")
    expect(page.get_by_text("Wording saved.")).to_be_visible(timeout=20_000)
    expect(banner).to_be_hidden()
    assert len(failures) == 2
    assert claims.fresh_claim(claim.pk).revision == claim.revision + 1


def test_answer_that_was_lost_does_not_make_the_act_twice(desk: OpenDesk, failures: list[str]) -> None:
    reviewer, claim = held_claim()
    page = desk(reviewer).open(where(claim))

    def lose(route: Route) -> None:
        if failures or route.request.method != "POST":
            route.continue_()
            return
        failures.append(route.request.url)
        route.fetch()  # the desk does it, and nobody hears
        route.abort()

    page.route(f"**/claims/{claim.pk}/evidence/", lose)
    page.get_by_label("Title").fill("Register of bridges")
    page.get_by_label("Refutes").check(force=True)
    page.get_by_role("button", name="Add this source").click()
    expect(page.locator("#offline")).to_contain_text("Not saved yet: “Add this source”.")
    expect(page.locator(".piece")).to_have_count(1, timeout=20_000)
    expect(page.locator("#offline")).to_be_hidden()
    assert claim.evidence.count() == 1


def test_words_typed_offline_reach_the_desk_when_the_page_is_opened_again(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    one = desk(reviewer)
    page = one.open(where(claim))
    page.route("**/drafts/verdict/", lambda route: route.abort())
    page.get_by_label("Summary").fill("Typed in the tunnel.")
    expect(page.locator("#verdict-form .draftsaved")).to_have_text("Kept on this device only.")
    assert not Draft.objects.exists()
    page.unroute("**/drafts/verdict/")
    page.reload()
    expect(page.get_by_label("Summary")).to_have_value("Typed in the tunnel.")
    elsewhere = desk(reviewer)
    for _ in range(50):  # by the page that was left, or by the one that was opened: whichever came through
        if Draft.objects.exists():
            break
        page.wait_for_timeout(100)
    expect(elsewhere.open(where(claim)).get_by_label("Summary")).to_have_value("Typed in the tunnel.")


# -- how it looks ------------------------------------------------------------------------------------


def check(one: Desk, name: str) -> list[str]:
    """Faults of the page as it stands, in light and dark, and on a phone."""
    faults = [f"{name}: {fault}" for fault in one.faults_in_light_and_dark()]
    one.page.set_viewport_size(NARROW)
    faults += [f"{name} on a phone: {fault}" for fault in one.faults()]
    if one.overhang():
        faults.append(f"{name}: wider than a phone by {one.overhang()} px")
    one.page.set_viewport_size({"width": 1440, "height": 900})
    return faults


def test_every_state_is_free_of_faults_and_fits_a_phone(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    second = builders.make_user("sam")
    one, other = desk(reviewer), desk(second)
    rita = one.open(where(claim))
    other.open(where(claim))
    other.page.get_by_text("Take over", exact=True).click()
    faults = check(other, "about to take over")
    look(rita)
    expect(rita.locator("[data-present]")).to_be_visible()
    type_summary(rita, "Written before it was taken over.")
    faults += check(one, "presence and a draft")
    leases.take_over_claim(actor=second, claim_id=claim.pk, note="It runs at six.", now=timezone.now())
    look(rita)
    expect(rita.locator("[data-news]")).to_be_visible()
    faults += check(one, "taken over")
    rita.locator(f"#rating-{builders.rating('true').pk}").check(force=True)
    rita.locator("#do-judge").click()
    expect(rita.locator("#claim-refusal [role=alert]")).to_be_visible()
    faults += check(one, "refused")
    rita.reload()
    rita.locator(".draftsleft summary").click()
    faults += check(one, "draft left over")
    one.open("/drafts/")
    faults += check(one, "drafts")
    page, _ = stale_page(desk)
    faults += check(page, "stale")
    page.page.context.set_offline(True)
    expect(page.page.locator("#offline")).to_be_visible()
    faults += check(page, "offline")
    assert not faults, "\n".join(faults)


def stale_page(desk: OpenDesk) -> tuple[Desk, Claim]:
    """Both changed the same words and others too. People of other names, so that it can follow other states."""
    nora, nils = builders.make_user("nora"), builders.make_user("nils")
    claim = builders.make_claim(nora, "The port of Skag has 14 cranes, the mayor said.")
    one = desk(nora)
    page = one.open(where(claim))
    page.locator("summary", has_text="Reword it").click()
    page.get_by_label(WORDING).fill("The port of Skag has 15 cranes, the clerk said.")
    claims.reword_claim(
        actor=nils, claim_id=claim.pk, standalone="The harbour of Skag has 16 cranes, the mayor said.",
        now=timezone.now(),
    )  # fmt: skip
    page.get_by_role("button", name="Save the wording").click()
    expect(page.locator("#claim-wording [role=alert]")).to_be_visible()
    return one, claim
