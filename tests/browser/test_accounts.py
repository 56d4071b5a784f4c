"""Signing in, second factors and one's own account in a real browser: no console error, no axe violation, 360 px."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from playwright.sync_api import Page, expect

from claims.models import ApiToken, User
from tests.browser.conftest import NARROW, Desk, OpenDesk
from tests.builders import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture(autouse=True)
def _forget_tries() -> None:
    cache.clear()


def sign_in(page: Page, username: str, password: str = PASSWORD) -> None:
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def confirm(page: Page) -> None:
    """Show once more who one is, as every change of the sign-in asks."""
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Confirm").click()


def sign_out(desk: Desk) -> None:
    desk.open("/accounts/logout/").get_by_role("main").get_by_role("button", name="Sign out").click()
    expect(desk.page.get_by_role("heading", name="Sign in")).to_be_visible()


def give_authenticator(desk: Desk) -> None:
    """A virtual one, as built into a laptop."""
    session = desk.page.context.new_cdp_session(desk.page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_passkey_is_added_signs_in_and_is_removed(desk: OpenDesk, reviewer: User) -> None:
    window = desk()
    page = window.open("/accounts/login/?next=/account/")
    give_authenticator(window)
    sign_in(page, "rita")
    expect(page.get_by_role("heading", name="Rita")).to_be_visible()

    window.open("/accounts/2fa/webauthn/add/")
    assert window.faults_in_light_and_dark() == []
    confirm(page)
    page.get_by_label("Name").fill("Laptop")
    page.get_by_label("Passwordless").check()
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()  # made with the first factor
    assert len(page.get_by_label("Codes that were not used yet").input_value().split()) == 10
    assert window.faults_in_light_and_dark() == []
    window.open("/accounts/2fa/webauthn/")
    expect(page.get_by_text("Laptop passkey")).to_be_visible()
    assert window.faults_in_light_and_dark() == []

    sign_out(window)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    window.open("/account/")
    expect(page.get_by_role("heading", name="Rita")).to_be_visible()

    window.open("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Rename Laptop").click()
    confirm(page)
    page.get_by_label("Name").fill("Old laptop")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Remove Old laptop").click()
    assert window.faults_in_light_and_dark() == []
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No passkey yet")).to_be_visible()
    assert not Authenticator.objects.filter(user=reviewer, type=Authenticator.Type.WEBAUTHN).exists()


def test_failing_passkey_says_what_to_do(desk: OpenDesk, reviewer: User) -> None:
    window = desk()
    page = window.open("/accounts/login/")
    give_authenticator(window)  # knows no passkey of this desk
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("alert").get_by_text("none of yours belongs to this desk")).to_be_visible()
    page.goto(window.address.replace("localhost", "127.0.0.1") + "/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("Passkeys need a host name")).to_be_visible()


def test_authenticator_app_is_asked_for_after_the_password(desk: OpenDesk, reviewer: User) -> None:
    window = desk()
    page = window.open("/accounts/login/?next=/accounts/2fa/totp/activate/")
    sign_in(page, "rita")
    confirm(page)
    picture = page.get_by_role("img", name="QR code")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    assert window.faults_in_light_and_dark() == []
    secret = page.get_by_label("Secret").input_value()
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    recovery = page.get_by_label("Codes that were not used yet").input_value().split()[0]
    window.open("/accounts/2fa/")
    expect(page.get_by_text("On: after your password")).to_be_visible()
    assert window.faults_in_light_and_dark() == []

    sign_out(window)
    sign_in(page, "rita")
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    assert window.faults_in_light_and_dark() == []
    window.page.get_by_label(re.compile("code", re.IGNORECASE)).fill("000000")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Incorrect code")).to_be_visible()
    page.get_by_label(re.compile("code", re.IGNORECASE)).fill(recovery)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="One more step")).to_be_hidden()
    window.open("/account/")
    expect(page.get_by_text("Second factor")).to_be_visible()


def code_of(secret: str) -> str:
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_refused_sign_in_says_what_to_do(desk: OpenDesk, reviewer: User) -> None:
    window = desk()
    page = window.open("/accounts/login/")
    sign_in(page, "rita", "not it")
    expect(page.get_by_text("ask an administrator for a new password", exact=False).first).to_be_visible()
    assert window.faults_in_light_and_dark() == []


def test_token_is_made_shown_once_and_revoked(desk: OpenDesk, reviewer: User) -> None:
    window = desk(reviewer)
    page = window.open("/account/")
    page.get_by_label("What it is for").fill("Import from the CMS")
    page.get_by_label("articles:write").check()
    page.get_by_role("button", name="Make the token").click()
    expect(page.locator("#secret")).to_have_text(re.compile("^fcd_"))
    assert window.faults_in_light_and_dark() == []
    window.open("/account/")
    expect(page.locator("#secret")).to_have_count(0)
    page.get_by_role("button", name="Revoke Import from the CMS").click()
    expect(page.get_by_text("is revoked and works no more")).to_be_visible()
    assert ApiToken.objects.get().revoked_at


@pytest.mark.parametrize(
    "path",
    ["/account/", "/accounts/password/change/", "/accounts/2fa/", "/accounts/logout/", "/accounts/reauthenticate/"],
)
def test_own_pages_fit_a_telephone_and_read_well(desk: OpenDesk, reviewer: User, path: str) -> None:
    window = desk(reviewer, size=NARROW)
    window.open(path)
    assert window.overhang() == 0
    assert window.faults_in_light_and_dark() == []


@pytest.mark.parametrize(
    "path", ["/accounts/login/", "/accounts/signup/", "/accounts/password/reset/", "/accounts/inactive/"]
)
def test_entrance_fits_a_telephone_and_reads_well(desk: OpenDesk, path: str) -> None:
    window = desk(size=NARROW)
    window.open(path)
    assert window.overhang() == 0
    assert window.faults_in_light_and_dark() == []
