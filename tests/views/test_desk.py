"""Who may come in, and how the desk says no."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse
from django.utils import timezone

from claims.models import User
from claims.services import claims
from claims.views import site
from tests import builders
from tests.views.conftest import SignIn

HTMX = {"HX-Request": "true"}
VENDORED = [settings.BASE_DIR / "claims/assets/vendor", settings.BASE_DIR / "tests/browser/vendor"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["queue", "article-list", "article-create"])
def test_anonymous_people_are_sent_to_sign_in_and_back(name: str) -> None:
    address = reverse(f"claims:{name}")
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{reverse('account_login')}?next={address}"


@pytest.mark.django_db
def test_signed_out_htmx_request_is_told_so_without_leaving_the_page(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    answer = Client().post(reverse("claims:claim-take", args=[claim.pk]), headers=HTMX)
    assert answer.status_code == 401
    assert answer.headers["Desk-Refusal"] == "signed_out"
    assert "Sign in in another tab" in answer.content.decode()


@pytest.mark.django_db
def test_stranger_is_told_whom_to_ask(stranger: User, sign_in: SignIn) -> None:
    answer = sign_in(stranger).get("/")
    assert answer.status_code == 403
    assert "Ask an administrator" in answer.content.decode()


@pytest.mark.django_db
def test_refusal_is_a_fragment_for_htmx_and_a_page_for_a_plain_form(
    reviewer: User, second: User, sign_in: SignIn
) -> None:
    claim = builders.make_claim(reviewer)

    claims.take_claim(actor=reviewer, claim_id=claim.pk, now=timezone.now())
    address = reverse("claims:claim-take", args=[claim.pk])
    part = sign_in(second).post(address, {"part": "row"}, headers=HTMX)
    assert part.status_code == 409
    assert part.headers["Desk-Refusal"] == "held"
    assert "<html" not in part.content.decode()
    assert "Rita is working on this claim" in part.content.decode()
    page = sign_in(second).post(address)
    assert page.status_code == 409
    assert "<html" in page.content.decode()
    assert "Rita is working on this claim" in page.content.decode()


@pytest.mark.django_db
def test_stale_refusal_shows_what_was_typed_beside_what_stands_there(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)

    claims.reword_claim(actor=reviewer, claim_id=claim.pk, standalone="Norland built nine bridges.", now=timezone.now())
    answer = sign_in(reviewer).post(
        reverse("claims:find-speaker", args=[claim.pk]),
        {"revision": claim.revision, "name": "Mira Castel"},
        headers=HTMX,
    )
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "Norland built nine bridges." in text
    assert "Mira Castel" in text
    assert f'data-revision="{claim.revision + 1}"' in text


@pytest.mark.django_db
def test_unknown_page_and_unknown_claim_are_404_in_the_design(reviewer: User, sign_in: SignIn) -> None:
    for address in ("/no-such-page/", "/articles/999999/", "/queue/999999/"):
        answer = sign_in(reviewer).get(address)
        assert answer.status_code == 404
        assert 'class="masthead"' in answer.content.decode()


@pytest.mark.django_db
def test_form_of_an_older_session_is_refused_in_the_design(reviewer: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(reviewer)
    answer = client.post(reverse("claims:article-create"), {"text": "Typed with care."})
    assert answer.status_code == 403
    assert "older session" in answer.content.decode()


def test_error_pages_need_no_database() -> None:
    request = RequestFactory().get("/")
    answer = site.server_error(request)
    assert answer.status_code == 500
    assert "Nothing was saved" in answer.content.decode()


@pytest.mark.django_db
def test_bad_request_has_a_page() -> None:
    request = RequestFactory().get("/")
    assert site.bad_request(request).status_code == 400
    assert site.forbidden(request).status_code == 403


@pytest.mark.django_db
@override_settings(DEBUG=False)
def test_a_page_failing_inside_says_that_nothing_was_saved(reviewer: User) -> None:
    client = Client(raise_request_exception=False)
    client.force_login(reviewer)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE claims_claim RENAME TO claims_lost")  # undone with the test
    answer = client.get("/")
    assert answer.status_code == 500
    assert "Nothing was saved" in answer.content.decode()


@pytest.mark.parametrize("folder", VENDORED, ids=lambda folder: folder.parent.name)
def test_vendored_files_are_what_their_list_says(folder: Path) -> None:
    listed = json.loads((folder / "vendor.json").read_text(encoding="utf-8"))
    there = {path.name for path in folder.iterdir()} - {"vendor.json"}
    assert {one["file"] for one in listed} == there
    for one in listed:
        assert hashlib.sha256((folder / one["file"]).read_bytes()).hexdigest() == one["sha256"], one["file"]
        assert one["version"]
        assert one["licence"]


def test_vendored_versions_are_the_pinned_ones() -> None:
    pins = json.loads((settings.BASE_DIR / "scripts/front_end/package.json").read_text(encoding="utf-8"))
    pinned = pins["dependencies"] | pins["devDependencies"]
    listed = {
        one["name"]: one["version"] for folder in VENDORED for one in json.loads((folder / "vendor.json").read_text())
    }
    assert listed == pinned


def test_no_template_holds_what_the_content_security_policy_forbids() -> None:
    forbidden = re.compile(
        r"""<style|\sstyle\s*=|\son(?:click|load|error|input|change|submit|focus|blur|toggle|key\w+|mouse\w+)\s*=|href="javascript:|<script(?![^>]*\bsrc=)""",
        re.IGNORECASE,
    )
    for path in (settings.BASE_DIR / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        # Data is no script: browsers run neither JSON nor JSON-LD.
        text = re.sub(r'<script[^>]*type="application/(ld\+)?json"', "", text)
        found = forbidden.search(text)
        assert found is None, f"{path}: {found.group()}"


@pytest.mark.django_db
def test_pages_are_sent_with_a_policy_without_exceptions(reviewer: User, sign_in: SignIn) -> None:
    policy = sign_in(reviewer).get("/").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
