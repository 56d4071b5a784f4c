"""Evidence: pieces and their copies, passages, sources that are watched."""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.models import Capture, CaptureFailure, Claim, Evidence, Source
from claims.services import captures, sourcefacts, sources, watch
from claims.services.keeping import HandedIn
from tests.extraction.test_copies import WIRE
from tests.scenes.scene import Scene
from tests.scenes.world import World, page_of

AUDIT = (
    "Maintenance of the fleet cost 41.2 million crowns in 2021 and 33.8 million in 2024, a fall of 18 percent. The "
    "subsidy rose to 61 million."
)


def fail(source: Source, reason: str, *, code: str = "forbidden") -> Capture:
    """A worker tried to copy it, and could not."""
    asked = source.captures.get(state="requested")
    begun = captures.begin_capture(capture_id=asked.pk, now=timezone.now())
    assert begun
    captures.put_back(begun, kind=CaptureFailure.PERMANENT, code=code, reason=reason, now=timezone.now())
    begun.refresh_from_db()
    return begun


def gathered(world: World) -> tuple[Claim, dict[str, Evidence]]:
    """Pieces of every stance, each with a copy in another state."""
    claim, now, rita = (
        world.held("maintenance spending fell by 18 percent between 2021 and 2024", "rita"),
        world.now,
        world["rita"],
    )
    text = page_of("Report on the state's ferries", AUDIT)

    def add(url: str, title: str, stance: str, text: str = "", **fields: str) -> Evidence:
        upload = HandedIn("page.txt", text.encode()) if text else None
        return sources.add_evidence(
            actor=rita, claim_id=claim.pk, url=url, title=title, stance=stance, upload=upload,
            now=world.ago(minutes=5), **fields,  # type: ignore[arg-type]
        )  # fmt: skip

    pieces = {
        "kept": add(
            "https://auditors.example.org/ferries-2025", "Report on the state's ferries", "supports", text,
            publisher="Orsend Court of Auditors", proximity="primary", passage=AUDIT,
            note="The report itself, with the figures of each year.", interests="The court audits the ministry.",
        ),
        "refutes": add(
            "https://transport.example.org/answers/114", "Answer to a question in parliament", "refutes",
            page_of("Answer 114", "Spending on upkeep, docks included, rose by 3 percent between 2021 and 2024."),
            publisher="Ministry of Transport", proximity="secondary",
            passage="Spending on upkeep, docks included, rose by 3 percent.", note="Counts the docks as well.",
        ),
        "waits": add("https://harbourgazette.example.net/2024/ferries", "Old ferries, new debts", "context"),
        "failed": add("https://paid.example.net/f", "Inside the ferry line", "mixed", passage="The yard is empty."),
        "wire": add("https://wire-one.example.org/story", "Ferries cost more and sail less", "insufficient", WIRE),
        "copied": add("https://wire-two.example.org/story", "Ferry costs rise", "insufficient", WIRE),
    }  # fmt: skip
    fail(pieces["failed"].source, "The site does not show this page to programs (HTTP 403). Upload the file instead.")
    with transaction.atomic():
        watch.found_missing(
            source=pieces["wire"].source, code="gone", said="There is no page (HTTP 410).", is_final=True, now=now
        )
    sourcefacts.note_copy(
        actor=rita, source_id=pieces["kept"].source_id, now=now,
        url="https://archive.example.org/web/20260301120000/https://auditors.example.org/ferries-2025",
    )  # fmt: skip
    return claim, pieces


def changed(world: World) -> Evidence:
    """A page that reads otherwise than when its passage was marked."""
    claim = world.held("85 people will lose their work", "ravi")
    url, title = "https://port.example.org/staff", "Staff of the port"
    before = page_of(title, "The ferry line employs 85 people, all of them until May.")
    piece = sources.add_evidence(
        actor=world["ravi"], claim_id=claim.pk, url=url, title=title, stance="supports", publisher="Port authority",
        passage="The ferry line employs 85 people, all of them until May.",
        upload=HandedIn("page.txt", before.encode()), now=world.ago(minutes=5),
    )  # fmt: skip
    sources.add_evidence(
        actor=world["ravi"], claim_id=world.open("14 minutes").pk, url=url, stance="context",
        upload=HandedIn("page.txt", before.replace("85 people", "79 people").encode()), now=world.ago(minutes=4),
    )  # fmt: skip
    old, new = piece.source.captures.order_by("pk")
    with transaction.atomic():
        watch.found_changed(source=piece.source, before=old, after=new, now=world.ago(minutes=2))
    return piece


def scenes(world: World) -> Iterator[Scene]:
    claim, pieces = gathered(world)
    moved = changed(world)
    kept = pieces["kept"]
    here = f"/claims/{claim.pk}/"
    bare = world.held("more than 400 people work for it".replace("more", "More"), "rita")

    def look_up(page: Page) -> None:
        page.locator("#evidence-url").fill("https://stat.example.net/transport/staff")
        page.keyboard.press("Tab")
        expect(page.locator("#evidence-look")).to_contain_text("waits for a worker")

    def look_up_in_vain(page: Page) -> None:
        page.locator("#evidence-url").fill("https://lost.example.net/staff")
        page.keyboard.press("Tab")
        expect(page.locator("#evidence-look")).to_contain_text("waits for a worker")
        fail(Source.objects.get(url="https://lost.example.net/staff"), "There is no page at this address (HTTP 404).")
        expect(page.locator("#evidence-look")).to_contain_text("No copy")

    def change(page: Page) -> None:
        page.locator(f"#change-{kept.pk}").click()
        expect(page.locator(f"#piece-form-{kept.pk}")).to_be_visible()

    def unfold(page: Page) -> None:
        page.locator("#evidence-form summary").last.click()

    yield Scene("evidence-none", "rita", f"/claims/{bare.pk}/", "#claim-evidence-list | No sources yet", steps=unfold)
    yield Scene("evidence", "rita", here, ".piece .kept")
    yield Scene("evidence-silent", "rita", here, ".lookat | No worker has answered", is_silent=True)
    yield Scene("evidence-change", "rita", here, f"#piece-form-{kept.pk}", steps=change)
    yield Scene("evidence-looking-up", "rita", f"/claims/{bare.pk}/", "#evidence-look", steps=look_up)
    yield Scene("evidence-look-up-failed", "rita", f"/claims/{bare.pk}/", "#evidence-look", steps=look_up_in_vain)
    yield Scene("evidence-change-page", "rita", f"{here}evidence/{kept.pk}/", "main form")
    yield Scene("passage", "rita", f"{here}evidence/{kept.pk}/passage/", "#copytext")
    yield Scene("passage-nothing", "rita", f"{here}evidence/{pieces['waits'].pk}/passage/")
    yield Scene("copy", "rita", f"/captures/{kept.capture_id}/", "#copytext")
    yield Scene("copy-waiting", "rita", f"/captures/{pieces['waits'].source.captures.get().pk}/")
    yield Scene("copy-failed", "rita", f"/captures/{pieces['failed'].source.captures.get().pk}/")
    yield Scene("source", "rita", f"/sources/{kept.source_id}/", "main | archive.example.org")
    yield Scene("source-changed", "ravi", f"/sources/{moved.source_id}/", "main | has changed")
    yield Scene("source-dead", "rita", f"/sources/{pieces['wire'].source_id}/", "main | is gone")
    yield Scene("sources", "rita", "/sources/")
