"""What every answer of the site carries, whoever asks: policy, frames, caches, cookies, and no door to elsewhere."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.cache import cache
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse

from claims.models import Role, User
from tests import builders

pytestmark = pytest.mark.django_db

ELSEWHERE = (
    "https://evil.example.org/",
    "//evil.example.org/",
    "/\\evil.example.org",
    "javascript:alert(1)",
    "///evil.example.org",
)


def pages(member: User, editor: User) -> dict[str, str]:
    """One address of every kind of page that a member sees."""
    claim = builders.make_submitted_claim(builders.make_user("author"))
    return {
        "queue": reverse("claims:queue"),
        "articles": reverse("claims:article-list"),
        "article": reverse("claims:article-detail", args=[claim.article_id]),
        "new article": reverse("claims:article-create"),
        "claim": reverse("claims:claim-detail", args=[claim.pk]),
        "account": reverse("claims:account"),
        "second factors": reverse("mfa_index"),
        "password": reverse("account_change_password"),
    }


def public_pages() -> dict[str, str]:
    author, second = builders.make_user("penner"), builders.make_user("seconder")
    claim = builders.make_published_claim(author, second, builders.make_user("chief", Role.EDITOR))
    slug = claim.publications.get().slug
    return {
        "checks": reverse("claims:check-list"),
        "check": reverse("claims:check-detail", args=[slug]),
        "feed": reverse("claims:check-feed"),
        "markup": reverse("claims:check-jsonld", args=[slug]),
        "methodology": reverse("claims:methodology"),
        "sign in": reverse("account_login"),
        "not offered": "/accounts/signup/",
        "missing": "/no/such/page/",
        "health": reverse("healthz"),
    }


def demand_headers(name: str, answer: HttpResponseBase) -> None:
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe-" not in policy, name
    assert "default-src 'none'" in policy, name
    assert "frame-ancestors 'none'" in policy, name
    assert "*" not in policy, name
    assert answer.headers["X-Frame-Options"] == "DENY", name
    assert answer.headers["X-Content-Type-Options"] == "nosniff", name
    assert answer.headers["Referrer-Policy"] == "same-origin", name
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin", name


def test_every_kind_of_page_carries_the_strict_policy(client: Client, reviewer: User, editor: User) -> None:
    for name, path in public_pages().items():
        demand_headers(name, client.get(path))
    client.force_login(reviewer)
    for name, path in pages(reviewer, editor).items():
        answer = client.get(path)
        assert answer.status_code == 200, name
        demand_headers(name, answer)
    demand_headers("forbidden", client.get("/admin/", follow=True))
    client.force_login(editor)
    for path in ("/admin/", reverse("admin:claims_claim_changelist"), reverse("admin:claims_speaker_add")):
        demand_headers(path, client.get(path))


def test_no_page_carries_script_or_style_of_its_own(client: Client, reviewer: User, editor: User) -> None:
    client.force_login(editor)
    found = {
        **pages(reviewer, editor),
        **public_pages(),
        "admin": "/admin/",
        "list": reverse("admin:claims_claim_changelist"),
    }
    for name, path in found.items():
        text = client.get(path, follow=True).content.decode()
        assert " style=" not in text, name
        assert "<style" not in text, name
        assert "javascript:" not in text, name
        assert " onclick=" not in text, name


def test_no_page_of_the_desk_is_kept_by_a_shared_cache(client: Client, reviewer: User, editor: User) -> None:
    client.force_login(reviewer)
    for name, path in pages(reviewer, editor).items():
        told = client.get(path).headers.get("Cache-Control", "")
        assert "private" in told or "no-store" in told, (name, told)
    client.force_login(editor)
    for path in ("/admin/", reverse("admin:claims_claim_changelist")):
        assert "no-store" in client.get(path).headers["Cache-Control"]


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_signing_in_leads_to_no_other_site(client: Client, reviewer: User, elsewhere: str) -> None:
    cache.clear()
    address = f"{reverse('account_login')}?next={elsewhere}"
    page = client.get(address).content.decode()  # may carry it along in a field, but never in a link
    assert f'href="{elsewhere}' not in page
    answer = client.post(address, {"login": "rita", "password": builders.PASSWORD, "next": elsewhere})
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("claims:queue")


def test_signing_in_leads_back_to_where_one_wanted_to_go(client: Client, reviewer: User) -> None:
    cache.clear()
    wanted = reverse("claims:article-list")
    assert client.get(wanted).headers["Location"] == f"/accounts/login/?next={wanted}"
    answer = client.post(reverse("account_login"), {"login": "rita", "password": builders.PASSWORD, "next": wanted})
    assert answer.headers["Location"] == wanted


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_signing_out_leads_to_no_other_site(client: Client, reviewer: User, elsewhere: str) -> None:
    client.force_login(reviewer)
    answer = client.post(reverse("account_logout"), {"next": elsewhere})
    assert answer.headers["Location"] == reverse("account_login")


def test_guessing_passwords_is_stopped_and_the_page_says_what_to_do(client: Client, reviewer: User) -> None:
    cache.clear()
    wrong = {"login": "rita", "password": "not it"}
    first = client.post(reverse("account_login"), wrong)
    assert "do not fit together" in first.content.decode()
    said = [client.post(reverse("account_login"), wrong).content.decode() for _ in range(5)]
    assert "Wait five minutes" in said[-1]
    right = client.post(reverse("account_login"), {"login": "rita", "password": builders.PASSWORD})
    assert "_auth_user_id" not in client.session, right.status_code
    cache.clear()


def test_deactivated_person_is_out_at_once(client: Client, reviewer: User, administrator: User) -> None:
    from claims.services import people

    client.force_login(reviewer)
    assert client.get(reverse("claims:queue")).status_code == 200
    people.deactivate_person(actor=administrator, user_id=reviewer.pk, now=builders.NOW)
    assert client.get(reverse("claims:queue")).headers["Location"].startswith("/accounts/login/")
    cache.clear()
    visitor = Client()
    answer = visitor.post(reverse("account_login"), {"login": "rita", "password": builders.PASSWORD})
    assert "_auth_user_id" not in visitor.session
    assert answer.status_code in (200, 302)
    assert visitor.get(reverse("claims:queue")).headers["Location"].startswith("/accounts/login/")


def test_posts_need_the_token_of_their_form(reviewer: User, editor: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(editor)
    claim = builders.make_claim(reviewer)
    for path in (
        reverse("claims:claim-take", args=[claim.pk]),
        reverse("claims:token-create"),
        reverse("account_logout"),
        reverse("admin:claims_outlet_add"),
        reverse("admin:claims_claim_changelist"),
    ):
        assert strict.post(path, {}).status_code == 403, path


SETTINGS = """
import os, sys
import django
from django.conf import settings
django.setup()
from django.test import Client
answer = Client().get(sys.argv[1], headers={"Host": "desk.example.org", "X-Forwarded-Proto": sys.argv[2]})
print(answer.status_code, answer.headers.get("Location", "-"), answer.headers.get("Strict-Transport-Security", "-"))
print(settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY)
for cookie in answer.cookies.values():
    print(cookie.OutputString())
"""


def in_production(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The same code in a process of its own, set up as a server would be."""
    kept = {name: os.environ[name] for name in ("PATH", "DATABASE_URL", "REDIS_URL", "HOME") if name in os.environ}
    env = {
        **kept, "FACTCHECK_HOME": "/nonexistent", "SECRET_KEY": "k" * 30 + "0123456789-abcdefghijklmnopqrstuvwxyz",
        "SITE_URL": "https://desk.example.org", "SITE_NAME": "The Norland Desk", "BEHIND_PROXY": "true",
        "METRICS_TOKEN": "a-long-random-word", "DJANGO_SETTINGS_MODULE": "factcheck.settings", **variables,
    }  # fmt: skip
    return subprocess.run(
        [sys.executable, *arguments],
        env=env,
        cwd=Path(site.BASE_DIR),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_under_https_cookies_are_secure_and_browsers_are_told_to_stay(db: Any) -> None:
    done = in_production("-c", SETTINGS, "/accounts/login/", "https")
    lines = done.stdout.splitlines()
    assert lines[0] == "200 - max-age=31536000; includeSubDomains; preload", done.stderr
    assert lines[1] == "True True True"
    cookies = lines[2:]
    assert cookies
    assert all("Secure" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_plain_http_is_sent_to_https(db: Any) -> None:
    done = in_production("-c", SETTINGS, "/accounts/login/", "http")
    assert done.stdout.startswith("301 https://desk.example.org/accounts/login/"), done.stderr


def test_supervisors_may_ask_for_health_without_https(db: Any) -> None:
    done = in_production("-c", SETTINGS, "/healthz", "http")
    assert done.stdout.startswith("200 - "), done.stderr
