"""From approval to what readers get, and what becomes of a check later."""

from collections.abc import Iterator
from datetime import date, timedelta

from claims.models import Claim
from claims.services import corrections, rechecks
from claims.services.corrections import Change
from tests import builders
from tests.builders import rating
from tests.scenes.scene import Scene, click
from tests.scenes.stories import CASES
from tests.scenes.world import World

SUMMARY = (
    "Keld has 33 fewer officers than in 2015, not 40. Nine posts of other services were added, and five of them carry "
    "a uniform."
)


def change(world: World, claim: Claim, *, who: str = "rita", days: float = 0, **told: object) -> int:
    change = Change(**told)  # type: ignore[arg-type]
    return corrections.propose_correction(
        actor=world[who], claim_id=claim.pk, change=change, now=world.ago(days=days, minutes=30)
    ).pk


def publish(world: World, pk: int, *, days: float) -> None:
    corrections.publish_correction(actor=world["emil"], correction_id=pk, now=world.ago(days=days))


def scenes(world: World) -> Iterator[Scene]:
    approved = world.approved("bridge", "rita", "ravi")
    plain = world.published("coal", "rita", "ravi", at=world.ago(days=2))
    contested = world.published("rain", "rita", "ravi", at=world.ago(days=6))
    corrected = world.published("officers", "rita", "ravi", at=world.ago(days=9))
    retracted = world.published("lamps", "ravi", "rita", at=world.ago(days=12))
    aged = world.published("income", "rita", "ravi", at=world.ago(days=12))
    world.published("packs", "nora", "ravi", at=world.ago(days=11))
    world.published("cost", "mia", "ravi", at=world.ago(days=4))
    change(
        world, contested, days=0.1, occasion="correction", reason="factual_error",
        note="We gave 161 millimetres for 1954. The service has since corrected its record to 159.",
        internal_note="The service wrote this morning; its table is changed already.",
        summary="It was heavy rain, but in 1954 more fell at the same station: 159 millimetres.",
        rationale=CASES["rain"].rationale.replace("161", "159"),
    )  # fmt: skip
    wrong = change(
        world, corrected, days=7, occasion="correction", reason="factual_error", rating_id=rating("half-true").pk,
        note="We missed five officers of the border guard who serve in Keld. The rating is now “Half true”.",
        summary=SUMMARY,
    )  # fmt: skip
    publish(world, wrong, days=6)
    clearer = change(
        world, corrected, days=3, occasion="clarification", reason="wording",
        note="We now say which services the nine posts belong to.",
    )  # fmt: skip
    publish(world, clearer, days=2.5)
    gone = change(
        world, retracted, who="ravi", days=11, occasion="retraction", reason="wrong_source",
        note="The switching plan that we relied on was last year's. Until we know more, we say nothing.",
    )  # fmt: skip
    publish(world, gone, days=10.5)
    rechecks.set_recheck(
        actor=world["edda"], claim_id=aged.pk, on=date.today() - timedelta(days=3),  # noqa: DTZ011 - a day like any
        note="The accounts of 2025 should be out.", now=world.ago(days=10),
    )  # fmt: skip
    rechecks.set_recheck(
        actor=world["edda"], claim_id=plain.pk, on=date.today() + timedelta(days=90),  # noqa: DTZ011
        note="When the register of 2026 is out.", now=world.ago(days=1),
    )  # fmt: skip
    builders.make_upload(world["edda"], now=world.ago(hours=1))
    slug = {
        name: claim.publications.order_by("-pk")[0].slug
        for name, claim in (("plain", plain), ("corrected", corrected), ("retracted", retracted))
    }
    unfold_form = click("#claim-corrections summary:text('Correct, update, clarify or retract')")
    yield Scene("publish", "edda", f"/claims/{approved.pk}/", "#do-publish")
    yield Scene("publish-own", "rita", f"/claims/{approved.pk}/", "#claim-verdict .why")
    yield Scene("published", "edda", f"/claims/{plain.pk}/", "#see-check")
    yield Scene("correct", "rita", f"/claims/{plain.pk}/", "#do-correct", steps=unfold_form)
    yield Scene("correction-waits", "edda", f"/claims/{contested.pk}/", "#do-publish-correction")
    yield Scene("correction-mine", "rita", f"/claims/{contested.pk}/", "#claim-corrections .why")
    yield Scene("corrected", "edda", f"/claims/{corrected.pk}/", "#claim-corrections .disclosure")
    yield Scene("retracted", "edda", f"/claims/{retracted.pk}/", "#claim-corrections .change")
    yield Scene("due", "rita", "/due/", "main | The accounts of 2025")
    yield Scene("checks", "", "/checks/", "main a")
    yield Scene("checks-search", "", "/checks/?q=burglaries")
    yield Scene("check", "", f"/checks/{slug['plain']}/", "main")
    yield Scene("check-corrected", "", f"/checks/{slug['corrected']}/", "main | Half true")
    yield Scene("check-retracted", "", f"/checks/{slug['retracted']}/", "main | etracted")
    yield Scene("check-as-member", "rita", f"/checks/{slug['plain']}/", "main")
    yield Scene("corrections", "", "/corrections/", "main | border guard")
    yield Scene("methodology", "", "/methodology/", "main")
    yield Scene("not-found-outside", "", "/checks/no-such-check/", "main")
