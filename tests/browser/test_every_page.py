"""Every page and state of tests/scenes/, in light and dark: nothing that axe finds, nothing wider than a telephone."""

from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Error

from tests.browser.conftest import AXE, NARROW, WIDE, Desk, OpenDesk
from tests.scenes.catalogue import acts
from tests.scenes.scene import Scene

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

# The colours are all that differs in the dark; the rest of what axe looks for it has seen in the light.
LOOK = """async (only) => {
  const options = {resultTypes: ["violations"], preload: false};
  if (!only && document.querySelector("#swagger-ui")) options.rules = {"landmark-no-duplicate-main": {enabled: false}};
  if (only) options.runOnly = only;
  // Swagger UI is not ours to mend; what stands around it is.
  const found = await axe.run({include: document, exclude: ["#swagger-ui"]}, options);
  return found.violations.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160))}`);
}"""


def faults_of(one: Desk, scene: Scene) -> list[str]:
    """What is wrong with a scene once it is played."""
    page = one.page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[Any] = page.evaluate(LOOK, None)
    page.emulate_media(color_scheme="dark")
    found += [f"dark: {fault}" for fault in page.evaluate(LOOK, ["color-contrast"])]
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(NARROW)
    if one.overhang():
        found.append(f"wider than a telephone by {one.overhang()} px")
    page.set_viewport_size(WIDE)
    return found


def test_every_page_and_state_is_free_of_faults_and_fits_a_telephone(desk: OpenDesk) -> None:
    faults, played = [], 0
    for world, scenes in acts(now=timezone.now()):
        windows: dict[str, Desk] = {}  # new ones each act: what a browser may keep of a public page was of another day
        for scene in scenes:
            one = windows.get(scene.who) or desk(world[scene.who] if scene.who else None)
            windows[scene.who] = one
            if not scene.who:
                one.page.context.clear_cookies()
            try:
                scene.play(one.page, one.address)
            except (AssertionError, Error) as error:
                faults.append(f"{scene.name}: {error}")
            faults += [f"{scene.name}: {fault}" for fault in faults_of(one, scene)]
            faults += [f"{scene.name}: console: {complaint}" for complaint in one.complaints if not _is_axes(complaint)]
            one.complaints.clear()
            if scene.after:
                scene.after(one.page)
            played += 1
    assert not faults, "\n".join(faults)
    assert played > 120


def _is_axes(complaint: str) -> bool:
    """Not the page's: axe copies style sheets that import others, and the policy stops it."""
    return "Applying inline style" in complaint
