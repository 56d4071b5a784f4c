"""A real Chromium in front of the real pages. Where none is found the tests are skipped, and the summary shouts it."""

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from claims.models import User
from tests.conftest import NO_CHROMIUM

# Playwright's synchronous interface runs a loop of its own, which Django takes for an asynchronous caller.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# The first has no window around its pages, which is a fifth less work.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
WIDE: ViewportSize = {"width": 1440, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 740}
PATIENCE = 20_000  # milliseconds: a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)


def find_chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@pytest.fixture(autouse=True)
def _needs_chromium() -> None:
    if find_chromium() is None:
        pytest.skip(NO_CHROMIUM)  # what is said again, and louder, at the end


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(),
            args=["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
        )
        yield browser
        browser.close()


class Desk:
    """One person's window on the desk. Whatever the console complains of fails the test."""

    def __init__(self, page: Page, address: str) -> None:
        self.page, self.address = page, address
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", lambda message: self._hear(message.type, message.text))

    def _hear(self, kind: str, text: str) -> None:
        # Browser and htmx report every refused or failed request themselves; those are what some tests are about.
        if kind == "error" and not text.startswith(("Failed to load resource", "htmx:", "Response Status Error Code")):
            self.complaints.append(text)

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.address}{path}")
        return self.page

    def focused(self) -> str:
        """Where the focus is, by id. A swap gives it back when it has settled, so that moment is waited for."""
        found = ""
        for _ in range(50):
            found = str(self.page.evaluate("document.activeElement.id"))
            if found:
                break
            self.page.wait_for_timeout(100)
        return found

    def faults(self) -> list[str]:
        """What axe finds on the page as it now stands."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        found: dict[str, Any] = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{fault['id']}: {fault['help']}: " + json.dumps([node["html"][:200] for node in fault["nodes"][:3]])
            for fault in found["violations"]
        ]

    def faults_in_light_and_dark(self) -> list[str]:
        found = []
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)
            found += [f"{scheme}: {fault}" for fault in self.faults()]
        self.page.emulate_media(color_scheme="light")
        return found

    def overhang(self) -> int:
        """By how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


OpenDesk = Callable[..., Desk]


class Traffic:
    """How many requests are being answered right now."""

    def __init__(self) -> None:
        self._open, self._change = 0, threading.Condition()

    def begin(self, **_: object) -> None:
        with self._change:
            self._open += 1

    def end(self, **_: object) -> None:
        with self._change:
            self._open -= 1
            self._change.notify_all()

    def wait_until_quiet(self, seconds: float = 10) -> None:
        with self._change:
            self._change.wait_for(lambda: self._open <= 0, timeout=seconds)


@pytest.fixture
def traffic(live_server: LiveServer) -> Iterator[Traffic]:
    """Ends once every request is answered: one still under way would be in the way of emptying the database."""
    counted = Traffic()
    request_started.connect(counted.begin)
    request_finished.connect(counted.end)
    yield counted
    counted.wait_until_quiet()
    request_started.disconnect(counted.begin)
    request_finished.disconnect(counted.end)


@pytest.fixture
def desk(chromium: Browser, live_server: LiveServer, traffic: Traffic) -> Iterator[OpenDesk]:
    """Opens a window of its own for each person; None is a visitor."""
    contexts: list[BrowserContext] = []
    desks: list[Desk] = []

    def open_desk(user: User | None = None, *, size: ViewportSize | None = None, is_scripted: bool = True) -> Desk:
        context = chromium.new_context(viewport=size or WIDE, color_scheme="light", java_script_enabled=is_scripted)
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        if user is not None:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        desks.append(Desk(context.new_page(), live_server.url))
        return desks[-1]

    yield open_desk
    complaints = [complaint for one in desks for complaint in one.complaints]
    for context in contexts:
        context.set_offline(True)  # a page that closes says that its person left: to nobody, between two tests
        context.close()
    assert not complaints, complaints


@pytest.fixture
def worker(live_server: LiveServer) -> Iterator[None]:
    """A real Celery worker on the database of the test."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    address = parts._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "factcheck",
        "worker",
        "-Q",
        "interactive",
        "-P",
        "solo",
        "-l",
        "warning",
    ]
    with subprocess.Popen(command, env=os.environ | {"DATABASE_URL": address}, cwd=settings.BASE_DIR) as process:
        yield
        process.terminate()
        process.wait(timeout=30)
