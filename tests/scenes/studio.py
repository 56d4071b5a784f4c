"""Where pictures are taken: a desk on this process's database, a window for each person, a sheet to look at all on."""

import html
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.management import call_command
from django.test import Client
from django.test.testcases import LiveServerThread
from playwright.sync_api import Browser, BrowserContext, Error, Page, ViewportSize

from claims.models import Article
from tests.scenes.scene import Scene
from tests.scenes.world import World

WIDE, NARROW, PAPER = (
    ViewportSize(width=1440, height=900),
    ViewportSize(width=360, height=740),
    ViewportSize(width=720, height=1000),
)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
PATIENCE = 15_000  # milliseconds
PRINTED = ("check", "check-corrected", "check-retracted", "published", "claim-record", "article")


class Studio:
    """One window for each person, on one desk."""

    def __init__(self, browser: Browser, site: str, into: Path) -> None:
        self.browser, self.site, self.into = browser, site, into
        self.contexts: dict[str, BrowserContext] = {}
        self.taken: list[str] = []
        self.failed: dict[str, str] = {}

    def window(self, world: World, who: str) -> Page:
        if who not in self.contexts:
            context = self.browser.new_context(
                viewport=WIDE, color_scheme="light", reduced_motion="reduce", locale="en-GB"
            )
            context.set_default_timeout(PATIENCE)
            if who:
                client = Client()
                client.force_login(world[who])
                name = settings.SESSION_COOKIE_NAME
                context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.site}])
            self.contexts[who] = context
        if not who:
            self.contexts[who].clear_cookies()
        return self.contexts[who].new_page()

    def shoot(self, world: World, scene: Scene) -> None:
        """Play a scene and take its pictures. One that fails is told of, and pictured as far as it came.

        A scene without steps is opened anew for the narrow pictures, as a phone would open it. One with steps is played
        once: what they change cannot be changed a second time.
        """
        page = self.window(world, scene.who)
        self.play(page, scene)
        self.pictures(page, scene, "wide")
        page.set_viewport_size(NARROW)
        if not scene.steps:
            self.play(page, scene)
        self.pictures(page, scene, "narrow")
        if scene.name in PRINTED:
            page.emulate_media(media="print", color_scheme="light")
            page.set_viewport_size(PAPER)
            page.screenshot(path=self.into / f"{scene.name}-print.png", full_page=True)
        if scene.after:
            scene.after(page)
        page.close()
        self.taken.append(scene.name)

    def play(self, page: Page, scene: Scene) -> None:
        try:
            scene.play(page, self.site)
        except (Error, AssertionError) as error:
            self.failed[scene.name] = str(error).splitlines()[0]

    def pictures(self, page: Page, scene: Scene, size: str) -> None:
        """In light and dark. The window is made as high as the page, so that bars stand where they would at its end."""
        window = WIDE if size == "wide" else NARROW
        height = 0 if scene.is_window else int(page.evaluate("document.documentElement.scrollHeight"))
        page.set_viewport_size({"width": window["width"], "height": min(max(window["height"], height), 16_000)})
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.screenshot(path=self.into / f"{scene.name}-{size}-{scheme}.png", animations="disabled")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size(window)

    def readme(self, world: World, picture: Path) -> None:
        """The picture of the README: an article with its finds."""
        picture.parent.mkdir(parents=True, exist_ok=True)
        page = self.window(world, "rita")
        page.set_viewport_size({"width": 1280, "height": 800})
        page.goto(f"{self.site}/articles/{Article.objects.order_by('pk')[0].pk}/")
        page.screenshot(path=picture)


def sheet(into: Path, names: list[str]) -> Path:
    """All pictures side by side on one page."""
    rows = "".join(
        f"<section id='{name}'><h2>{html.escape(name)}</h2><div>"
        + "".join(
            f"<a href='{name}-{kind}.png'><img loading='lazy' src='{name}-{kind}.png' alt='{name}, {kind}'></a>"
            for kind in ("wide-light", "wide-dark", "narrow-light", "narrow-dark", "print")
            if (into / f"{name}-{kind}.png").exists()
        )
        + "</div></section>"
        for name in names
    )
    index = into / "index.html"
    index.write_text(
        "<!doctype html><html lang='en-GB'><meta charset='utf-8'><title>Pictures of the desk</title><style>"
        "body{font:16px system-ui;margin:2rem}div{display:flex;gap:1rem;align-items:start;overflow-x:auto}"
        "img{max-height:32rem;border:1px solid #8888}</style>"
        f"<h1>{len(names)} pages and states</h1>{rows}",
        encoding="utf-8",
    )
    return index


@contextmanager
def desk() -> Iterator[str]:
    """The desk on this process's database, as long as it is looked at."""
    call_command("migrate", verbosity=0)
    thread = LiveServerThread("127.0.0.1", StaticFilesHandler)
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    if thread.error:
        raise thread.error
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()
