"""The administration in a real browser: under the strict policy, in the desk's colours, without a console error."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from claims.models import Event, KnownCheck, Role, User
from claims.services import matchrefits, speakers
from tests import builders
from tests.browser.conftest import NARROW, OpenDesk
from tests.builders import NOW

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def address_of(reviewer: User, editor: User) -> dict[str, str]:
    claim = builders.make_submitted_claim(reviewer)
    speaker = speakers.named_speaker(name="Mira Castel", now=NOW)
    builders.make_judged_matches(editor, 24)
    event = Event.objects.about("claim", claim.pk).last()
    assert event
    return {
        "front page": reverse("admin:index"),
        "claims": reverse("admin:claims_claim_changelist"),
        "claim": reverse("admin:claims_claim_change", args=[claim.pk]),
        "speaker": reverse("admin:claims_speaker_change", args=[speaker.pk]),
        "new person": reverse("admin:claims_user_add"),
        "new token": reverse("admin:claims_apitoken_add"),
        "new rating": reverse("admin:claims_rating_add"),
        "policy": reverse("admin:claims_verdictpolicy_changelist"),
        "new upload": reverse("admin:claims_importupload_add"),
        "upload": reverse("admin:claims_importupload_change", args=[builders.make_upload(editor).pk]),
        "learning": reverse("admin:claims_matchweights_add"),
        "what was learned": reverse(
            "admin:claims_matchweights_change", args=[matchrefits.refit_match_weights(actor=editor, now=NOW).pk]
        ),
        "event": reverse("admin:claims_event_change", args=[event.pk]),
    }


def test_pages_read_well_in_light_and_dark(desk: OpenDesk, administrator: User, address_of: dict[str, str]) -> None:
    window = desk(administrator)
    faults = []
    for name, path in address_of.items():
        window.open(path)
        assert not window.complaints, (name, window.complaints)
        faults += [f"{name}: {fault}" for fault in window.faults_in_light_and_dark()]
        # Not the page's: axe copies style sheets that import others, and the policy stops it.
        window.complaints = [one for one in window.complaints if "Applying inline style" not in one]
    assert not faults, "\n".join(faults)


def test_pages_fit_a_telephone(desk: OpenDesk, administrator: User, address_of: dict[str, str]) -> None:
    window = desk(administrator, size=NARROW)
    overhang = {}
    for name, path in address_of.items():
        window.open(path)
        overhang[name] = window.overhang()
    assert {name: pixels for name, pixels in overhang.items() if pixels} == {}


def test_colours_are_the_desks_and_follow_the_system(desk: OpenDesk, editor: User) -> None:
    window = desk(editor)
    seen = {}
    for scheme in ("light", "dark"):
        window.page.emulate_media(color_scheme=scheme)
        window.open("/admin/")
        admin_paper = window.page.evaluate("getComputedStyle(document.body).backgroundColor")
        window.open("/account/")
        assert admin_paper == window.page.evaluate("getComputedStyle(document.body).backgroundColor")
        seen[scheme] = admin_paper
    assert seen["light"] != seen["dark"]


def test_person_is_added_by_hand(desk: OpenDesk, administrator: User) -> None:
    page = desk(administrator).open("/admin/claims/user/add/")
    page.get_by_label("Username").fill("nora")
    page.get_by_label("Reviewer").check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="The password of nora")).to_be_visible()
    assert User.objects.get(username="nora").check_password(page.locator("#secret").inner_text())
    page.get_by_role("link", name="I have it").click()
    expect(page.get_by_role("link", name="nora")).to_be_visible()


def test_claims_are_dismissed_from_the_list_and_one_gets_back_to_the_desk(
    desk: OpenDesk, editor: User, reviewer: User
) -> None:
    claim = builders.make_claim(reviewer)
    page = desk(editor).open("/admin/claims/claim/")
    page.locator("tr", has_text=claim.standalone[:20]).get_by_role("checkbox").check()
    page.locator("select[name=action]").select_option(label="Dismiss, for the reason given")
    page.locator("input[name=reason]").fill("opinion")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_text("1 dismissed.")).to_be_visible()
    claim.refresh_from_db()
    assert claim.dismissed_reason == "opinion"
    page.get_by_role("link", name="Back to the desk").click()
    expect(page).to_have_url(f"{desk(None).address}/")


def test_speakers_are_merged_by_hand(desk: OpenDesk, editor: User) -> None:
    gone, stays = (speakers.named_speaker(name=name, now=NOW) for name in ("Tom Vell", "Tomas Vell"))
    window = desk(editor)
    page = window.open("/admin/claims/speaker/")
    page.get_by_label("Select all objects on this page for an action").check()
    page.locator("select[name=action]").select_option(label="Merge into one")
    page.get_by_role("button", name="Go").click()
    expect(page.get_by_role("heading", name="Merge into one")).to_be_visible()
    page.get_by_label("Tomas Vell").check()
    page.get_by_role("button", name="Merge into the chosen one").click()
    expect(page.get_by_text("1 merged into Tomas Vell.")).to_be_visible()
    gone.refresh_from_db()
    assert gone.merged_into == stays


def test_reviewers_find_no_door(desk: OpenDesk, reviewer: User) -> None:
    page = desk(reviewer).open("/admin/")
    expect(page.get_by_text("403")).to_be_visible()
    assert Role.REVIEWER in reviewer.roles


def test_a_file_of_known_checks_is_looked_over_and_taken_in(desk: OpenDesk, editor: User) -> None:
    window = desk(editor)
    page = window.open("/admin/claims/importupload/add/")
    body = builders.UPLOADED.format(n=5).encode()
    page.set_input_files("input[type=file]", {"name": "checks.csv", "mimeType": "text/csv", "buffer": body})
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="What would be taken in")).to_be_visible()
    expect(page.get_by_text("the address of the check is missing")).to_be_visible()
    page.get_by_label("Rather foggy").select_option("unproven")
    page.get_by_role("button", name="Keep these meanings").click()
    expect(page.get_by_role("heading", name="Labels that nobody knows the meaning of")).to_have_count(0)
    page.get_by_role("button", name="Take in 2 records").click()
    expect(page.get_by_text("Taken in.")).to_be_visible()
    assert KnownCheck.objects.filter(meaning="unproven").count() == 1
    assert not window.complaints
