"""What a scene is, and how it is played on a page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.services import pulse

Step = Callable[[Page], object]


@dataclass(frozen=True, slots=True)
class Scene:
    """A page in one of its states.

    ``who``: a username, or "" for a visitor. ``shows``: what has to be visible, as a selector; its text where one is
    given after a blank bar. ``before``: done behind the page's back, before it is opened. ``steps``: done on the page,
    wide. ``after``: sets right what would be in the way of the next scene.
    """

    name: str
    who: str
    path: str
    shows: str = "main"
    steps: Step | None = None
    before: Callable[[], object] | None = None
    after: Step | None = None
    is_window: bool = False  # something lies over the page, so only the window is worth a picture
    is_silent: bool = False  # no worker answers

    def play(self, page: Page, site: str) -> None:
        """Open it and bring it into its state. Fails where what it has to show is not seen."""
        if self.is_silent:
            cache.delete("pulse:swept_at")
        else:
            pulse.note_sweep(now=timezone.now())
        if self.before:
            self.before()
        page.goto(f"{site}{self.path}", wait_until="load")
        if self.steps:
            self.steps(page)
        selector, _, text = self.shows.partition(" | ")
        seen = page.locator(selector)
        if text:
            seen = seen.filter(has_text=text)
        expect(seen.first).to_be_visible()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)  # what was on its way is there


def press(*keys: str) -> Step:
    """These keys, one after another."""

    def step(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return step


def click(*selectors: str) -> Step:
    """A click on the first of each."""

    def step(page: Page) -> None:
        for selector in selectors:
            page.locator(selector).first.click()

    return step


def unfold(page: Page) -> None:
    """Open all that is folded in the page's own part."""
    page.evaluate("for (const one of document.querySelectorAll('main details:not(.menu)')) one.open = true")


def go_offline(page: Page) -> None:
    page.context.set_offline(True)


def go_online(page: Page) -> None:
    page.context.set_offline(False)
