"""The main job by three people in a real browser with a real worker: from a pasted text to a check that readers see."""

import json
import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from claims.models import Claim, Publication, Role, User
from tests import builders
from tests.browser.conftest import Desk, OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

# Invented: no such place, people or figures.
STORY = """Norland's bridges are falling down, minister says

The transport minister of Norland, Mira Castel, said on Monday that 312 of \
the country's 1,940 road bridges had been closed since 2019.

“We inherited bridges that nobody had looked at for ten years,” she told Radio Norland. “Not one of them was \
inspected between 2009 and 2018.”

The engineers' association disputes the figure. Its chair, Tomas Vell, said that only 97 \
bridges were closed in the same period.

Norland spends 0.4 percent of its national income on roads and bridges, less than any of its neighbours."""


def window(desk: OpenDesk, user: User | None = None) -> Desk:
    """With patience: a worker takes an article apart beside it."""
    one = desk(user)
    one.page.set_default_timeout(30_000)
    return one


def shoot(desk: Desk, name: str) -> None:
    """A picture of this moment, where somebody asked for pictures."""
    if folder := os.environ.get("SCREENSHOTS"):
        desk.page.screenshot(path=str(Path(folder) / f"path-{name}.png"), full_page=True)
        desk.complaints.clear()  # taking a picture writes a style of its own, which the policy forbids


def add_source(page: Page, *, url: str, title: str, stance: str, nearness: str, passage: str) -> None:
    before = page.locator(".piece").count()
    page.get_by_label("Address").fill(url)
    page.get_by_label("Title").fill(title)
    page.get_by_role("radio", name=stance, exact=True).check(force=True)
    page.get_by_role("radio", name=nearness, exact=True).check(force=True)
    page.get_by_label("The passage that matters").fill(passage)
    page.get_by_role("button", name="Add this source").click()
    expect(page.locator(".piece")).to_have_count(before + 1)


def test_three_people_take_a_pasted_text_to_a_published_check(desk: OpenDesk, worker: None) -> None:
    expect.set_options(timeout=15_000)
    rita, sam, edda = builders.make_user("rita"), builders.make_user("sam"), builders.make_user("edda", Role.EDITOR)

    # The first person pastes a text and sees it come apart by itself.
    first = window(desk, rita)
    page = first.open("/articles/new/")
    page.get_by_label("Or paste the text").fill(STORY)
    page.get_by_label("Title").fill("Norland's bridges are falling down, minister says")
    page.get_by_label("Outlet").fill("Tagwerk")
    page.get_by_role("button", name="Take it in").click()
    page.wait_for_url("**/articles/*/")
    expect(page.locator("#article-status")).to_have_text("Ready", timeout=90_000)
    shoot(first, "1-article")
    found = Claim.objects.filter(quote__contains="312").order_by("-score").first()
    assert found is not None

    # They open one claim, accept it, take it and correct who said it.
    page.locator(f"#open-{found.pk}").click()
    page.wait_for_url(f"**/claims/{found.pk}/")
    page.get_by_role("button", name="Accept").click()
    expect(page.locator("#claim-head .status")).to_have_text("Open")
    page.get_by_role("button", name="Take", exact=True).click()
    expect(page.locator(".holder")).to_contain_text("You hold it until")
    page.get_by_label("Correct the speaker").fill("Mira Castel of the Transport Ministry")
    page.get_by_label("Correct the speaker").press("Enter")
    expect(page.locator(".claimhead__said")).to_contain_text("Mira Castel of the Transport Ministry")

    # The verdict is refused until its sources are there; nothing that was written is lost.
    page.locator(f"#rating-{builders.rating('false').pk}").check()
    page.get_by_label("Summary").fill("The bridge register counts 97 closures since 2019, not 312.")
    page.get_by_label("How the sources lead there").fill("The register lists each closure with its date.")
    page.get_by_role("button", name="Save and hand in").click()
    expect(page.locator("#verdict-form [role=alert]")).to_contain_text("Add 2 independent sources")
    shoot(first, "2-refused")
    add_source(
        page, url="https://registry.example.org/bridges", title="Register of road bridges", stance="Refutes",
        nearness="Primary", passage="Closed since 1 January 2019: 97 bridges.",
    )  # fmt: skip
    add_source(
        page, url="https://gazette.example.net/bridges", title="How many bridges are closed?", stance="Context",
        nearness="Secondary", passage="The ministry also counts bridges with a weight limit.",
    )  # fmt: skip
    expect(page.get_by_label("Summary")).to_have_value("The bridge register counts 97 closures since 2019, not 312.")
    expect(page.locator("#claim-checklist .is-missing")).to_have_count(1)
    page.get_by_role("textbox", name="Right of reply").fill("The ministry was asked on Tuesday and did not answer.")
    expect(page.locator("#claim-checklist")).to_contain_text("Complete for “False”")
    shoot(first, "3-complete")
    page.get_by_role("button", name="Save and hand in").click()
    expect(page.locator("#claim-head .status")).to_have_text("To review")
    expect(page.get_by_text("You wrote this verdict. Somebody else of the desk has to review it.")).to_be_visible()

    # A second person returns it with a note.
    second = window(desk, sam)
    other = second.open(f"/claims/{found.pk}/")
    expect(other.locator(".verdict__summary")).to_have_text(
        "The bridge register counts 97 closures since 2019, not 312."
    )
    shoot(second, "4-second-opinion")
    other.get_by_label("Note to the author").fill("Say what the ministry counts as closed.")
    other.get_by_role("button", name="Return with this note").click()
    expect(other.locator("#claim-head .status")).to_have_text("Returned")

    # The author reads the note, goes on from their own words and hands in again.
    first.open(f"/claims/{found.pk}/")
    expect(page.locator(".opinion--return")).to_contain_text("Say what the ministry counts as closed.")
    page.get_by_role("button", name="Take", exact=True).click()
    expect(page.get_by_label("How the sources lead there")).to_have_value(
        "The register lists each closure with its date."
    )
    page.get_by_label("How the sources lead there").fill(
        "The register lists each closure with its date. The ministry adds 215 bridges that only have a weight limit."
    )
    page.get_by_role("button", name="Save and hand in").click()
    expect(page.locator("#claim-head .status")).to_have_text("To review")

    # The second person approves, and is told that an editor publishes.
    second.open(f"/claims/{found.pk}/")
    expect(other.get_by_text("Earlier verdicts (1)")).to_be_visible()
    other.get_by_role("button", name="Approve").click()
    expect(other.locator("#claim-head .status")).to_have_text("Approved")
    expect(other.get_by_text("Approved. An editor publishes it.")).to_be_visible()

    # An editor sees what readers will see, and publishes.
    third = window(desk, edda)
    last = third.open(f"/claims/{found.pk}/")
    expect(last.locator(".preview__sheet")).to_contain_text("The ministry adds 215 bridges")
    shoot(third, "5-before-publishing")
    last.get_by_role("button", name="Publish this check").click()
    expect(last.locator("#claim-head .status")).to_have_text("Published")
    last.get_by_role("link", name="See what readers see").click()
    last.wait_for_url("**/checks/*/")

    # Anybody reads it, and so does a program.
    check = Publication.objects.get()
    reader = window(desk)
    public = reader.open(f"/checks/{check.slug}/")
    expect(public.get_by_role("heading", level=1)).to_have_text(check.facts["claim"])
    expect(public.get_by_text("Mira Castel of the Transport Ministry")).to_be_visible()
    expect(public.locator(".check__rating")).to_contain_text("False")
    expect(public.get_by_role("link", name="Register of road bridges", exact=True)).to_be_visible()
    shoot(reader, "6-reader")
    blocks = [json.loads(one) for one in public.locator('script[type="application/ld+json"]').all_text_contents()]
    assert blocks == [check.json_ld]
    assert blocks[0]["reviewRating"]["alternateName"] == "False"
    assert blocks[0]["reviewRating"]["ratingValue"] == 1
    assert blocks[0]["itemReviewed"]["author"]["name"] == "Mira Castel of the Transport Ministry"
    feed = public.request.get(f"{reader.address}/checks/feed.atom").text()
    assert check.facts["summary"] in feed
    assert (check.verdict.author, check.published_by) == (rita, edda)
    assert [review.decision for review in check.verdict.reviews.all()] == ["approve"]
