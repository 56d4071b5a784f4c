"""Blind review, dissent, adjudication and being too near, on the claim page; and each entrance that must keep still."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, ConflictOfInterest, Opinion, Review, User
from claims.services import (
    discussion,
    leases,
    opinions,
    outlets,
    packs,
    publishing,
    reviews,
    speakers,
    worksheet,
)
from tests import builders
from tests.builders import NOW
from tests.views.conftest import SignIn, address

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
# Words of the verdict that builders.hand_in writes, and of nothing else on the desk.
SECRETS = ("lists every one of these bridges", "compared them with the gazette", "asked on 1 March")


@pytest.fixture
def claim(reviewer: User) -> Claim:
    builders.review_blind()
    return builders.make_submitted_claim(reviewer, slug="mostly-true")


def rated(page: str) -> bool:
    """Whether the page shows a rating as given, rather than to be chosen from."""
    left = re.sub(r'<label class="ratingpick">.*?</label>', "", page, flags=re.DOTALL)
    return "Mostly true" in left


def give(client: Client, claim: Claim, slug: str, *, headers: dict[str, str] | None = None, **more: object) -> str:
    data = {
        "rating": builders.rating(slug).pk,
        "note": "I counted them one by one.",
        "revision": claim.revision,
        **more,
    }
    return client.post(address("opinion", claim), data, headers=headers or {}, follow=True).content.decode()


def test_blind_reviewer_sees_nothing_of_the_first_verdict_on_any_page(
    claim: Claim, second: User, sign_in: SignIn
) -> None:
    client = sign_in(second)
    entrances = [
        address("detail", claim),
        reverse("claims:queue"),
        reverse("claims:queue") + "?status=submitted",
        reverse("claims:queue") + "?status=any&q=bridges",
        reverse("claims:queue-glance", args=[claim.pk]),
        reverse("claims:article-detail", args=[claim.article_id]),
    ]
    for where in entrances:
        answer = client.get(where)
        assert answer.status_code == 200, where
        page = answer.content.decode()
        assert not any(secret in page for secret in SECRETS), where
        assert not rated(page), where
    for secret in SECRETS:  # nor does a search find the claim by words of its verdict
        found = client.get(reverse("claims:queue"), {"status": "any", "q": secret}).content.decode()
        assert f'id="claim-{claim.pk}"' not in found
    record = packs.make_record(actor=second, claim_id=claim.pk)
    assert not any(secret in str(record) for secret in SECRETS)
    assert record["verdicts"] == []
    client.post(address("reword", claim), {"standalone": "Anew."}, headers=HTMX)
    part = client.post(address("approve", claim), {"note": "", "revision": claim.revision}, headers=HTMX)
    assert part.status_code == 409
    assert "say first how you would rate" in part.content.decode()
    assert not any(secret in part.content.decode() for secret in SECRETS)


def test_history_tells_who_judged_but_not_how(claim: Claim, reviewer: User, second: User, sign_in: SignIn) -> None:
    page = sign_in(second).get(address("detail", claim)).content.decode()
    assert "wrote a verdict" in page
    assert "wrote verdict 1: Mostly true" in sign_in(reviewer).get(address("detail", claim)).content.decode()


TOLD = "I rated it mostly true, as Skag has fords."


def test_a_remark_of_the_author_does_not_give_the_rating_away(
    claim: Claim, reviewer: User, second: User, sign_in: SignIn
) -> None:
    said = discussion.say(actor=reviewer, claim_id=claim.pk, body=f"@sam {TOLD}", now=timezone.now()).comment
    client = sign_in(second)
    page = client.get(address("detail", claim)).content.decode()
    assert TOLD not in page
    assert "Kept back for now." in page
    assert "kept back from you until you have given your rating" in page
    assert TOLD in sign_in(reviewer).get(address("detail", claim)).content.decode()
    form = client.get(reverse("claims:comment-edit", args=[claim.pk, said.pk]), headers=HTMX)
    assert (form.status_code, TOLD in form.content.decode()) == (403, False)
    give(client, claim, "mostly-true")
    assert TOLD in client.get(address("detail", claim)).content.decode()


def test_a_notice_of_a_remark_does_not_give_the_rating_away(
    claim: Claim, reviewer: User, second: User, sign_in: SignIn
) -> None:
    discussion.say(actor=reviewer, claim_id=claim.pk, body=f"@sam {TOLD}", now=timezone.now())
    client = sign_in(second)
    page = client.get(reverse("claims:notice-list")).content.decode()
    assert "named you" in page
    assert TOLD not in page
    assert "This remark is kept back until" in page
    give(client, claim, "mostly-true")
    assert TOLD in client.get(reverse("claims:notice-list")).content.decode()


def test_news_on_an_open_page_do_not_give_the_rating_away(reviewer: User, second: User, sign_in: SignIn) -> None:
    builders.review_blind()
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    client = sign_in(second)
    builders.hand_in(reviewer, claim, now=timezone.now(), slug="mostly-true")
    page = client.post(address("beat", claim), {"active": "1", "seen": "2"}, headers=HTMX).content.decode()
    assert "wrote a verdict" in page
    assert "Mostly true" not in page
    assert not any(secret in page for secret in SECRETS)


def test_the_worksheet_does_not_give_the_rating_away(reviewer: User, second: User, sign_in: SignIn) -> None:
    builders.review_blind()
    held = builders.make_held_claim(reviewer)
    asked = worksheet.ask_question(actor=reviewer, claim_id=held.pk, question="How many are there?", now=NOW)
    worksheet.answer_question(actor=reviewer, question_id=asked.pk, answer_kind="abstractive", answer=TOLD, now=NOW)
    claim = builders.hand_in(reviewer, held)
    client = sign_in(second)
    for where in (address("detail", claim), reverse("claims:question-answer", args=[claim.pk, asked.pk])):
        page = client.get(where).content.decode()
        assert TOLD not in page, where  # neither below its question nor in the history
        assert "in words of their own are kept back" in page
    give(client, claim, "true")
    assert TOLD in client.get(address("detail", claim)).content.decode()


def test_a_stale_save_does_not_show_what_the_holder_before_judged(
    reviewer: User, second: User, sign_in: SignIn
) -> None:
    builders.review_blind()
    now = timezone.now()
    claim = builders.make_held_claim(reviewer, now=now)
    reviews.record_verdict(
        actor=reviewer, claim_id=claim.pk, rating_id=builders.rating("false").pk, summary=TOLD, now=now
    )
    leases.take_over_claim(actor=second, claim_id=claim.pk, note="My turn.", now=now)
    data = {"rating": builders.rating().pk, "summary": "They all stand where they stood.", "revision": claim.revision}
    answer = sign_in(second).post(address("judge", claim), data, headers=HTMX)
    assert answer.status_code == 409
    assert "They all stand where they stood." in answer.content.decode()
    assert TOLD not in answer.content.decode()


@pytest.mark.parametrize("model", ["verdict", "event", "opinion", "review", "comment", "question"])
def test_admin_keeps_still_as_well(model: str, claim: Claim, reviewer: User, editor: User, sign_in: SignIn) -> None:
    discussion.say(actor=reviewer, claim_id=claim.pk, body=SECRETS[0], now=timezone.now())
    page = sign_in(editor).get(reverse(f"admin:claims_{model}_changelist")).content.decode()
    assert not any(secret in page for secret in SECRETS)
    assert "Mostly true" not in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_equal_rating_opens_the_review(headers: dict[str, str], claim: Claim, second: User, sign_in: SignIn) -> None:
    client = sign_in(second)
    page = client.get(address("detail", claim)).content.decode()
    assert 'id="do-opinion"' in page
    assert 'id="do-approve"' not in page
    page = give(client, claim, "mostly-true", headers=headers)
    assert all(secret in page for secret in SECRETS)
    assert "You both rated it the same" in page
    assert 'id="do-approve"' in page
    client.post(address("approve", claim), {"note": "", "revision": claim.revision}, headers=headers)
    assert Review.objects.get().decision == "approve"


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_different_rating_waits_for_an_editor(
    headers: dict[str, str], claim: Claim, reviewer: User, second: User, editor: User, sign_in: SignIn
) -> None:
    page = give(sign_in(second), claim, "false", headers=headers)
    assert "an editor who gave neither decides" in page
    assert "<b>Sam</b> disagrees" in page
    assert 'id="do-approve"' not in page
    page = sign_in(reviewer).get(address("detail", claim)).content.decode()
    assert "A second person rated it differently without seeing your rating" in page
    client = sign_in(editor)
    assert claim.standalone in client.get(reverse("claims:agreement")).content.decode()
    page = client.get(address("detail", claim)).content.decode()
    assert 'id="do-uphold"' in page
    assert all(secret in page for secret in SECRETS)
    empty = client.post(address("adjudicate", claim), {"decision": "return", "note": ""}, headers=headers)
    assert empty.status_code == 422
    assert "Tell the author what to change" in empty.content.decode()
    done = client.post(
        address("adjudicate", claim),
        {"decision": "approve", "note": "The register counts."},
        headers=headers,
        follow=True,
    ).content.decode()
    assert "decided between the two ratings and upheld this one" in done
    assert "upheld the verdict" in done


def test_refused_opinion_keeps_what_was_typed(claim: Claim, second: User, sign_in: SignIn) -> None:
    client = sign_in(second)
    page = give(client, claim, "false", note=" ")
    assert "Give your reason in a sentence or two" in page
    assert f'id="opinion-rating-{builders.rating("false").pk}" value="{builders.rating("false").pk}" checked' in page
    page = give(client, claim, "false", revision=1)
    assert "Somebody changed this claim while you had it open" in page
    assert "I counted them one by one.</textarea>" in page
    assert not Opinion.objects.exists()


def test_what_was_typed_is_kept_with_the_rating_by_its_name(
    claim: Claim, second: User, editor: User, sign_in: SignIn
) -> None:
    """The form is no longer offered: somebody else's rating differed meanwhile, and an editor decides."""
    client = sign_in(second)
    third = builders.make_user("third")
    opinions.give_opinion(
        actor=third, claim_id=claim.pk, rating_id=builders.rating("false").pk, note="No.", now=timezone.now()
    )
    chosen = builders.rating("mostly-true")
    data = {"rating": chosen.pk, "note": "I counted them one by one.", "revision": claim.revision}
    page = client.post(address("opinion", claim), data, headers=HTMX).content.decode()
    kept = page[page.index("This is what you typed") :]
    assert f"<dt>Your rating</dt><dd>{chosen.label}</dd>" in kept
    assert "I counted them one by one." in kept
    assert f"<dd>{chosen.pk}</dd>" not in kept


def test_a_verdict_that_came_too_late_is_kept_as_it_was_seen(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    leases.take_over_claim(actor=second, claim_id=claim.pk, note="My turn.", now=timezone.now())
    chosen = builders.rating("false")
    data = {"rating": chosen.pk, "summary": "None of them stands.", "revision": claim.revision}
    page = sign_in(reviewer).post(address("judge", claim), data, headers=HTMX).content.decode()
    assert f"<dt>Rating</dt><dd>{chosen.label}</dd>" in page


def test_dissent_on_an_open_desk_is_folded_under_the_review(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_submitted_claim(reviewer)
    client = sign_in(second)
    assert "I would rate it differently" in client.get(address("detail", claim)).content.decode()
    page = give(client, claim, "false")
    assert "<b>Sam</b> disagrees" in page
    assert 'id="do-approve"' in page


@pytest.mark.parametrize("is_public", [True, False])
def test_readers_learn_of_a_dissent_if_the_desk_lets_them(
    is_public: bool, claim: Claim, second: User, editor: User
) -> None:
    builders.review_blind(is_dissent_public=is_public)
    opinions.give_opinion(
        actor=second, claim_id=claim.pk, rating_id=builders.rating("false").pk, note="Half of them are fords.", now=NOW
    )
    later = NOW + timedelta(minutes=5)
    reviews.adjudicate_claim(actor=editor, claim_id=claim.pk, decision="approve", now=later)
    slug = publishing.publish_claim(actor=editor, claim_id=claim.pk, now=later).slug
    page = Client().get(reverse("claims:check-detail", args=[slug])).content.decode()
    assert ("Half of them are fords." in page) is is_public
    assert ("A differing opinion" in page) is is_public


def test_what_each_rating_needs_stands_beside_it_and_follows_the_evidence(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    client = sign_in(reviewer)
    false = builders.rating("false").pk
    page = client.get(address("detail", claim)).content.decode()
    assert f'id="needs-{false}">needs 2 more independent sources, 1 more primary source<' in page
    builders.attach_sources(reviewer, claim, 2)
    part = client.post(address("checklist", claim), {"summary": "", "rating": false}, headers=HTMX).content.decode()
    assert f'id="needs-{false}" hx-swap-oob="true">needs 1 more primary source<' in part


# -- too near ------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_too_near_is_declared_on_the_claim_page(headers: dict[str, str], reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    client = sign_in(reviewer)
    refused = client.post(address("conflict", claim), {"subject": "claim", "note": ""}, headers=headers)
    assert refused.status_code == 422
    assert "Write a word on what the nearness is" in refused.content.decode()
    refused = client.post(address("conflict", claim), {"subject": "speaker", "note": "Kin."}, headers=headers)
    assert "Choose one of these." in refused.content.decode()
    done = client.post(address("conflict", claim), {"subject": "claim", "note": "Kin."}, headers=headers, follow=True)
    page = done.content.decode()
    assert "You declared that you are too near to this claim" in page
    assert 'id="do-take"' not in page
    claim.refresh_from_db()
    assert (claim.status, claim.assignee) == ("open", None)


def test_speaker_and_outlet_are_declared_on_the_account_page(reviewer: User, editor: User, sign_in: SignIn) -> None:
    speakers.named_speaker(name="Mira Castel", now=NOW)
    outlet = outlets.save_outlet(actor=editor, name="The Norland Post", now=NOW)
    client, where = sign_in(reviewer), reverse("claims:conflict-declare")
    for data, told in (
        ({"speaker": "Nobody Known", "near_note": "Kin."}, "Write the name as the register has it"),
        ({"speaker": "Mira Castel", "near_note": ""}, "Write a word on what the nearness is"),
        ({"near_note": "Kin."}, "Choose one"),
    ):
        answer = client.post(where, data)
        assert answer.status_code == 422
        assert told in answer.content.decode()
    client.post(where, {"speaker": "mira castel", "near_note": "We were at school together."})
    page = client.post(where, {"outlet": outlet.pk, "near_note": "I used to work there."}, follow=True).content.decode()
    assert "Mira Castel" in page
    assert "The Norland Post" in page
    assert ConflictOfInterest.objects.filter(person=reviewer).count() == 2


def test_editors_see_all_declarations_and_end_them(reviewer: User, editor: User, sign_in: SignIn) -> None:
    conflict = builders.make_conflict(reviewer, builders.make_claim(reviewer))
    assert sign_in(reviewer).get(reverse("claims:conflict-list")).status_code == 403
    client = sign_in(editor)
    assert "A cousin of mine said it." in client.get(reverse("claims:conflict-list")).content.decode()
    page = client.post(reverse("claims:conflict-end", args=[conflict.pk]), follow=True).content.decode()
    assert "Nobody declared one" in page
    conflict.refresh_from_db()
    assert conflict.ended_at is not None


# -- agreement -----------------------------------------------------------------------------------


def test_agreement_says_when_there_are_too_few_pairs(claim: Claim, second: User, editor: User, sign_in: SignIn) -> None:
    client = sign_in(editor)
    page = client.get(reverse("claims:agreement")).content.decode()
    assert "No pairs yet" in page
    give(sign_in(second), claim, "mostly-true")
    page = client.get(reverse("claims:agreement"), {"since": "", "by": "month"}).content.decode()
    assert "Too few pairs to tell: 1 of at least 30" in page
    assert "one label only" in page
    wrong = client.get(reverse("claims:agreement"), {"since": "soon"})
    assert wrong.status_code == 200
    assert "Enter a valid date" in wrong.content.decode()
    assert sign_in(second).get(reverse("claims:agreement")).status_code == 403
