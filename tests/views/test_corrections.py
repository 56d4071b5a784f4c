"""After publication, on the claim page and before readers."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Correction, Publication, User
from claims.services import corrections
from claims.templatetags.diffs import word_diff
from tests import builders
from tests.views.conftest import CountQueries, SignIn, address

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
FORM = {"occasion": "correction", "reason": "factual_error", "note": "One bridge was counted twice."}
TEXTS = {"rationale": "", "right_of_reply": "", "rating": "", "internal_note": ""}


@pytest.fixture
def claim(reviewer: User, second: User, editor: User) -> Claim:
    return builders.make_published_claim(reviewer, second, editor)


def public(claim: Claim) -> str:
    slug = claim.publications.filter(is_current=True).get().slug
    return Client().get(reverse("claims:check-detail", args=[slug])).content.decode()


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_a_correction_goes_from_proposal_to_readers(
    headers: dict[str, str], claim: Claim, second: User, editor: User, sign_in: SignIn
) -> None:
    client = sign_in(second)
    data = {**FORM, **TEXTS, "summary": "The register lists 99 bridges only.", "rating": builders.rating("false").pk,
            "rationale": "We counted again.", "right_of_reply": "Asked again.", "revision": claim.revision}  # fmt: skip
    answer = client.post(address("correct", claim), data, headers=headers, follow=True)
    assert "Correction proposed" in answer.content.decode()
    assert "99 bridges" not in public(claim)
    correction = Correction.objects.get()
    page = sign_in(editor).get(address("detail", claim)).content.decode()
    assert "<ins>99</ins>" in page
    assert 'id="do-publish-correction"' in page
    sign_in(editor).post(address("correction-publish", claim, correction.pk), headers=headers)
    shown = public(claim)
    assert "One bridge was counted twice." in shown
    assert "99 bridges" in shown
    assert "<del>True</del>" in shown
    assert "<ins>False</ins>" in shown


def test_having_to_pause_a_check_to_fix_a_typo_is_over(
    claim: Claim, second: User, editor: User, sign_in: SignIn
) -> None:
    """The check stays published, at its address, while its words are mended."""
    published = claim.publications.get()
    data = {**FORM, **TEXTS, "occasion": "clarification", "reason": "wording", "note": "We mended a misspelt name.",
            "summary": "The public register lists each one of these bridges.",
            "rationale": published.verdict.rationale, "right_of_reply": published.verdict.right_of_reply}  # fmt: skip
    sign_in(second).post(address("correct", claim), data)
    assert published.verdict.summary in public(claim)
    sign_in(editor).post(address("correction-publish", claim, Correction.objects.get().pk))
    assert "each one of these bridges" in public(claim)
    assert claim.publications.get(is_current=True).slug == published.slug


def test_there_is_a_way_back_after_publication(claim: Claim, second: User, editor: User, sign_in: SignIn) -> None:
    data = {**FORM, **TEXTS, "occasion": "retraction", "reason": "wrong_source", "note": "The register was a forgery.",
            "summary": claim.verdicts.get().summary, "rationale": claim.verdicts.get().rationale,
            "right_of_reply": claim.verdicts.get().right_of_reply}  # fmt: skip
    sign_in(second).post(address("correct", claim), data)
    answer = sign_in(editor).post(address("correction-publish", claim, Correction.objects.get().pk), headers=HTMX)
    assert answer.status_code == 200
    shown = public(claim)
    assert "We have retracted this check." in shown
    assert 'type="application/ld+json">' not in shown
    slug = claim.publications.get(is_current=True).slug
    markup = Client().get(reverse("claims:check-jsonld", args=[slug])).json()
    assert markup["creativeWorkStatus"] == "Retracted"
    assert "reviewRating" not in markup


def test_a_refused_proposal_loses_nothing(claim: Claim, second: User, sign_in: SignIn) -> None:
    typed = {**FORM, **TEXTS, "note": "Short", "summary": "A summary that took an hour."}
    answer = sign_in(second).post(address("correct", claim), typed, headers=HTMX)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "A summary that took an hour." in shown
    assert "what changes and why" in shown
    answer = sign_in(second).post(address("correct", claim), {**typed, "occasion": "", "note": "Long enough now."})
    assert "Choose what kind of change this is." in answer.content.decode()
    assert "A summary that took an hour." in answer.content.decode()


def test_a_stale_proposal_is_kept_and_told(claim: Claim, second: User, sign_in: SignIn) -> None:
    answer = sign_in(second).post(
        address("correct", claim), {**FORM, **TEXTS, "summary": "Mine.", "revision": 1}, headers=HTMX
    )
    assert answer.status_code == 409
    assert "while you had it open" in answer.content.decode()
    assert "Mine." in answer.content.decode()


def test_declining_from_the_page(claim: Claim, second: User, editor: User, sign_in: SignIn) -> None:
    correction = builders.make_correction(second, claim)
    client = sign_in(editor)
    assert client.post(address("correction-decline", claim, correction.pk), {"note": ""}).status_code == 422
    client.post(address("correction-decline", claim, correction.pk), {"note": "It is clear enough."})
    page = client.get(address("detail", claim)).content.decode()
    assert "It is clear enough." in page
    assert 'id="correction-form"' in page


def test_a_change_of_another_claim_is_not_found(
    claim: Claim, reviewer: User, second: User, editor: User, sign_in: SignIn
) -> None:
    correction = builders.make_correction(second, builders.make_published_claim(reviewer, second, editor))
    assert sign_in(editor).post(address("correction-publish", claim, correction.pk)).status_code == 404


def test_who_wrote_the_new_verdict_is_told_to_ask_another(claim: Claim, editor: User, sign_in: SignIn) -> None:
    correction = builders.make_correction(editor, claim, summary="The register lists them all but one.")
    page = sign_in(editor).get(address("detail", claim)).content.decode()
    assert "ask another editor" in page
    assert 'id="do-publish-correction"' not in page
    assert sign_in(editor).post(address("correction-publish", claim, correction.pk)).status_code == 403


def test_who_proposed_a_note_is_told_to_ask_another_editor(claim: Claim, editor: User, sign_in: SignIn) -> None:
    correction = builders.make_correction(editor, claim)
    client = sign_in(editor)
    page = client.get(address("detail", claim)).content.decode()
    assert "You proposed this change" in page
    assert 'id="do-publish-correction"' not in page
    assert "Take it back" in page
    answer = client.post(address("correction-publish", claim, correction.pk), headers=HTMX)
    assert answer.status_code == 403
    assert "ask another editor" in answer.content.decode()


def test_a_claim_that_is_not_published_shows_none_of_it(reviewer: User, sign_in: SignIn) -> None:
    page = sign_in(reviewer).get(address("detail", builders.make_claim(reviewer))).content.decode()
    assert "After publication" not in page


def test_a_day_to_look_again_and_the_list_of_those_due(claim: Claim, reviewer: User, sign_in: SignIn) -> None:
    client = sign_in(reviewer)
    tomorrow = (timezone.now() + timedelta(days=1)).date()
    client.post(address("recheck", claim), {"recheck_on": tomorrow.isoformat(), "recheck_note": "New figures."})
    claim.refresh_from_db()
    assert claim.recheck_on == tomorrow
    assert "New figures." not in client.get(reverse("claims:due")).content.decode()
    Claim.objects.filter(pk=claim.pk).update(recheck_on=timezone.now().date())
    page = client.get(reverse("claims:due")).content.decode()
    assert "New figures." in page
    assert claim.standalone in page
    wrong = client.post(address("recheck", claim), {"recheck_on": "soon", "recheck_note": "Kept."}, headers=HTMX)
    assert wrong.status_code == 422
    assert "Kept." in wrong.content.decode()


def test_the_list_of_those_due_asks_as_often_for_many(
    claim: Claim, reviewer: User, second: User, editor: User, sign_in: SignIn, count_queries: CountQueries
) -> None:
    client = sign_in(reviewer)
    builders.make_correction(second, claim)
    Claim.objects.update(recheck_on=timezone.now().date())
    for_one = count_queries(lambda: client.get(reverse("claims:due")))
    for _ in range(5):
        more = builders.make_published_claim(reviewer, second, editor)
        builders.make_correction(second, more)
    Claim.objects.update(recheck_on=timezone.now().date())
    assert count_queries(lambda: client.get(reverse("claims:due"))) == for_one


# -- readers ------------------------------------------------------------------------------------


def test_the_public_log_and_its_feed_tell_every_change(claim: Claim, second: User, editor: User) -> None:
    reader = Client()
    assert "None so far" in reader.get(reverse("claims:correction-list")).content.decode()
    for turn in range(2):
        correction = builders.make_correction(
            second, claim, note=f"This is change number {turn}.", now=builders.NOW + timedelta(days=turn)
        )
        corrections.publish_correction(
            actor=editor, correction_id=correction.pk, now=builders.NOW + timedelta(days=turn, hours=1)
        )
    log = reader.get(reverse("claims:correction-list")).content.decode()
    feed = reader.get(reverse("claims:correction-feed")).content.decode()
    for text in (log, feed):
        assert re.search(r"change number 1\.[\s\S]*change number 0\.", text)
    assert len(set(re.findall(r"<id>([^<]*#version-\d)</id>", feed))) == 2


def test_the_log_goes_on_page_by_page(claim: Claim, editor: User) -> None:
    current = claim.publications.get()
    Publication.objects.bulk_create(
        Publication(
            claim=claim, verdict=current.verdict, slug=current.slug, number=number, is_current=False,
            occasion="update", note=f"Update {number}.", facts=current.facts, json_ld={}, published_by=editor,
            published_at=builders.NOW + timedelta(minutes=number),
        )
        for number in range(2, 34)
    )  # fmt: skip
    first = Client().get(reverse("claims:correction-list")).content.decode()
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = Client().get(reverse("claims:correction-list") + older[1]).content.decode()
    assert "Update 33." in first
    assert "Update 2." in second
    assert "Update 33." not in second


# -- differences --------------------------------------------------------------------------------


def test_words_taken_out_and_put_in_are_marked() -> None:
    assert word_diff("It has 4,200 nurses.", "It has 4,100 nurses.") == (
        "It has <del>4,200</del><ins>4,100</ins> nurses."
    )
    assert word_diff("The same.", "The same.") == "The same."
    assert word_diff("<b>", "<i>") == "<del>&lt;b&gt;</del><ins>&lt;i&gt;</ins>"
