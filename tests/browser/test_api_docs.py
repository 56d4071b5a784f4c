"""The API's page under the strict policy, in a real browser."""

import os
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from claims.models import User
from tests.browser.conftest import NARROW, OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_docs_render_without_a_complaint(desk: OpenDesk, scheme: str) -> None:
    window = desk(None)
    window.page.set_default_timeout(30_000)  # the bundle is large
    window.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    hosts: set[str] = set()
    window.page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    page = window.open("/api/docs/")
    expect(page.locator("#operations-claims-list_claims")).to_be_visible(timeout=30_000)
    page.locator("#operations-claims-list_claims .opblock-summary-control").click()
    expect(page.get_by_text("Check-worthiness of at least this.").first).to_be_visible(timeout=30_000)
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/api-{scheme}.png")
    assert window.complaints == []
    assert hosts - {""} == {window.address.removeprefix("http://")}
    colours = page.evaluate(
        "[getComputedStyle(document.querySelector('.api-docs')).backgroundColor,"
        " getComputedStyle(document.querySelector('.opblock-summary-path')).color]"
    )
    assert colours[0] == "rgb(255, 255, 255)"
    assert colours[1] != colours[0]


def test_a_member_tries_the_api_as_themselves(desk: OpenDesk, reviewer: User) -> None:
    window = desk(reviewer)
    window.page.set_default_timeout(30_000)
    page = window.open("/api/docs/")
    block = page.locator("#operations-me-read_me")
    expect(block).to_be_visible(timeout=30_000)
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    block.get_by_role("button", name="Execute").click()
    expect(block.locator(".live-responses-table")).to_contain_text('"username": "rita"', timeout=30_000)


def test_a_change_from_the_page_carries_its_csrf_token(desk: OpenDesk, reviewer: User) -> None:
    window = desk(reviewer)
    window.page.set_default_timeout(30_000)
    page = window.open("/api/docs/")
    block = page.locator("#operations-articles-create_article")
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    block.locator("textarea").fill('{"text": "The port of Skag has 14 cranes."}')
    block.get_by_role("button", name="Execute").click()
    expect(block.locator(".live-responses-table tbody .response-col_status").first).to_contain_text(
        "202", timeout=30_000
    )


def test_a_problem_page_reads_well(desk: OpenDesk) -> None:
    window = desk(None, size=NARROW)
    page = window.open("/api/problems/policy")
    expect(page.get_by_role("heading", level=1)).to_have_text("The verdict policy is not met")
    assert window.overhang() == 0
    assert window.faults_in_light_and_dark() == []
    assert window.complaints == []
