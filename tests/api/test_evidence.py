"""Changing evidence over the API, while others do the same."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.utils import timezone

from claims.models import Claim, Evidence, User
from claims.services import sources
from tests import builders
from tests.api.conftest import Api, api_for, problem_of
from tests.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(reviewer: User) -> Claim:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    builders.attach_sources(reviewer, claim, 1, now=timezone.now())
    return claim


def at(claim: Claim) -> str:
    return f"/claims/{claim.pk}/evidence/{claim.evidence.get().pk}"


def amend(who: User, claim: Claim, **changes: Any) -> Evidence:
    return sources.amend_evidence(actor=who, evidence_id=claim.evidence.get().pk, now=timezone.now(), **changes)


def test_a_stale_amendment_is_told_what_stands_there_now(api: Api, claim: Claim, second: User) -> None:
    """What people complained of elsewhere: last write wins."""
    amend(second, claim, stance="refutes", note="It says so on page 3.")
    seen = {"stance": "context", "note": ""}
    late = api.patch(at(claim), {"stance": "supports", "note": "", "seen": seen})
    details = problem_of(late, 409, "stale")["details"]
    assert (details["fields"], details["present"]) == (["stance"], {"stance": "refutes"})
    piece = claim.evidence.get()
    assert (piece.stance, piece.note) == ("refutes", "It says so on page 3.")


def test_fields_that_nobody_else_changed_are_saved_beside_theirs(api: Api, claim: Claim, second: User) -> None:
    amend(second, claim, note="It says so on page 3.")
    seen = {"stance": "context", "note": ""}
    row = api.patch(at(claim), {"stance": "supports", "note": "", "seen": seen}).json()
    assert (row["stance"], row["note"]) == ("supports", "It says so on page 3.")


@pytest.mark.parametrize("verb", ["", "/passage", "/withdraw"])
def test_if_match_and_revision_guard_every_change_of_a_piece(verb: str, api: Api, claim: Claim, second: User) -> None:
    body: dict[str, str] = {"": {"stance": "mixed"}, "/passage": {"passage": "Page 9"}, "/withdraw": {}}[verb]
    send: Callable[..., HttpResponse] = api.post if verb else api.patch
    old = api.get(f"/claims/{claim.pk}")["ETag"]
    amend(second, claim, stance="refutes")
    refused = send(f"{at(claim)}{verb}", body, If_Match=old)
    problem_of(refused, 412, "precondition_failed")
    problem_of(send(f"{at(claim)}{verb}", {**body, "revision": claim.revision - 1}), 409, "stale")
    assert claim.evidence.standing().get().stance == "refutes"
    assert send(f"{at(claim)}{verb}", body, If_Match=refused["ETag"]).status_code == 200


def test_seen_holds_known_fields_only(api: Api, claim: Claim) -> None:
    problem = problem_of(api.patch(at(claim), {"stance": "mixed", "seen": {"colour": "red"}}), 400, "malformed")
    assert problem["errors"][0]["pointer"] == "#/seen/colour"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_amend_what_both_saw_one_is_told(reviewer: User, second: User) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    builders.attach_sources(reviewer, claim, 1, now=timezone.now())
    where = at(claim)
    calls = []
    for who, stance in ((reviewer, "supports"), (second, "refutes")):
        api = api_for(who)
        etag = api.get(f"/claims/{claim.pk}")["ETag"]
        calls.append(lambda api=api, stance=stance, etag=etag: api.patch(where, {"stance": stance}, If_Match=etag))
    answers = [one for one in at_once(calls) if not isinstance(one, Exception)]
    assert sorted(one.status_code for one in answers) == [200, 412]
    saved = next(json.loads(one.content) for one in answers if one.status_code == 200)
    assert claim.evidence.get().stance == saved["stance"]
