"""From a pasted text to an article taken apart, and what a reader does on its page."""

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize, expect

from claims.models import Article, Claim, User
from claims.services import articles, extraction, pulse
from tests import builders
from tests.browser.conftest import NARROW, OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

# Invented. Emoji before and inside of what is selected: two UTF-16 units each, or more.
FLOOD = (
    "🌊 Floods hit the 🏘️ upper valley of Keld.\n\n"
    "The mayor, Hanna Sorel, said on Monday that 212 houses had been destroyed. "
    "“Nobody 👩‍🚒 warned us,” Sorel said.\n\n"
    "Two officials said the wall would be repaired by June."
)


def select(page: Page, words: str) -> None:
    """As a mouse would, within one paragraph, whatever elements the words are spread over."""
    page.evaluate(
        """(words) => {
          for (const paragraph of document.querySelectorAll(".para__text")) {
            const at = paragraph.textContent.indexOf(words);
            if (at === -1) continue;
            const range = document.createRange();
            const walker = document.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT);
            let seen = 0;
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
              const end = seen + node.length;
              if (seen <= at && at < end) range.setStart(node, at - seen);
              if (seen < at + words.length && at + words.length <= end) range.setEnd(node, at + words.length - seen);
              seen = end;
            }
            document.getSelection().removeAllRanges();
            document.getSelection().addRange(range);
          }
        }""",
        words,
    )


def test_pasted_text_fills_its_page_by_itself_once_a_worker_has_read_it(desk: OpenDesk, worker: None) -> None:
    one = desk(builders.make_user("rita"))
    page = one.open("/articles/new/")
    page.get_by_label("Or paste the text").fill(FLOOD)
    page.get_by_label("Title").fill("Floods in Keld")
    page.get_by_role("button", name="Take it in").click()
    page.wait_for_url("**/articles/*/")
    expect(page.locator("#article-status")).to_have_text("Ready", timeout=60_000)
    expect(page.locator("mark[data-claims]").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Floods in Keld")
    assert page.locator("[hx-trigger^=every]").count() == 0  # it asks no more


def test_silent_worker_is_said_and_the_page_goes_on_when_it_is_back(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    cache.delete("pulse:swept_at")
    article = builders.make_article(reviewer, FLOOD, now=timezone.now())
    one = desk(reviewer)
    page = one.open(f"/articles/{article.pk}/")
    expect(page.get_by_text("No worker has answered for over a minute")).to_be_visible()
    pulse.note_sweep(now=timezone.now())
    expect(page.get_by_text("No worker has answered for over a minute")).to_be_hidden()
    assert extraction.extract_article(article_id=article.pk, clock=timezone.now) == "ready"
    expect(page.locator("#article-status")).to_have_text("Ready")


def test_failed_article_is_retried_in_place(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = failed(reviewer)
    one = desk(reviewer)
    page = one.open(f"/articles/{article.pk}/")
    expect(page.get_by_role("alert")).to_contain_text("The page is gone.")
    page.get_by_role("button", name="Try again").click()
    expect(page.locator("#article-status")).to_have_text("Waiting")
    assert extraction.extract_article(article_id=article.pk, clock=timezone.now) == "ready"
    expect(page.locator("#article-status")).to_have_text("Ready")


def failed(reviewer: User) -> Article:
    article = builders.make_article(reviewer, FLOOD, now=timezone.now())
    articles.begin_extraction(article_id=article.pk, now=timezone.now())
    article.refresh_from_db()
    articles.put_back(article=article, code="gone", reason="The page is gone.", now=timezone.now(), is_final=True)
    return article


def test_page_reads_as_the_text_and_marks_what_the_database_says(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = builders.make_ready_article(reviewer, FLOOD)
    page = desk(reviewer).open(f"/articles/{article.pk}/")
    assert page.locator(".para__text").all_text_contents() == FLOOD.split("\n\n")
    for claim in article.claims.all():
        marked = "".join(page.locator(f'mark[data-claims~="{claim.pk}"]').all_text_contents())
        assert marked == claim.quote
    expect(page.get_by_text("unnamed source").first).to_be_visible()


def test_selected_words_behind_emoji_become_exactly_that_claim(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = builders.make_ready_article(reviewer, FLOOD)
    one = desk(reviewer)
    page = one.open(f"/articles/{article.pk}/")
    for words, key in (("🏘️ upper valley", False), ("Nobody 👩‍🚒 warned", True)):
        select(page, words)
        expect(page.locator("#selectbar")).to_be_visible()
        if key:
            page.keyboard.press("c")
        else:
            page.get_by_role("button", name="Add as claim").click()
        expect(page.get_by_label("The words of the claim")).to_have_value(words)
        page.get_by_label("Worded to stand alone").fill(f"Told of: {words}")
        page.get_by_role("dialog").get_by_role("button", name="Add claim").click()
        expect(page.get_by_role("dialog")).to_be_hidden()
        claim = Claim.objects.get(standalone=f"Told of: {words}")
        assert claim.quote == words
        assert article.versions.get().text[claim.start : claim.end] == words
        expect(page.locator(f"#open-{claim.pk}")).to_be_focused()
        assert "".join(page.locator(f'mark[data-claims~="{claim.pk}"]').all_text_contents()) == words


def test_words_can_be_typed_instead_of_selected_and_a_refusal_keeps_them(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = builders.make_ready_article(reviewer, FLOOD)
    page = desk(reviewer).open(f"/articles/{article.pk}/")
    page.get_by_role("link", name="Add a claim").click()
    field = page.get_by_label("The words of the claim")
    field.fill("houses that never stood")
    page.get_by_label("Worded to stand alone").fill("Kept.")
    page.get_by_role("dialog").get_by_role("button", name="Add claim").click()
    expect(page.get_by_text("do not stand in the text like this")).to_be_visible()
    expect(page.get_by_label("Worded to stand alone")).to_have_value("Kept.")
    field.fill("repaired by June")
    page.get_by_role("dialog").get_by_role("button", name="Add claim").click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    claim = Claim.objects.get(standalone="Kept.")
    expect(page.locator(f"#open-{claim.pk}")).to_be_focused()


def test_speaker_is_corrected_in_two_steps_and_focus_comes_back(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = builders.make_ready_article(reviewer, FLOOD)
    claim = article.claims.exclude(statement=None).order_by("start")[0]
    one = desk(reviewer)
    page = one.open(f"/articles/{article.pk}/")
    page.locator(f"#who-{claim.pk}").click()
    expect(page.get_by_label("Who said it?")).to_be_focused()
    page.keyboard.type("Greta Lu")
    page.keyboard.type("nd")
    page.keyboard.press("Enter")
    expect(page.locator(f"#find-{claim.pk}").locator("xpath=ancestor::*[contains(@class,'said')]")).to_contain_text(
        "Greta Lund"
    )
    expect(page.locator(f"#who-{claim.pk}")).to_be_focused()
    assert str(Claim.objects.get(pk=claim.pk).speaker) == "Greta Lund"


def test_names_of_the_register_are_suggested(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = builders.make_ready_article(reviewer, FLOOD)
    claim = article.claims.order_by("start")[0]
    page = desk(reviewer).open(f"/articles/{article.pk}/")
    page.locator(f"#who-{claim.pk}").click()
    page.get_by_label("Who said it?").press_sequentially("Sor")
    expect(page.locator("#speakers-known option").first).to_have_attribute("value", "Hanna Sorel")


def test_claims_are_judged_by_key_on_the_article_too(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = builders.make_ready_article(reviewer, FLOOD)
    first = article.claims.order_by("start", "-end")[0]
    one = desk(reviewer)
    page = one.open(f"/articles/{article.pk}/")
    page.keyboard.press("j")
    assert one.focused() == f"open-{first.pk}"
    page.keyboard.press("a")
    expect(page.locator(f"#find-{first.pk} .status")).to_have_text("Open")
    expect(page.locator(f"#open-{first.pk}")).to_be_focused()
    expect(page.locator(f"#mark-{first.pk}")).to_contain_class("is-open is-lit")
    page.keyboard.press("x")
    page.keyboard.press("1")
    expect(page.locator(f"#find-{first.pk} .status")).to_have_text("Dismissed")
    expect(page.locator(f"#open-{first.pk}")).to_be_focused()


def test_click_on_a_mark_leads_to_its_claim(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = builders.make_ready_article(reviewer, FLOOD)
    claim = article.claims.order_by("start")[0]
    one = desk(reviewer)
    page = one.open(f"/articles/{article.pk}/")
    page.locator(f"#mark-{claim.pk}").click()
    expect(page.locator(f"#open-{claim.pk}")).to_be_focused()


@pytest.mark.parametrize("size", [None, NARROW], ids=["wide", "narrow"])
def test_axe_finds_nothing_and_nothing_hangs_over(size: ViewportSize | None, desk: OpenDesk, stranger: User) -> None:
    reviewer = builders.make_user("rita")
    cache.delete("pulse:swept_at")
    ready = builders.make_ready_article(reviewer, title="A" * 60 + " long title without end")
    broken = failed(reviewer)
    waiting = builders.make_article(reviewer, "A text that waits.", url="https://news.example.org/" + "long-" * 40)
    one = desk(reviewer, size=size)
    for path in (
        "/articles/",
        "/articles/new/",
        f"/articles/{waiting.pk}/",
        f"/articles/{broken.pk}/",
        "/no-such-page/",
    ):
        one.open(path)
        assert one.faults_in_light_and_dark() == [], path
        assert one.overhang() == 0, path
    page = one.open("/articles/new/")
    page.get_by_role("button", name="Take it in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert one.faults_in_light_and_dark() == []
    claim = ready.claims.order_by("start")[0]
    page = one.open(f"/articles/{ready.pk}/")
    assert one.faults_in_light_and_dark() == []
    assert one.overhang() == 0
    page.get_by_text("What the marks mean").click()
    assert one.faults_in_light_and_dark() == []
    page.keyboard.press("Escape")
    page.locator(f"#who-{claim.pk}").click()
    expect(page.get_by_label("Who said it?")).to_be_visible()
    assert one.faults_in_light_and_dark() == []
    assert one.overhang() == 0
    page.get_by_role("link", name="Add a claim").click()
    assert one.faults_in_light_and_dark() == []
    outside = desk(stranger, size=size)
    outside.open("/")
    assert outside.faults_in_light_and_dark() == []
    assert outside.overhang() == 0
