"""A claim's page: who holds it, what is typed, what others do meanwhile, and what was checked before."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.models import Appearance, Claim, ClaimLookup, Match, MatchDecision
from claims.services import claims, drafts, leases, matches, presence, speakers
from tests import builders
from tests.builders import rating
from tests.scenes.scene import Scene, go_offline, go_online
from tests.scenes.world import World

REASONS = [
    {"name": "meaning", "weight": 1.5, "detail": "both say that nurses left Norland's hospitals"},
    {"name": "figures", "weight": 0.9, "detail": "4,200 in both"},
    {"name": "dates", "weight": -0.3, "detail": "2025 is named in one only"},
]
WORDING = "The claim in one sentence that stands alone"


def reword(page: Page, text: str) -> None:
    page.locator("#claim-wording summary", has_text="Reword it").click()
    page.get_by_label(WORDING).fill(text)


def holding(world: World) -> Iterator[Scene]:
    proposed = world.proposed("Electricity in Norland costs more than anywhere else on the coast")
    free = world.open("It carried 1.2 million people last year")
    mine = world.held("cut its coal by 44 percent since 2015", "rita")
    theirs = world.held("The ministry does not count those who moved to private clinics", "ravi")
    lapsed = world.held("patients in understaffed wards stay two days longer on average", "mia", at=world.ago(hours=2))
    dismissed = claims.dismiss_claim(
        actor=world["ravi"], claim_id=world.proposed("Parliament will vote on the contract in March").pk,
        reason="About the future", now=world.ago(hours=1),
    )  # fmt: skip
    yield Scene("claim-proposed", "rita", f"/claims/{proposed.pk}/", "#do-accept")
    yield Scene("claim-open", "rita", f"/claims/{free.pk}/", "#do-take")
    yield Scene("claim-mine", "rita", f"/claims/{mine.pk}/", ".holder--mine")
    yield Scene(
        "claim-theirs", "rita", f"/claims/{theirs.pk}/", "[data-present]",
        before=lambda: presence.beat(
            actor=world["ravi"], claim_id=theirs.pk, is_active=True, now=timezone.now() - timedelta(seconds=2)
        ),
    )  # fmt: skip
    yield Scene(
        "claim-take-over", "rita", f"/claims/{theirs.pk}/", "#do-take-over",
        steps=lambda page: page.get_by_text("Take over", exact=True).click(),
    )  # fmt: skip
    yield Scene("claim-lease-over", "rita", f"/claims/{lapsed.pk}/", "#do-take | Take over")
    yield Scene("claim-dismissed", "rita", f"/claims/{dismissed.pk}/", "#do-reopen")

    def lose_race(page: Page) -> None:
        claims.take_claim(actor=world["ravi"], claim_id=free.pk, now=timezone.now())
        page.locator("#do-take").click()

    yield Scene(
        "claim-refused", "rita", f"/claims/{free.pk}/", "#claim-refusal [role=alert]", steps=lose_race,
        after=lambda page: claims.release_claim(actor=world["ravi"], claim_id=free.pk, now=timezone.now()),
    )  # fmt: skip


def writing(world: World) -> Iterator[Scene]:
    begun = world.held("Compensation rose to 410,000 crowns in 2025", "rita")
    typed = {
        "rating": str(rating("true").pk),
        "summary": "The wildlife office paid 410,200 crowns in 2025, after 366,000 the year before.",
        "rationale": "The office's accounts list every payment.",
    }
    drafts.save_draft(
        actor=world["rita"], claim_id=begun.pk, form="verdict", fields=typed, revision=begun.revision, number=1,
        now=world.ago(minutes=4),
    )  # fmt: skip
    lost = world.held("Two out of three cases are solved", "rita", at=world.ago(minutes=25))
    drafts.save_draft(
        actor=world["rita"], claim_id=lost.pk, form="verdict", revision=lost.revision, number=1,
        fields={"summary": "The police solved 63 percent of the burglaries of 2025, close to what was said."},
        now=world.ago(minutes=20),
    )  # fmt: skip
    leases.take_over_claim(
        actor=world["ravi"], claim_id=lost.pk, note="It runs at six; I have the ministry on the phone.",
        now=world.ago(minutes=3),
    )  # fmt: skip
    yield Scene(
        "claim-draft-back",
        "rita",
        f"/claims/{begun.pk}/",
        "#verdict-form [data-draft-note] | Brought back what you typed",
    )
    yield Scene(
        "claim-draft-left", "rita", f"/claims/{lost.pk}/", ".draftsleft",
        steps=lambda page: page.locator(".draftsleft summary").click(),
    )  # fmt: skip

    stale = world.open("The energy ministry announced an inquiry")
    told = world.open("It was fined in 2018 and in 2022 for late safety reports")

    def save_late(page: Page) -> None:
        reword(page, "Merrow's energy ministry announced an inquiry that is expected to take six months.")
        claims.reword_claim(
            actor=world["ravi"], claim_id=stale.pk, now=timezone.now(),
            standalone="Norland's energy ministry announced an inquiry that will take a year.",
        )  # fmt: skip
        page.get_by_role("button", name="Save the wording").click()
        expect(page.locator("#claim-wording [role=alert]")).to_be_visible()

    yield Scene("claim-stale", "rita", f"/claims/{stale.pk}/", "#claim-wording [role=alert]", steps=save_late)

    def hear(page: Page) -> None:
        claims.reword_claim(
            actor=world["ravi"], claim_id=told.pk, now=timezone.now(),
            standalone="Merrow Power was fined in 2018 and in 2022 for late safety reports.",
        )  # fmt: skip
        page.evaluate("document.dispatchEvent(new CustomEvent('desk:look'))")

    yield Scene("claim-news", "rita", f"/claims/{told.pk}/", "[data-news]", steps=hear)

    def cut_off(page: Page) -> None:
        go_offline(page)
        page.locator("#verdict-summary").fill("Typed in the tunnel.")
        page.locator("#do-release").click()
        expect(page.locator("#offline")).to_contain_text("Kept on this device only")

    def back(page: Page) -> None:
        page.goto("about:blank")
        go_online(page)

    cut = world.held("that fares had not risen for three years", "nora")
    yield Scene("claim-offline", "nora", f"/claims/{cut.pk}/", "#offline", steps=cut_off, after=back)

    for role, note in (("chair of the passengers' association", "Orsend"), ("harbour master", "Keld")):
        speakers.save_speaker(
            actor=world["edda"],
            name="Tomas Hale",
            kind="person",
            role=role,
            disambiguation=note,
            now=world.ago(hours=3),
        )
    whose = world.open("The minister counts the sailings that took place")

    def name(page: Page) -> None:
        page.locator("#speaker-name").fill("Tomas Hale")
        page.locator("#do-speaker").click()
        expect(page.locator("#claim-speaker [role=alert]")).to_be_visible()

    yield Scene("claim-speaker", "rita", f"/claims/{whose.pk}/", "#claim-speaker [role=alert]", steps=name)


def checked_before(world: World) -> Iterator[Scene]:
    claim = world.open("4,200 nurses had left public hospitals since 2019")
    rows = [
        ("Norland lost 4,200 nurses between 2019 and 2025.", "Mostly true", 0.93, "2026-02-02"),
        ("More nurses leave Norland's hospitals than join them.", "Half true", 0.71, "2025-10-12"),
        ("One in eight nurses works abroad.", "False", 0.52, "2024-05-30"),
    ]
    found = []
    for said, label, score, day in rows:
        check = builders.make_known_check(
            said, now=world.ago(days=3), datePublished=day, author={"name": "Checks of Norland"},
            reviewRating={"alternateName": label},
        )  # fmt: skip
        found.append(builders.make_match(claim, check, score=score, now=world.ago(hours=2)))
    Match.objects.filter(claim=claim).update(reasons=REASONS)
    for match, decision in ((found[0], MatchDecision.CONFIRM), (found[2], MatchDecision.REJECT)):
        matches.judge_match(
            actor=world["rita"], claim_id=claim.pk, match_id=match.pk, decision=decision, now=world.ago(hours=1)
        )
    other = Claim.objects.filter(quote__contains="4,300 nurses").first() or world.proposed(
        "the number of beds had stayed the same for five years"
    )
    builders.make_appearance(claim, other, now=world.ago(hours=2))
    Appearance.objects.update(reasons=REASONS[:1])
    waiting = world.open("In the capital, every third ward is short of staff at night")
    broken = world.open("promised a decision before the summer")

    def ask_anew() -> None:
        ClaimLookup.objects.filter(claim=waiting).update(due_at=timezone.now())

    def fail() -> None:
        ClaimLookup.objects.filter(claim=broken).update(
            due_at=None, attempts=4, error="The model that compares claims could not be loaded."
        )

    yield Scene("claim-checked-before", "rita", f"/claims/{claim.pk}/", ".matches")
    yield Scene("claim-looking", "rita", f"/claims/{waiting.pk}/", "#lookup-waiting", before=ask_anew)
    yield Scene("claim-looking-silent", "rita", f"/claims/{waiting.pk}/", "#lookup-waiting | none has answered",
                before=ask_anew, is_silent=True)  # fmt: skip
    yield Scene("claim-looking-failed", "rita", f"/claims/{broken.pk}/", "#claim-matches .notice--warn", before=fail)


def scenes(world: World) -> Iterator[Scene]:
    yield from holding(world)
    yield from writing(world)
    yield from checked_before(world)
    yield Scene("drafts", "rita", "/drafts/", "main li, main article")
