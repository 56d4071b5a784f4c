"""How many steps a plain claim takes from the queue to "submitted": keys, picks and fields, each counted, no mouse."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.models import Claim, User
from claims.services import claims
from tests import builders
from tests.browser.conftest import Desk, OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

LIMIT = 9  # the best of the other tools needs 18 to 25
NAME = "Mira Castel"
ADDRESS = "https://registry.example.org/bridges"
SUMMARY = "The register lists every one of these bridges."


@pytest.fixture(autouse=True)
def patience() -> None:
    """The path is what is measured here, not the machine."""
    expect.set_options(timeout=20_000)


def window(desk: OpenDesk, user: User) -> Desk:
    one = desk(user)
    one.page.set_default_timeout(30_000)
    return one


class Steps:
    """Counts what a person does. A key is a step, whatever it does; so is a field filled, however long its text."""

    def __init__(self, page: Page) -> None:
        self.page, self.taken = page, list[str]()
        self.loads: list[str] = []
        page.on("domcontentloaded", lambda loaded: self.loads.append(loaded.url))

    def key(self, key: str) -> None:
        self.taken.append(f"key {key}")
        self.page.keyboard.press(key)

    def fill(self, text: str) -> None:
        """Into whatever has the focus: nothing is clicked or looked for."""
        self.taken.append(f"field “{text}”")
        self.page.keyboard.type(text)

    def __str__(self) -> str:
        return "\n".join(f"{number}. {step}" for number, step in enumerate(self.taken, 1))


def focus(one: Desk, selector: str) -> None:
    expect(one.page.locator(selector)).to_be_focused()


def check(claim: Claim, author: User) -> None:
    """What must have come of it: nothing lost, nothing invented."""
    stored = claims.fresh_claim(claim.pk)
    assert stored.status == "submitted"
    assert str(stored.speaker) == NAME
    piece = stored.evidence.get()
    assert (piece.source.url, piece.stance) == (ADDRESS, "supports")
    verdict = stored.verdicts.get()
    assert (verdict.author, verdict.rating.slug, verdict.summary) == (author, "true", SUMMARY)


def test_too_many_clicks_and_page_reloads_here_a_plain_claim_takes_nine_steps(desk: OpenDesk) -> None:
    """What people complained of elsewhere. Here: no mouse, no page loaded anew, nothing lost."""
    rita = builders.make_user("rita")
    claim, following = builders.make_proposals(rita, 2)
    one = window(desk, rita)
    page = one.open("/")
    page.wait_for_load_state("networkidle")
    page.evaluate("window.isSamePage = true")
    steps = Steps(page)

    steps.key("t")  # out of triage: accepted, taken, opened
    page.wait_for_url(f"**/claims/{claim.pk}/?*")
    focus(one, "#speaker-name")
    steps.fill(NAME)
    steps.key("Control+Enter")
    expect(page.locator(".claimhead__said")).to_contain_text(NAME)
    focus(one, "#evidence-form input[value=supports]")
    steps.key("s")
    focus(one, "#evidence-url")
    steps.fill(ADDRESS)
    steps.key("Control+Enter")
    expect(page.locator(".piece")).to_have_count(1)
    focus(one, f"#rating-{builders.rating('true').pk}")
    steps.key("1")
    focus(one, "#verdict-summary")
    steps.fill(SUMMARY)
    steps.key("Control+Enter")
    expect(page.locator("#claim-head .status")).to_have_text("To review")

    check(claim, rita)
    assert len(steps.taken) <= LIMIT, f"{len(steps.taken)} steps, at most {LIMIT}:\n{steps}"

    # Save and next: the following claim opens with the focus in place, and the next round begins with the same key.
    focus(one, "#do-next")
    page.keyboard.press("s")
    page.wait_for_url(f"**/claims/{following.pk}/?*")
    focus(one, "#do-take")
    page.keyboard.press("t")
    focus(one, "#speaker-name")
    assert Claim.objects.get(pk=following.pk).assignee == rita
    assert page.evaluate("window.isSamePage === true"), "the page was loaded anew on the way"
    assert steps.loads == []  # from the queue through the claim to the next one


def test_the_same_path_by_roles_and_names_alone(desk: OpenDesk) -> None:
    """As a screen reader finds its way: no selector, no place on the screen, only what things are and are called."""
    rita = builders.make_user("rita")
    (claim,) = builders.make_proposals(rita, 1)
    page = window(desk, rita).open("/")
    row = page.get_by_role("listitem").filter(has=page.get_by_role("heading", name=claim.standalone))
    row.get_by_role("button", name="Take", exact=True).press("Enter")
    page.wait_for_url(f"**/claims/{claim.pk}/?*")
    expect(page.get_by_role("heading", level=1)).to_have_text(claim.standalone)
    speaker = page.get_by_role("combobox", name="Correct the speaker")
    expect(speaker).to_be_focused()
    speaker.fill(NAME)
    speaker.press("Enter")
    expect(page.get_by_role("region", name="Who said it")).to_contain_text(NAME)
    sources = page.get_by_role("form", name="Add a source")
    sources.get_by_role("group", name="What it does to the claim").get_by_role("radio", name="Supports").press("Space")
    sources.get_by_role("textbox", name="Address").fill(ADDRESS)
    sources.get_by_role("button", name="Add this source").press("Enter")
    evidence = page.get_by_role("region", name="Evidence")
    expect(evidence.get_by_role("link", name="registry.example.org").first).to_be_visible()
    verdict = page.get_by_role("region", name="Verdict")
    verdict.get_by_role("group", name="Rating").get_by_role("radio").first.press("Space")
    verdict.get_by_role("textbox", name="Summary").fill(SUMMARY)
    expect(verdict.get_by_role("status")).to_contain_text("Complete for “True”")
    verdict.get_by_role("button", name="Save and hand in").press("Enter")
    expect(verdict.get_by_text("You wrote this verdict. Somebody else of the desk has to review it.")).to_be_visible()
    check(claim, rita)


def test_shift_hands_in_and_opens_the_next_claim(desk: OpenDesk) -> None:
    rita = builders.make_user("rita")
    claim, following = builders.make_proposals(rita, 2)
    claims.take_claim(actor=rita, claim_id=claim.pk, now=timezone.now())
    builders.attach_sources(rita, claim, 1)
    one = window(desk, rita)
    page = one.open(f"/claims/{claim.pk}/?queue=status%3Dproposed#begin")
    focus(one, f"#rating-{builders.rating('true').pk}")  # its source is there: the verdict is what is left
    page.keyboard.press("1")
    page.keyboard.type(SUMMARY)
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_url(f"**/claims/{following.pk}/?*")
    assert Claim.objects.get(pk=claim.pk).status == "submitted"
    one.open(f"/claims/{claim.pk}/")
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('draft'))") == []
    one.open(f"/claims/{following.pk}/?queue=status%3Dproposed")
    page.keyboard.press("x")
    page.get_by_label("Why is it not worth checking?").fill("Opinion")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#claim-head .status")).to_have_text("Dismissed")
    page.locator("#do-next").focus()
    page.keyboard.press("s")
    expect(page.get_by_text("That was the last claim of this list.")).to_be_visible()


def test_what_is_missing_keeps_the_focus_and_every_word(desk: OpenDesk) -> None:
    rita = builders.make_user("rita")
    claim = builders.make_held_claim(rita, now=timezone.now())
    one = window(desk, rita)
    page = one.open(f"/claims/{claim.pk}/#begin")
    focus(one, "#speaker-name")
    page.keyboard.press("Control+Enter")  # nothing to correct: on, without a request
    focus(one, "#evidence-form input[value=supports]")
    page.keyboard.press("Control+Enter")  # no source either
    focus(one, f"#rating-{builders.rating('true').pk}")
    page.keyboard.press("1")
    page.keyboard.type(SUMMARY)
    page.keyboard.press("Control+Enter")
    alert = page.locator("#verdict-form [role=alert]")
    expect(alert).to_contain_text("source")
    expect(alert).to_be_focused()
    expect(page.get_by_label("Summary")).to_have_value(SUMMARY)
    assert Claim.objects.get(pk=claim.pk).status == "in_review"


def test_an_address_pasted_outside_of_fields_becomes_a_source(desk: OpenDesk) -> None:
    rita = builders.make_user("rita")
    claim = builders.make_held_claim(rita, now=timezone.now())
    one = window(desk, rita)
    page = one.open(f"/claims/{claim.pk}/")
    paste = """(text) => { const data = new DataTransfer(); data.setData("text/plain", text);
      const event = new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true});
      document.activeElement.dispatchEvent(event); }"""
    page.evaluate(paste, ADDRESS)
    expect(page.get_by_label("Address")).to_have_value(ADDRESS)
    focus(one, "#evidence-form input[value=supports]")
    page.keyboard.press("r")
    focus(one, "#evidence-form input[value=refutes]")  # the address is there: the focus stays
    page.evaluate(paste, "https://elsewhere.example.org/")
    expect(page.get_by_label("Address")).to_have_value(ADDRESS)  # what stands there is not replaced


def test_picks_by_key_are_quiet_while_typing(desk: OpenDesk) -> None:
    rita = builders.make_user("rita")
    claim = builders.make_held_claim(rita, now=timezone.now())
    page = window(desk, rita).open(f"/claims/{claim.pk}/")
    page.get_by_label("Summary").focus()
    page.keyboard.type("1 of 5 bridges, as seen from v, e and f")
    expect(page.get_by_label("Summary")).to_have_value("1 of 5 bridges, as seen from v, e and f")
    expect(page.locator("#verdict-rating input:checked")).to_have_count(0)
    assert Claim.objects.get(pk=claim.pk).status == "in_review"
