"""Verdicts: the checklist, the second pair of eyes, dissent, and who is too near."""

from collections.abc import Iterator

from django.utils import timezone
from playwright.sync_api import Page, expect

from claims.services import conflicts, opinions, reviews
from tests import builders
from tests.builders import rating
from tests.scenes.scene import Scene, click
from tests.scenes.stories import CASES
from tests.scenes.world import World


def rate(page: Page, slug: str) -> None:
    page.locator(f"#rating-{rating(slug).pk}").check()


def judging(world: World) -> Iterator[Scene]:
    begun, whole = world.held(CASES["ferries"].words, "rita"), world.with_evidence("died", "rita")
    world.attach(begun, CASES["ferries"], "rita", at=world.ago(minutes=5))

    def begin(page: Page) -> None:
        rate(page, "false")
        page.locator("#verdict-summary").fill("Not so.")
        expect(page.locator("#claim-checklist")).to_contain_text("missing for “False”")

    def refuse(page: Page) -> None:
        begin(page)
        page.locator("#do-judge").click()
        expect(page.locator("#verdict-form [role=alert]")).to_be_visible()

    def write(page: Page) -> None:
        rate(page, "false")
        case = CASES["died"]
        page.locator("#verdict-summary").fill(case.summary)
        page.locator("#verdict-rationale").fill(case.rationale)
        page.locator("#verdict-right_of_reply").fill(case.reply)
        expect(page.locator("#claim-checklist")).to_contain_text("Complete for “False”")

    yield Scene("verdict-incomplete", "rita", f"/claims/{begun.pk}/", "#claim-checklist .is-missing", steps=begin)
    yield Scene("verdict-refused", "rita", f"/claims/{begun.pk}/", "#verdict-form [role=alert]", steps=refuse)
    yield Scene("verdict-complete", "rita", f"/claims/{whole.pk}/", "#claim-checklist .is-met", steps=write)


def reviewing(world: World) -> Iterator[Scene]:
    handed_in = world.submitted("burglaries", "rita")
    returned = world.submitted("nurses", "rita", at=world.ago(hours=2))
    reviews.return_claim(
        actor=world["ravi"], claim_id=returned.pk, now=world.ago(minutes=70),
        note="Name the table in the summary, and say how many moved within the capital. The ministry's number is from "
        "2025, the union's from January.",
    )  # fmt: skip
    yield Scene("verdict-handed-in", "rita", f"/claims/{handed_in.pk}/", "#claim-verdict .why")
    yield Scene("review", "ravi", f"/claims/{handed_in.pk}/", "#do-approve")
    yield Scene(
        "review-differently", "ravi", f"/claims/{handed_in.pk}/", "#claim-verdict form",
        steps=click("#claim-verdict summary:text('I would rate it differently')"),
    )  # fmt: skip
    yield Scene("verdict-returned", "rita", f"/claims/{returned.pk}/", "#claim-verdict | Name the table")
    yield Scene("verdict-returned-to-another", "ravi", f"/claims/{returned.pk}/", "#claim-verdict")


def blind(world: World) -> Iterator[Scene]:
    builders.review_blind(now=world.ago(hours=3))
    hidden = world.submitted("lunches", "rita", at=world.ago(hours=1))
    split = world.submitted("sheep", "rita", at=world.ago(hours=1))
    for claim, who, slug, note in (
        (hidden, "nora", "false", "Both councils' budgets show the money, so the sentence is wrong."),
        (split, "ravi", "mostly-false", "We know what was reported: a third. Calling it open is too kind."),
    ):
        opinions.give_opinion(
            actor=world[who], claim_id=claim.pk, rating_id=rating(slug).pk, note=note, now=world.ago(minutes=30)
        )
    builders.review_blind(is_on=False, now=world.ago(minutes=20))
    objected = world.submitted("homes", "rita")
    opinions.give_opinion(
        actor=world["mia"], claim_id=objected.pk, rating_id=rating("half-true").pk, now=world.ago(minutes=10),
        note="A sixth of the power is bought from others. For me that is more than a clarification.",
    )  # fmt: skip
    yield Scene(
        "review-blind", "ravi", f"/claims/{hidden.pk}/", ".blind",
        before=lambda: builders.review_blind(now=timezone.now()),
        after=lambda page: builders.review_blind(is_on=False, now=timezone.now()),
    )  # fmt: skip
    yield Scene("review-equal", "nora", f"/claims/{hidden.pk}/", "#claim-verdict h3 | You both rated it the same")
    yield Scene("review-split", "ravi", f"/claims/{split.pk}/", "#claim-verdict .why")
    yield Scene("adjudication", "emil", f"/claims/{split.pk}/", "#adjudication-form")
    yield Scene("review-dissent", "ravi", f"/claims/{objected.pk}/", "#claim-verdict | A sixth of the power")


def near(world: World) -> Iterator[Scene]:
    declared = world.open("Three hundred and twenty people work at the plant")
    free = world.open("12 companies had left the region because of it")
    conflicts.declare_conflict(
        actor=world["ravi"], claim_id=declared.pk, note="I worked there until 2021.", now=world.ago(hours=1)
    )

    def declare(page: Page) -> None:
        page.get_by_text("I am too near to this").click()

    yield Scene("conflict-form", "ravi", f"/claims/{free.pk}/", "#conflict-note", steps=declare)
    yield Scene("conflict-declared", "ravi", f"/claims/{declared.pk}/", "main | You declared that you are too near")
    yield Scene("conflicts", "edda", "/conflicts/", "main | I worked there until 2021")
    yield Scene("agreement", "edda", "/agreement/", "main table")


def scenes(world: World) -> Iterator[Scene]:
    yield from judging(world)
    yield from reviewing(world)
    yield from blind(world)
    yield from near(world)
