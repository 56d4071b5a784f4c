"""An article of many pages stays usable: its finds come as they are reached."""

import pytest
from playwright.sync_api import expect

from tests import builders
from tests.browser.conftest import OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_keys_walk_through_finds_that_were_not_sent_at_first(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.views.finds.AT_ONCE", 1)
    reviewer = builders.make_user("rita")
    filler = "\n\n".join(f"Nothing was said here, and nothing was found: {'so it goes, ' * 60}" for _ in range(12))
    first, *rest = builders.STORY.split("\n\n")
    article = builders.make_ready_article(reviewer, "\n\n".join([first, filler, *rest]))
    last = article.claims.order_by("-start")[0]
    page = desk(reviewer).open(f"/articles/{article.pk}/")
    expect(page.locator(f"#find-{last.pk}")).to_have_count(0)
    for _ in range(600):  # a busy machine sends finds more slowly than the key repeats
        page.keyboard.press("j")
        page.wait_for_timeout(60)
        if page.evaluate("document.activeElement.id") == f"open-{last.pk}":
            break
    expect(page.locator(f"#open-{last.pk}")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator(f"#find-{last.pk} .status")).to_have_text("Open")


def test_address_of_a_find_not_sent_leads_to_its_words(desk: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.views.finds.AT_ONCE", 1)
    reviewer = builders.make_user("rita")
    article = builders.make_ready_article(reviewer)
    last = article.claims.order_by("-start")[0]
    page = desk(reviewer).open(f"/articles/{article.pk}/#find-{last.pk}")
    expect(page.locator(f"#mark-{last.pk}")).to_be_in_viewport()
    expect(page.locator(f"#find-{last.pk}")).to_be_visible()


def test_reasons_of_a_score_open_on_demand(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    article = builders.make_ready_article(reviewer)
    claim = article.claims.order_by("start")[0]
    one = desk(reviewer)
    page = one.open(f"/articles/{article.pk}/")
    page.locator(f"#find-{claim.pk}").get_by_label("Why is it here?").click()
    expect(page.locator(f"#find-{claim.pk}").get_by_role("table")).to_be_visible()
    assert one.faults_in_light_and_dark() == []
