"""Whatever goes wrong, under whatever address: a problem document that says what to do."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client, override_settings

import claims.services
from claims.api.parsing import MAX_BODY_BYTES
from claims.api.problems import type_address
from claims.api.problemtypes import PROBLEMS
from claims.api.throttling import read_rate
from claims.models import Claim, User
from tests import builders
from tests.api.conftest import Api, api_for, problem_of

pytestmark = pytest.mark.django_db


def test_without_a_token_the_way_to_one_is_named() -> None:
    response = Api().get("/claims")
    problem_of(response, 401, "not_authenticated")
    assert response["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("token", ["x", "fcd_short", "fcd_" + "a" * 46, "ünï"])
def test_a_wrong_token_is_refused(token: str) -> None:
    response = Api().client.get(
        "/api/v1/claims", headers={"Authorization": f"Bearer {token}".encode().decode("latin-1")}
    )
    problem_of(response, 401, "invalid_token")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_token_in_the_address_is_none(api: Api) -> None:
    token = api.headers["Authorization"].removeprefix("Bearer ")
    problem_of(Api().get(f"/claims?token={token}&access_token={token}"), 401, "not_authenticated")


def test_somebody_without_a_role_is_told_so(stranger: User) -> None:
    api = api_for(stranger)
    for path in ("/claims", "/articles", "/me", "/ratings"):
        problem_of(api.get(path), 403, "not_a_member")


@pytest.mark.parametrize(
    "path", ["/api/", "/api/v1/", "/api/v1/claim", "/api/v1/claims/one", "/api/v2/claims", "/api/v1/claims//"]
)
@pytest.mark.parametrize("method", ["get", "post", "delete", "put"])
def test_an_unknown_address_is_a_problem_too(path: str, method: str) -> None:
    found = problem_of(getattr(Client(), method)(path), 404, "not_found")
    assert found["instance"] == path


def test_both_forms_of_an_address_answer(api: Api, reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    for path in ("/articles", "/claims", f"/claims/{claim.pk}", "/publications", "/ratings", "/me"):
        with_slash, without = api.get(f"{path}/"), api.get(path)
        assert with_slash.status_code == without.status_code == 200
        assert with_slash.json() == without.json()
    assert api.post(f"/claims/{claim.pk}/take/").status_code == 200
    for path in ("/api/docs", "/api/docs/", "/api/schema", "/api/schema/"):
        assert Client().get(path).status_code == 200


def test_a_wrong_method_is_told_the_right_ones(api: Api) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        response = api.client.generic(method, "/api/v1/claims", headers=api.headers)
        problem_of(response, 405, "method_not_allowed")
        assert {"GET", "POST"} <= set(response["Allow"].split(", "))
    options = api.client.options("/api/v1/claims", headers=api.headers)
    assert (options.status_code, options.content) == (204, b"")
    assert "GET" in options["Allow"]


def test_only_json_goes_out(api: Api) -> None:
    problem_of(api.get("/claims", Accept="application/xml"), 406, "not_acceptable")
    assert api.get("/claims", Accept="text/html,*/*;q=0.8").status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_only_json_comes_in(api: Api, kind: str) -> None:
    response = api.client.generic("POST", "/api/v1/articles", "text=A+fact.", content_type=kind, headers=api.headers)
    problem_of(response, 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "body", [b"{", b"", b'{"text": NaN}', b'{"text": "\\ud800"}', b"\xff", b"[" * 100_000, b'"text"', b"7"]
)
def test_what_is_no_json_object_is_refused(api: Api, body: bytes) -> None:
    response = api.client.generic(
        "POST", "/api/v1/articles", body, content_type="application/json", headers=api.headers
    )
    assert response.status_code == (400 if body else 422), response.content
    assert response["Content-Type"] == "application/problem+json"


def test_a_body_without_end_is_cut_off(api: Api) -> None:
    body = b'{"text": "' + b"a" * MAX_BODY_BYTES + b'"}'
    response = api.client.generic(
        "POST", "/api/v1/articles", body, content_type="application/json", headers=api.headers
    )
    problem_of(response, 413, "too_large")


def test_too_many_requests_are_told_when_to_come_back(reviewer: User, other_rate: str) -> None:
    api = api_for(reviewer)
    for left in (2, 1, 0):
        response = api.get("/me")
        assert response.status_code == 200
        assert response["RateLimit-Policy"] == '"burst";q=3;w=86400'
        assert response["RateLimit"].startswith(f'"burst";r={left};t=')
    refused = api.get("/me")
    found = refused.json()
    assert (refused.status_code, found["code"], found["violated-policies"]) == (429, "rate_limited", ["burst"])
    assert int(refused["Retry-After"]) >= int(refused["RateLimit"].rpartition("=")[2])
    assert api_for(reviewer).get("/me").status_code == 200  # another token, another count


@pytest.fixture
def other_rate() -> Any:
    changed = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"burst": "3/day"}}
    cache.clear()
    with override_settings(REST_FRAMEWORK=changed):
        yield "3/day"
    cache.clear()


def test_a_rate_that_makes_no_sense_is_refused_loudly() -> None:
    assert read_rate("600/min") == (600, 60)
    for rate in ("600", "many/min", "6/fortnight"):
        with pytest.raises(ValueError, match="600/min"):
            read_rate(rate)


def test_nothing_of_a_crash_is_told(api: Api, reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    # No code of ours writes a number that JSON writers of 64 bits cannot hold; the column can.
    Claim.objects.filter(pk=claim.pk).update(reasons=[{"name": "secret reason", "weight": 10**30, "detail": ""}])
    found = problem_of(api.get(f"/claims/{claim.pk}"), 500, "internal_error")
    assert "secret" not in str(found)
    assert "64" not in found["detail"]


def test_every_type_has_a_page() -> None:
    client = Client()
    for code, kind in PROBLEMS.items():
        address = type_address(code)
        assert address.startswith(settings.SITE_URL)
        page = client.get(address.removeprefix(settings.SITE_URL))
        assert page.status_code == 200
        assert kind.title in page.content.decode().replace("&#x27;", "'")
    assert client.get("/api/problems/no-such-kind").status_code == 404


def test_every_refusal_of_the_services_on_claims_has_a_page() -> None:
    """A new code needs a word of advice, unless it belongs to what the API does not offer."""
    elsewhere = {
        "active", "already_merged", "default_scale", "fallback_policy", "inactive", "last_administrator", "last_rating",
        "draft_behind", "draft_too_long", "too_many_drafts",
        "lease_lost", "merged", "no_such_evidence", "no_such_person", "no_such_token", "not_administrator",
        "no_such_label", "no_such_scale", "too_few_decisions", "not_ready", "nothing_usable", "taken_already",
        "not_an_editor", "rating_in_use", "same_speaker", "scheme_refused", "taken", "withdrawn_already", "yourself",
    }  # fmt: skip
    told = set()
    for source in Path(claims.services.__path__[0]).glob("*.py"):
        told |= set(re.findall(r'(?:Refused|Forbidden|Missing)\(\s*"([a-z_]+)"', source.read_text(encoding="utf-8")))
        told |= set(re.findall(r'demand\([^"]*?,\s*"([a-z_]+)"', source.read_text(encoding="utf-8")))
    assert told - elsewhere <= set(PROBLEMS)
    assert {"policy", "held", "wrong_status", "own_verdict"} <= told | {"wrong_status"}


def test_a_session_works_with_its_csrf_token_only(reviewer: User) -> None:
    claim = builders.make_claim(reviewer)
    client = Client(enforce_csrf_checks=True)
    client.force_login(reviewer)
    assert client.get("/api/v1/me").json()["token"] is None
    problem_of(client.post(f"/api/v1/claims/{claim.pk}/take", content_type="application/json"), 403, "forbidden")
    client.get("/accounts/login/")  # a page with a form sets the cookie; so does any page of the desk
    from django.middleware.csrf import get_token
    from django.test import RequestFactory

    request = RequestFactory().get("/")
    token = get_token(request)
    client.cookies[settings.CSRF_COOKIE_NAME] = request.META["CSRF_COOKIE"]
    response = client.post(
        f"/api/v1/claims/{claim.pk}/take", content_type="application/json", headers={"X-CSRFToken": token}
    )
    assert response.status_code == 200, response.content


def test_answers_for_members_are_not_kept_by_caches(api: Api) -> None:
    response = api.get("/claims")
    assert response["Cache-Control"] == "private, no-cache"
    assert {"Authorization", "Cookie"} <= {word.strip() for word in response["Vary"].split(",")}
