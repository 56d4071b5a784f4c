"""From page to page without a load: what is kept, what is let go, and what somebody sees, hears and can go back to."""

import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Dialog, Page, expect

from claims.models import Article, Claim, Draft, User, Visit
from claims.services import claims
from tests import builders
from tests.browser.conftest import NARROW, Desk, OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def proposals(count: int) -> tuple[User, list[Claim]]:
    rita = builders.make_user("rita")
    rows = builders.make_proposals(rita, count)
    for place, claim in enumerate(rows):
        Claim.objects.filter(pk=claim.pk).update(score=0.9 - place / 100)
    return rita, rows


def begin(one: Desk, path: str = "/") -> Page:
    """A page whose next load would be noticed."""
    page = one.open(path)
    page.wait_for_load_state("networkidle")
    page.evaluate("window.isSamePage = true")
    return page


def is_same(page: Page) -> bool:
    return bool(page.evaluate("window.isSamePage === true"))


def wait(page: Page, is_so: Callable[[], bool]) -> None:
    for _ in range(100):
        if is_so():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come to pass")


def test_page_reloads_here_queue_claim_and_back_to_the_row_that_was_left(desk: OpenDesk) -> None:
    rita, rows = proposals(30)
    one = desk(rita)
    page = begin(one, "/?status=any")
    for _ in range(21):
        page.keyboard.press("j")
    left = rows[20]
    expect(page.locator(f"#open-{left.pk}")).to_be_focused()
    height = page.evaluate("scrollY")
    assert height > 0
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(left.standalone)
    expect(page).to_have_url(re.compile(rf"/claims/{left.pk}/\?queue=status%3Dany$"))
    expect(page).to_have_title(re.compile(re.escape(left.standalone[:40])))
    expect(page.locator("#said")).to_have_text(page.title())
    expect(page.locator("#content")).to_be_focused()
    assert page.evaluate("scrollY") == 0
    expect(page.locator(".nav [aria-current]")).to_have_count(0)
    page.go_back()
    expect(page.locator(f"#open-{left.pk}")).to_be_focused()
    expect(page).to_have_url(re.compile(r"/\?status=any$"))
    expect(page).to_have_title(re.compile("^Queue"))
    expect(page.locator(".nav [aria-current]")).to_have_text("Queue")
    assert abs(page.evaluate("scrollY") - height) < 5
    expect(page.locator("#glance[data-shows]")).to_have_attribute("data-shows", f"/queue/{left.pk}/")
    page.keyboard.press("j")
    expect(page.locator(f"#open-{rows[21].pk}")).to_be_focused()  # and on from there
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text(left.standalone)
    assert is_same(page)


def test_row_that_has_gone_from_its_list_leaves_the_place_to_the_next(desk: OpenDesk) -> None:
    rita, rows = proposals(4)
    one = desk(rita)
    page = begin(one)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("t")
    expect(page.locator("#speaker-name")).to_be_focused()
    assert Claim.objects.get(pk=rows[1].pk).assignee == rita
    page.go_back()
    expect(page.locator(f"#open-{rows[2].pk}")).to_be_focused()
    expect(page.locator(f"#claim-{rows[1].pk}")).to_have_count(0)
    assert is_same(page)


def test_page_that_is_loaded_on_the_way_back_knows_the_row_too(desk: OpenDesk) -> None:
    rita, rows = proposals(3)
    page = begin(desk(rita))
    for _ in range(3):
        page.keyboard.press("j")
    page.get_by_role("navigation", name="Desk", exact=True).get_by_role("link", name="Sources").click()
    expect(page).to_have_url(re.compile("/sources/$"))
    assert not is_same(page)
    page.go_back()
    expect(page.locator("[data-row].is-current")).to_have_id(f"claim-{rows[2].pk}")


def test_what_is_typed_is_on_the_desk_before_the_page_is_another(desk: OpenDesk) -> None:
    rita, rows = proposals(2)
    held = claims.take_claim(actor=rita, claim_id=rows[0].pk, now=timezone.now())
    one = desk(rita)
    page = begin(one, f"/claims/{held.pk}/?queue=status%3Dproposed")
    wait(page, lambda: Visit.objects.filter(claim=held, person=rita).exists())
    page.get_by_label("Summary").fill("Half a sen")
    page.locator("#do-next").click()  # sooner than any pause in the typing
    expect(page.get_by_role("heading", level=1)).to_have_text(rows[1].standalone)
    assert Draft.objects.get(person=rita, claim=held).fields["summary"] == "Half a sen"
    wait(page, lambda: not Visit.objects.filter(claim=held, person=rita).present(now=timezone.now()).exists())
    wait(page, lambda: Visit.objects.filter(claim=rows[1], person=rita).present(now=timezone.now()).exists())
    assert not Draft.objects.filter(claim=rows[1]).exists()
    page.go_back()
    expect(page.get_by_label("Summary")).to_have_value("Half a sen")
    page.get_by_label("Summary").fill("Half a sentence")
    expect(page.locator(".draftsaved").first).to_contain_text("Draft saved")
    assert Draft.objects.get(person=rita, claim=held).fields["summary"] == "Half a sentence"
    assert is_same(page)


def test_keys_of_the_page_before_are_gone_with_it(desk: OpenDesk) -> None:
    rita, rows = proposals(3)
    page = begin(desk(rita))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(rows[0].standalone)
    sent: list[str] = []
    page.on(
        "request",
        lambda request: sent.append(f"{request.method} {request.url}") if "/beat/" not in request.url else None,
    )
    for key in (" ", "*", "Shift+J", "[", "v", "e"):  # the queue's and an article's; the last two are this page's too
        page.keyboard.press(key)
    expect(page.locator("#evidence-url")).to_be_focused()  # this page's own
    assert sent == []
    page.go_back()
    expect(page.locator(f"#open-{rows[0].pk}")).to_be_focused()
    page.keyboard.press("q")
    page.keyboard.press("d")
    expect(page.locator(f"#open-{rows[0].pk}")).to_be_focused()
    page.keyboard.press("Shift+J")
    expect(page.get_by_text("2 selected")).to_be_visible()  # two, as pressed once
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page).to_have_url(re.compile(rf"/claims/{rows[1].pk}/.*#at-evidence$"))
    expect(page.locator("#evidence-url")).to_be_focused()
    assert is_same(page)


def test_filters_tabs_and_the_next_page_follow_in_place(desk: OpenDesk) -> None:
    rita, rows = proposals(52)
    page = begin(desk(rita))
    page.keyboard.press("n")
    expect(page.locator("ol.rows > li")).to_have_count(2)
    page.keyboard.press("j")
    expect(page.locator(f"#open-{rows[50].pk}")).to_be_focused()
    page.get_by_label("Kind").focus()
    page.get_by_label("Kind").select_option("factual")
    expect(page).to_have_url(re.compile(r"/\?status=proposed&kind=factual&order=score$"))  # no empty field
    expect(page.get_by_label("Kind", exact=True)).to_be_focused()
    page.locator("#tab-open").click()
    expect(page.locator("#tab-open")).to_have_attribute("aria-current", "page")
    page.keyboard.press("/")
    page.keyboard.type("nothing like it")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("q=nothing"))
    expect(page.locator("#content")).to_be_focused()  # the next key is no longer typed
    assert is_same(page)


def test_lost_connection_leaves_one_where_one_is(desk: OpenDesk) -> None:
    rita, rows = proposals(2)
    one = desk(rita)
    page = begin(one)
    page.keyboard.press("j")
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("The desk cannot be reached, so you are still on this page.")
    expect(page.locator("#offline")).to_be_visible()
    assert page.url.endswith("/")
    expect(page.locator(".is-going")).to_have_count(0)
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(rows[0].standalone)
    page.context.set_offline(True)
    page.evaluate("history.back()")
    expect(page.locator("#notices")).to_contain_text("The desk cannot be reached")
    expect(page).to_have_url(re.compile(f"/claims/{rows[0].pk}/"))  # the address comes back to what is shown
    page.context.set_offline(False)
    page.keyboard.press("t")
    expect(page.locator("#claim-head .status")).to_have_text("In work")
    assert is_same(page)


def test_what_is_not_saved_is_asked_about_before_the_page_is_left(desk: OpenDesk) -> None:
    rita, rows = proposals(2)
    claims.take_claim(actor=rita, claim_id=rows[0].pk, now=timezone.now())
    one = desk(rita)
    page = begin(one, f"/claims/{rows[0].pk}/?queue=status%3Dproposed")
    page.route("**/speaker/", lambda route: route.abort())
    page.get_by_label("Correct the speaker").fill("Mira Castel")
    page.keyboard.press("Enter")
    expect(page.locator("#offline")).to_contain_text("Not saved yet")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", stay)
    page.locator("#do-next").click()
    wait(page, lambda: len(asked) == 1)
    assert "is not saved yet" in asked[0]
    expect(page.get_by_role("heading", level=1)).to_have_text(rows[0].standalone)
    expect(page.get_by_label("Correct the speaker")).to_have_value("Mira Castel")
    page.once("dialog", lambda dialog: dialog.accept())
    page.locator("#do-next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(rows[1].standalone)
    assert is_same(page)


def test_press_that_is_not_answered_yet_is_waited_for(desk: OpenDesk) -> None:
    rita, rows = proposals(2)
    one = desk(rita)
    page = begin(one, f"/claims/{rows[0].pk}/?queue=status%3Dproposed")
    held: list[Callable[[], None]] = []
    page.route("**/take/", lambda route: held.append(route.continue_))
    page.keyboard.press("t")
    wait(page, lambda: len(held) == 1)
    page.keyboard.press("s")
    expect(page.locator("html.is-going")).to_have_count(1)  # at once
    page.wait_for_timeout(300)
    expect(page.get_by_role("heading", level=1)).to_have_text(rows[0].standalone)
    held[0]()
    expect(page.get_by_role("heading", level=1)).to_have_text(rows[1].standalone)
    expect(page.locator("#claim-head .status")).to_have_text("Proposed")  # nothing of the other claim on this page
    assert Claim.objects.get(pk=rows[0].pk).assignee == rita
    assert is_same(page)


def test_article_and_claim_lead_to_each_other_in_place(desk: OpenDesk) -> None:
    rita, (claim,) = proposals(1)
    Article.objects.filter(pk=claim.article_id).update(status="ready")
    one = desk(rita)
    page = begin(one, f"/claims/{claim.pk}/")
    page.locator(".claimhead .crumb").click()
    expect(page.locator(f"#find-{claim.pk}")).to_be_visible()
    expect(page).to_have_url(re.compile(rf"/articles/{claim.article_id}/#find-{claim.pk}$"))
    page.locator(f"#open-{claim.pk}").focus()
    page.keyboard.press("f")
    expect(page.locator(f"#tools-{claim.pk}").get_by_role("combobox")).to_be_focused()  # the article's own key
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page.locator("#claim")).to_be_visible()
    page.go_back()
    expect(page.locator(f"#open-{claim.pk}")).to_be_focused()
    assert is_same(page)


def test_page_that_followed_is_dressed_and_sound_as_one_that_was_loaded(desk: OpenDesk) -> None:
    rita, rows = proposals(3)
    claims.take_claim(actor=rita, claim_id=rows[0].pk, now=timezone.now())
    for size in (None, NARROW):
        one = desk(rita, size=size)
        page = begin(one, "/?status=any")
        for path, link in (
            (f"/claims/{rows[0].pk}/", f"#open-{rows[0].pk}"),
            ("/", ".nav a[aria-current=page]"),
            (f"/claims/{rows[1].pk}/", f"#open-{rows[1].pk}"),
        ):
            if path == "/":
                page.go_back()
            else:
                page.locator(link).click()
            expect(page).to_have_url(re.compile(re.escape(path)))
            expect(page.locator("html.is-going")).to_have_count(0)
            followed = seen(page)
            assert is_same(page)
            fresh = desk(rita, size=size)
            loaded = seen(fresh.open(page.url.removeprefix(one.address)))
            assert [pair for pair in zip(followed, loaded, strict=False) if pair[0] != pair[1]] == [], path
            assert len(followed) == len(loaded)
        assert one.faults_in_light_and_dark() == []
        assert one.overhang() == 0


def seen(page: Page) -> list[str]:
    """What decides how a page looks: the sheets in their order, and where everything came to stand by them."""
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    found: list[str] = page.evaluate("""() => {
      document.activeElement?.blur();
      const sheets = [...document.styleSheets].filter((one) => matchMedia(one.media.mediaText || 'all').matches);
      const main = document.getElementById('content');
      const around = [...document.querySelectorAll('.masthead *, .bottombar *, #content *')];
      const current = around.filter((one) => one.matches('[aria-current]')).map((one) => one.textContent.trim());
      const places = around.filter((one) => one.checkVisibility()).map((one) => {
        const box = one.getBoundingClientRect();
        const look = getComputedStyle(one);
        return [one.tagName, one.id, one.className, Math.round(box.width), Math.round(box.height),
          Math.round(box.left), look.color, look.fontSize, look.display].join(' ');
      });
      return [...sheets.map((one) => one.href), main.className, document.body.className, ...current, ...places];
    }""")
    return found
