"""Claims over the API: triage, who works on them, and every refusal on the way."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from claims.models import Claim, Role, Scope, User
from claims.models import claims as model
from claims.services import attributions
from claims.services import claims as services
from claims.services.speakers import merge_speakers, named_speaker
from tests import builders
from tests.api.conftest import Api, problem_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim(reviewer: User) -> Claim:
    return builders.make_claim(reviewer)


@pytest.fixture
def proposed(reviewer: User) -> Claim:
    article = builders.make_ready_article(reviewer)
    return article.claims.filter(status="proposed").order_by("id")[0]


# -- reading ------------------------------------------------------------------------------------


def test_a_claim_is_read_with_what_one_may_do(api: Api, claim: Claim) -> None:
    read = api.get(f"/claims/{claim.pk}")
    body = read.json()
    assert (body["id"], body["status"], body["quote"], body["revision"]) == (claim.pk, "open", claim.quote, 1)
    assert body["evidence"] == body["verdicts"] == []
    assert set(body["allowed"]) == {
        "dismiss", "take", "reword", "speaker", "evidence", "span", "split", "merge", "unaccept",
    }  # fmt: skip
    same = api.get(f"/claims/{claim.pk}", If_None_Match=read["ETag"])
    assert (same.status_code, same.content) == (304, b"")
    problem_of(api.get("/claims/999"), 404, "no_such_claim")


def test_a_list_row_says_what_the_claim_itself_says(api: Api, proposed: Claim) -> None:
    row = next(row for row in api.get("/claims").json()["results"] if row["id"] == proposed.pk)
    detail = api.get(f"/claims/{proposed.pk}").json()
    assert row == {name: detail[name] for name in row}


def test_what_the_wording_put_in_is_told_with_its_reason(api: Api, reviewer: User) -> None:
    article = builders.make_ready_article(reviewer)
    claim = next(one for one in article.claims.order_by("start") if one.substitutions)
    body = api.get(f"/claims/{claim.pk}").json()
    text = claim.version.text
    assert [one["replacement"] for one in body["substitutions"]] == [one["replacement"] for one in claim.substitutions]
    for one in body["substitutions"]:
        assert one["words"] == text[one["start"] : one["end"]]
        assert set(one) == {"start", "end", "words", "replacement", "why"}
    assert any(one["why"] for one in body["substitutions"])
    bare = builders.make_claim(reviewer)
    assert api.get(f"/claims/{bare.pk}").json()["substitutions"] == []


def test_repeats_are_told_and_filtered_as_in_the_queue(api: Api, proposed: Claim) -> None:
    first, again, third = Claim.objects.filter(article=proposed.article).order_by("start")[:3]
    Claim.objects.filter(pk=first.pk).update(times_said=3)
    Claim.objects.filter(pk__in=[again.pk, third.pk]).update(repeats=first)
    lead = api.get(f"/claims/{first.pk}").json()
    assert (lead["times_said"], lead["repeat_of"], lead["repeats"]) == (3, None, [again.pk, third.pk])
    told = api.get(f"/claims/{third.pk}").json()
    assert (told["times_said"], told["repeat_of"], told["repeats"]) == (1, first.pk, [first.pk, again.pk])

    def ids(query: str) -> set[int]:
        return {row["id"] for row in api.get(f"/claims{query}").json()["results"]}

    everything = ids("")
    assert ids("?repeats=with") == everything
    assert ids("?repeats=only") == {again.pk, third.pk}
    assert ids("?repeats=without") == everything - {again.pk, third.pk}
    assert ids("?repeats=without&status=proposed") == ids("?status=proposed") - {again.pk, third.pk}
    Claim.objects.filter(pk=first.pk).update(status="dismissed", dismissed_reason="Too trivial")
    assert ids("?repeats=only") == set()
    assert ids("?repeats=without") == everything
    problem_of(api.get("/claims?repeats=some"), 400, "malformed")
    rows = {row["id"]: row["repeat_of"] for row in api.get("/claims").json()["results"]}
    assert (rows[first.pk], rows[again.pk]) == (None, first.pk)


def test_filters_narrow_each_other(api: Api, reviewer: User, second: User, claim: Claim) -> None:
    other = builders.make_claim(reviewer, "Norland exported 12 ships of barley.")
    held = services.take_claim(actor=second, claim_id=other.pk, now=builders.NOW)
    speaker = named_speaker(name="Ola Brandt", now=builders.NOW)
    attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, speaker_id=speaker.pk, now=builders.NOW)

    def ids(query: str) -> list[int]:
        response = api.get(f"/claims?{query}")
        assert response.status_code == 200, response.content
        return [row["id"] for row in response.json()["results"]]

    assert ids("status=in_review") == [held.pk]
    assert set(ids("status=in_review&status=open")) == {held.pk, claim.pk}
    assert ids(f"article={claim.article_id}") == [claim.pk]
    assert ids(f"speaker={speaker.pk}") == [claim.pk]
    assert ids("q=barley") == ids("q=barley+-bridges") == [held.pk]
    assert ids("q=bridges+barley") == []
    assert ids("assignee=sam") == ids(f"assignee={second.pk}") == [held.pk]
    assert ids("assignee=me") == []
    assert ids("assignee=none") == [claim.pk]
    assert ids("status=open&q=barley") == []
    Claim.objects.filter(pk=claim.pk).update(score=0.4)
    assert ids("min_score=0.5") == [held.pk]
    assert set(ids("min_score=0.4")) == {held.pk, claim.pk}


def test_words_are_found_whether_they_are_rare_or_common(
    api: Api, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    rare = builders.make_claim(reviewer, "Norland exported 12 ships of barley.")
    builders.make_claim(reviewer, "Norland exported 9 ships of rye.")
    for few in (2000, 2, 1):  # more hits than that count as many
        monkeypatch.setattr(model, "FEW", few)
        assert [row["id"] for row in api.get("/claims?q=barley").json()["results"]] == [rare.pk]
        assert len(api.get("/claims?q=ships").json()["results"]) == 2
        assert api.get("/claims?q=wheat").json()["results"] == []


def test_a_merged_speaker_still_finds_its_claims(api: Api, reviewer: User, claim: Claim) -> None:
    gone = named_speaker(name="O. Brandt", now=builders.NOW)
    stays = named_speaker(name="Ola Brandt", now=builders.NOW)
    attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, speaker_id=gone.pk, now=builders.NOW)
    merge_speakers(actor=reviewer, speaker_id=gone.pk, into_id=stays.pk, now=builders.NOW)
    for speaker in (gone, stays):
        assert [row["id"] for row in api.get(f"/claims?speaker={speaker.pk}").json()["results"]] == [claim.pk]
    assert api.get("/claims?speaker=999").json()["results"] == []


@pytest.mark.parametrize(
    ("query", "status", "parameter"),
    [
        ("statuss=open", 400, "statuss"),
        ("status=lost", 400, "status.0"),
        ("article=x", 400, "article"),
        ("article=1&article=2", 400, "article"),
        ("min_score=2", 400, "min_score"),
        ("min_score=nan", 400, "min_score"),
        ("page_size=0", 400, "page_size"),
        ("page_size=201", 400, "page_size"),
        ("q=%00", 400, "q"),
    ],
)
def test_a_senseless_filter_is_refused_and_named(api: Api, query: str, status: int, parameter: str) -> None:
    found = problem_of(api.get(f"/claims?{query}"), status, "malformed")
    assert [error["parameter"] for error in found["errors"]] == [parameter]


def test_nobody_of_that_name_is_said_and_not_an_empty_list(api: Api) -> None:
    problem_of(api.get("/claims?assignee=nobody-here"), 422, "invalid")


# -- triage -------------------------------------------------------------------------------------


def test_accept_dismiss_and_reopen(api: Api, proposed: Claim) -> None:
    accepted = api.post(f"/claims/{proposed.pk}/accept").json()
    assert (accepted["status"], accepted["revision"]) == ("open", 2)
    found = problem_of(api.post(f"/claims/{proposed.pk}/accept"), 409, "wrong_status")
    assert found["details"]["status"] == "open"
    assert "dismiss" in found["details"]["allowed"]
    dismissed = api.post(f"/claims/{proposed.pk}/dismiss", {"reason": "opinion"}).json()
    assert (dismissed["status"], dismissed["dismissed_reason"], dismissed["allowed"]) == (
        "dismissed",
        "opinion",
        ["reopen", "restore", "undo"],
    )
    assert api.post(f"/claims/{proposed.pk}/reopen", {}).json()["status"] == "open"


def test_a_dismissal_needs_a_reason(api: Api, claim: Claim) -> None:
    assert problem_of(api.post(f"/claims/{claim.pk}/dismiss"), 400, "malformed")["errors"][0]["pointer"] == "#/reason"
    assert problem_of(api.post(f"/claims/{claim.pk}/dismiss", {"reason": " "}), 422, "invalid")


def test_two_people_cannot_take_the_same(api: Api, second_api: Api, editor_api: Api, claim: Claim) -> None:
    taken = api.post(f"/claims/{claim.pk}/take").json()
    assert (taken["status"], taken["assignee"]["username"]) == ("in_review", "rita")
    assert api.post(f"/claims/{claim.pk}/take").status_code == 200
    found = problem_of(second_api.post(f"/claims/{claim.pk}/take"), 409, "held")
    assert found["details"]["holder"] == "Rita"
    assert "take" not in second_api.get(f"/claims/{claim.pk}").json()["allowed"]
    problem_of(second_api.post(f"/claims/{claim.pk}/release"), 403, "not_yours")
    released = editor_api.post(f"/claims/{claim.pk}/release").json()
    assert (released["status"], released["assignee"]) == ("open", None)
    problem_of(api.post(f"/claims/{claim.pk}/release"), 409, "wrong_status")


def test_a_lease_that_ran_out_can_be_taken_over(second_api: Api, reviewer: User, claim: Claim) -> None:
    services.take_claim(actor=reviewer, claim_id=claim.pk, now=builders.NOW - timedelta(days=1000))
    assert "take" in second_api.get(f"/claims/{claim.pk}").json()["allowed"]
    assert second_api.post(f"/claims/{claim.pk}/take").json()["assignee"]["username"] == "sam"


# -- changing -----------------------------------------------------------------------------------


def test_wording_and_kind_change_and_the_quote_does_not(api: Api, claim: Claim) -> None:
    changed = api.patch(f"/claims/{claim.pk}", {"standalone": "Norland built bridges.", "kind": "numerical"})
    body = changed.json()
    assert (body["standalone"], body["kind"], body["quote"]) == ("Norland built bridges.", "numerical", claim.quote)
    assert body["revision"] == 2
    problem_of(api.patch(f"/claims/{claim.pk}", {"quote": "x"}), 400, "malformed")
    problem_of(api.patch(f"/claims/{claim.pk}", {"kind": "rumour"}), 400, "malformed")
    problem_of(api.patch(f"/claims/{claim.pk}", {"standalone": " "}), 422, "invalid")
    problem_of(api.patch("/claims/999", {"kind": "causal"}), 404, "no_such_claim")


def test_a_stale_change_is_refused_and_told_what_stands(api: Api, second_api: Api, claim: Claim) -> None:
    etag = api.get(f"/claims/{claim.pk}")["ETag"]
    newer = second_api.patch(f"/claims/{claim.pk}", {"standalone": "Norland built many bridges."})
    found = problem_of(api.patch(f"/claims/{claim.pk}", {"kind": "causal", "revision": 1}), 409, "stale")
    assert found["details"]["standalone"] == "Norland built many bridges."
    assert found["details"]["revision"] == newer.json()["revision"]
    refused = api.patch(f"/claims/{claim.pk}", {"kind": "causal"}, If_Match=etag)
    problem_of(refused, 412, "precondition_failed")
    assert refused["ETag"] == api.get(f"/claims/{claim.pk}")["ETag"]
    weak = f"W/{refused['ETag']}"
    problem_of(api.patch(f"/claims/{claim.pk}", {"kind": "causal"}, If_Match=weak), 412, "precondition_failed")
    assert api.patch(f"/claims/{claim.pk}", {"kind": "causal"}, If_Match=refused["ETag"]).status_code == 200


VERBS: dict[str, Any] = {
    "accept": None,
    "dismiss": {"reason": "opinion"},
    "reopen": None,
    "take": None,
    "release": None,
    "speaker": {"name": "Ola Brandt"},
    "evidence": {"stance": "supports", "title": "Register"},
    "verdicts": {"rating": "true", "summary": "It is so."},
    "submit": None,
    "approve": None,
    "return": {"note": "More, please."},
    "publish": None,
}


@pytest.mark.parametrize("verb", VERBS)
def test_every_change_honours_if_match_and_revision(api: Api, claim: Claim, verb: str) -> None:
    before = api.get(f"/claims/{claim.pk}").json()
    refused = api.post(f"/claims/{claim.pk}/{verb}", VERBS[verb], If_Match='"an-older-one"')
    problem_of(refused, 412, "precondition_failed")
    stale = api.post(f"/claims/{claim.pk}/{verb}", (VERBS[verb] or {}) | {"revision": 77})
    assert stale.status_code == 409
    assert stale.json()["code"] in ("stale", "wrong_status")
    assert api.get(f"/claims/{claim.pk}").json() == before


@pytest.mark.parametrize("verb", VERBS)
def test_every_change_refuses_unknown_fields_and_missing_claims(api: Api, claim: Claim, verb: str) -> None:
    body = (VERBS[verb] or {}) | {"stauts": "published"}
    found = problem_of(api.post(f"/claims/{claim.pk}/{verb}", body), 400, "malformed")
    assert [(error["pointer"], error["code"]) for error in found["errors"]] == [("#/stauts", "unknown")]
    problem_of(api.post(f"/claims/999/{verb}", VERBS[verb]), 404, "no_such_claim")


def test_the_speaker_is_corrected_by_id_by_name_and_to_the_outlet(api: Api, proposed: Claim) -> None:
    named = api.post(f"/claims/{proposed.pk}/speaker", {"name": "Ola Brandt"}).json()["speaker"]
    assert named["name"] == "Ola Brandt"
    outlet = api.post(f"/claims/{proposed.pk}/speaker", {"speaker": None}).json()
    assert outlet["speaker"] is None
    again = api.post(f"/claims/{proposed.pk}/speaker", {"speaker": named["id"], "revision": outlet["revision"]}).json()
    assert again["speaker"]["id"] == named["id"]
    problem_of(api.post(f"/claims/{proposed.pk}/speaker", {"speaker": 999}), 404, "no_such_speaker")
    for body in ({}, {"name": " "}, {"name": "Ola Brandt", "speaker": named["id"]}):
        problem_of(api.post(f"/claims/{proposed.pk}/speaker", body), 422, "invalid")


# -- adding -------------------------------------------------------------------------------------


def test_a_missed_claim_is_added_once(api: Api, reviewer: User) -> None:
    text = "😀 The port of Skag has 14 cranes. It rained."
    article = builders.make_article(reviewer, text)
    quote = "The port of Skag has 14 cranes."
    start = text.index(quote)
    body = {"article": article.pk, "start": start, "end": start + len(quote), "quote": quote, "kind": "numerical"}
    added = api.post("/claims", body)
    assert added.status_code == 201, added.content
    claim = added.json()
    assert (claim["quote"], claim["status"], claim["kind"]) == (quote, "open", "numerical")
    assert added["Location"] == f"http://testserver/api/v1/claims/{claim['id']}"
    assert added["ETag"] == api.get(f"/claims/{claim['id']}")["ETag"]
    again = {key: value for key, value in body.items() if key != "article"} | {"version": claim["version"]}
    assert problem_of(api.post("/claims", again), 409, "known_claim")["details"]["claim"] == claim["id"]


@pytest.mark.parametrize(
    ("change", "status", "pointer"),
    [
        ({"start": 0, "end": 0}, 422, "#/start"),
        ({"end": 10_000}, 422, "#/start"),
        ({"quote": "other words"}, 422, "#/start"),
        ({"article": None}, 400, "#/article"),
        ({"version": 1}, 422, "#/article"),
        ({"start": "0"}, 400, "#/start"),
        ({"start": True}, 400, "#/start"),
        ({"start": 0.5}, 400, "#/start"),
        ({"standalone": "x" * 2001}, 400, "#/standalone"),
    ],
)
def test_a_span_that_does_not_fit_is_refused(
    api: Api, reviewer: User, change: dict[str, Any], status: int, pointer: str
) -> None:
    article = builders.make_article(reviewer, "The port of Skag has 14 cranes.")
    body = {"article": article.pk, "start": 0, "end": 31} | change
    found = problem_of(api.post("/claims", body), status, "malformed" if status == 400 else "invalid")
    assert [error["pointer"] for error in found["errors"]] == [pointer]


def test_no_claim_is_added_to_what_is_not_there(api: Api) -> None:
    problem_of(api.post("/claims", {"article": 999, "start": 0, "end": 1}), 404, "no_such_article")
    problem_of(api.post("/claims", {"version": 999, "start": 0, "end": 1}), 404, "no_such_version")
    waiting = api.post("/articles", {"url": "https://news.example.org/later"}).json()["id"]
    problem_of(api.post("/claims", {"article": waiting, "start": 0, "end": 1}), 422, "invalid")


def test_scopes_of_claims(make_api: Callable[..., Api], claim: Claim) -> None:
    reads = make_api(Role.REVIEWER, scopes=[Scope.CLAIMS_READ])
    assert reads.get("/claims").status_code == reads.get(f"/claims/{claim.pk}").status_code == 200
    problem_of(reads.post(f"/claims/{claim.pk}/take"), 403, "missing_scope")
    problem_of(reads.patch(f"/claims/{claim.pk}", {"kind": "causal"}), 403, "missing_scope")
    writes = make_api(Role.REVIEWER, scopes=[Scope.CLAIMS_WRITE])
    problem_of(writes.get("/claims"), 403, "missing_scope")
    assert writes.post(f"/claims/{claim.pk}/take").status_code == 200
