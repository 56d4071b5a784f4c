"""The claim page by hand and keyboard: swaps that keep focus and words, drafts, and the checklist that follows."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from claims.models import Claim, Role, User
from claims.services import claims
from tests import builders
from tests.browser.conftest import NARROW, Desk, OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def held_claim(name: str = "rita") -> tuple[User, Claim]:
    reviewer = builders.make_user(name)
    return reviewer, builders.make_held_claim(reviewer, now=timezone.now())


def where(claim: Claim) -> str:
    return f"/claims/{claim.pk}/"


def test_source_is_added_in_place_while_a_verdict_is_being_written(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    one = desk(reviewer)
    page = one.open(where(claim))
    page.get_by_label("Summary").fill("Half a sentence that nobody has saved")
    page.get_by_label("Address").fill("https://registry.example.org/bridges")
    page.get_by_label("Title").fill("Register of bridges")
    page.get_by_label("Refutes").check(force=True)
    page.get_by_label("The passage that matters").fill("It lists 97 bridges.")
    page.get_by_role("button", name="Add this source").click()
    expect(page.get_by_role("link", name="Register of bridges", exact=True)).to_be_visible()
    expect(page.get_by_label("Summary")).to_have_value("Half a sentence that nobody has saved")
    expect(page.get_by_label("Address")).to_have_value("")
    expect(page.locator('#claim-checklist [data-code="sources"]')).to_have_class("is-met")
    assert one.focused() == "do-evidence"
    page.get_by_role("button", name="Remove Register of bridges").click()
    expect(page.get_by_text("No sources yet.")).to_be_visible()


def test_checklist_follows_the_rating_and_the_words(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    builders.attach_sources(reviewer, claim, 1)
    page = desk(reviewer).open(where(claim))
    missing = page.locator("#claim-checklist .is-missing")
    expect(missing).to_have_count(2)
    page.locator(f"#rating-{builders.rating('false').pk}").check()
    expect(page.locator("#claim-checklist")).to_contain_text("missing for “False”")
    expect(missing).to_have_count(5)
    page.locator(f"#rating-{builders.rating('true').pk}").check()
    page.get_by_label("Summary").fill("The register lists every one of them.")
    expect(page.locator("#claim-checklist")).to_contain_text("Complete for “True”")


def test_refused_verdict_keeps_every_word_and_names_what_is_missing(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    page = desk(reviewer).open(where(claim))
    page.locator(f"#rating-{builders.rating('false').pk}").check()
    page.get_by_label("Summary").fill("The register lists none of them.")
    page.get_by_label("How the sources lead there").fill("We counted.")
    page.get_by_role("button", name="Save and hand in").click()
    alert = page.locator("#verdict-form [role=alert]")
    expect(alert).to_contain_text("Add 2 independent sources")
    expect(alert).to_be_focused()
    expect(page.get_by_label("Summary")).to_have_value("The register lists none of them.")
    expect(page.get_by_label("How the sources lead there")).to_have_value("We counted.")
    assert not claim.verdicts.exists()


def test_lost_page_brings_the_draft_back_and_saving_forgets_it(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    one = desk(reviewer)
    page = one.open(where(claim))
    page.get_by_label("Address").fill("https://registry.example.org/bridges")
    page.get_by_label("Refutes").check(force=True)
    page.get_by_label("Summary").fill("Nobody pressed a button yet.")
    page.reload()
    expect(page.get_by_label("Address")).to_have_value("https://registry.example.org/bridges")
    expect(page.get_by_label("Refutes")).to_be_checked()
    expect(page.get_by_label("Summary")).to_have_value("Nobody pressed a button yet.")
    expect(page.locator("#evidence-form [data-draft-note]")).to_contain_text("Brought back what you typed")
    page.get_by_role("button", name="Add this source").click()
    expect(page.locator(".piece")).to_have_count(1)
    page.reload()
    expect(page.get_by_label("Address")).to_have_value("")
    expect(page.get_by_label("Summary")).to_have_value("Nobody pressed a button yet.")
    page.locator("#verdict-form [data-draft-forget]").click()
    expect(page.get_by_label("Summary")).to_have_value("")
    page.reload()
    expect(page.get_by_label("Summary")).to_have_value("")


def test_draft_shows_up_under_no_other_claim_and_for_nobody_else(desk: OpenDesk) -> None:
    """What people complained of elsewhere: drafts that show up under another article."""
    reviewer, claim = held_claim()
    other = builders.make_held_claim(reviewer, now=timezone.now())
    one = desk(reviewer)
    page = one.open(where(claim))
    page.get_by_label("Summary").fill("Of this claim alone.")
    one.open(where(other))
    expect(page.get_by_label("Summary")).to_have_value("")
    one.open(where(claim))
    expect(page.get_by_label("Summary")).to_have_value("Of this claim alone.")
    keys = page.evaluate("Object.keys(localStorage)")
    assert [key for key in keys if "draft" in key] == [f"draft:1:{reviewer.pk}:{claim.pk}:verdict"]


def test_draft_typed_before_somebody_else_changed_the_claim_is_told_to_be_stale(desk: OpenDesk) -> None:
    """What people complained of elsewhere: the last write wins."""
    reviewer, claim = held_claim()
    second = builders.make_user("sam")
    page = desk(reviewer).open(where(claim))
    page.locator("summary", has_text="Reword it").click()
    page.get_by_label("The claim in one sentence that stands alone").fill("Rita says so.")
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Sam says so.", now=timezone.now())
    page.reload()
    wording = page.get_by_label("The claim in one sentence that stands alone")
    expect(wording).to_have_value("Rita says so.")
    page.get_by_role("button", name="Save the wording").click()
    alert = page.locator("#claim-wording [role=alert]")
    expect(alert).to_contain_text("Rita says so.")
    expect(alert).to_contain_text("Sam says so.")
    expect(wording).to_have_value("Rita says so.")
    assert Claim.objects.get(pk=claim.pk).standalone == "Sam says so."
    page.get_by_role("button", name="Save the wording").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rita says so.")


def test_own_rewording_does_not_make_the_verdict_being_written_stale(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    builders.attach_sources(reviewer, claim, 1)
    page = desk(reviewer).open(where(claim))
    page.locator(f"#rating-{builders.rating('true').pk}").check()
    page.get_by_label("Summary").fill("The register lists every one of them.")
    page.get_by_label("Correct the speaker").fill("Mira Castel")
    page.get_by_label("Correct the speaker").press("Enter")
    expect(page.locator(".claimhead__said")).to_contain_text("Mira Castel")
    page.get_by_role("button", name="Save and hand in").click()
    expect(page.locator("#claim-head .status")).to_have_text("To review")


def test_second_taker_is_told_who_was_first_and_until_when(desk: OpenDesk) -> None:
    """What people complained of elsewhere: the same item given to two people."""
    reviewer, sam = builders.make_user("rita"), builders.make_user("sam")
    claim = builders.make_claim(reviewer)
    first, late = desk(reviewer).open(where(claim)), desk(sam).open(where(claim))
    first.get_by_role("button", name="Take").click()
    expect(first.locator(".holder")).to_contain_text("You hold it until")
    late.get_by_role("button", name="Take").click()
    expect(late.get_by_role("alert")).to_contain_text("Rita is working on this claim until")
    assert Claim.objects.get(pk=claim.pk).assignee == reviewer


def test_verdict_keeps_its_draft_when_the_claim_was_taken_over(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    page = desk(reviewer).open(where(claim))
    page.get_by_label("Summary").fill("Written while the lease ran out.")
    claims.release_claim(actor=builders.make_user("edda", Role.EDITOR), claim_id=claim.pk, now=timezone.now())
    claims.take_claim(actor=builders.make_user("sam"), claim_id=claim.pk, now=timezone.now())
    page.locator(f"#rating-{builders.rating('true').pk}").check()
    page.get_by_role("button", name="Save and hand in").click()
    expect(page.get_by_role("alert")).to_contain_text("Sam is working on this claim.")
    expect(page.get_by_role("alert")).to_contain_text("Written while the lease ran out.")


def test_whole_work_on_a_claim_without_javascript(desk: OpenDesk) -> None:
    reviewer = builders.make_user("rita")
    claim = builders.make_claim(reviewer)
    page = desk(reviewer, is_scripted=False).open(where(claim))
    page.get_by_role("button", name="Take").click()
    page.get_by_label("Correct the speaker").fill("Mira Castel")
    page.locator("#do-speaker").click()
    page.get_by_label("Title").fill("Register of bridges")
    page.get_by_label("Supports").check(force=True)
    page.get_by_role("button", name="Add this source").click()
    expect(page.get_by_text("Source added.")).to_be_visible()
    page.locator(f"#rating-{builders.rating('true').pk}").check()
    page.get_by_role("button", name="See what is missing").click()
    expect(page.locator("#claim-checklist .is-missing")).to_have_count(1)
    page.get_by_label("Summary").fill("The register lists every one of them.")
    page.get_by_role("button", name="Save and hand in").click()
    expect(page.locator("#claim-head .status")).to_have_text("To review")


def test_keys_lead_to_evidence_verdict_and_speaker_but_not_while_typing(desk: OpenDesk) -> None:
    reviewer, claim = held_claim()
    one = desk(reviewer)
    page = one.open(where(claim))
    for key, field in (("e", "evidence-url"), ("v", f"rating-{builders.rating('true').pk}"), ("f", "speaker-name")):
        page.locator("h1").click()
        page.keyboard.press(key)
        assert one.focused() == field
    page.get_by_label("Summary").fill("")
    page.keyboard.type("five")
    expect(page.get_by_label("Summary")).to_have_value("five")


def everyone(desk: OpenDesk) -> list[tuple[str, Desk, Claim]]:
    """The page in each of its states, before whom it matters."""
    rita, sam, edda = builders.make_user("rita"), builders.make_user("sam"), builders.make_user("edda", Role.EDITOR)
    article = builders.make_ready_article(rita, outlet="Tagwerk")
    proposed = article.claims.filter(status="proposed", statement__isnull=False).order_by("-score")[0]
    held = builders.make_held_claim(rita, now=timezone.now())
    builders.attach_sources(rita, held, 2)
    states = [
        ("proposed", rita, proposed),
        ("open", rita, builders.make_claim(rita)),
        ("mine", rita, held),
        ("theirs", sam, held),
        ("submitted", sam, builders.make_submitted_claim(rita)),
        ("approved", edda, builders.make_approved_claim(rita, sam)),
        ("published", edda, builders.make_published_claim(rita, sam, edda)),
    ]
    windows = {who.pk: desk(who) for _, who, _ in states}
    return [(name, windows[who.pk], claim) for name, who, claim in states]


def test_every_state_is_free_of_faults_and_fits_a_phone(desk: OpenDesk) -> None:
    faults = []
    for name, one, claim in everyone(desk):
        one.open(where(claim))
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
