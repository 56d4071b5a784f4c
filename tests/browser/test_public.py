"""What readers see, in a real browser."""

import json

import pytest
from playwright.sync_api import expect

from claims.models import Publication, Role
from tests import builders
from tests.browser.conftest import NARROW, OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def check() -> Publication:
    rita, sam, edda = builders.make_user("rita"), builders.make_user("sam"), builders.make_user("edda", Role.EDITOR)
    return builders.make_published_claim(rita, sam, edda).publications.get()


def test_reader_finds_a_check_from_the_list_and_its_markup_stands_under_the_strict_policy(
    desk: OpenDesk, check: Publication
) -> None:
    one = desk()
    page = one.open("/checks/")
    page.get_by_role("link", name=check.facts["claim"]).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(check.facts["claim"])
    expect(page.get_by_text("None so far.")).to_be_visible()
    blocks = page.locator('script[type="application/ld+json"]').all_text_contents()
    assert [json.loads(one) for one in blocks] == [check.json_ld]
    assert page.context.cookies() == []
    page.get_by_role("link", name="what the ratings mean").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How we work")


def test_link_leads_to_the_passage(desk: OpenDesk, check: Publication) -> None:
    page = desk().open(f"/checks/{check.slug}/")
    link = page.get_by_role("link", name="Go to this passage").first.get_attribute("href")
    assert link is not None
    assert link.endswith("#:~:text=The%20register%20lists%20them%20all.")


@pytest.mark.parametrize("path", ["/checks/", "/checks/{slug}/", "/methodology/"])
def test_public_pages_are_free_of_faults_and_fit_a_phone(path: str, desk: OpenDesk, check: Publication) -> None:
    one = desk()
    one.open(path.format(slug=check.slug))
    faults = one.faults_in_light_and_dark()
    one.page.set_viewport_size(NARROW)
    faults += one.faults()
    assert not faults, "\n".join(faults)
    assert one.overhang() == 0
    assert one.page.locator("h1").count() == 1
