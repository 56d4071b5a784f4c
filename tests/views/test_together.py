"""Several people on one claim: drafts, presence, taking over, and saves that come too late."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from claims.models import Claim, Draft, Notice, Role, User, Visit
from claims.services import claims, corrections, drafts, leases, presence, reviews, sources
from tests import builders
from tests.views.conftest import CountQueries, SignIn, address

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def draft(number: int = 1, *, revision: int = 1, **fields: Any) -> dict[str, str]:
    return {
        "draft": json.dumps({"fields": fields or {"summary": "Half a word"}, "revision": revision, "number": number})
    }


def kept_on(client: Client, claim: Claim) -> dict[str, Any]:
    """The drafts that the page is sent with, by form."""
    page = client.get(address("detail", claim)).content.decode()
    found = re.search(r'<script id="drafts-kept" type="application/json">(.*?)</script>', page)
    assert found
    return {one["form"]: one for one in json.loads(found[1])}


def save(client: Client, claim: Claim, form: str = "verdict", **more: Any) -> Any:
    return client.post(f"/claims/{claim.pk}/drafts/{form}/", draft(**more))


# -- drafts ------------------------------------------------------------------------------------------


def test_draft_is_there_on_any_device_of_its_person(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    answer = save(sign_in(reviewer), claim, revision=2)
    assert answer.status_code == 200
    assert answer.json()["said"] == f"{timezone.now():%H:%M}"
    assert kept_on(sign_in(reviewer), claim)["verdict"]["fields"] == {"summary": "Half a word"}
    assert kept_on(sign_in(second), claim) == {}
    assert sign_in(reviewer).get(f"/claims/{claim.pk}/drafts/").json()["drafts"][0]["number"] == 1


def test_drafts_do_not_show_up_under_another_article(reviewer: User, sign_in: SignIn) -> None:
    """What people complained of elsewhere: drafts that show up under another article."""
    claim, other = builders.make_claim(reviewer), builders.make_claim(reviewer)
    client = sign_in(reviewer)
    save(client, claim, "wording", standalone="Of this claim alone, and of no other.")
    assert kept_on(client, other) == {}
    assert "Of this claim alone" not in client.get(address("detail", other)).content.decode()
    listed = client.get("/drafts/").content.decode()
    assert "Of this claim alone" in listed
    assert address("detail", claim) in listed
    assert address("detail", other) not in listed


def test_refusals_of_a_draft_are_json_with_what_is_kept(reviewer: User, sign_in: SignIn) -> None:
    claim, client = builders.make_claim(reviewer), sign_in(reviewer)
    save(client, claim, number=5)
    late = save(client, claim, number=4, summary="Older")
    assert late.status_code == 409
    body = late.json()
    assert (body["code"], body["details"]["number"]) == ("draft_behind", 5)
    assert body["details"]["fields"] == {"summary": "Half a word"}
    assert body["details"]["said"]
    for wrong in (
        "",
        "[]",
        "{",
        '{"fields": [], "revision": 1, "number": 1}',
        '{"fields": {}, "revision": true, "number": 1}',
    ):
        assert client.post(f"/claims/{claim.pk}/drafts/verdict/", {"draft": wrong}).status_code == 422
    long = save(client, claim, number=6, summary="x" * 200_001)
    assert (long.status_code, long.json()["code"]) == (409, "draft_too_long")


def test_saving_a_form_forgets_its_draft_in_the_same_breath(reviewer: User, sign_in: SignIn) -> None:
    claim, client = builders.make_claim(reviewer), sign_in(reviewer)
    said = {"standalone": "Norland built many bridges.", "kind": "factual"}
    save(client, claim, "wording", **said)
    mark = {"HX-Request": "true", "Desk-Draft": f"{claim.pk}:wording"}
    refused = client.post(address("reword", claim), {**said, "standalone": ""}, headers=mark)
    assert refused.status_code == 422
    assert drafts.drafts_of(reviewer).count() == 1
    done = client.post(address("reword", claim), said, headers=mark)
    assert (done.status_code, done["Desk-Draft-Number"]) == (200, "2")
    assert drafts.drafts_of(reviewer).count() == 0
    assert save(client, claim, "wording", number=2).status_code == 409  # what was still under way
    save(client, claim, "wording", number=3)
    client.post(
        address("reword", claim), {**said, "standalone": "Norland built some.", "draft-of": f"{claim.pk}:wording"}
    )
    assert drafts.drafts_of(reviewer).count() == 0


def test_looking_at_the_checklist_forgets_nothing(reviewer: User, sign_in: SignIn) -> None:
    claim, client = builders.make_held_claim(reviewer, now=timezone.now()), sign_in(reviewer)
    save(client, claim)
    client.post(address("checklist", claim), {"summary": "Half a word"}, headers=HTMX)
    assert drafts.drafts_of(reviewer).count() == 1


def test_draft_is_thrown_away_by_its_person_alone(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim, client = builders.make_claim(reviewer), sign_in(reviewer)
    save(client, claim)
    sign_in(second).post(f"/claims/{claim.pk}/drafts/verdict/forget/")
    assert drafts.drafts_of(reviewer).count() == 1
    gone = client.post(f"/claims/{claim.pk}/drafts/verdict/forget/", headers={"Accept": "application/json"})
    assert gone.json() == {"number": 2}
    assert client.post(f"/claims/{claim.pk}/drafts/verdict/forget/")["Location"] == "/drafts/"
    assert "No drafts" in client.get("/drafts/").content.decode()


def test_list_of_drafts_makes_the_same_queries_for_one_and_for_many(
    reviewer: User, sign_in: SignIn, count_queries: CountQueries
) -> None:
    client = sign_in(reviewer)
    save(client, builders.make_claim(reviewer))
    one = count_queries(lambda: client.get("/drafts/"))
    for _ in range(6):
        save(client, builders.make_claim(reviewer))
    assert count_queries(lambda: client.get("/drafts/")) == one


# -- presence ----------------------------------------------------------------------------------------


def beat(client: Client, claim: Claim, *, seen: int | None = None, active: str = "1") -> str:
    said = {"active": active} | ({} if seen is None else {"seen": str(seen)})
    answer = client.post(f"/claims/{claim.pk}/beat/", said)
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.content.decode())


def test_people_on_one_claim_see_each_other(reviewer: User, second: User, editor: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    assert "is here" not in beat(sign_in(reviewer), claim)
    assert "Rita is here too." in beat(sign_in(second), claim)
    assert "Rita and Sam are here too." in beat(sign_in(editor), claim)
    assert "Sam and Edda are here too." in sign_in(reviewer).get(address("detail", claim)).content.decode()
    assert sign_in(second).post(f"/claims/{claim.pk}/leave/").status_code == 204
    assert "Edda is here too." in beat(sign_in(reviewer), claim)
    assert not Visit.objects.filter(person=second).exists()


def test_whoever_writes_the_verdict_is_named(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    beat(sign_in(reviewer), claim)
    save(sign_in(reviewer), claim)
    assert "Rita is here too, writing the verdict." in beat(sign_in(second), claim)


def test_many_are_counted_not_listed(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    for name in ("ann", "bo", "cy", "dee", "eve"):
        presence.beat(actor=builders.make_user(name), claim_id=claim.pk, is_active=True, now=timezone.now())
    assert "Ann, Bo and 3 others are here too." in beat(sign_in(reviewer), claim)


def test_beat_tells_what_others_did_and_the_lease(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now() - timedelta(minutes=20))
    client = sign_in(reviewer)
    seen = presence.last_event(claim)
    assert "data-news" not in beat(client, claim, seen=seen)
    assert claims.fresh_claim(claim.pk).is_held_by(reviewer, now=timezone.now() + timedelta(minutes=29))
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Sam says so.", now=timezone.now())
    told = beat(client, claim, seen=seen)
    assert "Sam reworded it" in told
    assert "What you are typing stays as it is." in told
    leases.take_over_claim(actor=second, claim_id=claim.pk, note="It runs at six.", now=timezone.now())
    told = beat(client, claim, seen=seen)
    assert "Sam has this claim now." in told
    assert "It runs at six." in told
    assert "Sam holds it until" in told
    now = client.get(f"/claims/{claim.pk}/now/", headers=HTMX).content.decode()
    assert "Sam says so." in now
    assert 'id="claim-verdict"' in now
    assert client.get(f"/claims/{claim.pk}/now/")["Location"] == address("detail", claim)


# -- taking over -------------------------------------------------------------------------------------


def test_claim_in_other_hands_is_offered_for_taking_over_with_a_note(
    reviewer: User, second: User, sign_in: SignIn
) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    client = sign_in(second)
    assert 'id="do-take-over"' in client.get(address("detail", claim)).content.decode()
    assert 'id="do-take-over"' not in sign_in(reviewer).get(address("detail", claim)).content.decode()
    empty = client.post(address("take-over", claim), {"note": ""}, headers=HTMX)
    assert empty.status_code == 422
    assert "Rita reads this" in empty.content.decode()
    done = client.post(address("take-over", claim), {"note": "It runs at six.", "holder": reviewer.pk}, headers=HTMX)
    assert done.status_code == 200
    assert "You hold it until" in done.content.decode()
    assert Notice.objects.get(person=reviewer).text == "It runs at six."
    assert "took it over from Rita" in done.content.decode()


def test_former_holder_keeps_what_they_wrote_and_learns_how_to_get_it_back(
    reviewer: User, second: User, sign_in: SignIn
) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    client = sign_in(reviewer)
    save(client, claim, revision=2, summary="Written before it was taken.")
    leases.take_over_claim(actor=second, claim_id=claim.pk, note="It runs at six.", now=timezone.now())
    said = {"rating": builders.rating().pk, "summary": "Written before it was taken.", "revision": 2}
    mark = {"HX-Request": "true", "Desk-Draft": f"{claim.pk}:verdict"}
    answer = client.post(address("judge", claim), said, headers=mark)
    assert (answer.status_code, answer["Desk-Refusal"]) == (403, "held")
    page = answer.content.decode()
    assert "Sam took this claim over from you" in page
    assert "take the claim back with a note" in page
    assert "Written before it was taken." in page
    later = client.get(address("detail", claim)).content.decode()
    assert "what you wrote is kept as your draft" in later
    assert "Written before it was taken." in later
    client.post(address("take-over", claim), {"note": "Nearly done.", "holder": second.pk}, headers=HTMX)
    assert kept_on(client, claim)["verdict"]["fields"]["summary"] == "Written before it was taken."


def test_taking_over_from_somebody_who_has_it_no_more_is_refused(
    reviewer: User, second: User, editor: User, sign_in: SignIn
) -> None:
    """What people complained of elsewhere: the same item given to two people."""
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    leases.take_over_claim(actor=second, claim_id=claim.pk, note="Mine.", now=timezone.now())
    answer = sign_in(editor).post(
        address("take-over", claim), {"note": "No, mine.", "holder": reviewer.pk}, headers=HTMX
    )
    assert (answer.status_code, answer["Desk-Refusal"]) == (409, "held")
    assert "Sam took it over a moment ago." in answer.content.decode()
    assert 'value="No, mine."' in answer.content.decode()
    assert Claim.objects.get(pk=claim.pk).assignee == second


# -- saves that come too late ------------------------------------------------------------------------


def reword(client: Client, claim: Claim, standalone: str, revision: int, kind: str = "factual") -> Any:
    said = {"standalone": standalone, "kind": kind, "revision": revision}
    return client.post(address("reword", claim), said, headers=HTMX)


def textarea(page: str, field: str) -> str:
    found = re.search(rf'<textarea[^>]*id="{field}"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    assert found
    return found[1].strip()


def test_last_write_wins_never(reviewer: User, second: User, sign_in: SignIn) -> None:
    """What people complained of elsewhere: last write wins."""
    claim = builders.make_claim(reviewer, "The port of Skag has 14 cranes, the mayor said.")
    claims.reword_claim(
        actor=second,
        claim_id=claim.pk,
        standalone="The port of Skag had 14 cranes, the mayor said.",
        now=timezone.now(),
    )
    client = sign_in(reviewer)
    answer = reword(client, claim, "The port of Skag has 14 cranes, the clerk said.", revision=1)
    assert (answer.status_code, answer["Desk-Refusal"]) == (409, "stale")
    page = answer.content.decode()
    assert Claim.objects.get(pk=claim.pk).standalone == "The port of Skag had 14 cranes, the mayor said."
    assert "<del>mayor</del><ins>clerk</ins>" in page.replace(" <ins>", "<ins>").replace("</del> ", "</del>")
    assert "<del>has</del><ins>had</ins>" in page.replace(" <ins>", "<ins>").replace("</del> ", "</del>")
    merged = "The port of Skag had 14 cranes, the clerk said."
    assert textarea(page, "wording-standalone") == merged
    assert "The two changes fit together" in page
    assert reword(client, claim, merged, revision=claims.fresh_claim(claim.pk).revision).status_code == 200
    assert Claim.objects.get(pk=claim.pk).standalone == merged


def test_changes_of_the_same_words_are_a_choice(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer, "The port of Skag has 14 cranes, the mayor said.")
    claims.reword_claim(
        actor=second, claim_id=claim.pk, standalone="The port of Skag has 16 cranes, a mayor said.", now=timezone.now()
    )
    page = reword(sign_in(reviewer), claim, "The port of Skag has 15 cranes, the mayor said.", 1).content.decode()
    assert textarea(page, "wording-standalone") == "The port of Skag has 15 cranes, a mayor said."
    assert "both changed the same words" in page
    assert "theirs: <q>16" in page


def test_kind_that_another_changed_is_not_changed_back(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    claims.reword_claim(actor=second, claim_id=claim.pk, kind="numerical", now=timezone.now())
    page = reword(sign_in(reviewer), claim, "Norland built some bridges.", 1).content.decode()
    assert '<option value="numerical" selected>' in page
    assert textarea(page, "wording-standalone") == "Norland built some bridges."


def test_verdict_written_over_another_ones_verdict_shows_both(
    reviewer: User, second: User, editor: User, sign_in: SignIn
) -> None:
    now = timezone.now()
    claim = builders.make_held_claim(reviewer, now=now)
    leases.take_over_claim(actor=second, claim_id=claim.pk, note="Mine.", now=now)
    builders.hand_in(second, claims.fresh_claim(claim.pk), now=now)
    reviews.return_claim(actor=editor, claim_id=claim.pk, note="More, please.", now=now)
    claims.take_claim(actor=reviewer, claim_id=claim.pk, now=now)
    said = {
        "rating": builders.rating().pk,
        "summary": "My own summary of the finding.",
        "rationale": "",
        "revision": claim.revision,
    }
    answer = sign_in(reviewer).post(address("judge", claim), said, headers=HTMX)
    assert (answer.status_code, answer["Desk-Refusal"]) == (409, "stale")
    page = answer.content.decode()
    assert "My own summary of the finding." in page
    assert "The public register lists every one of these bridges." in page
    assert textarea(page, "verdict-summary") == "My own summary of the finding."
    assert textarea(page, "verdict-rationale").startswith("We counted the entries")
    fresh = {**said, "revision": claims.fresh_claim(claim.pk).revision}
    handed_in = sign_in(reviewer).post(address("judge", claim), fresh, headers=HTMX)
    assert handed_in.get("Desk-Refusal") is None
    assert [one.summary for one in claim.verdicts.order_by("number")][1:] == ["My own summary of the finding."]


def test_correction_written_while_another_was_published_is_merged(
    reviewer: User, second: User, editor: User, sign_in: SignIn
) -> None:
    claim = builders.make_published_claim(reviewer, second, editor)
    revision = claim.revision
    before = claim.verdicts.get()
    changed = before.summary.replace("public register", "new public register")
    first = builders.make_correction(second, claim, occasion="update", reason="new_evidence", summary=changed)
    lead = builders.make_user("ed", Role.EDITOR)
    corrections.publish_correction(actor=lead, correction_id=first.pk, now=timezone.now())
    said = {
        "occasion": "update", "reason": "wording", "note": "We name the bridges better now.", "revision": revision,
        "rating": before.rating_id, "summary": before.summary.replace("these bridges", "the named bridges"),
        "rationale": before.rationale, "right_of_reply": before.right_of_reply, "internal_note": "",
    }  # fmt: skip
    answer = sign_in(reviewer).post(address("correct", claim), said, headers=HTMX)
    assert (answer.status_code, answer["Desk-Refusal"]) == (409, "stale")
    page = answer.content.decode()
    assert textarea(page, "correction-summary") == "The new public register lists every one of the named bridges."


def test_evidence_note_that_two_people_changed_is_merged(reviewer: User, second: User, sign_in: SignIn) -> None:
    """What people complained of elsewhere: last write wins."""
    claim = builders.make_claim(reviewer)
    builders.attach_sources(reviewer, claim, 1)
    piece = claim.evidence.get()
    note = "The register lists 97 bridges, the smallest of wood."
    sources.amend_evidence(actor=reviewer, evidence_id=piece.pk, note=note, now=timezone.now())
    theirs = note.replace("97", "98")
    sources.amend_evidence(actor=second, evidence_id=piece.pk, note=theirs, stance="refutes", now=timezone.now())
    piece.refresh_from_db()
    said = {
        "note": note.replace("wood", "stone"), "was-note": note,
        "stance": "supports", "was-stance": "supports",
    }  # fmt: skip
    client = sign_in(reviewer)
    where = f"/claims/{claim.pk}/evidence/{piece.pk}/"
    answer = client.post(where, said, headers=HTMX)
    assert answer.status_code == 409
    page = answer.content.decode()
    merged = "The register lists 98 bridges, the smallest of stone."
    assert textarea(page, f"piece-{piece.pk}-note") == merged
    piece.refresh_from_db()
    assert piece.note == theirs
    again = {"note": merged, "was-note": theirs, "stance": "supports", "was-stance": "supports"}
    assert client.post(where, again, headers=HTMX).status_code == 200
    piece.refresh_from_db()
    assert (piece.note, piece.stance) == (merged, "refutes")  # what was not touched is not changed back


def test_stale_save_works_without_javascript(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Sam says so.", now=timezone.now())
    client = sign_in(reviewer)
    said = {"standalone": "Rita says so.", "kind": "factual", "revision": 1}
    page = client.post(address("reword", claim), said)
    assert page.status_code == 409
    assert "Sam says so." in page.content.decode()
    assert client.post(address("reword", claim), {**said, "revision": 2}).status_code == 302
    assert Claim.objects.get(pk=claim.pk).standalone == "Rita says so."


# -- a lost answer -----------------------------------------------------------------------------------


def test_act_whose_answer_was_lost_is_answered_again_and_done_once(reviewer: User, sign_in: SignIn) -> None:
    claim, client = builders.make_claim(reviewer), sign_in(reviewer)
    mark = {"HX-Request": "true", "Desk-Act": "a-press"}
    said = {
        "stance": "context",
        "url": "https://a.example.org/",
        "title": "A letter",
        "proximity": "secondary",
        "disclosure": "public",
    }
    first = client.post(address("evidence", claim), said, headers=mark)
    again = client.post(address("evidence", claim), said, headers=mark)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.content == first.content
    assert claim.evidence.count() == 1
    other = client.post(address("evidence", claim), said, headers={**mark, "Desk-Act": "another-press"})
    assert other.status_code == 409  # known_evidence: this time it was asked for


def test_name_of_an_act_is_its_persons_own(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    mark = {"HX-Request": "true", "Desk-Act": "one"}
    sign_in(reviewer).post(address("take", claim), {"part": "claim"}, headers=mark)
    told = sign_in(second).post(address("take", claim), {"part": "claim"}, headers=mark)
    assert told["Desk-Refusal"] == "held"


def test_page_asks_for_a_fixed_number_of_drafts_and_people(
    reviewer: User, sign_in: SignIn, count_queries: CountQueries
) -> None:
    claim, client = builders.make_held_claim(reviewer, now=timezone.now()), sign_in(reviewer)
    save(client, claim)
    presence.beat(actor=builders.make_user("ann"), claim_id=claim.pk, is_active=True, now=timezone.now())
    one = count_queries(lambda: client.get(address("detail", claim)))
    for name in ("bo", "cy", "dee"):
        presence.beat(actor=builders.make_user(name), claim_id=claim.pk, is_active=True, now=timezone.now())
        save(client, claim, form=f"question-{len(name)}{name}")
    assert count_queries(lambda: client.get(address("detail", claim))) == one
    assert Draft.objects.count() > 1
