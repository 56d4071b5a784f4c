"""How soon a key of the queue shows its effect: from key press to swapped pane or row, in a browser, at 100,000 claims.

    python -m factcheck.local.run -- python -m benchmarks.queue_keys [--claims 100000] [--keys 60]

Chromium on the loopback, gunicorn with one process of four threads. Measured inside the page, from the key's own time
stamp to the frame that shows the change. The floor is the same with nothing to find: a key whose swap asks an address
that answers at once. Goal: p95 of each at most 100 ms. Needs Chromium; name it in CHROMIUM.

Enter leads to another page, with far more on it: it is told beside its own floor, the bare answer of the server for the
same address, and beside the way back. Shown means: painted, and with its keys at work.
"""

import argparse
import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

GOAL = 100
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

# Counts from the key press to the frame that shows the change: of the pane's text, or of a row that was swapped.
WATCH = """
window.times = { pane: [], row: [], floor: [] };
let pressed = 0, wanted = '';
document.addEventListener('keydown', (event) => {
  pressed = event.timeStamp; wanted = { j: 'pane', k: 'pane', a: 'row', '.': 'floor' }[event.key] ?? '';
  if (event.key === '.') htmx.ajax('GET', '/healthz', { target: '#floor', swap: 'innerHTML' });
}, true);
const shown = (kind) => {
  if (!pressed || wanted !== kind) return;
  const began = pressed; pressed = 0;
  requestAnimationFrame(() => { const line = new MessageChannel();
    line.port1.onmessage = () => times[kind].push(performance.now() - began); line.port2.postMessage(0); });
};
const place = document.createElement('div'); place.id = 'floor'; document.querySelector('main').append(place);
new MutationObserver(() => shown('pane')).observe(document.getElementById('glance'), { childList: true });
new MutationObserver(() => shown('floor')).observe(place, { childList: true });
new MutationObserver((all) => { if (all.some((one) => one.addedNodes.length)) shown('row'); })
  .observe(document.querySelector('ol.rows'), { childList: true });
"""

# The same from one page to another, whether it is loaded or swapped: by the clock of the browser, kept in its tab.
WATCH_PAGES = """
(() => {
  const now = () => performance.timeOrigin + performance.now();
  const kept = (name) => JSON.parse(sessionStorage.getItem(name) ?? 'null');
  const pages = { claim: '#claim h1', queue: 'ol.rows' };
  const shown = () => {
    const pressed = kept('pressed');
    if (!pressed || document.readyState === 'loading' || !document.querySelector(pages[pressed.to])) return;
    sessionStorage.removeItem('pressed');
    requestAnimationFrame(() => { const line = new MessageChannel();
      line.port1.onmessage = () => {
        const all = kept('pages') ?? [];
        sessionStorage.setItem('pages', JSON.stringify([...all, [pressed.kind, now() - pressed.at]]));
      };
      line.port2.postMessage(0); });
  };
  const press = (to, kind, event) =>
    sessionStorage.setItem('pressed', JSON.stringify({ to, kind, at: performance.timeOrigin + event.timeStamp }));
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') press('claim', 'enter', event);
    if (event.key === 'Backspace') { press('queue', 'back', event); history.back(); }
    if (event.key !== ',') return;
    const began = performance.timeOrigin + event.timeStamp;
    fetch(document.querySelector('[data-row].is-current [data-row-link]').href).then((one) => one.text()).then(() =>
      sessionStorage.setItem('pages', JSON.stringify([...(kept('pages') ?? []), ['answer', now() - began]])));
  }, true);
  document.addEventListener('DOMContentLoaded', shown);
  new MutationObserver(shown).observe(document, { childList: true, subtree: true });
})();
"""


def prepare() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright runs a loop of its own
    import django

    django.setup()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument("--keys", type=int, default=60, help="presses of each kind")
    options = parser.parse_args()
    chromium = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if chromium is None:
        print("No Chromium was found. Install one, or name it in CHROMIUM.", file=sys.stderr)
        return 2
    prepare()
    from django.core.management import call_command

    from benchmarks._claims_rows import make_rows

    call_command("migrate", verbosity=0)
    began = time.perf_counter()
    make_rows(options.claims)
    print(f"{options.claims:,} claims made in {time.perf_counter() - began:.0f} s")
    with serving() as address:
        times = measure(chromium, address, options.keys)
        times |= measure_pages(chromium, address, options.keys)
    print(f"\n{'from key press to':<40}{'keys':>6}{'median':>10}{'p95':>10}")
    names = {
        "floor": "floor: an empty swap",
        "pane": "j: the claim in its text",
        "row": "a: the row as it stands then",
        "answer": "floor: the bare answer of a claim's page",
        "enter": "Enter: the claim's page",
        "back": "back: the queue at its row",
    }
    slowest = 0.0
    for kind, name in names.items():
        each = times[kind]
        p95 = statistics.quantiles(each, n=20)[-1]
        slowest = max(slowest, p95) if kind in ("pane", "row") else slowest
        print(f"{name:<40}{len(each):>6}{statistics.median(each):>7.0f} ms{p95:>7.0f} ms")
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    busy = "; too busy to trust more than the distance to the floor" if load > cores else ""
    verdict = "kept" if slowest <= GOAL else "missed"
    print(f"\ngoal for j and a: p95 at most {GOAL} ms; {verdict}; load {load:.1f} on {cores} cores{busy}")
    return 0


def measure(chromium: str, address: str, keys: int) -> dict[str, list[float]]:
    """Milliseconds of each press, by what it shows."""
    times: dict[str, list[float]] = {"floor": [], "pane": [], "row": []}
    with opened(chromium, address) as page:
        path = "/"
        while len(times["row"]) < keys:
            page.goto(f"{address}{path}", wait_until="networkidle")
            page.evaluate(WATCH)
            page.keyboard.press("j")  # comes to the first row, which is shown already
            for key in "ja." * min(keys - len(times["row"]), 40):
                _press(page, key, {"j": "pane", "a": "row", ".": "floor"}[key])
            seen: dict[str, list[float]] = page.evaluate("times")
            for kind, each in seen.items():
                times[kind] += each
            path = "/" + str(page.locator("[rel=next]").get_attribute("href"))
    return times


def measure_pages(chromium: str, address: str, keys: int) -> dict[str, list[float]]:
    """Milliseconds from the queue to a claim and back, row by row, and of the server's part in it."""
    times: dict[str, list[float]] = {"answer": [], "enter": [], "back": []}
    with opened(chromium, address) as page:
        page.add_init_script(WATCH_PAGES)
        page.goto(f"{address}/?status=any", wait_until="networkidle")
        page.keyboard.press("j")
        for number in range(keys):
            for key in ("j", ",", "Enter", "Backspace"):
                page.keyboard.press(key)
                if key != "j":
                    page.wait_for_function(
                        "(all) => (JSON.parse(sessionStorage.getItem('pages')) ?? []).length > all",
                        arg=sum(map(len, times.values())),
                    )
                    seen = page.evaluate("JSON.parse(sessionStorage.getItem('pages'))")
                    kind, took = seen[-1]
                    times[kind].append(took)
                page.wait_for_timeout(250)
            if number % 45 == 44:  # before the last row of the page
                page.goto(f"{address}{page.locator('[rel=next]').get_attribute('href')}", wait_until="networkidle")
                page.keyboard.press("j")
    return times


@contextlib.contextmanager
def opened(chromium: str, address: str) -> Iterator[Any]:
    """A window of the desk, for somebody who is signed in."""
    from django.conf import settings
    from django.test import Client
    from playwright.sync_api import sync_playwright

    from claims.models import User

    client = Client()
    client.force_login(User.objects.get(username="bench"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-background-networking"]
        )
        context = browser.new_context(viewport={"width": 1440, "height": 900}, bypass_csp=True)
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": address}])
        page = context.new_page()
        page.set_default_timeout(60_000)
        yield page
        browser.close()


def _press(page: Any, key: str, kind: str) -> None:
    before = page.evaluate(f"times.{kind}.length")
    page.keyboard.press(key)
    page.wait_for_function(f"times.{kind}.length > {before}")
    page.wait_for_timeout(250)  # as fast as a person reads; the neighbours are fetched meanwhile


@contextlib.contextmanager
def serving() -> Iterator[str]:
    """gunicorn with the desk; its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    address = f"http://127.0.0.1:{port}"
    command = [
        sys.executable, "-m", "gunicorn", "factcheck.wsgi:application", "--bind", f"127.0.0.1:{port}",
        "--worker-class", "gthread", "--workers", "1", "--threads", "4", "--log-level", "error", "--no-control-socket",
    ]  # fmt: skip
    server = subprocess.Popen(command, env={**os.environ, "LOG_LEVEL": "WARNING", "SITE_URL": address})
    try:
        for _ in range(400):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            if server.poll() is not None:
                raise SystemExit("gunicorn did not start; see above")
            time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


if __name__ == "__main__":
    sys.exit(main())
