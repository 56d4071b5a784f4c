"""The claim page: what it shows to whom, and what becomes of a wording or a speaker that somebody typed."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim, Event, User
from claims.services import attributions, claims, speakers
from tests import builders
from tests.views.conftest import CountQueries, SignIn, address

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_page_shows_the_claim_where_it_stands(reviewer: User, sign_in: SignIn) -> None:
    article = builders.make_ready_article(reviewer, outlet="Tagwerk")
    claim = next(one for one in article.claims.order_by("start") if one.speaker_id)
    page = sign_in(reviewer).get(address("detail", claim)).content.decode()
    assert f"<mark>{claim.quote}</mark>" in page
    assert "Tagwerk" in page
    assert str(claim.speaker) in page
    assert reverse("claims:article-detail", args=[article.pk]) in page
    assert all(reason["detail"] in page for reason in claim.reasons if "'" not in reason["detail"])


def test_page_of_an_unknown_claim_says_so(reviewer: User, sign_in: SignIn) -> None:
    assert sign_in(reviewer).get("/claims/999999/").status_code == 404


def test_anonymous_person_is_sent_to_sign_in(reviewer: User) -> None:
    answer = Client().get(address("detail", builders.make_claim(reviewer)))
    assert answer.status_code == 302
    assert reverse("account_login") in answer["Location"]


@pytest.mark.parametrize(
    "verb", ["detail", "reword", "speaker", "evidence", "judge", "approve", "return", "publish", "checklist"]
)
def test_stranger_is_refused(verb: str, reviewer: User, stranger: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    client = sign_in(stranger)
    answer = client.get(address(verb, claim)) if verb == "detail" else client.post(address(verb, claim))
    assert answer.status_code == 403
    assert Claim.objects.get(pk=claim.pk).revision == claim.revision


def test_only_what_is_allowed_is_offered(reviewer: User, second: User, sign_in: SignIn) -> None:
    """And what is not says why, in words."""
    claim = builders.make_claim(reviewer)
    page = sign_in(second).get(address("detail", claim)).content.decode()
    assert 'id="do-take"' in page
    assert 'id="do-judge"' not in page
    assert "Take this claim to write its verdict." in page
    claims.take_claim(actor=reviewer, claim_id=claim.pk, now=timezone.now())
    theirs = sign_in(second).get(address("detail", claim)).content.decode()
    assert 'id="do-take"' not in theirs
    assert 'id="do-judge"' not in theirs
    assert "Rita is working on this claim, so the verdict is theirs to write." in theirs
    mine = sign_in(reviewer).get(address("detail", claim)).content.decode()
    assert 'id="do-judge"' in mine
    assert "You hold it until" in mine


def test_loser_of_the_race_is_told_who_holds_it_and_until_when(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    held = claims.take_claim(actor=reviewer, claim_id=claim.pk, now=timezone.now())
    assert held.lease_expires_at
    answer = sign_in(second).post(address("take", claim), headers=HTMX)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Rita" in page
    assert f"{held.lease_expires_at:%H:%M} UTC" in page


def test_lease_that_ran_out_can_be_taken_over(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now() - timedelta(hours=2))
    client = sign_in(second)
    assert "Take over" in client.get(address("detail", claim)).content.decode()
    client.post(address("take", claim))
    claim.refresh_from_db()
    assert claim.assignee == second


def test_history_tells_who_did_what(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    claims.take_claim(actor=second, claim_id=claim.pk, now=timezone.now())
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Norland has bridges.", now=timezone.now())
    page = sign_in(reviewer).get(address("detail", claim)).content.decode()
    assert "<b>Rita</b> marked it in the text" in page
    assert "<b>Sam</b> took it" in page
    assert f"“{claim.standalone}” became “Norland has bridges.”" in page


# -- wording ------------------------------------------------------------------------------------


def test_rewording_without_javascript_comes_back_to_the_claim(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    typed = {"standalone": "Norland has bridges.", "kind": "numerical", "revision": claim.revision}
    answer = sign_in(reviewer).post(address("reword", claim), typed, follow=True)
    assert answer.redirect_chain[0][0].startswith(address("detail", claim))
    assert "Wording saved." in answer.content.decode()
    claim.refresh_from_db()
    assert (claim.standalone, claim.kind) == ("Norland has bridges.", "numerical")


def test_rewording_with_htmx_swaps_parts_and_moves_the_other_guards_along(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    typed = {"standalone": "Norland has bridges.", "kind": "factual", "revision": claim.revision}
    page = sign_in(reviewer).post(address("reword", claim), typed, headers=HTMX).content.decode()
    assert 'id="claim-wording"' in page
    assert 'id="claim-evidence"' not in page  # somebody may be typing there
    assert f'id="verdict-revision" value="{claim.revision + 1}"' in page


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_stale_wording_shows_both_texts_and_saves_on_top_when_sent_again(
    headers: dict[str, str], reviewer: User, second: User, sign_in: SignIn
) -> None:
    claim = builders.make_claim(reviewer)
    claims.reword_claim(actor=second, claim_id=claim.pk, standalone="Sam says so.", now=timezone.now())
    client = sign_in(reviewer)
    typed = {"standalone": "Rita says so.", "kind": "factual", "revision": claim.revision}
    answer = client.post(address("reword", claim), typed, headers=headers)
    assert answer.status_code == 409
    page = answer.content.decode()
    as_left = re.sub(r"</?ins>", "", re.sub(r"<del>.*?</del>", "", page))  # what was taken out is shown struck
    assert re.search(r"<figcaption>You wrote</figcaption><p>\s*Rita says so\.\s*</p>", as_left)
    assert re.search(r"<figcaption>It says now</figcaption><p>\s*Sam says so\.\s*</p>", as_left)
    assert ">\nRita says so.</textarea>" in page
    claim.refresh_from_db()
    assert claim.standalone == "Sam says so."
    client.post(address("reword", claim), typed | {"revision": claim.revision}, headers=headers)
    claim.refresh_from_db()
    assert claim.standalone == "Rita says so."


def test_refused_wording_stays_in_the_form(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    answer = sign_in(reviewer).post(address("reword", claim), {"standalone": "x" * 2001, "kind": "factual"})
    assert answer.status_code == 422
    assert "x" * 2001 in answer.content.decode()


# -- speaker ------------------------------------------------------------------------------------


def test_speaker_is_corrected_with_one_post(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    sign_in(reviewer).post(address("speaker", claim), {"name": "Mira Castel", "revision": claim.revision})
    claim.refresh_from_db()
    assert claim.speaker is not None
    assert claim.speaker.name == "Mira Castel"


def test_the_outlet_itself_can_be_the_speaker(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    attributions.correct_speaker(actor=reviewer, claim_id=claim.pk, name="Mira Castel", now=timezone.now())
    claim.refresh_from_db()
    typed = {"name": "Mira Castel", "is_outlet": "on", "revision": claim.revision}
    sign_in(reviewer).post(address("speaker", claim), typed)
    claim.refresh_from_db()
    assert claim.speaker is None


def test_empty_speaker_is_asked_for(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    answer = sign_in(reviewer).post(address("speaker", claim), {"name": " "}, headers=HTMX)
    assert answer.status_code == 422
    assert "Write who said it" in answer.content.decode()


def test_name_that_several_carry_offers_each_of_them(reviewer: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    one = speakers.named_speaker(name="Ivo Brandt", role="chief executive", now=builders.NOW)
    type(one).objects.filter(pk=one.pk).update(disambiguation="the executive")
    two = speakers.named_speaker(name="Ivo Brandt the younger", role="footballer", now=builders.NOW)
    two.aliases.create(name="Ivo Brandt", key=one.key)
    client = sign_in(reviewer)
    answer = client.post(address("speaker", claim), {"name": "Ivo Brandt", "revision": claim.revision}, headers=HTMX)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert f'name="speaker_id" value="{one.pk}"' in page
    assert f'name="speaker_id" value="{two.pk}"' in page
    client.post(address("speaker", claim), {"name": "Ivo Brandt", "speaker_id": two.pk, "revision": claim.revision})
    claim.refresh_from_db()
    assert claim.speaker == two


def test_stale_speaker_shows_both_names(reviewer: User, second: User, sign_in: SignIn) -> None:
    claim = builders.make_claim(reviewer)
    attributions.correct_speaker(actor=second, claim_id=claim.pk, name="Tomas Vell", now=timezone.now())
    typed = {"name": "Mira Castel", "revision": claim.revision}
    answer = sign_in(reviewer).post(address("speaker", claim), typed)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "<figcaption>You wrote</figcaption><p>Mira Castel</p>" in page
    assert "<figcaption>It says now</figcaption><p>Tomas Vell</p>" in page


def test_register_suggests_names(reviewer: User, sign_in: SignIn) -> None:
    speakers.named_speaker(name="Mira Castel", role="minister", now=builders.NOW)
    page = sign_in(reviewer).get(reverse("claims:speaker-suggest"), {"name": "cast"}).content.decode()
    assert '<option value="Mira Castel">minister</option>' in page


def test_page_needs_as_many_queries_for_fifty_pieces_of_evidence_as_for_one(
    reviewer: User, sign_in: SignIn, count_queries: CountQueries
) -> None:
    claim = builders.make_held_claim(reviewer, now=timezone.now())
    client = sign_in(reviewer)
    builders.attach_sources(reviewer, claim, 1)
    one = count_queries(lambda: client.get(address("detail", claim)))
    builders.attach_sources(reviewer, claim, 49)
    assert Event.objects.about("claim", claim.pk).count() > 50
    fifty = count_queries(lambda: client.get(address("detail", claim)))
    assert one == fifty
