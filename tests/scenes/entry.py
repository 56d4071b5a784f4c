"""Coming in: signing in, a desk on which nothing was handed in yet, and one's own account."""

from collections.abc import Iterator
from datetime import timedelta

from allauth.mfa.models import Authenticator
from playwright.sync_api import Page

from claims.services import conflicts, people, speakers
from tests.builders import PASSWORD
from tests.scenes.scene import Scene, Step, click
from tests.scenes.world import World


def empty(world: World) -> Iterator[Scene]:
    """What the first person finds on their first day."""
    yield Scene("empty-queue", "rita", "/", ".empty | Nothing waits for triage")
    yield Scene("empty-articles", "rita", "/articles/", ".empty | No article yet")
    yield Scene("empty-sources", "rita", "/sources/")
    yield Scene("empty-checks", "", "/checks/")
    yield Scene("empty-corrections", "", "/corrections/")
    yield Scene("empty-due", "rita", "/due/")
    yield Scene("empty-for-me", "rita", "/for-me/")
    yield Scene("empty-drafts", "rita", "/drafts/", "h2 | No drafts")
    yield Scene("empty-views", "rita", "/queue/views/")
    yield Scene("empty-agreement", "edda", "/agreement/")
    yield Scene("empty-conflicts", "edda", "/conflicts/")
    yield Scene("empty-account", "rita", "/account/")


def sign_in_as(name: str, password: str) -> Step:
    def step(page: Page) -> None:
        page.get_by_label("Username").fill(name)
        page.get_by_label("Password").first.fill(password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        page.wait_for_load_state()

    return step


def confirm(page: Page) -> None:
    page.get_by_label("Password").first.fill(PASSWORD)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()


def scenes(world: World) -> Iterator[Scene]:
    Authenticator.objects.create(user=world["mia"], type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    people.create_token(
        actor=world["rita"], owner=world["rita"], name="Monitoring script", scopes=["articles:write"],
        now=world.ago(days=3), expires_at=world.now + timedelta(days=87),
    )  # fmt: skip
    president = speakers.named_speaker(name="Rolf Tande", now=world.ago(days=2))
    conflicts.declare_conflict(
        actor=world["rita"], speaker_id=president.pk, note="He is my landlord.", now=world.ago(days=2)
    )
    yield Scene("sign-in", "", "/accounts/login/", "h1")
    yield Scene(
        "sign-in-refused", "", "/accounts/login/", "[role=alert], .errorlist, .notice--bad",
        steps=sign_in_as("rita", "not the password"),
    )  # fmt: skip
    yield Scene("sign-in-code", "", "/accounts/login/", "h1", steps=sign_in_as("mia", PASSWORD))
    yield Scene("no-role", "guest", "/")
    yield Scene("account", "rita", "/account/")
    yield Scene("account-menu", "edda", "/articles/", ".account__menu", steps=click(".account summary"), is_window=True)
    yield Scene("password", "ravi", "/accounts/password/change/")
    yield Scene("second-factor", "ravi", "/accounts/2fa/")
    yield Scene("confirm-it-is-you", "ravi", "/accounts/2fa/totp/activate/")
    yield Scene("second-factor-setup", "nora", "/accounts/2fa/totp/activate/", steps=confirm)
    yield Scene("sign-out", "ravi", "/accounts/logout/")
    yield Scene("not-found", "rita", "/claims/999999999/")
    yield Scene("no-entry", "rita", "/admin/")
