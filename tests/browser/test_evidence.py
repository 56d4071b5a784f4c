"""Evidence by hand and keyboard: an address that fills its form in, keys that weigh, passages marked in a copy."""

import pytest
from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.models import Capture, Claim, Evidence, User
from claims.services import captures, sourcefacts, sources, watch
from claims.services.keeping import HandedIn
from tests import builders
from tests.browser.conftest import NARROW, Desk, OpenDesk
from tests.extraction.test_copies import WIRE
from tests.sites import STORY, Site, open_site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def held_claim(name: str = "rita") -> tuple[User, Claim]:
    reviewer = builders.make_user(name)
    return reviewer, builders.make_held_claim(reviewer, now=timezone.now())


def where(claim: Claim) -> str:
    return f"/claims/{claim.pk}/"


def work() -> None:
    """What a worker would do: make every copy that is asked for."""
    for capture in Capture.objects.filter(state="requested"):
        captures.fetch_capture(capture_id=capture.pk, clock=timezone.now)


def copied(who: User, claim: Claim, text: str = "\n\n".join(STORY), **fields: object) -> Evidence:
    return sources.add_evidence(
        actor=who, claim_id=claim.pk, stance="supports", title="Register of bridges", now=timezone.now(),
        upload=HandedIn("register.txt", text.encode()), **fields,  # type: ignore[arg-type]
    )  # fmt: skip


def test_pasted_address_is_copied_and_fills_the_form_in_without_a_reload(site: Site, desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    page = desk(reviewer).open(where(claim))
    page.get_by_label("Publisher").fill("Typed by hand")
    page.evaluate("window.mine = 1")
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("e")
    page.keyboard.insert_text(site.shows("/bridges"))
    page.keyboard.press("Tab")
    expect(page.locator("#evidence-look")).to_contain_text("waits for a worker")
    work()
    expect(page.locator("#evidence-look")).to_contain_text("Copy kept")
    expect(page.get_by_label("Title")).to_have_value("Bridges of Norland")
    expect(page.get_by_label("Author")).to_have_value("Ines Quill")
    expect(page.get_by_label("Published on")).to_have_value("2026-02-27")
    expect(page.get_by_label("Publisher")).to_have_value("Typed by hand")
    assert page.evaluate("window.mine") == 1
    assert not claim.evidence.exists()


def test_source_is_attached_by_keys_alone_and_its_copy_followed(site: Site, desk: OpenDesk) -> None:
    """The key that leads there, the address, the stance, the nearness, Enter: five steps, no mouse, no reload."""
    reviewer, claim = held_claim()
    page = desk(reviewer).open(where(claim))
    page.evaluate("window.mine = 1")
    page.keyboard.press("e")
    page.keyboard.insert_text(site.shows("/bridges"))
    page.keyboard.press("Tab")
    page.keyboard.press("r")
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    piece = page.locator(".piece")
    expect(piece).to_have_count(1)
    expect(piece).to_contain_text("Refutes")
    expect(piece).to_contain_text("Primary source")
    expect(piece.locator(".kept")).to_contain_text("waits for a worker")
    work()
    expect(piece.locator(".kept")).to_contain_text("Copy kept")
    expect(piece.get_by_role("link", name="Bridges of Norland", exact=True)).to_be_visible()
    expect(piece.get_by_role("link", name="Mark the passage")).to_be_visible()
    assert page.evaluate("window.mine") == 1


def test_address_of_another_page_clears_what_was_filled_in_and_not_what_was_typed(site: Site, desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    page = desk(reviewer).open(where(claim))
    page.get_by_label("Address").fill(site.shows("/bridges"))
    page.keyboard.press("Tab")
    expect(page.locator("#evidence-look")).to_contain_text("waits")
    work()
    expect(page.get_by_label("Title")).to_have_value("Bridges of Norland")
    page.get_by_label("Author").fill("Typed by hand")
    page.get_by_label("Address").fill("https://10.0.0.1.example.org/other")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Title")).to_have_value("")
    expect(page.get_by_label("Author")).to_have_value("Typed by hand")


def test_stance_and_nearness_of_a_piece_are_changed_by_one_key(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    piece = copied(reviewer, claim)
    page = desk(reviewer).open(where(claim))
    page.locator(f"#change-{piece.pk}").focus()
    page.keyboard.press("r")
    expect(page.locator(".piece .stance")).to_have_text("Refutes")
    page.locator(f"#change-{piece.pk}").focus()
    page.keyboard.press("1")
    expect(page.locator(".piece__line")).to_contain_text("Primary source")
    piece.refresh_from_db()
    assert (piece.stance, piece.proximity) == ("refutes", "primary")
    page.get_by_label("What it shows").last.fill("scribn 123")  # no key fires while typing
    piece.refresh_from_db()
    assert piece.stance == "refutes"


def test_piece_is_changed_in_place_and_focus_comes_back(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    piece = copied(reviewer, claim)
    one = desk(reviewer)
    page = one.open(where(claim))
    page.get_by_role("button", name="Change Register of bridges").or_(
        page.get_by_role("link", name="Change Register of bridges")
    ).click()
    form = page.locator(f"#piece-form-{piece.pk}")
    expect(form.get_by_label("Supports")).to_be_focused()
    form.get_by_label("What could sway it").fill("The office counts its own bridges.")
    form.get_by_role("button", name="Save the changes").click()
    expect(page.locator(".piece")).to_contain_text("What could sway it: The office counts its own bridges.")
    page.locator(f"#change-{piece.pk}").click()
    page.get_by_role("link", name="Leave it as it is").click()
    expect(page.locator(f"#piece-form-{piece.pk}")).to_have_count(0)
    assert one.focused() == f"change-{piece.pk}"


def drag_over(page: Page, words: str) -> None:
    """Select these words of the copy as a mouse does: the browser's own selection, then the news of it."""
    page.locator("#copytext").wait_for()
    page.evaluate(
        """words => {
          const walker = document.createTreeWalker(document.getElementById("copytext"), NodeFilter.SHOW_TEXT);
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const at = node.data.indexOf(words);
            if (at >= 0) { getSelection().setBaseAndExtent(node, at, node, at + words.length); return; }
          }
        }""",
        words,
    )


def test_passage_is_marked_with_the_mouse(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    piece = copied(reviewer, claim, "\U0001f309 Bridges. " + "\n\n".join(STORY))
    page = desk(reviewer).open(where(claim))
    page.get_by_role("link", name="Mark the passage").click()
    drag_over(page, "Twelve of them are closed")
    expect(page.get_by_label("The passage")).to_have_value("Twelve of them are closed")
    page.get_by_role("button", name="Use this passage").click()
    expect(page.locator(".piece .quote")).to_have_text("Twelve of them are closed")
    piece.refresh_from_db()
    capture = Capture.objects.get()
    assert piece.anchoring == "exact"
    assert capture.text[piece.passage_start : piece.passage_end] == "Twelve of them are closed"


def test_passage_is_marked_by_keyboard_alone(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    piece = copied(reviewer, claim)
    page = desk(reviewer).open(where(claim))
    page.locator(f"#change-{piece.pk}").focus()
    page.keyboard.press("m")
    text = page.locator("#copytext")
    expect(text).to_be_visible()
    text.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("The passage")).to_have_value(STORY[1])
    page.keyboard.press("Shift+ArrowDown")
    expect(page.get_by_label("The passage")).to_have_value(f"{STORY[1]}\n\n{STORY[2]}")
    page.keyboard.press("Shift+ArrowUp")
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.get_by_label("The passage")).not_to_have_value(STORY[1])
    expect(page.locator("#said")).not_to_be_empty()
    page.keyboard.press("Enter")
    expect(page.locator(".piece .quote")).to_contain_text("Twelve of them are closed to lorries")
    piece.refresh_from_db()
    assert piece.anchoring == "exact"


def test_words_pasted_instead_of_selected_are_looked_for(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    piece = copied(reviewer, claim)
    page = desk(reviewer).open(f"/claims/{claim.pk}/evidence/{piece.pk}/passage/")
    drag_over(page, "Ferries run every hour")
    page.get_by_label("The passage").fill("twelve of them ARE closed to lorries")
    expect(page.locator("#passage-how")).to_have_text("The desk looks for these words in the copy.")
    page.get_by_role("button", name="Use this passage").click()
    expect(page.locator(".piece .holds")).to_contain_text("In our copy, but for signs or case")


def test_script_of_a_copied_page_never_runs_on_the_desk(site: Site, desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    sources.add_evidence(
        actor=reviewer, claim_id=claim.pk, stance="supports", url=site.shows("/bridges"), now=timezone.now()
    )
    work()
    capture = Capture.objects.get()
    one = desk(reviewer)
    page = one.open(f"/captures/{capture.pk}/")
    expect(page.locator("#copytext")).to_contain_text("97 bridges in all")
    assert "taken over" not in page.title()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the original").click()
    assert saved.value.suggested_filename == "bridges.html"
    with page.expect_download():
        page.evaluate(f"location.href = '/captures/{capture.pk}/file/'")
    assert page.evaluate("window.name") != "run"


def test_failed_copy_is_tried_again_in_place(site: Site, desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    sources.add_evidence(
        actor=reviewer, claim_id=claim.pk, stance="supports", url=site.shows("/b", b"No.", 403), now=timezone.now()
    )
    work()
    page = desk(reviewer).open(where(claim))
    kept = page.locator(".kept")
    expect(kept).to_contain_text("does not show this page to programs (HTTP 403)")
    site.shows("/b")
    kept.get_by_role("button", name="Try again").click()
    expect(kept).to_contain_text("waits for a worker")
    work()
    expect(kept).to_contain_text("Copy kept")


def test_real_worker_makes_the_copy_while_somebody_watches(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, desk: OpenDesk
) -> None:
    with open_site() as site:
        monkeypatch.setenv("FETCH_ALLOWED_HOSTS", site.host)
        monkeypatch.setenv("DEBUG", "true")
        request.getfixturevalue("worker")
        reviewer, claim = held_claim()
        page = desk(reviewer).open(where(claim))
        page.get_by_label("Address").fill(site.shows("/bridges"))
        page.get_by_label("Supports").check(force=True)
        page.get_by_role("button", name="Add this source").click()
        expect(page.locator(".piece .kept")).to_contain_text("Copy kept", timeout=60_000)
        expect(page.locator(".piece")).to_contain_text("The Gazette")


def test_evidence_is_gathered_and_marked_without_javascript(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    copied(reviewer, claim)
    page = desk(reviewer, is_scripted=False).open(where(claim))
    page.get_by_role("link", name="Change Register of bridges").click()
    page.get_by_label("Refutes").check(force=True)
    page.get_by_role("button", name="Save the changes").click()
    expect(page.get_by_text("Evidence changed.")).to_be_visible()
    page.get_by_role("link", name="Mark the passage").click()
    page.get_by_label("The passage").fill(STORY[1])
    page.get_by_role("button", name="Use this passage").click()
    expect(page.locator(".piece .quote")).to_have_text(STORY[1])


def states(desk: OpenDesk) -> list[tuple[str, Desk, str]]:
    """Every page and state of evidence."""
    reviewer, claim = held_claim()
    piece = copied(reviewer, claim, passage=STORY[1], note="The register is complete.", interests="It counts itself.")
    with open_site() as site:
        for path, status in (("/kept", 200), ("/lost", 404)):
            sources.add_evidence(
                actor=reviewer, claim_id=claim.pk, stance="refutes", url=site.shows(path, status=status),
                passage="Nowhere to be found in it", now=timezone.now(),
            )  # fmt: skip
        work()
    for number in (1, 2):
        sources.add_evidence(
            actor=reviewer, claim_id=claim.pk, stance="mixed", url=f"https://wire{number}.example.org/story",
            title=f"Wire {number}", upload=HandedIn("page.txt", WIRE.encode()), now=timezone.now(),
        )  # fmt: skip
    sources.add_evidence(
        actor=reviewer, claim_id=claim.pk, stance="context", url="https://waiting.example.org/", now=timezone.now()
    )
    source = Evidence.objects.get(source__title="Wire 1").source
    with transaction.atomic():
        watch.found_missing(source=source, code="gone", said="There is no page.", is_final=True, now=timezone.now())
    sourcefacts.note_copy(
        actor=reviewer, source_id=source.pk, now=timezone.now(),
        url="https://archive.example.org/web/20260301120000/https://wire1.example.org/story",
    )  # fmt: skip
    failed, waiting = Capture.objects.get(state="failed"), Capture.objects.get(state="requested")
    empty = copied(reviewer, builders.make_claim(reviewer), "x")
    one = desk(reviewer)
    return [
        ("claim", one, where(claim)),
        ("passage", one, f"{where(claim)}evidence/{piece.pk}/passage/"),
        ("nothing to mark", one, f"{where(claim)}evidence/{waiting.source.evidence.get().pk}/passage/"),
        ("change", one, f"{where(claim)}evidence/{piece.pk}/"),
        ("copy", one, f"/captures/{piece.capture_id}/"),
        ("failed copy", one, f"/captures/{failed.pk}/"),
        ("waiting copy", one, f"/captures/{waiting.pk}/"),
        ("short copy", one, f"/captures/{empty.source.captures.get().pk}/"),
        ("source gone", one, f"/sources/{source.pk}/"),
        ("source waiting", one, f"/sources/{waiting.source_id}/"),
        ("sources", one, "/sources/"),
    ]


def test_every_state_is_free_of_faults_and_fits_a_phone(desk: OpenDesk) -> None:
    faults = []
    for name, one, path in states(desk):
        one.open(path)
        for summary in one.page.locator("main details:not([open]) > summary").all():
            if summary.is_visible():
                summary.click()
        faults += [f"{name}: {fault}" for fault in one.faults_in_light_and_dark()]
        one.page.set_viewport_size(NARROW)
        faults += [f"{name} on a phone: {fault}" for fault in one.faults()]
        if one.overhang():
            faults.append(f"{name}: wider than a phone by {one.overhang()} px")
        one.page.set_viewport_size({"width": 1440, "height": 900})
    assert not faults, "\n".join(faults)
