"""Take pictures of every page and state of the desk: wide and narrow, light and dark, with a sheet to look at them on.

    make screenshots                                    # all, in build/screenshots/; open index.html there
    make screenshots ARGS="--only queue claim-stale"    # those whose names begin so
    make screenshots ARGS="--readme"                    # only the picture of the README

Needs a PostgreSQL and a Valkey of its own, as `make screenshots` starts them, and a Chromium. What is pictured stands
in tests/scenes/: the same list that the browser tests look over.
"""

import argparse
import logging
import os
import shutil
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGS = [
    "--no-sandbox",
    "--lang=en-GB",
    "--disable-background-networking",
    "--disable-component-update",
    "--hide-scrollbars",
]


def prepare() -> None:
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's synchronous interface runs a loop of its own
    import django

    django.setup()
    logging.disable(logging.WARNING)  # what each request did is no news here


def main() -> None:
    """Take the pictures and say where they are."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--into", type=Path, default=ROOT / "build" / "screenshots")
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="scenes whose names begin so")
    parser.add_argument("--readme", action="store_true", help="only docs/images/desk.png")
    options = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if not chromium:
        sys.exit("No Chromium was found. Install one (apt-get install chromium), or name it in CHROMIUM.")
    prepare()
    from django.utils import timezone
    from playwright.sync_api import expect, sync_playwright

    from tests.scenes.catalogue import acts
    from tests.scenes.studio import PATIENCE, Studio, desk, sheet

    expect.set_options(timeout=PATIENCE)
    options.into.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with desk() as site, sync_playwright() as playwright:
        studio = Studio(playwright.chromium.launch(executable_path=chromium, args=ARGS), site, options.into)
        for world, scenes in acts(now=timezone.now()):
            if options.readme and world.stories:
                studio.readme(world, ROOT / "docs" / "images" / "desk.png")
                print("docs/images/desk.png")
            for scene in () if options.readme else scenes:
                if not options.only or scene.name.startswith(tuple(options.only)):
                    studio.shoot(world, scene)
                    print(scene.name, studio.failed.get(scene.name, ""), flush=True)
        studio.browser.close()
    if options.readme:
        return
    if not options.only:
        print(sheet(options.into, studio.taken))
    print(f"{len(studio.taken)} pages and states in {time.monotonic() - began:.0f} s, {len(studio.failed)} failed")
    if studio.failed:
        sys.exit("\n".join(f"{name}: {why}" for name, why in studio.failed.items()))


if __name__ == "__main__":
    main()
