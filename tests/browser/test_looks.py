"""What an article's source reads now, taken in and decided by keys, as it looks."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from claims.models import Claim
from claims.services import claims
from tests import builders
from tests.browser.conftest import OpenDesk
from tests.browser.test_finds import make_article, shoot_all
from tests.builders import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

TEXT = (
    "The valley of Keld lost 212 houses in the flood of March, Hanna Sorel said on Monday.\n\n"
    "Nobody warned the whole valley of the rising water, the mayor told Radio Norland.\n\n"
    "The ferries sailed all winter, it said."
)
QUOTE = "The valley of Keld lost 212 houses in the flood of March"
READS = TEXT.replace("212 houses", "218 houses") + "\n\nCorrected on Tuesday: a figure was wrong."


def test_a_change_at_the_source_is_seen_taken_in_and_decided_by_keys(desk: OpenDesk) -> None:
    person = builders.make_user("kit")
    article = make_article(person, TEXT)
    version = article.versions.get()
    claim = claims.add_claim(actor=person, version_id=version.pk, start=0, end=len(QUOTE), now=NOW)
    builders.watch(article, reads=READS)
    one = desk(person)
    page = one.page
    one.open(reverse("claims:article-detail", args=[article.pk]))
    expect(page.get_by_text("Its source reads differently now")).to_be_visible()
    shoot_all(one, "looks-article")
    assert one.faults_in_light_and_dark() == []
    page.get_by_role("link", name="See what changed").first.click()
    expect(page.get_by_role("heading", name="What changed at the source")).to_be_visible()
    shoot_all(one, "looks-changes")
    assert one.faults_in_light_and_dark() == []
    page.keyboard.press("a")
    expect(page.get_by_text("Taken in as version 2.")).to_be_visible()
    type(article).objects.filter(pk=article.pk).update(status="ready")
    one.open(reverse("claims:claim-detail", args=[claim.pk]))
    expect(page.get_by_text("Its words have changed in the article")).to_be_visible()
    shoot_all(one, "looks-claim")
    assert one.faults_in_light_and_dark() == []
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1, name="The valley of Keld lost 218 houses")).to_be_visible()
    assert Claim.objects.get(pk=claim.pk).standalone == QUOTE.replace("212", "218")
