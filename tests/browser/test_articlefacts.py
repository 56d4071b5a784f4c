"""A text that came without its date: given on its page, and seen in the claims, without a reload."""

import pytest
from playwright.sync_api import expect

from claims.models import Article, User
from claims.services import articlefacts
from tests import builders
from tests.browser.conftest import NARROW, OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
# Invented.
UNDATED = (
    "The council of Skag closed the ferry terminal on Monday, and 40 people lost their jobs.\n\n"
    "The mayor, Ilse Brandvold, said on Tuesday that the port had lost 3 million crowns last year."
)


def test_a_date_given_later_is_read_into_the_claims_without_a_reload(desk: OpenDesk, worker: None) -> None:
    one = desk(builders.make_user("rita"))
    page = one.open("/articles/new/")
    page.get_by_label("Or paste the text").fill(UNDATED)
    page.get_by_role("button", name="Take it in").click()
    page.wait_for_url("**/articles/*/")
    expect(page.locator("#article-status")).to_have_text("Ready", timeout=60_000)
    expect(page.get_by_text("because it is not known when this was published")).to_be_visible()
    expect(page.locator("#text")).not_to_contain_text("23 February 2026")
    page.evaluate("window.isTheSamePage = true")
    page.get_by_role("link", name="Give the date").click()
    expect(page.get_by_label("Published on")).to_be_focused()
    page.get_by_label("Published on").fill("2026-02-25")
    page.keyboard.press("Enter")
    expect(page.get_by_text("nothing became 25 February 2026")).to_be_visible()
    expect(page.locator("#article-status")).to_have_text("Ready", timeout=60_000)
    expect(page.locator("#text")).to_contain_text("23 February 2026")
    expect(page.get_by_text("because it is not known when this was published")).to_be_hidden()
    assert page.evaluate("window.isTheSamePage") is True
    assert Article.objects.get().claims.get(quote__contains="3 million").said_from is not None
    page.locator(".find__claim a").first.click()
    page.wait_for_url("**/claims/*/")


def test_the_form_stands_in_the_place_of_the_facts_and_goes_again(desk: OpenDesk, user: User) -> None:
    article = builders.make_ready_article(user, UNDATED, title="Ferries")
    one = desk(user)
    page = one.open(f"/articles/{article.pk}/")
    page.get_by_role("link", name="Correct what is known of the article").click()
    expect(page.get_by_label("Title")).to_be_focused()
    assert one.faults_in_light_and_dark() == []
    page.get_by_label("Outlet").fill("Morgenruf")
    page.get_by_role("link", name="Leave it as it is").click()
    expect(page.locator("#correct-facts")).to_be_focused()
    page.locator("#correct-facts").press("Enter")
    page.get_by_label("Title").fill("Ferry terminal closed")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ferry terminal closed")
    expect(page.locator("#correct-facts")).to_be_focused()
    expect(page.locator("#article-status")).to_have_text("Ready")
    assert one.faults_in_light_and_dark() == []


def test_nothing_typed_is_lost_on_refusal(desk: OpenDesk, user: User) -> None:
    article = builders.make_ready_article(user, UNDATED, title="Ferries")
    one = desk(user, size=NARROW)
    page = one.open(f"/articles/{article.pk}/")
    page.locator("#correct-facts").click()
    expect(page.get_by_label("Title")).to_have_value("Ferries")
    articlefacts.correct_article(
        actor=builders.make_user("ravi"), article_id=article.pk, title="Ferries of Skag", now=builders.NOW
    )
    page.get_by_label("Title").fill("Ferry terminal closed")
    page.get_by_label("Byline").fill("Ines Quill")
    page.get_by_role("button", name="Save").click()
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("it says now Ferries of Skag; you wrote Ferry terminal closed")
    expect(notice).to_be_focused()
    expect(page.get_by_label("Title")).to_have_value("Ferry terminal closed")
    expect(page.get_by_label("Byline")).to_have_value("Ines Quill")
    assert one.overhang() <= 0
    assert one.faults_in_light_and_dark() == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ferry terminal closed")


def test_without_scripts_it_is_a_page(desk: OpenDesk, user: User) -> None:
    article = builders.make_ready_article(user, UNDATED, title="Ferries")
    page = desk(user, is_scripted=False).open(f"/articles/{article.pk}/")
    page.get_by_role("link", name="Give the date").click()
    page.get_by_label("Published on").fill("2026-02-25")
    page.get_by_role("button", name="Save").click()
    page.wait_for_url(f"**/articles/{article.pk}/")
    expect(page.get_by_text("nothing became 25 February 2026")).to_be_visible()


@pytest.fixture
def user() -> User:
    return builders.make_user("rita")
