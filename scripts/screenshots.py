"""Take pictures of every page of a running sample desk: wide and narrow, light and dark.

    make up                                        # in one terminal
    .venv/bin/python scripts/screenshots.py        # in another: pictures in build/screenshots/
    .venv/bin/python scripts/screenshots.py --readme   # only the picture of the README

Signs in as the sample's people (FACTCHECK_HOME/sign-ins.json) and changes nothing. Needs `make dev-env` and a Chromium.
"""

import argparse
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from factcheck.local import home

ROOT = Path(__file__).resolve().parent.parent
WIDE, NARROW = ViewportSize(width=1440, height=900), ViewportSize(width=360, height=740)
ARGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

# name, who looks, address; an address that begins with a dot is the first link of that shape on the page before it
PAGES = (
    ("sign-in", "", "/accounts/login/"),
    ("checks", "", "/checks/"),
    ("check", "", r"./checks/[^/]+/$"),
    ("methodology", "", "/methodology/"),
    ("queue", "rita", "/"),
    ("claim", "rita", r"./claims/\d+/$"),
    ("queue-open", "rita", "/?status=open"),
    ("articles", "rita", "/articles/"),
    ("article", "rita", r"./articles/\d+/$"),
    ("ingest", "rita", "/articles/new/"),
    ("account", "rita", "/account/"),
    ("second-factor", "rita", "/accounts/2fa/"),
    ("not-found", "rita", "/claims/999999999/"),
    ("review", "ravi", "/?status=submitted"),
    ("publish", "edda", "/?status=approved"),
    ("admin", "ada", "/admin/"),
    ("admin-ratings", "ada", "/admin/claims/rating/"),
    ("api-docs", "ada", "/api/docs/"),
)


def main() -> None:
    """Take the pictures and say where they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--readme", action="store_true", help="only docs/images/desk.png")
    options = parser.parse_args()
    site = home.services().get("SITE_URL")
    if not site:
        sys.exit("No desk is running on this FACTCHECK_HOME. Start one with `make up`, then run this again.")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("No Chromium was found. Install one (apt-get install chromium), then run this again.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        if options.readme:
            (ROOT / "docs" / "images").mkdir(parents=True, exist_ok=True)
            page = sign_in(browser, site, "rita", viewport=ViewportSize(width=1280, height=800), color_scheme="light")
            page.goto(f"{site}/articles/")
            page.goto(first_link(page, r"/articles/\d+/$"))
            page.screenshot(path=ROOT / "docs" / "images" / "desk.png")
            print("docs/images/desk.png")
            return
        options.into.mkdir(parents=True, exist_ok=True)
        for name, picture in pictures(browser, site, options.into):
            print(f"{name}: {picture}")


def pictures(browser: Browser, site: str, into: Path) -> Iterator[tuple[str, Path]]:
    """Every page in every size and scheme."""
    for size, viewport in (("wide", WIDE), ("narrow", NARROW)):
        for scheme in ("light", "dark"):
            pages: dict[str, Page] = {}
            for name, person, address in PAGES:
                if person not in pages:
                    pages[person] = sign_in(browser, site, person, viewport=viewport, color_scheme=scheme)
                page = pages[person]
                target = first_link(page, address[1:]) if address.startswith(".") else f"{site}{address}"
                if not target:
                    print(f"{name}: nothing to show yet", file=sys.stderr)
                    continue
                page.goto(target, wait_until="load")
                picture = into / f"{name}-{size}-{scheme}.png"
                page.screenshot(path=picture, full_page=True)
                yield name, picture


def sign_in(browser: Browser, site: str, person: str, **context: Any) -> Page:
    """A page of its own, signed in as this person of the sample; nobody's when there is no name."""
    page = browser.new_context(**context).new_page()
    if person:
        known = {
            one["username"]: one for one in json.loads((home.folder() / home.SIGN_INS).read_text(encoding="utf-8"))
        }
        page.goto(f"{site}/accounts/login/")
        page.get_by_label("Username").fill(person)
        page.get_by_label("Password").first.fill(known[person]["password"])
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_load_state()
    return page


def first_link(page: Page, shape: str) -> str:
    """The first link on the page whose address ends in this shape; empty when there is none."""
    links: list[str] = page.eval_on_selector_all("main a[href]", "links => links.map(link => link.href)")
    return next((link for link in links if re.search(shape, link)), "")


if __name__ == "__main__":
    main()
