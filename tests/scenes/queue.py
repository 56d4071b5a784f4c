"""The queue in its states."""

from collections.abc import Callable, Iterator

from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.models import Claim
from claims.services import bulk, claims, savedviews
from tests.scenes.scene import Scene, click, go_offline, go_online, press
from tests.scenes.world import World


def saved(world: World) -> None:
    for who, name, query, is_shared in (
        ("rita", "Health, numbers only", "status=proposed&kind=numerical&q=health", False),
        ("edda", "Waiting for review", "status=submitted", True),
        ("ravi", "Minister Varrow", "status=any&speaker=Leila+Varrow", True),
    ):
        savedviews.save_view(actor=world[who], name=name, query=query, is_shared=is_shared, now=world.ago(days=2))


def glance(page: Page) -> None:
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#glance mark").first).to_be_visible()


def select(number: int, key: str = "") -> Callable[[Page], None]:
    """Select so many rows from the first on, and press a key on them."""

    def step(page: Page) -> None:
        press("j", " ", *["Shift+J"] * (number - 1))(page)
        expect(page.locator("[data-picked]")).to_contain_text(str(number))
        if key:
            page.keyboard.press(key)
            expect(page.locator("#bulk")).to_be_visible()

    return step


def accept_some(page: Page) -> None:
    select(3, "a")(page)
    page.keyboard.press("Enter")
    expect(page.locator("#bulk")).to_be_hidden()


def scenes(world: World) -> Iterator[Scene]:
    saved(world)
    rita, ravi = world["rita"], world["ravi"]
    dismissed = Claim.objects.filter(status="proposed").order_by("score")[:3]
    for claim, reason in zip(list(dismissed), ("Not checkable", "Opinion", "Already settled"), strict=True):
        claims.dismiss_claim(actor=ravi, claim_id=claim.pk, reason=reason, now=world.ago(hours=2))
    contested = world.open("two new vessels would enter service before the summer")

    def lost_race(page: Page) -> None:
        page.keyboard.press("j")
        row = page.locator(f"#claim-{contested.pk}")
        claims.take_claim(actor=ravi, claim_id=contested.pk, now=timezone.now())
        row.locator("[id^=take-]").click()

    def hand_back(page: Page) -> None:
        claims.release_claim(actor=ravi, claim_id=contested.pk, now=timezone.now())

    def undo_all(page: Page) -> None:
        bulk.undo_last(actor=rita, now=timezone.now())

    yield Scene("queue", "rita", "/", ".claimrow")
    yield Scene("queue-glance", "rita", "/", "#glance mark", steps=glance)
    yield Scene("queue-why", "rita", "/", ".menu__body table", steps=click(".claimrow__score summary"), is_window=True)
    yield Scene("queue-open", "rita", "/?status=open", ".claimrow")
    yield Scene("queue-mine", "rita", "/?status=working&assignee=me", ".claimrow")
    yield Scene("queue-review", "ravi", "/?status=submitted&assignee=others", ".claimrow")
    yield Scene("queue-publish", "edda", "/?status=approved", ".claimrow")
    yield Scene("queue-done", "edda", "/?status=done&order=newest", ".claimrow")
    yield Scene("queue-all", "edda", "/?status=any", ".claimrow")
    yield Scene("queue-person", "edda", f"/?status=any&assignee={rita.pk}", ".chip")
    yield Scene("queue-verdicts-by", "edda", f"/?status=any&author={rita.pk}", ".chip")
    yield Scene(
        "queue-filters", "rita", "/?status=any&kind=numerical&min_score=40&speaker=Leila+Varrow&order=newest", ".chip"
    )
    yield Scene(
        "queue-filter-wrong", "rita", "/?status=open&assignee=nobody-of-this-name&min_score=400", ".field__error"
    )
    yield Scene("queue-nothing-mine", "nora", "/?status=returned&assignee=me", ".empty")
    yield Scene("queue-nothing-fits", "rita", "/?status=open&q=unicorns", ".empty")
    yield Scene("queue-selected", "rita", "/", "[data-picked]", steps=select(3))
    yield Scene("queue-many-accept", "rita", "/", "#bulk", steps=select(3, "a"), is_window=True)
    yield Scene("queue-many-dismiss", "rita", "/", "#bulk", steps=select(2, "x"), is_window=True)
    yield Scene(
        "queue-many-done", "rita", "/", "#notices", steps=accept_some, after=undo_all
    )  # the notice offers what the key u does
    yield Scene("queue-dismiss", "rita", "/", "#dismiss", steps=press("j", "x"), is_window=True)
    yield Scene("queue-keys", "rita", "/", "#keys", steps=press("?"), is_window=True)
    yield Scene("queue-refused", "rita", "/?status=open", "[role=alert]", steps=lost_race, after=hand_back)

    def cut_off(page: Page) -> None:
        page.keyboard.press("j")
        go_offline(page)
        page.keyboard.press("a")

    def undo_cut_off(page: Page) -> None:
        page.evaluate("window.stop()")
        page.goto("about:blank")
        go_online(page)

    yield Scene("queue-offline", "nora", "/", "#offline", steps=cut_off, after=undo_cut_off)
    yield Scene("queue-views", "rita", "/queue/views/?query=status%3Dopen%26kind%3Dnumerical", "main form")
    low = Claim.objects.filter(status="proposed").order_by("score", "pk")[0]
    yield Scene("dismiss-page", "rita", f"/claims/{low.pk}/dismiss/", "main form")
    yield Scene("why-page", "rita", f"/queue/{low.pk}/why/", "table")
